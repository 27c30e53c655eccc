"""LaTeX to MathML: Temml, in V8."""

from __future__ import annotations

import atexit
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from covis.compiler.text.formula_text import formula_text

# Temml 0.13.5 takes the two indices of mathtools' \prescript for one another.
_CONVERT = r"""
temml.__defineMacro("\\prescript", "{}^{#1}_{#2}{#3}");
const $one = ([tex, displayMode]) => {
  try {
    return { mathml: temml.renderToString(tex, { displayMode, throwOnError: true, maxExpand: 1000, maxSize: [50, 500] }) };
  } catch (error) {
    return { error: String(error.message), position: error.position ?? null, known: error instanceof temml.ParseError };
  }
};
globalThis.$convert = (formulas) => JSON.stringify(formulas.map($one));
"""
# What would be lost, or would mean something else, though Temml takes it; and what to write.
_REFUSED = {
    "%": r"it begins a comment in LaTeX, and the rest of the line is lost; write \% for a percent sign, or take the comment out",
    "$": r"a formula is inside $...$ already; write \$ for a dollar sign",
    **dict.fromkeys([r"\ref", r"\eqref"], "equations have no numbers here; say in words which equation it is"),
    **dict.fromkeys([r"\href", r"\url"], "a link cannot be inside a formula; write it in the text as [words](address)"),
    r"\includegraphics": "a formula holds no images; take it out",
    **dict.fromkeys([r"\class", r"\id", r"\style", r"\data"], "it is a command for HTML, which a formula cannot set; take it out"),
}
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)|[%$]", re.S)
# For commands that many know from other packages: what to write.
_INSTEAD = {
    **dict.fromkeys(
        ["SI", "si", "qty", "unit", "num", "ang"], r"write the number and the unit, such as 9.81\,\mathrm{m\,s^{-2}}, or \pu{9.81 m s-2}"
    ),
    **dict.fromkeys(
        ["dv", "pdv", "odv", "dd"], r"write it out, such as \frac{\mathrm{d} f}{\mathrm{d} x} or \frac{\partial f}{\partial x}"
    ),
    "eqnarray": "use align or aligned",
    "eqnarray*": "use align or aligned",
    "displaymath": "leave it out: $$ displays a formula",
    "math": "leave it out: $ sets a formula",
}
# What is as high as a line, and the operators that are not.
_LOW = frozenset({"mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup"})
_LARGE = frozenset("∏∐∑∫∬∭∮∯∰⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_NEWLINE = 'linebreak="newline"'
# Environments that LaTeX numbers. Nothing here refers to a number, so none is printed; \tag{...} prints one.
_NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:equation|gather|align|alignat|flalign|multline))\}")


# Read when the worker starts, so that none of its children has to.
_SOURCE = "\n".join((Path(__file__).parent / "temml" / name).read_text("utf-8") for name in ("temml.min.js", "mhchem.min.js"))
# Temml has no bold form of these and sets them as they are: the command for any bold sign has to do it.
_NO_BOLD = re.compile(r"\\(?:boldsymbol|bm)(?=[ \n]{0,9}\{?[ \n]{0,9}\\(?:ell|hbar|partial|infty|Re|Im|wp|aleph)(?![A-Za-z]))")


class FormulaError(ValueError):
    """A formula cannot be shown. `offset` is where in it, in characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def mathml(tex: str, *, display: bool = False) -> str:
    """MathML of LaTeX, with its text as `alttext`.

    Args:
        tex: LaTeX without the dollars around it.
        display: whether the formula has lines of its own.

    Raises:
        FormulaError: for what cannot be shown, with the command's name and its place.
    """
    for found in _COMMAND.finditer(tex):
        if found[0] in _REFUSED:
            raise FormulaError(f"the formula {_short(tex)} cannot be shown: {found[0]}: {_REFUSED[found[0]]}", found.start())
    return _converted(tex, display)


@cache
def _converted(tex: str, display: bool) -> str:
    stars = [found.end() - 1 for found in _NUMBERED.finditer(tex)]
    given = _unnumbered(tex)
    # A display loses a \\ that is in no environment, as TeX does; its author means a new line. Temml marks it in a line of text only.
    if "\\\\" in tex and _NEWLINE in _temml(given, False).get("mathml", ""):
        given = rf"\begin{{gathered}}{given}\end{{gathered}}"
        if _NEWLINE in _temml(given, False).get("mathml", ""):
            where = rf"the formula {_short(tex)} cannot be shown: \\ is between brackets; write the rows in aligned or gathered there"
            raise FormulaError(where, tex.find("\\\\"))
    result = _temml(given, display)
    if "mathml" not in result:
        position = result["position"]
        offset = 0 if position is None else len(given.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore"))
        offset -= sum(place + k < offset for k, place in enumerate(stars))
        raise FormulaError(_message(tex, str(result["error"]), bool(result["known"])), min(offset, len(tex)))
    bold = _NO_BOLD.sub(r"\\pmb", given)
    if bold != given:
        result = {**result, **_temml(bold, display)}
    # `display` is what browsers do by themselves; without an identifier nothing refers to anything; and a \\tag stands beside its
    # formula, because one at the other end of a line that scrolls would not be seen.
    tree = ElementTree.fromstring(re.sub(r' style="display:[a-z ]+;"| id="[^"]*"|(?<=[";])width:(?:100|50|7\.5)%;', "", result["mathml"]))
    for operator in tree.iter("mo"):
        if len(operator):  # \mathop{...}: a browser sets only text in an <mo>
            operator.tag = "mrow"
            operator.attrib.clear()
    for row in tree.iter("mrow"):
        _fit_brackets(row)
    tree.set("alttext", formula_text(tree))
    return ElementTree.tostring(tree, "unicode", short_empty_elements=False)


def _fit_brackets(row: ElementTree.Element) -> None:
    """Brackets round one line of letters do not stretch: those that may are as wide as their widest form in Chromium."""
    if len(row) < 2 or not all(one.tag == "mo" and one.get("stretchy") == "true" and one.text for one in (row[0], row[-1])):
        return
    if all(one.tag in _LOW and not (one.tag == "mo" and one.text in _LARGE) for one in row.iter()):
        for bracket in (row[0], row[-1]):
            bracket.set("stretchy", "false")


_results: dict[tuple[str, bool], dict[str, Any]] = {}


def prepare(formulas: Iterable[tuple[str, bool]]) -> None:
    """Convert many formulas (LaTeX, displayed) in one call, which takes less time than one for each. Errors wait for `mathml`."""
    missing = [one for one in dict.fromkeys((_unnumbered(tex), display) for tex, display in formulas) if one not in _results]
    if missing:
        _results.update(zip(missing, json.loads(str(_v8().eval(f"$convert({json.dumps(missing)})"))), strict=True))


def _temml(tex: str, display: bool) -> dict[str, Any]:
    """{"mathml": ...}, or {"error": ..., "position": ..., "known": ...}."""
    prepare([(tex, display)])
    return _results[_unnumbered(tex), display]


def _unnumbered(tex: str) -> str:
    return _NUMBERED.sub(r"\1*}", tex)


def _message(tex: str, error: str, known: bool) -> str:
    """Temml's error in our words, with the way out."""
    reason = " ".join(re.sub(r" at (?:position \d+|end of input): [^\0]*", "", error).split())
    if command := re.search(r"Unsupported function name: \\(\S+)|No such environment: (\S+)", reason):
        name = command[1] or command[2]
        kind = f"\\{name}" if command[1] else f"the environment {name}"
        way = _INSTEAD.get(
            name, "use a command of LaTeX or amsmath" + (r", or \operatorname{...} for the name of a function" if command[1] else "")
        )
        return f"the formula {_short(tex)} cannot be shown: {kind} is not known; {way}; check its braces and commands"
    reason = reason.replace("'EOF'", "the end of the formula") if known else "a part is missing, such as that after ^ or _"
    return f"the formula {_short(tex)} cannot be read as LaTeX ({reason}); check its braces and commands"


def _short(tex: str) -> str:
    line = " ".join(tex.split())
    return repr(line if len(line) <= 80 else f"{line[:77]}...")


@cache
def _v8() -> Any:
    """V8 with Temml: one for a process, as it takes 50 ms to start. A process that forks must not have asked for it."""
    from py_mini_racer import MiniRacer

    v8 = MiniRacer()
    atexit.register(v8.close)  # its thread would keep Python from ending
    v8.eval(f"{_SOURCE}\n{_CONVERT}")
    return v8

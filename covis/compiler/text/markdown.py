"""The Markdown of text.md -> sanitised HTML with MathML. No script runs in the page to set mathematics."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from covis.compiler.text.delimiters import FORMULAS, PROBLEM, delimiters
from covis.compiler.text.mathml import FormulaError, mathml, prepare
from covis.finding import closest

_MATHML = (
    "math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mfenced mstyle "
    "mpadded mphantom menclose mmultiscripts mprescripts semantics".split()
)
_TAGS = set("p h2 h3 h4 ul ol li em strong code pre blockquote a table thead tbody tr th td hr br div span output sub sup".split()) | set(
    _MATHML
)
_LAYOUT = set(
    "display displaystyle scriptlevel mathvariant mathcolor mathbackground stretchy symmetric fence form separator lspace rspace width "
    "height depth voffset minsize maxsize linethickness accent accentunder movablelimits notation columnalign rowspacing "
    "xmlns style".split()
)
# What the converter sets, as MathML Core has no attributes for it: the room around cells, rules, colours.
_STYLES = set(
    "border border-top border-bottom border-left border-right padding padding-left padding-right padding-top padding-bottom color "
    "margin-left width height position left right bottom text-align font-weight math-depth".split()
)
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "output": {"data-value", "data-digits", "data-control"},
    **dict.fromkeys(_MATHML, _LAYOUT),
    "math": _LAYOUT | {"alttext"},
}
FIELD = re.compile(r"\{\{([^{}\n]*)\}\}")  # what is in it: `field`
# The HTML of `{{name}}`, or of `{{value: name}}` where the second argument is true.
Fields = Callable[[str, bool], str]


def field(inside: str) -> tuple[bool, str]:
    """What is between {{ and }}: whether it is a live value (`value: name`), and the name."""
    kind, colon, name = inside.partition(":")
    live = bool(colon) and kind.strip() == "value"
    return live, unicodedata.normalize("NFKC", (name if live else inside).strip())  # as Python reads names


PRINTED = (
    "only an expression, a control, an axis, a constant, a Trajectory or Iterates can be printed; "
    "give the part that is meant a module-level name of its own"
)


def kind_of(value: object) -> str:
    """What a value is, in words for a message: "a tuple of 2"."""
    if isinstance(value, list | tuple | dict | set):
        return f"a {type(value).__name__} of {len(value)}"
    if callable(value):
        return "a function"
    name = type(value).__name__
    name = {"int": "number of Python", "float": "number of Python", "complex": "number of Python", "str": "text"}.get(name, name)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


class TextError(ValueError):
    """Something in a text cannot be set; `line` and `column` count from 1, 0 where the column is not known."""

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


# Called with the token that cannot be set, what to look for in the lines of its block, how far into that the place is, and the message.
Fail = Callable[[Token, str, int, str], None]


def _markdown(fail: Fail, field: Callable[[Token], str] | None = None) -> MarkdownIt:
    """Markdown with LaTeX, and with fields where `field` gives the HTML of one."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "replacements", "smartquotes"])
    md.use(delimiters)

    def add(name: str, render: Callable[[Token], str]) -> None:
        md.add_render_rule(name, lambda self, tokens, idx, options, env: render(tokens[idx]))

    def formula(before: str, after: str, *, display: bool) -> Callable[[Token], str]:
        def render(token: Token) -> str:
            opened = "" if token.block else token.markup
            piece, content = opened + token.content.rstrip(), token.content.strip()
            first = len(opened) + len(token.content) - len(token.content.lstrip())
            if field is not None and (found := FIELD.search(content)):
                fail(token, piece, first + found.start(), "a {{field}} cannot be inside $...$; close the formula before it")
                return before + after
            try:
                return before + mathml(content, display=display) + after
            except FormulaError as error:
                fail(token, piece, first + error.offset, str(error))
                return before + after

        return render

    def image(token: Token) -> str:
        fail(token, "![", 0, "a text holds no images: what is shown is plotted, so that it can be checked; take the image out")
        return ""

    def problem(token: Token) -> str:
        fail(token, token.content, 0, token.meta["message"])
        return ""

    add("math_inline", formula("", "", display=False))
    add("math_inline_double", formula('<div class="math inline">', "</div>", display=True))
    add("math_block", formula('<div class="equation">', "</div>\n", display=True))
    add("amsmath", formula('<div class="equation">', "</div>\n", display=True))
    add("image", image)
    add(PROBLEM, problem)
    if field is not None:
        # A field is a token of its own from the beginning: nothing that a text holds can be taken for one afterwards.
        md.inline.ruler.before("escape", "field", _read_field)
        md.core.ruler.after("inline", "field_alone", _displayed)
        add("field", field)
    md.core.ruler.push("lines", _lines)
    return md


def _read_field(state: StateInline, silent: bool) -> bool:
    """The rule of markdown-it for {{name}} and {{value: name}}. The token's content is the name: quotes beside it turn as beside a word."""
    found = FIELD.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        live, name = field(found[1])
        token = state.push("field", "", 0)
        token.content, token.markup, token.meta = name, found[0], {"live": live}
    state.pos = found.end()
    return True


def _displayed(state: StateCore) -> None:
    """A field that is alone in a paragraph is a displayed equation, which no paragraph may hold."""
    tokens: list[Token] = []
    for token in state.tokens:
        children = token.children or []
        if len(children) == 1 and children[0].type == "field" and tokens[-1].type == "paragraph_open" and not tokens[-1].hidden:
            tokens[-1] = children[0]
            tokens[-1].map, tokens[-1].block = token.map, True
        elif not (token.type == "paragraph_close" and tokens[-1].type == "field"):
            tokens.append(token)
    state.tokens = tokens


def _lines(state: StateCore) -> None:
    """Every inline token knows the lines of its block."""
    for token in state.tokens:
        for child in token.children or ():
            child.map = token.map


def clean(html: str) -> str:
    """Only what a text needs: no script, style, form or event handler gets through."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        filter_style_properties=_STYLES,
        attribute_filter=lambda tag, name, value: None if name == "style" and re.search(r"fixed|sticky|url", value, re.I) else value,
    )


class Reading:
    """A text while it is set: its tokens, and everything in it that cannot be set.

    `fields` raises KeyError for a name that is not there, ValueError for one that cannot be shown so; `known` are the names that there are.
    """

    def __init__(self, source: str, fields: Fields, known: list[str]) -> None:
        self.errors: list[TextError] = []
        self.lines = re.split("\r\n?|\n", source)
        self._fields, self._known = fields, known
        self._reported: Counter[tuple[int, str]] = Counter()
        self._markdown = _markdown(self._fail, self._field)
        self._environment: dict[str, Any] = {}
        self.tokens = self._markdown.parse(source, self._environment)
        every = [one for token in self.tokens for one in (token, *(token.children or ()))]
        prepare((one.content.strip(), one.type != "math_inline") for one in every if one.type in FORMULAS)

    def html(self, tokens: Sequence[Token]) -> str:
        """Some of the tokens, from the beginning of a block to its end, as sanitised HTML."""
        return clean(self._markdown.renderer.render(tokens, self._markdown.options, self._environment))

    def place(self, token: Token, piece: str = "") -> tuple[int, int]:
        """The line and the column, from 1, at which a token begins, or at which `piece` is first written in it."""
        first, end = token.map or (0, 0)
        for number in range(first, min(end, len(self.lines))):
            written = self.lines[number]
            at = written.find(piece) if piece else len(written) - len(written.lstrip())
            if at >= 0 and written.strip():
                return number + 1, at + 1
        return first + 1, 0

    def refuse(self, line: int, column: int, message: str) -> None:
        self.errors.append(TextError(line, message, column))

    def _fail(self, token: Token, piece: str, within: int, message: str) -> None:
        first, end = token.map or (0, 0)
        block = "\n".join(self.lines[first:end])
        found = _places(block, piece) or _places(block, piece.partition("\n")[0])
        before = self._reported[first, piece]  # how often the same piece of the same block was reported
        self._reported[first, piece] += 1
        if not found:
            self.refuse(first + 1, 0, message)
            return
        upto = block[: found[min(before, len(found) - 1)] + within]
        self.refuse(first + 1 + upto.count("\n"), len(upto.rpartition("\n")[2]) + 1, message)

    def _field(self, token: Token) -> str:
        name = token.content
        try:
            html = self._fields(name, token.meta["live"])
        except KeyError:
            near = closest(name, self._known, 1)
            way = f"did you mean {near[0]}?" if near else f"the names of the plugin are {', '.join(self._known) or 'none'}"
            self._fail(token, token.markup, 0, f"{token.markup}: the plugin has no module-level name {name!r}; {way}")
            return ""
        except ValueError as error:
            self._fail(token, token.markup, 0, f"{token.markup}: {error}")
            return ""
        return html + "\n" if token.block else _flat(html)


def render(source: str, fields: Fields, known: list[str]) -> tuple[str, list[TextError]]:
    """A text as sanitised HTML, and everything in it that could not be set. For `fields` and `known` see `Reading`."""
    reading = Reading(source, fields, known)
    html = reading.html(reading.tokens)
    return html, sorted(reading.errors, key=lambda error: (error.line, error.column))


def _places(text: str, piece: str) -> list[int]:
    """Where a piece is in a text, from the first on."""
    found, at = [], text.find(piece) if piece else -1
    while at >= 0:
        found.append(at)
        at = text.find(piece, at + len(piece))
    return found


def _flat(html: str) -> str:
    """A field inside a sentence: the equation alone, set in the line."""
    found = re.match(r'<div class="equation">(.*?)</div>', html, flags=re.S)
    return found[1].replace(' display="block"', "") if found else html

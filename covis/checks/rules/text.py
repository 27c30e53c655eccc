"""Rules about text.md: what the student reads beside the plots."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence
from covis.authoring.symbols import Sweep
from covis.checks.rule import Problem, Subject, rule
from covis.compiler.text.markdown import FIELD, PRINTED, kind_of
from covis.compiler.text.prose import HEADINGS, OPTIONAL, Heading, Prose, outline
from covis.finding import closest

FILE = "text.md"
_CODE_OR_ESCAPE = re.compile(r"`[^`]*`|\\.")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@rule("text-encoding", "error")
def encoding(subject: Subject) -> Iterator[Problem]:
    """text.md is there and is UTF-8."""
    path = subject.plugin.folder / FILE
    if not path.is_file():
        yield Problem(0, f"text.md is missing; write it with the headings {_listed()}", file=FILE)
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        yield Problem(line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file with the encoding UTF-8", file=FILE)
        return
    for number, written in enumerate(_split(text), 1):
        if "\ufffd" in written or "\x00" in written:
            yield Problem(number, "a character here was lost when the file was saved in another encoding; type it again", file=FILE)
        elif control := _CONTROL.search(written):
            yield Problem(number, f"there is a control character, {control[0]!r}, at column {control.start() + 1}; delete it", file=FILE)


@rule("text-headings", "error", after=["text-encoding"])
def headings(subject: Subject) -> Iterator[Problem]:
    """text.md has its headings, each once and in order, with some text under each."""
    found = prose_of(subject).headings
    titles = [heading.title for heading in found]
    missing = [title for title in HEADINGS if title not in titles and title not in OPTIONAL]
    for title in missing:
        near = closest(title, titles, 1, cutoff=0.7)
        line = next((heading.line for heading in found if near and heading.title == near[0]), 0)
        also = f', and "## {near[0]}" is near it' if near else ""
        yield Problem(line, f'there is no heading "## {title}"{also}; the headings are {_listed()}', file=FILE)
    if missing:
        return
    first: dict[str, Heading] = {}
    for heading in found:
        if first.setdefault(heading.title, heading) is not heading and heading.title in HEADINGS:
            yield Problem(heading.line, f'"## {heading.title}" is there twice; put what is under both under one', file=FILE)
        elif heading.title in HEADINGS and not heading.body:
            yield Problem(heading.line, f'there is nothing under "## {heading.title}"; write it', file=FILE)
    for heading, wanted in zip(first.values(), [title for title in HEADINGS if title in first], strict=False):
        if heading.title != wanted:
            order = f"the order is {_listed()}, and others come after them"
            yield Problem(heading.line, f'"## {heading.title}" is where "## {wanted}" belongs; {order}', file=FILE)
            return


@rule("text-fields", "error", after=["text-encoding"])
def fields(subject: Subject) -> Iterator[Problem]:
    """Every {{name}} and {{value: name}} in text.md names something that can be shown so."""
    for number, written in _lines(subject):
        line = _CODE_OR_ESCAPE.sub(" ", written)
        for match in FIELD.finditer(line):
            problem = _wrong_field(subject, match[1])
            if problem:
                yield Problem(number, f"{match[0]}: {problem}", file=FILE)
        rest = FIELD.sub("", line)
        if "{{" in rest:
            yield Problem(number, "{{ is not closed on its line; write {{name}} or {{value: name}}", file=FILE)


def _wrong_field(subject: Subject, inside: str) -> str:
    """What is wrong with a field, or ""."""
    kind, colon, name = (part.strip() for part in inside.rpartition(":"))
    name = unicodedata.normalize("NFKC", name)  # as Python reads names
    names = {key: value for key, value in subject.plugin.names.items() if isinstance(value, sympy.Expr)}
    if colon and kind != "value":
        return f"there is no field {kind!r}; write {{{{{name}}}}} for the equation or {{{{value: {name}}}}} for its live value"
    if not colon and isinstance(subject.plugin.names.get(name), Recurrence):
        return ""
    if name in subject.plugin.names and name not in names:
        return f"{name} is {kind_of(subject.plugin.names[name])}; {PRINTED}"
    if name not in names:
        near = closest(name, names, 1)
        way = f"did you mean {near[0]}?" if near else f"the names are {', '.join(names) or 'none'}"
        return f"the plugin has no module-level name {name!r}; {way}"
    value = names[name]
    if not colon and isinstance(value, sympy.Number):
        return f"{name} is a number and has no equation; write the number in the text, or {{{{value: {name}}}}}"
    if colon and not isinstance(value, Control):
        swept = sorted(symbol.name for symbol in value.free_symbols if isinstance(symbol, Sweep))
        if swept:
            return (
                f"{name} runs along {', '.join(swept)}, so it has no one value; put a value in for {swept[0]} with .subs({swept[0]}, ...)"
            )
    return ""


def prose_of(subject: Subject) -> Prose:
    """The parts of text.md, read once; none where it is not there or no UTF-8, which is `text-encoding`'s to report."""
    if "prose" not in subject.memory:
        try:
            subject.memory["prose"] = outline((subject.plugin.folder / FILE).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            subject.memory["prose"] = Prose()
    prose: Prose = subject.memory["prose"]
    return prose


def _lines(subject: Subject) -> Iterator[tuple[int, str]]:
    """The lines outside fenced code, numbered from 1."""
    fenced = False
    for number, line in enumerate(_split((subject.plugin.folder / FILE).read_text(encoding="utf-8-sig")), 1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            yield number, line


def _split(text: str) -> list[str]:
    """The lines as an editor counts them: `splitlines` also splits at form feeds and other separators."""
    return re.split("\r\n?|\n", text)


def _listed() -> str:
    return ", ".join(f'"## {heading}"' for heading in HEADINGS)

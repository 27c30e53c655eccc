"""text.md as its parts: the objectives, what to know before, the text, and the questions with their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from covis.compiler.text.markdown import Fields, Reading, TextError

OBJECTIVES, BEFORE, QUESTIONS = "Objectives", "Before you start", "Questions"
# The headings in their order. A visualisation may do without those in OPTIONAL; others come after them.
HEADINGS = (OBJECTIVES, BEFORE, "The idea", "The model", "Assumptions and limits", QUESTIONS, "Sources")
OPTIONAL = frozenset({BEFORE, QUESTIONS})
_OPTION = re.compile(r"(Preset|Sketch)[ \t]*:[ \t]*(.*)", flags=re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading: its line, its words, its own three tokens (opening, words, closing) and those of what is under it."""

    line: int
    title: str
    tokens: list[Token]
    body: list[Token]


@dataclass(frozen=True)
class Objective:
    """One line of the objectives: its place, as it is written, and its tokens."""

    line: int
    column: int
    written: str
    tokens: list[Token]


class Option(NamedTuple):
    """A name that a question states before its answer, and where it is written."""

    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Question:
    """Predict, observe, explain: `ask` and `answer` as tokens; the preset that shows the answer, and the curve to sketch before."""

    line: int
    ask: list[Token]
    answer: list[Token]
    preset: Option | None = None
    sketch: Option | None = None


@dataclass
class Prose:
    """The parts of text.md. `text` is everything that is not in another part."""

    headings: list[Heading] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    before: list[Token] = field(default_factory=list)
    text: list[Token] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class PageText:
    """text.md as sanitised HTML. `questions` are (question, answer, preset, the curve to sketch)."""

    objectives: list[str]
    before: str
    text: str
    questions: list[tuple[str, str, str | None, str | None]]


def page_text(source: str, fields: Fields, known: list[str]) -> tuple[PageText, list[TextError]]:
    """What a page shows of text.md, and a problem for everything in it that is wrong or out of place. For the rest see `Reading`."""
    reading = Reading(source, fields, known)
    prose = parts(reading)
    made = PageText(
        objectives=[_sentence(reading, objective.tokens) for objective in prose.objectives],
        before=_sentence(reading, prose.before),
        text=reading.html(prose.text),
        questions=[
            (_sentence(reading, q.ask), _sentence(reading, q.answer), q.preset and q.preset.name, q.sketch and q.sketch.name)
            for q in prose.questions
        ],
    )
    return made, sorted(reading.errors, key=lambda error: (error.line, error.column))


def outline(source: str) -> Prose:
    """The parts of text.md alone, for rules about them."""
    return parts(Reading(source, lambda name, live: "", []))


def parts(reading: Reading) -> Prose:
    """The parts of a text. A part that is out of place is an error."""
    prose = Prose()
    before, prose.headings = _divided(reading.tokens, "h2")
    prose.text += before
    for heading in prose.headings:
        if heading.title == OBJECTIVES:
            prose.objectives += _objectives(reading, heading)
        elif heading.title == BEFORE:
            prose.before += heading.body
        elif heading.title == QUESTIONS:
            prose.questions += _questions(reading, heading)
        else:
            prose.text += [*heading.tokens, *heading.body]
    return prose


def _divided(tokens: Sequence[Token], tag: str) -> tuple[list[Token], list[Heading]]:
    """What stands before the first heading of a level, and the headings."""
    begins = [k for k, token in enumerate(tokens) if token.type == "heading_open" and token.tag == tag and token.level == 0]
    begins.append(len(tokens))
    headings = []
    for begin, end in pairwise(begins):
        opening, words = tokens[begin], tokens[begin + 1]
        own, body = list(tokens[begin : begin + 3]), list(tokens[begin + 3 : end])
        headings.append(Heading((opening.map or [0])[0] + 1, words.content.strip(), own, body))
    return list(tokens[: begins[0]]), headings


def _objectives(reading: Reading, heading: Heading) -> Iterator[Objective]:
    """The lines of the list under "## Objectives"."""
    way = 'write them as a list, one sentence a line: "- Read a rate off a curve"'
    for blocks in _blocks(heading.body):
        if blocks[0].type not in ("bullet_list_open", "ordered_list_open"):
            reading.refuse(*reading.place(blocks[0]), f"this is no objective; {way}")
            continue
        for item in _blocks(blocks[1:-1]):
            inside = item[1:-1]
            inline = [token for token in inside if token.type == "inline"]
            if len(inline) != 1 or len(inside) != 3:
                reading.refuse(*reading.place(item[0]), f"an objective is one sentence; {way}")
                continue
            for child in inline[0].children or []:
                if child.type == "field" and child.meta["live"]:
                    message = f"{child.markup}: objectives are also listed where there is no picture; write the number, or leave it out"
                    reading.refuse(*reading.place(inline[0], child.markup), message)
            line, column = reading.place(inline[0], inline[0].content.partition("\n")[0])
            yield Objective(line, column, inline[0].content, inside)


def _questions(reading: Reading, heading: Heading) -> Iterator[Question]:
    """The third-level headings under "## Questions", each with its preset, its sketch and its answer."""
    before, asked = _divided(heading.body, "h3")
    if before:
        message = 'this stands before the first question; a question is a heading "### ...?", and its answer is under it'
        reading.refuse(*reading.place(before[0]), message)
    for each in asked:
        if not each.title:
            reading.refuse(each.line, 0, 'the question is empty; write it after "### "')
            continue
        options, answer = _options(reading, each.body)
        if not answer:
            reading.refuse(each.line, 0, f'the question "{each.title[:60]}" has no answer; write it under the question')
            continue
        yield Question(each.line, each.tokens[1:2], answer, options.get("preset"), options.get("sketch"))


def _options(reading: Reading, body: list[Token]) -> tuple[dict[str, Option], list[Token]]:
    """What the first lines of an answer state (`Preset: name`, `Sketch: name`), and the answer without these lines."""
    options: dict[str, Option] = {}
    while len(body) >= 3 and body[0].type == "paragraph_open" and (found := _OPTION.match(body[1].content)):
        words, name = found[1].lower(), found[2].strip()
        line, column = reading.place(body[1], found[0])
        if not name:
            what = "preset" if words == "preset" else "sketch"
            reading.refuse(line, column, f'the {what} has no name; write "{words.capitalize()}: " and the name of one, or delete the line')
        elif words in options:
            reading.refuse(line, column, f"the question names a {words} twice; delete one of the lines")
        else:
            options[words] = Option(name, line, column)
        children = body[1].children or []
        broken = next((k for k, child in enumerate(children) if child.type in ("softbreak", "hardbreak")), None)
        if broken is None:
            body = body[3:]
        else:
            body[1].children = children[broken + 1 :]
            body[1].content = body[1].content.partition("\n")[2].lstrip()
    return options, body


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The blocks side by side in some tokens, each from its opening to its closing token."""
    depth, held = 0, list[Token]()
    for token in tokens:
        held.append(token)
        depth += token.nesting
        if depth == 0:
            yield held
            held = []


def _sentence(reading: Reading, tokens: list[Token]) -> str:
    """The HTML of some blocks; of a single paragraph or a heading only what is in it."""
    if len(tokens) == 3 and tokens[0].type == "paragraph_open":
        tokens = tokens[1:2]
    return reading.html(tokens).strip()

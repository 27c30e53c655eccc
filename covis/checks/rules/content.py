"""Rules about what surrounds the model: facts and their sources, presets, questions, readouts, objectives, the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from covis.authoring.controls.control import Control
from covis.authoring.evaluate.evaluator import scalar
from covis.authoring.facts import Value
from covis.authoring.symbols import Sweep
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.text import FILE, prose_of
from covis.compiler.text.equations import WORKED_OUT
from covis.finding import closest

PRESETS, TITLE, OBJECTIVE = 3, 80, 160
READABLE = 1000  # letters of a printed formula
# A source of these words alone names nothing that a fact-checker could open.
PLACEHOLDERS = frozenset(
    "a an and the my our own of from on in to do me self todo tbd tba fixme xxx source sources reference references ref cite "
    "citation needed internet web website online google wikipedia chatgpt ai book books textbook lecture lectures notes note "
    "course common knowledge known well obvious various unknown none na nil n somewhere placeholder example insert here add "
    "later test foo bar lorem".split()
)
_SHOUTED = re.compile(r"\b(TODO|FIXME|TBD|XXX)\b|\?\?\?")


@rule("fact-count", "error")
def fact_count(subject: Subject) -> Iterator[Problem]:
    """There is at least one fact: a claim that runs."""
    if not subject.visualisation.facts:
        yield Problem(
            subject.visualisation.place, "facts= is empty; state at least one, such as cv.Identity(statement, left, right, source=...)"
        )


@rule("fact-source", "error")
def fact_source(subject: Subject) -> Iterator[Problem]:
    """Every fact has a source that a fact-checker can open, or a derivation."""
    for fact in subject.visualisation.facts:
        derived = re.match(r"\s*derived\b[:\s.]*(.*)", fact.source, flags=re.I | re.S)
        text = derived[1] if derived else fact.source
        words = re.findall(r"[a-z]+|\d+", text.casefold())
        if _SHOUTED.search(fact.source) or all(word in PLACEHOLDERS for word in words) or (derived and len(words) < 2):
            way = 'cite a book with its chapter, a paper or a data sheet, or write "derived: ..." with the derivation in a line'
            yield Problem(fact.place, f'fact "{fact.statement}": the source {fact.source!r} names nothing that can be looked up; {way}')


@rule("fact-unique", "error")
def fact_unique(subject: Subject) -> Iterator[Problem]:
    """No two facts have the same statement."""
    yield from _twice(((" ".join(fact.statement.casefold().split()), fact) for fact in subject.visualisation.facts), "fact", "statement")


@rule("fact-worked-out", "warning", stage="document")
def fact_worked_out(subject: Subject) -> Iterator[Problem]:
    """What a fact states is left to be printed: SymPy has not worked it out to 0 = 0 or True."""
    assert subject.document is not None
    for fact, printed in zip(subject.visualisation.facts, subject.document.facts, strict=True):
        if WORKED_OUT in printed.mathematics:
            way = (
                "give an Identity what is put in as at={...} in place of .subs, state a derivative as Derivative(...) and an integral as "
                "Integral(...), and a relation that the ranges decide as Ge(a, b, evaluate=False)"
            )
            yield Problem(fact.place, f'fact "{fact.statement}": SymPy works it out at once, so the page prints 0 = 0 or the like; {way}')


@rule("formula-length", "warning", stage="document")
def formula_length(subject: Subject) -> Iterator[Problem]:
    """What is printed of the model and of every fact is short enough for a fact-checker to read."""
    assert subject.document is not None
    v, document = subject.visualisation, subject.document
    printed = [(f"the equation of {one.name}", v.place, one.mathematics) for one in document.equations]
    printed += [(f'fact "{one.statement}"', one.place, found.mathematics) for one, found in zip(v.facts, document.facts, strict=True)]
    for owner, place, mathematics in printed:
        letters = len(ElementTree.fromstring(mathematics).get("alttext", "")) if mathematics else 0
        if letters > READABLE:
            way = "give its parts names at the top level of the plugin; say what a loop works out with root, Iterates or an Event"
            yield Problem(place, f"{owner} takes {letters:,} letters to print, which nobody reads; {way}")


@rule("fact-at", "error")
def fact_at(subject: Subject) -> Iterator[Problem]:
    """The `at` of every Value fixes every symbol that is not a constant."""
    from covis.checks.states import open_symbols

    for fact in subject.visualisation.facts:
        if isinstance(fact, Value):
            names = [symbol.name for symbol in open_symbols(fact)]
            if names:
                way = f"add {', '.join(f'{name}: ...' for name in names)} to at="
                yield Problem(fact.place, f'fact "{fact.statement}": at= leaves {" and ".join(names)} open; {way}')


@rule("published-value", "warning")
def published_value(subject: Subject) -> Iterator[Problem]:
    """At least one Value fact is a published value at a state that a student can reach."""
    for fact in subject.visualisation.facts:
        if isinstance(fact, Value) and not fact.source.strip().casefold().startswith("derived") and _reachable(fact):
            return
    way = "add a Value with a number from a book or a table, at a state inside the ranges of the controls"
    yield Problem(subject.visualisation.place, f"no fact compares a state that a student can reach with a published value; {way}")


def _reachable(fact: Value) -> bool:
    numbers = {symbol.name: float(number) for symbol, number in fact.at.items() if number.is_number}
    for symbol, number in fact.at.items():
        if not number.is_number:
            return False
        if isinstance(symbol, Control):
            try:
                symbol.number(symbol.state_of(float(number)))
            except ValueError:
                return False
        elif isinstance(symbol, Sweep):
            try:
                low, high = (scalar(bound, numbers) for bound in symbol.bounds)
            except KeyError:
                continue  # a bound rests on a control that at= does not give
            if not low <= float(number) <= high:
                return False
    return True


@rule("preset-count", "warning")
def preset_count(subject: Subject) -> Iterator[Problem]:
    """There are at least three presets."""
    count = len(subject.visualisation.presets)
    if count < PRESETS:
        had = "is no preset" if count == 0 else "is one preset" if count == 1 else f"are {count} presets"
        yield Problem(subject.visualisation.place, f'there {had}; name {PRESETS} or more useful states: cv.Preset("A bell", gamma=0.02)')


@rule("preset-unique", "error")
def preset_unique(subject: Subject) -> Iterator[Problem]:
    """No two presets have the same name."""
    yield from _twice(((preset.name, preset) for preset in subject.visualisation.presets), "preset", "name")


@rule("question-count", "warning", after=["text-encoding"])
def question_count(subject: Subject) -> Iterator[Problem]:
    """There is at least one question."""
    if not prose_of(subject).questions:
        way = 'ask one that the picture answers, under "## Questions": a heading "### ...?", a line "Preset: name", and the answer'
        yield Problem(0, f"there is no question; {way}", file=FILE)


@rule("question-preset", "error", after=["text-encoding"])
def question_preset(subject: Subject) -> Iterator[Problem]:
    """The preset that a question names is there."""
    presets = [preset.name for preset in subject.visualisation.presets]
    for question in prose_of(subject).questions:
        if question.preset is not None and question.preset.name not in presets:
            near = closest(question.preset.name, presets, 1)
            way = f'did you mean "{near[0]}"?' if near else f"the presets are {', '.join(presets) or 'none'}"
            message = f"a question begins at the preset {question.preset.name!r}, which is not there; {way}"
            yield Problem(question.preset.line, message, file=FILE, column=question.preset.column)


@rule("question-sketch", "error", after=["text-encoding"])
def question_sketch(subject: Subject) -> Iterator[Problem]:
    """What a question lets the learner sketch is the name of one Curve on flat axes."""
    curves = [name for name, _ in subject.visualisation.drawn_by_hand()]
    for question in prose_of(subject).questions:
        if question.sketch is None or curves.count(question.sketch.name) == 1:
            continue
        if question.sketch.name in curves:
            message = (
                f"a question lets the learner sketch {question.sketch.name!r}, the name of several curves of one plot; give each its own"
            )
        else:
            near = closest(question.sketch.name, curves, 1)
            way = f'did you mean "{near[0]}"?' if near else f"the curves with a name are {', '.join(curves) or 'none'}"
            message = f"a question lets the learner sketch {question.sketch.name!r}, which is no Curve with this name; {way}"
        yield Problem(question.sketch.line, message, file=FILE, column=question.sketch.column)


@rule("readout-unique", "error")
def readout_unique(subject: Subject) -> Iterator[Problem]:
    """No two readouts have the same label."""
    yield from _twice(((readout.label, readout) for readout in subject.visualisation.readouts), "readout", "label")


@rule("objective-length", "warning", after=["text-encoding"])
def objectives(subject: Subject) -> Iterator[Problem]:
    """Every objective is a sentence that a student takes in at a glance, and is there once."""
    seen: set[str] = set()
    for objective in prose_of(subject).objectives:
        written = " ".join(objective.written.split())
        if len(written) > OBJECTIVE:
            message = f'the objective "{written[:40]}..." has {len(written)} characters; shorten it to at most {OBJECTIVE}'
            yield Problem(objective.line, message, file=FILE, column=objective.column)
        if written in seen:
            yield Problem(objective.line, f'the objective "{written}" is there twice; keep one', file=FILE, column=objective.column)
        seen.add(written)


@rule("title-length", "warning", stage="document")
def title(subject: Subject) -> Iterator[Problem]:
    """The title fits on a card."""
    assert subject.document is not None
    if len(subject.document.title) > TITLE:
        length = len(subject.document.title)
        yield Problem(
            subject.visualisation.place,
            f"the title in registry.yaml has {length} characters and is cut on a card; shorten it to at most {TITLE}",
        )


def _twice(named: Iterable[tuple[str, Any]], kind: str, what: str) -> Iterator[Problem]:
    first: dict[str, Any] = {}
    for name, thing in named:
        if name in first:
            shown = getattr(thing, "statement", name)
            where = f"line {first[name].place.line}"
            yield Problem(thing.place, f'the {kind} "{shown}" has the {what} of another, at {where}; give each its own')
        else:
            first[name] = thing

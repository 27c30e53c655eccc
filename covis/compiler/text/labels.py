"""`{{name}}` in what a plugin writes outside text.md: labels, names, titles and the words of a Label, which are lines of plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from covis.authoring.controls.control import Control
from covis.authoring.place import Place
from covis.compiler.plugin import Plugin
from covis.compiler.text.markdown import FIELD, field

# The words for a name, or for its live value where the second argument is true. Raises ValueError with the reason where there are none.
Words = Callable[[str, bool], str]


def fill(plugin: Plugin, words: Words) -> Iterator[tuple[Place, str]]:
    """Put the words in the place of every field; what cannot be filled: where, and why."""
    for owner, attribute in _labels(plugin):
        written = getattr(owner, attribute)
        if "{{" not in written:
            continue
        filled, problems = _filled(written, words)
        yield from ((owner.place, problem) for problem in problems)
        setattr(owner, attribute, filled)
        if isinstance(owner, Control):
            owner.form = owner.form.model_copy(update={"label": filled})


def _filled(written: str, words: Words) -> tuple[str, list[str]]:
    """A line of text with its fields filled, and what is wrong with those that cannot be."""
    problems: list[str] = []
    made, end = "", 0
    for found in FIELD.finditer(written):
        live, name = field(found[1])
        try:
            text = words(name, live)
        except ValueError as error:
            text = ""
            problems.append(f"{found[0]}: {error}")
        made += written[end : found.start()] + text
        end = found.end()
    rest = written[end:]
    if "{{" in rest:
        problems.append("{{ is not closed; write {{name}}")
    return made + rest, problems


def _labels(plugin: Plugin) -> Iterator[tuple[Any, str]]:
    """Everything that holds a line of text, and the attribute that it is."""
    v = plugin.visualisation
    for symbol in dict.fromkeys([*plugin.symbols.values(), *v.symbols()]):
        yield symbol, "label"
    for plot in v.plots:
        yield from ((plot, attribute) for attribute in ("title", "x_label", "y_label", "z"))
        for mark in plot.marks:
            yield from ((mark, attribute) for attribute in mark.texts)
    for readout in v.readouts:
        yield readout, "label"

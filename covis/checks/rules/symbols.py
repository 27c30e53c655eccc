"""Rules about symbols that a document can be made with all the same."""

from __future__ import annotations

from collections.abc import Iterator

from covis.authoring.controls.control import Control
from covis.authoring.symbols import Sweep
from covis.checks.rule import Problem, Subject, rule


@rule("symbol-used", "error", after=["symbol-known", "symbol-unique"])
def used(subject: Subject) -> Iterator[Problem]:
    """Every control and axis of the module is used by a mark or a readout."""
    used = set(subject.visualisation.symbols())
    for symbol in dict.fromkeys(subject.plugin.symbols.values()):
        if isinstance(symbol, Control | Sweep) and symbol not in used:
            what = "moving it changes nothing" if isinstance(symbol, Control) else "nothing is swept along it"
            yield Problem(
                symbol.place, f'{type(symbol).__name__} "{symbol.name}" is in no mark and no readout: {what}; use it or take it out'
            )


@rule("points-placed", "error", after=["symbol-known", "symbol-unique"])
def placed(subject: Subject) -> Iterator[Problem]:
    """Where a student places points, a Points draws each of them: that is where a hand adds, moves and removes them."""
    drawn = {name for plot in subject.visualisation.plots for mark in plot.marks for name in (mark.moves or {}).values()}
    for control in subject.visualisation.controls:
        if control.in_plot and control.name not in drawn:
            way = f'k = cv.Index("k", 1, {control.name}, label=...) and cv.Points(*{control.name}.at(k), over=k)'
            yield Problem(
                control.place, f'{type(control).__name__} "{control.name}" is drawn by no Points, so a student cannot click: add {way}'
            )

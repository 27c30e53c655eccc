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

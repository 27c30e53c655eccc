"""In which states the rules will look at what is integrated, said before the first of them: one run serves all rules."""

from __future__ import annotations

from covis.authoring.dynamics import Sourced, Trajectory
from covis.authoring.evaluate.dynamics.kept import await_states
from covis.authoring.outputs import Output, closure
from covis.checks.rule import Subject
from covis.checks.rules.numbers import everywhere, expressions, looked_at
from covis.checks.rules.parity import shaken


def foresee(subject: Subject) -> None:
    """For a plugin whose document has been made."""
    v = subject.visualisation
    states, evaluator = everywhere(subject)
    read = [readout.value for readout in v.readouts if readout.value.atoms(Sourced)]
    states = [*states, *(state for value in read for state in looked_at(subject, [Output((value,), ())])[0])]
    numbers = [v.numbers(state) for state in states]
    rounded = [shaken(v.controls, each) for each in evaluator.states]  # asked for where chaos amplifies rounding
    symbols = closure({symbol for expression in expressions(subject) for symbol in expression.atoms(Sourced)})
    for source in {symbol.source.content: symbol.source for symbol in symbols if isinstance(symbol, Sourced)}.values():
        if isinstance(source, Trajectory):  # with events, each state costs as much as the first
            await_states(source, numbers if source.events else [*numbers, *rounded])

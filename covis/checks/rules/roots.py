"""The rule about roots: which of several is meant is stated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy

from covis.authoring.numerical.roots import Root
from covis.authoring.outputs import Output
from covis.authoring.states import in_words
from covis.authoring.symbols import ModelSymbol
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, evaluated_states, point_words
from covis.compiler.preconditions import FORMULA, stated
from covis.compiler.worker import progress


@rule("one-root", "warning", after=[*MODEL, "axis-order", FORMULA])
def several(subject: Subject) -> Iterator[Problem]:
    """A root whose number is not stated is the only one between its ends, in every state that is looked at."""
    states, evaluator = evaluated_states(subject)
    seen: set[sympy.Basic] = set()
    for place, owner, expression, over in stated(subject):
        for root in sorted(expression.atoms(Root) - seen, key=str):
            known = all(isinstance(symbol, ModelSymbol) or hasattr(symbol, "rests_on") for symbol in root.free_symbols)
            if len(root.args) > 4 or not known:  # stated; or inside a sum or another root, whose symbol has no one value
                continue
            seen.add(root)
            progress.on(owner)
            along = tuple(sweep for sweep in over if sweep in root.free_symbols or sweep in root.atoms(sympy.Symbol))
            second = Output((Root(*root.args, sympy.Integer(2)),), along)
            for k, state in enumerate(states):
                values = evaluator.evaluate(second, k)
                there = np.isfinite(values)
                if there.any():
                    index = int(np.argmax(there))
                    first = evaluator.evaluate(Output((root,), along), k)[index]
                    where = ", ".join(filter(None, (in_words(state), point_words(second, index, evaluator.states[k]))))
                    yield Problem(
                        place,
                        f"{owner}: {root} has several roots where {where}: {first:.6g}, {values[index]:.6g}, ...; "
                        "narrow between=, or state which one is meant: number=1 is the first",
                    )
                    break

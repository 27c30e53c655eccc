"""`cv.evaluate`: the numbers that a figure would hold, for Check functions and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.authoring import states
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output, closure
from covis.authoring.outputs import expression as as_expression
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import ModelSymbol, Sweep


def evaluate(expression: Any, *, over: Sweep | Sequence[Sweep] | None = None, **state: Any) -> NDArray[np.float64] | float:
    """The numbers that a figure would hold for an expression, in its own unit: a NumPy array along `over`, else a float.

    Parameters
    ----------
    expression: an expression of controls, axes and constants, or a number; also one of a Trajectory, Iterates, Run or Samples.
    over: the Axis or Index along which it is evaluated, for an array of shape (points,); a pair of them for one of shape (points of
        the second, points of the first), as the rows of a Heatmap. None for an expression that nothing sweeps.
    state: states of controls by name: a number for a Slider or Clock (in its unit), a name for a Choice, True or False for a Toggle,
        `t.after(...)` for a Stopwatch. Controls that are not named are at the value that the page opens with.

    Not-a-number is where it has no real value. Raises AuthoringError for a control that the expression does not depend on, a state that
    it cannot have, and an axis that is not in `over`.

    >>> evaluate(exp(-gamma * t), over=t, gamma=0.5)
    """
    value = as_expression("evaluate: the first argument", expression)
    sweeps = () if over is None else tuple(over) if isinstance(over, list | tuple) else (over,)
    if len(sweeps) > 2 or not all(isinstance(sweep, Sweep) for sweep in sweeps):
        raise AuthoringError(f"evaluate: over={over!r}; give an Axis, an Index or a pair of them")
    for symbol in sorted(value.free_symbols, key=str):
        if isinstance(symbol, Sweep) and symbol not in sweeps:
            way = f"give over={symbol.name}, or put a value in with .subs({symbol.name}, ...)"
            raise AuthoringError(f"evaluate: the expression holds {symbol.name}, which is swept; {way}")
        if not isinstance(symbol, ModelSymbol) and not hasattr(symbol, "rests_on"):
            raise AuthoringError(f"evaluate: {symbol} is not a control, axis or constant; put a value in with .subs({symbol}, ...)")
    controls = states.wholes(closure({*value.free_symbols, *sweeps}))
    try:
        numbers = states.numbers(controls, states.whole(controls, state))
    except ValueError as error:
        raise AuthoringError(f"evaluate: {error}") from error
    evaluator = Evaluator([numbers])
    if not sweeps:
        return evaluator.scalar(value)
    output = Output((value,), tuple(reversed(sweeps)))
    return np.array(evaluator.evaluate(output)).reshape(output.shape)

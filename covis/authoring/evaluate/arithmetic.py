"""SymPy expressions as NumPy computations: what docs/authoring.md, "What an expression means", says, for whole arrays at once.

An expression becomes a list of steps, each part once. Sums and products are taken in the order in which the browser's program takes
them, so that a floor or a comparison decides the same in both. SymPy's own printer gives the special functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction
from sympy.printing.numpy import SciPyPrinter

from covis.authoring.chance.draws import Draw
from covis.authoring.chance.philox import uniform
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate import functions
from covis.authoring.evaluate.dynamics.members import Others
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.evaluate.quotients import quotient
from covis.authoring.evaluate.special import SPECIAL
from covis.authoring.numerical import algebra, search
from covis.authoring.numerical.linear import Eigenvalues, Entry, Solution, SymmetricEigenvalues, Whole
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import BINDERS, NUMERICAL, Root
from covis.authoring.sources.members import Members, Other

Numeric = Any  # a NumPy array or number: of floats, complex numbers or booleans
# A function of what other steps gave, or a number.
Step = Callable[..., Numeric] | np.float64 | np.complex128
# How many numbers a part of a Sum may hold at a time.
CHUNK = 1 << 17
# Steps that are written with an operator, which costs less than a call; Python's parser limits how many may stand in a row.
_OPERATORS: dict[Step, str] = {functions.add: " + ", functions.multiply: " * ", np.divide: " / "}
MOST_JOINED = 50


@lru_cache(maxsize=1024)
def compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...]) -> Callable[..., list[Numeric]]:
    """A function of the symbols' values, arrays that broadcast, which gives the real values of the expressions."""
    steps = _Steps(symbols)
    roots = [steps.root(expression) for expression in expressions]
    return steps.function(roots)


def always_complex(e: sympy.Expr) -> bool:
    """Whether an expression has a value but no real one at three states of its symbols: it can be no curve."""
    intervals = Intervals()
    symbols = sorted(e.free_symbols, key=str)
    states = []
    for share in (0.31, 0.57, 0.83):
        numbers = []
        for k, symbol in enumerate(symbols):
            low, high = intervals.of(symbol)
            low, high = (low, high) if high - low < 1e300 else (0.1, 2.9)
            number = low + (high - low) * ((share + 0.17 * k) % 1)
            numbers.append(float(round(number)) if symbol.is_integer else number)
        states.append(numbers)
    function = compiled((e, sympy.Abs(e)), tuple(symbols))
    with np.errstate(all="ignore"):
        values = [function(*map(np.float64, numbers)) for numbers in states]
    return all(np.isnan(value).all() and np.isfinite(size).any() for value, size in values)


class _Steps:
    """The steps of one function. A sum's terms are steps of their own (`outer` is where the sum is), run for many indices at once."""

    def __init__(self, given: Sequence[sympy.Symbol], outer: _Steps | None = None) -> None:
        self.outer = outer
        self.intervals: Intervals = outer.intervals if outer else Intervals()
        self._index = given[0] if outer else None
        self._free: dict[sympy.Basic, frozenset[Any]] = outer._free if outer else {}
        # What is given for a source at a place is a function of the place.
        self._looks = {symbol: k for k, symbol in enumerate(given) if isinstance(symbol, Sourced) and symbol.reads}
        self._places: dict[sympy.Basic, int] = {symbol: k for k, symbol in enumerate(given) if symbol not in self._looks}
        self._steps: list[tuple[Step, tuple[int, ...]]] = []
        self._count = len(given)
        self.captured: list[int] = []  # places of `outer`, in the order in which they are given after the index

    def function(self, roots: Sequence[int]) -> Callable[..., list[Numeric]]:
        """The steps as one Python function: an integrator calls it many thousand times. What no later step needs is let go."""
        last: dict[int, int] = {}
        first = self._count - len(self._steps)
        for k, (_, arguments) in enumerate(self._steps):
            last |= dict.fromkeys(arguments, k)
        known: dict[str, Any] = {}
        lines = [f"def run({', '.join(f'v{place}' for place in range(first))}):"]
        for k, (step, arguments) in enumerate(self._steps):
            name, places = f"v{first + k}", [f"v{place}" for place in arguments]
            if not callable(step):
                known[name] = step
                continue
            between = _OPERATORS.get(step) if len(places) <= MOST_JOINED else None
            if between is None:
                known[f"f{k}"] = step
                lines.append(f"    {name} = f{k}({', '.join(places)})")
            else:
                lines.append(f"    {name} = {between.join(places)}")
            gone = [place for place in dict.fromkeys(arguments) if last[place] == k and place not in roots and f"v{place}" not in known]
            lines += [f"    del {', '.join(f'v{place}' for place in gone)}"] if gone else []
        lines.append(f"    return [{', '.join(f'v{place}' for place in roots)}]")
        exec(compile("\n".join(lines), "<steps>", "exec"), known)
        run: Callable[..., list[Numeric]] = known["run"]
        return run

    def root(self, e: sympy.Basic) -> int:
        """The real value: of a sum, real within the rounding of its terms."""
        terms = e.args if isinstance(e, sympy.Add) else ()
        return self._step(functions.real, [self.place(e), *(self.place(term) for term in terms)])

    def _step(self, step: Step, arguments: Sequence[int]) -> int:
        self._steps.append((step, tuple(arguments)))
        self._count += 1
        return self._count - 1

    def _constant(self, value: float | complex) -> int:
        return self._step(np.complex128(value) if isinstance(value, complex) else np.float64(value), ())

    def free(self, e: sympy.Basic) -> frozenset[Any]:
        """The symbols in it that nothing inside binds."""
        if e not in self._free:
            parts = e.reads if isinstance(e, Sourced) else e.args
            found: frozenset[Any] = frozenset([e] if isinstance(e, sympy.Symbol) else []).union(*(self.free(part) for part in parts))
            if isinstance(e, BINDERS):
                found = frozenset(e.free_symbols)
            self._free[e] = found
        return self._free[e]

    def place(self, e: sympy.Basic) -> int:
        """Where the value of a part is. What does not depend on a sum's index is computed outside of it."""
        if e not in self._places:
            if self.outer is not None and self._index not in self.free(e):
                self.captured.append(self.outer.place(e))
                self._places[e] = -len(self.captured)
            else:
                self._places[e] = self._build(e)
        return self._places[e]

    def _look(self, symbol: Sourced) -> int:
        if symbol not in self._looks:
            if self.outer is None:
                raise KeyError(f"{symbol.name} has no value here")
            self.captured.append(self.outer._look(symbol))
            self._looks[symbol] = -len(self.captured)
        return self._looks[symbol]

    def _build(self, e: sympy.Basic) -> int:
        if isinstance(e, Sourced) and e.reads:
            return self._step(lambda look, *where: look(*map(functions.real, where)), [self._look(e), *map(self.place, e.reads)])
        if isinstance(e, Other):
            return self._step(lambda members, place: members(place), [self.place(Members(e.args[0])), self.place(e.place)])
        if isinstance(e, Members):
            return self._step(Others, [self.place(e.args[0])])
        if isinstance(e, sympy.Symbol):
            raise KeyError(f"{e.name} has no value here")
        if isinstance(e, BooleanAtom):
            return self._constant(1.0 if e else 0.0)
        if isinstance(e, sympy.Expr) and e.is_number and not e.has(sympy.Function, sympy.Sum, sympy.Product, *NUMERICAL):
            return self._constant(_number(e))
        if isinstance(e, sympy.Add):
            return self._step(functions.add, [self.place(arg) for arg in e.args])
        if isinstance(e, sympy.Mul):
            return self._product(e)
        if isinstance(e, sympy.Pow):
            return self._power(e.base, e.exp)
        if isinstance(e, sympy.Sum | sympy.Product):
            return self._fold(e)
        if isinstance(e, Entry):
            k = e.place
            return self._step(lambda numbers: numbers[k], [self.place(e.whole)])
        if isinstance(e, Whole):
            return self._step(partial(_ALGEBRA[type(e)], e.size), [*map(self.place, e.args[1:])])
        if isinstance(e, Reading):
            return self._step(functions.of_reals(e.data.read), [*map(self.place, e.given)])
        if isinstance(e, Root):
            run, captured = self._inner(e.unknown, e.function)
            return self._step(partial(search.once, e, partial(search.root, run, CHUNK)), [*map(self.place, (*e.ends, e.number)), *captured])
        if isinstance(e, sympy.Integral):
            return self._integral(e)
        if isinstance(e, sympy.Piecewise):
            parts = [part for value, condition in e.args for part in (value, condition)]
            return self._step(functions.piecewise, [self.place(part) for part in parts])
        if isinstance(e, Relational):
            return self._step(functions.RELATIONS[type(e)], [self.place(e.lhs), self.place(e.rhs)])
        if isinstance(e, sympy.ITE):
            condition, yes, no = e.args
            return self._step(functions.piecewise, [self.place(part) for part in (yes, condition, no, sympy.true)])
        if isinstance(e, BooleanFunction):
            if type(e) not in functions.LOGIC:
                return self.place(e.to_nnf())
            return self._step(functions.LOGIC[type(e)], [self.place(arg) for arg in e.args])
        if isinstance(e, Draw):
            return self._step(functions.of_reals(uniform), [self.place(arg) for arg in e.numbers])
        name = type(e).__name__
        arguments = e.args if name != "Heaviside" or len(e.args) > 1 else (*e.args, sympy.S.Half)
        function = functions.FUNCTIONS.get(name) or SPECIAL.get(name) or special(e.func, len(e.args))
        return self._step(function, [self.place(arg) for arg in arguments])

    def _product(self, e: sympy.Mul) -> int:
        parts = quotient(e, self.intervals)
        above, below = ([self.place(factor) for factor in factors] for factors in (parts.above, parts.below))
        place = self._step(functions.multiply, above) if above else self._constant(1.0)
        if below:
            place = self._step(np.divide, [place, self._step(functions.multiply, below)])
        return self._step(np.negative, [place]) if parts.negative else place

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> int:
        if base == sympy.E:
            return self._step(np.exp, [self.place(exponent)])
        if exponent.is_number and exponent.is_negative:
            return self._step(np.divide, [self._constant(1.0), self._power(base, -exponent)])
        place = self.place(base)
        if exponent == 1:
            return place
        if exponent == sympy.S.Half:
            return self._step(functions.sqrt, [place])
        if exponent == sympy.Rational(3, 2):
            return self._step(functions.multiply, [place, self._step(functions.sqrt, [place])])
        if isinstance(exponent, sympy.Integer) and 2 <= exponent <= 64:
            n = int(exponent)
            return self._step(functions.multiply, [place] * n) if n <= 3 else self._step(lambda x: functions.whole_power(x, n), [place])
        return self._step(functions.power, [place, self.place(exponent)])

    def _fold(self, e: sympy.Sum | sympy.Product) -> int:
        *inner, (index, low, high) = e.limits
        self.intervals.counted(index, low, high)
        run, captured = self._inner(index, type(e)(e.function, *inner) if inner else e.function, real=False)
        fold = functions.summed if isinstance(e, sympy.Sum) else functions.multiplied
        return self._step(lambda *given: fold(run, CHUNK, *given), [self.place(low), self.place(high), *captured])

    def _integral(self, e: sympy.Integral) -> int:
        (variable, *ends), integrand = e.limits[-1], e.func(e.function, *e.limits[:-1]) if e.limits[1:] else e.function
        if ends == [-sympy.oo, sympy.oo]:
            halves = [e.func(e.function, *e.limits[:-1], (variable, *half)) for half in ((-sympy.oo, 0), (0, sympy.oo))]
            return self._step(functions.add, [self.place(half) for half in halves])
        if len(ends) != 2:
            raise KeyError(f"{e} has no bounds")
        run, captured = self._inner(variable, integrand)
        return self._step(partial(search.once, e, partial(search.integral, run, CHUNK)), [*map(self.place, ends), *captured])

    def _inner(self, symbol: sympy.Symbol, e: sympy.Basic, real: bool = True) -> tuple[Callable[..., list[Numeric]], list[int]]:
        """A function of a symbol of its own, then of what is captured from here, as a sum's terms are; and the places of that."""
        body = _Steps([symbol], self)
        root = body.root(e) if real else body.place(e)
        captured = body.captured
        # Inside, what is taken from here comes after the symbol.
        body._steps = [(step, tuple(_inside(place, len(captured)) for place in arguments)) for step, arguments in body._steps]
        body._count += len(captured)
        return body.function([_inside(root, len(captured))]), captured


_ALGEBRA: dict[type[Whole], Callable[..., Numeric]] = {
    Solution: algebra.solution,
    Eigenvalues: algebra.eigenvalues,
    SymmetricEigenvalues: algebra.symmetric,
}


def _inside(place: int, captured: int) -> int:
    """The final place of a part in the steps of a sum: the index, what is captured, then the steps."""
    return -place if place < 0 else place if place == 0 else place + captured


def _number(e: sympy.Expr) -> float | complex:
    if e.is_comparable or e in (sympy.oo, -sympy.oo, sympy.nan):
        return float(e)
    value = complex(e.evalf(20))
    return value if value.imag else value.real


@lru_cache(maxsize=256)
def special(function: type[sympy.Function], count: int) -> Callable[..., Numeric]:
    """A function of SciPy's, of real arguments: elsewhere it has no value here."""
    arguments = [sympy.Dummy(f"x{k}") for k in range(count)]
    printer = SciPyPrinter({"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True, "user_functions": {}})
    made = sympy.lambdify(arguments, function(*arguments, evaluate=False), modules=["scipy", "numpy"], printer=printer)
    return lambda *given: functions.real(made(*map(functions.real, given)))

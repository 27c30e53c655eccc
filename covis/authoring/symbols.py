"""The symbols of a model: controls that a student moves, constants, and the axes that marks are swept along.

Each one is a SymPy symbol, so a model is an ordinary SymPy expression of them. SymPy keeps a cache keyed by a symbol's
hashable content; range, unit and kind are part of it here, so that two plugins may both have a `gamma`.
"""

from __future__ import annotations

import itertools
import keyword
import math
from collections.abc import Mapping
from typing import Any

import sympy

from covis.authoring.place import AuthoringError, Place, here

Number = int | float
Bound = Any  # a number or an expression of controls


class ModelSymbol(sympy.Symbol):
    """A SymPy symbol that knows what it stands for. `label` and `unit` are what the page prints."""

    label: str
    unit: str
    place: Place
    content: tuple[str, ...]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, *args, **kwargs)

    @classmethod
    def _make(cls, name: str, content: tuple[Any, ...], assumptions: Mapping[str, bool], *, label: str, unit: str) -> Any:
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
            raise AuthoringError(f"{cls.__name__}({name!r}): a name is a Python identifier that does not begin with _, such as omega_0")
        if not isinstance(label, str) or not label.strip():
            raise AuthoringError(f'{cls.__name__}("{name}"): label= is what the student reads; give it a few words')
        if not isinstance(unit, str):
            raise AuthoringError(f'{cls.__name__}("{name}"): unit= is a text such as "m/s"; leave it out for a plain number')
        self = sympy.Symbol.__xnew__(cls, name, **assumptions)
        self.label, self.unit, self.place = label, unit, here()
        self.content = (cls.__name__, label, unit, *map(_key, content))
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, repr(getattr(self, "content", ())), *super()._hashable_content()[1:])

    def __getnewargs_ex__(self) -> Any:
        raise TypeError(f"{self.name}: a {type(self).__name__} belongs to its plugin and is not pickled")


def _key(value: Any) -> str:
    """Text that tells two bounds apart, their symbols' own content included."""
    if isinstance(value, sympy.Basic):
        inner = sorted(repr(getattr(symbol, "content", symbol.name)) for symbol in value.free_symbols)
        return f"{sympy.srepr(value) if not value.free_symbols else value}{inner}"
    return repr(value)


def finite(owner: str, **numbers: Any) -> None:
    """Each is a finite real number, else an AuthoringError that names it."""
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float | sympy.Number) or not math.isfinite(value):
            raise AuthoringError(f"{owner}: {key}={value!r} is not a number; write a finite number such as 1.5")


def sign_of(low: Any, high: Any) -> dict[str, bool]:
    """The assumptions that a range allows: SymPy simplifies sqrt(x**2) to x only for what cannot be negative."""
    low, high = sympy.sympify(low), sympy.sympify(high)
    if low.is_positive:
        return {"positive": True}
    if low.is_nonnegative:
        return {"nonnegative": True}
    if high.is_negative:
        return {"negative": True}
    return {"real": True}


class Control(ModelSymbol):
    """What a student moves. `start` is the state that the page opens in."""

    start: Any

    def number(self, state: Any) -> float:
        """The number that expressions see for a state; raises ValueError with the reason when there is no such state."""
        raise NotImplementedError

    def extremes(self) -> list[Any]:
        """States at the ends of what is possible, for checks at the corners."""
        raise NotImplementedError

    def between(self, share: float) -> Any:
        """The state that lies `share` (0 to 1) of the way through what is possible."""
        raise NotImplementedError

    def samples(self) -> list[Any]:
        """A few states from end to end."""
        return [*self.extremes(), *(self.between(share) for share in (0.25, 0.5, 0.75))]


class Slider(Control):
    """A number from `low` to `high`, typed or dragged. `step=1` from an integer makes an integer; no step is continuous."""

    low: float
    high: float
    step: float | None

    def __new__(
        cls, name: str, low: Number, high: Number, *, start: Number, step: Number | None = None, label: str, unit: str = ""
    ) -> Slider:
        owner = f'{cls.__name__}("{name}")'
        finite(owner, low=low, high=high, start=start)
        if not low < high:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not low <= start <= high:
            raise AuthoringError(f"{owner}: start={start} lies outside {low} to {high}; choose a start between them")
        if step is not None:
            finite(owner, step=step)
            if not 0 < step <= high - low:
                raise AuthoringError(f"{owner}: step={step} does not fit between {low} and {high}")
            if not _on_step(start, low, step):
                raise AuthoringError(f"{owner}: start={start} is not a whole number of steps of {step} from {low}")
        whole = step is not None and all(float(value).is_integer() for value in (low, step))
        assumptions = {**sign_of(low, high), **({"integer": True} if whole else {})}
        self = cls._make(name, (low, high, step, start), assumptions, label=label, unit=unit)
        self.low, self.high, self.step, self.start = float(low), float(high), None if step is None else float(step), float(start)
        return self

    def number(self, state: Any) -> float:
        if isinstance(state, bool) or not isinstance(state, int | float) or not math.isfinite(state):
            raise ValueError(f"{self.name}={state!r} is not a number")
        if not self.low <= state <= self.high:
            raise ValueError(f"{self.name}={state:g} lies outside {self.low:g} to {self.high:g}")
        if self.step is not None and not _on_step(state, self.low, self.step):
            raise ValueError(f"{self.name}={state:g} is not a whole number of steps of {self.step:g} from {self.low:g}")
        return float(state)

    def extremes(self) -> list[Any]:
        if self.step is None:
            return [self.low, self.high]
        return [self.low, self.low + self.step * math.floor((self.high - self.low) / self.step + 1e-9)]

    def between(self, share: float) -> Any:
        low, high = self.extremes()
        value = low + share * (high - low)
        return value if self.step is None else low + self.step * round((value - low) / self.step)

    @property
    def nudge(self) -> float:
        """What a drag rounds to and an arrow key moves by: the step, or a tidy 1, 2 or 5 times a power of ten near range / 200."""
        return self.step if self.step is not None else tidy((self.high - self.low) / 200)


def tidy(rough: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(f"{next(m for m in (1, 2, 5, 10) if m * power >= rough * 0.999) * power:.3g}")


def _on_step(value: float, low: float, step: float) -> bool:
    steps = (value - low) / step
    return abs(steps - round(steps)) < 1e-6


class Sweep(ModelSymbol):
    """What a mark is swept along: an Axis of real points or an Index of whole numbers."""

    points: int

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        raise NotImplementedError

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls in its bounds."""
        return {symbol for bound in self.bounds for symbol in bound.free_symbols}


class Axis(Sweep):
    """`points` real numbers from `low` to `high`, evenly spaced, or evenly in the logarithm with `log=True`.

    Bounds are numbers or expressions of controls.
    """

    low: sympy.Expr
    high: sympy.Expr
    log: bool

    def __new__(cls, name: str, low: Bound, high: Bound, *, points: int = 400, log: bool = False, label: str, unit: str = "") -> Axis:
        owner = f'Axis("{name}")'
        for key, value in (("low", low), ("high", high)):
            if not isinstance(value, sympy.Expr):
                finite(owner, **{key: value})
        low_, high_ = sympy.sympify(low), sympy.sympify(high)
        if (low_ < high_) == sympy.false:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not isinstance(points, int) or not 2 <= points <= 20_000:
            raise AuthoringError(f"{owner}: points={points!r}; give a whole number from 2 to 20000")
        if log and low_.is_nonpositive:
            raise AuthoringError(f"{owner}: a logarithmic axis begins above zero, and low={low}")
        self = cls._make(name, (low_, high_, points, log), sign_of(low_, high_), label=label, unit=unit)
        self.low, self.high, self.points, self.log = low_, high_, points, log
        return self

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        return self.low, self.high


class Index(Sweep):
    """The whole numbers from `first` to `last`, both inclusive. Bounds are as for an Axis.

    Where a control moves a bound, arrays are as long as the longest case needs, and hold not-a-number beyond the last.
    """

    first: sympy.Expr
    last: sympy.Expr

    def __new__(cls, name: str, first: Bound, last: Bound, *, label: str) -> Index:
        owner = f'Index("{name}")'
        for key, value in (("first", first), ("last", last)):
            if not isinstance(value, sympy.Expr):
                finite(owner, **{key: value})
        first_, last_ = sympy.sympify(first), sympy.sympify(last)
        for key, bound in (("first", first_), ("last", last_)):
            if bound.is_integer is False or (bound.is_number and bound != int(bound)):
                raise AuthoringError(f"{owner}: {key}={bound} is not a whole number; an Index counts, an Axis measures")
        longest = _most(last_ - first_) + 1
        if longest < 1:
            raise AuthoringError(f"{owner}: last={last} is below first={first}; swap them")
        if longest > 20_000:
            raise AuthoringError(f"{owner}: {longest} members are more than a plot can show; keep it to 20000")
        self = cls._make(name, (first_, last_), {**sign_of(first_, last_), "integer": True}, label=label, unit="")
        self.first, self.last, self.points = first_, last_, longest
        return self

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        return self.first, self.last


def _most(length: sympy.Expr) -> int:
    """The largest value of an expression of controls, looked for at the ends of every control and between."""
    controls = sorted((s for s in length.free_symbols if isinstance(s, Control)), key=lambda s: s.name)
    cases = itertools.product(*(control.samples() for control in controls))
    values = [length.subs({c: c.number(state) for c, state in zip(controls, case, strict=True)}) for case in cases]
    return math.floor(max(float(value) for value in values))


class Constant(ModelSymbol):
    """A number of the model: stands for its value everywhere, and stays a symbol in printed equations."""

    value: float

    def __new__(cls, name: str, value: Number, *, label: str, unit: str = "") -> Constant:
        finite(f'Constant("{name}")', value=value)
        self = cls._make(name, (value,), sign_of(value, value) if value else {"real": True}, label=label, unit=unit)
        self.value = float(value)
        return self

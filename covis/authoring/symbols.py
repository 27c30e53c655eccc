"""The symbols of a model: constants, and the axes and indices that marks are swept along. Controls are in `controls`.

Each is a SymPy symbol, and its range, unit and kind are part of what tells it from others: two plugins may both have a `gamma`.
"""

from __future__ import annotations

import keyword
import math
import numbers
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring import sympy_repairs
from covis.authoring.place import AuthoringError, Place, here, shown, yes_or_no
from covis.authoring.units import shown_factor

sympy_repairs.apply()

Number = int | float
# How many states of the controls are looked at for the length of an Index.
CASES = 20_000
Numbers = NDArray[np.float64]
Bound = Any  # a number or an expression of controls


class ModelSymbol(sympy.Symbol):
    """A SymPy symbol with a meaning. `label` is what the page prints; numbers in code are in `unit`.

    The page prints them in `shown_unit`: times `scale`.
    """

    label: str
    tex: str
    unit: str
    shown_in: str | None
    scale: float
    place: Place
    content: tuple[str, ...]
    endless = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, *args, **kwargs)

    @classmethod
    def _make(
        cls,
        name: str,
        content: tuple[Any, ...],
        assumptions: Mapping[str, bool],
        *,
        label: str,
        unit: str,
        shown_in: str | None = None,
        symbol: str = "",
    ) -> Any:
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
            raise AuthoringError(
                f"{cls.__name__}({shown(name)}): a name is a Python identifier that does not begin with _, such as omega_0"
            )
        name = unicodedata.normalize("NFKC", name)  # as Python reads names: µ (micro sign) is μ (mu)
        if not isinstance(label, str) or not label.strip():
            raise AuthoringError(f'{cls.__name__}("{name}"): label= is what the student reads; give it a few words')
        if not isinstance(unit, str):
            raise AuthoringError(f'{cls.__name__}("{name}"): unit= is a text such as "m/s"; leave it out for a plain number')
        if not isinstance(symbol, str):
            raise AuthoringError(f'{cls.__name__}("{name}"): symbol={shown(symbol)} is not LaTeX; write a text such as "T_c"')
        self = sympy.Symbol.__xnew__(cls, name, **assumptions)
        self.tex, self.label, self.unit, self.shown_in, self.place = symbol.strip(), label, unit, shown_in, here()
        self.scale = shown_factor(f'{cls.__name__}("{name}")', unit, shown_in)
        self.content = (cls.__name__, label, unit, *map(content_key, (*content, shown_in, *filter(None, (self.tex,)))))
        self._told = repr(self.content)  # asked for whenever two are compared
        return self

    @property
    def shown_unit(self) -> str:
        """The unit that the page shows it in."""
        return self.unit if self.shown_in is None else self.shown_in

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self._told, *super()._hashable_content()[1:])

    def sampled(self, most: int = 5) -> list[float]:
        """The numbers that it stands for: at most so many, both ends of them included; none where it has no numbers of its own."""
        return []

    def __getnewargs_ex__(self) -> Any:
        raise TypeError(f"{self.name}: a {type(self).__name__} belongs to its plugin and is not pickled")


def content_key(value: Any) -> str:
    """Text that tells two bounds apart, their symbols' own content included."""
    if isinstance(value, sympy.Basic):
        inner = sorted(repr(getattr(symbol, "content", symbol.name)) for symbol in value.free_symbols)
        return f"{sympy.srepr(value) if not value.free_symbols else value}{inner}"
    return repr(value)


def finite(owner: str, **values: Any) -> None:
    """Each is a finite real number, else an AuthoringError that names it."""
    for key, value in values.items():
        if not _finite(value):
            raise AuthoringError(f"{owner}: {key}={shown(value)} is not a finite number; write one such as 1.5 or pi/2")


def _finite(value: Any) -> bool:
    """Whether it is a real number that a double can hold: Python's, NumPy's, or exact as SymPy's pi/2."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real | sympy.Expr):
        return False
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def round_up(rough: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below `rough`, but for rounding."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(f"{next(m for m in (1, 2, 5, 10) if m * power >= rough * 0.999) * power:.3g}")


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


class Sweep(ModelSymbol):
    """What a mark is swept along: an Axis of real points or an Index of whole numbers."""

    points: int

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        raise NotImplementedError

    log: bool = False
    # How the browser's program spaces its points: "linspace", "logspace" or "count".
    space: str

    def spaced(self, low: float, high: float) -> Numbers:
        """The points, shape (points,), where the bounds have these values; not-a-number beyond the last member."""
        raise NotImplementedError

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls in its bounds."""
        return {symbol for bound in self.bounds for symbol in bound.free_symbols}


class Axis(Sweep):
    """Real numbers that a mark is swept along, evenly spaced.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    low, high: where it begins and ends, in `unit`: numbers, or expressions of controls and constants, with low below high.
    points: how many points there are, both ends included, from 2 to 20,000.
    log: whether they are evenly spaced in the logarithm; then low is above zero, and a plot against the axis is logarithmic.
    label: what the axis of the plot is called, such as "Time".
    unit: any text that pint understands, such as "s"; "" is a plain number.
    shown_in: a unit of the same dimension in which the page shows the axis, such as "ms"; None is `unit`. Plots against the axis take it.
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    Raises AuthoringError, with the plugin's line, for bounds the wrong way round, a number of points out of range, or a unit in
    `shown_in` of another dimension.

    >>> t = Axis("t", 0, 10, label="Time", unit="s")
    """

    low: sympy.Expr
    high: sympy.Expr

    def __new__(
        cls,
        name: str,
        low: Bound,
        high: Bound,
        *,
        points: int = 400,
        log: bool = False,
        label: str,
        unit: str = "",
        shown_in: str | None = None,
        symbol: str = "",
    ) -> Axis:
        owner = f'Axis("{name}")'
        for key, value in (("low", low), ("high", high)):
            if not isinstance(value, sympy.Expr) or value.is_number:
                finite(owner, **{key: value})
        yes_or_no(owner, log=log)
        low_, high_ = sympy.sympify(low), sympy.sympify(high)
        if (low_ < high_) == sympy.false:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not isinstance(points, int) or not 2 <= points <= 20_000:
            raise AuthoringError(f"{owner}: points={shown(points)}; give a whole number from 2 to 20000")
        if log and low_.is_nonpositive:
            raise AuthoringError(f"{owner}: a logarithmic axis begins above zero, and low={low}")
        self: Axis = cls._make(
            name, (low_, high_, points, log), sign_of(low_, high_), label=label, unit=unit, shown_in=shown_in, symbol=symbol
        )
        self.low, self.high, self.points, self.log = low_, high_, points, log
        self.space = "logspace" if log else "linspace"
        return self

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        return self.low, self.high

    def spaced(self, low: float, high: float) -> Numbers:
        if self.log:
            return np.asarray(np.exp(np.linspace(np.log(low), np.log(high), self.points)))
        return np.linspace(low, high, self.points)


class Index(Sweep):
    """Whole numbers that a mark is swept along.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    first, last: the first and the last number, both included: whole numbers, or whole-numbered expressions of controls and constants.
    label: what the axis of the plot is called, such as "Term".
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    Where a control moves a bound, arrays are as long as the longest case needs, and hold not-a-number beyond the last; 20,000 at most.
    Raises AuthoringError, with the plugin's line, for bounds that are not whole or the wrong way round.

    >>> k = Index("k", 1, 8, label="Term")
    """

    first: sympy.Expr
    last: sympy.Expr
    space = "count"

    def __new__(cls, name: str, first: Bound, last: Bound, *, label: str, symbol: str = "") -> Index:
        owner = f'Index("{name}")'
        for key, value in (("first", first), ("last", last)):
            if not isinstance(value, sympy.Expr) or value.is_number:
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
        self: Index = cls._make(name, (first_, last_), {**sign_of(first_, last_), "integer": True}, label=label, unit="", symbol=symbol)
        self.first, self.last, self.points = first_, last_, longest
        return self

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        return self.first, self.last

    def spaced(self, low: float, high: float) -> Numbers:
        members = low + np.arange(self.points, dtype=float)
        return np.where(members <= high, members, np.nan)


def _most(length: sympy.Expr) -> int:
    """The largest value of an expression of controls, looked for at every state, or evenly where there are more than `CASES`."""
    symbols = sorted((s for s in length.free_symbols if isinstance(s, ModelSymbol) and s.sampled() and not s.endless), key=lambda s: s.name)
    loose = ", ".join(sorted(str(symbol) for symbol in length.free_symbols - set(symbols)))
    if loose:
        raise AuthoringError(f"Index: its bounds depend on {loose}; bounds are expressions of constants and of controls that have an end")
    if not symbols:
        return int(length)
    each = max(9, round(CASES ** (1 / len(symbols))))
    chosen = [symbol.sampled(each) for symbol in symbols]
    grids = np.meshgrid(*chosen, indexing="ij")
    with np.errstate(all="ignore"):
        values = np.broadcast_to(sympy.lambdify(symbols, length, modules=["scipy", "numpy"])(*grids), grids[0].shape)
    # Between two samples of a control without steps there may be one more.
    spare = any(len(numbers) >= each for numbers in chosen)
    return math.floor(float(np.max(values[np.isfinite(values)], initial=-1.0))) + spare


class Constant(ModelSymbol):
    """A number of the model: it has its value everywhere, and stays a symbol in printed equations.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    value: a finite number, in `unit`.
    label: what it is, such as "Speed of light".
    unit: any text that pint understands, such as "m/s"; "" is a plain number. A Constant in "ms/s" converts seconds to milliseconds.
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    Raises AuthoringError, with the plugin's line, where the value is not a finite number.

    >>> c = Constant("c", 299792458, label="Speed of light", unit="m/s")
    """

    value: float
    inner = False  # made by a mark for itself, so that nothing refers to it by its name

    def __new__(cls, name: str, value: Number, *, label: str, unit: str = "", symbol: str = "") -> Constant:
        finite(f'Constant("{name}")', value=value)
        self: Constant = cls._make(
            name, (value,), sign_of(value, value) if value else {"real": True}, label=label, unit=unit, symbol=symbol
        )
        self.value = float(value)
        return self

    def sampled(self, most: int = 5) -> list[float]:
        return [self.value]

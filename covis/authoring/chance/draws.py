"""Random numbers with a seed, as SymPy expressions, and the distributions that are made of them."""

from __future__ import annotations

import keyword
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy.core.symbol import Str

from covis.authoring.chance.philox import uniform
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, Place, here, shown
from covis.authoring.symbols import Index


class Draw(sympy.Function):
    """Draw(Str(name), seed, i[, j[, k]]): the random number of the sequence `name` at a place, uniform in (0, 1).

    It is a function of its seed and its place: `u.subs(k, 3)` is the number at place 3, and a Sum may run over the place.
    """

    nargs = (3, 4, 5)
    is_real = True
    is_positive = True
    is_finite = True
    is_integer = False
    stated_at: Place | None = None  # where a Random made it

    @property
    def name(self) -> str:
        """The name of its sequence."""
        return str(self.args[0].name)

    @property
    def stream(self) -> int:
        """A number of 32 bits that the name gives: sequences with different names are independent."""
        return zlib.crc32(self.name.encode())

    @property
    def place(self) -> tuple[sympy.Expr, ...]:
        """One index, two or three."""
        return tuple(self.args[2:])

    @property
    def numbers(self) -> tuple[sympy.Expr, ...]:
        """What it is computed from: stream, seed and a place of two numbers or three."""
        return (sympy.Integer(self.stream), self.args[1], *self.place, *[sympy.S.Zero] * (2 - len(self.place)))

    @property
    def is_number(self) -> bool:
        return all(arg.is_number for arg in self.args[1:])

    def _eval_derivative(self, s: Any) -> sympy.Expr:
        return sympy.S.Zero  # seed and place are whole numbers

    def _eval_evalf(self, prec: int) -> Any:
        return sympy.Float(float(uniform(*map(float, self.numbers)))) if self.is_number else None


class Random:
    """Random numbers, uniform in (0, 1), one for each member of an Index; the same ones for ever for the same seed.

    Parameters
    ----------
    name: what printed equations call it, a Python identifier; bind it to the same Python name. Two with different names are independent.
    over: the Index of which each member has its own number, or two or three of them for a number at each pair or triple of members,
        such as each cell of a lattice in each generation.
    seed: a whole number, or an expression of controls that is one: an Again for a button that throws again, or a Slider with whole steps.

    It gives an expression of the index and the seed, as good as any other: `u.subs(k, 3)` is the number of member 3, and
    `Sum(u, (k, 1, 10))` adds ten of them. The numbers are those of the generator Philox 4x32-10, bit for bit the same on the page, in
    figures() and in facts. Raises AuthoringError, with the plugin's line, where over= is no Index or seed= cannot be a whole number.

    >>> k = Index("k", 1, 100, label="Throw")
    >>> seed = Again("seed", label="Throw again")
    >>> u = Random("u", over=k, seed=seed)
    """

    def __new__(cls, name: str, *, over: Index | tuple[Index, Index] | tuple[Index, Index, Index], seed: Any) -> Any:
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
            raise AuthoringError(f"Random({shown(name)}): a name is a Python identifier that does not begin with _, such as u")
        owner = f'Random("{name}")'
        places = tuple(over) if isinstance(over, tuple | list) else (over,)
        if not 1 <= len(places) <= 3 or not all(isinstance(place, Index) for place in places):
            raise AuthoringError(
                f"{owner}: over={shown(over)} is not an Index, nor two or three of them; name the ones that count the numbers"
            )
        made = expression(f"{owner}: seed", seed)
        if made.is_number and made == sympy.floor(made):
            made = sympy.Integer(made)
        if not made.is_integer:
            way = 'give a whole number, or Again("seed", label="Throw again") for a button'
            raise AuthoringError(f"{owner}: seed={shown(seed)} may be a number that is not whole; {way}")
        swept = sorted(symbol.name for symbol in made.free_symbols if isinstance(symbol, Index))
        if swept:
            raise AuthoringError(f"{owner}: the seed holds the Index {swept[0]}; add it to over=, and leave the seed to controls")
        draw = Draw(Str(name), made, *places)
        draw.stated_at = here()
        return draw


def normal(u: Any, mean: Any = 0, sd: Any = 1) -> sympy.Expr:
    """A normally distributed number, made of one that is uniform in (0, 1): the quantile function of the normal distribution at u.

    Parameters
    ----------
    u: an expression that is uniform in (0, 1), as Random gives it.
    mean, sd: the mean and the standard deviation: numbers or expressions, in one unit, which is that of the result.

    Raises AuthoringError, with the plugin's line, for what is no expression, and for a standard deviation that is not above zero.

    >>> height = normal(u, mean=mu, sd=sigma)
    """
    place, spread, middle = _uniform("normal", u), _above_zero("normal: sd", sd), expression("normal: mean", mean)
    made: sympy.Expr = middle + spread * sympy.sqrt(2) * sympy.erfinv(2 * place - 1)
    return made


def exponential(u: Any, mean: Any = 1) -> sympy.Expr:
    """An exponentially distributed number, such as a waiting time, made of one that is uniform in (0, 1): the quantile function at u.

    Parameters
    ----------
    u: an expression that is uniform in (0, 1), as Random gives it.
    mean: the mean, one over the rate: a number or an expression above zero; its unit is that of the result.

    Raises AuthoringError, with the plugin's line, for what is no expression, and for a mean that is not above zero.

    >>> wait = exponential(u, mean=1 / gamma)
    """
    made: sympy.Expr = -_above_zero("exponential: mean", mean) * sympy.log(1 - _uniform("exponential", u))
    return made


def choice(u: Any, values: Sequence[Any], weights: Sequence[Any] | None = None) -> sympy.Expr:
    """One of several values, made of a number that is uniform in (0, 1): the first value for the smallest u, and so on.

    Parameters
    ----------
    u: an expression that is uniform in (0, 1), as Random gives it.
    values: a list of at least two numbers or expressions, in one unit.
    weights: how likely each value is, in proportion: as many numbers or expressions of controls, none below zero. None (the default)
        makes all values equally likely.

    Raises AuthoringError, with the plugin's line, for lists of different lengths, and for weights that are below zero or all zero.

    >>> step = choice(u, [-1, 1], weights=[1 - p, p])
    """
    place = _uniform("choice", u)
    if not isinstance(values, Sequence) or isinstance(values, str | Mapping) or len(values) < 2:
        raise AuthoringError(f"choice: values={shown(values)}; give a list of at least two, such as [-1, 1]")
    given = [1] * len(values) if weights is None else weights
    if not isinstance(given, Sequence) or isinstance(given, str | Mapping) or len(given) != len(values):
        raise AuthoringError(f"choice: weights={shown(weights)}; give a list of {len(values)}, one for each value")
    outcomes = [expression("choice: values", value) for value in values]
    shares = [expression("choice: weights", weight) for weight in given]
    total = sympy.Add(*shares)
    negative = next((share for share in shares if share.is_negative), None)
    if negative is not None or total.is_zero:
        raise AuthoringError(f"choice: weights={shown(weights)}; no weight is below zero, and one at least is above it")
    below, parts = sympy.S.Zero, []
    for value, share in zip(outcomes[:-1], shares[:-1], strict=True):
        below += share
        parts.append((value, place * total < below if total.free_symbols else place < below / total))
    made: sympy.Expr = sympy.Piecewise(*parts, (outcomes[-1], True))
    return made


def _uniform(owner: str, u: Any) -> sympy.Expr:
    made = expression(f"{owner}: u", u)
    if made.is_number and not 0 < made < 1:
        raise AuthoringError(f"{owner}: u={shown(u)} does not lie between 0 and 1; give what Random gives")
    return made


def _above_zero(owner: str, value: Any) -> sympy.Expr:
    made = expression(owner, value)
    if made.is_nonpositive:
        raise AuthoringError(f"{owner}={shown(value)} is not above zero")
    return made

"""Units: what unit a text means, and when two are the same. Units are units, not only dimensions: mm against m is not equal.

A unit is kept as powers of what the author wrote ({"m": 1, "s": -2}), so that messages use the author's units. Exponents
are SymPy numbers, or expressions while a product is taken apart: (r/a)**n has none left when it is put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sympy

from covis.authoring.place import AuthoringError
from covis.finding import closest

SAME = 1e-9  # relative: two factors that differ by less are one unit, such as 1 km/h and 1/3.6 m/s


class UnitError(ValueError):
    """A unit that is none, or an expression whose units do not fit. The message ends with what to do."""


def shown_factor(owner: str, unit: str, shown_in: str | None) -> float:
    """By what a number in `unit` is multiplied to be one in `shown_in`; 1 where that is None.

    Raises AuthoringError, which names both, where they have not the same dimension.
    """
    if shown_in is None:
        return 1.0
    if not isinstance(shown_in, str):
        raise AuthoringError(f'{owner}: shown_in={shown_in!r} is not a text; write a unit such as "mm"')
    try:
        model, shown = parse(unit), parse(shown_in)
    except UnitError as error:
        raise AuthoringError(f"{owner}: {error}") from error
    if not (model / shown).dimensionless:
        raise AuthoringError(
            f'{owner}: shown_in="{shown_in}" has another dimension than the unit "{unit or "1"}"; '
            "only the scale of a unit can change, so give shown_in= a unit of the same dimension"
        )
    ratio = (model / shown).scale()
    assert ratio is not None  # a text has no symbols in its exponents
    short = float(f"{ratio:.12g}")  # 1e9, where 1/1e-9 is 999999999.9999999
    return short if abs(short / ratio - 1) < 4e-16 else ratio


@cache
def registry() -> Any:
    """The one registry of units. It takes a moment to load."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


@dataclass(frozen=True)
class Unit:
    """A product of powers of named units; `parts` is sorted. `Unit(())` is a plain number."""

    parts: tuple[tuple[str, sympy.Expr], ...] = ()

    @staticmethod
    def of(parts: Mapping[str, Any]) -> Unit:
        kept = ((name, sympy.expand(power)) for name, power in parts.items())
        return Unit(tuple(sorted((name, power) for name, power in kept if power != 0)))

    def __mul__(self, other: Unit) -> Unit:
        parts = dict(self.parts)
        for name, power in other.parts:
            parts[name] = parts.get(name, sympy.Integer(0)) + power
        return Unit.of(parts)

    def __pow__(self, exponent: Any) -> Unit:
        return Unit.of({name: power * exponent for name, power in self.parts})

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    @property
    def plain(self) -> bool:
        """A pure number, without a factor: rad counts as 1, mm/m does not."""
        return not self._dimensions() and self._unscaled()

    @property
    def dimensionless(self) -> bool:
        """A pure number, perhaps with a factor, such as percent, deg or mm/m."""
        return not self._dimensions()

    def same(self, other: Unit) -> bool:
        return (self / other).plain

    def scale(self) -> float | None:
        """How many base units it is; None with an exponent that is no number."""
        if not all(power.is_number for _, power in self.parts):
            return None
        return float(sympy.prod([sympy.Float(_root(name)[0]) ** power for name, power in self.parts]))

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.parts)

    def _dimensions(self) -> dict[str, sympy.Expr]:
        powers: dict[str, sympy.Expr] = {}
        for name, power in self.parts:
            for base, exponent in _root(name)[1].items():
                powers[base] = powers.get(base, sympy.Integer(0)) + power * exponent
        return {base: power for base, power in powers.items() if not _zero(power)}

    def _unscaled(self) -> bool:
        """Whether the factors cancel: the sum of power log(factor) is zero, for symbolic powers too."""
        logs: dict[sympy.Expr, float] = {}
        for name, power in self.parts:
            for term in sympy.Add.make_args(sympy.expand(power)):
                number, rest = term.as_coeff_Mul()
                logs[rest] = logs.get(rest, 0.0) + float(number) * float(sympy.log(_root(name)[0]))
        return all(abs(total) < SAME for total in logs.values())

    def _told(self) -> list[tuple[str, sympy.Expr]]:
        """What a person would write: rad in rad and rad/s, but m and not m/rad, which a product with rad/s leaves behind."""
        kept = [(name, power) for name, power in self.parts if name != "radian"]
        angle = dict(self.parts).get("radian")
        if (
            angle is None
            or (angle != 1 and not self.has("degree"))
            or any(not power.could_extract_minus_sign() for _, power in kept if angle == 1)
        ):
            return kept
        return sorted([*kept, ("radian", angle)])

    def __str__(self) -> str:
        if not self.parts:
            return "1"
        parts = self._told()
        above = [_power(name, power) for name, power in parts if not power.could_extract_minus_sign()]
        below = [_power(name, -power) for name, power in parts if power.could_extract_minus_sign()]
        denominator = f"({'*'.join(below)})" if len(below) > 1 else "".join(below)
        return "*".join(above or ["1"]) + (f"/{denominator}" if below else "")


ONE = Unit()


def _power(name: str, power: sympy.Expr) -> str:
    if power == 1:
        return _short(name)
    bare = power.is_Integer or power.is_Symbol
    return f"{_short(name)}**{power}" if bare else f"{_short(name)}**({power})"


def _zero(power: sympy.Expr) -> bool:
    return bool(power == 0 or sympy.simplify(power) == 0)


@cache
def _short(name: str) -> str:
    """The symbol that pint prints: m for meter; deg for the degree's ° so that it can be typed."""
    return {"degree": "deg", "percent": "%"}.get(name) or str(registry().get_symbol(name))


@cache
def _root(name: str) -> tuple[float, dict[str, sympy.Rational]]:
    """How many base units one of these is, and the powers of the base units that have a dimension (rad has none)."""
    units = registry()
    factor, root = units.get_root_units(units.UnitsContainer({name: 1}) if hasattr(units, "UnitsContainer") else name)
    powers = {base: sympy.nsimplify(power) for base, power in root._units.items() if not units.Unit(base).dimensionless}
    return float(factor), powers


@lru_cache(maxsize=512)
def parse(text: str) -> Unit:
    """The unit that a text means. Raises UnitError with a suggestion."""
    if not text.strip():
        return ONE
    units = registry()
    import pint

    try:
        parsed = units.parse_units(text)
    except pint.UndefinedUnitError as error:
        names = error.unit_names if isinstance(error.unit_names, str) else " and ".join(error.unit_names)
        raise UnitError(f'the unit "{text}": there is no unit {names}; {_nearest(names)}') from error
    except (Exception, RecursionError) as error:
        way = 'write units as "m", "m/s**2" or "1/s", and leave the unit out for a plain number'
        raise UnitError(f'"{text}" cannot be read as a unit; {way}') from error
    for name in parsed._units:
        definition = units._units.get(name)
        if definition is not None and not definition.is_multiplicative:
            raise UnitError(f'the unit "{text}" {_way_out(name)}')
    return Unit.of({name: sympy.nsimplify(power, rational=True) for name, power in parsed._units.items()})


def _way_out(name: str) -> str:
    if "degree" in name:
        short = {"degree_Celsius": "degC", "degree_Fahrenheit": "degF"}.get(name, name)
        return f'has its zero elsewhere than 0 K, so it cannot be multiplied; state the model in "K", or a difference in "delta_{short}"'
    return "is logarithmic, so it cannot be multiplied; leave the unit out and write its name in the label"


def _nearest(name: str) -> str:
    known = sorted(key for key in registry()._units if key.isascii())
    near = closest(name, known, 3, cutoff=0.6)
    return (
        f"did you mean {' or '.join(near)}?" if near else 'write units as "m", "m/s**2" or "1/s", and leave the unit out for a plain number'
    )

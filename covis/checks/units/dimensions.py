"""The unit of a SymPy expression, by a walk over its tree.

SymPy rewrites what an author wrote: log(a/b) may come as log(a) - log(b), where neither logarithm has an argument that is a
plain number. A logarithm of a dimensioned argument is therefore carried as a debt, c log(u): a sum whose debts cancel (the
product of u**c is a plain number) has paid, and a debt that reaches anything else is an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanFunction

from covis.authoring.chance.draws import Draw
from covis.authoring.dynamics import Sourced
from covis.authoring.grid.cells import Neighbour, Neighbours
from covis.authoring.grid.derivatives import Partial
from covis.authoring.grid.lattice import Gridded
from covis.authoring.numerical.linear import Entry, Solution
from covis.authoring.numerical.nth import Nth
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import Root, Unknown
from covis.authoring.symbols import ModelSymbol
from covis.authoring.tables import Samples
from covis.authoring.units import ONE, Unit, UnitError, parse


@dataclass(frozen=True)
class Measure:
    """A unit, None for what fits every unit (a literal 0, an infinity); `debt` is what logarithms owe, `culprit` one of them."""

    unit: Unit | None = ONE
    debt: Unit = ONE
    culprit: sympy.Basic | None = None


ANY = Measure(None)
NUMBER = Measure()


def unit_of(expression: sympy.Basic) -> Unit | None:
    """The unit of an expression; None fits every unit. Raises UnitError that names the part at fault and its unit."""
    return _settled(measure(expression))


def check(expression: sympy.Basic, unit: Unit, what: str, *, wanted: str) -> None:
    """The expression has this unit, else a UnitError that names both. `what` is the owner, `wanted` where the unit is stated."""
    found = unit_of(expression)
    if found is None or found.same(unit):
        return
    raise UnitError(f"{what} {named_unit(found)}, and {wanted} {named_unit(unit)}{way(found, unit)}")


def named_unit(unit: Unit) -> str:
    return "is a plain number" if unit == ONE else f"is in {unit}"


def way(found: Unit, wanted: Unit) -> str:
    """What to do about a wrong unit."""
    if found.has("degree") != wanted.has("degree") and (found / wanted).dimensionless:
        degrees = 'convert with a Constant in deg/rad, such as Constant("deg", 180/pi, label="degrees", unit="deg/rad")'
        return f'; a bare angle is in rad: state "rad" and show degrees with shown_in="deg", or {degrees}'
    ratio = (found / wanted).scale()
    if (found / wanted).dimensionless and ratio is not None:
        constant = f'Constant("k", {ratio:.6g}, label="...", unit="{wanted / found}")'
        other = f'state "{found}", which shown_in= shows in another unit'
        return f"; the dimension is right and the unit is not: multiply by a constant such as {constant}, or {other}"
    return "; correct the expression or the unit"


@lru_cache(maxsize=4096)
def measure(expression: sympy.Basic) -> Measure:
    if isinstance(expression, ModelSymbol):
        return Measure(parse(expression.unit))
    for kind, rule in _RULES:
        if isinstance(expression, kind):
            return rule(expression)
    raise UnitError(f"the unit of {short(expression)} is not known to Covis; write it with other functions")


@lru_cache(maxsize=1024)
def short(expression: sympy.Basic) -> str:
    text = str(expression)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _settled(found: Measure) -> Unit | None:
    """The unit of what owes nothing."""
    if found.debt != ONE and not found.debt.plain:
        assert found.culprit is not None
        raise UnitError(f"the argument of {short(found.culprit)} is in {unit_of(found.culprit.args[0])}; divide it by a scale in that unit")
    return found.unit


def _number(expression: sympy.Basic) -> Measure:
    return ANY if expression.is_zero or expression.is_infinite or expression is sympy.nan or expression is sympy.zoo else NUMBER


def _add(expression: sympy.Basic) -> Measure:
    first: tuple[sympy.Basic, Unit] | None = None
    debt, culprit = ONE, None
    for term in expression.args:
        found = measure(term)
        debt, culprit = debt * found.debt, culprit or found.culprit
        if found.unit is None:
            continue
        if first is None:
            first = (term, found.unit)
        elif not first[1].same(found.unit):
            # A number among terms with a unit is named last: it is the others that carry the meaning.
            one, other = (first, (term, found.unit)) if first[1] != ONE else ((term, found.unit), first)
            hint = (
                way(other[1], one[1]) if other[1].dimensionless or (other[1] / one[1]).dimensionless else "; terms of a sum have one unit"
            )
            raise UnitError(
                f"{short(one[0])} {named_unit(one[1])} and cannot be added to {short(other[0])}, which {named_unit(other[1])}{hint}"
            )
    if debt.plain:
        debt, culprit = ONE, None
    return Measure(first[1] if first else None, debt, culprit)


def _mul(expression: sympy.Basic) -> Measure:
    unit: Unit | None = ONE
    debt, culprit = ONE, None
    found = [(factor, measure(factor)) for factor in expression.args]
    for factor, each in found:
        if each.debt != ONE:
            # A second logarithm multiplied in could not be paid by any sum.
            if debt != ONE:
                assert each.culprit is not None
                _settled(each)
            rest = sympy.Mul(*(other for other in expression.args if other is not factor))
            debt, culprit = each.debt**rest, each.culprit
        unit = None if unit is None or each.unit is None else unit * each.unit
    return Measure(unit, debt, culprit)


def _pow(expression: sympy.Basic) -> Measure:
    base, exponent = expression.args
    _plain(exponent, f"the exponent {short(exponent)}")
    unit = _settled(measure(base))
    if unit is None:
        return Measure(None) if base.is_zero else NUMBER
    if unit.plain:
        return Measure(ONE if not exponent.is_number else unit ** sympy.nsimplify(exponent, rational=True))
    return Measure(unit ** (sympy.nsimplify(exponent, rational=True) if exponent.is_number else exponent))


def _plain(expression: sympy.Basic, what: str) -> None:
    unit = _settled(measure(expression))
    if unit is not None and not unit.plain:
        hint = way(unit, ONE) if unit.has("degree") else "; divide it by a scale in that unit, so that it is a plain number"
        raise UnitError(f"{what} is in {unit}{hint}")


def _function(expression: sympy.Basic) -> Measure:
    for argument in expression.args:
        _plain(argument, f"the argument {short(argument)} of {expression.func.__name__}")
    return NUMBER


def _draw(expression: sympy.Basic) -> Measure:
    """A random number and its place are plain numbers."""
    for argument in expression.args[1:]:
        _plain(argument, f"{argument}, which chooses a random number,")
    return NUMBER


def _nth(expression: sympy.Basic) -> Measure:
    """The unit of the points; their number is a plain one."""
    _plain(expression.args[0], f"{short(expression.args[0])}, which chooses a point,")
    return Measure(_common(expression.args[2:], "the points"))


def _log(expression: sympy.Basic) -> Measure:
    unit = _settled(measure(expression.args[0]))
    if unit is None or unit.plain:
        return NUMBER
    return Measure(ONE, unit, expression)


def _same_unit(expression: sympy.Basic) -> Measure:
    """abs, re, im ...: the unit of the argument."""
    return Measure(_settled(measure(expression.args[0])))


def _sign(expression: sympy.Basic) -> Measure:
    """Only the sign of the argument counts, whatever its unit."""
    _settled(measure(expression.args[0]))
    return NUMBER


def _equal(expression: sympy.Basic) -> Measure:
    """Max, Min, Mod: equal units in, the same out."""
    return Measure(_common(expression.args, expression.func.__name__))


def _atan2(expression: sympy.Basic) -> Measure:
    _common(expression.args, "atan2")
    return NUMBER


def _common(parts: tuple[sympy.Basic, ...], owner: str) -> Unit | None:
    """The one unit of all parts."""
    first: tuple[sympy.Basic, Unit] | None = None
    for part in parts:
        unit = _settled(measure(part))
        if unit is None:
            continue
        if first is None:
            first = (part, unit)
        elif not first[1].same(unit):
            raise UnitError(f"{owner}: {short(first[0])} is in {first[1]} and {short(part)} is in {unit}; they must be in one unit")
    return first[1] if first else None


def _piecewise(expression: sympy.Basic) -> Measure:
    for branch in expression.args:
        _condition(branch.args[1])
    return Measure(_common(tuple(branch.args[0] for branch in expression.args), "the branches of a Piecewise"))


def _ite(expression: sympy.Basic) -> Measure:
    _condition(expression.args[0])
    return Measure(_common(expression.args[1:], "the branches of an ITE"))


def _condition(condition: sympy.Basic) -> None:
    """Both sides of every comparison in a condition have one unit."""
    for relation in condition.atoms(Relational):
        _common(relation.args, short(relation))


def _boolean(expression: sympy.Basic) -> Measure:
    _condition(expression)
    return NUMBER


def _derivative(expression: sympy.Basic) -> Measure:
    unit = _settled(measure(expression.args[0]))
    along = [(axis, 1) for axis in expression.axes] if isinstance(expression, Partial) else expression.args[1:]
    for symbol, times in along:
        below = _settled(measure(symbol))
        unit = None if unit is None or below is None else unit / below**times
    return Measure(unit)


def _integral(expression: sympy.Basic) -> Measure:
    integrand, steps = expression.args[0], []
    bound: list[tuple[sympy.Symbol, Unit | None]] = []
    for symbol, *ends in reversed(expression.args[1:]):
        for outer in reversed(bound):  # the ends of the inner ones may hold the outer ones
            ends = [_bound_in(end, *outer) for end in ends]
        # A bound symbol that is the author's own dummy is measured by its ends.
        step = _common((*([symbol] if isinstance(symbol, ModelSymbol) else []), *ends), short(expression))
        steps.append(step)
        bound.append((symbol, step))
    for inner in reversed(bound):  # of two with one name, the inner one is meant
        integrand = _bound_in(integrand, *inner)
    unit = _settled(measure(integrand))
    for step in steps:
        unit = None if unit is None or step is None else unit * step
    return Measure(unit)


def _bound_in(body: sympy.Basic, symbol: sympy.Basic, unit: Unit | None) -> sympy.Basic:
    """What an integral or a root binds, given its unit; one of the plugin's own has it already."""
    if unit is None or unit == ONE or isinstance(symbol, ModelSymbol):
        return body
    return body.xreplace({symbol: Unknown(str(symbol), str(unit))})


def _root(root: sympy.Basic) -> Measure:
    """The unit of the unknown: as stated, else that of the ends. What is zero there may have any unit."""
    assert isinstance(root, Root)
    stated = getattr(root.unknown, "unit", None)
    unit = _common(root.ends, short(root)) if stated is None else parse(stated)
    if stated is not None:
        for end in root.ends:
            if end.free_symbols:
                check(end, parse(stated), f"the end {short(end)} of {short(root)}", wanted=f"{root.unknown} is stated")
    _plain(root.number, f"the number {short(root.number)} of a root")
    _settled(measure(_bound_in(root.function, root.unknown, unit)))
    return Measure(unit or ONE)


def _reading(reading: sympy.Basic) -> Measure:
    """The unit of the table's values; the place is in that of its places."""
    assert isinstance(reading, Reading)
    place, value = map(parse, reading.data.units)
    check(reading.given[0], place, f"the place {short(reading.given[0])} in {reading.data.name}", wanted="the table is along what")
    return Measure(value)


def _entry(entry: sympy.Basic) -> Measure:
    """Of an unknown of linear equations: a right side over its entries. Of eigenvalues: the diagonal's, or a root of a_ij a_ji."""
    assert isinstance(entry, Entry)
    whole, rows = entry.whole, range(entry.whole.size)
    units = {(i, j): _settled(measure(whole.matrix[i, j])) for i in rows for j in rows}
    if not isinstance(whole, Solution):
        squares = {(i, j): one * other for (i, j), one in units.items() if i <= j and one and (other := units[j, i])}
        unit: Unit | None = None
        for (i, j), square in squares.items():
            found = square ** sympy.Rational(1, 2)
            unit = unit or found
            if not unit.same(found):
                raise UnitError(
                    f"the eigenvalues of {short(whole.matrix)} are in {unit} by one entry, and in {found} by row {i + 1}, column {j + 1}"
                )
        return Measure(unit or ONE)
    right = [_settled(measure(one)) for one in whole.right]
    unknowns: dict[int, Unit] = {}
    known = 0
    while True:
        for i in rows:
            # The unit of a row: that of its right side, or of an entry beside an unknown whose unit is known.
            row = right[i] or next((unit * unknowns[j] for j in rows if (unit := units[i, j]) and j in unknowns), None)
            for j in rows:
                unit_ij = units[i, j]
                if row is None or unit_ij is None:
                    continue
                if not unknowns.setdefault(j, row / unit_ij).same(row / unit_ij):
                    one, other = unknowns[j], row / unit_ij
                    raise UnitError(f"the unknown number {j + 1} of {short(entry)} is in {one} by one row, and in {other} by row {i + 1}")
        if len(unknowns) in (known, len(rows)):
            break
        known = len(unknowns)
    return Measure(unknowns.get(entry.place, ONE if right.count(None) < len(right) else None))


def _series(expression: sympy.Basic) -> Measure:
    """A Sum has the unit of its terms, a Product the product of its factors; the index is a plain number."""
    found = measure(expression.args[0])
    count = sympy.Integer(1)
    for symbol, first, last in expression.args[1:]:
        _plain(first, f"the bound {short(first)} of a {expression.func.__name__}")
        _plain(last, f"the bound {short(last)} of a {expression.func.__name__}")
        count *= last - first + 1
        if isinstance(symbol, ModelSymbol):
            _plain(symbol, f"the index {symbol} of a {expression.func.__name__}")
    if isinstance(expression, sympy.Sum):
        return Measure(_settled(found))
    unit = _settled(found)
    if unit is None or unit.plain:
        return Measure(unit)
    return Measure(unit**count)


def _delta(expression: sympy.Basic) -> Measure:
    unit = _settled(measure(expression.args[0]))
    return ANY if unit is None else Measure(unit**-1)


def _gridded(symbol: Gridded) -> Measure:
    """The state's unit over those of the axes that it is differentiated along; the place that it is read at is in those too."""
    unit = parse(symbol.source.unit(symbol.state))
    for axis, times in zip(symbol.source.space, symbol.orders, strict=True):
        unit = unit / parse(axis.unit) ** sympy.Integer(times)
    for axis, place in zip(symbol.source.axes, symbol.at, strict=True):
        if place != axis and place.free_symbols:
            check(place, parse(axis.unit), f"{symbol}: the place {short(place)} along {axis.name}", wanted=f"the axis {axis.name}")
    return Measure(unit)


def _symbol(expression: sympy.Basic) -> Measure:
    """A state of a Trajectory or Iterates and a table of Samples have units; a bound index is a plain number."""
    if isinstance(expression, Gridded):
        return _gridded(expression)
    if isinstance(expression, Sourced):
        return Measure(parse(expression.source.unit(expression.state)))
    if isinstance(expression, Unknown):
        return Measure(parse(expression.unit or ""))
    return Measure(parse(expression.unit)) if isinstance(expression, Samples) else NUMBER


def _unknown(expression: sympy.Basic) -> Measure:
    """A function without a definition: the rule symbol-known reports it."""
    return NUMBER


# The first that fits. A plain Function (exp, sin, erf, besselj ...) wants plain numbers.
_RULES: tuple[tuple[type | tuple[type, ...], Callable[[sympy.Basic], Measure]], ...] = (
    (sympy.Symbol, _symbol),
    ((sympy.Number, sympy.NumberSymbol, sympy.core.numbers.ImaginaryUnit, sympy.core.numbers.ComplexInfinity), _number),
    (sympy.Add, _add),
    (sympy.Mul, _mul),
    (sympy.Pow, _pow),
    (sympy.log, _log),
    (Draw, _draw),
    (Nth, _nth),
    ((sympy.Abs, sympy.re, sympy.im, sympy.conjugate), _same_unit),
    ((sympy.sign, sympy.Heaviside, sympy.arg), _sign),
    ((sympy.Max, sympy.Min, sympy.Mod), _equal),
    (sympy.atan2, _atan2),
    (sympy.DiracDelta, _delta),
    (sympy.Piecewise, _piecewise),
    (sympy.ITE, _ite),
    (AppliedUndef, _unknown),
    ((sympy.Derivative, Partial), _derivative),
    ((Neighbour, Neighbours), lambda cell: measure(cell.args[0])),
    (sympy.Integral, _integral),
    (Root, _root),
    (Reading, _reading),
    (Entry, _entry),
    ((sympy.Sum, sympy.Product), _series),
    (sympy.Function, _function),
    ((Relational, BooleanFunction, Boolean), _boolean),
    (ExprCondPair, lambda pair: measure(pair.args[0])),
)

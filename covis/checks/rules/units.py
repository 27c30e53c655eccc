"""Rules about units: every unit is one, and every array, readout, bound and fact has the unit that is stated for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy

from covis.authoring.chance.expectation import Expectation
from covis.authoring.dynamics import Recurrence, Sourced, Trajectory
from covis.authoring.facts import Always, Conserved, Fact, Identity, Limit, Value
from covis.authoring.grid.derivatives import with_axes
from covis.authoring.grid.evolution import Evolution
from covis.authoring.marks.mark import Mark
from covis.authoring.place import Place
from covis.authoring.plot import Plot
from covis.authoring.runs.run import Run
from covis.authoring.symbols import ModelSymbol, Sweep
from covis.authoring.units import Unit, UnitError, parse
from covis.checks.rule import Problem, Subject, rule
from covis.checks.units.dimensions import check, measure, named_unit, unit_of, way
from covis.compiler.preconditions import named


@rule("unit-known", "error")
def known(subject: Subject) -> Iterator[Problem]:
    """Every unit is one that pint knows, and can be multiplied."""
    v = subject.visualisation
    stated: list[tuple[Place, str, str]] = [
        (symbol.place, f'{type(symbol).__name__} "{symbol.name}"', symbol.unit)
        for symbol in dict.fromkeys([*subject.plugin.symbols.values(), *v.symbols()])
    ]
    for plot in v.plots:
        stated += [
            (plot.place, "Plot: x_unit", plot.x_unit),
            (plot.place, "Plot: y_unit", plot.y_unit),
            (plot.place, "Plot: z_unit", plot.z_unit),
            (plot.place, "Scene: color_unit", plot.color_unit),
        ]
    stated += [(readout.place, f'Readout "{readout.label}"', readout.unit) for readout in v.readouts]
    wrong: set[tuple[int, str]] = set()
    for place, owner, unit in stated:
        try:
            parse(unit)
        except UnitError as error:
            if (place.line, unit) not in wrong:
                yield Problem(place, f"{owner}: {error}")
            wrong.add((place.line, unit))


def drawn_units(plot: Plot, mark: Mark) -> dict[str, tuple[str, str]]:
    """For each array of a mark: the unit of the axis that it is drawn on, and what a message calls that axis."""
    axes = {"x": "the x axis", "y": "the y axis", "z": "the z axis" if mark.spatial else "the height or colour", "color": "the colour"}
    units = {array: plot.unit_of(way) for array, way in mark.measured.items() if array in mark.stated}
    return {array: (unit, axes[mark.measured[array]]) for array, unit in units.items()}


@rule("unit-mark", "error", after=["unit-known", "symbol-known"])
def marks(subject: Subject) -> Iterator[Problem]:
    """Every array of a mark is in the unit of the axis that it is drawn on."""
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            yield from _alike(mark)
            for array, (unit, axis) in drawn_units(plot, mark).items():
                for expression in dict.fromkeys(mark.stated[array].expressions):
                    if mark.placed and not expression.free_symbols:
                        continue  # a bare number is a place on the axis, in its unit
                    yield from _checked(mark.place, expression, parse(unit), f"{named(mark)}: {array}", axis)


def _alike(mark: Mark) -> Iterator[Problem]:
    """Arrays that no axis measures have a unit all the same, and some of them one between them."""
    for array, output in mark.stated.items():
        if array not in mark.measured:
            try:
                for expression in output.expressions:
                    unit_of(expression)
                if array in mark.alike[1:]:
                    first = mark.alike[0]
                    _agree(first, mark.stated[first].expressions[0], array, output.expressions[0])
            except UnitError as error:
                yield Problem(mark.place, f"{named(mark)}: {array}: {error}")
                return


@rule("unit-readout", "error", after=["unit-known", "symbol-known"])
def readouts(subject: Subject) -> Iterator[Problem]:
    """Every readout is in its unit."""
    for readout in subject.visualisation.readouts:
        owner = f'Readout "{readout.label}"'
        yield from _checked(readout.place, readout.value, parse(readout.unit), f"{owner}: the value", "its unit=")


@rule("unit-axis", "error", after=["unit-known", "symbol-known"])
def axes(subject: Subject) -> Iterator[Problem]:
    """The bounds of an axis are in its unit; a number is taken in it."""
    for axis in subject.visualisation.symbols():
        if isinstance(axis, Sweep):
            for bound in axis.bounds:
                if bound.free_symbols:
                    yield from _checked(
                        axis.place, bound, parse(axis.unit), f'{type(axis).__name__} "{axis.name}": the bound {bound}', "the axis"
                    )


@rule("unit-source", "error", after=["unit-known", "symbol-known"])
def sources(subject: Subject) -> Iterator[Problem]:
    """A state of a source, its start, its rule (a rate times the axis), what an Event makes it and what a Push adds are in one unit."""
    for source in _recurrences(subject):
        kind = type(source).__name__
        # The rules are written in plain symbols; `put` puts the states in their place, with their units.
        for k, state in enumerate(source.states):
            unit = parse(source.unit(k))
            rated = isinstance(source, Trajectory | Evolution | Run)
            per_step = unit / parse(source.over.unit) if rated else unit
            rule = "the rate" if rated else "the next value"
            # A start that is a bare number is taken in the state's unit, as the start of a Slider is.
            if source.start[k].free_symbols:
                yield from _checked(source.place, source.start[k], unit, f"{kind}: the start of {state}", f"{state} (units=)")
            wanted = f"{state} per {source.over.name}" if rated else f"{state} (units=)"
            written = source.put(with_axes(source.rules[k], source.space))
            yield from _checked(source.place, written, per_step, f"{kind}: {rule} of {state}", wanted)
            for push in source.pushes if isinstance(source, Run) else ():
                added = source.put(push.adds.get(state, sympy.S.Zero))
                if added.free_symbols:  # a bare number is taken in the state's unit
                    yield from _checked(push.place, added, unit, f'Push "{push.name}": what is added to {state}', f"{state} (units=)")
        for event in source.events if isinstance(source, Trajectory) else ():
            try:
                unit_of(source.put(event.crossing))
            except UnitError as error:
                yield Problem(event.place, f"Event: the expression that crosses zero: {error}")
            for state, value in event.then.items():
                if value.free_symbols:
                    unit = parse(source.unit(source.states.index(state)))
                    yield from _checked(event.place, source.put(value), unit, f"Event: the next value of {state}", f"{state} (units=)")


def _recurrences(subject: Subject) -> list[Recurrence]:
    """Every source that is drawn or read out, those that others rest on too, in the order of writing."""
    v = subject.visualisation
    waiting = [expression for output in v.outputs() for expression in output.expressions] + [readout.value for readout in v.readouts]
    found: dict[object, Recurrence] = {}
    while waiting:
        for symbol in waiting.pop().atoms(Sourced):
            if symbol.source.content not in found:
                found[symbol.source.content] = symbol.source
                waiting += symbol.source.expressions
    return sorted(found.values(), key=lambda source: source.place)


@rule("unit-fact", "error", after=["unit-known", "symbol-known"])
def facts(subject: Subject) -> Iterator[Problem]:
    """Both sides of every fact are in one unit; a number in at=, to= or expected= is taken in the unit of the other side."""
    for fact in subject.visualisation.facts:
        try:
            _fact(fact)
        except UnitError as error:
            yield Problem(fact.place, f'fact "{fact.statement}": {error}')


def _fact(fact: Fact) -> None:
    if isinstance(fact, Identity):
        _agree("the left side", _side(fact, "left"), "the right side", _side(fact, "right"))
        _at(fact.at)
    elif isinstance(fact, Value):
        _number_or_agree("the value", _side(fact, "value"), "expected=", _side(fact, "expected"))
        _at(fact.at)
    elif isinstance(fact, Expectation):
        _number_or_agree("the value", _side(fact, "value"), "expected=", _side(fact, "expected"))
    elif isinstance(fact, Always):
        unit_of(fact.condition)
    elif isinstance(fact, Conserved):
        unit_of(fact.quantity)
    elif isinstance(fact, Limit):
        _number_or_agree("the value", _side(fact, "value"), "expected=", _side(fact, "expected"))
        _number_or_agree(fact.symbol.name, fact.symbol, "to=", fact.to)


def _at(at: Mapping[sympy.Symbol, sympy.Expr]) -> None:
    for symbol, number in at.items():
        _number_or_agree(symbol.name, symbol, f"at[{symbol}]", number)


def _side(fact: Fact, name: str) -> sympy.Expr:
    """The expression as it was stated, where that shows the units of its integrals; otherwise evaluated, which may take seconds."""
    stated: sympy.Expr = getattr(fact, f"stated_{name}")
    try:
        told = all(map(_bounded, stated.atoms(sympy.Integral)))
        if told:
            unit_of(stated)
    except UnitError:  # evaluating it may remove the part without a unit, or the sum of unequal units
        told = not any(not isinstance(limit[0], ModelSymbol) for integral in stated.atoms(sympy.Integral) for limit in integral.limits)
    made: sympy.Expr = stated if told else getattr(fact, name)
    return made


def _bounded(integral: sympy.Integral) -> bool:
    """Whether the ends of an integral tell the unit of each variable that is not the plugin's own."""
    plain = [ends for symbol, *ends in integral.args[1:] if not isinstance(symbol, ModelSymbol)]
    return all(any(unit_of(end) is not None for end in ends) for ends in plain)


def _number_or_agree(one: str, first: sympy.Expr, other: str, second: sympy.Expr) -> None:
    if second.free_symbols:
        _agree(one, first, other, second)
    else:
        measure(second)
        unit_of(first)


def _agree(one: str, first: sympy.Expr, other: str, second: sympy.Expr) -> None:
    left, right = unit_of(first), unit_of(second)
    if left is not None and right is not None and not left.same(right):
        raise UnitError(f"{one} {named_unit(left)} and {other} {named_unit(right)}{way(left, right)}")


def _checked(place: Place, expression: sympy.Basic, unit: Unit, what: str, wanted: str) -> Iterator[Problem]:
    try:
        check(expression, unit, what, wanted=wanted)
    except UnitError as error:
        message = str(error)
        yield Problem(place, message if message.startswith(what) else f"{what}: {message}")

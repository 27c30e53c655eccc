"""The rules without which no document can be made: one meaning a name, a JavaScript for everything, presets that exist."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from covis.authoring.chance.draws import Draw
from covis.authoring.dynamics import Sourced
from covis.authoring.marks.mark import Mark
from covis.authoring.outputs import closure
from covis.authoring.place import Place
from covis.authoring.symbols import Constant, ModelSymbol, Sweep
from covis.authoring.tables import Samples
from covis.compiler.plugin import Plugin
from covis.compiler.program.graph import UnsupportedError
from covis.compiler.program.needs import Supported
from covis.compiler.rule import RULES, Problem, Subject, apply, rule
from covis.compiler.worker import progress
from covis.finding import Finding, closest

# The rule of a finding about an expression that has no program: nothing that would evaluate it need be tried.
FORMULA = "formula"


def preconditions(plugin: Plugin) -> list[Finding]:
    """Everything that keeps the document from being made, at its place in the plugin."""
    return apply([each for each in RULES.values() if each.stage == "before"], Subject(plugin))


def named(mark: Mark) -> str:
    """A mark as a message calls it: Curve "displacement"."""
    return f'{mark.kind} "{mark.name}"' if mark.name else mark.kind


def stated(subject: Subject) -> Iterator[tuple[Place, str, sympy.Basic, tuple[Sweep, ...]]]:
    """Every expression that is drawn or read out: its place, what it is called, itself, and what it is swept along."""
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            path = {f"the path of {way}": output for way, output in mark.path.items()}
            outputs = mark.stated | path | ({} if mark.show is None else {"show": mark.show})
            for array, output in outputs.items():
                for expression in output.expressions:
                    yield mark.place, f"{named(mark)}: {array}", expression, output.over
    for readout in subject.visualisation.readouts:
        yield readout.place, f'Readout "{readout.label}"', readout.value, ()


@rule("symbol-unique", "error", stage="before")
def unique(subject: Subject) -> Iterator[Problem]:
    """Every control, axis and constant has a name of its own."""
    seen = [symbol for symbol in subject.visualisation.symbols() if not (isinstance(symbol, Constant) and symbol.inner)]
    mine = {*subject.plugin.symbols.values(), *seen}
    first: dict[str, ModelSymbol] = {}
    for symbol in sorted(mine, key=lambda symbol: (symbol.place, symbol.name)):
        other = first.setdefault(symbol.name, symbol)
        if other is not symbol:
            kinds = f"{type(symbol).__name__} and {type(other).__name__} at line {other.place.line}"
            yield Problem(
                symbol.place, f'two symbols have the name "{symbol.name}" ({kinds}); presets and links use the name, so give each its own'
            )


@rule("symbol-name", "error", after=["symbol-unique"], stage="before")
def python_names(subject: Subject) -> Iterator[Problem]:
    """Every control, axis, constant and Random has its Python name: text.md, links and presets use the one, equations the other."""
    bound: dict[ModelSymbol, list[str]] = {}
    for name, symbol in subject.plugin.symbols.items():
        bound.setdefault(symbol, []).append(name)
    for symbol, names in bound.items():
        if symbol.name not in names:
            kind = type(symbol).__name__
            yield Problem(
                symbol.place,
                f'the Python name is {names[0]} and the {kind} has the name "{symbol.name}"; give both one name: '
                f'{symbol.name} = cv.{kind}("{symbol.name}", ...)',
            )
    for name, value in subject.plugin.names.items():
        if isinstance(value, Draw) and value.stated_at is not None and value.name != name:
            yield Problem(
                value.stated_at,
                f'the Python name is {name} and the Random has the name "{value.name}", which chooses its numbers: two with one name '
                f'have the same numbers. Give both one name: {name} = cv.Random("{name}", ...)',
            )


@rule("symbol-known", "error", stage="before")
def known(subject: Subject) -> Iterator[Problem]:
    """Every symbol in a mark, a readout or an axis's bounds is a control, an axis or a constant of the plugin."""
    axes = [symbol for symbol in subject.visualisation.symbols() if isinstance(symbol, Sweep)]
    bounds = [(axis.place, f'{type(axis).__name__} "{axis.name}"', bound) for axis in axes for bound in axis.bounds]
    reported: set[str] = set()
    for place, owner, expression in [*((place, owner, expression) for place, owner, expression, _ in stated(subject)), *bounds]:
        # What an integral without bounds runs over is no missing control: the bounds are missing, which the next rule says.
        unbounded = {limit[0] for integral in expression.atoms(sympy.Integral) for limit in integral.limits if len(limit) == 1}
        for symbol in sorted(expression.free_symbols - unbounded, key=str):
            if not isinstance(symbol, ModelSymbol | Sourced | Samples) and str(symbol) not in reported:
                reported.add(str(symbol))
                yield Problem(place, f"{owner}: {symbol} is not a control, axis or constant{_suggestion(subject, str(symbol))}")
        for function in sorted(expression.atoms(sympy.core.function.AppliedUndef), key=str):
            yield Problem(place, f"{owner}: the function {function} has no definition; write its expression instead")


def _suggestion(subject: Subject, name: str) -> str:
    mine = {symbol.name for symbol in subject.plugin.symbols.values()}
    if name not in mine and isinstance(subject.plugin.names.get(name), sympy.Symbol):
        return f": it is a plain symbol of SymPy, which has no value; make it a control, such as {name} = cv.Slider({name!r}, ...)"
    if name in mine:
        return f": it is another symbol than the plugin's own {name}, with other assumptions; use the plugin's own instead of sympy.symbols"
    near = closest(name, sorted(mine), 1, cutoff=0.5)
    return f": did you mean {near[0]}?" if near else f"; define it, or use one of {', '.join(sorted(mine)) or 'none'}"


@rule("preset-state", "error", after=["symbol-known", "symbol-unique"], stage="before")
def preset_state(subject: Subject) -> Iterator[Problem]:
    """Every preset names controls that are there, at states that they allow."""
    controls = {control.name: control for control in subject.visualisation.controls}
    for preset in subject.visualisation.presets:
        for name, state in preset.controls.items():
            if name not in controls:
                near = closest(name, controls, 1)
                way = f"did you mean {near[0]}?" if near else f"the controls are {', '.join(controls) or 'none'}"
                yield Problem(preset.place, f'preset "{preset.name}": there is no control {name!r}; {way}')
                continue
            try:
                controls[name].number(state)
            except ValueError as error:
                yield Problem(preset.place, f'preset "{preset.name}": {error}; {controls[name].allowed()}')


@rule("axis-swept", "error", after=["symbol-known", "symbol-unique"], stage="before")
def swept(subject: Subject) -> Iterator[Problem]:
    """A mark holds no axis but those that it is swept along."""
    for place, owner, expression, over in stated(subject):
        if owner.startswith("Readout"):
            continue
        for symbol in sorted(expression.free_symbols - set(over), key=str):
            if isinstance(symbol, Sweep):
                along = " and ".join(axis.name for axis in over) or "nothing"
                way = f"sweep it along {symbol.name}, or put a value in with .subs({symbol.name}, ...)"
                yield Problem(place, f"{owner} holds {symbol.name}, but is swept along {along}; {way}")


@rule("readout-controls", "error", after=["symbol-known", "symbol-unique"], stage="before")
def readouts(subject: Subject) -> Iterator[Problem]:
    """A readout depends on controls and constants only."""
    for readout in subject.visualisation.readouts:
        for symbol in sorted(readout.value.free_symbols, key=str):
            if isinstance(symbol, Sweep):
                way = f"put a value in with .subs({symbol.name}, ...)"
                yield Problem(
                    readout.place, f'Readout "{readout.label}" holds {symbol.name}, which is swept, so it has no one value; {way}'
                )


@rule("axis-bounds", "error", after=["symbol-known", "symbol-unique"], stage="before")
def bounds(subject: Subject) -> Iterator[Problem]:
    """The bounds of an axis depend on controls and constants only."""
    for axis in subject.visualisation.symbols():
        if isinstance(axis, Sweep):
            for symbol in sorted(closure(axis.rests_on), key=str):
                if isinstance(symbol, Sweep):
                    yield Problem(
                        axis.place,
                        f'{type(axis).__name__} "{axis.name}": its bounds hold {symbol.name}, which is swept; use controls and numbers',
                    )


@rule(FORMULA, "error", after=["symbol-known", "symbol-unique"], stage="before")
def formulas(subject: Subject) -> Iterator[Problem]:
    """Every expression can be written in JavaScript."""
    tried = [(place, owner, expression) for place, owner, expression, _ in stated(subject)]
    for axis in subject.visualisation.symbols():
        if isinstance(axis, Sweep):
            tried += [(axis.place, f'{type(axis).__name__} "{axis.name}"', bound) for bound in axis.bounds]
    supported = Supported([expression for _, _, expression in tried])
    for place, owner, expression in tried:
        progress.on(owner)
        try:
            supported.check(expression)
        except UnsupportedError as error:
            yield Problem(place, f"{owner}: {error}")

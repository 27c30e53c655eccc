"""What must hold before a document can be made: one meaning a name, a JavaScript for everything, presets that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.outputs import closure
from covis.authoring.place import Place
from covis.authoring.symbols import ModelSymbol, Sweep
from covis.compiler.plugin import Plugin
from covis.compiler.program.graph import UnsupportedError
from covis.compiler.program.module import supported
from covis.finding import Finding

# The rule of a finding about an expression that has no program: nothing that would evaluate it need be tried.
FORMULA = "formula"


def unsound(plugin: Plugin) -> list[Finding]:
    """Everything that stands in the way, at its place in the plugin."""
    names = [plugin.finding(place, message, "compile") for place, message in (*_names(plugin), *_python_names(plugin))]
    if names:
        return names
    presets = [plugin.finding(place, message, "preset-state") for place, message in _presets(plugin)]
    return [*presets, *(plugin.finding(place, message, FORMULA) for place, message in _expressions(plugin))]


Wrong = Iterator[tuple[Place, str]]


def _names(plugin: Plugin) -> Wrong:
    """A name stands for one symbol: the page and the address know controls by it."""
    seen: dict[str, ModelSymbol] = {}
    for symbol in plugin.visualisation.symbols():
        other = seen.setdefault(symbol.name, symbol)
        if other is not symbol and other != symbol:
            yield (
                symbol.place,
                f"{symbol.name!r} names a {type(other).__name__} in line {other.place.line} already; give this one another name",
            )


def _python_names(plugin: Plugin) -> Wrong:
    """A symbol is bound to its own name: text.md, links and presets use the symbol's name, the model's equations the Python name."""
    bound: dict[ModelSymbol, list[str]] = {}
    for name, symbol in plugin.symbols.items():
        bound.setdefault(symbol, []).append(name)
    for symbol, names in bound.items():
        if symbol.name not in names:
            kind = type(symbol).__name__
            yield (
                symbol.place,
                f'the Python name is {names[0]} and the {kind} has the name "{symbol.name}"; give both one name: '
                f'{symbol.name} = {kind}("{symbol.name}", ...)',
            )


def _presets(plugin: Plugin) -> Wrong:
    """A preset is a state that exists."""
    controls = {control.name: control for control in plugin.visualisation.controls}
    for preset in plugin.visualisation.presets:
        for name, value in preset.controls.items():
            try:
                if name not in controls:
                    raise ValueError(f"there is no control {name!r}; there are {', '.join(controls) or 'none'}")
                controls[name].number(value)
            except ValueError as error:
                yield preset.place, f"Preset {preset.name!r}: {error}"


def _expressions(plugin: Plugin) -> Wrong:
    """Every expression has a JavaScript, and depends on nothing but controls and the axes that it is swept along."""
    visualisation = plugin.visualisation
    for plot in visualisation.plots:
        for mark in plot.marks:
            label = f"{mark.kind} {mark.name!r}" if mark.name else mark.kind
            for name, output in {**mark.stated, **({"show": mark.show} if mark.show else {})}.items():
                yield from _tried(output.expressions, mark.place, f"{label}: {name}")
                for symbol in sorted(_loose(output.expressions, output.over), key=str):
                    yield (
                        mark.place,
                        f"{label}: {name} depends on {symbol}, which the mark is not swept along; name it in over=, or put a value in",
                    )
    for readout in visualisation.readouts:
        yield from _tried((readout.value,), readout.place, f"Readout {readout.label!r}")
        for symbol in sorted(_loose((readout.value,), ()), key=str):
            yield readout.place, f"Readout {readout.label!r} depends on {symbol}, which is swept; put a value in for it"
    for axis in visualisation.symbols():
        if isinstance(axis, Sweep):
            label = f"{type(axis).__name__} {axis.name!r}"
            yield from _tried(axis.bounds, axis.place, label)
            for symbol in sorted(closure(axis.rests_on), key=str):
                if not isinstance(symbol, Control) and isinstance(symbol, Sweep):
                    yield axis.place, f"{label}: a bound depends on {symbol}, which is swept; bounds are numbers or expressions of controls"


def _loose(expressions: Sequence[sympy.Basic], over: Sequence[Sweep]) -> set[Sweep]:
    """Axes that expressions depend on and nothing sweeps."""
    free = set().union(*(expression.free_symbols for expression in expressions))
    return {symbol for symbol in free if isinstance(symbol, Sweep) and symbol not in over}


def _tried(expressions: Sequence[sympy.Basic], place: Place, where: str) -> Wrong:
    try:
        supported(expressions)
    except UnsupportedError as error:
        yield place, f"{where}: {error}"

"""A visualisation: plots, readouts, presets and facts about one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any

import plotly.graph_objects as go
import sympy

from covis.authoring import states
from covis.authoring.controls.control import Control
from covis.authoring.evaluate.figure import figures
from covis.authoring.evaluate.ranges import Frame, frames
from covis.authoring.facts import Fact
from covis.authoring.outputs import Output, closure, expression, free_symbols, in_shown, parts
from covis.authoring.place import AuthoringError, here, shown, text
from covis.authoring.plot import Plot
from covis.authoring.symbols import ModelSymbol
from covis.authoring.units import shown_factor


class Readout:
    """A number beside the plots.

    Parameters
    ----------
    label: what it is called; no two readouts have one label.
    value: an expression of controls and constants, or a number; nothing sweeps it. Where it is not finite the page says so in a word.
    unit: the unit of the value, any text that pint understands.
    shown_in: a unit of the same dimension in which the page shows it, such as "mm" for a unit "m"; None is `unit`. {{value: ...}} of the
        same value shows it too.
    digits: how many significant digits are shown, from 1 to 12; a whole number is shown whole.

    Raises AuthoringError, with the plugin's line, for an empty label, a value that is no expression, or a unit in `shown_in` of another
    dimension.

    >>> Readout("Half-life", log(2) / gamma, unit="s")
    """

    def __init__(self, label: str, value: Any, *, unit: str = "", shown_in: str | None = None, digits: int = 3) -> None:
        self.place = here()
        if not isinstance(label, str) or not label.strip():
            raise AuthoringError("Readout: the first argument is its label")
        text(f'Readout("{label}")', unit=unit)
        if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 12:
            raise AuthoringError(f'Readout("{label}"): digits={shown(digits)}; give a whole number from 1 to 12')
        self.label, self.unit, self.digits = label, unit, digits
        self.value = expression(f'Readout("{label}"): value', value)
        self.scale = shown_factor(f'Readout("{label}")', unit, shown_in)
        self.shown_unit = unit if shown_in is None else shown_in


class Preset:
    """A named state that a button leads to.

    Parameters
    ----------
    name: what the button says; no two presets have one name.
    controls: states of controls by name: a number for a Slider or Clock (in its unit), a name for a Choice, True or False for a Toggle,
        `t.after(...)` for a Stopwatch.
        Controls that are not named go to their start.

    Raises AuthoringError, with the plugin's line, for an empty name; a state that cannot be is found when the plugin is compiled.

    >>> Preset("Slow", gamma=0.1)
    """

    def __init__(self, name: str, **controls: Any) -> None:
        self.place = here()
        if not isinstance(name, str) or not name.strip():
            raise AuthoringError("Preset: the first argument is its name")
        self.name, self.controls = name, controls


class Visualisation:
    """The whole: a plugin ends with `visualisation = cv.Visualisation(...)`.

    Parameters
    ----------
    plots: a list of Plots, at least one.
    readouts, presets, facts: lists of them.
    symbols: the LaTeX that equations print for module-level expressions, by their names, such as {"level": "H"}. A control, an axis or a
        constant has symbol= of its own.

    What a student reads (objectives, text, questions) is in text.md beside it.

    `figures(**controls)` gives Plotly figures evaluated with NumPy. Raises AuthoringError, with the plugin's line, for what is no list, or
    holds something else.

    >>> visualisation = Visualisation(plots=[plot])
    """

    def __init__(
        self,
        *,
        plots: Sequence[Plot],
        readouts: Sequence[Readout] = (),
        presets: Sequence[Preset] = (),
        facts: Sequence[Fact] = (),
        symbols: Mapping[str, str] | None = None,
    ) -> None:
        self.place = here()
        if symbols is not None and not isinstance(symbols, Mapping):
            raise AuthoringError(
                f'Visualisation: symbols={shown(symbols)} is not a mapping; write one from names to LaTeX, {{"level": "H"}}'
            )
        for name, tex in (symbols or {}).items():
            text(f"Visualisation: symbols[{shown(name)}]", symbol=tex)
        self.tex = dict(symbols or {})
        self.plots = list(_of("plots", plots, Plot))
        self.readouts = list(_of("readouts", readouts, Readout))
        self.presets = list(_of("presets", presets, Preset))
        self.facts = list(_of("facts", facts, Fact))
        if not self.plots:
            raise AuthoringError("Visualisation: plots= is empty; give at least one Plot")

    def _repr_html_(self) -> str:
        """For Jupyter: the live document, or why there is none."""
        import covis

        try:
            return str(covis.show(self)._repr_html_())
        except ValueError as error:
            return f"<pre>{escape(str(error))}</pre>"

    def _mime_(self) -> tuple[str, str]:
        """For marimo."""
        return "text/html", self._repr_html_()

    def outputs(self) -> list[Output]:
        """Every array that any mark states, and the conditions on which marks are shown."""
        marks = [mark for plot in self.plots for mark in plot.marks]
        return [output for mark in marks for output in (*mark.stated.values(), *mark.path.values(), *([mark.show] if mark.show else []))]

    def drawn_by_hand(self) -> list[tuple[str, list[int]]]:
        """What a question may let a learner draw: the name of each such mark, and the numbers of its plot and of the mark there. Where
        several plots show one name, it is that of the first.
        """
        found: list[tuple[str, list[int]]] = []
        for k, plot in enumerate(self.plots):
            before = {name for name, _ in found}
            found += [
                (mark.name, [k, m]) for m, mark in enumerate(plot.marks) if mark.drawn_by_hand and mark.name and mark.name not in before
            ]
        return found

    def symbols(self) -> list[ModelSymbol]:
        """Every symbol that is seen: in the marks and the readouts, and in the bounds of the axes. In the order of writing."""
        return list(self._symbols)

    @cached_property
    def _symbols(self) -> list[ModelSymbol]:
        seen: set[sympy.Symbol] = set()
        for output in self.outputs():
            seen |= output.symbols
        for readout in self.readouts:
            seen |= free_symbols(readout.value)
        # What a sum or an integral runs over is seen too: an Index there is used.
        everything = [*(e for output in self.outputs() for e in output.expressions), *(readout.value for readout in self.readouts)]
        folds = (sympy.Sum, sympy.Product, sympy.Integral)
        seen |= {limit[0] for e in everything for fold in parts(e) if isinstance(fold, folds) for limit in fold.limits}
        seen = closure(seen)
        seen |= {axis for symbol in seen if isinstance(symbol, Control) for axis in symbol.axes}
        mine = [symbol for symbol in seen if isinstance(symbol, ModelSymbol)]
        return sorted(mine, key=lambda symbol: (symbol.place.file, symbol.place.line, symbol.name))

    @property
    def controls(self) -> list[Control]:
        return [symbol for symbol in self.symbols() if isinstance(symbol, Control) and symbol.whole is None]

    def state(self, **controls: Any) -> dict[str, Any]:
        """The whole state: the start of every control, with those given put in. Raises ValueError for one that cannot be."""
        return states.whole(self.controls, controls)

    def stated(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """States of controls as the document has them: a list of points is a text there."""
        whole = self.state(**changes)
        return {name: whole[name] for name in changes}

    def as_read(self, value: sympy.Expr) -> sympy.Expr:
        """An expression as a text shows its number: in the unit of the first readout of it that is shown in another one."""
        factor = next((readout.scale for readout in self.readouts if readout.scale != 1 and readout.value == value), 1.0)
        shown: sympy.Expr = in_shown(value, factor)
        return shown

    def legal_presets(self) -> list[dict[str, Any]]:
        """The states of the presets that can be; a rule reports the others."""
        legal = []
        for preset in self.presets:
            try:
                legal.append(self.state(**preset.controls))
            except ValueError:
                continue
        return legal

    def numbers(self, state: Mapping[str, Any]) -> dict[str, float]:
        """The numbers that expressions see in a state."""
        return states.numbers(self.controls, state)

    def figures(self, **controls: Any) -> list[go.Figure]:
        """One `plotly.graph_objects.Figure` a plot, evaluated with NumPy at the given controls; others are at their start.

        Raises ValueError, with the reason, for a control that is not there or a state that it cannot have.
        """
        return figures(self.plots, self.frames, self.numbers(self.state(**controls)))

    @cached_property
    def frames(self) -> list[Frame]:
        """One for each plot: what stays fixed while the controls move."""
        return frames(self.plots, self.controls, [self.state(), *self.legal_presets()])


def _of(name: str, values: Any, kind: type) -> Sequence[Any]:
    if isinstance(values, str | kind) or not isinstance(values, Sequence):
        raise AuthoringError(f"Visualisation: {name}= is a list, such as {name}=[...]")
    for value in values:
        if not isinstance(value, kind):
            raise AuthoringError(f"Visualisation: {name} holds {shown(value)}, which is not a {kind.__name__}")
    return values

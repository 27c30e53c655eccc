"""What a plugin imports: `from covis import Slider, Axis, Curve, ...`, and nothing else is public.

Names are resolved when they are asked for, so that the server process, which imports `covis.shell`, never loads SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covis.authoring.controls import Choice, Clock, Toggle
    from covis.authoring.dynamics import Iterates, Samples, Trajectory
    from covis.authoring.facts import Always, Check, Identity, Limit, Value
    from covis.authoring.marks.fields import Contours, Field, Heatmap, Surface, Trace
    from covis.authoring.marks.mark import Arrow, Band, Bars, Curve, Handle, Label, Path, Points, Polyline
    from covis.authoring.plot import Plot
    from covis.authoring.symbols import Axis, Constant, Index, Slider
    from covis.authoring.visualisation import Preset, Question, Readout, Visualisation

__version__ = "0.1.0"

_ROOMS = {
    "symbols": ("Axis", "Constant", "Index", "Slider"),
    "controls": ("Choice", "Clock", "Toggle"),
    "dynamics": ("Iterates", "Samples", "Trajectory"),
    "marks.mark": ("Arrow", "Band", "Bars", "Curve", "Handle", "Label", "Path", "Points", "Polyline"),
    "marks.fields": ("Contours", "Field", "Heatmap", "Surface", "Trace"),
    "plot": ("Plot",),
    "facts": ("Always", "Check", "Identity", "Limit", "Value"),
    "visualisation": ("Preset", "Question", "Readout", "Visualisation"),
}
_HOME = {name: f"covis.authoring.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Always", "Arrow", "Axis", "Band", "Bars", "Check", "Choice", "Clock", "Constant", "Contours", "Curve", "Field", "Handle", "Heatmap",
    "Identity", "Index", "Iterates", "Label", "Limit", "Path", "Plot", "Points", "Polyline", "Preset", "Question", "Readout", "Samples",
    "Slider", "Surface", "Toggle", "Trace", "Trajectory", "Value", "Visualisation",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"covis has no {name!r}; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""What a plugin imports: `from covis import Slider, Axis, Curve, ...`, and nothing else is public.

Names are resolved when they are asked for, so that the server process, which imports `covis.shell`, never loads SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covis.authoring.facts import Identity, Limit, Value
    from covis.authoring.marks import Curve, Path
    from covis.authoring.plot import Plot
    from covis.authoring.symbols import Axis, Slider
    from covis.authoring.visualisation import Preset, Question, Readout, Visualisation

__version__ = "0.1.0"

_ROOMS = {
    "symbols": ("Axis", "Slider"),
    "marks": ("Curve", "Path"),
    "plot": ("Plot",),
    "facts": ("Identity", "Limit", "Value"),
    "visualisation": ("Preset", "Question", "Readout", "Visualisation"),
}
_HOME = {name: f"covis.authoring.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Axis",
    "Curve",
    "Identity",
    "Limit",
    "Path",
    "Plot",
    "Preset",
    "Question",
    "Readout",
    "Slider",
    "Value",
    "Visualisation",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"covis has no {name!r}; it offers {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""How a scene is seen: a parallel projection, with NumPy. The page's own is runtime/drawing/space/projection.js; a test compares the two.

Parallel and not perspective: what is as long is drawn as long wherever it stands, and parallel lines stay parallel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from covis.authoring.evaluate.evaluator import Array
from covis.authoring.evaluate.ranges import Frame
from covis.authoring.plot import Plot
from covis.authoring.units import shown_factor

# Plotly's camera: how far away. With a parallel projection it says how large the box is drawn.
FAR = 2.0


def proportions(plot: Plot, frame: Frame) -> tuple[float, float, float]:
    """How long the edges of the box are; the longest is 1. A cube unless lengths are to look equal."""
    if not plot.equal:
        return 1.0, 1.0, 1.0
    units = (plot.x_unit, plot.y_unit, plot.z_unit)
    lengths = [
        (pair[1] - pair[0]) * shown_factor("Scene", unit, plot.x_unit)
        for pair, unit in zip((frame.x, frame.y, frame.z), units, strict=True)
    ]
    x, y, z = (float(f"{length / max(lengths):.9g}") for length in lengths)
    return x, y, z


def directions(azimuth: float, elevation: float) -> Array:
    """Where right, up and towards the reader are, as the rows of a matrix, for a view in degrees."""
    a, e = np.radians(azimuth), np.radians(elevation)
    return np.array(
        [
            [-np.sin(a), np.cos(a), 0.0],
            [-np.sin(e) * np.cos(a), -np.sin(e) * np.sin(a), np.cos(e)],
            [np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)],
        ]
    )


@dataclass(frozen=True)
class Projection:
    """A view of a box on so many pixels.

    ranges: (low, high) along x, y and z. edges: what `proportions` gives. width, height: pixels inside the margins.
    """

    view: tuple[float, float]
    ranges: Sequence[Sequence[float]]
    edges: Sequence[float]
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels for a length of 1: no corner of the box leaves the picture, and it keeps its size while the azimuth is turned."""
        across, up = np.hypot(self.edges[0], self.edges[1]), directions(*self.view)[1]
        return float(min(self.width / across, self.height / (np.hypot(up[0], up[1]) * across + up[2] * self.edges[2])))

    def __call__(self, points: Any) -> Array:
        """Pixels to the right and down, and the nearness to the reader in lengths of the box; shape (n, 3) for points of shape (n, 3)."""
        low, high = np.asarray(self.ranges, dtype=float).T
        inside = ((np.asarray(points, dtype=float) - low) / (high - low) - 0.5) * np.asarray(self.edges)
        right, up, near = directions(*self.view) @ inside.T
        return np.stack([self.width / 2 + self.scale * right, self.height / 2 - self.scale * up, near], axis=-1)


def camera(view: tuple[float, float]) -> dict[str, Any]:
    """Plotly's camera for a view."""
    eye = FAR * directions(*view)[2]
    return {
        "projection": {"type": "orthographic"},
        "eye": {way: float(f"{value:.9g}") for way, value in zip("xyz", eye, strict=True)},
        "up": {"x": 0, "y": 0, "z": 1},
    }

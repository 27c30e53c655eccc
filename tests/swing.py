"""A damped swing that stays as it is, for tests that state what is made of a plugin. The one that ships may change."""

from __future__ import annotations

import shutil
from pathlib import Path

ID = "damped_oscillator"


def swing(root: Path) -> Path:
    """Its folder, copied to a gallery without a registry."""
    folder = Path(shutil.copytree(Path(__file__).parent / "checks" / "plugin", root / "visualisations" / ID))
    (folder / "plugin.py.txt").rename(folder / "__init__.py")
    return folder


# The first six, and some with the words that came later: for tests in a browser, where all that ship would take too long.
# `covis check` compares the program of every one with NumPy.
SOME = (
    "damped_oscillator",
    "fourier_series",
    "double_slit",
    "eigenvectors",
    "lotka_volterra",
    "double_pendulum",
    "gradient_and_curl",  # a Scene
    "action_potential",  # a Run
    "heat_diffusion",  # an Evolution
    "bayes_base_rates",
)

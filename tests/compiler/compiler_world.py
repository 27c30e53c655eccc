"""A small gallery of plugins for the compiler's tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from covis.compiler import Limits
from covis.editions import Compiled, compile_visualisation

REPOSITORY = Path(__file__).resolve().parents[2]

HEAD = """\
from sympy import exp, sin

from covis import Axis, Curve, Identity, Plot, Preset, Readout, Slider, Visualisation

t = Axis("t", 0, 10, points=50, label="Time", unit="s")
gamma = Slider("gamma", 0.1, 2, value=0.5, label="Damping rate", unit="1/s")
y = exp(-gamma * t)
"""
TAIL = """\
visualisation = Visualisation(
    plots=[Plot(Curve(y, over=t, name="decay"), y="Amplitude")],
    readouts=[Readout("Lifetime", 1 / gamma, unit="s")],
)
"""
TEXT = """\
## Objectives

- See a decay

## The idea

It decays.

## The model

{{y}}

## Assumptions and limits

None.

## Sources

None.
"""


@dataclass
class Entry:
    """What the compiler takes from the registry."""

    title: str = "A decay"
    summary: str = "Watch it go."
    subject: str = ""
    level: int | None = None
    keywords: tuple[str, ...] = ()


def write(root: Path, source: str = HEAD + TAIL, text: str = TEXT, id: str = "decay") -> Path:
    """A plugin folder under `root`; gives the folder."""
    folder = root / "visualisations" / id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text(source, "utf-8")
    (folder / "text.md").write_text(text, "utf-8")
    return folder


def between(lines: str) -> str:
    """The small plugin with `lines` before its visualisation; the first of them is line 8."""
    return HEAD + lines + "\n" + TAIL


FIRST = HEAD.count("\n") + 1


def compiled(root: Path, id: str = "decay", seconds: float = 10, megabytes: int = 1024) -> Compiled:
    return compile_visualisation(root, id, Entry(), limits=Limits(seconds=seconds, megabytes=megabytes))


def said(result: Compiled) -> str:
    return "\n".join(map(str, result.findings))

"""A mark and a control from outside the package: each states its own facts, and nothing in covis names it."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Unpack

import sympy
from pydantic import Field

import covis
from covis.authoring.controls.control import Control
from covis.authoring.marks.mark import GAP, Drawn, Mark, MarkOptions, Number, Way, Words, extremes, sweep
from covis.authoring.outputs import Output, expression
from covis.authoring.symbols import Index, Sweep
from covis.compiler.plugin import Plugin
from covis.document import schema
from covis.document.controls import BaseControl, ChoiceControl, ClockControl, SliderControl, ToggleControl
from covis.document.schema import Statistic

TEXT = "## Objectives\n\n- See a wave\n\n## The idea\n\na\n\n## The model\n\nb\n\n## Assumptions and limits\n\nc\n\n## Sources\n\nd\n"


# --- one file of authoring/marks


class Stems(Mark):
    """An upright line from zero to each member's value."""

    from_zero = True

    def __init__(self, y: Any, *, over: Index, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over, self.y = sweep(self.kind, over, Index), expression(f"{self.kind}: y", y)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {"x": self.over}

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.over,), (self.over,)), "y": Output((self.y,), (self.over,))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        arrays = {
            "x": Output((self.over, self.over, GAP), (self.over,)),
            "y": Output((sympy.S.Zero, self.y, GAP), (self.over,)),
        }
        return [(self.line(color, width=3), arrays)]

    def describe(self, number: Number) -> Words:
        return [self.called + "stems, ", *extremes("y", number)]


# --- one file of authoring/controls and a class in the schema


class DialControl(BaseControl):
    """A direction in whole degrees; the program sees radians."""

    kind: Literal["dial"] = "dial"
    start: int

    def problem(self, state: Any) -> str:
        whole = isinstance(state, int | float) and not isinstance(state, bool) and state == int(state)
        return "" if whole and 0 <= state < 360 else f"{self.name}={state!r} is not a whole number of degrees below 360"

    def number(self, state: Any) -> float:
        return math.radians(state)

    def normal(self, state: Any) -> float:
        return int(state)

    def words(self, state: Any) -> str:
        return f"{state}°"

    def reach(self) -> str:
        return "0° to 359°"

    def read(self, text: str) -> float | None:
        return int(text) if text.isdigit() else None


class Dial(Control):
    """A direction."""

    def __new__(cls, name: str, *, start: int = 0, label: str) -> Dial:
        self: Dial = cls._make(name, (start,), {"nonnegative": True}, label=label, unit="rad")
        self.start, self.form = start, DialControl(name=name, label=label, start=start)
        return self

    def extremes(self) -> list[Any]:
        return [0, 359]

    def between(self, share: float) -> Any:
        return round(359 * share)


class OpenDocument(schema.Document):
    """The schema with one kind of control more."""

    controls: list[  # type: ignore[assignment]
        Annotated[SliderControl | ChoiceControl | ToggleControl | ClockControl | DialControl, Field(discriminator="kind")]
    ]


# --- one file of runtime/controls

DIAL_JS = """
import { freshId, h } from "../dom.js";
import { register } from "../state/kinds.js";
import { label } from "./inputs.js";

function build(control, { change }) {
  const id = freshId(control.name);
  const turned = () => change(control.name, box.valueAsNumber);
  const box = h("input", { type: "number", id, name: control.name, min: 0, max: 359, step: 1, oninput: turned });
  const element = h("div", { class: "covis-control" }, label(control, id), box);
  return { element, refresh: (value) => (box.value = value) };
}

register("dial", {
  problem: (_, value) => (Number.isInteger(value) && value >= 0 && value < 360 ? "" : "takes whole degrees below 360"),
  normal: (_, value) => value,
  number: (_, value) => (value * Math.PI) / 180,
  read: (_, text) => (/^[0-9]+$/.test(text) ? Number(text) : null),
  words: (_, value) => `${value}°`,
  build,
});
"""


def plugin(root: Path) -> Plugin:
    """A plugin that uses both, as one that has run."""
    folder = root / "visualisations" / "outside"
    folder.mkdir(parents=True)
    (folder / "text.md").write_text(TEXT, encoding="utf-8")
    (folder / "__init__.py").write_text("# made by the test\n", encoding="utf-8")
    k = covis.Index("k", 0, 7, label="Member")
    phi = Dial("phi", start=90, label="Direction")
    wave = sympy.sin(phi + sympy.pi * k / 4)
    stems = Stems(wave, over=k, name="wave", color="c")
    made = covis.Visualisation(
        plots=[covis.Plot(stems, y="Height", title="Stems")],
        readouts=[covis.Readout("First", sympy.sin(phi))],
        presets=[covis.Preset("Up", phi=0), covis.Preset("Right", phi=90), covis.Preset("Down", phi=180)],
        facts=[covis.Always("It is bounded", sympy.Abs(wave) <= 1, source="derived: |sin| <= 1")],
    )
    names = {"k": k, "phi": phi, "wave": wave, "stems": stems, "visualisation": made}
    return Plugin("outside", root, ModuleType("outside"), made, names)


def numbers_in(description: Words) -> list[Statistic]:
    return [part for part in description if isinstance(part, Statistic)]

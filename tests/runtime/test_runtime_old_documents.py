"""A document that was made before marks stated their form and colours is drawn as it always was."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from covis import Arrow, Axis, Band, Bars, Contours, Curve, Field, Handle, Heatmap, Index, Label, Points, Polyline, Slider, Surface, Trace
from covis import Path as Line
from covis.authoring.marks.mark import Mark

MARKS = Path(__file__).resolve().parents[2] / "covis" / "runtime" / "drawing" / "marks.js"
t = Axis("t", 0, 1, points=9, label="T")
flat = Axis("flat", 0, 1, points=2, label="F")
k = Index("k", 0, 3, label="K")
p = Slider("p", 0, 1, value=0, label="P")
ONE_OF_EACH: list[Mark] = [
    Curve(t, over=t),
    Line(t, t, over=t),
    Band(-t, t, over=t),
    Bars(k, over=k),
    Points(k, k, over=k),
    Handle(x=p, y=0),
    Label("here", at=(0, 0)),
    Polyline([(0, 0), (1, p)]),
    Arrow((0, 0), (1, p)),
    Heatmap(t * flat, over=(flat, t)),
    Heatmap(t * flat, over=(t, flat)),
    Surface(t * flat, over=(t, flat)),
    Contours(t * flat, over=(t, flat)),
    Field(t, flat, over=(t, flat)),
    Trace("scatter", over=t, x=t, y=t),
]


def script(call: str, spec: dict[str, Any]) -> Any:
    engine = MiniRacer()
    engine.eval(re.sub(r"^export ", "", MARKS.read_text(encoding="utf-8"), flags=re.M))
    return json.loads(str(engine.eval(f"JSON.stringify({call.replace('spec', json.dumps(spec), 1)})")))


def spec(mark: Mark, **stated: Any) -> dict[str, Any]:
    y = mark.stated.get("y")
    data = {"y": list(range(y.shape[0])) if y else [], "line": {"color": "#123456"}}
    return {"marks": [{"kind": mark.kind.lower(), "name": "", "trace": 0, "traces": 1, **stated}], "figure": {"data": [data]}}


@pytest.mark.parametrize("mark", ONE_OF_EACH, ids=[f"{mark.kind} {mark.form}" for mark in ONE_OF_EACH])
def test_what_a_kind_was_is_what_its_class_states(mark: Mark) -> None:
    assert script("formOfMark(spec, 0)", spec(mark)) == mark.form
    assert script("formOfMark(spec, 0)", spec(mark, form=None)) == mark.form


def test_what_a_document_states_goes_before_the_kind() -> None:
    mark = ONE_OF_EACH[0]
    assert script("formOfMark(spec, 0)", spec(mark, form="strip")) == "strip"
    assert script("keepsColours(spec, 0, 0)", spec(mark, own_colors=True)) is True
    trace = ONE_OF_EACH[-1]
    assert script("keepsColours(spec, 0, 0)", spec(trace)) is True
    assert script("keepsColours(spec, 0, 0)", spec(trace, color="a")) is False
    assert script("keepsColours(spec, 0, 0)", spec(trace, own_colors=False)) is False


def test_a_trace_whose_author_gives_colours_keeps_them() -> None:
    assert not Trace("scatter", over=t, x=t, y=t).own_colors
    assert Trace("scatter", over=t, x=t, y=t, style={"line": {"color": "red"}}).own_colors
    assert Trace("heatmap", over=t, z=t, style={"colorscale": "Viridis"}).own_colors
    assert not Trace("scatter", over=t, x=t, y=t, style={"line": {"color": "red"}}, color="b").own_colors

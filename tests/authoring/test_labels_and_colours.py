"""A Label with a live number, and marks in a colour of their own."""

from __future__ import annotations

import pytest

import covis as cv
from covis.authoring.marks.mark import Mark
from covis.authoring.place import AuthoringError
from covis.compiler.outputs import PlotOutputs

a = cv.Slider("a", 0.5, 3, value=1.25, label="a")
t = cv.Axis("t", 0, 1, points=5, label="t")
h = cv.Axis("h", 0, 1, points=2, label="h")


def drawn(*marks: Mark, **state: float) -> list[dict[str, object]]:
    figure = cv.Visualisation(plots=[cv.Plot(cv.Curve(a * t, over=t), *marks)]).figures(**state)[0]
    return [dict(trace.to_plotly_json()) for trace in figure.data[1:]]


def test_the_number_in_a_label_follows_the_control() -> None:
    label = cv.Label("twice: {} m", at=(0.5, a), value=2 * a, digits=4)
    for value in (1.25, 3.0):
        (trace,) = drawn(label, a=value)
        assert list(trace["customdata"]) == [2 * value] and trace["texttemplate"] == "twice: %{customdata:.4~r} m"  # type: ignore[call-overload]
    assert "text" not in trace


@pytest.mark.parametrize(
    ("text", "options", "problem"),
    [
        ("twice", {"value": a}, "write {} once"),
        ("{} and {}", {"value": a}, "write {} once"),
        ("{}", {"value": a, "digits": 0}, "whole number from 1 to 15"),
        ("{}", {"value": "a"}, "value"),
    ],
)
def test_what_a_label_refuses(text: str, options: dict[str, object], problem: str) -> None:
    with pytest.raises(AuthoringError, match=problem):
        cv.Label(text, at=(0, 0), **options)  # type: ignore[arg-type]


def test_a_colour_of_its_own_is_kept_in_lines_and_grids() -> None:
    line, grid = drawn(cv.Curve(t, over=t, color="#1fb000"), cv.Heatmap(t, over=(t, h), color="#1fb000"))
    assert line["line"]["color"] == "#1fb000"  # type: ignore[index]
    assert list(grid["colorscale"]) == [[0, "#000000"], [1, "#1fb000"]]  # type: ignore[call-overload]


def test_the_document_says_that_the_colour_is_the_authors_and_others_keep_their_turn() -> None:
    plot = cv.Plot(cv.Curve(t, over=t, color="#1fb000"), cv.Curve(a * t, over=t), cv.Curve(t**2, over=t, color="b"))
    visualisation = cv.Visualisation(plots=[plot])
    marks = PlotOutputs(plot, visualisation.frames[0]).marks
    assert [(mark.color, bool(mark.own_colors)) for mark in marks] == [(None, True), ("a", False), ("b", False)]


@pytest.mark.parametrize("color", ["green", "#1FB000", "#fff", "#1fb00", "url(#x)"])
def test_what_is_no_colour_is_refused(color: str) -> None:
    with pytest.raises(AuthoringError, match="#rrggbb"):
        cv.Curve(t, over=t, color=color)

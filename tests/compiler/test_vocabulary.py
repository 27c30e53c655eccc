"""Names and options that Covis does not have: all are told at once, before anything runs, each at its place and with what to write."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import covis as cv
from covis.compiler.vocabulary import OLD_NAMES, OLD_OPTIONS, misspelt
from tests.compiler.compiler_world import TEXT, compiled, write

# A plugin as version 1 wrote it.
OLD = """\
from sympy import exp
from covis import Axis, Choice, Curve, Heatmap, Plot, Preset, Question, Slider, Toggle, Trajectory, Visualisation

t = Axis("t", 0, 10, label="Time", unit="s")
gamma = Slider("gamma", 0.1, 2, start=0.5, label="Rate", unit="1/s")
on = Toggle("on", start=True, label="On")
kind = Choice("kind", {"a": 1, "b": 2}, start="a", label="Kind")
visualisation = Visualisation(
    objectives=["See a decay"],
    prior_knowledge="None.",
    plots=[Plot(Curve(exp(-gamma * t), over=t), unit="m")],
    questions=[Question("Why?", answer="So.")],
)
"""


def told(root: Path, source: str) -> list[tuple[int, int, str]]:
    write(root, source)
    return [(finding.line, finding.column, finding.message) for finding in compiled(root).findings]


def test_every_old_spelling_is_told_at_once_with_its_place_and_the_new_one(tmp_path: Path) -> None:
    found = told(tmp_path, OLD)
    assert sorted((line, column) for line, column, _ in found) == [(2, 1), (5, 33), (6, 19), (7, 41), (9, 5), (10, 5), (11, 49), (12, 5)]
    messages = {line: message for line, _, message in found}
    assert messages[2].startswith("covis has no 'Question' any more; a question is written in text.md")
    assert messages[5] == "Slider has no option start= any more; write value="
    assert messages[11].startswith("Plot has no option unit= any more; write y_unit=, or z_unit=")
    assert (
        'under "## Objectives"' in messages[9] and 'under "## Before you start"' in messages[10] and 'under "## Questions"' in messages[12]
    )


def test_what_is_said_of_old_spellings_is_true() -> None:
    for name, option in OLD_OPTIONS:
        assert option not in inspect.signature(getattr(cv, name)).parameters
    assert not set(OLD_NAMES) & set(cv.__all__)


WRONG = [
    ('z = cv.Sldier("z", 0, 1, value=0, label="Z")', [(10, 5, "covis has no 'Sldier'; did you mean Slider?")]),
    ("z = cv.Question('Why?', answer='So.')", [(10, 5, "covis has no 'Question' any more")]),
    ("z = cv.Curve(y, over=t, nmae='a', colour='b')", [(10, 25, "did you mean name=?"), (10, 35, "did you mean color=?")]),
    ("z = cv.Axis('z', 0, 1, points=5, start=2, label='Z')", [(10, 34, "Axis has no option start=; it takes points=, log=, label=")]),
    ("from covis import Curve as Line\nz = Line(y, over=t, widht=2)", [(11, 21, "Curve has no option widht=")]),
]


@pytest.mark.parametrize(("line", "expected"), WRONG, ids=[line for line, _ in WRONG])
def test_a_wrong_name_or_option(line: str, expected: list[tuple[int, int, str]]) -> None:
    found = [(node.lineno, node.col_offset + 1, message) for node, message in misspelt(ast.parse(f"{HEAD}{line}\n"))]
    assert [place[:2] for place in found] == [place[:2] for place in expected], found
    assert all(words in message for (*_, message), (*_, words) in zip(found, expected, strict=True)), found


HEAD = """\
from sympy import exp
import covis as cv
t = cv.Axis("t", 0, 10, points=50, label="Time", unit="s")
gamma = cv.Slider("gamma", 0.1, 2, value=0.5, label="Rate", unit="1/s")
y = exp(-gamma * t)
visualisation = cv.Visualisation(
    plots=[cv.Plot(cv.Curve(y, over=t))],
    readouts=[cv.Readout("Rate", gamma, unit="1/s")],
)
"""


@pytest.mark.parametrize(
    "mine",
    [
        "def Curve(y, start=0):\n    return y\nz = Curve(y, start=1)",
        "from covis import *\nfrom sympy import Limit\ndef f():\n    return Limit(exp(-t), t, 0, dir='+')",
        "from covis import *\nfrom sympy import *\ndef f():\n    return Limit(exp(-t), t, 0, dir='+')",
        "def f(cv):\n    return cv.start\n",
        "options = {'start': 0}\n",
        "z = cv.Trace('scatter', over=t, x=t, y=y, hovertext=['a'])",
        "z = cv.Trajectory({cv.Constant: 1}, start={}, over=t) if False else 0",
        "z = cv.__version__",
    ],
)
def test_what_is_the_plugins_own_or_is_there_is_left_alone(mine: str) -> None:
    assert not list(misspelt(ast.parse(f"{HEAD}{mine}\n")))


def test_a_plugin_without_a_unit_takes_that_of_the_axes_that_it_is_swept_along(tmp_path: Path) -> None:
    source = """\
from sympy import exp
import covis as cv
a = cv.Axis("a", -1, 1, points=5, label="Place", unit="m")
b = cv.Axis("b", 0, 2, points=5, label="Time", unit="s")
k = cv.Slider("k", 1, 2, value=1, label="Rate", unit="K/(m*s)")
visualisation = cv.Visualisation(plots=[cv.Plot(cv.Heatmap(k * a * b, over=(a, b)), x="Place", y="Time", z="Heat", z_unit="K")])
"""
    write(tmp_path, source, TEXT.replace("{{y}}", ""))
    result = compiled(tmp_path)
    assert result.edition is not None, result.findings
    layout = result.edition.document["plots"][0]["figure"]["layout"]
    assert layout["xaxis"]["title"]["text"] == "Place (m)" and layout["yaxis"]["title"]["text"] == "Time (s)"

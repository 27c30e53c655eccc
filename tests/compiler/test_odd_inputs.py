"""Whatever an author gives to the vocabulary: it is taken, or refused at the author's line in words; never a Python exception."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from covis.compiler.build import build
from covis.compiler.plugin import PluginError, load
from covis.compiler.plugin_errors import blame
from tests.compiler.compiler_world import TEXT

HEAD = """\
import numpy as np
from sympy import *
from covis import *
x, v = symbols("x v")
a = Slider("a", 0, 2, value=1, label="A")
n = Slider("n", 0, 5, value=1, step=1, label="N")
g = Choice("g", {"p": 1, "q": 2}, value="p", label="G")
t, u = Axis("t", 0, 5, points=5, label="T"), Axis("u", 0, 5, points=5, label="U")
j = Index("j", 1, 5, label="J")
run = Trajectory({x: -a * x}, start={x: 1}, over=t)
"""
ODD = [
    '"abc"', '""', "None", "True", "1j", "I", "nan", "oo", "zoo", 'float("nan")', 'float("inf")', "10**400", "-10**400", "pi",
    "np.float64(1.5)", "np.int64(3)", "np.array([1.0, 2.0])", "[1, 2]", '["a", 1]', "(1, 2, 3)", "[]", "{}", '{"a": 1}', "{1, 2}",
    "Matrix([1, 2])", 'b"x"', "object()", "object", "lambda x: x", "t > 1", "a", "t", "j", "a*t", "run", "run[x]",
    'Symbol("zz")', 'Symbol("a")', 'Function("f")(t)', "Interval(0, 1)", "Plot(Curve(t, over=t))",
]  # fmt: skip
CONSTRUCTORS = [
    'Slider(@, 0, 2, value=1, label="S")', 'Slider("s", @, 2, value=1, label="S")', 'Slider("s", 0, @, value=1, label="S")',
    'Slider("s", 0, 2, value=@, label="S")', 'Slider("s", 0, 2, value=1, step=@, label="S")', 'Slider("s", 0, 2, value=1, label=@)',
    'Slider("s", 0, 2, value=1, label="S", unit=@)', 'Choice("s", @, value="p", label="S")',
    'Choice("s", {"p": @, "q": 1}, value="p", label="S")', 'Choice("s", {"p": 2, "q": 1}, value=@, label="S")',
    'Choice("s", {@: 2, "q": 1}, value="q", label="S")', 'Toggle("s", value=@, label="S")', 'Toggle("s", label=@)',
    'Clock("s", @, 3, label="S")', 'Clock("s", 0, 3, speed=@, label="S")', 'Clock("s", 0, 3, loop=@, label="S")',
    'Constant("s", @, label="S")', 'Constant("s", 1, label="S", unit=@)', 'Axis("s", @, 3, label="S")', 'Axis("s", 0, @, label="S")',
    'Axis("s", 0, 3, points=@, label="S")', 'Axis("s", 1, 3, log=@, label="S")', 'Index("s", @, 3, label="S")',
    'Index("s", 0, @, label="S")', "Trajectory(@, start={x: 1}, over=t)", "Trajectory({x: @}, start={x: 1}, over=t)",
    "Trajectory({@: x}, start={x: 1}, over=t)", "Trajectory({x: -x}, start=@, over=t)", "Trajectory({x: -x}, start={x: @}, over=t)",
    "Trajectory({x: -x}, start={x: 1}, over=@)", "Trajectory({x: -x}, start={x: 1}, over=t, step=@)",
    "Trajectory({x: -x}, start={x: 1}, over=t, units=@)", "Trajectory({x: -x}, start={x: 1}, over=t, units={x: @})", "run[@]",
    "run.at(@)[x]", "run.at(1)[@]", "Iterates({x: @}, start={x: 1}, over=j)", "Iterates({x: x/2}, start={x: @}, over=j)",
    "Iterates({x: x/2}, start={x: 1}, over=@)", "Samples(@, over=t)", "Samples(np.sin, over=@)", "Samples(np.sin, over=t, controls=@)",
    "Samples(lambda t: @, over=t)", "Samples(np.sin, over=t, unit=@)", "Curve(@, over=t)", "Curve(t, over=@)", "Curve(t, over=t, name=@)",
    "Curve(t, over=t, color=@)", "Curve(t, over=t, opacity=@)", "Curve(t, over=t, dash=@)", "Curve(t, over=t, show=@)",
    "Path(@, t, over=t)", "Points(@, t, over=t)", "Points([1, 2], @)", "Points([@], [1])", "Polyline(@)", "Polyline([(0, 0), @])",
    "Polyline([(0, 0), (1, @)])", "Arrow(@, (1, 1))", "Arrow((0, @), (1, 1))", 'Label(@, (0, 0))', 'Label("x", @)', "Handle(@)",
    "Handle((a, @))", "Handle((a, n), x=@)", "Band(@, t, over=t)", "Bars(@, over=j)", "Bars(j, over=@)", "Heatmap(@, over=(t, u))",
    "Heatmap(t*u, over=@)", "Contours(t*u, over=(t, u), levels=@)", "Surface(@, over=(t, u))", "Surface(t, u, @, over=(t, u))",
    "Path3(@, t, t, over=t)", "Path3(t, t, t, over=@)", "Points3(t, @, [1, 2])", "Arrow3(@, (1, 1, 1))", "Arrow3((0, 0, @), (1, 1, 1))",
    "Scene(@)",
    "Scene(Path3(t, t, t, over=t), view=@)", "Scene(Path3(t, t, t, over=t), view=(@, 1))", "Scene(Path3(t, t, t, over=t), z_range=@)",
    "Scene(Path3(t, t, t, over=t), equal=@)", "Scene(Path3(t, t, t, over=t), z_unit=@)", "Scene(Path3(t, t, t, over=t), z=@)",
    "Field(@, t, over=(t, u))",
    "Field(t, u, over=@)", 'Trace("bar", x=@, y=[1, 2])', "Trace(@, x=[1, 2], y=[1, 2])", 'Trace("bar", x=["a", "b"], y=[1, @])',
    'Trace("bar", x=[1, 2], y=[1, 2], style=@)', 'Trace("scatter", over=@, x=t, y=t)', "Plot(@)", "Plot(Curve(t, over=t), x=@)",
    "Plot(Curve(t, over=t), title=@)", "Plot(Curve(t, over=t), x_unit=@)", "Plot(Curve(t, over=t), y_unit=@)",
    "Plot(Curve(t, over=t), x_range=@)", "Plot(Curve(t, over=t), x_range=(0, @))", "Plot(Curve(t, over=t), log=@)",
    "Plot(Curve(t, over=t), equal=@)", "Plot(Curve(t, over=t), layout=@)", "Plot(Curve(t, over=t), description=@)", "Readout(@, a)",
    'Readout("r", @)', 'Readout("r", a, unit=@)', 'Readout("r", a, digits=@)', "Preset(@)", 'Preset("p", a=@)',
    'Identity(@, a, a, source="derived: x")', 'Identity("s", @, a, source="derived: x")', 'Identity("s", a, a, source=@)',
    'Value("s", a, at=@, expected=1, source="derived: x")', 'Value("s", a, at={a: @}, expected=1, source="derived: x")',
    'Value("s", a, at={a: 1}, expected=@, source="derived: x")', 'Value("s", a, at={a: 1}, expected=1, rtol=@, source="derived: x")',
    'Limit("s", a, @, 0, 1, source="derived: x")', 'Limit("s", a, t, @, 1, source="derived: x")',
    'Limit("s", a, t, 0, 1, side=@, source="derived: x")', 'Always("s", @, source="derived: x")', 'Check("s", @, source="derived: x")',
    "Visualisation(plots=@)", "Visualisation(plots=[Plot(Curve(t, over=t))], facts=@)",
    "Visualisation(plots=[Plot(Curve(t, over=t))], readouts=[@])", "Visualisation(plots=[Plot(Curve(t, over=t))], presets=[@])",
]  # fmt: skip
# What no author should read: the name of a Python exception, or of something inside of Covis.
INTERNAL = re.compile(r"^\w+(?:Error|Exception): |Traceback|has no attribute|<class|<function|report it|0x[0-9a-f]{6}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The root of a gallery, and the names of a plugin in it that has run."""
    root = tmp_path_factory.mktemp("gallery").resolve()
    file = root / "visualisations" / "odd" / "__init__.py"
    file.parent.mkdir(parents=True)
    names: dict[str, Any] = {}
    exec(compile(HEAD, str(file), "exec"), names)
    return root, names


@pytest.mark.parametrize("form", CONSTRUCTORS)
def test_what_is_given_is_taken_or_refused_in_words(world: tuple[Path, dict[str, Any]], form: str) -> None:
    root, names = world
    file = str(root / "visualisations" / "odd" / "__init__.py")
    wrong = []
    for odd in ODD:
        code = compile("\n\n" + form.replace("@", odd), file, "eval")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                eval(code, names)
        except Exception as error:
            found = blame(root, "odd", error)
            if found.line != 3 or INTERNAL.search(found.message) or len(found.message) > 500:
                wrong.append((odd, found.line, found.message))
    assert not wrong


EXPRESSIONS = [
    "I", "u", "j", "zoo", "x", "run[x]", "10**400", 'Symbol("zz")', 'Symbol("a")', 'Function("f")(t)', "sqrt(-1 - a)", "t > 1",
    "Sum(j, (j, 1, oo))", "Integral(exp(-t**4), t)", 'Derivative(Function("f")(t), t)', "hyper([1], [2], t)", "DiracDelta(t)",
    "meijerg([[], []], [[], []], t)", "Subs(x, x, t)", "O(t)", "AccumBounds(0, 1)", "legendre(a, t)", "zeta(2, t)", "besselj(a, I*t)",
    "elliptic_f(t, a)", "re(erf(I*t))", "primepi(n)", "fibonacci(n)", "Max()", 'MatrixSymbol("M", 2, 2)[0, 0]', "Ynm(2, 1, t, a)",
    "hankel1(0, t)", "polylog(2, 9 + I*t)", "re(besselj(I, t))",
]  # fmt: skip
PLACES = {
    "a curve": "plots = [Plot(Curve(@, over=t))]",
    "a rate": "other = Trajectory({x: @}, start={x: 1}, over=t)\nplots = [Plot(Curve(other[x], over=t))]",
    "a start": "other = Trajectory({x: -x}, start={x: @}, over=t)\nplots = [Plot(Curve(other[x], over=t))]",
    "a step": "other = Iterates({x: @}, start={x: 1}, over=j)\nplots = [Plot(Bars(other[x], over=j))]",
    "an axis": 's = Axis("s", 0, @, label="S")\nplots = [Plot(Curve(s * a, over=s))]',
    "a place on a trajectory": "plots = [Plot(Curve(run.at(@)[x], over=t))]",
    "a condition": "plots = [Plot(Curve(a * t, over=t, show=@))]",
}


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "visualisations" / "odd"
    folder.mkdir(parents=True)
    (folder / "text.md").write_text(TEXT.replace("{{y}}", "y"))
    yield tmp_path
    sys.modules.pop("covis_plugin_odd", None)


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_expression_compiles_or_is_an_error_with_a_line(gallery: Path, place: str) -> None:
    wrong = []
    for odd in EXPRESSIONS:
        source = HEAD + PLACES[place].replace("@", odd) + "\nvisualisation = Visualisation(plots=plots)\n"
        (gallery / "visualisations" / "odd" / "__init__.py").write_text(source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                build(load(gallery, "odd"), "Odd", "Odd")
        except PluginError as error:
            wrong += [(odd, one.line, one.message) for one in error.findings if one.line == 0 or INTERNAL.search(one.message)]
    assert not wrong


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("Trajectory({x: -x}, start={x: j}, over=t)", "the start of x holds j, an Index; it may hold numbers, controls and constants"),
        (
            "Trajectory({x: -u * x}, start={x: 1}, over=t)",
            "the rule of x holds u, an Axis; it may hold the states, t, controls and constants",
        ),
        ("Trajectory({x: -x}, start={x: t}, over=t)", "the start of x holds t, an Axis"),
        ("Trajectory({x: run[x]}, start={x: 1}, over=t)", "a state of another source; join the two"),
    ],
)
def test_what_may_stand_in_a_rule_or_a_start(world: tuple[Path, dict[str, Any]], given: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        eval(given, world[1])


def test_a_constant_may_be_an_exact_number(world: tuple[Path, dict[str, Any]]) -> None:
    """The advice on degrees is Constant("deg", 180/pi, ...)."""
    for given, value in (
        ("180/pi", 57.29577951308232),
        ("sqrt(2)", 1.4142135623730951),
        ("Rational(1, 3)", 1 / 3),
        ("exp(1)", 2.718281828459045),
    ):
        assert eval(f'Constant("deg", {given}, label="D", unit="deg/rad").value', world[1]) == value


def test_bars_may_stand_over_words(gallery: Path) -> None:
    source = HEAD + 'plots = [Plot(Trace("bar", x=["kinetic", "potential"], y=[a, 2 - a], style={"text": ["T", "V"]}))]\n'
    (gallery / "visualisations" / "odd" / "__init__.py").write_text(source + "visualisation = Visualisation(plots=plots)\n")
    document = build(load(gallery, "odd"), "Odd", "Odd")
    trace = document.plots[0].figure["data"][0]
    assert trace["x"] == ["kinetic", "potential"] and trace["y"] == [1, 1] and trace["text"] == ["T", "V"]

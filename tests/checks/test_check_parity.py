"""JavaScript against NumPy: a program that computes something else is caught wherever it does; rounding is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from covis.checks.rule import Subject, all_rules
from covis.compiler.build import build

START = "visualisation = Visualisation("


def parted(plugin: Any, *edits: tuple[str, str]) -> list[Any]:
    document = build(plugin, "Title", "Summary")
    program = document.program
    for old, new in edits:
        assert old in program, program
        program = program.replace(old, new, 1)
    return list(all_rules()["javascript-numpy"](Subject(plugin, document.model_copy(update={"program": program}))))


def test_the_plugin_without_a_change_agrees(changed: Any) -> None:
    assert parted(changed()) == []


@pytest.mark.parametrize("edit", [("Math.cos(", "1.0000001 * Math.cos("), ("Math.exp(", "-Math.exp("), ("Math.sin(", "Math.tan(")])
def test_a_program_that_computes_something_else(changed: Any, edit: tuple[str, str]) -> None:
    found = parted(changed(), edit)
    assert found and all(finding.severity == "error" for finding in found)
    assert (
        "JavaScript gives" in found[0].message and "NumPy" in found[0].message and "gamma=" in found[0].message and "t=" in found[0].message
    )


def test_a_readout_and_a_live_value_that_are_wrong(changed: Any) -> None:
    plugin = changed()
    document = build(plugin, "Title", "Summary")
    for function, owner in (("readouts", 'Readout "Quality factor Q"'), ("values", "{{value: quality}}")):
        wrong = document.program.replace(
            f"export function {function}(",
            f"export function {function}(...a) {{ return old_{function}(...a).map((v) => v * 1.001); }}\nfunction old_{function}(",
        )
        subject = Subject(plugin, document.model_copy(update={"program": wrong}))
        messages = [finding.message for finding in all_rules()["javascript-numpy"](subject)]
        assert any(message.startswith(owner) for message in messages), messages


def test_a_point_that_is_lost_is_an_error(changed: Any) -> None:
    assert "nan" in parted(changed(), ("Math.exp(", "NaN * Math.exp("))[0].message


def test_cancellation_is_reported_with_its_factor_and_not_dropped(changed: Any) -> None:
    # (1 + y) - 1 with y near 1e-13 loses all but three digits in doubles, and the two roads may round it apart.
    plugin = changed((START, f"lost = quality\n{START}"))
    found = parted(plugin)
    assert found == []
    from covis.authoring.outputs import Output
    from covis.authoring.place import NOWHERE
    from covis.checks.rules.parity import Compared, Parted, judge

    gamma = plugin.symbols["gamma"]
    output = Output(((1 + gamma * 10**-13) - 1 + 0 * gamma,), ())
    import sympy

    with sympy.evaluate(False):
        output = Output((sympy.Add(sympy.cos(gamma) ** 2 + sympy.sin(gamma) ** 2 - 1, gamma * sympy.Rational(1, 10**16)),), ())
    way = Parted({"gamma": 0.5}, {"gamma": 0.5}, 0, 1.1e-16, -1.1e-16, 1.1e-16, 2.0)
    said = judge(Compared(NOWHERE, "it", output), way, 1)
    assert said.severity == "warning" and "amplifies rounding" in said.message and "50 digits: 5.0" in said.message
    wrong = Parted({"gamma": 0.5}, {"gamma": 0.5}, 0, 1.0, -1.1e-16, 1.0, 1.0)
    assert judge(Compared(NOWHERE, "it", output), wrong, 1).severity == "error"


def test_a_pole_among_whole_numbers_has_no_value_and_is_not_shaken() -> None:
    import sympy

    from covis.authoring.controls.slider import Slider
    from covis.authoring.outputs import Output
    from covis.authoring.place import NOWHERE
    from covis.checks.rules.parity import Compared, Parted, judge

    n = Slider("n", 0, 6, value=2, step=1, label="n")
    output = Output((sympy.assoc_laguerre(n - 1, 1, 2) * sympy.factorial(n - 3),), ())
    way = Parted({"n": 1}, {"n": 1.0}, 0, float("nan"), 3.0, 3.0, float("inf"))
    assert "no finite value" in judge(Compared(NOWHERE, "it", output), way, 1).message


CHAOS = """\
k = Index("k", 0, 60, label="k")
seed = Again("seed")
p = symbols("p")
orbit = Iterates({p: sin(pi * p)}, start={p: START}, over=k)
"""


@pytest.mark.parametrize(
    "start", ["0.3", 'Random("u", over=k, seed=seed).subs(k, 1)', "0.2 + gamma / 10"], ids=["a number", "a throw", "a control"]
)
def test_chaos_is_no_fault_whatever_it_starts_from(changed: Any, start: str) -> None:
    """Where nothing but a start or a whole number leads to it, rounding is still amplified; and a wrong program is still wrong."""
    imports = ("from covis import", "from covis import Again, Index, Iterates, Random, ")
    plugin = changed(
        ("from sympy import", "from sympy import pi, sin, symbols, "),
        imports,
        ('Curve(x, over=t, name="displacement")', 'Curve(x_0 * orbit.at(t)[p], over=t, name="displacement")'),
        (START, CHAOS.replace("START", start) + START),
    )
    found = parted(plugin, ("Math.sin(", "1.0000000000000002 * Math.sin("))  # another machine's last bit
    assert found and all(finding.severity == "warning" for finding in found), found
    assert any(finding.severity == "error" for finding in parted(plugin, ("Math.sin(", "1.0001 * Math.sin(")))


FALL = """\
s = Constant("s", 1, label="a second", unit="s")
h, v = symbols("h v")
g = Constant("g", 9.81, label="Gravity", unit="m/s**2")
ball = Trajectory({h: v, v: -g}, start={h: x_0, v: 0}, over=t, events=[Event(h, falling=True, terminal=True)], units={h: "m", v: "m/s"})
"""


@pytest.mark.parametrize(("off", "said"), [("1e-16", set()), ("1e-6", {"error"})])
def test_what_is_left_of_zero_where_a_ball_has_landed_is_no_difference(changed: Any, off: str, said: set[str]) -> None:
    plugin = changed(
        ("from sympy import", "from sympy import symbols, "),
        ("from covis import", "from covis import Constant, Event, Points, Trajectory, "),
        (
            'Curve(x, over=t, name="displacement")',
            'Curve(ball[h], over=t, name="displacement"), Points(20, ball.at(gamma * s**2)[h], name="landed")',
        ),
        ("omega = sqrt", FALL + "omega = sqrt"),
    )
    landed = [found for found in parted(plugin, ("of(interpolate(", f"of({off} + interpolate(")) if "landed" in found.message]
    assert {found.severity for found in landed} == said

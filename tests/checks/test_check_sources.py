"""A step too coarse for the picture, a table that 32-bit floats cannot hold, a rate in the wrong unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from covis.checks.rule import Subject, all_rules, run_rules

OSCILLATOR = """\
p, q = symbols("p q")
orbit = Trajectory({q: p, p: -omega_0**2 * q}, start={q: x_0, p: 0}, over=t, units={q: "m", p: "m/s"}%s)
"""
CURVE = ('Curve(x, over=t, name="displacement")', 'Curve(orbit[q], over=t, name="displacement")')
IMPORTS = [("from sympy import", "from sympy import symbols, "), ("from covis import", "from covis import Samples, Trajectory, ")]


def found(plugin: Any) -> dict[str, str]:
    return {finding.rule: finding.message for finding in run_rules(Subject(plugin))}


def test_a_step_too_coarse_for_the_picture(changed: Any) -> None:
    said = found(changed(*IMPORTS, CURVE, ("omega = sqrt", OSCILLATOR % "" + "omega = sqrt")))
    assert set(said) == {"trajectory-scipy"} and "smaller step=" in said["trajectory-scipy"]


def test_a_step_that_is_fine(changed: Any) -> None:
    assert found(changed(*IMPORTS, CURVE, ("omega = sqrt", OSCILLATOR % ", step=0.005" + "omega = sqrt"))) == {}


LORENZ = """\
X, Y, Z = symbols("X Y Z")
each = Constant("each", 1, label="per second", unit="1/s")
m = Constant("m", 1, label="a metre", unit="m")
rates = {X: 10 * (Y - X) * each, Y: (X * (28 - Z) - Y) * each, Z: (X * Y - 8 * Z / 3) * each}
orbit = Trajectory(rates, start={X: x_0 / m, Y: 1, Z: 1}, over=t, step=0.01)
"""


def test_chaos_is_told_and_is_no_error(changed: Any) -> None:
    imports = [IMPORTS[0], ("from covis import", "from covis import Constant, Trajectory, ")]
    curve = (CURVE[0], 'Curve(orbit[X] * m, over=t, name="displacement")')
    plugin = changed(*imports, curve, ("omega = sqrt", LORENZ + "omega = sqrt"), ('"t", 0, 40', '"t", 0, 25'))
    [said] = all_rules()["trajectory-scipy"](Subject(plugin))
    assert said.severity == "warning" and "amplifies small errors a thousandfold" in said.message


@pytest.mark.parametrize(("step", "points", "said"), [("0.0005", 400, set()), ("0.01", 50, {"trajectory-scipy"})])
def test_what_is_stiff_is_compared_with_a_method_for_it(changed: Any, step: str, points: int, said: set[str]) -> None:
    rate = "-1000 * gamma * (q - x_0 * cos(omega_0 * t))"
    stiff = f'q = symbols("q")\norbit = Trajectory({{q: {rate}}}, start={{q: x_0}}, over=t, step={step}, units={{q: "m"}})\n'
    plugin = changed(*IMPORTS, CURVE, ("omega = sqrt", f"{stiff}omega = sqrt"), ('"t", 0, 40', f'"t", 0, 0.5, points={points}'))
    assert {finding.rule for finding in all_rules()["trajectory-scipy"](Subject(plugin))} == said


def test_a_table_that_32_bits_cannot_hold(changed: Any) -> None:
    table = 'tiny = Samples(lambda t: 1e-44 + 0 * t, over=t, unit="m")\n'
    said = found(changed(*IMPORTS, (CURVE[0], "Curve(tiny * 1e44, over=t)"), ("omega = sqrt", table + "omega = sqrt")))
    assert "table-rounding" in said and "another unit" in said["table-rounding"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (("p: -omega_0**2 * q}", "p: -omega_0 * q}"), "the rate of p is in m/s, and p per t is in m/s**2"),
        (("{q: p,", "{q: p + q,"), "p is in m/s and cannot be added to q, which is in m"),
        (("start={q: x_0,", "start={q: x_0 / omega_0,"), "the start of q is in m*s, and q (units=) is in m"),
        (('units={q: "m", p: "m/s"}', 'units={q: "m"}'), "the rate of p is in m/s**2, and p per t is in 1/s"),
    ],
)
def test_a_trajectory_whose_units_do_not_fit(changed: Any, code: tuple[str, str], said: str) -> None:
    orbit = OSCILLATOR % ", step=0.005"
    assert code[0] in orbit
    messages = found(changed(*IMPORTS, CURVE, ("omega = sqrt", orbit.replace(*code) + "omega = sqrt")))
    assert said in messages["unit-source"], messages


def test_a_sequence_whose_units_do_not_fit(changed: Any) -> None:
    bank = (
        'n = Index("n", 0, 20, label="Year")\nb = symbols("b")\n'
        'grown = Iterates({b: b * (1 + gamma)}, start={b: x_0}, over=n, units={b: "m"})\n'
    )
    imports = [IMPORTS[0], ("from covis import", "from covis import Index, Iterates, Points, ")]
    plot = ("Path(x, v, over=t", 'Points(n, grown[b], over=n, name="grown"), Path(x, v, over=t')
    said = found(changed(*imports, plot, ("omega = sqrt", bank + "omega = sqrt")))
    assert "cannot be added to" in said["unit-source"], said


BALL = """\
h, w, held = symbols("h w held")
g = Constant("g", 9.81, label="Gravity", unit="m/s**2")
slow = Constant("slow", 0.2, label="Speed of the last bounce", unit="m/s")
rests = Piecewise((1, Abs(w) < slow), (0, True))
ball = Trajectory({h: w, w: -g * (1 - held), held: 0}, start={h: x_0, w: 0, held: 0}, over=t, units={h: "m", w: "m/s"}, step=0.02,
                  events=[Event(h, falling=True, then={w: -w * (1 - rests) / (1 + gamma / omega_0), held: rests})])
"""
BALL_IMPORTS = [
    ("from sympy import", "from sympy import Abs, Piecewise, symbols, "),
    ("from covis import", "from covis import Constant, Event, Trajectory, "),
]


def bouncing(changed: Any, *changes: tuple[str, str], rules: Sequence[str] = ()) -> dict[str, str]:
    ball = BALL
    for old, new in changes:
        assert old in ball
        ball = ball.replace(old, new)
    curve = (CURVE[0], 'Curve(ball[h], over=t, name="displacement")')
    plugin = changed(*BALL_IMPORTS, curve, ("omega = sqrt", ball + "omega = sqrt"), ('"t", 0, 40', '"t", 0, 4'))
    if not rules:
        return found(plugin)
    return {name: finding.message for name in rules for finding in all_rules()[name](Subject(plugin))}


def test_a_ball_that_comes_to_rest_passes(changed: Any) -> None:
    assert bouncing(changed) == {}


def test_bounces_without_end_are_an_error_and_do_not_hang(changed: Any) -> None:
    said = bouncing(changed, ("held: rests})", "held: 0})"), ("* (1 - rests)", ""), rules=["trajectory-events", "trajectory-scipy"])
    assert "crosses zero ever faster" in said["trajectory-events"] and "a state of rate 0 that it sets" in said["trajectory-events"]
    assert "trajectory-scipy" not in said


def test_a_step_that_is_too_long_between_events(changed: Any) -> None:
    """A swing so fast that the step is too long for it, between walls: the walls are no excuse."""
    said = bouncing(
        changed,
        ("h: w, w: -g * (1 - held)", "h: w, w: -g / slow * w - 900 * g / x_0 * h"),
        ("Event(h, falling=True, then={w: -w * (1 - rests) / (1 + gamma / omega_0), held: rests})", "Event(h, falling=True, then={w: -w})"),
        rules=["trajectory-scipy"],
    )
    assert "smaller step=" in said["trajectory-scipy"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (("Event(h,", "Event(h + w,"), "the expression that crosses zero: "),
        (("held: rests})", "held: rests, h: w})"), "the next value of h is in m/s, and h (units=) is in m"),
    ],
)
def test_units_of_an_event(changed: Any, code: tuple[str, str], said: str) -> None:
    assert said in bouncing(changed, code, rules=["unit-source"])["unit-source"]


ROOT = 'u = symbols("u")\nplace = root(cos(u) - u * gamma * each / 9, u, between=(%s)%s)\n'


@pytest.mark.parametrize(
    ("between", "number", "rules"),
    [
        ("0, 3", "", set()),
        ("0, 20", "", {"one-root"}),
        ("0, 20", ", number=1", set()),
        ("2, 3", "", {"finite-readout"}),
    ],
)
def test_several_roots_or_none_are_told_with_the_state(changed: Any, between: str, number: str, rules: set[str]) -> None:
    imports = [IMPORTS[0], ("from covis import", "from covis import Constant, root, ")]
    unit = 'each = Constant("each", 1, label="a second", unit="s")\n'
    model = ("omega = sqrt", f"{unit}{ROOT % (between, number)}omega = sqrt")
    said = found(changed(*imports, model, ("readouts=[", 'readouts=[Readout("Place", place), ')))
    assert set(said) == rules, said
    if "one-root" in rules:
        assert "has several roots where" in said["one-root"] and "number=1 is the first" in said["one-root"]
    if "finite-readout" in rules:
        assert "there may be no root" in said["finite-readout"]

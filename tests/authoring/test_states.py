"""What a legal state is, as a number, in words and in a link: Python and the page's scripts say the same of every control."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from covis import Again, Axis, Choice, Clock, Placed, Push, Run, Slider, Stopwatch, Toggle
from covis.authoring.controls.control import Control
from covis.compiler.outputs import control as compiled
from covis.document.controls import BaseControl, controls_of, from_fragment, legal, to_fragment
from tests.authoring.script_states import script

TIDY = st.integers(-10_000, 10_000).map(lambda k: k / 100)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(str.strip)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float]:
    low = draw(st.one_of(TIDY, st.floats(-1e6, 1e6)))
    return low, low + draw(st.one_of(st.integers(1, 500).map(lambda k: k / 20), st.floats(1e-3, 1e6)))


@st.composite
def sliders(draw: st.DrawFn, name: str = "a") -> Slider:
    low, high = draw(ranges())
    step = draw(
        st.one_of(st.none(), st.sampled_from([0.01, 0.1, 0.25, 0.3, 1, 7]), st.floats(0.003, 1).map(lambda share: share * (high - low)))
    )
    if step is not None and not 1e-5 * max(abs(low), abs(high)) < step <= high - low:
        step = None
    return Slider(name, low, high, value=low, step=step, label="A")


@st.composite
def clocks(draw: st.DrawFn, name: str = "a") -> Clock:
    low, high = draw(ranges())
    return Clock(name, low, high, value=draw(st.one_of(st.none(), st.floats(low, high))), label="A", unit="m/s")


@st.composite
def choices(draw: st.DrawFn, name: str = "a") -> Choice:
    options = draw(st.dictionaries(NAMES, TIDY, min_size=2, max_size=5))
    return Choice(name, options, value=next(iter(options)), label="A")


@st.composite
def toggles(draw: st.DrawFn, name: str = "a") -> Toggle:
    return Toggle(name, value=draw(st.booleans()), label="A")


@st.composite
def stopwatches(draw: st.DrawFn, name: str = "a") -> Stopwatch:
    watch = Stopwatch(name, step=draw(st.sampled_from([0.01, 0.004, 1 / 3, 7])), label="A", unit="s")
    rate = Slider("rate", 0, 1, value=0.5, label="R")
    x, v = sympy.symbols("x v")
    Run({x: rate * v, v: -x}, start={x: 1, v: 0}, over=watch, pushes=[Push("kick", {v: 1}, label="Kick")])
    return watch


def histories() -> st.SearchStrategy[str]:
    steps = st.integers(0, 30)
    numbers = st.one_of(
        st.floats(allow_nan=False, allow_infinity=False).map(repr), st.sampled_from(["1e999", "", "x", "-0", "+.5E1", "1_0"])
    )
    changes = st.tuples(steps, st.sampled_from(["rate", "kick", "a", ""]), numbers).map(lambda part: "*".join(map(str, part)))
    pushes = st.tuples(steps, st.sampled_from(["kick", "rate"])).map(lambda part: "*".join(map(str, part)))
    places = st.tuples(steps, numbers, numbers).map(lambda part: "!".join(map(str, part)))
    parts = st.lists(st.one_of(changes, pushes, places), max_size=4).map(
        lambda found: sorted(found, key=lambda part: int(re.split(r"[*!]", part)[0]))
    )
    ends = st.one_of(st.integers(0, 40), st.sampled_from([20_001, 10**12, 10**14, "-1", "007"]))
    return st.tuples(ends, parts).map(lambda found: "~".join([str(found[0]), *found[1]]))


@st.composite
def seeds(draw: st.DrawFn, name: str = "a") -> Again:
    return Again(name, value=draw(st.integers(0, 9999)))


@st.composite
def placed(draw: st.DrawFn, name: str = "a") -> Placed:
    (x, y), fewest = (draw(ranges()) for _ in range(2)), draw(st.integers(0, 2))
    over = (Axis("x", *x, label="X", unit="m", shown_in=draw(st.sampled_from([None, "mm"]))), Axis("y", *y, label="Y"))
    return Placed(name, over=over, start=[(low, other) for low, other in [(x[0], y[1])] * fewest], fewest=fewest, most=4, label="A")


def lists(control: Placed) -> st.SearchStrategy[Any]:
    """Points of the control, points beside it, and what is nearly a list of points: as lists and as texts."""
    x, y = control.form.x, control.form.y
    inside = st.tuples(st.floats(x.low, x.high), st.floats(y.low, y.high)).map(list)
    odd = st.sampled_from(
        [[x.low, y.high + 1], [x.low - 1, y.low], [x.low], [1, 2, 3], [None, 1], [True, 1], ["1", "2"], "1*2", 3, [1e999, 0]]
    )
    texts = st.lists(inside, max_size=5).map(lambda points: "~".join(f"{a!r}*{b!r}" for a, b in points))
    broken = st.tuples(texts, st.sampled_from(["~", "*", "1*2*3", "~1", "x*1", "1e999*1", "-0*-0", " 1*1", "+.5E0*1"])).map("".join)
    return st.one_of(st.lists(inside, max_size=5), st.lists(st.one_of(inside, odd), max_size=4), texts, broken)


def controls(name: str = "a") -> st.SearchStrategy[Any]:
    return st.one_of(sliders(name), clocks(name), choices(name), toggles(name), seeds(name), stopwatches(name), placed(name))


@st.composite
def values(draw: st.DrawFn, control: Control) -> Any:
    """States of the control, values near its stops and its ends, and values that are nothing of it."""
    low, high = getattr(control, "low", 0.0), getattr(control, "high", 1.0)
    step = getattr(control, "step", None) or control.form.model_dump().get("nudge", 1.0)
    near = st.integers(0, math.ceil((high - low) / step) + 1).map(lambda k: low + k * step)
    return draw(
        st.one_of(
            st.floats(0, 1).map(control.between),
            near,
            near.map(lambda value: value + 1e-8 * step),
            near.map(lambda value: value + 0.4 * step),
            st.floats(low, high),
            st.sampled_from([low, high, low - step, high + step, True, False, None, "", "red", [1], {}]),
            *([histories()] if isinstance(control, Stopwatch) else []),
            *([lists(control)] * 3 if isinstance(control, Placed) else []),
        )
    )


def plain(control: Control) -> dict[str, Any]:
    return {**control.form.model_dump(), "symbol": ""}


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_python_and_javascript_agree_on_every_value(data: st.DataObject) -> None:
    control = data.draw(controls())
    value = data.draw(values(control))
    form: BaseControl = control.form
    asked = script([plain(control)], {control.name: value})
    assert bool(form.problem(value)) == bool(asked["problems"][control.name]), (form, value, asked)
    if form.problem(value):
        return
    normal, number, words, back = asked["legal"][control.name]
    assert (form.normal(value), form.number(value)) == (normal, number)
    assert form.words(form.normal(value)) == words
    assert back == normal and type(back) is type(normal)
    state = {control.name: form.normal(value)}
    assert to_fragment({control.name: form}, state) == asked["fragment"]
    moved = {} if state[control.name] == form.start else state
    assert from_fragment({control.name: form}, asked["fragment"]) == asked["read"] == moved


@settings(max_examples=200, deadline=None)
@given(st.data(), st.text("a=&%+.-0123456789eEbxtruefals ", max_size=20))
def test_they_read_the_same_of_any_fragment(data: st.DataObject, fragment: str) -> None:
    try:
        script([], {}, fragment=fragment)
    except Exception:  # half a % is decoded by each in its own way; a browser's own reader does not throw
        return
    control = data.draw(controls())
    assert from_fragment({control.name: control.form}, fragment) == script([plain(control)], {}, fragment=fragment)["read"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(sliders(), clocks()), st.lists(st.floats(-0.2, 1.2), min_size=1, max_size=8))
def test_what_a_hand_or_a_key_reaches_is_legal(control: Slider | Clock, raw: list[float]) -> None:
    asked = script([plain(control)], {}, raw=raw)
    for value in (*asked["snapped"]["a"], *asked["moved"]["a"]):
        assert control.form.problem(value) == "" and control.form.normal(value) == value


@settings(max_examples=200, deadline=None)
@given(controls(), st.floats(0, 1))
def test_what_checks_look_at_is_legal(control: Control, share: float) -> None:
    for state in (control.start, control.between(share), *control.extremes(), *control.samples()):
        assert control.form.problem(state) == ""
        assert control.form.normal(state) == state
        assert control.number(control.state_of(control.number(state))) == control.number(state)


def test_the_last_stop_of_a_step_that_does_not_divide_the_range_is_the_last_whole_step() -> None:
    made = Slider("a", 0, 1, value=0, step=0.3, label="A")
    assert made.extremes() == [0, 0.9] and made.form.stops == 4
    asked = script([plain(made)], {"a": 1}, raw=[1, 0.97, 0.5])
    assert made.form.problem(1) and asked["problems"]["a"] == "moves in steps of 0.3: try 0.9"
    assert asked["snapped"]["a"] == [0.9, 0.9, 0.6]
    assert script([plain(made)], {"a": 0.95})["problems"]["a"] == "moves in steps of 0.3: try 0.9"


def test_a_state_from_a_browser_may_be_anything() -> None:
    forms = {control.name: compiled(control) for control in (Slider("a", 0, 2, value=0, step=1, label="A"), Toggle("b", label="B"))}
    assert legal(forms, {"a": 2, "b": True, "c": "<script>"}) == {"a": 2.0, "b": True}
    nothings: tuple[Any, ...] = (None, [], "a", {"a": "1", "b": 1}, {"a": [], "b": {}}, {"a": 10**400})
    for nothing in nothings:
        assert legal(forms, nothing) == {}
    assert controls_of(None) == {} and controls_of({"controls": [{"kind": "of tomorrow", "name": "x"}]}) == {}


def test_a_state_of_what_is_no_control_any_more_is_written_whole() -> None:
    assert to_fragment({}, {"a": 1.0, "b": True, "c": "x & y", "d": 1e-9}) == "a=1&b=true&c=x%20%26%20y&d=1e-9"


@pytest.mark.parametrize(
    ("value", "step", "words"),
    [(0.3, 0.01, "0.30 m"), (-1.5, 0.5, "\u22121.5 m"), (12345.0, 1, "12\u202f345 m"), (1e-7, 1e-7, "1 × 10⁻⁷ m")],
)
def test_a_number_in_words(value: float, step: float, words: str) -> None:
    made = Slider("a", min(value, 0), max(value, 0) + 1, value=value, label="A", unit="m")
    form = made.form.model_copy(update={"nudge": step})
    assert form.words(value) == words.replace(" m", "\u00a0m")
    assert script([{**form.model_dump(), "symbol": ""}], {"a": value})["legal"]["a"][2] == form.words(value)


def test_a_long_history_is_cut_for_a_link_alike_on_both_sides() -> None:
    watch = Stopwatch("a", step=0.01, label="A")
    rate, x, v = Slider("rate", 0, 1, value=0.5, label="R"), sympy.Symbol("x"), sympy.Symbol("v")
    Run({x: rate * v, v: -x}, start={x: 1, v: 0}, over=watch, pushes=[Push("kick", {v: 1}, label="Kick")])
    parts = [
        part
        for step in range(0, 3000, 10)
        for part in (f"{step}*rate*{step % 70 / 100}", *([f"{step}!0.1!-0.2"] if step % 500 == 0 else []))
    ]
    text = "~".join(["3000", *parts, "2995*kick"])
    assert watch.form.problem(text) == ""
    fragment = to_fragment({"a": watch.form}, {"a": text})
    assert fragment == script([plain(watch)], {"a": text})["fragment"]
    assert len(fragment) < 3100 and fragment.startswith("a=3000~") and fragment.endswith("*kick")

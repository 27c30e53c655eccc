"""Printed equations: as a person would write them, and never another expression than the one that is plotted."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sympy import Rational, cos, exp, log, pi, sin, sqrt

from covis.authoring.controls.choice import Choice
from covis.authoring.controls.slider import Slider
from covis.authoring.dynamics import Iterates, Trajectory
from covis.authoring.facts import Always, Identity, Limit, Value
from covis.authoring.numerical.roots import root
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis, Constant, Index
from covis.compiler.plugin import load
from covis.compiler.text.equations import WORKED_OUT, Equations
from covis.compiler.text.latex import Runs, latex, latex_name
from covis.compiler.text.mathml import mathml
from tests.swing import ID, swing

t = Axis("t", 0.5, 4, label="Time", unit="s")
x_0 = Slider("x_0", 0.2, 2, value=1, label="Size")
gamma = Slider("gamma", 0.02, 0.9, value=0.1, label="Damping")
omega_0 = Slider("omega_0", 1, 5, value=2, label="Frequency")
SYMBOLS = [t, x_0, gamma, omega_0]
STATES = [dict(zip(SYMBOLS, values, strict=True)) for values in [(0.7, 1.1, 0.3, 2.3), (3.1, 0.4, 0.7, 4.1), (1.9, 1.7, 0.11, 1.3)]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("shipped")
    swing(root)
    plugin = load(root, ID)
    return plugin, Equations(plugin.expressions, [symbol for symbol in plugin.symbols.values() if isinstance(symbol, Axis)])


def test_the_shipped_plugin_reads_as_a_person_would_write_it(shipped: Any) -> None:
    plugin, equations = shipped
    assert {name: equations.definition(name)[0] for name in plugin.expressions} == {
        "omega": r"\omega = \sqrt{\omega_{0}^{2} - \gamma^{2}}",
        "envelope": r"\text{envelope} = x_{0} e^{- \gamma t}",
        "x": r"x = \text{envelope} \, \left(\frac{\gamma \sin {\omega t}}{\omega} + \cos {\omega t}\right)",
        "v": r"v = \frac{\mathrm{d} x}{\mathrm{d} t}",
        "energy": r"\text{energy} = \frac{\omega_{0}^{2} x^{2}}{2} + \frac{v^{2}}{2}",
        "quality": r"\text{quality} = \frac{\omega_{0}}{2 \gamma}",
        "half_life": r"\text{half life} = \frac{\ln{\left(2 \right)}}{\gamma}",
    }


def test_a_condition_of_conditions_is_printed_in_the_signs_of_logic() -> None:
    """SymPy makes "if, then, else" of a condition that holds a Piecewise."""
    size = sympy.Piecewise((gamma, x_0 > 1), (2 * gamma, True))
    printed = latex(sympy.Piecewise((1, size > Rational(1, 2)), (0, True)))
    assert "ITE" not in printed and r"\wedge" in printed and r"\vee" in printed and r"x_{0} \leq 1" in printed


def test_what_an_equation_uses_is_defined_after_it_and_once(shipped: Any) -> None:
    _, equations = shipped
    heads = [definition.partition(" = ")[0] for definition in equations.where("energy")]
    assert heads == ["v", "x", r"\omega", r"\text{envelope}"]
    assert equations.where("omega") == []
    block = equations.block("x")
    assert block.startswith('<div class="equation"><math') and '<p class="where">where ' in block and " and " in block


def test_every_fact_but_a_check_is_printed_in_symbols_however_long(shipped: Any) -> None:
    plugin, equations = shipped
    for fact in plugin.visualisation.facts:
        assert equations.fact(fact).startswith("<math")
    long = sum((sin(k * t) * x_0**k for k in range(1, 40)), start=sympy.S.Zero)
    printed = equations.fact(Identity("long", long, 0, source="derived: no"))
    assert printed.count("<mtr>") > 3 and printed.count("<mi>sin</mi>") == 39


def test_a_part_of_a_long_fact_is_a_quantity_and_longer_than_its_name() -> None:
    part = exp(-gamma * t) * sin(gamma * t + x_0)
    long = sympy.Piecewise(*((cos(k * part), gamma < t) if k % 2 else (part**k, gamma < x_0 * t**k) for k in range(1, 9)), (0, True)) - part
    printed = re.sub(r"<[^>]*>", "", Equations({}, [t]).fact(Identity("long", long, 0, source="derived: no")))
    parts = re.split(r"where\s", printed)[1:]
    assert parts and "for" in printed
    for part in parts:
        assert part.count("=") == 1 and not re.search("[<>≤≥∨∧]|&[lg]t;", part.partition("for")[0]), part


def test_a_value_and_a_limit_say_where() -> None:
    equations = Equations({}, [t])
    value = equations.fact(Value("v", x_0 * t, at={t: 2, x_0: Rational(1, 2)}, expected=1, source="derived: yes"))
    assert "at" in value and value.count("<mo>=</mo>") == 3
    assert "lim" in equations.fact(Limit("l", exp(-gamma * t), gamma, 0, 1, side="+", source="derived: yes"))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("omega_0", r"\omega_{0}"),
        ("gamma", r"\gamma"),
        ("Gamma", r"\Gamma"),
        ("x", "x"),
        ("x_0", "x_{0}"),
        ("x1", "x_{1}"),
        ("T_max", r"T_{\text{max}}"),
        ("k_omega", r"k_{\omega}"),
        ("energy", r"\text{energy}"),
        ("half_life", r"\text{half life}"),
        ("lamda", r"\lambda"),
        ("E_k", "E_{k}"),
    ],
)
def test_names(name: str, printed: str) -> None:
    assert latex_name(name) == printed
    assert mathml(printed).startswith("<math")


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        (omega_0**2 - gamma**2, r"\omega_{0}^{2} - \gamma^{2}"),
        (-gamma * t + x_0, r"x_{0} - \gamma t"),
        (x_0 - (gamma - omega_0), None),
        (-(gamma + omega_0), None),
        (x_0 - 2 * (gamma + omega_0), None),
        (-x_0 - gamma, None),
        (sin(t) ** 2 * (1 - cos(t)), None),
        (sin(omega_0 * t + gamma), None),
        (log(t) / log(x_0), None),
        (exp(-((t - x_0) ** 2) / (2 * gamma**2)), None),
    ],
)
def test_signs_and_brackets_are_kept(expression: sympy.Expr, printed: str | None) -> None:
    tex = latex(expression)
    assert printed is None or tex == printed
    assert read(tex, {}) == pytest.approx([value(expression, state) for state in STATES], rel=1e-9)
    assert mathml(tex).startswith("<math")


def test_no_root_of_a_name_stands_for_what_it_is_a_power_of() -> None:
    equations = Equations({"B": t**3, "A": exp(-gamma * t), "y": t + t**3 + exp(-gamma * t / 2), "z": t**6 * exp(-2 * gamma * t)}, [])
    assert equations.definition("y")[0] == r"y = B + t + e^{- \frac{\gamma t}{2}}"
    assert equations.definition("z")[0] == "z = A^{2} B^{2}"
    radicand = omega_0**2 - gamma**2
    assert Equations({"D": radicand, "omega": sqrt(radicand)}, []).definition("omega")[0] == r"\omega = \sqrt{D}"


# --- read back ---------------------------------------------------------------------------------------------------------


def value(expression: sympy.Expr, state: dict[sympy.Symbol, float]) -> float:
    return float(expression.subs(state))


class Reader:
    """Reads the LaTeX that is printed here: a second road from what a person sees to a number."""

    def __init__(self, tex: str, values: dict[str, Any]) -> None:
        tex = re.sub(r"\\left|\\right|\\quad|\\,", " ", tex)
        self.tokens = re.findall(r"\\text\{[^}]*\}|\\[a-zA-Z]+|\d+\.?\d*|[a-zA-Z]|[-+^_{}()=]", tex)
        self.values, self.at = values, 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        assert not wanted or token == wanted, (wanted, token, self.tokens)
        self.at += 1
        return token

    def sum(self) -> Any:
        total, sign = 0, 1
        if self.peek() == "-":
            self.take()
            sign = -1
        total = sign * self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total += sign * self.product()
        return total

    def product(self) -> Any:
        total = self.power()
        while self.peek() and self.peek() not in ("+", "-", "}", ")", "="):
            total = total * self.power()
        return total

    def group(self) -> Any:
        self.take("{")
        inner = self.sum()
        self.take("}")
        return inner

    def raised(self) -> Any:
        if self.peek() != "^":
            return None
        self.take()
        return self.group() if self.peek() == "{" else sympy.Integer(self.take())

    def power(self) -> Any:
        base = self.atom()
        exponent = self.raised()
        return base if exponent is None else base**exponent

    def atom(self) -> Any:
        token = self.peek()
        if token == "{":
            return self.group()
        self.take()
        if token == "(":
            inner = self.sum()
            self.take(")")
            return inner
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return sympy.sqrt(self.group())
        if token in (r"\sin", r"\cos", r"\ln"):
            exponent = self.raised()
            inner = getattr(sympy, {"ln": "log"}.get(token[1:], token[1:]))(self.group())
            return inner if exponent is None else inner**exponent
        if token == "e":
            return sympy.E
        if token == r"\pi":
            return sympy.pi
        if re.match(r"\d", token):
            return sympy.Rational(token)
        if self.peek() == "_":
            self.take()
            self.take("{")
            index = ""
            while self.peek() != "}":
                index += self.take()
            self.take("}")
            token += f"_{{{index}}}"
        return sympy.N(self.values[token], 30)


def read(tex: str, definitions: dict[str, str]) -> list[float]:
    """The numbers of a printed expression at STATES, its named parts from their printed definitions."""
    numbers = []
    for state in STATES:
        values: dict[str, Any] = {latex_name(symbol.name): number for symbol, number in state.items()}
        for name, definition in definitions.items():
            values[name] = Reader(definition, values).sum()
        reader = Reader(tex, values)
        numbers.append(float(reader.sum()))
        assert reader.at == len(reader.tokens), tex
    return numbers


def test_the_reader_reads_the_shipped_equations(shipped: Any) -> None:
    plugin, equations = shipped
    said = dict(equations.definition(name)[0].split(" = ", 1) for name in ("omega", "envelope", "x", "quality", "half_life"))
    x = said.pop("x")
    mine = {symbol.name: symbol for symbol in SYMBOLS}
    expected = plugin.expressions["x"].subs({symbol: mine[symbol.name] for symbol in plugin.expressions["x"].free_symbols})
    assert read(x, said) == pytest.approx([value(expected, state) for state in STATES], rel=1e-12)


LEAVES: list[sympy.Expr] = [t, x_0, gamma, omega_0, sympy.Integer(2), Rational(1, 3), pi]


def deeper(inner: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    return (
        st.builds(lambda x, y: x + y, inner, inner)
        | st.builds(lambda x, y: x - y, inner, inner)
        | st.builds(lambda x, y: x * y, inner, inner)
        | st.builds(lambda x, p: x**p, inner, st.sampled_from([2, 3, -1, -2]))
        | st.builds(lambda f, x: f(x), st.sampled_from([sin, cos, exp, lambda x: sqrt(1 + x**2), lambda x: log(2 + x**2)]), inner)
    )


MODEL = st.recursive(st.sampled_from(LEAVES), deeper, max_leaves=6)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(MODEL, MODEL, st.integers(0, 4))
def test_named_parts_put_back_give_the_same_expression(first: sympy.Expr, second: sympy.Expr, shape: int) -> None:
    """A model of three names, printed, read again from the print alone: the numbers of the model."""
    third = [first * second, first + exp(-gamma * second), (first - second) ** 2, 1 / (1 + first**2) - second, sin(first) * second**2][
        shape
    ]
    names: dict[str, sympy.Expr] = {}
    for name, expression in (("A", first), ("B", second), ("y", third)):
        if not isinstance(expression, sympy.Symbol | sympy.Number) and expression not in names.values() and expression.free_symbols:
            names[name] = expression
    assume("y" in names)
    try:
        expected = [value(third, state) for state in STATES]
    except TypeError:
        expected = []
    assume(expected and all(1e-6 < abs(number) < 1e6 for number in expected))
    equations = Equations(names, [])
    said = {name: equations.definition(name)[0].split(" = ", 1)[1] for name in names}
    last = said.pop("y")
    assert read(last, said) == pytest.approx(expected, rel=1e-7)
    shortened = equations.shortened(third)
    assert read(latex(shortened), {**said, "y": last}) == pytest.approx(expected, rel=1e-7)


def test_an_imported_number_is_no_equation(tmp_path: Any) -> None:
    from tests.compiler.compiler_world import HEAD, TAIL, compiled, write

    write(tmp_path, "from sympy import I, pi\n" + HEAD + "phase = pi * gamma\n" + TAIL)
    edition = compiled(tmp_path).edition
    assert edition is not None
    assert [one["name"] for one in edition.document["equations"]] == ["y", "phase"]


def test_a_fact_prints_what_it_states_and_works_its_integral_out_only_when_asked() -> None:
    u = sympy.Symbol("u")
    claim = Identity("The mean of a cosine", sympy.Integral(cos(u) ** 2, (u, 0, 2 * pi)), pi, source="derived: half of the period")
    assert "left" not in vars(claim) and "∫" in Equations({}, []).fact(claim)
    assert claim.left == pi and claim.stated_left.has(sympy.Integral)


def test_what_a_limit_is_of_is_one_expression() -> None:
    limit = Limit("It vanishes", exp(-gamma) - 1, gamma, 0, 0, source="derived: exp(0) = 1")
    shown = Equations({}, []).fact(limit)
    assert "(" in shown and ")" in shown


def test_a_side_that_another_name_stands_for_is_not_printed_as_itself() -> None:
    named = {"bright": sin(gamma) ** 2 / gamma}
    one = Equations(named, []).fact(Identity("They are one", named["bright"], named["bright"], source="derived: by definition"))
    assert "bright" in one and "sin" in one
    plain = Equations({}, []).fact(Value("A constant", pi / 4, at={}, expected=0.7853981633974483, source="derived: arctan 1"))
    assert plain and "at" not in re.sub(r"<[^>]*>", "", plain)


PUT_IN = [{gamma: 0}, {t: x_0}, {gamma: omega_0, t: 1}, {x_0: 1 / (1 + gamma)}]
SIDES = st.recursive(
    st.sampled_from(SYMBOLS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(sum), st.builds(lambda a, b: a * b, inner, inner), inner.map(cos), inner.map(lambda a: exp(-a))
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(side=SIDES, at=st.sampled_from(PUT_IN), named=st.booleans())
def test_what_is_put_in_is_printed_and_not_its_result(side: sympy.Expr, at: dict[sympy.Symbol, Any], named: bool) -> None:
    """A claim that something holds at a place prints the sides and the place, where putting it in would leave a tautology."""
    at = {symbol: value for symbol, value in at.items() if symbol in side.free_symbols}
    result = side.subs(at, simultaneous=True)
    assume(at and result != side)
    claim = Identity("It is what it is", side, result, at=at, source="derived: put it in")
    assert claim.left == claim.right == result
    shown = Equations({"whole": side} if named else {}, [t]).fact(claim)
    words = re.sub(r"<[^>]*>", "", shown)
    assert WORKED_OUT not in shown and "at" in words
    assert ("whole" in words) is named


@pytest.mark.parametrize(
    "claim",
    [
        Identity("a", x_0 - x_0, 0, source="derived: -"),
        Identity("b", x_0, x_0, source="derived: -"),
        Identity("c", sympy.Float(0.5), Rational(1, 2), source="derived: -"),
        Value("d", cos(0), at={}, expected=1, source="derived: -"),
        Always("e", exp(gamma) > 0, source="derived: -"),
    ],
)
def test_what_sympy_has_worked_out_is_said_to_be(claim: Any) -> None:
    assert WORKED_OUT in Equations({}, [t]).fact(claim)


def test_at_names_what_a_side_holds() -> None:
    with pytest.raises(AuthoringError, match="at names omega_0, which neither side holds"):
        Identity("It rests", x_0, 0, at={omega_0: 0}, source="derived: -")


def test_at_reaches_the_place_at_which_a_source_is_read_and_nothing_inside_it() -> None:
    u = sympy.Symbol("u")
    run = Trajectory({u: -gamma * u}, start={u: x_0}, over=t)
    start = Identity("It starts at x_0", run[u], x_0, at={t: 0}, source="derived: -")
    assert start.left == run.at(0)[u]
    swapped = Identity("Either way", gamma - 2 * omega_0, omega_0, at={gamma: omega_0, omega_0: gamma}, source="derived: -")
    assert swapped.left == omega_0 - 2 * gamma and swapped.right == gamma
    with pytest.raises(AuthoringError, match="at names gamma, on which a Trajectory or another source depends"):
        Identity("It stays", gamma * run[u], 0, at={gamma: 0}, source="derived: -")


def test_at_gives_a_constant_no_other_value() -> None:
    g = Constant("g", 9.81, label="gravity")
    with pytest.raises(AuthoringError, match="at names g, and a Constant has its value everywhere"):
        Value("It falls", g * t, at={t: 1, g: 1.62}, expected=1.62, source="derived: -")


def test_a_slope_that_stays_is_no_derivative_elsewhere() -> None:
    named = {"rise": 2 * t, "fall": 3 - t}
    shown = Equations(named, [t]).fact(Identity("Two and two", 2 + gamma - gamma, Rational(2), source="derived: -"))
    assert "mfrac" not in shown


def test_options_of_a_choice_are_printed_in_their_words() -> None:
    glass = Choice("glass", {"crown": 1.5, "flint": 1.7}, value="crown", label="Glass")
    bent = glass.pick({"crown": x_0, "flint": 2 * x_0})
    shown = re.sub(r"<[^>]*>", "", Equations({}, []).fact(Identity("As it is", bent, x_0, at={glass: 1.5}, source="derived: -")))
    assert shown.count("crown") == 2 and "1.5" not in shown
    assert r"glass} \ne \text{crown}" in latex(sympy.Ne(glass, 1.5))
    assert "glass} < 1.7" in latex(glass < 1.7), "an order of the options is one of their numbers"


# --- runs of one system ---

_x, _y = sympy.symbols("x y", real=True)


def _run(start: Any) -> Trajectory:
    return Trajectory({_x: _y, _y: -gamma * _x}, start={_x: start, _y: 0}, over=t)


first, second = _run(x_0), _run(x_0 + 1)
SOURCES = {"first": first, "second": second}


def test_a_trajectory_is_printed_with_its_rates_and_the_start_of_every_run() -> None:
    systems = Equations({}, [t], SOURCES).systems()
    assert list(systems) == ["first, second"]
    tex = systems["first, second"][0]
    for line in (
        r"\frac{\mathrm{d} x}{\mathrm{d} t} = y",
        r"\frac{\mathrm{d} y}{\mathrm{d} t} = - \gamma x",
        r"x_{\text{first}}\left(0.5\right) = x_{0}",
        r"x_{\text{second}}\left(0.5\right) = x_{0} + 1",
    ):
        assert line in tex
    assert Equations({}, [t], {"orbit": first}).system(first).startswith('<div class="equation"><math')


def test_iterates_are_printed_with_their_rule_and_their_start() -> None:
    n = Index("n", 0, 10, label="Step")
    orbit = Iterates({_x: gamma * _x * (1 - _x)}, start={_x: Rational(1, 5)}, over=n)
    tex = Equations({}, [], {"orbit": orbit}).systems()["orbit"][0]
    assert "x_{n+1} =" in tex and r"\gamma x_{n} \left(1 - x_{n}\right)" in tex and r"x_{0} = \frac{1}{5}" in tex


@given(
    st.sampled_from(
        [lambda a, b: a - b, lambda a, b: a / b, lambda a, b: sin(a) - sin(b), lambda a, b: sqrt((a - b) ** 2 + a), lambda a, b: a * b]
    ),
    st.sampled_from([(first[_x], second[_x]), (first.at(2)[_x], second.at(2)[_x]), (first[_x], _x), (first[_y], first.at(1)[_y])]),
    st.booleans(),
)
@settings(max_examples=15, deadline=None)
def test_states_of_two_runs_are_never_printed_as_one(shape: Any, states: Any, named: bool) -> None:
    """No equation is a constant or a tautology where the expression is not: each symbol is printed, and each in its own way."""
    expression = shape(*states)
    tex = Equations({"d": expression}, [t], SOURCES if named else {}).definition("d")[0].partition(" = ")[2]
    apart = {latex(state, Runs({source.content: name for name, source in SOURCES.items()})) for state in states}
    assert len(apart) == 2 and not re.fullmatch(r"-?[\d.]+", tex)
    assert tex != Equations({"d": shape(states[0], states[0])}, [t], SOURCES if named else {}).definition("d")[0].partition(" = ")[2]


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (Rational(3164, 625), "5.0624"),
        (Rational(1, 2), r"\frac{1}{2}"),
        (Rational(-1, 25), "-0.04"),
        (Rational(1, 3), r"\frac{1}{3}"),
        (Rational(1, 10**30), "10^{-30}"),
    ],
)
def test_decimals_stay_decimals(number: sympy.Expr, printed: str) -> None:
    assert latex(number) == printed


def test_a_page_says_where_once(shipped: Any) -> None:
    plugin, _ = shipped
    equations = Equations(plugin.expressions, [])
    defines = "<mtext>envelope</mtext><mo>=</mo>"
    assert defines in equations.block("x") and defines not in equations.block("energy")


def test_a_symbol_of_its_own_is_printed_for_its_name() -> None:
    level = Slider("level", 0, 1, value=0.5, label="Level", symbol="H")
    equations = Equations({"image_y": level * t, "double": level * t * 2}, [], symbols={"image_y": "y'"})
    assert equations.definition("image_y")[0] == "y' = H t" and equations.definition("double")[0] == r"\text{double} = 2 y'"
    assert level != Slider("level", 0, 1, value=0.5, label="Level")


def test_a_power_of_cases_is_the_power_of_their_name() -> None:
    """SymPy takes the power of each case, and the root of each factor."""
    x = sympy.Piecewise((x_0 * sin(t), gamma < 1), (x_0, True))
    mass = x_0 * omega_0
    names = {
        "x": x,
        "one": sympy.Piecewise((1, x_0 < 1), (-1, True)),
        "mass": mass,
        "stretch": -1 / x,
        "E": x**2 / 2,
        "v": sqrt(gamma / mass),
    }
    equations = Equations(names, [t])
    assert equations.definition("E")[0] == r"E = \frac{x^{2}}{2}"
    assert equations.definition("v")[0] == r"v = \frac{\sqrt{\gamma}}{\sqrt{\text{mass}}}"
    assert equations.definition("stretch")[0] == r"\text{stretch} = - \frac{1}{x}"
    assert equations.shortened(names["one"] ** 2 + gamma) == gamma + 1  # nothing is left of it
    assert not equations.shortened(2 * x + gamma).has(equations._parts["stretch"])


def test_a_derivative_is_printed_by_the_name_of_what_is_derived() -> None:
    y = Axis("y", 0, 1, label="Place")
    cases = sympy.Piecewise((sin(t), gamma < 1), (cos(t), True))
    equations = Equations({"x": cases, "v": cases.diff(t), "f": t * y**3, "f_y": 3 * t * y**2}, [t, y])
    assert equations.definition("v")[0] == r"v = \frac{\mathrm{d} x}{\mathrm{d} t}"
    assert equations.definition("f_y")[0] == r"f_{y} = \frac{\partial f}{\partial y}"


def test_the_conditions_of_a_fact_are_about_named_parts() -> None:
    peak, mean = x_0 * exp(-gamma * omega_0), x_0 * gamma * sin(omega_0)
    equations = Equations({"peak": peak, "mean": mean}, [t])
    for condition, printed in (
        (peak < mean, "peak < mean"),
        ((peak < mean) | (gamma >= 1), "γ ≥ 1 ∨ peak < mean"),
    ):
        _, _, alt = equations.fact(Always("so it is", condition, source="derived: no")).partition('alttext="')
        assert printed in alt.partition('"')[0].replace("&lt;", "<")


def test_the_start_of_a_system_is_printed_by_its_name() -> None:
    s = sympy.Symbol("s")
    start = 1 - gamma - x_0 * omega_0
    run = Trajectory({s: -s}, start={s: start}, over=t)
    [(system, used)] = Equations({"s_0": start}, [t], {"run": run}).systems().values()
    assert r"s\left(0.5\right)" in system and "= s_{0}" in system and used == ["s_0"]


def test_functions_that_sympy_prints_in_its_own_words() -> None:
    assert latex(sympy.erfinv(gamma)) == r"\operatorname{erf}^{-1}\left(\gamma\right)"
    assert latex(sympy.polygamma(1, gamma) ** 2) == r"\psi_{1}^{2}\left(\gamma\right)"


def test_a_named_term_is_found_in_a_sum_over_its_index() -> None:
    k = Index("k", 1, 5, label="Term")
    equations = Equations({"u_k": sin(gamma * k) ** 2, "S": sympy.Sum(sin(gamma * k) ** 2, (k, 1, 5))}, [], symbols={"u_k": "u_k"})
    assert equations.definition("S")[0] == r"S = \sum_{k=1}^{5} u_k"


def test_a_step_is_no_angle() -> None:
    assert latex(sympy.Heaviside(t - 1)) == r"\mathrm{H}\left(t - 1\right)"
    assert latex(sympy.Heaviside(t - 1, 1)) == r"\left[t - 1 \ge 0\right]"


def test_a_root_is_printed_by_the_names_of_its_equation() -> None:
    u = sympy.Symbol("u")
    excess = gamma * u**3 + exp(u) - 2
    equations = Equations({"f": excess, "zero": root(excess, u, between=(0, 1))}, [], symbols={"f": "f(u)"})
    assert equations.definition("zero")[0].endswith(r"\left[f(u) = 0\right]")

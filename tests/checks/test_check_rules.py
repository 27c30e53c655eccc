"""For each rule a plugin that fails it and no other; without a change it fails none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from covis.checks.rule import RULES, Problem, Subject, all_rules, rule, run_rules
from covis.compiler.build import build
from covis.compiler.plugin import PluginError

DOCS = Path(__file__).parents[2] / "docs" / "checks.md"
BELL = 'Preset("A bell", gamma=0.02, omega_0=5)'
RATE = '-2 * gamma * v**2, source="derived: d/dt of energy, with the equation of motion"'
SWING = 'Curve(x, over=t, name="displacement")'
START = "visualisation = Visualisation("
DRIVING = 'f = Slider("f", 0.5, 1.5, value=0.5, step=0.25, label="Driving frequency")\n'
HAND = DRIVING.replace("step=0.25, ", "")

# rule, changes of the code, a piece of the message
CODE: list[tuple[str, list[tuple[str, str]], str]] = [
    ("fact-source", [("derived: d/dt of energy, with the equation of motion", "TODO")], "names nothing that can be looked up"),
    ("fact-source", [("derived: d/dt of energy, with the equation of motion", "the internet")], "the internet"),
    ("fact-source", [("derived: d/dt of energy, with the equation of motion", "derived:")], "derivation in a line"),
    ("fact-unique", [("Energy is lost at the rate 2 gamma v^2", "X(t)  obeys the equation of motion")], "at line"),
    ("fact-at", [("at={t: 0, x_0: 1.3, gamma: 0.4, omega_0: 2}", "at={t: 0, x_0: 1.3, omega_0: 2}")], "leaves gamma open; add gamma: ..."),
    ("published-value", [("at={gamma: 0.02, omega_0: 5}, expected=125", "at={gamma: 0.01, omega_0: 5}, expected=250")], "published value"),
    ("preset-count", [(f"{BELL}, ", "")], "2 presets"),
    ("preset-unique", [('Preset("A bell"', 'Preset("A swing"')], "the name of another, at line"),
    ("preset-state", [(BELL, 'Preset("A bell", gama=0.02)')], "no control 'gama'; did you mean gamma?"),
    ("preset-state", [(BELL, 'Preset("A bell", gamma=7)')], "gamma=7 lies outside 0.02 to 0.9; give a number from 0.02 to 0.9"),
    ("preset-state", [(BELL, 'Preset("A bell", gamma="high")')], "gamma='high' is not a number"),
    ("readout-unique", [('Readout("Half-life of the swing"', 'Readout("Quality factor Q"')], "the label of another"),
    ("symbol-used", [(START, f'k = Slider("k", 0, 1, value=0, label="Spare")\n{START}')], "moving it changes nothing"),
    ("symbol-used", [(START, f's = Axis("s", 0, 1, label="Spare")\n{START}')], "nothing is swept along it"),
    (
        "points-placed",
        [
            ("import Axis, Curve", "import Axis, Curve, Placed"),
            (START, f'a = Axis("a", 0, 1, label="A")\ndots = Placed("dots", over=(a, a), start=[], label="Dots")\n{START}'),
            ('Readout("Quality factor Q"', 'Readout("Dots", dots), Readout("Quality factor Q"'),
        ],
        "is drawn by no Points, so a student cannot click",
    ),
    ("unit-known", [('label="Damping rate", unit="1/s"', 'label="Damping rate", unit="1/secnd"')], "did you mean second"),
    ("unit-mark", [(SWING, 'Curve(1000 * v, over=t, name="displacement")')], "m/s, and the y axis is in m"),
    ("unit-mark", [('y="Displacement", y_unit="m"', 'y="Displacement", y_unit="mm"')], "y is in m, and the y axis is in mm"),
    ("unit-readout", [("half_life, unit=", "half_life**2, unit=")], "s**2"),
    ("unit-readout", [('half_life, unit="s")', 'half_life, unit="ms")')], "ms"),
    ("unit-axis", [('Axis("t", 0, 40', 'Axis("t", 0, 40 * gamma'), ("t = Axis", "T = 1\nt = Axis")], "1/s, and the axis is in s"),
    ("unit-fact", [(RATE, RATE.replace("-2 * gamma * v**2", "-2 * gamma * v"))], "the left side is in"),
    ("finite-mark", [('Curve(x, over=t, name="displacement")', 'Curve(x_0 * sin(omega * t) / (omega * t), over=t)')], "a gap there"),
    ("finite-mark", [(SWING, "Curve(x_0 * sqrt((gamma - omega_0) / omega_0), over=t)")], "no finite value at all where"),
    ("finite-readout", [("quality = omega_0 / (2 * gamma)", "quality = omega_0 / (2 * gamma) / (gamma / omega_0 - 0.9)")], "infinite"),
    ("finite-mark", [(START, DRIVING + START), (SWING, "Curve(x / (1 - f**2), over=t)")], "f=1"),
    ("finite-mark", [(START, HAND + START), (SWING, "Curve(x / (1 - f**2), over=t)")], "f=1"),
    ("finite-readout", [(START, DRIVING + START), ('Q", quality)', 'Q", 1 / (1 - f**2))')], "f=1"),
    ("broken-line", [(SWING, "Curve(x_0 * tan(omega * t / 9), over=t)"), ("log, sin", "log, tan, sin")], "has a pole near t=7.0"),
    ("broken-line", [(SWING, "Curve(x_0 * atan(1 / (gamma * t - 1)), over=t)"), ("log, sin", "log, atan, sin")], "a jump from -1.57"),
]  # fmt: skip


def failing(plugin: Any, document: Any = None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for finding in run_rules(Subject(plugin, document)):
        found.setdefault(finding.rule, []).append(finding)
    return found


def test_the_plugin_without_a_change_passes_every_rule(changed: Any) -> None:
    plugin = changed()
    assert failing(plugin, build(plugin, "What friction does to a swing", "Summary")) == {}


@pytest.mark.parametrize(("name", "changes", "message"), CODE, ids=[f"{name}-{k}" for k, (name, _, _) in enumerate(CODE)])
def test_a_plugin_that_fails_this_rule_and_no_other(changed: Any, name: str, changes: list[tuple[str, str]], message: str) -> None:
    # The axis is made before the controls that some of its bounds need.
    if name == "unit-axis":
        axis = 't = Axis("t", 0, 40, label="Time", unit="s")'
        changes = [(f"{axis}\n", ""), ("\nomega = sqrt", f"{axis.replace('40', '40 * gamma')}\n\nomega = sqrt")]
    found = failing(changed(*changes))
    assert list(found) == [name], found
    finding = found[name][0]
    assert message in finding.message and finding.file == "visualisations/damped_oscillator/__init__.py" and finding.line > 0
    assert finding.id == "damped_oscillator"


QUESTION = """\
## Questions

### Double the damping rate. What happens to the time in which the swing halves?

Preset: A swing

It halves too: ln 2 / gamma.

"""
TEXT: list[tuple[str, list[tuple[str, str]], str, int]] = [
    ("text-headings", [("## Sources", "## Literature")], 'there is no heading "## Sources"', 0),
    ("text-headings", [("## Assumptions and limits", "## Assumptions & limits")], "is near it", 28),
    ("text-headings", [("## The idea", "## Tmp"), ("## The model", "## The idea"), ("## Tmp", "## The model")], "is where", 5),
    ("text-headings", [("## Objectives", "## Before you start")], 'there is no heading "## Objectives"', 0),
    ("text-headings", [("## The model", "## The idea\n\nIt swings.\n\n## The model")], "is there twice", 11),
    ("question-count", [(QUESTION, "")], "there is no question", 0),
    ("question-preset", [("Preset: A swing", "Preset: A swong")], 'did you mean "A swing"?', 38),
    ("question-sketch", [("Preset: A swing", "Sketch: displacment")], 'did you mean "displacement"?', 38),
    ("objective-length", [("Read the damping rate off a decaying swing", "Read the rate " * 20)], "characters", 3),
    ("objective-length", [("- Read the", "- Read a rate\n- Read a rate\n- Read the")], "there twice", 4),
    ("text-fields", [("{{value: quality}}", "{{value: qualty}}")], "did you mean quality?", 0),
    ("text-fields", [("{{energy}}", "{{energi}}")], "did you mean energy?", 0),
    ("text-fields", [("{{value: quality}}", "{{value: x}}")], "runs along t", 0),
    ("text-fields", [("{{value: quality}}", "{{vaule: quality}}")], "no field 'vaule'", 0),
    ("text-fields", [("{{energy}}", "{{energy")], "not closed", 0),
    ("text-formulas", [("{{energy}}", "{{energy}}\n\n$$\\ddot x - 2\\gamma\\,\\dot x + \\omega_0^2 x = 0$$")], "does not hold", 0),
    ("text-formulas", [("{{energy}}", "{{energy}}\n\n$$\\omega = \\sqrt{\\omega_0^2 + \\gamma^2}$$")], "computes omega = sqrt(", 0),
    ("text-formulas", [("{{energy}}", "{{energy}}\n\n$$\\omega = \\oint \\gamma$$")], "print what is computed with {{omega}}", 0),
]


@pytest.mark.parametrize(("name", "changes", "message", "line"), TEXT)
def test_a_text_that_fails_this_rule_and_no_other(changed: Any, name: str, changes: Any, message: str, line: int) -> None:
    found = failing(changed(text=changes))
    assert list(found) == [name], found
    assert message in found[name][0].message and found[name][0].file.endswith("text.md")
    text = (changed(text=changes).folder / "text.md").read_text().splitlines()
    if found[name][0].line:
        assert text[found[name][0].line - 1].strip()


def test_a_section_with_nothing_in_it(changed: Any) -> None:
    plugin = changed()
    text = (plugin.folder / "text.md").read_text()
    found = failing(changed(raw=(text.split("## Sources")[0] + "## Sources\n\n").encode()))
    assert "nothing under" in found["text-headings"][0].message


def test_formulas_over_lines_and_prices_are_fine(changed: Any) -> None:
    more = "It costs $5, or 5 \\$ and `$x_1`. With $a +\nb_1$ and\n\n$$\nx_1\n= 2\n$$\n\n## Sources"
    assert failing(changed(text=[("## Sources", more)])) == {}


def test_headings_in_fenced_code_are_none(changed: Any) -> None:
    plugin = changed()
    text = (plugin.folder / "text.md").read_text()
    assert failing(changed(raw=("```\n## Sources\n{{nothing}}\n```\n" + text).encode())) == {}


def test_encoding_names_the_line_and_stops_the_other_text_rules(changed: Any) -> None:
    found = failing(changed(raw=b"## The idea\n\nNa\xefve\n"))
    assert list(found) == ["text-encoding"]
    assert found["text-encoding"][0].line == 3 and "0xef" in found["text-encoding"][0].message


def test_a_missing_text(changed: Any) -> None:
    plugin = changed()
    (plugin.folder / "text.md").unlink()
    assert "missing" in failing(plugin)["text-encoding"][0].message


def test_bom_and_crlf_are_fine(changed: Any) -> None:
    text = (changed().folder / "text.md").read_bytes()
    assert failing(changed(raw=b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))) == {}


# --- symbols: what is wrong here leaves nothing to evaluate, and only that is said ------------------------------------


def test_an_undefined_symbol(changed: Any) -> None:
    found = failing(changed(("x = envelope *", 'from sympy import Symbol\nx = Symbol("gamna") / gamma * envelope *')))
    messages = [finding.message for finding in found["symbol-known"]]
    assert any("gamna is not a control, axis or constant: did you mean gamma?" in message for message in messages), messages
    assert "finite-mark" not in found and "javascript-numpy" not in found


def test_a_lookalike_of_the_plugins_own_symbol(changed: Any) -> None:
    found = failing(
        changed(
            (SWING, 'Curve(x * __import__("sympy").Symbol("gamma") / gamma, over=t)'.replace('__import__("sympy")', "sympy")),
            ("from sympy import", "import sympy\nfrom sympy import"),
        )
    )
    assert "another symbol than the plugin's own gamma" in found["symbol-known"][0].message


def test_an_axis_that_a_mark_is_not_swept_along(changed: Any) -> None:
    axis = f's = Axis("s", 0, 40, label="Other time", unit="s")\n{START}'
    found = failing(changed((START, axis), (SWING, "Curve(x * exp(-gamma * s), over=t)")))
    assert list(found) == ["axis-swept", "symbol-used"] or list(found) == ["axis-swept"]
    assert "holds s, but is swept along t; sweep it along s" in found["axis-swept"][0].message


def test_a_readout_of_an_axis(changed: Any) -> None:
    found = failing(changed(('Readout("Quality factor Q", quality)', 'Readout("Quality factor Q", quality * exp(-gamma * t))')))
    assert list(found) == ["readout-controls"] and "no one value" in found["readout-controls"][0].message


def test_two_symbols_of_one_name(changed: Any) -> None:
    other = f'other = Slider("gamma", 0, 1, value=0, label="Another", unit="1/s")\n{START}'
    found = failing(changed((START, other), (SWING, "Curve(x * exp(-other * t), over=t)")))
    assert list(found) == ["symbol-unique"] and 'have the name "gamma"' in found["symbol-unique"][0].message


def test_bounds_that_cross(changed: Any) -> None:
    axis = 't = Axis("t", 0, 40, label="Time", unit="s")'
    moved = axis.replace("0, 40", "10 / omega_0, 4 / gamma")
    found = failing(changed((f"{axis}\n", ""), ("\nomega = sqrt", f"{moved}\n\nomega = sqrt")))
    assert list(found) == ["axis-order"] and "runs from 10 to 4.44444" in found["axis-order"][0].message


def test_long_title(changed: Any) -> None:
    plugin = changed()
    assert list(failing(plugin, build(plugin, "W" * 100, ""))) == ["title-length"]


def test_a_formula_that_a_loop_has_written_out(changed: Any) -> None:
    """Newton's method, four steps of it, put into each other: a formula of many thousand letters."""
    loop = "r = x_0 / x_0\nfor _ in range(4):\n    r = r - (r**3 - gamma * r - omega_0) / (3 * r**2 - gamma)\n"
    plugin = changed(("visualisation = ", f"{loop}visualisation = "))
    [said] = failing(plugin, build(plugin, "What friction does to a swing", "Summary"))["formula-length"]
    assert "the equation of r takes" in said.message and "give its parts names" in said.message


def test_a_fact_of_which_sympy_leaves_nothing(changed: Any) -> None:
    """What is put in by .subs prints as 0 = 0; with at= it is printed, and nothing is found."""
    for stated, found in (("v.subs(t, 0), 0", ["fact-worked-out"]), ("v, 0, at={t: 0}", [])):
        claim = f'Identity("At rest at the start", {stated}, source="derived: the sine is 0"),'
        plugin = changed(("facts=[", f"facts=[{claim}"))
        assert list(failing(plugin, build(plugin, "What friction does to a swing", "Summary"))) == found


def test_no_fact(changed: Any) -> None:
    plugin = changed()
    plugin.visualisation.facts.clear()
    assert list(failing(plugin)) == ["fact-count", "published-value"]


# --- how rules are run ------------------------------------------------------------------------------------------------


def test_an_exception_in_a_rule_is_a_finding_of_it(changed: Any) -> None:
    all_rules()

    @rule("broken", "warning")
    def broken(subject: Subject) -> Any:
        """It works."""
        yield Problem(3, "said before")
        raise ZeroDivisionError("by\nzero")

    try:
        found = failing(changed())["broken"]
    finally:
        RULES.pop("broken", None)
    assert [finding.severity for finding in found] == ["warning", "error"]
    assert "ZeroDivisionError: by zero" in found[1].message


def test_every_way_of_loading_is_either_a_plugin_or_findings(changed: Any) -> None:
    with pytest.raises(PluginError):
        changed((START, "raise ValueError('no')\n" + START))


def test_docs_list_every_rule() -> None:
    """docs/checks.md is what the rules say of themselves."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (before|plugin|document) \| (error|warning) \| (.*?) \|$", DOCS.read_text(), flags=re.M)
    assert rows == [(each.name, each.stage, each.severity, each.says) for each in all_rules().values()]


def test_rules_are_applied_in_one_order_whatever_was_imported_first() -> None:
    first = "import covis.checks.rules.parity, covis.checks.rules.units; "
    names = "from covis.checks.rule import all_rules; print(*all_rules())"
    said = [
        subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout for text in (names, first + names)
    ]
    assert said[0].split() == said[1].split() == list(all_rules())


# --- one mistake is told once, and as what it is ----------------------------------------------------------------------------


def both(plugin: Any) -> list[Any]:
    """What the compiler and the rules say together, as `check` shows it."""
    from covis.checks.tasks import _with_rules

    try:
        document, said = build(plugin, "What friction does to a swing", "Summary"), []
    except PluginError as error:
        document, said = None, error.findings
    return _with_rules(plugin, document, said)


def test_a_plain_symbol_for_a_control_is_told_once_with_the_way_out(changed: Any) -> None:
    found = both(changed(("omega = sqrt", 'from sympy import symbols\n\nomega_0 = symbols("omega_0")\nomega = sqrt')))
    assert [(f.rule, "plain symbol of SymPy" in f.message) for f in found] == [("symbol-known", True)], found


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("x_0 * sympy.exp(sympy.I * omega * t)", "the expression is complex; plot re(...)"),
        ("x_0 * sympy.Sum(sympy.cos(k * omega * t) / k**3, (k, 1, sympy.oo))", "has no end; give it a last term"),
        ("x_0 * sympy.Integral(exp(-sin(k**3)), k)", "has no bounds: an Integral is a number between two"),
    ],
)
def test_what_has_no_program_is_told_as_that_alone(changed: Any, expression: str, words: str) -> None:
    plugin = changed((START, f'import sympy\n\nk = sympy.Symbol("k")\n{START}'), (SWING, f"Curve({expression}, over=t)"))
    found = both(plugin)
    assert len(found) == 1 and words in found[0].message and found[0].line > 0, found


def test_a_logarithmic_axis_needs_values_above_zero(changed: Any) -> None:
    found = failing(changed(('y="Displacement", y_unit="m"', 'y="Displacement", y_unit="m", log="y"')))
    assert list(found) == ["finite-mark"] and "no value above zero" in found["finite-mark"][0].message


def test_a_finding_outside_the_plugin_has_no_line(changed: Any) -> None:
    from covis.authoring.place import Place

    assert changed().finding(Place("/usr/lib/python3/threading.py", 82), "What", "rule").line == 0

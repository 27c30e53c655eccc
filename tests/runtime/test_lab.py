"""A measurement over a curve: read, converted, fitted. The modules run in V8; the whole way, in a browser."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from py_mini_racer import MiniRacer
from scipy.optimize import curve_fit
from scipy.special import lambertw

from covis.authoring.symbols import Sweep
from covis.authoring.units import registry
from covis.compiler.plugin import load
from covis.compiler.program.module import Module
from tests.runtime.runtime_pages import ROOT, Visit, put, until

REPOSITORY = Path(__file__).resolve().parents[2]
RUNTIME = REPOSITORY / "covis" / "runtime"
MODULES = (
    "lab/data/dsv/d3-dsv.js",
    "state/format.js",
    *(f"lab/{name}.js" for name in ("data/reading", "data/units", "data/columns", "fit", "model")),
)
FIT = """
const measured = (mark, numbers, names, bounds, x, y, sigma) => {
  const model = modelOf({ prepare, plots }, 0, mark, [numbers]);
  if (typeof model === "string") throw new Error(model);
  const named = (values) => Object.fromEntries(names.map((name, k) => [name, values[k]]));
  const curve = (values) => model.at({ ...numbers, ...named(values) }, Float64Array.from(x));
  const parameters = names.map((name, k) => ({ low: bounds[k][0], high: bounds[k][1], start: numbers[name] }));
  const steps = fitting(curve, y, sigma, parameters);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return { ...step.value, exact: model.exact, curve: Array.from(curve(step.value.values)) };
};
"""


def module(name: str) -> str:
    """A module as part of a script: its imports are there already."""
    text = re.sub(r"^import [^;]*;$|^export (?=const|function|class|async)", "", (RUNTIME / name).read_text(encoding="utf-8"), flags=re.M)
    if name.endswith("d3-dsv.js"):
        text = re.sub(r"export\{[^}]*\b(\w+) as dsvFormat\b[^}]*\};", r"globalThis.dsvFormat = \1;", text)
        return f"(() => {{{text}}})();"
    return text


@cache
def engine() -> MiniRacer:
    v8 = MiniRacer()
    v8.eval("\n".join(module(name) for name in MODULES))
    v8.eval("""
    const tried = (text, how) => {
      try {
        const table = read(text, how);
        return { ...table, columns: table.columns.map((each) => ({ ...each, values: Array.from(each.values) })) };
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        return { refused: error.message };
      }
    };""")
    return v8


def script(expression: str, v8: MiniRacer | None = None) -> Any:
    return json.loads(str((v8 or engine()).eval(f"JSON.stringify({expression})")))


def read(text: str, **how: str) -> dict[str, Any]:
    found: dict[str, Any] = script(f"tried({json.dumps(text)}, {json.dumps(how)})")
    return found


def columns(text: str, **how: str) -> list[list[float | None]]:
    table = read(text, **how)
    assert "columns" in table, table
    return [column["values"] for column in table["columns"]]


# --- reading -------------------------------------------------------------------------------------------------------------------

numbers = st.one_of(
    st.none(), st.integers(-(10**6), 10**6).map(float), st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: float(f"{x:.6g}"))
)
tables = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=2, max_size=12))
NAMES = ("t / s", "θ (rad)", "U [mV]", "σ_U / mV", 'a "quoted", name', "Länge")


def cell(value: float | None, decimal: str, minus: str) -> str:
    return "" if value is None else repr(value).replace("-", minus).replace(f"e{minus}", "e-").replace(".", decimal)


@settings(max_examples=80, deadline=None)
@given(
    rows=tables,
    form=st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", ","), ("\t", "."), ("|", ".")]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
    mark=st.booleans(),
    minus=st.sampled_from(["-", "\u2212"]),
)
def test_what_is_written_is_read(
    rows: list[list[float | None]], form: tuple[str, str], end: str, quoted: bool, mark: bool, minus: str
) -> None:
    delimiter, decimal = form
    rows = [[1.5] * len(rows[0]), *rows]  # a number that says what a comma is
    names = [name.replace('"', '""') for name in NAMES[: len(rows[0])]]
    lines = [[f'"{name}"' for name in names], *([cell(value, decimal, minus) for value in row] for row in rows)]
    if quoted:
        lines = [lines[0], *([f'"{text}"' for text in line] for line in lines[1:])]
    text = ("\ufeff" if mark else "") + end.join(delimiter.join(line) for line in lines) + end
    table = read(text)
    kept = [row for row in rows if any(value is not None for value in row)]  # a row without a number is no row
    known = [list(column) for column in zip(*kept, strict=True)]
    assert [column["title"] for column in table["columns"]] == list(NAMES[: len(rows[0])])
    assert [column["values"] for column in table["columns"]] == known
    assert table["decimal"] == decimal


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    table = read(text)
    assert table.get("refused") or len(table["columns"]) >= 2


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("t U\n0  1.5\n1   2.5\n", [[0, 1], [1.5, 2.5]]),  # spaces between columns
        ("sep=;\nt;U\n0;1,5\n1;2,5\n", [[0, 1], [1.5, 2.5]]),
        ("# logger 7\nt,U\n0,1.5\n# paused\n1,2.5\n", [[0, 1], [1.5, 2.5]]),
        ("Experiment 3\n\nt,U\ns,mV\n0,1.5\n1,2.5\n", [[0, 1], [1.5, 2.5]]),
        ("0,1.5\n1,2.5\n", [[0, 1], [1.5, 2.5]]),  # no header
        ("t;U\n1.234,5;1\n2;2,5", [[1234.5, 2], [1, 2.5]]),
        ('t,U\n"1,234.5",1\n2,2.5', [[1234.5, 2], [1, 2.5]]),
        ("t,U,\n0,1e-3,\n1,NaN,\n2,n/a,\n", [[0, 1, 2], [1e-3, None, None]]),
        ("t,U\n0,1\n1\n", [[0, 1], [1, None]]),  # a short row
        ("rate,1000\nt,U\n0,1\n1,2\n", [[0, 1], [1, 2]]),  # a logger's settings
        ("t\tU\n0\t12\u202f345,5\n1\t2,5", [[0, 1], [12345.5, 2.5]]),
    ],
)
def test_files_as_people_have_them(text: str, known: list[list[float | None]]) -> None:
    assert columns(text) == known


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing in it"),
        ("t,U\n0,1\n1,2.5.1\n2,x\n3,4\n4,5\n", "Row 3, column “U”: “2.5.1” is not a number."),
        ("t,U\n0,1\n\n1,2 mV\n2,3\n3,4", "Row 4, column “U”: “2 mV” is not a number."),
        ("t,U\n0,1\n1,2,3\n", "Row 3 has 3 cells, and the header names 2."),
        ("t,U\n0,1,1,5\n1,2,2,5\n", "semicolons"),
        ("a,b\nc,d\n", "no numbers"),
        ("t\n1\n2\n", "two columns"),
        ("time,name\n1,x\n2,y\n3,z\n", "only “time” holds numbers"),
        ('t,U\n0,1\n1,"2\n2,3\n', "Row 3, column 2: a quotation mark opens here and is not closed."),
        ("t,U\n0,1\n1,1e999\n2,3\n", "Row 3, column “U”: “1e999”"),
        ("t,U\n0,x\n1,2\n2,3\n", "Row 2, column “U”: “x” is not a number."),
        ("t,U\n" + "1,2\n" * 50_001, "50001 rows"),
        ("\0\1\2", "no text file"),
    ],
)
def test_a_refusal_names_the_place(text: str, said: str) -> None:
    assert said in read(text).get("refused", "it was read")


def test_twenty_thousand_rows_are_read() -> None:
    text = "t / s;U / mV\r\n" + "".join(f"{k / 1000:.3f};{k}\r\n".replace(".", ",") for k in range(20_000))
    t, u = columns(text)
    assert len(t) == 20_000
    assert t[19_999] == 19.999 and u[19_999] == 19_999


def test_faults_are_told_at_once_and_not_without_end() -> None:
    refused = read("t,U\n" + "".join(f"{k},{'x' if k % 3 == 0 else k}\n" for k in range(60)))["refused"].split("\n")
    assert len(refused) == 9 and refused[-1] == "There are 12 more like these."


@pytest.mark.parametrize(
    ("title", "name", "unit"),
    [
        ("t / s", "t", "s"),
        ("U (mV)", "U", "mV"),
        ("a [m/s²]", "a", "m/s²"),
        ("c in mol/L", "c", "mol/L"),
        ("C_p / (J/(mol K))", "C_p", "J/(mol K)"),
        ("S (J/(mol K))", "S", "J/(mol K)"),
        ("count", "count", ""),
    ],
)
def test_units_are_in_the_header(title: str, name: str, unit: str) -> None:
    assert script(f"titled({json.dumps(title)})") == {"name": name, "unit": unit}


def test_uncertainties_are_suggested() -> None:
    text = "t / s,σ_t / s,U / mV,u(U) / mV\n0,0.1,1,0.5\n1,0.1,2,0.5\n"
    found = script(f'suggested(read({json.dumps(text)}), {{ x: "s", y: "V" }})')
    assert [found[way] for way in ("x", "y", "xError", "yError")] == [0, 2, 1, 3]
    points = script(f'pointsOf(read({json.dumps(text)}), suggested(read({json.dumps(text)}), {{ x: "s", y: "V" }}), {{ x: "s", y: "V" }})')
    assert list(points["y"].values()) == pytest.approx([1e-3, 2e-3], rel=1e-14)
    assert list(points["yError"].values()) == pytest.approx([5e-4, 5e-4], rel=1e-14)


# --- units ---------------------------------------------------------------------------------------------------------------------

UNITS = (
    "m s kg A K mol cd rad Hz N J W Pa C V F ohm S T Wb H lm lx Gy Sv L bar eV cal deg arcmin arcsec turn rpm min h hour day week year "
    "ly angstrom ft u Da t atm torr mmHg mV µs kPa MHz nm mmol mL dag percent ppm au"
).split()
COMPOUND = ("m/s**2", "J/mol/K", "kW/m**2/sr/nm", "mol**2/L**2", "L*min/mmol", "eV*nm**2", "au**3/year**2", "1/nm", "mg/L", "N*m")


@pytest.mark.parametrize("unit", [*UNITS, *COMPOUND])
def test_units_are_those_of_pint(unit: str) -> None:
    found = script(f"parseUnit({json.dumps(unit)})")
    known = registry()(unit.replace("au", "astronomical_unit").replace("L", "liter")).to_base_units()
    factor = known.magnitude * 1.0
    powers = {registry().get_symbol(str(name)): float(power) for name, power in known.unit_items() if str(name) != "radian"}
    assert found["factor"] == pytest.approx(factor, rel=1e-8), known
    assert {base: power for base, power in found["powers"].items() if power} == powers


@pytest.mark.parametrize(
    ("origin", "target", "value", "known"),
    [
        ("mV", "V", 12.5, 0.0125),
        ("°C", "K", 25, 298.15),
        ("K", "°C", 300, 26.85),
        ("m s⁻¹", "km/h", 10, 36),
        ("J/(mol K)", "J·mol⁻¹·K⁻¹", 2, 2),
    ],
)
def test_numbers_are_converted(origin: str, target: str, value: float, known: float) -> None:
    assert script(f"conversion({json.dumps(origin)}, {json.dumps(target)})({value})") == pytest.approx(known, rel=1e-14)


@pytest.mark.parametrize(
    ("origin", "target", "said"),
    [("mV", "s", "cannot be shown on an axis in s"), ("toString", "s", "“toString” is not known"), ("", "m", "plain numbers")],
)
def test_other_dimensions_are_refused(origin: str, target: str, said: str) -> None:
    assert said in script(f"conversion({json.dumps(origin)}, {json.dumps(target)})")


# --- fits, beside SciPy's --------------------------------------------------------------------------------------------------------


def fit_in_v8(
    id: str, plot: int, name: str, state: dict[str, Any], fitted: dict[str, tuple[float, float]], x: Any, y: Any, sigma: Any = None
) -> Any:
    """The fit of a curve of a shipped plugin, by its own program."""
    visualisation = load(REPOSITORY, id).visualisation
    mark = next(mark for mark in visualisation.plots[plot].marks if mark.name == name)
    sweeps = [symbol for symbol in visualisation.symbols() if isinstance(symbol, Sweep)]
    source = Module([list(mark.stated.values())], [], [], sweeps).source
    v8 = MiniRacer()
    v8.eval(
        "\n".join(
            [*(module(name) for name in ("lab/fit.js", "lab/model.js")), re.sub(r"^export (?=const|function)", "", source, flags=re.M), FIT]
        )
    )
    stated = {"kind": mark.kind.lower(), "arrays": {way: k for k, way in enumerate(mark.stated)}}
    given = (
        stated,
        visualisation.numbers({**visualisation.state(), **state}),
        list(fitted),
        list(fitted.values()),
        list(x),
        list(y),
        sigma and list(sigma),
    )
    return script(f"measured({', '.join(map(json.dumps, given))})", v8)


def oscillator(t: Any, gamma: float, omega_0: float, x_0: float) -> Any:
    w = np.sqrt(omega_0**2 - gamma**2)
    return x_0 * np.exp(-gamma * t) * (np.cos(w * t) + gamma / w * np.sin(w * t))


def doses(t: Any, D: float, half_life: float, k_a: float) -> Any:
    k = math.log(2) / half_life
    times = t[:, None] - 8 * np.arange(9)
    one = 0.9 * D * k_a / (30 * (k_a - k)) * (np.exp(-k * times) - np.exp(-k_a * times))
    return np.where(times >= 0, one, 0).sum(axis=1)


def batch(t: Any, v_max: float, K: float) -> Any:
    return K * lambertw(5 / K * np.exp((5 - v_max * t) / K)).real


CASES: dict[str, tuple[Any, ...]] = {
    "damped_oscillator": (
        1,
        "displacement",
        oscillator,
        {"gamma": (0, 6), "omega_0": (1, 5), "x_0": (0.25, 1.5)},
        (0.231, 2.087, 1.13),
        (0, 20),
    ),
    "pharmacokinetics": (0, "concentration", doses, {"D": (50, 400), "half_life": (2, 12), "k_a": (0.5, 3)}, (231, 5.3, 1.21), (0.2, 71)),
    "michaelis_menten": (0, "rate", lambda s, v_max, K: v_max * s / (K + s), {"v_max": (0.5, 2), "K": (0.5, 4)}, (1.31, 1.73), (0.2, 9.9)),
    "michaelis_menten, integrated": (2, "substrate", batch, {"v_max": (0.5, 2), "K": (0.5, 4)}, (1.23, 1.4), (0, 9)),
}


@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize("case", CASES)
def test_a_fit_is_scipys(case: str, weighted: bool) -> None:
    plot, name, model, fitted, true, (low, high) = CASES[case]
    random = np.random.default_rng(5)
    x = np.sort(random.uniform(low, high, 47))
    clean = model(x, *true)
    sigma = random.uniform(0.01, 0.05, len(x)) * np.ptp(clean)
    y = clean + sigma * random.normal(size=len(x))
    found = fit_in_v8(case.split(",")[0], plot, name, {}, fitted, x, y, list(sigma) if weighted else None)
    given = {"sigma": sigma, "absolute_sigma": True} if weighted else {}
    best, covariance = curve_fit(model, x, y, p0=true, ftol=1e-15, xtol=1e-15, gtol=1e-15, **given)
    assert found["converged"] and found["exact"]
    assert found["values"] == pytest.approx(best.tolist(), rel=1e-6)
    assert found["errors"] == pytest.approx(np.sqrt(np.diag(covariance)).tolist(), rel=1e-5)
    assert found["correlations"][0][1] == pytest.approx(covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1]), abs=1e-5)
    assert found["curve"] == pytest.approx(model(x, *best).tolist(), rel=1e-6, abs=1e-6 * np.ptp(clean))


def test_what_the_data_leave_open_is_told() -> None:
    x = np.linspace(0.5, 3, 9)
    y = 0.5 * x + 0.01 * np.sin(40 * x)
    start = {"a": 1.0, "b": 1.0, "c": 0.2}
    v8 = MiniRacer()
    v8.eval("\n".join([*(module(name) for name in ("lab/fit.js", "lab/model.js")), FIT]))
    v8.eval("const X = Float64Array.from({ length: 50 }, (_, i) => i / 10); const prepare = () => ({ x: X });")
    v8.eval("const plots = [(c, s) => [s.x, s.x.map((x) => c.a * c.b * x + 0 * c.c)]];")
    mark = {"kind": "curve", "arrays": {"x": 0, "y": 1}}

    def fit(names: list[str], low: float, high: float) -> Any:
        given = (mark, start, names, [[low, high]] * len(names), x.tolist(), y.tolist(), None)
        return script(f"measured({', '.join(map(json.dumps, given))})", v8)

    together = fit(["a", "b", "c"], 0.1, 2)
    assert together["mixed"] == [[0, 1]] and together["still"] == [2] and together["errors"] == [None, None, None]
    edge = fit(["a"], 0.6, 2)
    assert edge["values"] == [0.6] and edge["atBound"] == [True] and edge["errors"] == [None] and edge["converged"]
    alone = fit(["a"], 0.1, 2)
    assert alone["values"][0] == pytest.approx(float(x @ y / (x @ x)), rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "plot", "model"),
    [
        ("path", "[s.t.map((t) => c.v * t), s.t.map((t) => c.v * t - 4.905 * t * t)]", lambda x, v: x - 4.905 * (x / v) ** 2),
        ("path", "[s.t.map((t) => -c.v * t), s.t.map((t) => c.v * t - 4.905 * t * t)]", lambda x, v: -x - 4.905 * (x / v) ** 2),
        ("curve", "[s.t, s.t.map((_, i) => Math.sin(c.v * i / 40))]", lambda x, v: np.sin(v * x)),  # read by the number of a point
        ("bars", "[s.t, s.t.map((t) => c.v * t)]", lambda x, v: np.where(np.isclose(x * 40, np.round(x * 40)), v * x, np.nan)),
    ],
    ids=["path", "path that goes left", "table", "bars"],
)
def test_a_line_at_other_places(kind: str, plot: str, model: Any) -> None:
    v8 = MiniRacer()
    v8.eval(module("lab/model.js"))
    v8.eval("const T = Float64Array.from({ length: 81 }, (_, i) => i / 40); const prepare = () => ({ t: T });")
    v8.eval(f"const plots = [(c, s) => {plot}];")
    x = np.array([0.5, 0.6237, 1.05, 1.333, 1.99]) * (-1 if "-c.v" in plot else 1)
    made = f"modelOf({{ prepare, plots }}, 0, {{ kind: '{kind}', arrays: {{ x: 0, y: 1 }} }}, [{{ v: 3 }}, {{ v: 2 }}])"
    found = script(f"(({{ exact, at }}) => ({{ exact, y: Array.from(at({{ v: 2.5 }}, {json.dumps(x.tolist())})) }}))({made})", v8)
    known = model(x, 2.5)
    exact = plot != "[s.t, s.t.map((_, i) => Math.sin(c.v * i / 40))]"
    assert found["exact"] == exact
    assert np.array(found["y"], dtype=float) == pytest.approx(known, rel=1e-12 if exact else 1e-5, nan_ok=True)


@pytest.mark.parametrize(
    "plot",
    [
        "[s.t, s.t.map((t) => c.v * t)]",
        "[s.t, s.t.map((t) => t < 1 ? c.v * t : c.v * 2)]",
        "[s.t.map((t) => c.v * t / 3), s.t.map((t) => c.v * t)]",
        "[s.t, s.t.map((_, i) => c.v * i / 40)]",
    ],
    ids=["curve", "piecewise curve", "path", "table"],
)
def test_a_line_has_no_value_beyond_its_ends(plot: str) -> None:
    v8 = MiniRacer()
    v8.eval(module("lab/model.js"))
    v8.eval("const T = Float64Array.from({ length: 81 }, (_, i) => i / 40); const prepare = () => ({ t: T });")
    v8.eval(f"const plots = [(c, s) => {plot}];")
    made = "modelOf({ prepare, plots }, 0, { kind: 'path', arrays: { x: 0, y: 1 } }, [{ v: 3 }, { v: 2 }])"
    x = [-0.01, -1e-12, 2 + 1e-12, 2.01]
    assert script(f"Array.from({made}.at({{ v: 3 }}, {json.dumps(x)}))", v8) == [None, 0, pytest.approx(6), None]


def test_a_path_that_turns_back_is_refused() -> None:
    v8 = MiniRacer()
    v8.eval(module("lab/model.js"))
    v8.eval("const T = Float64Array.from({ length: 81 }, (_, i) => i / 40); const prepare = () => ({ t: T });")
    v8.eval("const plots = [(c, s) => [s.t.map((t) => Math.cos(9 * t)), s.t]];")
    why = script("modelOf({ prepare, plots }, 0, { kind: 'path', arrays: { x: 0, y: 1 } }, [{}])", v8)
    assert why == "it turns back, so that one x has several y"


# --- the whole way, in a browser -------------------------------------------------------------------------------------------------


def swing(rows: int = 41) -> str:
    """A swing as a German spreadsheet would write it, in millimetres."""
    t = np.linspace(0, 38, rows)
    x = 1000 * oscillator(t, 0.11, 1.1, 0.8) + 8 * np.sin(57 * t)
    lines = ["Zeit t / s;x (mm);σ_x (mm)", *(f"{a:.3f};{b:.2f};8,0".replace(".", ",") for a, b in zip(t, x, strict=True))]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def choose(page: Page, text: str, name: str = "swing.csv", encoding: str = "utf-8") -> None:
    page.set_input_files(".covis-lab input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)})


def test_a_measurement_is_dropped_fitted_kept_and_taken_away(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    own = "name.includes('/lab/') && !name.endsWith('/drops.js')"
    loaded = f"performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => {own})"
    assert page.evaluate(loaded) == [], "nothing of the lab comes before somebody asks for it"
    start = page.evaluate(f"{ROOT}.covis.snapshot().controls")
    page.evaluate(
        """(text) => {
          const files = new DataTransfer();
          files.items.add(new File([text], "swing.csv", { type: "text/csv" }));
          const target = document.querySelector(".covis-area");
          const about = { bubbles: true, cancelable: true, dataTransfer: files };
          for (const kind of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, about));
        }""",
        swing(),
    )
    lab = page.get_by_role("region", name="Your measurement")
    expect(lab.get_by_text("swing.csv · 41 rows")).to_be_visible()
    expect(lab.get_by_label("y", exact=True)).to_have_value("1")
    expect(lab.get_by_label("Uncertainty of y", exact=True)).to_have_value("2")
    expect(lab.get_by_text("Converted: mm to m.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Measured less curve: 41 residuals"))).to_be_visible()
    lab.get_by_role("button", name="Fit", exact=True).click()
    expect(lab.locator("tbody tr")).to_have_count(3)
    said = lab.locator("tbody").inner_text().replace("\u202f", "")
    for known in (0.11, 1.1, 0.8):
        assert any(abs(float(number) / known - 1) < 0.05 for number in re.findall(r"([\d.]+) ±", said)), said
    expect(lab.get_by_text("χ²")).to_be_visible()
    after = page.evaluate(f"{ROOT}.covis.snapshot()")
    assert abs(after["controls"]["gamma"] - 0.11) < 0.01 and after["controls"] != start
    assert "A measurement of 41 points, swing.csv" in after["plots"][0]["description"] and "Fitted:" in after["plots"][0]["description"]
    expect(page.locator(".covis-note")).to_contain_text("Fitted:")
    expect(page.get_by_role("img", name=re.compile("^Measured less fit"))).to_be_visible()
    # Another state: the points stay, the residuals are those of the curve; Compare still works.
    dots = page.locator(".covis-measured .covis-measured-dots").get_attribute("d")
    page.get_by_role("button", name="Compare").click()
    page.locator(".covis-chip").first.click()
    expect(page.get_by_role("img", name=re.compile("^Measured less curve"))).to_be_visible()
    assert page.locator(".covis-measured .covis-measured-dots").get_attribute("d") == dots
    expect(page.locator(".covis-frozen li")).to_have_count(1)
    with page.expect_download() as download:
        lab.get_by_role("button", name="Save as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "residual (m)" in lines[0] and "uncertainty of y (m)" in lines[0]
    assert sum(line.startswith("swing.csv,") for line in lines) == 41
    lab.get_by_role("button", name="Remove").click()
    expect(page.locator(".covis-measured")).to_have_count(0)
    expect(page.locator(".covis-residuals")).to_have_count(0)
    assert "measurement" not in page.evaluate(f"{ROOT}.covis.snapshot().plots[0].description")


def test_on_a_phone_the_points_stay_in_view_while_a_finger_fits(visit: Visit) -> None:
    page = visit("damped_oscillator", width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page.get_by_role("button", name="Measurement").tap()
    choose(page, swing())
    fit = page.locator(".covis-lab").get_by_role("button", name="Fit", exact=True)
    fit.tap()
    expect(page.locator(".covis-lab tbody tr")).to_have_count(3)
    expect(fit).to_be_in_viewport(ratio=1)
    for part in (".covis-measured", ".covis-residuals-plot"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)


def test_with_the_keyboard_and_what_is_wrong_is_said(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    page.keyboard.press("m")
    lab = page.get_by_role("region", name="Your measurement")
    expect(lab.get_by_role("heading", name="Your measurement")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("t,U\n0,1\n1,x\n2,3\n3,4\n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(lab.get_by_role("alert").first).to_contain_text("Row 3, column “U”: “x” is not a number.")
    choose(page, "t,U\n0,1\n1,2\n", name="few.csv", encoding="utf-16")
    expect(lab.get_by_text("few.csv · 2 rows")).to_be_visible()
    expect(lab.get_by_role("alert").first).to_be_hidden()
    lab.get_by_role("button", name="Fit", exact=True).click()
    expect(lab.get_by_text("2 points on the curve cannot determine 3 values")).to_be_visible()
    unit = lab.get_by_label("Unit of y", exact=True)
    unit.fill("kg")
    unit.press("Enter")
    expect(lab.get_by_text("A measurement in kg cannot be shown on an axis in m")).to_be_visible()
    expect(page.locator(".covis-measured")).to_have_count(0)
    # What the controls cover cannot be read.
    choose(page, "t;U\n0,5;1\n1;2\n2;3\n3;4\n")
    lab.get_by_role("button", name="Read them with a decimal point").click()
    expect(lab.get_by_role("alert").first).to_contain_text("“0,5” is not a number.")
    on_top = """(element) => {
      const { x, y, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(x + 20, y + 5)) && y + height <= innerHeight;
    }"""
    assert lab.get_by_role("alert").first.evaluate(on_top)


def test_a_page_that_is_come_back_to_has_it(visit: Visit) -> None:
    """As Streamlit's pages do it: the DOM goes, what `memory` holds stays."""
    page = visit("damped_oscillator", reduced_motion="reduce")
    page.evaluate("import('/runtime/page/mount.js').then(({ mount }) => { window.mountAgain = mount; })")
    again = """async () => {
      const root = document.querySelector(".covis");
      const { document: documentUrl, program: programUrl, plotly: plotlyUrl } = root.dataset;
      window.kept ??= {};
      root.covis.dispose();
      await mountAgain(root, { documentUrl, programUrl, plotlyUrl, memory: window.kept }).ready;
    }"""
    until(page, "!!window.mountAgain")
    page.evaluate(again)
    page.get_by_role("button", name="Measurement").click()
    choose(page, swing(11))
    expect(page.get_by_text("swing.csv · 11 rows")).to_be_visible()
    put(page, "{gamma: 0.2}")
    page.evaluate(again)
    expect(page.get_by_text("swing.csv · 11 rows")).to_be_visible()
    expect(page.locator(".covis-measured .covis-measured-dots")).to_have_count(1)
    assert page.evaluate(f"{ROOT}.covis.snapshot().controls.gamma") == 0.2

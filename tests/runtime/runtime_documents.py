"""Documents written by hand, so that the runtime is tested apart from the compiler: the damped oscillator, and a bit of everything."""

from __future__ import annotations

from typing import Any

from covis.document import Document


def mi(name: str, sub: str = "") -> str:
    inner = f"<msub><mi>{name}</mi><mn>{sub}</mn></msub>" if sub else f"<mi>{name}</mi>"
    return f"<math>{inner}</math>"


def slider(name: str, label: str, low: float, high: float, start: float, **more: Any) -> dict[str, Any]:
    return {"kind": "slider", "name": name, "label": label, "low": low, "high": high, "start": start, "nudge": 0.01, **more}


def axis(title: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"title": {"text": title}, "range": [low, high], "type": "linear", "zeroline": True, "automargin": True, **more}


def line(**more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "line": {"width": 2, "simplify": False}, **more}


def curve(name: str, color: str, trace: int, x: int, y: int, **more: Any) -> dict[str, Any]:
    return {"kind": "curve", "name": name, "color": color, "trace": trace, "arrays": {"x": x, "y": y}, **more}


def bind(trace: int, array: str, output: int, moves: bool = True) -> dict[str, Any]:
    return {"trace": trace, "array": array, "output": output, "moves": moves}


OSCILLATOR_PROGRAM = """
export const format = 1;
const t = Float64Array.from({ length: 400 }, (_, i) => (40 * i) / 399);
export function prepare(c) { return { t }; }
function motion(c) {
  const w = Math.sqrt(c.omega_0 * c.omega_0 - c.gamma * c.gamma);
  const x = new Float64Array(400), v = new Float64Array(400), e = new Float64Array(400);
  for (let i = 0; i < 400; i++) {
    const d = c.x_0 * Math.exp(-c.gamma * t[i]), s = Math.sin(w * t[i]);
    e[i] = d;
    x[i] = d * (Math.cos(w * t[i]) + (c.gamma / w) * s);
    v[i] = (-d * c.omega_0 * c.omega_0 * s) / w;
  }
  return { x, v, e };
}
export const plots = [
  (c) => { const { x, e } = motion(c); return [t, x, e]; },
  (c) => { const { x, v } = motion(c); return [x, v]; },
];
export function readouts(c) { return [c.omega_0 / (2 * c.gamma), Math.LN2 / c.gamma]; }
export function values(c) { return [c.omega_0 / (2 * c.gamma), Math.LN2 / c.gamma]; }
"""

OSCILLATOR_TEXT = """
<h2>The idea</h2>
<p>A swing left to itself does not swing for ever: friction takes a little of its energy in every cycle. The swing keeps its rhythm
almost unchanged while its size shrinks inside the dashed envelope. Turn the damping up and watch two pictures of the same motion: the
displacement against time, and the orbit in the plane of displacement and velocity that spirals into the point of rest.</p>
<h2>The model</h2>
<p>A mass on a spring with a friction force proportional to its velocity obeys</p>
<math display="block"><mover><mi>x</mi><mo>¨</mo></mover><mo>+</mo><mn>2</mn><mi>γ</mi><mover><mi>x</mi><mo>˙</mo></mover><mo>+</mo>
<msubsup><mi>ω</mi><mn>0</mn><mn>2</mn></msubsup><mi>x</mi><mo>=</mo><mn>0</mn><mo>.</mo></math>
<p>With the present settings the quality factor is <output data-value="0" data-digits="3"></output>, and the damping rate is
<output data-control="gamma"></output>.</p>
<h2>Assumptions and limits</h2>
<ul><li>The friction is proportional to the velocity.</li><li>The motion is under-damped.</li></ul>
<h2>Sources</h2>
<ul><li>I. G. Main, <em>Vibrations and Waves in Physics</em>, 3rd ed., ch. 3.</li></ul>
"""


def _oscillator() -> dict[str, Any]:
    t = [40 * i / 399 for i in range(400)]
    zero = [0.0] * 400
    return {
        "format": 1,
        "id": "damped_oscillator",
        "title": "What friction does to a swing",
        "summary": "Trade damping against frequency and watch the energy leave.",
        "objectives": ["Read the damping rate off a decaying swing", "Recognise a decaying motion in its phase portrait"],
        "prior_knowledge": "Simple harmonic motion; the exponential function.",
        "controls": [
            slider("x_0", "Initial displacement", 0.2, 2, 1, unit="m", symbol=mi("x", "0")),
            slider("gamma", "Damping rate", 0.02, 0.9, 0.1, unit="1/s", symbol=mi("γ")),
            slider("omega_0", "Natural angular frequency", 1, 5, 2, unit="rad/s", symbol=mi("ω", "0"), nudge=0.05),
        ],
        "plots": [
            {
                "title": "",
                "figure": {
                    "data": [line(name="displacement", x=t, y=zero), line(name="x₀ exp(−γt)", x=t, y=zero, line={"dash": "dash"})],
                    "layout": {"xaxis": axis("Time (s)", 0, 40), "yaxis": axis("Displacement (m)", -2.1, 2.1)},
                },
                "shapes": [[400], [400], [400]],
                "bindings": [bind(0, "x", 0, False), bind(0, "y", 1), bind(1, "x", 0, False), bind(1, "y", 2)],
                "marks": [curve("displacement", "a", 0, 0, 1), curve("x₀ exp(−γt)", "muted", 1, 0, 2)],
                "description": [
                    "Displacement against time, for a damping rate of ",
                    {"value": "gamma", "digits": 3},
                    ". The curve starts at ",
                    {"mark": 0, "array": "y", "stat": "first", "unit": "m", "digits": 3},
                    " and its lowest point is ",
                    {"mark": 0, "array": "y", "stat": "min", "unit": "m", "digits": 3},
                    " at ",
                    {"mark": 0, "array": "y", "stat": "at_min", "unit": "s", "digits": 3},
                    ".",
                ],
            },
            {
                "title": "Phase portrait",
                "figure": {
                    "data": [line(name="orbit", x=zero, y=zero)],
                    "layout": {"xaxis": axis("Displacement (m)", -2.1, 2.1), "yaxis": axis("Velocity (m/s)", -6, 6)},
                },
                "shapes": [[400], [400]],
                "bindings": [bind(0, "x", 0), bind(0, "y", 1)],
                "marks": [{"kind": "path", "name": "orbit", "color": "a", "trace": 0, "arrays": {"x": 0, "y": 1}}],
                "description": ["The orbit spirals into the point of rest."],
            },
        ],
        "readouts": [{"label": "Quality factor Q", "digits": 3}, {"label": "Half-life of the swing", "unit": "s", "digits": 3}],
        "presets": [
            {"name": "A bell", "controls": {"gamma": 0.02, "omega_0": 5}},
            {"name": "A swing", "controls": {"gamma": 0.1}},
            {"name": "A car's shock absorber", "controls": {"gamma": 0.9, "omega_0": 1}},
        ],
        "questions": [
            {
                "ask": "<p>Double the damping rate. What happens to the time in which the swing halves?</p>",
                "answer": "<p>It halves too: ln 2 / γ.</p>",
                "preset": "A swing",
            }
        ],
        "text": OSCILLATOR_TEXT,
        "facts": [
            {
                "id": "motion",
                "kind": "identity",
                "statement": "x(t) obeys the equation of motion",
                "mathematics": '<math display="block"><mi>x</mi><mo>+</mo><mi>y</mi><mo>=</mo><mn>0</mn></math>',
                "source": "Main, ch. 3",
            }
        ],
        "program": OSCILLATOR_PROGRAM,
        "thumbnail": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }


MIXTURE_PROGRAM = """
export const format = 1;
const x = Float64Array.from({ length: 101 }, (_, i) => i / 10);
export function prepare(c) {
  if (c.n === 5) throw new Error("no value for five");
  return {};
}
export const plots = [
  (c) => {
    const y = x.map((v) => c.glass * Math.sin(c.n * v - c.time));
    const gap = x.map((v) => (v > 4 && v < 6 ? NaN : c.n === 4 && v < 1 ? Infinity : -y[Math.round(v * 10)]));
    return [x, y, gap, Float64Array.of(c.time), Float64Array.of(Math.sin(c.time)), Float64Array.of(c.marks)];
  },
  (c) => {
    if (c.n === 3) throw new Error("three is broken");
    const a = Float64Array.of(0, 1, 2), z = new Float64Array(6);
    for (let j = 0; j < 2; j++) for (let i = 0; i < 3; i++) z[j * 3 + i] = c.n * (i + 10 * j);
    return [a, Float64Array.of(0, 1), z];
  },
];
export function readouts(c) { return [1 / (c.n - 1), Math.sqrt(c.n - 2)]; }
export function values(c) { return []; }
"""


def _mixture() -> dict[str, Any]:
    x = [i / 10 for i in range(101)]
    return {
        **_oscillator(),
        "id": "mixture",
        "objectives": [],
        "prior_knowledge": "",
        "controls": [
            slider("n", "Number of waves", 1, 5, 2, step=1, nudge=1),
            {
                "kind": "choice",
                "name": "glass",
                "label": "Glass",
                "options": [["crown", 1.5], ["flint", 1.7], ["dense flint", 1.9]],
                "start": "crown",
            },
            {"kind": "toggle", "name": "marks", "label": "Show the point", "start": True},
            {"kind": "clock", "name": "time", "label": "Time", "unit": "s", "low": 0, "high": 10, "nudge": 0.1, "start": 0, "speed": 2},
        ],
        "plots": [
            {
                "title": "Waves",
                "figure": {
                    "data": [
                        line(name="wave", x=x, y=x),
                        line(name="broken", x=x, y=x),
                        {"type": "scatter", "mode": "markers", "name": "point", "x": [0], "y": [0], "marker": {"size": 12}},
                    ],
                    "layout": {"xaxis": axis("x", 0, 10), "yaxis": axis("y", -2, 2)},
                },
                "shapes": [[101], [101], [101], [1], [1], [1]],
                "bindings": [bind(0, "y", 1), bind(1, "y", 2), bind(2, "x", 3), bind(2, "y", 4)],
                "marks": [
                    curve("wave", "a", 0, 0, 1),
                    curve("broken", "b", 1, 0, 2),
                    {"kind": "points", "name": "point", "color": "accent", "trace": 2, "arrays": {"x": 3, "y": 4}, "show": 5},
                ],
                "description": ["Two waves."],
            },
            {
                "title": "Map",
                "figure": {
                    "data": [{"type": "heatmap", "x": [0, 1, 2], "y": [0, 1], "z": [[0, 1, 2], [10, 11, 12]]}],
                    "layout": {"xaxis": axis("a", -0.5, 2.5), "yaxis": axis("b", -0.5, 1.5)},
                },
                "shapes": [[3], [2], [2, 3]],
                "bindings": [bind(0, "x", 0, False), bind(0, "y", 1, False), bind(0, "z", 2)],
                "marks": [{"kind": "heatmap", "name": "map", "color": "a", "trace": 0, "arrays": {"x": 0, "y": 1, "z": 2}}],
                "description": ["A map."],
            },
        ],
        "readouts": [{"label": "Pole"}, {"label": "Root", "unit": "m"}],
        "presets": [{"name": "Flint", "controls": {"glass": "flint", "marks": False, "time": 2.5}}],
        "questions": [],
        "text": "<p>Text.</p>",
        "facts": [],
        "program": MIXTURE_PROGRAM,
    }


def documents() -> dict[str, dict[str, Any]]:
    """Checked against the schema, as plain data."""
    return {made["id"]: Document.model_validate(made).model_dump() for made in (_oscillator(), _mixture())}

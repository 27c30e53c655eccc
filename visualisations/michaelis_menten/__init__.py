"""Enzymes: why more substrate stops helping.

Model    v = v_max s / (K (1 + i / K_i) + s (1 + i / K_u));  i inhibitor, K_i its constant on the free enzyme, K_u on the complex
         s' = -v: a batch that is used up
Source   A. Cornish-Bowden, Fundamentals of Enzyme Kinetics, 4th ed., ch. 2 and 6; L. Michaelis and M. L. Menten, Biochem. Z. 49 (1913) 333
"""

from sympy import LambertW, exp, oo, symbols

import covis as cv

s = cv.Axis("s", 0, 10, label="Substrate", unit="mmol/L")
r = cv.Axis("r", -2, 5, label="1 / substrate", unit="L/mmol")
t = cv.Axis("t", 0, 20, points=401, label="Time", unit="min")
v_max = cv.Slider("v_max", 0.5, 2, value=1, label="Greatest rate", unit="mmol/L/min")
K = cv.Slider("K", 0.5, 4, value=1, label="Michaelis constant", unit="mmol/L")
i = cv.Slider("i", 0, 4, value=0, label="Inhibitor", unit="mmol/L")
kind = cv.Choice("kind", {"competitive": 1, "uncompetitive": 2, "mixed, equal": 3}, value="competitive", label="How the inhibitor binds")
s_0 = cv.Slider("s_0", 0.5, 10, value=5, label="Substrate at the start", unit="mmol/L")
K_I = cv.Constant("K_I", 1, label="Inhibition constant", unit="mmol/L")

on_enzyme = 1 + i / K_I * kind.pick({"competitive": 1, "uncompetitive": 0, "mixed, equal": 1})
on_complex = 1 + i / K_I * kind.pick({"competitive": 0, "uncompetitive": 1, "mixed, equal": 1})
K_app = K * on_enzyme / on_complex
v_app = v_max / on_complex


def rate(s):
    return v_app * s / (K_app + s)


v = rate(s)
share = rate(s_0) / v_app
_half = v_app / 2
line = (1 + K_app * r) / v_app
meets = -1 / K_app  # where the line meets the axis
left = K_app * LambertW(s_0 / K_app * exp((s_0 - v_app * t) / K_app))
_s, _p = symbols("s p")
batch = cv.Trajectory({_s: -rate(_s), _p: rate(_s)}, start={_s: s_0, _p: 0}, over=t, units={_s: "mmol/L", _p: "mmol/L"})

SCHNELL = "S. Schnell and C. Mendoza, J. Theor. Biol. 187 (1997) 207-212: the Lambert W function"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(v.subs(i, 0), over=s, name="without inhibitor", color="muted", dash=True),
            cv.Curve(v, over=s, name="rate", color="a"),
            cv.Curve(v_app, over=s, name="greatest rate", color="c", dash=True),
            cv.Points(K_app, _half, name="half of it, at the apparent K", color="b"),
            cv.Handle(x=s_0, y=rate(s_0), name="start of the batch"),
            title="Rate against substrate",
            y="Rate",
            y_unit="mmol/L/min",
        ),
        cv.Plot(
            cv.Curve(line.subs(i, 0), over=r, name="without inhibitor", color="muted", dash=True),
            cv.Curve(line, over=r, name="1 / rate", color="a"),
            cv.Points([0, meets], [line.subs(r, 0), 0], name="1 / greatest rate, and -1 / K", color="b"),
            title="Lineweaver-Burk: both upside down",
            y="1 / rate",
            y_unit="L*min/mmol",
            y_range=(-1, 12),
        ),
        cv.Plot(
            cv.Curve(batch[_s], over=t, name="substrate", color="a"),
            cv.Curve(batch[_p], over=t, name="product", color="d"),
            title="A batch that is used up",
            y="Concentration",
            y_unit="mmol/L",
        ),
    ],
    readouts=[
        cv.Readout("Apparent greatest rate", v_app, unit="mmol/L/min"),
        cv.Readout("Apparent Michaelis constant", K_app, unit="mmol/L"),
        cv.Readout("Rate at the start of the batch", rate(s_0), unit="mmol/L/min"),
        cv.Readout("Share of the greatest rate", share),
    ],
    presets=[
        cv.Preset("No inhibitor"),
        cv.Preset("Inhibitor A", i=2, kind="competitive"),
        cv.Preset("Inhibitor A with much substrate", i=2, kind="competitive", s_0=10),
        cv.Preset("Inhibitor B", i=2, kind="uncompetitive"),
        cv.Preset("Inhibitor C", i=2, kind="mixed, equal"),
    ],
    symbols={"on_enzyme": r"\alpha", "on_complex": r"\alpha'", "left": "s(t)"},
    facts=[
        cv.Identity("At the apparent K the rate is half of the greatest", v, _half, at={s: K_app}, source="Cornish-Bowden, ch. 2"),
        cv.Limit("Enough substrate saturates the enzyme", v, s, oo, v_app, source="Cornish-Bowden, ch. 2"),
        cv.Identity("A competitive inhibitor leaves the greatest rate alone", v_app, v_max, at={kind: 1}, source="Cornish-Bowden, ch. 6"),
        cv.Identity("An uncompetitive inhibitor lowers both alike", v_app / K_app, v_max / K, at={kind: 2}, source="Cornish-Bowden, ch. 6"),
        cv.Identity("An inhibitor that binds equally to both leaves K as it is", K_app, K, at={kind: 3}, source="Cornish-Bowden, ch. 6"),
        cv.Identity("Upside down the curve is a straight line", 1 / rate(s_0), line, at={r: 1 / s_0}, source="derived: divide out"),
        cv.Identity("A closed form obeys the equation", left.diff(t), -rate(left), source=SCHNELL),
        cv.Identity("The batch drawn is the closed form", batch[_s], left, source=SCHNELL),
        cv.Identity("The product is what the substrate has lost", batch[_p], s_0 - left, source="derived: each molecule becomes one"),
        cv.Identity("The straight line meets the axis at -1/K_app", line, 0, at={r: meets}, source="Cornish-Bowden, ch. 2"),
        cv.Value(
            "Nine times K gives nine tenths of the greatest rate",
            share,
            at={s_0: 9, K: 1, i: 0, kind: 1},
            expected=0.9,
            source="Cornish-Bowden, ch. 2: s / (K + s)",
        ),
    ],
)

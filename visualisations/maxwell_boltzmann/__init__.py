"""The speeds of molecules in a gas: why a little heat makes many more fast ones.

Model    f(v) = 4 pi (M / (2 pi R T))^(3/2) v^2 exp(-M v^2 / (2 R T))
Source   P. W. Atkins and J. de Paula, Physical Chemistry, 10th ed., topic 1B; R: SI Brochure, 9th ed. (exact)
"""

from sympy import Derivative, Ge, Integral, Rational, erfc, exp, oo, pi, sqrt

import covis as cv

v = cv.Axis("v", 0, 2500, points=501, label="Speed", unit="m/s")
S = cv.Axis("S", 200, 1500, label="Temperature", unit="K", symbol="T'")
T = cv.Slider("T", 200, 1500, value=300, label="Temperature", unit="K")
MASSES = {"helium": 4.0026, "water": 18.015, "nitrogen": 28.013, "carbon dioxide": 44.009, "argon": 39.948}
gas = cv.Choice("gas", MASSES, value="nitrogen", label="Gas", symbol="M_r")
v_s = cv.Slider("v_s", 100, 2400, value=1000, step=10, label="Faster than", unit="m/s")
tail = cv.Axis("tail", v_s, 2500, points=200, label="Speed", unit="m/s")
R = cv.Constant("R", 8.31446261815324, label="gas constant", unit="J/mol/K")
g = cv.Constant("g", 0.001, label="a gram for each mole", unit="kg/mol", symbol=r"\mathrm{g\,mol^{-1}}")

M = gas * g


def density(v, T):
    """The share of the molecules for each unit of speed."""
    return 4 * pi * (M / (2 * pi * R * T)) ** Rational(3, 2) * v**2 * exp(-M * v**2 / (2 * R * T))


def faster(v, T):
    """The share of the molecules that are faster than v."""
    u = v * sqrt(M / (2 * R * T))
    return erfc(u) + 2 * u / sqrt(pi) * exp(-(u**2))


f = density(v, T)
fast, share = faster(v, T), faster(v_s, T)
v_most = sqrt(2 * R * T / M)
v_mean = sqrt(8 * R * T / (pi * M))
v_rms = sqrt(3 * R * T / M)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(0, density(tail, T), over=tail, name="fast enough", color="b", opacity=0.4),
            cv.Curve(f, over=v, name="share for each unit of speed", color="a"),
            cv.Points(
                [v_most, v_mean, v_rms],
                [density(v_most, T), density(v_mean, T), density(v_rms, T)],
                name="most frequent, mean, rms",
                color="d",
            ),
            cv.Handle(x=v_s, y=density(v_s, T), name="faster than this"),
            title="How many have which speed",
            x_range=(0, 2500),
            y="Share for each m/s",
            y_unit="s/m",
        ),
        cv.Plot(
            cv.Curve(faster(v_s, S), over=S, name="share that is faster", color="b"),
            cv.Handle(x=T, y=share, name="this temperature"),
            title="How many are fast enough",
            y="Share",
            log="y",
            y_range=(1e-12, 1),
        ),
    ],
    readouts=[
        cv.Readout("Most frequent speed", v_most, unit="m/s"),
        cv.Readout("Mean speed", v_mean, unit="m/s"),
        cv.Readout("Root of the mean square", v_rms, unit="m/s"),
        cv.Readout("Share that is fast enough", share),
    ],
    presets=[
        cv.Preset("The air in a room"),
        cv.Preset("A little warmer", T=330),
        cv.Preset("The same in helium", gas="helium"),
        cv.Preset("A heavy gas", gas="argon", v_s=700),
    ],
    symbols={"fast": "F", "share": "F(v_s)", "v_most": r"v_{\mathrm{mp}}", "v_mean": r"\bar v", "v_rms": r"v_{\mathrm{rms}}"},
    facts=[
        cv.Identity("The fast share loses the area under the curve", -Derivative(fast, v), f, source="derived: an integral from v on"),
        cv.Identity("Every molecule is faster than nothing", fast, 1, at={v: 0}, source="derived: erfc(0) = 1"),
        cv.Identity("The curve peaks at the most frequent speed", f.diff(v), 0, at={v: v_most}, source="Atkins and de Paula, topic 1B"),
        cv.Identity("M v^2/2 is 3/2 R T on average", M * Integral(v**2 * f, (v, 0, oo)) / 2, 3 * R * T / 2, source="Atkins, topic 1B"),
        cv.Identity(
            "The mean speed is 2/√π of the most frequent one", v_mean, 2 / sqrt(pi) * v_most, source="Atkins and de Paula, topic 1B"
        ),
        cv.Value(
            "Nitrogen at 298.15 K has a mean speed of 475 m/s",
            v_mean,
            at={gas: 28.013, T: 298.15},
            expected=475,
            rtol=2e-3,
            source="Atkins and de Paula, Physical Chemistry, 10th ed., topic 1B: 475 m/s for N2 at 25 °C",
        ),
        cv.Limit("The share of faster molecules falls to 0 as the speed grows", fast, v, oo, 0, source="derived: erfc falls to 0"),
        cv.Always("The hotter, the larger the fast share", Ge(faster(v_s, S).diff(S), 0, evaluate=False), source="derived: u falls with T"),
        cv.Identity("v_rms^2 is the mean square", Integral(v**2 * f, (v, 0, oo)), v_rms**2, source="Atkins and de Paula, topic 1B"),
    ],
)

"""Titration: why the pH hardly moves, and then jumps.

Model    charge balance h + b = K_w / h + alpha(h) a of V_a of an acid and V of a strong base, h = [H+]; solved for V(pH), which is exact
Source   D. A. Skoog et al., Fundamentals of Analytical Chemistry, 9th ed., ch. 14
"""

from sympy import Rational, log

import covis as cv

LOWEST = 0.6

ACIDS = {"a strong acid": -6, "formic": 3.745, "acetic": 4.757, "ammonium": 9.244}
acid = cv.Choice("acid", ACIDS, value="acetic", label="Acid", symbol=r"\mathrm{p}K_a")
C_a = cv.Slider("C_a", 0.02, 0.2, value=0.1, step=0.01, label="Concentration of the acid", unit="mol/L")
C_b = cv.Slider("C_b", 0.05, 0.2, value=0.1, step=0.01, label="Concentration of the base (NaOH)", unit="mol/L")
INDICATORS = {"methyl orange": 1, "bromothymol blue": 2, "phenolphthalein": 3}
indicator = cv.Choice("indicator", INDICATORS, value="phenolphthalein", label="Indicator")
molar = cv.Constant("molar", 1, label="one mole a litre", unit="mol/L", symbol=r"c^{\circ}")
highest = 14 + log(C_b / molar, 10) - 0.1
share = cv.Slider("share", 0, 1, value=0.4, label="Along the curve")
pH = cv.Axis("pH", LOWEST, highest, points=1200, label="pH")
added = cv.Axis("added", 0, 100, points=2, label="Base added", unit="mL")
V_a = cv.Constant("V_a", 50, label="volume of the acid", unit="mL")
K_w = cv.Constant("K_w", 1e-14, label="ion product of water", unit="mol**2/L**2")
K_a = molar * 10 ** (-acid)


def hydrogen(pH):
    return molar * 10 ** (-pH)


def dissociated(pH):
    """The share of the acid that has given its proton away."""
    return K_a / (K_a + hydrogen(pH))


def undissociated(pH):
    return hydrogen(pH) / (K_a + hydrogen(pH))


def base_for(pH):
    """The volume of base that brings the mixture to a pH."""
    surplus = K_w / hydrogen(pH) - hydrogen(pH)  # of hydroxide over hydrogen ions
    return V_a * (C_a * dissociated(pH) + surplus) / (C_b - surplus)


h_plus, oh, alpha_1, _V = hydrogen(pH), K_w / hydrogen(pH), dissociated(pH), base_for(pH)
pH_now = LOWEST + share * (highest - LOWEST)
h_now, oh_now, alpha_1_now = hydrogen(pH_now), K_w / hydrogen(pH_now), dissociated(pH_now)
V_now, V_e = base_for(pH_now), V_a * C_a / C_b
low = indicator.pick({"methyl orange": 3.1, "bromothymol blue": 6.2, "phenolphthalein": 8.3})
high = indicator.pick({"methyl orange": 4.4, "bromothymol blue": 7.6, "phenolphthalein": 10.0})
# Sodium less the acid's anions, and hydrogen ions less hydroxide: the charge of a litre of the mixture.
_charge = (C_b * _V - alpha_1 * C_a * V_a) / (V_a + _V) + h_plus - oh

SKOOG, VINEGAR = "Skoog, ch. 14, titration of 50.00 mL of 0.1000 M acetic acid", {acid: 4.757, C_a: 0.1, C_b: 0.1}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(low, high, over=added, name="the indicator changes colour", color="c", opacity=0.25),
            cv.Path(_V, pH, over=pH, name="pH", color="a"),
            cv.Polyline([(V_e, 0), (V_e, 14)], name="equivalence", color="b", dash=True),
            cv.Points(V_now, pH_now, name="now", color="e"),
            title="Titration curve",
            y="pH",
            x_range=(0, 100),
        ),
        cv.Plot(
            cv.Path(dissociated(pH), pH, over=pH, name="base form A⁻", color="d"),
            cv.Path(undissociated(pH), pH, over=pH, name="acid form HA", color="b"),
            cv.Points([dissociated(pH_now), undissociated(pH_now)], [pH_now, pH_now], name="now", color="e"),
            title="Which form is there",
            x="Share of the acid",
            y="pH",
        ),
    ],
    readouts=[
        cv.Readout("pH now", pH_now),
        cv.Readout("Base added", V_now, unit="mL"),
        cv.Readout("Equivalence at", V_e, unit="mL"),
        cv.Readout("Share that has given its proton away", dissociated(pH_now)),
    ],
    presets=[
        cv.Preset("Vinegar"),
        cv.Preset("A strong acid", acid="a strong acid"),
        cv.Preset("Methyl orange with vinegar", indicator="methyl orange"),
        cv.Preset("A very weak acid", acid="ammonium"),
    ],
    symbols={"h_plus": r"[\mathrm{H}^+]", "oh": r"[\mathrm{OH}^-]", "h_now": r"[\mathrm{H}^+]_\ast", "oh_now": r"[\mathrm{OH}^-]_\ast"},
    facts=[
        cv.Identity("The charges balance at every point of the curve", _charge, 0, source="Skoog, ch. 14: the charge balance"),
        cv.Value("Equivalence of acetic acid is at pH 8.73", _V, at={pH: 8.73, **VINEGAR}, expected=50, rtol=1e-5, source=SKOOG),
        cv.Value("Half way there the pH is nearly the pK_a, 4.76", _V, at={pH: 4.757, **VINEGAR}, expected=25, rtol=2e-3, source=SKOOG),
        cv.Value("0.1 mol/L of acetic acid has pH 2.88", _V, at={pH: 2.8823, **VINEGAR}, expected=0, atol=0.01, source=SKOOG),
        cv.Value("A strong acid is neutral at equivalence", _V / V_e, at={**VINEGAR, pH: 7, acid: -6}, expected=1, source="Skoog, ch. 14"),
        cv.Identity("At the pK_a half of the acid has lost its proton", dissociated(pH), 0.5, at={pH: acid}, source="derived: K_a = h"),
        cv.Always("The more base is added, the higher the pH", _V.diff(pH) > 0, source="derived: all terms grow with pH"),
        cv.Identity("The shares of the acid add up to 1", dissociated(pH) + undissociated(pH), 1, source="derived: each molecule is one"),
        cv.Identity(
            "The curve ends 0.1 below the pH of the base alone",
            K_w / hydrogen(highest),
            C_b / 10 ** Rational(1, 10),
            source="derived: [OH-] = C_b",
        ),
        cv.Identity("The moving pH begins at the lowest one", pH_now, LOWEST, at={share: 0}, source="derived: no share of the way"),
        cv.Identity("The moving pH ends at the highest one", pH_now, highest, at={share: 1}, source="derived: all of the way"),
    ],
)

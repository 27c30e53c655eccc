"""Charging a capacitor: what the time constant does.

Model    R C dV/dt = V_0 - V, empty at the start: a capacitor C, charged through a resistor R from a battery of voltage V_0
Source   H. D. Young and R. A. Freedman, University Physics, 13th ed., sec. 26.4
"""

# This is a whole visualisation: the model here, and every sentence that a student reads in text.md beside it. Replace it part by part, from
# the top down, and run  covis check <its id>  after each part: it says what no longer fits, with the line. In the gallery's docs,
# authoring.md has an example of everything that may stand here.
from sympy import exp, oo

import covis as cv

# 1. What is shown. Each of these is a SymPy symbol: write formulas with it. The first argument is its name and the same as the Python
#    name; then come the lowest and the highest value. Units are checked: ohm times farad is second, and anything else is an error.
t = cv.Axis("t", 0, 30, label="Time", unit="s")  # what the curve is drawn along
R = cv.Slider("R", 1000, 10000, value=4700, step=100, label="Resistance", unit="ohm")  # what the student changes
C = cv.Constant("C", 1e-3, label="Capacitance", unit="farad")  # what nobody changes
V_0 = cv.Constant("V_0", 5, label="Battery voltage", unit="V")

# 2. The model, stated once. The browser's curve, the equations in text.md and the facts below all come from these lines.
#    Name the parts: text.md shows V as {{V}}, "where tau = ...".
tau = R * C
V = V_0 * (1 - exp(-t / tau))

visualisation = cv.Visualisation(
    # 3. The picture: here one plot with one curve. The horizontal axis takes its unit from the Axis; the vertical one has `y_unit`.
    plots=[cv.Plot(cv.Curve(V, over=t, name="voltage"), x="Time", y="Voltage across the capacitor", y_unit="V")],
    # 4. Numbers that change with the sliders.
    readouts=[cv.Readout("Time constant", tau, unit="s")],
    # 5. Three settings that are worth seeing: the extremes, and one between them. A control that is not named goes to its `value`.
    presets=[cv.Preset("Small resistor", R=1000), cv.Preset("Middling resistor", R=4700), cv.Preset("Large resistor", R=10000)],
    # 6. The facts: claims that run. Choose them so that a wrong sign or a lost factor in part 2 makes one fail, and try that.
    #    `source` is a book with its section, or "derived: ..." with the derivation in a line. At least one number should be published.
    facts=[
        cv.Identity(
            "The voltages around the loop add up: R I + V = V_0, with the current I = C dV/dt",
            R * C * V.diff(t) + V,
            V_0,
            source="Young and Freedman, sec. 26.4",
        ),
        cv.Value(
            "The capacitor is empty at the start",
            V,
            at={t: 0, R: 4700},
            expected=0,
            source="derived: 1 - exp(0) = 0",
        ),
        cv.Value(
            "After one time constant it holds 0.632 of its final charge",
            V / V_0,
            at={t: 4.7, R: 4700},
            expected=0.632,
            atol=0.0005,  # the book gives three digits
            source="Young and Freedman, sec. 26.4",
        ),
        cv.Limit("In the end it has the voltage of the battery", V, t, oo, V_0, source="Young and Freedman, sec. 26.4"),
    ],
)

"""A product that reacts on: when to stop to get the most of it.

Model    A -> B -> C, rates k_1 [A] and k_2 [B], pure A at the start
Source   P. W. Atkins and J. de Paula, Physical Chemistry, 10th ed., topic 20E
"""

from sympy import exp, log

import covis as cv

t = cv.Axis("t", 0, 20, points=401, label="Time", unit="min")
w = cv.Axis("w", 0.031, 31, points=300, log=True, label="k₂ / k₁")
now = cv.Clock("now", 0, 20, speed=2, label="Time", unit="min")
k_1 = cv.Slider("k_1", 0.1, 2, value=0.6, step=0.01, label="Rate constant of A → B", unit="1/min")
k_2 = cv.Slider("k_2", 0.065, 3.005, value=0.205, step=0.01, label="Rate constant of B → C", unit="1/min")
a_0 = cv.Constant("a_0", 1, label="A at the start", unit="mol/L")

a = a_0 * exp(-k_1 * t)
b = a_0 * k_1 / (k_2 - k_1) * (exp(-k_1 * t) - exp(-k_2 * t))
c = a_0 * (1 - (k_2 * exp(-k_1 * t) - k_1 * exp(-k_2 * t)) / (k_2 - k_1))
t_most = log(k_2 / k_1) / (k_2 - k_1)
b_most = a_0 * (k_1 / k_2) ** (k_2 / (k_2 - k_1))
_best = b_most / a_0
yield_of = w ** (w / (1 - w))
ratio = k_2 / k_1

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(a, over=t, name="A", color="a"),
            cv.Curve(b, over=t, name="B", color="b"),
            cv.Curve(c, over=t, name="C", color="d"),
            cv.Points(t_most, b_most, name="most of B", color="c"),
            cv.Points([now, now, now], [a.subs(t, now), b.subs(t, now), c.subs(t, now)], name="now", color="e"),
            title="Amounts over time",
            y="Concentration",
            y_unit="mol/L",
        ),
        cv.Plot(
            cv.Curve(yield_of, over=w, name="best yield of B", color="b"),
            cv.Points(ratio, _best, name="these rate constants", color="c"),
            title="What the best moment yields",
            y="Share of A that is B",
        ),
    ],
    readouts=[
        cv.Readout("Most of B is there after", t_most, unit="min"),
        cv.Readout("Best yield of B", _best),
        cv.Readout("k₂ / k₁", ratio),
        cv.Readout("C now", c.subs(t, now), unit="mol/L"),
    ],
    presets=[
        cv.Preset("A useful intermediate"),
        cv.Preset("The second step is fast", k_1=0.2, k_2=3.005),
        cv.Preset("The second step is slow", k_1=2, k_2=0.065),
        cv.Preset("Nearly equal", k_1=0.5, k_2=0.505),
    ],
    facts=[
        cv.Identity("A is used up at the rate k_1 a", a.diff(t), -k_1 * a, source="Atkins and de Paula, topic 20E"),
        cv.Identity("B is made from A and lost to C", b.diff(t), k_1 * a - k_2 * b, source="Atkins and de Paula, topic 20E"),
        cv.Identity("No molecule is lost: A, B and C add up to the start", a + b + c, a_0, source="derived: each molecule is A, B or C"),
        cv.Identity("At the start there is neither B nor C", b**2 + c**2, 0, at={t: 0}, source="derived: put t = 0"),
        cv.Identity("B stops growing when there is most of it", b.diff(t), 0, at={t: t_most}, source="Atkins and de Paula, topic 20E"),
        cv.Identity("The most of B is what is there then", b, b_most, at={t: t_most}, source="derived: put t_most into b"),
        cv.Identity("The yield depends on the ratio alone", _best, yield_of, at={w: ratio}, source="derived: k_2 = w k_1 in b_most/a_0"),
        cv.Limit("Equal rate constants yield 1/e", yield_of, w, 1, exp(-1), source="derived: b = a_0 k t exp(-k t), most at k t = 1"),
        cv.Value(
            "With k_2 twice k_1 the best yield is a quarter",
            yield_of,
            at={w: 2},
            expected=0.25,
            source="Levenspiel, Chemical Reaction Engineering, 3rd ed., ch. 8",
        ),
    ],
)

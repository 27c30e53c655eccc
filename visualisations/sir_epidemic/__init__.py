"""An epidemic: why it ends before everybody has been ill.

Model    s' = -beta s i,  i' = beta s i - gamma i,  r' = gamma i;  R_0 = beta / gamma;  a share q of all is immune at the start
Source   W. O. Kermack and A. G. McKendrick, Proc. R. Soc. A 115 (1927) 700-721; J. D. Murray, Mathematical Biology I, 3rd ed., ch. 10.2
"""

from sympy import LambertW, Max, Piecewise, exp, log, symbols

import covis as cv

DAYS = 160

t = cv.Axis("t", 0, DAYS, points=641, label="Time", unit="day")
now = cv.Clock("now", 0, DAYS, speed=10, label="Time", unit="day")
R_0 = cv.Slider("R_0", 0.5, 6, value=2.5, step=0.05, label="Basic reproduction number")
days_ill = cv.Slider("days_ill", 3, 14, value=7, step=1, label="Days that somebody is infectious", unit="day", symbol="D")
q = cv.Slider("q", 0, 0.9, value=0, step=0.01, label="Share who are immune at the start")
i_0 = cv.Constant("i_0", 0.001, label="share who are infected at the start")
x = cv.Axis("x", 0.001, 1, label="Susceptible share")

gamma = 1 / days_ill
beta = R_0 * gamma
s_0 = 1 - q - i_0
_s, _i, _r = symbols("s i r")
epidemic = cv.Trajectory(
    {_s: -beta * _s * _i, _i: beta * _s * _i - gamma * _i, _r: gamma * _i}, start={_s: s_0, _i: i_0, _r: q}, over=t, step=0.0625
)
s, i, r = epidemic[_s], epidemic[_i], epidemic[_r]


# Constant along every epidemic: dividing i' by s' leaves an equation for i(s).
def conserved(s, i):
    return s + i - log(s) / R_0


level = conserved(s_0, i_0)
orbit = level - x + log(x) / R_0
threshold = 1 / R_0
at_peak = Piecewise((level - threshold * (1 + log(R_0)), s_0 > threshold), (i_0, True))
final = -LambertW(-R_0 * exp(-R_0 * level)) / R_0
were_ill = 1 - q - final
immunity = Max(0, 1 - 1 / R_0)
_top = Piecewise((orbit.subs(x, threshold), s_0 > threshold), (i_0, True))
ROOT = "Murray, ch. 10.2: the root of s = exp(-2 (1 - s)) below 1, where hardly anybody is infected at the start"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(s, over=t, name="susceptible", color="a"),
            cv.Curve(i, over=t, name="infected", color="b"),
            cv.Curve(r, over=t, name="recovered or immune", color="d"),
            cv.Points([now, now, now], [epidemic.at(now)[_s], epidemic.at(now)[_i], epidemic.at(now)[_r]], name="now", color="e"),
            title="Shares of the population",
            y="Share",
        ),
        cv.Plot(
            cv.Path(x, orbit, over=x, name="level line", color="muted", dash=True),
            cv.Path(s, i, over=t, name="epidemic", color="b"),
            cv.Polyline([(threshold, 0), (threshold, 1)], name="1 / R₀: each case makes one new one", color="c", dash=True),
            cv.Polyline([(0, 1), (1, 0)], name="everybody is one or the other", color="muted"),
            cv.Points(final, 0, name="where it ends", color="d"),
            cv.Points(epidemic.at(now)[_s], epidemic.at(now)[_i], name="now", color="e"),
            title="Infected against susceptible",
            x="Susceptible share",
            y="Infected share",
            x_range=(0, 1),
            y_range=(0, 1),
            equal=True,
        ),
    ],
    readouts=[
        cv.Readout("Infected at the peak", at_peak),
        cv.Readout("Ill in all", were_ill),
        cv.Readout("Still susceptible at the end", final),
        cv.Readout("Share who must be immune to stop it", immunity),
    ],
    presets=[
        cv.Preset("A new infection"),
        cv.Preset("Contacts are halved", R_0=1.25),
        cv.Preset("Half are vaccinated", q=0.5),
        cv.Preset("Herd immunity", q=0.61),
        cv.Preset("As contagious as smallpox", R_0=5),
    ],
    symbols={"final": r"s_\infty", "at_peak": r"i_{\max}"},
    facts=[
        cv.Conserved("s + i - ln(s) / R_0 is constant", conserved(_s, _i), along=epidemic, source="Murray, ch. 10.2"),
        cv.Identity("Nobody is lost: the shares add up to one", s + i + r, 1, source="derived: the rates add up to 0, and the starts to 1"),
        cv.Identity("The epidemic runs along its level line", i, orbit.subs(x, s), source="derived: both are at i_0 where s is s_0"),
        cv.Always("The infected are never more than at the peak", i <= at_peak, source="Murray, ch. 10.2: i' = 0 at s = 1/R_0"),
        cv.Identity("The peak is where the level line passes the threshold", at_peak, _top, source="Murray, ch. 10.2"),
        cv.Identity(
            "Those who fell ill leave s_0 exp(-R_0 times them)", s_0 * exp(-R_0 * were_ill), final, source="Kermack and McKendrick 1927"
        ),
        cv.Identity("The orbit is level where a case makes one new case", orbit.diff(x), 0, at={x: threshold}, source="derived: i' = 0"),
        cv.Value("R_0 = 2 leaves 20.3 % untouched", final.subs(i_0, 0), at={R_0: 2, q: 0}, expected=0.2032, rtol=1e-3, source=ROOT),
        cv.Identity("With 1 - 1/R_0 immune each case makes one", R_0 * (1 - immunity), 1, at={R_0: 1 + q}, source="derived: R_0 s = 1"),
        cv.Always(
            "With s_0 below 1/R_0 the peak is the start", (at_peak <= i_0) | (s_0 > threshold), source="derived: i' = (beta s - gamma) i"
        ),
        cv.Always("The epidemic ends below the threshold", final <= threshold + 1e-9, source="derived: the infected fall at the end"),
    ],
)

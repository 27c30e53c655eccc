"""Synchronisation: many oscillators with frequencies of their own fall into step when they are coupled strongly enough.

Model    theta_k' = omega_k + (K/N) sum over j of sin(theta_j - theta_k),  N oscillators, omega_k from a normal distribution
Source   Y. Kuramoto, Chemical Oscillations, Waves, and Turbulence, Springer 1984, ch. 5; S. H. Strogatz, Physica D 143 (2000) 1-20

The frequencies are the quantiles of the normal distribution at (k - 1/2)/N, so that chance is in the phases at the start alone.
"""

import numpy as np
from scipy.integrate import quad
from sympy import Abs, I, IndexedBase, Piecewise, Rational, Sum, besseli, cos, erf, exp, pi, sin, sqrt, symbols

import covis as cv

N, SECONDS = 80, 30

t = cv.Axis("t", 0, SECONDS, points=SECONDS * 10 + 1, label="Time", unit="s")
now = cv.Clock("now", 0, SECONDS, speed=2, label="Time", unit="s")
K = cv.Slider("K", 0, 3, value=1.5, label="Coupling", unit="1/s")
sigma = cv.Slider("sigma", 0.2, 1, value=0.5, label="Spread of the natural frequencies", unit="1/s")
seed = cv.Again("seed", value=7, label="Other phases at the start")
k = cv.Index("k", 1, N, label="Oscillator")
w = cv.Axis("w", 0, 2 * pi, points=181, label="Angle")
# Along the branch of partly synchronised states: the square of K r / (2 sigma).
x = cv.Axis("x", 0.001, 30, points=300, log=True, label="Square of the pull over the spread")

u = cv.Random("u", over=k, seed=seed)
theta = IndexedBase("theta")
j, m = symbols("j m", integer=True)

omega = cv.normal((k - Rational(1, 2)) / N, sd=sigma)
# The pull of all the others, K/N times the sum of sin(theta_j - theta_k): two sums for all oscillators in place of one for each.
C = Sum(cos(theta[j]), (j, 1, N)) / N
S = Sum(sin(theta[j]), (j, 1, N)) / N
mean_pull = K * (S * cos(theta[k]) - C * sin(theta[k]))
phases = cv.Trajectory({theta[k]: omega + mean_pull}, start={theta[k]: 2 * pi * u}, over=t, each=k)

phase, phase_now = phases[theta], phases.at(now)[theta]


def on_circle(angle):
    return cos(angle), sin(angle)


def _mean(function, angle):
    return Sum(function(angle), (k, 1, N)) / N


def _order(angle):
    return sqrt(_mean(cos, angle) ** 2 + _mean(sin, angle) ** 2)


r = _order(phase)
r_now = _order(phase_now)
# The mean over the last ten seconds.
r_late = Sum(r.subs(t, SECONDS - 10 + m / 2), (m, 1, 20)) / 20
in_step = Sum(Piecewise((1, Abs(omega) < K * r_now), (0, True)), (k, 1, N))

critical = sqrt(8 / pi) * sigma
# For N to infinity: 1 = K times the integral of cos(a)^2 g(K r sin a), which is a form with Bessel functions of x = (K r / (2 sigma))^2.
coupling = critical * exp(x) / (besseli(0, x) + besseli(1, x))
coherence = 2 * sigma * sqrt(x) / coupling


def branch_is_consistent():
    """The couplings and coherences of the branch against the integral, with SciPy."""
    gaps = []
    for strength, order in zip(cv.evaluate(coupling, over=x, sigma=0.5)[::60], cv.evaluate(coherence, over=x)[::60], strict=True):
        share = lambda a, at=strength * order: np.cos(a) ** 2 * np.exp(-2 * (at * np.sin(a)) ** 2) / np.sqrt(np.pi / 2)  # noqa: E731
        gaps.append(abs(strength * quad(share, -np.pi / 2, np.pi / 2, epsabs=1e-12)[0] - 1))
    return np.max(gaps) < 1e-9, f"the integral times K is 1 within {np.max(gaps):.1g}"


def pulled_by_all():
    """The rate of each oscillator at the start beside its frequency and the sum over all the others, one by one."""
    others = K / N * Sum(sin(2 * pi * (u.subs(k, j) - u)), (j, 1, N))
    gaps = np.abs(cv.evaluate(phase.diff(t).subs(t, 0) - omega - others, over=k))
    return np.max(gaps) < 1e-12, f"{gaps.size} oscillators, within {np.max(gaps):.1g}"


def held_as_by_the_normal_distribution():
    """In the end those with |omega| < K r, beside the share erf(K r / (sigma sqrt 2)) of a normal distribution."""
    gap = abs(cv.evaluate(in_step - N * erf(K * r_now / (sigma * sqrt(2))), K=1, now=SECONDS))
    return gap < 1, f"{gap:.2g} oscillators apart"


def ensemble_follows_the_branch():
    """Well above the threshold the late coherence of 80 oscillators is that of infinitely many, and well below it is small."""
    late, strong, weak = (cv.evaluate(r_late, K=strength, seed=chance) for strength, chance in ((2, 1), (2, 2), (0.2, 1)))
    wanted = np.interp(2, cv.evaluate(coupling, over=x), cv.evaluate(coherence, over=x))
    same = abs(np.mean(cv.evaluate(r, over=t, K=0.2, seed=1)[-96::5]) - weak)  # twenty times from 20.5 s to 30 s
    found = f"at K = 2/s {late:.3f} and {strong:.3f} for {wanted:.3f}, at K = 0.2/s {weak:.2g}"
    return np.max(np.abs([late - wanted, strong - wanted])) < 0.03 and weak < 0.35 and same < 1e-9, found


STROGATZ = "Strogatz 2000, sec. 4"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Points(*on_circle(phase_now), over=k, name="oscillators", color="a"),
            cv.Arrow((0, 0), (_mean(cos, phase_now), _mean(sin, phase_now)), name="their mean", color="b"),
            cv.Path(*on_circle(w), over=w, color="muted", opacity=0.5),
            title="Phases now",
            equal=True,
            x="cos of the phase",
            y="sin of the phase",
        ),
        cv.Plot(
            cv.Curve(r, over=t, name="coherence", color="b"),
            cv.Points(now, r_now, name="now", color="b"),
            title="How far they are in step",
            y="Coherence r",
        ),
        cv.Plot(
            cv.Path(coupling, coherence, over=x, name="infinitely many oscillators", color="c"),
            cv.Polyline([(0, 0), (critical, 0)], color="c"),
            cv.Points(K, r_late, name="these, over the last 10 s", color="b"),
            title="Coherence and coupling",
            x="Coupling",
            x_unit="1/s",
            y="Coherence r",
            x_range=(0, 3.1),
        ),
    ],
    readouts=[
        cv.Readout("Coherence now", r_now),
        cv.Readout("Mean coherence of the last 10 s", r_late),
        cv.Readout("Critical coupling", critical, unit="1/s"),
        cv.Readout("Oscillators slow enough to be held now", in_step),
    ],
    presets=[
        cv.Preset("Half way to the threshold", K=0.4),
        cv.Preset("Just above the threshold", K=0.9),
        cv.Preset("Strongly coupled", K=2.5),
        cv.Preset("Not coupled", K=0),
    ],
    symbols={"critical": "K_c", "coupling": "K(x)", "coherence": "r(x)", "omega": r"\omega_k"},
    facts=[
        cv.Value(
            "With a spread of 1/s the critical coupling is 1.596/s",
            critical,
            at={sigma: 1},
            expected=1.5957691,
            source=f"{STROGATZ}: 2/(pi g(0))",
        ),
        cv.Limit("The branch begins at the threshold", coupling, x, 0, critical, side="+", source="derived: I_0(0) = 1 and I_1(0) = 0"),
        cv.Limit(
            "Just above the threshold r^2 is pi times the excess of the coupling over the critical one",
            coherence**2 / (coupling / critical - 1),
            x,
            0,
            pi,
            side="+",
            source=f"{STROGATZ}: r^2 = 16 mu/(-pi K_c^3 g''(0)), where g''(0) = -1/(sigma^3 sqrt(2 pi))",
        ),
        cv.Check("On the branch K times the integral of cos^2(a) g(K r sin a) is 1", branch_is_consistent, source=STROGATZ),
        cv.Check("Each turns at its own frequency and is pulled by all the others", pulled_by_all, source="derived: the sum as it stands"),
        cv.Conserved(
            "The mean phase stays: the pulls cancel in pairs and the natural frequencies have the mean 0",
            Sum(theta[k], (k, 1, N)) / N,
            along=phases,
            source="derived: sin(theta_j - theta_k) + sin(theta_k - theta_j) = 0, and the quantiles lie evenly about 0",
        ),
        cv.Check("The oscillators that are slow enough are held", held_as_by_the_normal_distribution, source=f"{STROGATZ}: |omega| < K r"),
        cv.Identity(
            "A phase is a place on the circle", on_circle(w)[0] + I * on_circle(w)[1], exp(I * w), source="derived: Euler's formula"
        ),
        cv.Check("These oscillators follow the branch of infinitely many", ensemble_follows_the_branch, source=STROGATZ),
    ],
)

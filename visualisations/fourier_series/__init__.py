"""Fourier series: a jump built from sine waves, and the overshoot that no number of terms takes away.

Model    s_N(t) = sum of b_n sin(2 pi n t) over the first N harmonics that are not zero; time t in periods, waves between -1 and +1
Source   H. S. Carslaw, Introduction to the Theory of Fourier's Series and Integrals, 3rd ed., ch. 7 and 9
"""

from scipy.integrate import quad
from sympy import Abs, Eq, Integral, Piecewise, Rational, Si, Sum, Symbol, floor, lambdify, pi, polygamma, sin

import covis as cv

SQUARE, SAWTOOTH, TRIANGLE = 1, 2, 3

N = cv.Slider("N", 1, 20, value=3, step=1, label="Number of terms")
w = cv.Choice("w", {"square": SQUARE, "sawtooth": SAWTOOTH, "triangle": TRIANGLE}, value="square", label="Wave to build")
# 1502 points: none falls on a jump (t = 0, 1/2, 1), where the wave has two values.
t = cv.Axis("t", -0.75, 1.25, points=1502, label="Time, in periods")

# The last harmonic that N terms reach: the square and the triangle have none of even number.
M = Piecewise((N, Eq(w, SAWTOOTH)), (2 * N - 1, True))
n = cv.Index("n", 1, M, label="Harmonic n")

# One period of each wave, in the time u since the period began.
u = Symbol("u", nonnegative=True)
square = Piecewise((1, u < Rational(1, 2)), (-1, True))
sawtooth = 1 - 2 * u
triangle = Piecewise((4 * u, u < Rational(1, 4)), (2 - 4 * u, u < Rational(3, 4)), (4 * u - 4, True))
SHAPES = {"square": square, "sawtooth": sawtooth, "triangle": triangle}
period = w.pick(SHAPES)
wave = period.subs(u, t - floor(t))

b_square = 2 * (1 - (-1) ** n) / (pi * n)
b_sawtooth = 2 / (pi * n)
b_triangle = 4 * (1 - (-1) ** n) * sin(pi * n / 2) / (pi * n) ** 2
b = w.pick({"square": b_square, "sawtooth": b_sawtooth, "triangle": b_triangle})
s_square = Sum(b_square * sin(2 * pi * n * t), (n, 1, 2 * N - 1))
s_sawtooth = Sum(b_sawtooth * sin(2 * pi * n * t), (n, 1, N))
s_triangle = Sum(b_triangle * sin(2 * pi * n * t), (n, 1, 2 * N - 1))
s = w.pick({"square": s_square, "sawtooth": s_sawtooth, "triangle": s_triangle})
newest = b.subs(n, M) * sin(2 * pi * M * t)

# Where the slope of the sum first vanishes after t = 0, and how high the sum stands there.
PEAKS = {"square": 1 / (4 * N), "sawtooth": 1 / (2 * (N + 1)), "triangle": Rational(1, 4)}
t_p = w.pick(PEAKS)
peak = s.subs(t, t_p)
excess = peak - w.pick({name: shape.subs(u, PEAKS[name]) for name, shape in SHAPES.items()})
gibbs = 2 * Si(pi) / pi
HEIGHT = 2  # from -1 to +1: for the square and the sawtooth, the jump
overshoot = 100 * excess / HEIGHT
settles = Piecewise((100 * (gibbs - 1) / HEIGHT, w < TRIANGLE), (0, True))

# Parseval: the mean square of a wave is the sum of b_n^2 / 2, so what the terms do not hold is the error.
mean_square = Piecewise((1, Eq(w, SQUARE)), (Rational(1, 3), True))
error = mean_square - Sum(b**2 / 2, (n, 1, M))


def coefficient(shape, code, number=n):
    """The Fourier integral of one period of a wave, beside the coefficient that is plotted."""
    return 2 * Integral(shape * sin(2 * pi * number * u), (u, 0, 1)), b.subs({w: code, n: number})


def error_is_the_area():
    """The mean of (wave - sum)^2 over a period, by quadrature between the breaks, against the readout."""
    gaps = []
    for state in ({w: code, N: terms} for code in (SQUARE, SAWTOOTH, TRIANGLE) for terms in (1, 3, 7)):
        apart = lambdify(t, ((wave - s) ** 2).subs(state))
        area = sum(quad(apart, k / 4, (k + 1) / 4)[0] for k in range(4))
        gaps.append(abs(area - float(error.subs(state).doit())))
    return all(gap < 1e-10 for gap in gaps), f"largest difference {max(gaps):.1e} for three waves with 1, 3 and 7 terms"


_beyond = N**2 * (peak.subs(w, SQUARE) - gibbs) - Rational(1, 12)
_below = (N + 1) ** 2 * (gibbs - 1 - excess.subs(w, SAWTOOTH)) - Rational(1, 6)
_left_out = 2 * polygamma(1, N + Rational(1, 2)) / pi**2
_gain = s - Sum(b * sin(2 * pi * n * t), (n, 1, M - 1))
SLOPES = "derived: the slopes add up to 4 sin(4πNt)/sin(2πt) (square), 4 sin(πNt) cos(π(N+1)t)/sin(πt) (sawtooth); cos(nπ/2) sin(nπ/2) = 0"
GRONWALL = (
    "sawtooth: Gronwall, Math. Annalen 72 (1912) 228; derived: the square's arches shrink, as sin(2πt) grows; "
    "at t = 1/4 each term of the triangle is |b_n|"
)
MIDPOINTS = "derived: a midpoint sum of (2/π) sin(x)/x with x = π(2k - 1)/(2N), in N steps of π/N from 0 to π"
GIBBS = (
    "Gibbs, Nature 59 (1899) 606; E. Hewitt and R. E. Hewitt, Archive for History of Exact Sciences 21 (1979) 129; "
    "derived: the trapezium rule for (2/π) Si(π) leaves 1/(6 (N + 1)²) to go"
)
MEANING = "derived: by its meaning"
TAIL = "derived: Parseval; b_n²/2 of the terms left out, summed by ψ₁(z) = Σ 1/(z + k)², which falls to zero"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(wave, over=t, name="the wave", color="muted"),
            cv.Curve(newest, over=t, name="last term added", color="c", dash=True),
            cv.Curve(s, over=t, name="sum of the terms", color="a"),
            cv.Curve(gibbs, over=t, name="Gibbs level 1.179", color="d", dash=True, show=w < TRIANGLE),
            cv.Points(t_p, peak, name="first peak of the sum", color="b"),
            y="Value",
            title="The wave and its sum",
            description="The sum of {N} sine waves follows the wave. Its first peak after time 0 is {peak} high, at {t_p} of a period; "
            "the wave itself lies between -1 and +1. At a jump the sum goes through the middle, 0.",
        ),
        cv.Plot(
            cv.Bars(b, over=n, name="coefficient"),
            cv.Points(M, b.subs(n, M), name="that of the last term", color="c"),
            y="Coefficient bₙ",
            title="Spectrum",
            description="One bar for each harmonic up to number {M}: how much of the sine wave with n oscillations a period is in the sum.",
        ),
    ],
    readouts=[
        cv.Readout("Highest harmonic", M),
        cv.Readout("First peak of the sum", peak, digits=4),
        cv.Readout("Peak above the wave, % of full height", overshoot, digits=4),
        cv.Readout("The same with ever more terms, %", settles, digits=4),
        cv.Readout("Mean square error", error),
    ],
    presets=[
        cv.Preset("Three terms"),
        cv.Preset("One term", N=1),
        cv.Preset("Twenty terms", N=20),
        cv.Preset("Sawtooth, ten terms", w="sawtooth", N=10),
        cv.Preset("Triangle, three terms", w="triangle", N=3),
    ],
    facts=[
        cv.Identity("The square has b_n = 4/(πn) for odd n, 0 for even n", *coefficient(square, SQUARE), source="Carslaw, ch. 7"),
        cv.Identity("The sawtooth has b_n = 2/(πn) for every n", *coefficient(sawtooth, SAWTOOTH), source="Carslaw, ch. 7"),
        cv.Identity(
            "The triangle has ±8/(πn)² for odd n", *coefficient(triangle, TRIANGLE, 2 * N - 1), source="derived: by parts, piece by piece"
        ),
        cv.Identity("The triangle has no even harmonics", *coefficient(triangle, TRIANGLE, 2 * N), source="derived: w(t + 1/2) = -w(t)"),
        cv.Identity(
            "At a jump the sum is the mean of both sides",
            s,
            (period.subs(u, 0) + period.subs(u, 1)) / 2,
            at={t: 0},
            source="Carslaw, ch. 7",
        ),
        cv.Always("The slope of every sum is zero at its peak", Abs(s.diff(t).subs(t, t_p)) < Rational(1, 10**30), source=SLOPES),
        cv.Always("Nowhere does the sum rise above the peak that is marked", s <= peak, source=GRONWALL),
        cv.Always("The square's peak tends to (2/π) Si(π), as 1/(12 N²)", Abs(_beyond) < Rational(1, 90) / N**2, source=MIDPOINTS),
        cv.Always("The sawtooth's overshoot tends to (2/π) Si(π) - 1", Abs(_below) < Rational(1, 60) / N**2, source=GIBBS),
        cv.Value("(2/π) Si(π) is 1.17898", gibbs, at={}, expected=1.1789797444721672, source="Finch, Mathematical Constants, sec. 4.1"),
        cv.Value("With one term the peak is the sine's, 4/π", peak, at={w: SQUARE, N: 1}, expected=4 / pi, source="derived: b_1 = 4/π"),
        cv.Value("The excess tends to 8.949 % of the jump", settles, at={w: SQUARE}, expected=8.9489872236, source="Finch, sec. 4.1"),
        cv.Value(
            "One term is 13.66 % of the jump too high",
            overshoot,
            at={w: SQUARE, N: 1},
            expected=200 / pi - 50,
            source="derived: (4/π - 1)/2",
        ),
        cv.Identity("The square's newest term is what its sum gains", newest, _gain, at={w: SQUARE}, source=MEANING),
        cv.Identity("The sawtooth's newest term is what its sum gains", newest, _gain, at={w: SAWTOOTH}, source=MEANING),
        cv.Identity("The triangle's newest term is what its sum gains", newest, _gain, at={w: TRIANGLE}, source=MEANING),
        cv.Always("The square's error is (2/π²) ψ₁(N + 1/2)", Abs(error.subs(w, SQUARE) - _left_out) < Rational(1, 10**30), source=TAIL),
        cv.Identity("The sawtooth's error is (2/π²) ψ₁(N + 1)", error, 2 * polygamma(1, N + 1) / pi**2, at={w: SAWTOOTH}, source=TAIL),
        cv.Always("Each term makes the mean square error smaller", error.subs(N, N + 1) < error, source="derived: it takes b_n²/2 off"),
        cv.Check("The mean square error is the mean of (wave - sum)²", error_is_the_area, source="derived: sines are orthogonal"),
    ],
)

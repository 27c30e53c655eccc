"""Standing waves: a string answers loudly to a few frequencies only.

Model    a string of length L, its right end fixed, its left end moved by cos(2 pi f t); with k = 2 pi f/c, c = sqrt(F/mu) and a loss alpha
         Y = sin(K (L - x))/sin(K L), K = k + i alpha, is the complex displacement over that of the left end; y = Re(Y exp(-2 pi i f t))
Source   I. G. Main, Vibrations and Waves in Physics, 3rd ed., on strings; derived: Y'' = -K^2 Y, Y(0) = 1, Y(L) = 0
"""

from sympy import Abs, I, cos, cosh, exp, im, pi, re, sin, sinh, sqrt

import covis as cv

f = cv.Slider("f", 60, 700, value=250, step=0.5, label="Frequency of the left end", unit="Hz")
F = cv.Slider("F", 20, 160, value=90, step=1, label="Tension", unit="N")
mu = cv.Slider("mu", 0.002, 0.008, value=0.004, step=0.0005, label="Mass of each metre", unit="kg/m", shown_in="g/m")
L = cv.Slider("L", 0.5, 1, value=0.6, step=0.05, label="Length", unit="m")
alpha = cv.Slider("alpha", 0.1, 0.5, value=0.15, step=0.01, label="Loss for each metre", unit="1/m")
now = cv.Clock("now", 0, 4, speed=0.4, label="Time, in periods")
x = cv.Axis("x", 0, L, points=301, label="Place on the string", unit="m")
tone = cv.Axis("tone", 60, 700, points=1281, label="Frequency", unit="Hz")

c = sqrt(F / mu)
f_1 = c / (2 * L)
wavelength = c / f
k = 2 * pi / wavelength
K = k + I * alpha
Y = sin(K * (L - x)) / sin(K * L)
right = I * exp(-I * K * (L - x)) / (2 * sin(K * L))  # goes to the right: it depends on k x - 2 pi f t
left = -I * exp(I * K * (L - x)) / (2 * sin(K * L))


def gain(f):
    """How far a place with a full swing moves, over the left end."""
    return 1 / sqrt(sin(2 * pi * f * L / c) ** 2 + sinh(alpha * L) ** 2)


def moving(wave):
    """A complex displacement at the moment now."""
    return re(wave) * cos(2 * pi * now) + im(wave) * sin(2 * pi * now)


size = gain(f) * sqrt(sin(k * (L - x)) ** 2 + sinh(alpha * (L - x)) ** 2)
gain_now = gain(f)
half_waves = 2 * L / wavelength

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(-size, size, over=x, name="where it swings", color="muted", opacity=0.4),
            cv.Curve(moving(right), over=x, name="wave to the right", color="b", dash=True),
            cv.Curve(moving(left), over=x, name="wave to the left", color="d", dash=True),
            cv.Curve(moving(Y), over=x, name="the string: both together", color="a"),
            y="Displacement, over the left end's",
            y_range=(-21, 21),
            title="The string now",
            description="{half_waves} half waves on the string. The largest swing is about {gain_now} times that of the left end.",
        ),
        cv.Plot(
            cv.Curve(gain(tone), over=tone, name="swing", color="a"),
            cv.Polyline([(f_1, 0), (f_1, 20)], name="lowest resonance", color="muted", dash=True, show=f_1 < 700),
            cv.Handle(x=f, y=gain_now, name="this frequency"),
            y="Largest swing, over the left end's",
            x_range=(50, 710),
            title="What the string answers to each frequency",
        ),
    ],
    readouts=[
        cv.Readout("Wave speed", c, unit="m/s"),
        cv.Readout("Wavelength", wavelength, unit="m"),
        cv.Readout("Half waves on the string", half_waves),
        cv.Readout("Lowest resonance", f_1, unit="Hz"),
        cv.Readout("Largest swing, over the left end's", gain_now),
    ],
    presets=[
        cv.Preset("Two half waves"),
        cv.Preset("Between two resonances", f=312.5),
        cv.Preset("Three half waves", f=375),
        cv.Preset("Lighter string", mu=0.002, f=353.5),
        cv.Preset("Much loss", alpha=0.5),
    ],
    facts=[
        cv.Identity("The displacement obeys the wave equation", Y.diff(x, 2), -(K**2) * Y, source="derived: Y'' = -K^2 Y"),
        cv.Identity("The left end of the string moves as it is driven", Y, 1, at={x: 0}, source="derived: the drive"),
        cv.Identity("The right end of the string is at rest", Y, 0, at={x: L}, source="derived: it is fixed"),
        cv.Identity("Two travelling waves make the standing one", right + left, Y, source="Main, on superposition; sin z by exponentials"),
        cv.Identity("The wave to the right moves with the phase K x", right.diff(x), I * K * right, source="derived: exp(i K x)"),
        cv.Identity("The wave to the left moves with the phase -K x", left.diff(x), -I * K * left, source="derived: exp(-i K x)"),
        cv.Identity("The swing is the displacement's size", size**2, Abs(Y) ** 2, source="derived: |sin(a + ib)|^2 = sin^2 a + sinh^2 b"),
        cv.Identity("At resonance the loss limits the swing", gain(f), 1 / sinh(alpha * L), at={f: 3 * f_1}, source="derived: sin 3π = 0"),
        cv.Value(
            "90 N and 4 g/m: 150 m/s, and a string of 0.6 m has its lowest tone at 125 Hz",
            f_1,
            at={F: 90, mu: 0.004, L: 0.6},
            expected=125,
            source="H. D. Young and R. A. Freedman, University Physics, ch. 15: sqrt(F/mu) / (2 L)",
        ),
        cv.Always("No frequency swings more than a resonance", gain(tone) * sinh(alpha * L) <= 1, source="derived: sin^2 >= 0"),
        cv.Identity("Between two resonances the swing is least", gain(5 * f_1 / 2), 1 / cosh(alpha * L), source="derived: sin^2 = 1"),
        cv.Identity(
            "A wave of the phase k x goes to the right, one wavelength in a period",
            moving(exp(I * k * x)),
            cos(k * x - 2 * pi * now),
            source="derived: the real part of exp(i (k x - 2 pi f t)), with the time in periods",
        ),
    ],
    symbols={"wavelength": r"\lambda"},
)

"""Sampling: how a high tone becomes a low one.

Model    cos(2 pi f t + phi) sampled at t = k / f_s; the lowest frequency with the same samples is f_a = f - f_s round(f / f_s)
Source   A. V. Oppenheim and R. W. Schafer, Discrete-Time Signal Processing, 3rd ed., ch. 4
"""

from sympy import Abs, Or, cos, floor, pi, sin

import covis as cv

LONG = cv.Constant("LONG", 0.01, label="length of the picture", unit="s")

f = cv.Slider("f", 50, 4000, value=900, step=10, label="Frequency of the tone", unit="Hz")
f_s = cv.Slider("f_s", 500, 4000, value=1000, step=10, label="Samples a second", unit="Hz")
phi = cv.Slider("phi", -3.14, 3.14, value=0, step=0.01, label="Phase", unit="rad")
t = cv.Axis("t", 0, LONG, points=1600, label="Time", unit="s", shown_in="ms")
k = cv.Index("k", 0, floor(f_s * LONG + 1e-6), label="Sample")
v = cv.Axis("v", 0, 4000, points=801, label="Frequency of the tone", unit="Hz")

nyquist = f_s / 2


def alias(f):
    """The frequency between -f_s/2 and f_s/2 that has the same samples."""
    return f - f_s * floor(f / f_s + 0.5)


def tone(f, t):
    return cos(2 * pi * f * t + phi)


x = tone(f, t)
f_a = alias(f)
apparent = tone(f_a, t)
_moment = k / f_s
samples = tone(f, _moment)
for_each_period = f_s / f

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(x, over=t, name="tone", color="muted"),
            cv.Curve(apparent, over=t, name="lowest tone with these samples", color="b"),
            cv.Points(_moment, samples, over=k, name="samples", color="a"),
            title="A tone and its samples",
            y="Signal",
        ),
        cv.Plot(
            cv.Curve(Abs(alias(v)), over=v, name="frequency that is heard", color="b"),
            cv.Curve(v, over=v, name="frequency that was played", color="muted", dash=True),
            cv.Curve(nyquist, over=v, name="half the sampling rate", color="c", dash=True),
            cv.Handle(x=f, y=Abs(f_a), name="the tone"),
            title="What is heard",
            y="Frequency that is heard",
            y_unit="Hz",
            y_range=(0, 2100),
        ),
    ],
    readouts=[
        cv.Readout("Frequency that is heard", Abs(f_a), unit="Hz"),
        cv.Readout("Half the sampling rate", nyquist, unit="Hz"),
        cv.Readout("Samples for each period", for_each_period),
    ],
    presets=[
        cv.Preset("Fast enough", f=200),
        cv.Preset("Just too slow", f=900),
        cv.Preset("A tone that stands still", f=1000),
        cv.Preset("At half the rate", f=500, phi=1.57),
        cv.Preset("Twice around", f=2150),
    ],
    facts=[
        cv.Identity("Tone and alias agree in every sample", samples, tone(f_a, k / f_s), source="derived: they differ by whole turns"),
        cv.Identity("The tone repeats after a period", tone(f, t + 1 / f), x, source="derived: 2 pi f / f = 2 pi"),
        cv.Identity("Half a period later the tone is opposite", tone(f, t + 1 / (2 * f)), -x, source="derived: cos(z + pi) = -cos z"),
        cv.Identity("At time 0 the tone has the phase phi", x.diff(t), -2 * pi * f * sin(phi), at={t: 0}, source="derived: the slope at 0"),
        cv.Always("The alias is at most half the sampling rate", Abs(f_a) <= nyquist, source="Oppenheim and Schafer, ch. 4"),
        cv.Identity(
            "Sampled at twice its frequency a tone has two samples a period", for_each_period, 2, at={f: nyquist}, source="derived: f_s / f"
        ),
        cv.Always(
            "Below half the sampling rate the alias is the tone itself",
            Or(f >= nyquist, Abs(f_a / f - 1) < 1e-9),
            source="Oppenheim and Schafer, ch. 4",
        ),
        cv.Identity("A tone at the sampling rate stands still", f_a, 0, at={f: f_s}, source="derived: f_s - f_s round(1)"),
        cv.Identity("A tone higher by the sampling rate has the same alias", alias(f + f_s), f_a, source="Oppenheim and Schafer, ch. 4"),
        cv.Value(
            "Sampled at 1 kHz, 900 Hz sounds like 100 Hz",
            Abs(f_a),
            at={f: 900, f_s: 1000},
            expected=100,
            source="Oppenheim and Schafer, ch. 4",
        ),
    ],
    symbols={"nyquist": r"f_{\mathrm{N}}", "samples": "x_k", "apparent": r"x_{\mathrm{a}}"},
)

"""Double slit: the distance between the slits sets the fringes, their width sets the envelope.

Model    I/I_0 = sinc(beta)^2 cos(alpha)^2, alpha = pi d y/(lambda L), beta = pi a y/(lambda L): Fraunhofer diffraction at small angles
Source   E. Hecht, Optics, ch. 9 and 10
"""

from fractions import Fraction

from sympy import Abs, Eq, Integral, Mod, Piecewise, Rational, Symbol, ceiling, cos, pi, sinc, sqrt

from covis import (
    Always,
    Axis,
    Check,
    Choice,
    Constant,
    Curve,
    Heatmap,
    Identity,
    Index,
    Limit,
    Plot,
    Points,
    Preset,
    Question,
    Readout,
    Slider,
    Value,
    Visualisation,
)

nm = Constant("nm", 1e-9, label="one nanometre", unit="m")
um = Constant("um", 1e-6, label="one micrometre", unit="m/um")
mm = Constant("mm", 1e-3, label="one millimetre", unit="m/mm")

lambda_nm = Choice(
    "lambda_nm",
    {"violet diode, 405 nm": 405, "blue argon, 488 nm": 488, "green Nd:YAG, 532 nm": 532, "red He-Ne, 632.8 nm": 632.8},
    start="red He-Ne, 632.8 nm",
    label="Laser",
)
d = Slider("d", 100, 500, start=250, step=10, label="Distance between the slits", unit="um")
a = Slider("a", 20, 100, start=50, step=10, label="Width of each slit", unit="um")
L = Slider("L", 1, 4, start=2, step=0.1, label="Distance to the screen", unit="m")

HALF = 40
y = Axis("y", -HALF, HALF, points=1601, label="Position on the screen", unit="mm")
h = Axis("h", 0, 10, points=2, label="Height", unit="mm")
m = Index("m", -8, 8, label="Order")

lamda = lambda_nm * nm
alpha = pi * d * um * y * mm / (lamda * L)
beta = pi * a * um * y * mm / (lamda * L)
I_slit = sinc(beta) ** 2
I_fringes = cos(alpha) ** 2
I = I_slit * I_fringes  # noqa: E741  the letter of every textbook

fringe = lamda * L / (d * um) / mm
zero = lamda * L / (a * um) / mm
bright = sinc(pi * m * a / d) ** 2  # the intensity at the place of order m: what the envelope leaves of it

# Order m falls on a zero of the envelope when m a/d is a whole number q; d and a are whole multiples of 10 um, so q <= 10.
missing = Piecewise(*[(q * d / a, Eq(Mod(q * d, a), 0)) for q in range(1, 10)], (10 * d / a, True))
inside = 2 * ceiling(d / a) - 1
fresnel = (d * um + a * um) ** 2 / (4 * lamda * L)

x = Symbol("x", real=True)
amplitude = Integral(cos(2 * pi * x * y * mm / (lamda * L)), (x, (d - a) * um / 2, (d + a) * um / 2)) / (a * um)


def missing_is_the_first():
    """The first missing order by exact fractions, for every pair of slits that the sliders allow."""
    pairs = [(i, k) for i in range(100, 501, 10) for k in range(20, 101, 10)]
    wrong = [(i, k) for i, k in pairs if missing.subs({d: i, a: k}) != Fraction(i, k).numerator]
    return not wrong, f"{len(pairs)} pairs of slits, {len(wrong)} wrong" + (f", the first {wrong[0]}" if wrong else "")


visualisation = Visualisation(
    objectives=[
        "Find the distance between two slits from the spacing of the fringes",
        "Tell which part of the pattern comes from the slits' distance, and which from their width",
        "Predict which bright fringes are missing",
    ],
    prior_knowledge="Superposition of waves and path difference; the diffraction pattern of one slit helps.",
    plots=[
        Plot(
            Curve(I, over=y, name="two slits", color="a"),
            Curve(I_slit, over=y, name="envelope: one slit alone", color="muted", dash=True),
            Points(m * fringe, bright, over=m, name="places of the orders 0, ±1 ... ±8", color="b"),
            y="Intensity I/I₀",
            x_range=(-HALF, HALF),
            y_range=(-0.04, 1.06),
            title="Intensity on the screen",
            description="Bright fringes every {fringe} mm under an envelope that falls to zero {zero} mm from the centre. "
            "Dots mark where the bright fringes of orders up to 8 belong; a dot at zero is a fringe that is missing.",
        ),
        Plot(
            Heatmap(I, over=(y, h), name="brightness"),
            z="I/I₀",
            x_range=(-HALF, HALF),
            title="The screen, as seen from the front",
            description="A strip of the screen: vertical bright stripes, one every {fringe} mm, brightest in the middle.",
        ),
    ],
    readouts=[
        Readout("Fringe spacing", fringe, unit="mm"),
        Readout("First zero of the envelope", zero, unit="mm"),
        Readout("Distance over width, d/a", d / a),
        Readout("First missing order", missing, digits=2),
        Readout("Bright fringes in the central part", inside, digits=2),
        Readout("Fresnel number (far field: well below 1)", fresnel, digits=2),
    ],
    presets=[
        Preset("Fifth order missing"),
        Preset("Twice as far apart", d=500),
        Preset("Green light", lambda_nm="green Nd:YAG, 532 nm"),
        Preset("Narrow slits, as Young thought of them", a=20),
        Preset("Slits that touch", d=100, a=100),
    ],
    questions=[
        Question(
            "The fringes are 5.06 mm apart, so the fifth order belongs 25.3 mm from the centre. Predict: how bright is it there?",
            answer="It is dark: order 5 is missing. Here d = 5a, so the fifth maximum of the two slits falls on the first zero "
            "of each one, and neither sends any light there. The dot of order 5 lies at zero.",
            preset="Fifth order missing",
        ),
        Question(
            "The slits are moved from 250 µm to 500 µm apart, and are as wide as before. "
            "Predict: what happens to the fringes, and what to the dashed envelope?",
            answer="The fringes are twice as close, 2.53 mm apart. The envelope stays, its first zero at 25.3 mm, since it depends on the "
            "width of a slit and not on the distance. So 19 bright fringes fit where there were 9.",
            preset="Twice as far apart",
        ),
        Question(
            "Slits 100 µm wide, their centres 100 µm apart: nothing is left between them. "
            "Predict: how many bright fringes stand in the central part of the envelope?",
            answer="One. With d = a every order but the zeroth falls on a zero of the envelope: what is left is the pattern of one slit "
            "of 200 µm.",
            preset="Slits that touch",
        ),
    ],
    facts=[
        Identity(
            "The intensity is the squared sum of the waves from every point of both slits",
            I,
            amplitude**2,
            source="derived: points at +x and -x have phases ±2π x y/(λL), which add to a cosine; the mean of it over a slit",
        ),
        Identity(
            "The interference repeats every fringe spacing λL/d",
            I_fringes.subs(y, y + fringe),
            I_fringes,
            source="E. Hecht, Optics, sec. 9.3 (Young's experiment)",
        ),
        Value(
            "He-Ne light, slits 250 µm apart, screen at 2 m: fringes 5.0624 mm apart",
            fringe.subs(lambda_nm, Rational("632.8")),
            at={d: 250, L: 2},
            expected=Rational("5.0624"),
            rtol=1e-12,
            source="derived: 632.8e-9 m × 2 m / 250e-6 m = 5.0624e-3 m",
        ),
        Value(
            "The same slits, each 50 µm wide: the Fresnel number on that screen is 0.0178",
            fresnel.subs(lambda_nm, Rational("632.8")),
            at={d: 250, a: 50, L: 2},
            expected=Rational("0.0225") / Rational("1.2656"),
            rtol=1e-12,
            source="derived: half the span of both slits, squared, over λL: (150e-6 m)² / (632.8e-9 m × 2 m)",
        ),
        Identity(
            "At order m the intensity is what the envelope leaves, sinc(π m a/d)²",
            I.subs(y, m * fringe),
            bright,
            source="derived: at y = m λL/d the cosine is ±1 and beta = π m a/d",
        ),
        Always(
            "The order that is called missing is dark",
            Abs(I.subs(y, missing * fringe)) < Rational(1, 10**30),
            source="E. Hecht, Optics, sec. 10.2.2: an interference maximum on a diffraction minimum is a missing order",
        ),
        Check(
            "No lower order is missing, for any pair of slits",
            missing_is_the_first,
            source="derived: m a/d is whole first at the numerator of d/a in lowest terms",
        ),
        Value(
            "With d = 5a nine bright fringes stand in the central part",
            inside,
            at={d: 250, a: 50},
            expected=9,
            source="derived: the orders -4 to 4; ±5 are missing",
        ),
        Identity(
            "Slits that touch are one slit of twice the width",
            I.subs(d, a),
            sinc(2 * beta) ** 2,
            source="derived: sin(2β) = 2 sin(β) cos(β), over 2β",
        ),
        Limit(
            "Very narrow slits give Young's fringes, all equally bright",
            I,
            a,
            0,
            I_fringes,
            side="+",
            source="E. Hecht, Optics, sec. 9.3",
        ),
        Value(
            "The first side maximum of one slit, at β = 1.4303 π, has 4.7 % of the intensity in the centre",
            I_slit.subs(lambda_nm, Rational("632.8")),
            at={y: Rational("1.4303") * Rational("25.312"), a: 50, L: 2},
            expected=0.047,
            rtol=0.01,
            source="E. Hecht, Optics, sec. 10.2.1 (the single slit)",
        ),
        Identity(
            "Interference only moves light: over one fringe it averages to a half",
            Integral(I_fringes, (y, 0, fringe)) / fringe,
            Rational(1, 2),
            source="derived: the mean of cos² over a period",
        ),
        Always(
            "On this screen, sin θ and y/L differ by less than 0.1 %",
            1 - L / sqrt(L**2 + (y * mm) ** 2) < Rational(1, 1000),
            source="derived: sin θ = y/√(y² + L²), and (40 mm/1 m)²/2 = 0.0008",
        ),
    ],
)

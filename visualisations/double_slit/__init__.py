"""Double slit: the distance between the slits sets the fringes, their width sets the envelope.

Model    I/I_0 = sinc(beta)^2 cos(alpha)^2, alpha = pi d y/(lambda L), beta = pi a y/(lambda L): Fraunhofer diffraction at small angles
Source   E. Hecht, Optics, ch. 9 and 10
"""

from sympy import Eq, Integral, Mod, Piecewise, Rational, Symbol, ceiling, cos, floor, pi, sinc

import covis as cv

nm = cv.Constant("nm", 1e-9, label="one nanometre", unit="m", symbol=r"\mathrm{nm}")
step = cv.Constant("step", 10e-6, label="what the widths are whole multiples of", unit="m")

d = cv.Slider("d", 100e-6, 500e-6, value=250e-6, step=10e-6, label="Slit separation", unit="m", shown_in="um")
a = cv.Slider("a", 20e-6, 100e-6, value=50e-6, step=10e-6, label="Width of each slit", unit="m", shown_in="um")
L = cv.Slider("L", 1, 4, value=2, step=0.1, label="Distance to the screen", unit="m")
p = cv.Slider("p", -0.035, 0.035, value=0.01, step=0.0005, label="Place on the screen", unit="m", shown_in="mm")
LASERS = {"violet diode, 405 nm": 405, "blue argon, 488 nm": 488, "green Nd:YAG, 532 nm": 532, "red He-Ne, 632.8 nm": 632.8}
COLORS = {405: "#8b1fe0", 488: "#0099e6", 532: "#1fb000", 632.8: "#ee2c12"}  # as a screen can show them, and bright enough to be seen
lambda_nm = cv.Choice("lambda_nm", LASERS, value="red He-Ne, 632.8 nm", label="Laser")
slits = cv.Choice("slits", {"two slits": 2, "one slit": 1}, value="two slits", label="Slits that are open")

HALF = 0.04
y = cv.Axis("y", -HALF, HALF, points=1601, label="Position on the screen", unit="m", shown_in="mm")
h = cv.Axis("h", 0, 0.01, points=2, label="Height", unit="m", shown_in="mm")
m = cv.Index("m", -8, 8, label="Order")

lamda = lambda_nm * nm
alpha = pi * d * y / (lamda * L)
beta = pi * a * y / (lamda * L)
I_slit = sinc(beta) ** 2
I_two = I_slit * cos(alpha) ** 2
I = slits.pick({"two slits": I_two, "one slit": I_slit})  # noqa: E741  the letter of every textbook

fringe = lamda * L / d
zero = lamda * L / a
place = m * fringe  # of order m
bright = sinc(pi * m * a / d) ** 2  # the intensity there: what the envelope leaves of it

# Order m falls on a zero of the envelope when m a/d is a whole number q; d and a are whole numbers of steps, so q <= 10.
n_d, n_a = (floor(width / step + Rational(1, 2)) for width in (d, a))
missing = Piecewise(*[(q * n_d / n_a, Eq(Mod(q * n_d, n_a), 0)) for q in range(1, 10)], (10 * n_d / n_a, True))
inside = 2 * ceiling(n_d / n_a) - 1
fresnel = (d + a) ** 2 / (4 * lamda * L)

# Seen from above: the light goes up the picture, and the slits are drawn 40 times as far apart and as wide.
two = Eq(slits, 2)
_centre = slits.pick({"two slits": d / 2, "one slit": 0})
_slit = 40 * _centre
_edges = _slit - 20 * a, _slit + 20 * a
_left, _middle = -_edges[1], -_edges[0]  # where the wall on the left ends, and where that in the middle begins
metre = cv.Constant("metre", 1, label="one metre", unit="m", symbol=r"\mathrm{m}")
order = d * p / (lamda * L)  # the path difference at the place p, in wavelengths
I_there = I.subs(y, p)
_rays, _pattern = [(-_slit, 0), (p, L), (_slit, 0)], L + I * metre / 2
b = cv.Index("b", -4, 4, label="Beam")
_beam = 9e-3 * b * metre

x = Symbol("x", real=True)
amplitude = Integral(cos(2 * pi * x * y / (lamda * L)), (x, _centre - a / 2, _centre + a / 2)) / a


def in_its_color(make, *where, **options):
    """A mark for each laser, in the laser's colour; the one that is chosen is shown."""
    return [make(*where, **options, color=color, show=Eq(lambda_nm, laser)) for laser, color in COLORS.items()]


def missing_is_the_first():
    """The first missing order by exact fractions, for every pair of slits that the sliders allow."""
    pairs = [(i, k) for i in range(10, 51) for k in range(2, 11)]
    wrong = [(i, k) for i, k in pairs if missing.subs({step: 1, d: i, a: k}) != Rational(i, k).p]
    return not wrong, f"{len(pairs)} pairs of slits, {len(wrong)} wrong"


MM = {"x_unit": "m", "x_shown_in": "mm", "x_range": (-HALF, HALF)}
ABOVE = {"x": "Position across", "y": "Distance behind the slits", "y_unit": "m"} | MM
SIDE = {lambda_nm: 632.8, a: 50e-6, L: 2, y: 1.4303 * 25.312e-3}  # β = 1.4303 π
HE_NE = {lambda_nm: 632.8, d: 250e-6, a: 50e-6, L: 2}
LARGER = "derived: 40 (d ± a)/2 on either side"
WAVES = "derived: points at +x and -x have phases ±2π x y/(λL), which add to a cosine; the mean of it over a slit"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            *in_its_color(cv.Arrow, (_beam, -0.5 * metre), (_beam, -0.1 * metre), over=b, opacity=0.6),
            *in_its_color(cv.Polyline, _rays),
            *in_its_color(cv.Path, y, _pattern, over=y),
            cv.Polyline([(-HALF, 0), (_left, 0)], color="h"),
            cv.Polyline([(_middle, 0), (_edges[0], 0)], color="h", show=two),
            cv.Polyline([(_edges[1], 0), (HALF, 0)], color="h"),
            cv.Polyline([(-HALF, L), (HALF, L)], color="muted"),
            cv.Label("slits, drawn 40 times as large", at=(0, -metre), color="muted"),
            cv.Handle(x=p, y=L, name="place on the screen", color="e"),
            **ABOVE,
            title="Slits, rays and screen",
            description="From above: light falls on the slits from below, and goes on to a screen {L} m behind them. Two rays meet on "
            "the screen {p} mm from the centre, where their paths differ by {order} wavelengths and the intensity is {I_there}.",
        ),
        cv.Plot(
            *in_its_color(cv.Curve, I, over=y),
            cv.Curve(I_slit, over=y, name="envelope: one slit alone", color="muted", dash=True, show=two),
            cv.Points(place, bright, over=m, name="orders 0 to ±8", color="h", show=two),
            cv.Points(p, I_there, color="e"),
            y="Intensity I/I₀",
            x_range=(-HALF, HALF),
            title="Intensity on the screen",
            description="Two slits give bright fringes every {fringe} mm under an envelope that falls to zero {zero} mm from the centre. "
            "Dots mark where the bright fringes of orders up to 8 belong; a dot at zero is a missing fringe. One slit gives the envelope.",
        ),
        cv.Plot(
            *in_its_color(cv.Heatmap, I, over=(y, h)),
            z="I/I₀",
            title="The screen",
            description="A strip of the screen in the colour of the laser: bright stripes every {fringe} mm where both slits are open.",
        ),
    ],
    readouts=[
        cv.Readout("Two slits: path difference there, in wavelengths", order),
        cv.Readout("Intensity there", I_there),
        cv.Readout("Two slits: fringe spacing", fringe, unit="m", shown_in="mm"),
        cv.Readout("First zero of the envelope", zero, unit="m", shown_in="mm"),
        cv.Readout("Two slits: first missing order", missing),
        cv.Readout("Two slits: bright fringes in the central part", inside),
        cv.Readout("Fresnel number (far field: well below 1)", fresnel, digits=2),
    ],
    presets=[
        cv.Preset("Slits 250 µm apart"),
        cv.Preset("Slits 500 µm apart", d=500e-6),
        cv.Preset("Green light", lambda_nm="green Nd:YAG, 532 nm"),
        cv.Preset("Slits 100 µm apart", d=100e-6, a=100e-6),
        cv.Preset("One slit", slits="one slit"),
    ],
    symbols={"fringe": r"\Delta y", "zero": "y_0", "I_two": "I_2", "I_slit": "I_1", "order": r"\delta/\lambda", "I_there": "I_p"}
    | {"place": "y_m", "bright": "I_m", "fresnel": "N_F"},
    facts=[
        cv.Identity("Two slits: the intensity is the squared sum of the waves", I, amplitude**2, at={slits: 2}, source=WAVES),
        cv.Identity("One slit: the intensity is the squared sum of the waves", I, amplitude**2, at={slits: 1}, source=WAVES),
        cv.Identity("Half a fringe from the centre the paths differ by half a wave", order, 0.5, at={p: fringe / 2}, source="Hecht, ch. 9"),
        cv.Identity("Half a fringe from the centre two slits give no light", I_two, 0, at={y: fringe / 2}, source="Hecht, sec. 9.3"),
        cv.Identity("Slits that touch are one slit of double width", I_two, sinc(2 * beta) ** 2, at={d: a}, source="derived: sin(2β)"),
        cv.Limit("Very narrow slits give Young's equally bright fringes", I_two, a, 0, cos(alpha) ** 2, side="+", source="Hecht, sec. 9.3"),
        cv.Value("He-Ne, 250 µm, 2 m: fringes of 5.0624 mm", fringe, at=HE_NE, expected=5.0624e-3, source="derived: 632.8e-9 × 2/250e-6"),
        cv.Identity("The envelope is dark first where β = π", beta, pi, at={y: zero}, source="E. Hecht, Optics, sec. 10.2.1: a sin θ = λ"),
        cv.Value("He-Ne at 2 m: Fresnel number 0.0178", fresnel, at=HE_NE, expected=0.0225 / 1.2656, source="derived: (150e-6 m)²/(λL)"),
        cv.Identity("At order m the envelope leaves sinc(π m a/d)²", I_two, bright, at={y: place}, source="derived: there cos α = ±1"),
        cv.Check("No order below the one called missing is missing", missing_is_the_first, source="Hecht, sec. 10.2.2: m a/d is whole"),
        cv.Value("With d = 5a nine fringes are in the central part", inside, at=HE_NE, expected=9, source="derived: from -4 to 4"),
        cv.Identity("The rays leave slits 40 d apart", _rays[2][0] - _rays[0][0], 40 * d, at={slits: 2}, source=LARGER),
        cv.Identity("The slits are drawn 40 times as large", _middle * _left, 400 * (d**2 - a**2), at={slits: 2}, source=LARGER),
        cv.Identity("Full intensity is drawn half a metre high", _pattern, L + metre / 2, at={y: 0}, source="derived: there I = I_0"),
        cv.Value("One slit's first side maximum has 4.7 % of I_0", I_slit, at=SIDE, expected=0.047, rtol=0.01, source="Hecht, sec. 10.2.1"),
    ],
)

"""Bragg diffraction: why a crystal mirrors X-rays at a few angles only.

Model    M planes a distance d apart; neighbours differ in phase by delta = 4 pi d sin(theta) / lambda;
         intensity = |sum over j = 0..M-1 of exp(i j delta)|^2 / M^2
Source   W. L. Bragg, Proc. Camb. Phil. Soc. 17 (1913) 43-57; C. Kittel, Introduction to Solid State Physics, 8th ed., ch. 2
"""

from sympy import Sum, asin, cos, floor, pi, sin, sqrt, symbols

import covis as cv

DEGREE = float(pi / 180)
d = cv.Slider("d", 0.15e-9, 0.5e-9, value=0.314e-9, label="Distance of the planes", unit="m", shown_in="nm")
wavelength = cv.Slider("wavelength", 0.05e-9, 0.25e-9, value=0.154e-9, label="Wavelength", unit="m", shown_in="nm", symbol=r"\lambda")
theta = cv.Slider("theta", 3 * DEGREE, 85 * DEGREE, value=23 * DEGREE, step=DEGREE / 10, label="Glancing angle", unit="rad", shown_in="deg")
M = cv.Slider("M", 2, 30, value=6, step=1, label="Planes that take part")
g = cv.Axis("g", 3 * DEGREE, 85 * DEGREE, points=1400, label="Glancing angle", unit="rad", shown_in="deg")
n = cv.Index("n", 1, floor(2 * d * sin(85 * DEGREE) / wavelength), label="Order")
layer = cv.Index("layer", 0, 2, label="Plane")
_j = symbols("j", integer=True)


def phase(angle):
    """By how much the wave from one plane lags behind that from the plane above it."""
    return 4 * pi * d * sin(angle) / wavelength


def intensity(angle):
    """The share of the greatest possible intensity."""
    return (Sum(cos(_j * phase(angle)), (_j, 0, M - 1)) ** 2 + Sum(sin(_j * phase(angle)), (_j, 0, M - 1)) ** 2) / M**2


def bragg(n):
    """The angle of an order; not a number where there is none."""
    return asin(n * wavelength / (2 * d))


path_difference = 2 * d * sin(theta)
waves = path_difference / wavelength
orders, first, share = floor(2 * d / wavelength), bragg(1), intensity(theta)

# The rays of the picture: one hits plane 0 at the origin, one plane 1 below it. Lengths are in nm.
NM = cv.Constant("NM", 1e-9, label="one nanometre", unit="m", symbol=r"\mathrm{nm}")
s, LONG = d / NM, 0.8
_ray = [(-LONG * cos(theta), LONG * sin(theta)), (0, 0), (LONG * cos(theta), LONG * sin(theta))]
_lower = [(x, y - s) for x, y in _ray]
_plane = -layer * s
_foot = s * sin(theta)  # along the lower ray, from its turning point to the feet of the perpendiculars
_feet = [(side * _foot * cos(theta), _foot * sin(theta) - s) for side in (-1, 1)]
_extra = [_feet[0], _lower[1], _feet[1]]

_half, _length = phase(theta) / 2, sum(sqrt(x**2 + (y - _extra[1][1]) ** 2) for x, y in _feet)
(_foot_x, _foot_y), (_run, _rise) = _feet[0], (_lower[0][0], _lower[0][1] + s)
_product = _ray[0][0] * _ray[2][0] + _ray[0][1] * _ray[2][1]
SILICON = {d: 0.31356e-9, wavelength: 0.15406e-9}  # copper's K-alpha line on its (111) planes
GRATING = "Kittel, ch. 2; derived: the geometric sum, sin²(Mδ/2)/sin²(δ/2)"
NIST = "NIST SRM 640f (silicon powder): a = 0.5431144 nm, d = a/√3, 2 asin(λ/2d) at 0.15406 nm"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(-LONG, _plane), (LONG, _plane)], over=layer, name="planes of atoms", color="muted"),
            cv.Polyline(_ray, name="ray from the upper plane", color="a"),
            cv.Polyline(_lower, name="ray from the lower plane", color="b"),
            cv.Polyline(_extra, name="the way that it goes farther", color="d"),
            cv.Polyline([_extra[0], (0, 0), _extra[2]], color="muted", dash=True),
            title="Two planes, two rays",
            equal=True,
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
        ),
        cv.Plot(
            cv.Curve(intensity(g), over=g, name="intensity", color="a"),
            cv.Points(bragg(n), 1, over=n, name="Bragg's angles", color="d"),
            cv.Handle(x=theta, y=share, name="this angle"),
            title="What the crystal sends back",
            y="Share of the greatest intensity",
        ),
    ],
    readouts=[
        cv.Readout("Difference of the ways", path_difference, unit="m", shown_in="nm"),
        cv.Readout("In wavelengths", waves),
        cv.Readout("Intensity", share),
        cv.Readout("First order at", first, unit="rad", shown_in="deg"),
        cv.Readout("Orders that there are", orders),
    ],
    presets=[
        cv.Preset("Silicon, copper's X-rays"),
        cv.Preset("Only two planes", M=2),
        cv.Preset("Many planes", M=30),
        cv.Preset("Light that is too long", wavelength=0.25e-9, d=0.15e-9, M=30),
    ],
    facts=[
        cv.Identity("At Bragg's angles the ways differ by whole wavelengths", waves, n, at={theta: bragg(n)}, source="Bragg 1913"),
        cv.Identity("At the first of these angles the intensity is 1", share, 1, at={theta: first}, source="derived: all in phase"),
        cv.Always("The intensity is never greater than 1", share <= 1 + 1e-9, source="derived: M terms of size 1, over M"),
        cv.Identity("Each wavelength of the longer way is a lag of 2π", phase(theta), 2 * pi * waves, source="derived: a period is 2π"),
        cv.Identity("Two planes give a two-beam pattern", share, cos(_half) ** 2, at={M: 2}, source="derived: |1 + e^(iδ)|²/4"),
        cv.Identity("Three planes make a grating", share * 9 * sin(_half) ** 2, sin(3 * _half) ** 2, at={M: 3}, source=GRATING),
        cv.Identity("The coloured piece is the difference of the ways", _length * NM, path_difference, source="derived: 2 d sin θ"),
        cv.Identity(
            "The coloured piece begins at a right angle", _foot_x * cos(theta), _foot_y * sin(theta), source="derived: at its foot"
        ),
        cv.Identity("The foot is on the lower ray", _foot_x * _rise, (_foot_y + s) * _run, source="derived: the slopes are equal"),
        cv.Value("Silicon mirrors copper's X-rays at 2θ = 28.44°", 2 * first, at=SILICON, expected=28.44 * DEGREE, rtol=3e-4, source=NIST),
        cv.Identity("The rays enclose 180° less 2θ", _product, -(LONG**2) * cos(2 * theta), source="derived: LONG² cos(π - 2θ)"),
        cv.Value("Silicon mirrors copper's X-rays in four orders", orders, at=SILICON, expected=4, source="derived: 2 d/λ = 4.07"),
        cv.Identity("The lower ray turns at the next plane", _lower[1][1], _plane, at={layer: 1}, source="derived: the planes are d apart"),
    ],
    symbols={"path_difference": r"\delta_s", "orders": r"n_{\mathrm{max}}", "first": r"\theta_1", "share": "I"},
)

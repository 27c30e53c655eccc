"""Bragg diffraction: why a crystal mirrors X-rays at a few angles only.

Model    M planes a distance d apart; neighbours differ in phase by delta = 4 pi d sin(theta) / lambda;
         intensity = |sum over j = 0..M-1 of exp(i j delta)|^2 / M^2
Source   W. L. Bragg, Proc. Camb. Phil. Soc. 17 (1913) 43-57; C. Kittel, Introduction to Solid State Physics, 8th ed., ch. 2
"""

from sympy import Abs, Sum, asin, cos, floor, pi, sin, sqrt, symbols

import covis as cv

DEGREE = float(pi / 180)
d = cv.Slider("d", 0.15e-9, 0.5e-9, value=0.314e-9, label="Distance of the planes", unit="m", shown_in="nm")
wavelength = cv.Slider("wavelength", 0.05e-9, 0.25e-9, value=0.154e-9, label="Wavelength", unit="m", shown_in="nm")
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
orders = floor(2 * d / wavelength)
first = bragg(1)

# The rays of the picture: one hits plane 0 at the origin, one plane 1 below it. Lengths are in nm.
NM = cv.Constant("NM", 1e-9, label="one nanometre", unit="m")
s = d / NM
LONG = 0.8
_ray = [(-LONG * cos(theta), LONG * sin(theta)), (0, 0), (LONG * cos(theta), LONG * sin(theta))]
_lower = [(x, y - s) for x, y in _ray]
_plane = -layer * s
_foot = s * sin(theta)  # along the lower ray, from its turning point to the feet of the perpendiculars
_feet = [(side * _foot * cos(theta), _foot * sin(theta) - s) for side in (-1, 1)]
_extra = [_feet[0], (0, -s), _feet[1]]

COPPER = {n: 1, d: 0.31356e-9, wavelength: 0.15406e-9}  # its K-alpha line on silicon

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
            cv.Handle(x=theta, y=intensity(theta), name="this angle"),
            title="What the crystal sends back",
            y="Share of the greatest intensity",
        ),
    ],
    readouts=[
        cv.Readout("Difference of the ways", path_difference, unit="m", shown_in="nm"),
        cv.Readout("In wavelengths", waves),
        cv.Readout("Intensity", intensity(theta)),
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
        cv.Always(
            "At the first of Bragg's angles the intensity is the greatest that there is",
            Abs(intensity(first) - 1) < 1e-9,
            source="derived: every term of the sum is 1 when the phase is a multiple of 2 pi",
        ),
        cv.Always("The intensity is never greater than 1", intensity(theta) <= 1 + 1e-9, source="derived: M terms of size 1, over M"),
        cv.Identity("Each wavelength of the longer way is a lag of 2π", phase(theta), 2 * pi * waves, source="derived: a period is 2π"),
        cv.Identity(
            "Two planes give the two-beam pattern",
            intensity(theta),
            cos(phase(theta) / 2) ** 2,
            at={M: 2},
            source="derived: |1 + e^(i delta)|^2 / 4",
        ),
        cv.Identity(
            "Three planes give the pattern of a grating",
            intensity(theta) * 9 * sin(phase(theta) / 2) ** 2,
            sin(3 * phase(theta) / 2) ** 2,
            at={M: 3},
            source="Kittel, ch. 2; derived: the geometric sum, sin^2(M delta/2) / sin^2(delta/2)",
        ),
        cv.Identity(
            "The coloured piece is as long as the difference of the ways",
            sqrt((_extra[0][0] - _extra[1][0]) ** 2 + (_extra[0][1] - _extra[1][1]) ** 2) * 2 * NM,
            path_difference,
            source="derived: each half is d sin theta",
        ),
        cv.Identity(
            "The longer way begins at the foot of a perpendicular",
            _extra[0][0] * cos(theta) - _extra[0][1] * sin(theta),
            0,
            source="derived: the line to the foot is at right angles to the ray",
        ),
        cv.Value(
            "Silicon's (111) planes mirror copper's K-alpha line at 2 theta = 28.44 degrees",
            2 * bragg(n),
            at=COPPER,
            expected=28.44 * pi / 180,
            rtol=3e-4,
            source="NIST SRM 640 (silicon powder), certificate: the (111) line at 28.44 degrees for 0.15406 nm",
        ),
        cv.Identity(
            "Both parts of the upper ray enclose 180 degrees less twice the glancing angle",
            _ray[0][0] * _ray[2][0] + _ray[0][1] * _ray[2][1],
            -(LONG**2) * cos(2 * theta),
            source="derived: the product of two pieces of length LONG is LONG^2 cos(pi - 2 theta)",
        ),
        cv.Identity(
            "The foot of the perpendicular is on the lower ray",
            (_feet[1][0] - _lower[1][0]) * (_lower[2][1] - _lower[1][1]),
            (_feet[1][1] - _lower[1][1]) * (_lower[2][0] - _lower[1][0]),
            source="derived: both pieces have the same slope",
        ),
        cv.Value(
            "Silicon's (111) planes mirror copper's K-alpha line in four orders",
            orders,
            at={d: 0.31356e-9, wavelength: 0.15406e-9},
            expected=4,
            source="derived: 2 d / λ = 4.07",
        ),
        cv.Identity("The lower ray turns at the next plane", _lower[1][1], _plane, at={layer: 1}, source="derived: the planes are d apart"),
    ],
)

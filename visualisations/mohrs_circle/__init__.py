"""Mohr's circle: one state of stress, seen from every direction.

Model    normal and shear stress on a cut whose normal is turned anticlockwise by theta from the x axis (plane stress, tension positive):
         s = (s_x + s_y)/2 + (s_x - s_y)/2 cos 2 theta + tau sin 2 theta,  t = -(s_x - s_y)/2 sin 2 theta + tau cos 2 theta
Source   R. C. Hibbeler, Mechanics of Materials, 10th ed., ch. 9
"""

from sympy import I, Piecewise, atan2, cos, exp, pi, sin, sqrt

import covis as cv

BOOK, CAUCHY = "Hibbeler, ch. 9", "derived: the stress tensor times the normal"

s_x = cv.Slider("s_x", -100, 100, value=80, step=1, label="Normal stress along x", unit="MPa", symbol=r"\sigma_x")
s_y = cv.Slider("s_y", -100, 100, value=-20, step=1, label="Normal stress along y", unit="MPa", symbol=r"\sigma_y")
tau = cv.Slider("tau", -80, 80, value=40, step=1, label="Shear stress", unit="MPa", symbol=r"\tau_{xy}")
theta = cv.Slider("theta", -pi / 2, pi / 2, value=pi / 3, step=pi / 180, label="Turn the cut by", unit="rad", shown_in="deg")
phi = cv.Axis("phi", -pi / 2, pi / 2, points=361, label="Direction of the cut", unit="rad", shown_in="deg")

mean, half = (s_x + s_y) / 2, (s_x - s_y) / 2
radius = sqrt(half**2 + tau**2)
s_1, s_2 = mean + radius, mean - radius
theta_p = Piecewise((atan2(tau, half) / 2, radius > 0), (0, True))


def normal(angle):
    return mean + half * cos(2 * angle) + tau * sin(2 * angle)


def shear(angle):
    return -half * sin(2 * angle) + tau * cos(2 * angle)


s_now, t_now = normal(theta), shear(theta)
_faces = [s_x, s_y], [tau, -tau]

# The element: a square turned by theta, and the force on two of its faces as arrows, 100 MPa as long as half a side.
_n, _m = (cos(theta), sin(theta)), (-sin(theta), cos(theta))
scale = cv.Constant("scale", 100, label="stress that is drawn one unit long", unit="MPa", symbol=r"\sigma_0")
_corners = [(a * _n[0] + b * _m[0], a * _n[1] + b * _m[1]) for a, b in ((1, 1), (1, -1), (-1, -1), (-1, 1), (1, 1))]


def ends(side, along, size):
    """Where an arrow begins, at the middle of a face, and where it ends: in a direction, as long as a stress."""
    x, y = side * _n[0], side * _n[1]
    return (x, y), (x + side * size / scale * along[0], y + side * size / scale * along[1])


(_x, _y), _tip = _corners[0], ends(1, _n, s_now)[1]
EXAMPLE = {s_x: -20, s_y: 90, tau: 60}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Path(normal(phi), shear(phi), over=phi, name="every direction", color="a"),
            cv.Points(*_faces, name="faces x and y", color="muted"),
            cv.Points([s_1, s_2], [0, 0], name="principal stresses", color="d"),
            cv.Polyline([(mean, 0), (s_now, t_now)], color="muted", dash=True),
            cv.Points(s_now, t_now, name="this cut", color="e"),
            title="Mohr's circle",
            x="Normal stress",
            y="Shear stress",
            y_unit="MPa",
            x_range=(-185, 185),
            y_range=(-135, 135),
            equal=True,
        ),
        cv.Plot(
            cv.Polyline(_corners, name="element", color="muted"),
            cv.Arrow(*ends(1, _n, s_now), name="normal stress", color="a"),
            cv.Arrow(*ends(-1, _n, s_now), color="a"),
            cv.Arrow(*ends(1, _m, t_now), name="shear stress", color="b"),
            cv.Arrow(*ends(-1, _m, t_now), color="b"),
            title="The element, and the forces on two of its faces",
            x_range=(-3.2, 3.2),
            equal=True,
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
        ),
    ],
    readouts=[
        cv.Readout("Normal stress on this cut", s_now, unit="MPa"),
        cv.Readout("Shear stress on this cut", t_now, unit="MPa"),
        cv.Readout("Largest principal stress", s_1, unit="MPa"),
        cv.Readout("Smallest principal stress", s_2, unit="MPa"),
        cv.Readout("Largest shear stress in the plane", radius, unit="MPa"),
        cv.Readout("Direction of the largest", theta_p, unit="rad", shown_in="deg"),
    ],
    presets=[
        cv.Preset("A shaft that is bent and twisted"),
        cv.Preset("A bar that is pulled", s_x=80, s_y=0, tau=0, theta=0),
        cv.Preset("A shaft that is only twisted", s_x=0, s_y=0, tau=60, theta=0),
        cv.Preset("Pressure from all sides", s_x=-60, s_y=-60, tau=0),
    ],
    symbols={"mean": r"\bar\sigma", "radius": "R", "s_1": r"\sigma_1", "s_2": r"\sigma_2", "s_now": r"\sigma", "t_now": r"\tau"},
    facts=[
        cv.Identity("The cut's stresses give its force along x", s_now * _n[0] + t_now * _m[0], s_x * _n[0] + tau * _n[1], source=CAUCHY),
        cv.Identity("The cut's stresses give its force along y", s_now * _n[1] + t_now * _m[1], tau * _n[0] + s_y * _n[1], source=CAUCHY),
        cv.Identity("Every cut lies on the circle", (normal(phi) - mean) ** 2 + shear(phi) ** 2, radius**2, source=BOOK),
        cv.Identity("The face y is the cut at 90°", normal(phi) + I * shear(phi), s_y + I * _faces[1][1], at={phi: pi / 2}, source=BOOK),
        cv.Identity("In the principal direction the shear stress vanishes", shear(theta_p), 0, source=BOOK),
        cv.Identity("In the principal direction the normal stress is the largest", normal(theta_p), s_1, source=BOOK),
        cv.Identity("The principal stresses multiply to the determinant", s_1 * s_2, s_x * s_y - tau**2, source="derived: an invariant"),
        cv.Value("-20, 90 and 60 MPa: the largest is 116 MPa", s_1, at=EXAMPLE, expected=116.4, rtol=5e-4, source=f"{BOOK}: 116 MPa"),
        cv.Always("No cut has more than the largest principal stress", normal(phi) <= s_1, source="derived: a cosine is at most 1"),
        cv.Identity("The corner at (1, 1) is turned by theta", _x + I * _y, (1 + I) * exp(I * theta), source="derived: a rotation"),
        cv.Identity(
            "100 MPa are half a side long", _tip[0] + I * _tip[1], (1 + s_now / scale) * exp(I * theta), source="derived: along the normal"
        ),
    ],
)

"""Gradient and curl: the steepest way up a surface, and a field that no surface has as its gradient.

Model    f = (a x^2 + b y^2) / 2, its gradient, and the field F = grad f + s (-y, x)
Source   H. M. Schey, Div, Grad, Curl, and All That, 4th ed., ch. III and IV
"""

from sympy import Derivative, atan2, cos, integrate, pi, sin, sqrt

import covis as cv

a = cv.Slider("a", -1, 1, value=1, step=0.1, label="Curvature along x")
b = cv.Slider("b", -1, 1, value=-0.5, step=0.1, label="Curvature along y")
p = cv.Slider("p", -1.5, 1.5, value=1, label="Place along x")
q = cv.Slider("q", -1.5, 1.5, value=-0.8, label="Place along y")
theta = cv.Slider("theta", 0, 2 * pi, value=pi / 3, step=pi / 36, label="Direction of a walk", unit="rad", shown_in="deg")
s = cv.Slider("s", -1, 1, value=0, step=0.1, label="Swirl added to the gradient")
r = cv.Slider("r", 0.2, 1, value=0.6, label="Radius of the loop")

x = cv.Axis("x", -2, 2, points=33, label="x")
y = cv.Axis("y", -2, 2, points=33, label="y")
u = cv.Axis("u", -2, 2, points=11, label="x")
v = cv.Axis("v", -2, 2, points=11, label="y")
phi = cv.Axis("phi", 0, 2 * pi, points=121, label="Angle round the loop", unit="rad")

f = (a * x**2 + b * y**2) / 2
f_x, f_y = f.diff(x), f.diff(y)
F_x, F_y = f_x - s * y, f_y + s * x
_curl, _divergence = Derivative(F_y, x) - Derivative(F_x, y), Derivative(F_x, x) + Derivative(F_y, y)  # as they are written
curl, laplacian = F_y.diff(x) - F_x.diff(y), f_x.diff(x) + f_y.diff(y)

here = {x: p, y: q}
height = f.subs(here)
g_x, g_y = f_x.subs(here), f_y.subs(here)
steepest, uphill = sqrt(g_x**2 + g_y**2), atan2(g_y, g_x)
slope = g_x * cos(theta) + g_y * sin(theta)

loop_x, loop_y = p + r * cos(phi), q + r * sin(phi)
loop = {x: loop_x, y: loop_y}
loop_height = f.subs(loop)
circulation = integrate((F_x.subs(loop) * loop_x.diff(phi) + F_y.subs(loop) * loop_y.diff(phi)).expand(), (phi, 0, 2 * pi))
mean_height = integrate(loop_height.expand(), (phi, 0, 2 * pi)) / (2 * pi)

STEP = 0.6  # how far an arrow goes in the plane for a slope of 1, and how far the walk goes
up_tip = p + STEP * g_x, q + STEP * g_y, height + STEP * steepest**2
walk_tip = p + STEP * cos(theta), q + STEP * sin(theta), height + STEP * slope
PLACES = {"x_range": (-2.2, 2.2), "y_range": (-2.2, 2.2)}
SADDLE = {a: 1, b: -0.5, p: 1, q: 1}


def rise(tip):
    """How far an arrow from here rises, and how far the tangent plane does."""
    return tip[2] - height, g_x * (tip[0] - p) + g_y * (tip[1] - q)


visualisation = cv.Visualisation(
    plots=[
        cv.Scene(
            cv.Surface(f, over=(x, y)),
            cv.Path3(loop_x, loop_y, loop_height, over=phi, name="loop on the surface", color="c"),
            cv.Arrow3((p, q, height), up_tip, name="steepest way up", color="b"),
            cv.Arrow3((p, q, height), walk_tip, name="walk", color="d"),
            cv.Points3(p, q, height, name="here", color="h"),
            **PLACES,
            title="The surface",
            z="Height f",
            z_range=(-2.5, 2.5),
            view=(-50, 32),
        ),
        cv.Plot(
            cv.Handle(x=p, y=q, name="here (drag)", color="h"),
            cv.Arrow((p, q), up_tip[:2], name="gradient", color="b"),
            cv.Arrow((p, q), walk_tip[:2], name="walk", color="d"),
            cv.Path(loop_x, loop_y, over=phi, name="loop", color="c"),
            cv.Contours(f, over=(x, y), levels=[k / 4 for k in range(-9, 10)], name="lines of equal height", color="muted", opacity=0.8),
            cv.Field(F_x.subs({x: u, y: v}), F_y.subs({x: u, y: v}), over=(u, v), name="field F", color="a", opacity=0.55),
            **PLACES,
            title="The map",
            equal=True,
        ),
    ],
    readouts=[
        cv.Readout("Height here", height),
        cv.Readout("Steepest slope", steepest),
        cv.Readout("Slope along the walk", slope),
        cv.Readout("Curl of the field", curl),
        cv.Readout("Circulation round the loop", circulation),
        cv.Readout("Laplacian of f", laplacian),
    ],
    presets=[
        cv.Preset("On a saddle"),
        cv.Preset("In a bowl", a=1, b=1, p=-1, q=0.5),
        cv.Preset("On a dome", a=-0.8, b=-0.8, p=0.8, q=0.8),
        cv.Preset("In a valley", a=1, b=0, p=1, q=0),
        cv.Preset("With swirl: no surface any more", s=0.8),
        cv.Preset("Swirl alone", a=0, b=0, s=1, p=0.5, q=0),
    ],
    facts=[
        cv.Identity("The curl of a gradient is zero", curl, 0, at={s: 0}, source="Schey, ch. IV: derivatives may be taken in either order"),
        cv.Value("Swirl alone has the curl 2", curl, at={s: 1}, expected=2, source="Griffiths, Introduction to Electrodynamics, ex. 1.5"),
        cv.Identity("The curl of the field is twice its swirl", _curl, 2 * s, source="derived: d(s x)/dx - d(-s y)/dy = 2 s"),
        cv.Identity("The swirl has no divergence", _divergence, laplacian, source="derived: d(-s y)/dx = d(s x)/dy = 0"),
        cv.Identity("The circulation is the curl times the loop's area", circulation, curl * pi * r**2, source="Schey, ch. III (Stokes)"),
        cv.Identity("A walk has the cosine's share of the steepest slope", slope, steepest * cos(theta - uphill), source="Schey, ch. IV"),
        cv.Identity("A loop's mean f is r²/4 ∇²f higher", mean_height - height, laplacian * r**2 / 4, source="derived: cos² is ½ on it"),
        cv.Value("At (1, 1) the slope is √5/2", steepest, at=SADDLE, expected=sqrt(5) / 2, source="derived: the gradient is (1, -1/2)"),
        cv.Value("The height at (1, 1) is 1/4", height, at=SADDLE, expected=0.25, source="derived: (1 - 1/2)/2"),
        cv.Identity("The steepest way is drawn in the tangent plane", *rise(up_tip), source="Schey, ch. IV: df = grad f times the step"),
        cv.Identity("The walk is drawn in the tangent plane", *rise(walk_tip), source="Schey, ch. IV: df = grad f times the step"),
    ],
)

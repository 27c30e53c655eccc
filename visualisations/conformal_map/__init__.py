"""Conformal maps: a plane that is bent and stretched, and keeps its angles.

Model    w = f(z) with z = x + i y, written as its real and imaginary parts; near a point it turns by arg f'(z) and stretches by |f'(z)|
Source   T. Needham, Visual Complex Analysis, ch. 4 and 5; J. W. Brown and R. V. Churchill, Complex Variables and Applications, 8th ed.
"""

from sympy import Abs, And, I, Or, Rational, Sum, arg, cos, exp, pi, sin, sqrt

import covis as cv

MAPS = {"z²": 1, "1 / z": 2, "exp z": 3, "z + 1 / z (Joukowski)": 4}
LINES, OUTSIDE = 8, 6

f = cv.Choice("f", MAPS, value="z²", label="Map")
p = cv.Slider("p", -1.975, 1.975, value=1.025, step=0.05, label="Point, real part")
q = cv.Slider("q", -1.975, 1.975, value=0.525, step=0.05, label="Point, imaginary part")
alpha = cv.Slider("alpha", 0, float(pi), value=pi / 3, step=float(pi / 36), label="Angle between the arcs", unit="rad", shown_in="deg")
reach = cv.Slider("reach", 0.1, 1, value=0.3, step=0.05, label="Length of the arcs on either side")
line = cv.Index("line", 0, LINES - 1, label="Line of the grid")
s = cv.Axis("s", -1.75, 1.75, points=241, label="Along a line")
r = cv.Axis("r", -reach, reach, points=61, label="Along an arc")
phi = cv.Axis("phi", 0, 2 * pi, points=181, label="Round the circle", unit="rad")
place = Rational(-7, 4) + line / 2  # of a line of the grid; none goes through 0, where 1 / z has no value


def image(x, y, size=None):
    """Real and imaginary part of f(x + i y); size is x^2 + y^2, where that is known."""
    size = x**2 + y**2 if size is None else size
    return (
        f.pick({"z²": x**2 - y**2, "1 / z": x / size, "exp z": exp(x) * cos(y), "z + 1 / z (Joukowski)": x + x / size}),
        f.pick({"z²": 2 * x * y, "1 / z": -y / size, "exp z": exp(x) * sin(y), "z + 1 / z (Joukowski)": y - y / size}),
    )


def derivative(z):
    return f.pick({"z²": 2 * z, "1 / z": -1 / z**2, "exp z": exp(z), "z + 1 / z (Joukowski)": 1 - 1 / z**2})


def direction(angle):
    """Where the image of an arc goes that leaves the point at an angle: the derivative of both parts along it."""
    along = image(p + r * cos(angle), q + r * sin(angle))
    return [part.diff(r).subs(r, 0) for part in along]


slope = derivative(p + I * q)
stretch = Abs(slope)
turn = arg(slope)
u, v = image(p, q)
inside = sqrt(u**2 + v**2) < OUTSIDE
u_x, u_y, v_x, v_y = u.diff(p), u.diff(q), v.diff(p), v.diff(q)
u_2, v_2 = direction(alpha)

_upright, _level = (place, s), (s, place)
_first, _second = (p + r, q), (p + r * cos(alpha), q + r * sin(alpha))
_circle = (cos(phi), sin(phi))


def plane(shown, title, name, far, *more):
    """The grid, the circle and two arcs through the point, as they are or as the map makes them."""
    return cv.Plot(
        cv.Path(*shown(*_upright), over=s, each=line, name="upright lines", color="a", opacity=0.6),
        cv.Path(*shown(*_level), over=s, each=line, name="level lines", color="b", opacity=0.6),
        cv.Path(*shown(*_circle, 1), over=phi, name="unit circle", color="d", dash=True),
        cv.Path(*shown(*_first), over=r, name="two arcs", color="h"),
        cv.Path(*shown(*_second), over=r, color="h"),
        *more,
        title=title,
        x=f"Re {name}",
        y=f"Im {name}",
        equal=True,
        x_range=(-far, far),
        y_range=(-far, far),
    )


def as_it_is(x, y, size=None):
    return x, y


def _arm(arc):
    """From the point to a place on an arc, as a complex number."""
    return arc[0] - p + I * (arc[1] - q)


_from_centre = (image(*_upright)[0] - 1 / (2 * place)) ** 2 + image(*_upright)[1] ** 2
BROWN, TURN = "Brown and Churchill", "derived: a product with exp(iα) turns by α"

visualisation = cv.Visualisation(
    plots=[
        plane(as_it_is, "The plane of z", "z", 2.1, cv.Handle(x=p, y=q, name="the point")),
        plane(
            image,
            "The plane of w = f(z)",
            "w",
            OUTSIDE,
            cv.Points(u, v, name="its image", color="e", show=inside),
            cv.Label("The image is outside of the picture", at=(0, -5), show=~inside),
        ),
    ],
    readouts=[
        cv.Readout("Image, real part", u),
        cv.Readout("Image, imaginary part", v),
        cv.Readout("Stretched by |f′|", stretch),
        cv.Readout("Turned by arg f′", turn, unit="rad", shown_in="deg"),
    ],
    presets=[
        cv.Preset("Squares"),
        cv.Preset("Squares, close to zero", p=0.075, q=0.075, reach=1),
        cv.Preset("Inside out", f="1 / z", p=0.525, q=0.525),
        cv.Preset("Lines become circles and rays", f="exp z", p=0.725, q=0.825),
        cv.Preset("A circle becomes a plate", f="z + 1 / z (Joukowski)", p=0.725, q=0.725),
    ],
    facts=[
        cv.Identity("Along the real axis the image changes by f'", u_x + I * v_x, slope, source=f"{BROWN}, ch. 2"),
        cv.Identity("Cauchy and Riemann's first equation: u_x = v_y", u_x, v_y, source=f"{BROWN}, ch. 2"),
        cv.Identity("Cauchy and Riemann's second equation: u_y = -v_x", u_y, -v_x, source=f"{BROWN}, ch. 2"),
        cv.Identity("The real part solves Laplace's equation", u.diff(p, 2) + u.diff(q, 2), 0, source=f"{BROWN}, ch. 2"),
        cv.Identity("Areas grow by |f'| squared", u_x * v_y - u_y * v_x, stretch**2, source="Needham, ch. 4"),
        cv.Identity("The map keeps the cosine of the angle", u_x * u_2 + v_x * v_2, stretch**2 * cos(alpha), source="Needham, ch. 4"),
        cv.Identity("The map keeps the sense of the angle", u_x * v_2 - v_x * u_2, stretch**2 * sin(alpha), source="Needham, ch. 4"),
        cv.Identity("The Joukowski map presses the circle flat", image(*_circle)[1], 0, at={f: 4}, source="derived: z + 1/z = 2 cos φ"),
        cv.Identity("1/z makes a circle of every upright line", _from_centre, 1 / (4 * place**2), at={f: 2}, source=f"{BROWN}, ch. 8"),
        cv.Value("(1.025 + 0.525 i)² = 0.775 + 1.07625 i", v, at={f: 1, p: 1.025, q: 0.525}, expected=1.07625, source="derived: 2 p q"),
        cv.Value("exp(1 + i π/2) = e i", image(1, pi / 2)[1], at={f: 3}, expected=2.718281828459045, source=f"{BROWN}, ch. 3"),
        cv.Identity("The second arc is the first, turned by the angle", _arm(_second), _arm(_first) * exp(I * alpha), source=TURN),
        cv.Identity("The grid lies alike on both sides", Sum(place, (line, 0, LINES - 1)), 0, source="derived: it is symmetric"),
        cv.Always(
            "What is drawn of it fits the plot", Or(~inside, And(Abs(u) < OUTSIDE, Abs(v) < OUTSIDE)), source="derived: it is scaled to fit"
        ),
    ],
    symbols={"slope": "f'(z)", "stretch": "|f'(z)|", "turn": r"\arg f'(z)", "u_2": r"\dot u", "v_2": r"\dot v"},
)

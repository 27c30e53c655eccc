"""Eigenvectors: the directions that a matrix does not turn.

Model    A = [[a, b], [c, d]] acts on the plane; A v = lambda v, so lambda^2 - (a + d) lambda + (ad - bc) = 0
Source   G. Strang, Introduction to Linear Algebra, 5th ed., ch. 6.1
"""

from sympy import Abs, Add, I, Max, Mod, Rational, atan2, cos, exp, integrate, pi, sin, sqrt

import covis as cv

s = cv.Clock("s", 0, 1, speed=0.25, loop=False, label="How far the plane has moved")
# The entries move in quarters, which binary numbers hold exactly: whether the discriminant is zero is decided without rounding.
a = cv.Slider("a", -2, 2, value=2, step=0.25, label="First column, upper entry")
c = cv.Slider("c", -2, 2, value=0.5, step=0.25, label="First column, lower entry")
b = cv.Slider("b", -2, 2, value=1, step=0.25, label="Second column, upper entry")
d = cv.Slider("d", -2, 2, value=1.5, step=0.25, label="Second column, lower entry")
u_1 = cv.Slider("u_1", -1, 1, value=-0.5, step=0.05, label="Test vector u, first coordinate")
u_2 = cv.Slider("u_2", -1, 1, value=0.9, step=0.05, label="Test vector u, second coordinate")
phi = cv.Axis("phi", 0, 2 * pi, points=361, label="Direction of the vector", unit="rad")

trace = a + d
determinant = a * d - b * c
discriminant = (a - d) ** 2 + 4 * b * c
lambda_1, lambda_2 = (trace + sqrt(discriminant)) / 2, (trace - sqrt(discriminant)) / 2
# What the readouts say also where the eigenvalues are complex.
real_1, real_2 = (trace + sqrt(Max(discriminant, 0))) / 2, (trace - sqrt(Max(discriminant, 0))) / 2
imaginary = sqrt(Max(-discriminant, 0)) / 2


def image(x, y):
    """Where the matrix sends a point."""
    return a * x + b * y, c * x + d * y


def moved(x, y):
    """Where a point is on its straight way to there."""
    return tuple((1 - s) * old + s * new for old, new in zip((x, y), image(x, y), strict=True))


def miss(x, y, eigenvalue):
    """By how much A v differs from lambda v, squared."""
    return (image(x, y)[0] - eigenvalue * x) ** 2 + (image(x, y)[1] - eigenvalue * y) ** 2


_circle = cos(phi), sin(phi)
image_x, image_y = image(*_circle)
along = cos(phi) * image_x + sin(phi) * image_y
across = cos(phi) * image_y - sin(phi) * image_x
Au = image(u_1, u_2)
theta = Mod(atan2(u_2, u_1), 2 * pi)
k = cv.Index("k", -8, 8, label="Line of the grid")
FAR = 8

# Both parts are sinusoids of 2 phi; the part across vanishes at these two angles of a half turn. Nothing is divided, for any matrix.
tilt = atan2(d - a, b + c)
opening = atan2(sqrt(discriminant), b - c)
phi_1 = Mod((tilt + opening) / 2, pi)
phi_2 = Mod((tilt - opening) / 2, pi)
v_1x, v_1y = cos(phi_1), sin(phi_1)
v_2x, v_2y = cos(phi_2), sin(phi_2)
real = discriminant >= 0
EDGE = 6  # the lines of the eigenvectors run out of the plot
_line_1, _line_2 = ([(-EDGE * x, -EDGE * y), (EDGE * x, EDGE * y)] for x, y in ((v_1x, v_1y), (v_2x, v_2y)))
_places_1, _places_2 = [phi_1, phi_1 + pi], [phi_2, phi_2 + pi]  # of each eigenvector and of its opposite
_along_u, _across_u = along.subs(phi, theta), across.subs(phi, theta)

quarters = {"tickvals": [float(k * pi / 2) for k in range(5)], "ticktext": ["0", "π/2", "π", "3π/2", "2π"]}
PLANE = {"x": "First coordinate", "y": "Second coordinate", "equal": True, "x_range": (-4.5, 4.5), "y_range": (-4.5, 4.5)}


def plane(x, y):
    """A vector as a complex number, so that one fact states both coordinates."""
    return x + I * y


LEAST = Rational(1, 10**60)
_area = integrate((image_x * image_y.diff(phi) - image_y * image_x.diff(phi)).expand() / 2, (phi, 0, 2 * pi))
_swing = (across - (c - b) / 2) ** 2 + (along - trace / 2) ** 2
_straight = (1 - s) * plane(u_1, u_2) + s * plane(*Au)
_lengths_2 = sum((end[0] - begin[0]) ** 2 + (end[1] - begin[1]) ** 2 for begin, end in (_line_1, _line_2))
FIRST = {a: 2, b: 1, c: 0.5, d: 1.5}
STRANG, SINUSOIDS = "Strang, ch. 6.1", "derived: sinusoids of 2 phi; (b + c)^2 + (a - d)^2 = discriminant + (c - b)^2"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([moved(k, -FAR), moved(k, FAR)], over=k, color="muted", opacity=0.35),
            cv.Polyline([moved(-FAR, k), moved(FAR, k)], over=k, color="muted", opacity=0.35),
            cv.Path(*moved(*_circle), over=phi, name="circle on its way", color="muted"),
            cv.Path(image_x, image_y, over=phi, name="image of the circle", color="a", dash=True, opacity=0.6),
            cv.Polyline(_line_1, color="c", dash=True, opacity=0.7, show=real),
            cv.Polyline(_line_2, color="d", dash=True, opacity=0.7, show=real),
            cv.Arrow((0, 0), (v_1x, v_1y), name="first eigenvector v₁", color="c", show=real),
            cv.Arrow((0, 0), (v_2x, v_2y), name="second eigenvector v₂", color="d", show=real),
            cv.Arrow((0, 0), Au, name="image Au of the test vector", color="b"),
            cv.Arrow((0, 0), (u_1, u_2), name="test vector u", color="e"),
            cv.Points(*moved(u_1, u_2), name="u on its way", color="b"),
            cv.Handle(x=a, y=c, name="first column", color="f"),
            cv.Handle(x=b, y=d, name="second column", color="g"),
            cv.Handle(x=u_1, y=u_2, name="test vector u", color="e"),
            # The words stand in the picture: a legend of so many marks would take its place.
            cv.Label("1st column", at=(a, c - 0.65), color="f"),
            cv.Label("2nd column", at=(b, d + 0.2), color="g"),
            cv.Label("v₁", at=(1.25 * v_1x, 1.25 * v_1y - 0.2), color="c", show=real),
            cv.Label("v₂", at=(1.25 * v_2x, 1.25 * v_2y - 0.2), color="d", show=real),
            cv.Label("u", at=(u_1, u_2 + 0.2), color="e"),
            cv.Label("Au", at=(Au[0], Au[1] + 0.05), color="b"),
            # The matrix, in the upper left corner, each entry in the colour of its column.
            cv.Label("A =", at=(-4.1, 3.45), color="h"),
            *(cv.Label("{}", at=(-3.15, y), value=entry, color="f") for y, entry in ((3.75, a), (3.15, c))),
            *(cv.Label("{}", at=(-2.15, y), value=entry, color="g") for y, entry in ((3.75, b), (3.15, d))),
            *(cv.Polyline([(x + dx, 3.1), (x, 3.1), (x, 4.3), (x + dx, 4.3)], color="h") for x, dx in ((-3.7, 0.12), (-1.6, -0.12))),
            title="The matrix acts on the plane",
            layout={"showlegend": False},
            **PLANE,
        ),
        cv.Plot(
            cv.Curve(along, over=phi, name="along the vector", color="a"),
            cv.Curve(across, over=phi, name="across the vector", color="b"),
            cv.Points(_places_1, [lambda_1, lambda_1], name="first eigenvalue", color="c", show=real),
            cv.Points(_places_2, [lambda_2, lambda_2], name="second eigenvalue", color="d", show=real),
            cv.Points([theta, theta], [_along_u, _across_u], name="test vector u", color="e"),
            title="Its parts, for every direction",
            y="Part of the image",
            layout={"xaxis": quarters},
        ),
    ],
    readouts=[
        cv.Readout("Trace", trace),
        cv.Readout("Determinant (area factor)", determinant),
        cv.Readout("First eigenvalue, real part", real_1),
        cv.Readout("Second eigenvalue, real part", real_2),
        cv.Readout("Imaginary parts: plus and minus", imaginary),
        cv.Readout("Image of the test vector: along it", _along_u),
        cv.Readout("Image of the test vector: across it", _across_u),
    ],
    presets=[
        cv.Preset("Two slanted directions"),
        cv.Preset("Symmetric matrix", a=2, b=1, c=1, d=2, u_1=0.9, u_2=0.3),
        cv.Preset("Mirror in the diagonal", a=0, b=1, c=1, d=0, u_1=0.9, u_2=0.3),
        cv.Preset("Projection on the diagonal", a=0.5, b=0.5, c=0.5, d=0.5, u_1=0.9, u_2=0.3),
        cv.Preset("Shear", a=1, b=1, c=0, d=1, u_1=0.7, u_2=0.7),
        cv.Preset("Quarter turn", a=0, b=-1, c=1, d=0, u_1=0.9, u_2=0.5),
    ],
    symbols={"image_x": "x'", "image_y": "y'", "trace": r"\operatorname{tr}A", "determinant": r"\det A", "discriminant": r"\Delta"}
    | {"real_1": r"\operatorname{Re}\lambda_1", "real_2": r"\operatorname{Re}\lambda_2", "imaginary": r"\operatorname{Im}\lambda_1"},
    facts=[
        cv.Value("The first matrix has the eigenvalue 1", real_2, at=FIRST, expected=1, source="derived: 1 + 5/2 = 7/2, 1 × 5/2 = 5/2"),
        cv.Value("A quarter turn has the eigenvalues ±i", imaginary, at={a: 0, b: -1, c: 1, d: 0}, expected=1, source=STRANG),
        cv.Always("A v = lambda v for the first eigenvector, to 10^-30", miss(v_1x, v_1y, lambda_1) < LEAST, source=STRANG),
        cv.Always("A v = lambda v for the second eigenvector, to 10^-30", miss(v_2x, v_2y, lambda_2) < LEAST, source=STRANG),
        cv.Identity("The sum of the eigenvalues is the trace", Add(real_1, real_2, evaluate=False), trace, source=STRANG),
        cv.Identity("The eigenvalues multiply to the determinant", real_1 * real_2 + imaginary**2, determinant, source=STRANG),
        cv.Identity("The unit circle's image has the area π det A", _area, pi * determinant, source="derived: Green's theorem"),
        cv.Identity("The columns of A make up the image", plane(*Au), u_1 * plane(a, c) + u_2 * plane(b, d), source="Strang, ch. 1"),
        cv.Identity("Both parts make the image", (along + I * across) * exp(I * phi), plane(image_x, image_y), source="derived: turn by φ"),
        cv.Identity("Both parts swing about their means, alike", _swing, (discriminant + (c - b) ** 2) / 4, source=SINUSOIDS),
        cv.Identity("The angle of u is theta", plane(u_1, u_2), sqrt(u_1**2 + u_2**2) * exp(I * theta), source="derived: polar form"),
        cv.Always("Angles stay in their first turn", (theta < 2 * pi) & (phi_1 < pi) & (phi_2 < pi), source="derived: they are remainders"),
        cv.Identity("Opposites are half a turn apart", _places_1[1] + _places_2[1], phi_1 + phi_2 + 2 * pi, source="derived: e^(iπ) = -1"),
        cv.Always("The dashed lines are twelve vectors long", ~real | (Abs(_lengths_2 - 288) < 1e-9), source="derived: six times ±v"),
        cv.Identity("A point goes straight to its image", plane(*moved(u_1, u_2)), _straight, source="derived: at an even pace"),
    ],
)

"""Eigenvectors: the directions that a matrix does not turn.

Model    A = [[a, b], [c, d]] acts on the plane; A v = lambda v, so lambda^2 - (a + d) lambda + (ad - bc) = 0
Source   G. Strang, Introduction to Linear Algebra, 5th ed., ch. 6.1

The sliders move in quarters, which binary numbers hold exactly: whether the discriminant is zero is decided without rounding.
"""

from sympy import Max, Mod, Rational, atan2, cos, integrate, pi, sin, sqrt

from covis import (
    Always,
    Arrow,
    Axis,
    Curve,
    Handle,
    Identity,
    Label,
    Path,
    Plot,
    Points,
    Polyline,
    Preset,
    Question,
    Readout,
    Slider,
    Value,
    Visualisation,
)

a = Slider("a", -3, 3, start=2, step=0.25, label="First column, upper entry")
c = Slider("c", -3, 3, start=0.5, step=0.25, label="First column, lower entry")
b = Slider("b", -3, 3, start=1, step=0.25, label="Second column, upper entry")
d = Slider("d", -3, 3, start=1.5, step=0.25, label="Second column, lower entry")
theta = Slider("theta", 0, float(2 * pi), start=2, label="Direction of the test vector", unit="rad")
phi = Axis("phi", 0, 2 * pi, points=361, label="Direction of the vector", unit="rad")

trace = a + d
determinant = a * d - b * c
discriminant = (a - d) ** 2 + 4 * b * c
lambda_1 = (trace + sqrt(discriminant)) / 2
lambda_2 = (trace - sqrt(discriminant)) / 2
# What the readouts say also where the eigenvalues are complex.
real_1 = (trace + sqrt(Max(discriminant, 0))) / 2
real_2 = (trace - sqrt(Max(discriminant, 0))) / 2
imaginary = sqrt(Max(-discriminant, 0)) / 2

image_x = a * cos(phi) + b * sin(phi)
image_y = c * cos(phi) + d * sin(phi)
along = cos(phi) * image_x + sin(phi) * image_y
across = cos(phi) * image_y - sin(phi) * image_x

# Both parts are sinusoids of 2 phi, and the part across vanishes at these two angles of a half turn. Nothing is divided, so that
# every matrix has its place.
tilt = atan2(d - a, b + c)
opening = atan2(sqrt(discriminant), b - c)
phi_1 = Mod((tilt + opening) / 2, pi)
phi_2 = Mod((tilt - opening) / 2, pi)
v_1x, v_1y = cos(phi_1), sin(phi_1)
v_2x, v_2y = cos(phi_2), sin(phi_2)
real = discriminant >= 0
EDGE = 6  # the lines of the eigenvectors run out of the plot

quarters = {"tickvals": [float(k * pi / 2) for k in range(5)], "ticktext": ["0", "π/2", "π", "3π/2", "2π"]}

visualisation = Visualisation(
    objectives=[
        "Recognise an eigenvector as a direction that the matrix does not turn, and its eigenvalue as the stretch along it",
        "Tell from trace and determinant whether a real 2 × 2 matrix has two, one or no eigenvector lines",
        "Read the columns of a matrix as the images of the basis vectors, and its determinant as an area",
    ],
    prior_knowledge="Multiplying a 2 × 2 matrix by a vector, the determinant, and solving a quadratic equation.",
    plots=[
        Plot(
            Path(cos(phi), sin(phi), over=phi, name="unit circle", dash=True, color="muted"),
            Path(image_x, image_y, over=phi, name="image of the circle", color="a"),
            Polyline([(-EDGE * v_1x, -EDGE * v_1y), (EDGE * v_1x, EDGE * v_1y)], color="c", dash=True, opacity=0.7, show=real),
            Polyline([(-EDGE * v_2x, -EDGE * v_2y), (EDGE * v_2x, EDGE * v_2y)], color="d", dash=True, opacity=0.7, show=real),
            Arrow((0, 0), (v_1x, v_1y), name="first eigenvector v₁", color="c", show=real),
            Arrow((0, 0), (v_2x, v_2y), name="second eigenvector v₂", color="d", show=real),
            Arrow((0, 0), (cos(theta), sin(theta)), name="test vector u", color="e"),
            Arrow((0, 0), (image_x.subs(phi, theta), image_y.subs(phi, theta)), name="its image Au", color="b"),
            Handle(x=a, y=c, name="first column (drag)", color="f"),
            Handle(x=b, y=d, name="second column (drag)", color="g"),
            # The words stand in the picture: a legend of so many marks would take its place.
            Label("1st column", at=(a, c - 0.55), color="f"),
            Label("2nd column", at=(b, d + 0.15), color="g"),
            Label("v₁", at=(1.25 * v_1x, 1.25 * v_1y - 0.2), color="c", show=real),
            Label("v₂", at=(1.25 * v_2x, 1.25 * v_2y - 0.2), color="d", show=real),
            Label("u", at=(1.25 * cos(theta), 1.25 * sin(theta) - 0.2), color="e"),
            Label("Au", at=(image_x.subs(phi, theta), image_y.subs(phi, theta) + 0.05), color="b"),
            title="The matrix acts on the plane",
            x="First coordinate",
            y="Second coordinate",
            equal=True,
            x_range=(-3.4, 3.4),
            y_range=(-3.4, 3.4),
            layout={"showlegend": False},
        ),
        Plot(
            Curve(along, over=phi, name="along the vector", color="a"),
            Curve(across, over=phi, name="across the vector", color="b"),
            Points([phi_1, phi_1 + pi], [lambda_1, lambda_1], name="first eigenvalue", color="c", show=real),
            Points([phi_2, phi_2 + pi], [lambda_2, lambda_2], name="second eigenvalue", color="d", show=real),
            Points([theta, theta], [along.subs(phi, theta), across.subs(phi, theta)], name="test vector u", color="e"),
            title="Parts of the image of a unit vector",
            y="Part of the image",
            y_range=(-4, 4),
            layout={"xaxis": quarters},
        ),
    ],
    readouts=[
        Readout("Trace", trace),
        Readout("Determinant (area factor)", determinant),
        Readout("First eigenvalue, real part", real_1),
        Readout("Second eigenvalue, real part", real_2),
        Readout("Imaginary parts: plus and minus", imaginary),
        Readout("Image of the test vector: along it", along.subs(phi, theta)),
        Readout("Image of the test vector: across it", across.subs(phi, theta)),
    ],
    presets=[
        Preset("Two slanted directions"),
        Preset("Symmetric: perpendicular eigenvectors", a=2, b=1, c=1, d=2, theta=0.3),
        Preset("Mirror in the diagonal", a=0, b=1, c=1, d=0, theta=0.3),
        Preset("Projection: one direction is lost", a=0.5, b=0.5, c=0.5, d=0.5, theta=0.3),
        Preset("Shear: one line only", a=1, b=1, c=0, d=1, theta=0.8),
        Preset("Quarter turn: no real eigenvector", a=0, b=-1, c=1, d=0, theta=0.5),
    ],
    questions=[
        Question(
            "Turn the test vector once round. In how many directions does its image lie on one line with it, and what is the part "
            "across the vector there?",
            answer="In four: two lines, each met from both ends. There the part across is zero, and the part along is the eigenvalue, "
            "5/2 on one line and 1 on the other.",
            preset="Two slanted directions",
        ),
        Question(
            "The quarter turn turns every vector. How does the curve of the part across the vector say that there is no real eigenvector?",
            answer="It never meets zero: it is 1 at every angle. The discriminant is −4, so the eigenvalues are the complex pair ±i.",
            preset="Quarter turn: no real eigenvector",
        ),
        Question(
            "A shear slides the plane along itself. How many lines does it leave in place, and what is its determinant?",
            answer="One, the horizontal line: both eigenvalues are 1 and share it, so the curve of the part across touches zero there and "
            "does not cross. The determinant is 1: no area is gained or lost.",
            preset="Shear: one line only",
        ),
        Question(
            "Where does the projection send the second eigenvector, and what has become of the image of the circle?",
            answer="To zero: its eigenvalue is 0. The circle is flattened to a piece of the line of the first eigenvector, so the area, "
            "and with it the determinant, is zero.",
            preset="Projection: one direction is lost",
        ),
    ],
    facts=[
        Always(
            "A v = lambda v for the first eigenvector: the two differ by less than 10^-30",
            (a * v_1x + b * v_1y - lambda_1 * v_1x) ** 2 + (c * v_1x + d * v_1y - lambda_1 * v_1y) ** 2 < Rational(1, 10**60),
            source="Strang, ch. 6.1",
        ),
        Always(
            "A v = lambda v for the second eigenvector: the two differ by less than 10^-30",
            (a * v_2x + b * v_2y - lambda_2 * v_2x) ** 2 + (c * v_2x + d * v_2y - lambda_2 * v_2y) ** 2 < Rational(1, 10**60),
            source="Strang, ch. 6.1",
        ),
        Identity("The sum of the eigenvalues is the trace, complex pairs included", real_1 + real_2, trace, source="Strang, ch. 6.1"),
        Identity(
            "The product of the eigenvalues is the determinant, complex pairs included",
            real_1 * real_2 + imaginary**2,
            determinant,
            source="Strang, ch. 6.1; for a complex pair (r + is)(r - is) = r^2 + s^2",
        ),
        Identity(
            "The first eigenvalue solves the characteristic equation",
            lambda_1**2 - trace * lambda_1 + determinant,
            0,
            source="Strang, ch. 6.1",
        ),
        Identity(
            "The image of the unit circle encloses the determinant times its area, counted with its sense",
            integrate((image_x * image_y.diff(phi) - image_y * image_x.diff(phi)).expand() / 2, (phi, 0, 2 * pi)),
            pi * determinant,
            source="derived: area = 1/2 of the integral of x dy - y dx round the curve (Green's theorem)",
        ),
        Identity(
            "The part along is the second eigenvalue at the angle marked for it",
            along.subs(phi, phi_2),
            lambda_2,
            source="derived: v . A v = lambda v . v, and v . v = 1",
        ),
        Identity(
            "The part across swings about (c - b)/2, so it has zeros exactly where the discriminant is not negative",
            (across - (c - b) / 2) ** 2 + (along - trace / 2) ** 2,
            (discriminant + (c - b) ** 2) / 4,
            source="derived: both parts are sinusoids of 2 phi with one amplitude, and (b + c)^2 + (a - d)^2 = discriminant + (c - b)^2",
        ),
        Value(
            "The projection on the diagonal keeps its line: eigenvalue 1",
            real_1,
            at={a: 0.5, b: 0.5, c: 0.5, d: 0.5},
            expected=1,
            source="Strang, ch. 6.1, the projection matrix with all entries 1/2",
        ),
        Value(
            "The quarter turn has the eigenvalues i and -i",
            imaginary,
            at={a: 0, b: -1, c: 1, d: 0},
            expected=1,
            source="Strang, ch. 6.1, imaginary eigenvalues of the 90 degree rotation",
        ),
        Value(
            "By hand: [[2, 1], [1/2, 3/2]] has the eigenvalues 5/2 and 1",
            real_2,
            at={a: 2, b: 1, c: 0.5, d: 1.5},
            expected=1,
            source="derived: lambda^2 - 7/2 lambda + 5/2 = (lambda - 5/2)(lambda - 1)",
        ),
    ],
)

"""Joukowski's aerofoil: how a sharp edge makes lift.

Model    the flow round a circle of centre (-eps, kappa) through 1, carried to an aerofoil by z = zeta + 1/zeta. Speed and density of the
         stream are 1; the circulation is the one with which the flow leaves the sharp edge smoothly (Kutta)
Source   J. D. Anderson, Fundamentals of Aerodynamics, 6th ed., ch. 3, 4; L. M. Milne-Thomson, Theoretical Aerodynamics, 4th ed., ch. 6, 7
"""

import numpy as np
from sympy import Abs, Heaviside, Piecewise, asin, cos, log, pi, sin, sqrt

import covis as cv

DEGREE = float(pi / 180)
alpha = cv.Slider("alpha", -6 * DEGREE, 8 * DEGREE, value=5 * DEGREE, step=DEGREE / 4, label="Angle of attack", unit="rad", shown_in="deg")
eps = cv.Slider("eps", 0.1, 0.2, value=0.1, step=0.005, label="Thickness: circle moved back by", symbol=r"\varepsilon")
kappa = cv.Slider("kappa", 0, 0.2, value=0.1, step=0.005, label="Camber: circle moved up by")
kutta = cv.Toggle("kutta", value=True, label="The flow leaves the edge smoothly")
x = cv.Axis("x", -4.4, 4.4, points=176, label="x")
y = cv.Axis("y", -1.7, 1.7, points=70, label="y")
a = cv.Axis("a", -6 * DEGREE, 8 * DEGREE, points=57, label="Angle of attack", unit="rad", shown_in="deg")
SMALL = 0.02  # how far from the edge the pressure is drawn: at the edge itself the formula is 0/0

R = sqrt((1 + eps) ** 2 + kappa**2)
beta = asin(kappa / R)
chord = 3 + 2 * eps + 1 / (1 + 2 * eps)
theta = cv.Axis("theta", -beta + SMALL, 2 * pi - beta - SMALL, points=601, label="Angle round the circle", unit="rad")


def swirl(alpha):
    """The circulation over 4 pi R."""
    return kutta * sin(alpha + beta)


def lift(alpha):
    """The coefficient of lift, by Kutta and Joukowski: twice the circulation over the chord."""
    return 8 * pi * R * swirl(alpha) / chord


def stream(xi, eta):
    """The stream function round the circle, 0 on it."""
    square = (xi + eps) ** 2 + (eta - kappa) ** 2
    across = (eta - kappa) * cos(alpha) - (xi + eps) * sin(alpha)
    return across * (1 - R**2 / square) + R * swirl(alpha) * log(square / R**2)


def to_aerofoil(xi, eta):
    square = xi**2 + eta**2
    return xi * (1 + 1 / square), eta * (1 - 1 / square)


def on_circle(theta):
    return -eps + R * cos(theta), kappa + R * sin(theta)


def speed(theta):
    """On the aerofoil: that on the circle over the stretch of the map, |1 - 1/zeta^2|."""
    xi, eta = on_circle(theta)
    square = xi**2 + eta**2
    return 2 * Abs(sin(theta - alpha) + swirl(alpha)) * square / sqrt(square**2 - 2 * (xi**2 - eta**2) + 1)


# zeta of a point z of the plot is (z + r)/2 or (z - r)/2, where r^2 = z^2 - 4: the one that is farther from the circle's centre.
real, imaginary = x**2 - y**2 - 4, 2 * x * y
larger = sqrt((sqrt(real**2 + imaginary**2) + Abs(real)) / 2)
smaller = imaginary / (2 * larger)  # in this order neither loses digits
wide = Heaviside(real, 1)
r_x, r_y = wide * larger + (1 - wide) * smaller, wide * smaller + (1 - wide) * larger
turn = 2 * Heaviside((x / 2 + eps) * r_x + (y / 2 - kappa) * r_y, 1) - 1
xi, eta = (x + turn * r_x) / 2, (y + turn * r_y) / 2
psi = Piecewise((stream(xi, eta), (xi + eps) ** 2 + (eta - kappa) ** 2 > R**2), (0, True))  # 0 within the aerofoil
body_x, body_y = to_aerofoil(*on_circle(theta))
along_chord = (body_x - 2) / chord + 1
suction = speed(theta) ** 2 - 1
C_L = lift(alpha)
flat_plate = 2 * pi * sin(a)
circulation = C_L / 2
no_lift = -beta
edge_speed = cos(alpha + beta) / R
divides = pi + alpha + asin(swirl(alpha))  # where round the circle
stagnation, leaving = (to_aerofoil(*on_circle(place)) for place in (divides, alpha - asin(swirl(alpha))))


def by_pressure():
    """Lift and drag added up from the pressure all round, against the lift of the circulation, for four aerofoils."""
    gaps = []
    for angle, thick, camber in ((5, 0.1, 0.1), (0, 0.15, 0.2), (8, 0.2, 0), (-4, 0.1, 0.05)):
        shape = {"eps": thick, "kappa": camber}
        u, v = (cv.evaluate(each, over=theta, **shape) for each in (body_x, body_y))
        pull = cv.evaluate(suction, over=theta, alpha=angle * DEGREE, **shape)
        force = np.exp(-1j * angle * DEGREE) * complex(np.trapezoid(pull, v), -np.trapezoid(pull, u))  # drag, and i times the lift
        gaps.append(abs(force - 1j * cv.evaluate(C_L * chord, alpha=angle * DEGREE, **shape)))
    return np.max(gaps) < 2e-3, f"lift and drag are at most {np.max(gaps):.1e} from C_L times the chord, and from 0"


def by_potential():
    """The stream function along four lines, two of them through the edge, against the imaginary part of the complex potential."""
    gaps = []
    circle, radius, angle = complex(-0.1, 0.1), abs(complex(1.1, -0.1)), 5 * DEGREE
    strength = radius * np.sin(angle + np.arcsin(0.1 / radius))
    for height in (-0.6, 0.02, 0.05, 1.0):
        z = np.linspace(-4.4, 4.4, 176) + 1j * height
        both = np.array([(z + sign * np.sqrt(z**2 - 4)) / 2 - circle for sign in (1, -1)])
        zeta = np.where(abs(both[0]) > abs(both[1]), *both) * np.exp(-1j * angle)
        wanted = np.where(abs(zeta) > radius, (zeta + radius**2 / zeta + 2j * strength * np.log(zeta / radius)).imag, 0)
        gaps.append(np.abs(cv.evaluate(psi.subs(y, height), over=x) - wanted).max())
    return np.max(gaps) < 1e-9, f"four lines, at most {np.max(gaps):.1e} apart"


_nose = along_chord.subs(theta, pi + beta)
SHAPE = {alpha: 5 * DEGREE, eps: 0.1, kappa: 0.1, kutta: 1}
EDGE = "derived: l'Hôpital's rule gives cos(alpha + beta) / R"
_katz = 2 * pi * (1 + 0.77 * 0.1179) * sin(5 * DEGREE)
THICK = "J. Katz and A. Plotkin, Low-Speed Aerodynamics, 2nd ed., ch. 6: 2 pi (1 + 0.77 t/c) sin alpha"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Contours(psi, over=(x, y), levels=[(2 * k - 21) / 10 for k in range(22)], name="streamlines", color="a", opacity=0.7),
            cv.Path(body_x, body_y, over=theta, name="aerofoil", color="h"),
            cv.Points(*stagnation, name="here the flow divides", color="d"),
            cv.Points(*leaving, name="here it leaves", color="b"),
            title="Streamlines",
            x_range=(-4.4, 4.4),
            y_range=(-1.7, 1.7),
            equal=True,
        ),
        cv.Plot(
            cv.Path(along_chord, suction, over=theta, name="suction, all round", color="b"),
            title="Suction on the upper side, pressure on the lower one",
            x="Distance from the nose, over the chord",
            y="$-C_p$",
            y_range=(-1.3, 4.2),
        ),
        cv.Plot(
            cv.Curve(flat_plate, over=a, name="flat plate, 2π sin α", color="muted", dash=True),
            cv.Curve(lift(a), over=a, name="this aerofoil", color="c"),
            cv.Handle(x=alpha, y=C_L, name="this angle"),
            title="Lift",
            y="Coefficient of lift",
        ),
    ],
    readouts=[
        cv.Readout("Coefficient of lift", C_L),
        cv.Readout("Lift vanishes at", no_lift, unit="rad", shown_in="deg"),
        cv.Readout("Circulation, over speed and chord", circulation),
        cv.Readout("Speed at the edge, if smooth, over that of the stream", edge_speed),
    ],
    presets=[
        cv.Preset("An aerofoil that flies"),
        cv.Preset("Without circulation", kutta=False),
        cv.Preset("Symmetric and straight ahead", alpha=0, kappa=0),
        cv.Preset("Cambered and straight ahead", alpha=0, kappa=0.15),
        cv.Preset("A thick one", alpha=8 * DEGREE, eps=0.2, kappa=0.05),
    ],
    facts=[
        cv.Check("The pressure adds up to the lift C_L, and to no drag", by_pressure, source="Anderson, ch. 3.16: Kutta-Joukowski"),
        cv.Identity("The circle is a streamline", stream(*on_circle(theta)), 0, source="derived: there square = R^2, so both terms are 0"),
        cv.Identity("Where the flow divides it is at rest", suction, -1, at={theta: divides}, source="derived: Bernoulli, q = 0"),
        cv.Value(
            "The flow leaves the edge with a finite speed", speed(-beta + 1e-6) / edge_speed, at=SHAPE, expected=1, rtol=1e-3, source=EDGE
        ),
        cv.Value("The nose is where the chord begins", _nose, at=SHAPE, expected=0, atol=1e-12, source="derived: there zeta = -1 - 2 eps"),
        cv.Limit("A thin plate has the lift 2π sin α", lift(a).subs({kutta: 1, kappa: 0}), eps, 0, flat_plate, source="Anderson, ch. 4.7"),
        cv.Identity("At the angle -β there is no lift", C_L, 0, at={alpha: no_lift}, source="Milne-Thomson, ch. 7: the axis of no lift"),
        cv.Identity("The lift is that of the circulation", 4 * pi * R * swirl(alpha), circulation * chord, source="Anderson, ch. 3.16"),
        cv.Value("11.8 % thick, at 5 degrees: 0.597", C_L, at={**SHAPE, kappa: 0}, expected=_katz, rtol=1e-3, source=THICK),
        cv.Identity("Straight ahead only camber lifts", C_L, 8 * pi * kappa / chord, at={alpha: 0, kutta: 1}, source="derived: R sin β"),
        cv.Check("The streamlines are those of the complex potential", by_potential, source="Milne-Thomson, ch. 6 and 7"),
    ],
)

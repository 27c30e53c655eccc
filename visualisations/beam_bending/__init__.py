"""Bending of beams: from load to shear force, to bending moment, to deflection.

Model    V = R - w x - P [x > a],  M = M_0 + R x - w x^2 / 2 - P <x - a>,  EI y'' = M, with y = 0 and y' = 0 where the supports say so;
         <z> is z where that is positive, else 0 (Macaulay). Sagging moments and upward deflections are positive, x from the left end
Source   R. C. Hibbeler, Mechanics of Materials, 10th ed., ch. 6, 12 and appendix C
"""

from sympy import Derivative, Eq, Heaviside, Max

import covis as cv

SPAN = cv.Constant("SPAN", 6, label="Length of a beam between two supports", unit="m", symbol=r"L_{\mathrm{span}}")
BALCONY = cv.Constant("BALCONY", 2, label="Length of a cantilever", unit="m", symbol=r"L_{\mathrm{cant}}")
PROP = "derived: w L^4 / 8 EI at a free tip is taken back by R L^3 / 3 EI, so that the prop gives R = 3 w L / 8"
WALLS = "derived: P L^3 / 192 EI"
TABLE = "Hibbeler, appendix C: slopes and deflections of beams"
KINDS = {"simply supported": 1, "built in and propped": 2, "built in at both ends": 3, "cantilever": 4}
kind = cv.Choice("kind", KINDS, value="simply supported", label="Supports")
P = cv.Slider("P", 0, 30, value=20, step=0.5, label="Point load", unit="kN")
a = cv.Slider("a", 0, 1, value=0.5, step=0.01, label="Place of the point load, x / L")
w = cv.Slider("w", 0, 6, value=4, step=0.1, label="Distributed load", unit="kN/m")
EI = cv.Slider("EI", 15000, 40000, value=20000, step=500, label="Bending stiffness", unit="kN*m**2")
c = cv.Slider("c", 0, 1, value=0.3, step=0.01, label="Place of the cut, x / L")
xi = cv.Axis("xi", 0, 1, points=401, label="Place along the beam, x / L")
post = cv.Index("post", 0, 16, label="Arrow")


def by_kind(simple, propped, clamped, cantilever):
    return kind.pick(dict(zip(KINDS, (simple, propped, clamped, cantilever), strict=True)))


L = by_kind(SPAN, SPAN, SPAN, BALCONY)
b = 1 - a
R_left = by_kind(P * b + w * L / 2, P * b * (3 - b**2) / 2 + 5 * w * L / 8, P * b**2 * (3 - 2 * b) + w * L / 2, P + w * L)
R_right = P + w * L - R_left
M_left = -by_kind(0 * P * L, P * L * a * b * (1 + b) / 2 + w * L**2 / 8, P * L * a * b**2 + w * L**2 / 12, P * L * a + w * L**2 / 2)


def before(xi):
    """The shear force to the left of the load."""
    return R_left - w * L * xi


def shear(xi):
    return before(xi) - P * Heaviside(xi - a)


def moment(xi):
    return M_left + R_left * L * xi - w * (L * xi) ** 2 / 2 - P * L * Max(xi - a, 0)


def bent(xi):
    """The moment integrated twice from the left end, where deflection and slope are put to 0."""
    return (M_left * xi**2 / 2 + R_left * L * xi**3 / 6 - w * L**2 * xi**4 / 24 - P * L * Max(xi - a, 0) ** 3 / 6) * L**2 / EI


def deflection(xi):
    """A beam that may turn at its left support turns until its right end is on the other one."""
    return bent(xi) - by_kind(bent(1) * xi, 0 * L, 0 * L, 0 * L)


V_xi, M_xi, y_xi = shear(xi), moment(xi), deflection(xi)
_V, _M, _y = shear(c), moment(c), deflection(c)
KN = cv.Constant("KN", 1, label="a kilonewton", unit="kN", symbol=r"\mathrm{kN}")
_top, _wide, _along = P / 30, w / 72, post / 16  # lengths of the arrows, for a kN or a kN/m, and where they stand
_left, _right = R_left / KN, R_right / KN
_up_left, _up_right = -_left / 48, -_right / 48  # where the arrows of the supports begin


def support(x, walls, feet):
    """A wall or a triangle at an end of the beam."""
    side = 0.03 if x else -0.03
    return [
        cv.Polyline([(x, -0.3), (x, 0.3), (x + side, 0.3), (x + side, -0.3), (x, -0.3)], color="muted", show=walls),
        cv.Polyline([(x, 0), (x - 0.02, -0.16), (x + 0.02, -0.16), (x, 0)], color="muted", show=feet),
    ]


def diagram(name, line, here, **looks):
    """A line along the beam, its value at the cut and the line of 0."""
    marks = cv.Curve(0, over=xi, color="muted"), line, cv.Points(c, here, name="the cut", color="e")
    return cv.Plot(*marks, title=name, y=name, x_range=(-0.06, 1.06), height=0.75, **looks)


_bent_beam = cv.Curve(y_xi, over=xi, name="deflection", color="h")
_steps = [(0, before(0)), (a, before(a)), (a, before(a) - P), (1, before(1) - P)]
_area = ((_steps[0][1] + _steps[1][1]) * a + (_steps[2][1] + _steps[3][1]) * b) * L / 2


def value(statement, number, expected, state, source=TABLE):
    """A number for a beam on two supports, with a load in the middle if any, but for what `state` says."""
    at = {kind: 1, P: 0, w: 0, a: 0.5, EI: 20000} | state
    return cv.Value(statement, number, at=at, expected=expected, rtol=1e-9, source=source)


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(0, 0), (1, 0)], name="beam", color="h"),
            *support(0, kind > 1, Eq(kind, 1)),
            *support(1, Eq(kind, 3), kind < 3),
            cv.Arrow((_along, _wide * SPAN / KN), (_along, 0), over=post, name="loads", color="a", opacity=0.5, show=w > 0),
            cv.Arrow((a, _top / KN), (a, 0), color="a", show=P > 0),
            cv.Arrow((0, _up_left), (0, 0), name="reactions of the supports", color="b"),
            cv.Arrow((1, _up_right), (1, 0), color="b", show=kind < 4),
            cv.Label("{} kN", at=(0.09, _up_left - 0.12), value=_left, color="b"),
            cv.Label("{} kN", at=(0.91, _up_right - 0.12), value=_right, color="b", show=kind < 4),
            cv.Polyline([(c, -0.12), (c, 0.12)], name="the cut", color="e"),
            cv.Handle(x=a, y=_top / KN, name="move the load"),
            title="Loads and supports",
            height=0.8,
            x_range=(-0.06, 1.06),
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
            description="The left support carries {R_left} kN, the right one {R_right} kN.",
        ),
        diagram("Shear force", cv.Polyline(_steps, name="shear force", color="c"), _V, y_unit="kN", y_range=(-50, 50)),
        diagram("Bending moment", cv.Curve(M_xi, over=xi, name="bending moment", color="d"), _M, y_unit="kN*m", y_range=(-76, 76)),
        diagram("Deflection", _bent_beam, _y, y_unit="m", y_shown_in="mm", y_range=(-0.017, 0.002)),
    ],
    readouts=[
        cv.Readout("Shear force at the cut", _V, unit="kN"),
        cv.Readout("Bending moment at the cut", _M, unit="kN*m"),
        cv.Readout("Deflection at the cut", _y, unit="m", shown_in="mm"),
        cv.Readout("Bending moment under the load", moment(a), unit="kN*m"),
        cv.Readout("Bending moment at the left end", M_left, unit="kN*m"),
    ],
    presets=[
        cv.Preset("One load on two supports", w=0, c=0.4),
        cv.Preset("A floor carries its weight", P=0, w=6, c=0.5),
        cv.Preset("Both loads"),
        cv.Preset("Built in at both ends", kind="built in at both ends", c=0),
        cv.Preset("Built in and propped", kind="built in and propped", P=0, w=6, c=0.62),
        cv.Preset("A balcony", kind="cantilever", a=1, c=0),
    ],
    facts=[
        cv.Identity("The slope of the moment is the shear force", M_xi.diff(xi), V_xi * L, source="Hibbeler, ch. 6.2"),
        cv.Identity("The curvature is the moment over EI", Derivative(y_xi, xi, 2) * EI, M_xi * L**2, source="Hibbeler, ch. 12.1"),
        *(
            cv.Identity(f"{name.capitalize()}: the right end stays", y_xi, 0, at={xi: 1, kind: k}, source="derived: a support is there")
            for name, k in KINDS.items()
            if k < 4
        ),
        *(
            cv.Identity(
                f"{name.capitalize()}: no moment at the right end", M_xi, 0, at={xi: 1, kind: k}, source="derived: only a wall has one"
            )
            for name, k in KINDS.items()
            if k != 3
        ),
        cv.Identity("A wall holds the slope at 0", Derivative(y_xi, xi), 0, at={xi: 1, kind: 3}, source="derived: built in"),
        cv.Identity(
            "On two supports P makes the moment Pab/L", M_xi, P * L * a * b, at={xi: a, kind: 1, w: 0}, source="derived: P b/L × a"
        ),
        value("A load in the middle bends a beam on two supports by P L³ / 48 EI", y_xi, -0.0045, {xi: 0.5, P: 20}),
        value("A load along a beam on two supports bends it by 5 w L⁴ / 384 EI", y_xi, -0.003375, {xi: 0.5, w: 4}),
        value("The tip of a cantilever goes down by P L³ / 3 EI + w L⁴ / 8 EI", y_xi, -46 / 15000, {xi: 1, kind: 4, P: 20, a: 1, w: 4}),
        value("Walls make the deflection by a load in the middle four times smaller", y_xi, -0.001125, {xi: 0.5, kind: 3, P: 20}, WALLS),
        value("The wall of a propped beam carries five eighths", R_left / (R_left + R_right), 0.625, {kind: 2, w: 4}, PROP),
        cv.Identity("The supports' arrows carry the load", -48 * KN * (_up_left + _up_right), P + w * L, source="derived: forces balance"),
        cv.Identity("The last of the arrows stands at the right end", _along, 1, at={post: 16}, source="derived: sixteen equal steps"),
        cv.Always("No load lifts a beam", y_xi <= 1e-12 * L, source="derived: loads act downwards, and the ends are held"),
        cv.Identity("The area under the shear force is the change of the moment", _area, moment(1) - moment(0), source="Hibbeler, ch. 6.2"),
    ],
    symbols={"V_xi": r"V(\xi)", "M_xi": r"M(\xi)", "y_xi": r"y(\xi)"},
)

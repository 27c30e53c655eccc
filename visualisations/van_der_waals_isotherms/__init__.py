"""Van der Waals' isotherms: how one curve holds a liquid, a vapour and the pressure at which they meet.

Model    p = 8 T / (3 v - 1) - 3 / v^2, all in units of the critical point. Liquid and vapour are in balance where a horizontal line
         cuts off equal areas of the isotherm (Maxwell)
Source   J. D. van der Waals, thesis, Leiden 1873; J. C. Maxwell, Nature 11 (1875) 357-359
"""

import numpy as np
from sympy import And, Derivative, Max, Min, Piecewise, Rational, log, oo, sqrt, symbols

import covis as cv

LEKNER = "J. Lekner, Am. J. Phys. 50 (1982) 161-163: the curve in closed form, evaluated at T = 0.9"
SPAN = "R. Span and W. Wagner, J. Phys. Chem. Ref. Data 25 (1996) 1509-1596"
FLUIDS = {"carbon dioxide": 1, "water": 2, "nitrogen": 3}
T = cv.Slider("T", 0.8, 1.1, value=0.9, step=0.005, label="Reduced temperature")
v_now = cv.Slider("v_now", 0.68, 5, value=1.5, step=0.01, label="Reduced volume", symbol="v")
fluid = cv.Choice("fluid", FLUIDS, value="carbon dioxide", label="Readouts for")
K = cv.Constant("K", 1, label="a kelvin", unit="K", symbol=r"\mathrm{K}")
MPA = cv.Constant("MPA", 1, label="a megapascal", unit="MPa", symbol=r"\mathrm{MPa}")
v = cv.Axis("v", 0.45, 5.2, points=301, label="Reduced volume v")
depth = cv.Axis("depth", 0.01, 0.4472, points=41, label="Root of the distance from the critical temperature")
line = cv.Index("line", 0, 6, label="Isotherm")
T_c = K * fluid.pick({"carbon dioxide": 304.13, "water": 647.10, "nitrogen": 126.19})
p_c = MPA * fluid.pick({"carbon dioxide": 7.377, "water": 22.064, "nitrogen": 3.396})


def pressure(v, T):
    return 8 * T / (3 * v - 1) - 3 / v**2


def gibbs(v, T):
    """Gibbs energy in units of p_c v_c, up to what depends on the temperature only."""
    return pressure(v, T) * v - 8 * T / 3 * log(3 * v - 1) - 3 / v


def smallest(v, T):
    """The smallest of the three volumes that have the pressure of v; they add up to 1/3 + 8 T / (3 p), and their product is 1 / p."""
    p = pressure(v, T)
    others = Rational(1, 3) + 8 * T / p / 3 - v
    return (others - sqrt(others**2 - 4 / (p * v))) / 2


def area_above(v, T):
    """The area between the isotherm and the horizontal line that ends at v, on from the smallest volume with the same pressure."""
    p, first, b = pressure(v, T), smallest(v, T), Rational(1, 3)
    return 8 * T / 3 * (log(v - b) - log(first - b)) + 3 / v - 3 / first + p * first - p * v


u = symbols("u")


def balance(T):
    """The volume of the vapour that is in balance with a liquid, their pressure, and the volume of the liquid."""
    vapour = cv.root(area_above(u, T), u, between=(1, 1 + 8 * sqrt(1 - T)))
    p = pressure(vapour, T)
    return vapour, p, cv.root(pressure(u, T) - p, u, between=(0.35, 1))


below = Min(T, 0.9999)  # where there is no balance any more the values of the critical point stand in, and are not shown
p_u, first, area = pressure(u, below), smallest(u, below), area_above(u, below)
v_g, p_s, v_l = balance(below)
both = T < 1
p_now = Piecewise((p_s, And(both, v_now > v_l, v_now < v_g)), (pressure(v_now, T), True))
percent = Piecewise((0, v_now < v_l), (100 * (v_now - v_l) / (v_g - v_l), v_now < v_g), (100, True))
densities = Piecewise((v_g / v_l, both), (1, True))
compressibility = 3 * p_now * v_now / (8 * T)
kelvin, megapascal = T * T_c, p_now * p_c
m = cv.Axis("m", v_l, v_g, points=81, label="Reduced volume v")
T_line = Rational(4, 5) + line / 20
_T_coexistence = 1 - depth**2  # so that the points lie evenly along the curve, whose top is flat
_vapour, _p_coexistence, _liquid = balance(_T_coexistence)
_above = gibbs(v, T) - Piecewise((gibbs(v_g, T), both), (gibbs(1, T), True))


def in_balance():
    """At five temperatures: both ends of the line, and the two areas between it and the curve that is drawn."""
    gaps = []
    for warmth in (0.8, 0.87, 0.93, 0.98, 0.995):
        first, last, level = (cv.evaluate(value, T=warmth) for value in (v_l, v_g, p_s))
        ends = [[cv.evaluate(law(place, warmth)) for place in (first, last)] for law in (pressure, gibbs)]
        areas = np.trapezoid(cv.evaluate(pressure(m, T), over=m, T=warmth) - level, cv.evaluate(m, over=m, T=warmth))
        gaps += [abs(ends[0][0] - ends[0][1]), abs(ends[1][0] - ends[1][1]), abs(areas) / 100, first - 1, 1 - last]
    return np.max(gaps) < 1e-4, f"at most {np.max(gaps):.1e} apart"


def clapeyron():
    first, last = cv.evaluate(v_l, T=0.9), cv.evaluate(v_g, T=0.9)
    slope = (cv.evaluate(p_s, T=0.905) - cv.evaluate(p_s, T=0.895)) / 0.01
    wanted = 8 / 3 * np.log((3 * last - 1) / (3 * first - 1)) / (last - first)
    return abs(slope / wanted - 1) < 1e-3, f"{slope:.4f} for {wanted:.4f} at T = 0.9"


def as_published():
    """Lekner's numbers at T = 0.9, half liquid and half vapour; the compressibility and the pressure of CO2 at the critical point."""
    curve, zero = _p_coexistence.subs(depth, 0.1**0.5), _above.subs(v, 2.3488423762)
    found = [cv.evaluate(value) for value in (p_s, p_now, curve, v_g, percent, densities, zero)]  # the page opens at T = 0.9 and v = 1.5
    critical = [cv.evaluate(value, T=1, v_now=1) for value in (compressibility, megapascal)]
    lekner = [0.64699835187, 0.64699835187, 0.64699835187, 2.3488423762, 51.368013, 3.8926665, 0]
    good = np.allclose(found, lekner, rtol=1e-7, atol=1e-9) and np.allclose(critical, [3 / 8, 7.3773], rtol=1e-4)
    return good, ", ".join(f"{number:.7g}" for number in found + critical)


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(pressure(v, T_line), over=v, each=line, color="muted", opacity=0.4),
            cv.Path(_liquid, _p_coexistence, over=depth, name="coexistence curve", color="d"),
            cv.Path(_vapour, _p_coexistence, over=depth, color="d"),
            cv.Band(p_s, pressure(m, T), over=m, name="equal areas", color="b", show=both),
            cv.Curve(pressure(v, T), over=v, name="isotherm of the equation", color="a"),
            cv.Polyline([(v_l, p_s), (v_g, p_s)], name="liquid and vapour together", color="b", show=both),
            cv.Label("{} % vapour", at=(Max(v_now, 1), p_now - 0.35), value=percent, color="b", show=both),
            cv.Handle(x=v_now, y=p_now, name="the state"),
            title="Isotherms",
            y="Reduced pressure p",
            y_range=(-0.4, 2),
        ),
        cv.Plot(
            cv.Path(pressure(v, T), _above, over=v, name="along the isotherm", color="a"),
            cv.Points(p_s, 0, name="same Gibbs energy", color="b", show=both),
            title="Gibbs energy: the lowest branch wins",
            x="Reduced pressure p",
            y="Gibbs energy",
            x_range=(0.2, 1.4),
            y_range=(-0.7, 0.5),
        ),
        cv.Plot(
            cv.Path(_T_coexistence, _p_coexistence, over=depth, name="vapour pressure", color="d"),
            cv.Points(1, 1, name="critical point", color="h"),
            cv.Points(T, p_now, name="the state", color="c"),
            title="Vapour pressure",
            x="Reduced temperature T",
            y="Reduced pressure p",
            y_range=(0, 2),
        ),
    ],
    readouts=[
        cv.Readout("Temperature", kelvin, unit="K", digits=4),
        cv.Readout("Pressure", megapascal, unit="MPa"),
        cv.Readout("Density of the liquid over that of the vapour", densities),
        cv.Readout("Compressibility factor", compressibility),
    ],
    presets=[
        cv.Preset("Half liquid, half vapour"),
        cv.Preset("Squeezed until the last vapour goes", v_now=0.68, T=0.945),
        cv.Preset("Hotter, and nearly alike", T=0.98, v_now=1),
        cv.Preset("At the critical point", T=1, v_now=1),
        cv.Preset("Too hot to become liquid", T=1.1, v_now=1),
    ],
    facts=[
        cv.Identity(
            "At the critical point the isotherm is level and has no curvature",
            Derivative(pressure(v, T), v) ** 2 + Derivative(pressure(v, T), v, 2) ** 2,
            0,
            at={v: 1, T: 1},
            source="van der Waals 1873: the critical point",
        ),
        cv.Check("Pressure and Gibbs energy are equal in both, and the coloured areas too", in_balance, source="Maxwell 1875: equal areas"),
        cv.Check("The slope of the vapour pressure is Clapeyron's", clapeyron, source="derived: the entropy is (8/3) ln(3 v - 1)"),
        cv.Limit("A thin gas is ideal", pressure(v, T) * v / T, v, oo, Rational(8, 3), source="derived: v / (3 v - 1) tends to 1/3"),
        cv.Value("At T = 0.9 the vapour has the volume 2.349", v_g, at={T: 0.9}, expected=2.3488423762022265, rtol=1e-9, source=LEKNER),
        cv.Check(
            "At T = 0.9 pressure, share of vapour, densities and Gibbs energy are Lekner's, and carbon dioxide is critical at 7.377 MPa",
            as_published,
            source=f"{LEKNER}; {SPAN}",
        ),
        cv.Identity(
            "The Gibbs energy has the slope v", Derivative(gibbs(v, T), v), v * Derivative(pressure(v, T), v), source="derived: dg = v dp"
        ),
        cv.Value("CO2 is critical at 304.13 K", kelvin, at={T: 1, fluid: 1}, expected=304.1282, rtol=1e-4, source=SPAN),
        cv.Value("The last of the seven isotherms is at 1.1", T_line, at={line: 6}, expected=1.1, source="derived: 0.8 + 6/20"),
    ],
    symbols={"below": "T'", "p_u": "p(u)", "first": "v_1(u)", "area": "A(u)", "p_now": "p", "compressibility": "Z"},
)

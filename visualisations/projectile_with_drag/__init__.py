"""Projectile with drag: why a ball does not fly along a parabola.

Model    x'' = -g v x'/v_t^2, y'' = -g - g v y'/v_t^2, v = speed: drag with the square of the speed, equal to the weight at v_t
Source   J. R. Taylor, Classical Mechanics, ch. 2.1 and 2.4
"""

from sympy import Min, asinh, atan2, cos, pi, sin, sqrt, symbols, tan

import covis as cv

DEGREE = float(pi / 180)
g = cv.Constant("g", 9.81, label="Acceleration of free fall", unit="m/s**2")
v_0 = cv.Slider("v_0", 10, 45, value=40, step=0.5, label="Speed of the throw", unit="m/s")
theta = cv.Slider("theta", 10 * DEGREE, 80 * DEGREE, value=45 * DEGREE, step=DEGREE / 2, label="Angle", unit="rad", shown_in="deg")
v_t = cv.Slider("v_t", 8, 80, value=33, step=1, label="Terminal speed of the ball", unit="m/s")
now = cv.Clock("now", 0, 9.5, label="Time", unit="s")

T_0 = 2 * v_0 * sin(theta) / g  # the time of flight without air: with air the ball is down earlier
t = cv.Axis("t", 0, T_0, points=401, label="Time", unit="s")

x, y, u, w, tau, top = symbols("x y u w tau h", real=True)  # tau: the time, which ends with the flight
speed = sqrt(u**2 + w**2)
flight = cv.Trajectory(
    {x: u, y: w, u: -g * speed * u / v_t**2, w: -g - g * speed * w / v_t**2, tau: 1, top: 0},
    start={x: 0, y: 0, u: v_0 * cos(theta), w: v_0 * sin(theta), tau: 0, top: 0},
    over=t,
    events=[cv.Event(w, falling=True, then={top: y}), cv.Event(y, falling=True, terminal=True)],
    units={x: "m", y: "m", u: "m/s", w: "m/s", tau: "s", top: "m"},
)
landed = flight.at(T_0)
reach, height, T = landed[x], landed[top], landed[tau]
reach_0 = v_0**2 * sin(2 * theta) / g
x_0, y_0 = v_0 * cos(theta) * t, v_0 * sin(theta) * t - g * t**2 / 2
_speed, _speed_0 = sqrt(flight[u] ** 2 + flight[w] ** 2), sqrt(x_0.diff(t) ** 2 + y_0.diff(t) ** 2)
_landing, _steepness = _speed.subs(t, T_0), atan2(-landed[w], landed[u])
_brake = flight[w].diff(t).subs(t, 0)
_now = Min(now, T_0)


def tied(speed, angle):
    """What drag leaves as it is, from the speed and the angle of the path."""
    return (v_t / (speed * cos(angle))) ** 2 + tan(angle) / cos(angle) + asinh(tan(angle))


def lands_sooner_and_nearer():
    """At the ends of the controls and between: it lands on the ground, as the throw says, and less far, high and long than without air."""
    states = [{"v_0": v, "theta": a, "v_t": s} for v in (10, 25, 45) for a in (10 * DEGREE, 45 * DEGREE, 80 * DEGREE) for s in (8, 33, 60)]
    gaps = landed[y], tied(_landing, -_steepness) / tied(v_0, theta) - 1
    pairs = (T, T_0), (reach, reach_0), (height, (v_0 * sin(theta)) ** 2 / (2 * g))
    off = [abs(cv.evaluate(gap, **state)) for gap in gaps for state in states]
    fine = all(one < 1e-5 for one in off) and all(cv.evaluate(less / more, **state) < 1 for less, more in pairs for state in states)
    return fine, f"{len(states)} throws, at most {max(off):.1g} off at the landing"


UP = {theta: pi / 2, v_t: 33}
TIED = "derived: drag opposes motion; with the angle of the path, u = v cos(angle) and w/u = tan(angle)"
RISE = "derived: v dv/dy = -g (1 + v^2/v_t^2) upwards, so v_t^2/(2 g) ln(1 + v_0^2/v_t^2)"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Path(flight[x], flight[y], over=t, name="with air", color="a"),
            cv.Path(x_0, y_0, over=t, name="without air", color="muted", dash=True),
            cv.Points(x_0.subs(t, _now), y_0.subs(t, _now), color="muted"),
            cv.Points(flight.at(_now)[x], flight.at(_now)[y], name="the ball", color="e"),
            x="Distance",
            y="Height",
            y_unit="m",
            x_range=(-3, 215),
            y_range=(-3, 106),
            equal=True,
            title="The path of the ball",
            description="With air the ball lands after {reach} m, without air after {reach_0} m.",
        ),
        cv.Plot(
            cv.Path(flight[tau], _speed, over=t, name="with air", color="a"),
            cv.Curve(_speed_0, over=t, name="without air", color="muted", dash=True),
            cv.Polyline([(0, v_t), (9.2, v_t)], name="terminal speed", color="d", dash=True),
            cv.Points(flight.at(_now)[tau], _speed.subs(t, _now), name="the ball", color="e"),
            y="Speed",
            y_unit="m/s",
            y_range=(0, 63),
            title="Its speed",
        ),
    ],
    readouts=[
        cv.Readout("Distance with air", reach, unit="m"),
        cv.Readout("Distance without air", reach_0, unit="m"),
        cv.Readout("Greatest height", height, unit="m"),
        cv.Readout("Time of flight", T, unit="s"),
        cv.Readout("Speed when it lands", _landing, unit="m/s"),
        cv.Readout("Angle at which it lands", _steepness, unit="rad", shown_in="deg"),
    ],
    presets=[
        cv.Preset("A ball thrown hard"),
        cv.Preset("The same at 38 degrees", theta=38 * DEGREE),
        cv.Preset("Thrown gently", v_0=10),
        cv.Preset("A table tennis ball", v_0=25, v_t=9),
        cv.Preset("A heavy ball", v_t=60),
    ],
    facts=[
        cv.Conserved(
            "Drag leaves one quantity as it is: slope and sideways speed are tied together",
            v_t**2 / u**2 + w / u * sqrt(1 + (w / u) ** 2) + asinh(w / u),
            along=flight,
            source="derived: with q = w/u, dq/dt = -g/u and du/dt = -g u^2 sqrt(1 + q^2)/v_t^2; integrate d(1/u^2)/dq",
        ),
        cv.Check(
            "Air makes flights shorter, lower and sooner over, and leaves it the same at the landing", lands_sooner_and_nearer, source=TIED
        ),
        cv.Value(
            "Without drag it flies v_0^2 sin(2 theta)/g",
            reach,
            at={v_0: 40, theta: pi / 4, v_t: 1e6},
            expected=1600 / 9.81,
            source="derived: v_0 cos(theta) times 2 v_0 sin(theta)/g; Taylor, ch. 2.3",
        ),
        cv.Value("Straight up at 40 m/s it rises by 50.2 m", height, at={v_0: 40, **UP}, expected=50.17112547, source=RISE),
        cv.Value("At the terminal speed the drag equals the weight", _brake, at={v_0: 33, **UP}, expected=-19.62, source="Taylor, ch. 2.4"),
        cv.Identity("Without air the ball returns to the ground at T_0", y_0, 0, at={t: T_0}, source="derived: T_0 = 2 v_0 sin(theta)/g"),
        cv.Identity("Without air the ball has gone its distance at T_0", x_0, reach_0, at={t: T_0}, source="derived: T_0 v_0 cos(theta)"),
        cv.Identity("Without air it has its speed again at T_0", _speed_0, v_0, at={t: T_0}, source="derived: the energy is kept"),
    ],
)

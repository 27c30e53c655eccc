"""Double pendulum: an exact law whose future nobody can compute for long.

Model    two equal point masses m on two equal massless rods l, no friction, angles theta_1 and theta_2 from the downward vertical:
         2 theta_1'' + theta_2'' cos(D) + theta_2'^2 sin(D) + 2 (g/l) sin(theta_1) = 0,   D = theta_1 - theta_2
         theta_2'' + theta_1'' cos(D) - theta_1'^2 sin(D) + (g/l) sin(theta_2) = 0
Source   J. R. Taylor, Classical Mechanics, ch. 11.4; S. H. Strogatz, Nonlinear Dynamics and Chaos, ch. 9.3
"""

import sympy
from sympy import Max, cos, pi, sin, sqrt, symbols

import covis as cv

SECONDS = 12

t = cv.Axis("t", 0, SECONDS, points=961, label="Time", unit="s")
now = cv.Clock("now", 0, SECONDS, loop=False, label="Time", unit="s")
tail = cv.Constant("tail", 2, label="how long the trail is", unit="s")
trail = cv.Axis("trail", Max(0, now - tail), now, points=161, label="Time of the trail", unit="s")
past = cv.Axis("past", 0, now, points=481, label="Time", unit="s")
phi_1 = cv.Slider("phi_1", -3.1, 3.1, value=2, label="Start angle of the upper rods", unit="rad")
phi_2 = cv.Slider("phi_2", -3.1, 3.1, value=2, label="Start angle of the lower rods", unit="rad")
apart = cv.Choice(
    "apart", {"0.1 rad": 0.1, "0.001 rad": 1e-3, "0.000 001 rad": 1e-6}, value="0.001 rad", label="Second lower rod starts farther by"
)
g = cv.Constant("g", 9.81, label="acceleration of free fall", unit="m/s**2")
l = cv.Constant("l", 1, label="length of each rod", unit="m")  # noqa: E741

theta_1, theta_2, omega_1, omega_2 = STATE = symbols("theta_1 theta_2 omega_1 omega_2", real=True)
_D = theta_1 - theta_2
_p = -(omega_2**2) * sin(_D) - 2 * g / l * sin(theta_1)
_q = omega_1**2 * sin(_D) - g / l * sin(theta_2)
# The two equations of motion solved for the angular accelerations; the denominator lies between 1 and 2.
alpha_1 = (_p - cos(_D) * _q) / (2 - cos(_D) ** 2)
alpha_2 = (2 * _q - cos(_D) * _p) / (2 - cos(_D) ** 2)

# For each unit of mass, zero where both hang at rest; momentum and torque are those about the pivot.
kinetic = l**2 * (omega_1**2 + omega_2**2 / 2 + omega_1 * omega_2 * cos(_D))
potential = g * l * (3 - 2 * cos(theta_1) - cos(theta_2))
energy = kinetic + potential
momentum = l**2 * (2 * omega_1 + omega_2 + (omega_1 + omega_2) * cos(_D))
torque = -g * l * (2 * sin(theta_1) + sin(theta_2))


def _at_rest(lower):
    return {theta_1: phi_1, theta_2: lower, omega_1: 0, omega_2: 0}


def _pendulum(start):
    rates = {theta_1: omega_1, theta_2: omega_2, omega_1: alpha_1, omega_2: alpha_2}
    units = {theta_1: "rad", theta_2: "rad", omega_1: "rad/s", omega_2: "rad/s"}
    return cv.Trajectory(rates, start=start, over=t, step=0.0025, units=units)


def _bobs(states):
    """(x, y) of the upper and of the lower bob, from the pivot."""
    upper = l * sin(states[theta_1]), -l * cos(states[theta_1])
    return upper, (upper[0] + l * sin(states[theta_2]), upper[1] - l * cos(states[theta_2]))


def _distance(one, other):
    """Between two states: chords for the angles, so that whole turns do not count, and speeds in units of sqrt(g/l)."""
    chords = sum(4 * sin((one[angle] - other[angle]) / 2) ** 2 for angle in (theta_1, theta_2))
    return sqrt(chords + ((one[omega_1] - other[omega_1]) ** 2 + (one[omega_2] - other[omega_2]) ** 2) * l / g)


_first, _second = _at_rest(phi_2), _at_rest(phi_2 + apart)
first, second = _pendulum(_first), _pendulum(_second)
start_energy = energy.subs(_first)
first_now, second_now = first.at(now), second.at(now)
upper_1, lower_1 = _bobs(first_now)
upper_2, lower_2 = _bobs(second_now)
trail_1, trail_2 = _bobs(first.at(trail))[1], _bobs(second.at(trail))[1]
height_1, height_2 = _bobs(first.at(past))[1][1], _bobs(second.at(past))[1][1]
distance = _distance(first.at(past), second.at(past))
distance_now = _distance(first_now, second_now)
_run, _now = ({state: run[state] for state in STATE} for run in (first, first_now))
energy_now = energy.subs(_now)
_kept = energy_now / start_energy
bends_1, bends_2 = alpha_1.subs(_run), alpha_2.subs(_run)

# Small swings, from the linear part of the same rates: theta'' = -(g/l) K theta.
_rest = dict.fromkeys(STATE, 0)
_K = sympy.Matrix([[-(rate.diff(angle).subs(_rest)) * l / g for angle in (theta_1, theta_2)] for rate in (alpha_1, alpha_2)])
slow_period, fast_period = (2 * pi / sqrt(root * g / l) for root in sorted(_K.eigenvals(), key=float))

# The drawn places at every time, as the facts see them.
_upper, _lower = (tuple(part.subs(now, t) for part in bob) for bob in (upper_1, lower_1))
_length_2 = (_lower[0] - _upper[0]) ** 2 + (_lower[1] - _upper[1]) ** 2
_speeds = {omega_1: 3 * phi_1 * sqrt(g / l), omega_2: 4 * phi_1 * sqrt(g / l)}
_against = _distance(_rest | _speeds, _rest | {omega: -speed for omega, speed in _speeds.items()})
_kinetic, _potential = kinetic.subs(_run), potential.subs(_run)


def _bends(k):
    """The angular acceleration of the upper rod for each radian, where the lower angle is k times as large."""
    return alpha_1.subs(_at_rest(k * phi_1)) / phi_1


TAYLOR = "Taylor, Classical Mechanics, ch. 11.4, equal masses and lengths"
PIVOT = "derived: the pivot's force has no torque about it; with the energy this gives both equations of motion"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Path(*trail_1, over=trail, name="trail of the first", color="a", opacity=0.4),
            cv.Path(*trail_2, over=trail, name="trail of the second", color="b", opacity=0.4, dash=True),
            cv.Polyline([(0, 0), upper_2, lower_2], name="second pendulum", color="b", dash=True),
            cv.Points([upper_2[0], lower_2[0]], [upper_2[1], lower_2[1]], color="b"),
            cv.Polyline([(0, 0), upper_1, lower_1], name="first pendulum", color="a"),
            cv.Points([upper_1[0], lower_1[0]], [upper_1[1], lower_1[1]], color="a"),
            title="Two pendulums",
            x="Across",
            y="Height above the pivot",
            y_unit="m",
            equal=True,
            y_range=(-2.15, 2.15),
        ),
        cv.Plot(
            cv.Curve(height_1, over=past, name="first pendulum", color="a"),
            cv.Curve(height_2, over=past, name="second pendulum", color="b", dash=True),
            cv.Points([now, now], [lower_1[1], lower_2[1]], name="now", color="e"),
            title="Height of the lower bobs",
            y="Height",
            y_unit="m",
            y_range=(-2.15, 2.15),
        ),
        cv.Plot(
            cv.Curve(distance, over=past, name="distance of the two states", color="c"),
            cv.Points(now, distance_now, name="now", color="e"),
            title="How far the two have parted",
            y="Distance",
            log="y",
            y_range=(1e-7, 30),
            layout={"yaxis": {"dtick": 2}},
        ),
    ],
    readouts=[
        cv.Readout("Distance of the two states now", distance_now),
        cv.Readout("Energy of the first now, per mass", energy_now, unit="m**2/s**2", digits=6),
        cv.Readout("Energy now over energy at the start (exactly 1 in theory)", _kept, digits=10),
        cv.Readout("Slow mode of small swings, period", slow_period, unit="s"),
        cv.Readout("Fast mode of small swings, period", fast_period, unit="s"),
    ],
    presets=[
        cv.Preset("High start, a thousandth apart"),
        cv.Preset("High start, a millionth apart", apart="0.000 001 rad"),
        cv.Preset("Almost upright", phi_1=3, phi_2=3, apart="0.000 001 rad"),
        cv.Preset("Small swing, slow mode", phi_1=0.1, phi_2=0.1414, apart="0.001 rad"),
        cv.Preset("Small swing, fast mode", phi_1=0.1, phi_2=-0.1414, apart="0.001 rad"),
    ],
    symbols={"kinetic": "E_k", "potential": "E_p", "energy": "E", "start_energy": "E_0", "momentum": "L", "torque": "M"}
    | {"bends_1": r"\alpha_{1,\text{first}}", "bends_2": r"\alpha_{2,\text{first}}"}
    | {"slow_period": r"T_{\text{slow}}", "fast_period": r"T_{\text{fast}}"},
    facts=[
        cv.Identity("What the motion gains in energy, height loses", _kinetic.diff(t), -_potential.diff(t), source="derived: no friction"),
        cv.Identity("The weights' torque changes the angular momentum", momentum.subs(_run).diff(t), torque.subs(_run), source=PIVOT),
        cv.Limit("Small swings as 1 to √2 are the slow mode", _bends(sqrt(2)), phi_1, 0, -(2 - sqrt(2)) * g / l, source=TAYLOR),
        cv.Limit("Small swings as 1 to -√2 are the fast mode", _bends(-sqrt(2)), phi_1, 0, -(2 + sqrt(2)) * g / l, source=TAYLOR),
        cv.Value("The slow mode has the period 2.62 s", slow_period, at={}, expected=2 * pi / sqrt((2 - sqrt(2)) * 9.81), source=TAYLOR),
        cv.Value("The fast mode has the period 1.09 s", fast_period, at={}, expected=2 * pi / sqrt((2 + sqrt(2)) * 9.81), source=TAYLOR),
        cv.Identity("The bobs are drawn where their energy is", _potential, g * (_upper[1] + _lower[1] + 3 * l), source="derived: m g h"),
        cv.Identity("Both rods are drawn equally long", _length_2, _upper[0] ** 2 + _upper[1] ** 2, source="derived: the length is l"),
        cv.Identity("At the start the ends are a chord apart", _distance(_first, _second), 2 * sin(apart / 2), source="derived: at rest"),
        cv.Identity("Opposite speeds of 3 and 4 √(g/l) are 10 apart", _against, 10, at={phi_1: 1}, source="derived: 6² + 8² = 10²"),
        cv.Identity(
            "The share kept, times the first energy, is the energy",
            _kept.subs(now, t) * start_energy,
            energy.subs(_run),
            source="derived: E/E₀ × E₀",
        ),
        cv.Conserved("The energy of the first pendulum is kept to a millionth", energy, along=first, source="derived: rods do no work"),
    ],
)

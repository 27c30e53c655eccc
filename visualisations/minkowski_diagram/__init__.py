"""Minkowski diagram: two observers, one space-time, and no common "now".

Model    t' = gamma (t - beta x), x' = gamma (x - beta t), gamma = 1/sqrt(1 - beta^2); t in seconds, x in light seconds, beta = v/c
Source   A. P. French, Special Relativity, ch. 3 and 4; E. F. Taylor and J. A. Wheeler, Spacetime Physics, 2nd ed.
"""

from sympy import cosh, sinh, sqrt

import covis as cv

percent = cv.Slider("percent", -80, 80, value=60, step=1, label="Speed of the ship, in % of that of light", symbol=r"\beta_{\%}")
x_1 = cv.Slider("x_1", -3, 3, value=-2, step=0.05, label="Position of the first flash, in light seconds")
t_1 = cv.Slider("t_1", -3, 3, value=1, step=0.05, label="Time of the first flash, in seconds")
x_2 = cv.Slider("x_2", -3, 3, value=2, step=0.05, label="Position of the second flash, in light seconds")
t_2 = cv.Slider("t_2", -3, 3, value=1, step=0.05, label="Time of the second flash, in seconds")
eta = cv.Axis("eta", -3.2, 3.2, points=161, label="Rapidity")
k = cv.Index("k", -9, 9, label="Mark on the axes")

beta = percent / 100
gamma = 1 / sqrt(1 - beta**2)
FAR = (-12, 12)  # lines run out of both pictures


def to_ship(x, t):
    """Position and time of an event for the ship."""
    return gamma * (x - beta * t), gamma * (t - beta * x)


def to_station(x, t):
    """And back: position and time for the station, which sees the ship move with beta."""
    return gamma * (x + beta * t), gamma * (t + beta * x)


first, second = to_ship(x_1, t_1), to_ship(x_2, t_2)
later = t_2 - t_1
later_ship = second[1] - first[1]
apart = x_2 - x_1
apart_ship = second[0] - first[0]
interval = later**2 - apart**2
one_second = sinh(eta), cosh(eta)


def picture(change, flashes, half, title, names, dragged):
    """The space-time of one observer: the other's axes and marks, light, and both flashes."""
    (x_a, t_a), (x_b, t_b) = flashes
    ends = [cv.Polyline([change(at, 0) for at in FAR], name=names[0], color="c")]
    ends.append(cv.Polyline([change(0, at) for at in FAR], name=names[1], color="b"))
    rays = ((FAR, "light"), (FAR[::-1], ""))  # as many seconds as light seconds
    light = [cv.Polyline(list(zip(FAR, times, strict=True)), name=name, color="d", dash=True) for times, name in rays]
    marks = [cv.Points(*change(k, 0 * k), over=k, color="c"), cv.Points(*change(0 * k, k), over=k, color="b")]
    if dragged:
        spots = [cv.Handle(x=x_1, y=t_1, name="first flash", color="e"), cv.Handle(x=x_2, y=t_2, name="second flash", color="f")]
    else:
        spots = [cv.Points(x_a, t_a, name="first flash", color="e"), cv.Points(x_b, t_b, name="second flash", color="f")]
    return cv.Plot(
        cv.Path(*one_second, over=eta, name="one second from the origin", color="muted"),
        *light,
        *ends,
        *marks,
        *spots,
        x="Position, in light seconds",
        y="Time, in seconds",
        x_range=(-half, half),
        y_range=(-half, half),
        equal=True,
        title=title,
    )


visualisation = cv.Visualisation(
    plots=[
        picture(to_station, [(x_1, t_1), (x_2, t_2)], 4, "For the station", ("the ship's space", "the ship's time"), True),
        picture(to_ship, [first, second], 9.4, "For the ship", ("the station's space", "the station's time"), False),
    ],
    readouts=[
        cv.Readout("Second after first, for the station, in seconds", later),
        cv.Readout("Second after first, for the ship, in seconds", later_ship),
        cv.Readout("Distance for the station, in light seconds", apart),
        cv.Readout("Distance for the ship, in light seconds", apart_ship),
        cv.Readout("Time squared less distance squared, for both", interval),
        cv.Readout("Lorentz factor γ", gamma),
    ],
    presets=[
        cv.Preset("At the same time for the station"),
        cv.Preset("The second flash later", x_1=-1.25, t_1=-0.75, x_2=1.25, t_2=0.75),
        cv.Preset("A clock in the ship", x_1=0, t_1=0, x_2=1.5, t_2=2.5),
        cv.Preset("A signal with the speed of light", x_1=-1, t_1=-1, x_2=2, t_2=2),
        cv.Preset("Cause and effect", x_1=-1, t_1=-2, x_2=0.5, t_2=1),
    ],
    facts=[
        cv.Identity("Both observers find the same interval", later_ship**2 - apart_ship**2, interval, source="Taylor and Wheeler, ch. 1"),
        cv.Identity("Changed to the ship and back, a place is as it was", to_station(*first)[0], x_1, source="French, ch. 3"),
        cv.Identity("Changed to the ship and back, a time is as it was", to_station(*first)[1], t_1, source="French, ch. 3"),
        cv.Identity("Light has the same speed for the ship", *first, at={t_1: x_1}, source="Einstein's second postulate; French, ch. 3"),
        cv.Identity(
            "What is one second from the origin for the station is so for the ship too",
            to_ship(*one_second)[1] ** 2 - to_ship(*one_second)[0] ** 2,
            1,
            source="French, ch. 3",
        ),
        cv.Identity("The ship stays where it is, for itself", first[0], 0, at={x_1: beta * t_1}, source="derived: x = beta t"),
        cv.Identity("What is at once for one is not for both", later_ship, -gamma * beta * apart, at={t_2: t_1}, source="French, ch. 4"),
        cv.Identity("A moving clock runs slow by gamma", to_station(x_1, t_1)[1], gamma * t_1, at={x_1: 0}, source="French, ch. 4"),
        cv.Identity("A moving rod is short by gamma", apart_ship, apart / gamma, at={t_2: t_1 + beta * apart}, source="French, ch. 4"),
        cv.Limit("A slow ship agrees with the station", later_ship, percent, 0, later, source="derived: gamma = 1"),
        cv.Value("At 0.6 of light's speed gamma is 1.25", gamma, at={percent: 60}, expected=1.25, source="Taylor and Wheeler, ch. 5.8"),
        cv.Always("Cause and effect keep their order", (interval <= 0) | (later * later_ship > 0), source="Taylor and Wheeler, ch. 6"),
    ],
    symbols={"later": r"\Delta t", "later_ship": r"\Delta t'", "apart": r"\Delta x", "apart_ship": r"\Delta x'", "interval": "s^2"},
)

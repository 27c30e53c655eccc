"""Heat that glows: the spectrum of a black body.

Model    B(lambda, T) = 2 h c^2 / lambda^5 / (exp(h c / (lambda k T)) - 1)
Source   M. Planck, Verh. Dtsch. Phys. Ges. 2 (1900) 237; G. B. Rybicki and A. P. Lightman, Radiative Processes in Astrophysics, ch. 1.5
"""

from sympy import LambertW, exp, oo, pi

import covis as cv

lamda = cv.Axis("lamda", 1e-7, 3e-6, points=600, label="Wavelength", unit="m", shown_in="um")
wide = cv.Axis("wide", 1e-7, 1e-4, points=400, log=True, label="Wavelength", unit="m", shown_in="um")
T = cv.Slider("T", 1000, 7000, value=5772, step=1, label="Temperature", unit="K")
lamda_0 = cv.Slider("lamda_0", 2e-7, 2.5e-6, value=5.5e-7, step=1e-8, label="Look at the wavelength", unit="m", shown_in="nm")
h = cv.Constant("h", 6.62607015e-34, label="Planck constant", unit="J*s")
c = cv.Constant("c", 299792458, label="speed of light", unit="m/s")
k = cv.Constant("k", 1.380649e-23, label="Boltzmann constant", unit="J/K")


def planck(lamda, T):
    """Power for each area, solid angle and unit of wavelength."""
    return 2 * h * c**2 / lamda**5 / (exp(h * c / (lamda * k * T)) - 1)


def wien(lamda, T):
    """What Wien found: right for short waves."""
    return 2 * h * c**2 / lamda**5 * exp(-h * c / (lamda * k * T))


def rayleigh_jeans(lamda, T):
    """What classical physics says: right for long waves, and a catastrophe for short ones."""
    return 2 * c * k * T / lamda**4


B = planck(lamda, T)
_too_large = rayleigh_jeans(lamda_0, T) / planck(lamda_0, T)
x_peak = 5 + LambertW(-5 * exp(-5))
b = h * c / (k * x_peak)
lamda_peak = b / T
sigma = 2 * pi**5 * k**4 / (15 * h**3 * c**2)
power = sigma * T**4
W, SHOWN = "W/m**2/sr/m", "kW/m**2/sr/nm"
KT = {lamda_0: h * c / (k * T)}
RYBICKI = "Rybicki and Lightman, ch. 1.5"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(B, over=lamda, name="Planck", color="a"),
            cv.Curve(rayleigh_jeans(lamda, T), over=lamda, name="classical (Rayleigh-Jeans)", color="b", dash=True),
            cv.Points(lamda_peak, planck(lamda_peak, T), name="the peak", color="d"),
            cv.Handle(x=lamda_0, y=planck(lamda_0, T), name="this wavelength"),
            title="Spectrum",
            y="Radiance",
            y_unit=W,
            y_shown_in=SHOWN,
            y_range=(0, 8e13),
        ),
        cv.Plot(
            cv.Curve(planck(wide, T), over=wide, name="Planck", color="a"),
            cv.Curve(rayleigh_jeans(wide, T), over=wide, name="classical", color="b", dash=True),
            cv.Curve(wien(wide, T), over=wide, name="Wien", color="c", dash=True),
            cv.Points(lamda_peak, planck(lamda_peak, T), name="the peak", color="d"),
            title="The same with logarithmic axes",
            y="Radiance",
            y_unit=W,
            y_shown_in=SHOWN,
            log="y",
            y_range=(1e6, 1e16),
        ),
    ],
    readouts=[
        cv.Readout("Brightest wavelength", lamda_peak, unit="m", shown_in="nm"),
        cv.Readout("Power of a square metre", power, unit="W/m**2", shown_in="MW/m**2"),
        cv.Readout("Classical over true, where you look", _too_large),
    ],
    presets=[
        cv.Preset("The Sun"),
        cv.Preset("A light bulb", T=2700),
        cv.Preset("Half the temperature of the Sun", T=2886),
        cv.Preset("A hotter star", T=6900),
    ],
    facts=[
        cv.Identity("The spectrum is highest where Wien's law says", B.diff(lamda), 0, at={lamda: lamda_peak}, source=RYBICKI),
        cv.Value(
            "The Sun at 5772 K is brightest at 502 nm",
            lamda_peak,
            at={T: 5772},
            expected=2.897771955e-3 / 5772,
            source="CODATA 2018: Wien wavelength displacement law constant, 2.897771955e-3 m K",
        ),
        cv.Value(
            "At 1000 K a square metre radiates 56.70 kW",
            power,
            at={T: 1000},
            expected=56703.74419,
            source="CODATA 2018: Stefan-Boltzmann constant",
        ),
        cv.Limit("For long waves Planck's law is the classical law", B / rayleigh_jeans(lamda, T), lamda, oo, 1, source=RYBICKI),
        cv.Identity("At hc/λ = kT the classical law is e - 1 times too big", _too_large, exp(1) - 1, at=KT, source="derived: (e^x - 1)/x"),
        cv.Limit("For short waves Planck's law is Wien's law", B / wien(lamda, T), lamda, 0, 1, side="+", source=RYBICKI),
        cv.Always(
            "The classical law is always too large and Wien's always too small",
            (rayleigh_jeans(lamda, T) >= B) & (wien(lamda, T) <= B),
            source="derived: exp(x) - 1 lies between x and exp(x)",
        ),
        cv.Always("A hotter body is brighter at every wavelength", B.diff(T) > 0, source=f"{RYBICKI}: two curves never cross"),
    ],
)

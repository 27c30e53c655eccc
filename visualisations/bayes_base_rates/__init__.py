"""A positive test: what it says depends on how rare the illness is.

Model    P(ill | positive) = s p / (s p + (1 - c)(1 - p)),  p prevalence, s sensitivity, c specificity
Source   G. Gigerenzer and U. Hoffrage, Psychological Review 102 (1995) 684-704: the mammography problem, in probabilities and in people
"""

from sympy import Mod, floor

import covis as cv

PEOPLE, ROW = 1000, 50

p = cv.Slider("p", 0.002, 0.5, value=0.01, step=0.001, label="Share who are ill (prevalence)")
s = cv.Slider("s", 0.5, 1, value=0.8, step=0.01, label="Share of the ill who test positive (sensitivity)")
c = cv.Slider("c", 0.5, 0.999, value=0.904, step=0.001, label="Share of the healthy who test negative (specificity)")
q = cv.Axis("q", 0, 0.5, label="Prevalence")


def after_positive(prevalence):
    """The share who are ill among those who test positive."""
    return s * prevalence / (s * prevalence + (1 - c) * (1 - prevalence))


def after_negative(prevalence):
    """The share who are ill among those who test negative."""
    return (1 - s) * prevalence / ((1 - s) * prevalence + c * (1 - prevalence))


positive = s * p + (1 - c) * (1 - p)
posterior = after_positive(p)
missed = after_negative(p)
likelihood_ratio = s / (1 - c)

# A thousand people, each group rounded to whole ones: the ill first, then the healthy with a false alarm, then the rest.
ill = floor(PEOPLE * p + 0.5)
found = floor(PEOPLE * s * p + 0.5)
alarms = floor(PEOPLE * (1 - c) * (1 - p) + 0.5)
i_found = cv.Index("i_found", 0, found - 1, label="Person")
i_missed = cv.Index("i_missed", found, ill - 1, label="Person")
i_alarm = cv.Index("i_alarm", ill, ill + alarms - 1, label="Person")
i_rest = cv.Index("i_rest", ill + alarms, PEOPLE - 1, label="Person")


def seat(index):
    """Row after row from the top."""
    return Mod(index, ROW), -floor(index / ROW)


def people(index, name, color, opacity=1.0):
    return cv.Points(*seat(index), over=index, name=name, color=color, opacity=opacity)


def rounded(people, share):
    """Whether a number of people is within half a person of a share of all."""
    return (people <= PEOPLE * share + 0.5) & (people > PEOPLE * share - 0.5)


_below, _above, _seat = p - 1e-12, p + 1e-12, seat(i_rest)
all_are_rounded = rounded(ill, p) & rounded(found, s * p) & rounded(alarms, positive - s * p)
SCREENING = {p: 0.01, s: 0.8, c: 0.904}
BAYES = "derived: Bayes' theorem, total probability, and s >= 1/2 >= 1 - c"
MAMMOGRAPHY = "Gigerenzer and Hoffrage 1995: the mammography problem"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            people(i_found, "ill, test positive", "b"),
            people(i_missed, "ill, test negative", "d"),
            people(i_alarm, "healthy, test positive", "a"),
            people(i_rest, "healthy, test negative", "muted", 0.3),
            title="A thousand people",
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
            description="Of a thousand people {ill} are ill. The test finds {found} of them, and alarms {alarms} who are healthy.",
        ),
        cv.Plot(
            cv.Curve(after_positive(q), over=q, name="ill, if the test is positive", color="b"),
            cv.Curve(after_negative(q), over=q, name="ill, if the test is negative", color="d"),
            cv.Curve(q, over=q, name="ill, without a test", color="muted", dash=True),
            cv.Handle(x=p, y=posterior, name="this prevalence"),
            title="What the result says",
            y="Probability of being ill",
        ),
    ],
    readouts=[
        cv.Readout("Ill, if positive", posterior),
        cv.Readout("Ill, although negative", missed),
        cv.Readout("Positive tests, of all", positive),
        cv.Readout("Likelihood ratio of a positive test", likelihood_ratio),
    ],
    presets=[
        cv.Preset("Screening for a rare illness"),
        cv.Preset("Patients who come with symptoms", p=0.3),
        cv.Preset("A test with few false alarms", c=0.99),
        cv.Preset("A test that misses nobody", s=1),
    ],
    symbols={"positive": "P(+)", "posterior": r"P(\text{ill}|+)", "missed": r"P(\text{ill}|-)", "likelihood_ratio": r"\mathrm{LR}_+"},
    facts=[
        cv.Value("Mammography: 7.8 % of the positive are ill", posterior, at=SCREENING, expected=0.078, rtol=0.01, source=MAMMOGRAPHY),
        cv.Identity("A positive test multiplies the odds", posterior * (1 - p), (1 - posterior) * p * likelihood_ratio, source=BAYES),
        cv.Identity("Both results give the prevalence", posterior * positive + missed * (1 - positive), p, source=BAYES),
        cv.Always("Positive never means less likely, negative never more", (posterior >= _below) & (missed <= _above), source=BAYES),
        cv.Identity("A test that misses nobody makes a negative result certain", missed, 0, at={s: 1}, source="derived: 1 - s = 0"),
        cv.Limit("Where nobody is ill, every alarm is false", after_positive(q), q, 0, 0, side="+", source="derived: s q vanishes"),
        cv.Always("The people drawn are the shares, rounded", all_are_rounded, source="derived: to the nearest whole number"),
        cv.Identity("Every row holds fifty people", _seat[0] - ROW * _seat[1], i_rest, source="derived: quotient and remainder"),
    ],
)

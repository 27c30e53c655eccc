"""Genetic drift: how chance alone makes populations differ.

Model    Wright-Fisher: each of the genes of the next generation is a copy of one that is drawn at random from this one, so the number of
         copies is binomial; the diversity falls by the factor 1 - 1/size a generation, on average
Source   S. Wright, Genetics 16 (1931) 97-159; D. L. Hartl and A. G. Clark, Principles of Population Genetics, 4th ed., ch. 3
"""

import numpy as np
from sympy import Eq, Piecewise, Sum, log, symbols

import covis as cv

POPULATIONS, GENERATIONS, MOST = 16, 50, 40

size = cv.Slider("size", 4, MOST, value=16, step=1, label="Genes in a population")
x_0 = cv.Slider("x_0", 0, 1, value=0.5, step=0.05, label="Share of variant A at the start")
now = cv.Slider("now", 0, GENERATIONS, value=20, step=1, label="Look at generation")
seed = cv.Again("seed", label="Let it happen again")
k, n = cv.Index("k", 1, POPULATIONS, label="Population"), cv.Index("n", 0, GENERATIONS, label="Generation")
bins = cv.Axis("bins", -0.0503, 1.0497, points=12, label="Share of variant A")  # whose ends are no share of any number of genes
_copy = cv.Index("copy", 0, (GENERATIONS + 1) * MOST, label="Copy")
u = cv.Random("u", over=(k, _copy), seed=seed)
gene, _x = symbols("gene", integer=True), symbols("x")


def next_share(x, n):
    """The share of variant A among `size` copies, each of which is of A with the chance x."""
    return Sum(Piecewise((1, u.subs(_copy, n * MOST + gene) < x), (0, True)), (gene, 1, size)) / size


drift = cv.Iterates({_x: next_share(_x, n)}, start={_x: x_0}, over=n, each=k)
x, then = drift[_x], drift[_x].subs(n, now)
diversity = Sum(2 * x * (1 - x), (k, 1, POPULATIONS)) / POPULATIONS
expected = 2 * x_0 * (1 - x_0) * (1 - 1 / size) ** n
half_life = log(2) / -log(1 - 1 / size)
_step, _next = (next_share(x_0, generation).subs(k, 1) - x_0 for generation in (0, 1))


def how_many(condition):
    return Sum(Piecewise((1, condition), (0, True)), (k, 1, POPULATIONS))


def diversity_falls():
    """Ninety-six populations of 8 genes: what is left of the diversity after 5 generations, against (1 - 1/8)^5."""
    runs = np.concatenate([cv.evaluate(x.subs(n, 5), over=k, size=8, x_0=0.5, seed=seed) for seed in range(1, 7)])
    left, wanted = 4 * runs * (1 - runs), (1 - 1 / 8) ** 5
    return abs(left.mean() - wanted) < 4 * left.std() / np.sqrt(left.size), f"{left.mean():.3f} is left, {wanted:.3f} expected"


def never_returns():
    """In every run that is drawn a variant that was lost stays lost, and one that took over stays."""
    runs = np.array([cv.evaluate(x.subs(k, population), over=n, size=6) for population in range(1, POPULATIONS + 1)])
    after = [runs[:, 1:][runs[:, :-1] == edge] for edge in (0, 1)]
    said = f"{len(runs)} populations, {after[0].size} and {after[1].size} generations after"
    return all(later.size and (later == edge).all() for edge, later in enumerate(after)), said


RARE = {x_0: 0.1, size: 16, seed: 1}
GILLESPIE = "J. H. Gillespie, Population Genetics: A Concise Guide, 2nd ed., 2004, ch. 2; derived: -1/ln(1 - 1/n) is nearly n"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Path(n, x, over=n, each=k, name="populations", color="a", opacity=0.55),
            cv.Path(n, x_0, over=n, name="expected", color="muted", dash=True),
            cv.Polyline([(now, 0), (now, 1)], color="e"),
            cv.Handle(x=now, y=x_0, name="this generation, this start"),
            title="Sixteen populations that began alike",
            x="Generation",
            y="Share of variant A",
        ),
        cv.Plot(cv.Histogram(then, over=k, bins=bins, name="populations"), title="Where they are in this generation", y="Populations"),
        cv.Plot(
            cv.Path(n, diversity, over=n, name="mean of the sixteen", color="a"),
            cv.Path(n, expected, over=n, name="expected", color="b", dash=True),
            cv.Points(now, diversity.subs(n, now), name="this generation", color="e"),
            title="Diversity: the chance that two genes differ",
            x="Generation",
            y="2 x (1 − x)",
        ),
    ],
    readouts=[
        cv.Readout("Populations without A", how_many(Eq(then, 0))),
        cv.Readout("Populations with nothing but A", how_many(Eq(then, 1))),
        cv.Readout("Diversity, mean of the sixteen", diversity.subs(n, now)),
        cv.Readout("Diversity, expected", expected.subs(n, now)),
        cv.Readout("Generations in which it halves", half_life),
    ],
    presets=[
        cv.Preset("Sixteen genes"),
        cv.Preset("A small island", size=4),
        cv.Preset("A larger population", size=40),
        cv.Preset("A rare variant", x_0=0.1, now=50),
        cv.Preset("Buri's flies: 32 genes, 19 generations", size=32, now=19),
    ],
    facts=[
        cv.Expectation("On average the share stays as it is", _step, expected=0, source="derived: each copy is of A with the chance x"),
        cv.Expectation("A step has variance x (1 - x)/size", _step**2, expected=x_0 * (1 - x_0) / size, source="derived: it is binomial"),
        cv.Expectation("Each generation is drawn by itself", _step * _next, expected=0, source="derived: independent numbers"),
        cv.Check("Over five generations the diversity falls as expected", diversity_falls, source="Hartl and Clark, ch. 3; Wright 1931"),
        cv.Check("A variant that is lost never comes back", never_returns, source="derived: there is nothing to copy"),
        cv.Value("The diversity starts at 2x(1 - x)", diversity.subs(n, 0), at=RARE, expected=0.18, source="derived: 2 × 0.1 × 0.9"),
        cv.Identity("Drift takes 1/size a generation", expected.subs(n, n + 1), (1 - 1 / size) * expected, source="Hartl and Clark, ch. 3"),
        cv.Identity("Half the diversity goes in a half-life", expected, x_0 * (1 - x_0), at={n: half_life}, source="derived: solve for n"),
        cv.Value(
            "16 genes: a half-life of 10.7 generations", half_life, at={size: 16}, expected=10.740054, source="derived: ln 2/ln(16/15)"
        ),
        cv.Value("The half-life is about ln 2 times size", half_life / size, at={size: 40}, expected=0.693, rtol=0.02, source=GILLESPIE),
    ],
)

"""A visualisation of chance, checked whole: units, gaps, the browser against NumPy, and its facts."""

from __future__ import annotations

from pathlib import Path

from covis.checks import check_visualisation
from covis.editions import compile_visualisation
from covis.registry import Entry

CODE = """from sympy import Sum, exp

import covis as cv

n = cv.Slider("n", 20, 200, value=100, step=20, label="Events")
mu = cv.Slider("mu", 1, 5, value=3, label="Mean waiting time", unit="s")
seed = cv.Again("seed", label="Wait again")
k = cv.Index("k", 1, n, label="Event")
face = cv.Index("face", 1, 6, label="Face")
w = cv.Axis("w", 0, 20, points=21, label="Waiting time", unit="s", shown_in="ms")
u = cv.Random("u", over=k, seed=seed)
wait = cv.exponential(u, mean=mu)
throw = cv.choice(u, [1, 2, 3, 4, 5, 6])
mean = cv.running_mean(wait, over=k, unit="s")
total = Sum(wait, (k, 1, n))
i, j, g = cv.Index("i", 1, 5, label="Column"), cv.Index("j", 1, 4, label="Row"), cv.Index("g", -2, 3, label="Generation")
spot = Sum(cv.Random("cell", over=(i, j, g), seed=seed), (g, -2, 3))
visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Path(k, mean, over=k), x="Event", y="Mean", y_unit="s"),
        cv.Plot(cv.Histogram(wait, over=k, bins=w, density=True), cv.Curve(exp(-w / mu) / mu, over=w), y="Density", y_unit="1/s"),
        cv.Plot(cv.Histogram(throw, over=k, bins=face), y="Throws"),
        cv.Plot(cv.Heatmap(spot, over=(i, j)), z="Sum"),
    ],
    readouts=[cv.Readout("Total", total, unit="s")],
    facts=[
        cv.Identity("The last mean is that of all", mean.subs(k, n), total / n, source="derived: both divide the sum by n"),
        cv.Always("A throw lies between 1 and 6", (throw >= 1) & (throw <= 6), source="derived: a die"),
        cv.Expectation("The mean is that of the law", mean, expected=mu, source="derived: each wait has the mean mu"),
    ],
)
"""
TEXT = """## Objectives

- x

## The idea

a

## The model

{{u}} {{wait}} {{mean}}

## Assumptions and limits

c

## Sources

d
"""


def made(root: Path, code: str) -> Path:
    folder = root / "visualisations" / "chance"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code, encoding="utf-8")
    (folder / "text.md").write_text(TEXT, encoding="utf-8")
    return root


def test_it_passes_every_rule_and_its_facts_hold(tmp_path: Path) -> None:
    checked = check_visualisation(made(tmp_path, CODE), "chance", Entry(title="Chance"))
    assert checked.edition is not None, "\n".join(map(str, checked.findings))
    left = {finding.rule for finding in checked.findings}
    assert left <= {"published-value", "preset-count", "question-count"}, "\n".join(map(str, checked.findings))
    assert [fact.outcome for fact in checked.edition.evidence] == ["agrees", "holds", "agrees"]


def test_a_random_is_called_by_its_python_name(tmp_path: Path) -> None:
    """Two Randoms of one name would have the same numbers, and nobody would see it."""
    code = CODE.replace("wait = cv", 'v = cv.Random("u", over=k, seed=seed)\nwait = cv')
    [finding] = compile_visualisation(made(tmp_path, code), "chance", Entry(title="Chance")).findings
    assert finding.line == code.splitlines().index('v = cv.Random("u", over=k, seed=seed)') + 1
    assert 'Give both one name: v = cv.Random("v", ...)' in finding.message

"""`make mutate` makes the mistakes that it says, in the model and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from covis.registry import load
from tests.swing import ID, swing
from tools.mutate import EXPLAINED, Plugin, mutants

ROOT = Path(__file__).resolve().parent.parent
SOURCE = """from sympy import sin, sqrt
import covis as cv
Ω = cv.Slider("Ω", 1 - 0.5, 2, value=1)
t = cv.Axis("t", 0, 2 * 3, label="Zeit über alles")
x = -Ω * sin(Ω * t) + sqrt(t) ** 2
cv.Curve(x, over=t, opacity=0.2 + 0.4)
cv.Identity("x", x, 2 * x - x, source="derived")
"""


def test_each_kind_of_mistake_is_made_in_the_model_alone() -> None:
    made = mutants(SOURCE)
    assert {mutant.kind for mutant in made} == {
        "a sign is flipped",
        "a term is dropped",
        "a factor is doubled",
        "sin becomes cos",
        "a root is dropped",
        "an exponent is changed",
    }
    assert {mutant.line for mutant in made} == {5}, "facts, controls and looks are left as they are"


def test_what_is_explained_is_a_mutant_that_is_made() -> None:
    for id, explained in yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")).items():
        made = mutants((ROOT / "visualisations" / id / "__init__.py").read_text(encoding="utf-8"))
        assert {one["was"] for one in explained} <= {" ".join(mutant.was.split()) for mutant in made}, id


def test_every_mutant_is_a_program_that_differs_in_one_place() -> None:
    for mutant in mutants(SOURCE):
        changed = mutant.applied(SOURCE)
        assert changed != SOURCE and changed.replace(mutant.now, "", 1) == SOURCE.replace(mutant.was, "", 1)
        ast.parse(changed)


@pytest.mark.slow
def test_a_mistake_is_killed_by_a_fact_and_one_that_draws_the_same_is_no_mutant(tmp_path: Path) -> None:
    swing(tmp_path / "gallery")
    plugin = Plugin(tmp_path / "gallery", ID, load(ROOT).entries[ID], tmp_path / "copy")
    root = next(mutant for mutant in mutants(plugin.source) if mutant.kind == "a root is dropped")
    drawn: list[str] = []
    assert str(next(plugin.try_some(1, seed=1)).mutant)
    assert plugin.killer(root, drawn), "some fact fails"
    assert plugin.killer(root, drawn) is None, "what draws the same as another is not tried again"

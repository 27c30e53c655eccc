"""Random numbers and running sums as printed equations."""

from __future__ import annotations

import sympy

import covis as cv
from covis.compiler.text.equations import Equations

k = cv.Index("k", 1, 10, label="Throw")
seed = cv.Again("seed")
u = cv.Random("u", over=k, seed=seed)
throw = cv.choice(u, [1, 2])
walk = cv.running_sum(throw, over=k)
mean = cv.running_mean(u, over=k)
wait = cv.exponential(u)
third = walk.subs(k, 3)
EQUATIONS = Equations({"u": u, "throw": throw, "walk": walk, "mean": mean, "wait": wait, "third": third}, [])


def test_a_random_number_has_its_place_as_an_index_and_is_defined_by_its_distribution() -> None:
    assert EQUATIONS.definition("u") == (r"u_{k} \sim \mathrm{U}(0, 1)", [])
    assert EQUATIONS.definition("wait") == (r"\text{wait} = - \ln{\left(1 - u_{k} \right)}", ["u"])
    assert EQUATIONS.where("wait") == [r"u_{k} \sim \mathrm{U}(0, 1)"]


def test_a_running_sum_is_printed_as_the_sum_that_it_is() -> None:
    assert EQUATIONS.definition("walk") == (r"\text{walk} = \sum_{i=1}^{k} \text{throw}", ["throw"])
    assert EQUATIONS.definition("mean") == (r"\text{mean} = \frac{\sum_{i=1}^{k} u_{i}}{k}", ["u"])
    assert EQUATIONS.definition("third") == (r"\text{third} = \sum_{i=1}^{3} \text{throw}", ["throw"])


def test_a_fact_prints_the_mean_of_a_quantity() -> None:
    fact = cv.Expectation("It drifts", walk**2 - sympy.Symbol("a"), expected=k, source="derived: x")
    printed = EQUATIONS.fact(fact)
    assert '<mi mathvariant="normal">E</mi>' in printed and "throw" not in printed and "walk" in printed

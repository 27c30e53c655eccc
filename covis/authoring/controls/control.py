"""The base of every control. Which states are legal is stated once, by the control's form in the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from covis.authoring.symbols import Axis, ModelSymbol
from covis.document.controls import BaseControl


def evenly(values: Sequence[Any], most: int) -> list[Any]:
    """All values, or an even choice of `most` of them, the first and the last included."""
    if len(values) <= most:
        return list(values)
    return [values[k * (len(values) - 1) // max(most - 1, 1)] for k in range(most)]


class Control(ModelSymbol):
    """What a student moves: a SymPy symbol. `start` is the state that the page opens in, `form` the control as the document has it."""

    start: Any
    form: BaseControl
    # The control that the student moves, where this is a part of it.
    whole: Control | None = None
    # Where it is one of several: the symbol that they share, and its number, which is printed as an index.
    numbered: tuple[ModelSymbol, int] | None = None
    # The axes that bound its states, where it has such.
    axes: tuple[Axis, ...] = ()
    # Whether a hand works it in the plot whose mark draws it, and nowhere else.
    in_plot: ClassVar[bool] = False
    # Whether its number is the seed of random numbers: a claim about a mean is about all seeds.
    is_seed: ClassVar[bool] = False

    def number(self, state: Any) -> float:
        """The number that expressions see in a state. Raises ValueError with the reason where there is no such state."""
        problem = self.form.problem(state)
        if problem:
            raise ValueError(problem)
        return self.form.number(state)

    def numbers(self, state: Any) -> dict[str, float]:
        """The numbers that expressions see in a state, by name: its own, and those of what it is made of."""
        self.number(state)
        return self.form.numbers(state)

    def state_of(self, number: float) -> Any:
        """The state in which expressions see this number; the number itself where there is none."""
        return next((state for state in self.extremes() if self.form.number(state) == number), number)

    def extremes(self) -> list[Any]:
        """The states at the ends of what is possible, for checks at the corners."""
        raise NotImplementedError

    def between(self, share: float) -> Any:
        """The state that lies `share` (0 to 1) of the way through what is possible."""
        raise NotImplementedError

    @property
    def states(self) -> int | None:
        """How many states there are, in the order of their numbers or of the author; None where every number of a range is one."""
        return None

    def stops(self, most: int) -> list[Any]:
        """Every state at which a hand can leave it, in order; an even choice of `most` of them where there are more."""
        return self.extremes()

    def nth(self, k: int) -> Any:
        """State number k, from 0, of a control that has a count."""
        raise NotImplementedError

    def samples(self, most: int = 5) -> list[Any]:
        """States from end to end: all of them, or so many evenly where there are more."""
        return [*self.extremes(), *(self.between(k / (most - 1)) for k in range(1, most - 1))]

    def sampled(self, most: int = 5) -> list[float]:
        return list(dict.fromkeys(self.number(state) for state in self.samples(most)))

    @property
    def named(self) -> bool:
        """Whether its states are names, or on and off, and no numbers."""
        return isinstance(self.start, str | bool)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which numbers all of its numbers lie."""
        numbers = self.sampled()
        return min(numbers), max(numbers)

    @property
    def pictured(self) -> Any:
        """The state that a still picture shows."""
        return self.start

    def at_point(self, number: float, point: Mapping[Any, Any]) -> str | None:
        """The state in words at a point of a fact, which gives symbols their numbers; None where its number says it."""
        return None

    def put(self, given: Any) -> dict[Any, Any]:
        """The numbers of symbols where a fact is stated `at` this state. Raises ValueError with the reason for a state that cannot be."""
        return {self: given}

    def allowed(self) -> str:
        """What a state may be, as advice in a message about a wrong one."""
        return f"give one of {', '.join(map(repr, self.extremes()))}"

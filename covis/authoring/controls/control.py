"""The base of every control. Which states are legal is stated once, by the control's form in the document."""

from __future__ import annotations

from typing import Any

from covis.authoring.symbols import ModelSymbol
from covis.document.controls import BaseControl


class Control(ModelSymbol):
    """What a student moves: a SymPy symbol. `start` is the state that the page opens in, `form` the control as the document has it."""

    start: Any
    form: BaseControl

    def number(self, state: Any) -> float:
        """The number that expressions see in a state. Raises ValueError with the reason where there is no such state."""
        problem = self.form.problem(state)
        if problem:
            raise ValueError(problem)
        return self.form.number(state)

    def state_of(self, number: float) -> Any:
        """The state in which expressions see this number; the number itself where there is none."""
        return next((state for state in self.extremes() if self.form.number(state) == number), number)

    def extremes(self) -> list[Any]:
        """The states at the ends of what is possible, for checks at the corners."""
        raise NotImplementedError

    def between(self, share: float) -> Any:
        """The state that lies `share` (0 to 1) of the way through what is possible."""
        raise NotImplementedError

    def stops(self, most: int) -> list[Any]:
        """Every state at which a hand can leave it, in order; an even choice of `most` of them where there are more."""
        return self.extremes()

    def samples(self) -> list[Any]:
        """A few states from end to end."""
        return [*self.extremes(), *(self.between(share) for share in (0.25, 0.5, 0.75))]

    def sampled(self) -> list[float]:
        return [self.number(state) for state in self.samples()]

    def allowed(self) -> str:
        """What a state may be, as advice in a message about a wrong one."""
        return f"give one of {', '.join(map(repr, self.extremes()))}"

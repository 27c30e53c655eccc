"""The base of every control of a document."""

from __future__ import annotations

from typing import Any

from covis.document.model import Model
from covis.document.numbers import script_text

State = float | bool | str


class BaseControl(Model):
    """What every kind of control has. A state is a number, a text or true and false, as the kind says."""

    kind: str
    name: str
    label: str
    symbol: str = ""
    start: Any

    def problem(self, state: Any) -> str:
        """Why this cannot be a state of the control, "" when it can."""
        raise NotImplementedError

    def number(self, state: Any) -> float:
        """The number that the program sees for a legal state."""
        return float(state)

    def numbers(self, state: Any) -> dict[str, float]:
        """All numbers that the program sees for a legal state, by name."""
        return {self.name: self.number(state)}

    def normal(self, state: Any) -> State:
        """A legal state as the page holds it: 3 as 3.0, a number near a stop as the stop."""
        return float(state)

    def words(self, state: Any) -> str:
        """A legal state for a reader, with its unit."""
        return str(state)

    def reach(self) -> str:
        """Every state that there is, for a reader."""
        raise NotImplementedError

    def text(self, state: Any) -> str:
        """A legal state as a link holds it, before it is encoded for an address."""
        return script_text(state)

    def read(self, text: str) -> State | None:
        """The state that a link's text names; None when it names none. It may still be out of range: ask `problem`."""
        return text

"""The button that throws again: each press is the next seed."""

from __future__ import annotations

from typing import Any

from covis.authoring.controls.control import Control, evenly
from covis.authoring.place import AuthoringError, shown
from covis.document.controls import AgainControl


class Again(Control):
    """A button that throws again: the state is a whole number from 0 to 9999, the seed of a Random, and each press is the next one.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    value: the seed that the page opens with; from there every student sees the same throws, and a link holds the one that is shown.
    label: what the button says.

    Raises AuthoringError, with the plugin's line, where value is not a whole number from 0 to 9999.

    >>> seed = Again("seed", label="Throw again")
    """

    form: AgainControl
    is_seed = True

    def __new__(cls, name: str, *, value: int = 1, label: str = "Throw again") -> Again:
        self: Again = cls._make(name, (value,), {"nonnegative": True, "integer": True}, label=label, unit="")
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < AgainControl.SEEDS:
            raise AuthoringError(f'{cls.__name__}("{name}"): value={shown(value)}; give a whole number from 0 to {AgainControl.SEEDS - 1}')
        self.start = float(value)
        self.form = AgainControl(name=self.name, label=label, start=float(value))
        return self

    def state_of(self, number: float) -> Any:
        return number

    def extremes(self) -> list[Any]:
        return [0.0, AgainControl.SEEDS - 1.0]

    def between(self, share: float) -> Any:
        return float(round(share * (AgainControl.SEEDS - 1)))

    @property
    def states(self) -> int | None:
        return AgainControl.SEEDS

    def nth(self, k: int) -> Any:
        return float(k)

    def stops(self, most: int) -> list[Any]:
        return [float(k) for k in evenly(range(AgainControl.SEEDS), most)]

    def allowed(self) -> str:
        return f"give a whole number from 0 to {AgainControl.SEEDS - 1}"

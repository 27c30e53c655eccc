"""The toggle: on or off."""

from __future__ import annotations

from typing import Any

from covis.authoring.controls.control import Control
from covis.authoring.place import AuthoringError, shown
from covis.document.controls import ToggleControl


class Toggle(Control):
    """On or off: the state is True or False, expressions see 1 or 0.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    value: whether it is on when the page opens.
    label: what the student reads.
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    Raises AuthoringError, with the plugin's line, where value is neither True nor False.

    >>> friction = Toggle("friction", value=True, label="With friction")
    """

    form: ToggleControl

    def __new__(cls, name: str, *, value: bool = False, label: str, symbol: str = "") -> Toggle:
        if not isinstance(value, bool):
            raise AuthoringError(f'{cls.__name__}("{name}"): value={shown(value)}; it is True or False')
        self: Toggle = cls._make(name, (value,), {"nonnegative": True, "integer": True}, label=label, unit="", symbol=symbol)
        self.start = value
        self.form = ToggleControl(name=self.name, label=label, start=value)
        return self

    def extremes(self) -> list[Any]:
        return [False, True]

    def between(self, share: float) -> Any:
        return share >= 0.5

    @property
    def states(self) -> int | None:
        return 2

    def nth(self, k: int) -> Any:
        return k == 1

    def samples(self, most: int = 5) -> list[Any]:
        return [False, True]

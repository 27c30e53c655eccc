"""The choice: one of several named numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from covis.authoring.controls.control import Control
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Number, finite, sign_of
from covis.document.controls import ChoiceControl


class Choice(Control):
    """One of several named numbers: the state is the name, expressions see the number.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    options: a mapping of two names or more to finite numbers, such as {"crown": 1.52, "flint": 1.62}. The page shows the names in this
        order. The numbers have no unit.
    value: the name that the page opens with.
    label: what the student reads.

    Raises AuthoringError, with the plugin's line, for fewer than two options or a value that is none of them.

    >>> glass = Choice("glass", {"crown": 1.52, "flint": 1.62}, value="crown", label="Glass")
    """

    form: ChoiceControl
    options: dict[str, float]

    def __new__(cls, name: str, options: Mapping[str, Number], *, value: str, label: str) -> Choice:
        owner = f'{cls.__name__}("{name}")'
        if not isinstance(options, Mapping) or len(options) < 2:
            raise AuthoringError(f'{owner}: options= is a mapping of two names or more to numbers, such as {{"red": 1.331, "blue": 1.343}}')
        for key, number in options.items():
            if not isinstance(key, str) or not key.strip():
                raise AuthoringError(f"{owner}: the option {key!r} is not a text")
            finite(owner, **{key: number})
        if value not in options:
            raise AuthoringError(f"{owner}: value={value!r} is not an option; choose one of {', '.join(options)}")
        low, high = min(options.values()), max(options.values())
        whole = {"integer": True} if all(float(number).is_integer() for number in options.values()) else {}
        self: Choice = cls._make(name, (tuple(options.items()), value), {**sign_of(low, high), **whole}, label=label, unit="")
        self.options, self.start = {key: float(number) for key, number in options.items()}, value
        self.form = ChoiceControl(name=self.name, label=label, options=list(self.options.items()), start=value)
        return self

    def extremes(self) -> list[Any]:
        return list(self.options)

    def between(self, share: float) -> Any:
        keys = list(self.options)
        return keys[min(int(share * len(keys)), len(keys) - 1)]

    def samples(self) -> list[Any]:
        return list(self.options)

"""The clock: a slider that plays."""

from __future__ import annotations

from covis.authoring.controls.slider import RangeControl
from covis.authoring.place import AuthoringError, yes_or_no
from covis.authoring.symbols import Number, finite, sign_of
from covis.document.controls import ClockControl


class Clock(RangeControl):
    """A number that runs from `low` to `high` by itself; the student plays, pauses, steps and drags it.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    low, high: where it begins and ends, finite numbers with low < high, in `unit`.
    value: where it stands when the page opens; None is `low`.
    speed: how many units pass in a second of real time, above zero.
    loop: whether it begins again at `low` when it has reached `high`.
    label, unit, shown_in, symbol: as for a Slider.

    Raises AuthoringError, with the plugin's line, for an empty range, a speed that is not above zero, or a unit in `shown_in` of another
    dimension.

    >>> now = Clock("now", 0, 10, speed=2, label="Now", unit="s")
    """

    form: ClockControl
    speed: float
    loop: bool

    def __new__(
        cls,
        name: str,
        low: Number,
        high: Number,
        *,
        value: Number | None = None,
        speed: Number = 1,
        loop: bool = True,
        label: str,
        unit: str = "",
        shown_in: str | None = None,
        symbol: str = "",
    ) -> Clock:
        owner = f'{cls.__name__}("{name}")'
        opens = low if value is None else value
        finite(owner, low=low, high=high, value=opens, speed=speed)
        yes_or_no(owner, loop=loop)
        if not low < high:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not low <= opens <= high:
            raise AuthoringError(f"{owner}: value={value} lies outside {low} to {high}; choose a value between them")
        if not speed > 0:
            raise AuthoringError(f"{owner}: speed={speed}; give the units that pass in a real second, above zero")
        self: Clock = cls._make(
            name, (low, high, opens, speed, loop), sign_of(low, high), label=label, unit=unit, shown_in=shown_in, symbol=symbol
        )
        self.low, self.high, self.speed, self.loop = float(low), float(high), float(speed), bool(loop)
        self.start = float(opens)
        self.form = ClockControl(
            name=self.name,
            label=label,
            unit=self.shown_unit,
            scale=self.scale,
            low=self.low,
            high=self.high,
            nudge=self.tidy_nudge(),
            start=self.start,
            speed=self.speed,
            loop=self.loop,
        )
        return self

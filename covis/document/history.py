"""What has been done to a run, as the state of its Stopwatch: how many steps it has made, and after which of them something changed.

As text, also in links, it is its parts with ~ between them. The first is the number of steps. After it, in order, come

    400*gamma*0.3     from step 400 on the control gamma has the number 0.3
    512*kick          at step 512 the button kick was pushed
    800!0.5!-0.2      at step 800 the states of the runs had these values

A control that is not named has had its present value all along. Where the first of these parts holds values, the history begins
there; those further on are places where it may be cut. The JavaScript side is `runtime/state/history.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from covis.document.numbers import DECIMAL, script_text

LONGEST = 60_000  # characters
IN_A_LINK = 3_000
MOST_STEPS = 20_000  # that are computed again to show a state
LATEST = 10**12  # steps since the start
_WHOLE = re.compile(r"[0-9]{1,13}")


@dataclass(frozen=True)
class Part:
    """What happened at a step: `number` for a control, None for a button; or the values of all states, with no name."""

    step: int
    name: str = ""
    number: float | None = None
    values: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        if self.values:
            return "!".join([str(self.step), *map(script_text, self.values)])
        return "*".join([str(self.step), self.name, *([] if self.number is None else [script_text(self.number)])])


@dataclass(frozen=True)
class History:
    """`steps` made in all; `parts` in order."""

    steps: int
    parts: tuple[Part, ...] = ()

    @property
    def begins(self) -> Part:
        """The step at which it begins, with the values of the states there; none at the start of the run."""
        return self.parts[0] if self.parts and self.parts[0].values else Part(0)

    @property
    def text(self) -> str:
        return "~".join([str(self.steps), *(part.text for part in self.parts)])

    def cut(self, place: int) -> History:
        """The history from one of its parts with values on: what the controls had there is stated where it changes later."""
        first, rest = self.parts[place], self.parts[place + 1 :]
        later = {part.name for part in rest if part.number is not None}
        held = {part.name: part.number for part in self.parts[:place] if part.number is not None and part.name in later}
        return History(self.steps, (first, *(Part(first.step, name, number) for name, number in held.items()), *rest))

    def shortened(self, most: int) -> History:
        """The history as a text of at most so many characters, as far as there are places to cut it at."""
        short = self
        while len(short.text) > most:
            place = next((k for k, part in enumerate(short.parts) if k and part.values), 0)
            if not place:
                break
            short = short.cut(place)
        return short


def read(text: str) -> History | None:
    """The history that a text holds; None where it is none."""
    if len(text) > LONGEST:
        return None
    first, *rest = text.split("~")
    parts = [_part(each) for each in rest]
    if not _WHOLE.fullmatch(first) or None in parts:
        return None
    return History(int(first), tuple(part for part in parts if part))


def _part(text: str) -> Part | None:
    if "!" in text:
        step, *values = text.split("!")
        if _WHOLE.fullmatch(step) and all(map(DECIMAL.fullmatch, values)):
            return Part(int(step), values=tuple(map(float, values)))
        return None
    step, _, rest = text.partition("*")
    name, changed, number = rest.partition("*")
    if not _WHOLE.fullmatch(step) or not name or (changed and not DECIMAL.fullmatch(number)):
        return None
    return Part(int(step), name, float(number) if changed else None)


def problem(history: History, inputs: Iterable[str], pushes: Iterable[str], states: int) -> str:
    """Why a run with these controls and buttons, and so many states, cannot have this history; "" when it can."""
    inputs, pushes, begins = set(inputs), set(pushes), history.begins
    if states and history.steps - begins.step > MOST_STEPS:
        return f"it holds {history.steps - begins.step} steps, and {MOST_STEPS} can be computed again"
    before = begins.step
    for part in history.parts:
        if part.values and len(part.values) != states:
            return f"it holds {len(part.values)} values at step {part.step}, and there are {states} states"
        if not part.values and part.name not in (pushes if part.number is None else inputs):
            what = "button" if part.number is None else "control"
            return f"the run has no {what} {part.name!r}"
        if not before <= part.step <= history.steps or any(abs(value) == float("inf") for value in (*part.values, part.number or 0)):
            return f"step {part.step} is out of order"
        before = part.step
    return "" if history.steps <= LATEST else f"it is later than step {LATEST}"

"""The colours of marks, stated once. `runtime/css/tokens.css` has the same (a test holds it), and the page reads them from there.

A mark names a role, and the theme answers with that role's shade. A figure in a document holds the light shade.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args


class Shades(NamedTuple):
    """A role's colour on a light and on a dark ground."""

    light: str
    dark: str


Role = Literal["a", "b", "c", "d", "e", "f", "g", "h", "muted"]
# Okabe and Ito's palette, told apart in every common form of colour blindness; deepened or lightened until a line has a contrast of
# 3:1 with the ground.
PALETTE: dict[Role, Shades] = {
    "a": Shades("#0068ab", "#55a9e6"),
    "b": Shades("#cf5200", "#ff8b47"),
    "c": Shades("#00835f", "#2fc79c"),
    "d": Shades("#b3548b", "#e79dc6"),
    "e": Shades("#b87a00", "#f0b63a"),
    "f": Shades("#2b8fce", "#a5dcff"),
    "g": Shades("#8c7f00", "#efe45a"),
    "h": Shades("#2a2f3a", "#f2f4f8"),
    "muted": Shades("#7f8899", "#8c97ab"),
}
assert set(PALETTE) == set(get_args(Role))
# A fixed colour, such as that of a laser: the same in every theme.
OWN = re.compile(r"#[0-9a-f]{6}")
# Those that marks take in turn when they name none.
IN_TURN: tuple[Role, ...] = tuple(role for role in PALETTE if role != "muted")

# Cividis, dark to light, evenly spaced: it reads the same without red or green.
CIVIDIS = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")
COLORSCALE = [[k / (len(CIVIDIS) - 1), color] for k, color in enumerate(CIVIDIS)]


def shade(color: str) -> str:
    """#rrggbb of a role on a light ground; a fixed colour stays as it is."""
    return next((shades.light for role, shades in PALETTE.items() if role == color), color)


def scale(color: str) -> list[list[float | str]]:
    """From darkness to a colour #rrggbb, as Plotly's colour scales are."""
    return [[0, "#000000"], [1, color]]


def rgb(color: str) -> tuple[int, int, int]:
    """The three parts of #rrggbb, 0 to 255."""
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue

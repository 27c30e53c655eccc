"""The thumbnail: the page's own light drawing (covis/runtime/preview/picture.js), run in V8 on the default state's data."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from covis.finding import printable

RUNTIME = Path(__file__).resolve().parents[1] / "runtime"
MODULES = (
    "drawing/direct/contours.js",
    "preview/shapes.js",
    "drawing/space/projection.js",
    "drawing/space/pieces.js",
    "preview/space.js",
    "preview/picture.js",
)  # in the order in which they need each other
TOKENS = "css/tokens.css"
SOURCES = (*MODULES, TOKENS)
"""The files of covis/runtime that decide the bytes of a thumbnail."""


def thumbnail(plot: dict[str, Any], title: str) -> str:
    """The first plot of a document as SVG.

    Args:
        plot: the plot as the document has it, as plain data.
        title: what a screen reader says. Control characters are written out, because XML has no place for them.
    """
    from py_mini_racer import MiniRacer

    v8 = MiniRacer()
    v8.eval(_script())
    return str(v8.eval(f"still({json.dumps(plot)}, {json.dumps(printable(title))}, {json.dumps(_style())})"))


@cache
def _script() -> str:
    """The modules as one script: a script has neither imports nor exports."""
    text = "\n".join((RUNTIME / module).read_text(encoding="utf-8") for module in MODULES)
    return re.sub(r"^import .*$|^export (?=const|function|class)", "", text, flags=re.M)


@cache
def _style() -> str:
    """The colours of marks and grids on a light and on a dark ground, from tokens.css; an <img> takes the side that its page prefers."""
    tokens = (RUNTIME / TOKENS).read_text(encoding="utf-8")
    scale = re.findall(r"(--covis-scale-\d+): (#\w{6});", tokens)
    roles = re.findall(r"(--covis-(?:[a-h]|muted)): light-dark\((#\w{6}), (#\w{6})\);", tokens)
    light = "".join(f"{name}:{color};" for name, color in [*((name, color) for name, color, _ in roles), *scale])
    dark = "".join(f"{name}:{color};" for name, _, color in roles)
    return f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}"

"""The light previews: the picture on the first page (a Streamlit component over runtime/preview/hero.js), and the thumbnails.

Nothing goes back to the server. runtime/shell/shell.js, which web/middleware/streamlit_page.py adds to every page, animates a thumbnail
in motion.
"""

from __future__ import annotations

from typing import Any

from covis.catalogue import Item
from covis.shell.widgets.component import component
from covis.shell.widgets.html import base
from covis.web.assets import program_url, runtime_url, shown_url

_hero = component("hero", '<div class="cv-sample"></div>')


def featured(items: list[Item]) -> Item | None:
    """The visualisation that the first page shows: the first that the light preview can draw, signed off if possible."""
    able = [item for item in items if item.shown is not None and _light(item.shown.document)]
    return next((item for item in able if item.is_release), able[0] if able else None)


def _light(document: dict[str, Any]) -> bool:
    """Whether axes go round the picture and a slider moves it at once: lines, points, bars and bands in a plane."""
    figure = document["plots"][0]["figure"]
    plane = "scene" not in figure["layout"] and "polar" not in figure["layout"]
    return (
        plane
        and all(trace["type"] in ("scatter", "bar") for trace in figure["data"])
        and any(c["kind"] == "slider" for c in document["controls"])
    )


def hero(item: Item) -> None:
    """The picture, in a box of fixed height, so that nothing below it moves when it loads."""
    data = {
        "module": runtime_url("preview/hero.js", base()),
        "document": shown_url(item.digest, base()),
        "program": program_url(item.digest, base()),
    }
    _hero(data=data, key=f"covis-hero-{item.digest[:12]}")

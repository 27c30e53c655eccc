"""Addresses in a figure: a document holds all that it shows, so nothing in it may make a browser fetch, or lead away from the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

# An address with its scheme or without, a CSS function that fetches, or the attribute of a link or an image in Plotly's text.
_ADDRESS = re.compile(r"://|^\s*[\\/]{2}|(?:url|src|image-set)\s*\(|(?:href|src|srcset)\s*=|@import", re.I)
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.I)
# Traces and parts of a layout that Plotly draws on a map, for which it fetches outlines, tiles and fonts from its own servers.
_MAPS = re.compile(r"(?:scatter|density)?(?:geo|map|mapbox)\d*|choropleth(?:map|mapbox)?")
_PICTURE = re.compile(r"\s*data:image/", re.I)
_WHOLE = "a document holds all that it shows"


def outside(figure: Mapping[str, Any]) -> Iterator[tuple[int | None, str]]:
    """(place of the trace, or None for the layout; what is wrong and what to do) for all that leads outside a Plotly figure."""
    for number, trace in enumerate(figure.get("data", ())):
        kind = str(trace.get("type", ""))
        if _MAPS.fullmatch(kind):
            yield number, f"a {kind} trace fetches its map from elsewhere, and {_WHOLE}; draw the outlines as curves"
        for path, value in _texts(trace, kind or "trace"):
            yield from ((number, message) for message in _wrong(path, value))
    layout = figure.get("layout", {})
    for key in layout:
        if _MAPS.fullmatch(key):
            yield None, f"layout={{{key!r}: ...}} fetches a map from elsewhere, and {_WHOLE}; draw the outlines as curves"
    for path, value in _texts(layout, "layout"):
        yield from ((None, message) for message in _wrong(path, value))


def _wrong(path: str, value: str) -> Iterator[str]:
    key = path.rpartition(".")[2]
    if key in ("source", "geojson"):
        if key == "geojson" or not _PICTURE.match(value):
            way = "plot what it shows, or give the picture itself as data:image/png;base64,..."
            yield f"{path} is an address, {value[:80]!r}, and {_WHOLE}; {way}"
    elif found := _ADDRESS.search(_as_read(value)):
        text = _as_read(value)[max(0, found.start() - 30) : found.end() + 50]
        yield f"{path} holds an address or a link, {text!r}, and {_WHOLE}; take it out: links belong in text.md and in source="


def _as_read(text: str) -> str:
    """A text as Plotly and CSS read it: entities and escapes resolved, without the line ends and tabs that an address may hold."""
    text = unescape(text)
    if "\\" in text:
        text = _CSS_ESCAPE.sub(lambda found: _character(found[1]) if found[1] else found[0], text)
    return re.sub(r"[\t\n\r]", "", text)


def _character(code: str) -> str:
    return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """(dotted path, text) of every text in a value, keys of mappings included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield path, str(key)
            yield from _texts(one, f"{path}.{key}")
    elif isinstance(value, Sequence):
        for number, one in enumerate(value):
            if not isinstance(one, int | float):
                yield from _texts(one, f"{path}[{number}]")

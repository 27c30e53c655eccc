"""What a chat or a search engine reads about a page: description, Open Graph and Twitter tags, and the thumbnail as a PNG."""

from __future__ import annotations

import re
from typing import NamedTuple

import resvg_py
from markupsafe import Markup
from starlette.requests import Request

from covis.web.assets import thumbnail_png_url

WIDTH, HEIGHT = 1200, 750  # pixels of the picture; chats show one that is at least 600 wide large
_HOST = re.compile(r"[\w.\-]{1,253}(?::\d{1,5})?|\[[0-9a-fA-F:]{2,45}\](?::\d{1,5})?", re.ASCII)
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_MIXED = re.compile(r"color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)")


class Shared(NamedTuple):
    """What is published about one address."""

    title: str
    description: str
    gallery: str
    digest: str = ""  # of the document whose thumbnail is its picture


def origin_of(request: Request) -> str:
    """Scheme and host that a browser used, for addresses that leave this site; "" where the header names no host."""
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ""


def tags(page: Shared, *, origin: str, path: str, base: str) -> Markup:
    """The tags for a page's head. `path`: its address on this site, with the query."""
    made = Markup('<meta name="description" content="{}">\n').format(page.description)
    values = {"og:type": "website", "og:site_name": page.gallery, "og:title": page.title, "og:description": page.description}
    if origin:
        values["og:url"] = origin + path
    if page.digest and origin:  # a chat needs the whole address
        picture = origin + thumbnail_png_url(page.digest, base)
        values |= {"og:image": picture, "og:image:type": "image/png", "og:image:width": str(WIDTH), "og:image:height": str(HEIGHT)}
        values["og:image:alt"] = f"A still picture of {page.title}"
    made += Markup().join(Markup('<meta property="{}" content="{}">\n').format(name, value) for name, value in values.items())
    return made + Markup('<meta name="twitter:card" content="{}">\n').format("summary_large_image" if page.digest and origin else "summary")


def png(svg: str) -> bytes:
    """A thumbnail as a PNG on white, in the colours of a light page. The renderer knows no CSS variables, so their values are put in."""
    stated = svg.partition("@media")[0].replace("{", ";").split(";")
    colours = {name: value for name, _, value in (part.partition(":") for part in stated) if name.startswith("--")}
    plain = _VARIABLE.sub(lambda found: colours.get(found[1], "#7f8899"), svg)
    plain = _MIXED.sub(lambda found: _mix(found[1], int(found[2]), found[3]), plain)
    return bytes(resvg_py.svg_to_bytes(svg_string=plain, width=WIDTH, height=HEIGHT, background="#ffffff"))


def _mix(one: str, percent: int, other: str) -> str:
    pairs = [(int(one[k : k + 2], 16), int(other[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round((a * percent + b * (100 - percent)) / 100):02x}" for a, b in pairs)

"""One visualisation as one HTML file, which opens from the disk and needs no network. docs/decisions/single-file.md says why it is made so.

The runtime's modules stay as they are but for their imports: each is a `data:` address in an import map, under a name that does not depend
on where the page is. Whatever a page fetches (document, program, fonts) is a `data:` address too; Plotly is compressed.

A page offers the file for download: it puts the `parts` of its visualisation into the `frame`, which all visualisations share, and adds the
state (runtime/state/one_file.js).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import PurePosixPath

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.web import assets, pages
from covis.web.about.resource import resource
from covis.web.compressed import CompressedFile
from covis.web.sanitised import data, style

NAME = "covis/"  # before the names of modules in the import map
_IMPORT = re.compile(r"""((?:\bfrom |\bimport |\bimport\()["'`])(\.{1,2}/[^"'`\n]{1,200})(?=["'`])""")
_BESIDE = re.compile(r"new URL\((\w+), import\.meta\.url\)\.href")  # the address of a file beside the module
_FACE = re.compile(r"@font-face \{[^{}]*\}\s*")
_ADDRESS = re.compile(r'url\("([^":#]*)"\)')
_SLOT = re.compile(r"<!--covis:([a-z]{1,20})-->")  # the place of a part in the frame

_PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="covis export --single; document {digest}">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<style>
{style}
</style>
<script type="importmap">{imports}</script>
</head>
<body>
{demonstration}<header class="site-head">{gallery}<span>{institution}</span></header>
<main id="main">
{body}</main>
<script type="text/plain" id="covis-plotly">{plotly}</script>
<script type="module">
window.covisSource = `<!doctype html>\\n${{document.documentElement.outerHTML}}`; // for a copy with another state in it
const packed = await fetch(`data:application/gzip;base64,${{document.getElementById("covis-plotly").textContent}}`);
const plotly = await new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).blob();
document.querySelector("section.covis").dataset.plotly = URL.createObjectURL(new Blob([plotly], {{ type: "text/javascript" }}));
await import("{entry}");
</script>
</body>
</html>
""")


def single(item: Item, registry: Registry) -> bytes:
    """The file, for something that may be shown. Where COVIS_PUBLIC_URL is set, it links to the gallery there."""
    parts = _parts(item, registry)
    return _SLOT.sub(lambda slot: parts[slot[1]], frame().form("").decode()).encode()


def described(item: Item, registry: Registry, gallery: str = "") -> bytes:
    """What a page needs to make the file, as JSON: the address of the frame, from where this lies (`assets.single_url`), and the parts.

    `gallery`: the address of the server that is asked, to which the file links where COVIS_PUBLIC_URL is not set.
    """
    return json.dumps({"frame": f"../..{frame_url()}", "parts": _parts(item, registry, gallery)}, ensure_ascii=False).encode()


@cache
def frame() -> CompressedFile:
    """What the files of all visualisations share: runtime, fonts, Plotly."""
    slots = ("digest", "title", "demonstration", "gallery", "institution", "body")
    kinds = [name for name in assets.runtime()[1] if name.startswith("controls/")]
    page = _PAGE.format(
        **{name: Markup("<!--covis:{}-->").format(name) for name in slots},
        icon=_data("image/svg+xml", assets.icon().form("")),
        style=style(_style()),
        imports=data({"imports": _modules(["page/page.js", *kinds])}),
        plotly=base64.b64encode(assets.plotly()[1].form("gzip")).decode(),
        entry=f"{NAME}page/page.js",
    )
    return CompressedFile("text/plain", str(page).encode)


@cache
def frame_url() -> str:
    return f"/covis/single-{hashlib.sha256(frame().form('')).hexdigest()[:16]}.txt"


def _parts(item: Item, registry: Registry, gallery: str = "") -> Mapping[str, str]:
    """What goes into the slots of the frame, as HTML."""
    assert item.shown is not None
    public = os.environ.get("COVIS_PUBLIC_URL", "").rstrip("/") or gallery
    document = item.shown.document
    known = resource(item, registry, "", public)
    addresses = {
        "document": _data("application/json", pages.shown_part(item.shown)),
        "program": _data("text/javascript", str(document["program"]).encode()),
        "home": f"{public}/" if public else "",
        "about": _data("application/json", json.dumps(known, ensure_ascii=False).encode()),
        "still": _data("image/svg+xml", str(document["thumbnail"]).encode()),
    }
    link = f"{public}/v/{item.id}" if public else ""
    title, _ = pages.title_of(item)
    parts = {
        "digest": item.digest,
        "title": f"{title} · {registry.gallery.title}",
        "demonstration": pages.DEMONSTRATION if registry.gallery.demonstration else "",
        "gallery": gallery_name(registry, public),
        "institution": registry.gallery.institution,
        "body": pages.article(item, registry, pages.section(item, addresses, link)),
    }
    return {name: str(Markup("{}").format(part)) for name, part in parts.items()}


def gallery_name(registry: Registry, public: str) -> Markup:
    """The gallery's name, as a link to `public`, its address, where it has one."""
    name = registry.gallery.title
    if not public:
        return Markup('<span class="site-gallery">{}</span>').format(name)
    return Markup('<a class="site-gallery" href="{}/" target="_blank" rel="noopener">{}</a>').format(public, name)


def _modules(entries: list[str]) -> dict[str, str]:
    """The import map: every module that `entries` import, at once or later, and the style sheets that a module loads."""
    files = assets.runtime()[1]
    found: dict[str, str] = {}
    for name in entries:
        folder = posixpath.dirname(name)

        def named(match: re.Match[str], folder: str = folder) -> str:
            other = posixpath.normpath(posixpath.join(folder, match[2]))
            if other in files and other not in entries:
                entries.append(other)
            return f"{match[1]}{NAME}{other}"

        source = _IMPORT.sub(named, files[name].form("").decode())
        source, beside = _BESIDE.subn(rf'import.meta.resolve("{NAME}{folder}/" + \1)', source)
        if beside:
            sheets = [other for other in files if posixpath.dirname(other) == folder and other.endswith(".css")]
            found |= {f"{NAME}{sheet}": _data("text/css", _whole(sheet).encode()) for sheet in sheets}
        found[f"{NAME}{name}"] = _data("text/javascript", source.encode())
    return dict(sorted(found.items()))


def _style() -> str:
    """The style sheet of the plain pages with its small fonts in it.

    The whole fonts, which a page on a server loads for a rare character, are left out: the system's take their place.
    """
    return _whole("web.css", lambda file: not PurePosixPath(file).name.startswith("all-"))


def _whole(name: str, keep: Callable[[str], bool] = lambda file: True) -> str:
    """A style sheet with the files that it names in it; a typeface whose file `keep` refuses goes."""
    files = assets.runtime()[1]
    folder = posixpath.dirname(name)

    def place(address: str) -> str:
        return posixpath.normpath(posixpath.join(folder, address))

    def face(match: re.Match[str]) -> str:
        return match[0] if all(place(address) in files and keep(place(address)) for address in _ADDRESS.findall(match[0])) else ""

    def put(match: re.Match[str]) -> str:
        file = files[place(match[1])]
        return f'url("{_data(file.media_type, file.form(""))}")'

    return _ADDRESS.sub(put, _FACE.sub(face, files[name].form("").decode()))


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"

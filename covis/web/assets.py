"""The files of the runtime, its fonts and Plotly, and their addresses. Each address names the bytes, so browsers may keep them for good."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

from covis.web.compressed import A_DAY, CompressedFile

MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
# Streamlit's own fonts (Source Sans 3 and Source Serif 4, SIL Open Font License), so that plain pages look as its pages do.
FONTS = {"sans.woff2": "SourceSansVF-Upright*.woff2", "serif.woff2": "SourceSerifVariable-Roman*.woff2"}
_HERE = Path(__file__).parent
SMALL_FONTS = _HERE / "fonts"  # the characters that nearly every page needs, made by tools/fonts.py
# What draws plots in three dimensions: the runtime imports it when a document has one.
SCENES = "drawing/space/view.js"
_RUNTIME = _HERE.parent / "runtime"
_ADDRESS = re.compile(r'url\("([^":#]*)"\)')  # of a file beside the sheet
_IMPORTED_SHEET = re.compile(r'@import url\("([^"]*)"\);')
SHELL_SHEET = "shell.css"
ICON = _HERE / "icon.svg"
PARTS_SHEET = _HERE / "css" / "parts.css"  # what plain pages and Streamlit's show in the same form


@cache
def runtime() -> tuple[str, dict[str, CompressedFile]]:
    """The hash over the runtime's files (with the style sheet of the plain pages), and the files by name. Read once."""
    files = {path.relative_to(_RUNTIME).as_posix(): path.read_bytes() for path in sorted(_RUNTIME.rglob("*")) if path.suffix in MEDIA_TYPES}
    files |= {name: (_HERE / "css" / name).read_bytes() for name in ("web.css", "course.css", "embed.css", "parts.css", "gallery.css")}
    files |= {"fonts.css": (SMALL_FONTS / "fonts.css").read_bytes()} | _fonts()
    files |= {name: _whole_sheet(name, files) for name in files if name.endswith(".css")}
    over = hashlib.sha256()
    for name, content in files.items():
        over.update(f"{name}\0{len(content)}\0".encode() + content)
    compressed = {name: CompressedFile(MEDIA_TYPES[Path(name).suffix], lambda content=content: content) for name, content in files.items()}  # type: ignore[misc]
    return over.hexdigest()[:16], compressed


def streamlit_static() -> Path | None:
    """The folder of the files that Streamlit's page is made of, found without importing it; None where Streamlit is not installed."""
    spec = importlib.util.find_spec("streamlit")
    return Path(spec.origin or "").parent / "static" if spec is not None else None


def font_files(name: str) -> list[Path]:
    """Where Streamlit keeps one of the fonts: the file, or none if a later Streamlit no longer ships it."""
    folder = streamlit_static()
    return sorted((folder / "static" / "media").glob(FONTS[name]))[:1] if folder is not None else []


def _fonts() -> dict[str, bytes]:
    """The fonts by their names in web.css: few characters each, and `all-...` for pages that need another one. A missing one is left out,
    and a system font takes its place.
    """
    whole = {f"all-{name}": path.read_bytes() for name in FONTS for path in font_files(name)}
    return {path.name: path.read_bytes() for path in SMALL_FONTS.glob("*.woff2")} | whole


def _whole_sheet(name: str, files: dict[str, bytes]) -> bytes:
    """A style sheet with those that it imports in their places: one request, where a browser would ask for each after the other."""
    folder = PurePosixPath(name).parent

    def imported(found: re.Match[str]) -> str:
        other = posixpath.normpath((folder / found[1]).as_posix())

        def moved(address: re.Match[str]) -> str:
            file = posixpath.normpath((PurePosixPath(other).parent / address[1]).as_posix())
            return f'url("{posixpath.relpath(file, folder.as_posix())}")'

        return _ADDRESS.sub(moved, _whole_sheet(other, files).decode())

    return _IMPORTED_SHEET.sub(imported, files[name].decode()).encode()


@cache
def modules(entry: str) -> tuple[str, ...]:
    """The modules that a page loads when it loads `entry`, by their names, itself first: `import` and all that those import.

    A page names them all in its head. A browser would otherwise find them one layer after another, each a whole trip over the line.
    """
    names = [entry]
    files = runtime()[1]
    for name in names:
        folder = PurePosixPath(name).parent
        lines = files[name].form("").decode().splitlines()
        for line in lines:
            if not line.startswith(("import ", "} from ")) or '"' not in line:  # a long list of names goes over several lines
                continue
            imported = posixpath.normpath((folder / line.split('"')[1]).as_posix())
            if imported not in names:
                names.append(imported)
    return tuple(names)


def kind_modules(kinds: Iterable[str]) -> list[str]:
    """The modules of kinds of controls, which the runtime imports when a document has them."""
    return [name for kind in sorted(set(kinds)) if (name := f"controls/{kind}.js") in runtime()[1]]


@cache
def icon() -> CompressedFile:
    """The gallery's icon for /favicon.ico: an SVG, whatever the address ends with."""
    return CompressedFile("image/svg+xml", ICON.read_bytes, cache=A_DAY)


def robots(base: str = "") -> CompressedFile:
    """robots.txt: Streamlit's own endpoints and signing in are not for search engines."""
    lines = ["User-agent: *", *(f"Disallow: {base}/{path}" for path in ("_stcore/", "auth/", "oauth2callback")), ""]
    return CompressedFile("text/plain", "\n".join(lines).encode, cache=A_DAY)


@cache
def plotly() -> tuple[str, CompressedFile]:
    """The name of Plotly's one file, with the version, and the file itself, from the plotly package (found without importing it)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise RuntimeError("the plotly package is not installed: pip install plotly")
    path = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return f"plotly-{importlib.metadata.version('plotly')}.min.js", CompressedFile("text/javascript", path.read_bytes)


def icon_url(base: str = "") -> str:
    return f"{base}/icon.svg"


def runtime_hash() -> str:
    return runtime()[0]


def runtime_url(file: str, base: str = "") -> str:
    """Where a file of the runtime is served; `base` is the path that the server answers under ("" or "/something")."""
    return f"{base}/covis/{runtime_hash()}/{file}"


def plotly_url(base: str = "") -> str:
    return f"{base}/covis/{plotly()[0]}"


def document_url(digest: str, base: str = "") -> str:
    return f"{base}/d/{digest}/document.json"


def shown_url(digest: str, base: str = "") -> str:
    """The document as a page loads it: without what has an address of its own, or is for the desk."""
    return f"{base}/d/{digest}/shown.json"


def program_url(digest: str, base: str = "") -> str:
    return f"{base}/d/{digest}/program.js"


def about_url(digest: str, base: str = "") -> str:
    """The data that a citation of an edition needs."""
    return f"{base}/d/{digest}/about.json"


def single_url(digest: str, base: str = "") -> str:
    """What a page needs to make one file of itself."""
    return f"{base}/d/{digest}/single.json"


def thumbnail_url(digest: str, base: str = "") -> str:
    return f"{base}/thumb/{digest}.svg"


def thumbnail_png_url(digest: str, base: str = "") -> str:
    """The thumbnail for chats, which show no SVG."""
    return f"{base}/thumb/{digest}.png"

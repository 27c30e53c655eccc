"""The plain routes: pages that need no session, and immutable files by digest. Nothing here uses a path from the request on the disk."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from covis.catalogue import Catalogue, Item
from covis.document import Edition, canonical
from covis.registry import Registry
from covis.review import wording
from covis.web import assets, course, embed, pages
from covis.web.about.resource import resource
from covis.web.about.sharing import origin_of, png, tags
from covis.web.about.titles import shared
from covis.web.compressed import IMMUTABLE, REVALIDATE, CompressedFile
from covis.web.export.single import described, frame, frame_url
from covis.web.feed import atom
from covis.web.middleware.addresses import Addresses
from covis.web.middleware.encodings import Encodings
from covis.web.middleware.header_limits import BoundedHeaders
from covis.web.middleware.headers import SecurityHeaders
from covis.web.middleware.origins import SIGN_OUT, SameOrigin
from covis.web.middleware.plain_routes import PlainRoutes
from covis.web.middleware.streamlit_page import About, StreamlitPage
from covis.web.server.shared_calls import SharedCalls

_DIGEST = re.compile(r"[0-9a-f]{64}")
PATIENCE = 6.0  # seconds that a plain page waits for a compilation before it says so
KEPT = 192  # compressed documents, programs and pictures in memory; 300 visualisations are not viewed at once


def routes(site: Site) -> list[BaseRoute]:
    """Every plain route, under the path that the server answers under."""
    base = site.base
    return [
        Route(f"{base}/covis/{{hash}}/{{file:path}}", site.runtime),
        Route(f"{base}/covis/{{file}}", site.shared),
        Route(f"{base}/d/{{digest}}/document.json", site.document),
        Route(f"{base}/d/{{digest}}/shown.json", site.shown),
        Route(f"{base}/d/{{digest}}/program.js", site.program),
        Route(f"{base}/d/{{digest}}/about.json", site.known),
        Route(f"{base}/d/{{digest}}/single.json", site.single),
        Route(f"{base}/thumb/{{digest}}.svg", site.thumbnail),
        Route(f"{base}/thumb/{{digest}}.png", site.thumbnail_png),
        Route(f"{base}/v/{{id}}", site.visualisation),
        Route(f"{base}/v/{{id}}/", site.without_slash),
        Route(f"{base}/embed/{{id}}", site.embed),
        Route(f"{base}/embed/{{id}}/", site.without_slash),
        Route(f"{base}/c/{{id}}", site.course),
        Route(f"{base}/c/{{id}}/", site.without_slash),
        Route(f"{base}/c/{{id}}/steps.json", site.course_steps),
        Route(f"{base}/feed/{{person}}.atom", site.feed),
        Route(f"{base}/favicon.ico", site.icon),
        Route(f"{base}/icon.svg", site.icon),
        Route(f"{base}/robots.txt", site.robots),
        *(Route(f"{base}/{room}/{{rest:path}}", site.not_found) for room in ("c", "covis", "d", "embed", "feed", "thumb", "v")),
    ]


def middleware(site: Site, pages: Collection[str], *, origins: Sequence[str] = (), name: str = "", agent: bool = False) -> list[Middleware]:
    """The middleware before every route, Streamlit's too; the first is the outermost. For the options see `Addresses` and `SameOrigin`."""
    base = site.base
    return [
        Middleware(BoundedHeaders),
        Middleware(SecurityHeaders, base=base),
        Middleware(PlainRoutes, routes=routes(site)),
        Middleware(Encodings),
        Middleware(SameOrigin, origins=origins, name=name, ask=site.confirm, base=base),
        Middleware(Addresses, pages=pages, not_found=site.not_found, base=base, agent=agent),
        Middleware(StreamlitPage, base=base, sheet=site.sheet_url, about=site.about),
    ]


class Site:
    """The handlers, for a server that answers under `base` ("" or "/something"). Those that may read files or compress are plain functions,
    which Starlette runs beside the event loop.
    """

    def __init__(self, catalogue: Catalogue, base: str = "", sheet: bytes = b"", names: Mapping[str, str] | None = None) -> None:
        """`sheet`: the style sheet for Streamlit's pages. `names`: what the navigation calls each of them -> its path."""
        self._names = {path: name for name, path in (names or {}).items()}
        self.catalogue = catalogue
        self.base = base
        self._sheet = CompressedFile("text/css", lambda: sheet, cache=IMMUTABLE)
        self.sheet_url = f"{base}/covis/{hashlib.sha256(sheet).hexdigest()[:16]}/{assets.SHELL_SHEET}"
        self._kept: OrderedDict[str, CompressedFile] = OrderedDict()
        self._lock = Lock()
        self._pages: OrderedDict[tuple[str, str, str], tuple[Item, Registry, CompressedFile]] = OrderedDict()
        self._current_page = SharedCalls(self._current)

    # --- files

    def runtime(self, request: Request) -> Response:
        if request.url.path == self.sheet_url:
            return self._sheet.respond(request)
        hash, files = assets.runtime()
        file = files.get(request.path_params["file"]) if request.path_params["hash"] == hash else None
        return file.respond(request) if file is not None else self.not_found(request)

    def shared(self, request: Request) -> Response:
        """Plotly, and what all single files share."""
        name, file = assets.plotly()
        if request.path_params["file"] == name:  # first, so that Plotly does not wait for the frame
            return file.respond(request)
        return frame().respond(request) if request.url.path == f"{self.base}{frame_url()}" else self.not_found(request)

    def icon(self, request: Request) -> Response:
        return assets.icon().respond(request)

    def robots(self, request: Request) -> Response:
        return assets.robots(self.base).respond(request)

    def feed(self, request: Request) -> Response:
        """/feed/<person>.atom. Its links name the gallery's public address where that is set, otherwise the one that was asked."""
        address = os.environ.get("COVIS_PUBLIC_URL", "").rstrip("/") or f"{str(request.base_url).rstrip('/')}{self.base}"
        content = atom(self.catalogue, request.path_params["person"], address)
        if content is None:
            return self.not_found(request)
        return CompressedFile("application/atom+xml", lambda: content, cache=REVALIDATE).respond(request)

    def document(self, request: Request) -> Response:
        return self._of_edition(request, "application/json", lambda edition: canonical(edition.document))

    def shown(self, request: Request) -> Response:
        """The document without its program and thumbnail, which have addresses of their own, and the equations, which only the desk has."""
        return self._of_edition(request, "application/json", pages.shown_part, name="shown")

    def program(self, request: Request) -> Response:
        return self._of_edition(request, "text/javascript", lambda edition: str(edition.document["program"]).encode())

    def known(self, request: Request) -> Response:
        """The data that a citation of an edition needs."""
        origin = origin_of(request)
        return self._now(
            request, lambda item, registry: json.dumps(resource(item, registry, self.base, origin), ensure_ascii=False).encode()
        )

    def single(self, request: Request) -> Response:
        """What a page needs to make one file of itself."""
        return self._now(request, lambda item, registry: described(item, registry, f"{origin_of(request)}{self.base}"))

    def _now(self, request: Request, make: Callable[[Item, Registry], bytes]) -> Response:
        """What is known of an edition as JSON. It can change, so it is not cached."""
        digest = request.path_params["digest"]
        edition = self.catalogue.items.document(digest) if _DIGEST.fullmatch(digest) else None
        item = self.catalogue.items.get(edition.id) if edition is not None else None
        if edition is None or item is None:
            return self._unknown(request)
        content = make(replace(item, shown=edition, digest=digest), self.catalogue.registry)
        return Response(content, media_type="application/json", headers={"Cache-Control": REVALIDATE})  # compressing takes longer

    def thumbnail(self, request: Request) -> Response:
        return self._of_edition(request, "image/svg+xml", lambda edition: str(edition.document["thumbnail"]).encode())

    def thumbnail_png(self, request: Request) -> Response:
        return self._of_edition(request, "image/png", lambda edition: png(str(edition.document["thumbnail"])))

    def _of_edition(self, request: Request, media_type: str, read: Callable[[Edition], bytes], name: str = "") -> Response:
        """A part of an edition that may be shown now: the catalogue is asked each time, the bytes are compressed once."""
        digest = request.path_params["digest"]
        edition = self.catalogue.items.document(digest) if _DIGEST.fullmatch(digest) else None
        if edition is None:
            return self._unknown(request)
        key = f"{digest} {media_type} {name}"
        with self._lock:
            file = self._kept.get(key) or CompressedFile(media_type, lambda: read(edition), cache=IMMUTABLE)
            self._kept[key] = file
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return file.respond(request)

    # --- pages

    def about(self, request: Request) -> About:
        """Title, head and first words of a page of Streamlit's: what everybody may know of what its address names."""
        path = request.url.path
        name = self._names.get(path.removeprefix(self.base).strip("/"), "")
        page, item = shared(name, self.catalogue, request.query_params)
        query = f"?{request.url.query}" if request.url.query else ""
        head = tags(page, origin=origin_of(request), path=path + query, base=self.base)
        if item is None:
            return About(page.title, head)
        return About(page.title, head + pages.preloads(item, self.base, "page/embed.js"), pages.early(item, self.base))

    async def visualisation(self, request: Request) -> Response:
        """/v/<id>. With `?course=` it is the edition that the course chose."""
        if "course" in request.query_params:
            pinned = await run_in_threadpool(self._pinned, request)
            if pinned is not None:
                return pinned
        return await self._respond(request, "v")

    async def embed(self, request: Request) -> Response:
        """/embed/<id>, for a frame of a site that the registry names."""
        response = await self._respond(request, "embed")
        response.headers.update(embed.policy(self.catalogue.registry.gallery.embed_origins))
        return response

    async def _respond(self, request: Request, kind: str) -> Response:
        """A page may wait a little for its compilation; the wait holds no thread."""
        id = request.path_params["id"]
        origin = origin_of(request)
        item, page = await self._current_page((kind, id, True, origin))
        for _ in range(int(PATIENCE / 0.1)):
            if item is None or not item.pending or item.retry:
                break
            await asyncio.sleep(0.1)
            item, page = await self._current_page((kind, id, False, origin))
        return page.respond(request) if page is not None else await run_in_threadpool(self._page, request, id, item)

    def _pinned(self, request: Request) -> Response | None:
        """The page of the release that the course in the address pins; None where it pins none."""
        id = request.path_params["id"]
        for step in self.catalogue.items.of_course(request.query_params["course"]):
            if step.item.id == id and step.pinned:
                return self._html(pages.visualisation(step.item, self.catalogue.registry, self.base, origin_of(request)), 200)
        return None

    def course(self, request: Request) -> Response:
        """/c/<course>: the course without a session."""
        code = request.path_params["id"]
        known = self.catalogue.items.course(code)
        if known is None:
            return self._unknown(request)
        html = course.page(code, known, self.catalogue.items.of_course(code), self.catalogue.registry, self.base)
        return CompressedFile("text/html", html.encode, cache=REVALIDATE).respond(request)

    def course_steps(self, request: Request) -> Response:
        code = request.path_params["id"]
        known = self.catalogue.items.course(code)
        if known is None:
            return self._unknown(request)
        steps = course.steps_data(code, known, self.catalogue.items.of_course(code))
        return CompressedFile("application/json", json.dumps(steps, ensure_ascii=False).encode, cache=REVALIDATE).respond(request)

    def without_slash(self, request: Request) -> Response:
        """/v/<id>/, as links are often copied. Relative, so that no header of the request says where it leads."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"../{quote(request.path_params['id'])}{query}", 308)

    def _current(self, key: tuple[str, str, bool, str]) -> tuple[Item | None, CompressedFile | None]:
        """A visualisation as it is now and, where it may be shown, its page: kept until the item or the registry is another one."""
        kind, id, hurry, origin = key
        item = self.catalogue.items.get(id, hurry=hurry)
        registry = self.catalogue.registry
        if item is None or item.shown is None:
            return item, None
        make = embed.page if kind == "embed" else pages.visualisation
        kept = self._pages.get((kind, id, origin))
        if kept is None or kept[0] is not item or kept[1] is not registry:  # snapshots: the catalogue makes a new one for any change
            page = CompressedFile("text/html", make(item, registry, self.base, origin).encode, cache=REVALIDATE)
            page.prepare()
            kept = self._pages[kind, id, origin] = (item, registry, page)
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        return item, kept[2]

    def _page(self, request: Request, id: str, item: Item | None) -> Response:
        registry = self.catalogue.registry
        if item is None:
            if id in registry.broken:
                findings = self.catalogue.items.registry_findings(id=id)
                return self._html(pages.broken_entry(id, findings, registry, self.base), 500)
            return self._unknown(request)
        if item.standing.retired:
            return self._message(request, 410, "This visualisation was retired", f"“{item.entry.title}” is no longer part of the gallery.")
        if item.standing.withdrawn:
            text = f"“{item.entry.title}” was taken down until a dispute about it is resolved."
            return self._message(request, 410, "This visualisation was taken down", text)
        if item.pending:
            response = self._html(pages.pending(item, registry, self.base), 503)
            response.headers["Retry-After"] = str(pages.again(item))
            return response
        if item.standing.status == "unknown":
            return self._message(request, 503, "This visualisation cannot be shown at the moment", wording.status_meaning("unknown"))
        if any(finding.severity == "error" for finding in item.findings):
            return self._html(pages.broken(item, registry, self.base), 500)
        text = "This gallery shows a visualisation once it is signed off. This one is still in progress."
        return self._message(request, 404, "Not open yet", text)

    def not_found(self, request: Request) -> Response:
        return self._message(
            request, 404, "There is nothing here", "This gallery has no such address. The page may have been renamed or removed."
        )

    def _unknown(self, request: Request) -> Response:
        """For an id that the registry does not have; while the registry cannot be read, this may change."""
        if not self.catalogue.unreadable:
            return self.not_found(request)
        text = "The gallery's list of visualisations has an error. Try again later."
        response = self._message(request, 503, "The gallery cannot be read at the moment", text)
        response.headers["Retry-After"] = "60"
        return response

    def confirm(self, request: Request) -> Response:
        """For a link on another site that leads to signing in or out: nothing is done before the visitor confirms it here."""
        registry, out = self.catalogue.registry, request.url.path.rstrip("/").endswith(SIGN_OUT)
        return self._html((pages.sign_out if out else pages.sign_in)(registry, self.base), 403)

    def _message(self, request: Request, status: int, title: str, text: str) -> Response:
        return self._html(pages.message(self.catalogue.registry, self.base, title, text), status)

    def _html(self, html: str, status: int) -> Response:
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

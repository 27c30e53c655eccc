"""The plain routes: pages that need no session, and immutable files by digest. Nothing here touches a path that a visitor wrote."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from covis.catalogue import Catalogue, Item
from covis.document import Edition, canonical
from covis.review import wording
from covis.web import assets, pages
from covis.web.compressed import IMMUTABLE, REVALIDATE, Packed

_DIGEST = re.compile(r"[0-9a-f]{64}")
PATIENCE = 6.0  # seconds that a plain page waits for a compilation before it says so
KEPT = 192  # packed documents, programs and pictures in memory; 300 visualisations are not looked at at once


def routes(catalogue: Catalogue, base: str = "") -> list[BaseRoute]:
    """Every plain route, under `base` ("" or "/something"), which is where the server answers."""
    site = Site(catalogue, base)
    return [
        Route(f"{base}/covis/{{hash}}/{{file:path}}", site.runtime),
        Route(f"{base}/covis/{{file}}", site.plotly),
        Route(f"{base}/d/{{digest}}/document.json", site.document),
        Route(f"{base}/d/{{digest}}/program.js", site.program),
        Route(f"{base}/thumb/{{digest}}.svg", site.thumbnail),
        Route(f"{base}/v/{{id}}", site.visualisation),
        *(Route(f"{base}/{room}/{{rest:path}}", site.nothing) for room in ("covis", "d", "thumb", "v")),
    ]


class Site:
    """The handlers. Those that may read files or compress are plain functions, which Starlette runs beside the event loop."""

    def __init__(self, catalogue: Catalogue, base: str) -> None:
        self.catalogue = catalogue
        self.base = base
        self._kept: OrderedDict[str, Packed] = OrderedDict()
        self._lock = Lock()

    # --- files

    def runtime(self, request: Request) -> Response:
        hash, files = assets.runtime()
        file = files.get(request.path_params["file"]) if request.path_params["hash"] == hash else None
        return file.respond(request) if file is not None else self.nothing(request)

    def plotly(self, request: Request) -> Response:
        name, file = assets.plotly()
        return file.respond(request) if request.path_params["file"] == name else self.nothing(request)

    def document(self, request: Request) -> Response:
        return self._of_edition(request, "application/json", lambda edition: canonical(edition.document))

    def program(self, request: Request) -> Response:
        return self._of_edition(request, "text/javascript", lambda edition: str(edition.document["program"]).encode())

    def thumbnail(self, request: Request) -> Response:
        return self._of_edition(request, "image/svg+xml", lambda edition: str(edition.document["thumbnail"]).encode())

    def _of_edition(self, request: Request, media_type: str, read: Callable[[Edition], bytes]) -> Response:
        """A part of an edition that may be shown now: the catalogue is asked each time, the bytes are packed once."""
        digest = request.path_params["digest"]
        edition = self.catalogue.document(digest) if _DIGEST.fullmatch(digest) else None
        if edition is None:
            return self.nothing(request)
        key = f"{digest} {media_type}"
        with self._lock:
            packed = self._kept.get(key) or Packed(media_type, lambda: read(edition), cache=IMMUTABLE)
            self._kept[key] = packed
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return packed.respond(request)

    # --- pages

    async def visualisation(self, request: Request) -> Response:
        """/v/<id>. A page may wait a little for its compilation; the wait holds no thread."""
        id = request.path_params["id"]
        item = await run_in_threadpool(self.catalogue.item, id, hurry=True)
        for _ in range(int(PATIENCE / 0.1)):
            if item is None or not item.pending:
                break
            await asyncio.sleep(0.1)
            item = await run_in_threadpool(self.catalogue.item, id)
        return await run_in_threadpool(self._page, request, id, item)

    def _page(self, request: Request, id: str, item: Item | None) -> Response:
        registry = self.catalogue.registry
        if item is None:
            findings = registry.broken.get(id)
            if findings:
                return self._html(request, pages.broken_entry(id, findings, registry, self.base), 500)
            return self.nothing(request)
        if item.standing.retired:
            return self._say(request, 410, "This visualisation was retired", f"“{item.entry.title}” is no longer part of the gallery.")
        if item.standing.withdrawn:
            text = f"“{item.entry.title}” was taken down while a dispute about it is settled."
            return self._say(request, 410, "This visualisation was taken down", text)
        if item.shown is not None:
            return self._html(request, pages.visualisation(item, registry, self.base))
        if item.pending:
            response = self._html(request, pages.pending(item, registry, self.base), 503)
            response.headers["Retry-After"] = "2"
            return response
        if item.standing.status == "unknown":
            return self._say(request, 503, "This visualisation cannot be shown at the moment", wording.status_meaning("unknown"))
        if any(finding.severity == "error" for finding in item.findings):
            return self._html(request, pages.broken(item, registry, self.base), 500)
        text = "This gallery shows a visualisation once it is signed off. This one is still being made."
        return self._say(request, 404, "Not open yet", text)

    def nothing(self, request: Request) -> Response:
        return self._say(
            request, 404, "There is nothing here", "The address is not one of this gallery's. It may have been renamed or removed."
        )

    def _say(self, request: Request, status: int, title: str, text: str) -> Response:
        return self._html(request, pages.message(self.catalogue.registry, self.base, title, text), status)

    def _html(self, request: Request, html: str, status: int = 200) -> Response:
        """A page: a browser may keep it, and asks each time whether it still holds."""
        if status != 200:
            return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
        return Packed("text/html", html.encode, cache=REVALIDATE).respond(request)

"""A small server for the runtime's tests: the modules, Plotly, the documents, and pages under the policy that the product serves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import plotly

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "covis" / "runtime"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".woff2": "font/woff2",
}

HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/runtime/css/tokens.css"><link rel="stylesheet" href="/runtime/css/covis.css">
<link rel="stylesheet" href="/host.css">
</head><body><main>"""
SECTION = """<section class="covis" data-covis="{id}" data-document="/d/{id}/document.json" data-program="/d/{id}/program.js"
data-plotly="/plotly.js"></section>"""
FOOT = '<p class="after">The page goes on.</p></main>{script}</body></html>'
HOST_CSS = """:root { color-scheme: light dark }
body { margin: 0; background: var(--covis-ground); color: var(--covis-ink); font-family: var(--covis-font) }
main { max-width: 80rem; margin: 0 auto; padding: 1.25rem clamp(1rem, 3vw, 2rem) }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem }
.lead { margin: 0 0 1.25rem; color: var(--covis-ink-soft) }"""


class Site:
    """What is served: documents by id. `extra` are further texts by path, for a test of its own."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self.documents = documents
        self.extra: dict[str, str] = {}

    def body(self, path: str) -> tuple[bytes, str] | None:
        match path.strip("/").split("/"):
            case ["plotly.js"]:
                return PLOTLY.read_bytes(), ".js"
            case ["host.css"]:
                return HOST_CSS.encode(), ".css"
            case ["runtime", *parts] if (RUNTIME / "/".join(parts)).is_file():
                return (RUNTIME / "/".join(parts)).read_bytes(), Path(parts[-1]).suffix
            case ["d", id, "document.json"] if id in self.documents:
                return json.dumps({**self.documents[id], "program": ""}).encode(), ".json"
            case ["d", id, "program.js"] if id in self.documents:
                return self.documents[id]["program"].encode(), ".js"
            case ["v", id] if id in self.documents:
                document = self.documents[id]
                head = HEAD.format(title=document["title"]) + f'<h1>{document["title"]}</h1><p class="lead">{document["summary"]}</p>'
                return (
                    head + SECTION.format(id=id) + FOOT.format(script='<script type="module" src="/runtime/page/page.js"></script>')
                ).encode(), ".html"
            case ["bare"]:
                return (HEAD.format(title="Bare") + FOOT.format(script="")).encode(), ".html"
        return (self.extra[path].encode(), Path(path).suffix) if path in self.extra else None


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The site on a free port; the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.body(self.path.split("?")[0])
            body, kind = found or (b"not found", ".html")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", TYPES[kind])
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()

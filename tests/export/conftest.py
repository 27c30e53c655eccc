"""A gallery of three, exported, and served by a plain web server under a path; a browser that reaches nothing else."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from covis.catalogue import Catalogue
from covis.web.export.files import Exported, exported
from tests.cli.conftest import run

__all__ = ["run"]

ID, COURSE = "damped_oscillator", "PHYS40001"
PATH = "/some/path"


def add(root: Path, id: str, title: str, subject: str) -> None:
    """Another visualisation, with the same folder."""
    shutil.copytree(root / "visualisations" / ID, root / "visualisations" / id)
    with (root / "registry.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f"\n  {id}:\n    title: {title}\n    summary: {title} again.\n    subject: {subject}\n    level: 2\n"
            "    coders: [example_student]\n    fact_checkers: [example_staff]\n"
        )


@pytest.fixture(scope="module")
def three(shared_gallery: Path, compiled: Path) -> Iterator[Path]:
    """The folder of a gallery of three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_CACHE", str(compiled))
        add(shared_gallery, "okapi", "How an okapi walks", "Biology / Animals")
        add(shared_gallery, "quagga", "Why a quagga déjà ran", "Biology / Animals")
        yield shared_gallery


@pytest.fixture(scope="module")
def made(three: Path) -> Exported:
    return exported(Catalogue(three))


@dataclass
class Served:
    address: str
    answers: list[tuple[int, str]] = field(default_factory=list)


class Quiet(SimpleHTTPRequestHandler):
    """Python's own server, which notes what it answered."""

    def __init__(self, *args: object, served: Served, directory: str) -> None:
        self.served = served
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.served.answers.append((int(str(getattr(code, "value", code))), self.path))

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(made: Exported, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The exported gallery, under a path."""
    top = tmp_path_factory.mktemp("www")
    for path, content in made.files.items():
        place = top / PATH.strip("/") / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    served = Served("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, served=served, directory=str(top)))
    served.address = f"http://127.0.0.1:{server.server_port}{PATH}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture
def alone(page: Page, site: Served) -> Iterator[Page]:
    """A page that reaches the exported gallery and nothing else. Afterwards: it asked for nothing else, and all was there."""
    elsewhere: list[str] = []
    faults: list[str] = []

    def only(route: Route) -> None:
        if route.request.url.startswith(f"{site.address}/"):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page.context.route(lambda url: not url.startswith(("data:", "blob:")), only)
    page.on("pageerror", lambda error: faults.append(str(error)))
    site.answers.clear()
    yield page
    assert not elsewhere and not faults
    assert not [answer for answer in site.answers if answer[0] >= 400 and not answer[1].endswith("/favicon.ico")]

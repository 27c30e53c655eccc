"""A gallery for all of the shell's tests, compiled once; the app over it; a server and a browser for those that need them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from shell_gallery import REPOSITORY, write
from streamlit.testing.v1 import AppTest

from covis.catalogue import shared

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery's folder, with everything compiled that compiles."""
    root = write(tmp_path_factory.mktemp("gallery"))
    for id in ("swing", "bell", "broken"):
        item = shared(root).item(id, wait=120)
        assert item is not None and not item.pending and (item.shown is not None) == (id != "broken"), item
    return root


@pytest.fixture
def open_app(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`open_app("people", p="ada")`: the page at that address, drawn."""

    def opened(*, root: Path = gallery, **address: str) -> AppTest:
        monkeypatch.setenv("COVIS_ROOT", str(root))
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture(scope="session")
def server(gallery: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app's address, as `streamlit run app.py` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        process = subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, "COVIS_ROOT": str(gallery)}, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health"):
                    break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        else:
            raise AssertionError(f"the server did not answer:\n{log.read_text()}")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """`visit("/?v=swing", width=390, scheme="dark")`: a page of its own, which must ask nothing of another machine."""
    pages: list[Page] = []
    outside: list[str] = []

    def opened(path: str, *, width: int = 1280, scheme: str = "light") -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page.set_default_timeout(30_000)
        page.on("request", lambda request: None if request.url.startswith((server, "data:", "blob:")) else outside.append(request.url))
        page.goto(server + path)
        page.locator(".cv-foot").wait_for()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert outside == []

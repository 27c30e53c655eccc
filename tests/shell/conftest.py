"""A gallery for all of the shell's tests, compiled once; the app over it; pages in the shared browser for those that need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from covis.catalogue import shared
from tests.shell.shell_gallery import REPOSITORY, write

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery's folder, with everything compiled that compiles."""
    root = write(tmp_path_factory.mktemp("small"))
    for id in ("swing", "bell", "broken"):
        item = shared(root).items.get(id, wait=120)
        assert item is not None and not item.pending and (item.shown is not None) == (id != "broken"), item
    return root


@pytest.fixture
def open_app(small: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`open_app(v="swing")`: the first page at that address, drawn."""

    def opened(*, root: Path = small, **address: str) -> AppTest:
        monkeypatch.setenv("COVIS_ROOT", str(root))
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], small: Path) -> str:
    """The app, as `streamlit run app.py` serves it."""
    return serve(small, COVIS_CACHE=str(small / ".covis"))


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`visit("/?v=swing", width=390, scheme="dark")`: a page of its own, which must ask nothing of another machine."""
    pages: list[Page] = []
    outside: list[str] = []

    def opened(path: str, *, width: int = 1280, scheme: str = "light", motion: bool = True) -> Page:
        reduced = "no-preference" if motion else "reduce"
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion=reduced)  # type: ignore[arg-type]
        page.set_default_timeout(30_000)
        page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else outside.append(request.url))
        page.goto(address + path)
        page.locator(".cv-footer").wait_for()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert outside == []


@pytest.fixture
def draw_page(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """`draw_page("cohort", c="PHYS1")`: one page that is not the first, drawn by its own function (AppTest opens only the first)."""

    def drawn(name: str, *, root: Path = small, **address: str) -> AppTest:
        monkeypatch.setenv("COVIS_ROOT", str(root))

        def script(name: str) -> None:
            import importlib

            import streamlit as st

            from covis.shell import main
            from covis.shell.widgets.html import keep_pages

            body = getattr(importlib.import_module(f"covis.shell.pages.{name}"), name)
            pages = {"browse": st.Page(main.home, default=True)}
            for other in ("course", "people", "take_part", "cohort", "desk"):
                pages[other] = st.Page(getattr(main, other), url_path=other.replace("_", "-"))
            keep_pages(pages)
            st.navigation(list(pages.values()), position="hidden")
            body()

        app = AppTest.from_function(script, kwargs={"name": name}, default_timeout=60)
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return drawn

"""One server for the runtime's tests; each test has its own page of the shared browser and must leave no error and no policy violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.runtime.runtime_documents import documents
from tests.runtime.runtime_pages import READY, until
from tests.runtime.runtime_server import Site, serving

WATCH = """window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))"""


@pytest.fixture(scope="session")
def site() -> Site:
    return Site(documents())


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with serving(site) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """visit("damped_oscillator", "#gamma=0.3", width=390) -> a page in which it is drawn. Options go to the browser's context."""
    contexts = []
    faults: list[str] = []

    def opened(id: str, after: str = "", *, width: int = 1280, height: int = 800, wait: str = READY, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/v/{id}{after}" if not id.startswith("/") else f"{address}{id}{after}")
        until(page, wait)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            faults += page.evaluate("window.violations ?? []")
        context.close()
    assert not faults

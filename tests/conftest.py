"""Shared by all tests: a copy of tests/gallery, a running server, a browser. In CI nothing is skipped: a skip is a failure."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
expect.set_options(timeout=60_000)  # what must come may come late on a busy machine; no test is timed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses a browser is marked by that; a real server is slow to start."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        if "serve" in fixtures:
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} cannot run here, and in CI that is a failure: {report.longrepr}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test marked `own_thread` runs in a thread of its own: the browser's driver leaves an event loop running in the main one."""
    if pyfuncitem.get_closest_marker("own_thread") is None:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(pyfuncitem.obj, **arguments).result()
    return True


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of editions for all tests of this run: what one process has compiled, none compiles again."""
    return shared_cache(tmp_path_factory.getbasetemp())


def shared_cache(base: Path) -> Path:
    """The cache for all processes of a run, by the temporary folder of this one."""
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    folder.mkdir(exist_ok=True)
    return folder


def copy_gallery(root: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "tests" / "gallery", root, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def gallery(tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tests' gallery, to change at will; COVIS_ROOT names it. Nobody has said anything in it yet."""
    monkeypatch.setenv("COVIS_CACHE", str(compiled))
    monkeypatch.setenv("COVIS_ROOT", str(tmp_path / "gallery"))
    return copy_gallery(tmp_path / "gallery")


@pytest.fixture(scope="module")
def shared_gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a copy for all tests of a file."""
    return copy_gallery(tmp_path_factory.mktemp("shared") / "gallery")


Serve = Callable[..., str]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Serve]:
    """`serve(root, **environment)` starts a real server (`streamlit run app.py`) on a free loopback port, and gives its address.

    It prints nothing but its address: anything else that it says (a warning, a traceback) fails the test at the end. `says` are
    words of lines that are expected.
    """
    running: list[tuple[subprocess.Popen[bytes], Path]] = []
    expected = ["You can now view", "URL: http://localhost", "Stopping..."]

    def start(root: Path, *, says: Iterable[str] = (), **environment: str) -> str:
        expected.extend(says)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = {**os.environ, "COVIS_ROOT": str(root), "COVIS_CACHE": str(compiled), "STREAMLIT_SERVER_PORT": str(port), **environment}
        log = tmp_path_factory.mktemp("server") / "log"
        with log.open("wb") as output:
            command = [sys.executable, "-m", "streamlit", "run", "app.py"]
            process = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        running.append((process, log))
        base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        address = f"http://localhost:{port}" + (f"/{base}" if base else "")
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    return address
            except OSError:
                if process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")

    yield start
    said = []
    for process, log in running:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        lines = log.read_text(errors="replace").splitlines()
        said += [line for line in lines if line.strip() and not any(words in line for words in expected)]
    assert not said, "\n".join(said)


def chromium() -> str:
    """The browser of this machine: CHROMIUM, or the first that is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or pytest.fail("no Chromium: `make test` installs one, or set CHROMIUM to its path")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()

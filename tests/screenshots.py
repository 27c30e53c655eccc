"""`make screenshots [ONLY=course]`: every page and state, at three widths, in light and dark, into screenshots/ as WebP.

A new page or state is one line in SHOTS. What the shipped gallery does not have is made for it in GALLERIES. The same pages give
the same pictures: animations are off, the clock of a visualisation does not run, and each page is waited for by what it shows.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY / "screenshots"  # git ignores it; the few pictures that the README shows are copies in docs/images/
WIDTHS = {1440: 900, 768: 1024, 390: 844}
TALLEST = 1600  # pixels: a page that is longer is cut
STAGE = 'section.covis[data-ready="true"]'


@dataclass(frozen=True)
class Shot:
    """One page in one state: its name, where it is, and what is there once it is drawn (and the foot)."""

    name: str
    path: str
    ready: str = ".cv-footer"
    gallery: str = "shipped"
    known: bool = False  # whether the browser has been here before
    user: str = ""  # who is there (COVIS_USER), in a server of their own


SHOTS = [
    Shot("first", "/", ".cv-sample[data-ready]"),
    Shot("browse-again", "/", known=True),
    Shot("browse-search", "/?q=wave"),
    Shot("browse-nothing", "/?q=enzyme"),
    Shot("browse-broken", "/", gallery="faulty"),
    Shot("browse-empty", "/", gallery="empty"),
    Shot("browse-unreadable", "/", gallery="unreadable"),
    Shot("browse-signed-only", "/", gallery="signed_only"),
    Shot("visualisation", "/?v=damped_oscillator", STAGE),
    Shot("visualisation-drag", "/?v=eigenvectors", STAGE),
    Shot("visualisation-broken", "/?v=broken", gallery="faulty"),
    Shot("visualisation-missing", "/?v=damped_oscilator"),
    Shot("courses", "/course"),
    Shot("course", "/course?c=PHYS40001"),
    Shot("course-missing", "/course?c=PHYS4001"),
    Shot("people", "/people"),
    Shot("person", "/people?p=example_student"),
    Shot("take-part", "/take-part"),
    Shot("cohort", "/cohort?c=PHYS40001"),
    Shot("desk-nobody", "/desk"),
    Shot("desk", "/desk", user="example_staff"),
    Shot("desk-visualisation", "/desk?v=lotka_volterra", STAGE, user="example_maintainer"),
    Shot("plain", "/v/damped_oscillator", STAGE),
]


# --- the galleries


def _shipped(root: Path) -> None:
    for name in ("contributors", "visualisations", "records", "releases", "registry.yaml"):
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)


def _signed_only(root: Path) -> None:
    _shipped(root)
    registry = root / "registry.yaml"
    registry.write_text(re.sub(r"visibility: all\b", "visibility: signed_off", registry.read_text(encoding="utf-8")), encoding="utf-8")


def _empty(root: Path) -> None:
    (root / "registry.yaml").write_text("gallery: {title: Covis, institution: Example University}\n", encoding="utf-8")


def _unreadable(root: Path) -> None:
    (root / "registry.yaml").write_text("gallery:\n  title: [Covis\n", encoding="utf-8")


def _faulty(root: Path) -> None:
    """The tests' gallery: a plugin with a fault, a visualisation that looks for a partner, an entry with a mistake."""
    from tests.shell.shell_gallery import write

    write(root)


GALLERIES: dict[str, Callable[[Path], None]] = {
    "shipped": _shipped,
    "signed_only": _signed_only,
    "empty": _empty,
    "unreadable": _unreadable,
    "faulty": _faulty,
}


# --- a server over each


@contextmanager
def served(root: Path, user: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in ("COVIS_USER", "COVIS_DATABASE_URL")}
    environment |= {"COVIS_ROOT": str(root), "STREAMLIT_SERVER_PORT": str(port)} | ({"COVIS_USER": user} if user else {})
    environment.setdefault("COVIS_CACHE", str(REPOSITORY / ".covis"))
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("The server did not start: try `covis serve`.") from None
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


# --- the pictures


def take(browser: Browser, address: str, shot: Shot) -> int:
    """All pictures of one page in one state; gives their size in bytes."""
    size = 0
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1440, "height": 900})
        if shot.known:
            context.add_cookies([{"name": "covis_known", "value": "1", "url": address}])
        page = context.new_page()
        page.set_default_timeout(90_000)
        page.goto(address + shot.path)
        if not shot.path.startswith(("/v/", "/embed/")):
            page.locator(".cv-footer").wait_for()
        page.locator(shot.ready).first.wait_for()
        page.get_by_text("Being prepared").first.wait_for(state="detached")
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            page.set_viewport_size({"width": width, "height": min(TALLEST, max(height, tall(page)))})
            settle(page)
            picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
            file = FOLDER / f"{shot.name}-{width}-{scheme}.webp"
            picture.save(file, quality=58, method=6)
            size += file.stat().st_size
        context.close()
    return size


def tall(page: Page) -> int:
    return int(page.evaluate("(document.querySelector('.stMainBlockContainer') ?? document.documentElement).scrollHeight"))


def settle(page: Page) -> None:
    """Wait until fonts and pictures are there and the page has kept its height for some frames."""
    page.evaluate(
        """async () => {
            const frames = (n) => new Promise((done) => { const tick = () => (n-- > 0 ? requestAnimationFrame(tick) : done()); tick(); });
            document.querySelectorAll('img[loading=lazy]').forEach((img) => (img.loading = 'eager'));
            await document.fonts.ready;
            await Promise.all([...document.images].map((img) => img.decode().catch(() => {})));
            const root = document.querySelector('.stMainBlockContainer') ?? document.documentElement;
            for (let kept = 0, height = -1; kept < 3; ) {
                await frames(10);
                kept = root.scrollHeight === height ? kept + 1 : 0;
                height = root.scrollHeight;
            }
        }"""
    )


def main(only: str) -> None:
    shots = [shot for shot in SHOTS if not only or re.search(only, shot.name)]
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium here: install one, or set CHROMIUM to its path.")
    FOLDER.mkdir(exist_ok=True)
    if not only:
        for old in FOLDER.glob("*.webp"):
            old.unlink()
    total = 0
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for gallery, user in dict.fromkeys((shot.gallery, shot.user) for shot in shots):
            root = Path(room) / gallery
            if not root.exists():
                root.mkdir()
                GALLERIES[gallery](root)
            with ExitStack() as stack:
                address = stack.enter_context(served(root, user))
                for shot in shots:
                    if (shot.gallery, shot.user) == (gallery, user):
                        size = take(browser, address, shot)
                        total += size
                        print(f"{shot.name:24} {size / 1000:6.0f} kB", flush=True)
        browser.close()
    print(f"{'in screenshots/':24} {total / 1e6:6.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

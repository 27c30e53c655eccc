"""A visualisation in a notebook, and in a Streamlit app of somebody's own."""

from __future__ import annotations

import html
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import covis as cv
from covis.compiler.plugin import load
from tests.export.conftest import ID

READY = 'section.covis[data-drawing="full"]'


def test_a_notebook_shows_it_live_offline(gallery: Path, tmp_path: Path, browser: Browser) -> None:
    shown = cv.show(ID)
    assert shown._mime_() == ("text/html", shown._repr_html_())
    page_file = tmp_path / "output.html"
    page_file.write_text(f"<!doctype html><h1>A notebook</h1>{shown._repr_html_()}", encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(page_file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(READY).wait_for()
    frame.locator("input[type=range]").first.press("ArrowRight")
    expect(frame.locator("section.covis")).not_to_have_attribute("data-revision", "1")
    assert not faults and page.url == page_file.as_uri()
    context.close()


def test_a_plugins_visualisation_shows_itself(gallery: Path) -> None:
    visualisation = load(gallery, ID).visualisation
    kind, frame = visualisation._mime_()
    assert kind == "text/html" and frame == visualisation._repr_html_() == cv.show(ID, current=True)._repr_html_()
    loose = cv.Visualisation(plots=[cv.Plot(cv.Curve(t := cv.Axis("t", 0, 1, label="Time"), over=t))])
    assert "<iframe" not in loose._repr_html_() and "covis new" in loose._repr_html_()


def test_what_cannot_be_shown_is_said(gallery: Path) -> None:
    with pytest.raises(ValueError, match="did you mean 'damped_oscillator'"):
        cv.show("damped_oscilator")
    text = (gallery / "registry.yaml").read_text(encoding="utf-8").replace("visibility: all", "visibility: signed_off")
    (gallery / "registry.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="current=True"):
        cv.show(ID)
    assert "What friction does" in html.unescape(cv.show(ID, current=True)._repr_html_())
    (gallery / "visualisations" / ID / "__init__.py").write_text("1 / 0\n")
    with pytest.raises(ValueError, match=r"__init__\.py:1"):
        cv.show(ID, current=True)


def test_an_app_of_ones_own_gets_the_state(gallery: Path, compiled: Path, tmp_path: Path, page: Page) -> None:
    app = tmp_path / "mine.py"
    app.write_text(
        "import streamlit as st\nimport covis.streamlit\n"
        f"state = covis.streamlit.visualisation({ID!r})\nst.write('gamma is', f\"{{state['gamma']:.3f}}\")\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", str(app), *options]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                assert server.poll() is None, (tmp_path / "log").read_text()
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                page.wait_for_timeout(200)
            page.goto(address)
            frame = page.frame_locator("iframe")
            frame.locator(READY).wait_for(timeout=120_000)
            said = page.get_by_text("gamma is")
            before = said.inner_text()
            frame.locator('input[type=range][name="gamma"]').press("ArrowRight")
            expect(said).not_to_have_text(before)
            assert re.fullmatch(r"gamma is \d\.\d{3}", said.inner_text())
            expect(frame.locator(READY)).to_be_visible()  # running the app again does not load it again
            expect(frame.locator("section.covis")).not_to_have_attribute("data-revision", "1")
        finally:
            server.terminate()

"""What a plugin's author wrote is read on every page as it was meant: neither markup nor entities are seen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from covis.catalogue import shared
from covis.shell.pages import course
from covis.web.parts import _continued
from tests.shell.shell_gallery import REGISTRY, write
from tests.shell.test_shell_pages import draw, said

# An objective as it is written, and as it is read in a line of text.
OBJECTIVES = {
    "Tell *damped* from **driven** & `free`": "Tell damped from driven & free",
    r"Read $\frac{1}{2} x_0^2 < 1$ off": "Read 1/2 x_0^2 < 1 off",
    "See that a < b and c > d, as in <em>this</em> &amp; that": "See that a < b and c > d, as in <em>this</em> & that",
    "Look at [Main](https://example.org/a?b=1&c=2)": "Look at Main",
}


class Read(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(
        tmp_path_factory.mktemp("marked"), registry=REGISTRY.replace("Trade damping against", "Trade <b>damping</b> & drag against")
    )
    file = root / "visualisations" / "swing" / "text.md"
    _, found, rest = file.read_text(encoding="utf-8").partition("## Before you start")
    assert found
    listed = "\n".join(f"- {written}" for written in OBJECTIVES)
    file.write_text(f"## Objectives\n\n{listed}\n\n{found}{rest}", encoding="utf-8")
    item = shared(root).items.get("swing", wait=300)
    assert item is not None and item.shown is not None, item
    return root


def test_a_course_shows_objectives_and_summaries_as_they_were_meant(marked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw(course.course, marked, monkeypatch, c="PHYS1")
    page = Read(drawn)
    for read in [*OBJECTIVES.values(), "Trade <b>damping</b> & drag against"]:
        assert read in page.text
    assert {"em", "strong", "code"} <= page.tags and not {"b", "math"} & page.tags
    assert "example.org" not in drawn  # the card is a link itself: an author's link in it would be one inside another


def test_a_card_continues_a_sentence_with_the_first_objective(marked: Path, open_app: Callable[..., AppTest]) -> None:
    page = Read(said(open_app(root=marked)))
    assert "You will learn to tell damped from driven & free" in page.text
    assert "Trade <b>damping</b> & drag against" in page.text
    assert not {"b", "math"} & page.tags


@pytest.mark.parametrize(
    ("objective", "read"),
    [
        ("Read it off", "read it off"),
        ("<em>Read</em> it", "<em>read</em> it"),
        ("LC circuits", "LC circuits"),
        ("Q rises", "Q rises"),
        ("γ is small", "γ is small"),
        ("&lt;b&gt; is text", "&lt;b&gt; is text"),
        ("", ""),
    ],
)
def test_only_the_capital_of_a_word_is_made_small(objective: str, read: str) -> None:
    assert _continued(objective) == read

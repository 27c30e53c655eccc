"""Take part: every way in has a real next step, and who is wanted is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from covis.catalogue import shared
from tests.shell.shell_gallery import REGISTRY, write

Page = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """Every word on the page, links with where they lead."""
    assert not app.exception
    words = [element.proto.body for element in app.get("html")]
    return "\n".join([*words, *(f"{link.proto.label} -> {link.proto.page}?{link.proto.query_string}" for link in app.get("page_link"))])


def copy(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch, registry: str) -> Path:
    """The small gallery with another registry; what is compiled is not compiled again."""
    monkeypatch.setenv("COVIS_CACHE", str(small / ".covis"))
    root = write(tmp_path, registry=registry)
    for id in ("swing", "bell"):
        shared(root).items.get(id, wait=120)
    return root


def test_the_four_ways_in_and_their_next_steps(draw_page: Page) -> None:
    words = said(draw_page("take_part"))
    for degree in ("Consultation", "Involvement", "Participation", "Partnership"):
        assert degree in words
    assert "Open a visualisation and scroll below it" in words
    assert r"Join “How a bell \*rings\* \<script\>” -> desk?v=bell" in words
    assert "covis new" in words


def test_who_looks_for_whom(draw_page: Page) -> None:
    words = said(draw_page("take_part"))
    assert "Looks for a member of staff who checks the facts, to work with Ben Demo." in words
    assert "<script>" not in words
    assert "Nothing is waiting for a peer review" in words


def test_what_waits_for_a_peer_review_leads_to_its_desk(
    draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy(tmp_path, small, monkeypatch, REGISTRY)
    shared(root).actions.accept("swing", "ada", "cli")
    shared(root).actions.submit("swing", "ada", "cli")
    words = said(draw_page("take_part", root=root))
    assert "Submitted by Ada Example." in words and "desk?v=swing" in words
    assert "Review “What friction does to a swing”" in words


def test_nobody_is_sent_to_a_box_that_is_not_there(draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    off = REGISTRY.replace("demonstration: true", "demonstration: true\n  feedback: false").replace(
        "fact_checkers: []", "fact_checkers: [elin]"
    )
    words = said(draw_page("take_part", root=copy(tmp_path, small, monkeypatch, off)))
    assert "This gallery does not collect feedback" in words and "scroll below it" not in words
    assert "Every visualisation has both partners" in words


def test_what_is_not_signed_is_not_named_where_it_is_not_shown(
    draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = REGISTRY.replace("demonstration: true", "demonstration: true\n  policy: {visibility: signed_off}")
    root = copy(tmp_path, small, monkeypatch, hidden)
    assert "bell" not in said(draw_page("take_part", root=root))
    monkeypatch.setenv("COVIS_USER", "ben")
    assert "v=bell" in said(draw_page("take_part", root=root))


def test_the_questions_are_ours_and_the_sources_are_named(draw_page: Page) -> None:
    words = said(draw_page("take_part"))
    assert "https://doi.org/10.34737/w0qz4" in words and "Healey" in words and "impvis.co.uk" in words
    assert words.count("?</li>") == 12
    assert "record it on the desk as a decision" in words

"""Cohort: a course team sees what is in progress, whose turn it is, and what is stuck for want of somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from covis.catalogue import shared
from tests.shell.shell_gallery import REGISTRY
from tests.shell.test_take_part import copy, said

Page = Callable[..., AppTest]


def test_a_course_in_the_making(draw_page: Page) -> None:
    words = said(draw_page("cohort", c="PHYS1"))
    assert "Oscillations: in progress" in words
    assert "desk?v=swing" in words and "desk?v=broken" in words and "bell" not in words
    assert "Ada Example and Dr Elin Example" in words
    assert "In development" in words and "Whose turn" in words and "Accept the role of" in words


def test_what_is_stuck_for_want_of_a_partner(draw_page: Page) -> None:
    words = said(draw_page("cohort", c="MATH2"))
    assert "Waiting for somebody to join" in words
    assert "It has no staff fact-checker yet. Ben Demo is waiting." in words


def test_reviews_given_and_received_and_who_could_give_one(
    draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy(tmp_path, small, monkeypatch, REGISTRY)
    catalogue = shared(root)
    catalogue.actions.accept("swing", "ada", "cli")
    catalogue.actions.submit("swing", "ada", "cli")
    words = said(draw_page("cohort", root=root, c="PHYS1"))
    assert "No student from another team has reviewed it yet. Ben Demo could." in words
    assert words.count("none yet") == 4
    catalogue.actions.review("swing", "ben", "cli")
    words = said(draw_page("cohort", root=root, c="PHYS1"))
    assert "No student from another team" not in words
    row = {name: words.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0] for name in ("Ada Example", "Ben Demo")}
    assert "Ben Demo" in row["Ada Example"] and "<strong>1</strong>" in row["Ada Example"]
    assert "What friction does to a swing" in row["Ben Demo"]


def test_who_reviewed_whom_is_for_those_who_are_somebody_here(
    draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = REGISTRY.replace("demonstration: true", "demonstration: false")
    root = copy(tmp_path, small, monkeypatch, real)
    assert "Peer reviews" not in said(draw_page("cohort", root=root, c="PHYS1"))
    monkeypatch.setenv("COVIS_USER", "ben")
    assert "Peer reviews" in said(draw_page("cohort", root=root, c="PHYS1"))


def test_it_names_nothing_that_is_not_shown(draw_page: Page, tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = REGISTRY.replace("demonstration: true", "demonstration: true\n  policy: {visibility: signed_off}")
    root = copy(tmp_path, small, monkeypatch, hidden)
    words = said(draw_page("cohort", root=root, c="PHYS1"))
    assert "friction" not in words and "There is no work in progress for this course yet" in words and "2 more are visible only to" in words
    monkeypatch.setenv("COVIS_USER", "elin")
    assert "What friction does to a swing" in said(draw_page("cohort", root=root, c="PHYS1"))


def test_all_courses_and_an_unknown_one(draw_page: Page) -> None:
    words = said(draw_page("cohort"))
    assert "cohort?c=PHYS1" in words and "cohort?c=MATH2" in words and "<b>" not in words
    words = said(draw_page("cohort", c="phys"))
    assert "There is no such course" in words and "cohort?c=PHYS1" in words

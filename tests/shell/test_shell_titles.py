"""What the browser's tab says of each page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_each_page_has_its_own_title(visit: Callable[..., Page]) -> None:
    page = visit("/people")
    for path, title in (
        ("/people", "People"),
        ("/people?p=elin", "Dr Elin Example"),
        ("/take-part", "Take part"),
        ("/cohort", "In progress"),
        ("/cohort?c=PHYS1", "In progress: Oscillations"),
        ("/desk?v=swing", "Review: What friction does to a swing"),
    ):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        expect(page).to_have_title(f"{title} · Test gallery")

"""The button that throws again: each press is the next seed, and the state of a link like any other."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from covis.document import Document
from tests.runtime.runtime_documents import axis, bind, curve, documents, line
from tests.runtime.runtime_pages import SNAPSHOT, Visit, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

PROGRAM = """
export const format = 1;
export function prepare(c) { return {}; }
export const plots = [(c) => [Float64Array.of(0, 1), Float64Array.of(c.seed, -c.seed)]];
export function readouts(c) { return [c.seed]; }
export function values(c) { return []; }
"""


def throws() -> dict[str, Any]:
    return {
        **documents()["mixture"],
        "id": "throws",
        "controls": [{"kind": "again", "name": "seed", "label": "Throw again", "symbol": "", "start": 9998.0}],
        "plots": [
            {
                "title": "Throws",
                "figure": {
                    "data": [line(name="thrown", x=[0, 1], y=[0, 0])],
                    "layout": {"xaxis": axis("x", 0, 1), "yaxis": axis("y", -1, 1)},
                },
                "shapes": [[2], [2]],
                "bindings": [bind(0, "x", 0, False), bind(0, "y", 1)],
                "marks": [curve("thrown", "a", 0, 0, 1)],
                "description": ["Throws."],
            }
        ],
        "readouts": [{"label": "Seed", "unit": "", "scale": 1, "digits": 0}],
        "presets": [{"name": "The seventh", "controls": {"seed": 7.0}}],
        "program": PROGRAM,
    }


@pytest.fixture
def seeded(site: Site) -> str:
    site.documents["throws"] = Document.model_validate(throws()).model_dump()
    return "throws"


def seed(page: Page) -> Any:
    return page.evaluate(SNAPSHOT)["controls"]["seed"]


def test_each_press_is_the_next_seed_by_mouse_and_by_key_and_after_the_last_comes_the_first(visit: Visit, seeded: str) -> None:
    page = visit(seeded)
    button = page.get_by_role("button", name="Throw again")
    assert seed(page) == 9998 and page.get_by_role("status").filter(has_text="throw").inner_text() == "throw 9998"
    button.click()
    until(page, f"{SNAPSHOT}.readouts.Seed === 9999")
    button.press("Enter")
    until(page, f"{SNAPSHOT}.readouts.Seed === 0")
    assert page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]["y"] == [0, 0]
    assert page.locator(".covis-throw").inner_text() == "throw 0"
    until(page, 'location.hash === "#seed=0"')


def test_a_link_a_preset_and_a_script_name_the_throw(visit: Visit, seeded: str) -> None:
    page = visit(seeded, "#seed=41")
    assert seed(page) == 41
    page.get_by_role("button", name="The seventh").click()
    until(page, f"{SNAPSHOT}.readouts.Seed === 7")
    put(page, "{seed: 12}")
    assert seed(page) == 12
    page.get_by_role("button", name="Throw again").click()
    until(page, f"{SNAPSHOT}.readouts.Seed === 13")
    for wrong in ("10000", "-1", "1.5", '"3"', "true"):
        said = page.evaluate(f"document.querySelector('.covis').covis.set({{seed: {wrong}}}).then(() => '', (error) => error.message)")
        assert said == "seed takes a whole number from 0 to 9999"
    assert seed(page) == 13

"""Numbers as people read and type them: the module on its own, in the browser that will run it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CALL = "async ([name, ...values]) => (await import('/runtime/state/format.js'))[name](...values)"


@pytest.fixture(scope="module")
def bare(browser: Browser, address: str) -> Iterator[Callable[..., Any]]:
    page = browser.new_page()
    page.goto(f"{address}/bare")
    yield lambda name, *values: page.evaluate(CALL, [name, *values])
    page.close()


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.1 + 0.2, 3, "0.300"),
        (9.9996, 3, "10.0"),
        (-1.5, 2, "\u22121.5"),
        (-0.0, 3, "0"),
        (12345.6, 6, "12\u202f345.6"),
        (1234567, 3, "1.23 × 10⁶"),
        (-0.0000123, 2, "\u22121.2 × 10⁻⁵"),
        (999999, 3, "1.00 × 10⁶"),
        (float("inf"), 3, "infinite"),
        (float("nan"), 3, "undefined"),
        (None, 3, "undefined"),
    ],
)
def test_significant_figures(bare: Callable[..., Any], value: Any, digits: int, text: str) -> None:
    assert bare("significant", value, digits) == text


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.1, 0.01, "0.10"),
        (0.1 + 0.2, 0.01, "0.30"),
        (0.12345, 0.01, "0.12345"),
        (3, 1, "3"),
        (-2, 0.5, "\u22122.0"),
        (20000, 100, "20\u202f000"),
    ],
)
def test_a_control_shows_its_decimals_and_all_of_its_own(bare: Callable[..., Any], value: Any, step: float, text: str) -> None:
    assert bare("controlText", value, step) == text
    assert bare("parseNumber", text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("text", ["", "-", "1e999", "0x10", "1,2,3", "Infinity", "NaN", "1 2 a", "--1", "."])
def test_what_is_no_number(bare: Callable[..., Any], text: str) -> None:
    assert bare("parseNumber", text) is None


@pytest.mark.parametrize(
    ("text", "meant", "sure"),
    [
        ("1,000", [1000, 1], False),
        ("-10,000", [-10000, -10], False),
        ("1.234,5", [1234.5], False),
        ("1.000.000", [1000000], False),
        ("2,5", [2.5], True),
        ("0,500", [0.5], True),
        ("1.000", [1], True),
        ("1,234.5", [1234.5], True),
        ("1,000,000", [1000000], True),
        ("1 000", [1000], True),
        ("1 2", [], False),
        ("1'000", [1000], True),
        ("1,5e-3", [0.0015], True),
        ("-0", [0], True),
    ],
)
def test_what_a_text_may_mean(bare: Callable[..., Any], text: str, meant: list[float], sure: bool) -> None:
    assert bare("readings", text) == meant
    assert bare("parseNumber", text) == (meant[0] if sure else None)


def test_what_is_written_is_read_again(bare: Callable[..., Any]) -> None:
    for value in (1.23e-7, -4.5e9, 12345.678, 0.0004):
        assert bare("parseNumber", bare("controlText", value, 0.001)) == pytest.approx(value, rel=1e-12)

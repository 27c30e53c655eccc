"""What a finding and a terminal may show of text that others wrote: one line, bounded, with nothing in it that acts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.finding import LONGEST, Finding, printable, unsound

ACTS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
NASTY = st.sampled_from("\0\a\b\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u202e\u2028\u2066\ue000\ud800\ufeff\uffff")


@given(st.text(NASTY | st.characters(), max_size=60), st.integers(40, 80))
def test_what_is_printed_is_one_line_without_a_character_that_acts(text: str, most: int) -> None:
    made = printable(text, most)
    assert len(made.splitlines()) <= 1
    assert not [character for character in made if unicodedata.category(character) in ACTS and character not in "\u200c\u200d"]
    assert len(made) <= 10 * most  # a character is written out with ten at most
    assert printable(made, len(made)) == made
    made.encode()


@pytest.mark.parametrize("text", ["γ = 0.5 μm·s⁻¹ ≤ ½", "Zürich\u00a0– “a” … 3\u202f000 km", "می\u200cخواهم", "👩\u200d🔬", "e\u0301", ""])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_of_a_long_text_the_beginning_and_the_end_stay() -> None:
    made = printable("what is wrong " + "x" * 10**6 + "; what to do")
    assert len(made) == LONGEST and made.startswith("what is wrong xxx") and made.endswith("xxx; what to do") and " ... " in made


def test_a_finding_cannot_imitate_another() -> None:
    forged = Finding("visualisations/a/b\n.py", 3, 4, "no\x1b[2K\rvisualisations/b: all is well\nvisualisations/b/__init__.py:1: error")
    assert str(forged) == (r"visualisations/a/b\n.py:3:4: no\x1b[2K\rvisualisations/b: all is well\nvisualisations/b/__init__.py:1: error")
    assert Finding(**forged.as_json()) == forged


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> partner\n", 2, 1, "merge conflict"),
        ("a\r\nb\r\n||||||| base", 3, 1, "merge conflict"),
        (">>>>>>>", 1, 1, "merge conflict"),
        ("one\ntwo \u202eevil", 2, 5, "changes the direction"),
        ("\u2066", 1, 1, "U+2066"),
    ],
)
def test_what_no_file_may_hold_is_found_with_its_place(text: str, line: int, column: int, words: str) -> None:
    found = unsound(text)
    assert found is not None and found[:2] == (line, column) and words in found[2]


@pytest.mark.parametrize("text", ["", "A heading\n=======\n", "a <<<<<<< b", "<<<<<<<<<< ten", "x >> 7", "مرحبا", "| a | b |\n|---|---|"])
def test_a_sound_text(text: str) -> None:
    assert unsound(text) is None

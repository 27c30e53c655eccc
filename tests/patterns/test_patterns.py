"""No regular expression in covis/ needs more than linear time, whatever it meets. Automata are read and steps counted; nothing is timed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patterns.ambiguity import UnsupportedError, slow, steps
from tests.patterns.sources import FUNCTIONS, Code, Pattern, javascript

COVIS = Path(__file__).resolve().parents[2] / "covis"


def everything() -> list[Pattern]:
    python = list(Code(COVIS).patterns())
    # Temml and d3-dsv are not ours. Temml reads the formulas of plugins, in a process of limited time; d3-dsv's pattern is for writing.
    ours = [path for path in sorted(COVIS.rglob("*.js")) if path.parent.name not in ("temml", "dsv")]
    return python + [one for path in ours for one in javascript(path.read_text("utf-8"), f"{path.relative_to(COVIS)}")]


ALL = everything()


def verdict(pattern: Pattern) -> str:
    if pattern.problem:
        return pattern.problem
    try:
        return slow(pattern.text, pattern.flags, search=pattern.search, full=pattern.full)
    except UnsupportedError as error:
        return str(error)


def test_every_regular_expression_is_linear() -> None:
    """To write one that is: let what may repeat and what ends it share no character ([^<>]* rather than [^>]*, [^"]* rather than .*)."""
    wrong = [f"covis/{one.place}: {one.text!r}: {why}" for one in ALL if (why := verdict(one))]
    assert not wrong, "\n".join(wrong)


def test_they_are_all_found() -> None:
    """As many as a plain search for the word finds, on the lines where it finds them."""
    lines = {
        f"{path.relative_to(COVIS)}:{number}"
        for path in sorted(COVIS.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(rf"\bre\.(compile|{'|'.join(FUNCTIONS)})\(", line)
    }
    assert lines == {one.place for one in ALL if ".py:" in one.place}
    assert sum(".js:" in one.place for one in ALL) >= 15


ATTACKS = [
    (r"/[a-z0-9-]*(\?[!-~]*)?(#[!-~]*)?", "fullmatch"),  # a cookie of 60,000 # stopped the server for two minutes
    (r"\S+@\S+\.\w+", "sub"),  # a note of 2,000 characters for one
    (r"<math\b.*?</math>", "sub"),
    (r"<[^>]*>", "sub"),
    (r"\{\{\s*(value\s*:)?\s*([^{}]*?)\s*\}\}", "sub"),
    (r" {0,3}##(?!#)\s*(.*?)\s*#*\s*$", "match"),
    (r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$", "search"),
    (r"(\w+)\.__init__", "search"),
    (r"\s+$", "search"),
    (r"(a*)*b", "match"),
    (r"(a|a)*b", "match"),
    (r"(a+b?)+c", "match"),
    (r"a(a*c)?", "findall"),
    (r"\B(?=(\d{3})+$)", "sub"),
    (r"(a+)\1", "search"),
    (r"a{0,5000}", "match"),
]
FINE = [
    (r"/[a-z0-9-]*(\?[!-\"$-~]*)?(#[!-~]*)?", "fullmatch"),
    (r"<[^<>]*>", "sub"),
    (r"\S+", "sub"),
    (r"[a-z]+|\d+", "findall"),
    (r"^\S(.*\S)?$", "fullmatch"),
    (r"\b(\w+)\.__init__", "search"),
    (r"^>.*\n?", "sub"),
    (r"[0-9a-f]{64}", "fullmatch"),
    (r"(?<=[a-z0-9])(?=[A-Z])", "sub"),
]


@pytest.mark.parametrize(("text", "method"), ATTACKS)
def test_what_an_attack_used_is_seen(text: str, method: str) -> None:
    assert verdict(Pattern("", text, re.M if text.startswith("^>") else 0, frozenset({method})))


@pytest.mark.parametrize(("text", "method"), FINE)
def test_what_is_linear_passes(text: str, method: str) -> None:
    assert not verdict(Pattern("", text, re.M if text.startswith("^>") else 0, frozenset({method})))


def grows(text: str, word: str, search: bool, flags: int = 0, full: bool = False) -> float:
    """How many times more steps a backtracking matcher takes for 2n words than for n, at worst over what may follow them."""
    return max(
        steps(text, word * 16 + end, flags, search=search, full=full) / steps(text, word * 8 + end, flags, search=search, full=full)
        for end in ("", "\x01", "\n", word[:1] + "\x01")
    )


@pytest.mark.parametrize(("text", "word"), [(r"\S+@\S+\.\w+", "@."), (r"<[^>]*>", "<"), (r"(a|a)*b", "a"), (r"a*a*b", "a"), (r"\s+$", " ")])
def test_the_count_of_steps_sees_an_attack(text: str, word: str) -> None:
    assert grows(text, word, search=text[0] != "(") > 3


def test_words_are_compared_only_where_their_length_is_bounded() -> None:
    """difflib takes the product of two lengths, or worse: `closest` and the comparison of editions bound them, and nobody else calls it."""
    users = [str(path.relative_to(COVIS)) for path in sorted(COVIS.rglob("*.py")) if "difflib" in path.read_text("utf-8")]
    assert users == ["editions/comparison.py", "finding.py"]


SMALL = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", r"\b", "c"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda one: f"(?:{one})*"),
        inner.map(lambda one: f"(?:{one})+?"),
        inner.map(lambda one: f"(?:{one})?"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(text=SMALL, word=st.text("abc", min_size=1, max_size=3), search=st.booleans())
def test_what_passes_is_linear_by_the_count_of_steps(text: str, word: str, search: bool) -> None:
    if not slow(text, search=search):
        assert grows(text, word, search) < 2.6


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_expression_of_covis_takes_more_than_twice_the_steps_for_twice_the_text(data: st.DataObject) -> None:
    """The automaton's verdict again, by counting: any piece of text over the characters that the expression names, n times and 2n times."""
    pattern = data.draw(st.sampled_from([one for one in ALL if not one.problem]))
    text = pattern.text if isinstance(pattern.text, str) else pattern.text.decode("latin-1")
    word = data.draw(st.text(sorted({*text, *'a0 \n"<>{}#$'}), min_size=1, max_size=4))
    assert grows(text, word, pattern.search, pattern.flags, pattern.full) < 2.6

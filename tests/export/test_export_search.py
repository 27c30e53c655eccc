"""The search in the browser finds what the server's finds: the same words, filters, order and pages."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from covis.catalogue import Catalogue
from covis.finding import closest
from covis.web import search
from covis.web.export.files import Exported

SOURCE = Path(search.__file__).parents[1] / "runtime" / "browse" / "search.js"


@pytest.fixture(scope="module")
def script() -> MiniRacer:
    """search.js in V8, which knows no `URLSearchParams`: a query comes read."""
    context = MiniRacer()
    context.eval(SOURCE.read_text(encoding="utf-8").replace("export ", ""))
    return context


def call(script: MiniRacer, function: str, *arguments: Any) -> Any:
    return json.loads(str(script.eval(f"JSON.stringify({function}({', '.join(map(json.dumps, arguments))}))")))


def test_every_character_is_searched_alike(script: MiniRacer) -> None:
    """Those that both know: Python and V8 come with their own editions of Unicode."""
    known = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")]
    theirs = call(script, "((all) => all.map(plain))", known)
    other = {one: (search.plain(one), found) for one, found in zip(known, theirs, strict=True) if search.plain(one) != found}
    assert not other


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.one_of(st.sampled_from("aßΣς ﷺ\u0301\x1c\x85\ufeff\u3000İı"), st.characters(codec="utf-8")), max_size=400))
def test_the_same_words_are_searched(script: MiniRacer, text: str) -> None:
    assert call(script, "searched", search.Query.read({"q": text}).q) == search.searched(search.Query.read({"q": text}))


WORDS = ("okapi", "QUAGGA", "deja", "friction", "again", "example", "phys40001", "zzz", "a")
FILTERS = {
    "course": ("", "", "PHYS40001", "NONE"),
    "subject": ("", "", "Biology", "Biology / Animals", "Bio", "Physics"),
    "level": ("", "", "1", "2", "None"),
    "status": ("", "", "in_development", "signed_off"),
    "person": ("", "", "example_student", "nobody"),
    "sort": ("", "title", "level", "signed", "other"),
}


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=3),
    filters=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FILTERS.items()}),
)
@example(words=["an"], filters={**dict.fromkeys(FILTERS, ""), "sort": "constructor"})  # every JavaScript object has a "constructor"
def test_the_same_is_found_in_the_same_order(
    script: MiniRacer, made: Exported, three: Path, words: list[str], filters: dict[str, str]
) -> None:
    registry, items = SHELF.get(three) or SHELF.setdefault(three, shelf(three, made))
    asked = {"q": " ".join(words), "page": "", **filters}
    entries = json.loads(made.files["search.json"])
    theirs = [entry["id"] for entry in call(script, "find", entries, asked)]
    assert theirs == [item.id for item in search.find(items, search.Query.read(asked), registry)]


LETTERS = st.text(st.sampled_from("abcdefé1𝒳"), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(word=LETTERS, known=st.lists(LETTERS, unique=True, max_size=12))
def test_the_same_word_is_the_most_similar(script: MiniRacer, word: str, known: list[str]) -> None:
    assert call(script, "closest", word, known) == next(iter(closest(word, known, 1, 0.7)), "")


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(("okapy", "QUAGA", "dèja", "friktion", "again", "exmaple", "zzz", "a", "okapi")), max_size=9))
def test_the_same_words_are_suggested(script: MiniRacer, made: Exported, three: Path, words: list[str]) -> None:
    registry, items = SHELF.get(three) or SHELF.setdefault(three, shelf(three, made))
    asked = {"q": " ".join(words)}
    theirs = call(script, "suggestion", json.loads(made.files["search.json"]), asked)
    assert theirs == search.suggestion(items, search.Query.read(asked), registry)


SHELF: dict[Path, Any] = {}


def shelf(root: Path, made: Exported) -> Any:
    catalogue = Catalogue(root)
    return catalogue.registry, [item for id in made.shown if (item := catalogue.items.get(id, wait=60))]


@settings(max_examples=60, deadline=None)
@given(page=st.text(st.sampled_from("0123456789²-x "), max_size=8))
def test_the_same_page_is_meant(script: MiniRacer, page: str) -> None:
    query = search.Query.read({"page": page})
    assert call(script, "pageNumber", {"page": query.page}) == query.page_number

"""The gallery's question, apart from Streamlit: reading an address, searching, filtering, suggesting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.catalogue import Catalogue, Item, shared
from covis.registry.models import Course, CourseItem
from covis.review.state import Signed
from covis.shell.widgets.html import markdown
from covis.web.parts import AFTER, BEFORE, BESIDE, related
from covis.web.search import LONGEST, MOST_WORDS, Query, choices, courses_of, find, plain, ranks, searched, suggestion


@pytest.fixture
def shelf(small: Path) -> Catalogue:
    return shared(small)


def ids(shelf: Catalogue, **asked: str) -> list[str]:
    return [item.id for item in find(shelf.items.all(), Query(**asked), shelf.registry)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["swing", "bell", "broken"]),
        ({"q": "FRICTION"}, ["swing"]),
        ({"q": "dampfung"}, ["swing"]),
        ({"q": "elin"}, ["swing", "broken"]),
        ({"q": "phys1"}, ["swing", "broken"]),
        ({"q": "same fast"}, ["bell"]),
        ({"q": "same slow"}, []),
        ({"q": "ada.secret"}, []),
        ({"course": "MATH2"}, ["bell"]),
        ({"course": "NONE"}, []),
        ({"subject": "Physics"}, ["swing", "broken"]),
        ({"subject": "Physics / Optics"}, ["broken"]),
        ({"subject": "Phys"}, []),
        ({"level": "1", "person": "ada"}, ["swing"]),
        ({"status": "seeking_partners"}, ["bell"]),
    ],
)
def test_what_is_found(shelf: Catalogue, asked: dict[str, str], found: list[str]) -> None:
    assert ids(shelf, **asked) == found


@pytest.mark.parametrize("sort", ["title", "level", "signed"])
def test_the_order_that_is_asked_for_is_that_of_the_exported_gallery(shelf: Catalogue, sort: str) -> None:
    items = shelf.items.all()
    places = ranks(items)[sort]
    assert ids(shelf, sort=sort) == sorted((item.id for item in items), key=places.__getitem__)
    assert ids(shelf, sort=sort, q="a") == sorted(ids(shelf, q="a"), key=places.__getitem__)


def test_titles_and_levels_rise(shelf: Catalogue) -> None:
    assert ids(shelf, sort="title") == ["broken", "bell", "swing"]
    assert ids(shelf, sort="level") == ["swing", "broken", "bell"]


def test_the_newest_sign_off_is_first_and_what_is_not_signed_is_last(shelf: Catalogue) -> None:
    def signed(item: Item, day: int) -> Item:
        release = Signed("", "", (), datetime(2026, 5, day, tzinfo=UTC), (), (), True)
        return replace(item, standing=replace(item.standing, release=release))

    swing, bell, broken = shelf.items.all()
    items = [swing, signed(bell, 1), signed(broken, 2)]
    assert [item.id for item in find(items, Query(sort="signed"), shelf.registry)] == ["broken", "bell", "swing"]


def test_the_order_of_a_course_says_what_goes_before_and_after(shelf: Catalogue) -> None:
    items = {item.id: item for item in shelf.items.all()}
    registry = replace(shelf.registry, courses={"C": Course(title="C", visualisations=[CourseItem(id="swing"), CourseItem(id="bell")])})
    every = list(items.values())
    assert related(items["swing"], every, registry) == {AFTER: [items["bell"]]}
    assert related(items["bell"], every, registry) == {BEFORE: [items["swing"]]}
    assert related(items["swing"], [items["swing"]], registry) == {}, "a step that is not shown is left out"


def test_what_is_in_no_course_has_others_of_its_subject_beside_it(shelf: Catalogue) -> None:
    swing, bell, broken = shelf.items.all()
    optics = replace(bell, entry=broken.entry)
    alone = replace(shelf.registry, courses={})
    assert related(swing, [swing, optics], alone) == {BESIDE: [optics]}
    assert related(swing, [swing, bell], alone) == {}


def test_a_title_counts_more_than_a_summary(shelf: Catalogue) -> None:
    assert ids(shelf, q="a") == ["swing", "bell", "broken"]
    assert ids(shelf, q="bell") == ["bell"]


@pytest.mark.parametrize(("page", "number"), [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("9" * 400, 1)])
def test_a_page_that_is_no_number_is_the_first(page: str, number: int) -> None:
    assert Query.read({"page": page}).page_number == number


def test_an_address_is_read_whatever_it_holds() -> None:
    query = Query.read({"q": "  wave ", "course": "C1", "utm": "x"})
    assert (query.q, query.filters, query.empty) == ("wave", {"course": "C1"}, False)
    assert len(Query.read({"q": "x" * 5000}).q) == 200


def test_filters_offer_only_what_finds_something(shelf: Catalogue) -> None:
    items = shelf.items.all()
    for name, offered in choices(items, shelf.registry).items():
        assert offered
        for value in offered:
            assert find(items, Query(**{name: value}), shelf.registry), (name, value)


def test_a_misspelling_is_answered(shelf: Catalogue) -> None:
    items = shelf.items.all()
    assert suggestion(items, Query(q="fricton"), shelf.registry) == "friction"
    assert suggestion(items, Query(q="friction"), shelf.registry) == ""
    assert suggestion(items, Query(q="zzzzzz"), shelf.registry) == ""


def test_small_things(shelf: Catalogue) -> None:
    assert courses_of("swing", shelf.registry) == ["PHYS1"]
    assert plain("Élan ﬁx") == "elan fix"
    assert markdown("a *b* [c](d) $e$\nf") == r"a \*b\* \[c\]\(d\) \$e\$ f"


EXPANDING = ["\ufdfa", "\ufb03", "ß", "\u3383", "\u0390", "\u33af", "a\u0301"]  # one character each, and up to eighteen when it is plain


@given(search=st.text(st.sampled_from([*"".join(EXPANDING), " ", "a", "b"]), max_size=5000))
def test_a_search_looks_for_few_words_whatever_its_characters_become(search: str) -> None:
    wanted = searched(Query.read({"q": search}))
    assert len(wanted) <= MOST_WORDS and sum(map(len, wanted)) <= LONGEST and len(set(wanted)) == len(wanted)


def test_a_long_search_compares_no_words(shelf: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covis.web.search.closest", lambda *_: pytest.fail("words were compared"))
    assert suggestion(shelf.items.all(), Query(q="qa qb qc qd qe qf qg qh qi"), shelf.registry) == ""

"""What the pages say, and that the address is the state: through Streamlit's AppTest, over `app.py` as it is shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from covis.catalogue import Item, shared
from covis.catalogue.items import Items
from covis.finding import Finding
from covis.review.events import EditionDigests, Event
from covis.review.state import Signed
from covis.shell.pages import course, people
from covis.web import parts
from tests.shell.shell_gallery import REGISTRY, REPOSITORY, write

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """Every word on the page, links with their labels and where they lead."""
    assert not app.exception
    words = [element.proto.body for element in app.get("html")]
    words += [f"{link.proto.label} -> {link.proto.page}?{link.proto.query_string}" for link in app.get("page_link")]
    return "\n".join(words)


def shown(app: AppTest) -> list[str]:
    """The visualisations that the page leads to, in their order: the one that the first page shows, and the cards."""
    found = [q.removeprefix("v=") for link in app.get("page_link") if (q := link.proto.query_string).startswith("v=")]
    return list(dict.fromkeys(found))


def stages(app: AppTest) -> list[Any]:
    """The visualisations that are mounted (the box for feedback is a component too)."""
    return [one for one in app.get("bidi_component") if one.proto.component_name == "covis.runtime"]


def chosen(app: AppTest, label: str) -> object:
    return next(box for box in app.selectbox if box.label == label).value


def address(app: AppTest) -> dict[str, str]:
    """The address's parameters: as lists where the test set them, as texts where the app did."""
    return {name: value if isinstance(value, str) else value[-1] for name, value in app.query_params.items()}


# --- browse


def test_browse_says_what_this_is_and_shows_every_card(open_app: Open) -> None:
    app = open_app()
    words = said(app)
    assert shown(app) == ["swing", "bell", "broken"]
    for word in (
        "Students",
        "Module teams",
        "Staff",
        "Demonstration gallery",
        "Ada Example",
        "Dr Elin Example",
        "Physics › Mechanics · Level 1",
    ):
        assert word in words
    assert words.count("<h1>") == 1
    assert (
        "Find your course -> course?" in words
        and "Make one for your module -> take-part?" in words
        and "Check and sign off -> desk?" in words
    )
    assert "You will learn to" in words
    assert "In development" in words and "Looking for a partner" in words


def test_people_words_are_text_and_never_markup(open_app: Open) -> None:
    words = said(open_app()) + said(open_app(v="bell"))
    assert "<script>" not in words and "<b>" not in words
    assert r"How a bell \*rings\* \<script\>" in words


def test_a_broken_plugin_is_a_card_that_says_what_where_and_whose(open_app: Open) -> None:
    words = said(open_app())
    assert "Cannot be shown" in words
    assert "visualisations/broken/__init__.py:3" in words
    assert "this_is_not_defined" in words
    assert "It is owned by Ben Demo (coder) and Dr Elin Example (fact-checker)." in words


def test_the_registrys_mistakes_are_told_with_their_place(open_app: Open) -> None:
    app = open_app()
    line = next(number for number, text in enumerate(REGISTRY.splitlines(), 1) if "chekers" in text)
    assert f"registry.yaml:{line}:5" in said(app)


def test_the_address_sets_search_and_filters(open_app: Open) -> None:
    app = open_app(q="example", subject="Physics", level="1", person="elin", course="PHYS1", status="in_development")
    assert shown(app) == ["swing", "broken"]
    assert app.text_input[0].value == "example"
    assert [chosen(app, label) for label in ("Course", "Subject", "Level", "Status", "Person")] == [
        "PHYS1",
        "Physics",
        "1",
        "in_development",
        "elin",
    ]


def test_widgets_set_the_address(open_app: Open) -> None:
    app = open_app()
    app.text_input[0].set_value("bell").run()
    assert shown(app) == ["bell"]
    assert address(app) == {"q": "bell"}
    next(box for box in app.selectbox if box.label == "Level").set_value("2").run()
    assert address(app) == {"q": "bell", "level": "2"}
    app.text_input[0].set_value("").run()
    assert address(app) == {"level": "2"}


def test_a_moved_address_moves_the_widgets(open_app: Open) -> None:
    app = open_app(q="bell")
    app.query_params.clear()
    app.query_params["level"] = "1"
    app.run()
    assert app.text_input[0].value == "" and chosen(app, "Level") == "1"
    assert shown(app) == ["swing", "broken"]


def test_subjects_and_courses_are_ways_in_with_their_numbers(open_app: Open) -> None:
    words = said(open_app())
    assert "Physics **2** -> ?subject=Physics" in words and "Oscillations **2** -> course?c=PHYS1" in words


def test_a_question_in_the_address_gets_its_answer_first(open_app: Open) -> None:
    words = said(open_app(q="friction"))
    assert "Find your course" not in words and words.count("<h1") == 1


def test_who_has_been_here_before_sees_the_gallery_first(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(st.context), "cookies", {"covis_known": "1"})
    assert "Find your course" not in said(open_app()) and "intro=1" in said(open_app())
    assert "Find your course" in said(open_app(intro="1"))


def test_nothing_found_helps(open_app: Open) -> None:
    words = said(open_app(q="fricton", level="2", sort="title"))
    assert "Nothing found for “fricton”" in words
    assert "q=friction" in words and "level=2" in words and "sort=title" in words
    assert "Show every visualisation" in words


def test_a_filter_that_nothing_has_is_said_and_not_dropped(open_app: Open) -> None:
    app = open_app(course="GONE9")
    assert chosen(app, "Course") == "GONE9"
    assert shown(app) == []


def test_many_cards_come_in_pages(open_app: Open, tmp_path: Path) -> None:
    entries = "".join(f"  v{n:02}:\n    title: Number {n}\n    coders: [ben]\n" for n in range(60))
    write(tmp_path, registry=f"visualisations:\n{entries}")
    for n in range(60):  # a folder each, so that each has an entry; what is in it does not compile, and is a card all the same
        (tmp_path / "visualisations" / f"v{n:02}").mkdir()
        (tmp_path / "visualisations" / f"v{n:02}" / "__init__.py").write_text("")
    assert shown(open_app(root=tmp_path))[:2] == ["v00", "v01"]
    assert len(shown(open_app(root=tmp_path))) == 24
    last = open_app(root=tmp_path, page="3")
    assert len(shown(last)) == 12
    assert shown(open_app(root=tmp_path, page="99")) == shown(last)


def test_an_empty_gallery_says_how_to_begin(open_app: Open, tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text("gallery: {title: Empty}\n")
    assert "No visualisations yet" in said(open_app(root=tmp_path))


def test_a_registry_that_cannot_be_read_is_told_calmly(open_app: Open, tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text("gallery: [\n")
    words = said(open_app(root=tmp_path))
    assert "The gallery cannot be read at the moment" in words and "registry.yaml:" in words


# --- one visualisation


def test_both_partners_are_named_in_the_same_way(open_app: Open) -> None:
    words = said(open_app(v="swing"))
    assert "Coded by" in words and "Fact-checker" in words
    assert "people?p=ada" in words and "people?p=elin" in words
    assert "Not yet fact-checked" in words
    assert words.count("Has not accepted yet") == 2
    assert 'href="/v/swing"' in words and "course?c=PHYS1" in words


def test_the_component_is_handed_addresses_and_the_credit_only(open_app: Open) -> None:
    app = open_app(v="swing")
    (component,) = stages(app)
    data = json.loads(component.proto.json)
    addresses = {"base", "module", "document", "shown", "program", "plotly", "about", "single"}
    assert set(data) == {"id", "digest", "fragment", "credit", *addresses}
    assert (data["document"], data["single"]) == tuple(f"/d/{data['digest']}/{name}.json" for name in ("document", "single"))
    assert len(component.proto.json) < 1000


def test_a_missing_partner_is_wanted_at_the_same_size(open_app: Open) -> None:
    assert "Looking for a staff fact-checker" in said(open_app(v="bell"))


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("nothing", "There is no such visualisation"),
        ("swingg", "Perhaps: What friction does to a swing"),
        ("misspelt", "Its entry in the registry has a mistake"),
        ("broken", "This visualisation cannot be shown at the moment"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_an_id_that_cannot_be_shown_gets_a_page_that_helps(open_app: Open, id: str, words: str) -> None:
    assert words.replace(":", r"\:") in said(open_app(v=id)) or words in said(open_app(v=id))


# --- the states that a visualisation can be in

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def stand(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Item]:
    """`stand(status="disputed", ...)`: the swing stands so; `shown=None, pending=True` and the like are the item's own."""
    swing = shared(small).items.get("swing")
    assert swing is not None

    def standing(**changes: object) -> Item:
        own = {name: changes.pop(name) for name in ("shown", "pending", "findings", "is_release", "source") if name in changes}
        item = replace(swing, standing=replace(swing.standing, **changes), **own)  # type: ignore[arg-type]
        monkeypatch.setattr(Items, "get", lambda *_, **__: item)
        monkeypatch.setattr(Items, "all", lambda *_, **__: [item])
        return item

    return standing


def signed(source: str = "s") -> Signed:
    return Signed(source=source, document="d", by=("elin",), at=AT, coders=("ada",), former=(), stands=True)


def dispute(withdrawn: bool, note: str = "The sign of <i>the</i> second term") -> Event:
    digests = EditionDigests(source="0" * 64, document="1" * 64)
    return Event(id=uuid4().hex, kind="disputed", by="elin", at=AT, via="cli", edition=digests, note=note, withdrawn=withdrawn or None)


def test_a_release_says_who_signed_it_and_when(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(status="signed_off", release=signed(), accepted=frozenset({"ada", "elin"}), is_release=True, source="s")
    words = said(open_app(v="swing"))
    assert "Signed off by Dr Elin Example on 22 November 2026" in words
    assert "Fact-checked by" in words and "Not yet fact-checked" not in words and "Has not accepted yet" not in words


def test_an_update_in_review_says_that_the_signed_one_is_seen(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(status="update_in_review", release=signed("older"), is_release=True)
    words = said(open_app(v="swing"))
    assert "Signed off by Dr Elin Example" in words and "You see the edition that was signed off" in words


def test_a_release_stays_up_when_the_teams_newest_folder_is_broken(open_app: Open, stand: Callable[..., Item]) -> None:
    fault = Finding("visualisations/swing/__init__.py", 7, 0, "no such name", "plugin", "error", "swing")
    stand(status="update_in_review", release=signed("older"), is_release=True, findings=(fault,))
    app = open_app(v="swing")
    assert "visualisations/swing/__init__.py:7" in said(app)
    assert len(stages(app)) == 1
    assert "Cannot be shown" not in said(open_app())


def test_a_dispute_is_a_banner_on_what_stays_up(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(status="disputed", release=signed(), is_release=True, open_disputes=(dispute(False),))
    app = open_app(v="swing")
    words = said(app)
    assert "Somebody reports that this is wrong" in words and "Dr Elin Example disputes it, 22 November 2026" in words
    assert "The sign of &lt;i&gt;the&lt;/i&gt; second term" in words
    assert len(stages(app)) == 1


def test_what_was_taken_down_is_not_shown(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(status="disputed", taken_down=signed(), withdrawn=True, open_disputes=(dispute(True),), shown=None)
    app = open_app(v="swing")
    assert "Taken down until a dispute is resolved" in said(app)
    assert len(stages(app)) == 0
    assert shown(open_app()) == []


def test_a_retired_one_has_a_page_that_says_so(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(status="retired", retired=True, shown=None)
    app = open_app(v="swing")
    assert "This visualisation was retired" in said(app) and "Browse the gallery" in said(app)


def test_what_is_pending_is_named_and_looked_for_again(open_app: Open, stand: Callable[..., Item]) -> None:
    stand(shown=None, pending=True)
    assert "Being prepared" in said(open_app())
    app = open_app(v="swing")
    assert "will appear here" in said(app)
    stand()
    assert len(stages(app.run())) == 1


def test_what_is_not_signed_is_counted_and_not_shown_where_the_gallery_shows_only_releases(
    open_app: Open, stand: Callable[..., Item]
) -> None:
    stand(shown=None)
    app = open_app()
    assert shown(app) == [] and "Nothing is signed off yet" in said(app) and "1 is in progress" in said(app)
    assert "Not open yet" in said(open_app(v="swing"))


# --- courses and people (AppTest opens only the first page of a navigation: the others are drawn by their own function)


def draw(body: Callable[[], None], root: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> str:
    monkeypatch.setenv("COVIS_ROOT", str(root))

    def script(module: str, name: str) -> None:
        import importlib

        import streamlit as st

        from covis.shell import main
        from covis.shell.pages.course import course
        from covis.shell.pages.people import people
        from covis.shell.widgets.html import keep_pages

        pages = {"browse": st.Page(main.home, default=True), "course": st.Page(course, url_path="course")}
        pages["people"] = st.Page(people, url_path="people")
        keep_pages(pages)
        st.navigation(list(pages.values()), position="hidden")
        getattr(importlib.import_module(module), name)()

    app = AppTest.from_function(script, kwargs={"module": body.__module__, "name": body.__name__}, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return said(app.run())


def test_a_course_shows_its_visualisations_in_teaching_order(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = draw(course.course, small, monkeypatch, c="PHYS1")
    assert words.index("v=swing") < words.index("v=broken")
    assert "Before lecture 7" in words and "Oscillations" in words and "v=bell" not in words


def test_all_courses_and_an_unknown_one(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = draw(course.course, small, monkeypatch)
    assert "c=PHYS1" in words and "c=MATH2" in words and "2 visualisations" in words
    assert "1 more cannot be shown" in draw(course.course, small, monkeypatch, c="MATH2")
    words = draw(course.course, small, monkeypatch, c="PHYS2")
    assert "There is no such course" in words and "c=PHYS1" in words


def test_people_and_their_partnerships(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = draw(people.people, small, monkeypatch)
    assert "Partnerships" in words and "p=ada" in words and "p=elin" in words and "example" in words
    words = draw(people.people, small, monkeypatch, p="elin")
    assert "fact-checks with Ada Example" in words and "orcid.org/0000-0002-1825-0097" in words
    assert "An example person" in words
    assert "There is no such person" in draw(people.people, small, monkeypatch, p="zoe")


def test_a_login_is_never_shown(open_app: Open, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [
        said(open_app()),
        said(open_app(v="swing")),
        draw(people.people, small, monkeypatch, p="ada"),
        draw(people.people, small, monkeypatch),
    ]
    assert not any("secret" in words for words in pages)


# --- faults


def test_a_fault_of_ours_is_a_calm_message_with_a_reference(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(parts, "roles", fail)
    words = said(open_app(v="swing"))
    assert "Something went wrong on our side" in words and "secret" not in words
    assert "covis at" in words.lower() or "cv-footer" in words
    assert "a secret of the server" in caplog.text
    reference = words.split("<code>")[-1].split("</code>")[0]
    assert reference in caplog.text


def test_the_shell_imports_neither_sympy_nor_a_plugin() -> None:
    code = "import covis.shell.main, sys; print([name for name in ('sympy', 'visualisations') if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

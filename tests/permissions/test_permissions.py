"""Every cell of the table, through the catalogue, the command line and the web application's own path for an action."""

from __future__ import annotations

import os

import pytest
from streamlit.testing.v1 import AppTest

from covis import cli
from covis.catalogue import Refused
from tests.permissions.permissions_world import DO, ID, World, claims, command, write_registry
from tests.permissions.table import ACTIONS, BEGIN, COLUMNS, END, NOBODY, PAGE, SIGHTS, Row, page_with_table


def cell(world: World, row: Row, column: str) -> tuple[bytes, bool]:
    """The gallery as the row wants it: its log, and whether the table says yes."""
    world.stand(row.stage, "reviewer" if column in NOBODY else column)
    return world.records(), column in row.may


def happened(world: World, before: bytes, allowed: bool, column: str, via: str) -> None:
    """One event more, in this person's name; or not a byte."""
    after = world.records()
    assert after.startswith(before)
    new = after[len(before) :].splitlines()
    assert len(new) == (1 if allowed else 0)
    if allowed:
        event = world.catalogue.log.read(ID)[0][-1]
        assert (event.by, event.via) == (column, via)
        assert all(ignored.id != event.id for ignored, _ in world.catalogue.items.standing(ID).ignored)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.name)
def test_the_catalogue_does_what_the_table_says(world: World, row: Row, column: str) -> None:
    before, allowed = cell(world, row, column)
    by = {"visitor": "", "unknown": "stranger"}.get(column, column)
    if allowed:
        DO[row.name](world.catalogue, by, "cli")
    else:
        with pytest.raises(Refused) as refused:
            DO[row.name](world.catalogue, by, "cli")
        assert refused.value.refusal.rule and refused.value.refusal.way_out
    happened(world, before, allowed, column, "cli")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.name)
def test_the_command_line_does_what_the_table_says(
    world: World, row: Row, column: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, allowed = cell(world, row, column)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)  # a visitor is somebody whom git does not name either
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    who = [] if column == "visitor" else ["--as", "stranger" if column == "unknown" else column]
    with pytest.raises(SystemExit) as left:
        cli.main([*command(row.name, world.catalogue), *who])
    said = capsys.readouterr()
    assert left.value.code == (0 if allowed else 2 if column in NOBODY else 1), said.err
    assert "Traceback" not in said.err
    happened(world, before, allowed, column, "cli")


def script(row: str) -> None:
    """A page with nothing on it but the action, in the web application's own way."""
    import streamlit as st

    from covis.shell.auth.session import act
    from covis.shell.context import get_catalogue
    from tests.permissions.permissions_world import DO

    event = act(lambda by, via: DO[row](get_catalogue(), by, via))
    st.session_state["done"] = event.id if event else ""


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.name)
def test_the_web_application_does_what_the_table_says(world: World, row: Row, column: str) -> None:
    before, allowed = cell(world, row, column)
    app = AppTest.from_function(script, default_timeout=60, args=(row.name,))
    app.user = claims(column)
    app.run()
    assert not app.exception
    assert bool(app.session_state["done"]) == allowed
    said = " ".join(str(element.proto.body) for element in app.get("html"))
    assert ("Not done" in said) != allowed, said
    happened(world, before, allowed, column, "oidc")


def looked(row: str) -> None:
    """What whoever is there may see, asked as the pages ask it."""
    import streamlit as st

    from covis.shell.auth.session import current_visitor
    from covis.shell.context import get_catalogue
    from covis.shell.desk.review_view import load_view
    from tests.permissions.permissions_world import ID

    shelf, person = get_catalogue(), current_visitor().person
    if row == "read_feedback":
        seen = shelf.feedback.may_read(ID, person)
    elif row == "see_signed":
        item = shelf.items.get(ID, viewer=person)
        seen = item is not None and item.is_release and item.shown is not None
    else:
        shelf.items.get(ID, wait=60)
        view = load_view(ID)
        seen = view is not None and (view.seen is not None or row == "open_desk")
        assert row == "open_desk" or seen == shelf.items.sees_unsigned(ID, person)
    st.session_state["seen"] = seen


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", SIGHTS, ids=lambda row: row.name)
def test_what_is_seen_is_what_the_table_says(world: World, row: Row, column: str) -> None:
    _, allowed = cell(world, row, column)
    write_registry(world.root, "signed_off" if row.name in ("see_unsigned_strict", "see_signed", "open_desk") else "all")
    try:
        app = AppTest.from_function(looked, default_timeout=60, args=(row.name,))
        app.user = claims(column)
        app.run()
        assert not app.exception
        assert app.session_state["seen"] == allowed
    finally:
        write_registry(world.root)


def test_where_only_proofs_count_only_the_identity_providers_word_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.stand("new", "coder")
    write_registry(world.root, via="oidc")
    try:
        with pytest.raises(Refused, match="via cli does not count"):
            world.catalogue.actions.accept(ID, "coder", "cli")
        for user, environment, done in (({}, "coder", False), (claims("coder"), "", True)):
            monkeypatch.setenv("COVIS_USER", environment)
            app = AppTest.from_function(script, default_timeout=60, args=("accept",))
            app.user = user
            app.run()
            assert bool(app.session_state["done"]) == done
        assert world.catalogue.log.read(ID)[0][-1].via == "oidc"
    finally:
        write_registry(world.root)


def test_the_page_prints_this_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert BEGIN in page
    assert END in page
    assert page == page_with_table(page), "run: python tests/permissions/table.py"

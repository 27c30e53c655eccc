"""The table again, on the desk of the application as it is shipped: what is offered to whom, and events that no button sent."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from covis.shell.desk.actions import ACTIONS as DESK_ACTIONS
from tests.permissions.permissions_world import ID, REPOSITORY, World, claims
from tests.permissions.table import ACTIONS, COLUMNS

# A way on the desk, and the row of the table that it is.
ROWS = {
    "join": "join",
    "accept": "accept",
    "submit": "submit",
    "review": "review",
    "request_changes": "request_high",
    "sign_off": "sign_off",
    "dispute": "dispute",
    "retire": "propose_retire",
    "reinstate": "propose_reinstate",
}
STAGES = ("new", "accepted", "reviewed", "released", "retired")


def desk(column: str) -> AppTest:
    """The desk's page of the visualisation, for somebody in this column."""
    app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=120)
    app.user = claims(column)
    app._page_hash = calc_hash("desk")  # AppTest has no public way to a page that is a function
    app.query_params["v"] = ID
    app.run()
    assert not app.exception
    assert any("Review desk" in str(element.proto.body) for element in app.get("html")) or app.get("page_link")
    return app


def offered(app: AppTest) -> set[str]:
    """The ways that the desk offers, by name."""
    names = {way.label: way.name for way in DESK_ACTIONS}
    listed = {names[label] for radio in app.radio for label in radio.options if label in names}
    return listed | {way.name for way in DESK_ACTIONS for button in app.button if str(button.key).startswith(f"cv_desk_button_{way.name}_")}


@pytest.mark.parametrize("stage", STAGES)
def test_the_desk_offers_what_the_table_allows(world: World, stage: str) -> None:
    world.stand(stage, "")
    rows = {row.name: row for row in ACTIONS}
    offers = {column: offered(desk(column)) for column in COLUMNS}
    for column, ways in offers.items():
        for way in ways:
            assert column in rows[ROWS[way]].may, f"{way} is offered to {column}"
    for way, row in ROWS.items():
        if rows[row].stage == stage:
            assert all(way in offers[column] for column in rows[row].may), f"{way} is not offered to all who may"


def forge(app: AppTest, id: str) -> None:
    """What a client sends for a click on a button, for a button that this page does not have."""
    app._run(WidgetStates(widgets=[WidgetState(id=id, trigger_value=True)]))


@pytest.mark.parametrize(("stage", "owner", "way"), [("new", "checker", "accept"), ("reviewed", "coder", "retire")])
def test_a_click_on_a_button_that_was_never_offered_changes_nothing(world: World, stage: str, owner: str, way: str) -> None:
    world.stand(stage, owner)
    before = world.records()
    (id,) = [button.proto.id for button in desk(owner).button if str(button.key).startswith(f"cv_desk_button_{way}_")]
    for column in ("visitor", "unknown", "student", "staff"):
        app = desk(column)
        assert way not in offered(app)
        forge(app, id)
        assert not app.exception
        assert world.records() == before
    forge(desk(owner), id)  # the same event is heard from whom it was offered to: it is no dead letter
    assert len(world.records()) > len(before)


def test_a_click_of_somebody_removed_meanwhile_is_refused_in_words(world: World) -> None:
    world.stand("new", "coder")
    app = desk("coder")
    before, path = world.records(), world.root / "contributors" / "coder.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("coder@example.org", "somebody.else@example.org"), encoding="utf-8")
    try:
        app.button(next(str(one.key) for one in app.button if str(one.key).startswith("cv_desk_button_accept_"))).click().run()
    finally:
        path.write_text(text, encoding="utf-8")
    assert world.records() == before
    assert any("Nobody in this gallery signs in as coder@example.org" in str(element.proto.body) for element in app.get("html"))

"""What every store of the log promises, asked of files, SQLite and PostgreSQL alike."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covis.feedback.model import Feedback
from covis.feedback.store import open_feedback
from covis.review.events import Event, new_event
from covis.review.fold import replay
from covis.review.problems import StoreError
from covis.review.rules import Refused, refusal
from covis.review.stores.chooser import configured, open_log
from covis.review.stores.files import FileLog
from covis.review.stores.protocol import Log
from covis.review.stores.sql import SqlLog
from tests.review.review_world import T0, World, adding, edition
from tests.review.stores import FileStore, SqlStore, Store, make


def say(log: Log, note: str = "x", id: str = "swing") -> Event:
    return log.append(id, lambda events: new_event("decided", "coder", "cli", note=note))


# --- what is said is there


def test_what_is_appended_is_read_by_everybody_as_it_was(store: Store) -> None:
    log, other = store.open(), store.open()
    assert log.read("swing") == ([], []) and log.ids() == []
    said = [say(log, note) for note in ("one", "two\nlines \u2028 and ‘quotes’ \x00", '{"three": 3}', "%s :name \\")]
    assert log.read("swing") == other.read("swing") == store.open().read("swing") == (said, [])
    assert log.ids() == other.ids() == ["swing"] and log.read("other") == ([], [])
    assert store.lines() == [event.line() for event in said]


def test_every_kind_of_event_comes_back_as_it_was(store: Store) -> None:
    world = World().released()
    world.say("changes_requested", "peer", edition=edition(), level="high", note="x")
    world.say("disputed", "checker", edition=edition(), note="x", withdrawn=True)
    world.say("resolved", "checker", re=world.events[-1].id)
    log = store.open()
    for event in world.events:
        log.append("swing", adding(event))
    assert log.read("swing") == (world.events, [])


def test_time_never_goes_back(store: Store) -> None:
    log = store.open()
    later = log.append("swing", lambda events: World().event("decided", "coder", note="x", at=datetime.now(UTC) + timedelta(hours=23)))
    assert say(store.open()).at == later.at + timedelta(microseconds=1)


def ahead(days: float, note: str = "x") -> Event:
    return World().event("decided", "coder", note=note, id=uuid4().hex, at=datetime.now(UTC) + timedelta(days=days))


@pytest.mark.parametrize("days", [1.1, 400, 2_000_000])
def test_an_event_of_the_far_future_is_not_written(store: Store, days: float) -> None:
    log = store.open()
    before = say(log)
    with pytest.raises(StoreError, match="more than a day ahead of this machine's clock, so nothing was written"):
        log.append("swing", lambda events: ahead(days))
    with pytest.raises(StoreError, match="nothing was written"):
        log.add("swing", [ahead(0.5), ahead(days)])
    assert log.read("swing") == ([before], []) and store.lines() == [before.line()]


@pytest.mark.parametrize("days", [3, 2_500_000])
def test_an_event_of_the_far_future_is_set_aside_and_later_ones_count(store: Store, days: int) -> None:
    at = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    log = store.open()
    before = say(log, "before")
    line = ahead(0.5).line()
    store.scribble(line[: line.index('"at": "') + 7] + at + line[line.index('Z"') + 1 :])
    after = say(log, "after")
    events, (finding,) = log.read("swing")
    assert events == [before, after] and after.at < datetime.now(UTC) + timedelta(hours=1)
    assert (finding.line, finding.rule, finding.severity) == (2, "review.future", "error")
    assert at[:19] in finding.message and "delete the line" in finding.message
    assert store.open().read("swing") == log.read("swing")


def test_an_event_of_the_near_future_counts(store: Store) -> None:
    """Two machines' clocks differ: what one of them wrote a moment ago may be dated a while ahead."""
    log, soon = store.open(), ahead(0.9)
    assert log.add("swing", [soon]) == 1
    later = say(log)
    assert log.read("swing") == ([soon, later], []) and later.at > soon.at


def test_an_event_that_was_early_counts_when_its_time_has_come(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes give another answer later, so the signature under which pages keep the answer is another one then."""
    log = store.open()
    said, early = say(log), ahead(3)
    store.scribble(early.line())
    assert log.read("swing")[0] == [said]
    signature = log.signature("swing")
    assert log.signature("swing") == signature

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(days=2.5)

    for module in ("covis.review.stores.lines", "covis.review.stores.files", "covis.review.stores.sql"):
        monkeypatch.setattr(f"{module}.datetime", Later)
    assert log.signature("swing") != signature
    assert log.read("swing") == ([said, early], [])


def test_what_is_refused_leaves_no_trace(store: Store) -> None:
    log = store.open()

    def refuse(events: list[Event]) -> Event:
        raise Refused(refusal(new_event("accepted", "peer", "cli", role="coder"), replay(events, World().context)[0]))  # type: ignore[arg-type]

    with pytest.raises(Refused, match="not on the entry"):
        log.append("swing", refuse)
    assert log.read("swing") == ([], []) and store.lines() == []
    assert say(log).note == "x", "and no lock is left behind"


def test_the_same_event_is_not_appended_twice(store: Store) -> None:
    log = store.open()
    said = say(log)
    with pytest.raises(ValueError, match="already"):
        log.append("swing", lambda events: said)
    assert log.read("swing") == ([said], [])


@pytest.mark.parametrize("id", ["../x", "A", "", "a/b", "a" * 65, "swing\n"])
def test_an_id_is_never_anything_else(store: Store, id: str) -> None:
    log = store.open()
    for use in (lambda: say(log, id=id), lambda: log.read(id), lambda: log.add(id, []), lambda: store.feedback().read(id)):
        with pytest.raises(ValueError, match="not the id of a visualisation"):
            use()


def test_threads_that_check_and_append_never_decide_on_an_old_log(store: Store) -> None:
    logs = [store.open() for _ in range(2)]

    def number(events: list[Event]) -> Event:
        return new_event("decided", "coder", "oidc", note=str(len(events)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: logs[n % 2].append("swing", number), range(48)))
    assert [event.note for event in logs[0].read("swing")[0]] == [str(n) for n in range(48)]


# --- what is wrong in a store


def test_a_line_that_is_no_event_is_reported_at_its_place_and_hurts_no_other(store: Store) -> None:
    log = store.open()
    before = say(log, "before")
    for broken in ("", "hello", before.line()[:-5], '{"id": 1}', "[" * 50_000):
        store.scribble(broken)
    after = say(log, "after")
    events, findings = log.read("swing")
    assert events == [before, after]
    assert [finding.line for finding in findings] == [3, 4, 5, 6] and {finding.severity for finding in findings} == {"error"}
    assert all("swing" in finding.file and "delete it" in finding.message for finding in findings)


def test_what_was_written_by_hand_in_another_order_or_twice_is_one_log(store: Store) -> None:
    log, world = store.open(), World().released()
    say(log, id="other")  # so that there is a store
    for event in reversed(world.events):
        store.scribble(event.line())
    store.scribble(world.events[2].line())
    assert log.read("swing") == (world.events, [])
    store.scribble(world.events[2].line().replace("10:03", "10:13"))
    events, (finding,) = log.read("swing")
    assert events == world.events and (finding.line, finding.rule) == (7, "review.duplicate")


def test_lines_that_break_a_rule_are_reported_at_their_place(store: Store) -> None:
    log, world = store.open(), World().accept()
    world.sign(by="staff")
    log.add("swing", world.events)
    (finding,) = log.report("swing", world.now.ignored)
    assert finding.line == 3 and finding.message.startswith("signed_off by staff does not count: It is checked by")
    assert finding.file == {"files": "records/swing.jsonl"}.get("" if store.url else "files", "the database, swing")


# --- copies


def test_events_are_added_as_they_are_and_only_once(store: Store) -> None:
    log, world = store.open(), World().released()
    own = say(log)  # later than all of them
    assert log.add("swing", world.events[::-1]) == 5
    assert log.add("swing", [*world.events, world.events[0]]) == 0
    assert store.open().read("swing") == ([*world.events, own], [])


def test_all_are_added_or_none(store: Store) -> None:
    log, world = store.open(), World().released()
    log.add("swing", world.events[:2])
    other = world.events[1].model_copy(update={"note": "something else"})
    with pytest.raises(StoreError, match=f"another event with the id {other.id}"):
        log.add("swing", [*world.events[2:], other])
    assert log.read("swing") == (world.events[:2], [])


# --- signatures


def test_a_signature_stays_until_something_is_said_by_anybody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covis.review.stores.sql.MOMENT", 0)  # otherwise what others said is seen a fifth of a second later
    log, other = store.open(), store.open()
    seen = [log.signature("swing")]
    for write in (lambda: say(log), lambda: say(other), lambda: store.scribble("nonsense")):
        assert log.signature("swing") == seen[-1]
        write()
        seen.append(log.signature("swing"))
    assert len(set(seen)) == 4
    say(log, id="other")
    assert log.signature("swing") == seen[-1], "what is said about another visualisation changes nothing"


def test_what_was_said_here_is_seen_at_once(store: Store) -> None:
    log = store.open()
    for _ in range(5):
        before = log.signature("swing")
        say(log)
        assert log.signature("swing") != before


# --- any history

notes = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
steps = st.one_of(
    st.tuples(st.just("say"), notes),
    st.tuples(st.just("refuse"), st.just("")),
    st.tuples(st.just("again"), st.just("")),
    st.tuples(st.just("add"), st.integers(0, 4)),
    st.tuples(st.just("line"), st.sampled_from(["again", "hello", "{}", "=======", ""])),
)


@dataclass
class Held:
    """A store with two programs that use it."""

    store: Store
    logs: list[Log]


@pytest.fixture
def three(request: pytest.FixtureRequest, tmp_path: Path) -> list[Held]:
    stores = [make(request, kind, tmp_path) for kind in ("files", "sqlite", "postgres")]
    held = [Held(store, [store.open(), store.open()]) for store in stores]
    for one in held:
        say(one.logs[0])  # so that there are tables
    return held


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=8), st.randoms(use_true_random=False))
def test_any_history_reads_the_same_from_every_store(three: list[Held], history: list[tuple[str, Any]], chance: random.Random) -> None:
    """Two programs at each store, one history, step by step: every acknowledged event is there once, in order."""
    id = f"v{uuid4().hex}"
    acknowledged: list[Event] = []
    for step, what in history:
        which, at = chance.randrange(2), T0 + timedelta(minutes=chance.randrange(100))
        number = what if step == "add" else 1
        fresh = [World().event("decided", "coder", note="x", id=uuid4().hex, at=at + timedelta(seconds=n)) for n in range(number)]
        said = [take(one.store, one.logs[which], id, step, what, fresh, acknowledged) for one in three]
        assert said[0] == said[1] == said[2]
        acknowledged += said[0]
    read = [one.logs[chance.randrange(2)].read(id) for one in three]
    found = [[(finding.line, finding.rule, finding.message) for finding in findings] for _, findings in read]
    assert read[0][0] == read[1][0] == read[2][0] == sorted(acknowledged, key=lambda event: event.order)
    assert found[0] == found[1] == found[2]


def take(store: Store, log: Log, id: str, step: str, what: Any, fresh: list[Event], before: list[Event]) -> list[Event]:
    """One step of a history at one store: what was acknowledged."""
    if step == "say":
        return [log.append(id, lambda events: fresh[0].model_copy(update={"note": what}))]
    if step == "add":
        assert log.add(id, fresh) == len(fresh)
        return fresh
    if step == "line":
        store.scribble(before[0].line() if what == "again" and before else what, id)
    elif step == "again" and before:
        with pytest.raises(ValueError, match="already"):
            log.append(id, lambda events: before[-1])
    else:
        with pytest.raises(ZeroDivisionError):
            log.append(id, lambda events: events[1 // 0])
    return []


# --- feedback


def heard(note: str = "", **fields: object) -> Feedback:
    given = {"id": uuid4().hex, "kind": "confused", "at": datetime.now(UTC), "document": "a" * 64, "note": note} | fields
    return Feedback.model_validate(given)


def test_feedback_is_kept_apart_from_the_log_and_outlives_a_broken_line(store: Store) -> None:
    kept = store.feedback()
    assert kept.read("swing") == []
    state: dict[str, object] = {"gamma": 0.25, "on": True, "shape": "‘round’"}
    said = [heard("one\ntwo \x00", state=state), heard(kind="helped"), heard("x" * 2000, kind="wrong")]
    kept.add("swing", said[0])
    store.scribble_feedback("no feedback")
    store.scribble_feedback(said[0].line()[:-1])
    for one in (*said[1:], said[1]):
        kept.add("swing", one)
    assert store.feedback().read("swing") == said and kept.read("other") == []
    assert type(store.feedback().read("swing")[0].state["on"]) is bool
    assert store.open().read("swing") == ([], []) and store.open().ids() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"note": "x" * 2001},
        {"state": {f"c{n}": 1.0 for n in range(65)}},
        {"state": {"x" * 65: 1.0}},
        {"state": {"x": "y" * 201}},
        {"state": {"x": float("nan")}},
        {"state": {"x": [1.0]}},
        {"kind": "praised"},
        {"document": "a"},
        {"address": "somebody@example.org"},
    ],
)
def test_what_one_entry_may_hold_is_bounded(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="for Feedback"):
        heard(**fields)


# --- which store


def test_the_environment_says_which_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_DATABASE_URL", store.url)
    log = open_log(configured(store.root))
    assert isinstance(log, SqlLog if store.url else FileLog)
    said = say(log)
    assert store.open().read("swing")[0] == [said] and log.place("swing") == ("the database" if store.url else "records/swing.jsonl")
    one = heard()
    open_feedback(configured(store.root)).add("swing", one)
    assert store.feedback().read("swing") == [one]
    assert isinstance(store, SqlStore if store.url else FileStore)

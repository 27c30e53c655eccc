"""The log in files: what is acknowledged is never lost, a broken line never hurts another, merged logs are one log."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from review_world import MET, T0, World, edition

from covis.review.events import Event, new_event
from covis.review.fold import replay
from covis.review.log import FileLog, StoreError, parse
from covis.review.rules import Refused, moved, refusal

GOOD = World().event("decided", "coder", note="x").line()


@pytest.fixture
def log(tmp_path: Path) -> FileLog:
    return FileLog(tmp_path)


def say(log: FileLog, note: str = "x") -> Event:
    return log.append("swing", lambda events: new_event("decided", "coder", "cli", note=note))


def test_what_is_appended_is_read_and_is_one_line_of_json(log: FileLog) -> None:
    assert log.read("swing") == ([], []) and log.ids() == []
    said = [say(log, note) for note in ("one", "two\nlines \u2028 and ‘quotes’", '{"three": 3}')]
    assert log.read("swing") == (said, [])
    assert log.ids() == ["swing"]
    rows = log.path("swing").read_text(encoding="utf-8").split("\n")
    assert [json.loads(row)["note"] for row in rows[:-1]] == [event.note for event in said] and rows[-1] == ""


def test_every_kind_of_event_comes_back_as_it_was(log: FileLog) -> None:
    world = World().released()
    world.say("changes_requested", "peer", edition=edition(), level="high", note="x")
    world.say("disputed", "checker", edition=edition(), note="x", withdrawn=True)
    world.say("resolved", "checker", re=world.events[-1].id)
    for event in world.events:
        log.append("swing", lambda events, event=event: event)
    assert log.read("swing") == (world.events, [])


def test_time_never_goes_back(log: FileLog) -> None:
    world = World()
    later = log.append("swing", lambda events: world.event("decided", "coder", note="x", at=T0 + timedelta(days=365_000)))
    assert say(log).at == later.at + timedelta(microseconds=1)


def test_what_is_refused_leaves_no_trace(log: FileLog) -> None:
    world = World()
    with pytest.raises(Refused, match="not on the entry"):
        record(log, new_event("accepted", "peer", "cli", role="coder"), world)
    with pytest.raises(Refused, match="folder has changed"):
        record(log, new_event("submitted", "coder", "cli", edition=edition("b")), world)
    assert not log.path("swing").exists()
    said = record(log, new_event("submitted", "coder", "cli", edition=edition()), world)
    assert log.read("swing") == ([said], [])


def test_the_same_event_is_not_appended_twice(log: FileLog) -> None:
    said = say(log)
    with pytest.raises(ValueError, match="already"):
        log.append("swing", lambda events: said)
    assert log.read("swing") == ([said], [])


@pytest.mark.parametrize("id", ["../x", "A", "", "a/b", "a" * 65, "swing\n"])
def test_an_id_is_never_a_path(log: FileLog, id: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        log.path(id)


def record(log: FileLog, event: Event, world: World) -> Event:
    """Check and append in one step, as every action does."""

    def allowed(events: list[Event]) -> Event:
        if refused := refusal(event, replay(events, world.context)[0]) or moved(event, world.source):
            raise Refused(refused)
        return event

    return log.append("swing", allowed)


BROKEN = {
    "empty object": "{}",
    "not JSON": "hello",
    "cut off": GOOD[:-5],
    "two events on one line": GOOD + GOOD,
    "an array": f"[{GOOD}]",
    "a number": "1",
    "deep": "[" * 100_000,
    "a key twice": GOOD.replace('"by"', '"by": "peer", "by"'),
    "an unknown key": GOOD.replace('"by"', '"colour": "red", "by"'),
    "an unknown kind": GOOD.replace("decided", "praised"),
    "no by": GOOD.replace('"by": "coder", ', ""),
    "by is no id": GOOD.replace('"coder"', '"../coder"'),
    "by is null": GOOD.replace('"coder"', "null"),
    "no note where one is needed": GOOD.replace('"note": "x"', '"note": "  "'),
    "a number for a note": GOOD.replace('"note": "x"', '"note": 1'),
    "NaN": GOOD.replace('"note": "x"', '"note": NaN'),
    "half a character": GOOD.replace('"note": "x"', r'"note": "\ud800"'),
    "a huge number": GOOD.replace('"note": "x"', '"note": ' + "1" * 10_000),
    "local time": GOOD.replace("Z", "+01:00"),
    "no time": GOOD.replace("T10:01:00.000000Z", ""),
    "no such day": GOOD.replace("2026-11-22", "2026-02-30"),
    "the end of time": GOOD.replace("2026-11-22", "9999-12-31"),
    "seconds since 1970": GOOD.replace('"2026-11-22T10:01:00.000000Z"', "1"),
    "an unknown way in": GOOD.replace('"cli"', '"phone"'),
    "what belongs to another kind": GOOD.replace('"note"', '"withdrawn": true, "note"'),
    "an id that is too short": GOOD.replace("0" * 31, "0"),
    "a digest in capitals": World().event("submitted", "coder", edition=edition()).line().replace("a" * 64, "A" * 64),
    "one digest": World().event("submitted", "coder", edition=edition()).line().replace(f', "document": "{"a" * 64}"', ""),
    "no role": World().event("accepted", "coder", role="coder").line().replace(', "role": "coder"', ""),
    "yes for true": World().event("disputed", "coder", edition=edition(), note="x", withdrawn=True).line().replace("true", '"yes"'),
    "1 for true": World().event("signed_off", "coder", edition=edition(), criteria=MET).line().replace("true", "1"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_reported_at_its_place_and_hurts_no_other(log: FileLog, broken: str) -> None:
    before = say(log, "before")
    with log.path("swing").open("a", encoding="utf-8") as file:
        file.write(f"{broken}\n")
    after = say(log, "after")
    events, findings = log.read("swing")
    assert events == [before, after]
    assert [(finding.file, finding.line, finding.severity) for finding in findings] == [("records/swing.jsonl", 2, "error")]
    assert "\n" not in findings[0].message and "delete it" in findings[0].message


def test_a_torn_last_line_is_set_aside_and_never_glued_to_the_next_event(log: FileLog) -> None:
    before = say(log, "before")
    for cut in (1, 40, len(GOOD) - 1):
        content = log.path("swing").read_bytes()
        with log.path("swing").open("a") as file:
            file.write(GOOD[:cut])
        events, findings = log.read("swing")
        assert events[0] == before and findings[-1].rule == "review.torn" and "cut off" in findings[-1].message
        after = say(log, f"after {cut}")
        assert log.read("swing")[0][-1] == after
        assert log.path("swing").read_bytes().startswith(content + GOOD[:cut].encode() + b"\n"), "no byte of it is lost"
    assert [finding.line for finding in log.read("swing")[1]] == [2, 4, 6]


def test_a_last_line_that_only_lacks_its_end_counts(log: FileLog) -> None:
    log.path("swing").parent.mkdir()
    log.path("swing").write_text(GOOD)
    assert [event.line() for event in log.read("swing")[0]] == [GOOD] and log.read("swing")[1] == []
    say(log)
    assert len(log.read("swing")[0]) == 2 and log.read("swing")[1] == []


def test_windows_line_ends_byte_order_marks_and_blank_lines_are_fine() -> None:
    lines = parse(b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n\r\n \n", "swing")
    assert [event.line() for event in lines.events] == [GOOD] and lines.findings == [] and not lines.unended


@pytest.mark.parametrize("content", [b"\xff\xfe\n", b"\x00\x00\n", random.Random(1).randbytes(64) + b"\n", b"\x80" * 10])
def test_bytes_that_are_no_text_are_reported(content: bytes) -> None:
    lines = parse(GOOD.encode() + b"\n" + content, "swing")
    assert len(lines.events) == 1 and lines.findings and lines.findings[0].line >= 2


def test_git_s_marks_of_a_conflict_are_reported_line_by_line_and_both_sides_count() -> None:
    world = World().released()
    one, two, three = (event.line() for event in world.events[:3])
    text = f"{one}\n<<<<<<< HEAD\n{three}\n||||||| base\n=======\n{two}\n{three}\n>>>>>>> theirs\n"
    lines = parse(text.encode(), "swing")
    assert lines.events == world.events[:3]
    assert [(finding.line, finding.rule) for finding in lines.findings] == [(n, "review.merge") for n in (2, 4, 5, 8)]


def test_the_same_id_with_other_content_is_reported_and_the_first_by_time_counts() -> None:
    early, late = World().event("decided", "coder", note="early"), World().event("decided", "coder", note="late", at=T0 + timedelta(days=1))
    for first, second, line in ((early, late, 2), (late, early, 1)):
        lines = parse(f"{first.line()}\n{second.line()}\n{early.line()}\n".encode(), "swing")
        assert lines.events == [early]
        assert [(finding.line, finding.rule) for finding in lines.findings] == [(line, "review.duplicate")]


def test_lines_that_break_a_rule_are_reported_at_their_place(log: FileLog) -> None:
    world = World().accept()
    world.sign(by="staff")
    log.path("swing").parent.mkdir()
    log.path("swing").write_text("\n" + "\n".join(event.line() for event in reversed(world.events)))
    (finding,) = log.report("swing", world.now.ignored)
    assert str(finding).startswith("records/swing.jsonl:2: warning: signed_off by staff does not count: It is checked by")


def test_a_log_that_cannot_be_read_is_a_finding_and_nothing_is_decided_on_it(log: FileLog) -> None:
    log.path("swing").mkdir(parents=True)
    assert log.read("swing")[1][0].rule == "review.unreadable"
    with pytest.raises(StoreError, match="nothing was"):
        say(log)


def test_a_full_disk_loses_nothing_and_leaves_no_half_line(log: FileLog, monkeypatch: pytest.MonkeyPatch) -> None:
    said = say(log)
    write, calls = os.write, []

    def half(file: int, data: memoryview) -> int:
        calls.append(file)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return write(file, data[:20])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        with pytest.raises(StoreError, match="no space"):
            say(log)
    assert log.read("swing") == ([said], [])


def test_threads_that_check_and_append_never_decide_on_an_old_log(log: FileLog) -> None:
    def next_number(events: list[Event]) -> Event:
        return new_event("decided", "coder", "oidc", note=str(len(events)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: log.append("swing", next_number), range(64)))
    assert [event.note for event in log.read("swing")[0]] == [str(number) for number in range(64)]


WRITER = """
import sys
from pathlib import Path
from covis.review.events import new_event
from covis.review.log import FileLog
log = FileLog(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    said = log.append("swing", lambda events: new_event("decided", "coder", "cli", note="x" * 5000))
    print(said.id, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    """Four processes append at once and are killed at any moment, again and again; a reader looks on and never sees a wrong line."""
    seed = random.Random(7)
    log, acknowledged = FileLog(tmp_path), set[str]()
    for _ in range(3):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env={**os.environ})
            for _ in range(4)
        ]
        for writer in writers:
            assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        for writer in seed.sample(writers, 4):
            time.sleep(seed.uniform(0.02, 0.1))
            assert all(finding.rule in ("review.torn", "review.line") for finding in log.read("swing")[1])
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            output, _ = writer.communicate()
            acknowledged |= {line for line in output.split("\n")[:-1] if len(line) == 32}
    last = say(log)
    events, _ = log.read("swing")
    assert acknowledged and acknowledged <= {event.id for event in events}
    assert events[-1] == last and [event.at for event in events] == sorted(event.at for event in events)

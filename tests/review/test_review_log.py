"""The log in files: its lines, torn, broken, merged or written by hand. What every store promises is in test_stores.py."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from covis.review.events import Event, new_event
from covis.review.problems import StoreError
from covis.review.stores.files import FileLog
from covis.review.stores.lines import parse
from tests.review.review_world import MET, T0, World, edition

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


def test_what_could_not_be_flushed_to_the_disk_is_taken_back(log: FileLog, monkeypatch: pytest.MonkeyPatch) -> None:
    said = say(log)

    def broken(file: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(StoreError, match="input/output error"):
            say(log)
    assert log.read("swing") == ([said], [])


def test_a_file_that_git_replaces_while_somebody_speaks_does_not_take_the_words_with_it(
    log: FileLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git writes a merged file anew and gives it the old name: a line that went into the old file is said again in the new one."""
    first, theirs = say(log, "first"), World().event("decided", "coder", note="theirs", id="f" * 32)
    path, write = log.path("swing"), os.write

    def merge(file: int, data: memoryview) -> int:
        written = write(file, data)
        monkeypatch.setattr(os, "write", write)
        new = path.with_suffix(".new")
        new.write_text(f"{first.line()}\n{theirs.line()}\n")
        new.replace(path)
        return written

    monkeypatch.setattr(os, "write", merge)
    seen: list[list[str]] = []

    def decide(events: list[Event]) -> Event:
        seen.append([event.note for event in events])
        return new_event("decided", "coder", "cli", note="mine")

    mine = log.append("swing", decide)
    assert seen == [["first"], ["theirs", "first"]], "decided again on what came in its place"
    assert log.read("swing") == ([theirs, first, mine], [])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".covis").write_text("not a folder")
    with pytest.raises(StoreError, match=r"records/swing.jsonl cannot be written .*, so nothing was"):
        say(FileLog(tmp_path))


# Appends three events, the last of several pages; the process ends itself with SIGKILL at the n-th step that it takes on any file.
KILLED = """
import os, pathlib, signal, sys
from covis.review.events import new_event
from covis.review.stores.files import FileLog
left = int(sys.argv[2])
def step(done):
    def counted(*arguments, **named):
        global left
        left -= 1
        if left == 0 and done is os_write:
            os_write(arguments[0], bytes(arguments[1])[:len(arguments[1]) // 2])
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(*arguments, **named)
    return counted
log = FileLog(sys.argv[1])
os_write = os.write
os.write, os.fsync, os.ftruncate, pathlib.Path.replace = map(step, (os.write, os.fsync, os.ftruncate, pathlib.Path.replace))
for note in ("one", "two", "three" * 2000):
    log.append("swing", lambda events: new_event("decided", "coder", "cli", note=note))
print("steps", left)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_the_second_copy_is_never_torn_wherever_its_writer_is_killed(tmp_path: Path) -> None:
    """Killed at every step in turn, over the same folder: what earlier ones left behind is there for the next."""
    log, killed = FileLog(tmp_path), 0
    copy = FileLog(log.second_copy).path("swing")
    for step in range(1, 100):
        done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(step)], capture_output=True, text=True)
        content = copy.read_bytes() if copy.exists() else b""
        assert content.endswith(b"\n") or not content
        assert parse(content, "swing").findings == []
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        killed += 1
    assert killed >= 9 and done.stdout.startswith("steps"), "each of three events is flushed twice and put in place once, at least"
    there = [event.id for event in log.read("swing")[0]]
    copied = [event.id for event in FileLog(log.second_copy).read("swing")[0]]
    assert log.lost("swing") == [] and set(copied) <= set(there)
    assert len(there) - len(copied) <= killed, "of each that was killed, at most the event that nobody was told of"
    assert copied[-3:] == there[-3:]


def test_a_second_copy_that_was_torn_before_is_healed(log: FileLog) -> None:
    first = say(log, "first")
    copy = FileLog(log.second_copy).path("swing")
    copy.write_bytes(copy.read_bytes() + GOOD[:50].encode())
    second = say(log, "second")
    assert FileLog(log.second_copy).read("swing")[0] == [first, second] and copy.read_bytes().endswith(b"\n")

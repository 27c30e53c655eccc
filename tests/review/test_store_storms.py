"""Fifty processes at one log, some killed at any moment; a disk that is full. What was acknowledged is there, once, in order."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest

from covis.review.fold import replay
from covis.review.problems import StoreError
from covis.review.stores.sql import SqlLog
from tests.review.postgres import Postgres
from tests.review.review_world import World, adding
from tests.review.stores import SqlStore, Store

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent

# One process imports what is needed and forks the others: each acts until it has said its number of things, and writes down what was
# acknowledged at once after `append` returned. What somebody does depends on all that was said before.
STORM = """
import os, random, sys
from pathlib import Path
from uuid import uuid4
from tests.review.review_world import World, edition
from covis.review.events import new_event
from covis.review.fold import replay
from covis.review.stores.chooser import configured, open_log
from covis.review.rules import Refused, refusal
root, people, each = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if os.environ["COVIS_DATABASE_URL"]:
    import covis.review.stores.sql, psycopg, sqlalchemy.dialects.sqlite, sqlalchemy.dialects.postgresql.psycopg
context = World().context

def act(number):
    chance, log = random.Random(number), open_log(configured(root))
    getattr(log, "database", log).timeout = 600  # a busy machine is no failure
    acknowledged = os.open(root / "said" / str(number), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def decide(events):
        state, _ = replay(events, context)
        raised = [event.id for event in events if event.kind == "disputed"]
        answered = {event.re for event in events if event.kind == "resolved"}
        what = chance.choice(["comment", "comment", "dispute", "resolve", "sign"])
        if what == "resolve" and set(raised) - answered:  # only the first who answers is heard
            event = new_event("resolved", "maintainer", "cli", re=chance.choice(sorted(set(raised) - answered)), note="seen")
        elif what == "dispute":
            event = new_event("disputed", "staff", "cli", edition=edition(), note="x" * chance.randrange(1, 3000))
        elif what == "sign":
            event = new_event("signed_off", "checker", "cli", edition=edition(), criteria=World().sign().events[0].criteria)
        else:
            event = new_event("decided", "coder", "cli", note=str(len(events)))
        return event if refusal(event, state) is None else new_event("decided", "coder", "cli", note=str(len(events)))

    for _ in range(each):
        os.write(acknowledged, (log.append("swing", decide).id + "\\n").encode())

for number in range(people):
    if (pid := os.fork()) == 0:
        try:
            act(number)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(pid, flush=True)
print("all", flush=True)
wrong = sum(os.waitstatus_to_exitcode(os.wait()[1]) == 1 for _ in range(people))
print("wrong", wrong)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no SIGKILL")
def test_fifty_people_at_once_and_some_are_killed(store: Store, tmp_path: Path) -> None:
    chance, log, world = random.Random(7), store.open(), World().released()
    log.add("swing", world.events)
    (tmp_path / "said").mkdir()
    env = {**os.environ, "COVIS_DATABASE_URL": store.url, "PYTHONPATH": str(HERE.parents[1])}
    with subprocess.Popen([sys.executable, "-c", STORM, str(tmp_path), "50", "4"], env=env, stdout=subprocess.PIPE, text=True) as storm:
        assert storm.stdout is not None
        pids = [int(line) for line in iter(storm.stdout.readline, "all\n")]
        for pid in chance.sample(pids, 15):
            while psutil.pid_exists(pid) and not said(tmp_path) and storm.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.03))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            assert all(finding.rule in ("review.torn", "review.line") for finding in log.read("swing")[1])
        assert storm.stdout.read() == "wrong 0\n"
    acknowledged = said(tmp_path)
    last = log.append("swing", lambda events: World().event("decided", "coder", note="after the storm", id="f" * 32))
    events, findings = store.open().read("swing")
    ids = [event.id for event in events]
    assert len(acknowledged) >= 35 * 4 and set(acknowledged) <= set(ids) and len(set(ids)) == len(ids)
    assert all(ids.index(one) < ids.index(two) for person in people(tmp_path) for one, two in pairwise(person))
    assert [event.at for event in events] == sorted({event.at for event in events}) and events[-1] == last
    assert not replay(events, world.context)[1], "each was allowed by all that was said before it"
    assert all(int(event.note) == n for n, event in enumerate(events) if event.kind == "decided" and event != last)
    whole = [line for line in store.lines() if line.startswith("{") and line.endswith("}")]
    assert sorted(json.loads(line)["id"] for line in whole) == sorted(ids), "stored once"
    assert not store.url or findings == []


def people(folder: Path) -> list[list[str]]:
    """What each person was told is said, in order."""
    return [path.read_text().split("\n")[:-1] for path in (folder / "said").iterdir()]


def said(folder: Path) -> list[str]:
    return [id for person in people(folder) for id in person]


# --- a full disk

FULL = """
import itertools, json, resource, sys
from pathlib import Path
from covis.review.events import new_event
from covis.feedback.model import Feedback
from covis.feedback.store import open_feedback
from covis.review.problems import StoreError
from covis.review.stores.chooser import configured, open_log
root, limit = Path(sys.argv[1]), int(sys.argv[2])
place = configured(root)
log, feedback, told, heard = open_log(place), open_feedback(place), [], []

def say():
    return log.append("swing", lambda events: new_event("decided", "coder", "cli", note="x" * 9000)).id

def hear():
    values = {"id": f"{len(heard):032x}", "kind": "wrong", "at": "2026-11-22T10:00:00Z", "document": "a" * 64, "note": "x" * 2000}
    feedback.add("swing", Feedback.model_validate(values))
    return values["id"]

def fill(attempt, done):
    for _ in range(100):
        try:
            done.append(attempt())
        except StoreError as error:
            return str(error)

said = [say(), say()]
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
told = [fill(say, said), fill(hear, heard), fill(say, said)]
full, cold = ([event.id for event in one.read("swing")[0]] for one in (log, open_log(place)))
was = list(said)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
again = open_log(place)
freed, findings = again.read("swing")
said.append(say())
heard.append(hear())
print(json.dumps({
    "told": told, "was": was, "full": full, "cold": cold, "freed": [event.id for event in freed], "findings": list(map(str, findings)),
    "said": said, "after": [event.id for event in again.read("swing")[0]],
    "heard": heard, "kept": [one.id for one in feedback.read("swing")],
}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no limit on the size of files")
@pytest.mark.parametrize(
    ("kind", "limit"), [("files", 30_000), ("files", 27_300), ("sqlite", 4096), ("sqlite", 40_000), ("sqlite", 90_000)]
)
def test_a_full_disk_loses_nothing(kind: str, limit: int, tmp_path: Path) -> None:
    """The disk is full by a limit on the size of files; what could be written of a line is taken back."""
    env = {**os.environ, "COVIS_DATABASE_URL": "sqlite:///covis.db" if kind == "sqlite" else "", "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path), str(limit)], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    assert all(one and ("kept" in one or "nothing was" in one) for one in seen["told"]), seen["told"]
    assert seen["full"] == seen["cold"] == seen["freed"] == seen["was"] and seen["findings"] == []
    assert seen["after"] == seen["said"] and seen["kept"] == seen["heard"]


@pytest.mark.skipif(not shutil.which("prlimit"), reason="there is no limit that can be lifted again")
def test_a_server_with_a_full_disk_loses_nothing(postgres_store: SqlStore, postgres: Postgres) -> None:
    """PostgreSQL takes a limit on the size of its files for a full disk."""
    log, noise = postgres_store.open(), random.Random(1)
    said = [log.append("swing", lambda events: World().event("decided", "coder", note="x")).id]
    limit(log, postgres, 1 << 20)
    try:
        with pytest.raises(StoreError, match=r"(?s)file.*nothing was written"):
            for number in range(200):
                note = noise.randbytes(9_900).hex()
                event = World().event("decided", "coder", note=note, id=f"{number + 2:032x}")
                said.append(log.append("swing", adding(event)).id)
        assert len(said) > 3 and [event.id for event in log.read("swing")[0]] == said
    finally:
        limit(log, postgres, resource.RLIM_INFINITY)
    said.append(log.append("swing", lambda events: World().event("decided", "coder", note="there is room again", id="f" * 32)).id)
    assert [event.id for event in postgres_store.open().read("swing")[0]] == said


def limit(log: SqlLog, server: Postgres, most: int) -> None:
    """Limit the files of all processes that the server begins from now on."""
    server.run("prlimit", f"--pid={server.pid}", f"--fsize={most if most != resource.RLIM_INFINITY else 'unlimited'}:unlimited")
    log.database.engine.dispose()

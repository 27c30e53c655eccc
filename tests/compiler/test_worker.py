"""Whatever a plugin does, its team gets a clear message with the line of its file, and the next compile works."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from covis.compiler.worker import client
from covis.compiler.worker.client import CAN_FORK, Worker, WorkerError
from covis.editions import source_digest
from tests.compiler.compiler_world import FIRST, HEAD, TAIL, Entry, between, compiled, said, write

# Past the import rule, and past the fence.
PAST_THE_RULE = (
    "import collections\nos = collections._sys.modules['os']\ncollections._sys.modules['covis.compiler.worker.fence']._folder = None\n"
)
forks = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")


@pytest.fixture(params=[pytest.param("fork", marks=forks), "once"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways in which a system runs plugins."""
    if request.param == "once":
        monkeypatch.setattr(client, "CAN_FORK", False)
    return str(request.param)


def place(line: int) -> str:
    return f"visualisations/decay/__init__.py:{line}"


# What a plugin does, the line that its message names (0: the file), and words that the message holds.
MISDEEDS = {
    "raises": ("z = 1 / 0", FIRST, "ZeroDivisionError"),
    "raises in a function": ("def f():\n    return [][1]\nz = f()", FIRST + 1, "IndexError"),
    "raises half a character": (r"raise ValueError('\ud800')", FIRST, "ValueError"),
    "raises what is no Exception": ("raise KeyboardInterrupt", FIRST, "KeyboardInterrupt"),
    "loops": ("while True: pass", FIRST, "took longer than"),
    "loops in C": ("z = sum(__builtins__['iter'](int, 1))", FIRST, "took longer than"),
    "ends Python": ("raise SystemExit(0)", FIRST, "exit"),
    "ends the process": (PAST_THE_RULE + "os._exit(0)", 0, "ended Python itself (exit status 0)"),
    "kills the process": (PAST_THE_RULE + "os.kill(os.getpid(), 9)", 0, "signal 9"),
    "takes memory": ("z = []\nwhile True:\n    z.append('x' * 10**6 + str(len(z)))", FIRST + 2, "memory"),
    "takes memory with NumPy": ("import numpy\nz = numpy.ones((10**5, 10**5))", FIRST + 1, "emory"),
    "recurses": ("def f(x):\n    return f(x + 1)\nf(0)", FIRST + 1, "RecursionError"),
    "prints": ("print('a look inside')", 0, "It printed: a look inside"),
    "prints to standard error": ("import collections\ncollections._sys.stderr.write('a look inside')", 0, "It printed: a look inside"),
    "prints and raises": ("print('nearly there')\nz = 1 / 0", FIRST + 1, "ZeroDivisionError"),
    "has a syntax error": ("z = = 1", FIRST, "Python cannot read this: invalid syntax"),
    "is not closed": ("z = (1,", FIRST, "never closed"),
    "imports the system": ("import os", FIRST, "'os' is not allowed"),
    "imports a part of the system": ("from urllib.request import urlopen", FIRST, "not allowed"),
    "imports from above": ("from ..other import z", FIRST, "leaves the plugin's folder"),
    "opens a file": ("z = open('/etc/passwd')", FIRST, "open()"),
    "imports by name": ("z = __import__('os')", FIRST, "__import__()"),
    "imports what covis has not": ("from covis import Silder", FIRST, "did you mean Slider?"),
    "imports the inside of covis": ("from covis.authoring import symbols", FIRST, "not public"),
    "states what cannot be": ("a = Slider('a', 2, 1, start=1, label='A')", FIRST, "swap them"),
    "gives a plot a not-a-number": (
        "visualisation = Visualisation(objectives=['x'], plots=[Plot(Curve(y, over=t), layout={'height': float('nan')})])\n"
        "class Visualisation:\n    def __new__(cls, **k): return visualisation",
        0,
        "",
    ),
}
# One process each costs SymPy's start; so there only what differs from the forked child.
BOTH_WAYS = ["raises", "loops in C", "ends the process", "kills the process", "takes memory with NumPy", "prints"]
CASES = [pytest.param("fork", name, marks=forks, id=name) for name in MISDEEDS]
CASES += [pytest.param("once", name, id=f"{name}, without fork") for name in BOTH_WAYS]


@pytest.mark.parametrize(("how", "name"), CASES)
def test_a_misdeed_is_told_with_its_line_and_the_worker_lives_on(
    how: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "once":
        monkeypatch.setattr(client, "CAN_FORK", False)
    source, line, words = MISDEEDS[name]
    write(tmp_path, between(source))
    endless = "took longer" in words
    result = compiled(tmp_path, seconds=1 if endless else 20, megabytes=600)
    assert result.edition is None
    assert words in said(result)
    assert any(finding.line == line for finding in result.findings), said(result)
    assert all(finding.file == "visualisations/decay/__init__.py" and finding.id == "decay" for finding in result.findings)
    assert "Traceback" not in said(result)

    monkeypatch.undo()
    write(tmp_path)
    after = compiled(tmp_path)
    assert after.edition is not None, said(after)


def test_what_is_printed_is_shown_beside_the_error(tmp_path: Path) -> None:
    write(tmp_path, between("print('nearly there')\nz = 1 / 0"))
    assert {finding.rule for finding in compiled(tmp_path).findings} == {"printed", "plugin"}


def test_printing_without_end_fills_no_disk(tmp_path: Path) -> None:
    write(tmp_path, between("while True:\n    print('more' * 10000)"))
    result = compiled(tmp_path, seconds=20)
    assert result.edition is None
    assert "It printed: moremore" in said(result)
    assert len(said(result)) < 2000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x = 1\0\n", "null bytes"),
        (HEAD.encode("utf-16"), "Python cannot read this"),
        (b"# -*- coding: klingon -*-\n", "klingon"),
        ("x = 'café'\n".encode("latin-1"), "Python cannot read this"),
        (b"x = " + b"(" * 5000 + b")" * 5000 + b"\n", "Python cannot read this"),
        (b"x = " + b"-" * 100000 + b"1\n", "Python cannot read this"),
        (b"", "there is no `visualisation`"),
        (b"visualisation = 3\n", "is a int"),
    ],
)
def test_a_file_that_is_no_plugin(content: bytes, words: str, tmp_path: Path) -> None:
    (write(tmp_path) / "__init__.py").write_bytes(content)
    result = compiled(tmp_path)
    assert result.edition is None
    assert words in said(result)


def test_a_plugin_in_another_declared_encoding_compiles(tmp_path: Path) -> None:
    source = "# -*- coding: latin-1 -*-\n" + (HEAD + TAIL).replace('"decay"', '"décroissance"')
    (write(tmp_path) / "__init__.py").write_bytes(source.encode("latin-1"))
    result = compiled(tmp_path)
    assert result.edition is not None, said(result)
    assert result.edition.document["plots"][0]["marks"][0]["name"] == "décroissance"


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (write(tmp_path) / "__init__.py").write_bytes(b"\xef\xbb\xbf" + (HEAD + TAIL).encode())
    assert compiled(tmp_path).edition is not None


def test_a_plugin_of_several_files(tmp_path: Path) -> None:
    folder = write(tmp_path, between("from .model import rate\nfrom . import model\ny = y * rate"))
    (folder / "model.py").write_text("rate = 3\n", "utf-8")
    assert compiled(tmp_path).edition is not None
    (folder / "model.py").write_text("import subprocess\n", "utf-8")
    assert "visualisations/decay/model.py:1:1: import of 'subprocess' is not allowed" in said(compiled(tmp_path))
    (folder / "model.py").write_text("\nrate = [][0]\n", "utf-8")
    assert "visualisations/decay/model.py:2: IndexError" in said(compiled(tmp_path))


def test_a_missing_text_and_a_missing_module(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "text.md").unlink()
    assert "visualisations/decay/text.md: text.md is missing" in said(compiled(tmp_path))
    (folder / "text.md").write_bytes(b"caf\xe9")
    assert "as UTF-8" in said(compiled(tmp_path))
    (folder / "__init__.py").unlink()
    assert "there is no __init__.py" in said(compiled(tmp_path))


def test_nothing_of_the_servers_environment_is_seen(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COVIS_TEST_SECRET", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "HOME"):
        monkeypatch.setenv(name, "very-secret")
    worker = Worker()  # one that starts now, with the secret in its parent's environment
    monkeypatch.setattr("covis.editions.cache.worker", worker)
    write(tmp_path, between(PAST_THE_RULE + "raise ValueError(sorted(os.environ.items()))"))
    result = compiled(tmp_path)
    worker.close()
    assert "ValueError: [" in said(result)
    assert "very-secret" not in said(result)


@forks
@pytest.mark.parametrize("session", ["", "os.setsid()\n        "])
@pytest.mark.parametrize("after", ["", "os._exit(0)", "while True:\n    pass", "raise ValueError"])
def test_no_process_that_a_plugin_starts_outlives_it(session: str, after: str, tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    lines = f"""{PAST_THE_RULE}
for k in range(3):
    if os.fork() == 0:
        {session}if os.fork() == 0:
            pass
        fd = os.open({str(noted)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(fd, b"%d\\n" % os.getpid())
        while True:
            collections._sys.modules["time"].sleep(60)
for k in range(200):
    if os.path.exists({str(noted)!r}) and os.stat({str(noted)!r}).st_size > 20:
        break
    collections._sys.modules["time"].sleep(0.02)
{after}"""
    write(tmp_path, between(lines))
    result = compiled(tmp_path, seconds=4 if "while" in after else 20)
    assert (result.edition is None) == bool(after)
    pids = [int(line) for line in noted.read_text().split()]
    assert len(pids) >= 3
    assert not [pid for pid in pids if _runs(pid)]
    write(tmp_path)
    assert compiled(tmp_path).edition is not None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def asked(worker: Worker, root: Path) -> dict[str, Any]:
    """The compile task asked of one worker, past the cache."""
    args = {"root": str(root), "id": "decay", "title": "", "summary": "", "source": source_digest(root, "decay", Entry("", ""))}
    return worker.request("covis.compiler.worker.tasks:compile", args, root / "visualisations" / "decay", 60, 1024)


def until(condition: Callable[[], bool]) -> None:
    """Waits for what must come; only a fault makes it wait for long."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


@forks
def test_a_worker_that_is_killed_answers_what_waits_and_a_new_one_serves(tmp_path: Path) -> None:
    worker, noted = Worker(), tmp_path / "pid"
    lines = f"""{PAST_THE_RULE}
fd = os.open({str(noted)!r}, os.O_WRONLY | os.O_CREAT)
os.write(fd, b"%d\\n" % os.getpid())
while True:
    pass"""
    write(tmp_path, between(lines))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, worker, tmp_path)
        until(lambda: noted.exists() and noted.read_text().endswith("\n"))
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        with pytest.raises(WorkerError, match="the worker process stopped; run the check again"):
            waiting.result(timeout=30)
    until(lambda: not _runs(int(noted.read_text())))  # its child goes with it
    write(tmp_path)
    assert asked(worker, tmp_path)["document"]
    worker.close()


@forks
def test_a_worker_that_died_between_requests_is_replaced_without_a_word(tmp_path: Path) -> None:
    worker = Worker()
    write(tmp_path)
    for _ in range(2):
        assert asked(worker, tmp_path)["document"]
        assert worker._process is not None
        process = worker._process
        os.kill(process.pid, signal.SIGKILL)
        until(lambda process=process: not process.alive)  # type: ignore[misc]
    worker.close()
    assert asked(worker, tmp_path)["document"]  # closed is not the end either
    worker.close()


def test_twenty_requests_at_once(tmp_path: Path) -> None:
    for k in range(20):
        source = between("z = 1 / 0") if k % 5 == 4 else HEAD.replace("0.5", f"0.{k + 11}") + TAIL
        write(tmp_path, source, id=f"decay_{k}")
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda k: compiled(tmp_path, f"decay_{k}"), range(20)))
    for k, result in enumerate(results):
        if k % 5 == 4:
            assert "ZeroDivisionError" in said(result)
        else:
            assert result.edition is not None
            assert result.edition.document["controls"][0]["start"] == float(f"0.{k + 11}")


def test_a_task_that_is_not_there_does_not_end_the_worker(way: str, tmp_path: Path) -> None:
    worker = Worker()
    with pytest.raises(WorkerError, match=r"could not be compiled .*no_such_room"):
        worker.request("covis.no_such_room:task", {}, tmp_path, 5, 512)
    worker.close()

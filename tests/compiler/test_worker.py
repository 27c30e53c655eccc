"""Whatever a plugin does, its team gets a clear message with the line of its file, and the next compile works."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from covis.compiler.worker import client
from covis.compiler.worker.client import CAN_FORK, Worker
from covis.compiler.worker.failures import WorkerError
from tests.compiler.compiler_world import FIRST, HEAD, TAIL, between, compiled, said, write

# Past the import rule, and past the fence. The kernel's part still holds, where there is one: `no_sandbox` is without it.
PAST_THE_RULE = """import collections
os = collections._sys.modules['os']
fence = collections._sys.modules['covis.compiler.worker.fence']
fence._BARRED = fence._READS = ()
"""
forks = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")


@pytest.fixture(params=[pytest.param("fork", marks=forks), "once"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways in which a system runs plugins."""
    if request.param == "once":
        monkeypatch.setattr(client, "CAN_FORK", False)
    return str(request.param)


@pytest.fixture
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker as it is where the kernel refuses nothing."""
    monkeypatch.setenv("COVIS_SANDBOX", "off")
    worker = Worker()
    monkeypatch.setattr("covis.editions.cache.worker", worker)
    yield worker
    worker.close()


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
    "states what cannot be": ("a = Slider('a', 2, 1, value=1, label='A')", FIRST, "swap them"),
    "gives a plot a not-a-number": (
        "visualisation = Visualisation(plots=[Plot(Curve(y, over=t), layout={'height': float('nan')})])\n"
        "class Visualisation:\n    def __new__(cls, **k): return visualisation",
        FIRST,
        "Plotly refuses",
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


def test_memory_that_libraries_reserve_is_not_the_plugins(tmp_path: Path) -> None:
    write(tmp_path, between("import numpy\nz = numpy.ones(50_000_000)"))  # 400 MB; V8 alone asks for more
    result = compiled(tmp_path, seconds=20, megabytes=600)
    assert result.edition is not None, said(result)


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
        (b"x = 1\0\n", "__init__.py:1:6: Python cannot read this: there is a null byte here"),
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
def test_no_process_that_a_plugin_starts_outlives_it(session: str, after: str, tmp_path: Path, no_sandbox: Worker) -> None:
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
    args = {"root": str(root), "id": "decay", "title": "", "summary": ""}
    return worker.request("covis.compiler.worker.tasks:compile", args, root / "visualisations" / "decay", 60, 1024)


def until(condition: Callable[[], bool]) -> None:
    """Waits for what must come; only a fault makes it wait for long."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def pid_of(worker: Worker) -> int:
    assert worker._process is not None
    return worker._process.pid


def waits_for(gate: Path, noted: Path) -> str:
    """A plugin that notes its process, and goes on when there is a file at `gate`."""
    return f"""{PAST_THE_RULE}
fd = os.open({str(noted)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
os.write(fd, b"%d\\n" % os.getpid())
while not os.path.exists({str(gate)!r}):
    collections._sys.modules["time"].sleep(0.02)"""


def lines_of(noted: Path) -> list[int]:
    return [int(line) for line in noted.read_text().split()] if noted.exists() else []


@forks
def test_what_a_killed_worker_was_asked_is_asked_again_at_once(tmp_path: Path, no_sandbox: Worker) -> None:
    """Its child goes with it, a new worker answers, and whoever asked learns nothing of it."""
    worker, gate, noted = no_sandbox, tmp_path / "gate", tmp_path / "pids"
    write(tmp_path, between(waits_for(gate, noted)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, worker, tmp_path)
        until(lambda: len(lines_of(noted)) == 1)
        os.kill(pid_of(worker), signal.SIGKILL)
        until(lambda: not _runs(lines_of(noted)[0]))
        gate.touch()
        assert waiting.result(timeout=300)["document"]
    assert len(lines_of(noted)) == 2
    worker.close()


@forks
def test_a_worker_that_is_killed_each_time_is_an_error_of_the_moment(tmp_path: Path, no_sandbox: Worker) -> None:
    worker, noted = no_sandbox, tmp_path / "pids"
    write(tmp_path, between(waits_for(tmp_path / "never", noted)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, worker, tmp_path)
        for k in range(client.TRIES):
            until(lambda k=k: len(lines_of(noted)) == k + 1)  # type: ignore[misc]
            os.kill(pid_of(worker), signal.SIGKILL)
        with pytest.raises(WorkerError, match="the worker process stopped; run the command again") as failed:
            waiting.result(timeout=300)
    assert failed.value.transient
    worker.close()


@forks
def test_a_worker_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_sandbox: Worker) -> None:
    """Stopped with a request at hand, and stopped before one comes: a new worker answers both."""
    monkeypatch.setattr(client, "SILENCE", 2.0)
    worker, gate, noted = no_sandbox, tmp_path / "gate", tmp_path / "pids"
    write(tmp_path, between(waits_for(gate, noted)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, worker, tmp_path)
        until(lambda: bool(lines_of(noted)))
        hung = pid_of(worker)
        os.kill(hung, signal.SIGSTOP)
        gate.touch()
        assert waiting.result(timeout=300)["document"]
    assert pid_of(worker) != hung and not _runs(hung)
    hung = pid_of(worker)
    os.kill(hung, signal.SIGSTOP)
    assert asked(worker, tmp_path)["document"]
    assert pid_of(worker) != hung and not _runs(hung)
    worker.close()


@forks
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
def test_a_child_that_is_killed_or_stopped_is_an_error_of_the_moment(sent: int, tmp_path: Path, no_sandbox: Worker) -> None:
    worker, noted = no_sandbox, tmp_path / "pids"
    write(tmp_path, between(waits_for(tmp_path / "never", noted)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, worker, tmp_path)
        until(lambda: bool(lines_of(noted)))
        os.kill(lines_of(noted)[0], sent)
        with pytest.raises(WorkerError, match="was stopped by the system") as failed:
            waiting.result(timeout=300)
    assert failed.value.transient
    assert not _runs(lines_of(noted)[0])
    worker.close()


@forks
def test_a_compilation_does_not_wait_until_facts_have_ended(tmp_path: Path, no_sandbox: Worker) -> None:
    worker, gate, noted = no_sandbox, tmp_path / "gate", tmp_path / "pids"
    write(tmp_path, between(waits_for(gate, noted)))
    write(tmp_path / "other")
    args = {"root": str(tmp_path), "id": "decay", "which": [0], "seconds": 60}
    folder = tmp_path / "visualisations" / "decay"
    many = 2 * (os.cpu_count() or 1) + 1
    with ThreadPoolExecutor(many) as pool:
        facts = [pool.submit(worker.request, "covis.checks.tasks:facts", args, folder, 60, 1024, background=True) for _ in range(many)]
        until(lambda: len(lines_of(noted)) == (os.cpu_count() or 1))  # as many as there are processors run, the others wait
        assert asked(worker, tmp_path / "other")["document"]
        assert not any(fact.done() for fact in facts)
        gate.touch()
        for fact in facts:
            with pytest.raises(WorkerError):  # it has no fact
                fact.result(timeout=300)
    worker.close()


def test_time_that_a_plugin_only_waits_is_not_its_processor_time(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has ten times as long by the clock, and then its line is known too."""
    nap = PAST_THE_RULE + "collections._sys.modules['time'].sleep({})"
    write(tmp_path, between(nap.format(6)))
    assert compiled(tmp_path, seconds=5).edition is not None
    monkeypatch.setattr(client, "WALL", 2)
    write(tmp_path, between(nap.format(600)))
    result = compiled(tmp_path, seconds=5)
    assert "did not finish within 10 s" in said(result) and result.transient
    assert [finding.line for finding in result.findings] == [FIRST + PAST_THE_RULE.count("\n")]


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "Too many open files"), RuntimeError("can't start new thread")])
def test_a_system_that_gives_no_process_is_an_error_of_the_moment(
    error: Exception, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr("covis.editions.cache.worker", Worker())
    write(tmp_path)
    result = compiled(tmp_path)
    assert result.transient and "the system gave no new process" in said(result)


@pytest.mark.parametrize(
    ("line", "transient"),
    [
        ("raise OSError(24, 'Too many open files')", True),
        ("raise MemoryError", True),
        ("import numpy\nz = numpy.ones((10**5, 10**5))", True),
        ("raise OSError(2, 'No such file or directory')", False),
        ("raise ValueError", False),
        ("z = open('/etc/passwd')", False),
        ("raise SystemExit(0)", False),
        (PAST_THE_RULE + "os._exit(3)", False),
    ],
)
def test_what_is_the_systems_fault_and_what_the_plugins(line: str, transient: bool, tmp_path: Path) -> None:
    write(tmp_path, between(line))
    result = compiled(tmp_path, megabytes=600)
    assert result.findings and result.transient == transient
    assert len(list((tmp_path / ".covis" / "compiled").glob("*"))) == (not transient and "_exit" not in line)


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

"""Plugins that mean harm: past the import rule, each layer is asked by itself, and nobody else's request is hurt."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from covis.compiler.worker.client import CAN_FORK, Worker
from covis.compiler.worker.failures import WorkerError
from tests.compiler.compiler_world import between, compiled, said, write

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")

PAST_THE_RULE = """import collections
modules = collections._sys.modules
os, socket, ctypes, time = (modules[name] for name in ('os', 'socket', 'ctypes', 'time'))
"""
PAST_THE_FENCE = PAST_THE_RULE + "modules['covis.compiler.worker.fence']._BARRED = modules['covis.compiler.worker.fence']._READS = ()\n"
EVERY_FILE = "range(3, 64)"


@pytest.fixture(scope="module")
def workers() -> Iterator[dict[str, Worker]]:
    """One worker as it comes, and one as it is where the kernel refuses nothing."""
    made = {"sandbox": Worker(), "none": Worker()}
    made["sandbox"].warm()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_SANDBOX", "off")
        made["none"].warm()
    yield made
    for worker in made.values():
        worker.close()


@pytest.fixture
def use(workers: dict[str, Worker], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Worker]:
    def choose(name: str) -> Worker:
        monkeypatch.setattr("covis.editions.cache.worker", workers[name])
        return workers[name]

    return choose


def refusals(worker: Worker, folder: Path) -> dict[str, str]:
    found: dict[str, str] = worker.request("covis.compiler.worker.sandbox:report", {}, folder, 20, 512)["protections"]
    return found


def until(condition: Callable[[], bool]) -> None:
    """Waits for what must come; only a fault makes it wait for long."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_the_worker_reports_what_is_in_force(workers: dict[str, Worker], tmp_path: Path) -> None:
    assert set(refusals(workers["sandbox"], tmp_path)) == {"Landlock", "seccomp"}
    assert all("COVIS_SANDBOX=off" in reason for reason in refusals(workers["none"], tmp_path).values())


# What a plugin tries on the file or folder next to its own, the event that the fence refuses it by, and whether the kernel does too.
DEEDS = {
    "reads": ("os.open(VICTIM, os.O_RDONLY)", "may not read", "Landlock"),
    "lists": ("os.listdir(os.path.dirname(VICTIM))", "may not read", "Landlock"),
    "scans": ("os.scandir('/etc')", "may not read", "Landlock"),
    "reads another's environment": ("os.open('/proc/%d/environ' % os.getppid(), os.O_RDONLY)", "may not read", "Landlock"),
    "opens another's files": ("os.open('/proc/%d/fd/1' % os.getppid(), os.O_WRONLY)", "may not write", "Landlock"),
    "writes": ("os.open(VICTIM, os.O_WRONLY | os.O_TRUNC)", "may not write", "Landlock"),
    "creates": ("os.open(VICTIM + '2', os.O_RDWR | os.O_CREAT)", "may not write", "Landlock"),
    "writes into its own folder": ("os.open(__file__, os.O_WRONLY)", "may not write", "Landlock"),
    "removes": ("os.remove(VICTIM)", "os.remove", "Landlock"),
    "renames": ("os.rename(VICTIM, VICTIM + '2')", "os.rename", "Landlock"),
    "replaces": ("os.replace(__file__, VICTIM)", "os.rename", "Landlock"),
    "makes a folder": ("os.mkdir(VICTIM + '2')", "os.mkdir", "Landlock"),
    "removes a folder": ("os.rmdir(EMPTY)", "os.rmdir", "Landlock"),
    "makes a link": ("os.symlink(VICTIM, VICTIM + '2')", "os.symlink", "Landlock"),
    "makes a hard link": ("os.link(VICTIM, VICTIM + '2')", "os.link", "Landlock"),
    "makes a pipe": ("os.mkfifo(VICTIM + '2')", None, "Landlock"),
    "truncates": ("os.truncate(VICTIM, 0)", "os.truncate", "Landlock"),
    "changes the mode": ("os.chmod(VICTIM, 0)", "os.chmod", "seccomp"),
    "changes the owner": ("os.chown(VICTIM, os.getuid(), os.getgid())", "os.chown", "seccomp"),
    "changes the times": ("os.utime(VICTIM, (0, 0))", "os.utime", "seccomp"),
    "sets an attribute": ("os.setxattr(VICTIM, 'user.x', b'1')", "os.setxattr", "seccomp"),
    "kills the worker": ("os.kill(os.getppid(), 9)", "os.kill", "seccomp"),
    "kills a group": ("os.killpg(os.getpgid(os.getppid()), 9)", "os.kill", "seccomp"),
    "forks": ("os.fork()", "os.fork", "seccomp"),
    "runs a program": ("os.execv('/bin/true', ['true'])", "os.exec", "seccomp"),
    "spawns a program": ("os.posix_spawn('/bin/true', ['true'], {})", "os.posix_spawn", "seccomp"),
    "starts a subprocess": ("modules['subprocess'].run(['true'])", "subprocess.Popen", "seccomp"),
    "raises its limits": ("modules['resource'].setrlimit(modules['resource'].RLIMIT_CORE, (0, 0))", "resource.setrlimit", "seccomp"),
    "connects": ("socket.create_connection(('127.0.0.1', 9))", "socket.", "seccomp"),
    "binds": ("socket.socket().bind(('127.0.0.1', 0))", "socket.", "seccomp"),
    "sends a datagram": (
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.",
        "seccomp",
    ),
    "speaks to a local socket": ("socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', '/dev/log')", "socket.sendto", "seccomp"),
    "looks a name up": ("socket.getaddrinfo('localhost.', 80)", "socket.getaddrinfo", None),
    "looks a host up": ("socket.gethostbyname('localhost.')", "socket.gethostbyname", None),
    "loads a C library": ("ctypes.CDLL(None).getpid()", "ctypes.dlopen", None),
    "calls a C library": ("ctypes.pythonapi.Py_Exit(0)", "ctypes.dlsym", None),
    "reads memory": ("ctypes.string_at(id(0), 8)", "ctypes.string_at", None),
}
LAYERS = [pytest.param(name, "fence", id=f"{name}, fence") for name, (_, fence, _) in DEEDS.items() if fence]
LAYERS += [pytest.param(name, "sandbox", id=f"{name}, kernel") for name, (_, _, kernel) in DEEDS.items() if kernel]


@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_each_layer_refuses_by_itself_and_nothing_has_changed(name: str, layer: str, tmp_path: Path, use: Callable[[str], Worker]) -> None:
    deed, fence, kernel = DEEDS[name]
    victim, empty = tmp_path / "victim", tmp_path / "empty"
    victim.write_text("as it was")
    empty.mkdir()
    worker = use("none" if layer == "fence" else "sandbox")
    if layer == "sandbox" and kernel and (reason := refusals(worker, tmp_path)[kernel]):
        pytest.skip(f"{kernel}: {reason}")
    before = (victim.stat(), sorted(tmp_path.iterdir()))
    past = PAST_THE_RULE if layer == "fence" else PAST_THE_FENCE
    write(tmp_path, between(f"{past}VICTIM, EMPTY = {str(victim)!r}, {str(empty)!r}\n{deed}"))
    result = compiled(tmp_path, seconds=60)
    assert result.edition is None
    assert any(words in said(result) for words in ([fence or ""] if layer == "fence" else ["PermissionError", "not allowed"]))
    assert victim.read_text() == "as it was"
    after = victim.stat()
    assert (after.st_mode, after.st_mtime, after.st_nlink) == (before[0].st_mode, before[0].st_mtime, before[0].st_nlink)
    assert sorted(path for path in tmp_path.iterdir() if path.name not in (".covis", "visualisations")) == [empty, victim]
    write(tmp_path)
    assert compiled(tmp_path, seconds=60).edition is not None


@pytest.mark.parametrize("layer", ["fence", "sandbox"])
def test_what_a_plugin_leaves_behind_is_held_to_the_end(layer: str, tmp_path: Path, use: Callable[[str], Worker]) -> None:
    """A thread started on import, an object's end, what was registered for the end of the process, a number that Covis evaluates."""
    worker = use("none" if layer == "fence" else "sandbox")
    if layer == "sandbox" and any(refusals(worker, tmp_path).values()):
        pytest.skip("the kernel's part is not all there")
    past = PAST_THE_RULE if layer == "fence" else PAST_THE_FENCE
    lines = f"""{past}
def write(name):
    fd = os.open({str(tmp_path)!r} + "/" + name, os.O_WRONLY | os.O_CREAT)
    os.close(fd)
def again():
    while True:
        try:
            write("thread")
        except OSError:
            time.sleep(0.001)
modules["threading"].Thread(target=again).start()
modules["atexit"].register(write, "atexit")
class Ends:
    def __del__(self):
        write("del")
class Late(dict):
    def items(self):
        write("late")
        return super().items()
end = Ends()
end.me = end
del end
"""
    write(tmp_path, between(lines))
    compiled(tmp_path, seconds=60)
    assert not [name for name in ("thread", "atexit", "del", "late") if (tmp_path / name).exists()]


FORGED = b'{"document": null, "findings": []}'
REPLIES = {
    "a forged reply": f"send({FORGED!r} + b'\\n')\nos._exit(0)",
    "a forged reply, and goes on": f"send({FORGED!r} + b'\\n')",
    "a forged reply with another number": 'send(b\'{"n": 1, "result": {"document": null, "findings": []}}\\n\')\nos._exit(0)',
    "two forged replies": f"send(({FORGED!r} + b'\\n') * 2)\nos._exit(0)",
    "garbage": "send(b'\\xff\\0 no JSON \\n')\nos._exit(0)",
    "garbage, and goes on": "send(b'garbage')",
    "a line's end": "send(b'\\n')\nos._exit(0)",
    "deeply nested JSON": "send(b'[' * 200000 + b'\\n')\nos._exit(0)",
    "more than any reply has": "while True:\n    send(b'x' * 60000)",
}


@pytest.mark.parametrize("name", REPLIES)
@pytest.mark.parametrize("which", ["none", "sandbox"])
def test_a_forged_or_broken_reply_is_that_plugins_error_alone(name: str, which: str, tmp_path: Path, use: Callable[[str], Worker]) -> None:
    use(which)
    send = f"def send(data):\n    for fd in {EVERY_FILE}:\n        try:\n            if modules['stat'].S_ISFIFO(os.fstat(fd).st_mode):\n"
    send += "                os.write(fd, data)\n        except OSError:\n            pass\n"
    write(tmp_path, between(PAST_THE_RULE + send + REPLIES[name]), id="forger")
    for k in range(3):
        write(tmp_path, id=f"decay_{k}")
    with ThreadPoolExecutor(4) as pool:
        forged, *others = pool.map(lambda id: compiled(tmp_path, id, seconds=60), ["forger", "decay_0", "decay_1", "decay_2"])
    assert forged.edition is None
    assert "wrote into the file that its result is passed in" in said(forged)
    assert all(other.edition is not None for other in others), [said(other) for other in others]


@pytest.mark.parametrize(
    "result",
    [
        "{}",
        "{'document': {}, 'findings': []}",
        "{'document': None, 'findings': [{}]}",
        "{'document': None, 'findings': 3}",
        "{'document': 'x', 'findings': []}",
        "{'document': None, 'findings': None, 'moved': 0}",
        "[]",
        "None",
    ],
)
def test_a_result_that_was_replaced_inside_the_process_is_that_plugins_error(result: str, tmp_path: Path) -> None:
    """With enough skill: the functions of Covis's own modules are within reach."""
    replaced = f"{PAST_THE_RULE}before = modules['json'].dumps\nmodules['json'].dumps = lambda value, **more: before({result}, **more)\n"
    write(tmp_path, between(replaced))
    got = compiled(tmp_path, seconds=60)
    assert got.edition is None
    assert any(finding.severity == "error" and finding.id == "decay" for finding in got.findings)
    write(tmp_path)
    assert compiled(tmp_path, seconds=60).edition is not None


def test_children_have_no_file_of_each_other(tmp_path: Path, use: Callable[[str], Worker]) -> None:
    """While others run: a child has standard input, output and error, the file behind the last two, its trace, its note and its reply.

    The note is open twice: the memory that is mapped from it keeps a number of its own.
    """
    use("none")
    lines = f"""{PAST_THE_RULE}
found = []
for fd in range(256):
    try:
        found.append((fd, oct(modules['stat'].S_IFMT(os.fstat(fd).st_mode))))
    except OSError:
        pass
time.sleep(0.3)
raise ValueError('open: %d %r' % (len(found), found))"""
    ids = [f"decay_{k}" for k in range(6)]
    for id in ids:
        write(tmp_path, between(lines), id=id)
    with ThreadPoolExecutor(len(ids)) as pool:
        for result in pool.map(lambda id: compiled(tmp_path, id, seconds=60), ids):
            assert "open: 8 [" in said(result)


def test_too_few_files_are_no_fault_of_the_plugin_and_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system cannot change another process's limits")
    worker = Worker()
    refusals(worker, tmp_path)
    assert worker._process is not None
    limits = resource.prlimit(worker._process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(worker._process.pid, resource.RLIMIT_NOFILE, (6, limits[1]))
    with pytest.raises(WorkerError, match=r"too many open files.*run the command again"):
        refusals(worker, tmp_path)
    resource.prlimit(worker._process.pid, resource.RLIMIT_NOFILE, limits)
    for _ in range(3):
        refusals(worker, tmp_path)
    worker.close()


def test_what_plugins_leave_in_temporary_folders_goes_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_SANDBOX", "off")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)  # so that TMPDIR counts
    worker = Worker()
    monkeypatch.setattr("covis.editions.cache.worker", worker)
    leaves = PAST_THE_FENCE + "for where in (os.getcwd(), os.environ['TMPDIR'], modules['tempfile'].gettempdir()):\n"
    leaves += (
        "    os.makedirs(where + '/left/behind', exist_ok=True)\n    os.close(os.open(where + '/left/file', os.O_CREAT | os.O_WRONLY))\n"
    )
    for end in ("", "os._exit(0)", "os.kill(os.getpid(), 9)", "while True: pass"):
        write(tmp_path, between(leaves + end))
        result = compiled(tmp_path, seconds=3 if "while" in end else 60)
        assert (result.edition is None) == bool(end)
        (folder,) = temporary.iterdir()
        assert list(folder.iterdir()) == []
    write(tmp_path, between(leaves + "while True: pass"))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(compiled, tmp_path, seconds=60)
        until(lambda: bool(list(folder.glob("*/left/file"))))
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        worker.close()
        waiting.result(timeout=60)
    until(lambda: not folder.exists())
    until(lambda: worker._process is None or not worker._process.alive)
    worker.close()
    until(lambda: list(temporary.iterdir()) == [])

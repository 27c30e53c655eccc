"""The loop of a session holds nothing until it is used, and then it is asyncio's own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from covis.shell.script_loop import LateLoop

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.own_thread, pytest.mark.skipif(sys.platform == "win32", reason="Windows has loops of another kind")]


def descriptors() -> int:
    return len(os.listdir("/dev/fd"))  # noqa: PTH208


def test_it_holds_nothing_until_it_is_used() -> None:
    before = descriptors()
    loops = [LateLoop() for _ in range(50)]
    for loop in loops:  # all that Streamlit does with it around a page run
        assert not loop.is_closed() and not loop.is_running() and not asyncio.all_tasks(loop)
    assert descriptors() == before
    loops[0].run_until_complete(asyncio.sleep(0))
    assert descriptors() > before
    for loop in loops:
        loop.close()
    assert descriptors() == before


def test_it_is_a_loop_like_any_other() -> None:
    loop = LateLoop()

    async def inside() -> int:
        assert asyncio.get_running_loop() is loop and loop.is_running()
        future = loop.create_future()
        threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, 3)).start()
        return int(await future)

    assert loop.run_until_complete(inside()) == 3
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    assert loop.is_closed()


@pytest.mark.parametrize("used", [True, False])
def test_one_that_is_closed_stays_closed(used: bool) -> None:
    loop = LateLoop()
    if used:
        loop.call_soon(print)
    loop.close()
    loop.close()
    before = descriptors()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon(print)
    assert loop.is_closed() and descriptors() == before


def test_many_threads_may_be_the_first_to_use_it() -> None:
    for _ in range(50):
        loop, together = LateLoop(), threading.Barrier(4)
        seen: list[int] = []

        def use(loop: LateLoop = loop, together: threading.Barrier = together, seen: list[int] = seen) -> None:
            together.wait()
            loop.call_soon_threadsafe(seen.append, 1)

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
        assert seen == [1, 1, 1, 1]


SESSIONS = """
import gc, json, os
from contextlib import ExitStack
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
import app

def page(web):
    wanted = BackMsg()
    wanted.rerun_script.query_string = ""
    web.send_bytes(wanted.SerializeToString())
    while True:
        message = ForwardMsg.FromString(web.receive_bytes())
        if message.WhichOneof("type") == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            return

held, full = [], []
gc.callbacks.append(lambda phase, info: full.append(phase) if phase == "start" and info["generation"] == 2 else None)
with TestClient(app.app, base_url="http://localhost") as client, ExitStack() as open_sessions:
    full.clear()
    for _ in range(8):
        page(open_sessions.enter_context(client.websocket_connect("/_stcore/stream", ["streamlit"], headers={"host": "localhost"})))
        held.append(len(os.listdir("/dev/fd")))
print(json.dumps({"held": held, "collections": len(full)}))
"""


def test_a_session_holds_no_descriptor_but_its_connection_and_no_run_collects_all_garbage(gallery: Path) -> None:
    """The real app in a process of its own; the client is inside it, so that its sessions have no connection either."""
    done = subprocess.run([sys.executable, "-c", SESSIONS], cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    held = found["held"]
    assert max(held[2:]) - min(held[2:]) <= 4, held  # the compiler's worker may come and go; sessions took 3 each
    assert found["collections"] < 8  # Python's own may come in between; Streamlit's came after each run

"""The plain pages while the worker behind them is killed and stopped: what is there is served, and what is not comes by itself."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from covis.catalogue import Catalogue, compilations
from covis.catalogue.background import Background
from covis.compiler.worker import client
from covis.editions import Compiled
from covis.finding import Finding
from covis.web import Site, routes

ID = "damped_oscillator"
MANY = 6


def until(condition: Callable[[], bool]) -> None:
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.mark.skipif(not client.CAN_FORK, reason="this system has no warm worker")
def test_a_worker_that_is_killed_and_stopped_under_load(gallery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is an error, one that is compiled already is always served, and in the end all are."""
    monkeypatch.setattr(client, "SILENCE", 2.0)
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "cache"))
    catalogue = Catalogue(gallery)
    web = TestClient(Starlette(routes=routes(Site(catalogue))))
    until(lambda: web.get(f"/v/{ID}").status_code == 200)
    ids = [f"copy_{k}" for k in range(MANY)]
    with (gallery / "registry.yaml").open("a") as registry:
        for id in ids:
            shutil.copytree(gallery / "visualisations" / ID, gallery / "visualisations" / id)
            registry.write(f"\n  {id}:\n    title: {id}\n    coders: [example_student]\n    fact_checkers: [example_staff]\n")
    catalogue.items.all()
    ended = threading.Event()

    def harm() -> None:
        for sent in (signal.SIGKILL, signal.SIGSTOP, signal.SIGKILL, signal.SIGSTOP):
            if ended.wait(1.5):
                return
            process = client.worker._process
            if process is not None and process.alive:
                os.kill(process.pid, sent)

    harming = threading.Thread(target=harm)
    harming.start()
    try:
        answers: dict[str, int] = {}
        while set(answers.values()) != {200} or len(answers) < MANY or harming.is_alive():
            assert web.get(f"/v/{ID}").status_code == 200
            for id in ids:
                if answers.get(id) != 200:
                    answer = web.get(f"/v/{id}")
                    answers[id] = answer.status_code
                    assert answer.status_code == 200 or (answer.status_code == 503 and int(answer.headers["retry-after"]) >= 2), answer.text
            time.sleep(0.05)
    finally:
        ended.set()
        harming.join()


def test_a_failure_of_the_moment_is_a_page_that_asks_again(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, tries = 0.0, 0

    def fail(*_: object) -> Compiled:
        nonlocal tries
        tries += 1
        return Compiled(None, (Finding(f"visualisations/{ID}/__init__.py", 7, 0, "the plugin <b>stopped</b>", id=ID),), transient=True)

    monkeypatch.setattr(compilations, "compile_visualisation", fail)
    catalogue = Catalogue(gallery)
    catalogue._compilations.queue = Background(clock=lambda: now)
    web = TestClient(Starlette(routes=routes(Site(catalogue))))
    for k in range(1, 6):
        answer = web.get(f"/v/{ID}")
        assert answer.status_code == 503 and answer.headers["retry-after"] == str(max(2, 2 ** (k - 1)))
        assert f'http-equiv="refresh" content="{answer.headers["retry-after"]}"' in answer.text
        assert "is trying again" in answer.text and "the plugin &lt;b&gt;stopped&lt;/b&gt;" in answer.text
        assert f"visualisations/{ID}/__init__.py:7" in answer.text
        assert tries == k
        now += 2 ** (k - 1)
        until(lambda k=k: web.get(f"/v/{ID}") is not None and tries == k + 1)  # type: ignore[misc]
        until(lambda: catalogue._compilations.queue._jobs[ID].future.done())

"""The plain page's bytes are kept as long as nothing that they show has changed, and not a moment longer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from covis.catalogue import Catalogue
from covis.web import Site, assets, pages, routes
from covis.web.export import single
from covis.web.server.shared_calls import SharedCalls

ID = "damped_oscillator"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each page that was made anew."""
    made: list[str] = []
    make = pages.visualisation

    def counted(*arguments: object) -> str:
        made.append(ID)
        return make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pages, "visualisation", counted)
    return made


@pytest.fixture
def catalogue(gallery: Path) -> Catalogue:
    catalogue = Catalogue(gallery)
    assert catalogue.items.get(ID, wait=300)
    return catalogue


@pytest.fixture
def client(catalogue: Catalogue) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(Site(catalogue)))) as client:
        yield client


def test_a_page_is_made_once(client: TestClient, made: list[str]) -> None:
    first = client.get(f"/v/{ID}")
    tag = first.headers["etag"]
    assert first.status_code == 200
    for encoding in ("br", "gzip", "identity"):
        assert client.get(f"/v/{ID}", headers={"accept-encoding": encoding}).text == first.text
    again = client.get(f"/v/{ID}", headers={"accept-encoding": "gzip, deflate, br, zstd", "if-none-match": tag})
    assert again.status_code == 304
    assert made == [ID]


def test_each_change_makes_another_one_at_once(client: TestClient, catalogue: Catalogue, gallery: Path, made: list[str]) -> None:
    registry = gallery / "registry.yaml"
    before = client.get(f"/v/{ID}")
    registry.write_text(registry.read_text().replace("What friction does to a swing", "What friction does to a pendulum"))
    assert catalogue.items.get(ID, wait=300)  # it is compiled again
    renamed = client.get(f"/v/{ID}", headers={"if-none-match": before.headers["etag"]})
    assert renamed.status_code == 200 and "What friction does to a pendulum" in renamed.text
    person = next(path for path in (gallery / "contributors").iterdir() if "Sam Example" in path.read_text())
    person.write_text(person.read_text().replace("Sam Example", "Samira Example"))
    assert "Samira Example" in client.get(f"/v/{ID}").text
    assert len(made) == 3
    catalogue.actions.retire(ID, "example_maintainer", "cli")
    assert client.get(f"/v/{ID}", headers={"if-none-match": renamed.headers["etag"]}).status_code == 410


@pytest.mark.own_thread
def test_who_asks_during_a_run_gets_the_next_one_with_all_others() -> None:
    runs: list[int] = []
    entered, go_on = threading.Event(), threading.Event()

    def work(key: str) -> int:
        runs.append(len(runs) + 1)
        mine = len(runs)
        if mine == 1:
            entered.set()
            assert go_on.wait(60)
        return mine

    async def ask() -> list[int]:
        shared = SharedCalls(work)
        first = asyncio.create_task(shared("a"))
        await asyncio.to_thread(entered.wait, 60)
        later = [asyncio.create_task(shared("a")) for _ in range(100)]
        await asyncio.sleep(0)
        go_on.set()
        return [await first, *(await asyncio.gather(*later))]

    assert asyncio.run(ask()) == [1] + [2] * 100
    assert runs == [1, 2]


@pytest.mark.own_thread
def test_what_goes_wrong_is_told_to_all_and_nothing_stays() -> None:
    def work(key: str) -> int:
        raise ValueError(key)

    async def ask() -> None:
        shared = SharedCalls(work)
        found = await asyncio.gather(*(shared(key) for key in "aab"), return_exceptions=True)
        assert [str(error) for error in found] == ["a", "a", "b"]
        assert not shared._running and not shared._next

    asyncio.run(ask())


def test_whoever_loads_plotly_does_not_wait_for_the_frame_of_single_files(client: TestClient) -> None:
    single.frame.cache_clear()
    single.frame_url.cache_clear()
    assert client.get(assets.plotly_url()).status_code == 200
    assert single.frame.cache_info().currsize == 0
    assert client.get(single.frame_url()).status_code == 200

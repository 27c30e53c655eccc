"""What a phone on a slow line waits for, and how the picture follows a hand on a slow processor: `make bench-weight`.

Each way to show one curve with a slider: the Streamlit page, the plain page, a frame, teach mode, the single file; beside them plain
Streamlit with the same curve in one `st.plotly_chart`, and Plotly's own export with precomputed frames.

- Chromium, 390 pixels wide, on its own "Fast 3G" (1.6 Mbit/s, 150 ms), opens each until its first slider is there and answers: the bytes
  and requests until then, and the time. Cold is the first visit; warm is the second, with what the browser has kept. The single file and
  Plotly's export come from a server that does not compress.
- Then a mouse drags the slider over 60 values, 60 a second, in a browser whose processor is six times slower (see drag.py).

Absolute times do not travel: read the ratios of one run.

    python -m benchmarks.weight [--rounds 3] [--json F]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.drag import measure, table
from benchmarks.drag_pages import HERE, TARGETS, Target, servers
from covis.catalogue import Catalogue
from covis.web.export.files import ready
from covis.web.export.single import single

FAST_3G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 6
ID = "one_curve"
COVIS = "section.covis[data-ready=true] input[type=range]"
PAGES = (
    ("Streamlit page", "covis", f"/?v={ID}", COVIS),
    ("plain page", "covis", f"/v/{ID}", COVIS),
    ("frame", "covis", f"/embed/{ID}", COVIS),
    ("teach mode", "covis", f"/v/{ID}?teach", COVIS.replace("]", "][data-teach]", 1)),
    ("single file", "files", "/single.html", COVIS),
    ("plain Streamlit", "streamlit", "/", "[data-testid=stSlider] input"),
    ("Plotly's export", "files", "/frames.html", ".slider-grip-rect"),
)
# Notes the moment at which the slider is there, on the page's own clock.
WATCH = """(() => {
  const look = () => { if (document.querySelector(%s)) { window.sliderAt = performance.now(); watch.disconnect(); } };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
})()"""


@dataclass
class Visit:
    """What one visit cost until the first slider was there."""

    seconds: float
    kilobytes: float
    requests: int


def visit(browser: Browser, address: str, slider: str) -> tuple[Visit, Visit]:
    """The first visit and the second."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True)
    try:
        return _load(context.new_page, address, slider), _load(context.new_page, address, slider)
    finally:
        context.close()


def _load(new_page: Callable[[], Any], address: str, slider: str) -> Visit:
    page = new_page()
    page.add_init_script(WATCH % json.dumps(slider))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", FAST_3G)
    arrived: dict[str, float] = {}  # bytes by request: Chromium reports some in pieces, some only at the end

    def came(event: Any, *, whole: bool) -> None:
        before = arrived.get(event["requestId"])
        if before is not None:
            arrived[event["requestId"]] = max(before, event["encodedDataLength"]) if whole else before + event["encodedDataLength"]

    def asked(event: Any) -> None:
        if event["request"]["url"].startswith("http"):  # what comes as `data:` was counted with the file that holds it
            arrived.setdefault(event["requestId"], 0)

    network.on("Network.dataReceived", lambda event: came(event, whole=False))
    network.on("Network.loadingFinished", lambda event: came(event, whole=True))
    network.on("Network.requestWillBeSent", asked)
    page.goto(address, wait_until="commit", timeout=120_000)
    page.locator(slider).first.wait_for(state="attached", timeout=120_000)
    cost = Visit(page.evaluate("window.sliderAt") / 1000, sum(arrived.values()) / 1000, len(arrived))
    page.wait_for_timeout(500)
    page.locator(slider).first.press("ArrowRight")  # it answers
    page.wait_for_load_state("networkidle", timeout=120_000)  # the second visit finds everything
    page.close()
    return cost


def dragged_ways() -> list[Target]:
    """What is dragged: a bare SVG path, which the others are measured against, then the same pages as above."""
    others = {target.name: target for target in TARGETS}
    known = {"plain Streamlit": others["plain Streamlit, tuned"], "Plotly's export": others["Plotly frames, precomputed"]}
    ways = [replace(known.get(name) or Target(name, server, path), name=name) for name, server, path, _ in PAGES]
    return [replace(target, slower=SLOWER) for target in (TARGETS[0], *ways)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    found: dict[str, dict[str, list[Visit]]] = {name: {"cold": [], "warm": []} for name, *_ in PAGES}
    ways = dragged_ways()
    drags: dict[str, list[dict[str, float]]] = {target.name: [] for target in ways}
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as running, sync_playwright() as playwright:
        gallery = Catalogue(HERE / "drag_gallery")
        item = ready(gallery, ID)
        assert item is not None
        (Path(folder) / "files" / "single.html").write_bytes(single(item, gallery.registry))
        for _, server, path, _ in PAGES:
            urllib.request.urlopen(running[server].address + path).read()  # compiled before anybody waits for it
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None)
        for _ in range(given.rounds):
            for name, server, path, slider in PAGES:
                cold, warm = visit(browser, running[server].address + path, slider)
                found[name]["cold"].append(cold)
                found[name]["warm"].append(warm)
        for _ in range(given.rounds):
            for target in ways:
                drags[target.name].append(measure(browser, target, running[target.server]))
        browser.close()
    rows = {
        name: {
            when: {part: statistics.median(getattr(each, part) for each in visits) for part in ("seconds", "kilobytes", "requests")}
            for when, visits in both.items()
        }
        for name, both in found.items()
    }
    beside = rows["plain Streamlit"]
    for when in ("cold", "warm"):
        print(f"{when:<16}{'first slider':>14}{'kB':>9}{'requests':>10}   of plain Streamlit's time")
        for name, both in rows.items():
            row = both[when]
            share = row["seconds"] / beside[when]["seconds"]
            print(f"  {name:<14}{row['seconds']:>12.2f} s{row['kilobytes']:>9.0f}{row['requests']:>10.0f}   {share:.2f}")
    print(f"\nA drag, with the processor {SLOWER} times slower: medians, and the least painted\n{table(drags)}")
    if given.json:
        given.json.write_text(json.dumps({"weight": rows, "drag": drags}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

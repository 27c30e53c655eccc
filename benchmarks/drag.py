"""How the picture follows the hand: `make bench-drag`.

In a real Chromium a mouse drags a slider over 60 values, 60 a second: in one run over our pages, plain Streamlit, Plotly's frames
and a bare SVG path. What is painted is read from the drawing itself (drag_probe.js). Rounds are interleaved; the table has their
medians, and the least painted. Absolute times do not travel: read the ratios to the bare path of the same run.

    python -m benchmarks.drag [--rounds 3] [--only WORD] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.drag_pages import HERE, TARGETS, VALUES, Server, Target, servers

HERTZ = 60
FROM, TO = 0.2, 0.8  # the parts of the slider's length between which the hand moves
PLAYS = 3.0  # seconds that a clock is watched


def cpu(server: Server) -> float:
    """Seconds of processor time of the server and its children so far."""
    total = 0.0
    for process in [psutil.Process(server.process.pid), *psutil.Process(server.process.pid).children(recursive=True)]:
        try:
            used = process.cpu_times()
            total += used.user + used.system
        except psutil.Error:
            continue
    return total


def opened(browser: Browser, target: Target, server: Server) -> Page:
    size = {"width": 390, "height": 844} if target.phone else {"width": 1280, "height": 900}
    motion = "no-preference" if target.plays else "reduce"  # no clock plays while a hand drags
    more: dict[str, Any] = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if target.phone else {}
    page = browser.new_context(viewport=size, reduced_motion=motion, **more).new_page()  # type: ignore[arg-type]
    page.add_init_script(path=HERE / "drag_probe.js")
    page.goto(server.address + target.path)
    if not target.plays:
        page.locator(target.handle).first.wait_for(timeout=60_000)
    page.evaluate(f"probe.slider = () => {target.slider}; probe.drawn = () => {target.drawn}; 0")
    for _ in range(600):
        if page.evaluate("probe.drawn()") is not None:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)
    if target.slower != 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": target.slower})
    return page


def measure(browser: Browser, target: Target, server: Server) -> dict[str, float]:
    page = opened(browser, target, server)
    try:
        return watched(page, server) if target.plays else dragged(page, target, server)
    finally:
        page.context.close()


def dragged(page: Page, target: Target, server: Server) -> dict[str, float]:
    handle = page.locator(target.handle).first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    along = page.locator(target.track).first.bounding_box() if target.track else box
    assert box and along
    y = box["y"] + box["height"] / 2
    low, high = along["x"] + FROM * along["width"], along["x"] + TO * along["width"]
    mouse = page.mouse
    if target.track:  # take the thumb, and pull it to where the drag begins
        middle = box["x"] + box["width"] / 2
        mouse.move(middle, y)
        mouse.down()
        for k in range(1, 11):
            mouse.move(middle + (low - middle) * k / 10, y)
    else:
        mouse.move(low, y)
        mouse.down()
    time.sleep(target.settle)
    first = page.evaluate("probe.start()")
    used = cpu(server)
    begin = time.perf_counter()
    for k in range(1, VALUES + 1):
        mouse.move(low + (high - low) * k / VALUES, y)
        time.sleep(max(0.0, begin + k / HERTZ - time.perf_counter()))
    time.sleep(0.3)
    mouse.up()
    time.sleep(target.settle)
    used = cpu(server) - used
    found = page.evaluate("probe.stop()")
    return {**judged(found["inputs"], found["paints"], first, found["last"]), "cpu": used}


def judged(inputs: list[list[float]], paints: list[list[float]], first: list[float], last: list[float]) -> dict[str, float]:
    """A value is painted when the drawing shows it or a later one; the drawn number moves evenly with the slider's value."""

    def share(value: float, k: int) -> float:
        return (value - first[k]) / (last[k] - first[k]) if last[k] != first[k] else 0.0

    half = 0.45 / max(1, len(inputs))
    waits = []
    for at, value in inputs:
        seen = next((when for when, number in paints if when >= at and share(number, 1) >= share(value, 0) - half), None)
        if seen is not None:
            waits.append(seen - at)
    span = (inputs[-1][0] - inputs[0][0]) / 1000 if len(inputs) > 1 else 0.0
    meanwhile = sum(1 for when, _ in paints if inputs and when <= inputs[-1][0])
    return {
        "values": len(inputs),
        "painted": len(paints),
        "rate": meanwhile / span if span else 0.0,
        "median": statistics.median(waits) if waits else float("nan"),
        "p95": sorted(waits)[int(0.95 * (len(waits) - 1))] if waits else float("nan"),
    }


def watched(page: Page, server: Server) -> dict[str, float]:
    """A clock plays: how many states are painted in a second."""
    used = cpu(server)
    page.evaluate("probe.start()")
    page.wait_for_timeout(1000 * PLAYS)
    paints = page.evaluate("probe.stop()")["paints"]
    span = (paints[-1][0] - paints[0][0]) / 1000 if len(paints) > 1 else PLAYS
    return {
        "values": 0,
        "painted": len(paints),
        "rate": (len(paints) - 1) / span,
        "median": float("nan"),
        "p95": float("nan"),
        "cpu": cpu(server) - used,
    }


def table(rows: dict[str, list[dict[str, float]]]) -> str:
    lines = [f"{'':42}{'painted':>9}{'states/s':>10}{'of bare':>9}{'median ms':>11}{'p95 ms':>8}{'server CPU s':>14}"]
    bare = None
    for name, rounds in rows.items():
        middle = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
        least = min(rounds, key=lambda each: each["painted"])
        bare = bare or middle["rate"]
        of = f"/{least['values']:.0f}" if least["values"] else ""
        painted = f"{least['painted']:.0f}{of}"
        times = "".join(
            f"{middle[key]:{width}.1f}" if middle[key] == middle[key] else f"{'':{width}}" for key, width in (("median", 11), ("p95", 8))
        )
        lines.append(f"{name:42}{painted:>9}{middle['rate']:10.1f}{middle['rate'] / bare:8.0%} {times}{middle['cpu']:14.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="How the picture follows the hand.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="rows whose name holds this word; the bare path always")
    parser.add_argument("--json", type=Path, help="write every round here")
    asked = parser.parse_args()
    targets = [target for target in TARGETS if asked.only.lower() in target.name.lower() or target is TARGETS[0]]
    rows: dict[str, list[dict[str, float]]] = {target.name: [] for target in targets}
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for _ in range(asked.rounds):
            for target in targets:
                try:
                    rows[target.name].append(measure(browser, target, running[target.server]))
                except Error as error:
                    sys.exit(f"{target.name}: {error}")
        browser.close()
    print(f"{VALUES} values, {HERTZ} a second; {asked.rounds} rounds: medians, and the least painted. No graphics card is used.\n")
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

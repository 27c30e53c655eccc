"""What `make bench-drag` drags: three servers, and what in each page is the slider and what is the drawing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import plotly
import plotly.graph_objects as go

HERE = Path(__file__).resolve().parent
VALUES = 60
STEPS = 100  # of the Plotly slider: the drag goes over 60 of them

# How one number is read from what is drawn: a coordinate that the slider moves evenly. Pages differ, the number does not.
FIRST_Y = "/^M[^,]+,([-\\d.e]+)/.exec({path}?.getAttribute('d') ?? '')?.[1]"
PLOTLY_LINE = FIRST_Y.format(path="document.querySelector('.scatterlayer .lines > path.js-line')")


@dataclass(frozen=True)
class Target:
    """One row of the table. `number` is JavaScript for the number that is read from the drawing, `slider` for the slider's value."""

    name: str
    server: str
    path: str
    handle: str = "input[name=x_0]"
    slider: str = "document.querySelector('input[name=x_0]').valueAsNumber"
    number: str = PLOTLY_LINE
    track: str = ""  # what the handle moves along, where the handle is only a thumb
    settle: float = 0.6  # seconds of rest before and after the drag
    phone: bool = False
    plays: bool = False  # nothing is dragged: a clock plays
    slower: float = 1  # how many times slower the browser's processor is made

    @property
    def drawn(self) -> str:
        return f"(() => {{ const n = {self.number}; return n === undefined || n === null ? null : Number(n) }})()"


PATH = "document.querySelector('{}')?.getAttribute('d')"
# A scene is one canvas: the middle of the dot of colour "c" in the column in which the axis of the box is.
IN_SPACE = """(() => {
  const canvas = document.querySelector('.covis-canvas');
  if (!canvas?.width) return null;
  const pixels = canvas.getContext('2d').getImageData(Math.floor(canvas.width / 2), 0, 1, canvas.height).data;
  let [sum, count] = [0, 0];
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i] < 12 && Math.abs(pixels[i + 1] - 131) < 12 && Math.abs(pixels[i + 2] - 95) < 12) [sum, count] = [sum + i / 4, count + 1];
  return count ? sum / count : null;
})()"""
ACROSS = "/^M([-\\d.e]+)/.exec({path} ?? '')?.[1]"
TARGETS = [
    Target(
        "bare SVG path, no axes",
        "files",
        "/bare.html",
        "input",
        "document.querySelector('input').valueAsNumber",
        FIRST_Y.format(path="document.querySelector('path')"),
    ),
    Target("Covis: one curve", "covis", "/?v=one_curve"),
    Target("Covis: five curves", "covis", "/?v=five_curves"),
    Target("Covis: two plots, five readouts", "covis", "/?v=two_plots"),
    Target("Covis: one curve, plain page", "covis", "/v/one_curve"),
    Target("Covis: two plots on a phone", "covis", "/?v=two_plots", phone=True),
    Target("Covis: five kinds of marks, three plots", "covis", "/?v=every_mark"),
    Target(
        "Covis: contours over a heatmap",
        "covis",
        "/?v=contours",
        number=FIRST_Y.format(path="document.querySelector('.contourlayer .covis-levels')"),
    ),
    Target("Covis: a wave of 128 x 128 in time", "covis", "/?v=wave"),
    Target(
        "Covis: a polar curve",
        "covis",
        "/?v=polar",
        number=ACROSS.format(path="document.querySelector('.polarlayer .lines > path.js-line')?.getAttribute('d')"),
    ),
    Target("Covis: shapes, coloured dots and bars", "covis", "/?v=shapes"),
    Target("Covis: a surface and a line in space", "covis", "/?v=scene", number=IN_SPACE),
    Target("Covis: a trajectory with events", "covis", "/?v=events"),
    Target("Covis: roots, integrals, tables", "covis", "/?v=numbers"),
    Target("Covis: a random walk, a histogram", "covis", "/?v=chance"),
    Target(
        "Covis: an ensemble of 1,000",
        "covis",
        "/?v=ensemble",
        number=FIRST_Y.format(path="document.querySelector('.scatterlayer path.point')"),
    ),
    Target(
        "Plotly frames, precomputed",
        "files",
        "/frames.html",
        ".slider-grip-rect",
        "document.querySelector('.js-plotly-plot')._fullLayout.sliders[0].active",
        track=".slider-rail-touch-rect",
    ),
    Target(
        "plain Streamlit, tuned",
        "streamlit",
        "/",
        "[data-testid=stSliderThumbValue]",
        "document.querySelector('[data-testid=stSlider] input').valueAsNumber",
        track="[data-testid=stSlider] [role=group] > div",
        settle=3,
    ),
    Target("Covis: a clock, two plots", "covis", "/?v=clock", plays=True, slider="0"),
    Target("Covis: a run, trail and record", "covis", "/?v=run", plays=True, slider="0"),
]


def frames() -> str:
    """Plotly's own animation: every state computed beforehand, one slider, drawn without a redraw."""
    t = np.linspace(0, 20, 600)
    gamma, omega = 0.1, np.sqrt(4 - 0.01)
    shape = np.exp(-gamma * t) * (np.cos(omega * t) + gamma / omega * np.sin(omega * t))
    sizes = np.linspace(0.2, 2, STEPS + 1)
    how = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    figure = go.Figure(
        go.Scatter(x=t, y=shape, mode="lines"),
        {"xaxis": {"range": [0, 20]}, "yaxis": {"range": [-2.1, 2.1]}, "width": 900, "height": 520, "template": "none"},
        [go.Frame(name=str(k), data=[go.Scatter(y=size * shape)]) for k, size in enumerate(sizes)],
    )
    steps = [{"method": "animate", "label": f"{size:.2f}", "args": [[str(k)], how]} for k, size in enumerate(sizes)]
    figure.update_layout(sliders=[{"steps": steps, "active": 44, "transition": {"duration": 0}}])
    return str(figure.to_html(include_plotlyjs="plotly.min.js", full_html=True))


@dataclass
class Server:
    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def servers(folder: Path) -> Iterator[dict[str, Server]]:
    """The three servers, each a process of its own, until the end of the block. `folder` is for what they write."""
    files = folder / "files"
    files.mkdir()
    (files / "bare.html").write_text((HERE / "drag_bare.html").read_text(encoding="utf-8"), encoding="utf-8")
    (files / "frames.html").write_text(frames(), encoding="utf-8")
    (files / "plotly.min.js").write_bytes((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes())
    covis = {"COVIS_ROOT": str(HERE / "drag_gallery"), "COVIS_CACHE": os.environ.get("COVIS_CACHE") or str(folder / "cache")}
    plain = {"STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    commands = {
        "files": ([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(files), "{port}"], {}),
        "covis": ([sys.executable, "-m", "streamlit", "run", "app.py"], covis),
        "streamlit": ([sys.executable, "-m", "streamlit", "run", str(HERE / "drag_streamlit.py")], plain),
    }
    running = {}
    try:
        for name, (command, environment) in commands.items():
            port = free_port()
            environment = {**os.environ, "STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_HEADLESS": "true", **environment}
            said = (folder / f"{name}.log").open("wb")
            started = subprocess.Popen(
                [part.format(port=port) for part in command], cwd=HERE.parent, env=environment, stdout=said, stderr=subprocess.STDOUT
            )
            running[name] = Server(f"http://localhost:{port}", started)
        for name, server in running.items():
            answers(server.address + ("/bare.html" if name == "files" else "/_stcore/health"))
        yield running
    finally:
        for server in running.values():
            server.process.terminate()
        for server in running.values():
            server.process.wait(20)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(url: str) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}")

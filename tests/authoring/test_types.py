"""A type checker and an editor see every public name and every option."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

import covis

ROOT = Path(__file__).resolve().parents[2]
# Each line, and what a type checker must find in it ("" for nothing).
LINES = [
    ('t = cv.Axis("t", 0, 10, label="Time", unit="s")', ""),
    ('gamma = cv.Slider("gamma", 0.1, 2, value=0.5, label="Rate", unit="1/s")', ""),
    ("reveal_type(gamma.step)", "float | None"),
    ('cv.Curve(gamma * t, over=t, name="a", dash=True, color="muted", opacity=0.5, show=True)', ""),
    ('cv.Curve(gamma * t, over=t, nmae="a")', 'Unexpected keyword argument "nmae"'),
    ("cv.Curve(gamma * t, over=t, color=3)", "has incompatible type"),
    ('cv.Heatmap(t, over=(t, t), opacity="all")', "has incompatible type"),
    ('cv.Trace("scatter", over=t, x=t, y=t, name=3)', "has incompatible type"),
    ('cv.Slider("a", 0, 1, value=0)', 'Missing named argument "label"'),
    ("cv.Sliders", 'has no attribute "Sliders"'),
]


def test_a_type_checker_sees_every_name_and_option(tmp_path: Path) -> None:
    file = tmp_path / "plugin.py"
    names = "\n".join(f"cv.{name}" for name in covis.__all__)
    file.write_text("\n".join(["import covis as cv", *(line for line, _ in LINES), names]) + "\n", encoding="utf-8")
    config = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path / "cache"), "--no-error-summary"]
    said, wrong, _ = api.run([*config, str(file)])
    assert not wrong
    found: dict[int, str] = {}
    for line, message in re.findall(r"plugin\.py:(\d+): \w+: (.*)", said):
        found.setdefault(int(line), message)
    assert found.keys() == {number for number, (_, words) in enumerate(LINES, 2) if words}, said
    for number, (_, words) in enumerate(LINES, 2):
        assert words in found.get(number, ""), said

"""For visualisations of every kind: what the page says that it drew is what NumPy says, at two states."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from covis.editions import compile_visualisation
from covis.registry import load
from tests.runtime.runtime_pages import SNAPSHOT, Visit, put
from tests.runtime.runtime_server import Site
from tests.swing import SOME

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ENTRIES = load(ROOT).entries

# In a process of its own: this one stays free of the plugin's names.
NUMPY = """
import importlib, json, sys
import numpy as np
from covis.authoring.evaluate.evaluator import evaluate
visualisation = importlib.import_module("visualisations." + sys.argv[1]).visualisation
numbers = visualisation.numbers(visualisation.state(**json.loads(sys.argv[2])))
plain = lambda array: [float(value) if np.isfinite(value) else None for value in array]
print(json.dumps([[{key: plain(evaluate(output, numbers)) for key, output in mark.stated.items()} for mark in plot.marks]
                  for plot in visualisation.plots]))
"""


def expected(id: str, state: dict[str, object]) -> list[list[dict[str, list[float | None]]]]:
    command = [sys.executable, "-c", NUMPY, id, json.dumps(state)]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    found: list[list[dict[str, list[float | None]]]] = json.loads(run.stdout)
    return found


def flat(values: Sequence[object]) -> np.ndarray:
    rows = [row if isinstance(row, list) else [row] for row in values]
    return np.array([np.nan if value is None else value for row in rows for value in row], dtype=float)


@pytest.mark.parametrize("id", SOME)
def test_the_page_draws_what_numpy_computes(id: str, visit: Visit, site: Site, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_CACHE", str(compiled))
    made = compile_visualisation(ROOT, id, ENTRIES[id])
    assert made.edition is not None, "\n".join(map(str, made.findings))
    presets = made.edition.document["presets"]
    site.documents[f"golden_{id}"] = made.edition.document  # beside the document of that name that is made by hand
    page = visit(f"golden_{id}", reduced_motion="reduce")
    for state in ({}, presets[-1]["controls"] if presets else {}):
        if state:
            put(page, json.dumps(state))
        drawn = page.evaluate(SNAPSHOT)["plots"]
        for plot, marks in zip(drawn, expected(id, state), strict=True):
            for trace, arrays in zip(plot["traces"], marks, strict=True):
                for name, values in arrays.items():
                    ours, theirs = flat(trace[name]), flat(values)
                    size = np.nanmax(np.abs(theirs), initial=1e-9)
                    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7 * size, err_msg=f"{id}: {trace['name']}: {name}")

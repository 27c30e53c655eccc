"""Golden documents of format 1: what was signed once is read, and its program runs, for ever. Never regenerate one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from covis.compiler.program.v8 import Program
from covis.document import Document, canonical, digest
from covis.document.schema import FORMAT

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.json"))
# The digests of the files, so that one that is touched is noticed.
DIGESTS = {"damped_oscillator": "2ac35cc1c4fba81eefda82d44d1bcf0377d2ab50f679ec9282c00565bc741838"}


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_golden_document_is_still_one(file: Path) -> None:
    written = file.read_bytes()
    plain = json.loads(written)
    assert canonical(plain) == written
    assert digest(plain) == DIGESTS[file.stem]
    document = Document.model_validate(plain)
    assert document.format == 1 <= FORMAT
    assert document.id == file.stem


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_its_program_still_draws_its_figures(file: Path) -> None:
    document = Document.model_validate_json(file.read_bytes())
    start = {control.name: float(control.start) for control in document.controls if control.kind in ("slider", "clock")}
    got = Program(document.program).run(start)
    assert len(got.plots) == len(document.plots)
    for plot, outputs in zip(document.plots, got.plots, strict=True):
        for binding in plot.bindings:
            drawn = np.array(plot.figure["data"][binding.trace][binding.array], dtype=float)
            assert np.allclose(outputs[binding.output], drawn, rtol=1e-6, atol=1e-6, equal_nan=True)
        assert all(output < len(outputs) for mark in plot.marks for output in mark.arrays.values())
    assert len(got.readouts) == len(document.readouts)
    wanted = [int(place) for place in re.findall(r'data-value="(\d+)"', document.text)]
    assert all(place < len(got.values) for place in wanted)


def test_its_numbers_are_those_of_the_physics() -> None:
    document = Document.model_validate_json(next(file for file in GOLDEN if file.stem == "damped_oscillator").read_bytes())
    state = {"x_0": 1.5, "gamma": 0.3, "omega_0": 3.0}
    got = Program(document.program).run(state)
    t, x = (got.plots[0][document.plots[0].marks[0].arrays[name]] for name in ("x", "y"))
    omega = np.sqrt(3.0**2 - 0.3**2)
    assert np.allclose(x, 1.5 * np.exp(-0.3 * t) * (np.cos(omega * t) + 0.3 / omega * np.sin(omega * t)), rtol=0, atol=1e-13)
    assert got.readouts.tolist() == pytest.approx([5.0, np.log(2) / 0.3], rel=1e-14)

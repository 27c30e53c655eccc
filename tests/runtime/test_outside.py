"""A mark touches one file, a control one on each side and the schema: one of each, added from outside the package, is whole."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from covis import Axis, Index
from covis.authoring.place import AuthoringError
from covis.checks.rule import Subject, run_rules
from covis.compiler.build import build
from covis.compiler.plugin import Plugin
from covis.compiler.program.v8 import Program
from covis.document import schema
from tests.runtime.outside import DIAL_JS, DialControl, OpenDocument, Stems, numbers_in, plugin
from tests.runtime.runtime_pages import ROOT, SNAPSHOT, put, until
from tests.runtime.runtime_server import Site


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Plugin, schema.Document]:
    monkeypatch.setattr(schema, "Document", OpenDocument)
    made = plugin(tmp_path)
    return made, build(made, "Stems", "A mark and a control from outside.")


def test_it_compiles_with_the_facts_that_its_classes_state(outside: tuple[Plugin, schema.Document]) -> None:
    _, document = outside
    [plot] = document.plots
    [mark] = plot.marks
    assert (mark.kind, mark.form, mark.color, mark.own_colors) == ("stems", "wide", "c", False)
    low, high = plot.figure["layout"]["yaxis"]["range"]
    assert low <= 0 <= high and plot.figure["layout"]["xaxis"]["range"] == [-0.6, 7.6]
    assert plot.figure["layout"]["xaxis"]["title"]["text"] == "Member"
    assert plot.description[0] == "Stems. Height against Member." and plot.description[1:3] == [" wave: stems, ", "lowest "]
    assert [number.stat for number in numbers_in(plot.description)] == ["min", "max"]  # type: ignore[arg-type]
    assert "<path" in document.thumbnail
    [control] = document.controls
    assert isinstance(control, DialControl) and control.symbol.startswith("<math")
    assert OpenDocument.model_validate(json.loads(document.model_dump_json())) == document


def test_every_rule_runs_over_it(outside: tuple[Plugin, schema.Document]) -> None:
    made, document = outside
    findings = run_rules(Subject(made, document))
    assert not [str(finding) for finding in findings if finding.severity == "error"]
    assert "could not be carried out" not in "".join(map(str, findings))


def test_the_program_draws_what_numpy_does(outside: tuple[Plugin, schema.Document]) -> None:
    made, document = outside
    v = made.visualisation
    for degrees in (0, 30, 359):
        numbers = v.numbers(v.state(phi=degrees))
        assert numbers == {"phi": math.radians(degrees)}
        got = Program(document.program).run(numbers).plots[0][document.plots[0].marks[0].arrays["y"]]
        assert np.allclose(got, [math.sin(math.radians(degrees) + math.pi * k / 4) for k in range(8)], atol=1e-12)
    with pytest.raises(ValueError, match="not a whole number of degrees"):
        v.state(phi=360)
    assert len(v.figures(phi=30)[0].data[0].x) == 24


def test_a_slip_in_an_option_names_the_mark_from_outside() -> None:
    k = Index("k", 0, 7, label="Member")
    with pytest.raises(AuthoringError, match=r"Stems has no option colour=; did you mean color=\?"):
        Stems(k, over=k, colour="a")  # type: ignore[call-arg]
    with pytest.raises(AuthoringError, match="Stems: over=t is not an Index"):
        Stems(k, over=Axis("t", 0, 1, label="T"))


@pytest.mark.browser
def test_it_is_drawn_and_driven_in_a_browser(outside: tuple[Plugin, schema.Document], site: Site, visit: Any) -> None:
    _, document = outside
    site.documents["outside"] = json.loads(document.model_dump_json())
    site.extra["/runtime/controls/dial.js"] = DIAL_JS
    try:
        page = visit("outside", "#phi=180")
        assert page.evaluate(SNAPSHOT)["controls"] == {"phi": 180}
        dial = page.locator("input[name=phi]")
        assert dial.input_value() == "180"
        dial.fill("30")
        until(page, "location.hash === '#phi=30'")  # written after the state is drawn
        assert page.evaluate(SNAPSHOT)["controls"] == {"phi": 30}
        [trace] = page.evaluate(SNAPSHOT)["plots"][0]["traces"]
        assert trace["kind"] == "stems" and trace["y"] == pytest.approx([math.sin(math.pi / 6 + math.pi * k / 4) for k in range(8)])
        put(page, "{phi: 359}")
        with pytest.raises(Exception, match="phi takes whole degrees below 360"):
            put(page, "{phi: 360}")
        page.get_by_role("button", name="Up").click()
        until(page, f"{SNAPSHOT}.controls.phi === 0")
        assert page.locator(".covis-plot").get_attribute("data-shape") == "wide"
        assert int(page.evaluate(f"{ROOT}.dataset.revision")) >= 3
    finally:
        del site.documents["outside"], site.extra["/runtime/controls/dial.js"]

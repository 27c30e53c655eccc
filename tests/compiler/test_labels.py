"""`{{name}}` outside text.md: in labels, names, titles, the words of a Label and descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiler.compiler_world import TEXT, between, compiled, said, write

PLUGIN = """\
from sympy import exp
import covis as cv
t = cv.Axis("t", 0, 10, points=5, label="Time {{t}}", unit="s")
gamma = cv.Slider("gamma", 0.1, 2, value=0.5, label="Rate {{gamma}}", unit="1/s")
rate = 2 * gamma
y = exp(-rate * t)
visualisation = cv.Visualisation(
    plots=[cv.Plot(
        cv.Curve(y, over=t, name="decay {{ y }}"), cv.Curve(-y, over=t),
        cv.Label("{{rate}}", at=(1, 1)), y="Share {{y}}", title="With {{rate}}", description=DESCRIPTION,
    )],
    readouts=[cv.Readout("Twice {{gamma}}", rate, unit="1/s")],
)
"""


def test_a_field_is_its_equation_or_its_symbol_as_the_place_can_show_it(tmp_path: Path) -> None:
    write(tmp_path, PLUGIN.replace("DESCRIPTION", '"It falls by {gamma}, or {{value: rate}}, as {{y}} says."'))
    result = compiled(tmp_path)
    assert result.edition is not None, said(result)
    document = result.edition.document
    [plot] = document["plots"]
    assert document["controls"][0]["label"] == "Rate γ" and document["readouts"][0]["label"] == "Twice γ"
    layout, trace = plot["figure"]["layout"], plot["figure"]["data"][0]
    assert layout["xaxis"]["title"]["text"] == "Time <i>t</i> (s)"
    assert layout["yaxis"]["title"]["text"] == "Share <i>y</i> = <i>e</i><sup>- rate <i>t</i></sup>"
    assert plot["title"] == "With rate = 2γ" and trace["name"] == plot["marks"][0]["name"] == "decay y = e^(- rate t)"
    assert plot["figure"]["data"][2]["text"] == ["rate = 2<i>γ</i>"]
    first, control, second, value, *rest = plot["description"]
    assert (first, control["value"], second, value["value"]) == ("It falls by ", "gamma", ", or ", 0)
    assert "".join(rest) == ", as y = e^(- rate t) says."
    assert "{{" not in str(document)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("Rate {{gamma}}", "Rate {{gama}}", 4, "{{gama}}: the plugin has no module-level name 'gama'; did you mean gamma?"),
        ("With {{rate}}", "With {{value: rate}}", 8, "{{value: rate}}: a label does not change with the controls; use a Readout"),
        ("decay {{ y }}", "decay {{y", 9, "{{ is not closed; write {{name}}"),
        ("DESCRIPTION", "'{nothing}'", 8, "description: {nothing}: the plugin has no module-level name 'nothing'"),
        ("Rate {{gamma}}", "Rate {{exp}}", 4, "{{exp}}: exp is a function; only an expression"),
        ("Rate {{gamma}}", r"Rate $\\foo$", 4, r"\foo is not known"),
        ("DESCRIPTION", "'{{value: y}}'", 8, "description: {{value: y}}: y depends on t, which is swept"),
    ],
)
def test_a_field_that_cannot_be_filled_has_its_line(old: str, new: str, line: int, words: str, tmp_path: Path) -> None:
    write(tmp_path, PLUGIN.replace(old, new).replace("DESCRIPTION", "None"), TEXT)
    [finding] = compiled(tmp_path).findings
    assert finding.line == line and words in finding.message, finding


def test_a_merge_conflict_and_a_value_that_is_no_expression_have_their_place(tmp_path: Path) -> None:
    write(tmp_path, between("pair = (gamma, 2 * gamma)"), TEXT.replace("It decays.", "It decays as {{pair}}."))
    [finding] = compiled(tmp_path).findings
    assert (finding.line, finding.column) == (TEXT.split("It decays.")[0].count("\n") + 1, 14) and "pair is a tuple of 2" in finding.message
    write(tmp_path, text=TEXT.replace("It decays.", "<<<<<<< HEAD\nIt decays.\n=======\n>>>>>>> other"))
    [finding] = compiled(tmp_path).findings
    assert finding.column == 1 and "merge conflict" in finding.message

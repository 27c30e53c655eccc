"""What a screen reader is told of each kind of mark."""

from __future__ import annotations

from pathlib import Path

from tests.compiler.compiler_world import HEAD, compiled, said, write

MARKS = """\
from covis import Arrow, Band, Contours, Handle, Heatmap, Label, Points
a = Axis("a", 0, 1, points=5, label="a")
b = Axis("b", 0, 1, points=5, label="b")
visualisation = Visualisation(plots=[
    Plot(Curve(y, over=t), Label("here", at=(1, 0.5)), Band(-y, y, over=t, name="band"), Handle(x=gamma, y=0.5, name="grip"),
         Arrow((0, 0), (1, 1), name="way"), Points([0, 1], [0, 1], name="two")),
    Plot(Heatmap(a * b * gamma, over=(a, b), name="heat"), z_unit="K"),
])
"""


def test_every_mark_says_what_it_shows(tmp_path: Path) -> None:
    write(tmp_path, HEAD + MARKS)
    result = compiled(tmp_path)
    assert result.edition is not None, said(result)

    def words(plot: dict) -> str:  # type: ignore[type-arg]
        return "".join(
            part if isinstance(part, str) else f"<{part['array']} {part['stat']} {part['unit']}>" for part in plot["description"]
        )

    first, second = map(words, result.edition.document["plots"])
    assert "“here” is at (<x first s>, <y first >)." in first
    assert " band: between <low min > and <high max >." in first and " grip: at (<x first s>, <y first >)." in first
    assert " way: from (<x first s>, <y first >) to (<x last s>, <y last >)." in first and "two: begins at" in first
    assert " heat: lowest <z min K>, highest <z max K>." in second

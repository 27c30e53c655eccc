"""The colours of marks are stated once, in authoring/palette.py: the style sheet and the page's scripts have the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from covis import Axis, Curve, Plot
from covis.authoring.palette import CIVIDIS, COLORSCALE, IN_TURN, PALETTE, rgb
from covis.authoring.place import AuthoringError

RUNTIME = Path(__file__).resolve().parents[2] / "covis" / "runtime"
TOKENS = (RUNTIME / "css" / "tokens.css").read_text(encoding="utf-8")


def test_the_style_sheet_has_the_roles_in_the_same_two_shades() -> None:
    found = dict(re.findall(r"--covis-([a-z]+): light-dark\((#\w{6}, #\w{6})\)", TOKENS))
    assert {role: ", ".join(shades) for role, shades in PALETTE.items()} == {role: found[role] for role in PALETTE}


def test_the_style_sheet_and_plotly_have_the_same_cividis() -> None:
    import plotly.colors

    assert tuple(re.findall(r"--covis-scale-\d: (#\w{6})", TOKENS)) == CIVIDIS == tuple(plotly.colors.sequential.Cividis)
    assert [share for share, _ in COLORSCALE] == pytest.approx([k / 9 for k in range(10)])


def test_the_page_reads_the_roles_and_the_scale_that_there_are() -> None:
    theme = (RUNTIME / "drawing" / "theme.js").read_text(encoding="utf-8")
    roles = re.search(r"const ROLES = \[([^\]]*)\]", theme)
    shades = re.search(r"const SHADES = (\d+)", theme)
    assert roles and re.findall(r'"(\w+)"', roles[1]) == list(PALETTE)
    assert shades and int(shades[1]) == len(CIVIDIS)
    marks = (RUNTIME / "drawing" / "marks.js").read_text(encoding="utf-8")
    assert f'const ROLES = "{"".join(IN_TURN)}"' in marks


@pytest.mark.parametrize("folder", [RUNTIME, RUNTIME.parent / "compiler", RUNTIME.parent / "authoring"])
def test_no_other_file_has_a_colour_of_the_palette(folder: Path) -> None:
    mine = {color for shades in PALETTE.values() for color in shades} | set(CIVIDIS)
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".js", ".css") and path.name not in ("palette.py", "tokens.css"):
            assert not mine & {color.lower() for color in re.findall(r"#\w{6}\b", path.read_text(encoding="utf-8"))}, path


def test_a_role_that_there_is_not_names_those_that_there_are() -> None:
    t = Axis("t", 0, 1, label="Time")
    with pytest.raises(AuthoringError, match="choose one of a, b, c, d, e, f, g, h, muted"):
        Curve(t, over=t, color="accent")
    assert Plot(Curve(t, over=t, color="a"), Curve(t, over=t), Curve(t, over=t)).roles() == ["a", "b", "c"]
    assert rgb("#0102ff") == (1, 2, 255)

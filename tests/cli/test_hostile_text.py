"""No text of a plugin, a record or a file can imitate a line of the command line, command the terminal or flood it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from covis.cli.printing import out
from tests.cli.command_line import Run

ID = "damped_oscillator"
FORGED = "x\x1b[2J\x1b[1;32m\nvisualisations/damped_oscillator/__init__.py:1: forged\r1 visualisation, 1 fact, 0 errors, 0 warnings.\u202e"
AS_CODE = ascii(FORGED)  # every character in it that acts is an escape of Python's


def plugin(root: Path) -> Path:
    return root / "visualisations" / ID / "__init__.py"


def changed(root: Path, *pairs: tuple[str, str]) -> None:
    file = plugin(root)
    source = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new, 1)
    file.write_text(source, encoding="utf-8")


START = "visualisation = cv.Visualisation("
STATED = {
    "raises": (START, f"raise ValueError({AS_CODE})\n{START}"),
    "raises a class of that name": (START, f"raise type({AS_CODE}, (Exception,), {{}})('no')\n{START}"),
    "raises what has no text": (START, f"class E(Exception):\n    def __str__(self): raise ValueError({AS_CODE})\nraise E\n{START}"),
    "raises a long text": (START, f"raise ValueError('long ' * 10**6)\n{START}"),
    "prints": (START, f"print({AS_CODE})\n{START}"),
    "names a preset": ("presets=[", f"presets=[cv.Preset({AS_CODE}, nothing=1), "),
    "names a symbol": (START, f"s = cv.Slider({AS_CODE}, 0, 1, value=0, label='S')\n{START}"),
    "states a fact": ("facts=[", f"facts=[cv.Check({AS_CODE}, lambda: (False, {AS_CODE}), source='Main, ch. 3'), "),
    "raises in a fact": ("facts=[", f"facts=[cv.Check('It holds', lambda: 1 / int({AS_CODE}), source='Main, ch. 3'), "),
    "ends in a fact": ("facts=[", f"facts=[cv.Check('It holds', lambda: (_ for _ in ()).throw(SystemExit({AS_CODE})), source='Main'), "),
}


@pytest.mark.parametrize("what", STATED)
def test_a_plugin_cannot_forge_lines_of_check(what: str, gallery: Path, run: Run) -> None:
    old, new = STATED[what]
    changed(gallery, (old, new))
    assert ast.parse(plugin(gallery).read_text(encoding="utf-8"))
    done = run("check", ID)
    assert done.status == 1
    lines = done.out.split("\n")
    assert not [
        line for line in lines if line.startswith(("1 visualisation, 1 fact", "visualisations/damped_oscillator/__init__.py:1: forged"))
    ]
    assert not set("\x1b\r\u202e") & set(done.out + done.err)
    assert all(len(line) < 2000 for line in lines)
    assert [line for line in lines if line.startswith("visualisations/damped_oscillator/__init__.py:")], done.out


def test_a_file_name_cannot_forge_lines_either(gallery: Path, run: Run) -> None:
    name = "a\n1 visualisation, 0 facts, 0 errors, 0 warnings.\x1b[2J.py"
    (plugin(gallery).parent / name).write_text("return\n", encoding="utf-8")
    done = run("check", ID)
    assert done.status == 1 and "\x1b" not in done.out
    assert r"a\n1 visualisation, 0 facts, 0 errors, 0 warnings.\x1b[2J.py:1:1: Python cannot read this" in done.out
    assert not [line for line in done.out.split("\n") if line.startswith("1 visualisation, 0 facts, 0 errors")]


def test_the_terminal_writes_one_line_for_each_text(capsys: pytest.CaptureFixture[str]) -> None:
    out.print("", "one\ntwo\x1b[31m", "three", style="bold")
    assert capsys.readouterr().out.split("\n") == ["", r"one\ntwo\x1b[31m", "three", ""]

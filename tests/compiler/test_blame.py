"""What a first-year gets wrong in Python or SymPy is told with its line and the way out, without a traceback or a path of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiler.compiler_world import HEAD, TAIL, compiled, write

LINE = HEAD.count("\n") + 1

MISTAKES = [
    ("import math\nz = math.sin(gamma * t)", 1, "use SymPy's functions (from sympy import sin"),
    ("import numpy as np\nz = np.cos(gamma * t)", 1, "use SymPy's functions"),
    ("z = float(y)", 0, "use SymPy's functions"),
    ("z = gama * 2", 0, "gama is not defined; did you mean gamma?"),
    ("z = cos(gamma * t)", 0, "cos is not defined; write at the top: from sympy import cos"),
    ("z = Slider('w', 0, 1, label='W')", 0, "Slider needs value=; write cv.Slider(name, low, high, value=..., label=...)"),
    ("z = Curve(y)", 0, "Curve needs over=; write cv.Curve(y, over=...)"),
    ("z = Identity('One', y, y)", 0, "Identity needs source="),
    ("z = Curve(y, over=t, colour='a')", 0, "Curve has no option colour=; did you mean color=?"),
    ("from covis import Trace\nz = Trace('scatter', over=t, x=t, y=y, nmae='a')", 1, "Trace has no option nmae=; did you mean name=?"),
    (
        "from covis import Band\nz = Band(-y, y, over=t, fill='red')",
        1,
        "Band has no option fill=; it takes over=, name=, dash=, color=, opacity=, show=",
    ),
    (
        "a = Slider('b', 0, 1, value=0, label='B')",
        0,
        'the Python name is a and the Slider has the name "b"; give both one name: b = cv.Slider("b", ...)',
    ),
    ("from covis import Constant\nrate = Constant('k', 2, label='Rate')", 1, 'the Python name is rate and the Constant has the name "k"'),
    ("z = Readout('R', y, units='m')", 0, "Readout has no option units=; did you mean unit=?"),
    ("z = Curve(t, y, over=t)", 0, "too many values without a name; write cv.Curve(y, over=...)"),
    ("z = y if t > 5 else 0", 0, "write Piecewise"),
    ("z = [k for k in range(gamma)]", 0, "Sum(..., (k, 1, n))"),
    ("z = gamma^2 + t^2", 0, "^ is no power in Python: write a**2"),
    ("from . import rates", 0, "the plugin's folder has no module rates; write rates.py beside __init__.py"),
    ("from .rates import r", 0, "the plugin's folder has no module rates"),
    ("import numpy as np\nz = np.loadtxt('data.csv')", 1, "write the numbers into the .py file"),
]


@pytest.mark.parametrize(("code", "further", "words"), MISTAKES, ids=[code.splitlines()[-1] for code, *_ in MISTAKES])
def test_a_first_years_mistake(code: str, further: int, words: str, tmp_path: Path) -> None:
    write(tmp_path, HEAD + code + "\n" + TAIL)
    (finding,) = compiled(tmp_path).findings
    assert words in finding.message
    assert (finding.file, finding.line) == ("visualisations/decay/__init__.py", LINE + further)
    assert str(tmp_path) not in finding.message and "Traceback" not in finding.message and "__init__()" not in finding.message


def test_a_symbol_may_have_further_python_names_beside_its_own(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "from covis import Constant\ng = gamma\nmany = [Constant(f'c_{k}', k, label='C') for k in range(3)]\n" + TAIL)
    assert not compiled(tmp_path).findings


def test_a_file_in_another_encoding_is_told_with_its_line_and_the_way_out(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "__init__.py").write_bytes((HEAD + "# caf\u00e9\n" + TAIL).encode("latin-1"))
    (finding,) = compiled(tmp_path).findings
    assert finding.line == LINE and finding.message.endswith("byte 0xe9 is not UTF-8; save the file as UTF-8")

"""Every thing that cannot be stated is told with the author's own line and a way out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from covis.authoring.place import AuthoringError
from covis.authoring.visualisation import Visualisation

HEAD = """\
import sympy
from sympy import exp, sin
from covis import *
t = Axis("t", 0, 10, points=50, label="Time", unit="s")
g = Slider("g", 0.1, 2, value=0.5, label="Rate", unit="1/s")
y = exp(-g * t)
plot = Plot(Curve(y, over=t))
"""
# What is written (one line), and the words of the message: what is wrong, and the way out.
WRONG = [
    ("Slider('2a', 0, 1, value=0, label='A')", "a name is a Python identifier"),
    ("Slider('_a', 0, 1, value=0, label='A')", "does not begin with _"),
    ("Slider('lambda', 0, 1, value=0, label='A')", "such as omega_0"),
    ("Slider('a', 0, 1, value=0, label=' ')", "give it a few words"),
    ("Slider('a', 0, 1, value=0, label='A', unit=3)", 'unit= is a text such as "m/s"'),
    ("Slider('a', 1, 0, value=0, label='A')", "swap them"),
    ("Slider('a', 1, 1, value=1, label='A')", "swap them"),
    ("Slider('a', 0, 1, value=2, label='A')", "choose a value between them"),
    ("Slider('a', 0, float('inf'), value=2, label='A')", "is not a finite number"),
    ("Slider('a', float('nan'), 1, value=0, label='A')", "is not a finite number"),
    ("Slider('a', '0', 1, value=0, label='A')", "is not a finite number"),
    ("Slider('a', 0, True, value=0, label='A')", "is not a finite number"),
    ("Slider('a', 0, 1, value=0, step=0, label='A')", "does not fit between 0 and 1"),
    ("Slider('a', 0, 1, value=0, step=2, label='A')", "does not fit between 0 and 1"),
    ("Slider('a', 0, 1, value=0.25, step=0.1, label='A')", "is not a whole number of steps of 0.1 from 0"),
    ("Axis('u', 1, 0, label='U')", "swap them"),
    ("Axis('u', 0, 1, points=1, label='U')", "give a whole number from 2 to"),
    ("Axis('u', 0, 1, points=2.5, label='U')", "give a whole number from 2 to"),
    ("Axis('u', 0, 1, log=True, label='U')", "begins above zero"),
    ("Axis('u', 0, 'g', label='U')", "is not a finite number"),
    ("Curve(y, over=g)", "name the one that the mark is swept along"),
    ("Curve('y', over=t)", "build it from the symbols with SymPy functions"),
    ("Curve(True, over=t)", "build it from the symbols with SymPy functions"),
    ("Curve(float('nan'), over=t)", "write a finite number"),
    ("Curve(y, over=t, color='red')", "choose one of a, b"),
    ("Curve(y, over=t, opacity=2)", "give a number from 0 to 1"),
    ("Curve(y, over=t, name=3)", "is not a text"),
    ("Curve(y, over=t, dash='dot')", "it is True or False"),
    ("Curve(y, over=t, nmae='y')", "Curve has no option nmae=; did you mean name=?"),
    ("Heatmap(y, ovr=(t, t), over=(t, t))", "Heatmap has no option ovr=; did you mean over=?"),
    ("Handle(x=g, y=0, lable='g')", "Handle has no option lable=; it takes name="),
    ("Trace('scatter', over=t, x=t, y=y, opacty=0.5)", "Trace has no option opacty=; did you mean opacity=?"),
    ("Index('k', 0, t, label='K')", "Index: its bounds depend on t"),
    ("Path(y, [], over=t)", "build it from the symbols with SymPy functions"),
    ("Plot()", "give at least one, such as cv.Curve"),
    ("Plot(y)", "wrap an expression as cv.Curve"),
    ("Plot(Curve(y, over=t), log='z')", 'it is "x", "y" or "xy"'),
    ("Plot(Curve(y, over=t), x_range=(1, 0))", "low below high"),
    ("Plot(Curve(y, over=t), y_range=(0,))", "give (low, high)"),
    ("Plot(Curve(y, over=t), y_range=(0, float('inf')))", "is not a finite number"),
    ("Plot(Curve(y, over=t), log='y', y_range=(0, 1))", "above zero on a logarithmic axis"),
    ("Readout('', g)", "the first argument is its label"),
    ("Readout('A', g, digits=0)", "give a whole number from 1 to 12"),
    ("Readout('A', 'g')", "build it from the symbols with SymPy functions"),
    ("Preset('')", "the first argument is its name"),
    ("Identity('', y, y, source='x')", "says in words what is claimed"),
    ("Identity('y', y, y, source='')", 'write "derived: ..."'),
    ("Identity('y', y, None, source='x')", "build it from the symbols with SymPy functions"),
    ("Value('y', y, at={'t': 0}, expected=1, source='x')", "its keys are the symbols themselves, not their names"),
    ("Value('y', y, at=[0], expected=1, source='x')", "give a mapping such as"),
    ("Value('y', y, at={t: 0}, expected=1, rtol=float('nan'), source='x')", "is not a finite number"),
    ("Limit('y', y, 't', 0, 1, source='x')", "name the one that moves"),
    ("Limit('y', y, t, 0, 1, side='left', source='x')", 'it is "+", "-" or "+-"'),
    ("Visualisation(plots=[])", "give at least one Plot"),
    ("Visualisation(plots=plot)", "plots= is a list"),
    ("Visualisation(plots=[Curve(y, over=t)])", "which is not a Plot"),
    ("Visualisation(plots=[plot], readouts=[g])", "which is not a Readout"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=[wrong for wrong, _ in WRONG])
def test_what_cannot_be_is_told_at_its_line(wrong: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "plugin.py"
    source = HEAD + f"\ndef model():\n    return {wrong}\n\nmodel()\n"
    with pytest.raises(AuthoringError) as caught:
        exec(compile(source, str(file), "exec"), {})
    assert words in str(caught.value)
    assert caught.value.place == (str(file), HEAD.count("\n") + 3)


def test_the_head_itself_is_sound() -> None:
    made: dict[str, Any] = {}
    exec(compile(HEAD, "plugin.py", "exec"), made)
    assert {control.name for control in Visualisation(plots=[made["plot"]]).controls} == {"g"}


def test_authoring_loads_no_streamlit() -> None:
    import subprocess

    script = "import sys; from covis import *; print('streamlit' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "False", done.stderr

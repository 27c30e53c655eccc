"""What is slow the first time, done once in the worker before it forks: many parts of the libraries are loaded when they are first used.

Nothing of a plugin is in it, and what SymPy remembers of it is forgotten. V8 is loaded and not started: its threads would end with a fork.
"""

from __future__ import annotations

import ctypes
import importlib.util
from pathlib import Path

import plotly.graph_objects as go
import sympy
from sympy.core.cache import clear_cache

import covis
from covis.authoring.evaluate.figure import layout, traces
from covis.authoring.evaluate.ranges import frames
from covis.compiler.program.module import Module
from covis.compiler.text.equations import Equations
from covis.compiler.text.markdown import render


def warm_up() -> None:
    """Compile a damped oscillation by hand, as far as that goes without V8."""
    for name in covis.__all__:
        getattr(covis, name)
    t = covis.Axis("t", 0, 1, points=5, label="t")
    omega = sympy.Symbol("omega", positive=True)
    x = sympy.exp(-t) * sympy.sqrt(1 + t**2) * sympy.Piecewise((sympy.sin(t), t > 0), (1, True))
    plot = covis.Plot(covis.Curve(x, over=t), x="t", y="x")
    (frame,) = frames([plot], [], [{}])
    Module([[output for mark in plot.marks for output in mark.stated.values()]], [x.subs(t, 1)], [], [t])
    named = {"y": sympy.cos(omega * t) * sympy.exp(-t), "v": (sympy.cos(omega * t) * sympy.exp(-t)).diff(t)}
    equations = Equations(named, [t])
    equations.where("v")
    render("## A\n\nno formula and {{v}}\n", lambda name, live: equations.definition(name)[0], ["v"])  # a formula would start V8
    data: list[object] = [template for k in range(len(plot.marks)) for template, _ in traces(plot, frame, k)]
    data += [go.Bar(x=[0.0], y=[0.0]), go.Heatmap(z=[[0.0]]), go.Contour(z=[[0.0]], contours={"start": 0})]
    data += [go.Scatter(x=[0.0], y=[0.0], marker={"line": {"width": 1}}, textfont={"color": "red"}, line={"width": 1})]
    go.Figure(data=data, layout=layout(plot, frame)).to_plotly_json()
    clear_cache()
    found = importlib.util.find_spec("py_mini_racer")
    for library in Path(found.origin or "").parent.glob("*mini_racer.so") if found is not None else ():
        ctypes.CDLL(str(library))

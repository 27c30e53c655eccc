"""What the expressions of a document rest on: sources, tables and grids; and whether all of it can be written in JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from covis.authoring.dynamics import Recurrence, Sourced
from covis.authoring.evaluate.evaluator import read_at
from covis.authoring.grid.lattice import Gridded, Lattice
from covis.authoring.numerical.readings import Data, Reading
from covis.authoring.outputs import parts
from covis.authoring.runs.run import Run
from covis.authoring.tables import Samples
from covis.compiler.program import grids
from covis.compiler.program.graph import Graph, UnsupportedError


class Supported:
    """Whether expressions can be written in JavaScript. They share one graph, so that a part of several is built once."""

    def __init__(self, expressions: Sequence[sympy.Basic]) -> None:
        sources, tables = given(expressions)
        self._names: dict[object, str] = {source.content: "source" for source in sources}
        self._names |= dict.fromkeys([*(table.digest for table in tables), *(data.digest for data in tables_read(expressions))], "table")
        self._graph = Graph(self._names)
        self._known: set[object] = set()  # sources with rules that can be written

    def check(self, expression: sympy.Basic) -> None:
        """Raises UnsupportedError, naming it, when something in an expression, or in the rules that it rests on, has no JavaScript."""
        for source in (one for one in given([expression])[0] if one.content not in self._known):
            graph = grids.graph(source, self._names) if isinstance(source, Lattice) else Graph(self._names, source)
            for rule in grids.rules(source) if isinstance(source, Lattice) else source.expressions:
                graph.build(rule)
            self._known.add(source.content)
        try:
            self._graph.build(expression)
        except UnsupportedError:
            self._graph = Graph(self._names)  # what it was in the middle of is forgotten
            raise


def given(expressions: Sequence[sympy.Basic]) -> tuple[list[Recurrence], list[Samples]]:
    """The sources and tables that expressions use, those in conditions and bounds included, each once and in the order of writing."""
    sources: dict[object, Recurrence] = {}
    tables: dict[str, Samples] = {}
    waiting = [symbol for expression in expressions for symbol in _atoms(expression)]
    while waiting:
        symbol = waiting.pop()
        if isinstance(symbol, Sourced):
            if symbol.source.content not in sources:
                waiting += [atom for rule in symbol.source.expressions for atom in _atoms(rule)]
            sources.setdefault(symbol.source.content, symbol.source)
            if isinstance(symbol.source, Run):  # a history holds the states of all runs of its stopwatch
                sources |= {run.content: run for run in symbol.source.over.runs}
            waiting += [atom for part in symbol.reads for atom in _atoms(part)]
        elif isinstance(symbol, Samples):
            tables.setdefault(symbol.digest, symbol)
    ordered = sorted(sources.values(), key=lambda source: (source.place, str(source.content)))
    return ordered, sorted(tables.values(), key=lambda table: (table.place, table.digest))


def gridded(expressions: Sequence[sympy.Basic]) -> list[Gridded]:
    """What expressions read of grids, in places of other readings too."""
    found: list[Gridded] = []
    waiting = list(expressions)
    while waiting:
        symbols = [symbol for symbol in _atoms(waiting.pop()) if isinstance(symbol, Sourced)]
        found += [symbol for symbol in symbols if isinstance(symbol, Gridded)]
        waiting += [part for symbol in symbols for part in symbol.reads]
    return found


def tables_read(expressions: Sequence[sympy.Basic]) -> list[Data]:
    """The tables that expressions read at a place, each once: those in their sources and at the places where these are read included."""
    stated = [*expressions, *(expression for source in given(expressions)[0] for expression in source.expressions)]
    found: dict[str, Data] = {
        reading.data.digest: reading.data for e in (*stated, *read_at(stated)) for reading in parts(e) if isinstance(reading, Reading)
    }
    return [found[digest] for digest in sorted(found)]


def _atoms(expression: sympy.Basic) -> list[sympy.Symbol]:
    return sorted((part for part in parts(expression) if isinstance(part, sympy.Symbol)), key=lambda symbol: symbol.name)

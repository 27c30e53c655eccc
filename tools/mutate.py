"""`make mutate`: breaks the model of every visualisation, one place at a time, and reports which mistakes its checks catch.

A mutant is a plugin with one mistake in an expression that is plotted or read out: a flipped sign, a doubled factor, sin for cos, a dropped
term, another exponent. It is killed when a fact fails or a rule or the units report an error. A mutant that nothing kills is a mistake that
could stand in front of students with every fact ticked: it is listed with its place, so that a new fact can catch it.

The mutants of a plugin are drawn with a fixed seed, so that two runs try the same ones; of two that draw the same, one is tried. What is
known and explained stands in `tools/mutants.yaml`: for an id, what was written, what the mutant says (whatever it says where `now` is left
out), and why no fact can tell the two apart.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from covis.checks import check_visualisation
from covis.compiler.worker.client import Limits, worker
from covis.compiler.worker.failures import WorkerError
from covis.registry import Entry, load

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = Path(__file__).with_suffix("").with_name("mutants.yaml")
SEED = 20_261_128
MUTANTS = 12  # of each plugin
OVERALL, EACH = 0.85, 0.70  # shares that have to be killed

# What states no part of the model: the facts themselves, the controls, and what a plot looks like.
_FACTS = {"Identity", "Limit", "Always", "Value", "Conserved", "Check", "Expectation"}
_CONTROLS = {"Slider", "Clock", "Choice", "Toggle", "Axis", "Index", "Preset", "Again", "Handle"}
_LOOKS = {
    "title",
    "name",
    "color",
    "opacity",
    "dash",
    "label",
    "unit",
    "step",
    "points",
    "x_range",
    "y_range",
    "z_range",
    "levels",
    "digits",
    "at",  # where a Label stands
}
_OTHER = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}


@dataclass(frozen=True)
class Mutant:
    """One mistake: the text from `begin` to `end` (characters of the source) becomes `now`."""

    begin: int
    end: int
    line: int
    was: str
    now: str
    kind: str

    def applied(self, source: str) -> str:
        return source[: self.begin] + self.now + source[self.end :]

    def __str__(self) -> str:
        return f"{self.kind}: {' '.join(self.was.split())}  ->  {' '.join(self.now.split())}"


def mutants(source: str) -> list[Mutant]:
    """Every mistake that can be made in the model of a plugin, in the order of its text."""
    return sorted(_Mistakes(source).found, key=lambda mutant: (mutant.begin, mutant.end, mutant.kind))


class _Mistakes(ast.NodeVisitor):
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.found: list[Mutant] = []
        self.visit(ast.parse(source))

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if called in _FACTS or called in _CONTROLS:
            return
        if called in _OTHER:
            self._replace(node, f"_sympy.{_OTHER[called]}({', '.join(map(self._text, node.args))})", f"{called} becomes {_OTHER[called]}")
        if called == "sqrt" and len(node.args) == 1:
            self._replace(node, f"({self._text(node.args[0])})", "a root is dropped")
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg not in _LOOKS:
                self.visit(keyword.value)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        left, right = self._text(node.left), self._text(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            other = "-" if isinstance(node.op, ast.Add) else "+"
            self._replace(node, f"(({left}) {other} ({right}))", "a sign is flipped")
            self._replace(node, f"({left})", "a term is dropped")
            self._replace(node, f"({right})" if isinstance(node.op, ast.Add) else f"(-({right}))", "a term is dropped")
        elif isinstance(node.op, ast.Mult | ast.Div):
            self._replace(node, f"(2 * ({self._text(node)}))", "a factor is doubled")
        elif isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant | ast.UnaryOp):
            self._replace(node, f"(({left}) ** (({right}) + 1))", "an exponent is changed")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            self._replace(node, f"({self._text(node.operand)})", "a sign is flipped")
        self.generic_visit(node)

    def _text(self, node: ast.AST) -> str:
        return str(ast.get_source_segment(self.source, node))

    def _replace(self, node: ast.expr, now: str, kind: str) -> None:
        begin, end = self._place(node.lineno, node.col_offset), self._place(node.end_lineno or 0, node.end_col_offset or 0)
        self.found.append(Mutant(begin, end, node.lineno, self.source[begin:end], now, kind))

    def _place(self, line: int, column: int) -> int:
        """The character of a place that `ast` gives in bytes of UTF-8."""
        text = self.source[self.lines[line - 1] : self.lines[line]]
        return self.lines[line - 1] + len(text.encode()[:column].decode())


@dataclass(frozen=True)
class Tried:
    """What became of a mutant: `killer` says who caught it, "" when nobody did."""

    mutant: Mutant
    killer: str


class Plugin:
    """A copy of one visualisation, to be broken."""

    def __init__(self, root: Path, id: str, entry: Entry, folder: Path) -> None:
        self.id, self.entry, self.root = id, entry, folder
        shutil.copytree(root / "visualisations" / id, folder / "visualisations" / id)
        self.file = folder / "visualisations" / id / "__init__.py"
        self.source = self.file.read_text(encoding="utf-8")
        self.facts: list[int] = []

    def try_some(self, number: int, seed: int) -> Iterator[Tried]:
        """`number` mutants that change what is drawn or read out, or as many as there are."""
        checked = check_visualisation(self.root, self.id, self.entry)
        if checked.edition is None or _first_error(checked.findings):
            sys.exit(f"{self.id} has errors of its own: run  covis check {self.id}")
        self.facts = list(range(len(checked.edition.document["facts"])))
        drawn = [self._asked([], [])["draws"]]
        possible = mutants(self.source)
        random.Random(f"{seed}:{self.id}").shuffle(possible)
        for mutant in possible:
            if number == 0:
                return
            killer = self.killer(mutant, drawn)
            if killer is not None:
                number -= 1
                yield Tried(mutant, killer)

    def killer(self, mutant: Mutant, drawn: list[str]) -> str | None:
        """Who catches a mutant: the first error in words, "" for nobody. None when it draws what one of `drawn` does, where it is put."""
        changed = mutant.applied(self.source)
        if "_sympy." in mutant.now:
            changed += "\n"
            head, _, rest = changed.partition("import covis as cv")
            changed = f"{head}import covis as cv; import sympy as _sympy{rest}"
        self.file.write_text(changed, encoding="utf-8")
        try:
            asked = self._asked(drawn, self.facts)
        except WorkerError:  # a fact that takes too long: the check says more
            asked = {"draws": None}
        if asked["draws"] in drawn:
            return None
        if asked["draws"] is not None:
            drawn.append(asked["draws"])
        if (k := asked.get("fact")) is not None:
            self.facts.remove(k)
            self.facts.insert(0, k)  # what caught a mutant is asked first
            return f"facts: {asked['statement']}"
        return _first_error(check_visualisation(self.root, self.id, self.entry).findings)

    def _asked(self, drawn: list[str], order: list[int]) -> dict[str, Any]:
        """What the plugin draws, and the first fact that it fails (`tools/mutant_task.py`)."""
        limits = Limits()
        args = {"root": str(self.root), "id": self.id, "drawn": drawn, "order": order, "seconds": limits.fact_seconds}
        more = limits.fact_seconds * len(order)
        return worker.request(
            "tools.mutant_task:first_failing", args, self.file.parent, limits.seconds, limits.megabytes, more_seconds=more
        )


def _first_error(findings: Any) -> str:
    return next((f"{finding.rule}: {finding.message}" for finding in findings if finding.severity == "error"), "")


def explained(id: str, mutant: Mutant) -> bool:
    """Whether tools/mutants.yaml says why no fact can tell a mutant of a plugin from the model."""
    known = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")) or {}
    was, now = (" ".join(text.split()) for text in (mutant.was, mutant.now))
    return any(one["was"] == was and one.get("now", now) == now for one in known.get(id, []))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ids", nargs="*", help="which visualisations; all of them otherwise")
    parser.add_argument("--mutants", type=int, default=MUTANTS, help=f"of each plugin ({MUTANTS})")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="how many plugins at the same time")
    options = parser.parse_args()
    entries = load(ROOT).entries
    wanted = options.ids or list(entries)
    if unknown := [id for id in wanted if id not in entries]:
        parser.error(f"{', '.join(unknown)}: not in registry.yaml")

    def tried(id: str) -> list[Tried]:
        with tempfile.TemporaryDirectory(prefix="covis-mutate-") as folder:
            return list(Plugin(ROOT, id, entries[id], Path(folder)).try_some(options.mutants, options.seed))

    good, killed, number = True, 0, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for id, results in zip(wanted, pool.map(tried, wanted), strict=True):
            alive = [one for one in results if not one.killer]
            caught = len(results) - len(alive)
            killed, number = killed + caught, number + len(results)
            share = caught / len(results) if results else 1.0
            good &= share >= EACH
            print(f"{id:30} {caught:3} of {len(results):3} killed ({share:.0%})", flush=True)
            for one in alive:
                mark = " (explained) " if explained(id, one.mutant) else "    "
                print(f"{mark}visualisations/{id}/__init__.py:{one.mutant.line}: {one.mutant}", flush=True)
    share = killed / number if number else 1.0
    print(f"\n{killed} of {number} mutants killed ({share:.0%}); wanted: {OVERALL:.0%} overall, {EACH:.0%} of each.")
    sys.exit(0 if good and share >= OVERALL else 1)


if __name__ == "__main__":
    main()

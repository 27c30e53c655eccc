"""A plugin folder as code: what it may import, read before anything runs; then the module itself. Only a worker imports this."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import sympy

from covis.authoring.chance.running import is_running
from covis.authoring.dynamics import Recurrence, Sourced
from covis.authoring.numerical.nth import Nth
from covis.authoring.place import Place
from covis.authoring.symbols import ModelSymbol
from covis.authoring.visualisation import Visualisation
from covis.compiler.plugin_errors import blame, relative
from covis.compiler.vocabulary import misspelt
from covis.finding import Finding, unsound

# The standard library's mathematics and typing, and the packages that state and evaluate a model.
ALLOWED = frozenset(
    "__future__ abc cmath collections dataclasses decimal enum fractions functools itertools math numbers operator statistics typing "
    "numpy scipy sympy mpmath covis".split()
)
# The declaration of an encoding, in the first or second line (PEP 263).
_DECLARED = re.compile(rb"(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
FORBIDDEN_CALLS = frozenset({"eval", "exec", "compile", "open", "input", "__import__", "breakpoint"})


@dataclass(frozen=True)
class Plugin:
    """A plugin that has run: its module, its visualisation and its module-level names (in the order of writing)."""

    id: str
    root: Path
    module: ModuleType
    visualisation: Visualisation
    names: dict[str, Any] = field(repr=False)
    live: dict[str, sympy.Expr] = field(default_factory=dict, repr=False)
    """The expressions whose values its texts show, in the order of the program's values; known once it is compiled."""

    @property
    def folder(self) -> Path:
        return self.root / "visualisations" / self.id

    @property
    def expressions(self) -> dict[str, sympy.Expr]:
        """The module-level names of expressions, in the order of writing; of two names for one the first. An imported pi is none."""
        found: dict[str, sympy.Expr] = {}
        for name, value in self.names.items():
            printed = isinstance(value, sympy.Expr) and not isinstance(value, Nth) and (not value.is_Atom or is_running(value))
            if printed and value not in found.values():
                found[name] = value
        return found

    @property
    def sources(self) -> dict[str, Recurrence]:
        """Every Trajectory and Iterates: the module-level names of them, then those that are only drawn, named by their number."""
        found = {name: value for name, value in self.names.items() if isinstance(value, Recurrence)}
        seen = [symbol.source for symbol in self._sourced() if symbol.source.content not in {one.content for one in found.values()}]
        extra = list({source.content: source for source in seen}.values())
        return _once(found) | {f"run {k}" if len(found) + len(extra) > 1 else "run": source for k, source in enumerate(extra, 1)}

    def _sourced(self) -> list[Sourced]:
        """The states of sources that are drawn or read out, in a fixed order."""
        shown = [expression for output in self.visualisation.outputs() for expression in output.expressions]
        shown += [readout.value for readout in self.visualisation.readouts]
        atoms = {symbol for expression in shown for symbol in expression.atoms(Sourced)}
        atoms = {symbol for symbol in atoms if not is_running(symbol)}  # these are printed as the sums that they are
        return sorted(atoms, key=lambda symbol: (symbol.source.place.line, symbol.name, repr(symbol.at)))

    @property
    def symbols(self) -> dict[str, ModelSymbol]:
        """The module-level names of controls, axes and constants."""
        return {name: value for name, value in self.names.items() if isinstance(value, ModelSymbol)}

    def finding(
        self, place: Place | int, message: str, rule: str, severity: Any = "error", file: str = "__init__.py", column: int = 0
    ) -> Finding:
        """A finding at a place in this plugin, or at a line and column of `file`, a name in its folder."""
        name, line = self.located(place) if isinstance(place, Place) else (f"visualisations/{self.id}/{file}", place)
        return Finding(name, line, column, message, rule, severity, self.id)

    def located(self, place: Place) -> tuple[str, int]:
        """The file of a place, by its path in the gallery, and its line: 0 where it is not the plugin's, as it would only mislead."""
        if not Path(place.file).is_relative_to(self.folder.resolve()):
            return f"visualisations/{self.id}/__init__.py", 0
        return relative(self.root, self.id, place.file), place.line


def _once(sources: dict[str, Recurrence]) -> dict[str, Recurrence]:
    """Of two names for one source the first."""
    found: dict[str, Recurrence] = {}
    for name, source in sources.items():
        if source.content not in {one.content for one in found.values()}:
            found[name] = source
    return found


class PluginError(Exception):
    """The plugin cannot be compiled; `findings` are the reasons."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings


def load(root: Path, id: str) -> Plugin:
    """Read the import rule from the source, then run the module. Raises PluginError with every finding."""
    folder = root / "visualisations" / id
    source = folder / "__init__.py"
    if not source.is_file():
        raise PluginError(
            [
                Finding(
                    f"visualisations/{id}",
                    0,
                    0,
                    "there is no __init__.py; it holds `visualisation = cv.Visualisation(...)`",
                    "plugin",
                    "error",
                    id,
                )
            ]
        )
    findings = [finding for file in sorted(folder.rglob("*.py")) if file.is_file() for finding in imports(root, id, file)]
    if findings:
        raise PluginError(findings)
    # The name is the folder's path in the gallery, so that relative imports inside the folder work and nothing else is found.
    name = f"covis_plugin_{id}"
    spec = importlib.util.spec_from_file_location(name, source, submodule_search_locations=[str(folder)])
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise PluginError([blame(root, id, error)]) from error
    visualisation = getattr(module, "visualisation", None)
    if not isinstance(visualisation, Visualisation):
        problem = "there is no `visualisation`" if visualisation is None else f"`visualisation` is a {type(visualisation).__name__}"
        message = f"{problem}; end the file with visualisation = cv.Visualisation(plots=[...])"
        raise PluginError([Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "plugin", "error", id)])
    return Plugin(id, root, module, visualisation, {k: v for k, v in vars(module).items() if not k.startswith("_")})


def imports(root: Path, id: str, file: Path) -> Iterator[Finding]:
    """What is wrong with a file before it runs: what it imports, and what it writes that Covis does not offer.

    A plugin imports only mathematics, typing, covis and its own folder: nothing outside the digest may change what is shown.
    """
    name = relative(root, id, str(file))
    try:
        text, tree = _parsed(file)
    except _UnreadableError as wrong:
        yield Finding(name, wrong.line, wrong.column, f"Python cannot read this: {wrong}", "syntax", "error", id)
        return
    lines = text.split("\n")

    def finding(node: ast.stmt | ast.expr | ast.keyword, message: str, rule: str = "imports") -> Finding:
        return Finding(name, node.lineno, _column(lines, node.lineno, node.col_offset), message, rule, "error", id)

    for misspelling, message in misspelt(tree):
        yield finding(misspelling, message, "vocabulary")

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [] if node.level == 1 else [node.module or ""]
            if node.level > 1:
                yield finding(node, "this import leaves the plugin's folder; move what it needs into the folder")
                continue
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield finding(
                node, f"{node.func.id}() is not for plugins: what is shown depends on the folder's text alone; state the model with SymPy"
            )
            continue
        else:
            continue
        for module in modules:
            top = module.partition(".")[0]
            if top not in ALLOWED:
                own = (file.parent / f"{top}.py").exists()
                way = (
                    f"write `from .{top} import ...`"
                    if own
                    else "a plugin may import mathematics, typing, numpy, scipy, sympy, covis and its own modules"
                )
                yield finding(node, f"import of {module!r} is not allowed; {way}")
            elif top == "covis" and module != "covis":
                yield finding(node, f"{module!r} is not public; a plugin imports Covis alone: import covis as cv")


class _UnreadableError(Exception):
    """A file is not Python, or no text; `line` and `column` count from 1, 0 where they are not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def _parsed(file: Path) -> tuple[str, ast.Module]:
    """The text of a Python file and its tree, in which `compile` finds nothing wrong either. Raises _UnreadableError."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _UnreadableError(f"{error.strerror or error}; make the file readable") from error
    text = _decoded(data)
    lines = text.split("\n")
    if wrong := unsound(text):
        raise _UnreadableError(wrong[2], *wrong[:2])
    try:
        tree = ast.parse(text, "<plugin>")  # a real name would make Python read the line again, with its byte order mark
    except SyntaxError as error:
        raise _UnreadableError(error.msg, error.lineno or 0, max(error.offset or 0, 0)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        deep = isinstance(error, RecursionError | MemoryError)
        message = "an expression is nested too deeply; write it in several steps" if deep else str(error)
        raise _UnreadableError(message) from error
    try:
        # The parser lets `return` outside a function, a repeated argument and the like through.
        compile(tree, "<plugin>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 0
        raise _UnreadableError(error.msg, line, _column(lines, line, (error.offset or 1) - 1) if line else 0) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise _UnreadableError(f"it is too large or nested too deeply ({type(error).__name__}); write it in several steps") from error
    return text, tree


def _decoded(data: bytes) -> str:
    """The text of a Python file: UTF-8, or the encoding that its first two lines declare. Lines end in LF."""
    if b"\0" in data:
        before = data[: data.index(b"\0")].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise _UnreadableError("there is a null byte here; delete it, or save the file as UTF-8", before.count(b"\n") + 1, column)
    declared = _DECLARED.match(data)
    try:
        if declared is None:
            return re.sub("\r\n?", "\n", data.decode("utf-8-sig"))
        return importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        bad, line = error.object[error.start], error.object[: error.start].count(b"\n") + 1
        name = "UTF-8" if declared is None else declared[1].decode("ascii", "replace")
        raise _UnreadableError(f"byte 0x{bad:02x} is not {name}; save the file as UTF-8", line) from error
    except (SyntaxError, LookupError, UnicodeError) as error:
        line = 1 if declared is None else data[: declared.start(1)].count(b"\n") + 1
        raise _UnreadableError(f"the encoding that it declares cannot be used ({error}); save the file as UTF-8", line) from error


def _column(lines: list[str], line: int, offset: int) -> int:
    """The column in characters, from 1, of an offset that Python's tree gives in bytes of UTF-8."""
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return len(written.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore")) + 1

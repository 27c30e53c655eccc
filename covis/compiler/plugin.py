"""A plugin folder as code: what it may import, read before anything runs; then the module itself. Only a worker imports this."""

from __future__ import annotations

import ast
import difflib
import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import sympy

import covis
from covis.authoring.place import Place
from covis.authoring.symbols import ModelSymbol
from covis.authoring.visualisation import Visualisation
from covis.compiler.plugin_errors import blame, relative
from covis.compiler.worker.fence import fenced
from covis.finding import Finding

# The standard library's mathematics and typing, and the packages that state and evaluate a model.
ALLOWED = frozenset(
    "__future__ abc cmath collections dataclasses decimal enum fractions functools itertools math numbers operator statistics typing "
    "numpy scipy sympy mpmath covis".split()
)
FORBIDDEN_CALLS = frozenset({"eval", "exec", "compile", "open", "input", "__import__", "breakpoint"})


@dataclass(frozen=True)
class Plugin:
    """A plugin that has run: its module, its visualisation and its module-level names (in the order of writing)."""

    id: str
    root: Path
    module: ModuleType
    visualisation: Visualisation
    names: dict[str, Any] = field(repr=False)

    @property
    def folder(self) -> Path:
        return self.root / "visualisations" / self.id

    @property
    def expressions(self) -> dict[str, sympy.Expr]:
        """The module-level names of expressions, in the order of writing; of two names for one the first. An imported pi is none."""
        found: dict[str, sympy.Expr] = {}
        for name, value in self.names.items():
            if isinstance(value, sympy.Expr) and not value.is_Atom and value not in found.values():
                found[name] = value
        return found

    @property
    def symbols(self) -> dict[str, ModelSymbol]:
        """The module-level names of controls, axes and constants."""
        return {name: value for name, value in self.names.items() if isinstance(value, ModelSymbol)}

    def finding(self, place: Place | int, message: str, rule: str, severity: Any = "error", file: str = "__init__.py") -> Finding:
        """A finding at a place in this plugin."""
        line = place if isinstance(place, int) else place.line
        if not isinstance(place, int) and place.file and not place.file.startswith(str(self.folder.resolve())):
            line = 0  # a line of Covis or of a library would only mislead
        name = file if isinstance(place, int) or not place.file else relative(self.root, self.id, place.file)
        return Finding(name if "/" in name else f"visualisations/{self.id}/{name}", line, 0, message, rule, severity, self.id)


class PluginError(Exception):
    """The plugin cannot be compiled; `findings` say why."""

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
                    "there is no __init__.py; it holds `visualisation = Visualisation(...)`",
                    "plugin",
                    "error",
                    id,
                )
            ]
        )
    findings = [finding for file in sorted(folder.rglob("*.py")) for finding in imports(root, id, file)]
    if findings:
        raise PluginError(findings)
    # The name is the folder's path in the gallery, so that relative imports inside the folder work and nothing else is found.
    name = f"covis_plugin_{id}"
    spec = importlib.util.spec_from_file_location(name, source, submodule_search_locations=[str(folder)])
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with fenced(folder):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise PluginError([blame(root, id, error)]) from error
    visualisation = getattr(module, "visualisation", None)
    if not isinstance(visualisation, Visualisation):
        said = "there is no `visualisation`" if visualisation is None else f"`visualisation` is a {type(visualisation).__name__}"
        message = f"{said}; end the file with visualisation = Visualisation(objectives=..., plots=...)"
        raise PluginError([Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "plugin", "error", id)])
    return Plugin(id, root, module, visualisation, {k: v for k, v in vars(module).items() if not k.startswith("_")})


def imports(root: Path, id: str, file: Path) -> Iterator[Finding]:
    """A plugin imports only mathematics, typing, covis and its own folder: nothing outside the digest may change what is shown."""
    name = relative(root, id, str(file))

    def finding(node: ast.AST, message: str) -> Finding:
        return Finding(name, getattr(node, "lineno", 0), getattr(node, "col_offset", 0) + 1, message, "imports", "error", id)

    try:
        data = file.read_bytes()
        if not re.match(rb"\s*#.*coding", data):
            data.decode("utf-8")
        tree = ast.parse(data, str(file))
    except SyntaxError as error:
        yield Finding(name, error.lineno or 0, error.offset or 0, f"Python cannot read this: {error.msg}", "syntax", "error", id)
        return
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        said = f"Python cannot read this: byte 0x{error.object[error.start]:02x} is not UTF-8"
        yield Finding(name, line, 0, f"{said}; save the file as UTF-8", "syntax", "error", id)
        return
    except (ValueError, RecursionError, MemoryError) as error:
        yield Finding(name, 0, 0, f"Python cannot read this: {error}", "syntax", "error", id)
        return
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
            elif module == "covis" and isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name not in covis.__all__ and alias.name != "*":
                        near = difflib.get_close_matches(alias.name, covis.__all__, 1)
                        way = f"did you mean {near[0]}?" if near else f"it offers {', '.join(covis.__all__)}"
                        yield finding(node, f"covis has no {alias.name!r}; {way}")
            elif top == "covis" and module != "covis":
                yield finding(node, f"{module!r} is not public; a plugin imports from covis itself: from covis import Slider")

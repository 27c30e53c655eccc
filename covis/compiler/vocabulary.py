"""The names and options that a plugin may write, read from its source before it runs: every wrong one is reported at once."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any

import covis
from covis.finding import closest

# What version 1 wrote, and how it is written now.
OLD_NAMES = {"Question": 'a question is written in text.md, under "## Questions": a heading "### ...?", then the answer'}
_VALUE = "write value="
OLD_OPTIONS = {
    ("Slider", "start"): _VALUE,
    ("Choice", "start"): _VALUE,
    ("Toggle", "start"): _VALUE,
    ("Plot", "unit"): "write y_unit=, or z_unit= for the colour or height of a Heatmap, Contours or Surface",
    ("Visualisation", "objectives"): 'write them in text.md, as a list under "## Objectives"',
    ("Visualisation", "prior_knowledge"): 'write it in text.md, under "## Before you start"',
    ("Visualisation", "questions"): 'write them in text.md, under "## Questions": a heading "### ...?", then the answer',
}


def unknown_name(name: str) -> str:
    """What to say of a name that Covis does not offer."""
    if name in OLD_NAMES:
        return f"covis has no {name!r} any more; {OLD_NAMES[name]}"
    near = closest(name, covis.__all__, 1)
    way = f"did you mean {near[0]}?" if near else f"it offers {', '.join(covis.__all__)}"
    return f"covis has no {name!r}; {way}"


def unknown_option(name: str, option: str) -> str:
    """What to say of an option that a name does not have."""
    if (name, option) in OLD_OPTIONS:
        return f"{name} has no option {option}= any more; {OLD_OPTIONS[name, option]}"
    kind = getattr(covis, name, None)
    if kind is None:
        return f"{name} has no option {option}="
    near = closest(option, sorted(inspect.signature(kind).parameters), 1)
    way = f"did you mean {near[0]}=?" if near else f"it takes {', '.join(f'{known}=' for known in _options(kind))}"
    return f"{name} has no option {option}=; {way}"


def _options(kind: Any) -> list[str]:
    """What a call may give by name."""
    return [key for key, parameter in inspect.signature(kind).parameters.items() if parameter.kind is parameter.KEYWORD_ONLY]


def call(name: str) -> str:
    """A call in the vocabulary as it is written: cv.Curve(y, over=...)."""
    kind = getattr(covis, name, None)
    if kind is None:
        return f"{name}(...)"
    parts = []
    for key, parameter in inspect.signature(kind).parameters.items():
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            parts.append(key)
        elif parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty:
            parts.append(f"{key}=...")
    return f"cv.{name}({', '.join(parts)})"


def misspelt(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr | ast.keyword, str]]:
    """Every name of Covis and every option of a call to one that there is not: where, and what to write."""
    modules, names = _bound(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "covis" and not node.level:
            yield from ((node, unknown_name(alias.name)) for alias in node.names if alias.name not in (*covis.__all__, "*"))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            if node.attr not in covis.__all__ and not node.attr.startswith("__"):
                yield node, unknown_name(node.attr)
        elif isinstance(node, ast.Call) and (name := _called(node.func, modules, names)):
            parameters = inspect.signature(getattr(covis, name)).parameters
            if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
                for keyword in node.keywords:
                    if keyword.arg is not None and keyword.arg not in parameters:
                        yield keyword, unknown_option(name, keyword.arg)


def _bound(tree: ast.Module) -> tuple[set[str], dict[str, str]]:
    """The names by which a module knows Covis, and those by which it knows what Covis offers. What it defines itself is its own."""
    modules: set[str] = set()
    names: dict[str, str] = {}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    for statement in sorted(imports, key=lambda one: one.lineno):
        bound = {alias.asname or alias.name: alias.name for alias in statement.names}
        if isinstance(statement, ast.Import):
            modules |= {name for name, module in bound.items() if module == "covis"}
        elif statement.module == "covis" and not statement.level:
            offered = {name: name for name in covis.__all__} if "*" in bound else bound
            names |= {name: known for name, known in offered.items() if known in covis.__all__}
        elif "*" in bound:
            names.clear()  # what it brings may have any name
        else:
            names = {name: known for name, known in names.items() if name not in bound}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.pop(node.name, None)
        elif isinstance(node, ast.arg):
            names.pop(node.arg, None)
            modules.discard(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.pop(node.id, None)
            modules.discard(node.id)
    return modules, names


def _called(function: ast.expr, modules: set[str], names: dict[str, str]) -> str | None:
    """The name in Covis of what is called; None for anything else."""
    if isinstance(function, ast.Name):
        return names.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in modules:
        return function.attr if function.attr in covis.__all__ else None
    return None

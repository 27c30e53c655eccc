"""Every regular expression in covis/: in Python, read from the syntax tree; in JavaScript, read by Pygments' lexer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pygments.lexers import JavascriptLexer
from pygments.token import String

FUNCTIONS = {
    "match": False,
    "fullmatch": False,
    "search": True,
    "sub": True,
    "subn": True,
    "split": True,
    "findall": True,
    "finditer": True,
}
_FLAGS_AT = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4}


@dataclass(frozen=True)
class Pattern:
    """One expression, its place, and how it is used. `problem` says why it cannot be read."""

    place: str
    text: str | bytes
    flags: int = 0
    methods: frozenset[str] = frozenset()
    problem: str = ""

    @property
    def search(self) -> bool:
        return any(FUNCTIONS[method] for method in self.methods)

    @property
    def full(self) -> bool:
        return self.methods == {"fullmatch"}


@dataclass
class Code:
    """The Python files of a folder, and what their modules' constants say."""

    root: Path

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        paths = sorted(self.root.rglob("*.py"))
        return {path.relative_to(self.root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}

    @cached_property
    def constants(self) -> dict[str, list[tuple[str, ast.expr]]]:
        """Name -> (file, value) of each module-level assignment."""
        found: dict[str, list[tuple[str, ast.expr]]] = {}
        for file, tree in self.trees.items():
            for node in tree.body:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
                value = getattr(node, "value", None)
                for target in targets:
                    if isinstance(target, ast.Name) and value is not None:
                        found.setdefault(target.id, []).append((file, value))
                    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                        for one, part in zip(target.elts, value.elts, strict=True):
                            if isinstance(one, ast.Name):
                                found.setdefault(one.id, []).append((file, part))
        return found

    def patterns(self) -> Iterator[Pattern]:
        for file, tree in self.trees.items():
            names = {id(named[0]): named[1] for node in ast.walk(tree) if (named := _named_pattern(node))}
            for node in ast.walk(tree):
                place = f"{file}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.ImportFrom) and node.module == "re":
                    yield Pattern(place, "", problem="write `import re`, so that its patterns are found")
                if not (isinstance(node, ast.Call) and _function_of_re(node.func)):
                    continue
                function = node.func.attr  # type: ignore[attr-defined]
                methods = frozenset({function}) if function != "compile" else self._methods(file, names.get(id(node), ""))
                try:
                    yield Pattern(place, self._text(file, node.args[0]), self._flags(node, function), methods)
                except ValueError as error:
                    yield Pattern(place, "", problem=str(error))

    def _methods(self, file: str, name: str) -> frozenset[str]:
        """How a compiled pattern is used; in every way where it has no name of its own."""
        private = name.startswith("_")
        used = {
            node.attr
            for other, tree in self.trees.items()
            if not private or other == file
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name and node.attr in FUNCTIONS
        }
        return frozenset(used) if name and used else frozenset(FUNCTIONS)

    def _text(self, file: str, node: ast.expr) -> str | bytes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            return node.value
        if isinstance(node, ast.JoinedStr):
            return "".join(str(self._text(file, part.value if isinstance(part, ast.FormattedValue) else part)) for part in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return str(self._text(file, node.left)) + str(self._text(file, node.right))
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        here = self.constants.get(name, [])
        own = [value for other, value in here if other == file]
        if own or len(here) == 1:
            return self._text(file, own[0] if own else here[0][1])
        raise ValueError("the pattern is not a constant, so nobody can tell what it costs; give it a name at the top of a module")

    def _flags(self, call: ast.Call, function: str) -> int:
        position = _FLAGS_AT[function]
        given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"] + call.args[position : position + 1]
        value: Any = eval(compile(ast.Expression(given[0]), "flags", "eval"), {"re": re}) if given else 0
        return int(value)


def _named_pattern(node: ast.AST) -> tuple[ast.expr, str] | None:
    """The value and the name, where a pattern is given one."""
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and _is_re(node.value.func)
    ):
        return node.value, node.targets[0].id
    return None


def _is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def _function_of_re(node: ast.expr) -> bool:
    return _is_re(node) and node.attr in _FLAGS_AT  # type: ignore[attr-defined]


def javascript(text: str, place: str) -> Iterator[Pattern]:
    """The regular expressions of a JavaScript file. Every method of JavaScript may begin anywhere."""
    line = 1
    for kind, value in JavascriptLexer(stripnl=False).get_tokens(text):
        if kind is String.Regex:
            body, _, flags = value[1:].rpartition("/")
            body = body.replace(r"\p{M}", r"[\u0300-\u036f]")  # one character; `re` knows no classes of Unicode
            meant = (re.I if "i" in flags else 0) | (re.S if "s" in flags else 0) | (re.M if "m" in flags else 0) | re.A
            yield Pattern(f"{place}:{line}", body, int(meant), frozenset({"search"}))
        line += value.count("\n")
    if re.search(r"\bRegExp\s{0,9}\(", text):
        yield Pattern(place, "", problem="write the expression as a literal, so that it is found")

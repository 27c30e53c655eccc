"""An error that a plugin raised, as a finding at its author's line and in words that a first-year can act on."""

from __future__ import annotations

import builtins
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy

import covis
from covis import authoring
from covis.authoring.place import AuthoringError
from covis.compiler.vocabulary import OLD_NAMES, call, unknown_name, unknown_option
from covis.finding import Finding, closest

_AUTHORING = str(Path(authoring.__file__).parent)


def relative(root: Path, id: str, file: str) -> str:
    """A file as a finding names it: by its path in the gallery."""
    try:
        return Path(file).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return f"visualisations/{id}/__init__.py"


def blame(root: Path, id: str, error: BaseException) -> Finding:
    """A finding at the last line of the plugin that the error went through."""
    folder = str((root / "visualisations" / id).resolve())
    frames = [frame for frame in traceback.walk_tb(error.__traceback__) if frame[0].f_code.co_filename.startswith(folder)]
    file, line = (frames[-1][0].f_code.co_filename, frames[-1][1]) if frames else (str(Path(folder) / "__init__.py"), 0)
    if isinstance(error, AuthoringError):
        if error.place.file.startswith(folder):
            file, line = error.place
        message = str(error)
    elif isinstance(error, SystemExit):
        message = "the plugin asks Python to exit; take the call out"
    elif isinstance(error, MemoryError):
        message = "the plugin needs more memory than it may have; make its arrays smaller"
    elif isinstance(error, RecursionError):
        message = "the plugin calls itself without end (RecursionError)"
    elif isinstance(error, NameError) and error.name:
        message = _undefined(error.name, frames[-1][0].f_globals if frames else {})
    else:
        message = _given_to_covis(error, folder) or in_words(error)
    return Finding(relative(root, id, file), line, 0, message.replace(str(root.resolve()) + "/", ""), "plugin", "error", id)


def _given_to_covis(error: BaseException, folder: str) -> str:
    """The message of an error inside Covis's own vocabulary, for something that it was given; "" for an error elsewhere."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    last = max((k for k, frame in enumerate(frames) if frame.f_code.co_filename.startswith(folder)), default=len(frames))
    inner = next((frame for frame in frames[last + 1 :] if frame.f_code.co_filename.startswith(_AUTHORING)), None)
    if inner is None or any(pattern.search(exception_text(error)) for pattern, _ in _WORDS):
        return ""
    name = inner.f_code.co_qualname.partition(".")[0]
    return f"{name} was given something that it cannot use ({exception_text(error)[:200]}); write {call(name)}"


def exception_text(error: BaseException) -> str:
    """An exception's own words in one line. A plugin may raise a class of its own, whose text cannot be made."""
    try:
        return " ".join(str(error).split()) or "no message"
    except Exception:
        return "no message"


def in_words(error: BaseException) -> str:
    """The message of Python or SymPy, and what to do where it is one of the mistakes that people make."""
    original = exception_text(error)
    for pattern, words in _WORDS:
        found = pattern.search(original)
        if found:
            return words(found) if callable(words) else f"{words} ({type(error).__name__}: {original})"
    return f"{type(error).__name__}: {original}"


def _undefined(name: str, there: dict[str, Any]) -> str:
    if name in covis.__all__:
        return f"{name} is not defined; write cv.{name}, with this at the top: import covis as cv"
    if name in OLD_NAMES:
        return unknown_name(name)
    if hasattr(sympy, name):
        return f"{name} is not defined; write at the top: from sympy import {name}"
    known = [key for key in there if not key.startswith("_")] + dir(builtins)
    near = closest(name, known, 1)
    way = f"did you mean {near[0]}?" if near else f'define it above this line, such as {name} = cv.Slider("{name}", ...)'
    return f"{name} is not defined; {way}"


def _missing(found: re.Match[str]) -> str:
    names = re.findall(r"'(\w+)'", found[2])
    return f"{found[1]} needs {' and '.join(f'{name}=' for name in names)}; write {call(found[1])}"


def _unexpected(found: re.Match[str]) -> str:
    return unknown_option(found[1], found[2])


def _too_many(found: re.Match[str]) -> str:
    return f"{found[1]} has too many values without a name; write {call(found[1])}"


_SYMBOLIC = "a symbol has no one number here: use SymPy's functions (from sympy import sin, sqrt), not those of math, NumPy or float()"
_WORDS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\w+)\.__(?:init|new)__\(\) missing \d+ required [\w -]*arguments?: (.*)"), _missing),
    (re.compile(r"\b(\w+)\.__(?:init|new)__\(\) got an unexpected keyword argument '(\w+)'"), _unexpected),
    (re.compile(r"\b(\w+)\.__(?:init|new)__\(\) takes .{0,200} positional arguments? but"), _too_many),
    (re.compile(r"Cannot convert expression to (float|int)|loop of ufunc does not support|[Cc]annot convert complex"), _SYMBOLIC),
    (
        re.compile(r"only (0-dimensional|length-1|size-1) arrays can be converted"),
        "the function gets whole arrays: use NumPy's functions (np.sin), not those of math",
    ),
    (
        re.compile(r"cannot determine truth value|truth value of .{0,200}Relational"),
        "Python's if, and, or, min and max cannot decide on symbols: write Piecewise((a, t > 5), (b, True)), And, Or, Min or Max",
    ),
    (
        re.compile(r"object cannot be interpreted as an integer"),
        "a symbol has no one number for Python to count to: write Sum(..., (k, 1, n)), or use an Index",
    ),
    (
        re.compile(r"unhashable type|cannot use .{0,200} as a (?:dict key|set element)"),
        "a list, a mapping or an array cannot be a key of a mapping: use a text or a symbol",
    ),
    (re.compile(r"unsupported operand type\(s\) for \^"), "^ is no power in Python: write a**2"),
    (
        re.compile(r"cannot import name '(\w+)' from 'covis_plugin_\w+'|No module named 'covis_plugin_\w+?\.(\w+)'"),
        lambda found: f"the plugin's folder has no module {found[1] or found[2]}; write {found[1] or found[2]}.py beside __init__.py",
    ),
    (
        re.compile(r"No such file or directory| not found\.$"),
        "a plugin finds no file by its name alone: write the numbers into the .py file, or into a module beside it",
    ),
)

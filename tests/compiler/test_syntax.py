"""What Python cannot read is told at its line and column, in characters: also what only `compile` refuses, and what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covis.compiler.plugin import imports
from tests.compiler.compiler_world import compiled, said, write

# Source, line, column, a piece of the message. The parser alone lets all of the first list through.
REFUSED_BY_COMPILE: list[tuple[str, int, int, str]] = [
    ("x = 1\nreturn x", 2, 1, "outside function"),
    ("γ = 1; return γ", 1, 8, "outside function"),
    ("break", 1, 1, "outside loop"),
    ("x = 1\nif x:\n    continue", 3, 5, "not properly in loop"),
    ("nonlocal x", 1, 1, "module level"),
    ("def f():\n    nonlocal x", 2, 5, "no binding"),
    ("def f(a, γ, a): pass", 1, 13, "duplicate argument"),
    ("await x", 1, 1, "outside"),
    ("x = [k async for k in y]", 1, 5, "asynchronous"),
    ("class A:\n    yield 1", 2, 5, "outside function"),
    ("__debug__ = 1", 1, 1, "__debug__"),
    ("x = 1\nfrom __future__ import annotations", 2, 1, "beginning of the file"),
    ("from __future__ import nothing", 1, 1, "not defined"),
    ("*a = [1]", 1, 1, "starred assignment"),
    ("def f():\n    x = 1\n    global x", 3, 5, "before global"),
    ("def f():\n    from math import *", 2, 0, "module level"),
    ("try:\n    x = 1\nexcept:\n    x = 2\nexcept ValueError:\n    x = 3", 3, 1, "must be last"),
    ("[k := 0 for k in y]", 1, 2, "cannot rebind"),
]
UNREADABLE = [
    (b"x = 1\ny = '\0'", 2, 6, "null byte"),
    ("# γ\r\nγ = \0".encode(), 2, 5, "null byte"),
    (b"x = 1\n\n# caf\xe9", 3, 0, "0xe9 is not UTF-8"),
    (b"# coding: nothing\nx = 1", 1, 0, "nothing"),
    (b"#\n# -*- coding: rot13 -*-\nx = 1", 2, 0, "rot13"),
    (b"# coding: ascii\n# caf\xc3\xa9", 2, 0, "0xc3 is not ascii"),
    (b"\xef\xbb\xbfx = = 1", 1, 5, "invalid syntax"),
    (b"x = " + b"-" * 20_000 + b"1", 0, 0, "several steps"),
    (b"x = " + b"(" * 300, 1, 205, "nested"),
]
CASES = [(source.encode(), line, column, words) for source, line, column, words in REFUSED_BY_COMPILE] + UNREADABLE


@pytest.mark.parametrize(("source", "line", "column", "words"), CASES, ids=[repr(case[0][:40]) for case in CASES])
def test_what_python_cannot_read_is_told_at_its_place(source: bytes, line: int, column: int, words: str, tmp_path: Path) -> None:
    file = write(tmp_path) / "__init__.py"
    file.write_bytes(source)
    [finding] = imports(tmp_path, "decay", file)
    assert (finding.file, finding.line, finding.rule) == ("visualisations/decay/__init__.py", line, "syntax")
    assert finding.column == column or (column == 0 and "module level" in words), finding
    assert words in finding.message


def test_columns_count_characters(tmp_path: Path) -> None:
    file = write(tmp_path, "γγ = 1; import os; z = open('x')") / "__init__.py"
    assert [(one.line, one.column) for one in imports(tmp_path, "decay", file)] == [(1, 9), (1, 24)]


def test_a_module_beside_it_is_read_too(tmp_path: Path) -> None:
    (write(tmp_path) / "rates.py").write_text("r = 1\nreturn r\n", encoding="utf-8")
    [finding] = compiled(tmp_path).findings
    assert (finding.file, finding.line, finding.column) == ("visualisations/decay/rates.py", 2, 1), finding


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path)
    try:
        (folder / "bad\udcff\n.txt").write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this system has no such names")
    result = compiled(tmp_path)
    assert result.edition is None and len(said(result).splitlines()) == 1
    assert r"bad\udcff\n.txt" in said(result)


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


PIECES = st.sampled_from(
    ["return", "break", "x", "=", "(", ")", "[", "]", ":", "\n", "\n    ", " ", "def f(a, a):", "class A:", "import os", "from", "import",
     "*", "async", "await", "yield", "lambda", "'", '"""', "\0", "\x0c", "\ufeff", "\ud800", "#", "# coding: utf-7", "\\", "γ", "\r", "f'{",
     "}", "nonlocal x", "global", "match x:", "case _:", "del", "__debug__", ":=", "\u2028", "0", "1_", "0x", "1e999", "@"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join) | st.binary(max_size=30))
@example("# coding: utf-7\n+2AA-")
@example("# coding: undefined\nx")
@example("# coding: idna\nx")
def test_whatever_stands_in_a_file_there_is_a_finding_or_none(anywhere: Path, source: str | bytes) -> None:
    root = anywhere
    folder = root / "visualisations" / "decay"
    folder.mkdir(parents=True, exist_ok=True)
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    (folder / "__init__.py").write_bytes(data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for finding in imports(root, "decay", folder / "__init__.py"):
        assert finding.file == "visualisations/decay/__init__.py"
        assert 0 <= finding.line <= lines + 1
        assert len(str(finding).splitlines()) == 1

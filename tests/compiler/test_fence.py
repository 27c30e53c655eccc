"""What a plugin's own code may open while it runs: its folder, and Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compiler.compiler_world import between, compiled, said, write

PAST_THE_RULE = "import collections\nos = collections._sys.modules['os']\n"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("import numpy\nnumpy.loadtxt('/etc/passwd', dtype=str, delimiter='\\0')", "may not read /etc/passwd"),
        ("import numpy\nnumpy.fromfile('/proc/self/environ', dtype='u1')", "may not read /proc/self/environ"),
        ("import numpy\nnumpy.zeros(3).tofile('numbers.bin')", "may not write numbers.bin"),
        (PAST_THE_RULE + "os.fork()", "os.fork"),
        (PAST_THE_RULE + "os.system('true')", "os.system"),
        ("import collections\ncollections._sys.modules['socket'].socket().connect(('127.0.0.1', 9))", "socket."),
    ],
)
def test_nothing_outside_the_folder_is_touched(lines: str, words: str, tmp_path: Path) -> None:
    write(tmp_path, between(lines))
    result = compiled(tmp_path)
    assert result.edition is None
    assert words in said(result)
    assert "numbers.bin" not in [path.name for path in tmp_path.rglob("*")]


def test_data_in_the_folder_is_part_of_it(tmp_path: Path) -> None:
    write(tmp_path, between("import numpy\nmeasured = numpy.loadtxt(__file__.replace('__init__.py', 'data.csv'), delimiter=',')"))
    (tmp_path / "visualisations" / "decay" / "data.csv").write_text("1,2\n3,4\n")
    assert compiled(tmp_path).edition is not None

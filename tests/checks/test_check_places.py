"""Whatever a plugin's files hold, `check` ends with findings at a place, in one line each, and never with a traceback."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from covis.checks import check_visualisation
from covis.compiler import Limits
from covis.editions import Compiled

PLUGIN = Path(__file__).parent / "plugin"
ID = "damped_oscillator"


@dataclass
class Entry:
    title: str = "A swing"
    summary: str = "Watch it go."
    subject: str = ""
    level: int | None = None
    keywords: tuple[str, ...] = ()


def laid_out(root: Path) -> Path:
    folder = root / "visualisations" / ID
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PLUGIN, folder)
    (folder / "plugin.py.txt").rename(folder / "__init__.py")
    return folder


def told_at_places(result: Compiled) -> None:
    for finding in result.findings:
        assert finding.file.startswith(f"visualisations/{ID}"), finding
        assert finding.id == ID and finding.message and len(str(finding).splitlines()) == 1, finding
        assert not re.search(r"Traceback|could not be compiled|report it as a fault of Covis", finding.message), finding
    assert result.edition is not None or any(finding.severity == "error" for finding in result.findings)


def test_a_fact_that_takes_too_long_or_fails_is_told_at_its_line_in_its_file(tmp_path: Path) -> None:
    folder = laid_out(tmp_path)
    (folder / "claims.py").write_text(
        "from covis import Check\n\n\ndef endless():\n    while True:\n        pass\n\n\nCLAIMS = [\n"
        '    Check("It ends", endless, source="Main, ch. 3"),\n    Check("It fails", lambda: False, source="Main, ch. 3"),\n]\n',
        encoding="utf-8",
    )
    source = (folder / "__init__.py").read_text(encoding="utf-8")
    source = "from .claims import CLAIMS\n" + source.replace(
        "facts=[", "facts=[*CLAIMS, Check('It is slow', lambda: max(iter(int, 1)), source='Main'), "
    )
    source = source.replace("from covis import", "from covis import Check,", 1)
    (folder / "__init__.py").write_text(source, encoding="utf-8")
    result = check_visualisation(tmp_path, ID, Entry(), limits=Limits(120, 300, 8, 1024))
    told_at_places(result)
    found = {
        re.sub(".*'(It [a-z ]+)'.*", r"\1", one.message): (one.file, one.line) for one in result.findings if "the fact 'It" in one.message
    }
    claims = f"visualisations/{ID}/claims.py"
    line = next(k for k, text in enumerate(source.split("\n"), 1) if "It is slow" in text)
    assert found == {"It ends": (claims, 10), "It fails": (claims, 11), "It is slow": (f"visualisations/{ID}/__init__.py", line)}


SPLICES = st.sampled_from(
    ["return\n", "\0", "\x1b[2J", "{{x}}", "&#xE000;99&#xE001;", "$", "$$", "```", "\u202e", "\n", " ", "(", ")", "'", '"', "{", "}", "==",
     "raise ValueError('\\n\\x1b')\n", "print('\\x1b[2J')\n", "\ue000", "\x85", "\u2028", "<script>", "<a href='//x'>", "# coding: utf-7\n",
     "1/0", "γ", "import os\n", "None", "nan", "-", "*", "\\", "|", "## The idea\n", "![a](b)"]
)  # fmt: skip


@example(name="text.md", places=[(0.0, "```", 0)])  # all of it is code, in which {{value: ...}} is plain text
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["__init__.py", "text.md"]),
    places=st.lists(st.tuples(st.floats(0, 1), SPLICES, st.integers(0, 12)), min_size=1, max_size=3),
)
def test_a_mutated_plugin_gives_findings_at_places(name: str, places: list[tuple[float, str, int]], tmp_path: Path) -> None:
    file = laid_out(tmp_path) / name
    text = file.read_text(encoding="utf-8")
    for where, put, taken in places:
        at = int(where * len(text))
        text = text[:at] + put + text[at + taken :]
    file.write_text(text, encoding="utf-8", newline="")
    result = check_visualisation(tmp_path, ID, Entry(), limits=Limits(120, 300, 120, 1024))
    told_at_places(result)
    if result.edition is not None:
        html = str(result.edition.document["text"])
        assert "\ue000" not in html or "\ue000" in text or "E000" in text
        assert not re.search(r"&amp;(?:amp|lt|gt|quot|#\d+);", html) or "&amp;" in text

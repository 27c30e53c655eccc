"""The docs are held by tests: every public name has an entry, and every example compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import covis
from covis.editions import compile_visualisation
from covis.registry import Entry

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
PREAMBLE = re.search(r"```python preamble\n(.*?)```", PAGE, re.S)[1]  # type: ignore[index]
SECTIONS = re.findall(r"^#{2,3} (\w+)\n(.*?)(?=^#{2,3} |\Z)", PAGE, re.S | re.M)
EXAMPLES = {name: re.findall(r"```python\n(.*?)```", body, re.S) for name, body in SECTIONS}
TEXT = "## The idea\n\na\n\n## The model\n\nb\n\n## Assumptions and limits\n\nc\n\n## Sources\n\nd\n"


def test_every_public_name_has_an_entry_with_an_example() -> None:
    missing = [name for name in covis.__all__ if not EXAMPLES.get(name)]
    assert not missing


def test_the_page_names_nothing_that_is_not_public() -> None:
    called = set(re.findall(r"`([A-Z]\w+)\(", PAGE))
    assert called <= set(covis.__all__)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if EXAMPLES[name]])
def test_an_example_compiles(name: str, tmp_path: Path) -> None:
    for k, example in enumerate(EXAMPLES[name]):
        code = PREAMBLE + example
        if "visualisation =" not in example:
            given = [key for key in ("readouts", "presets", "questions", "facts") if f"{key} = " in example]
            code += f"visualisation = Visualisation(objectives=['x'], plots=[plot], {', '.join(f'{key}={key}' for key in given)})\n"
        folder = tmp_path / "visualisations" / f"example{k}"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(code, encoding="utf-8")
        (folder / "text.md").write_text(TEXT, encoding="utf-8")
        compiled = compile_visualisation(tmp_path, f"example{k}", Entry(title="An example"))
        assert compiled.edition is not None, "\n".join(map(str, compiled.findings))

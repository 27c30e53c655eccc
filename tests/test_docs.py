"""The docs are held by tests: every public name has an entry, and every example compiles."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import sympy

import covis
from covis.authoring.controls.control import Control
from covis.authoring.symbols import Sweep
from covis.editions import compile_visualisation
from covis.registry import Entry

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
PREAMBLE = re.search(r"```python preamble\n(.*?)```", PAGE, re.S)[1]  # type: ignore[index]
SECTIONS = re.findall(r"^#{2,3} ([\w :]+)\n(.*?)(?=^#{2,3} |\Z)", PAGE, re.S | re.M)
EXAMPLES = {name: re.findall(r"```python\n(.*?)```", body, re.S) for name, body in SECTIONS}
TEXT = "## Objectives\n\n- x\n\n## The idea\n\na\n\n## The model\n\nb\n\n## Assumptions and limits\n\nc\n\n## Sources\n\nd\n"


def test_every_public_name_has_an_entry_with_an_example() -> None:
    missing = [name for name in covis.__all__ if not EXAMPLES.get(name)]
    assert not missing


def test_the_page_names_nothing_that_is_not_public() -> None:
    called = set(re.findall(r"`(?:cv\.)?([A-Z]\w+)\(", PAGE))
    assert {name for name in called if not hasattr(sympy, name)} <= set(covis.__all__)


@pytest.mark.parametrize("name", covis.__all__)
def test_help_is_enough_to_use_a_name(name: str) -> None:
    """Its docstring says what every parameter is, what is refused and how it is written."""
    kind = getattr(covis, name)
    text = inspect.getdoc(kind) or ""
    parameters = set(inspect.signature(kind).parameters)
    described = {word for line in text.splitlines() if (start := re.match(r"\s*([a-z_, ]+): ", line)) for word in start[1].split(", ")}
    assert parameters <= described, parameters - described
    assert "AuthoringError" in text
    assert f">>> {name}(" in text or re.search(rf">>> .*\b{name}\(", text)


def test_the_stub_lists_the_names_once_and_each_is_there() -> None:
    stub = (ROOT / "covis" / "__init__.pyi").read_text(encoding="utf-8")
    listed = re.findall(r"^from \S+ import (\w+) as (\w+)$", stub, re.M)
    assert all(name == known for name, known in listed)
    assert sorted(name for name, _ in listed) == sorted(covis.__all__)
    with pytest.raises(AttributeError, match="covis has no 'Sliders'; it offers Again, Always, Arrow"):
        getattr(covis, "Sliders")  # noqa: B009


@pytest.mark.parametrize("name", [name for name in EXAMPLES if EXAMPLES[name]])
def test_every_control_of_an_example_moves_something(name: str) -> None:
    for example in EXAMPLES[name]:
        before: dict[str, Any] = {}
        exec(PREAMBLE, before)
        after = dict(before)
        exec(example, after)
        made = after.get("visualisation") or covis.Visualisation(plots=[after["plot"]], readouts=after.get("readouts", []))
        mine = [value for key, value in after.items() if isinstance(value, Control | Sweep) and before.get(key) is not value]
        left_out = [symbol.name for symbol in mine if symbol not in made.symbols()]
        assert not left_out, f"in no mark of the example: {left_out}"
        assert made.controls, "no control moves anything in the example"


@pytest.mark.parametrize("name", [name for name in EXAMPLES if EXAMPLES[name]])
def test_an_example_compiles(name: str, tmp_path: Path) -> None:
    for k, example in enumerate(EXAMPLES[name]):
        code = PREAMBLE + example
        if "visualisation =" not in example:
            given = [key for key in ("readouts", "presets", "facts") if f"{key} = " in example]
            code += f"visualisation = cv.Visualisation(plots=[plot], {', '.join(f'{key}={key}' for key in given)})\n"
        folder = tmp_path / "visualisations" / f"example{k}"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(code, encoding="utf-8")
        (folder / "text.md").write_text(TEXT, encoding="utf-8")
        compiled = compile_visualisation(tmp_path, f"example{k}", Entry(title="An example"))
        assert compiled.edition is not None, "\n".join(map(str, compiled.findings))


def test_the_text_of_the_page_compiles(tmp_path: Path) -> None:
    text = re.search(r"```markdown\n(.*?)```", PAGE, re.S)[1]  # type: ignore[index]
    folder = tmp_path / "visualisations" / "example"
    folder.mkdir(parents=True)
    code = 'half_life = log(2) / gamma\nplot = cv.Plot(cv.Curve(y, over=t))\npresets = [cv.Preset("Slow", gamma=0.1)]\n'
    code += "visualisation = cv.Visualisation(plots=[plot], presets=presets)\n"
    (folder / "__init__.py").write_text(PREAMBLE + code, encoding="utf-8")
    (folder / "text.md").write_text(text, encoding="utf-8")
    compiled = compile_visualisation(tmp_path, "example", Entry(title="An example"))
    assert compiled.edition is not None, "\n".join(map(str, compiled.findings))
    document = compiled.edition.document
    assert document["objectives"] == ["Read a damping rate off a curve", "Say how long a share takes to halve"]
    assert document["prior_knowledge"] == "The exponential function."
    [question] = document["questions"]
    assert question["ask"] == "Double the rate. What happens to the half-life?" and question["preset"] == "Slow"
    assert question["answer"].startswith("It halves too: it is <math") and "Preset" not in question["answer"]
    assert re.findall(r"<h2>(.*?)</h2>", document["text"]) == ["The idea", "The model", "Assumptions and limits", "Sources"]

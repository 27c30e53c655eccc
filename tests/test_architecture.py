"""What docs/architecture.md says about the house, held by a test each."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
COVIS = REPOSITORY / "covis"

# From the top down: a room may use those below it, and itself. Rooms of one line do not use each other, apart from `BESIDE`.
FLOORS = (
    ("shell", "web", "cli", "__main__"),
    ("catalogue",),
    ("checks", "feedback"),
    ("editions",),
    ("compiler", "review", "registry"),
    ("authoring",),
    ("document", "finding", "__init__", "runtime", "template"),
)
BESIDE = {
    ("shell", "web"),  # the addresses of the runtime and of Plotly
    ("review", "registry"),  # the models of people and entries
    ("__main__", "cli"),
    ("document", "finding"),
}
LONG = {  # file: why it is longer and still one room
    "covis/compiler/program/functions.js": "the functions that programs have inlined: each a few lines, and nothing between them",
}
MOST = 320  # about 300
FULL = {  # folder: why it has more files
    "covis/cli": "one file a command",
}
MOST_FILES = 12


def sources() -> Iterator[tuple[Path, str, ast.Module]]:
    """Every Python file of covis, the room it stands in, and its tree."""
    for path in sorted(COVIS.rglob("*.py")):
        relative = path.relative_to(COVIS)
        yield path, relative.parts[0].removesuffix(".py"), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            module = node.module or ""
            if module == "covis":
                yield from ((f"covis.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def test_imports_run_one_way() -> None:
    wrong = []
    for path, room, tree in sources():
        if room in ("__init__", "template"):
            continue  # what plugins import: names resolved when asked for
        for module, line in imports(tree):
            if not module.startswith("covis."):
                continue
            other = module.split(".")[1]
            if other == room or (room, other) in BESIDE or floor(other) > floor(room):
                continue
            wrong.append(f"{path.relative_to(REPOSITORY)}:{line}: {room} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_every_room_is_on_a_floor() -> None:
    rooms = {path.name.removesuffix(".py") for path in COVIS.iterdir() if path.is_dir() or path.suffix == ".py"} - {"__pycache__"}
    assert rooms == {room for rooms_of_floor in FLOORS for room in rooms_of_floor}


@pytest.mark.parametrize(
    "room", ["authoring", "compiler", "editions", "checks", "registry", "review", "feedback", "catalogue", "web", "cli"]
)
def test_only_the_shell_knows_streamlit(room: str) -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}:{line}"
        for path, where, tree in sources()
        if where == room
        for module, line in imports(tree)
        if module.split(".")[0] == "streamlit"
    ]
    assert not found


def test_short_files() -> None:
    long = {}
    for path in sorted([*COVIS.rglob("*"), REPOSITORY / "app.py"]):
        if path.suffix in (".py", ".js", ".css"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MOST and str(path.relative_to(REPOSITORY)) not in LONG:
                long[str(path.relative_to(REPOSITORY))] = lines
    assert not long, "split them, or list them in LONG with the reason"
    assert len((REPOSITORY / "app.py").read_text().splitlines()) <= 40


def test_folders_have_few_files() -> None:
    counted: Counter[str] = Counter()
    for path in COVIS.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            counted[path.parent.relative_to(REPOSITORY).as_posix()] += 1
    full = {folder: number for folder, number in counted.items() if number > MOST_FILES and folder not in FULL}
    assert not full, "make folders of them, or list them in FULL with the reason"


def test_each_room_says_what_it_is_for() -> None:
    for path in sorted(COVIS.rglob("__init__.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert said, f"{path.relative_to(REPOSITORY)} has no docstring"
        assert len(said.splitlines()) <= 6, f"{path.relative_to(REPOSITORY)}: a few lines are enough"


SERVER = """
import json, sys, threading, time
from starlette.testclient import TestClient
import app
from covis.catalogue import gallery_root, shared
catalogue = shared(gallery_root())
with TestClient(app.app) as client:
    for id in catalogue.registry.entries:
        item = catalogue.item(id, wait=60)
        assert item.shown is not None, item
        for path in (f"/v/{id}", f"/d/{item.digest}/document.json", f"/d/{item.digest}/program.js", f"/thumb/{item.digest}.svg"):
            assert client.get(path).status_code == 200, path
    assert client.get("/").status_code == 200
    catalogue.check(next(iter(catalogue.registry.entries)))
import covis.shell.main
print(json.dumps(sorted(sys.modules)))
"""


def test_the_server_imports_neither_sympy_nor_a_plugin(gallery: Path) -> None:
    """app.py in a process of its own, every kind of route asked, an edition compiled and checked: then what is loaded."""
    done = subprocess.run([sys.executable, "-c", SERVER], cwd=REPOSITORY, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    heavy = {"sympy", "scipy", "mpmath", "pint"}  # (Streamlit itself loads Plotly)
    assert not [name for name in loaded if name.split(".")[0] in heavy or name.startswith(("covis.authoring", "visualisations"))]
    assert not [name for name in loaded if any(name.split(".")[-1] == entry.name for entry in (gallery / "visualisations").iterdir())]

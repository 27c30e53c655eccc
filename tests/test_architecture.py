"""What docs/architecture.md says about the house, held by a test each."""

from __future__ import annotations

import ast
import json
import re
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
    ("streamlit", "notebook", "shell", "web", "cli", "__main__"),
    ("catalogue",),
    ("checks", "feedback"),
    ("editions",),
    ("compiler", "review", "registry"),
    ("authoring",),
    ("document", "finding", "__init__", "runtime", "template"),
)
BESIDE = {
    ("shell", "web"),  # the addresses of the runtime and of Plotly
    ("cli", "web"),  # what is exported
    ("notebook", "web"),
    ("streamlit", "web"),
    ("streamlit", "notebook"),
    ("review", "registry"),  # the models of people and entries
    ("__main__", "cli"),
    ("document", "finding"),
}
LONG: dict[str, str] = {  # file: why it is longer and still one room
    "covis/runtime/drawing/plot.js": "one plot, which two ways of drawing share: light, then Plotly",
    "covis/runtime/page/mount.js": "the one place that joins the parts of a visualisation",
    "covis/compiler/program/graph.py": "one walk over an expression, with a short rule for each kind of node",
    "covis/compiler/program/javascript.py": "one walk over a graph, with a short rule for each kind of node",
    "covis/compiler/build.py": "one pass that puts a document together",
    "covis/compiler/text/equations.py": "the printed form of each kind of source and fact, over one set of names",
    "covis/runtime/page/layout.js": "the one plan of a visualisation's page",
    "covis/checks/units/dimensions.py": "one walk over the tree, with a short rule for each kind of expression",
}
MOST = 320  # about 300
FULL = {  # folder: why it has more files
    "covis/cli/commands": "one file for each command or family of commands",
    "covis/compiler/program": "one file for each step from an expression to a program, and for each kind of source",
    "covis/registry": "one file for each step from the text to a Registry, and what is written from it",
    "covis/runtime/css": "one sheet for each part of a visualisation's page",
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


def imported_files() -> dict[str, set[str]]:
    """For every module of covis the modules of covis that it imports, wherever in the file: for type checkers and in functions too."""
    known = {
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): tree
        for path, room, tree in sources()
        if room != "template"
    }
    graph: dict[str, set[str]] = {name: set() for name in known}
    for name, tree in known.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                # `from covis.shell import address` imports a module, `from covis.finding import Finding` a name.
                named = [
                    f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in known else node.module or "" for alias in node.names
                ]
            else:
                continue
            graph[name] |= {module for module in named if module in known and module != "covis"} - {name}
    return graph


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """One circle for every knot of files that import each other: the shortest through its first file."""
    reach = {name: _reached(graph, name) for name in graph}
    knots = {frozenset(other for other in reach[name] if name in reach[other]) for name in graph if name in reach[name]}
    return sorted(_shortest(graph, min(knot)) for knot in knots)


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [*graph[start]]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def _shortest(graph: dict[str, set[str]], start: str) -> list[str]:
    ways = [[start]]
    while True:
        ways = [[*way, name] for way in ways for name in sorted(graph[way[-1]])]
        closed = next((way for way in ways if way[-1] == start), None)
        if closed:
            return closed
        ways = list({way[-1]: way for way in reversed(ways)}.values())


def test_no_two_files_import_each_other() -> None:
    found = circles(imported_files())
    assert not found, "a circle of imports: " + "; ".join(" -> ".join(circle) for circle in found)


def test_a_circle_is_found_wherever_it_is() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": set(), "e": {"f"}, "f": {"e", "a"}}
    assert circles(graph) == [["a", "b", "c", "a"], ["e", "f", "e"]]


# What a page or a command may import from below the catalogue: models, what is pure, and wording. Everything else goes through the
# catalogue: it alone opens stores, replays logs, and calls the compiler, the checks and the cache of editions.
ABOVE = ("shell", "web", "cli", "__main__")
BELOW_THE_CATALOGUE = {
    "covis.review": {"criteria", "wording"},
    "covis.review.criteria": None,
    "covis.review.events": None,
    "covis.review.fold": {"Standing"},
    "covis.review.markup": None,
    "covis.review.mathematics": None,
    "covis.review.rules": {"Refusal", "Refused"},
    "covis.review.state": {"Signed", "State"},
    "covis.review.turns": None,
    "covis.review.wording": None,
    "covis.feedback.model": None,
    "covis.feedback.service": {"LONGEST", "PER_SESSION", "FeedbackService", "FeedbackSummary", "RateLimit"},
    "covis.editions.changes": None,
    "covis.editions.comparison": None,
    "covis.editions.text_changes": None,
}


def names_imported(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Module, name and line of every import; the name is "" where the module itself is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)


def behind_the_door(module: str, name: str) -> bool:
    """Whether a page or a command may not import this."""
    if module.split(".")[:2] not in [["covis", room] for room in ("review", "feedback", "checks", "editions", "compiler")]:
        return False  # the registry is models and the reading and writing of registry.yaml
    names = BELOW_THE_CATALOGUE.get(module, set())
    return names is not None and name not in names


def test_the_catalogue_is_the_one_door() -> None:
    wrong = [
        f"{path.relative_to(REPOSITORY)}:{line}: {room} imports {name or 'all'} of {module}"
        for path, room, tree in sources()
        if room in ABOVE
        for module, name, line in names_imported(tree)
        if behind_the_door(module, name)
    ]
    assert not wrong, "the catalogue gives it:\n" + "\n".join(wrong)


def test_what_is_behind_the_door() -> None:
    for module, name in (
        ("covis.compiler", "warm"),
        ("covis.compiler.worker.client", "Worker"),
        ("covis.checks", "check_visualisation"),
        ("covis.editions", "cached_edition"),
        ("covis.editions.cache", "compile_visualisation"),
        ("covis.editions.releases", "read_release"),
        ("covis.review.stores.files", "FileLog"),
        ("covis.review.fold", "replay"),
        ("covis.feedback.store", "open_feedback"),
    ):
        assert behind_the_door(module, name), (module, name)
    for module, name in (("covis.review", "wording"), ("covis.review.fold", "Standing"), ("covis.catalogue", "Catalogue")):
        assert not behind_the_door(module, name), (module, name)


def rooms_read(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The rooms whose folder a file reaches through the disk: `... / "shell" / ...` from the place of the file itself."""
    own = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(part, ast.Name) and part.id == "__file__" for part in ast.walk(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    } | {"__file__"}
    rooms = {path.name for path in COVIS.iterdir() if path.is_dir()}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and isinstance(node.right, ast.Constant):
            from_here = any(isinstance(part, ast.Name) and part.id in own for part in ast.walk(node.left))
            room = str(node.right.value).split("/")[0]
            if from_here and room in rooms:
                yield room, node.lineno


def test_no_room_reads_the_files_of_a_room_that_it_may_not_import() -> None:
    wrong = []
    for path, room, tree in sources():
        for other, line in rooms_read(tree):
            if other != room and (room, other) not in BESIDE and floor(other) <= floor(room):
                wrong.append(f"{path.relative_to(REPOSITORY)}:{line}: {room} reads files of {other}")
    assert not wrong, "\n".join(wrong)


def test_a_file_that_is_read_is_found() -> None:
    tree = ast.parse('HERE = Path(__file__).parent\nsheet = HERE.parent / "shell" / "css"\nmine = root / "shell"')
    assert list(rooms_read(tree)) == [("shell", 2)]


MAKERS = {"runs"}  # folders that make marks themselves: the trail of a Run is a Path


def test_nobody_asks_for_the_class_of_a_mark_or_of_a_control() -> None:
    """What the rest needs to know of one is stated on its class, and read from the base: a new one touches no other file."""
    asked = []
    for path, room, tree in sources():
        for module, line in imports(tree):
            what = next((what for what in ("marks", "controls") if module.startswith(f"covis.authoring.{what}.")), "")
            if what and module not in ("covis.authoring.marks.mark", "covis.authoring.controls.control") and room != "authoring":
                asked.append(f"{path.relative_to(REPOSITORY)}:{line}: {room} imports {module}")
            elif what == "marks" and module != "covis.authoring.marks.mark" and path.parent.name not in ("marks", *MAKERS):
                asked.append(f"{path.relative_to(REPOSITORY)}:{line}: {module}")
    assert not asked, "\n".join(asked)


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
        if path.is_file() and "__pycache__" not in path.parts and path.name != "__init__.py":
            counted[path.parent.relative_to(REPOSITORY).as_posix()] += 1
    full = {folder: number for folder, number in counted.items() if number > MOST_FILES and folder not in FULL}
    assert not full, "make folders of them, or list them in FULL with the reason"


def test_each_room_says_what_it_is_for() -> None:
    for path in sorted(COVIS.rglob("__init__.py")):
        purpose = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert purpose, f"{path.relative_to(REPOSITORY)} has no docstring"
        assert len(purpose.splitlines()) <= 6, f"{path.relative_to(REPOSITORY)}: a few lines are enough"


def test_the_javascript_of_pages_is_in_files() -> None:
    """There it is type-checked, linted and formatted. What the compiler writes into programs is another matter."""
    inline = [
        f"{path.relative_to(REPOSITORY)}:{node.lineno}"
        for path, room, tree in sources()
        if room not in ("compiler", "authoring")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(word in node.value for word in ("export default", "addEventListener", "onclick=", "document.cookie"))
    ]
    assert not inline, "\n".join(inline)


def test_the_docs_name_files_that_are_there() -> None:
    """The table "Where is ...?" of docs/architecture.md."""
    page = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = page.partition("## Where is ...?")[2].partition("\n## ")[0]
    named = [name for row in rows.splitlines() if row.startswith("|") for name in re.findall(r"`([^`]*[./][^`]*)`", row)]
    assert len(named) > 20
    assert not [name for name in named if not (COVIS / name).exists()]


SERVER = """
import json, sys, threading, time
from starlette.testclient import TestClient
import app
from covis.catalogue import gallery_root, shared
catalogue = shared(gallery_root())
with TestClient(app.app) as client:
    for id in catalogue.registry.entries:
        item = catalogue.items.get(id, wait=60)
        assert item.shown is not None, item
        for path in (f"/v/{id}", f"/d/{item.digest}/document.json", f"/d/{item.digest}/program.js", f"/thumb/{item.digest}.svg"):
            assert client.get(path).status_code == 200, path
    assert client.get("/").status_code == 200
    catalogue.editions.check(next(iter(catalogue.registry.entries)))
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

"""The package as people install it: the wheel holds all it needs, and `covis` works with a gallery in any folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from playwright.sync_api import Page, expect

import covis
from covis.registry import load

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WINDOWS = os.name == "nt"


@dataclass
class Installed:
    """Covis in an empty environment, from its wheel; the packages that it needs are those of the tests."""

    wheel: Path
    bin: Path
    home: Path

    def covis(self, *arguments: str, folder: Path, status: int = 0) -> str:
        """One `covis` command in a folder; its output."""
        done = subprocess.run(
            [str(self.bin / "covis"), *arguments], cwd=folder, env=self.environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def environment(self) -> dict[str, str]:
        """Nothing that names the repository, a gallery, or how a server runs."""
        ours = ("PYTHON", "COVIS_ROOT", "COVIS_USER", "COVIS_CACHE", "COVIS_DATABASE_URL", "STREAMLIT_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {"HOME": str(self.home), "USERPROFILE": str(self.home)}


def _not_needed(folder: str, names: list[str]) -> list[str]:
    """What is not put into the new environment: large tools of the tests, and whatever leads to the repository."""
    large = ("__pycache__", "playwright", "mypy", "ruff", "hypothesis")
    return [name for name in names if name in large or name.startswith(("covis", "_covis", "__editable__")) or name.endswith(".pth")]


def _linked(source: str, target: str) -> None:
    """The same file in a second place; a copy where that is another disk."""
    if Path(target).exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    room = tmp_path_factory.mktemp("package")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    build = [*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(room / "wheels"), str(REPOSITORY)]
    done = subprocess.run(build, cwd=room, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (room / "wheels").glob("covis-*.whl")
    venv.create(room / "venv", with_pip=False)
    bin = room / "venv" / ("Scripts" if WINDOWS else "bin")
    install = [*pip, "--python", str(bin / "python"), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(install, cwd=room, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(room / "venv")}))
    for theirs in {Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")}:
        shutil.copytree(theirs, packages, ignore=_not_needed, copy_function=_linked, dirs_exist_ok=True)
    (room / "home").mkdir()
    return Installed(wheel, bin, room / "home")


@pytest.fixture(scope="module")
def new_gallery(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery made with `covis init` and `covis new`, far from the repository."""
    root = tmp_path_factory.mktemp("somewhere") / "gallery"
    installed.covis("init", str(root), "--title", "Waves: a gallery", folder=root.parent)
    said = installed.covis("new", "my_first", "--coder", "me", "--name", "My Name", folder=root)
    assert "covis check my_first" in said and "python -m" not in said
    return root


# --- the wheel ----------------------------------------------------------------------------------------------------------


def test_the_wheel_holds_every_file_of_the_package(installed: Installed) -> None:
    left_out = ("__pycache__", ".pyc")
    ours = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "covis").rglob("*") if path.is_file()}
    ours = {name for name in ours if not any(part in name for part in left_out) and "/." not in name}
    with zipfile.ZipFile(installed.wheel) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("covis/")}
    assert held == ours | {"covis/served/app.py", "covis/served/.streamlit/config.toml"}
    assert "covis/py.typed" in held


def test_what_is_imported_is_the_installed_package(installed: Installed, tmp_path: Path) -> None:
    code = "import covis, sys; print(covis.__file__); print([p for p in sys.path if p == sys.argv[1]])"
    call = [str(installed.bin / "python"), "-P", "-c", code, str(REPOSITORY)]
    done = subprocess.run(call, cwd=tmp_path, env=installed.environment, capture_output=True, text=True, check=True)
    file, paths = done.stdout.splitlines()
    assert Path(file).is_relative_to(installed.bin.parent) and paths == "[]"


def test_the_version_is_stated_once(installed: Installed, tmp_path: Path) -> None:
    assert "version" not in PROJECT and "version" in PROJECT["dynamic"]
    assert installed.wheel.name.startswith(f"covis-{covis.__version__}-")
    assert installed.covis("--version", folder=tmp_path).strip() == f"covis {covis.__version__}"
    citation = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    assert not re.search(r"^version:", citation, re.M)


# --- a gallery in any folder --------------------------------------------------------------------------------------------


def test_a_gallery_is_found_from_a_folder_inside_it(installed: Installed, new_gallery: Path) -> None:
    inside = new_gallery / "visualisations" / "my_first"
    status = json.loads(installed.covis("status", "--json", folder=inside))
    assert [one["id"] for one in status["visualisations"]] == ["my_first"]


def test_a_new_gallery_passes_its_checks(installed: Installed, new_gallery: Path) -> None:
    assert "4 facts, 0 errors, 0 warnings" in installed.covis("check", folder=new_gallery)


@pytest.mark.parametrize("command", [("check",), ("status",), ("serve",), ("new", "waves")])
def test_without_a_gallery_a_command_says_what_it_looked_for(installed: Installed, tmp_path: Path, command: tuple[str, ...]) -> None:
    said = installed.covis(*command, folder=tmp_path, status=2)
    assert f"no registry.yaml in {tmp_path}" in " ".join(said.split()) and "--root" in said and "covis init" in said


def test_a_folder_that_is_no_gallery_is_not_served(installed: Installed, tmp_path: Path) -> None:
    said = installed.covis("serve", "--root", str(tmp_path), folder=tmp_path, status=2)
    assert "There is no registry.yaml in" in said and "covis init" in said


def test_init_changes_nothing_that_is_there(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    installed.covis("init", "--title", 'A "title": {with} # marks', folder=tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(made) == {"registry.yaml", ".gitignore", ".gitattributes"} and made[".gitignore"] == b"mine\n"
    said = installed.covis("init", "--title", "Another", folder=tmp_path, status=2)
    assert "already" in said and {path.name: path.read_bytes() for path in tmp_path.iterdir()} == made
    assert load(tmp_path).gallery.title == 'A "title": {with} # marks'


# --- the pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(installed: Installed, new_gallery: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`covis serve` from a folder inside the gallery; the last test asks how it ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(installed.bin / "covis"), "serve", "--port", str(port)],
            cwd=new_gallery / "visualisations",
            env=installed.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text(errors="replace")
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    said = log.read_text(errors="replace")
    assert f"http://localhost:{port}" in said and "Traceback" not in said and "0.0.0.0" not in said, said


def fetch(address: str, path: str) -> bytes:
    """One answer. A page whose visualisation is still being compiled (503) is asked for again."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address + path, timeout=60) as response:
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            time.sleep(1)
    raise AssertionError(f"{path} is still being prepared")


def test_a_page_and_all_that_it_needs_are_served(address: str) -> None:
    html = fetch(address, "/v/my_first").decode()
    assert "My first" in html
    wanted = set(re.findall(r'(?:src|href)="(/(?:covis|d|thumb)/[^"]+)"', html)) | set(re.findall(r'"(/d/[0-9a-f]{64}/[^"]+)"', html))
    digest = re.search(r"/d/([0-9a-f]{64})/", html)
    assert digest is not None
    wanted |= {f"/d/{digest[1]}/document.json", f"/d/{digest[1]}/program.js", f"/thumb/{digest[1]}.svg"}
    seen: set[str] = set()
    while wanted - seen:
        path = (wanted - seen).pop()
        seen.add(path)
        content = fetch(address, path)
        assert content, path
        folder = path.rpartition("/")[0]
        if path.endswith((".js", ".css")) and "plotly" not in path:
            named = re.findall(r"""(?:from|import|import\()\s*["'](\.[^"']+)["']|url\(["']?([^"')]+)["']?\)""", content.decode())
            wanted |= {
                os.path.normpath(f"{folder}/{one}").replace("\\", "/")
                for pair in named
                for one in pair
                if one and not one.startswith("data:")
            }
    kinds = {Path(path).suffix for path in seen}
    assert {".js", ".css", ".json", ".svg"} <= kinds and any("/controls/" in path for path in seen), sorted(seen)
    assert json.loads(fetch(address, f"/d/{digest[1]}/document.json"))["id"] == "my_first"


@pytest.mark.browser
def test_the_gallerys_pages_run(address: str, page: Page) -> None:
    page.goto(address)
    expect(page.locator(".cv-footer")).to_be_visible()
    expect(page).to_have_title(re.compile("Waves: a gallery"))
    page.goto(f"{address}/?v=my_first")
    expect(page.locator('section.covis[data-ready="true"]')).to_be_visible()
    assert page.get_by_text("Deploy", exact=True).count() == 0, "the configuration is not ours"


# --- its requirements ---------------------------------------------------------------------------------------------------


def lines(file: str) -> list[str]:
    found = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    return [line.partition("#")[0].strip() for line in found if line.partition("#")[0].strip()]


def test_every_requirement_is_constrained_to_one_version_that_it_allows() -> None:
    """The same versions on every machine and every Python, so that documents are the same bytes."""
    pinned = {one.name: one for one in map(Requirement, lines("constraints.txt"))}
    wanted = [Requirement(line) for line in lines("requirements-dev.txt") if not line.startswith("-")]
    wanted += [Requirement(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"]]]
    assert len(pinned) == len(lines("constraints.txt")), "one version of each package, whatever the Python"
    for requirement in wanted:
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        (exact,) = pinned[name].specifier
        assert exact.operator == "==" and requirement.specifier.contains(exact.version), name


def test_documents_are_made_with_the_constrained_versions() -> None:
    """Run `make test` again, or make .venv anew, where this fails: another version may give other bytes."""
    from covis.editions.fingerprint import _PACKAGES

    pinned = dict(line.partition(" ")[0].split("==") for line in lines("constraints.txt"))
    assert {name: version(name) for name in _PACKAGES} == {name: pinned[name] for name in _PACKAGES}


def test_no_requirement_names_a_registry() -> None:
    for file in ("constraints.txt", "requirements-dev.txt", "pyproject.toml", "Makefile"):
        text = (REPOSITORY / file).read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|://[^ ]*(pypi|simple)", text), file


def test_the_licence_of_the_texts_is_beside_them() -> None:
    assert "BSD 3-Clause" in (REPOSITORY / "LICENSE").read_text(encoding="utf-8") and PROJECT["license"] == "BSD-3-Clause"
    assert "CC BY 4.0" in (REPOSITORY / "visualisations" / "LICENSE.md").read_text(encoding="utf-8")

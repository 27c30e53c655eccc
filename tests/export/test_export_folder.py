"""What an export writes: links that lead somewhere, the same bytes each time, nothing that is not public; and what becomes of a folder."""

from __future__ import annotations

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.catalogue import Catalogue
from covis.review.criteria import CRITERIA
from covis.web.export import folder
from covis.web.export.files import Exported, exported
from tests.cli.command_line import Run
from tests.export.conftest import ID, add

MET = {criterion.id: True for criterion in CRITERIA}
NAMES = ("href", "src", "data-document", "data-shown", "data-program", "data-plotly", "data-about", "data-home", "data-index", "data-embed")


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in NAMES]


def target(page: str, link: str) -> str | None:
    """The file that a link of a page leads to; None for one that leaves the gallery."""
    parts = urlsplit(link)
    if parts.scheme:
        assert parts.scheme in ("https", "http", "mailto"), link
        return None
    assert not link.startswith("/"), f"{page}: {link} works at one address only"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    assert not path.startswith(".."), f"{page}: {link} leads out of the folder"
    return path


def test_every_link_is_relative_and_leads_to_a_file(made: Exported) -> None:
    files = set(made.files)
    for page, content in made.files.items():
        if page.endswith(".html"):
            links = Links()
            links.feed(content.decode())
            found = links.found
        elif page.endswith(".css"):
            found = [link for link in re.findall(r'url\("([^"]+)"\)', content.decode()) if not link.startswith("data:")]
        elif page.endswith("steps.json"):
            found = [step["address"] for step in json.loads(content)["steps"]]
        else:
            continue
        for link in found:
            path = target(page, link)
            assert path is None or path in files or f"{path}/index.html".removeprefix("./") in files, (page, link)


def test_two_exports_are_the_same_bytes(three: Path, made: Exported) -> None:
    assert exported(Catalogue(three)).files == made.files


def test_nothing_is_for_those_who_sign_in(made: Exported) -> None:
    assert not [path for path in made.files if "/desk/" in path or "/shell/" in path]
    text = " ".join(content.decode() for path, content in made.files.items() if path.endswith((".html", ".json")))
    assert "@example.org" not in text and "Sign in" not in text


def test_only_what_is_signed_where_the_policy_says_so(gallery: Path) -> None:
    catalogue = Catalogue(gallery)
    for who in ("example_student", "example_staff"):
        catalogue.actions.accept(ID, who, "cli")
    submitted = catalogue.actions.submit(ID, "example_student", "cli").edition
    assert submitted is not None
    catalogue.actions.review(ID, "example_peer", "cli")
    catalogue.actions.sign_off(ID, "example_staff", "cli", edition=submitted.document, criteria=MET)
    add(gallery, "okapi", "How an okapi walks", "Okapi / Animals")
    registry = gallery / "registry.yaml"
    text = registry.read_text(encoding="utf-8").replace("visibility: all", "visibility: signed_off")
    registry.write_text(
        text.replace("What friction does", "What a quagga does").replace("      - damped", "      - okapi\n      - damped"),
        encoding="utf-8",
    )
    text_file = gallery / "visualisations" / ID / "text.md"
    text_file.write_text(text_file.read_text(encoding="utf-8").replace("friction", "numbat"), encoding="utf-8")
    made = exported(Catalogue(gallery))
    everything = b" ".join([*made.files.values(), *(path.encode() for path in made.files)]).lower()
    assert made.shown == (ID,) and f"d/{submitted.document}/document.json" in made.files
    assert not any(word in everything for word in (b"how an okapi", b"okapi /", b"v/okapi", b"quagga", b"numbat"))
    assert b"1 more is in progress" in made.files["index.html"]

    catalogue.actions.dispute(ID, "example_staff", "cli", note="It is wrong.", withdrawn=True)
    taken_down = exported(Catalogue(gallery))
    assert not taken_down.shown and not any(submitted.document in path for path in taken_down.files)


def test_a_broken_visualisation_is_left_out_and_named(gallery: Path, run: Run, tmp_path: Path) -> None:
    add(gallery, "okapi", "How an okapi walks", "Biology")
    (gallery / "visualisations" / "okapi" / "__init__.py").write_text("1 / 0\n")
    done = run("export", str(tmp_path / "site"))
    assert done.status == 1 and "okapi is left out" in done.err and "1 visualisation in" in done.out and "Traceback" not in done.err
    assert (tmp_path / "site" / "v" / ID / "index.html").is_file() and not (tmp_path / "site" / "v" / "okapi").exists()


def test_the_command_writes_what_changed_and_takes_away_what_went(gallery: Path, run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site"
    add(gallery, "okapi", "How an okapi walks", "Biology")
    assert run("export", str(site)).status == 0
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file() and path.name != folder.MANIFEST}
    again = run("export", str(site))
    assert again.status == 0 and "0 files written" in again.out and "0 removed" in again.out
    assert {path: path.stat().st_mtime_ns for path in times} == times
    (site / "CNAME").write_text("gallery.example.org")  # somebody's own file
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text(encoding="utf-8").split("\n  okapi:")[0] + "\n", encoding="utf-8")
    assert run("export", str(site)).status == 0
    assert not (site / "v" / "okapi").exists() and (site / "v" / ID / "index.html").is_file() and (site / "CNAME").is_file()


def test_one_file_by_the_command(gallery: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new" / "one.html"
    assert run("export", "--single", ID, str(file)).status == 0
    content = file.read_text(encoding="utf-8")
    assert content.startswith("<!doctype html>") and "import.meta.url" not in content
    assert not re.search(r'(?:src|href)="(?!data:|https:|#)', content)
    assert run("export", "--single", ID, str(file)).status == 0 and file.read_text(encoding="utf-8") == content
    wrong = run("export", "--single", "damped_oscilator", str(file))
    assert wrong.status == 2 and "did you mean damped_oscillator?" in wrong.err
    assert run("export", "--single", ID, str(tmp_path)).status == 2


@pytest.mark.parametrize("there", ["notes.txt", folder.MANIFEST])
def test_a_folder_of_somebody_elses_is_refused(gallery: Path, run: Run, tmp_path: Path, there: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / there).write_text('{"format": 1, "files": {"../../precious": "0"}}')
    done = run("export", str(tmp_path / "site"))
    assert done.status == 2 and "folder" in done.err and [path.name for path in (tmp_path / "site").iterdir()] == [there]


FILES = st.dictionaries(st.sampled_from(["a", "b/c", "b/d", "e/f/g", "index.html"]), st.binary(max_size=4), max_size=5)


@settings(max_examples=60, deadline=None)
@given(exports=st.lists(FILES, min_size=1, max_size=4))
def test_the_folder_is_the_last_export_whatever_came_before(
    exports: list[dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("site")
    for files in exports:
        done = folder.write(place, files)
        assert done.written + done.same == len(files) and not done.kept
    there = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    del there[folder.MANIFEST]
    assert there == exports[-1]
    assert not [path for path in place.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_what_somebody_changed_is_left_and_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    folder.write(tmp_path, {"a": b"1", "b": b"2"})
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "c").write_bytes(b"mine too")
    assert folder.write(tmp_path, {"b": b"2"}).kept == ("a",)
    with pytest.raises(folder.NoExportError, match=": c"):
        folder.write(tmp_path, {"b": b"3", "c": b"4"})
    assert (tmp_path / "b").read_bytes() == b"2"
    with pytest.raises(folder.NoExportError, match="is a file"):
        folder.check(tmp_path / "b")

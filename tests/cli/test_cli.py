"""The command line: exit statuses, what stands on which stream, who is calling, and the way to a signature."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from covis.cli.commands import status
from tests.cli.command_line import Done, Run

ID = "damped_oscillator"
REPOSITORY = Path(__file__).resolve().parents[2]


def program(gallery: Path, *arguments: str, **environment: str) -> Done:
    """`covis` as a process of its own."""
    env = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-m", "covis", *arguments], cwd=REPOSITORY, env=env, capture_output=True, text=True, timeout=240)
    return Done(done.returncode, done.stdout, done.stderr)


def statuses(done: Done) -> dict[str, Any]:
    return {one["id"]: one for one in json.loads(done.out)["visualisations"]}


# --- checks -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_check_of_the_shipped_gallery_is_well(gallery: Path) -> None:
    done = program(gallery, "check", "--json")
    value = json.loads(done.out)
    assert done.status == 0, done.out
    assert set(value) == {"findings", "facts"}
    assert all(set(fact) == {"id", "statement", "evidence", "detail"} for fact in value["facts"]) and value["facts"]
    assert all(set(finding) == {"id", "rule", "severity", "file", "line", "message"} for finding in value["findings"])
    assert not [finding for finding in value["findings"] if finding["severity"] == "error"]


def test_check_says_everything_at_once_with_places(gallery: Path) -> None:
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text() + "\n  other:\n    titel: x\n")
    shutil.copytree(gallery / "visualisations" / ID, gallery / "visualisations" / "loose")
    text = gallery / "visualisations" / ID / "text.md"
    text.write_text(text.read_text().replace("## Sources", "## Source"))
    done = program(gallery, "check", "--json")
    found = json.loads(done.out)["findings"]
    assert done.status == 1
    assert any(one["file"] == "registry.yaml" and one["line"] and one["id"] == "other" for one in found)
    assert any(one["file"].endswith("loose") for one in found)
    assert any(one["file"].endswith("text.md") and one["severity"] == "error" for one in found)


def test_a_plugin_that_prints_spoils_no_json(gallery: Path) -> None:
    plugin = gallery / "visualisations" / ID / "__init__.py"
    plugin.write_text(plugin.read_text() + '\nprint("hello")\n')
    for command in ("check", "compile"):
        done = program(gallery, command, ID, "--json")
        found = json.loads(done.out)["findings"]
        assert done.status == 1 and any("hello" in one["message"] for one in found), command


def test_compile_gives_the_document(run: Run) -> None:
    done = run("compile", ID, "--json")
    value = json.loads(done.out)
    assert done.status == 0 and value["document"]["id"] == ID and re.fullmatch("[0-9a-f]{64}", value["digest"])
    assert value["digest"][:12] in run("compile", ID).out


# --- called wrongly -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "damped_oscilator"), "did you mean damped_oscillator?"),
        (("nonsense",), "No such command"),
        (("check", "--nonsense"), "No such option"),
        (("status", "--root", "/nowhere/at/all"), "There is no folder"),
        (("accept", ID, "--as", "exampel_student"), "did you mean example_student?"),
        (("resolve", ID, "--as", "example_student", "--re", "abcd1234"), "No event begins"),
        (("sign-off", ID, "--as", "example_staff", "--yes"), "only with --edition"),
        (("decide", ID), "Missing option"),
    ],
)
def test_called_wrongly_is_2_and_says_how(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.status == 2 and said in done.err and done.out == ""


def test_the_root_may_stand_before_or_after_the_command(run: Run, gallery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVIS_ROOT")
    for arguments in (("--root", str(gallery), "status", "--json"), ("status", "--json", "--root", str(gallery))):
        assert list(statuses(run(*arguments))) == [ID]


@pytest.mark.parametrize("command", ["check", "status", "show", "submit", "new"])
def test_a_registry_that_cannot_be_read_is_what_is_said(run: Run, gallery: Path, command: str) -> None:
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text() + "x: [\n")
    who = () if command in ("check", "status", "show") else ("--as", "example_student")
    done = run(command, "waves" if command == "new" else ID, *who)
    assert done.status == 1 and re.search(r"registry\.yaml:\d+:\d+: ", done.out + done.err)


def test_a_folder_that_is_gone_or_a_file_in_the_way_is_said_in_words(run: Run, gallery: Path) -> None:
    (gallery / "visualisations" / ID).rename(gallery / "moved")
    done = run("show", ID)
    assert done.status == 1 and "no such folder" in done.out
    (gallery / ".covis").write_text("")
    done = run("accept", ID, "--as", "example_student")
    assert done.status == 1 and "cannot be written" in done.err and "Traceback" not in done.err


def test_who_cannot_sign_is_not_asked_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    signable(run)
    monkeypatch.setattr("sys.stdin", Terminal("y\n" * 8))
    done = run("sign-off", ID, "--as", "example_maintainer")
    assert done.status == 1 and "Refused:" in done.err and "[y/N]" not in done.out


# --- who is calling -----------------------------------------------------------------------------------------------------


def git(folder: Path, address: str) -> None:
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "config", "user.email", address], cwd=folder, check=True)


def test_git_says_who_it_is(run: Run, gallery: Path) -> None:
    person = gallery / "contributors" / "example_student.yaml"
    person.write_text(
        "\n".join(line for line in person.read_text().splitlines() if not line.startswith("login:")) + "\nlogin: sam@example.org\n"
    )
    git(gallery, "Sam@Example.org")
    assert run("accept", ID).status == 0
    assert statuses(run("status", "--json"))[ID]["accepted"] == ["example_student"]


def test_an_address_that_nobody_has_is_no_one(run: Run, gallery: Path) -> None:
    git(gallery, "nobody@example.org")
    done = run("accept", ID)
    assert done.status == 2 and "--as PERSON" in done.err and "nobody@example.org" in done.err


# --- the way to a signature ---------------------------------------------------------------------------------------------


def test_refused_is_1_with_the_rule_and_the_way_out(run: Run) -> None:
    done = run("review", ID, "--as", "example_peer")
    assert done.status == 1 and "Refused:" in done.err and f"covis submit {ID}" in done.err


def test_from_accepting_to_a_release_that_is_served_for_good(gallery: Path) -> None:
    """With the real compiler and every fact, as people would type it."""
    for arguments in (
        ("accept", ID, "--as", "example_student"),
        ("accept", ID, "--as", "example_staff"),
        ("submit", ID, "--as", "example_student"),
        ("review", ID, "--as", "example_peer", "-m", "The presets helped."),
    ):
        done = program(gallery, *arguments)
        assert done.status == 0, done.err
    digest = statuses(program(gallery, "status", ID, "--json"))[ID]["submitted"]["document"]
    shown = program(gallery, "show", ID).out
    assert digest in shown and "proved" in shown and "The criteria" in shown
    asked = program(gallery, "sign-off", ID, "--as", "example_staff")
    assert asked.status == 2 and "nobody to ask" in asked.err
    done = program(gallery, "sign-off", ID, "--as", "example_staff", "--edition", digest[:10], "--criteria", "all", "--yes")
    assert done.status == 0, done.err
    assert "Signed off" in done.out
    stored = (gallery / "releases" / ID / f"{digest}.json").read_bytes()

    text = gallery / "visualisations" / ID / "text.md"
    text.write_bytes(text.read_bytes().replace(b"swing", b"swung", 1))
    now = statuses(program(gallery, "status", ID, "--json"))[ID]
    assert now["status"] == "update_in_review" and now["release"]["document"] == digest
    assert "something else than the release" in program(gallery, "status", ID).out
    assert (gallery / "releases" / ID / f"{digest}.json").read_bytes() == stored


def signable(run: Run) -> str:
    """Accepted, submitted and reviewed; the digest that waits."""
    for arguments in (
        ("accept", "example_student"),
        ("accept", "example_staff"),
        ("submit", "example_student"),
        ("review", "example_peer"),
    ):
        done = run(arguments[0], ID, "--as", arguments[1])
        assert done.status == 0, done.err
    return str(statuses(run("status", "--json"))[ID]["submitted"]["document"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_is_shown_the_edition_and_asked_each_criterion(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = signable(run)
    monkeypatch.setattr("sys.stdin", Terminal("y\n" * 8))
    done = run("sign-off", ID, "--as", "example_staff")
    assert done.status == 0, done.err
    for said in (digest, "Facts and evidence", "source:", "The assumptions and limits are stated", "Assumptions and limits"):
        assert said in done.out, said
    assert statuses(run("status", "--json"))[ID]["status"] == "signed_off"


def test_one_no_signs_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    signable(run)
    monkeypatch.setattr("sys.stdin", Terminal("y\ny\nn\ny\ny\ny\ny\ny\n"))
    done = run("sign-off", ID, "--as", "example_staff")
    assert done.status == 1 and "facts" in done.err
    assert statuses(run("status", "--json"))[ID]["release"] is None


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--edition", "0" * 12, "--criteria", "all", "--yes"), 1, "not the one that is submitted"),
        (("--edition", "abc", "--criteria", "all", "--yes"), 2, "at least 8"),
        (("--edition", "{digest}", "--criteria", "seen,model", "--yes"), 1, "Not every criterion"),
        (("--edition", "{digest}", "--criteria", "sene", "--yes"), 2, "No criterion is called sene"),
        (("--edition", "{digest}", "--criteria", "all"), 2, "nobody to ask"),
    ],
)
def test_a_signature_is_said_whole_or_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], status: int, said: str
) -> None:
    digest = signable(run)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    done = run("sign-off", ID, "--as", "example_staff", *(option.format(digest=digest) for option in options))
    assert done.status == status and said in done.err
    assert statuses(run("status", "--json"))[ID]["release"] is None


# --- faults of ours -----------------------------------------------------------------------------------------------------


def test_a_fault_is_a_sentence_and_a_file(run: Run, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(status, "_table", fail)
    done = run("status")
    assert done.status == 1 and "RuntimeError: out of order" in done.err and "Traceback" not in done.err
    kept = sorted((compiled / "faults").iterdir())[-1].read_text()
    assert "Traceback" in kept and "out of order" in kept


def test_status_compiles_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covis.catalogue.compilations.compile_visualisation", lambda *_: pytest.fail("compiled"))
    assert run("status").status == 0

"""`covis new`: a visualisation that passes its checks, an entry in whatever registry.yaml people wrote, or nothing at all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covis import cli
from covis.cli.commands import new
from covis.cli.registry_text import CannotAppendError, entry_lines, with_entry
from covis.registry import load
from covis.registry.parser import read

STUDENT = "example_student"
Tree = dict[str, bytes]


def tree(root: Path) -> Tree:
    """Every file of a gallery, apart from the cache and the locks."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".covis" not in path.parts}


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(list(arguments))
    return int(left.value.code or 0)


def errors(root: Path) -> list[str]:
    return [str(finding) for finding in load(root).findings if finding.severity == "error"]


# --- what it makes ------------------------------------------------------------------------------------------------------


def test_what_it_makes_passes_every_check(gallery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (gallery / "registry.yaml").read_bytes()
    assert call("new", "standing_waves", "--title", "Only some tones fit: why", "--subject", "Physics / Waves", "--coder", STUDENT) == 0
    said = capsys.readouterr().out
    assert "covis check standing_waves" in said and f"accept standing_waves --as {STUDENT}" in said
    assert (gallery / "registry.yaml").read_bytes().startswith(before)
    entry = load(gallery).entries["standing_waves"]
    assert (entry.title, entry.subject, entry.coders, entry.fact_checkers) == ("Only some tones fit: why", "Physics / Waves", [STUDENT], [])
    assert call("check", "standing_waves") == 0
    assert "4 facts, 0 errors, 0 warnings" in capsys.readouterr().out


@pytest.mark.parametrize(
    "slip",
    [
        ("1 - exp(-t / tau)", "1 + exp(-t / tau)"),
        ("1 - exp(-t / tau)", "1 - exp(-2 * t / tau)"),
        ("tau = R * C", "tau = R * C / 2"),
        ("V_0 * (1", "2 * V_0 * (1"),
    ],
)
def test_the_templates_facts_can_fail(gallery: Path, slip: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call("new", "charging", "--coder", STUDENT) == 0
    plugin = gallery / "visualisations" / "charging" / "__init__.py"
    source = plugin.read_text(encoding="utf-8")
    assert source.count(slip[0]) == 1
    plugin.write_text(source.replace(*slip), encoding="utf-8")
    assert call("check", "charging") == 1
    assert "✗" in capsys.readouterr().out


def test_somebody_new_is_written_down_only_when_asked(gallery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(gallery)
    assert call("new", "waves", "--coder", "lee") == 2
    assert '--name "' in capsys.readouterr().err and tree(gallery) == before
    assert call("new", "waves", "--coder", "lee", "--name", "Lee: Ångström") == 0
    registry = load(gallery)
    assert (registry.people["lee"].name, registry.people["lee"].role) == ("Lee: Ångström", "student")
    assert registry.entries["waves"].coders == ["lee"] and not errors(gallery)
    written = (gallery / "contributors" / "lee.yaml").read_bytes()
    assert call("new", "tides", "--coder", "lee", "--name", "Lee: Ångström") == 0  # the same call for the next one
    assert load(gallery).entries["tides"].coders == ["lee"] and (gallery / "contributors" / "lee.yaml").read_bytes() == written


# --- what it refuses, and leaves as it was --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Standing-Waves",), "Try standing_waves"),
        (("visualisations/StandingWaves/",), "Try standing_waves"),
        (("2d_ising",), "Try ising_2d"),
        (("con",), "Windows"),
        (("",), "standing_waves"),
        (("a" * 65,), "64"),
        (("damped_oscillator",), "Choose another id"),
        (("loose",), "without an entry"),
        (("gone",), "records/gone.jsonl"),
        (("waves", "--coder", "exampel_student"), "Did you mean example_student?"),
        (("waves", "--coder", "example_staff"), "coders are students"),
        (("waves", "--coder", STUDENT, "--name", "Sam"), "already"),
        (("waves", "--name", "Sam"), "--coder"),
        (("waves", "--title", "a\nb"), "one line"),
        (("waves", "--title", "x" * 121), "121 characters"),
        (("waves", "--root", "/nowhere/at/all"), "no folder"),
    ],
)
def test_a_wrong_call_changes_nothing(gallery: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (gallery / "visualisations" / "Loose").mkdir()
    (gallery / "visualisations" / "Loose" / "text.md").write_text("")
    (gallery / "records").mkdir()
    (gallery / "records" / "gone.jsonl").write_text("")
    before = tree(gallery)
    who = () if {"--coder", "--name"} & set(arguments) else ("--coder", STUDENT)
    assert call("new", *arguments, *who) == 2
    assert said in capsys.readouterr().err
    assert tree(gallery) == before


def test_a_folder_without_registry_is_no_gallery(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("new", "waves", "--coder", "lee", "--name", "Lee", "--root", str(tmp_path)) == 2
    assert "no registry.yaml" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("step", ["copyfile", "copymode"])
def test_all_or_nothing(gallery: Path, fault: BaseException, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(gallery)

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(shutil, step, fail)
    assert call("new", "waves", "--coder", "lee", "--name", "Lee") != 0
    assert tree(gallery) == before and not (gallery / "visualisations" / "waves").exists()


def test_taken_back_where_the_registry_would_have_a_new_error(
    gallery: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new, "entry_lines", lambda id, *_: [f"  {id}:", "    titel: x"])
    before = tree(gallery)
    assert call("new", "waves", "--coder", STUDENT) == 1
    assert "did you mean title?" in capsys.readouterr().err and tree(gallery) == before


def test_a_registry_with_errors_of_its_own_is_no_hindrance(gallery: Path) -> None:
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("level: 1", "level: one", 1))
    assert call("new", "waves", "--coder", STUDENT) == 0
    assert len(errors(gallery)) == 1 and "waves" in load(gallery).entries


# --- every way of writing registry.yaml -----------------------------------------------------------------------------------

WRITTEN = {
    "plain": "visualisations:\n  swing:\n    title: A\n",
    "comments": "# top\nvisualisations:   # all\n  swing: # one\n    title: A # x\n    # level: 1\n# the end\n",
    "no final newline": "visualisations:\n  swing:\n    title: A",
    "no final newline after a comment": "visualisations:\n  swing:\n    title: A\n# end",
    "CRLF": "gallery:\r\n  title: G\r\n\r\nvisualisations:\r\n  swing:\r\n    title: A\r\n",
    "byte order mark": "\ufeffvisualisations:\n  swing:\n    title: A\n",
    "four spaces": "visualisations:\n    swing:\n        title: A\n",
    "one space": "visualisations:\n swing:\n  title: A\n",
    "missing": "gallery:\n  title: G\n",
    "nothing in it": "gallery:\n  title: G\nvisualisations:\n",
    "all commented out": "visualisations:\n  # swing:\n  #   title: A\n",
    "empty": "",
    "only comments": "# nothing yet\n",
    "not the last": "visualisations:\n  swing:\n    title: A\n\n# What is taught.\ncourses:\n  C1:\n    title: B\n",
    "not the last, CRLF": "visualisations:\r\n  swing:\r\n    title: A\r\ncourses:\r\n  C1:\r\n    title: B",
    "not the last, nothing in it": "visualisations:\ncourses:\n  C1:\n    title: B\n",
    "folded": "visualisations:\n  swing:\n    title: A\n    summary: >-\n      long\n      text\n\n\n",
    "quoted key": '"visualisations":\n  "swing":\n    title: A\n',
    "entry in braces": "visualisations:\n  swing: {title: A}\n",
    "anchors": "visualisations:\n  swing: &s\n    title: A\n  wave:\n    <<: *s\n",
    "begins with ---": "---\nvisualisations:\n  swing:\n    title: A\n",
    "another program's spaces": "visualisations:   \n\n\n  swing:\n\n    title: A\n   \n",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_the_entry_is_added_and_every_other_byte_kept(text: str) -> None:
    lines = entry_lines("waves", "Why: 'so'", "", "lee")
    made = with_entry(text.encode(), "waves", lines).decode()
    for line in lines:
        assert made.count(line.strip()) == 1
    node, problems = read(made.removeprefix("\ufeff"))
    assert node is not None and not problems
    before = read(text.removeprefix("\ufeff"))[0]
    old = (before.data() if before is not None else None) or {}
    data = node.data()
    assert data["visualisations"].pop("waves")["coders"] == ["lee"]
    assert {**data, "visualisations": data["visualisations"] or None} == {**old, "visualisations": old.get("visualisations")}
    remaining = iter(made)
    assert all(sign in remaining for sign in text), "something that stood there is gone"
    assert ("\r\n" in text) == ("\r\n" in made) and ("\r\n" not in made or "\n" not in made.replace("\r\n", ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("visualisations: {}\n", "braces"),
        ("visualisations: {swing: {title: A}}\n", "braces"),
        ("{visualisations: {}}\n", "braces"),
        ("visualisations: ~\n", "plain lines"),
        ("visualisations:\n  swing:\n    title: A\n...\n", "plain lines"),
        ("visualisations:\n  swing:\n    title: A\n    summary: |+\n      x\n", "plain lines"),
        ("visualisations:\n- swing\n", "plain lines"),
        ("gallery: &v\n  title: A\nvisualisations: *v\n", "plain lines"),
        ("visualisations:\n  swing: [\n", "fix this first: registry.yaml:"),
        ("- a\n", "fix this first"),
        ("visualisations: \xff\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_what_cannot_be_added_to_is_refused_with_what_to_paste(
    gallery: Path, text: str | bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (gallery / "registry.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    before = tree(gallery)
    assert call("new", "waves", "--coder", STUDENT) == 1
    shown = capsys.readouterr().err
    assert said in shown and "\n  waves:\n    title: Waves" in shown
    assert tree(gallery) == before


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30).filter(lambda text: text.isprintable())
VALUES = st.recursive(st.one_of(TEXTS, st.integers(), st.booleans(), st.none()), lambda inner: st.lists(inner, max_size=3), max_leaves=4)
ENTRIES = st.dictionaries(st.from_regex(r"[a-v][a-z_]{0,6}", fullmatch=True), st.dictionaries(TEXTS, VALUES, max_size=3), max_size=3)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sections=st.dictionaries(st.sampled_from(["gallery", "courses", "visualisations"]), ENTRIES, max_size=3),
    indent=st.integers(2, 6),
    flow=st.sampled_from([None, False]),
    end=st.sampled_from(["\n", "\r\n"]),
    tail=st.sampled_from(["", "\n", "\n# end\n", "  # in\n", "\n\n"]),
    final=st.booleans(),
    title=TEXTS,
)
def test_any_registry_keeps_what_it_holds_or_is_refused(
    sections: dict[str, object], indent: int, flow: bool | None, end: str, tail: str, final: bool, title: str
) -> None:
    dumped = yaml.safe_dump(sections, indent=indent, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    text = (dumped.rstrip("\n") if not final else dumped + tail).replace("\n", end)
    before, problems = read(text)
    try:
        made = with_entry(text.encode(), "waves", entry_lines("waves", title, "", "lee")).decode()
    except CannotAppendError:
        return
    node, found = read(made)
    assert node is not None and len(found) == len(problems)
    data = node.data()
    assert data["visualisations"].pop("waves")["title"] == title
    old = before.data() if before is not None else {}
    assert {**data, "visualisations": data["visualisations"] or {}} == {
        **(old or {}),
        "visualisations": (old or {}).get("visualisations") or {},
    }


@given(st.text(max_size=80))
def test_a_suggested_id_is_one(typed: str) -> None:
    near = new.suggested(typed)
    assert near == "" or (re.fullmatch(r"[a-z][a-z0-9_]*", near) and len(near) <= 64)

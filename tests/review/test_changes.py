"""What changed between two editions for a reader: each section, one kind of change at a time."""

from __future__ import annotations

import copy
import difflib
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.document import Edition, Evidence, file_hash, source_of
from covis.editions.changes import SECTIONS, Changes, changes
from covis.editions.comparison import COMPARABLE, STEPS, Change, _Bounded
from covis.editions.comparison import diff as change_of

DOCUMENT: dict[str, Any] = {
    "id": "swing",
    "title": "A swing",
    "summary": "Friction.",
    "objectives": ["Read <em>γ</em>", "Say what it does"],
    "controls": [
        {"kind": "slider", "name": "gamma", "label": "Damping", "unit": "1/s", "symbol": "<math/>", "low": 0.0, "high": 1.0, "start": 0.1},
        {"kind": "choice", "name": "shape", "label": "Shape", "options": [["sine", 0.0], ["saw", 1.0]], "start": "sine"},
    ],
    "plots": [
        {
            "title": "",
            "description": ["begins at ", {"mark": 0}, " m"],
            "marks": [{"kind": "curve", "name": "displacement"}],
            "figure": {
                "data": [{"y": list(range(20)), "line": {"color": "#000"}}],
                "layout": {"xaxis": {"title": {"text": "Time (s)"}, "range": [0, 40]}},
            },
        }
    ],
    "readouts": [{"label": "Quality", "unit": "", "digits": 3}],
    "presets": [{"name": "A bell", "controls": {"gamma": 0.02}}],
    "questions": [{"ask": "<p>Why?</p>", "answer": "<p>Because.</p>", "preset": None}],
    "text": "<p>A swing <em>swings</em>.</p><p>And stops.</p>",
    "equations": [{"name": "x", "mathematics": "<math><mi>a</mi></math>"}],
    "facts": [
        {"id": "swing.fact1", "kind": "Identity", "statement": "It swings for ever", "mathematics": "<math/>", "source": "Main"},
        {"id": "swing.fact2", "kind": "Value", "statement": "It is at rest", "mathematics": "", "source": "Hecht"},
    ],
}
FILES = {"__init__.py": "a = 1\nb = 2\n", "text.md": "A swing *swings*.\n\nAnd stops.\n"}


def edition(change: Any = None, files: dict[str, str] | None = None, evidence: str = "proved", **fields: Any) -> Edition:
    """An edition like the one above; `change` edits its document."""
    document = copy.deepcopy(DOCUMENT)
    if change is not None:
        change(document)
    files = FILES if files is None else files
    source = source_of({path: file_hash(text.encode()) for path, text in files.items()}, document["title"], document["summary"])
    facts = [Evidence(id=fact["id"], statement=fact["statement"], outcome="proved", evidence=evidence) for fact in document["facts"]]
    return Edition(**{"id": "swing", "source": source, "document": document, "evidence": facts, "files": files} | fields)


def between(change: Any = None, **fields: Any) -> Changes:
    return changes(edition(), edition(change, **fields))


def told(found: Changes) -> dict[str, list[tuple[str, str, str, str]]]:
    return {name: [(one.kind, one.what, one.before, one.after) for one in members] for name, members in found.sections if members}


def put(*path: Any) -> Any:
    """An edit of a document: `put("title", "x")` sets a value at a path of keys."""

    def change(document: Any) -> None:
        *keys, last, value = path
        for key in keys:
            document = document[key]
        document[last] = value

    return change


def test_nothing_changed_is_empty() -> None:
    found = between()
    assert found.empty and not found.first and not found.recompiled and told(found) == {}
    assert [name for name, _ in found.sections] == list(SECTIONS)


@pytest.mark.parametrize(
    ("change", "section", "expected"),
    [
        (put("title", "A clock"), "words", ("changed", "title", "A swing", "A clock")),
        (put("summary", ""), "words", ("removed", "summary", "Friction.", "")),
        (put("objectives", 1, "Say"), "words", ("removed", "objective", "Say what it does", "")),
        (put("prior_knowledge", "Sines"), "words", ("added", "prior knowledge", "", "Sines")),
        (put("equations", 0, "mathematics", "<math/>"), "equations", ("changed", "x", "<math><mi>a</mi></math>", "<math/>")),
        (put("equations", []), "equations", ("removed", "x", "<math><mi>a</mi></math>", "")),
        (put("facts", 0, "source", "Strogatz"), "facts", ("changed", "fact It swings for ever: source", "Main", "Strogatz")),
        (
            put("facts", 0, "mathematics", "<math>1</math>"),
            "facts",
            ("changed", "fact It swings for ever: what is expected", "<math/>", "<math>1</math>"),
        ),
        (
            put("facts", 0, "statement", "It swings for a while"),
            "facts",
            ("changed", "statement", "It swings for ever", "It swings for a while"),
        ),
        (lambda d: d["facts"].pop(), "facts", ("removed", "fact It is at rest", "Hecht", "")),
        (put("controls", 0, "high", 2.0), "controls", ("changed", "gamma: high", "1", "2")),
        (put("controls", 0, "unit", ""), "controls", ("removed", "gamma: unit", "1/s", "")),
        (put("controls", 1, "options", [["sine", 0.0]]), "controls", ("changed", "shape: options", "sine, 0, saw, 1", "sine, 0")),
        (lambda d: d["controls"].reverse(), "controls", ("changed", "the order of the controls", "gamma, shape", "shape, gamma")),
        (put("readouts", 0, "digits", 4), "readouts", ("changed", "Quality: digits", "3", "4")),
        (put("presets", 0, "controls", {"gamma": 0.03}), "presets", ("changed", "A bell: controls", "gamma = 0.02", "gamma = 0.03")),
        (put("questions", 0, "answer", "<p>No.</p>"), "questions", ("changed", "Why?: answer", "<p>Because.</p>", "<p>No.</p>")),
        (put("plots", 0, "title", "Orbit"), "plots", ("changed", "plot 1 (Orbit): title", "", "Orbit")),
        (put("plots", 0, "description", 2, " km"), "plots", ("changed", "plot 1: description", "begins at ... m", "begins at ... km")),
        (
            put("plots", 0, "figure", "layout", "xaxis", "range", [0, 10]),
            "plots",
            ("changed", "plot 1: horizontal axis: range 1", "40", "10"),
        ),
        (
            put("plots", 0, "figure", "layout", "xaxis", "title", "text", "t (s)"),
            "plots",
            ("changed", "plot 1: horizontal axis: title", "Time (s)", "t (s)"),
        ),
        (put("plots", 0, "figure", "data", 0, "y", list(range(21))), "plots", ("changed", "plot 1: what is drawn at the start", "", "")),
        (put("plots", 0, "marks", 0, "name", "x"), "plots", ("removed", "plot 1: displacement (curve)", "", "")),
        (put("plots", []), "plots", ("removed", "plot 1", "", "")),
    ],
)
def test_each_change_is_told_in_its_section(change: Any, section: str, expected: tuple[str, str, str, str]) -> None:
    found = told(between(change))
    kind, what, before, after = expected
    if kind == "changed" and not before and what.endswith("title"):
        kind = "added"
    assert (kind, what, before, after) in found[section], found
    assert set(found) == {section}


def test_text_and_code_are_told_line_by_line() -> None:
    found = between(files=FILES | {"text.md": "A swing *stops*.\n\nAnd stops.\n", "__init__.py": "a = 1\nb = 3\n", "data.csv": "1\n"})
    (text,) = found.text
    assert (text.kind, text.what) == ("changed", "text.md")
    assert text.lines[1:3] == ("-A swing *swings*.", "+A swing *stops*.") and text.lines[0].startswith("@@")
    assert [(one.kind, one.what) for one in found.code] == [("changed", "__init__.py"), ("added", "data.csv")]
    assert "-b = 2" in found.code[0].lines and "+b = 3" in found.code[0].lines
    gone = changes(edition(files=FILES | {"data.csv": ""}), edition())
    assert [(one.kind, one.what) for one in gone.code] == [("removed", "data.csv")], "an empty file too"


def test_a_file_that_is_no_text_changed() -> None:
    (change,) = changes(edition(other_files={"a.png": "1" * 64}), edition(other_files={"a.png": "2" * 64})).code
    assert (change.kind, change.what) == ("changed", "a.png")


def test_an_older_edition_without_its_files_is_compared_as_it_reads() -> None:
    old = edition(files={})
    found = changes(old, edition(put("text", "<p>A swing <em>rests</em>.</p><p>And stops.</p>")))
    assert "-A swing swings." in found.text[0].lines and "+A swing rests." in found.text[0].lines
    assert "cannot be compared" in found.code[0].what


def test_a_very_long_file_is_not_compared_line_by_line() -> None:
    (change,) = between(files=FILES | {"__init__.py": "x\n" * (COMPARABLE + 1)}).code
    assert change.lines == (f"(2 lines before, {COMPARABLE + 1} now: too long to be compared line by line)",)


def test_evidence_is_compared_where_both_were_checked() -> None:
    (change, _) = between(evidence="agrees at 200 points").facts
    assert (change.what, change.before, change.after) == ("fact It swings for ever: evidence", "proved", "agrees at 200 points")
    assert changes(edition(evidence="x"), edition().model_copy(update={"evidence": []})).facts == ()


def test_of_many_settings_of_a_picture_a_dozen_are_told() -> None:
    found = between(put("plots", 0, "figure", "layout", {f"k{number}": number for number in range(40)}))
    assert len(found.plots) == 13 and "more settings" in found.plots[-1].what


def test_a_first_edition_is_all_new() -> None:
    found = changes(None, edition())
    assert found.first and not found.empty and not found.recompiled
    assert {one.kind for _, members in found.sections for one in members} == {"added"}
    assert {name for name, members in found.sections if members} == set(SECTIONS)


def test_the_same_source_with_other_bytes_is_recompiled() -> None:
    found = between(put("program", "another"))
    assert found.recompiled and found.empty


def test_a_document_of_another_format_is_compared_as_far_as_it_is_known() -> None:
    strange = {"id": "swing", "title": 7, "controls": "none", "plots": [None, {"figure": 3, "marks": None}], "facts": [{}], "text": None}
    old = edition().model_copy(update={"document": strange})
    assert isinstance(changes(old, edition()), Changes) and isinstance(changes(edition(), old), Changes)


def test_html_is_named_as_html() -> None:
    def forms(change: Any) -> set[str]:
        return {one.form for _, members in between(change).sections for one in members}

    assert forms(put("equations", 0, "mathematics", "<math/>")) == forms(put("objectives", 0, "<b>x</b>")) == {"html"}
    assert forms(put("questions", 0, "answer", "<p>No.</p>")) == {"html"} and forms(put("title", "<b>")) == {"text"}
    assert Change("added", "x").form == "text"


LINES = st.lists(st.sampled_from(["a", "b", "", "x = 1"]), max_size=30)


@given(before=LINES, after=LINES)
def test_a_difference_of_files_is_a_unified_diff(before: list[str], after: list[str]) -> None:
    wanted = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    found = [one for change in change_of("model.py", "\n".join([*before, "end"]), "\n".join([*after, "end"])) for one in change.lines]
    assert found == list(difflib.unified_diff([*before, "end"], [*after, "end"], lineterm="", n=2))[2:]
    assert bool(found) == bool(wanted)


def test_a_file_made_to_be_compared_for_hours_is_compared_up_to_a_bound() -> None:
    """4,000 lines of 100 kinds in two orders: difflib alone looks at hundreds of millions of pairs. What it does not reach is changed."""
    chance = random.Random(1)
    before, after = ([f"line {chance.randrange(110)}" for _ in range(COMPARABLE)] for _ in range(2))
    matcher = _Bounded(before, after)
    changed = matcher.get_opcodes()
    assert matcher.steps < 3 * STEPS
    assert [line for _, i, j, _, _ in changed for line in before[i:j]] == before, "every line is there"
    assert [line for _, _, _, i, j in changed for line in after[i:j]] == after


def test_plain_text_keeps_its_signs_and_a_question_is_read_without_markup() -> None:
    """Statements, labels and names of presets are text: what stands between < and > in them is no markup."""

    def change(document: dict[str, Any]) -> None:
        document["facts"].append(
            {"id": "swing.fact3", "kind": "Check", "statement": "a < b and c > d", "mathematics": "", "source": "Main"}
        )
        document["presets"].append({"name": "x<1 & y>2", "controls": {}})
        document["readouts"].append({"label": "P(X<x)>0", "unit": "", "digits": 3})
        square = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
        document["questions"].append({"ask": f"Is <em>{square}</em> &lt; 4?", "answer": "No.", "preset": None})

    found = between(change)
    assert [one.what for one in found.facts] == ["fact a < b and c > d"]
    assert [one.what for one in found.presets] == ["x<1 & y>2"]
    assert [one.what for one in found.readouts] == ["P(X<x)>0"]
    assert [one.what for one in found.questions] == ["Is x^2 < 4?"]

"""text.md in its parts: what goes where on the page, and what is not in its place with its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.compiler.text.prose import PageText, outline, page_text

TEXT = """\
Before all.

## Objectives

- Read $\\gamma$ *off* a swing
- Say how {{x}}
  goes on

## Before you start

The exponential function.

## The idea

It decays.

## Questions

### Double $\\gamma$. What happens?
Preset: A car's _fast_ swing
It halves: {{value: x}}.

### And then?

Nothing.

- It is
- over

## Sources

None.
"""


def fields(name: str, live: bool) -> str:
    if name != "x":
        raise KeyError(name)
    return '<output data-value="0"></output>' if live else '<div class="equation"><math display="block"></math></div>'


def parts(source: str) -> PageText:
    made, errors = page_text(source, fields, ["x"])
    assert not errors, [str(error) for error in errors]
    return made


def refused(source: str) -> list[tuple[int, int, str]]:
    return [(error.line, error.column, str(error)) for error in page_text(source, fields, ["x"])[1]]


def test_each_part_is_where_the_page_looks_for_it() -> None:
    made = parts(TEXT)
    first, second = made.objectives
    assert first.startswith("Read <math") and first.endswith("<em>off</em> a swing")
    assert second == "Say how <math></math>\ngoes on"
    assert made.before == "The exponential function."
    assert made.text == "<p>Before all.</p>\n<h2>The idea</h2>\n<p>It decays.</p>\n<h2>Sources</h2>\n<p>None.</p>\n"
    (ask, answer, preset, _), (ask_2, answer_2, preset_2, _) = made.questions
    assert ask.startswith("Double <math") and ask.endswith("What happens?") and preset == "A car's _fast_ swing"
    assert answer == 'It halves: <output data-value="0"></output>.'
    assert (ask_2, preset_2) == ("And then?", None) and answer_2.startswith("<p>Nothing.</p>\n<ul>")


@pytest.mark.parametrize("preset", ["Preset: Slow", "preset : Slow", "Preset:Slow  ", "Preset: Slow\n"])
def test_a_preset_is_the_first_line_of_an_answer(preset: str) -> None:
    [(_, answer, name, _)] = parts(f"## Questions\n\n### Why?\n\n{preset}\nBecause.\n").questions
    assert (answer, name) == ("Because.", "Slow")


def test_a_preset_further_down_is_text() -> None:
    [(_, answer, name, _)] = parts("## Questions\n\n### Why?\n\nBecause.\nPreset: Slow\n").questions
    assert name is None and "Preset: Slow" in answer


@pytest.mark.parametrize("lines", ["Preset: Slow\nSketch: swing\n", "Sketch: swing\nPreset: Slow\n", "Sketch: swing\n\nPreset: Slow\n\n"])
def test_a_question_names_the_curve_to_sketch(lines: str) -> None:
    assert parts(f"## Questions\n\n### Why?\n\n{lines}Because.\n").questions == [("Why?", "Because.", "Slow", "swing")]


def test_a_list_with_empty_lines_between_is_a_list() -> None:
    assert parts("## Objectives\n\n- a\n\n- b\n\n* c\n").objectives == ["a", "b", "c"]


def test_headings_in_code_and_in_lists_are_none() -> None:
    made = parts("## The idea\n\n```\n## Questions\n### Why?\n```\n\n- ## Objectives\n")
    assert not made.questions and not made.objectives and "## Questions" in made.text


@pytest.mark.parametrize(
    ("source", "line", "column", "words"),
    [
        ("## Objectives\n\nRead a rate\n", 3, 1, 'this is no objective; write them as a list, one sentence a line: "- Read'),
        ("## Objectives\n\n- a\n\n  b\n", 3, 1, "an objective is one sentence"),
        ("## Objectives\n\n- a\n  - b\n", 3, 1, "an objective is one sentence"),
        ("## Objectives\n\n- Read {{value: x}} off\n", 3, 8, "{{value: x}}: objectives are also listed where there is no picture"),
        ("## Objectives\n\n- a\n- b $\\frac{1$\n", 4, 13, "cannot be read as LaTeX"),
        ("## Objectives\n\n- a {{y}}\n", 3, 5, "{{y}}: the plugin has no module-level name 'y'"),
        ("## Questions\n\nWhy?\n\n### Why?\n\nBecause.\n", 3, 1, "stands before the first question"),
        ("## Questions\n\n### Why?\n\n### How?\n\nSo.\n", 3, 0, 'the question "Why?" has no answer; write it under the question'),
        ("## Questions\n\n### Why?\n\nPreset: Slow\n", 3, 0, 'the question "Why?" has no answer'),
        ("## Questions\n\n### Why?\n\n  Preset:\n\nBecause.\n", 5, 3, "the preset has no name"),
        ("## Questions\n\n### Why?\n\nPreset: a\nSketch:\nBecause.\n", 6, 1, "the sketch has no name"),
        ("## Questions\n\n### Why?\n\nSketch: a\nSketch: b\nBecause.\n", 6, 1, "names a sketch twice"),
        ("## Questions\n\n###\n\nBecause.\n", 3, 0, "the question is empty"),
        ("## Questions\n\n### Why {{z}}?\n\nBecause.\n", 3, 9, "{{z}}: the plugin has no module-level name 'z'"),
    ],
)
def test_what_is_not_in_its_place_has_its_line_and_column(source: str, line: int, column: int, words: str) -> None:
    found = refused(source)
    assert len(found) == 1, found
    assert found[0][:2] == (line, column) and words in found[0][2]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    source = "## Objectives\n\nno list\n\n## Before you start\n\n{{z}}\n\n## Questions\n\n### Why?\n"
    assert [line for line, *_ in refused(source)] == [3, 7, 11]


PIECES = st.sampled_from(
    ["## Objectives\n", "## Questions\n", "## Before you start\n", "## Sources\n", "### Why?\n", "Preset: a\n", "- a\n", "  - b\n",
     "1. c\n",     "> ", "text\n", "\n", "{{x}}", "{{value: x}}", "$x$", "```\n", "| a |\n|---|\n", "---\n", "===\n", "\\\n", "  \n"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_parts_or_errors_with_a_place(source: str) -> None:
    made, errors = page_text(source, fields, ["x"])
    lines = source.count("\n") + 1
    assert all(1 <= error.line <= lines and error.column >= 0 and str(error) for error in errors)
    prose = outline(source)
    assert len(prose.questions) == len(made.questions) and len(prose.objectives) == len(made.objectives)

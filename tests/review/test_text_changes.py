"""What changed in a text, as it reads: whole paragraphs with their formulas, and what stayed is not told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from covis.editions.text_changes import TextChange, text_changes

FORMULA = '<math alttext="a &lt; b"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'
BLOCKS = st.lists(st.sampled_from(["<p>One.</p>", "<p>Two<br>lines.</p>", f"<p>{FORMULA}</p>", "<ul><li>x</li><li>y</li></ul>", "<hr>"]))


def text(sections: dict[str, list[str]]) -> str:
    return "\n".join(f"<h2>{heading}</h2>\n" + "\n".join(blocks) for heading, blocks in sections.items())


TEXTS = st.dictionaries(st.sampled_from(["The idea", "The model", "Sources"]), BLOCKS)


def test_a_paragraph_that_changed_is_given_before_and_after_with_its_formula() -> None:
    before = text({"The idea": ["<p>Same.</p>"], "The model": [f"<p>{FORMULA}</p>", "<p>Same.</p>"]})
    after = before.replace("&lt;", "&gt;")
    assert text_changes(before, after) == (TextChange("The model", f"<p>{FORMULA}</p>", f"<p>{FORMULA.replace('&lt;', '&gt;')}</p>"),)


@given(TEXTS, TEXTS)
def test_only_what_differs_is_told(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    found = text_changes(text(before), text(after))
    shown = {heading for heading in before if before[heading]}, {heading for heading in after if after[heading]}
    differ = {heading for heading in shown[0] | shown[1] if before.get(heading, []) != after.get(heading, [])}
    assert {change.heading for change in found} == differ
    assert text_changes(text(after), text(after)) == ()
    for change in found:
        assert all(side.count("<p>") == side.count("</p>") for side in (change.before, change.after)), "blocks are whole"

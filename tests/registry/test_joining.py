"""A partner who joins: one name more in registry.yaml, however the list is written, and not another character."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from covis.registry.joining import ByHandError, with_partner

LISTS = {
    "in brackets": "    coders: [ada]   # students\n",
    "empty brackets": "    coders: []\n",
    "two": "    coders: [ada, ben]\n",
    "a comma at the end": "    coders: [ada, ]\n",
    "over two lines": "    coders: [ada,\n      ben]\n",
    "dashes": "    coders:\n      - ada  # she began it\n      - ben\n",
    "dashes at the key": "    coders:\n    - ada\n",
    "nothing": "    coders:\n",
    "no key": "",
    "quoted": '    coders: ["ada"]\n',
}
ENTRY = (
    "visualisations:\n  bell:\n    title: A bell  # so it is\n{}    fact_checkers: [elin]\n  swing:\n    title: Swing\n    coders: [ada]\n"
)


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_name_more_and_nothing_else(listed: str, end: str) -> None:
    text = ENTRY.format(listed).replace("\n", end)
    joined = with_partner(text, "bell", "coder", "cem")
    before, after = yaml.safe_load(text), yaml.safe_load(joined)
    names = before["visualisations"]["bell"].pop("coders", None) or []
    assert after["visualisations"]["bell"].pop("coders") == [*names, "cem"] and before == after
    kept = joined.splitlines(keepends=True)
    assert len([line for line in text.splitlines(keepends=True) if line not in kept]) <= 1, "one line is changed, or one is new"
    assert with_partner(joined, "bell", "coder", "cem") == joined, "who is there already is not added again"


@pytest.mark.parametrize(
    "text",
    [
        "visualisations: {bell: {title: A bell}}\n",
        "visualisations:\n  bell:\n    title: A bell\n    coders: &who [ada]\n  swing:\n    coders: *who\n",
        "visualisations:\n  other: {}\n",
        "visualisations: [\n",
        "",
    ],
)
def test_what_cannot_be_edited_safely_is_left_to_a_person(text: str) -> None:
    with pytest.raises(ByHandError, match="Add cem to coders of bell"):
        with_partner(text, "bell", "coder", "cem")


@given(st.text(max_size=60))
def test_whatever_the_text_holds_it_is_changed_by_one_name_or_not_at_all(text: str) -> None:
    whole = f"visualisations:\n  bell:\n    {text}\n"
    try:
        joined = with_partner(whole, "bell", "fact_checker", "cem")
    except ByHandError:
        return
    assert "cem" in joined

"""The criteria of a fact-check: what a fact-checker confirms, one by one, when they sign. fact-check-criteria.md explains each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Criterion:
    """One criterion: the id that a signature names, and its short text, confirmed by the person who signs.

    `since`: signatures from then on need it. A criterion that is added later leaves earlier signatures as they are.
    """

    id: str
    text: str
    since: datetime = ALWAYS


CRITERIA = (
    Criterion("seen", "I looked at this edition myself, and moved every control from end to end."),
    Criterion("model", "The model is right, and right for what it is used to teach here."),
    Criterion("facts", "Each fact says what its evidence shows, and I accept the evidence."),
    Criterion("picture", "The picture shows what the model says, with the right axes, units and signs, in every state that I tried."),
    Criterion("words", "What is written is correct: title, text, labels, descriptions, questions and their answers."),
    Criterion("limits", "The assumptions and limits are stated, and no control leads beyond them without a warning."),
    Criterion("sources", "The sources exist and support what is attributed to them."),
)


def asked(at: datetime) -> tuple[Criterion, ...]:
    """The criteria that a signature of that time needs."""
    return tuple(criterion for criterion in CRITERIA if criterion.since <= at)


def unmet(answers: Mapping[str, bool], at: datetime) -> tuple[str, ...]:
    """The ids that keep a signature from counting: not answered, answered with no, or not a criterion at all."""
    missing = [criterion.id for criterion in asked(at) if not answers.get(criterion.id)]
    known = {criterion.id for criterion in CRITERIA}
    return (*missing, *(id for id, met in answers.items() if id not in missing and (not met or id not in known)))

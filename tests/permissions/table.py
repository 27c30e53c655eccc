"""Who may do what: the one table. The tests try every cell of it, and docs/permissions.md prints it.

`python tests/permissions/table.py` writes it into docs/permissions.md again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
BEGIN, END = "<!-- the table: python tests/permissions/table.py -->", "<!-- end of the table -->"

COLUMNS = {
    "visitor": "Visitor",
    "unknown": "Signed in, unknown here",
    "student": "Student who does not own it",
    "reviewer": "Student who reviewed it",
    "coder": "Coder",
    "staff": "Staff who do not check it",
    "checker": "Fact-checker",
    "maintainer": "Maintainer",
}
NOBODY = ("visitor", "unknown")  # no contributor: nothing can be done in their name
OWNERS = ("coder", "checker")
PEERS = ("student", "reviewer")
RAISES = (*OWNERS, "staff", "maintainer")


@dataclass(frozen=True)
class Row:
    """One thing to do: a name for the tests, the words of the page, how the gallery stands when it is tried, and who may."""

    name: str
    words: str
    stage: str
    may: tuple[str, ...]


# What is written into the log.
ACTIONS = (
    Row("join", "Offer to join it", "accepted", (*PEERS, "staff", "maintainer")),
    Row("accept_offer", "Accept somebody's offer to join", "offered by another", (*OWNERS, "maintainer")),
    Row("decline_offer", "Decline somebody's offer to join", "offered by another", (*OWNERS, "maintainer")),
    Row("accept", "Accept co-ownership", "new", OWNERS),
    Row("decide", "Record a decision", "accepted", OWNERS),
    Row("agree", "Agree with what another co-owner decided", "decided", OWNERS),
    Row("submit", "Submit it for review", "accepted", ("coder",)),
    Row("review", "Say that they reviewed it as a peer", "submitted", PEERS),
    Row("request_high", "Request changes of high priority", "submitted", (*PEERS, "checker")),
    Row("request_low", "Request changes of low priority", "submitted", (*PEERS, "checker")),
    Row("resolve_own_request", "Resolve their own request for changes", "requested by themselves", (*PEERS, "checker")),
    Row("resolve_request", "Resolve somebody else's request, with a note", "requested by another", ("maintainer",)),
    Row("sign_off", "Sign it off", "reviewed", ("checker",)),
    Row("dispute", "Dispute what students see", "released", RAISES),
    Row("withdraw", "Dispute it and take it down", "released", ("checker", "maintainer")),
    Row("feedback_dispute", "Make a learner's note a dispute", "released", RAISES),
    Row("resolve_own_dispute", "Resolve their own dispute", "disputed by themselves", RAISES),
    Row("resolve_dispute", "Resolve somebody else's dispute, with a note", "disputed by another", ("maintainer",)),
    Row("propose_retire", "Ask to retire it (a maintainer: retire it)", "released", (*OWNERS, "maintainer")),
    Row("retire", "Retire it, when a coder has asked to", "asked to retire", ("checker", "maintainer")),
    Row("propose_reinstate", "Ask to bring it back (a maintainer: bring it back)", "retired", (*OWNERS, "maintainer")),
    Row("reinstate", "Bring it back, when a coder has asked to", "asked to reinstate", ("checker", "maintainer")),
)
# What is only seen.
SIGHTS = (
    Row("see_signed", "See what is signed", "released", tuple(COLUMNS)),
    Row("open_desk", "Open the review desk and read there", "submitted", tuple(COLUMNS)),
    Row("see_unsigned", "See an edition that nobody signed, under `visibility: all`", "submitted", tuple(COLUMNS)),
    Row(
        "see_unsigned_strict",
        "See an edition that nobody signed, under `visibility: signed_off`",
        "submitted",
        (*OWNERS, *PEERS, "maintainer"),
    ),
    Row("read_feedback", "Read the feedback of learners", "released", RAISES),
)


def as_markdown() -> str:
    """The table as the page prints it."""
    lines = [
        "| | " + " | ".join(COLUMNS.values()) + " |",
        "|---|" + ":-:|" * len(COLUMNS),
    ]
    for heading, rows in (("**To do**", ACTIONS), ("**To see**", SIGHTS)):
        lines.append(f"| {heading} |" + " |" * len(COLUMNS))
        lines += [f"| {row.words} | " + " | ".join("yes" if column in row.may else "–" for column in COLUMNS) + " |" for row in rows]
    return "\n".join(lines)


def page_with_table(page: str) -> str:
    """The page with the table as it is now between its two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{as_markdown()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

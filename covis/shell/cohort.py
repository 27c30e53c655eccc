"""Cohort: for a course team, every visualisation of the course in the making, whose turn it is, and who waits for whom."""

from __future__ import annotations

from covis.shell import parts


def cohort() -> None:
    parts.title_block("In the making", "Every visualisation of the course, and who waits for whom.")

"""What an action of a person raises when it was not done: by the rules (`covis.review.rules.Refused`), or by a store (`StoreError`)."""

from __future__ import annotations


class ProblemError(Exception):
    """Something that a person asked for was not done: the problem in one sentence, and what to do in another.

    Not raised itself: a refusal by the rules and a failure of a store are different exceptions, and share only this form, so that a page
    or a command can show either.
    """

    def __init__(self, problem: str, way_out: str) -> None:
        super().__init__(f"{problem} {way_out}")
        self.problem = problem
        self.way_out = way_out


class StoreError(ProblemError):
    """A store that cannot be read or written: what is wrong, whether anything was written, and what to do. No event is lost by it."""


class UnfinishedError(ProblemError):
    """Work that this machine could not finish for a reason of the moment: too slow, too little memory. Nothing is recorded, and nobody is
    to blame: the same may succeed a minute later."""


class UnreachableError(StoreError):
    """The database does not answer. What was recorded before is safe in it."""

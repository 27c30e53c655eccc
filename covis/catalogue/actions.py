"""What people do to a visualisation: each action checks the rules and appends one event, as one step under the log's lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from covis.catalogue.editions import Editions
from covis.catalogue.files import GalleryFiles, refused
from covis.document import Edition
from covis.editions import FolderError, folder_fingerprint
from covis.editions.releases import ReleaseError, write_release
from covis.registry.models import Entry, Via
from covis.review.events import LONGEST_NOTE, NEEDS, EditionDigests, Event, Kind, new_event
from covis.review.fold import replay
from covis.review.problems import StoreError
from covis.review.rules import Refusal, Refused, moved, refusal, repeated

_NOTE_MISSING = {
    "changes_requested": "A request for changes says what should change, and why.",
    "disputed": "A dispute says what is wrong, so that others can check it.",
    "decided": "A decision says what was decided.",
}


class Actions:
    """Every action of a person. Safe to call from many threads.

    Every action takes the visualisation's id, the person's id and how it is known who that is (`via`: oidc, cli or git), and returns the
    event that was appended. It raises `Refused` where the rules do not allow it (its `.refusal` has the rule and what to do), and
    `StoreError` where the log or the release cannot be written; then nothing is appended.
    """

    def __init__(self, gallery: GalleryFiles, editions: Editions) -> None:
        self._files = gallery
        self._editions = editions

    # --- owning it

    def accept(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """A listed co-owner agrees to be listed, and to the responsibilities."""
        role = "fact_checker" if by in self._files.entry(id).fact_checkers else "coder"
        return self._append(id, by, via, "accepted", role=role, note=note)

    def decide(self, id: str, by: str, via: Via, *, note: str, re: str | None = None) -> Event:
        """A co-owner writes a decision into the decision log; `re` is the event that it answers, if it answers one."""
        return self._append(id, by, via, "decided", note=note, re=re)

    def agree(self, id: str, by: str, via: Via, *, re: str, note: str = "") -> Event:
        """Another co-owner agrees with the decision `re` (an event's id)."""
        return self._append(id, by, via, "agreed", re=re, note=note)

    def retire(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """Out of the gallery and the courses, until reinstated."""
        return self._append(id, by, via, "retired", note=note)

    def reinstate(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        return self._append(id, by, via, "reinstated", note=note)

    # --- review

    def submit(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """A coder puts the folder as it is now up for review. Its checks must pass; the checked edition is kept for the sign-off."""
        source = self._source_now(id, self._files.entry(id))
        if source and (reason := self.why_not(id, by, via, "submitted", edition=EditionDigests(source=source, document="0" * 64))):
            raise Refused(reason)  # before the facts are run
        checked = self._editions.check(id)
        reasons = [str(finding) for finding in checked.findings if finding.severity == "error"]
        failed = [fact for fact in checked.evidence if fact.refused]
        reasons += [f"{fact.statement}: {fact.evidence}" for fact in failed if not any(fact.statement in reason for reason in reasons)]
        if checked.edition is None or reasons:
            listed = "".join(f"\n  {reason}" for reason in dict.fromkeys(reasons))
            raise refused(f"Only an edition whose checks pass is submitted, and these do not:{listed}\n", _how_to_fix(id))
        return self._append(id, by, via, "submitted", edition=_digests(checked.edition), note=note)

    def review(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """A student who does not own it has reviewed what is submitted."""
        return self._append(id, by, via, "peer_reviewed", edition=self._editions.submitted_digests(id), note=note)

    def request_changes(self, id: str, by: str, via: Via, *, level: str, note: str) -> Event:
        """A fact-checker or a peer reviewer asks for changes; level `high` blocks the sign-off until it is resolved."""
        return self._append(id, by, via, "changes_requested", edition=self._editions.submitted_digests(id), level=level, note=note)

    def resolve(self, id: str, by: str, via: Via, *, re: str, note: str = "") -> Event:
        """Closes the request for changes or the dispute `re` (an event's id)."""
        return self._append(id, by, via, "resolved", re=re, note=note)

    def dispute(self, id: str, by: str, via: Via, *, note: str, withdrawn: bool = False) -> Event:
        """Says that the release is wrong: a banner at once; `withdrawn` takes it down."""
        standing = self._files.standing(id)
        release = standing.release or standing.taken_down
        if release is None:
            raise refused("There is no release to dispute.", "Request changes, or tell a partner.")
        about = EditionDigests(source=release.source, document=release.document)
        return self._append(id, by, via, "disputed", edition=about, withdrawn=withdrawn or None, note=note)

    def sign_off(self, id: str, by: str, via: Via, *, edition: str, criteria: Mapping[str, bool], note: str = "") -> Event:
        """A fact-checker signs the edition that they saw, named by its document digest. Its bytes become the release.

        The bytes are stored before the event is appended, so that no sign-off names an edition that is not there.
        """
        submitted = self._editions.submitted_digests(id)
        if edition != submitted.document:
            raise refused(
                f"The edition that you saw ({edition[:12]}) is not the one that is submitted ({submitted.document[:12]}).",
                f"Read the newest first; on a command line, `covis show {id}`.",
            )
        seen = self._editions.submitted(id)

        def store() -> None:
            try:
                write_release(self._files.root, seen)
            except (ReleaseError, OSError) as error:
                raise StoreError(
                    f"The edition could not be stored, so nothing was signed: {error}.", "Fix this, then sign again."
                ) from error

        return self._append(id, by, via, "signed_off", before=store, edition=_digests(seen), criteria=dict(criteria), note=note)

    def why_not(self, id: str, by: str, via: Via, kind: Kind, **fields: Any) -> Refusal | None:
        """Why this would be refused now, None where it would not: for a page that offers it, and before long work."""
        try:
            _, reason = self._prepared(id, by, via, kind, fields)
            return reason(self._files.log.read(id)[0])
        except Refused as refused:
            return refused.refusal

    # --- how

    def _prepared(
        self, id: str, by: str, via: Via, kind: Kind, fields: Mapping[str, Any]
    ) -> tuple[Event, Callable[[list[Event]], Refusal | None]]:
        """The event, and the rules' answer to it after these events."""
        entry = self._files.entry(id)
        if "note" in NEEDS[kind] and not str(fields.get("note", "")).strip():
            raise refused(_NOTE_MISSING.get(kind, "This needs a note."), "Write it into the note.")
        if (long := len(str(fields.get("note", "")))) > LONGEST_NOTE:
            raise refused(f"A note has at most {LONGEST_NOTE} characters, and this one has {long}.", "Shorten it, or link to the rest.")
        try:
            event = new_event(kind, by, via, **fields)
        except ValueError as error:
            raise refused(f"This cannot be recorded: {_first_error(error)}.", "Give what is missing.") from error
        context = self._files.context(entry)

        def reason(events: list[Event]) -> Refusal | None:
            state, _ = replay(events, context)
            return refusal(event, state) or moved(event, self._source_now(id, entry)) or repeated(event, state)

        return event, reason

    def _append(self, id: str, by: str, via: Via, kind: Kind, *, before: Callable[[], None] | None = None, **fields: Any) -> Event:
        """Check the event against the rules and append it, under the log's lock. `before` runs once it is allowed; it may still refuse."""
        event, reason = self._prepared(id, by, via, kind, fields)

        def allowed(events: list[Event]) -> Event:
            if why := reason(events):
                raise Refused(why)
            if before is not None:
                before()
            return event

        return self._files.log.append(id, allowed)

    def _source_now(self, id: str, entry: Entry) -> str | None:
        """The fingerprint from the files themselves: an action trusts no signature."""
        try:
            return folder_fingerprint(self._files.root, id, entry)
        except FolderError:
            return None


def _digests(edition: Edition) -> EditionDigests:
    return EditionDigests(source=edition.source, document=edition.digest)


def _how_to_fix(id: str) -> str:
    return f"Fix them; `covis check {id}` lists them again."


def _first_error(error: ValueError) -> str:
    """Pydantic's first error in a line, anything else as it is."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    first = errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message

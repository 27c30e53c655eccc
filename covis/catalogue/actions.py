"""What people do to a visualisation: each action checks the rules and appends one event, as one step under the log's lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from covis.catalogue.editions import Editions
from covis.catalogue.files import GalleryFiles, refused
from covis.catalogue.notices import Notices
from covis.document import Edition
from covis.editions import FolderError, folder_fingerprint
from covis.editions.releases import ReleaseError, write_release
from covis.registry.joining import ByHandError, with_partner
from covis.registry.loader import FILE
from covis.registry.models import Entry, Via
from covis.review.events import LONGEST_NOTE, NEEDS, About, EditionDigests, Event, Kind, new_event
from covis.review.fold import replay
from covis.review.problems import StoreError, UnfinishedError
from covis.review.rules import Refusal, Refused, moved, refusal, repeated
from covis.review.stores.disk import lock, write_whole

_NOTE_MISSING = {
    "changes_requested": "A request for changes says what should change, and why.",
    "disputed": "A dispute says what is wrong, so that others can check it.",
    "decided": "A decision says what was decided.",
}
WAIT = 20.0  # seconds for somebody else who writes registry.yaml


class Actions:
    """Every action of a person. Safe to call from many threads.

    Every action takes the visualisation's id, the person's id and how it is known who that is (`via`: oidc, cli or git), and returns the
    event that was appended. It raises `Refused` where the rules do not allow it (its `.refusal` has the rule and what to do), and
    `StoreError` where the log or the release cannot be written; then nothing is appended.
    """

    def __init__(self, gallery: GalleryFiles, editions: Editions, notices: Notices) -> None:
        self._files = gallery
        self._notices = notices
        self._editions = editions

    # --- owning it

    def offer(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """Somebody who is not on the entry offers to join it: a student as a coder, a member of staff as a fact-checker."""
        person = self._files.registry.people.get(by)
        role = "fact_checker" if person is not None and person.role == "staff" else "coder"
        return self._append(id, by, via, "offered", role=role, note=note)

    def accept(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """A listed co-owner agrees to be listed, and to the responsibilities."""
        role = "fact_checker" if by in self._files.entry(id).fact_checkers else "coder"
        return self._append(id, by, via, "accepted", role=role, note=note)

    def decide(self, id: str, by: str, via: Via, *, note: str, re: str | None = None) -> Event:
        """A co-owner writes a decision into the decision log; `re` is the event that it answers, if it answers one."""
        return self._append(id, by, via, "decided", note=note, re=re)

    def agree(self, id: str, by: str, via: Via, *, re: str, note: str = "") -> Event:
        """Another co-owner agrees with the decision `re` (an event's id), or a co-owner or maintainer with an offer to join.

        With that, who offered is put on the entry in registry.yaml, before the event is appended; they accept the role afterwards.
        """
        offer = self._files.history(id)[1].offers.get(re)
        return self._append(id, by, via, "agreed", before=(lambda: self._join(id, offer)) if offer else None, re=re, note=note)

    def _join(self, id: str, offer: Event) -> None:
        """Put the person into registry.yaml. Raises StoreError with the line to add, where that is not done here."""
        path = self._files.root / FILE
        role = offer.role or "coder"
        try:
            with lock(self._files.root, "registry", WAIT):
                text = path.read_bytes().decode()
                write_whole(path, with_partner(text, id, role, offer.by).encode())
        except ByHandError as error:
            raise StoreError("The entry was not changed, and nothing was recorded.", str(error)) from error
        except (OSError, ValueError) as error:
            way_out = f"Add {offer.by} to {role}s of {id} in {FILE} by hand, or make the file writable for the server."
            raise StoreError(f"{FILE} could not be changed ({error}), so nothing was recorded.", way_out) from error

    def retire(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        """Out of the gallery and the courses, until reinstated."""
        return self._append(id, by, via, "retired", note=note)

    def reinstate(self, id: str, by: str, via: Via, *, note: str = "") -> Event:
        return self._append(id, by, via, "reinstated", note=note)

    # --- review

    def submit(self, id: str, by: str, via: Via, *, note: str = "", report: Callable[[str], None] | None = None) -> Event:
        """A coder submits the current folder for review. Its checks must pass; the checked edition is kept for the sign-off.

        `report`: see `Editions.check`. Raises UnfinishedError where this machine could not run the checks to their end.
        """
        source = self._source_now(id, self._files.entry(id))
        if source and (reason := self.why_not(id, by, via, "submitted", edition=EditionDigests(source=source, document="0" * 64))):
            raise Refused(reason)  # before the facts are run
        checked = self._editions.check(id, report)
        if checked.transient:
            why = next((finding.message for finding in checked.findings if finding.severity == "error"), "the machine is too busy")
            raise UnfinishedError(
                f"The checks could not be run to their end on this machine: {why}.",
                f"Nothing was recorded. A busy machine is the usual reason: submit it again in a minute. If it happens on an idle machine "
                f"too, `covis check {id}` shows what takes so long.",
            )
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

    def request_changes(self, id: str, by: str, via: Via, *, level: str, note: str, about: About | None = None) -> Event:
        """A fact-checker or a peer reviewer asks for changes; level `high` blocks the sign-off until it is resolved.

        `about` names the fact, the line or the state that it is about.
        """
        submitted = self._editions.submitted_digests(id)
        edition = self._editions.get(id, submitted.document)
        if about is not None and edition is not None and (wrong := _not_there(about, edition)):
            raise refused(wrong, "Name one that is there, or leave it out.")
        return self._append(id, by, via, "changes_requested", edition=submitted, level=level, note=note, about=about)

    def resolve(self, id: str, by: str, via: Via, *, re: str, note: str = "") -> Event:
        """Closes the request for changes or the dispute `re` (an event's id), or declines or takes back an offer to join."""
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

        appended = self._files.log.append(id, allowed)
        self._notices.after(id, appended)
        return appended

    def _source_now(self, id: str, entry: Entry) -> str | None:
        """The fingerprint from the files themselves: an action trusts no signature."""
        try:
            return folder_fingerprint(self._files.root, id, entry)
        except FolderError:
            return None


def _digests(edition: Edition) -> EditionDigests:
    return EditionDigests(source=edition.source, document=edition.digest)


def _not_there(about: About, edition: Edition) -> str:
    """Why the edition has no such fact, line or control; "" if it has."""
    if about.fact is not None:
        facts = [str(fact["id"]) for fact in edition.document.get("facts", [])]
        return "" if about.fact in facts else f"This edition has no fact {about.fact!r}. It has: {', '.join(facts) or 'none'}."
    if about.line is not None:
        file, _, line = about.line.rpartition(":")
        count = len(edition.files.get(file, "").splitlines())
        return "" if int(line) <= count else f"This edition has no line {line} in {file} ({count} lines)."
    named = {part.partition("=")[0] for part in (about.state or "").split("&")}
    known = [str(control["name"]) for control in edition.document.get("controls", [])]
    unknown = sorted(named - set(known))
    return f"This edition has no control {unknown[0]!r}. It has: {', '.join(known) or 'none'}." if unknown else ""


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

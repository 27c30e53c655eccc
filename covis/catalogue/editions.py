"""What those inside a visualisation's review work with: the newest edition, the submitted one, where it stands."""

from __future__ import annotations

from concurrent.futures import CancelledError
from pathlib import Path

from covis.catalogue.background import Background, Failure
from covis.catalogue.items import Shelf
from covis.checks import check_visualisation
from covis.document import Edition
from covis.editions import Compiled, cached_edition, compile_visualisation
from covis.registry.models import Entry
from covis.review.events import EditionDigests
from covis.review.fold import Standing
from covis.review.rules import Refusal, Refused


def refused(rule: str, way_out: str) -> Refused:
    return Refused(Refusal(rule, way_out))


def whole(edition: Edition) -> bool:
    """Whether there is evidence for each of its facts."""
    return len(edition.evidence) >= len(edition.document.get("facts", []))


class Inside(Shelf):
    """For those who see what is not signed: ask `sees_unsigned` first."""

    def __init__(self, root: Path, *, compiles: bool = True, trusted: bool = False) -> None:
        super().__init__(root, compiles=compiles, trusted=trusted)
        self._facts = Background(at_once=1)  # the facts of one visualisation at a time: the worker runs them side by side

    def current(self, id: str, *, wait: float = 0) -> Compiled | None:
        """What the folder holds now, compiled; also where others see only what is signed.

        None while it is being compiled (for at most `wait` seconds), and where the registry has no sound entry.
        """
        entry = self.registry.entries.get(id)
        if entry is None:
            return None
        source, findings = self.source(id, entry)
        if source is None:
            return Compiled(None, findings)
        try:
            compiled = self._compile(id, source, entry, hurry=True).result(timeout=wait)
        except (TimeoutError, CancelledError):
            return None
        edition = compiled.edition and (cached_edition(self.root, compiled.edition.digest) or compiled.edition)
        return Compiled(edition, compiled.findings)

    def in_review(self, id: str, *, wait: float = 0) -> Edition | None:
        """The edition that is up for review, without waiting for a fact: for pages.

        Where this machine has not run its facts, they are queued, and the edition has no evidence until they have been run (`whole`).
        None where what the folder holds is not submitted, while it is being compiled (for at most `wait` seconds), and where this
        machine makes other bytes of it.
        """
        try:
            submitted = self._submitted(id)
        except Refused:
            return None
        if (kept := self._checked(submitted)) is not None:
            return kept
        current = self.current(id, wait=wait)
        if current is None or current.edition is None or current.edition.digest != submitted.document:
            return None
        job = self._facts.compile(id, submitted.source, lambda: self.check(id), listed=submitted.document)
        done = job.result() if job.done() and not job.cancelled() else None
        if done is not None and not done.transient and done.edition is not None and done.edition.digest == submitted.document:
            return done.edition
        return current.edition

    def facts_failure(self, id: str) -> Failure | None:
        """Why the edition in review has no evidence although its facts were run here; None while they are run or wait for their turn.

        A failure of the moment has a pause, after which they are run again; any other has none.
        """
        done = self._facts.result(id)
        return self._facts.failure(id) or (Failure(done.findings, 0) if done is not None else None)

    def editions(self, id: str) -> list[str]:
        """The document digests of every edition that somebody has submitted or signed, oldest first."""
        said = (event.edition for event in self.log.read(id)[0] if event.edition is not None)
        return list(dict.fromkeys(edition.document for edition in said))

    def edition(self, id: str, digest: str) -> Edition | None:
        """One of them, from the releases or from this machine's cache; None where it is in neither."""
        found = self._release(id, digest, []) or cached_edition(self.root, digest)
        return found if found is not None and found.id == id else None

    def check(self, id: str) -> Compiled:
        """Compiles, and runs every rule and fact, in a worker; from the cache where nothing changed."""
        return check_visualisation(self.root, id, self._entry(id))

    def warm(self, id: str) -> Compiled:
        """Do now what a page would otherwise begin: compile the folder and, where it is submitted, run its rules and facts."""
        compiled = compile_visualisation(self.root, id, self._entry(id))
        try:
            submitted = self._submitted(id)
        except Refused:
            return compiled
        other = compiled.edition is None or compiled.edition.digest != submitted.document
        return compiled if other or self._checked(submitted) is not None else self.check(id)

    def standing_of(self, id: str) -> Standing:
        """Where it stands now. Refused where the registry has no sound entry for it."""
        entry = self._entry(id, reading=True)
        return self.told(id, entry, self.source(id, entry)[0], self.registry)[0]

    def submitted_edition(self, id: str) -> Edition:
        """The exact edition that is submitted, with its evidence: as it was kept, or checked anew where this machine has not kept it."""
        submitted = self._submitted(id)
        kept = self._checked(submitted) or self.check(id).edition
        if kept is None or kept.digest != submitted.document:
            raise refused(
                f"The submitted edition ({submitted.document[:12]}) was made by another toolchain, "
                "or with another subject, level or keywords: here its source gives other bytes.",
                f"Sign where it was submitted, or ask a coder to run `covis submit {id}` again, and look at that.",
            )
        return kept

    def _checked(self, submitted: EditionDigests) -> Edition | None:
        """This edition with its evidence, as it was kept on this machine."""
        kept = cached_edition(self.root, submitted.document)
        return kept if kept is not None and kept.source == submitted.source and whole(kept) else None

    def _entry(self, id: str, *, reading: bool = False) -> Entry:
        """The sound entry. `reading`: the last one that could be read will do; an action is refused until the registry is mended."""
        registry = self.registry
        if reading and id in registry.entries:
            return registry.entries[id]
        if self.unreadable:
            raise refused(f"The registry cannot be read: {registry.findings[0]}.", "Mend it, then say it again.")
        if id in registry.entries:
            return registry.entries[id]
        if broken := registry.broken.get(id):
            raise refused(f"The registry's entry for {id} has an error: {broken[0]}.", "Mend it, then say it again.")
        raise refused(f"The registry has no visualisation {id!r}.", "`covis status` lists those that it has.")

    def _submitted(self, id: str) -> EditionDigests:
        """Both digests of the edition that is up for review. Refused where the folder as it is now is not submitted."""
        submission = self.standing_of(id).submitted
        if submission is None or submission.edition is None:
            if any(event.kind == "submitted" for event in self.log.read(id)[0]):
                way_out = f"Nothing was written. A coder submits what it holds now: `covis submit {id}`."
                raise refused("The folder has changed since it was submitted.", way_out)
            raise refused("What the folder holds now is not submitted.", f"A coder runs `covis submit {id}` first.")
        return submission.edition

"""The editions of a visualisation, for those who see what is not signed: the newest, the submitted, and every earlier one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import replace

from covis.catalogue.background import Background, Failure
from covis.catalogue.compilations import Compilations
from covis.catalogue.files import GalleryFiles, refused
from covis.checks import check_visualisation
from covis.document import Edition
from covis.editions import Compiled
from covis.review.events import EditionDigests
from covis.review.rules import Refused


def whole(edition: Edition) -> bool:
    """Whether there is evidence for each of its facts."""
    return len(edition.evidence) >= len(edition.document.get("facts", []))


class Editions:
    """Ask `Items.sees_unsigned` before you show anything of it. Safe to call from many threads."""

    def __init__(self, gallery: GalleryFiles, compilations: Compilations) -> None:
        self._files = gallery
        self._compilations = compilations
        self.facts_queue = Background(at_once=1)  # the facts of one visualisation at a time: the worker runs them side by side

    def current(self, id: str, *, wait: float = 0) -> Compiled | None:
        """What the folder holds now, compiled; also where others see only what is signed.

        None while it is being compiled (for at most `wait` seconds), and where the registry has no sound entry.
        """
        entry = self._files.registry.entries.get(id)
        if entry is None:
            return None
        source, findings = self._files.source(id, entry)
        if source is None:
            return Compiled(None, findings)
        try:
            compiled = self._compilations.start(id, source, entry, hurry=True).result(timeout=wait)
        except (TimeoutError, CancelledError):
            return None
        edition = compiled.edition and self._compilations.best(compiled.edition)
        return Compiled(edition, compiled.findings)

    def in_review(self, id: str, *, wait: float = 0) -> Edition | None:
        """The edition that is up for review, without waiting for a fact: for pages.

        Where this machine has not run its facts, they are queued, and the edition has no evidence until they have been run (`whole`).
        None where what the folder holds is not submitted, while it is being compiled (for at most `wait` seconds), and where this
        machine makes other bytes of it.
        """
        try:
            submitted = self.submitted_digests(id)
        except Refused:
            return None
        if (kept := self._checked(submitted)) is not None:
            return kept
        current = self.current(id, wait=wait)
        if current is None or current.edition is None or current.edition.digest != submitted.document:
            return None
        job = self.facts_queue.compile(id, submitted.source, lambda: self.check(id), listed=submitted.document)
        done = job.result() if job.done() and not job.cancelled() else None
        if done is not None and not done.transient and done.edition is not None and done.edition.digest == submitted.document:
            return done.edition
        return current.edition

    def facts_failure(self, id: str) -> Failure | None:
        """Why the edition in review has no evidence although its facts were run here; None while they are run or wait for their turn.

        A failure of the moment has a pause, after which they are run again; any other has none.
        """
        done = self.facts_queue.result(id)
        return self.facts_queue.failure(id) or (Failure(done.findings, 0) if done is not None else None)

    def digests(self, id: str) -> list[str]:
        """The document digests of every edition that somebody has submitted or signed, oldest first."""
        named = (event.edition for event in self._files.log.read(id)[0] if event.edition is not None)
        return list(dict.fromkeys(edition.document for edition in named))

    def get(self, id: str, digest: str) -> Edition | None:
        """One of them, from the releases or from this machine's cache; None where it is in neither."""
        found = self._files.release(id, digest, []) or self._compilations.cached(digest)
        return found if found is not None and found.id == id else None

    def check(self, id: str, report: Callable[[str], None] | None = None) -> Compiled:
        """Compiles, and runs every rule and fact, in a worker; from the cache where nothing changed.

        `report` is called with what is being done, in words, from another thread.
        """
        return check_visualisation(self._files.root, id, self._files.entry(id), report=report)

    def compile(self, id: str) -> Compiled:
        """What the folder holds now, compiled while the caller waits, without running its facts. With its evidence where it was checked."""
        compiled = self._compilations.compile(id, self._files.entry(id))
        return replace(compiled, edition=compiled.edition and self._compilations.best(compiled.edition))

    def prepare(self) -> None:
        """Start the compiler's worker, so that no visitor waits for it."""
        self._compilations.prepare()

    def protections(self) -> dict[str, str]:
        """What the kernel refuses to plugins on this machine: each protection by name with the reason why it is not in force, or "".

        Raises WorkerError where it cannot be found out.
        """
        return self._compilations.protections()

    def warm(self, id: str) -> Compiled:
        """Do now what a page would otherwise begin: compile the folder and, where it is submitted, run its rules and facts."""
        compiled = self._compilations.compile(id, self._files.entry(id))
        try:
            submitted = self.submitted_digests(id)
        except Refused:
            return compiled
        other = compiled.edition is None or compiled.edition.digest != submitted.document
        return compiled if other or self._checked(submitted) is not None else self.check(id)

    def submitted(self, id: str) -> Edition:
        """The exact edition that is submitted, with its evidence: as it was kept, or checked again where this machine has not kept it."""
        submitted = self.submitted_digests(id)
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
        kept = self._compilations.cached(submitted.document)
        return kept if kept is not None and kept.source == submitted.source and whole(kept) else None

    def submitted_digests(self, id: str) -> EditionDigests:
        """Both digests of the edition that is up for review. Refused where the folder as it is now is not submitted."""
        submission = self._files.standing(id).submitted
        if submission is None or submission.edition is None:
            if any(event.kind == "submitted" for event in self._files.log.read(id)[0]):
                way_out = f"Nothing was written. A coder submits what it holds now: `covis submit {id}`."
                raise refused("The folder has changed since it was submitted.", way_out)
            raise refused("What the folder holds now is not submitted.", f"A coder runs `covis submit {id}` first.")
        return submission.edition

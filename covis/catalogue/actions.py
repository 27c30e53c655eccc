"""What people do to a visualisation: each action checks the rules and appends one event, as one step under the log's lock."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from covis.catalogue.shelf import Shelf
from covis.checks import Checked, check_visualisation
from covis.compiler import cached_edition
from covis.document import Edition
from covis.registry.models import Entry
from covis.review.events import Event
from covis.review.releases import write_release
from covis.review.rules import refusal


class Refused(Exception):
    """An action that the rules do not allow: `rule` says which, `way_out` what to do instead."""

    def __init__(self, rule: str, way_out: str = "") -> None:
        super().__init__(f"{rule} {way_out}".strip())
        self.rule = rule
        self.way_out = way_out


class Catalogue(Shelf):
    """The gallery: everything that may be read, and every action. One for a process; safe to call from many threads.

    Every action takes the visualisation's id, the person's id and how it is known who that is (`via`: oidc, cli or git),
    returns the event that was appended, and raises `Refused` with the rule and the way out.
    """

    # --- owning it

    def accept(self, id: str, by: str, via: str, *, note: str = "") -> Event:
        """A listed co-owner agrees to be listed, and to the responsibilities."""
        entry = self._entry(id)
        return self._append(id, by, via, "accepted", role="coder" if by in entry.coders else "fact_checker", note=note)

    def decide(self, id: str, by: str, via: str, *, note: str) -> Event:
        """A co-owner writes a decision into the decision log."""
        return self._append(id, by, via, "decided", note=note)

    def agree(self, id: str, by: str, via: str, *, re: str, note: str = "") -> Event:
        """Another co-owner agrees with decision `re`."""
        return self._append(id, by, via, "agreed", re=re, note=note)

    def retire(self, id: str, by: str, via: str, *, note: str = "") -> Event:
        """Out of the gallery and the courses, until reinstated."""
        return self._append(id, by, via, "retired", note=note)

    def reinstate(self, id: str, by: str, via: str, *, note: str = "") -> Event:
        return self._append(id, by, via, "reinstated", note=note)

    # --- review

    def submit(self, id: str, by: str, via: str, *, note: str = "") -> Event:
        """A coder puts the folder as it is now up for review. Its checks must pass; the checked edition is kept for the sign-off."""
        checked = self.check(id)
        edition = checked.edition
        reasons = [f"{finding}" for finding in checked.findings if finding.severity == "error"]
        reasons += [f"{fact.statement}: {fact.evidence}" for fact in checked.evidence if not fact.established]
        if edition is None or reasons:
            listed = "\n".join(f"  {reason}" for reason in dict.fromkeys(reasons))
            raise Refused(f"Only an edition whose checks pass can be submitted. These do not:\n{listed}\n", f"Mend them, then run `python -m covis check {id}`.")
        return self._append(id, by, via, "submitted", edition=edition, note=note)

    def review(self, id: str, by: str, via: str, *, note: str = "") -> Event:
        """A student who does not own it has reviewed what was submitted."""
        return self._append(id, by, via, "peer_reviewed", about=self._submitted(id), note=note)

    def request_changes(self, id: str, by: str, via: str, *, level: str, note: str) -> Event:
        """A fact-checker or a peer reviewer asks for changes; level `high` blocks the sign-off until it is resolved."""
        return self._append(id, by, via, "changes_requested", about=self._submitted(id), level=level, note=note)

    def resolve(self, id: str, by: str, via: str, *, re: str, note: str = "") -> Event:
        """Closes the request or the dispute `re`."""
        return self._append(id, by, via, "resolved", re=re, note=note)

    def dispute(self, id: str, by: str, via: str, *, note: str, withdrawn: bool = False) -> Event:
        """Says that the release is wrong: a banner at once; `withdrawn` takes it down."""
        item = self._item_now(id)
        release = item.standing.release
        about = {"source": release.source, "document": release.document} if release is not None else None
        return self._append(id, by, via, "disputed", about=about, withdrawn=withdrawn, note=note)

    def sign_off(self, id: str, by: str, via: str, *, edition: str, criteria: Mapping[str, bool], note: str = "") -> Event:
        """A fact-checker signs the edition that they saw, named by its document digest. Its bytes become the release.

        The bytes are stored before the event is appended: a sign-off never names an edition that is not there.
        """
        submitted = self._submitted(id)
        if submitted is None:
            raise Refused("Only what a coder has submitted can be signed off.", f"A coder runs `python -m covis submit {id}` first.")
        if edition != submitted["document"]:
            raise Refused(
                f"The edition that you saw ({edition[:12]}) is not the one that is submitted ({submitted['document'][:12]}).",
                f"Look again: `python -m covis show {id}`.",
            )
        seen = self.submitted_edition(id)
        return self._append(id, by, via, "signed_off", edition=seen, criteria=dict(criteria), note=note, before=lambda: write_release(self.root, seen))

    # --- what the actions stand on

    def check(self, id: str) -> Checked:
        """Compiles, and runs every rule and fact, in a worker; from the cache where nothing changed."""
        return check_visualisation(self.root, id, self._entry(id))

    def submitted_edition(self, id: str) -> Edition:
        """The exact edition that was submitted, with its evidence; checked anew where this machine has not kept it."""
        submitted = self._submitted(id)
        if submitted is None:
            raise Refused("Nothing is submitted for the folder as it is now.", f"A coder runs `python -m covis submit {id}`.")
        kept = cached_edition(self.root, submitted["document"])
        if kept is None or not kept.evidence or kept.source != submitted["source"]:
            kept = self.check(id).edition
        if kept is None or kept.digest != submitted["document"]:
            raise Refused(
                f"The submitted edition ({submitted['document'][:12]}) was compiled by another toolchain, and this machine makes other bytes of it.",
                f"Recompiled: look again. A coder runs `python -m covis submit {id}` here, or you sign where it was submitted.",
            )
        return kept

    def _entry(self, id: str) -> Entry:
        """The registry's entry. Refused where the registry has none that is sound."""
        registry = self.registry
        if id in registry.entries:
            return registry.entries[id]
        broken = registry.broken.get(id)
        if broken:
            raise Refused(f"The registry's entry for {id} has an error: {broken[0]}", "Mend it first.")
        raise Refused(f"The registry knows no visualisation {id!r}.", "`python -m covis status` lists what it has.")

    def _submitted(self, id: str) -> EditionDigests | None:
        """Both digests of the edition that is up for review, None where the folder as it is now is not submitted."""
        entry, registry = self._entry(id), self.registry
        source, _ = self.source(id, entry)
        events, _ = self.log.read(id)
        submitted = self.standing(entry, events, source, registry).submitted
        return submitted.edition if submitted is not None else None

    def _append(self, id: str, kind: Kind, by: str, via: Via, *, before: Callable[[], object] | None = None, **fields: Any) -> Event:
        raise NotImplementedError  # until covis.review.rules is here

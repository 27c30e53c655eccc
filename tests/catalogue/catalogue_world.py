"""A gallery whose compiler and checks are replaced by something quick, and what people do in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from covis.catalogue import Catalogue, Item
from covis.catalogue.files import GalleryFiles
from covis.document import Edition, Evidence
from covis.editions import Compiled, folder_fingerprint
from covis.finding import Finding
from covis.registry.models import Entry
from covis.review.criteria import CRITERIA
from covis.review.events import Event

ID = "damped_oscillator"
CODER, CHECKER, PEER, MAINTAINER = "example_student", "example_staff", "example_peer", "example_maintainer"
ALL = {criterion.id: True for criterion in CRITERIA}


@dataclass
class FakeChecked:
    edition: Edition | None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    transient: bool = False


@dataclass
class Toolchain:
    """Stands in for the compiler: its name is in the bytes that it makes."""

    name: str = "one"
    findings: list[Finding] = field(default_factory=list)
    outcome: str = "proved"
    detail: dict[str, str] = field(default_factory=dict)

    def edition(self, root: Path, id: str, entry: Entry) -> Edition:
        text = (root / "visualisations" / id / "text.md").read_text()
        document = {"id": id, "title": entry.title, "summary": entry.summary, "text": text, "made_by": self.name, "facts": [{"id": "1"}]}
        return Edition(id=id, source=folder_fingerprint(root, id, entry), document=document)

    def compile(self, root: Path, id: str, entry: Entry) -> Compiled:
        return Compiled(self.edition(root, id, entry), ())

    def check(self, gallery: GalleryFiles, id: str) -> FakeChecked:
        edition = self.edition(gallery.root, id, gallery.registry.entries[id])
        fact = Evidence(id="1", statement="It swings", outcome=self.outcome, evidence=f"{self.outcome} by {self.name}", detail=self.detail)  # type: ignore[arg-type]
        return FakeChecked(edition.model_copy(update={"evidence": [fact]}), tuple(self.findings), (fact,))


def submitted(catalogue: Catalogue) -> str:
    """Accepted by both, submitted, reviewed: the document digest that waits for the fact-checker."""
    catalogue.actions.accept(ID, CODER, "cli")
    catalogue.actions.accept(ID, CHECKER, "cli")
    event = catalogue.actions.submit(ID, CODER, "cli")
    catalogue.actions.review(ID, PEER, "cli", note="Clear.")
    assert event.edition is not None
    return event.edition.document


def signed(catalogue: Catalogue) -> Event:
    return catalogue.actions.sign_off(ID, CHECKER, "cli", edition=submitted(catalogue), criteria=ALL)


def now(catalogue: Catalogue) -> Item:
    item = catalogue.items.get(ID, wait=5)
    assert item is not None
    return item


def edit(catalogue: Catalogue) -> None:
    path = catalogue.root / "visualisations" / ID / "text.md"
    path.write_text(path.read_text() + "\nOne sentence more.\n")


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "releases").rglob("*.json")} if (root / "releases").exists() else {}

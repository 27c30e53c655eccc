"""A visualisation in a notebook: `covis.notebook.show("damped_oscillator")` as the last line of a cell, in Jupyter and in marimo."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from covis.catalogue import Catalogue, Item, gallery_at, gallery_root
from covis.finding import closest
from covis.web.export.files import ready
from covis.web.export.single import single

if TYPE_CHECKING:
    from covis.authoring.visualisation import Visualisation

_FRAME = Markup('<iframe srcdoc="{}" title="{}" allow="fullscreen" style="width: 100%; height: {}px; border: 0"></iframe>')


@dataclass(frozen=True)
class Shown:
    """A visualisation as a notebook displays it: the file of `covis export --single` in a frame. It needs no network and no kernel."""

    page: str
    title: str
    height: int

    def _repr_html_(self) -> str:
        """For Jupyter, and whatever reads its protocol."""
        return str(_FRAME.format(self.page, self.title, self.height))

    def _mime_(self) -> tuple[str, str]:
        """For marimo."""
        return "text/html", self._repr_html_()


def show(what: str | Visualisation, *, root: str | Path | None = None, current: bool = False, height: int = 760) -> Shown:
    """A visualisation of a gallery, live and whole.

    what: its name in the registry; or a plugin's `visualisation`, which is shown as its folder holds it now.
    root: the gallery's folder; otherwise COVIS_ROOT, or the nearest parent of the current folder with a registry.yaml.
    current: what the folder holds now, signed or not; otherwise what the gallery shows.
    height: of the frame, in pixels.

    A `visualisation` as the last line of a cell is shown in the same way.

    Raises ValueError where there is no such visualisation, or nothing of it can be shown, and says why.

    >>> show("damped_oscillator")  # doctest: +SKIP
    """
    id, root, current = (what, root, current) if isinstance(what, str) else (*_folder_of(what), True)
    catalogue, item = shown_item(id, root, current=current)
    return Shown(single(item, catalogue.registry).decode(), item.entry.title, height)


def _folder_of(visualisation: Visualisation) -> tuple[str, Path]:
    """The name of a plugin, and its gallery, from the file that states it."""
    file = Path(visualisation.place.file)
    for folder in file.parents:
        if folder.parent.name == "visualisations" and (folder.parent.parent / "registry.yaml").is_file():
            return folder.name, folder.parent.parent
    raise ValueError("This visualisation is not stated in a folder of a gallery, so there is no text for it. Make one with `covis new`.")


def shown_item(id: str, root: str | Path | None, *, current: bool = False) -> tuple[Catalogue, Item]:
    """The gallery, and the visualisation with the edition to show. Raises ValueError as `show` does."""
    catalogue = Catalogue(gallery_at(Path(root)) if root is not None else gallery_root())
    registry = catalogue.registry
    if id not in registry.entries:
        if id in registry.broken:
            raise ValueError(f"The registry's entry for {id} has a mistake: {registry.broken[id][0]}")
        near = closest(id, [*registry.entries], 1)
        hint = f"; did you mean {near[0]!r}?" if near else f". It has {', '.join(registry.entries) or 'none yet'}."
        raise ValueError(f"The gallery has no visualisation {id!r}{hint}")
    item = ready(catalogue, id)
    assert item is not None
    findings = item.findings
    if current:
        compiled = catalogue.editions.compile(id)
        findings = compiled.findings
        edition = compiled.edition
        item = replace(item, shown=edition, digest=edition.digest if edition else "", is_release=False)
    if item.shown is None:
        errors = [str(finding) for finding in findings if finding.severity == "error"]
        why = os.linesep.join(errors) or "The gallery does not show it to everybody. With current=True you see what its folder holds."
        raise ValueError(f"{id} cannot be shown. {why}")
    return catalogue, item

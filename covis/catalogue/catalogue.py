"""The catalogue: one gallery, composed of the parts that read it, hold its editions, change it, and keep what learners send."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from covis.catalogue.actions import Actions
from covis.catalogue.compilations import Compilations
from covis.catalogue.editions import Editions
from covis.catalogue.files import GalleryFiles
from covis.catalogue.items import Items
from covis.catalogue.notices import Notices
from covis.catalogue.records import Records
from covis.feedback.service import FeedbackService
from covis.feedback.store import open_feedback
from covis.registry import Registry
from covis.review.stores.chooser import configured
from covis.review.stores.protocol import Log


class Catalogue:
    """One gallery. One for a process; safe to call from many threads.

    `items` reads the gallery as pages show it, `editions` holds what is compiled and checked, `actions` are what people do, `feedback` is
    what learners send, `records` verifies and copies what is stored. `notices` tell those whose turn
    it is. `log` is the log of events, `root` the gallery's folder.
    """

    def __init__(self, root: Path, *, compiles: bool = True, trusted: bool = False) -> None:
        """`compiles` false: nothing is compiled in the background; an item without a release then shows nothing, and is not pending.

        `trusted`: the caller can read the gallery's files anyway (the command line), so nothing is kept back from it.
        """
        place = configured(root.resolve())
        self._files = GalleryFiles(place, trusted=trusted)
        self._compilations = Compilations(place.root)
        self.root = place.root
        self.log: Log = self._files.log
        self.items = Items(self._files, self._compilations, compiles=compiles)
        self.editions = Editions(self._files, self._compilations)
        self.notices = Notices(self._files, self.items)
        self.actions = Actions(self._files, self.editions, self.notices)
        self.records = Records(self._files)
        self.feedback = FeedbackService(open_feedback(place), self._asks_learners, self.items.seen, self.items.reads_feedback)

    @property
    def registry(self) -> Registry:
        """What registry.yaml and contributors/ say now; the last that could be read while they cannot be read (`unreadable`)."""
        return self._files.registry

    @property
    def unreadable(self) -> bool:
        """Whether registry.yaml could not be read at all when it was last read."""
        return self._files.unreadable

    def _asks_learners(self) -> bool:
        return self.registry.gallery.feedback


@cache
def shared(root: Path) -> Catalogue:
    """The one catalogue of this process for a gallery: the Streamlit pages and the plain ones share what was read and compiled."""
    return Catalogue(root)

"""The paths of the gallery's pages, listed once: for the navigation, and for the server, which answers 404 at any other."""

from __future__ import annotations

PAGES = {
    "browse": "",
    "course": "course",
    "people": "people",
    "take_part": "take-part",
    "cohort": "cohort",
    "desk": "desk",
}
"""Each page's name -> its path below the gallery's own, without slashes."""

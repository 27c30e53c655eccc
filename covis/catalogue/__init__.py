"""The catalogue: registry, review, checks and compiler joined. The one door for the shell, the site and the command line."""

from covis.catalogue.actions import Catalogue, shared
from covis.catalogue.shelf import Item, gallery_root
from covis.review.rules import Refused

__all__ = ["Catalogue", "Item", "Refused", "gallery_root", "shared"]

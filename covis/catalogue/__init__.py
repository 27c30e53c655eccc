"""The catalogue: registry, review, checks and compiler joined. The one door for the shell, the site and the command line."""

from covis.catalogue.actions import Catalogue, Refused
from covis.catalogue.shelf import Item

__all__ = ["Catalogue", "Item", "Refused"]

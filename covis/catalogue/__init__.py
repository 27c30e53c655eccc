"""The catalogue: registry, review, checks and compiler joined. The one door for the shell, the site and the command line."""

from covis.catalogue.actions import Catalogue, shared
from covis.catalogue.editions import whole
from covis.catalogue.files import NoGalleryError, gallery_at, gallery_root
from covis.catalogue.item import CourseStep, Item
from covis.review.rules import Refused

__all__ = ["Catalogue", "CourseStep", "Item", "NoGalleryError", "Refused", "gallery_at", "gallery_root", "shared", "whole"]

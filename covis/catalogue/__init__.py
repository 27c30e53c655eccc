"""The catalogue: registry, review, feedback, checks and compiler joined. The one door for all above it."""

from covis.catalogue.catalogue import Catalogue, shared
from covis.catalogue.compilations import WorkerError
from covis.catalogue.editions import whole
from covis.catalogue.files import NoGalleryError, gallery_at, gallery_root
from covis.catalogue.item import CourseStep, Item
from covis.catalogue.records import NoSuchStoreError
from covis.editions import Compiled, cache_folder
from covis.review.problems import ProblemError, StoreError, UnfinishedError
from covis.review.rules import Refusal, Refused

__all__ = [
    "Catalogue",
    "Compiled",
    "CourseStep",
    "Item",
    "NoGalleryError",
    "NoSuchStoreError",
    "ProblemError",
    "Refusal",
    "Refused",
    "StoreError",
    "UnfinishedError",
    "WorkerError",
    "cache_folder",
    "gallery_at",
    "gallery_root",
    "shared",
    "whole",
]

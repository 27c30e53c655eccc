"""The registry: registry.yaml and contributors/*.yaml, read into people, courses, entries and policy.

`load(root)` is the one door: it never raises for what people wrote, and reports every error at once, each with its place.
"""

from covis.registry.loader import inputs, load
from covis.registry.models import Contributor, Course, CourseItem, Entry, GalleryInfo, Policy, Responsibilities
from covis.registry.registry import Registry

__all__ = [
    "Contributor",
    "Course",
    "CourseItem",
    "Entry",
    "GalleryInfo",
    "Policy",
    "Registry",
    "Responsibilities",
    "inputs",
    "load",
]

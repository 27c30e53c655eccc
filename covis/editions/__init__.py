"""Editions of a visualisation: the fingerprint of its folder, the cache, signed releases, and what changed between two.

Importing this package loads neither SymPy nor a plugin.
"""

from covis.editions.cache import Compiled, cache_folder, cached_edition, compile_visualisation
from covis.editions.fingerprint import SourceError, source_digest, toolchain

__all__ = [
    "Compiled",
    "SourceError",
    "cache_folder",
    "cached_edition",
    "compile_visualisation",
    "source_digest",
    "toolchain",
]

"""Editions of a visualisation: the fingerprint of its folder, the cache, signed releases, and what changed between two.

Importing this package loads neither SymPy nor a plugin.
"""

from covis.editions.cache import Compiled, cache_folder, cached_edition, compile_visualisation
from covis.editions.fingerprint import FolderError, folder_fingerprint, listed, toolchain

__all__ = [
    "Compiled",
    "FolderError",
    "cache_folder",
    "cached_edition",
    "compile_visualisation",
    "folder_fingerprint",
    "listed",
    "toolchain",
]

"""Editions of a visualisation: the fingerprint of its folder, the cache, signed releases, and what changed between two."""

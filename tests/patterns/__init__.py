"""The regular expressions of covis, each shown to need linear time at most."""

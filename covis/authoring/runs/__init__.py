"""Runs that remember: what they state (run.py), and how they are computed from their history in NumPy (replay.py)."""

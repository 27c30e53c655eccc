"""Chance that can be repeated: random numbers by their place in a sequence (`draws.py`, `philox.py`), and what runs along them."""

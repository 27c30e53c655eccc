"""Tests: what a person may rely on, room by room. Shared fixtures are in conftest.py."""

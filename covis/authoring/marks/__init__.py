"""Marks: what is drawn in a plot."""

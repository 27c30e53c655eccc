"""Marks: what is drawn in a plot. One file a family, over the base in mark.py, which says what a mark states."""

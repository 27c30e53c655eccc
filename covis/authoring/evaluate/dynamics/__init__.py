"""Trajectories and iterates in NumPy, with the events on the way."""

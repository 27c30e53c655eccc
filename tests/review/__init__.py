"""The log, its stores and what follows from it."""

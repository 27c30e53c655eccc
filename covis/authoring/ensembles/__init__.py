"""Ensembles: what the members of an Index say of themselves and of each other."""

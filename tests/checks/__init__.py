"""The rules, the facts and the units."""

"""The shipped visualisations against independent calculations."""

"""How fast it is, measured: `make bench-compile` and `make bench-drag`."""

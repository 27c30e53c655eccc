"""Units and dimensions of SymPy expressions."""

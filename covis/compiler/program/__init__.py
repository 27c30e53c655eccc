"""SymPy to JavaScript: the graph of operations, the printer, the functions that programs inline, and V8 to run them."""

"""Fields on a grid: partial differential equations in time (Evolution) and cellular automata (Cells), with NumPy's side of both."""

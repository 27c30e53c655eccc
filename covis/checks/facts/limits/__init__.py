"""A Limit run: SymPy's own limit (`limit.py`) and the numbers on the way there (`approach.py`)."""

"""NumPy evaluation of what a visualisation states, the ranges of its axes, and the Plotly figure."""

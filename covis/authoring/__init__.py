"""What a plugin states: controls, axes, marks, facts, questions. Pure SymPy and NumPy; no Streamlit, no files.

NumPy evaluation and the Plotly figure live here too, because `Visualisation.figures` is the author's to call.
"""

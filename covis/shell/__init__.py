"""The Streamlit pages: browse, courses, people, take part, work in progress, and the review desk. `covis.shell.main.run()` draws one.

Pages read the catalogue, and act through it in the visitor's name; the state of a page that others may want to open is in its address.
"""

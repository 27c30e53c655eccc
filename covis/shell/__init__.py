"""The Streamlit pages: browse, course, visualisation, people. `covis.shell.main.run()` is the whole app.

They read the catalogue and write nothing; every state of a page is in its URL.
"""

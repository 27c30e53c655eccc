"""`streamlit run app.py`: the gallery. Under a script context this file is a page run of Streamlit's; otherwise it defines the server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is not None:
    from covis.shell.main import run

    run()
else:
    import sys

    from starlette.middleware import Middleware

    from covis.catalogue import gallery_root, shared
    from covis.shell.auth import sign_in
    from covis.shell.widgets.html import base
    from covis.web import Front, SameOrigin, SecurityHeaders, lifespan, routes

    catalogue = shared(gallery_root())
    for note in sign_in.notes():
        print(note, file=sys.stderr)
    app = st.App(
        "app.py",
        secrets=sign_in.secrets(),
        routes=routes(catalogue, base()),
        middleware=[
            Middleware(SecurityHeaders, base=base()),
            Middleware(SameOrigin, origins=st.get_option("server.corsAllowedOrigins"), name=st.get_option("browser.serverAddress")),
            Middleware(Front, base=base()),
            Middleware(sign_in.WayBack, base=base()),
        ],
        lifespan=lifespan(catalogue),
    )

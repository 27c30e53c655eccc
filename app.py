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
    from covis.shell import script_loop, sign_in
    from covis.shell.html import base
    from covis.site import Front, PlainFirst, SameOrigin, SecurityHeaders, lifespan, raise_limit, routes

    catalogue = shared(gallery_root())
    script_loop.open_late()
    for note in (*sign_in.notes(), *raise_limit()):
        print(note, file=sys.stderr)
    app = st.App(
        "app.py",
        secrets=sign_in.secrets(),
        middleware=[
            Middleware(SecurityHeaders, base=base()),
            Middleware(PlainFirst, routes=routes(catalogue, base())),
            Middleware(SameOrigin, origins=st.get_option("server.corsAllowedOrigins"), name=st.get_option("browser.serverAddress")),
            Middleware(Front, base=base()),
            Middleware(sign_in.WayBack, base=base()),
        ],
        lifespan=lifespan(catalogue),
    )

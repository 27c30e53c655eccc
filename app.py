"""`streamlit run app.py`: the gallery. Under a script context this file is a page run of Streamlit's; otherwise it defines the server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is not None:
    from covis.shell.main import run

    run()
else:
    from starlette.middleware import Middleware

    from covis.catalogue import gallery_root, shared
    from covis.site import SecurityHeaders, lifespan, routes

    catalogue = shared(gallery_root())
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    base = f"/{path}" if path else ""
    app = st.App(
        "app.py",
        routes=routes(catalogue, base),
        middleware=[Middleware(SecurityHeaders, base=base)],
        lifespan=lifespan(catalogue),
    )

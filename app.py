"""The gallery, as `covis serve` and `streamlit run app.py` run it: one page where Streamlit runs it as a script, otherwise the server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is not None:
    from covis.shell.main import run

    run()
else:
    import sys

    from starlette.middleware import Middleware

    from covis.catalogue import NoGalleryError, gallery_root, shared
    from covis.shell.auth import sign_in
    from covis.shell.widgets.html import base
    from covis.web import Front, SameOrigin, SecurityHeaders, lifespan, routes

    try:
        catalogue = shared(gallery_root())
    except NoGalleryError as error:
        sys.exit(str(error))
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

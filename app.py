"""`streamlit run app.py`: the gallery. Under a script context this file is a page run of Streamlit's; otherwise it defines the server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is not None:
    from covis.shell.main import run

    run()
else:
    import sys

    from starlette.middleware import Middleware

    from covis.catalogue import gallery_root, no_gallery, shared
    from covis.shell import script_loop
    from covis.shell.auth import sign_in
    from covis.shell.page_paths import PAGES
    from covis.shell.widgets.html import base
    from covis.web import Site, lifespan, middleware, raise_limit

    if wrong := no_gallery(gallery_root()):
        sys.exit(wrong)
    catalogue = shared(gallery_root())
    script_loop.open_late()
    for note in (*sign_in.configuration_notes(), *raise_limit()):
        print(note, file=sys.stderr)
    site = Site(catalogue, base())
    own, name = st.get_option("server.corsAllowedOrigins"), st.get_option("browser.serverAddress")
    app = st.App(
        "app.py",
        secrets=sign_in.secrets(),
        middleware=[
            *middleware(site, PAGES.values(), origins=own, name=name, agent=bool(st.get_option("server.enableAgentApi"))),
            Middleware(sign_in.SignInRedirect, base=base()),
        ],
        lifespan=lifespan(catalogue),
    )

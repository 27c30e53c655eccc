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
    from covis.shell import script_loop
    from covis.shell.auth import sign_in
    from covis.shell.page_paths import PAGES
    from covis.shell.style_sheet import style_sheet
    from covis.shell.widgets.html import base
    from covis.web import Site, lifespan, middleware, raise_limit

    try:
        catalogue = shared(gallery_root())
    except NoGalleryError as error:
        sys.exit(str(error))
    script_loop.open_late()
    for note in (*sign_in.configuration_notes(), *raise_limit()):
        print(note, file=sys.stderr)
    site = Site(catalogue, base(), style_sheet(), PAGES)
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

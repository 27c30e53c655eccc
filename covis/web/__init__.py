"""Plain web: pages that need no Streamlit session, and the immutable files that every page uses.

`middleware(site, ...)` adds them to an app.
"""

from covis.web.assets import plotly_url, runtime_hash, runtime_url
from covis.web.middleware.addresses import Addresses
from covis.web.middleware.encodings import Encodings
from covis.web.middleware.header_limits import BoundedHeaders
from covis.web.middleware.headers import SecurityHeaders
from covis.web.middleware.origins import SameOrigin
from covis.web.middleware.plain_routes import PlainRoutes
from covis.web.middleware.streamlit_page import StreamlitPage
from covis.web.routes import Site, middleware, routes
from covis.web.server.descriptors import raise_limit
from covis.web.server.lifespan import lifespan

__all__ = [
    "Addresses",
    "BoundedHeaders",
    "Encodings",
    "PlainRoutes",
    "SameOrigin",
    "SecurityHeaders",
    "Site",
    "StreamlitPage",
    "lifespan",
    "middleware",
    "plotly_url",
    "raise_limit",
    "routes",
    "runtime_hash",
    "runtime_url",
]

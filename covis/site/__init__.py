"""Plain web: pages that need no Streamlit session, and the immutable files that every page runs. `routes(site)` is the door."""

from covis.site.addresses import Addresses
from covis.site.assets import plotly_url, runtime_hash, runtime_url
from covis.site.bounds import BoundedHeaders
from covis.site.descriptors import raise_limit
from covis.site.encodings import Encodings
from covis.site.front import Front
from covis.site.headers import SecurityHeaders
from covis.site.life import lifespan
from covis.site.origins import SameOrigin
from covis.site.plain_first import PlainFirst
from covis.site.server import Site, middleware, routes

__all__ = [
    "Addresses",
    "BoundedHeaders",
    "Encodings",
    "Front",
    "PlainFirst",
    "SameOrigin",
    "SecurityHeaders",
    "Site",
    "lifespan",
    "middleware",
    "plotly_url",
    "raise_limit",
    "routes",
    "runtime_hash",
    "runtime_url",
]

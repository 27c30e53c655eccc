"""Plain web: pages that need no Streamlit session, and the immutable files that every page runs. `routes(catalogue)` is the door."""

from covis.site.assets import plotly_url, runtime_hash, runtime_url
from covis.site.bounds import BoundedHeaders
from covis.site.front import Front
from covis.site.headers import SecurityHeaders
from covis.site.life import lifespan
from covis.site.origins import SameOrigin
from covis.site.server import routes

__all__ = ["BoundedHeaders", "Front", "SameOrigin", "SecurityHeaders", "lifespan", "plotly_url", "routes", "runtime_hash", "runtime_url"]

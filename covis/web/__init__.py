"""Plain web: pages that need no Streamlit session, and the immutable files that every page runs. `routes(catalogue)` is the door."""

from covis.web.assets import plotly_url, runtime_hash, runtime_url
from covis.web.headers import SecurityHeaders
from covis.web.lifespan import lifespan
from covis.web.origins import SameOrigin
from covis.web.routes import routes
from covis.web.streamlit_page import Front

__all__ = ["Front", "SameOrigin", "SecurityHeaders", "lifespan", "plotly_url", "routes", "runtime_hash", "runtime_url"]

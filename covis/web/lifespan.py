"""The server's beginning: everything that the first visitor would otherwise wait for."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from covis.catalogue import Catalogue
from covis.compiler import warm
from covis.web import assets


def lifespan(catalogue: Catalogue) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """For `st.App`: warms the compiler's worker, compiles what is stale and packs the large files, beside the first requests."""

    @asynccontextmanager
    async def life(app: Any) -> AsyncIterator[None]:
        threading.Thread(target=_prepare, args=(catalogue,), name="covis-prepare", daemon=True).start()
        # Streamlit collects all garbage after every page run. What is loaded by now stays, and need not be looked at again: this took
        # 300 sessions that open a page at once from 0.38 s to 0.06 s (95 in 100 of them).
        gc.collect()
        gc.freeze()
        yield

    return life


def _prepare(catalogue: Catalogue) -> None:
    warm()
    catalogue.items()
    _, plotly = assets.plotly()
    for encoding in ("gzip", "br"):
        plotly.form(encoding)
        for file in assets.runtime()[1].values():
            file.form(encoding)

"""Starting the server: everything that the first visitor would otherwise wait for."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from covis.catalogue import Catalogue
from covis.web import assets
from covis.web.server import connections


def lifespan(catalogue: Catalogue) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """For `st.App`: warms the compiler's worker, compiles what is stale and compresses the large files, beside the first requests. Sets the
    time limits of connections."""

    @asynccontextmanager
    async def run(app: Any) -> AsyncIterator[None]:
        connections.guard(asyncio.get_running_loop())
        threading.Thread(target=_prepare, args=(catalogue,), name="covis-prepare", daemon=True).start()
        # What is loaded by now stays, and the garbage collector need not look at it again while visitors wait.
        gc.collect()
        gc.freeze()
        yield

    return run


def _prepare(catalogue: Catalogue) -> None:
    catalogue.editions.prepare()
    catalogue.items.all()
    _, plotly = assets.plotly()
    for encoding in ("gzip", "br"):
        plotly.form(encoding)
        for file in assets.runtime()[1].values():
            file.form(encoding)

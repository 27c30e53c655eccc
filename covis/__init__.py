"""What a plugin imports, as `import covis as cv`: `cv.Slider`, `cv.Axis`, `cv.Curve`, ...; nothing else is public,
but for `show`, which displays a visualisation in a notebook.

The names are listed once, in `__init__.pyi`, where type checkers and editors read them too. Each is resolved when it is asked for, so
that the server process, which imports `covis.shell`, never loads SymPy.
"""

from __future__ import annotations

from typing import Any

import lazy_loader

__version__ = "0.1.0"

_resolve, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name in __all__:
        return _resolve(name)
    if name == "show":  # for notebooks: no name of the vocabulary, so it is not listed with them
        from covis.notebook import show

        return show
    raise AttributeError(f"covis has no {name!r}; it offers {', '.join(__all__)}")

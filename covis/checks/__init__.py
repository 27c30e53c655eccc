"""Rules over a plugin and its document, and facts run to evidence. Importing this package loads no SymPy: a worker runs what is here.

`check_visualisation` is the way in from the server's side; `rules` and `facts` are what the worker runs.
"""

from covis.checks.run import check_visualisation

__all__ = ["check_visualisation"]

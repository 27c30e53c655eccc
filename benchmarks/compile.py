"""How long each visualisation takes to compile: `make bench-compile`.

Cold: a new worker, an empty cache. Warm: the same worker, an empty cache. Cached: the same again. Medians over the rounds, and the
ratio to a plain `import sympy` in a new process on this machine in this run, since absolute times do not travel.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from covis.compiler.worker.client import worker
from covis.editions import compile_visualisation
from covis.registry import load

ROUNDS = 5


def timed(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    registry = load(root)
    base = statistics.median(timed(lambda: subprocess.run([sys.executable, "-c", "import sympy"], check=True)) for _ in range(3))
    print(f"import sympy in a new process: {base:.2f} s (= 1.0 below)\n")
    print(f"{'visualisation':24} {'cold':>12} {'warm':>12} {'cached':>12}")
    for id, entry in registry.entries.items():

        def once(id: str = id, entry: object = entry) -> None:
            compiled = compile_visualisation(root, id, entry)  # type: ignore[arg-type]
            assert compiled.edition is not None, compiled.findings

        rows: dict[str, list[float]] = {"cold": [], "warm": [], "cached": []}
        for _ in range(ROUNDS):
            worker.close()
            for kind in ("cold", "warm"):
                with tempfile.TemporaryDirectory() as cache:
                    os.environ["COVIS_CACHE"] = cache
                    rows[kind].append(timed(once))
                    if kind == "warm":
                        rows["cached"].append(timed(once))
        middle = {kind: statistics.median(values) for kind, values in rows.items()}
        print(f"{id:24} " + " ".join(f"{value:6.3f} s{value / base:4.1f}" for value in middle.values()))


if __name__ == "__main__":
    main()

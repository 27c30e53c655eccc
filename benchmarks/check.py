"""What a check costs, in processor seconds: `make bench-check`.

Every visualisation is checked with an empty cache, one after the other, and each part counts the processor time of the process that
did it, so that other work on the machine changes little. Then each is compiled in a warm worker with an empty cache. All is compared with
`import sympy` in a new process in this run, since absolute times do not travel.
"""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from covis.checks import check_visualisation
from covis.compiler.worker.client import Worker, worker
from covis.editions import compile_visualisation
from covis.registry import load

ROUNDS = 5
SHOWN = 6  # the dearest parts of each


def imported() -> float:
    """The processor seconds of `import sympy` in a new process."""

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = children()
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return children() - before


@contextlib.contextmanager
def spent() -> Iterator[Counter[str]]:
    """The processor seconds of each part of what the worker does meanwhile."""
    parts: Counter[str] = Counter()
    request = Worker.request

    def counted(self: Worker, *args: Any, **options: Any) -> dict[str, Any]:
        reply = request(self, *args, **options)
        for part, seconds in reply.get("spent", {}).items():
            parts[part] += seconds
        return reply

    Worker.request = counted  # type: ignore[method-assign]
    try:
        yield parts
    finally:
        Worker.request = request  # type: ignore[method-assign]


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    registry = load(root)
    worker.warm()
    base = statistics.median(imported() for _ in range(ROUNDS))
    print(f"import sympy in a new process: {base:.2f} s of processor time (= 1.0 below)\n")
    totals, ratios = [], []
    print(f"{'visualisation':22} {'check':>12}   {'warm compile':>12}   the dearest parts of the check")
    for id, entry in registry.entries.items():
        with tempfile.TemporaryDirectory() as cache, spent() as parts:
            os.environ["COVIS_CACHE"] = cache
            checked = check_visualisation(root, id, entry)
            assert checked.edition is not None, checked.findings
        compiled = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as cache, spent() as once:
                os.environ["COVIS_CACHE"] = cache
                compile_visualisation(root, id, entry)
            compiled.append(once.total())
        total, warm = parts.total(), statistics.median(compiled)
        totals.append(total)
        ratios.append(warm / base)
        dearest = ", ".join(f"{part} {seconds:.2f}" for part, seconds in parts.most_common(SHOWN))
        print(f"{id:22} {total:6.2f} s{total / base:5.1f}   {warm:5.2f} s{warm / base:5.2f}   {dearest}", flush=True)
    worst, middle = max(totals), statistics.median(totals)
    print(f"\ncheck: at worst {worst:.2f} s, median {middle:.2f} s; warm compile: median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()

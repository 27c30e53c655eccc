"""What the worker does before it forks: it must not start V8, whose threads end with a fork, so that a child would wait for ever."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from covis.compiler.worker import tasks, warming
warming.warm_up()
from covis.compiler.text import mathml
assert mathml._v8.cache_info().currsize == 0, "V8 runs before the fork"
"""


def test_v8_is_not_started_before_the_fork() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)

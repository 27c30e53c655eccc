"""What the command line said, for the tests that call it in this process (the fixture `run`) or in one of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Done:
    status: int
    out: str
    err: str


Run = Callable[..., Done]

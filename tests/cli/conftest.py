from __future__ import annotations

from pathlib import Path

import pytest

from covis import cli
from tests.cli.command_line import Done, Run


@pytest.fixture
def run(gallery: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in this process."""

    def call(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        said = capsys.readouterr()
        return Done(int(left.value.code or 0), said.out, said.err)

    return call

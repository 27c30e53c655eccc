"""What the style sheets name is served, wherever a sheet is put into another one."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath

from covis.shell.style_sheet import style_sheet
from covis.web.assets import runtime, runtime_hash


def test_every_file_that_a_sheet_names_is_there() -> None:
    files = runtime()[1]
    named = [
        posixpath.normpath((PurePosixPath(sheet).parent / address).as_posix())
        for sheet in files
        if sheet.endswith(".css")
        for address in re.findall(r'url\("([^":#]*)"\)', files[sheet].form("").decode())
    ]
    assert "fonts/mathematics.woff2" in named
    assert set(named) <= set(files)


def test_the_sheet_of_streamlits_pages_names_the_mathematics_face_in_the_runtimes_folder() -> None:
    assert f'url("../{runtime_hash()}/fonts/mathematics.woff2")'.encode() in style_sheet()

"""Files -> text, with a finding for whatever is no readable UTF-8 text file."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from covis.finding import UNREADABLE, Finding, unsound

MAX_BYTES = 2_000_000
"""A gallery of 300 visualisations takes about 150,000."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML forbids in a file."""


def read_text(path: Path, shown: str, missing: str) -> str | Finding:
    """The text of a file without its byte order mark, or what is wrong.

    `shown` is its name in findings, `missing` the message when it is not there.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _finding(shown, "this is a folder, and a file is wanted; move the folder away")
        if not stat.S_ISREG(status.st_mode):
            return _finding(shown, "this is no ordinary file; put a text file here")
        if status.st_size > MAX_BYTES:
            return _finding(shown, f"this file has {status.st_size} bytes, and at most {MAX_BYTES} are read; something else was saved here")
        data = path.read_bytes()
    except FileNotFoundError:
        return _finding(shown, missing)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not usable"
        return _finding(shown, f"this file cannot be read ({reason.lower()}); look at its permissions, and at what it is", rule=UNREADABLE)
    return decoded(data, shown)


def decoded(data: bytes, shown: str) -> str | Finding:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _finding(shown, "this file is saved as UTF-16; save it as UTF-8", 1, 1)
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
        return _finding(shown, "this character is not UTF-8; save the file as UTF-8", before.count(b"\n") + 1, column)
    if wrong := unsound(text):
        return _finding(shown, wrong[2], *wrong[:2])
    if found := UNPRINTABLE.search(text):
        before_it = text[: found.start()]
        line, column = before_it.count("\n") + 1, len(before_it.rpartition("\n")[2]) + 1
        return _finding(shown, f"a character that cannot be printed (U+{ord(found.group()):04X}) is here; remove it", line, column)
    return text


def _finding(file: str, message: str, line: int = 0, column: int = 0, rule: str = "registry-file") -> Finding:
    return Finding(file, line, column, message, rule=rule)

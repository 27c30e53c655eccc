"""What is wrong, in plain words: for YAML that cannot be read, and for what pydantic reports of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from covis.finding import closest
from covis.registry import models
from covis.registry.nodes import Node

WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping (lines of `key: value`)",
    "model_type": "a mapping (lines of `key: value`)",
}

PATTERNS = {
    models.ID_PATTERN: "is not an id: write small letters, digits and _, with a letter first",
    models.COURSE_PATTERN: "is not a course code: write letters, digits, _ and -, with a letter first",
    models.LINE_PATTERN: "must be one line with no space at its ends; to fold a long text over several lines, begin it with >-",
    models.DIGEST_PATTERN: "is not a document digest: 64 digits and letters a to f, as `status` prints it",
    models.LINK_PATTERN: "is not a web address: begin it with https://",
    models.LOGIN_PATTERN: "an address without spaces is wanted",
    models.ORIGIN_PATTERN: "is not the origin of a site: write https:// and its name, with no path, as in https://vle.example.org",
    models.ORCID_PATTERN: "is not an ORCID: write only the number, as in 0000-0002-1825-0097",
}

SYNTAX = {
    "mapping values are not allowed": 'a second ": " on this line, or a line set in too far; put a text that holds ": " in quotes',
    "could not find expected ':'": "this has no colon after it; write `key: value`",
    "expected ',' or ']'": "a list that began with [ is not closed; a , or ] is missing before this",
    "expected ',' or '}'": "a mapping that began with { is not closed; a , or } is missing before this",
    "expected key": "this line does not fit the lines above it; indent it as far as its neighbours, with spaces",
    "expected <block end>": "this line does not fit the lines above it; indent it as far as its neighbours, with spaces",
    "expected '-' indicator": "a line of a list must begin with `- `, set in as far as its neighbours",
    "unexpected end of stream": "the quote that opens this text is not closed before the file ends; close it",
    "unexpected document indicator": "the quote that opens this text is not closed; close it",
    "unknown escape character": "a backslash in double quotes means something special; use 'single quotes' for this text",
    "Unicode character escape": "a backslash in double quotes means something special; use 'single quotes' for this text",
    "alphabetic or numeric character": "a text cannot begin with * or &; put it in quotes",
    "sequence entries are not allowed": "a list cannot begin here; put it on the next line, each item after `- `",
    "expected the node content": "a value is missing before this; put a text that begins with a sign in quotes",
    "expected node content": "a value is missing before this; put a text that begins with a sign in quotes",
    "document start>": "there is something after the end of the contents; indent it like its neighbours, or remove it",
    "incompatible YAML": "the %YAML line asks for another YAML; take the line out",
}

BEGINNING = ("expected ':'", "end of stream", "document indicator", "alphabetic or numeric character")
"""Problems that are reported where the value begins, not where the parser gave up."""


def quoted(text: str, quote: str = '"') -> str:
    """A piece of somebody's text, safe to print on a terminal and short."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return f"{quote}{shown if len(shown) <= 60 else shown[:57] + '...'}{quote}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words, or ""."""
    options = {option.lower(): option for option in known}
    near = closest(word.strip().lower().replace("-", "_").replace(" ", "_"), options)
    return options[near[0]] if near else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?`, or nothing."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


def syntax_words(problem: str, row: str, column: int, last: bool) -> str:
    """`row` is the line of the file where the parser gave up, at `column`; `last`: there is none after it."""
    sign = row[column - 1 : column]
    if sign == "\t" or row[: column - 1].strip(" ") == "\t":
        return "a tab cannot set a line in; use spaces"
    if "cannot start any token" in problem:
        return f"a text cannot begin with {sign or 'this sign'}; put it in quotes"
    for part, words in SYNTAX.items():
        if part in problem:
            return words
    ends = "; the file may end too early" if last else ""
    return f"this is not YAML: {problem}{ends}; compare the line with its neighbours"


def shape_words(error: Mapping[str, Any], node: Node, secret: bool) -> str:
    """One of pydantic's errors about `node`. `secret`: the value is a login, and is not repeated."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    value = "this" if secret or node.kind != "scalar" else quoted(node.text)
    if kind in WANTED:
        return wanted(node, WANTED[kind], secret)
    if kind == "literal_error":
        options = [option.strip(" '\"") for option in str(context["expected"]).replace(" or ", ",").split(",")]
        if node.kind == "scalar" and node.value is not None:
            return f"{value} is none of {', '.join(options)}{suggestion(node.text, options)}"
        return wanted(node, " or ".join(options), secret)
    if kind == "string_pattern_mismatch":
        words = PATTERNS.get(str(context.get("pattern")), "is not written as it should be")
        return words if secret else f"{value} {words}"
    if kind == "orcid_checksum":
        return f"{value} is not an ORCID: its last digit does not fit the others; copy it once more"
    if kind == "spdx_id":
        return f"{value} is not an SPDX id of one licence; write one from https://spdx.org/licenses, such as CC-BY-4.0"
    if kind == "string_too_short":
        return "this text is empty; write something, or take the line out"
    if kind == "string_too_long":
        return f"this is {len(node.text)} characters long; at most {context['max_length']} fit: shorten it"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{value} must be {bound}"
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}"


def wanted(node: Node, what: str, secret: bool = False) -> str:
    """`what` is wanted, and `node` is something else."""
    if node.kind != "scalar":
        return f"{what} is wanted here, not a {node.kind}"
    if node.value is None and not node.text.strip("~nulNUL"):
        return "nothing is written here; " + (
            "write [] for none, or take the line out" if what == "a list" else f"write {what}, or take the line out"
        )
    text = "this" if secret else quoted(node.text)
    if what == "a text":
        return f"{text} is read as {read_as(node)}; put it in quotes" + ("" if secret else f": {text}")
    if what == "a list":
        return f"a list is wanted here, not {text}" + ("" if secret else f"; write [{quoted(node.text, '')}]")
    if isinstance(node.value, str) and what in ("a whole number", "true or false"):
        if node.text.lstrip("-").isdigit() or node.text.lower() in ("true", "false"):
            return f"{what} is wanted here, not the text {text}; take the quotes away"
        return f"{what} is wanted here, not {text}"
    return f"{what} is wanted here, not {text}" + (" (write it as people count: 7, not 007 or 7.0)" if what == "a whole number" else "")


def read_as(node: Node) -> str:
    """What YAML takes an unquoted scalar for, in words."""
    if isinstance(node.value, bool):
        return "true or false"
    if isinstance(node.value, int):
        return "a number"
    return str(getattr(node.value, "kind", "no text"))

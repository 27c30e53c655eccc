"""Every kind of mistake is one finding at its line and column, with the way out in its words."""

# ruff: noqa: E501  (each message stands whole, as it is printed)

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from covis.registry import load
from tests.registry.galleries import ENTRY, gallery

LAUGHS = "".join(f"  a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9))


def entry(*lines: str) -> str:
    """The good registry with more lines in its entry."""
    return ENTRY + "".join(f"    {line}\n" for line in lines)


REGISTRIES = [
    pytest.param(
        entry("chekers: [alex]"),
        ["registry.yaml:6:5: visualisations.swing.chekers: unknown key; did you mean fact_checkers?"],
        id="unknown key, near",
    ),
    pytest.param(
        entry("zzz: 1"),
        [
            "registry.yaml:6:5: visualisations.swing.zzz: unknown key; known here are title, summary, subject, level, keywords, coders, fact_checkers, responsibilities, licence"
        ],
        id="unknown key, far",
    ),
    pytest.param(ENTRY + "corses: {}\n", ["registry.yaml:6:1: corses: unknown key; did you mean courses?"], id="unknown key at the top"),
    *(
        pytest.param(
            ENTRY + f"gallery:\n  embed_origins: ['{origin}']\n",
            [
                f'registry.yaml:7:19: gallery.embed_origins: "{origin}" is not the origin of a site: write https:// and its name, with no path, as in https://vle.example.org'
            ],
            id=f"no origin: {origin}",
        )
        for origin in ("vle.example.org", "https://vle.example.org/", "https://a b", "*", "https://x; script-src *", "https://X.org")
    ),
    pytest.param(
        ENTRY + "gallery:\n  titel: X\n",
        ["registry.yaml:7:3: gallery.titel: unknown key; did you mean title?"],
        id="unknown key in the gallery",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy: {peer_review: 1}\n",
        ["registry.yaml:7:12: gallery.policy.peer_review: unknown key; did you mean peer_reviews?"],
        id="unknown key in the policy",
    ),
    pytest.param(
        entry("responsibilities: {code: both, fact: both}"),
        ["registry.yaml:6:36: visualisations.swing.responsibilities.fact: unknown key; did you mean facts?"],
        id="unknown key in responsibilities",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations:\n      - {id: swing, notes: hm}\n",
        ["registry.yaml:10:21: courses.P1.visualisations.notes: unknown key; did you mean note?"],
        id="unknown key in a course item",
    ),
    pytest.param(
        "visualisations:\n  swing:\n    coders: [sam]\n",
        ["registry.yaml:2:3: visualisations.swing: title is missing; add `title: ...`"],
        id="title missing",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations:\n      - swing\n      - {note: hm}\n",
        ["registry.yaml:11:9: courses.P1.visualisations: id is missing; add `id: ...`"],
        id="id missing in a course item",
    ),
    pytest.param(
        entry("title: Again"),
        ["registry.yaml:6:5: visualisations.swing.title: this key is given twice, first on line 3; keep one of the two"],
        id="key twice",
    ),
    pytest.param(
        ENTRY + "  swing:\n    title: Again\n",
        ["registry.yaml:6:3: visualisations.swing: this key is given twice, first on line 2; keep one of the two"],
        id="entry twice",
    ),
    pytest.param(
        ENTRY + "visualisations: {}\n",
        ["registry.yaml:6:1: visualisations: this key is given twice, first on line 1; keep one of the two"],
        id="section twice",
    ),
    pytest.param(
        ENTRY + "  no:\n    title: N\n",
        ['registry.yaml:6:3: visualisations.no: as a key, no is read as true or false; put it in quotes: "no"'],
        id="key that is no text",
    ),
    pytest.param(
        ENTRY + "  12:\n    title: N\n",
        ['registry.yaml:6:3: visualisations.12: as a key, 12 is read as a number; put it in quotes: "12"'],
        id="key that is a number",
    ),
    pytest.param(
        ENTRY + "  ? [a, b]\n  : 1\n",
        [
            "registry.yaml:6:5: visualisations: a list is in the place of a key; write `key: value`, and quotes round a text that begins with [ or {"
        ],
        id="key that is a list",
    ),
    pytest.param(
        ENTRY + "  Big-Swing:\n    title: N\n",
        ['registry.yaml:6:3: visualisations.Big-Swing: "Big-Swing" is not an id: write small letters, digits and _, with a letter first'],
        id="id with a capital",
    ),
    pytest.param(
        ENTRY + f"  {'a' * 65}:\n    title: N\n",
        [
            "registry.yaml:6:3: visualisations.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...: this id is 65 characters long; at most 64 fit: shorten it"
        ],
        id="id too long",
    ),
    pytest.param(
        ENTRY + "courses:\n  1st year:\n    title: P\n",
        ['registry.yaml:7:3: courses.1st year: "1st year" is not a course code: write letters, digits, _ and -, with a letter first'],
        id="course code",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "no"),
        ['registry.yaml:3:12: visualisations.swing.title: "no" is read as true or false; put it in quotes: "no"'],
        id="title no",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "42"),
        ['registry.yaml:3:12: visualisations.swing.title: "42" is read as a number; put it in quotes: "42"'],
        id="title a number",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "2024-01-31"),
        ['registry.yaml:3:12: visualisations.swing.title: "2024-01-31" is read as a date; put it in quotes: "2024-01-31"'],
        id="title a date",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "12:30"),
        ['registry.yaml:3:12: visualisations.swing.title: "12:30" is read as a number; put it in quotes: "12:30"'],
        id="title a time",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", ""),
        ["registry.yaml:3:5: visualisations.swing.title: nothing is written here; write a text, or take the line out"],
        id="title nothing",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "[a]"),
        ["registry.yaml:3:12: visualisations.swing.title: a text is wanted here, not a list"],
        id="title a list",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", '""'),
        ["registry.yaml:3:12: visualisations.swing.title: this text is empty; write something, or take the line out"],
        id="title empty",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "a" * 121),
        ["registry.yaml:3:12: visualisations.swing.title: this is 121 characters long; at most 120 fit: shorten it"],
        id="title long",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", "|\n      a\n      b"),
        [
            'registry.yaml:3:12: visualisations.swing.title: "a?b?" must be one line with no space at its ends; to fold a long text over several lines, begin it with >-'
        ],
        id="title lines",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", '"a\\eb"'),
        ["registry.yaml:3:12: visualisations.swing.title: this text holds a control character, which no page can show; take it out"],
        id="title control",
    ),
    pytest.param(
        ENTRY.replace("What friction does to a swing", '"swing \\u202epots"'),
        [
            "registry.yaml:3:12: visualisations.swing.title: this text holds the invisible character U+202E, "
            "which turns the direction of writing; take it out"
        ],
        id="title direction escaped",
    ),
    *(
        pytest.param(
            ENTRY.replace("What friction does to a swing", f"swing {chr(code)}pots{chr(0x202C)}"),
            [
                f"registry.yaml:3:18: a character here (U+{code:04X}, {unicodedata.name(chr(code)).lower()}) changes the direction of the "
                "text after it, so that what people see is not what the file says; delete it"
            ],
            id=f"title direction {code:x}",
        )
        for code in (0x202A, 0x202E, 0x2066, 0x2069)
    ),
    pytest.param(
        entry("licence: CC BY 4.0"),
        [
            'registry.yaml:6:14: visualisations.swing.licence: "CC BY 4.0" is not an SPDX id of one licence; '
            "write one from https://spdx.org/licenses, such as CC-BY-4.0"
        ],
        id="licence in words",
    ),
    pytest.param(
        entry("level: one"), ['registry.yaml:6:12: visualisations.swing.level: a whole number is wanted here, not "one"'], id="level text"
    ),
    pytest.param(
        entry('level: "1"'),
        ['registry.yaml:6:12: visualisations.swing.level: a whole number is wanted here, not the text "1"; take the quotes away'],
        id="level quoted",
    ),
    pytest.param(
        entry("level: 010"),
        [
            'registry.yaml:6:12: visualisations.swing.level: a whole number is wanted here, not "010" (write it as people count: 7, not 007 or 7.0)'
        ],
        id="level 07",
    ),
    pytest.param(
        entry("level: 1.0"),
        [
            'registry.yaml:6:12: visualisations.swing.level: a whole number is wanted here, not "1.0" (write it as people count: 7, not 007 or 7.0)'
        ],
        id="level float",
    ),
    pytest.param(
        entry("level: " + "9" * 5000),
        [
            'registry.yaml:6:12: visualisations.swing.level: a whole number is wanted here, not "999999999999999999999999999999999999999999999999999999999..." (write it as people count: 7, not 007 or 7.0)'
        ],
        id="level huge",
    ),
    pytest.param(entry("level: 9"), ['registry.yaml:6:12: visualisations.swing.level: "9" must be at most 8'], id="level 9"),
    pytest.param(entry("level: -1"), ['registry.yaml:6:12: visualisations.swing.level: "-1" must be at least 0'], id="level -1"),
    pytest.param(
        ENTRY.replace("[sam]", "sam"),
        ['registry.yaml:4:13: visualisations.swing.coders: a list is wanted here, not "sam"; write [sam]'],
        id="coders text",
    ),
    pytest.param(
        ENTRY.replace("[sam]", ""),
        ["registry.yaml:4:5: visualisations.swing.coders: nothing is written here; write [] for none, or take the line out"],
        id="coders null",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[no]"),
        ['registry.yaml:4:14: visualisations.swing.coders: "no" is read as true or false; put it in quotes: "no"'],
        id="coders bool",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[Sam]"),
        ['registry.yaml:4:14: visualisations.swing.coders: "Sam" is not an id: write small letters, digits and _, with a letter first'],
        id="coders capital",
    ),
    pytest.param(
        entry("keywords: [a, 1, {b: c}]"),
        [
            'registry.yaml:6:19: visualisations.swing.keywords: "1" is read as a number; put it in quotes: "1"',
            "registry.yaml:6:22: visualisations.swing.keywords: a text is wanted here, not a mapping",
        ],
        id="keywords",
    ),
    pytest.param(
        entry("responsibilities: {code: coder}"),
        [
            'registry.yaml:6:30: visualisations.swing.responsibilities.code: "coder" is none of coders, fact_checkers, both; did you mean coders?'
        ],
        id="responsibility",
    ),
    pytest.param(
        "visualisations:\n  swing: hello\n",
        ['registry.yaml:2:3: visualisations.swing: a mapping (lines of `key: value`) is wanted here, not "hello"'],
        id="entry is text",
    ),
    pytest.param(
        "visualisations:\n  swing:\n",
        ["registry.yaml:2:3: visualisations.swing: nothing is written here; write a mapping (lines of `key: value`), or take the line out"],
        id="entry is nothing",
    ),
    pytest.param(
        "visualisations:\n  - swing\n",
        [
            "registry.yaml:2:3: visualisations: a mapping (lines of `key: value`) is wanted here, not a list",
            "visualisations/swing: warning: this folder has no entry in registry.yaml; add one under visualisations, or move the folder away",
        ],
        id="section is list",
    ),
    pytest.param(
        ENTRY + "gallery:\n  demonstration: yes\n",
        ['registry.yaml:7:18: gallery.demonstration: true or false is wanted here, not "yes"'],
        id="demonstration yes",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy:\n    visibility: signed\n",
        ['registry.yaml:8:17: gallery.policy.visibility: "signed" is none of all, signed_off; did you mean signed_off?'],
        id="visibility",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy:\n    visibility: no\n",
        ['registry.yaml:8:17: gallery.policy.visibility: "no" is none of all, signed_off'],
        id="visibility no",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy:\n    fact_checks: 0\n",
        ['registry.yaml:8:18: gallery.policy.fact_checks: "0" must be at least 1'],
        id="fact_checks",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy:\n    accept_via: [oicd, cli, cli]\n",
        [
            'registry.yaml:8:18: gallery.policy.accept_via: "oicd" is none of oidc, cli, git; did you mean oidc?',
            'registry.yaml:8:29: gallery.policy.accept_via: "cli" is listed twice, first on line 8; remove one',
        ],
        id="accept_via",
    ),
    pytest.param(
        ENTRY + "gallery:\n  policy:\n",
        ["registry.yaml:7:3: gallery.policy: nothing is written here; write a mapping (lines of `key: value`), or take the line out"],
        id="policy is nothing",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations: [{id: swing, edition: abc}]\n",
        [
            'registry.yaml:9:43: courses.P1.visualisations.edition: "abc" is not a document digest: 64 digits and letters a to f, as `status` prints it'
        ],
        id="edition",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[sma]"),
        ['registry.yaml:4:14: visualisations.swing.coders: nobody has the id "sma"; did you mean sam?'],
        id="nobody",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[somebody]"),
        ['registry.yaml:4:14: visualisations.swing.coders: nobody has the id "somebody"; write contributors/somebody.yaml about them'],
        id="nobody at all",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[alex]").replace("fact_checkers: [alex]", "fact_checkers: []"),
        [
            'registry.yaml:4:14: visualisations.swing.coders: "alex" is on the staff, and coders are students; move them to fact_checkers, or correct `role` in contributors/alex.yaml'
        ],
        id="staff coder",
    ),
    pytest.param(
        ENTRY.replace("[alex]", "[robin]"),
        [
            'registry.yaml:5:21: visualisations.swing.fact_checkers: "robin" is a student, and fact_checkers are staff; move them to coders, or correct `role` in contributors/robin.yaml'
        ],
        id="student checks",
    ),
    pytest.param(
        ENTRY.replace("[alex]", "[sam]"),
        [
            'registry.yaml:5:21: visualisations.swing.fact_checkers: "sam" is a coder here, and nobody checks their own work; name somebody else, or [] to look for a partner'
        ],
        id="own work",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[sam, sam]"),
        ['registry.yaml:4:19: visualisations.swing.coders: "sam" is listed twice, first on line 4; remove one'],
        id="coder twice",
    ),
    pytest.param(
        ENTRY + "gallery:\n  maintainers: [alx, alex]\n",
        ['registry.yaml:7:17: gallery.maintainers: nobody has the id "alx"; did you mean alex?'],
        id="maintainer",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations: [swng]\n",
        ['registry.yaml:9:22: courses.P1.visualisations: no visualisation has the id "swng"; did you mean swing?'],
        id="course unknown",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations:\n      - swing\n      - {id: lens, note: hm}\n",
        [
            'registry.yaml:11:14: courses.P1.visualisations: no visualisation has the id "lens"; add it under visualisations, or take it out here'
        ],
        id="course unknown item",
    ),
    pytest.param(
        ENTRY + "courses:\n  P1:\n    title: P\n    visualisations: [swing, {id: swing}]\n",
        ['registry.yaml:9:34: courses.P1.visualisations: "swing" is in this course twice, first on line 9; take one out'],
        id="course twice",
    ),
    pytest.param(
        ENTRY + "  lens:\n    title: Lens\n",
        ["registry.yaml:6:3: visualisations.lens: there is no folder visualisations/lens; write it, or take the entry out"],
        id="no folder",
    ),
    pytest.param("", ["registry.yaml:1:1: this file is empty; begin with `gallery:`, `courses:` and `visualisations:`"], id="empty"),
    pytest.param(
        "# nothing\n", ["registry.yaml:1:1: this file is empty; begin with `gallery:`, `courses:` and `visualisations:`"], id="comments"
    ),
    pytest.param(
        "- a\n", ["registry.yaml:1:1: a mapping (`gallery:`, `courses:`, `visualisations:`) is wanted here, not a list"], id="list"
    ),
    pytest.param(
        "hello\n", ['registry.yaml:1:1: a mapping (`gallery:`, `courses:`, `visualisations:`) is wanted here, not "hello"'], id="text"
    ),
    pytest.param(
        entry("summary: !!python/object/apply:os.system [ls]"),
        [
            "registry.yaml:6:14: visualisations.swing.summary: tags (a word after !) are not read here; take it out, or put the text in quotes if it begins with !"
        ],
        id="tag",
    ),
    pytest.param(
        entry("summary: !important x"),
        [
            "registry.yaml:6:14: visualisations.swing.summary: tags (a word after !) are not read here; take it out, or put the text in quotes if it begins with !"
        ],
        id="tag2",
    ),
    pytest.param(
        entry("summary: *that"),
        ["registry.yaml:6:14: visualisations.swing.summary: *that points to nothing; define &that above it, or write the value out"],
        id="alias unknown",
    ),
    pytest.param(
        entry("keywords: &k [a, *k]"),
        ["registry.yaml:6:22: visualisations.swing.keywords: *k is inside the value that it points to; write the value out"],
        id="alias of itself",
    ),
    pytest.param(
        "x: " + "[" * 500 + "]" * 500 + "\n",
        ["registry.yaml:1:35: x: this is nested more than 32 deep; nothing here needs that: undo the last change"],
        id="deep",
    ),
    pytest.param(
        "x:\n  a0: &a0 [x]\n" + "".join(f"  a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 40)),
        ["registry.yaml:2:3: x.a30: this is nested more than 32 deep, its * references followed; write it out"],
        id="deep aliases",
    ),
    pytest.param(
        ENTRY + "---\n" + ENTRY,
        ["registry.yaml:6:1: a second document begins here (---); keep everything in one, and take this line out"],
        id="two docs",
    ),
    pytest.param(
        entry("summary: Newton: the laws"),
        ['registry.yaml:6:20: a second ": " on this line, or a line set in too far; put a text that holds ": " in quotes'],
        id="colon",
    ),
    pytest.param(entry("").rstrip() + "\n\tsummary: x\n", ["registry.yaml:6:1: a tab cannot set a line in; use spaces"], id="tab"),
    pytest.param(
        ENTRY + "   lens:\n    title: x\n",
        ["registry.yaml:6:4: this line does not fit the lines above it; indent it as far as its neighbours, with spaces"],
        id="indent",
    ),
    pytest.param(
        entry('summary: "open'),
        ["registry.yaml:6:14: the quote that opens this text is not closed before the file ends; close it"],
        id="quote",
    ),
    pytest.param(
        ENTRY.replace("[sam]", "[sam"),
        ["registry.yaml:5:18: a list that began with [ is not closed; a , or ] is missing before this"],
        id="bracket",
    ),
    pytest.param(
        entry("responsibilities: {code: both"),
        ["registry.yaml:7:1: a mapping that began with { is not closed; a , or } is missing before this"],
        id="brace",
    ),
    pytest.param(entry("summary: @home"), ["registry.yaml:6:14: a text cannot begin with @; put it in quotes"], id="at"),
    pytest.param(entry("summary: `x`"), ["registry.yaml:6:14: a text cannot begin with `; put it in quotes"], id="backtick"),
    pytest.param(entry("summary: %x"), ["registry.yaml:6:14: a text cannot begin with %; put it in quotes"], id="percent"),
    pytest.param(entry("summary", "level: 1"), ["registry.yaml:6:5: this has no colon after it; write `key: value`"], id="no colon"),
    pytest.param(
        entry("summary: - a"), ["registry.yaml:6:14: a list cannot begin here; put it on the next line, each item after `- `"], id="dash"
    ),
    pytest.param(
        entry("<<: hello"),
        ["registry.yaml:6:9: visualisations.swing: << takes in the keys of another mapping; write `<<: *name` with the name of one"],
        id="merge",
    ),
    pytest.param(ENTRY + "\0", ["registry.yaml:6:1: a character that cannot be printed (U+0000) is here; remove it"], id="nul"),
    pytest.param(
        b"visualisations:\n  caf\xe9: 1\n", ["registry.yaml:2:6: this character is not UTF-8; save the file as UTF-8"], id="latin"
    ),
    pytest.param(ENTRY.encode("utf-16"), ["registry.yaml:1:1: this file is saved as UTF-16; save it as UTF-8"], id="utf16"),
    pytest.param("%YAML 3.0\n---\n" + ENTRY, ["registry.yaml:1:1: the %YAML line asks for another YAML; take the line out"], id="yamlver"),
    pytest.param(
        entry("summary: x\x07y"), ["registry.yaml:6:15: a character that cannot be printed (U+0007) is here; remove it"], id="mark"
    ),
    pytest.param(entry("summary: *bold* words"), ["registry.yaml:6:14: a text cannot begin with * or &; put it in quotes"], id="star"),
    pytest.param(entry("summary: & more"), ["registry.yaml:6:14: a text cannot begin with * or &; put it in quotes"], id="amp"),
    pytest.param(
        "visualisations: {}\n...\nfoo: 1\n",
        ["registry.yaml:3:1: there is something after the end of the contents; indent it like its neighbours, or remove it"],
        id="endmark",
    ),
    pytest.param(
        entry("\u202eev: 1"),
        [
            "registry.yaml:6:5: a character here (U+202E, right-to-left override) changes the direction of the text after it, "
            "so that what people see is not what the file says; delete it"
        ],
        id="bidi",
    ),
    pytest.param(
        ENTRY + "x:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + LAUGHS,
        ["registry.yaml:11:7: x.a4: this grows to more than 100000 values; write fewer, or point to them less often"],
        id="billion laughs",
    ),
]

CONTRIBUTORS = [
    pytest.param(
        {"contributors/sam.yaml": "name: Sam\nrole: student\nabout: Newton: x\n"},
        ['contributors/sam.yaml:3:14: a second ": " on this line, or a line set in too far; put a text that holds ": " in quotes'],
        id="person is broken",
    ),
    pytest.param(
        {"contributors/sam.yaml": "name: Sam\nrole: studnt\n"},
        ['contributors/sam.yaml:2:7: role: "studnt" is none of student, staff; did you mean student?'],
        id="role",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: Robin\n"}, ["contributors/robin.yaml:1:1: role is missing; add `role: ...`"], id="role missing"
    ),
    pytest.param(
        {"contributors/robin.yaml": "role: student\n"}, ["contributors/robin.yaml:1:1: name is missing; add `name: ...`"], id="name missing"
    ),
    pytest.param(
        {"contributors/robin.yaml": ""},
        ["contributors/robin.yaml:1:1: this file is empty; begin with `name:` and `role:`"],
        id="empty person",
    ),
    pytest.param(
        {"contributors/robin.yaml": "- a\n"},
        ["contributors/robin.yaml:1:1: a mapping (lines of `key: value`) is wanted here, not a list; begin with `name:` and `role:`"],
        id="list person",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\nrolle: x\n"},
        ["contributors/robin.yaml:3:1: rolle: unknown key; did you mean role?"],
        id="unknown key",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\norcid: 0000-0002-1825-0098\n"},
        [
            'contributors/robin.yaml:3:8: orcid: "0000-0002-1825-0098" is not an ORCID: its last digit does not fit the others; copy it once more'
        ],
        id="orcid",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\norcid: https://orcid.org/0000-0002-1825-0097\n"},
        [
            'contributors/robin.yaml:3:8: orcid: "https://orcid.org/0000-0002-1825-0097" is not an ORCID: write only the number, as in 0000-0002-1825-0097'
        ],
        id="orcid url",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\nlinks: [javascript:alert(1), https://a.b, https://a.b]\n"},
        [
            'contributors/robin.yaml:3:9: links: "javascript:alert(1)" is not a web address: begin it with https://',
            'contributors/robin.yaml:3:43: links: "https://a.b" is listed twice, first on line 3; remove one',
        ],
        id="links",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\nlogin: 123456\n"},
        ["contributors/robin.yaml:3:8: login: this is read as a number; put it in quotes"],
        id="login number",
    ),
    pytest.param(
        {"contributors/robin.yaml": "name: R\nrole: student\nlogin: a b@secret.org\n"},
        ["contributors/robin.yaml:3:8: login: an address without spaces is wanted"],
        id="login space",
    ),
    pytest.param(
        {
            "contributors/robin.yaml": "name: R\nrole: student\nlogin: A@secret.org\n",
            "contributors/sam.yaml": "name: R\nrole: student\nlogin: a@SECRET.org\n",
        },
        ["contributors/sam.yaml:3:8: sam has the same login as robin (contributors/robin.yaml, line 3); one of the two is wrong"],
        id="logins",
    ),
    pytest.param(
        {"contributors/kim.yml": "name: R\nrole: student\n"},
        ["contributors/kim.yml: only .yaml is read; name this file kim.yaml"],
        id="yml",
    ),
    pytest.param(
        {"contributors/Kim-X.yaml": "name: R\nrole: student\n"},
        ['contributors/Kim-X.yaml: "Kim-X" is not an id: write small letters, digits and _, with a letter first; rename the file'],
        id="badname",
    ),
    pytest.param(
        {"contributors/kim.yaml/x": "name"},
        ["contributors/kim.yaml: this is a folder, and a file is wanted; move the folder away"],
        id="dir",
    ),
    pytest.param(
        {"visualisations/lens/x": ""},
        ["visualisations/lens: warning: this folder has no entry in registry.yaml; add one under visualisations, or move the folder away"],
        id="nofolder",
    ),
]


@pytest.mark.parametrize(("registry", "expected"), REGISTRIES)
def test_registry(tmp_path: Path, registry: str | bytes, expected: list[str]) -> None:
    assert [str(finding) for finding in load(gallery(tmp_path, registry)).findings] == expected


@pytest.mark.parametrize(("files", "expected"), CONTRIBUTORS)
def test_contributors(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    registry = load(gallery(tmp_path, files=files))
    assert [str(finding) for finding in registry.findings] == expected
    assert "swing" in registry.entries, "a mistake in one file hides nothing else"
    assert {"sam", "alex"} <= set(registry.people)


@pytest.mark.parametrize("text", ['"C:\\work"', '"\\ud800"', '"\\UFFFFFFFF"'])
def test_escapes_that_are_no_characters(tmp_path: Path, text: str) -> None:
    """The two parsers differ in where they notice; both do."""
    assert len(load(gallery(tmp_path, entry(f"summary: {text}"))).findings) == 1

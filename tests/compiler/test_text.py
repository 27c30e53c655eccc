"""Markdown: what is set, what is refused with its line, and that nothing harmful gets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covis.compiler.text.markdown import clean, render
from covis.compiler.text.mathml import mathml

EQUATION = '<div class="equation">' + mathml("x = 1", display=True) + '</div><p class="where">where ' + mathml("y = 2") + "</p>"


def fields(name: str, live: bool) -> str:
    if name == "swept":
        raise ValueError("swept depends on t, which is swept, so it has no one value")
    if name not in ("x", "gamma"):
        raise KeyError(name)
    return '<output data-value="0" data-digits="3"></output>' if live else EQUATION


def rendered(source: str) -> str:
    html, errors = render(source, fields, ["x", "gamma"])
    assert not errors, errors
    return html


def failed(source: str) -> list[tuple[int, str]]:
    return [(error.line, str(error)) for error in render(source, fields, ["x", "gamma"])[1]]


class Seen(HTMLParser):
    """Every tag and attribute as a browser's parser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    forbidden = {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "img", "link", "meta", "base", "annotation-xml"}
    assert not forbidden & set(seen.tags), html
    for name, value in seen.attributes:
        assert not name.startswith("on") and name not in ("src", "srcdoc", "id", "name"), html
        assert name != "style" or not re.search(r"url|fixed|sticky|expression|display|z-index", value, re.I), html
        if name == "href":
            assert not re.match(r"\s*(javascript|data|vbscript):", value, re.I), html


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    '<img src=x onerror="alert(1)">',
    '<p style="position:fixed" onclick="alert(1)">x</p>',
    "<iframe src='https://example.org'></iframe>",
    "<style>*{display:none}</style>",
    "[link](javascript:alert(1))",
    "[link](JaVaScRiPt:alert(1))",
    "[link](&#106;avascript:alert(1))",
    "[link](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "$\\text{<script>alert(1)</script>}$",
    "$<img src=x onerror=alert(1)>$",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\style{position:fixed}{x}$$",
    "$\\class{x' onclick='alert(1)}{y}$",
    "```<script>\nalert(1)\n```",
    "```x\" onclick=\"alert(1)\ny\n```",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "[a](https://example.org \"x' onmouseover='alert(1)\")",
    "\ue0000\ue001<script>",
    "{{x}}<script>{{value: x}}</script>",
    "{{<script>}}",
    "[x]: javascript:alert(1)\n\n[x]",
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_harmful_gets_through(source: str) -> None:
    assert_harmless(render(source, fields, [])[0])


def test_cleaning_alone_holds_too() -> None:
    """The second fence, should Markdown or the LaTeX converter let something by."""
    for source in HOSTILE:
        assert_harmless(clean(source))
    assert clean('<p onclick="x" class="where">a<script>b</script></p>') == '<p class="where">a</p>'


def test_raw_html_is_shown_as_text() -> None:
    assert "&lt;b&gt;bold&lt;/b&gt;" in rendered("<b>bold</b>")


def test_mathematics_survives_cleaning() -> None:
    html = rendered(r"Energy $E = \frac{1}{2} m v^2$ and" + "\n\n$$\n\\int_0^\\infty e^{-x}\\,\\mathrm{d}x = \\sqrt{1}\n$$\n")
    tags = Seen(html).tags
    assert {"math", "mfrac", "msup", "msqrt", "msubsup"} <= set(tags)
    assert tags.count("math") == 2
    assert html.count('display="block"') == 1
    assert html.count('<div class="equation">') == 1
    assert clean(html) == html


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\left( \frac{\partial f}{\partial x} \right)_{y}",
        r"\sum_{n=1}^{N} \hat{a}_n \cos n\omega t",
        r"\ddot{x} + 2\gamma\dot{x} + \omega_0^2 x = 0",
        r"a < b \le c > d \neq e",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\vec{F} = m\,\vec{a}, \quad \overline{x}, \underbrace{x}_{y}",
    ],
)
def test_what_the_converter_makes_is_kept_whole(tex: str) -> None:
    """Cleaning takes no element away: what is read on the page is what was written."""
    made = mathml(tex)
    assert Seen(clean(made)).tags == Seen(made).tags


def test_a_field_alone_is_displayed_and_in_a_sentence_is_set_in_the_line() -> None:
    alone = rendered("It moves as\n\n{{x}}\n")
    assert '<div class="equation"><math' in alone and 'display="block"' in alone and '<p class="where">' in alone
    assert "<p><div" not in alone
    within = rendered("It moves as {{ x }} for ever.")
    assert "<div" not in within and 'display="block"' not in within
    assert Seen(within).tags.count("math") == 1


def test_a_live_value() -> None:
    assert '<output data-value="0" data-digits="3"></output>' in rendered("It is {{value: gamma}} or {{ value : gamma }}.")


@pytest.mark.parametrize("opened", ["\ue000", "&#xE000;", "&#57344;"])
@pytest.mark.parametrize("closed", ["\ue001", "&#xE001;"])
@pytest.mark.parametrize("number", ["0", "7", "99"])
def test_no_text_can_be_taken_for_a_field(opened: str, closed: str, number: str) -> None:
    """Whatever characters stand around a number, they stay what was written: only {{name}} is a field."""
    assert rendered(f"{opened}{number}{closed} and {{{{x}}}}").startswith(f"<p>\ue000{number}\ue001 and <math")


@pytest.mark.parametrize("code", ["`{{x}}`", "```\n{{x}}\n```", "    {{x}}", r"\{{x}}", "`{{nothing}}`"])
def test_a_field_in_code_or_escaped_is_text(code: str) -> None:
    html = rendered(code)
    assert "math" not in html and re.sub(r"[\\` \n]", "", code) in html


def test_the_same_wrong_field_is_named_at_each_of_its_lines() -> None:
    assert [line for line, _ in failed("a\n\nb {{no}}\nc {{no}} {{no}}\n\n- {{no}}")] == [3, 4, 4, 6]


def test_a_label_behind_a_formula_stays_text() -> None:
    assert "(eq1)" in rendered("$$x = 1$$ (eq1)")


def test_an_unknown_name_has_its_line_and_a_suggestion() -> None:
    assert failed("one\n\n{{gama}} and\n{{value: nothing}}") == [
        (3, "{{gama}}: the plugin has no module-level name 'gama'; did you mean gamma?"),
        (4, "{{value: nothing}}: the plugin has no module-level name 'nothing'; the names of the plugin are x, gamma"),
    ]
    assert failed("\n{{value: swept}}") == [(2, "{{value: swept}}: swept depends on t, which is swept, so it has no one value")]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("good $x$\n\nbad $\\frac{1$ here", 3),
        ("one\n\n$$\n\\frac{1\n$$", 4),
        ("one\r\n\r\nbad $\\frac{1$", 3),
        ("- a\n- b $\\left( x$\n", 2),
        ("a\n\n$x}$", 3),
        ("$\\frac{1}$", 1),
        ("a\n\n$\\fraction{1}{2}$", 3),
        ("|a|b|\n|-|-|\n|$x$|$\\frac{1$|", 3),
    ],
)
def test_bad_latex_is_named_with_its_line(source: str, line: int) -> None:
    [(at, message)] = failed(source)
    assert at == line
    assert "cannot be" in message and "check its braces" in message


def test_a_field_inside_a_formula_is_told() -> None:
    assert failed("one\n\nso $Q = {{value: gamma}}$") == [(3, "a {{field}} cannot be inside $...$; close the formula before it")]
    assert failed("$${{x}}$$")[0][1].startswith("a {{field}} cannot be inside")


def test_an_image_is_told_and_not_dropped_in_silence() -> None:
    [(line, message)] = failed("one\n\n![a swing](swing.png)")
    assert line == 3 and "no images" in message


@pytest.mark.parametrize("prose", ["It costs $5 and $6.", "US$ 5", "a lone $ sign", r"\$x\$", "from $10 to $20 a year"])
def test_a_dollar_sign_in_prose_stays_one(prose: str) -> None:
    html = rendered(prose)
    assert "math" not in html and "$" in html


def test_tables_and_links() -> None:
    html = rendered("| a | b |\n|---|---|\n| 1 | 2 |\n\n[Main](https://example.org/a?b=1&c=2)")
    assert {"table", "thead", "tbody", "tr", "th", "td"} <= set(Seen(html).tags)
    assert 'rel="noopener noreferrer"' in html


PIECES = st.sampled_from(
    ["$", "$$", "{{x}}", "{{value: x}}", "{{", "}}", "\\frac{", "\\left(", "<", ">", "\n", "\n\n", "- ", "```", "\ue000", "\ue001", "0",
     "](", "[", "javascript:", "<script", " onclick=", "\\text{", "}", "&", "&#x3c;", "|", "\r\n", "\0", "\\", "^", "_", "\x85",
     "&#xE000;", "&#xE001;", "99", "`",
     "\u2028", *HOSTILE]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
@example("$\\left$")
@example("$^$")
@example("${}_$")
def test_whatever_is_written_nothing_harmful_comes_out_and_nothing_is_raised(source: str) -> None:
    html, errors = render(source, fields, [])
    assert_harmless(html)
    assert "<script" not in html.lower()
    lines = re.split("\r\n|\r|\n", source)
    assert all(0 <= error.line <= len(lines) for error in errors)


def test_names_are_read_as_python_reads_them() -> None:
    """The micro sign is the letter mu, and a letter with its accent apart is the letter: Python normalises both (NFKC)."""
    seen: list[str] = []
    render("{{value: \u00b5}} {{e\u0301}}", lambda name, live: seen.append(name) or "", [])  # type: ignore[func-returns-value]
    assert seen == ["\u03bc", "\u00e9"]

"""Formulas: a written corpus and everything that SymPy prints is set whole; what cannot be set is an error with its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.printing.latex import LatexPrinter

from covis.compiler.text.formula_text import formula_html
from covis.compiler.text.latex import latex
from covis.compiler.text.markdown import clean, render
from covis.compiler.text.mathml import FormulaError, mathml
from covis.compiler.text.short_texts import line, spoken, title

CORPUS = [tex for tex in Path(__file__).with_name("formulas.txt").read_text("utf-8").splitlines() if tex and not tex.startswith("# ")]


# What LaTeX, too, sets in a display only.
DISPLAYED = re.compile(r"\\tag|\{(?:gather|align|alignat|equation|multline|split)\*?\}")


class Elements(HTMLParser):
    """Every element with its attributes, as a browser's parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, (value or "").rstrip(";")) for name, value in attrs)))


def text_of(tex: str) -> str:
    return ElementTree.fromstring(mathml(tex, display=True)).get("alttext", "")


@pytest.mark.parametrize("display", [True, False])
def test_the_corpus_is_set_and_cleaning_takes_nothing_away(display: bool) -> None:
    for tex in CORPUS if display else (tex for tex in CORPUS if not DISPLAYED.search(tex)):
        made = mathml(tex, display=display)
        assert Elements(clean(made)).found == Elements(made).found, tex
        assert "\\" not in made and "merror" not in made, tex


@pytest.mark.parametrize(
    ("tex", "needs"),
    [
        (r"a = 1 \\ b = 2", "<mtr"),
        (r"\begin{gather} F = m a \\ v = a t \end{gather}", "<mtr"),
        (r"\boldsymbol{\alpha} + \bm{a}", "𝜶"),
        (r"\mathrm{d}\boldsymbol{\ell}", "font-weight:bold"),
        (r"\bm\hbar", "font-weight:bold"),
        (r"\cancel{x}", "updiagonalstrike"),
        (r"\boxed{x}", "border:"),
        (r"\overline{z + w}", 'notation="top"'),
        (r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}", "border-bottom:"),
        (r"\begin{dcases} a & b \\ c & d \end{dcases}", "<mtr"),
        (r"\mathop{\mathrm{Res}}_{z = 0} f", "Res"),
        (r"\ce{2H2 + O2 -> 2H2O}", "<msub"),
    ],
)
def test_nothing_is_lost_on_the_way(tex: str, needs: str) -> None:
    assert needs in clean(mathml(tex, display=True))


@pytest.mark.parametrize(
    ("inside", "grows"),
    [("x", False), (r"\omega_0^2 t", False), (r"f\left(x\right)", False), (r"\frac{a}{b}", True), (r"\int x", True), (r"\sqrt{x}", True)],
)
def test_brackets_grow_round_what_is_higher_than_a_line_and_only_there(inside: str, grows: bool) -> None:
    first = next(one for one in ElementTree.fromstring(mathml(rf"\left({inside}\right)")).iter("mo") if one.text == "(")
    assert first.get("stretchy") == str(grows).lower()


def test_labels_and_numbers_of_equations_are_left_out_as_nothing_refers_to_them() -> None:
    assert text_of(r"\begin{align} a &= b \label{one} \\ &= c \nonumber \end{align}") == "a = b; = c"
    assert "tml-eqn" not in mathml(r"\begin{gather} a \\ b \end{gather}", display=True)
    tagged = mathml(r"a = b \tag{7}", display=True)
    assert "(7)" in tagged and "%" not in tagged  # a share of the line's width would push it out of sight


@pytest.mark.parametrize(
    ("tex", "offset", "said"),
    [
        (r"a + \foo b", 4, r"\foo is not known"),
        (r"\begin{align} a &= \foo \end{align}", 19, r"\foo is not known"),
        (r"\SI{9.81}{\metre}", 0, r"\mathrm{m\,s^{-2}}"),
        (r"\begin{eqnarray} a \end{eqnarray}", 6, "use align"),
        (r"\frac{1", 7, "check its braces"),
        ("x^", 0, "after ^ or _"),
        ("x^2^3", 3, "Double superscript"),
        (r"50 % of", 3, r"write \%"),
        (r"see \eqref{one}", 4, "say in words"),
        (r"\href{javascript:x}{y}", 0, "link"),
        (r"\left(a \\ b\right)", 8, "between brackets"),
    ],
)
def test_what_cannot_be_shown_is_an_error_with_its_place_and_the_way_out(tex: str, offset: int, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        mathml(tex, display=True)
    assert said in str(caught.value) and caught.value.offset == offset


def printed_by_sympy() -> dict[str, sympy.Basic]:
    """An example of every function and class of SymPy that its LaTeX printer has a method for, as far as one can be made."""
    x, y, n, m = sympy.symbols("x y n m")
    found: dict[str, sympy.Basic] = {}
    names = {name.removeprefix("_print_") for name in dir(LatexPrinter) if name.startswith("_print_")}
    names |= {name for name in dir(sympy) if isinstance(getattr(sympy, name), sympy.core.function.FunctionClass)}
    for name in sorted(names):
        made = getattr(sympy, name, None)
        if not isinstance(made, type) or not issubclass(made, sympy.Expr):
            continue
        for arguments in ((x,), (x, y), (n, x, y), (n, m, x, y), ((x, y),), (x, (x, 0, y))):
            try:
                found[name] = made(*arguments, evaluate=False) if issubclass(made, sympy.Function) else made(*arguments)
                sympy.latex(found[name])
            except Exception:  # other arguments are needed
                found.pop(name, None)
                continue
            break
    return found


def test_whatever_sympy_prints_can_be_set() -> None:
    examples = printed_by_sympy()
    assert len(examples) > 100
    x, y = sympy.symbols("x y")
    z = sympy.Symbol("z", complex=True)
    more: list[sympy.Basic] = [
        sympy.Matrix([[x, 1], [0, y]]), sympy.Piecewise((x, x > 0), (0, True)), sympy.Sum(x, (x, 1, 3)), sympy.Product(x, (x, 1, 3)),
        sympy.Integral(x, (x, 0, 1)), sympy.Derivative(sympy.Function("f")(x), x, 2), sympy.Limit(1 / x, x, sympy.oo, "+"),
        sympy.And(x > 0, y < 1), sympy.Interval(0, 1), sympy.FiniteSet(1, 2), sympy.conjugate(z), sympy.Abs(z), sympy.arg(z),
        sympy.re(z), sympy.im(z), sympy.nan, sympy.zoo, sympy.oo, sympy.I, sympy.E, sympy.EulerGamma, sympy.Catalan, sympy.GoldenRatio,
        sympy.Symbol("x_max"), sympy.Symbol("alphadot"), sympy.Symbol("xhat"), sympy.Symbol("v__a_b"), sympy.Order(x**2),
        sympy.Subs(sympy.Function("f")(x), x, 1), sympy.Eq(x, y), sympy.Ne(x, y), sympy.Mod(x, y), sympy.Float("1e-30"),
    ]  # fmt: skip
    failed = {}
    for name, expression in [*examples.items(), *((str(one), one) for one in more)]:
        for printed in (latex, sympy.latex):
            tex = printed(expression)
            try:
                assert clean(mathml(tex))
            except FormulaError as error:
                failed[name] = (tex, str(error))
    assert not failed


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(CORPUS) | st.text(st.sampled_from("\\{}^_&%$#abc12 ~'()[]|<>α𝜶"), max_size=6), max_size=4).map("".join))
def test_whatever_is_written_there_is_mathml_or_an_error_inside_it(tex: str) -> None:
    try:
        made = mathml(tex, display=True)
    except FormulaError as error:
        assert 0 <= error.offset <= len(tex) and "cannot be" in str(error)
    else:
        assert ElementTree.fromstring(made).get("alttext") is not None
        assert formula_html(ElementTree.fromstring(made)) is not None


DOLLARS = [
    (r"2$\pi$ turns 10$^{-3}$ m, at 500$\,$nm", 3, "2"),
    ("US$ 5", 0, "US$ 5"),
    ("$100 is more than $x$", 1, "$100 is more than "),
    ("It costs $5 and $6.", 0, "$5 and $6."),
    ("$5, $x_1$ and $y$", 2, "$5, "),
    (r"\(x^2\) and \[y^2\]", 2, " and "),
    (r"\$x\$", 0, "$x$"),
    ("US$5–US$6, $5/$6", 0, "$5/$6"),
    ("`$x$` and $5", 0, "$5"),
    ("\\begin{align} a &= b \\end{align}", 1, ""),
]


@pytest.mark.parametrize(("source", "formulas", "text"), DOLLARS)
def test_which_dollars_hold_a_formula(source: str, formulas: int, text: str) -> None:
    html, errors = render(source, lambda name, live: "", [])
    assert not errors and html.count("<math") == formulas and text in html


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("one\n\n$$\nx", (3, 1), "opened by $$"),
        ("Then $\\alpha is small.", (1, 6), "not closed"),
        ("a $ x^2 $ b", (1, 3), "without a space inside"),
        ("##The idea\n\nx", (1, 1), 'write "## The idea"'),
        ("x\n\n- a\n- bad $1 + \\foo$", (4, 12), r"\foo"),
        ("a\n\n$$\nx +\n  \\foo\n$$", (5, 3), r"\foo"),
    ],
)
def test_what_was_not_closed_or_cannot_be_set_has_line_and_column(source: str, place: tuple[int, int], said: str) -> None:
    [error] = render(source, lambda name, live: "", [])[1]
    assert (error.line, error.column) == place and said in str(error)


@pytest.mark.parametrize(
    ("text", "one_line", "aloud", "plotly"),
    [
        ("|ψ|<sup>2</sup>", "|ψ|²", "|ψ|²", "|ψ|<sup>2</sup>"),
        ("$E_k$ (J)", "Eₖ (J)", "E_k (J)", "<i>E</i><sub><i>k</i></sub> (J)"),
        ("Cost ($)", "Cost ($)", "Cost ($)", "Cost ($)"),
        (r"$\frac{\omega_0}{2\gamma}$", "ω₀/(2γ)", "ω_0/(2γ)", "<i>ω</i><sub>0</sub>/(2<i>γ</i>)"),
        ("a < b & c", "a < b & c", "a < b & c", "a < b & c"),
    ],
)
def test_a_label_is_typeset_where_the_place_can_and_plain_words_elsewhere(text: str, one_line: str, aloud: str, plotly: str) -> None:
    assert (line(text), spoken(text), title(text)) == (one_line, aloud, plotly)


def test_a_label_that_cannot_be_shown_is_an_error() -> None:
    for wrong in (r"$\\omega t$", r"$\foo$", r"$\omega t"):
        with pytest.raises(FormulaError):
            title(wrong)


def test_every_letter_of_a_word_is_kept() -> None:
    assert re.sub(r"\W", "", text_of(r"\textbf{bold} \mathit{diff} \text{half life}")) == "bolddiffhalflife"

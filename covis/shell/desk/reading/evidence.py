"""What an edition claims and how each claim was checked, for a reader who knows no Python: the model, the facts, the limits, the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st
from markupsafe import Markup

from covis.document import Edition, Evidence
from covis.document.controls import BaseControl, controls_of
from covis.review.markup import replaced
from covis.shell.widgets.html import NONE, show
from covis.shell.widgets.runtime_component import prose
from covis.web.sanitised import sanitised

OUTCOMES = {  # the outcome of one fact, in a list of one, in a list of many
    "proved": ("Proved", "proved", "proved"),
    "agrees": ("Agrees at sampled points", "agrees at sampled points", "agree at sampled points"),
    "matches": ("Matches the value given", "matches a given value", "match a given value"),
    "holds": ("Holds where it was tried", "holds where it was tried", "hold where they were tried"),
    "fails": ("Fails", "fails", "fail"),
    "not established": ("Not established", "not established", "not established"),
}
_MEANING = Markup(
    "<strong>Proved</strong>: by computer algebra, for every state. <strong>Agrees</strong> and "
    "<strong>holds</strong>: tried at the points given, and nowhere else. <strong>Matches</strong>: one "
    "number, computed and compared. Please look up the source yourself."
)
_LANGUAGES = {"py": "python", "md": "markdown", "json": "json", "csv": None, "txt": None}


def tally(edition: Edition) -> list[tuple[str, int]]:
    """(outcome, how many facts), what is red first, then in the order of `OUTCOMES`."""
    counted: Counter[str] = Counter(one.outcome for one in edition.evidence)
    missing = len(edition.document.get("facts", [])) - len(edition.evidence)
    counted["not established"] += max(0, missing)
    order = ("fails", "not established", *OUTCOMES)
    return [(outcome, counted[outcome]) for outcome in dict.fromkeys(order) if counted[outcome]]


def model(edition: Edition, key: str) -> None:
    """The model as the text states it, beside the equations that the program computes."""
    rows = Markup().join(
        Markup("<li>{}</li>").format(sanitised(equation["mathematics"])) for equation in edition.document.get("equations", [])
    )
    stated = section(edition, "The model")
    prose(
        Markup(
            '<div class="cv-desk-pair" data-read="model"><section><h3>As the text states it</h3>{}</section><section><h3>What is '
            'computed</h3><p class="cv-aside">Printed from the code that draws the '
            "picture, whether the text shows it or not: "
            'what is integrated or iterated first.</p><ul class="cv-desk-equations">{}</ul></section></div>'
        ).format(stated or Markup("<p>The text has no section on the model.</p>"), rows),
        key,
    )


def facts(edition: Edition, key: str, awaited: Markup = NONE) -> None:
    """Every fact with its mathematics, its source, how it was checked and the numbers; facts that are not established come first.

    `awaited`: HTML about facts that are only being run now; "" where they are not.
    """
    stated = {fact["id"]: fact for fact in edition.document.get("facts", [])}
    symbols = {control["name"]: control.get("symbol", "") for control in edition.document.get("controls", [])}
    shown = {one.id: one for one in edition.evidence}
    if awaited:
        show(Markup('<section class="cv-desk-warnings" role="status"><h3>No evidence yet</h3>{}</section>').format(awaited))
    elif not shown and stated:
        show(Markup('<p class="cv-aside">These facts have not been run on this edition. They run when a coder submits it.</p>'))
    warnings(edition)
    ordered = sorted(stated.values(), key=lambda fact: _rank(shown.get(fact["id"])))
    later = "It is run on this machine first." if awaited else "It runs when a coder submits it."
    cards = Markup().join(_fact(fact, shown.get(fact["id"]), symbols, "" if shown and not awaited else later) for fact in ordered)
    made = next((one.versions for one in edition.evidence if one.versions), {})
    with_ = ", ".join(f"{name} {version}" for name, version in made.items())
    footer = Markup('<p class="cv-aside">Run with {}.</p>').format(with_) if with_ else ""
    prose(Markup('<p class="cv-aside">{}</p><ol class="cv-desk-facts">{}</ol>{}').format(_MEANING, cards, footer), key)


def warnings(edition: Edition) -> None:
    if edition.findings:
        text = Markup().join(Markup("<li>{}</li>").format(str(finding.get("message", ""))) for finding in edition.findings)
        many = len(edition.findings)
        head = "The checks have a warning" if many == 1 else f"The checks have {many} warnings"
        show(Markup('<section class="cv-desk-warnings"><h3>{}</h3><ul>{}</ul></section>').format(head, text))


def limits(edition: Edition, key: str) -> None:
    """The stated limits and sources, and how far the controls go."""
    rows = Markup().join(_control(control) for control in controls_of(edition.document).values())
    prose(
        Markup(
            '<div class="cv-desk-pair" data-read="limits"><section><h3>Assumptions and limits, as the text states '
            "them</h3>{}<h3>Sources</h3>{}</section><section><h3>How far the controls "
            "go</h3><table><thead><tr><th>Control</th><th>Symbol</th><th>Range</th><th>Starts "
            "at</th></tr></thead><tbody>{}</tbody></table></section></div>"
        ).format(
            section(edition, "Assumptions and limits") or Markup("<p>The text states none.</p>"),
            section(edition, "Sources") or Markup("<p>The text names none.</p>"),
            rows,
        ),
        key,
    )


def section(edition: Edition, heading: str) -> Markup:
    """The HTML under a heading of the text, "" if it is missing. Live numbers, which only the page can fill, are marked as such."""
    text = str(edition.document.get("text", ""))
    sections = (part.partition(">")[2].partition("</h2>") for part in text.split("<h2")[1:])
    found = next((body for head, end, body in sections if end and head.strip() == heading), "")
    return sanitised(replaced(found, "output", lambda _: '<span class="cv-live">live number</span>').strip())


def code(edition: Edition) -> None:
    """The plugin's files as they were compiled, for readers of the code."""
    if not edition.files:
        show(Markup('<p class="cv-aside">This edition was made before editions stored their files.</p>'))
        return
    show(Markup('<p class="cv-aside">The files as they were when this edition was compiled.</p>'))
    for path, text in edition.files.items():
        show(Markup('<h3 class="cv-desk-h3"><code>{}</code></h3>').format(path))
        st.code(text, language=_LANGUAGES.get(path.rsplit(".", 1)[-1]), line_numbers=True)


# --- one fact


def _rank(evidence: Evidence | None) -> int:
    return 1 if evidence is not None and evidence.established else 0


def _fact(fact: Mapping[str, Any], evidence: Evidence | None, symbols: Mapping[str, str], later: str) -> Markup:
    """`later`: what to say if there is no evidence because the fact has not been run yet; "" if it has been."""
    run = evidence is not None or not later
    outcome = evidence.outcome if evidence is not None else "not established"
    word = OUTCOMES[outcome][0] if run else "Not run yet"
    kind = "wait" if not run else "bad" if outcome in ("fails", "not established") else "proved" if outcome == "proved" else "tried"
    formula = Markup('<div class="cv-desk-formula">{}</div>').format(sanitised(fact["mathematics"])) if fact.get("mathematics") else ""
    numbers = (
        Markup().join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in _numbers(evidence, symbols))
        if evidence
        else ""
    )
    return (
        Markup(
            '<li class="cv-fact cv-fact-{}" data-read="fact:{}"><p class="cv-fact-outcome">{}</p><div '
            'class="cv-fact-body"><h3>{}</h3>{}<p class="cv-fact-how">{}</p>'
        ).format(kind, fact["id"], word, fact["statement"], formula, _how(evidence) if evidence else later or "It was not run.")
        + (Markup("<dl>{}</dl>").format(numbers) if numbers else "")
        + Markup('<p class="cv-fact-source"><span>Source</span> {}</p></div></li>').format(fact["source"])
    )


def _how(evidence: Evidence) -> str:
    """How it was checked, in words: the numbers stand apart."""
    detail = evidence.detail
    points, text = detail.get("points"), str(detail.get("said", ""))
    tried = f"{points} points" if points != 1 else "one point"
    match evidence.outcome:
        case "proved" if "approaches" in detail:
            return f"Proved by computer algebra as a limit; the numbers arrive on {detail['arrived']} of {detail['approaches']} ways there."
        case "proved" if points:
            compared = f"compared with {detail['digits']} digits at {tried} of the ranges as well"
            return f"Proved by computer algebra{_read(evidence)}, and {compared}."
        case "agrees" if points:
            return f"Both sides computed and compared at {tried} of the ranges. No proof was found."
        case "matches" if "left" in detail:
            return "Computed at the state given, and compared with the value expected."
        case "holds" if points:
            return f"True at all {tried} tried, over the ranges of the controls and axes."
        case "holds" if text:
            return f"The author's own test passed: {text}."
    sentence = evidence.evidence
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _read(evidence: Evidence) -> str:
    return ", with decimals read as exact numbers" if "decimals read as exact" in evidence.evidence else ""


def _numbers(evidence: Evidence, symbols: Mapping[str, str]) -> Iterable[tuple[str, str | Markup]]:
    detail = evidence.detail
    if "right" in detail:
        yield ("Expected", _number(detail["right"]))
        yield ("Found", _number(detail.get("left", "")))
    if "distance" in detail:
        yield ("Apart by", _number(detail["distance"]))
    if "allowed" in detail:
        yield ("Allowed", _number(detail["allowed"]))
    if "worst" in detail:
        yield ("Largest difference", _number(detail["worst"]))
    if "halving" in detail:
        yield ("Half the step changes", _number(detail["halving"]))
    if detail.get("singular"):
        yield ("Points without a finite value", str(int(detail["singular"])))
    if at := detail.get("at"):
        where = Markup(", ").join(
            Markup("{} = {}").format(sanitised(symbols[name]) if symbols.get(name) else name, _number(value))
            for name, value in dict(at).items()
        )
        yield ("Where" if "right" in detail else "Worst at", where)


def _number(value: Any) -> Markup:
    """A number for a reader: twelve digits of a value, and powers of ten as superscripts."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return Markup("{}").format(value)
    text = f"{number:.12g}" if isinstance(value, str) and abs(number) > 1e-9 else f"{number:.4g}"
    mantissa, _, exponent = text.partition("e")
    power = Markup(" × 10<sup>{}</sup>").format(int(exponent)).replace("-", "−") if exponent else ""
    return Markup("{}{}").format(mantissa.replace("-", "−"), power)


def _control(control: BaseControl) -> Markup:
    cells = (control.label, sanitised(control.symbol), control.reach(), control.words(control.start))
    return Markup("<tr>{}</tr>").format(Markup().join(Markup("<td>{}</td>").format(cell) for cell in cells))

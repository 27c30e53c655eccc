"""What the pages show of one visualisation or one person: status, credit to both partners, words, picture. Streamlit's pages and the plain
ones share it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.registry.models import Contributor
from covis.review import wording
from covis.review.markup import without_formulas
from covis.web.assets import program_url, shown_url, thumbnail_url
from covis.web.sanitised import sanitised

People = Sequence[tuple[str, Contributor]]
CODERS, FACT_CHECKERS = "Coded by", "Fact-checked by"
_HONORIFICS = {"dr", "prof", "professor", "mr", "ms", "mrs", "mx", "sir", "dame"}
BEFORE, AFTER, BESIDE = "Before this in a course", "Next in a course", "On the same subject"
MOST_BESIDE = 3
FIELDS = (("code", "the code"), ("design", "the design"), ("text", "the text"), ("facts", "the facts"))


def badge(status: str) -> Markup:
    """A status as a coloured label; the word carries the meaning."""
    return Markup('<span class="cv-badge cv-is-{}">{}</span>').format(status, wording.status_word(status))


def example(person: Contributor) -> Markup:
    return Markup(' <span class="cv-tag">example</span>') if person.example else Markup()


def roles(item: Item) -> tuple[tuple[str, str, People], tuple[str, str, People]]:
    """Both partners in the same form: the label, the name of the role, and the people."""
    checked = FACT_CHECKERS if item.is_release else "Fact-checker"
    return (CODERS, "student coder", item.coders), (checked, "staff fact-checker", item.fact_checkers)


def avatar(person: Contributor) -> Markup:
    """Initials in a circle, in place of a photograph."""
    names = [part for part in re.split(r"[\s-]+", person.name) if part[:1].isalpha() and part.rstrip(".").lower() not in _HONORIFICS]
    initials = "".join(part[0] for part in (names[:1] + names[-1:] if len(names) > 1 else names)).upper()
    return Markup('<span class="cv-avatar cv-avatar-{}" aria-hidden="true">{}</span>').format(person.role, initials)


def credit_lines(item: Item) -> Markup:
    """Both partners by name, side by side and at the same size, for a card."""

    def names(people: People, role: str) -> Markup:
        return Markup("<br>").join(person.name for _, person in people) or Markup("<em>Looking for a {}</em>").format(role)

    def faces(people: People) -> Markup:
        return Markup().join(avatar(person) for _, person in people[:1]) or Markup(
            '<span class="cv-avatar cv-avatar-none" aria-hidden="true">?</span>'
        )

    return (
        Markup('<dl class="cv-credit">')
        + Markup().join(
            Markup("<div>{}<dt>{}</dt><dd>{}</dd></div>").format(faces(people), label, names(people, role))
            for label, role, people in roles(item)
        )
        + Markup("</dl>")
    )


def title(item: Item) -> str:
    """The title of what is shown: a signed edition keeps its own."""
    return str(item.shown.document.get("title", item.entry.title)) if item.shown is not None else item.entry.title


def summary(item: Item) -> str:
    return str(item.shown.document.get("summary", item.entry.summary)) if item.shown is not None else item.entry.summary


def objectives(item: Item) -> list[Markup]:
    """The learning objectives of the edition that is shown, as the HTML that the compiler sanitised.

    Formulas become a line of text, because `st.html` removes MathML; links become plain text, because a card is a link itself.
    """
    listed = item.shown.document.get("objectives", ()) if item.shown is not None else ()
    return [sanitised(re.sub(r"</?a\b[^<>]*>", "", without_formulas(str(objective)))) for objective in listed]


def subject_line(item: Item) -> str:
    """Subject and level, if the registry has them."""
    level = f"Level {item.entry.level}" if item.entry.level is not None else ""
    return " · ".join(part for part in (item.entry.subject.replace(" / ", " › "), level) if part)


def broken(item: Item) -> bool:
    """Nothing can be shown, because it has an error or its status is unavailable."""
    errors = any(finding.severity == "error" for finding in item.findings)
    return item.shown is None and not item.pending and (errors or unknown(item))


def unknown(item: Item) -> bool:
    """The log cannot be read, so its status is unavailable."""
    return item.standing.status == "unknown"


def hidden(item: Item) -> bool:
    """Nothing is shown, without an error: it is not signed off yet in a gallery that shows signed editions only, or it was taken down."""
    return item.shown is None and not item.pending and not broken(item)


def picture(item: Item, base: str) -> Markup:
    """The thumbnail of the document that is shown, with the addresses of its document, so that a script can animate it; or an empty box."""
    if item.shown is None:
        return Markup('<div class="cv-picture cv-picture-none" aria-hidden="true"></div>')
    return Markup(
        '<div class="cv-picture" data-document="{}" data-program="{}">'
        '<img src="{}" alt="{}" width="320" height="200" loading="lazy" decoding="async"></div>'
    ).format(shown_url(item.digest, base), program_url(item.digest, base), thumbnail_url(item.digest, base), f"Preview: {title(item)}")


def status_picture(item: Item, base: str) -> Markup:
    """The picture with the status on it, or a note why there is none."""
    if broken(item):
        return Markup('<div class="cv-thumbnail"><div class="cv-picture cv-picture-broken"><span>Cannot be shown</span></div></div>')
    if item.pending:
        text = "Trying again" if item.retry else "Being prepared"
        return Markup(
            '<div class="cv-thumbnail"><div class="cv-picture cv-picture-pending" role="status"><span>{}</span></div></div>'
        ).format(text)
    return Markup('<div class="cv-thumbnail">{}{}</div>').format(picture(item, base), badge(item.standing.status))


def words(item: Item) -> Markup:
    """The summary, and the first objective."""
    learnt = objectives(item)[:1]
    will = Markup('<p class="cv-learn"><span>You will learn to</span> {}</p>').format(_continued(learnt[0])) if learnt else ""
    return Markup('<p class="cv-summary">{}</p>{}').format(summary(item), will)


def _continued(html: str) -> Markup:
    """HTML that continues a sentence: the first letter becomes lower case, except in a symbol or an abbreviation."""
    found = re.match(r"((?:<[^<>]*>)*)(\w)(\w)", html)
    small = found is not None and found[2].isupper() and found[3].islower()
    return sanitised(f"{found[1]}{found[2].lower()}{html[found.end(2) :]}" if found is not None and small else html)


def responsibilities(id: str, item: Item) -> Markup:
    """What this person is responsible for in one visualisation, and with whom."""
    coder = id in item.entry.coders
    mine = [
        text for field, text in FIELDS if getattr(item.entry.responsibilities, field) in ("both", "coders" if coder else "fact_checkers")
    ]
    partners = [other.name for key, other in (*item.coders, *item.fact_checkers) if key != id]
    role = "codes" if coder else "fact-checks"
    together = f" with {wording.listed(partners)}" if partners else ", looking for a partner"
    accepted = "" if id in item.standing.accepted or unknown(item) else " (invited, has not accepted yet)"
    answers = f"; responsible for {wording.listed(mine)}" if mine else ""
    return Markup("<li><strong>{}</strong>: {}{}{}{}</li>").format(title(item), role, together, answers, accepted)


def related(item: Item, items: Sequence[Item], registry: Registry) -> dict[str, list[Item]]:
    """What is before and after a visualisation in each of its courses, by its heading, of the `items` that are shown.

    A step that is not shown yet is left out. What is in no course, or alone in it, has others on its subject beside it.
    """
    shown = {each.id: each for each in items if not hidden(each) and not broken(each)}
    before: dict[str, Item] = {}
    after: dict[str, Item] = {}
    for course in registry.courses.values():
        steps = [member.id for member in course.visualisations if member.id == item.id or member.id in shown]
        if item.id in steps:
            place = steps.index(item.id)
            before |= {id: shown[id] for id in steps[:place][-1:]}
            after |= {id: shown[id] for id in steps[place + 1 :][:1]}
    if before or after:
        found = {BEFORE: list(before.values()), AFTER: [each for id, each in after.items() if id not in before]}
    else:
        alike = [each for each in shown.values() if each.id != item.id and _subject(item) and _subject(each) == _subject(item)]
        found = {BESIDE: alike[:MOST_BESIDE]}
    return {heading: near for heading, near in found.items() if near}


def _subject(item: Item) -> str:
    return item.entry.subject.split(" / ")[0]

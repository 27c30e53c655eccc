"""The three questions of a fact-checker, answered at a glance: what is signed, on what evidence, what changed."""

from __future__ import annotations

from markupsafe import Markup

from covis.review import wording
from covis.shell.context import get_catalogue
from covis.shell.desk import formatting
from covis.shell.desk.reading import changes, evidence
from covis.shell.desk.review_view import ReviewView, Seen


def strip(view: ReviewView, seen: Seen) -> Markup:
    cells = (
        (_question(view, seen), _what(view, seen)),
        ("On what evidence", _evidence(view, seen)),
        ("What changed", _changed(view, seen)),
    )
    return Markup('<div class="cv-desk-strip">{}</div>').format(
        Markup().join((Markup("<section><h2>{}</h2>{}</section>").format(title, body) for title, body in cells))
    )


def _question(view: ReviewView, seen: Seen) -> str:
    """The title says what the edition is: only a signed one is called signed."""
    if seen.what == "release":
        return (
            "What is signed"
            if view.standing.release and seen.digest == view.standing.release.document
            else "What was signed, and taken down"
        )
    if seen.what == "making":
        return "What is in progress"
    return "What you sign" if view.is_fact_checker else "What is in review"


def _what(view: ReviewView, seen: Seen) -> Markup:
    people = get_catalogue().registry.people
    digest = Markup('<code title="{}">{}</code>').format(seen.digest, seen.digest[:12])
    submitted, release = view.standing.submitted, view.standing.release
    if seen.what == "release" and (release is None or release.document != seen.digest):
        instead = Markup(" Students see the one before it, <code>{}</code>.").format(release.document[:12]) if release is not None else ""
        return Markup("<p>The release {}, which is taken down until a dispute about it is resolved.{}</p>").format(digest, instead)
    if seen.what == "release" and release is not None:
        signed = wording.signed_sentence(release, people, view.standing.demonstration)
        return Markup("<p>The release {}: students see it.</p><p>{}</p>").format(digest, signed)
    if seen.what == "review" and submitted is not None:
        text = f"submitted by {wording.name(submitted.by, people)}, {formatting.ago(submitted.at)}"
        return Markup("<p>Edition {}, {}.</p>{}").format(digest, text, formatting.quoted(submitted.note))
    if seen.what == "review":
        return Markup("<p>Edition {}, which was submitted. The folder holds something else by now.</p>").format(digest)
    if view.item.recompiled:
        why = "with a newer version of Covis, or another subject, level or keywords"
        template = Markup("<p>Nothing yet: {}, the same folder compiles to edition {}, which a coder has to submit first.</p>")
        return template.format(why, digest)
    if submitted is not None and submitted.edition is not None and submitted.edition.document != seen.digest:
        gone = Markup("Edition <code>{}</code> was submitted, compiled by another version of Covis, and is not on this machine").format(
            submitted.edition.document[:12]
        )
        template = Markup("<p>Nothing yet: {}. You see what this version compiles, {}. A coder has to submit it again.</p>")
        return template.format(gone, digest)
    stays = Markup(" Students see the release <code>{}</code>.").format(release.document[:12]) if release is not None else ""
    return Markup("<p>Nothing yet: edition {} is what the folder holds, and no coder has submitted it.{}</p>").format(digest, stays)


def _evidence(view: ReviewView, seen: Seen) -> Markup:
    facts = len(seen.edition.document.get("facts", []))
    if view.awaits_facts:
        failed = get_catalogue().editions.facts_failure(view.item.id)
        lines = [
            Markup("<li><strong>{}</strong> {}, {}</li>").format(
                facts, "fact" if facts == 1 else "facts", "not run yet" if failed else "being run now"
            )
        ]
    elif not seen.edition.evidence:
        lines = [Markup("<li><strong>{}</strong> facts, not run on this edition yet</li>").format(facts)]
    else:
        text = Markup(", ").join(_outcome(outcome, count) for outcome, count in evidence.tally(seen.edition))
        lines = [Markup("<li><strong>{}</strong> {}: {}</li>").format(facts, "fact" if facts == 1 else "facts", text)]
    if warnings := len(seen.edition.findings):
        lines.append(
            Markup('<li class="cv-warn"><strong>{}</strong> warning{} from the checks</li>').format(warnings, "" if warnings == 1 else "s")
        )
    lines += _reviews(view)
    return Markup("<ul>{}</ul>").format(Markup().join(lines))


def _outcome(outcome: str, count: int) -> Markup:
    text = Markup("<strong>{}</strong> {}").format(count, evidence.OUTCOMES[outcome][1 if count == 1 else 2])
    return Markup('<span class="cv-bad">{}</span>').format(text) if outcome in ("fails", "not established") else text


def _reviews(view: ReviewView) -> list[Markup]:
    registry = get_catalogue().registry
    needed = registry.gallery.policy.peer_reviews
    done = view.standing.peer_reviews
    lines = []
    if done:
        names = wording.listed([wording.name(person, registry.people) for person in dict.fromkeys(event.by for event in done)])
        lines.append(Markup("<li><strong>{}</strong> peer review{}: {}</li>").format(len(done), "" if len(done) == 1 else "s", names))
    elif needed and view.standing.release is None:
        lines.append(Markup('<li class="cv-warn"><strong>0</strong> of {} peer review{}</li>').format(needed, "" if needed == 1 else "s"))
    high = [event for event in view.standing.open_requests if event.level == "high"]
    low = len(view.standing.open_requests) - len(high)
    if high:
        lines.append(
            Markup('<li class="cv-bad"><strong>{}</strong> open request{} of high priority</li>').format(
                len(high), "" if len(high) == 1 else "s"
            )
        )
    if low:
        lines.append(Markup("<li><strong>{}</strong> open request{} of low priority</li>").format(low, "" if low == 1 else "s"))
    if view.standing.open_disputes:
        lines.append(Markup('<li class="cv-bad"><strong>{}</strong> open dispute</li>').format(len(view.standing.open_disputes)))
    return lines


def _changed(view: ReviewView, seen: Seen) -> Markup:
    release = view.standing.taken_down or view.standing.release
    if release is None:
        return Markup("<p>This is the first edition: nothing was signed off before.</p>")
    if view.signed is None:
        return Markup("<p>The edition that was signed off last cannot be read, so there is nothing to compare with.</p>")
    if release.document == seen.digest:
        return Markup("<p>Nothing: this is the edition that was signed off last.</p>")
    compared = changes.between(view.signed, seen.edition, release.document, seen.digest)
    if compared.found.recompiled:
        return Markup(
            "<p><strong>Recompiled: look again.</strong> The team changed nothing, but a newer version of Covis "
            "compiled it differently.</p>"
        )
    since = formatting.ago(release.at)
    where = changes.summary_line(compared) or "nothing that a reader would notice"
    return Markup('<p>Since it was signed, {}:</p><p><strong>{}</strong></p><p class="cv-unchanged">{}</p>').format(
        since, where, changes.unchanged_line(compared)
    )

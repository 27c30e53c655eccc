"""The texts of the Take part page: the four ways to take part, a first afternoon, questions for a pair, and the sources.

The degrees of engagement are Healey, Flint and Harrington's; the questions are our own, asked in the areas that the Westminster framework
names. That framework is CC BY-NC-ND: this page links to it and copies none of its text.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Participation:
    """One way of taking part: the time it takes, its title, what you do, and what the literature calls it."""

    time: str
    title: str
    text: str
    degree: str


PARTICIPATION = (
    Participation(
        "A minute · anybody",
        "Say what helped",
        "Below every visualisation, choose “This helped” or “This confused me”, and add a few words if you like. Its partners read it; "
        "nobody sees who wrote it.",
        "Consultation: your opinion is asked for",
    ),
    Participation(
        "Ten minutes · anybody",
        "Point out what is wrong",
        "“I think something is wrong here” also sends the positions of the sliders, so that others see what you saw. Staff can "
        "turn it into a dispute: a banner on the page until it is resolved.",
        "Involvement: what you notice counts",
    ),
    Participation(
        "An hour · a student",
        "Review as a peer",
        "Try what another team has submitted, as somebody who is learning the topic. Staff check nothing before a student has "
        "reviewed it, and your requests of high priority have to be resolved before it can be signed off.",
        "Participation: you have a part to play",
    ),
    Participation(
        "A few afternoons · in a pair",
        "Become a co-owner",
        "A student codes, a member of staff is responsible for the facts, and both decide how it looks and what it says. "
        "Nothing is released without "
        "both, and both names appear on it at the same size.",
        "Partnership: it belongs to both of you",
    ),
)

_AFTERNOON = (
    (
        "Half an hour, together",
        "Agree on the one idea that students should understand, and sketch on paper the picture that shows it. No code yet.",
        "",
    ),
    (
        "Ten minutes",
        "Create a small working visualisation, its entry in the registry and your own page. Run the gallery and look at it.",
        'covis new my_first --coder me --name "My Name"\ncovis serve',
    ),
    (
        "An hour",
        "Replace its model with yours: one equation, one slider. Comments in the file explain each part. Save, and reload the page.",
        "visualisations/my_first/__init__.py",
    ),
    (
        "An hour",
        "State four facts that must be true of it, each with its source. The check runs every one of them and tells you which ones hold.",
        "covis check my_first",
    ),
    (
        "Half an hour, together again",
        "Look at it together, move every control, discuss. If you both want to continue, both of you accept.",
        "covis accept my_first",
    ),
)
AFTERNOON = (
    Markup(
        '<section class="cv-afternoon" id="a-first-afternoon"><h2 class="cv-small-title">How to begin: a '
        'first afternoon</h2><div class="cv-afternoon-two"><ol>'
    )
    + Markup().join(
        Markup("<li><strong>{}</strong><p>{}</p>{}</li>").format(
            time, what, Markup("<pre><code>{}</code></pre>").format(code) if code else ""
        )
        for time, what, code in _AFTERNOON
    )
    + Markup(
        '</ol><dl class="cv-brings"><dt>The coder brings</dt><dd>what it is like to meet this topic for the first '
        "time, and some Python. No JavaScript is needed.</dd><dt>The fact-checker brings</dt><dd>the topic that "
        "students get wrong every year, the equation, the textbook, and an hour now and then to check. No "
        "Python is needed.</dd><dt>Both decide</dt><dd>what it looks like, what it says, and when it is "
        "ready. There is no deadline but your own.</dd></dl></div></section>"
    )
)

_QUESTIONS = (
    (
        "Before the first line",
        (
            "What would each of us like to have learnt by the end, apart from the topic?",
            "What do I take for granted that you will do? Have I asked you?",
            "What does each of us know here that the other cannot know?",
            "Whose difficulty with this topic should we hear about before we decide anything?",
        ),
    ),
    (
        "While you make it",
        (
            "When we last disagreed, whose view stood, and was it the better one?",
            "What has one of us decided alone that both should have decided?",
            "Is anything left unsaid because one of us marks the work of the other’s year?",
            "What is in our way: time, tools, habit? What of it can we change ourselves?",
        ),
    ),
    (
        "Before you call it done",
        (
            "Where did you change my mind?",
            "Would a stranger see that two people made this?",
            "Which part of it still worries us, and does the page say so?",
            "Who takes over when one of us leaves, and what do they need to know?",
        ),
    ),
)
QUESTIONS = (
    Markup(
        '<section class="cv-questions"><h2 class="cv-small-title">Questions for a pair</h2><p '
        'class="cv-aside">To talk about, not to fill in. Pick one when you need it.</p><div '
        'class="cv-questions-grid">'
    )
    + Markup().join(
        Markup("<div><h3>{}</h3><ul>{}</ul></div>").format(when, Markup().join(Markup("<li>{}</li>").format(one) for one in asked))
        for when, asked in _QUESTIONS
    )
    + Markup("</div></section>")
)
KEEP = Markup(
    '<p class="cv-aside">Your answers stay between you. To keep one, record it on the desk as a decision: '
    "it counts once your partner has agreed.</p>"
)

SOURCES = Markup(
    '<section class="cv-take-sources"><h2 class="cv-small-title">Sources</h2><ul>\n<li>The '
    "four ways in follow the degrees of engagement in M. Healey, A. Flint and K. Harrington (2014), "
    "<cite>Engagement through\npartnership: students as partners in learning and teaching in higher "
    "education</cite>, Higher Education Academy, York.</li>\n<li>The questions are our own. They go back "
    'to the areas in which the <a href="https://doi.org/10.34737/w0qz4" target="_blank"\nrel="noopener '
    'noreferrer">University of Westminster Student Partnership Framework</a> (Araneta, Fraser and Maatwk '
    "2022) asks a\npartnership to reflect.</li>\n<li>Two co-owners, peers before staff, and a release that "
    'needs both: from <a href="https://impvis.co.uk" target="_blank"\nrel="noopener noreferrer">ImpVis</a>'
    " at Imperial College London.</li>\n</ul></section>"
)

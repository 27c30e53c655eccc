"""What a check costs: each thing is done once, kept by what it depends on, and limited by itself; a limit says where it was reached."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from covis.checks import check_visualisation
from covis.cli.progress import Watched
from covis.compiler import Limits
from covis.compiler.worker import client
from covis.editions import Compiled, cache
from covis.editions.cache import recall, remember
from tests.compiler.compiler_world import HEAD, TAIL, TEXT, Entry, said, write

FACTS = """\
def never():
    while True:
        pass
def reads():
    import numpy
    numpy.loadtxt(__file__.replace("__init__.py", "text.md"), dtype=str)
    return True
"""
SOUND = """\
cv.Identity("It decays", y.diff(t), -gamma * y, source="derived: chain rule"),
    cv.Always("It is positive", y > 0, source="derived: an exponential"),
    cv.Check("It holds", lambda: True, source="derived: by definition"),
"""


def plugin(facts: str = SOUND) -> str:
    """The small plugin with facts."""
    return HEAD + "import covis as cv\n" + FACTS + TAIL.replace("    readouts=[", f"    facts=[{facts}],\n    readouts=[")


def check(root: Path, **limits: float) -> Compiled:
    return check_visualisation(root, "decay", Entry(), limits=Limits(**limits))  # type: ignore[arg-type]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each task was asked of the worker about this test's folder: a gallery of an earlier test may still compile beside it."""
    tasks: Counter[str] = Counter()
    request = client.Worker.request

    def counted(self: client.Worker, call: str, *args: Any, **options: Any) -> dict[str, Any]:
        if any(str(tmp_path) in str(given) for given in args):
            tasks[call.partition(":")[2]] += 1
        return request(self, call, *args, **options)

    monkeypatch.setattr(client.Worker, "request", counted)
    return tasks


def outcomes(result: Compiled) -> list[str]:
    return [one.outcome for one in result.evidence]


def test_all_facts_run_in_one_child_and_what_did_not_change_is_not_run_again(tmp_path: Path, asked: Counter[str]) -> None:
    write(tmp_path, plugin())
    first = check(tmp_path)
    assert outcomes(first) == ["proved", "proved", "holds"], said(first)
    assert asked == {"check": 1, "facts": 1}
    assert check(tmp_path) == first
    assert asked == {"check": 1, "facts": 1}
    write(tmp_path, plugin(), text=TEXT + "\nOne more sentence.\n")
    assert check(tmp_path).evidence == first.evidence
    assert asked == {"check": 2, "facts": 1}
    write(tmp_path, plugin(SOUND.replace("It is positive", "It is above zero")))
    assert check(tmp_path).evidence[1].statement == "It is above zero"
    assert asked == {"check": 3, "facts": 2}
    (tmp_path / "visualisations" / "decay" / "more.py").write_text("")
    check(tmp_path)
    assert asked == {"check": 4, "facts": 3}


def test_a_fact_that_never_ends_costs_the_others_nothing_and_is_not_kept(tmp_path: Path, asked: Counter[str]) -> None:
    write(tmp_path, plugin(SOUND + '    cv.Check("It ends", never, source="derived: it does not"),\n' + SOUND.replace("It", "Again it")))
    result = check(tmp_path, fact_seconds=3)
    assert outcomes(result) == ["proved", "proved", "holds", "not established", "proved", "proved", "holds"], said(result)
    assert result.transient
    assert "the fact 'It ends' not established: it took longer than 3 s of processor time; look for a loop that never ends" in said(result)
    assert asked == {"check": 1, "facts": 3}
    asked.clear()
    assert check(tmp_path, fact_seconds=0.5).transient
    assert asked == {"check": 1, "facts": 1}  # the one that is left


def test_a_fact_depends_on_the_model_alone(tmp_path: Path) -> None:
    write(tmp_path, plugin('cv.Check("It reads", reads, source="derived: it does")'))
    (evidence,) = check(tmp_path).evidence
    assert evidence.outcome == "not established" and "a fact may not read" in evidence.evidence


def test_a_limit_names_the_rule_and_blames_no_loop_of_the_plugin(tmp_path: Path) -> None:
    dear = 'Readout("Dear", sympy.Sum(sympy.sin(gamma * sympy.Symbol("k", integer=True)), (sympy.Symbol("k", integer=True), 1, 200_000))), '
    write(
        tmp_path, plugin().replace("import covis as cv\n", "import covis as cv\nimport sympy\n").replace("readouts=[", f"readouts=[{dear}")
    )
    result = check(tmp_path, check_seconds=0.02)
    assert result.transient and result.edition is None
    assert "took longer than 0.02 s of processor time in the rule" in said(result)
    assert "loop" not in said(result)


def test_check_and_page_have_one_limit_for_compiling(tmp_path: Path) -> None:
    write(tmp_path, plugin().replace("import covis as cv\n", "import covis as cv\nnever = None\nwhile True: pass\n"))
    result = check(tmp_path, seconds=0.5)
    assert "took longer than 0.5 s of processor time in the plugin's module; look for a loop that never ends" in said(result)


def test_what_is_remembered_is_about_exactly_that(tmp_path: Path) -> None:
    remember(tmp_path, "facts", ["one", {"a": 1}], {"0": {"outcome": "fails"}})
    remember(tmp_path, "facts", ["other", {"a": 1}], {"0": {"outcome": "proved"}})
    assert recall(tmp_path, "facts", ["one", {"a": 1}]) == {"0": {"outcome": "fails"}}
    assert recall(tmp_path, "facts", ["one", {"a": 2}]) is None
    one, other = sorted((tmp_path / ".covis" / "facts").glob("*.json"), key=lambda file: b"proved" in file.read_bytes())
    one.write_bytes(other.read_bytes())  # the evidence of another model
    assert recall(tmp_path, "facts", ["one", {"a": 1}]) is None
    other.write_bytes(other.read_bytes().replace(b"proved", b"prooved"))
    assert recall(tmp_path, "facts", ["other", {"a": 1}]) is None
    other.write_text(json.dumps({"value": 3}))
    assert recall(tmp_path, "facts", ["other", {"a": 1}]) is None


def test_the_cache_is_bounded_and_keeps_what_was_used_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_KEPT", 3)
    for k in range(6):
        remember(tmp_path, "facts", k, k)
        assert k == 0 or recall(tmp_path, "facts", 0) == 0
    assert len(list((tmp_path / ".covis" / "facts").iterdir())) == 3
    assert [recall(tmp_path, "facts", k) for k in (0, 5)] == [0, 5]


@pytest.mark.parametrize("terminal", [True, False])
def test_what_runs_is_shown_on_a_terminal_alone(terminal: bool, tmp_path: Path) -> None:
    with (tmp_path / "shown").open("w+") as file:
        with Watched(Console(file=file, force_terminal=terminal, width=120), 2) as watched:
            watched.report("decay", "the rule finite-mark\x1b[2J")
            watched._bar.refresh()
            watched.done("decay")
        file.seek(0)
        shown = file.read()
    assert ("decay: the rule finite-mark\\x1b[2J" in shown) == terminal
    assert terminal or not shown

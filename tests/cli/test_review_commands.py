"""status, diff and codeowners; and what the commands of the review say, and refuse, as people read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command_line import Run

ID = "damped_oscillator"
STUDENT, STAFF, PEER, MAINTAINER = "example_student", "example_staff", "example_peer", "example_maintainer"


def do(run: Run, *arguments: str) -> str:
    done = run(*arguments)
    assert done.status == 0, done.err + done.out
    return done.out


def submit(run: Run) -> str:
    """Submitted and reviewed: the digest that waits for the fact-checker."""
    for command, who in (("accept", STUDENT), ("accept", STAFF), ("submit", STUDENT), ("review", PEER)):
        do(run, command, ID, "--as", who)
    return str(json.loads(run("status", ID, "--json").out)["visualisations"][0]["submitted"]["document"])


def sign(run: Run) -> str:
    digest = submit(run)
    do(run, "sign-off", ID, "--as", STAFF, "--edition", digest, "--criteria", "all", "--yes")
    return digest


def edit(gallery: Path, old: str, new: str, file: str = "text.md") -> None:
    path = gallery / "visualisations" / ID / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(gallery: Path, id: str, **entry: str) -> None:
    shutil.copytree(gallery / "visualisations" / ID, gallery / "visualisations" / id)
    fields = {"title": id, "coders": "[example_student]", "fact_checkers": "[example_staff]"} | entry
    with (gallery / "registry.yaml").open("a") as file:
        file.write(f"\n  {id}:\n" + "".join(f"    {key}: {value}\n" for key, value in fields.items()))


def table(run: Run, *arguments: str) -> list[list[str]]:
    """The cells of the table, by line."""
    return [re.split(r"  +", line) for line in do(run, "status", *arguments).splitlines()]


# --- status -------------------------------------------------------------------------------------------------------------


def test_status_is_a_line_for_each_with_whose_turn_it_is(run: Run, gallery: Path) -> None:
    add(gallery, "alone", fact_checkers="[]")
    assert table(run) == [
        ["VISUALISATION", "STATUS", "DAYS", "WHOSE TURN"],
        [ID, "In development", "-", "Sam Example: accept; Dr Alex Example: accept; Sam Example: submit"],
        ["alone", "Looking for a partner", "-", "Sam Example: accept; wanted: a fact-checker"],
    ]
    do(run, "accept", ID, "--as", STUDENT)
    assert table(run)[1] == [ID, "In development", "0", "Dr Alex Example: accept; Sam Example: submit"]


def test_status_counts_the_days_since_anybody_said_anything(run: Run, gallery: Path) -> None:
    do(run, "accept", ID, "--as", STUDENT)
    log = gallery / "records" / f"{ID}.jsonl"
    event = json.loads(log.read_text())
    event["at"] = (datetime.now(UTC) - timedelta(days=9, hours=2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    log.write_text(json.dumps(event) + "\n")
    assert table(run)[1][2] == "9"
    assert json.loads(run("status", "--json").out)["visualisations"][0]["last_event"] == event["at"]


def test_a_signed_visualisation_is_nobodys_turn(run: Run) -> None:
    submit(run)
    assert table(run)[1][1:] == ["In staff review", "0", "Dr Alex Example: sign-off"]
    digest = json.loads(run("status", "--json").out)["visualisations"][0]["submitted"]["document"]
    do(run, "sign-off", ID, "--as", STAFF, "--edition", digest, "--criteria", "all", "--yes")
    assert table(run)[1][1:] == ["Signed off", "0", "nobody's"]


def test_status_of_a_course_and_of_mine(run: Run, gallery: Path) -> None:
    add(gallery, "another", coders="[example_peer]")
    codes = re.findall(r"^  (\w+):\n    title: .*\n(?:    .*\n)*?    visualisations:", (gallery / "registry.yaml").read_text(), re.M)
    assert [row[0] for row in table(run, "--course", codes[0])[1:]] == [ID]
    assert [row[0] for row in table(run, "--mine", "--as", PEER)[1:]] == ["another"]
    assert [row[0] for row in table(run, "--mine", "--as", STAFF)[1:]] == [ID, "another"]
    assert do(run, "status", "--mine", "--as", MAINTAINER) == "Nothing is yours here.\n"
    submit(run)
    shown = json.loads(do(run, "status", "--mine", "--as", PEER, "--json"))["visualisations"]
    assert [one["id"] for one in shown] == ["another"], "who has reviewed it waits for others"


def test_mine_asks_git_who_it_is(run: Run, gallery: Path) -> None:
    person = gallery / "contributors" / f"{PEER}.yaml"
    text = "\n".join(line for line in person.read_text().splitlines() if not line.startswith("login:"))
    person.write_text(text + "\nlogin: robin@example.org\n")
    for arguments in (("init", "-q"), ("config", "user.email", "robin@example.org")):
        subprocess.run(["git", *arguments], cwd=gallery, check=True)
    assert do(run, "status", "--mine") == "Nothing is yours here.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status", "--course", "PHYS"), "The registry has no course 'PHYS'. It has: "),
        (("status", "--as", STUDENT), "--as goes with --mine"),
        (("status", "--mine", "--as", "nobody"), "There is no contributor 'nobody'"),
        (("diff", "damped_oscilator"), "did you mean damped_oscillator?"),
        (("diff", ID, "--from", "abc"), "at least 8 signs"),
        (("diff", ID, "--from", "0" * 64), "No one edition of damped_oscillator begins with"),
        (("codeowners", "--chek"), "No such option"),
    ],
)
def test_called_wrongly_is_2_and_says_how(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.status == 2 and said in done.err and done.out == ""


# --- diff ---------------------------------------------------------------------------------------------------------------


def test_diff_says_what_a_reader_would_find_changed(run: Run, gallery: Path) -> None:
    assert "has no release yet: all of it is new" in do(run, "diff", ID)
    release = sign(run)
    assert do(run, "diff", ID).splitlines()[-1] == "The same edition."
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("What friction does to a swing", "Where the energy of a swing goes"))
    edit(gallery, "swing", "pendulum")
    edit(gallery, "value=0.1", "value=0.2", "__init__.py")
    edit(gallery, 'Readout("Quality factor Q", quality)', 'Readout("Quality", quality)', "__init__.py")
    done = do(run, "diff", ID)
    assert done.startswith(f"{ID}: from {release[:12]} (the release) to ")
    heads = [line for line in done.splitlines() if line and line[0].isupper()]
    assert heads[:2] == ["Title and summary", "Text"] and heads[-1] == "Code"
    for line in (
        "  ~ title: What friction does to a swing -> Where the energy of a swing goes",
        "  ~ text.md",
        "  ~ gamma: start: 0.1 -> 0.2",
        "  - Quality factor Q",
        "  + Quality",
        "  ~ __init__.py",
    ):
        assert any(one.startswith(line) for one in done.splitlines()), line
    assert re.search(r"^      -.*swing.*\n      \+.*pendulum", done, re.M)

    value = json.loads(do(run, "diff", ID, "--json"))
    assert value["from"] == release and value["words"][0]["what"] == "title" and value["code"][0]["lines"]

    second = submit_again(run)
    assert " (submitted)" in do(run, "diff", ID, "--to", second[:10]).splitlines()[0]
    back = do(run, "diff", ID, "--from", second[:8], "--to", release[:8])
    assert "  ~ gamma: start: 0.2 -> 0.1" in back


def submit_again(run: Run) -> str:
    do(run, "submit", ID, "--as", STUDENT)
    return str(json.loads(run("status", ID, "--json").out)["visualisations"][0]["submitted"]["document"])


def test_diff_of_a_folder_that_does_not_compile_says_why(run: Run, gallery: Path) -> None:
    sign(run)
    edit(gallery, "x_0 = cv.Slider", "x_0 = Slidr", "__init__.py")
    done = run("diff", ID)
    assert done.status == 1 and "__init__.py:" in done.out


def test_diff_of_an_edition_that_is_on_another_machine_says_so(
    run: Run, gallery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = submit(run)
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "fresh"))
    edit(gallery, "swing", "pendulum")
    done = run("diff", ID, "--from", digest)
    assert done.status == 2 and "is not on this machine: only releases are kept for good" in done.err


# --- what the review's commands say and refuse ------------------------------------------------------------------------------


def test_each_refusal_says_the_rule_and_what_to_do_next(run: Run) -> None:
    release = sign(run)

    def refused(*arguments: str) -> str:
        done = run(*arguments)
        assert done.status == 1 and done.err.startswith("Refused: ") and done.out == "", done
        rule, way_out = done.err.removeprefix("Refused: ").strip().splitlines()
        assert rule.endswith(".") and way_out.endswith(".")
        return f"{rule} {way_out}"

    for arguments, said in {
        ("accept", "--as", STUDENT): "You have accepted already. There is nothing to do.",
        ("accept", "--as", PEER): "Robin Example is not on the entry as a coder. Add them to coders in registry.yaml first.",
        ("submit", "--as", STUDENT): "This edition is submitted already.",
        ("submit", "--as", STAFF): "Dr Alex Example is no coder of this. One of its coders submits it.",
        ("review", "--as", PEER): "You have reviewed this edition already.",
        ("review", "--as", STAFF): "A peer review is a student's.",
        ("decide", "-m", "x", "--as", PEER): "Only a co-owner says this.",
        ("dispute", "-m", "x", "--as", PEER): "A release is disputed by a co-owner, a member of staff or a maintainer.",
        ("dispute", "-m", "x", "--withdraw", "--as", STUDENT): "Only a fact-checker of it or a maintainer takes a release down.",
        ("retire", "--as", PEER): "It is retired and reinstated by both partners, having accepted, or by a maintainer.",
        ("reinstate", "--as", STUDENT): "It is not retired. There is nothing to do.",
        ("sign-off", "--edition", release, "--criteria", "all", "--yes", "--as", STAFF): "You have signed this edition already.",
        ("request-changes", "-m", "x", "--as", STUDENT): "Changes are requested by a fact-checker of it or a student who does not own it.",
    }.items():
        assert said in refused(arguments[0], ID, *arguments[1:]), arguments


def test_decisions_disputes_and_retirement_as_people_type_them(run: Run) -> None:
    sign(run)

    def event(out: str) -> str:
        found = re.search(r"event ([0-9a-f]{32}), written to", out)
        assert found
        return found[1]

    decision = event(do(run, "decide", ID, "--as", STUDENT, "-m", "Two plots, side by side."))
    assert f"agree {ID} --re {decision}" in do(run, "status", ID)
    assert "Dr Alex Example agreed" in do(run, "agree", ID, "--as", STAFF, "--re", decision[:6])
    assert "agreed to that already" in run("agree", ID, "--as", STAFF, "--re", decision).err

    said = do(run, "dispute", ID, "--as", MAINTAINER, "-m", "The axis says metres.")
    assert "is now: Disputed." in said
    assert "The axis says metres." in do(run, "status", ID)
    assert "It is resolved by Dr Kim Example, who raised it," in run("resolve", ID, "--as", STUDENT, "--re", event(said)).err
    assert "is now: Signed off." in do(run, "resolve", ID, "--as", MAINTAINER, "--re", event(said))

    taken = do(run, "dispute", ID, "--as", STAFF, "--withdraw", "-m", "Wrong sign.")
    assert "Withdrawn on " in do(run, "status", ID)
    do(run, "resolve", ID, "--as", STAFF, "--re", event(taken))

    assert "Next: Dr Alex Example: Sam Example proposes to retire it" in do(run, "retire", ID, "--as", STUDENT)
    assert "That side has already agreed. Now the other partner has to agree." in " ".join(run("retire", ID, "--as", STUDENT).err.split())
    assert "is now: Retired." in do(run, "retire", ID, "--as", STAFF)
    assert "is now: Signed off." in do(run, "reinstate", ID, "--as", MAINTAINER)


# --- CODEOWNERS ---------------------------------------------------------------------------------------------------------


def link(gallery: Path, person: str, name: str) -> None:
    path = gallery / "contributors" / f"{person}.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("links:")]
    path.write_text("\n".join([*lines, f"links: [https://orcid.org/x, https://github.com/{name}]"]) + "\n")


def owners(gallery: Path) -> dict[str, str]:
    text = (gallery / ".github" / "CODEOWNERS").read_text()
    return dict(line.split(" ", 1) for line in text.splitlines() if line.startswith("/"))


def test_codeowners_gives_each_path_to_those_whose_word_it_needs(run: Run, gallery: Path) -> None:
    link(gallery, STUDENT, "sam-codes")
    link(gallery, STAFF, "alex")
    out = do(run, "codeowners")
    assert "2 people cannot be asked for approval: " not in out or PEER not in out
    assert "Add `links: [https://github.com/NAME]`" in out or "cannot be asked" not in out
    found = owners(gallery)
    assert found[f"/visualisations/{ID}/"] == "@sam-codes @alex"
    assert found[f"/records/{ID}.jsonl"].split()[0] == "@alex" and "@sam-codes" not in found[f"/records/{ID}.jsonl"]
    assert found[f"/releases/{ID}/"] == found[f"/records/{ID}.jsonl"]
    assert found[f"/contributors/{STUDENT}.yaml"].startswith("@sam-codes")
    order = list(found)
    assert order.index("/records/") < order.index(f"/records/{ID}.jsonl"), "the last line that fits counts"
    assert do(run, "codeowners", "--check") == ".github/CODEOWNERS is what the registry says.\n"


def test_codeowners_keeps_what_people_wrote_and_tells_when_it_is_old(run: Run, gallery: Path) -> None:
    assert run("codeowners", "--check").status == 1
    assert not any(one["rule"] == "codeowners" for one in json.loads(run("check", "--json").out)["findings"]), "nobody asked for it"
    file = gallery / ".github" / "CODEOWNERS"
    file.parent.mkdir()
    file.write_text("* @everybody\n")
    do(run, "codeowners")
    file.write_text(file.read_text() + "\n/docs/ @writers\n")
    assert do(run, "codeowners") == do(run, "codeowners")
    link(gallery, STAFF, "alex")
    done = run("codeowners", "--check")
    assert done.status == 1 and "run `covis codeowners` and commit it" in done.out
    (finding,) = [one for one in json.loads(run("check", "--json").out)["findings"] if one["rule"] == "codeowners"]
    assert finding["severity"] == "warning" and finding["file"] == ".github/CODEOWNERS" and finding["line"] == 3
    do(run, "codeowners")
    text = file.read_text()
    assert text.startswith("* @everybody\n\n# covis:") and text.endswith("# covis: end\n\n/docs/ @writers\n") and "@alex" in text


def test_codeowners_knows_the_part_that_an_earlier_covis_wrote(run: Run, gallery: Path) -> None:
    do(run, "codeowners")
    file = gallery / ".github" / "CODEOWNERS"
    new = file.read_text()
    file.write_text(new.replace("`covis codeowners`", "`python -m covis codeowners`"))
    assert run("codeowners", "--check").status == 1
    do(run, "codeowners")
    assert file.read_text() == new


def test_codeowners_of_a_gallery_inside_a_repository(run: Run, gallery: Path) -> None:
    link(gallery, STAFF, "alex")
    (gallery.parent / ".git").mkdir()
    do(run, "codeowners")
    assert f"/{gallery.name}/visualisations/{ID}/ @alex" in (gallery.parent / ".github" / "CODEOWNERS").read_text()


def test_a_login_is_never_written_into_codeowners(run: Run, gallery: Path) -> None:
    path = gallery / "contributors" / f"{STAFF}.yaml"
    path.write_text(path.read_text() + "\nlogin: secret-alex\n" if "login:" not in path.read_text() else path.read_text())
    do(run, "codeowners")
    assert "secret-alex" not in (gallery / ".github" / "CODEOWNERS").read_text()

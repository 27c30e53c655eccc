"""`make demonstration`: writes records/ and releases/ of the shipped gallery again, with the real command line, as its example people.

Each of its visualisations ends up in another state, so that a newcomer sees what every state looks like. Signatures name the bytes that
were compiled: run this after a change of the compiler or of a visualisation, and commit what it wrote.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from covis.catalogue import Catalogue, gallery_root

SAM, ROBIN, JO = "example_student", "example_peer", "example_reviewer"
ALEX, CHARLIE, KIM = "example_staff", "example_lecturer", "example_maintainer"
STATES = {
    "damped_oscillator": "signed_off",
    "fourier_series": "update_in_review",
    "double_slit": "in_peer_review",
    "eigenvectors": "changes_requested",
    "lotka_volterra": "in_staff_review",
    "double_pendulum": "seeking_partners",
}

# What text.md of the Fourier series says now, and what it said when it was signed.
LATER = """Two numbers are quoted for the same thing: the overshoot is 17.898 % of the *amplitude* 1, and 8.949 % of the *jump* 2. \
The readout is of the second kind. With the
present settings"""
EARLIER = "With the present settings"


class Teller:
    """Says things in a gallery through `covis`, as one person after another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {name: value for name, value in os.environ.items() if name not in ("COVIS_DATABASE_URL", "COVIS_LOGINS")}

    def say(self, command: str, id: str, who: str, *words: str, note: str = "") -> str:
        """One command; its event's id. Ends the program where it is refused."""
        call = [sys.executable, "-m", "covis", "--root", str(self.root), command, id, "--as", who, *words]
        print(" ", "covis", *call[5:], flush=True)
        done = subprocess.run([*call, *(["--note", note] if note else [])], env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{done.stdout}{done.stderr}")
        return str(self.events(id)[-1]["id"])

    def sign(self, id: str, who: str, note: str) -> None:
        """Sign what was submitted last, every criterion met."""
        submitted = [event for event in self.events(id) if event["kind"] == "submitted"][-1]
        self.say("sign-off", id, who, "--edition", submitted["edition"]["document"], "--criteria", "all", "--yes", note=note)

    def events(self, id: str) -> list[dict[str, Any]]:
        lines = (self.root / "records" / f"{id}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @contextmanager
    def earlier(self, id: str, now: str, then: str) -> Iterator[None]:
        """The folder as it was once: a passage of text.md in its earlier words."""
        path = self.root / "visualisations" / id / "text.md"
        kept = path.read_bytes()
        text = kept.decode()
        if text.count(now) != 1:
            sys.exit(f"{path} has changed: correct LATER and EARLIER in tools/demonstration.py")
        try:
            path.write_bytes(text.replace(now, then).encode())
            yield
        finally:
            path.write_bytes(kept)


def damped_oscillator(tell: Teller) -> None:
    id = "damped_oscillator"
    tell.say("accept", id, SAM, note="I write the code and keep it running.")
    tell.say("accept", id, ALEX, note="I answer for the physics, and we decide together what it looks like.")
    decision = tell.say("decide", id, SAM, note="The pictures side by side, none behind a tab: the point is that they are one motion.")
    tell.say("agree", id, ALEX, "--re", decision, note="Yes. That is the part they never see on the board.")
    tell.say("submit", id, SAM, note="The first version that both of us would show to somebody.")
    tell.say(
        "review", id, ROBIN, note="I could say what the damping does without reading the text. The spiral surprised me, in a good way."
    )
    wish = tell.say(
        "request-changes",
        id,
        ROBIN,
        "--level",
        "low",
        note="I looked for the quality factor, which the laboratory script has. A sentence would help.",
    )
    tell.say("resolve", id, ROBIN, "--re", wish, note="We talked: that belongs to the next step of the course, not to this one.")
    tell.sign(id, ALEX, "Read beside my lecture notes, with every slider at both of its ends.")


def fourier_series(tell: Teller) -> None:
    id = "fourier_series"
    tell.say("accept", id, SAM)
    tell.say("accept", id, CHARLIE, note="Gladly: this is the lecture after which everybody asks about the spike.")
    with tell.earlier(id, LATER, EARLIER):
        tell.say("submit", id, SAM)
        tell.say("review", id, JO, note="Clear. I added terms until nothing changed, and then saw what does not change.")
        tell.sign(id, CHARLIE, "Checked the three series by hand, and the limit of the overshoot against Carslaw.")
    decision = tell.say("decide", id, CHARLIE, note="We quote the overshoot as a share of the jump, and say so: books differ.")
    tell.say("agree", id, SAM, "--re", decision, note="It goes into the text.")
    tell.say("submit", id, SAM, note="The text now says which of the two percentages the readout means.")


def double_slit(tell: Teller) -> None:
    id = "double_slit"
    tell.say("accept", id, ROBIN, note="My first one about light.")
    tell.say("accept", id, ALEX)
    tell.say("submit", id, ROBIN, note="I would like to know above all whether the missing order comes as a surprise.")


def eigenvectors(tell: Teller) -> None:
    id = "eigenvectors"
    tell.say("accept", id, ROBIN)
    tell.say("accept", id, CHARLIE, note="I teach this in the third week.")
    tell.say("submit", id, ROBIN)
    tell.say("review", id, SAM, note="Dragging the vector until nothing turns is the best explanation that I have met.")
    tell.say(
        "request-changes",
        id,
        CHARLIE,
        "--level",
        "high",
        note="Before the curve is shown I should like a question that sends them to find both lines by hand: who reads the zeros off the "
        "second picture first never turns the vector. I want that in before I sign; tell me if you see it otherwise.",
    )


def lotka_volterra(tell: Teller) -> None:
    id = "lotka_volterra"
    tell.say("accept", id, SAM)
    tell.say("accept", id, KIM, note="I taught population dynamics before I came to the Education Office.")
    tell.say("submit", id, SAM)
    tell.say(
        "review",
        id,
        ROBIN,
        note="That trapping both helps the hares is the question I would put first. I did not believe it until I had tried.",
    )


def double_pendulum(tell: Teller) -> None:
    note = "I should like to work with somebody who lectures on nonlinear dynamics, or always wanted to."
    tell.say("accept", "double_pendulum", SAM, note=note)


STORIES = (damped_oscillator, fourier_series, double_slit, eigenvectors, lotka_volterra, double_pendulum)

# The others: a shorter story each. Each entry of the registry goes through one of these as far as it says, as its own people.
WORDS = (
    "I moved every control from end to end, and nothing left the picture.",
    "The question surprised me; the answer is in the picture.",
    "I could say what is shown without reading the text first.",
    "I would have liked this in the week before the sheet.",
)
SIGNED = (
    "Worked two states by hand, and compared the rest with my notes.",
    "Checked the limits and the units, and read every source that I have on my shelf.",
    "Beside the textbook, with the sliders at both of their ends.",
)
ARC = ("signed_off", "in_staff_review", "signed_off", "in_peer_review", "signed_off", "changes_requested", "in_development")


def others(catalogue: Catalogue) -> dict[str, str]:
    """Where the entries end up that have no story of their own: {id: state}."""
    entries = {id: entry for id, entry in catalogue.registry.entries.items() if id not in STATES}
    return {
        id: ARC[k % len(ARC)] if entry.coders and entry.fact_checkers else "seeking_partners"
        for k, (id, entry) in enumerate(entries.items())
    }


def another(tell: Teller, catalogue: Catalogue, k: int, id: str, state: str) -> None:
    """The story of an entry up to its state."""
    entry = catalogue.registry.entries[id]
    for person in (*entry.coders, *entry.fact_checkers):
        tell.say("accept", id, person)
    if state in ("seeking_partners", "in_development"):
        return
    (coder,), (checker,) = entry.coders, entry.fact_checkers
    tell.say("submit", id, coder)
    if state == "in_peer_review":
        return
    tell.say("review", id, next(peer for peer in (SAM, ROBIN, JO) if peer != coder), note=WORDS[k % len(WORDS)])
    if state == "changes_requested":
        tell.say("request-changes", id, checker, "--level", "high", note="State in the text where the model stops being true.")
    elif state == "signed_off":
        tell.sign(id, checker, SIGNED[k % len(SIGNED)])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.demonstration", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=gallery_root(), help="the gallery's folder; otherwise COVIS_ROOT, or this repository")
    root = parser.parse_args().root.resolve()
    if not Catalogue(root, compiles=False).registry.gallery.demonstration:
        sys.exit(f"{root} is no demonstration (`gallery.demonstration` in registry.yaml): its records are not made up.")
    listed = Catalogue(root, compiles=False)
    wanted = STATES | others(listed)
    for id in wanted:
        (root / "records" / f"{id}.jsonl").unlink(missing_ok=True)
        shutil.rmtree(root / "releases" / id, ignore_errors=True)
    tell = Teller(root)
    for story in STORIES:
        story(tell)
    for k, (id, state) in enumerate(others(listed).items()):
        another(tell, listed, k, id, state)
    catalogue = Catalogue(root, compiles=False)
    now = {id: catalogue.items.standing(id).status for id in wanted}
    for id, status in now.items():
        print(f"{id}: {status}")
    if now != wanted:
        sys.exit(f"They should be {wanted}.")


if __name__ == "__main__":
    main()

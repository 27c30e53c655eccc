"""Why a request has no result: what the worker replied, as an error that its team can act on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from covis.finding import printable


class WorkerError(Exception):
    """A request ended without a result. The message is for the plugin's team, and its subject is the plugin or the fact: "took longer".

    `file`, `line`: where the plugin was, if known. `transient`: another try may end in another way. `doing`: the last note of the child
    (`progress.py`). `timed_out`: a limit of time was reached.
    """

    def __init__(
        self,
        message: str,
        file: str = "",
        line: int = 0,
        *,
        transient: bool = True,
        doing: dict[str, Any] | None = None,
        timed_out: bool = False,
    ) -> None:
        super().__init__(message)
        self.file, self.line, self.transient, self.doing, self.timed_out = file, line, transient, doing or {}, timed_out


def explained(reply: dict[str, Any], folder: Path, seconds: float, megabytes: int, patience: float) -> WorkerError:
    """Why there is no result, as a sentence for the team, with the line of their file where it is known.

    `patience`: how many times `seconds` a request may take by the clock; 1 where the system does not count processor time.
    """
    trace, printed = str(reply.get("trace", "")), str(reply.get("printed", ""))
    at = [
        (file, int(line)) for file, line in re.findall(r'File "([^"]+)", line (\d+)', trace) if Path(file).is_relative_to(folder.resolve())
    ]
    file, line = at[0] if at else ("", 0)
    doing = reply.get("doing") or {}
    if isinstance(doing.get("seconds"), int | float):
        seconds = doing["seconds"]
    where = "".join(
        f"{word} {printable(str(doing[key]))}" for key, word in (("at", " in"), ("on", ", at")) if doing.get(key) and "fact" not in doing
    )
    # Only what runs in the plugin's own code can be a loop of the plugin's.
    way = "look for a loop that never ends, or for a costly simplify()" if at else "make that cheaper, with fewer points or shorter sums"
    match reply["died"]:
        case "time" | "late" if reply["died"] == "time" or patience == 1:
            clock = "" if patience == 1 else " of processor time"
            return WorkerError(f"took longer than {seconds:g} s{clock}{where}; {way}", file, line, doing=doing, timed_out=True)
        case "late":
            reason = f"did not finish within {seconds * patience:g} s{where}, without using {seconds:g} s of processor time"
            way = "look for a call that waits, or run the command again when the machine is less busy"
            return WorkerError(f"{reason}; {way}", file, line, doing=doing, timed_out=True)
        case "reply":
            message = "wrote into the file that its result is passed in, which only Covis may do; take out the code that does so"
            return WorkerError(message, file, line, transient=False, doing=doing)
        case "system":
            return WorkerError(
                f"was not run, because the system had too little for a new process ({reply['error'].lower()}); run the command again"
            )
        case "worker":
            return WorkerError("was interrupted because the worker process stopped; run the command again")
        case "signal":
            reason = f"was stopped by the system (signal {reply['status']}); it may have used more than {megabytes} MB of memory"
            return WorkerError(f"{reason}, or the machine had too little left: run the command again", file, line, doing=doing)
    if "MemoryError" in printed or "bad_alloc" in printed:
        return WorkerError(f"used more than {megabytes} MB of memory; make its arrays smaller", file, line, doing=doing)
    if reply["status"] == 70:
        last = printed.strip().splitlines()[-1:] or ["no message"]
        return WorkerError(f"could not be compiled ({last[0][:200]})", file, line, doing=doing)
    return WorkerError(
        f"ended Python itself (exit status {reply['status']}); take the call that does so out", file, line, transient=False, doing=doing
    )

"""`new`: the template's copy, and an entry in registry.yaml. All of it, or nothing."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock

from covis.catalogue import Catalogue, Refused
from covis.cli.printing import out
from covis.cli.program import Root, WrongCallError, app, open_catalogue, person
from covis.cli.registry_text import CannotAppendError, entry_lines, scalar, with_entry
from covis.finding import closest
from covis.registry.loader import FILE, load
from covis.registry.models import ID_PATTERN
from covis.review.rules import Refusal

TEMPLATE = Path(__file__).resolve().parents[2] / "template"
COPIED = ("__init__.py", "text.md")
LONGEST = {"--title": 120, "--subject": 120, "--name": 200}
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that no file or folder can have on Windows."""

Undo = list[Callable[[], None]]


@app.command()
def new(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits and _.")],
    title: Annotated[str | None, typer.Option("--title", help="What is learnt, in a line; it can be changed later.")] = None,
    subject: Annotated[str, typer.Option("--subject", help="From the general to the special: Physics / Mechanics.")] = "",
    coder: Annotated[
        str | None, typer.Option("--coder", "--as", metavar="PERSON", help="The student who codes it; otherwise git's user.email.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Their full name: writes contributors/PERSON.yaml, for somebody who has none.")
    ] = None,
    root: Root = None,
) -> None:
    """Begin a visualisation: a small one that works, to replace part by part, and its entry in registry.yaml."""
    catalogue = open_catalogue(context, root)
    _sound_id(id, "a visualisation's id")
    for option, given in (("--title", title), ("--subject", subject), ("--name", name)):
        _one_line(option, given)
    _free(catalogue, id)
    by = _coder(catalogue, coder, name)
    name = None if by in catalogue.registry.people else name  # who is there already is not written down again
    try:
        _make(catalogue.root, id, entry_lines(id, title or _titled(id), subject, by), by, name)
    except OSError as error:
        place = error.filename or catalogue.root
        raise _refused(f"This cannot be written ({(error.strerror or str(error)).lower()}: {place}).", "Nothing was changed.") from error
    _say(id, by, name, coder is not None, root or context.obj)


def suggested(id: str) -> str:
    """The nearest id to what somebody typed, or ""."""
    last = id.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower()
    slug = re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:64].strip("_")
    parts = slug.split("_")
    made = "_".join([word for word in parts if not word[:1].isdigit()] + [word for word in parts if word[:1].isdigit()])
    return made if re.fullmatch(ID_PATTERN, made) and made not in DEVICES else ""


def _sound_id(id: str, what: str) -> None:
    if re.fullmatch(ID_PATTERN, id) and len(id) <= 64 and id not in DEVICES:
        return
    why = (
        f"{id} is a name that Windows keeps for itself"
        if id in DEVICES
        else f"{what} has at most 64 characters, and this one {len(id)}"
        if len(id) > 64
        else f"{id!r} is not {what}: small letters, digits and _, with a letter first"
    )
    near = suggested(id)
    raise WrongCallError(f"{why}. " + (f"Try {near}" if near and near != id else "Try something like standing_waves"))


def _one_line(option: str, given: str | None) -> None:
    """The registry's rule for a text, reported for the option, because there is no line yet."""
    if given is None:
        return
    if not given.strip() and option != "--subject":
        raise WrongCallError(f'{option} is empty. Leave it out, or write {option} "..."')
    if given != given.strip() or not given.isprintable():
        raise WrongCallError(f"{option} must be one line, with no space at its ends and nothing that cannot be printed.")
    if len(given) > LONGEST[option]:
        raise WrongCallError(f"{option} has {len(given)} characters; at most {LONGEST[option]} fit.")


def _free(catalogue: Catalogue, id: str) -> None:
    """Nobody has the id yet: no entry, no folder, no log."""
    root = catalogue.root
    if line := catalogue.registry.line(id):
        folder = root / "visualisations" / id
        way = "Choose another id" if folder.exists() else f"Its folder is missing: copy {TEMPLATE} to {folder}, or choose another id"
        raise WrongCallError(f"{FILE}, line {line}, has an entry {id} already. {way}.")
    with suppress(OSError):
        for path in (root / "visualisations").iterdir():
            if path.name.lower() == id:
                raise WrongCallError(
                    f"There is a visualisations/{path.name} already, without an entry in {FILE}. "
                    "Choose another id, move the folder away, or write an entry for it."
                )
    log, place = catalogue.log, catalogue.log.place(id)
    recorded = [place if place.startswith("records/") else f"What {place} has about {id}"] if id in log.ids() else []
    signed = [f"releases/{id}"] if (root / "releases" / id).exists() else []
    for kept in recorded + signed:
        raise WrongCallError(f"{kept} belongs to an earlier visualisation of this id, and would count for the new one. Choose another id.")


def _coder(catalogue: Catalogue, coder: str | None, name: str | None) -> str:
    """The student who begins it: known, or (with a name) to be written down."""
    people = catalogue.registry.people
    if name is not None:
        if coder is None:
            raise WrongCallError("--name goes with --coder PERSON, the id that the person shall have.")
        _sound_id(coder, "a person's id")
        if coder in people and people[coder].name == name:
            return _coder(catalogue, coder, None)
        if (catalogue.root / "contributors" / f"{coder}.yaml").exists():
            raise WrongCallError(f"There is a contributors/{coder}.yaml already. Leave --name out, or choose another --coder.")
        return coder
    if coder is not None and coder not in people:
        near = closest(coder, people, 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise WrongCallError(f'There is no contributor {coder!r}. {hint}For somebody new, add --name "Their Full Name".')
    try:
        by = person(catalogue, coder)
    except WrongCallError as error:
        raise WrongCallError(f'{error} For somebody new: --coder ID --name "Their Full Name".'.replace("--as", "--coder")) from error
    if people[by].role != "student":
        raise WrongCallError(f"{people[by].name} ({by}) is on the staff, and coders are students. Name the student with --coder PERSON.")
    return by


def _make(root: Path, id: str, lines: list[str], by: str, name: str | None) -> None:
    """Write it all, read the registry again, and take everything back where it has an error that it had not before, or on Ctrl-C."""
    locks = root / ".covis" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    undo: Undo = []
    with FileLock(locks / f"{FILE}.lock", timeout=30):
        registry, before = (root / FILE).resolve(), _errors(root)
        old = registry.read_bytes()
        try:
            made = with_entry(old, id, lines)
        except CannotAppendError as error:
            raise _by_hand(root, id, lines, str(error)) from error
        try:
            if name is not None:
                _write_person(root / "contributors" / f"{by}.yaml", name, undo)
            _copy(root / "visualisations" / id, undo)
            _replace(registry, old, made)
            undo.append(lambda: _replace(registry, made, old))
            if fresh := _errors(root) - before:
                raise _by_hand(root, id, lines, f"with the entry there would be new errors: {'; '.join(fresh)}")
        except BaseException:
            for step in reversed(undo):
                with suppress(OSError, Refused):
                    step()
            raise


def _errors(root: Path) -> Counter[str]:
    """The registry's errors, without the line numbers that an insertion moves."""
    return Counter(re.sub(r"\bline \d+", "line", f"{one.file}: {one.message}") for one in load(root).findings if one.severity == "error")


def _copy(folder: Path, undo: Undo) -> None:
    if not folder.parent.is_dir():
        folder.parent.mkdir()
        undo.append(folder.parent.rmdir)
    folder.mkdir()
    undo.append(lambda: shutil.rmtree(folder))
    for each in COPIED:
        shutil.copyfile(TEMPLATE / each, folder / each)


def _write_person(path: Path, name: str, undo: Undo) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir()
        undo.append(path.parent.rmdir)
    schema = "# yaml-language-server: $schema=../docs/schemas/contributor.schema.json\n"
    there = (path.parents[1] / "docs" / "schemas" / "contributor.schema.json").exists()
    with path.open("x", encoding="utf-8", newline="\n") as file:
        undo.append(path.unlink)
        file.write(f"{schema if there else ''}name: {scalar(name)}\nrole: student\n# department, about, orcid, links: as you like\n")


def _replace(path: Path, old: bytes, made: bytes) -> None:
    """Put `made` in the place of `old` in one step; refused where somebody has changed the file meanwhile."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, beside)
        if path.read_bytes() != old:
            raise _refused(f"Somebody else changed {FILE} at the same time.", "Nothing was changed. Run the command again.")
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _by_hand(root: Path, id: str, lines: list[str], why: str) -> Refused:
    entry = "\n".join(lines)
    folder = root / "visualisations" / id
    return _refused(
        f"{FILE} was left as it is: {why}.",
        f"Change that and run the command again; or copy {TEMPLATE} to {folder}, "
        f"and write this under `visualisations:` yourself:\n\n{entry}",
    )


def _refused(rule: str, way_out: str) -> Refused:
    return Refused(Refusal(rule, way_out))


def _titled(id: str) -> str:
    return id.replace("_", " ").strip().capitalize()


def _say(id: str, by: str, name: str | None, named: bool, root: Path | None) -> None:
    """What was made, and the next three commands, as they can be typed here."""
    where = f" --root {shlex.quote(str(root))}" if root is not None else ""
    who = f" --as {by}" if named else ""
    out.print(f"visualisations/{id}/ is a visualisation that works. Replace it part by part: its comments say how.", style="bold")
    out.print(f"  {FILE} has its entry, at the end." + (f" contributors/{by}.yaml says who {name} is." if name else ""))
    out.print("Next:")
    out.print(f"  covis check {id}{where}")
    out.print(f"  covis serve{where}     and look at http://localhost:8501/?v={id}")
    out.print(f"  covis accept {id}{who}{where}     as its coder; find a fact-checker meanwhile")

"""Compile the Coq sources of a folder and read off what they prove.

Every source and everything that it imports is hashed; what was compiled from the same text by the
same Coq is kept in the user's cache and not compiled again. Where Coq is not installed, the
committed record says what was proved when it was made, and is never called a proof here.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from askewtheory.audit.provers.coq_kept import Built, keep, kept, read_record
from askewtheory.audit.provers.coq_names import read_otherwise
from askewtheory.audit.provers.coq_sources import LIBRARY, NAME, Source, sources
from askewtheory.errors import InputError
from askewtheory.private import private_folder

WORKERS, SECONDS = 2, 300

ALLOWED = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",  # the classical real numbers of Coq's library
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",  # points are functions
        "Classical_Prop.classic",
        "RelationalChoice.relational_choice",  # choice, for the minimiser of a box
        "ClassicalUniqueChoice.dependent_unique_choice",
    }
)
"""The axioms of Coq's own library on which a theorem may rest."""


@dataclass(frozen=True)
class Result:
    """What is known of one theorem.

    Parameters
    ----------
    name
        ``file.theorem``.
    status
        ``"proved"`` (compiled here, by Coq), ``"not re-run"`` (Coq is not installed) or
        ``"failed"``.
    reason
        One sentence; for a failure Coq's own first error line.
    statement
        The theorem's statement as Coq prints it; empty for a failure.
    axioms
        What ``Print Assumptions`` names.
    seconds
        How long its file took to compile when it was compiled here.
    sources_sha
        The SHA-256 of its file and of all that the file imports.
    coq
        The version of Coq that compiled it, here or for the record.
    changed
        Whether the sources have changed since the record that speaks was made.
    """

    name: str
    status: str
    reason: str
    statement: str = ""
    axioms: tuple[str, ...] = ()
    seconds: float | None = None
    sources_sha: str = ""
    coq: str | None = None
    changed: bool = False


@cache
def coq_version() -> str | None:
    """Return Coq's version, or None where it is not installed."""
    if shutil.which("coqc") is None:
        return None
    shown = subprocess.run(
        ["coqc", "--version"], capture_output=True, encoding="utf-8", check=False
    )
    found = re.search(r"version (\S+)", shown.stdout)
    return found[1] if found else None


def compile(
    folder: Path, names: Iterable[str] | None = None, *, seconds: float = SECONDS
) -> dict[str, Result]:
    """Compile the files of the theorems ``names`` (all by default) and return what they prove.

    Parameters
    ----------
    folder
        Where the Coq files and ``record.json`` are.
    names
        Theorems, ``file.theorem``.
    seconds
        After how long one file counts as failed.

    Raises
    ------
    InputError
        If there is no such theorem.
    """
    known = sources(folder)
    every = [f"{name}.{t}" for name, source in known.items() for t in source.theorems]
    wanted = every if names is None else list(names)
    for name in wanted:
        if name not in every:
            raise InputError(f"formal theorem must be one in {folder.name}/, got {name!r}")
    files = {name: known[name.split(".")[0]] for name in wanted}
    if coq_version() is None:
        record = read_record(folder)
        return {name: _recorded(name, source, record) for name, source in files.items()}
    built = _build_all(list(files.values()), seconds)
    record = read_record(folder)
    return {name: _as_recorded(_result(name, source, built[source.name]), record)
            for name, source in files.items()}  # fmt: skip


def states(folder: Path, name: str, statement: str, *, seconds: float = SECONDS) -> str:
    """Compare a theorem with a statement written elsewhere: Coq checks ``name : statement``.

    Returns
    -------
    str
        Empty if the theorem says it, up to computation; otherwise Coq's first error line.
    """
    source = sources(folder)[name.split(".")[0]]
    built = _build_all([source], seconds)
    failed = [other.error for other in built.values() if other.error]
    if failed:
        return failed[0]
    paths = [word for other in built.values() for word in ("-Q", str(other.folder), LIBRARY)]
    with tempfile.TemporaryDirectory() as place:
        text = f"{_preamble(source)}\nCheck ({name} : {statement}).\n"
        (Path(place) / "states.v").write_text(text, encoding="utf-8")
        return _coqc([*paths, "states.v"], Path(place), seconds)


def check(folder: Path, *, seconds: float = 900) -> str:
    """Re-check every compiled file with ``coqchk``, Coq's independent kernel; return its report.

    Raises
    ------
    InputError
        If a file does not compile or the checker refuses one.
    """
    known = sources(folder)
    built = _build_all(list(known.values()), SECONDS)
    for name, one in built.items():
        if one.error:
            raise InputError(f"coqchk needs compiled files, got {name}.v: {one.error}")
    paths = [word for one in built.values() for word in ("-Q", str(one.folder), LIBRARY)]
    command = ["coqchk", "-o", *paths, *(f"{LIBRARY}.{name}" for name in known)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=seconds, check=False
    )
    if done.returncode:
        raise InputError(f"coqchk must accept every file, got {done.stderr.strip()[-300:]!r}")
    return done.stdout + done.stderr


def record_of(results: dict[str, Result]) -> dict:
    """Return the record to commit from results that Coq has just proved."""
    for result in results.values():
        if result.status != "proved":
            raise InputError(f"a record needs proofs, got {result.name}: {result.reason}")
    entries = {
        name: {"statement": r.statement, "axioms": list(r.axioms), "sources": r.sources_sha}
        for name, r in results.items()
    }
    return {"coq": coq_version(), "digest": _digest(entries), "theorems": entries}


def _recorded(name: str, source: Source, record: dict) -> Result:
    entry = record["theorems"].get(name)
    absent = "formal, not re-run here: Coq is not installed"
    if entry is None:
        return Result(
            name, "not re-run", f"{absent}, and there is no record", sources_sha=source.sha
        )
    gap = (
        source.forbidden or _foreign(entry["axioms"], source) or read_otherwise(entry["statement"])
    )
    if record.get("digest") != _digest(record["theorems"]):
        gap = "the record was changed after Coq had made it"
    if gap:
        return Result(name, "failed", f"{absent}, and {gap}", sources_sha=source.sha)
    sha = source.sha
    reason = f"{absent}; compiled by Coq {record['coq']} from sources {entry['sources'][:12]}"
    if entry["sources"] != sha:
        reason += f", which have changed since (now {sha[:12]})"
    axioms = tuple(entry["axioms"])
    return Result(name, "not re-run", reason, entry["statement"], axioms, None, entry["sources"],
                  record["coq"], entry["sources"] != sha)  # fmt: skip


def _digest(theorems: dict) -> str:
    text = json.dumps(theorems, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _foreign(axioms: Iterable[str], source: Source) -> str:
    """Return what is wrong with the axioms: one that is not of Coq's library, by its full name."""
    own = {other.name for other in source.closure}
    for axiom in axioms:
        if axiom not in ALLOWED or axiom.split(".")[0] in own:
            return f"it rests on {axiom}, which is not among the allowed axioms"
    return ""


def _result(name: str, source: Source, built: Built) -> Result:
    gap = source.forbidden
    if built.error or gap:
        return Result(
            name, "failed", f"a gap: {gap}" if gap else built.error, sources_sha=source.sha
        )
    facts = built.facts[name.split(".")[1]]
    axioms = tuple(facts["axioms"])
    status, reason = "proved", f"compiled by Coq {coq_version()}"
    statement = facts["statement"]
    if own := sorted(set(re.findall(NAME, statement)) & source.own):
        reason += f"; {', '.join(own)} as the sources define, not a library"
    if wrong := _foreign(axioms, source) or read_otherwise(statement):
        status, reason = "failed", wrong
    return Result(name, status, reason, statement, axioms, built.seconds, source.sha, coq_version())


def _as_recorded(found: Result, record: dict) -> Result:
    """Return a result; refuse one that differs from what the same Coq made of the same sources."""
    entry = record["theorems"].get(found.name)
    if entry is None or found.status != "proved":
        return found
    if (record["coq"], entry["sources"]) != (found.coq, found.sources_sha):
        return found
    if (found.statement, list(found.axioms)) == (entry["statement"], entry["axioms"]):
        return found
    reason = "what is kept of its compilation differs from the record of the same sources"
    return Result(found.name, "failed", reason, sources_sha=found.sources_sha)


def _build_all(wanted: list[Source], seconds: float) -> dict[str, Built]:
    """Compile ``wanted`` and all that it imports, imports first, two files at a time."""
    order = {source.name: source for top in wanted for source in top.closure}
    running: dict[str, Future[Built]] = {}

    def one(source: Source) -> Built:
        # imports were submitted earlier, so the earliest unfinished file never waits
        below = {other.name: running[other.name].result() for other in source.closure[:-1]}
        return _build(source, below, seconds)

    with ThreadPoolExecutor(WORKERS) as pool:
        for name, source in order.items():
            running[name] = pool.submit(one, source)
        return {name: future.result() for name, future in running.items()}


def _build(source: Source, below: dict[str, Built], seconds: float) -> Built:
    for other in below.values():
        if other.error:
            return Built(error=other.error)
    home = _cache_root() / f"{source.name}-{source.sha[:32]}"
    if (built := kept(home, source)) is not None:
        return built
    paths = [word for other in below.values() for word in ("-Q", str(other.folder), LIBRARY)]
    with tempfile.TemporaryDirectory(dir=_cache_root()) as name:
        place = Path(name) / "built"
        place.mkdir()
        (place / f"{source.name}.v").write_text(source.text, encoding="utf-8")
        start = time.perf_counter()
        error = _coqc([*paths, "-Q", ".", LIBRARY, f"{source.name}.v"], place, seconds)
        took = round(time.perf_counter() - start, 2)
        if error:
            return Built(error=error)
        (place / "ask.v").write_text(_questions(source), encoding="utf-8")
        error = _coqc([*paths, "-Q", ".", LIBRARY, "ask.v"], place, seconds)
        if error:
            return Built(error=error)
        facts = {theorem: _answers(place, theorem) for theorem in source.theorems}
        (place / "again.v").write_text(_read_back(source, facts), encoding="utf-8")
        error = _coqc([*paths, "-Q", ".", LIBRARY, "again.v"], place, seconds)
        if error:
            return Built(error=f"what Coq prints of a theorem does not say it: {error}")
        keep(place, home, source, Built(None, "", took, facts))
        return kept(home, source) or Built(error="what was compiled could not be kept")


def _coqc(arguments: list[str], place: Path, seconds: float) -> str:
    """Run coqc in ``place``; return its first error line, or nothing."""
    command = ["coqc", "-q", "-w", "-ambiguous-paths", *arguments]
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, encoding="utf-8", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{arguments[-1]}: no result after {seconds:g} s"
    if done.returncode == 0:
        return ""
    where = re.search(r'File "\./?([^"]*)", line (\d+)', done.stderr)
    what = re.search(r"^Error:\s*(.+)$", done.stderr, re.MULTILINE)
    line = what[1] if what else (done.stderr.strip().splitlines() or ["no message"])[-1]
    place_ = f"{where[1]}, line {where[2]}" if where else arguments[-1]
    return f"{place_}: {line}"


def _preamble(source: Source) -> str:
    """Return the imports with which the statements of ``source`` read as they do in it."""
    imported = " ".join(other.name for other in source.closure)
    analysis = any("Coquelicot" in other.text for other in source.closure)
    return "\n".join([
        "From Coq Require Import Reals List.",
        "From Coquelicot Require Import Coquelicot." if analysis else "",
        f"From {LIBRARY} Require Import {imported}.",
        "Open Scope R_scope.",
    ])  # fmt: skip


def _questions(source: Source) -> str:
    """Return Coq commands that write each theorem's statement and axioms into files."""
    lines = [_preamble(source), "Set Printing Width 100.", "Set Printing Depth 1000."]
    for name in source.theorems:
        lines.append(f'Redirect "statement.{name}" Check @{source.name}.{name}.')
        lines.append(f'Redirect "axioms.{name}" Print Assumptions {source.name}.{name}.')
    return "\n".join(lines) + "\n"


def _read_back(source: Source, facts: dict[str, dict]) -> str:
    """Return Coq commands that prove each theorem's statement, as printed, by the theorem.

    What is printed without an argument that it has does not say what is proved.
    """
    lines = [_preamble(source)]
    for name, fact in facts.items():
        lines.append(f"Goal {fact['statement']}.\nexact (@{source.name}.{name}).\nQed.")
    return "\n".join(lines) + "\n"


def _answers(place: Path, name: str) -> dict:
    shown = (place / f"statement.{name}.out").read_text(encoding="utf-8")
    statement = re.sub(r"\A\S+\s*:\s*", "", shown.strip())
    told = (place / f"axioms.{name}.out").read_text(encoding="utf-8")
    return {"statement": re.sub(r"\n {5,7}", "\n  ", statement), "axioms": _assumed(told)}


def _assumed(told: str) -> list[str]:
    """Return what ``Print Assumptions`` names; a line that names no axiom stands for itself.

    Such a line says that something is taken for granted, as that a function ends.
    """
    if told.strip() == "Closed under the global context":
        return []
    lines = [line for line in told.splitlines() if line[:1].strip() and line.strip() != "Axioms:"]
    named = [re.match(rf"({NAME}(?:\.{NAME})*)\s*(?::|$)", line) for line in lines]
    return [one[1] if one else line for one, line in zip(named, lines, strict=True)] or [told]


ASKED = 2
"""Raised whenever more is asked of a compiled file: what was kept before is compiled again."""


def _cache_root() -> Path:
    """Return a folder into which only this user can write; one for this process if there is none.

    What is kept there is believed: whoever could write into it could put a proof into it.
    """
    return private_folder(f"coq/{coq_version()}-{ASKED}") or _own_root()


@cache
def _own_root() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="askewtheory-formal-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder

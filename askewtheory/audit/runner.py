"""Finding the claims of a package, and running them.

A package is any importable one whose modules hold entries (see :mod:`askewtheory.audit.claim`);
its ``ORDER``, ``TITLE`` and the like are for readers. A check that raises, and a module that cannot
be imported, cost their own verdict and no more: it is *undecided*, with file and line.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from askewtheory.audit.claim import Entry
from askewtheory.audit.provers.solvers import SolverError
from askewtheory.audit.statement import Statement, scalar_parts
from askewtheory.audit.theorem import Judgement, NotEstablishedError, require
from askewtheory.audit.twins import Twin, control, twins
from askewtheory.audit.verdict import Counterexample, Evidence, Kind, Verdict, plain
from askewtheory.errors import InputError
from askewtheory.pool import Lost, run_items


@dataclass(frozen=True)
class Package:
    """The claims of a package, each with its lines and its repair, in the package's order."""

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def claims(self) -> list[str]:
        """The identifiers of the claims."""
        return [name for name, entry in self.entries.items() if entry.role == "claim"]

    def within(self, of: str, role: str) -> list[Entry]:
        """Return the lines or repairs of a claim."""
        return [one for one in self.entries.values() if one.of == of and one.role == role]

    def whole(self, of: str) -> list[str]:
        """Return the identifiers of everything inside a claim."""
        own = [one for one in self.entries.values() if one.of == of]
        return [name for one in own for name in (one.id, *self.whole(one.id))]


@cache
def discover(package: str = "proofs_checks") -> Package:
    """Return the claims of a package.

    Parameters
    ----------
    package
        An importable package. If it has an ``ORDER`` of identifiers, claims come in that order.

    Raises
    ------
    InputError
        If the package cannot be imported, holds no claim, or names one twice.
    """
    try:
        root = importlib.import_module(package)
    except ModuleNotFoundError as error:
        raise InputError(f"claims package must be importable, got {package!r} ({error})") from None
    except BaseException as error:
        _interrupted(error)
        raise InputError(
            f"claims package must be importable, got {package!r}: {_failed(error)}"
        ) from None
    found: dict[str, Entry] = {}
    broken: dict[str, str] = {}
    for module_name in [package, *_modules(root, package)]:
        try:
            module = importlib.import_module(module_name)
        except BaseException as error:
            _interrupted(error)
            broken[module_name] = _failed(error)
            continue
        for entry in vars(module).values():
            if not isinstance(entry, Entry) or entry.module != module_name or entry.role == "fact":
                continue
            if entry.id in found and found[entry.id] is not entry:
                raise InputError(f"claim identifiers must be unique, got {entry.id!r} twice")
            found[entry.id] = entry
    if not any(entry.role == "claim" for entry in found.values()) and not broken:
        raise InputError(
            f"claims package must declare a claim in a module, got none in {package!r}"
        )
    for one in [entry for entry in found.values() if entry.of and entry.of not in found]:
        broken[one.id] = f"it belongs to {one.of!r}, which no module declares"
        del found[one.id]
    order: dict[str, int] = {name: place for place, name in enumerate(getattr(root, "ORDER", ()))}
    claims = [name for name, entry in found.items() if entry.role == "claim"]
    ranked = sorted(claims, key=lambda name: (order.get(name, len(order)), name))
    rest = {name: entry for name, entry in found.items() if entry.role != "claim"}
    return Package(package, {name: found[name] for name in ranked} | rest, broken)


def _modules(root: Any, package: str) -> list[str]:
    """Return the modules of a package; one that cannot be imported is named, its own are not."""
    names: list[str] = []
    for info in pkgutil.iter_modules(getattr(root, "__path__", []), package + "."):
        names.append(info.name)
        if info.ispkg:
            try:
                inner = importlib.import_module(info.name)
            except BaseException as error:
                _interrupted(error)
                continue
            names += _modules(inner, info.name)
    return names


def _interrupted(error: BaseException) -> None:
    if isinstance(error, KeyboardInterrupt | MemoryError):
        raise error


def _failed(error: BaseException) -> str:
    """Return one line: the error, its file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "importlib" not in one.filename] or list(frames)
    place = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    if isinstance(error, SyntaxError) and error.filename:
        place = f" ({Path(error.filename).name}, line {error.lineno})"
    return f"{type(error).__name__}: {' '.join(str(error).split())}{place}"


def select(ids: Iterable[str] = (), package: str = "proofs_checks") -> list[str]:
    """Return the claim identifiers that ``ids`` name; all of them for none.

    A line or repair (``lemma-2/line-2``) selects its claim; ``notes`` selects all the notes'.
    """
    known = discover(package)
    wanted = list(ids)
    if not wanted:
        return [*known.claims, *known.broken]
    chosen: dict[str, None] = {}
    for name in wanted:
        matches = [name] if name in known.claims or name in known.broken else []
        matches = matches or [one for one in known.claims if one.startswith(name + "/")]
        matches = matches or [one for one in known.claims if name in known.whole(one)]
        if not matches:
            raise InputError(
                "claim must be one of `askewtheory verify --list`, got "
                f"{name!r}{_near(name, known)}"
            )
        chosen.update(dict.fromkeys(matches))
    return list(chosen)


def _near(name: str, known: Package) -> str:
    import difflib

    close = difflib.get_close_matches(name, [*known.entries], n=2)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


@dataclass(frozen=True)
class StepResult:
    """What running one entry found, beside the verdict on record; plain data, to cross processes.

    ``about`` is what :func:`description` says of the entry.
    """

    about: Mapping[str, Any]
    id: str
    expected: Verdict
    verdict: Verdict
    reason: str
    seconds: float
    kind: Kind | None = None
    evidence: tuple[Evidence, ...] = ()
    counterexample: Counterexample | None = None
    readings: tuple[str, ...] = ()
    twins: tuple[tuple[str, tuple[Twin, ...]], ...] = ()
    done: bool = True
    """False where the process that was to run it was killed."""

    @property
    def reproduced(self) -> bool:
        """Whether the recomputed verdict is the one on record."""
        return self.done and self.verdict == self.expected

    @property
    def method(self) -> str:
        """The kinds of evidence, for a table cell."""
        return " + ".join(dict.fromkeys(item.kind for item in self.evidence)) or "none"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        about = dict(self.about)
        return {
            "id": self.id,
            "statement": about.pop("statement", ""),
            "formula": about.pop("formula", ""),
            "verdict": str(self.verdict),
            "expected": str(self.expected),
            "reproduced": self.reproduced,
            "reason": self.reason,
            "proof_kind": self.kind.word if self.kind is not None else None,
            "readings": list(self.readings),
            "method": self.method,
            "seconds": round(self.seconds, 3),
            "evidence": [item.to_dict() for item in self.evidence],
            "counterexample": self.counterexample and self.counterexample.to_dict(),
            "twins": [
                {"statement": text, "twins": [one.to_dict() for one in found]}
                for text, found in self.twins
            ],
            **about,
        }


def description(entry: Entry) -> dict[str, Any]:
    """Return what readers see of an entry before it runs: words, formulas, place."""
    return {
        "statement": entry.words,
        "formula": entry.latex,
        "formal": _formal_parts(entry),
        "title": entry.title,
        "source": entry.source,
        "printed": entry.printed,
        "module": entry.module,
        "line": entry.line_number,
    }


def _formal_parts(entry: Entry) -> list[dict[str, Any]]:
    try:
        parts = scalar_parts(entry.statement)
    except Exception:  # what is wrong with it is the verdict's reason already
        return []
    return [
        {
            "about": part.about,
            "hypotheses": [
                {"name": one.name, "formula": str(one.formula)} for one in part.hypotheses
            ],
            "conclusion": str(part.conclusion),
        }
        for part in parts
    ]


@dataclass(frozen=True)
class ClaimResult:
    """The outcome of a claim, of its lines and of its repair."""

    result: StepResult
    steps: tuple[StepResult, ...] = ()
    repair: ClaimResult | None = None
    seconds: float = 0.0

    @property
    def id(self) -> str:
        """The claim's identifier."""
        return self.result.id

    @property
    def verdict(self) -> Verdict:
        """The recomputed verdict."""
        return self.result.verdict

    @property
    def printed(self) -> bool:
        """Whether a source document prints it."""
        return bool(self.result.about.get("printed", True))

    @property
    def all_results(self) -> tuple[StepResult, ...]:
        """The claim's own result, its lines', and its repair's with theirs."""
        inner = self.repair.all_results if self.repair else ()
        return (self.result, *self.steps, *inner)

    @property
    def reproduced(self) -> bool:
        """Whether every verdict on record was recomputed."""
        return all(item.reproduced for item in self.all_results)

    @property
    def first_wrong(self) -> StepResult | None:
        """The first line of the proof that does not follow, if any.

        A vacuous one says nothing false, so it counts only where no line is refuted or ill-posed.
        """
        for wrong in ((Verdict.REFUTED, Verdict.ILL_POSED), (Verdict.VACUOUS,)):
            for step in self.steps:
                if step.verdict in wrong:
                    return step
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        own = self.result.to_dict()
        formal = own.get("formal", [])
        assumed = formal[0]["hypotheses"] if len(formal) == 1 else []
        return own | {
            "assumptions": [one["name"] or one["formula"] for one in assumed],
            "printed": self.printed,
            "seconds": round(self.seconds, 3),
            "reproduced": self.reproduced,
            "first_wrong": self.first_wrong and self.first_wrong.id,
            "steps": [step.to_dict() for step in self.steps],
            "repair": self.repair and self.repair.to_dict(),
        }


def run_entry(entry: Entry, known: Mapping[str, Entry] | None = None) -> StepResult:
    """Run one check; whatever goes wrong makes its verdict undecided.

    Parameters
    ----------
    entry
        What to run.
    known
        The package's entries, which readings have to be among.
    """
    start, about, expected = time.perf_counter(), description(entry), entry.expected

    def undecided(reason: str) -> StepResult:
        return StepResult(
            about, entry.id, expected, Verdict.UNDECIDED, reason, time.perf_counter() - start
        )

    try:
        judgement = require(entry.judgement)
        if entry.statement != judgement.statement or about["formal"] != _formal_parts(entry):
            return undecided("another statement was established than is claimed")
        if not entry.words:
            return undecided("it is not said in words: its check has no docstring")
        for part in scalar_parts(judgement.statement):
            if judgement.proved and part.conclusion in part.formulas:
                return undecided(f"it assumes what it concludes: {part.conclusion}")
        for name in judgement.readings:
            _require_decided(name, entry, known)
        tables = _controls(judgement)
    except NotEstablishedError as error:
        return undecided(str(error))
    except SolverError as error:
        return undecided(f"a solver gave no answer: {error}")
    except BaseException as error:
        _interrupted(error)
        if expected is Verdict.UNDECIDED:
            raise  # an undecided verdict on record must not hide a broken check
        return undecided(f"the check failed: {_failed(error)}")
    return StepResult(
        about, entry.id, expected, judgement.verdict, judgement.reason,
        time.perf_counter() - start, judgement.kind, _evidence(judgement, dict(tables)),
        judgement.counterexample, judgement.readings, tables,
    )  # fmt: skip


def _require_decided(name: str, entry: Entry, known: Mapping[str, Entry] | None) -> None:
    """Refuse a reading that is not among the entries, or that its check does not decide."""
    reading = (known or {}).get(name)
    if reading is None or reading is entry:
        raise NotEstablishedError(f"a reading is not decided anywhere: {name}")
    try:
        found = require(reading.judgement)
    except NotEstablishedError as error:
        raise NotEstablishedError(f"the reading {name} is not decided: {error}") from None
    if found.verdict is Verdict.ILL_POSED or found.verdict is not reading.expected:
        raise NotEstablishedError(f"the reading {name} is {found.verdict}, not as on record")


def _leaves(judgement: Judgement) -> Iterator[Judgement]:
    """Yield what solvers, certificates or evaluation established, each once."""
    if judgement.rule in ("solvers", "certificate", "signs"):
        yield judgement
        return
    for premise in judgement.premises:
        yield from _leaves(premise)


def _controls(judgement: Judgement) -> tuple[tuple[str, tuple[Twin, ...]], ...]:
    """Return the twins of everything scalar that a proof rests on; each must have a refuted one.

    Raises
    ------
    NotEstablishedError
        If no twin of a proved scalar statement is refuted: then nothing shows that the procedure
        could have failed.
    """
    found: dict[str, tuple[Twin, ...]] = {}
    if judgement.proved:
        for leaf in _leaves(judgement):
            statement = leaf.statement
            if isinstance(statement, Statement) and str(statement) not in found:
                table = twins(statement)
                if table and control(statement) is None:
                    raise NotEstablishedError(f"no twin is refuted: {statement}")
                found[str(statement)] = table
    return tuple(found.items())


def _evidence(judgement: Judgement, tables: dict[str, tuple[Twin, ...]]) -> tuple[Evidence, ...]:
    """Return all evidence, with the refuted twin beside what proved its statement."""
    found: dict[Evidence, None] = {}

    def collect(one: Judgement) -> None:
        for premise in one.premises:
            collect(premise)
        table = tables.get(str(one.statement), ())
        refuted = next((str(twin) for twin in table if twin.outcome == "needed"), "")
        for item in one.evidence:
            text = item.control or refuted
            found[Evidence(item.kind, item.tool, item.version, item.seconds, item.detail, text)] = (
                None
            )

    collect(judgement)
    return tuple(found)


def run_claim(name: str, package: str = "proofs_checks", *, lines: bool = True) -> ClaimResult:
    """Run a claim, its lines and its repair.

    Parameters
    ----------
    name
        The claim's identifier, or the name of a module that could not be imported.
    package
        Where it is declared.
    lines
        False leaves out the lines and the repair.
    """
    known = discover(package)
    start = time.perf_counter()
    if name in known.broken:
        reason = f"it cannot be run: {known.broken[name]}"
        about = {"title": name, "source": "", "printed": True, "module": name, "line": None}
        own = StepResult(about, name, Verdict.PROVED, Verdict.UNDECIDED, reason, 0.0)
        return ClaimResult(own)
    own = run_entry(known.entries[name], known.entries)
    steps = [run_entry(one, known.entries) for one in known.within(name, "line")] if lines else []
    repairs = known.within(name, "repair") if lines else []
    repair = run_claim(repairs[0].id, package) if repairs else None
    return ClaimResult(own, tuple(steps), repair, time.perf_counter() - start)


def run_claims(
    ids: Iterable[str] = (),
    package: str = "proofs_checks",
    jobs: int | None = None,
    *,
    lines: bool = True,
) -> Iterator[ClaimResult]:
    """Run claims on several processes and yield each result as it finishes.

    A claim whose process was killed, twice, is undecided; the others are not lost with it.

    Parameters
    ----------
    ids
        Identifiers as for :func:`select`; none for all.
    package
        The claims package.
    jobs
        How many processes; by default the number of cores. One runs them in this process.
    lines
        False runs the printed statements alone, without the lines of their proofs and without
        their repairs.
    """
    work = partial(_run_named, package, lines)
    for name, result in run_items(work, select(ids, package), jobs):
        yield _undone(name, package, result, lines) if isinstance(result, Lost) else result


def _run_named(package: str, lines: bool, name: str) -> ClaimResult:
    return run_claim(name, package, lines=lines)


def _undone(name: str, package: str, lost: Lost, lines: bool) -> ClaimResult:
    """Return the result of a claim whose process was killed: undecided, whatever is on record."""
    known = discover(package)

    def left(entry: Entry) -> StepResult:
        reason = f"it was not run to its end: {lost.reason}"
        return StepResult(description(entry), entry.id, entry.expected, Verdict.UNDECIDED, reason,
                          0.0, done=False)  # fmt: skip

    inside = known.within(name, "line") if lines else []
    repairs = known.within(name, "repair") if lines else []
    repair = _undone(repairs[0].id, package, lost, lines) if repairs else None
    return ClaimResult(left(known.entries[name]), tuple(map(left, inside)), repair)


def summarize(results: Iterable[ClaimResult]) -> dict[str, Any]:
    """Count verdicts of statements, of lines and of repairs, twins, and what was not reproduced."""
    counts: dict[str, dict[str, int]] = {"statements": {}, "lines": {}, "repairs": {}, "twins": {}}
    seen: set[str] = set()
    failed = []

    def count(group: str, key: str) -> None:
        counts[group][key] = counts[group].get(key, 0) + 1

    for item in results:
        count("statements" if item.printed else "repairs", str(item.verdict))
        if item.printed:
            for step in item.steps:
                count("lines", str(step.verdict))
        if item.repair:
            count("repairs", str(item.repair.verdict))
        for one in item.all_results:
            for text, found in one.twins:
                if text not in seen:
                    seen.add(text)
                    for twin in found:
                        count("twins", twin.outcome)
        failed += [one.id for one in item.all_results if not one.reproduced]
    return plain(counts | {"not_reproduced": failed})

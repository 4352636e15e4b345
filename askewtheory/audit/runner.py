"""Running claims. A check that raises costs its own verdict: *undecided*, with file and line."""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from askewtheory.audit.entry import Entry
from askewtheory.audit.instances import is_modelled
from askewtheory.audit.latex import alike
from askewtheory.audit.package import Package, chosen, discover, failed, interrupted
from askewtheory.audit.provers.agreement import says_nothing
from askewtheory.audit.provers.solvers import SolverError
from askewtheory.audit.results import ClaimResult, StepResult, description, formal_parts
from askewtheory.audit.statement import Statement, scalar_parts
from askewtheory.audit.theorem import Judgement, NotEstablishedError, require
from askewtheory.audit.twins import Twin, control, twins
from askewtheory.audit.verdict import Evidence, Severity, Verdict, one_line
from askewtheory.pool import Lost, run_items


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
            about, entry.id, expected, Verdict.UNDECIDED, one_line(reason),
            time.perf_counter() - start,
        )  # fmt: skip

    try:
        judgement = require(entry.judgement)
        if entry.statement != judgement.statement or about["formal"] != formal_parts(entry):
            return undecided("another statement was established than is claimed")
        if not entry.words:
            return undecided("it is not said in words: its check has no docstring")
        for part in scalar_parts(judgement.statement):
            if judgement.proved and part.conclusion in part.formulas:
                return undecided(f"it assumes what it concludes: {part.conclusion}")
            if judgement.proved and part.about and not is_modelled(part.about):
                return undecided(f"no model says what '{part.about}' is")
            if judgement.proved and says_nothing(part.formulas, part.conclusion):
                return undecided(f"no values meet the premises of: {part.conclusion}")
            if pair := alike((*part.formulas, part.conclusion), entry.module):
                return undecided(f"{' and '.join(pair)} print alike")
        for name in judgement.readings:
            _require_decided(name, entry, known)
        if entry.meant:
            _require_inside(entry.meant, entry, known or {})
            if entry.severity:
                _require_true(entry, (known or {})[entry.meant])
        tables = _controls(judgement)
    except NotEstablishedError as error:
        return undecided(str(error))
    except SolverError as error:
        return undecided(f"a solver gave no answer: {error}")
    except BaseException as error:
        interrupted(error)
        place = (inspect.unwrap(entry.check).__code__.co_filename, entry.line_number)
        # An undecided verdict on record must not hide a broken check: it is not done.
        return replace(undecided(f"the check failed: {failed(error, place)}"), done=False)
    return StepResult(
        about, entry.id, expected, judgement.verdict, one_line(judgement.reason),
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


def _require_inside(name: str, entry: Entry, known: Mapping[str, Entry]) -> None:
    """Refuse what is meant by a claim or a line if it is not inside the same claim."""

    def claim_of(one: Entry) -> Entry:
        return claim_of(known[one.of]) if one.of in known else one

    if name == entry.id or name not in known or claim_of(known[name]) is not claim_of(entry):
        raise NotEstablishedError(f"what is meant is no line and no repair of {entry.id}: {name}")


def _require_true(entry: Entry, meant: Entry) -> None:
    """Refuse a severity against the record of what is meant: it holds, or nothing of its kind.

    That it holds in this run, too, is for what is meant to show.
    """
    wrong = entry.severity is Severity.WRONG
    if (meant.expected is Verdict.PROVED) is wrong:
        on_record = f"{meant.expected} on record, which is not {entry.severity}"
        raise NotEstablishedError(f"what is meant by {entry.id} is {on_record}: {meant.id}")


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


def run_claim(
    name: str,
    package: str = "proofs_checks",
    *,
    lines: bool = True,
    only: frozenset[str] | None = None,
) -> ClaimResult:
    """Run a claim, its lines and its repair.

    Parameters
    ----------
    name
        The claim's identifier, or the name of a module that could not be imported.
    package
        Where it is declared.
    lines
        False leaves out the lines and the repair.
    only
        The lines and parts to run beside the statement itself; None for all of them.
    """
    known = discover(package)
    start = time.perf_counter()
    if name in known.broken:
        reason = f"it cannot be run: {known.broken[name]}"
        about = {"role": "claim", "title": name, "source": "", "printed": True, "module": name,
                 "line": None}  # fmt: skip
        own = StepResult(about, name, Verdict.UNDECIDED, Verdict.UNDECIDED, reason, 0.0,
                         done=False)  # fmt: skip
        return ClaimResult(own)
    own = run_entry(known.entries[name], known.entries)
    steps, repairs = _inside(name, known, lines, only)
    done = [run_entry(one, known.entries) for one in steps]
    repair = run_claim(repairs[0].id, package, only=only) if repairs else None
    return ClaimResult(own, tuple(done), repair, time.perf_counter() - start)


def _inside(
    name: str, known: Package, lines: bool, only: frozenset[str] | None
) -> tuple[list[Entry], list[Entry]]:
    """Return the steps and the repair of a claim that are to be run."""

    def wanted(entry: Entry) -> bool:
        return lines and (only is None or not only.isdisjoint([entry.id, *known.whole(entry.id)]))

    return (
        [one for one in known.steps(name) if wanted(one)],
        [one for one in known.within(name, "repair") if wanted(one)],
    )


def run_claims(
    ids: Iterable[str] = (),
    package: str = "proofs_checks",
    jobs: int | None = None,
    *,
    lines: bool = True,
    apart: bool = False,
    limit: float = math.inf,
) -> Iterator[ClaimResult]:
    """Run claims on several processes and yield each result as it finishes.

    A claim whose process was killed, twice, or took too long is undecided; the others are not lost
    with it.

    Parameters
    ----------
    ids
        Identifiers as for :func:`~askewtheory.audit.package.chosen`; none for all.
    package
        The claims package.
    jobs
        How many processes; by default the number of cores. One runs them in this process.
    lines
        False runs the printed statements alone, without the lines of their proofs and without
        their repairs.
    apart
        Whether even one claim is run in another process, which may end as it likes.
    limit
        How many seconds a claim, with its lines and its repair, may take if ``apart``.

    Yields
    ------
    ClaimResult

    Raises
    ------
    InputError
        If an identifier is that of nothing, or the package cannot be read.
    """
    parts = chosen(ids, package)
    work = partial(_run_named, package, lines, parts)
    for name, result in run_items(work, list(parts), jobs, apart=apart, limit=limit):
        if isinstance(result, Lost):
            yield _undone(name, package, result, lines, parts[name])
        else:
            yield result


def _run_named(
    package: str, lines: bool, parts: Mapping[str, frozenset[str] | None], name: str
) -> ClaimResult:
    return run_claim(name, package, lines=lines, only=parts[name])


def _undone(
    name: str, package: str, lost: Lost, lines: bool, only: frozenset[str] | None
) -> ClaimResult:
    """Return the result of a claim whose process was killed: undecided, whatever is on record."""
    known = discover(package)

    def left(entry: Entry) -> StepResult:
        reason = f"it was not run to its end: {lost.reason}"
        return StepResult(description(entry), entry.id, entry.expected, Verdict.UNDECIDED, reason,
                          0.0, done=False)  # fmt: skip

    inside, repairs = _inside(name, known, lines, only)
    repair = _undone(repairs[0].id, package, lost, lines, only) if repairs else None
    return ClaimResult(left(known.entries[name]), tuple(map(left, inside)), repair)

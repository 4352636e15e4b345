"""What a claim is, how a package of claims is found, and how claims are run.

A claim is a printed statement with the lines of its proof as steps and, where it is known, a
repair. Each carries the verdict on record and a check that recomputes it; running a claim compares
the two. Any package whose modules export ``CLAIMS`` can be run, so that another paper can be
checked with the same tool.
"""

from __future__ import annotations

import pkgutil
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from askewtheory.errors import InputError, imported
from askewtheory.evidence import Counterexample, Evidence, Outcome, Verdict, plain
from askewtheory.pool import Lost, run_items

__all__ = [
    "Claim",
    "ClaimResult",
    "Counterexample",
    "Evidence",
    "Outcome",
    "Step",
    "StepResult",
    "Verdict",
    "discover",
    "run_claim",
    "run_claims",
    "select",
    "summarize",
]

Check = Callable[[], Outcome]


@dataclass(frozen=True)
class Step:
    """One displayed line of a proof, or one ingredient of a repair.

    Parameters
    ----------
    id
        ``lemma-2/line-2``.
    statement
        What the line says, in words.
    formula
        The line in LaTeX, or empty.
    expected
        The verdict on record.
    check
        Recomputes the verdict.
    """

    id: str
    statement: str
    expected: Verdict | str
    check: Check
    formula: str = ""


@dataclass(frozen=True)
class Claim:
    """A printed statement.

    Parameters
    ----------
    id
        ``lemma-2``; a repair is ``lemma-2/repaired``.
    title, source
        A few words, and where it stands.
    statement, formula, assumptions
        What is claimed in words, in LaTeX, and under which hypotheses.
    expected, check
        The verdict on record and what recomputes it.
    steps, repair
        The lines of the proof, and the true statement in its place where one is known.
    printed
        False for a statement that goes beyond the source documents; it counts among the repairs.
    """

    id: str
    title: str
    source: str
    statement: str
    expected: Verdict | str
    check: Check
    formula: str = ""
    assumptions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    repair: Claim | None = None
    printed: bool = True


@dataclass(frozen=True)
class StepResult:
    """The outcome of one step beside the verdict on record."""

    id: str
    statement: str
    formula: str
    expected: Verdict
    outcome: Outcome
    seconds: float
    done: bool = True
    """False where the process that was to recompute it was killed."""

    @property
    def reproduced(self) -> bool:
        """Whether the recomputed verdict is the one on record."""
        return self.done and self.outcome.verdict == self.expected

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        outcome = self.outcome
        return {
            "id": self.id,
            "statement": self.statement,
            "formula": self.formula,
            "verdict": str(outcome.verdict),
            "expected": str(self.expected),
            "reproduced": self.reproduced,
            "reason": outcome.reason,
            "readings": list(outcome.readings),
            "method": outcome.method,
            "seconds": round(self.seconds, 3),
            "evidence": [item.to_dict() for item in outcome.evidence],
            "counterexample": outcome.counterexample and outcome.counterexample.to_dict(),
        }


@dataclass(frozen=True)
class ClaimResult:
    """The outcome of a claim, of its steps and of its repair."""

    result: StepResult
    title: str
    source: str
    assumptions: tuple[str, ...]
    module: str
    steps: tuple[StepResult, ...] = ()
    repair: ClaimResult | None = None
    seconds: float = 0.0
    printed: bool = True

    @property
    def id(self) -> str:
        """The claim's identifier."""
        return self.result.id

    @property
    def verdict(self) -> Verdict:
        """The recomputed verdict."""
        return self.result.outcome.verdict

    @property
    def all_results(self) -> tuple[StepResult, ...]:
        """The claim's own result, its steps', and its repair's with theirs."""
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
                if step.outcome.verdict in wrong:
                    return step
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return self.result.to_dict() | {
            "title": self.title,
            "source": self.source,
            "assumptions": list(self.assumptions),
            "module": self.module,
            "printed": self.printed,
            "seconds": round(self.seconds, 3),
            "reproduced": self.reproduced,
            "first_wrong": self.first_wrong and self.first_wrong.id,
            "steps": [step.to_dict() for step in self.steps],
            "repair": self.repair and self.repair.to_dict(),
        }


@cache
def discover(package: str = "proofs_checks") -> dict[str, tuple[Claim, str]]:
    """Return the claims of a package by identifier, each with the name of its module.

    Parameters
    ----------
    package
        An importable package whose modules export ``CLAIMS``. If the package itself has an
        ``ORDER`` of identifiers, claims come in that order.

    Raises
    ------
    InputError
        If the package cannot be imported, holds no claim, or names one twice.
    """
    root = imported(package, "claims")
    found: dict[str, tuple[Claim, str]] = {}
    for info in pkgutil.walk_packages(getattr(root, "__path__", []), package + "."):
        module = imported(info.name, "claims")
        for claim in getattr(module, "CLAIMS", ()):
            if claim.id in found:
                raise InputError(f"claim identifiers must be unique, got {claim.id!r} twice")
            found[claim.id] = (claim, info.name)
    if not found:
        raise InputError(f"claims package must export CLAIMS in a module, got none in {package!r}")
    order: dict[str, int] = {}
    for place, name in enumerate(getattr(root, "ORDER", ())):
        order[name] = place
    ranked = sorted(found, key=lambda name: (order.get(name, len(order)), name))
    return {name: found[name] for name in ranked}


def select(ids: Iterable[str] = (), package: str = "proofs_checks") -> list[str]:
    """Return the claim identifiers that ``ids`` name; all of them for none.

    A step or repair (``lemma-2/line-2``) selects its claim; ``notes`` selects all the notes'.
    """
    known = discover(package)
    wanted = list(ids)
    if not wanted:
        return list(known)
    chosen: dict[str, None] = {}
    for name in wanted:
        matches = [name] if name in known else [k for k in known if k.startswith(name + "/")]
        if not matches:
            matches = [k for k in known if name in _inner_ids(known[k][0])]
        if not matches:
            raise InputError(f"claim must be one of `askewtheory verify --list`, got {name!r}")
        chosen.update(dict.fromkeys(matches))
    return list(chosen)


def _inner_ids(claim: Claim) -> set[str]:
    repair = {claim.repair.id, *_inner_ids(claim.repair)} if claim.repair else set()
    return {step.id for step in claim.steps} | repair


def run_claim(claim: Claim, module: str = "") -> ClaimResult:
    """Recompute a claim, its steps and its repair.

    A check that raises is a failure of the tool, not of the claim: its verdict is ``undecided``
    with the error as the reason, so that it cannot pass for the verdict on record.
    """
    start = time.perf_counter()
    own = _run_step(
        Step(claim.id, claim.statement, claim.expected, claim.check, formula=claim.formula)
    )
    steps = tuple(_run_step(step) for step in claim.steps)
    repair = run_claim(claim.repair, module) if claim.repair else None
    return ClaimResult(
        result=own,
        title=claim.title,
        source=claim.source,
        assumptions=claim.assumptions,
        module=module,
        steps=steps,
        repair=repair,
        seconds=time.perf_counter() - start,
        printed=claim.printed,
    )


def _run_step(step: Step) -> StepResult:
    start = time.perf_counter()
    try:
        outcome = step.check()
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"the check failed: {type(error).__name__}: {error} (line {place.lineno})"
        outcome = Outcome(Verdict.UNDECIDED, reason)
        if Verdict(step.expected) is Verdict.UNDECIDED:
            raise  # an undecided verdict on record must not hide a broken check
    seconds = time.perf_counter() - start
    return StepResult(
        step.id, step.statement, step.formula, Verdict(step.expected), outcome, seconds
    )


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
        yield _undone(*_named(package, lines, name), result) if isinstance(result, Lost) else result


def _run_named(package: str, lines: bool, name: str) -> ClaimResult:
    return run_claim(*_named(package, lines, name))


def _named(package: str, lines: bool, name: str) -> tuple[Claim, str]:
    claim, module = discover(package)[name]
    return claim if lines else replace(claim, steps=(), repair=None), module


def _undone(claim: Claim, module: str, lost: Lost) -> ClaimResult:
    """Return the result of a claim whose process was killed: undecided, whatever is on record."""
    outcome = Outcome(Verdict.UNDECIDED, f"it was not run to its end: {lost.reason}")
    own, *steps = (
        StepResult(
            one.id, one.statement, one.formula, Verdict(one.expected), outcome, 0.0, done=False
        )
        for one in (claim, *claim.steps)
    )
    return ClaimResult(
        result=own, title=claim.title, source=claim.source, assumptions=claim.assumptions,
        module=module, steps=tuple(steps), printed=claim.printed,
        repair=claim.repair and _undone(claim.repair, module, lost),
    )  # fmt: skip


def summarize(results: Iterable[ClaimResult]) -> dict[str, Any]:
    """Count verdicts of statements, of proof lines and of repairs, and what was not reproduced."""
    counts: dict[str, dict[str, int]] = {"statements": {}, "lines": {}, "repairs": {}}
    failed = []
    for item in results:
        own = "statements" if item.printed else "repairs"
        groups = [(own, [item.result]), ("lines", list(item.steps) if item.printed else [])]
        if item.repair:
            groups.append(("repairs", [item.repair.result]))
        for group, found in groups:
            for one in found:
                key = str(one.outcome.verdict)
                counts[group][key] = counts[group].get(key, 0) + 1
        failed += [one.id for one in item.all_results if not one.reproduced]
    return plain(counts | {"not_reproduced": failed})

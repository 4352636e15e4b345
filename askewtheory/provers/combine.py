"""Outcomes from other outcomes, from experiments, and for statements that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from askewtheory.evidence import Evidence, Outcome, Verdict


def conjunction(*outcomes: Outcome, reason: str) -> Outcome:
    """Return ``proved`` if every outcome is, else the first that is not; evidence is joined."""
    evidence = tuple(item for outcome in outcomes for item in outcome.evidence)
    for outcome in outcomes:
        if outcome.verdict is not Verdict.PROVED:
            return replace(outcome, evidence=evidence)
    return Outcome(Verdict.PROVED, reason, evidence)


def by_hand(outcome: Outcome, argument: str) -> Outcome:
    """Add a named part that is proved by hand: what it is, and the argument in a sentence."""
    part = Evidence("hand", "person", "", 0.0, argument, "none: a person checks it")
    reason = outcome.reason
    if outcome.verdict is Verdict.PROVED and "by hand" not in reason:
        reason = f"{reason}; by hand: {argument.split(':')[0]}"
    return replace(outcome, reason=reason, evidence=(*outcome.evidence, part))


def supported(
    *, trials: int, worst_margin: float, seed: int, passed: bool, detail: str, control: str
) -> Outcome:
    """Return ``supported`` for experiments that all pass, with their worst margin.

    Parameters
    ----------
    trials
        How many experiments ran.
    worst_margin
        The smallest of (bound - measured); negative means that one failed.
    seed
        The seed that reproduces them.
    passed
        Whether all of them agree with the statement.
    detail
        What was run.
    control
        The weakened statement that the same experiments contradicted.
    """
    reason = f"{trials} trials, worst margin {worst_margin:.3g}, seed {seed}"
    evidence = Evidence("numeric", "askewtheory", "", 0.0, f"{detail}; {reason}", control)
    verdict = Verdict.SUPPORTED if passed else Verdict.UNDECIDED
    return Outcome(verdict, reason if passed else f"an experiment disagrees: {reason}", (evidence,))


def ill_posed(reason: str, readings: Iterable[str] = ()) -> Outcome:
    """Return ``ill-posed``: why it cannot be read as printed, and the readings that are decided."""
    names = tuple(readings)
    detail = reason if not names else f"{reason}; readings: {', '.join(names)}"
    evidence = Evidence("hand", "person", "", 0.0, detail, "each reading is decided on its own")
    return Outcome(Verdict.ILL_POSED, reason, (evidence,), readings=names)

"""Exact replay: a concrete instance is checked hypothesis by hypothesis, in exact numbers."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from askewtheory.evidence import Counterexample, Evidence, Outcome, Verdict
from askewtheory.exact import compare

_RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Check:
    """One exact comparison with its words: ``Check("gamma G <= D/2", gamma * G, "<=", D / 2)``.

    Parameters
    ----------
    text
        What is compared.
    left, right
        Integers, ``Fraction``, SymPy algebraic numbers, or infinity; a finite float is refused. A
        SymPy symbol with a declared sign stands for every such number.
    relation
        One of ``< <= > >= == !=``.
    """

    text: str
    left: Any
    relation: str
    right: Any

    @property
    def holds(self) -> bool:
        """Whether the comparison is true, decided exactly."""
        return _RELATIONS[self.relation](compare(self.left, self.right), 0)

    def __str__(self) -> str:
        """Return the words and the numbers."""
        return f"{self.text}: {self.left} {self.relation} {self.right}"


@dataclass(frozen=True)
class Instance:
    """A concrete case of a claim.

    Parameters
    ----------
    setting
        Every free choice of the claim: levels, epsilon, alpha, clip, stepsizes, loss, start, noise.
    hypotheses
        Every hypothesis of the claim, as exact comparisons.
    conclusion
        What the claim says of this case.
    header, rows
        The small table of the replay.
    plot
        Optional data for a picture, see :class:`askewtheory.evidence.Counterexample`.
    """

    setting: Mapping[str, Any]
    hypotheses: Sequence[Check]
    conclusion: Check
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default=())
    plot: Mapping[str, Any] | None = None

    @property
    def refutes(self) -> bool:
        """Whether every hypothesis holds and the conclusion does not."""
        return all(item.holds for item in self.hypotheses) and not self.conclusion.holds


def replay(instance: Instance, *, control: Instance) -> Outcome:
    """Refute a claim by a concrete instance.

    Parameters
    ----------
    instance
        Must satisfy every hypothesis and break the conclusion.
    control
        An instance of a true statement (the repaired conclusion on the same orbit, say): the same
        procedure must not refute it.

    Returns
    -------
    Outcome
        ``refuted`` with the counterexample; ``undecided`` if the instance proves nothing or the
        control is refuted too.
    """
    start = time.perf_counter()
    broken = [item for item in instance.hypotheses if not item.holds]
    if broken:
        return Outcome(Verdict.UNDECIDED, f"the instance breaks a hypothesis: {broken[0]}")
    if instance.conclusion.holds:
        return Outcome(Verdict.UNDECIDED, f"the instance agrees: {instance.conclusion}")
    if not all(item.holds for item in control.hypotheses):
        return Outcome(Verdict.UNDECIDED, "the negative control breaks its own hypotheses")
    if control.refutes:
        return Outcome(Verdict.UNDECIDED, "the negative control was refuted as well")
    conclusion = f"{instance.conclusion} is false"
    found = Counterexample(
        setting=instance.setting,
        hypotheses=tuple(str(item) for item in instance.hypotheses),
        conclusion=conclusion,
        header=tuple(instance.header),
        rows=tuple(tuple(row) for row in instance.rows),
        plot=instance.plot,
    )
    evidence = Evidence(
        "exact-replay",
        "fractions",
        "",
        time.perf_counter() - start,
        conclusion,
        f"not refuted: {control.conclusion}",
    )
    return Outcome(Verdict.REFUTED, conclusion, (evidence,), found)

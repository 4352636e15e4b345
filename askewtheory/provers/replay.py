"""Exact replay: a concrete instance is checked hypothesis by hypothesis, in exact numbers."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from askewtheory.evidence import Counterexample, Evidence, Outcome, Verdict

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


def compare(left: Any, right: Any) -> int:
    """Return the sign of ``left - right``, exactly.

    Raises
    ------
    TypeError
        If a finite float takes part: floats never decide.
    ArithmeticError
        If SymPy cannot decide the sign of an algebraic number.
    """
    for value in (left, right):
        if isinstance(value, float) and value not in (float("inf"), float("-inf")):
            raise TypeError(f"exact comparison of a float: {value!r}")
    if all(isinstance(value, int | Fraction | float) for value in (left, right)):
        return (left > right) - (left < right)
    if getattr(left, "free_symbols", None) or getattr(right, "free_symbols", None):
        return _symbolic_sign(left, right)  # a whole family: "for every constant M > 0"
    if any(getattr(value, "free_symbols", None) for value in (left, right)):
        return _symbolic_sign(left, right)  # SymPy decides by the symbols' assumptions, or raises
    low, high = _enclosure(left), _enclosure(right)
    if low[1] < high[0]:
        return -1
    if low[0] > high[1]:
        return 1
    return _symbolic_sign(left, right)


@lru_cache(maxsize=4096)
def _enclosure(value: Any) -> tuple[Any, Any]:
    """Return rationals around a number: SymPy's decimals are correct to the digits asked for."""
    if isinstance(value, int | Fraction | float):
        return value, value
    import sympy

    decimal: Any = sympy.Rational(str(sympy.sympify(value).evalf(40)))
    error = (abs(decimal) + 1) / sympy.Integer(10) ** 35
    low, high = decimal - error, decimal + error
    return Fraction(low.p, low.q), Fraction(high.p, high.q)


def _symbolic_sign(left: Any, right: Any) -> int:
    """Return the sign of a difference that the enclosures do not decide, zero most likely."""
    import sympy

    difference = sympy.expand(sympy.sympify(left) - sympy.sympify(right))
    if difference.is_zero is None:
        difference = sympy.simplify(difference)
    if difference.is_zero:
        return 0
    if difference.is_positive:
        return 1
    if difference.is_negative:
        return -1
    raise ArithmeticError(f"the sign of {difference} is not decided")

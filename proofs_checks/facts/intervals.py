"""Where psi is positive, zero and negative in a gap and beyond the end levels, for either psi.

Names as in ``facts.distance``: r is epsilon for the quadratic psi and its square root for the
quartic one, a < b are neighbouring levels (or the first and the last one for the outer sides).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, every, iff, reals, term
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell
from proofs_checks.facts.distance import KINDS, LEVELS, REACH, A, B, D

W, X = reals("w x")
SPLIT: Any = {**LEVELS, "D is a width": D >= 0,
              "D is that of the middle": eq(D**2, (B - A) ** 2 - 4 * REACH)}  # fmt: skip


def _psi(index: int, kind: int, point: Term = W) -> Term:
    epsilon = REACH if kind == QUADRATIC else REACH**2
    return remoteness_in_cell(point, index, (A, B), epsilon, kind)


def signs(psi: Term, inside: Formula, outside: Formula) -> Formula:
    """Return: psi > 0 exactly ``inside``, psi < 0 exactly ``outside`` (hence 0 at what is left)."""
    return every(iff(psi > 0, inside), iff(psi < 0, outside))


def inner_gap(kind: int) -> list[Statement]:
    """Return: in a gap psi > 0 before and after the middle, < 0 in it; >= 0 without a middle.

    x counts from the middle's left end.
    """
    at = (A + B - D) / 2 + X
    whole: Any = {**LEVELS, "w is in the gap": every(A <= W, W <= B),
                  "no middle": (B - A) ** 2 <= 4 * REACH}  # fmt: skip
    return [
        states(_psi(1, kind, at) > 0, {**SPLIT, "before the middle": every(A <= at, X < 0)}),
        states(_psi(1, kind, at) < 0, {**SPLIT, "in the middle": every(X > 0, X < D)}),
        states(_psi(1, kind, at) > 0, {**SPLIT, "after the middle": every(D < X, at <= B)}),
        states(_psi(1, kind) >= 0, whole),
    ]


def outer_sides(kind: int) -> list[Statement]:
    """Return: left of the first level psi > 0 exactly as far as r, right of the last likewise."""
    left, right = _psi(0, kind), _psi(2, kind)
    return [
        states(signs(left, W > A - REACH, W < A - REACH), {**LEVELS, "left of a": W <= A}),
        states(signs(right, W < B + REACH, W > B + REACH), {**LEVELS, "right of b": W >= B}),
    ]


def split(kind: int) -> list[Statement]:
    """Return: the midpoint of a gap is infeasible exactly if the gap's square exceeds 4 r."""
    return [states(iff(_psi(1, kind, (A + B) / 2) < 0, (B - A) ** 2 > 4 * REACH), LEVELS)]


def ends(kind: int) -> list[Statement]:
    """Return: psi = 0 at the four ends, where psi' points inward, and psi > 0 at each level."""
    wide: Any = {**SPLIT, "the middle is not empty": D > 0}
    low, high = (A + B - D) / 2, (A + B + D) / 2
    places = ((low, 1, -1, wide), (high, 1, 1, wide), (A - REACH, 0, 1, LEVELS),
              (B + REACH, 2, -1, LEVELS))  # fmt: skip
    found = [states(eq(_psi(1, kind, end), 0), SPLIT) for end in (low, high)]
    for end, index, sign, given in places:
        slope = term(slope_in_cell(end, index, (A, B), kind))
        found.append(states(every(eq(_psi(index, kind, end), 0), sign * slope > 0), given))
    found.append(states(eq(term(slope_in_cell((A + B) / 2, 1, (A, B), kind)), 0)))
    return found + [states(_psi(1, kind, level) > 0, LEVELS) for level in (A, B)]


def _fact(kind: int, *parts: Any) -> Entry:
    @fact(parts=lambda: [one for part in parts for one in part(kind)])
    def separated(this):
        """Below the limit each level has an interval of its own, at whose ends psi is zero."""
        return this.conjunction()

    return separated


SEPARATED = {kind: _fact(kind, inner_gap, outer_sides, split, ends) for kind in KINDS.values()}
"""By psi: where it is positive, zero and negative, and when a gap splits."""

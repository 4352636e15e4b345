"""Corollary 1': which stepsizes are admissible. Symbols as in ``facts.settling``."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.statement import Statement, hypotheses, states
from askewtheory.audit.terms import every, minimum
from proofs_checks.facts import cells, force, settled, velocity
from proofs_checks.facts.settling import (
    ALPHA,
    CLIP,
    DELTA,
    INTERVAL,
    P,
    U,
    feasible_step,
    interval_step,
    least_step,
)

SHARP: Any = {
    "inner": {"there is a middle on the left": cells.LEFT > 0,
              "there is a middle on the right": cells.RIGHT > 0,
              "gamma G <= D_l/3": 3 * P <= 2 * cells.LEFT,
              "gamma G <= D_r/3": 3 * P <= 2 * cells.RIGHT, **INTERVAL},
    "left end": {"there is a middle on the right": cells.RIGHT > 0,
                 "gamma G <= D/3": 3 * P <= 2 * cells.RIGHT, **INTERVAL},
    "right end": {"there is a middle on the left": cells.LEFT > 0,
                  "gamma G <= D/3": 3 * P <= 2 * cells.LEFT, **INTERVAL},
}  # fmt: skip
"""What Corollary 1' asks of a stepsize, by the kind of cell; H is half the width of a middle."""
KEPT = {"inner": cells.INNER_KEPT, "left end": cells.LEFT_END_KEPT,
        "right end": cells.RIGHT_END_KEPT}  # fmt: skip


def _kept(kind: str) -> Entry:
    def whole() -> Statement:
        known = KEPT[kind].statement
        assumed = [one for one in known.hypotheses if one not in _small(kind)]  # type: ignore[union-attr]
        return states(known.conclusion, [*assumed, SHARP[kind]])  # type: ignore[union-attr]

    @fact(given=lambda: whole().hypotheses, concludes=lambda: whole().conclusion)
    def cell_kept(this):
        """gamma G <= D/3 and gamma M_c <= W + gamma G keep the cell, at every step."""
        wanted = every(*(one.formula for one in _small(kind)))
        size = [cells.P >= 0, *SHARP[kind].values()]
        return this.chain(states(wanted, size), KEPT[kind])

    return cell_kept


def _small(kind: str) -> tuple[Any, ...]:
    return hypotheses(cells.CELLS[kind][0])


CELLS_KEPT = tuple(map(_kept, SHARP))


@fact(parts=[
    force.outside_bounds, force.quartic_bounds,
    states(minimum(U, CLIP) <= 2 * ALPHA * P,
           {"alpha is positive": ALPHA > 0, "at most gamma G away": DELTA <= P,
            "up to a third of the middle": U <= 2 * ALPHA * DELTA}),
])  # fmt: skip
def force_bound(this):
    """d_i <= gamma G <= D/3 gives |u_i| <= 2 alpha gamma G, for both psi, on all sides."""
    return this.conjunction()


COROLLARY_1 = (
    velocity.five_cases, *CELLS_KEPT, interval_step, least_step, feasible_step,
    settled.SETTLES["interval"], settled.count, settled.euclidean, force_bound,
)  # fmt: skip
"""Cells are kept, d_i <= gamma G from k_1 on, |u_i| <= 2 alpha gamma G there."""

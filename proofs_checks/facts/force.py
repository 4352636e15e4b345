"""The force before the clip, alpha |psi/psi'|, by the distance delta to the interval.

Names as in ``facts.distance``; U is counted towards the interval, and positive by its lower bounds.
Quadratic: alpha delta <= U on every side, U <= 2 alpha delta up to a third of the middle, and
U = alpha delta on outer sides. Quartic: half to once the quadratic force of the same interval.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, ne, reals, term
from askewtheory.kernel import (
    QUADRATIC,
    QUARTIC,
    product_in_cell,
    remoteness_in_cell,
    slope_in_cell,
)
from proofs_checks.facts.distance import ALPHA, DELTA, FORCED, INNER, NEAR, OUTER, A, B, D

THETA, W, ROOT, FACTOR, FORCE = reals("theta w r factor U")
AT_MOST_THIRD: Any = {"from the interval on": DELTA >= 0, "up to a third": 3 * DELTA <= D}
SHARE: Any = {"theta is a share": THETA >= 0, "theta is below 1/2": 2 * THETA < 1,
              "from the interval on": DELTA >= 0,
              "up to the share theta": DELTA <= THETA * D}  # fmt: skip


def lower_bound() -> list[Statement]:
    """Return: U >= alpha delta on the inner sides."""
    return [one.says(one.force(QUADRATIC) >= ALPHA * DELTA, {**NEAR, **FORCED}) for one in INNER]


def upper_bound() -> list[Statement]:
    """Return: U <= alpha delta (1 - theta)/(1 - 2 theta) up to the share theta of the middle."""
    most = ALPHA * DELTA * (1 - THETA) / (1 - 2 * THETA)
    return [one.says(one.size(QUADRATIC) <= most, {**SHARE, **FORCED}) for one in INNER]


def outer_sides() -> list[Statement]:
    """Return: U = alpha delta on the outer sides."""
    given: Any = {"from the interval on": DELTA >= 0, **FORCED}
    return [one.says(eq(one.size(QUADRATIC), ALPHA * DELTA), given) for one in OUTER]


def third(kind: int) -> list[Statement]:
    """Return: U <= 2 alpha delta up to a third of the middle, and on the outer sides."""
    from_end: Any = {"from the interval on": DELTA >= 0, **FORCED}
    most = 2 * ALPHA * DELTA
    inner = [one.says(one.force(kind) <= most, {**AT_MOST_THIRD, **FORCED}) for one in INNER]
    return inner + [one.says(one.force(kind) <= most, from_end) for one in OUTER]


@fact(parts=lower_bound)
def lower(this):
    """The quadratic force is at least alpha delta on the inner sides."""
    return this.conjunction()


@fact(parts=upper_bound)
def upper(this):
    """The quadratic force is at most alpha delta (1 - theta)/(1 - 2 theta), on the inner sides."""
    return this.conjunction()


@fact(parts=outer_sides)
def outer(this):
    """The quadratic force is alpha delta on the outer sides."""
    return this.conjunction()


@fact(parts=lambda: third(QUADRATIC))
def within_third(this):
    """The quadratic force is at most 2 alpha delta up to a third of the middle."""
    return this.conjunction()


@fact(parts=[lower, within_third, outer])
def outside_bounds(this):
    """Quadratic: alpha delta <= U <= 2 alpha delta up to a third; U = alpha delta outer sides."""
    return this.conjunction()


def _quartic_over_quadratic() -> list[Statement]:
    """Return: with P the product of distances, quartic = (r + P)/(2P) quadratic."""
    found = []
    for index in (0, 1, 2):
        slope, distance = (
            slope_in_cell(W, index, (A, B), QUADRATIC),
            product_in_cell(W, index, (A, B)),
        )
        small = remoteness_in_cell(W, index, (A, B), ROOT, QUADRATIC) / term(slope)
        large = (remoteness_in_cell(W, index, (A, B), ROOT**2, QUARTIC)
                 / slope_in_cell(W, index, (A, B), QUARTIC))  # fmt: skip
        times = (ROOT + distance) / (2 * distance)
        given: Any = {"r is positive": ROOT > 0, "psi is not positive": distance >= ROOT,
                      "no midpoint": ne(slope, 0)}  # fmt: skip
        found += [states(eq(large, small * times), given),
                  states(every(2 * times >= 1, times <= 1), given)]  # fmt: skip
    return found


@fact(parts=_quartic_over_quadratic)
def quartic_force(this):
    """The quartic |psi/psi'| is between 1/2 and 1 times the quadratic one for sqrt(epsilon)."""
    return this.conjunction()


def _quartic_lower() -> list[Statement]:
    half = ALPHA * DELTA / 2
    return [one.says(one.force(QUARTIC) >= half, {**NEAR, **FORCED}) for one in INNER] + [
        one.says(every(one.force(QUARTIC) >= half, one.force(QUARTIC) <= ALPHA * DELTA),
                 {"from the interval on": DELTA >= 0, **FORCED}) for one in OUTER
    ]  # fmt: skip


@fact(parts=lambda: [*_quartic_lower(), *third(QUARTIC)])
def quartic_bounds(this):
    """Quartic: alpha delta/2 <= U <= 2 alpha delta up to a third, <= alpha delta outer sides."""
    return this.conjunction()

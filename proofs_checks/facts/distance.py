"""At distance delta outside of a feasible interval: psi < 0, psi' points back, the ratio grows.

a < b are neighbouring levels, or the first and the last one for the outer sides. r is the reach of
an end level: epsilon for the quadratic psi, its square root for the quartic one. D > 0 is the width
of the infeasible middle of the gap, D^2 = (b - a)^2 - 4 r, so that (a + b - D)/2 and (a + b + D)/2
are its ends. On an inner side 2 delta < D: off the midpoint, and no other interval is nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, every, reals, term
from askewtheory.kernel import (
    PRINTED,
    QUADRATIC,
    QUARTIC,
    remoteness_in_cell,
    slope_in_cell,
    velocity_of,
)

A, B, D, DELTA, REACH = reals("a b D delta r")
ALPHA, CLIP, GRADIENT = reals("alpha M_c ghat")
KINDS = {"quadratic": QUADRATIC, "quartic": QUARTIC}
SHARE = {QUADRATIC: Fraction(1), QUARTIC: Fraction(1, 2)}
"""|psi/psi'| >= SHARE delta."""
LEVELS: Any = {"a is left of b": A < B, "the reach is positive": REACH > 0}
GAP: Any = {**LEVELS, "the gap has an infeasible middle": D > 0,
            "D is its width": eq(D**2, (B - A) ** 2 - 4 * REACH)}  # fmt: skip
OUTSIDE: Any = {"outside": DELTA > 0}
NEAR: Any = {**OUTSIDE, "nearer than the midpoint": 2 * DELTA < D}
FORCED: Any = {"alpha is positive": ALPHA > 0}


@dataclass(frozen=True)
class Place:
    """A point at distance delta of an interval, in cell ``index``; ``sign`` points back to it."""

    point: Term
    index: int
    sign: int
    given: Any

    def psi(self, kind: int) -> Term:
        """Return psi there."""
        epsilon = REACH if kind == QUADRATIC else REACH**2
        return remoteness_in_cell(self.point, self.index, (A, B), epsilon, kind)

    def slope(self, kind: int) -> Term:
        """Return psi' there."""
        return term(slope_in_cell(self.point, self.index, (A, B), kind))

    def force(self, kind: int) -> Term:
        """Return the force before the clip, counted towards the interval."""
        return self.sign * (-ALPHA * self.psi(kind) / self.slope(kind))

    def size(self, kind: int) -> Term:
        """Return the size of the force before the clip."""
        return abs(-ALPHA * self.psi(kind) / self.slope(kind))

    def says(self, conclusion: Formula, given: Any) -> Statement:
        """Return a statement about the point."""
        return states(conclusion, {**self.given, **given})


INNER = (Place((A + B - D) / 2 + DELTA, 1, -1, GAP), Place((A + B + D) / 2 - DELTA, 1, 1, GAP))
"""Right of the left interval's end, and left of the right one's."""
OUTER = (Place(A - REACH - DELTA, 0, 1, LEVELS), Place(B + REACH + DELTA, 2, -1, LEVELS))
"""Left of the first level's interval, and right of the last one's."""


def _parts(kind: int) -> list[Statement]:
    """Return, for all four sides: psi < 0, psi' points back, and the least force."""
    least = SHARE[kind] * ALPHA * DELTA
    found = []
    for place in (*INNER, *OUTER):
        near = NEAR if place in INNER else OUTSIDE
        away = every(place.psi(kind) < 0, place.sign * place.slope(kind) > 0)
        found += [place.says(away, near),
                  place.says(place.force(kind) >= least, {**near, **FORCED})]  # fmt: skip
    return found


@fact(parts=lambda: _parts(QUADRATIC))
def quadratic(this):
    """Outside psi < 0, psi' points to the interval, and alpha |psi/psi'| >= alpha delta."""
    return this.conjunction()


@fact(parts=lambda: _parts(QUARTIC))
def quartic(this):
    """The same for the quartic psi, with half the force: alpha |psi/psi'| >= alpha delta/2."""
    return this.conjunction()


def pushed(place: Place, kind: int) -> Statement:
    """Return: at the point the kernel's velocity points to the interval, whatever the gradient."""
    ways = paths(lambda psi, slope, g, a, c: velocity_of(psi, slope, g, a, c, PRINTED),
                 place.psi(kind), place.slope(kind), GRADIENT, ALPHA, CLIP)  # fmt: skip
    given = {**(NEAR if place in INNER else OUTSIDE), **FORCED, "the clip is positive": CLIP > 0}
    return place.says(on_every_path(ways, lambda v: place.sign * v > 0), given)

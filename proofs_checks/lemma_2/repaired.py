"""Lemma 2': any share theta < 1/2 of the infeasible width, on every inner side; sharp at 1/3.

Valid for
    The force before the clip; the clip only shortens it.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, line, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, reals
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell
from proofs_checks.facts import force
from proofs_checks.facts.distance import ALPHA, DELTA, FORCED, INNER, NEAR, REACH, A, B, D

W = reals("w")[0]


@repair(
    "lemma-2", title="The distance bound on every inner side, with its sharp constant",
    source="Strengthens the report's Lemma 2",
    latex=r"|u| \le \alpha\delta\,\frac{1-\theta}{1-2\theta}",
    parts=lambda: [force.upper, force.outer, *sharp_parts()],
)  # fmt: skip
def repaired(this):
    """On any inner side the unclipped force is at most alpha delta (1 - theta)/(1 - 2 theta).

    This is so at distance delta <= theta D, 0 <= theta < 1/2, of an interval, those of the end
    levels too; theta = 1/3 gives 2 alpha delta, and no smaller constant does. On an outer side the
    force is alpha delta.
    """
    return this.conjunction()


def remoteness_parts() -> list[Statement]:
    """Return: -psi = delta (D - delta) on the inner sides."""
    return [one.says(eq(-one.psi(QUADRATIC), DELTA * (D - DELTA)), NEAR) for one in INNER]


@line("lemma-2/repaired", PROVED, latex=r"|\psi| = \delta(D-\delta)", parts=remoteness_parts)
def remoteness(this):
    """psi <= 0, with size delta (D - delta)."""
    return this.conjunction()


def slope_parts() -> list[Statement]:
    """Return: psi' points to the interval and has size D - 2 delta on the inner sides."""
    return [one.says(eq(one.sign * one.slope(QUADRATIC), D - 2 * DELTA), NEAR) for one in INNER]


@line("lemma-2/repaired", PROVED, latex=r"|\psi'| = D - 2\delta", parts=slope_parts)
def slope(this):
    """psi' points to the interval, with size D - 2 delta."""
    return this.conjunction()


@line("lemma-2/repaired", PROVED, latex=r"\psi'^2 = 4\psi + \Delta^2 - 4\varepsilon", parts=[
    states(eq(slope_in_cell(W, 1, (A, B), QUADRATIC) ** 2,
              4 * remoteness_in_cell(W, 1, (A, B), REACH, QUADRATIC) + (B - A) ** 2 - 4 * REACH))
])  # fmt: skip
def slope_square(this):
    """The square of the slope in terms of psi."""
    return this.conjunction()


@line("lemma-2/repaired", PROVED, latex=r"|u| \ge \alpha\delta", parts=[force.lower])
def lower(this):
    """The unclipped force is at least alpha delta."""
    return this.conjunction()


@line("lemma-2/repaired", PROVED, parts=[force.upper],
      latex=r"|u| \le \alpha\delta\,\frac{1-\theta}{1-2\theta}")  # fmt: skip
def upper(this):
    """The bound for a share theta of the infeasible width."""
    return this.conjunction()


def sharp_parts() -> list[Statement]:
    """Return: at delta = D/3 the force is 2 alpha delta."""
    third = {"at a third": eq(3 * DELTA, D), **FORCED}
    return [one.says(eq(one.size(QUADRATIC), 2 * ALPHA * DELTA), third) for one in INNER]


@line("lemma-2/repaired", PROVED, latex=r"|u| = 2\alpha\delta \text{ at } \delta = D/3",
      parts=sharp_parts)  # fmt: skip
def sharp(this):
    """At delta = D/3 the force equals 2 alpha delta; 1.98 is refuted."""
    return this.conjunction()


@line("lemma-2/repaired", PROVED, latex=r"|u| = \alpha\delta", parts=[force.outer])
def outer(this):
    """On the outer sides the force is alpha delta."""
    return this.conjunction()

"""The definition: remoteness, skewing force, velocity and branch of one coordinate.

Every function here is scalar, follows the report's cases branch for branch, and uses nothing but
comparison and arithmetic. The same source therefore lives five lives:

1. called with ``fractions.Fraction`` or SymPy numbers it replays a step exactly;
2. called from a compiled loop (``askewtheory.compiled`` registers it with Numba) it is machine
   code;
3. it is the oracle that the vectorised PyTorch update is tested against;
4. translated to Coq it is what the formal proofs are about;
5. translated to JavaScript it runs in the page's laboratory.

A coordinate lies in *cell* ``index``: 0 left of the first level, ``j`` in [level j-1, level j)
(closed on the left), ``len(levels)`` from the last level on. Inside one cell the functions ending
in ``_in_cell`` compare nothing, so SymPy symbols can pass through them.
"""

from __future__ import annotations

from typing import Any

QUADRATIC, QUARTIC = 0, 1
"""Which remoteness: Definition 3 (quadratic, the default) or Definition 2 (quartic)."""

PRINTED, PROJECTED = 0, 1
"""Which velocity rule: the report's cases, or the exact projection on the clipped constraint."""

GRADIENT, SKEW_ALONG, SKEW_AGAINST = 0, 1, 2
"""Branches: -gradient; the force where it points inside too (S+); the force against it (S-)."""


def cell(w: Any, levels: Any) -> int:
    """Return the index of the cell that holds ``w``: the number of levels at or below it."""
    index = 0
    while index < len(levels) and levels[index] <= w:
        index += 1
    return index


def product_in_cell(w: Any, index: int, levels: Any) -> Any:
    """Return what the remoteness subtracts from epsilon (quadratic kind).

    The distance to the end level outside, the product of the distances to both levels inside.
    """
    if index == 0:
        return levels[0] - w
    if index == len(levels):
        return w - levels[index - 1]
    return (w - levels[index - 1]) * (levels[index] - w)


def product_slope_in_cell(w: Any, index: int, levels: Any) -> Any:
    """Return the derivative of :func:`product_in_cell` in ``w``."""
    if index == 0:
        return -1
    if index == len(levels):
        return 1
    return levels[index - 1] + levels[index] - 2 * w


def remoteness_in_cell(w: Any, index: int, levels: Any, epsilon: Any, kind: int) -> Any:
    """Return psi(w; epsilon) from the formula of cell ``index`` (Definitions 2 and 3)."""
    product = product_in_cell(w, index, levels)
    if kind == QUARTIC:
        return epsilon - product * product
    return epsilon - product


def slope_in_cell(w: Any, index: int, levels: Any, kind: int) -> Any:
    """Return psi'(w) from the formula of cell ``index``."""
    slope = -product_slope_in_cell(w, index, levels)
    if kind == QUARTIC:
        return 2 * product_in_cell(w, index, levels) * slope
    return slope


def remoteness(w: Any, levels: Any, epsilon: Any, kind: int) -> Any:
    """Return psi(w; epsilon): Definition 3 for ``QUADRATIC``, Definition 2 for ``QUARTIC``."""
    return remoteness_in_cell(w, cell(w, levels), levels, epsilon, kind)


def slope(w: Any, levels: Any, kind: int) -> Any:
    """Return psi'(w), from the right at a level, where the quadratic psi has a kink."""
    return slope_in_cell(w, cell(w, levels), levels, kind)


def clipped(value: Any, clip: Any) -> Any:
    """Return ``value`` limited to [-clip, clip]."""
    if value > clip:
        return clip
    if value < -clip:
        return -clip
    return value


def force_of(psi: Any, psi_slope: Any, alpha: Any, clip: Any) -> Any:
    """Return the skewing force clip(-alpha psi / psi', M_c); +clip where psi' = 0 (convention)."""
    if psi_slope == 0:
        return clip
    return clipped(-alpha * psi / psi_slope, clip)


def skewing_force(w: Any, levels: Any, epsilon: Any, alpha: Any, clip: Any, kind: int) -> Any:
    """Return the skewing force u where psi <= 0, and zero where psi > 0: no force acts there."""
    index = cell(w, levels)
    psi = remoteness_in_cell(w, index, levels, epsilon, kind)
    if psi > 0:
        return psi - psi
    return force_of(psi, slope_in_cell(w, index, levels, kind), alpha, clip)


def branch_of(psi: Any, psi_slope: Any, gradient: Any, alpha: Any, clip: Any, rule: int) -> int:
    """Return the branch (Definition 4), given psi and psi' at the point.

    An infeasible midpoint (psi <= 0 = psi') takes the force by the report's convention, so it
    counts as ``SKEW_ALONG``; under ``PROJECTED`` it constrains nothing and takes the gradient.
    """
    if psi > 0:
        return GRADIENT
    if psi_slope == 0:
        return GRADIENT if rule == PROJECTED else SKEW_ALONG
    along = -gradient * psi_slope
    needed = -alpha * psi
    if along >= needed:
        return GRADIENT
    if rule == PROJECTED:
        limit = clip * abs(psi_slope)
        if along >= limit:
            return GRADIENT
    if along >= 0:
        return SKEW_ALONG
    return SKEW_AGAINST


def velocity_on(branch: int, psi: Any, psi_slope: Any, gradient: Any, alpha: Any, clip: Any) -> Any:
    """Return the velocity of a coordinate on ``branch``, given psi and psi' at the point."""
    if branch == GRADIENT:
        return -gradient
    return force_of(psi, psi_slope, alpha, clip)


def velocity_of(psi: Any, psi_slope: Any, gradient: Any, alpha: Any, clip: Any, rule: int) -> Any:
    """Return the velocity, given psi and psi' at the point."""
    branch = branch_of(psi, psi_slope, gradient, alpha, clip, rule)
    return velocity_on(branch, psi, psi_slope, gradient, alpha, clip)


def velocity(
    w: Any, gradient: Any, levels: Any, epsilon: Any, alpha: Any, clip: Any, kind: int, rule: int
) -> Any:
    """Return the velocity s(g, w) of one coordinate (section 3 of the report).

    ``PRINTED``: -g where psi > 0 or -g psi' >= -alpha psi, else the skewing force.
    ``PROJECTED``: the projection of -g on {v : v psi' >= min(-alpha psi, M_c |psi'|)} where
    psi <= 0, and -g where psi > 0.
    """
    index = cell(w, levels)
    psi = remoteness_in_cell(w, index, levels, epsilon, kind)
    if psi > 0:
        return -gradient
    psi_slope = slope_in_cell(w, index, levels, kind)
    return velocity_of(psi, psi_slope, gradient, alpha, clip, rule)


def branch(
    w: Any, gradient: Any, levels: Any, epsilon: Any, alpha: Any, clip: Any, kind: int, rule: int
) -> int:
    """Return which branch :func:`velocity` takes: GRADIENT, SKEW_ALONG or SKEW_AGAINST."""
    index = cell(w, levels)
    psi = remoteness_in_cell(w, index, levels, epsilon, kind)
    psi_slope = slope_in_cell(w, index, levels, kind)
    return branch_of(psi, psi_slope, gradient, alpha, clip, rule)


def nearest_feasible(w: Any, lowers: Any, uppers: Any) -> Any:
    """Return the nearest point of the intervals [lowers[j], uppers[j]]; ties go right."""
    for j in range(len(uppers)):
        if w <= uppers[j]:
            if j == 0 or w >= lowers[j]:
                return w if w >= lowers[j] else lowers[j]
            if w - uppers[j - 1] < lowers[j] - w:
                return uppers[j - 1]
            return lowers[j]
    return uppers[len(uppers) - 1]


JITABLE = (
    cell,
    product_in_cell,
    product_slope_in_cell,
    remoteness_in_cell,
    slope_in_cell,
    remoteness,
    slope,
    clipped,
    force_of,
    skewing_force,
    branch_of,
    velocity_on,
    velocity_of,
    velocity,
    branch,
    nearest_feasible,
)
"""What ``askewtheory.compiled`` registers with Numba."""

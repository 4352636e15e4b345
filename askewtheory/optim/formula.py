"""The update without branches: one formula for PyTorch tensors and for vectorised machine code.

``kernel.velocity`` decides case by case, which is how the report defines it and what the tests
compare with. Vector units and tensors want the same arithmetic without a decision between
instructions. The functions below take a coordinate's *cell* as the pair (left, right) of levels
around it; a coordinate outside the levels has left = right = the end level. Every operation is one
that ``kernel`` performs, in its order, so that results agree bit for bit.

The functions use operators and the two helpers :func:`choose` and :func:`floored`. Called with
tensors the helpers are PyTorch's; in compiled loops (``askewtheory.optim.fused``) they are scalar.
Constants come as arguments of the points' own type: a literal would widen float32 in a compiled
loop.
"""

from __future__ import annotations

from typing import Any

import torch


def choose(condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where the condition holds, else ``no``."""
    return torch.where(condition, yes, no)


def floored(value: Any) -> Any:
    """Return the largest integer at or below each value."""
    return torch.floor(value)


def cell_of_pair(x: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """Return (left, right) of each point for the two levels low < high."""
    return choose(x >= high, high, low), choose(x < low, low, high)


def cell_of_uniform(
    x: Any, low: Any, high: Any, gap: Any, inverse: Any, half: Any
) -> tuple[Any, Any]:
    """Return (left, right) of each point for the levels low, low + gap, ..., high.

    The nearest level is an end of the point's cell, and rounding errors (``inverse`` is 1/gap,
    rounded) can only confuse the two levels next to a midpoint, which both are; comparing the
    point with it then tells on which side the cell lies.
    """
    near = low + floored((x - low) * inverse + half) * gap
    near = choose(near < low, low, choose(near > high, high, near))
    before = near - gap
    after = near + gap
    left = choose(x < near, choose(before < low, low, before), near)
    right = choose(x < near, near, choose(after > high, high, after))
    return left, right


def remoteness_and_slope(
    x: Any, left: Any, right: Any, one: Any, epsilon: Any, quartic: bool
) -> tuple[Any, Any]:
    """Return psi and psi' (``kernel.remoteness_in_cell``, ``kernel.slope_in_cell``)."""
    outside = left == right
    beyond = x - left
    product = choose(outside, abs(beyond), beyond * (right - x))
    slope = choose(outside, choose(x < left, one, -one), -((left + right) - (x + x)))
    if quartic:
        return epsilon - product * product, (product + product) * slope
    return epsilon - product, slope


def skewed(
    psi: Any, slope: Any, gradient: Any, alpha: Any, clip: Any, zero: Any, projected: bool
) -> tuple[Any, Any]:
    """Return where the coordinate follows its gradient, and the skewing force for elsewhere.

    ``kernel.branch_of`` and ``kernel.force_of``. Where the slope is zero the quotient is not a
    number and is not chosen.
    """
    along = -gradient * slope
    needed = -alpha * psi
    quotient = needed / slope
    bounded = choose(quotient > clip, clip, choose(quotient < -clip, -clip, quotient))
    force = choose(slope == zero, clip, bounded)
    follows = (psi > zero) | ((along >= needed) & (slope != zero))
    if projected:
        follows = follows | (slope == zero) | (along >= clip * abs(slope))
    return follows, force

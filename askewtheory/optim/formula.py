"""The update without branches: one formula for PyTorch tensors and for vectorised machine code.

``kernel.velocity`` decides case by case, which is how the report defines it and what the tests
compare with. Vector units and tensors want the same arithmetic without a decision between
instructions. The functions below take a coordinate's *cell* as its two ends in either order,
(near, other), and whether the coordinate is ``outside`` the levels; there ``near`` is the end level
and ``other`` is not used. Every operation is one that ``kernel`` performs, or one of its mirror
images, so that results agree bit for bit.

The functions use operators and the helpers :func:`choose`, :func:`rounded`, :func:`clamped` and
:func:`opposite`. Called with tensors the helpers are PyTorch's; in compiled loops
(``askewtheory.optim.fused``) they are scalar. Constants come as arguments of the points' own type:
a literal would widen float32 in a compiled loop.
"""

from __future__ import annotations

from typing import Any

import torch

from askewtheory.optim.spacing import Spacing, level_of


def choose(condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` where the condition holds, else ``no``."""
    return torch.where(condition, yes, no)


def rounded(value: Any) -> Any:
    """Return the integer nearest to each value."""
    return torch.round(value)


def clamped(value: Any, low: Any, high: Any) -> Any:
    """Return each value limited to [low, high]."""
    return torch.minimum(torch.maximum(value, low), high)


def opposite(condition: Any) -> Any:
    """Return where the condition does not hold."""
    return ~condition


def cell_of_pair(x: Any, spacing: Spacing) -> tuple[Any, Any, Any]:
    """Return (near, other, outside) of each point for the two levels low < high."""
    beyond = x >= spacing.high
    near = choose(beyond, spacing.high, spacing.low)
    return near, spacing.high, beyond | (x < spacing.low)


def cell_of_uniform(x: Any, spacing: Spacing) -> tuple[Any, Any, Any]:
    """Return (near, other, outside) of each point where neighbours are exactly a gap apart.

    The nearest level is an end of the point's cell, and rounding errors can only confuse the two
    levels next to a midpoint, which both are; comparing the point with it then tells on which
    side the cell lies.
    """
    inside = clamped(x, spacing.low, spacing.under)
    near = spacing.base + rounded((inside - spacing.base) * spacing.inverse) * spacing.gap
    return near, near + choose(x < near, -spacing.gap, spacing.gap), inside != x


def cell_of_even(x: Any, spacing: Spacing, one: Any) -> tuple[Any, Any, Any]:
    """Return (near, other, outside) of each point where a formula gives each level.

    As :func:`cell_of_uniform`, with the neighbour from its own number: levels that are not equally
    spaced to the last bit are not a gap apart.
    """
    inside = clamped(x, spacing.low, spacing.under)
    number = rounded((inside - spacing.base) * spacing.inverse)
    near = level_of(number, spacing)
    return near, level_of(number + choose(x < near, -one, one), spacing), inside != x


def remoteness_and_slope(
    x: Any, near: Any, other: Any, outside: Any, one: Any, epsilon: Any, quartic: bool
) -> tuple[Any, Any]:
    """Return psi and psi' (``kernel.remoteness_in_cell``, ``kernel.slope_in_cell``)."""
    inward = choose(x < near, one, -one)
    product = (near - x) * choose(outside, inward, x - other)
    slope = choose(outside, inward, (x + x) - (near + other))
    if quartic:
        return epsilon - product * product, (product + product) * slope
    return epsilon - product, slope


def skewed(
    psi: Any, slope: Any, gradient: Any, alpha: Any, clip: Any, zero: Any, projected: bool
) -> tuple[Any, Any]:
    """Return where the coordinate follows its gradient, and the skewing force for elsewhere.

    ``kernel.branch_of`` and ``kernel.force_of``. Where the slope is zero the quotient is not a
    number and is not chosen. A gradient that is NaN or infinite is followed everywhere, so that it
    is seen in the weights, as it is under ``torch.optim.SGD``.
    """
    along = -gradient * slope
    lost = opposite(gradient - gradient == zero)
    needed = -alpha * psi
    flat = slope == zero
    force = choose(flat, clip, clamped(needed / slope, -clip, clip))
    follows = (psi > zero) | ((along >= needed) & opposite(flat)) | lost
    if projected:
        follows = follows | flat | (along >= clip * abs(slope))
    return follows, force

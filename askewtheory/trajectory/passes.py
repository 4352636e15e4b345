"""The passes over the coordinates that make one step: noise, velocity and move, distance.

``tables`` and ``oracle`` are the named tuples of ``askewtheory.trajectory.compiled_run``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from askewtheory import kernel
from askewtheory.noise import GAUSSIAN, TWO_POINT
from askewtheory.streams import normal, word

BLOCK = 512
"""Coordinates that are moved at a time, so that what is kept of them stays in the inner cache."""

FEW = 6
"""Up to so many levels, looking at one after the other is faster than bisection."""

WIDE = 16
"""From so many coordinates on, vector instructions are faster than one after the other."""


@register_jitable
def located(w: float, levels: np.ndarray) -> int:
    """Return ``kernel.cell(w, levels)`` by bisection."""
    low, count = 0, len(levels)
    while count > 0:
        half = count >> 1
        right = levels[low + half] <= w
        low = low + half + 1 if right else low
        count = count - half - 1 if right else half
    return low


@register_jitable(forceinline=True)
def move(
    w: np.ndarray, gradient: np.ndarray, gamma: float, tables: Any, ends: np.ndarray, counts: Any
) -> float:
    """Step every coordinate by gamma times its velocity; return the squared norm of that.

    ``gradient`` may be overwritten. ``ends`` has room for two numbers for each of ``BLOCK``
    coordinates.
    """
    if tables.members.size > 2:
        squared = 0.0
        for group in range(tables.members.size - 1):
            levels = tables.levels[tables.level_ends[group] : tables.level_ends[group + 1]]
            points = w[tables.members[group] : tables.members[group + 1]]
            slopes = gradient[tables.members[group] : tables.members[group + 1]]
            kind, rule = tables.kind, tables.rule
            squared += move_group(
                points, slopes, gamma, levels, tables, kind, rule, located, counts
            )
        return squared
    levels, kind, rule = tables.levels, tables.kind, tables.rule
    if w.size >= WIDE:
        return move_wide(w, gradient, gamma, tables, ends, counts)
    if levels.size <= FEW and kind == kernel.QUADRATIC and rule == kernel.PRINTED:
        # The same code with constants in it, from which the compiler drops the other cases.
        kind, rule = kernel.QUADRATIC, kernel.PRINTED
        return move_group(w, gradient, gamma, levels, tables, kind, rule, kernel.cell, counts)
    return move_group(w, gradient, gamma, levels, tables, kind, rule, located, counts)


@register_jitable
def move_group(
    w: np.ndarray,
    gradient: np.ndarray,
    gamma: float,
    levels: np.ndarray,
    tables: Any,
    kind: int,
    rule: int,
    find: Any,
    counts: Any,
) -> float:
    """Do :func:`move` one coordinate after the other; ``find`` finds a cell."""
    epsilon, alpha, clip = tables.epsilon, tables.alpha, tables.clip
    squared, along, against = 0.0, 0, 0
    for i in range(w.size):
        x, g = w[i], gradient[i]
        index = find(x, levels)
        psi = kernel.remoteness_in_cell(x, index, levels, epsilon, kind)
        slope = kernel.slope_in_cell(x, index, levels, kind)
        branch = kernel.branch_of(psi, slope, g, alpha, clip, rule)
        velocity = kernel.velocity_on(branch, psi, slope, g, alpha, clip)
        along += branch == kernel.SKEW_ALONG
        against += branch == kernel.SKEW_AGAINST
        squared += velocity * velocity
        w[i] = x + gamma * velocity
    counts[kernel.GRADIENT] += w.size - along - against
    counts[kernel.SKEW_ALONG] += along
    counts[kernel.SKEW_AGAINST] += against
    return squared


@register_jitable
def move_wide(
    w: np.ndarray, gradient: np.ndarray, gamma: float, tables: Any, ends: np.ndarray, counts: Any
) -> float:
    """Do :func:`move` block by block, in loops that the compiler turns into vector instructions.

    It can where no jump depends on a coordinate. So the ends of all cells are found first, and
    then both kinds of cell are evaluated, by the kernel's own functions; one result is taken.
    """
    squared = 0.0
    for begin in range(0, w.size, BLOCK):
        points = w[begin : min(begin + BLOCK, w.size)]
        slopes = gradient[begin : min(begin + BLOCK, w.size)]
        left, right = ends[0, : points.size], ends[1, : points.size]
        ends_of_cells(points, tables.levels, left, right)
        if tables.kind == kernel.QUADRATIC and tables.rule == kernel.PRINTED:
            kind, rule = kernel.QUADRATIC, kernel.PRINTED  # constants, as in move
            move_block(points, slopes, gamma, left, right, tables, kind, rule, counts)
        else:
            kind, rule = tables.kind, tables.rule
            move_block(points, slopes, gamma, left, right, tables, kind, rule, counts)
        squared += sum_of_squares(slopes)
    return squared


@register_jitable
def sum_of_squares(values: np.ndarray) -> float:
    """Return the sum of squares, as four sums that do not wait for each other's rounding."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    whole = values.size - values.size % 4
    for i in range(0, whole, 4):
        first += values[i] * values[i]
        second += values[i + 1] * values[i + 1]
        third += values[i + 2] * values[i + 2]
        fourth += values[i + 3] * values[i + 3]
    for i in range(whole, values.size):
        first += values[i] * values[i]
    return (first + second) + (third + fourth)


@register_jitable
def ends_of_cells(
    points: np.ndarray, levels: np.ndarray, left: np.ndarray, right: np.ndarray
) -> None:
    """Write the levels at both ends of each point's cell; outside, any two levels."""
    if levels.size > FEW:
        for i in range(points.size):
            index = min(max(located(points[i], levels), 1), levels.size - 1)
            left[i], right[i] = levels[index - 1], levels[index]
        return
    left[:], right[:] = levels[0], levels[1]
    for j in range(1, levels.size - 1):
        low, high = levels[j], levels[j + 1]
        for i in range(points.size):
            left[i] = low if low <= points[i] else left[i]
            right[i] = high if low <= points[i] else right[i]


@register_jitable
def remoteness_and_slope(
    x: float, left: float, right: float, first: float, last: float, epsilon: float, kind: int
) -> tuple[float, float]:
    """Return psi and psi' at a point, given the ends of its cell and of all levels."""
    outer, cell = (first, last), (left, right)
    psi = kernel.remoteness_in_cell(x, 1, cell, epsilon, kind)
    below = kernel.remoteness_in_cell(x, 0, outer, epsilon, kind)
    above = kernel.remoteness_in_cell(x, 2, outer, epsilon, kind)
    slope = kernel.slope_in_cell(x, 1, cell, kind)
    slope_below = kernel.slope_in_cell(x, 0, outer, kind)
    slope_above = kernel.slope_in_cell(x, 2, outer, kind)
    psi = above if last <= x else (psi if first <= x else below)
    slope = slope_above if last <= x else (slope if first <= x else slope_below)
    return psi, slope


@register_jitable
def move_block(
    w: np.ndarray,
    gradient: np.ndarray,
    gamma: float,
    left: np.ndarray,
    right: np.ndarray,
    tables: Any,
    kind: int,
    rule: int,
    counts: Any,
) -> None:
    """Move the points of a block, put their velocities into ``gradient``, and count branches."""
    epsilon, alpha, clip = tables.epsilon, tables.alpha, tables.clip
    first, last = tables.levels[0], tables.levels[-1]
    along, against = 0, 0
    for i in range(w.size):
        x, g = w[i], gradient[i]
        psi, slope = remoteness_and_slope(x, left[i], right[i], first, last, epsilon, kind)
        branch = kernel.branch_of(psi, slope, g, alpha, clip, rule)
        velocity = kernel.velocity_on(branch, psi, slope, g, alpha, clip)
        along += branch == kernel.SKEW_ALONG
        against += branch == kernel.SKEW_AGAINST
        gradient[i] = velocity
        w[i] = x + gamma * velocity
    counts[kernel.GRADIENT] += w.size - along - against
    counts[kernel.SKEW_ALONG] += along
    counts[kernel.SKEW_AGAINST] += against


@register_jitable
def squared_velocity_at(w: np.ndarray, gradient: np.ndarray, tables: Any) -> float:
    """Return the squared norm of the velocity without moving."""
    epsilon, alpha, clip = tables.epsilon, tables.alpha, tables.clip
    squared = 0.0
    for group in range(tables.members.size - 1):
        levels = tables.levels[tables.level_ends[group] : tables.level_ends[group + 1]]
        for i in range(tables.members[group], tables.members[group + 1]):
            velocity = kernel.velocity(
                w[i], gradient[i], levels, epsilon, alpha, clip, tables.kind, tables.rule
            )
            squared += velocity * velocity
    return squared


@register_jitable(forceinline=True)
def distance_at(w: np.ndarray, tables: Any) -> float:
    """Return the Euclidean distance of w to C_epsilon."""
    lowers, uppers = tables.lowers, tables.uppers
    if tables.members.size == 2:
        return math.sqrt(squared_distance(w, lowers, uppers))
    squared = 0.0
    for group in range(tables.members.size - 1):
        first, last = tables.interval_ends[group], tables.interval_ends[group + 1]
        points = w[tables.members[group] : tables.members[group + 1]]
        squared += squared_distance(points, lowers[first:last], uppers[first:last])
    return math.sqrt(squared)


@register_jitable(forceinline=True)
def squared_distance(w: np.ndarray, lowers: Any, uppers: Any) -> float:
    """Return the squared distance of coordinates that share their feasible intervals."""
    squared = 0.0
    for i in range(w.size):
        gap = w[i] - kernel.nearest_feasible(w[i], lowers, uppers)
        squared += gap * gap
    return squared


@register_jitable
def perturb(gradient: np.ndarray, step: int, oracle: Any) -> None:
    """Add the noise of one step to the gradient."""
    if oracle.code == GAUSSIAN:
        for i in range(gradient.size):
            gradient[i] += oracle.sigma * normal(oracle.key, step * gradient.size + i)
    elif oracle.code == TWO_POINT:
        blocks = (gradient.size + 63) // 64  # one word holds the signs of 64 coordinates
        for block in range(blocks):
            bits = word(oracle.key, step * blocks + block)
            for i in range(64 * block, min(64 * block + 64, gradient.size)):
                gradient[i] += oracle.sigma * sign_of(bits)
                bits = bits >> np.uint64(1)


@register_jitable
def sign_of(bits: Any) -> float:
    """Return +1 or -1 by the lowest bit of a word."""
    return np.float64(2 * np.int64(bits & np.uint64(1)) - 1)

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

FEW = 6
"""Up to so many levels, looking at one after the other is faster than bisection."""


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


@register_jitable
def move(w: np.ndarray, gradient: np.ndarray, gamma: float, tables: Any, counts: Any) -> float:
    """Step every coordinate by gamma times its velocity; return the squared norm of that."""
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
    """Do :func:`move` for coordinates that share their levels; ``find`` finds a cell."""
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


@register_jitable
def distance_at(w: np.ndarray, tables: Any) -> float:
    """Return the Euclidean distance of w to C_epsilon."""
    if tables.members.size == 2:
        return math.sqrt(squared_distance(w, tables.lowers, tables.uppers))
    squared = 0.0
    for group in range(tables.members.size - 1):
        first, last = tables.interval_ends[group], tables.interval_ends[group + 1]
        points = w[tables.members[group] : tables.members[group + 1]]
        squared += squared_distance(points, tables.lowers[first:last], tables.uppers[first:last])
    return math.sqrt(squared)


@register_jitable
def squared_distance(w: np.ndarray, lowers: np.ndarray, uppers: np.ndarray) -> float:
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

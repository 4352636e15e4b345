"""The compiled run: gradient, noise, velocity, step and records, for all steps of a chunk.

One loop serves every loss; it is compiled together with the loss's own functions (``run_loop``),
without Numba's counting of references, which would take longer than the arithmetic. Each step is
four passes over the coordinates: the gradient, what is recorded at w_k, the noise, and
:func:`move`, where the kernel decides each coordinate's velocity.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.extending import register_jitable

from askewtheory import kernel
from askewtheory.compiled import compiled
from askewtheory.noise import GAUSSIAN, MINI_BATCH, NONE, TWO_POINT
from askewtheory.streams import normal, word

FEW = 6
"""Up to so many levels, looking at one after the other is faster than bisection."""


class Tables(NamedTuple):
    """Levels, feasible intervals and constants.

    Coordinates come in groups that share a grid: group n holds the coordinates from ``members[n]``
    up to ``members[n + 1]``, and so on for its levels and its intervals in their flat arrays.
    """

    levels: np.ndarray
    lowers: np.ndarray
    uppers: np.ndarray
    members: np.ndarray
    level_ends: np.ndarray
    interval_ends: np.ndarray
    epsilon: float
    alpha: float
    clip: float
    kind: int
    rule: int


class Oracle(NamedTuple):
    """The noise: its code, standard deviation, batch size and stream."""

    code: int
    sigma: float
    size: int
    key: Any


class Plan(NamedTuple):
    """How many steps in all, which are recorded, and from where the minimum counts."""

    steps: int
    every: int
    minimum_from: int


class Records(NamedTuple):
    """One row for each recorded step; ``iterates`` has no rows if they are not kept."""

    squared_velocity: np.ndarray
    true_squared_velocity: np.ndarray
    running_minimum: np.ndarray
    weighted_average: np.ndarray
    loss: np.ndarray
    distance: np.ndarray
    branch_counts: np.ndarray
    iterates: np.ndarray


class State(NamedTuple):
    """What passes from chunk to chunk: w, a buffer for the gradient, sums and counts."""

    w: np.ndarray
    gradient: np.ndarray
    sums: np.ndarray
    counts: np.ndarray


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


@register_jitable
def observe(row: int, loss: float, state: Any, tables: Any, records: Any) -> None:
    """Record what belongs to w_k before the step; ``state.gradient`` is the true gradient."""
    records.loss[row] = loss
    records.distance[row] = distance_at(state.w, tables)
    if records.iterates.shape[0] > 0:
        for i in range(state.w.size):
            records.iterates[row, i] = state.w[i]


@register_jitable
def advance(step: int, row: int, gamma: float, plan: Any, tables: Any, records: Any, state: Any):
    """Move with the gradient in ``state.gradient``; sum up, record; return the squared norm."""
    gamma = gamma if step < plan.steps else 0.0
    squared = move(state.w, state.gradient, gamma, tables, state.counts)
    if step >= plan.minimum_from and squared < state.sums[0]:
        state.sums[0] = squared
    state.sums[1] += gamma * squared
    state.sums[2] += gamma
    if row >= 0:
        records.squared_velocity[row] = squared
        records.running_minimum[row] = state.sums[0]
        records.weighted_average[row] = state.sums[1] / state.sums[2]
        for branch in range(3):
            records.branch_counts[row, branch] = state.counts[branch]
            state.counts[branch] = 0
    return squared


@cache
def run_loop(
    gradient_into: Callable[..., Any],
    value_at: Callable[..., Any],
    batch_into: Callable[..., Any],
    cached: bool,
) -> Callable[..., int]:
    """Return the compiled loop of a loss's functions (``LoopParts``).

    The loop does the steps ``first`` to ``first + count - 1`` and returns the step whose velocity
    is not finite, or -1. ``gammas`` has one stepsize, or one for each of these steps.
    """

    def loop(
        first: int,
        count: int,
        gammas: np.ndarray,
        data: Any,
        plan: Any,
        tables: Any,
        oracle: Any,
        records: Any,
        state: Any,
    ) -> int:
        w, gradient = state.w, state.gradient
        every_gamma = 0 if gammas.size == 1 else 1
        next_row = (first + plan.every - 1) // plan.every
        for offset in range(count):
            step, row = first + offset, -1
            if step == next_row * plan.every or step == plan.steps:
                row = next_row
                next_row += 1
            if row >= 0 or oracle.code != MINI_BATCH:
                gradient_into(w, gradient, data)
            if row >= 0:
                observe(row, value_at(w, data), state, tables, records)
                if oracle.code != NONE:
                    records.true_squared_velocity[row] = squared_velocity_at(w, gradient, tables)
            if oracle.code == MINI_BATCH:
                batch_into(w, gradient, data, oracle.key, step, oracle.size)
            elif oracle.code != NONE:
                perturb(gradient, step, oracle)
            gamma = gammas[offset * every_gamma]
            if not advance(step, row, gamma, plan, tables, records, state) < np.inf:
                return step
        return -1

    return (
        compiled(loop, allocates=False)
        if cached
        else numba.njit(nogil=True, error_model="numpy")(loop)
    )


@compiled
def single_step(
    step: int,
    loss: float,
    gamma: float,
    plan: Any,
    tables: Any,
    oracle: Any,
    records: Any,
    state: Any,
) -> int:
    """Do one step of a Python loop, whose gradient is in ``state.gradient``; as ``run_loop``."""
    due = step % plan.every == 0 or step == plan.steps
    row = (step + plan.every - 1) // plan.every if due else -1
    if row >= 0:
        observe(row, loss, state, tables, records)
        if oracle.code != NONE:
            true = squared_velocity_at(state.w, state.gradient, tables)
            records.true_squared_velocity[row] = true
    if oracle.code != NONE:
        perturb(state.gradient, step, oracle)
    if not advance(step, row, gamma, plan, tables, records, state) < np.inf:
        return step
    return -1


@compiled
def add_noise(gradient: np.ndarray, step: int, oracle: Any) -> None:
    """Add one step's noise to a gradient: what a run adds, for whoever steps by hand."""
    perturb(gradient, step, oracle)


@compiled
def cells(points: np.ndarray, levels: np.ndarray, out: np.ndarray) -> None:
    """Write the cell of each point: what a run finds."""
    for i in range(points.size):
        out[i] = located(points[i], levels)

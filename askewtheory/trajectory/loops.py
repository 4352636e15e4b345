"""The compiled run: gradient, noise, velocity, step and records, for all steps of a chunk.

One loop serves every loss; it is compiled together with the loss's own functions (``run_loop``),
without Numba's counting of references, which would take longer than the arithmetic. Each step is
four passes over the coordinates: the gradient, what is recorded at w_k, the noise, and
:func:`move`, where the kernel decides each coordinate's velocity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.extending import register_jitable

from askewtheory.compiled import compiled
from askewtheory.noise import MINI_BATCH, NONE
from askewtheory.trajectory.passes import distance_at, move, perturb, squared_velocity_at


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

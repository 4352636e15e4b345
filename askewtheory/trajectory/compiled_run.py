"""The compiled run: gradient, noise, velocity, step and records, for all steps of a chunk.

One loop serves every loss; it is compiled together with the loss's own functions (``run_loop``),
without Numba's counting of references, which would take longer than the arithmetic. Each step is
passes over the coordinates: the gradient, the noise, and :func:`move`, where the kernel decides
each coordinate's velocity. Steps between two records run in a stretch of their own, which is not
handed the records: a call pushes every field of every array of a named tuple, and with ten
coordinates that would take as long as the step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.extending import register_jitable

from askewtheory.compiled import compiled, variant
from askewtheory.noise import MINI_BATCH, NONE
from askewtheory.trajectory.memory import apart
from askewtheory.trajectory.passes import (
    BLOCK,
    distance_at,
    move,
    perturb,
    squared_velocity_at,
)


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
    """What passes from chunk to chunk: w, room for a gradient and for cells, sums and counts."""

    w: np.ndarray
    gradient: np.ndarray
    ends: np.ndarray
    sums: np.ndarray
    counts: np.ndarray


def started(w: np.ndarray) -> State:
    """Return the state of a run that is to start at ``w``, and to change it."""
    sums, counts = apart(3), apart(3, np.int64)
    sums[0] = np.inf
    return State(w, apart(w.size), apart(2 * BLOCK).reshape(2, BLOCK), sums, counts)


@register_jitable(forceinline=True)
def observe(row: int, loss: float, oracle: Any, tables: Any, records: Any, state: Any) -> None:
    """Record what belongs to w_k before the step; ``state.gradient`` is the true gradient."""
    records.loss[row] = loss
    records.distance[row] = distance_at(state.w, tables)
    if oracle.code != NONE:
        true = squared_velocity_at(state.w, state.gradient, tables)
        records.true_squared_velocity[row] = true
    if records.iterates.shape[0] > 0:
        for i in range(state.w.size):
            records.iterates[row, i] = state.w[i]


@register_jitable(forceinline=True)
def record(row: int, squared: float, records: Any, state: Any) -> None:
    """Record what belongs to the step from w_k; the branches count since the last record."""
    records.squared_velocity[row] = squared
    records.running_minimum[row] = state.sums[0]
    records.weighted_average[row] = state.sums[1] / state.sums[2]
    for branch in range(3):
        records.branch_counts[row, branch] = state.counts[branch]
        state.counts[branch] = 0


@register_jitable(forceinline=True)
def advance(step: int, gamma: float, minimum_from: int, tables: Any, state: Any) -> float:
    """Move with the gradient in ``state.gradient``, sum up, and return the squared norm."""
    squared = move(state.w, state.gradient, gamma, tables, state.ends, state.counts)
    if step >= minimum_from and squared < state.sums[0]:
        state.sums[0] = squared
    state.sums[1] += gamma * squared
    state.sums[2] += gamma
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

    def stretch(
        first: int,
        begin: int,
        end: int,
        gammas: np.ndarray,
        data: Any,
        minimum_from: int,
        tables: Any,
        oracle: Any,
        state: Any,
    ) -> int:
        """Do the steps from ``begin`` up to ``end``, none of which is recorded."""
        every_gamma = 0 if gammas.size == 1 else 1
        for step in range(begin, end):
            if oracle.code == MINI_BATCH:
                batch_into(state.w, state.gradient, data, oracle.key, step, oracle.size)
            else:
                gradient_into(state.w, state.gradient, data)
                if oracle.code != NONE:
                    perturb(state.gradient, step, oracle)
            gamma = gammas[(step - first) * every_gamma]
            if not advance(step, gamma, minimum_from, tables, state) < np.inf:
                return step
        return -1

    parts = [part.__qualname__ for part in (gradient_into, value_at, batch_into)]
    do_stretch = register_jitable(variant(stretch, *parts))

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
        row = (first + plan.every - 1) // plan.every
        step, stop = first, first + count
        while step < stop:
            due = min(row * plan.every, plan.steps)
            if step < due:
                end = min(due, stop)
                failed = do_stretch(
                    first, step, end, gammas, data, plan.minimum_from, tables, oracle, state
                )
                if failed >= 0:
                    return failed
                step = end
                continue
            gradient_into(w, gradient, data)
            observe(row, value_at(w, data), oracle, tables, records, state)
            if oracle.code == MINI_BATCH:
                batch_into(w, gradient, data, oracle.key, step, oracle.size)
            elif oracle.code != NONE:
                perturb(gradient, step, oracle)
            gamma = gammas[(step - first) * every_gamma] if step < plan.steps else 0.0
            squared = advance(step, gamma, plan.minimum_from, tables, state)
            record(row, squared, records, state)
            if not squared < np.inf:
                return step
            step, row = step + 1, row + 1
        return -1

    variant(loop, *parts)
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
        observe(row, loss, oracle, tables, records, state)
    if oracle.code != NONE:
        perturb(state.gradient, step, oracle)
    gamma = gamma if step < plan.steps else 0.0
    squared = advance(step, gamma, plan.minimum_from, tables, state)
    if row >= 0:
        record(row, squared, records, state)
    return -1 if squared < np.inf else step


@compiled
def add_noise(gradient: np.ndarray, step: int, oracle: Any) -> None:
    """Add one step's noise to a gradient: what a run adds, for whoever steps by hand."""
    perturb(gradient, step, oracle)

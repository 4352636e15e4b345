"""One run in floats: the compiled loop, chunk by chunk."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.losses.base import Loss
from askewtheory.noise import Noise
from askewtheory.trajectory.record import Run
from askewtheory.trajectory.setup import (
    Problem,
    checked_problem,
    checked_seed,
    float_start,
    tables_of,
)
from askewtheory.trajectory.stepsizes import Stepsizes

CHUNK = 4_000_000
"""Coordinate updates between two returns to Python, where stepsizes are read."""


def simulate(
    loss: Loss,
    start: Any,
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    stepsize: Any,
    steps: int,
    kind: str = "quadratic",
    rule: str = "printed",
    noise: Noise | None = None,
    seed: int | None = None,
    every: int = 1,
    minimum_from: int = 0,
    keep_iterates: bool = False,
) -> Run:
    """Run w <- w + gamma_k v_k for ``steps`` steps, v_k the velocity of Algorithm 2 or 3.

    Parameters
    ----------
    loss
        One of ``askewtheory.losses``.
    start
        w_0: a number or an array of shape (d,).
    grid
        A ``Grid`` or levels for all coordinates, or a sequence of d grids.
    epsilon, alpha, clip
        epsilon in (0, 1]; alpha and clip (M_c) at least 0; clip may be infinite.
    stepsize
        A positive number, an array with one for each step, or a function of the step k from 0.
    steps
        T, the number of steps.
    kind, rule
        As for :func:`askewtheory.velocity`.
    noise
        One of ``askewtheory.noise``, or None for the deterministic method.
    seed
        Of the noise; equal seeds give equal runs, alone or in an ensemble.
    every
        Record every so many steps (and the last): memory grows with steps / every.
    minimum_from
        The step from which the running minimum counts.
    keep_iterates
        Whether to keep w_k at the recorded steps.

    Returns
    -------
    Run
        The records; each field says what it holds.

    Raises
    ------
    InputError
        If an argument is out of range, or the iterates leave the range of floats.
    """
    w = float_start(start)
    problem = checked_problem(
        loss, grid, w.size, epsilon=epsilon, alpha=alpha, clip=clip, steps=steps, kind=kind,
        rule=rule, noise=noise, every=every, minimum_from=minimum_from,
        keep_iterates=keep_iterates,
    )  # fmt: skip
    return _execute(problem, w, Stepsizes(stepsize, problem.steps), checked_seed(seed, noise))


def _execute(problem: Problem, start: np.ndarray, stepsizes: Stepsizes, seed: int) -> Run:
    recorded = problem.recorded()
    arrays = allocated(problem, recorded.size, start.size)
    last = start.copy()
    drive(problem, tables_of(problem, start.size), arrays, last, stepsizes, seed)
    return Run(
        steps=recorded,
        last=last,
        configuration=problem.configuration(start, stepsizes, seed if problem.noise else None),
        **finished(problem, arrays),
    )


def allocated(problem: Problem, rows: int, dimension: int, *members: int) -> dict[str, Any]:
    """Return empty records, without or with a leading axis of members."""
    names = (
        "squared_velocity", "true_squared_velocity", "running_minimum", "weighted_average",
        "loss", "distance",
    )  # fmt: skip
    arrays: dict[str, Any] = {name: np.empty((*members, rows)) for name in names}
    if problem.noise is None:  # the velocity taken is the true one: no second array
        arrays["true_squared_velocity"] = np.empty((*members, 0))
    arrays["branch_counts"] = np.empty((*members, rows, 3), dtype=np.int64)
    arrays["iterates"] = np.empty((*members, rows if problem.keep_iterates else 0, dimension))
    return arrays


def finished(problem: Problem, arrays: dict[str, Any]) -> dict[str, Any]:
    """Return the records as a result holds them."""
    if problem.noise is None:
        arrays["true_squared_velocity"] = arrays["squared_velocity"]
    return {**arrays, "iterates": arrays["iterates"] if problem.keep_iterates else None}


def drive(
    problem: Problem,
    tables: Any,
    arrays: dict[str, np.ndarray],
    w: np.ndarray,
    stepsizes: Stepsizes,
    seed: int,
) -> None:
    """Run all chunks of one run; ``w`` holds the start and ends as the last point."""
    from askewtheory.trajectory import compiled_run

    noise, parts = problem.noise, problem.loss.loop_parts()
    plan = compiled_run.Plan(problem.steps, problem.every, problem.minimum_from)
    oracle = oracle_of(noise, seed)
    records = compiled_run.Records(**arrays)
    counts = np.zeros(3, dtype=np.int64)
    state = compiled_run.State(w, np.empty_like(w), np.array([math.inf, 0.0, 0.0]), counts)
    if parts is None:
        from askewtheory.trajectory.slow import drive_in_python

        drive_in_python(problem, stepsizes, (plan, tables, oracle, records, state))
        return
    cached = problem.loss.name != "user"
    loop = compiled_run.run_loop(parts.gradient_into, parts.value_at, parts.batch_into, cached)
    for first, count, gammas in chunks(problem.steps, w.size, stepsizes):
        step = loop(first, count, gammas, parts.data, plan, tables, oracle, records, state)
        if step >= 0:
            raise diverged(step, stepsizes, problem)


def oracle_of(noise: Noise | None, seed: int) -> Any:
    """Return the noise as the compiled loop reads it."""
    from askewtheory.streams import key_of
    from askewtheory.trajectory.compiled_run import Oracle

    if noise is None:
        return Oracle(0, 0.0, 0, key_of(0))
    return Oracle(
        noise.code, float(getattr(noise, "sigma", 0)), getattr(noise, "size", 0), key_of(seed)
    )


def chunks(steps: int, dimension: int, stepsizes: Stepsizes) -> Iterator[tuple]:
    """Yield first step, number of steps and stepsizes; the last step, T, has none of its own."""
    length = max(1, CHUNK // dimension)
    for first in range(0, steps, length):
        stop = min(first + length, steps)
        yield first, stop - first, stepsizes.values(first, stop)
    yield steps, 1, np.ones(1)


def diverged(step: int, stepsizes: Stepsizes, problem: Problem) -> InputError:
    """Return the error of a run that has left the range of floats."""
    return InputError(
        f"stepsize and clip must keep the iterates finite, got {stepsizes.described()} and "
        f"{problem.numbers[2]}: step {step} is not"
    )

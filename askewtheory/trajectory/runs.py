"""One run in floats: the compiled loop, chunk by chunk."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.losses.base import Loss
from askewtheory.method import users_method
from askewtheory.noise import Noise
from askewtheory.trajectory.record import Run
from askewtheory.trajectory.setup import (
    Setup,
    checked_seed,
    diverged,
    float_start,
    oracle_of,
    tables_of,
)
from askewtheory.trajectory.stepsizes import Stepsizes


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

    Examples
    --------
    >>> from askewtheory import Grid, losses, simulate
    >>> run = simulate(
    ...     losses.Huber(width=0.5, center=3), [2, -0.5], Grid([-1, 1]),
    ...     epsilon=0.2, alpha=1, clip=1, stepsize=0.01, steps=10_000,
    ... )
    >>> run.last.round(6)
    array([ 1.2     , -0.894427])
    >>> bool(run.running_minimum[-1] < 1e-20)
    True
    """
    w = float_start(start)
    setup = Setup(
        loss, users_method(grid, epsilon, alpha, clip, kind, rule), w.size, steps, noise, every,
        minimum_from, keep_iterates,
    )  # fmt: skip
    return _execute(setup, w, Stepsizes(stepsize, setup.steps), checked_seed(seed, noise))


def _execute(setup: Setup, start: np.ndarray, stepsizes: Stepsizes, seed: int) -> Run:
    recorded = setup.recorded()
    arrays = allocated(setup, recorded.size)
    last = start.copy()
    drive(setup, tables_of(setup), arrays, last, stepsizes, seed)
    return Run(
        steps=recorded,
        last=last,
        configuration=setup.configuration(start, stepsizes, seed if setup.noise else None),
        **finished(setup, arrays),
    )


def allocated(setup: Setup, rows: int, *members: int) -> dict[str, Any]:
    """Return empty records, without or with a leading axis of members.

    They share one piece of memory, which the system hands out in larger pages, and so faster, than
    as many small pieces.
    """
    names = ["squared_velocity", "running_minimum", "weighted_average", "loss", "distance"]
    if setup.noise is not None:  # else the velocity taken is the true one: no second array
        names.append("true_squared_velocity")
    memory = np.empty((len(names) + 3, *members, rows))
    arrays: dict[str, Any] = {"true_squared_velocity": np.empty((*members, 0))}
    arrays |= zip(names, memory, strict=False)
    counts = memory[len(names) :].reshape(*members, rows, 3)
    arrays["branch_counts"] = counts.view(np.int64)
    arrays["iterates"] = np.empty((*members, rows if setup.keep_iterates else 0, setup.dimension))
    return arrays


def finished(setup: Setup, arrays: dict[str, Any]) -> dict[str, Any]:
    """Return the records as a result holds them."""
    if setup.noise is None:
        arrays["true_squared_velocity"] = arrays["squared_velocity"]
    return {**arrays, "iterates": arrays["iterates"] if setup.keep_iterates else None}


def drive(
    setup: Setup,
    tables: Any,
    arrays: dict[str, np.ndarray],
    w: np.ndarray,
    stepsizes: Stepsizes,
    seed: int,
) -> None:
    """Run all chunks of one run; ``w`` holds the start and ends as the last point."""
    from askewtheory.trajectory import compiled_run

    noise, parts = setup.noise, setup.loss.loop_parts()
    plan = compiled_run.Plan(setup.steps, setup.every, setup.minimum_from)
    oracle = oracle_of(noise, seed)
    records = compiled_run.Records(**arrays)
    state = compiled_run.started(w)
    if parts is None:
        from askewtheory.trajectory.slow import drive_in_python

        drive_in_python(setup, stepsizes, (plan, tables, oracle, records, state))
        return
    cached = setup.loss.name != "user"
    loop = compiled_run.run_loop(parts.gradient_into, parts.value_at, parts.batch_into, cached)
    for first, count, gammas in stepsizes.chunks(w.size):
        step = loop(first, count, gammas, parts.data, plan, tables, oracle, records, state)
        if step >= 0:
            raise diverged(step, stepsizes, setup)

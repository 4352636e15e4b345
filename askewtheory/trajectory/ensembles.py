"""Many runs on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.losses.base import Loss
from askewtheory.method import users_method
from askewtheory.noise import Noise
from askewtheory.trajectory.memory import apart
from askewtheory.trajectory.record import Ensemble
from askewtheory.trajectory.runs import allocated, drive, finished
from askewtheory.trajectory.setup import Setup, checked_seed, float_start, tables_of
from askewtheory.trajectory.stepsizes import Stepsizes


def ensemble(
    loss: Loss,
    starts: Any,
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    stepsizes: Any,
    steps: int,
    kind: str = "quadratic",
    rule: str = "printed",
    noise: Noise | None = None,
    seeds: int | Sequence[int] | None = None,
    every: int = 1,
    minimum_from: int = 0,
    keep_iterates: bool = False,
    workers: int | None = None,
) -> Ensemble:
    """Do m runs on all cores; member i has ``starts[i]``, ``stepsizes[i]`` and ``seeds[i]``.

    Parameters
    ----------
    loss, grid, epsilon, alpha, clip, steps, kind, rule, noise, every, minimum_from, keep_iterates
        As for :func:`simulate`, for all members.
    starts
        Shape (m, d), or one start of shape (d,) for all members.
    stepsizes
        A list or tuple of m stepsizes, or one for all members; each as for :func:`simulate`.
    seeds
        m integers, or one integer (or None, without noise) for all members.
    workers
        How many threads; all cores by default. The result does not depend on it.

    Returns
    -------
    Ensemble
        The records, with the member as first axis.

    Notes
    -----
    What is given once serves all members; m is the common length of the others. For all
    combinations, build the lists with ``itertools.product``.

    Raises
    ------
    InputError
        If an argument is out of range, or the members' numbers do not fit together.

    Examples
    --------
    >>> from askewtheory import Grid, ensemble, losses
    >>> runs = ensemble(
    ...     losses.Quadratic(), [[2.0], [-0.5]], Grid([-1, 1]),
    ...     epsilon=0.2, alpha=1, clip=1, stepsizes=0.1, steps=100,
    ... )
    >>> runs.last.shape
    (2, 1)
    """
    dimension = float_start(starts[0] if np.ndim(starts) == 2 and len(starts) else starts).size
    setup = Setup(
        loss, users_method(grid, epsilon, alpha, clip, kind, rule), dimension, steps, noise, every,
        minimum_from, keep_iterates,
    )  # fmt: skip
    return run_members(setup, starts, stepsizes, seeds, workers)


def run_members(
    setup: Setup, starts: Any, stepsizes: Any, seeds: Any = None, workers: int | None = None
) -> Ensemble:
    """Do the runs of :func:`ensemble`, of which ``setup`` holds all that the members share."""
    count, points, schedules, numbers = _members(starts, stepsizes, seeds, setup)
    tables, recorded = tables_of(setup), setup.recorded()
    arrays = allocated(setup, recorded.size, count)
    last = np.empty((count, setup.dimension))

    def run(member: int) -> None:
        rows = {name: array[member] for name, array in arrays.items()}
        w = apart(setup.dimension)
        w[:] = points[member % len(points)]
        stepsizes, seed = schedules[member % len(schedules)], numbers[member % len(numbers)]
        drive(setup, tables, rows, w, stepsizes, seed)
        last[member] = w

    setup.loss.loop_parts()  # compiles a user's functions once, before the threads
    _in_threads(run, count, workers)
    configurations = tuple(
        setup.configuration(
            points[i % len(points)], schedules[i % len(schedules)], numbers[i % len(numbers)]
        )
        for i in range(count)
    )
    return Ensemble(
        steps=recorded, last=last, configurations=configurations, **finished(setup, arrays)
    )


def _members(starts: Any, stepsizes: Any, seeds: Any, setup: Setup) -> tuple:
    """Return m, and lists of starts, schedules and seeds, each of length m or 1."""
    points = [float_start(x) for x in (starts if np.ndim(starts) == 2 else [starts])]
    listed = list(stepsizes) if isinstance(stepsizes, list | tuple) else [stepsizes]
    schedules = [Stepsizes(item, setup.steps).shared() for item in listed]
    given = [seeds] if seeds is None or np.ndim(seeds) == 0 else list(seeds)
    numbers = [checked_seed(seed, setup.noise) for seed in given]
    lengths = {len(points), len(schedules), len(numbers)} - {1}
    if len(lengths) > 1 or 0 in lengths:
        raise InputError(
            "starts, stepsizes and seeds must have one entry, or as many as there are members, "
            f"got {len(points)}, {len(schedules)} and {len(numbers)}"
        )
    return max([1, *lengths]), points, schedules, numbers


def _in_threads(run: Callable[[int], None], count: int, workers: int | None) -> None:
    """Call ``run`` for every member; compiled loops run without the interpreter's lock."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for _ in pool.map(run, range(count)):
            pass

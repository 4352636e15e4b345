"""From a user's arguments to the arrays that a run works on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import to_float
from askewtheory.feasible import checked_parameters, feasible_intervals
from askewtheory.grid import Grid, as_grids, kind_code, rule_code
from askewtheory.losses.base import Loss
from askewtheory.noise import Noise
from askewtheory.trajectory.stepsizes import Stepsizes

MOST_RECORDS = 10**8
"""The most steps that one run records; about 80 bytes each."""


@dataclass(frozen=True)
class Problem:
    """Everything about a run but start, seed and stepsizes, checked."""

    loss: Loss
    grids: tuple[Grid, ...]
    numbers: tuple[Any, Any, Any]
    kind: str
    rule: str
    steps: int
    noise: Noise | None
    every: int
    minimum_from: int
    keep_iterates: bool

    def recorded(self) -> np.ndarray:
        """Return the recorded steps: multiples of ``every`` and the last."""
        steps = np.arange(0, self.steps + 1, self.every, dtype=np.int64)
        return steps if steps[-1] == self.steps else np.append(steps, self.steps)

    def configuration(self, start: Any, stepsizes: Stepsizes, seed: int | None) -> dict[str, Any]:
        """Return the record of one run's arguments; a long start is described by its size."""
        epsilon, alpha, clip = self.numbers
        return {
            "loss": self.loss.to_dict(),
            "start": list(start) if len(start) <= 100 else f"array of {len(start)}",
            "grid": [grid.to_dict()["levels"] for grid in self.grids[:100]],
            "epsilon": epsilon,
            "alpha": alpha,
            "clip": clip if clip < math.inf else "inf",
            "stepsize": stepsizes.described(),
            "steps": self.steps,
            "kind": self.kind,
            "rule": self.rule,
            "noise": self.noise.to_dict() if self.noise else None,
            "seed": seed,
            "every": self.every,
            "minimum_from": self.minimum_from,
        }


def checked_problem(
    loss: Any,
    grid: Any,
    dimension: int,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    steps: int,
    kind: str,
    rule: str,
    noise: Noise | None,
    every: int,
    minimum_from: int,
    keep_iterates: bool,
) -> Problem:
    """Check a run's arguments, or refuse them in one sentence."""
    if not isinstance(loss, Loss):
        raise InputError(f"loss must be one of askewtheory.losses, got {loss!r}")
    loss.checked_dimension(dimension)
    if noise is not None:
        if not isinstance(noise, Noise):
            raise InputError(f"noise must be None or one of askewtheory.noise, got {noise!r}")
        noise.check(loss)
    kind_code(kind)
    rule_code(rule)
    grids = as_grids(grid, dimension)
    counts = (("steps", steps, 0), ("every", every, 1), ("minimum_from", minimum_from, 0))
    for name, value, least in counts:
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise InputError(f"{name} must be an integer of at least {least}, got {value!r}")
    if steps // every > MOST_RECORDS:
        raise InputError(
            f"steps must be at most {MOST_RECORDS:,} times every, got {steps} with every = {every}"
        )
    numbers = checked_parameters(epsilon, alpha, clip, grids, kind)
    return Problem(
        loss, grids, numbers, kind, rule, int(steps), noise, int(every), int(minimum_from),
        keep_iterates,
    )  # fmt: skip


def checked_seed(seed: Any, noise: Noise | None) -> int:
    """Return the seed of a run: an integer where there is noise, 0 where there is none."""
    if seed is None:
        if noise is not None:
            raise InputError("seed must be an integer where there is noise, got None")
        return 0
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"seed must be an integer of at least 0, got {seed!r}")
    return int(seed)


def float_start(start: Any) -> np.ndarray:
    """Return a start as a new float array of shape (d,); a number is one coordinate."""
    given = [start] if isinstance(start, str) or np.ndim(start) == 0 else start
    array = np.asarray(given)
    if array.dtype.kind != "f":
        flat = [to_float(x, "start") for x in array.ravel().tolist()]
        array = np.array(flat).reshape(array.shape)
    if array.ndim != 1 or array.size == 0 or not np.isfinite(array).all():
        raise InputError(f"start must be a vector of finite numbers, got {start!r}")
    return np.array(array, dtype=np.float64)


def tables_of(problem: Problem, dimension: int) -> Any:
    """Return levels and feasible intervals as the flat float arrays of the compiled loop."""
    from askewtheory.trajectory.compiled_run import Tables

    names = ("epsilon", "alpha", "clip")
    epsilon, alpha, clip = map(to_float, problem.numbers, names)
    levels = [grid.array for grid in problem.grids]
    intervals = [_interval_ends(grid, epsilon, problem.kind) for grid in problem.grids]
    own = len(problem.grids) > 1
    return Tables(
        levels=np.concatenate(levels),
        lowers=np.concatenate([lowers for lowers, _ in intervals]),
        uppers=np.concatenate([uppers for _, uppers in intervals]),
        members=np.arange(dimension + 1) if own else np.array([0, dimension]),
        level_ends=_ends(levels),
        interval_ends=_ends([lowers for lowers, _ in intervals]),
        epsilon=epsilon,
        alpha=alpha,
        clip=clip,
        kind=kind_code(problem.kind),
        rule=rule_code(problem.rule),
    )


def _interval_ends(grid: Grid, epsilon: float, kind: str) -> tuple[np.ndarray, np.ndarray]:
    intervals = feasible_intervals(grid, epsilon=epsilon, kind=kind)
    ends = np.array([[float(left), float(right)] for left, right in intervals])
    return np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1])


def _ends(parts: list[np.ndarray]) -> np.ndarray:
    return np.cumsum([0] + [len(part) for part in parts])

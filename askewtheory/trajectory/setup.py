"""From a user's arguments to the arrays that a run works on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import to_float
from askewtheory.feasible import intervals_of
from askewtheory.grid import as_grids
from askewtheory.losses.base import Loss
from askewtheory.method import Method
from askewtheory.noise import Noise
from askewtheory.trajectory.stepsizes import Stepsizes

MOST_RECORDS = 10**8
"""The most steps that one run records; about 80 bytes each."""


@dataclass(frozen=True)
class Setup:
    """Everything about a run but start, seed and stepsizes, checked."""

    loss: Loss
    method: Method
    dimension: int
    steps: int
    noise: Noise | None = None
    every: int = 1
    minimum_from: int = 0
    keep_iterates: bool = False

    def __post_init__(self) -> None:
        """Refuse what no run can do, in one sentence."""
        if not isinstance(self.loss, Loss):
            raise InputError(f"loss must be one of askewtheory.losses, got {self.loss!r}")
        self.loss.checked_dimension(self.dimension)
        if self.noise is not None:
            if not isinstance(self.noise, Noise):
                raise InputError(
                    f"noise must be None or one of askewtheory.noise, got {self.noise!r}"
                )
            self.noise.check(self.loss)
        as_grids(self.method.grids, self.dimension)
        for name, least in (("steps", 0), ("every", 1), ("minimum_from", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
                raise InputError(f"{name} must be an integer of at least {least}, got {value!r}")
            object.__setattr__(self, name, int(value))
        if self.steps // self.every > MOST_RECORDS:
            raise InputError(
                f"steps must be at most {MOST_RECORDS:,} times every, got {self.steps} with "
                f"every = {self.every}"
            )

    def recorded(self) -> np.ndarray:
        """Return the recorded steps: multiples of ``every`` and the last."""
        steps = np.arange(0, self.steps + 1, self.every, dtype=np.int64)
        return steps if steps[-1] == self.steps else np.append(steps, self.steps)

    def configuration(self, start: Any, stepsizes: Stepsizes, seed: int | None) -> dict[str, Any]:
        """Return the record of one run's arguments; a long start is described by its size."""
        method = self.method
        return {
            "loss": self.loss.to_dict(),
            "start": list(start) if len(start) <= 100 else f"array of {len(start)}",
            "grid": [grid.to_dict()["levels"] for grid in method.grids[:100]],
            "epsilon": method.epsilon,
            "alpha": method.alpha,
            "clip": method.clip if method.clip < math.inf else "inf",
            "stepsize": stepsizes.described(),
            "steps": self.steps,
            "kind": method.kind,
            "rule": method.rule,
            "noise": self.noise.to_dict() if self.noise else None,
            "seed": seed,
            "every": self.every,
            "minimum_from": self.minimum_from,
        }


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


def tables_of(setup: Setup) -> Any:
    """Return levels and feasible intervals as the flat float arrays of the compiled loop."""
    from askewtheory.trajectory.compiled_run import Tables

    method = setup.method
    levels = [grid.array for grid in method.grids]
    intervals = [
        np.array(intervals_of(grid, method.floats[0], method.kind), dtype=np.float64)
        for grid in method.grids
    ]
    own = len(method.grids) > 1
    return Tables(
        np.concatenate(levels),
        np.concatenate([ends[:, 0] for ends in intervals]),
        np.concatenate([ends[:, 1] for ends in intervals]),
        np.arange(setup.dimension + 1) if own else np.array([0, setup.dimension]),
        _ends(levels),
        _ends(intervals),
        *method.floats,
        *method.codes,
    )


def oracle_of(noise: Noise | None, seed: int) -> Any:
    """Return the noise as the compiled loop reads it."""
    from askewtheory.streams import key_of
    from askewtheory.trajectory.compiled_run import Oracle

    if noise is None:
        return Oracle(0, 0.0, 0, key_of(0))
    return Oracle(
        noise.code, float(getattr(noise, "sigma", 0)), getattr(noise, "size", 0), key_of(seed)
    )


def diverged(step: int, stepsizes: Stepsizes, setup: Setup) -> InputError:
    """Return the error of a run that has left the range of floats."""
    return InputError(
        f"stepsize and clip must keep the iterates finite, got {stepsizes.described()} and "
        f"{setup.method.clip}: step {step} is not"
    )


def _ends(parts: list[np.ndarray]) -> np.ndarray:
    return np.cumsum([0] + [len(part) for part in parts])

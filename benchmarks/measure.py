"""Timing, and the problem that all benchmarks share.

Every ratio compares two things measured in the same process, one after the other and several times
in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from askewtheory import Grid, losses

GRID = Grid.binary()
OPTIONS: dict[str, Any] = {"epsilon": 0.2, "alpha": 1.0, "clip": 1.0}
LOSS = losses.Quadratic(center=0.3)
STEPSIZE = 0.01


@dataclass(frozen=True)
class Result:
    """One measured number beside what is aimed for."""

    name: str
    value: float
    unit: str
    aim: str
    met: bool | None
    """Whether the aim is met; None where there is none."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)


def start(dimension: int) -> np.ndarray:
    """Return the same random start on every call, in and around both levels' intervals."""
    return np.random.default_rng(0).uniform(-2, 2, dimension)


def seconds(
    *tasks: Callable[[], Any], repeats: int = 3, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return each task's least time (of the wall clock), of ``repeats`` runs in turn."""
    best = [float("inf")] * len(tasks)
    for _ in range(repeats):
        for index, task in enumerate(tasks):
            begun = clock()
            task()
            best[index] = min(best[index], clock() - begun)
    return best


def at_least(name: str, value: float, aim: float, unit: str = "×") -> Result:
    """Return a result whose aim is a lower bound."""
    return Result(name, value, unit, f"≥ {aim:g}", bool(value >= aim))


def at_most(name: str, value: float, aim: float, unit: str = "×") -> Result:
    """Return a result whose aim is an upper bound."""
    return Result(name, value, unit, f"≤ {aim:g}", bool(value <= aim))

"""An ensemble on one core and on two, and the study of 1,000 seeds."""

from __future__ import annotations

import os
from typing import Any

from askewtheory import ensemble
from askewtheory.noise import Gaussian, Noise, TwoPoint
from benchmarks.measure import (
    GRID,
    LOSS,
    OPTIONS,
    STEPSIZE,
    Result,
    at_least,
    at_most,
    seconds,
    start,
)

TITLE = "Ensembles (d = 10)"


def run(quick: bool = False) -> list[Result]:
    """Return the speed-up from one core to two, and the time of the study."""
    results = []
    if (os.cpu_count() or 1) >= 2:
        results.append(_speed_up(quick))
    members = 100 if quick else 1000
    for name, noise in (("Gaussian", Gaussian(0.1)), ("two-point", TwoPoint(0.1))):
        label = f"{members:,} seeds × 10⁵ steps, {name} noise"
        time = seconds(lambda noise=noise: _study(members, noise), repeats=1)[0]
        results.append(at_most(label, time, 10 * members / 1000, "s"))
    return results


def _study(members: int, noise: Noise, workers: int | None = None, steps: int = 100_000) -> Any:
    return ensemble(
        LOSS, start(10), GRID, **OPTIONS, stepsizes=STEPSIZE, steps=steps, noise=noise,
        seeds=range(members), every=1000, workers=workers,
    )  # fmt: skip


def _speed_up(quick: bool) -> Result:
    members, noise = 16 if quick else 64, TwoPoint(0.1)
    _study(2, noise)
    one, two = seconds(lambda: _study(members, noise, 1), lambda: _study(members, noise, 2))
    return at_least(f"1 core / 2 cores, {members} members", one / two, 1.8)

"""How time grows with steps, dimension and members, and memory with steps: linear, and flat."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

from askewtheory import ensemble, simulate
from benchmarks.measure import GRID, LOSS, OPTIONS, STEPSIZE, Result, at_most, seconds, start

TITLE = "Growth: exponent p of time ~ size^p, from one size to ten times it"


def run(quick: bool = False) -> list[Result]:
    """Return the exponents, and the ratio of peak memories."""
    base = 20_000 if quick else 200_000
    many = 100 if quick else 400
    return [
        _exponent("steps T (d = 10)", lambda n: _run(10, n), base),
        _exponent("dimension d (T = 100)", lambda n: _run(n, 100), base // 20),
        _exponent("members (d = 10, T = 1,000)", _ensemble, many),
        _memory(base),
    ]


def _run(dimension: int, steps: int) -> Any:
    return simulate(
        LOSS, start(dimension), GRID, **OPTIONS, stepsize=STEPSIZE, steps=steps, every=steps
    )


def _ensemble(members: int) -> Any:
    stepsizes = [STEPSIZE] * members
    return ensemble(LOSS, start(10), GRID, **OPTIONS, stepsizes=stepsizes, steps=1000, every=1000)


def _exponent(name: str, task: Callable[[int], Any], size: int) -> Result:
    task(size)
    small, large = seconds(lambda: task(size), lambda: task(10 * size))
    return at_most(name, math.log10(large / small), 1.1, "p")


def _memory(steps: int) -> Result:
    """Return the peak memory of ten times the steps over that of the steps, both thinned."""

    def peak(count: int) -> int:
        tracemalloc.start()
        simulate(
            LOSS, start(10), GRID, **OPTIONS, stepsize=lambda k: 1 / (k + 10), steps=count,
            every=count // 100,
        )  # fmt: skip
        traced = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return traced

    peak(1000)
    # From the first full chunk of stepsizes on, which is 400,000 steps at d = 10.
    return at_most("peak memory, 10 T / T, thinned", peak(40 * steps) / peak(4 * steps), 1.1)

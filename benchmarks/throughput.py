"""Coordinate updates per second of one run, and d = 10^6 against a plain NumPy update."""

from __future__ import annotations

import numpy as np

from askewtheory import losses, simulate
from askewtheory.noise import Gaussian, TwoPoint
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

TITLE = "Coordinate updates per second and core"
RECORDED = "quadratic, every step recorded (the default)"
AIM, RECORDED_AIM = 1e8, 1.25e8
"""The second is 8 ns a coordinate."""


def run(quick: bool = False) -> list[Result]:
    """Return rates by dimension, loss and noise."""
    return [*_by_dimension(quick), *_by_kind(quick), *_against_update(quick)]


def _rate(loss, dimension: int, steps: int, every: int, noise=None) -> float:
    def task(count: int = steps) -> None:
        simulate(
            loss, start(dimension), GRID, **OPTIONS, stepsize=STEPSIZE, steps=count,
            noise=noise, seed=0, every=every,
        )  # fmt: skip

    task(1)
    return dimension * steps / seconds(task)[0]


def _by_dimension(quick: bool) -> list[Result]:
    results = []
    for dimension in (10, 1000, 1_000_000):
        steps = max(10, (1_000_000 if quick else 10_000_000) // dimension)
        rate = _rate(LOSS, dimension, steps, steps)
        aim = AIM if dimension == 10 else 0
        name = f"d = {dimension:,}, T = {steps:,}"
        if aim:
            results.append(at_least(name, rate, aim, "/ s"))
        else:
            results.append(Result(name, rate, "/ s", "", None))
    return results


def _by_kind(quick: bool) -> list[Result]:
    steps = 100_000 if quick else 1_000_000
    cases = [
        ("quadratic, thinned", LOSS, steps, None),
        (RECORDED, LOSS, 1, None),
        ("Huber", losses.Huber(width=0.5, center=3), steps, None),
        ("linear", losses.Linear(slope=-1), steps, None),
        ("quadratic, Gaussian noise", LOSS, steps, Gaussian(0.1)),
        ("quadratic, two-point noise", LOSS, steps, TwoPoint(0.1)),
    ]
    aims = {"quadratic, thinned": AIM, RECORDED: RECORDED_AIM}
    results = []
    for name, loss, every, noise in cases:
        given = f"d = 10, {name}", _rate(loss, 10, steps, every, noise)
        aim = aims.get(name)
        results.append(at_least(*given, aim, "/ s") if aim else Result(*given, "/ s", "", None))
    return results


def _against_update(quick: bool) -> list[Result]:
    """Return the step's time over a plain update's: once settled, and from a random start.

    From a random start neighbouring coordinates take different branches. The step has no jumps that
    depend on a coordinate, so both take the same time; a loop with jumps mispredicts several times
    for each coordinate.
    """
    dimension, steps = 1_000_000, 5 if quick else 20
    random, gradient = start(dimension), np.full(dimension, 0.1)
    few = simulate(LOSS, start(1000), GRID, **OPTIONS, stepsize=STEPSIZE, steps=3000, every=3000)
    settled = np.random.default_rng(1).choice(few.last, dimension)

    def plain() -> None:
        point = random
        for _ in range(steps):
            point = point - STEPSIZE * gradient

    def ours(w: np.ndarray) -> None:
        simulate(LOSS, w, GRID, **OPTIONS, stepsize=STEPSIZE, steps=steps, every=steps)

    base, late, early = seconds(plain, lambda: ours(settled), lambda: ours(random), repeats=7)
    name = "d = 10⁶: step / NumPy w - γ*g"
    return [
        at_most(f"{name}, settled", late / base, 3),
        at_most(f"{name}, random start", early / base, 3),
    ]

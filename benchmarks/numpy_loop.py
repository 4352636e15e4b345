"""The compiled run against the same steps written with NumPy calls: d = 10, T = 10^5."""

from __future__ import annotations

import numpy as np

from askewtheory import simulate
from benchmarks.measure import GRID, LOSS, OPTIONS, STEPSIZE, Result, at_least, seconds, start

TITLE = "Compiled run against a loop of NumPy calls (d = 10)"


def numpy_run(w: np.ndarray, steps: int) -> np.ndarray:
    """Return w after ``steps`` steps for the levels -1, 1, as one would write it with arrays.

    The formulas are those of ``askewtheory.kernel``, and a test holds the two together.
    """
    low, high = GRID.array
    epsilon, alpha, clip = OPTIONS["epsilon"], OPTIONS["alpha"], OPTIONS["clip"]
    center = float(LOSS.parameters["center"])
    for _ in range(steps):
        gradient = w - center
        left, right = w < low, w >= high
        inner = epsilon - (w - low) * (high - w)
        psi = np.where(left, epsilon - (low - w), np.where(right, epsilon - (w - high), inner))
        slope = np.where(left, 1.0, np.where(right, -1.0, 2 * w - (low + high)))
        with np.errstate(divide="ignore", invalid="ignore"):
            force = np.clip(-alpha * psi / slope, -clip, clip)
        force = np.where(slope == 0, clip, force)
        keeps = (psi > 0) | ((slope != 0) & (-gradient * slope >= -alpha * psi))
        w = w + STEPSIZE * np.where(keeps, -gradient, force)
    return w


def compiled_run(w: np.ndarray, steps: int, every: int | None = None) -> np.ndarray:
    """Return w after the same steps of the library, which records the ends or every so many."""
    every = max(1, steps) if every is None else every
    run = simulate(LOSS, w, GRID, **OPTIONS, stepsize=STEPSIZE, steps=steps, every=every)
    return run.last


def run(quick: bool = False) -> list[Result]:
    """Return how many times faster the compiled run is: as called by default, and thinned."""
    steps = 10_000 if quick else 100_000
    w = start(10)
    compiled_run(w, 10)
    # The NumPy loop computes no records at all.
    arrays, recorded, thinned = seconds(
        lambda: numpy_run(w, steps // 10), lambda: compiled_run(w, steps, 1),
        lambda: compiled_run(w, steps), repeats=7,
    )  # fmt: skip
    name = f"NumPy loop / compiled, T = {steps:,}"
    return [
        at_least(f"{name}, every step recorded", 10 * arrays / recorded, 100),
        at_least(f"{name}, thinned", 10 * arrays / thinned, 100),
    ]

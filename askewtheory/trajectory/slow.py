"""The Python loop, for a user's loss that does not compile: all else still is compiled."""

from __future__ import annotations

import time
import warnings
from typing import Any

import numpy as np

from askewtheory.losses.base import Loss
from askewtheory.losses.separable import Quadratic
from askewtheory.trajectory import compiled_run
from askewtheory.trajectory.setup import Setup, diverged, oracle_of
from askewtheory.trajectory.stepsizes import Stepsizes


class SlowLossWarning(UserWarning):
    """A user's function does not compile, so the run goes through a Python loop."""


def drive_in_python(setup: Setup, stepsizes: Stepsizes, common: tuple) -> None:
    """Run all steps; ``common`` is plan, tables, oracle, records and state of the loops."""
    _, tables, _, _, state = common
    warn_once(setup.loss, state.w, tables)
    for first, count, gammas in stepsizes.chunks(state.w.size):
        for offset in range(count):
            step, gamma = first + offset, gammas[offset if gammas.size > 1 else 0]
            recording = step % setup.every == 0 or step == setup.steps
            loss = setup.loss.value(state.w) if recording else 0.0
            state.gradient[:] = setup.loss.gradient(state.w)
            if compiled_run.single_step(step, loss, gamma, *common) >= 0:
                raise diverged(step, stepsizes, setup)


def warn_once(loss: Loss, w: np.ndarray, tables: Any) -> None:
    """Warn on a loss's first run, and say how much slower its step is, measured here and now."""
    if getattr(loss, "slowness_told", False):
        return
    loss.slowness_told = True  # type: ignore[attr-defined]
    slow = _seconds_of_step(loss, w, tables)
    fast = _seconds_of_step(Quadratic(), w, tables)
    warnings.warn(
        f"the functions of {loss!r} do not compile with Numba, so each step goes through Python: "
        f"{1e6 * slow:.3g} microseconds, about {slow / fast:.0f} times a compiled one",
        SlowLossWarning,
        stacklevel=6,
    )


def _seconds_of_step(loss: Loss, w: np.ndarray, tables: Any) -> float:
    """Return the time of one step: the median of some single ones, or many compiled ones."""
    count = max(5, 200_000 // w.size)
    plan, oracle = compiled_run.Plan(count, count, 0), oracle_of(None, 0)
    state = compiled_run.started(w.copy())
    a, b, c, d, e, f = (np.empty(2) for _ in range(6))
    counts, iterates = np.empty((2, 3), dtype=np.int64), np.empty((0, w.size))
    records = compiled_run.Records(a, b, c, d, e, f, counts, iterates)
    common, gammas = (plan, tables, oracle, records, state), np.array([1e-12])
    if (parts := loss.loop_parts()) is not None:
        loop = compiled_run.run_loop(parts.gradient_into, parts.value_at, parts.batch_into, True)
        loop(0, 1, gammas, parts.data, *common)
        begun = time.perf_counter()
        loop(1, count - 1, gammas, parts.data, *common)
        return (time.perf_counter() - begun) / (count - 1)
    times = []
    for step in range(6):
        begun = time.perf_counter()
        state.gradient[:] = loss.gradient(state.w)
        compiled_run.single_step(step, 0.0, 1e-12, *common)
        times.append(time.perf_counter() - begun)
    return float(np.median(times[1:]))

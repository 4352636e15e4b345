"""An ensemble on one core and on two, and the study of 1,000 seeds.

Two virtual cores, or cores that others use too, are not twice one. What the machine gives is
measured beside the ensemble: two C programs, independent of each other, at once and in turn.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from askewtheory import ensemble
from askewtheory.noise import Gaussian, Noise, TwoPoint
from benchmarks import c_loop
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
        results += _speed_ups(quick)
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


def _speed_ups(quick: bool) -> list[Result]:
    """Return the ensemble's speed-up, and that of C programs, all measured in turn."""
    members, noise = 16 if quick else 64, TwoPoint(0.1)
    _study(2, noise)
    tasks = [lambda: _study(members, noise, 1), lambda: _study(members, noise, 2)]
    with tempfile.TemporaryDirectory() as folder:
        if c_loop.compiler() is not None:
            command = [str(c_loop.build_program(Path(folder))), str(members * 100_000)]
            tasks += [lambda: _in_turn(command), lambda: _at_once(command)]
        one, two, *programs = seconds(*tasks)
    results = [at_least(f"1 core / 2 cores, {members} members", one / two, 1.8)]
    if programs:
        name = "for comparison, two C programs: in turn / at once"
        results.append(Result(name, programs[0] / programs[1], "×", "", None))
    return results


def _in_turn(command: list[str]) -> None:
    for _ in range(2):
        subprocess.run(command, check=True)


def _at_once(command: list[str]) -> None:
    with subprocess.Popen(command) as one, subprocess.Popen(command) as two:
        codes = one.wait(), two.wait()
    if any(codes):
        raise subprocess.CalledProcessError(max(codes), command)

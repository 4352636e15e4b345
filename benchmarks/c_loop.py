"""The compiled run against a hand-written C loop, built here with -O3 where a compiler is."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from askewtheory import simulate
from benchmarks.measure import GRID, LOSS, OPTIONS, STEPSIZE, Result, at_most, seconds, start

TITLE = "Compiled run against a hand-written C loop (cc -O3)"
SOURCE = Path(__file__).with_name("hand_written.c")


def compiler() -> str | None:
    """Return the path of a C compiler, or None."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def build(folder: Path) -> Callable[[np.ndarray, int], tuple[float, np.ndarray]]:
    """Compile the C loop into a folder.

    Returns
    -------
    callable
        ``(w, steps)`` moves ``w`` in place and returns the least squared velocity and the
        branch counts, over steps 0 to ``steps``.
    """
    function = ctypes.CDLL(str(_compiled(folder / "hand_written.so", "-shared", "-fPIC"))).run
    function.restype = ctypes.c_double
    center = float(LOSS.parameters["center"])
    numbers = (STEPSIZE, OPTIONS["epsilon"], OPTIONS["alpha"], OPTIONS["clip"], center)

    def run_in_c(w: np.ndarray, steps: int) -> tuple[float, np.ndarray]:
        levels, branches = GRID.array, np.zeros(3, dtype=np.int64)
        least = function(
            _pointer(w), ctypes.c_int64(w.size), ctypes.c_int64(steps), _pointer(levels),
            ctypes.c_int64(levels.size), *map(ctypes.c_double, numbers), _pointer(branches),
        )  # fmt: skip
        return least, branches

    return run_in_c


def build_program(folder: Path) -> Path:
    """Compile the C loop as a program whose argument is its number of steps, into a folder."""
    return _compiled(folder / "hand_written", "-DALONE")


def _compiled(target: Path, *options: str) -> Path:
    found = compiler()
    assert found is not None, "a C compiler; callers ask compiler() first"
    # No contraction: the compiled run does not fuse multiplications and additions either.
    common = ["-O3", "-march=native", "-ffp-contract=off"]
    subprocess.run([found, *common, *options, str(SOURCE), "-o", str(target)], check=True)
    return target


def run(quick: bool = False) -> list[Result]:
    """Return the ratios of times, compiled over C; nothing where no compiler is present."""
    if compiler() is None:
        return [Result("no C compiler found", float("nan"), "", "", None)]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        run_in_c = build(Path(folder))
        for dimension in (10, 1000):
            steps = (200_000 if quick else 5_000_000) // dimension
            results.append(_ratio(run_in_c, dimension, steps))
    return results


def _ratio(run_in_c: Callable[..., object], dimension: int, steps: int) -> Result:
    def ours(count: int = steps) -> None:
        simulate(
            LOSS, start(dimension), GRID, **OPTIONS, stepsize=STEPSIZE, steps=count, every=count
        )

    ours(1)
    theirs, mine = seconds(lambda: run_in_c(start(dimension), steps), ours, repeats=5)
    return at_most(f"compiled / C, d = {dimension:,}, T = {steps:,}", mine / theirs, 1.5)


def _pointer(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)

"""Levels, starts and noises of the runs, and how two runs are compared, shared by the tests."""

from dataclasses import fields
from typing import Any

import numpy as np

from askewtheory import Grid
from askewtheory.noise import Gaussian, TwoPoint
from askewtheory.trajectory import Run

BINARY = Grid.binary()
MIXED = [Grid.binary(), Grid([-2, 0, "1/2", 3]), Grid.integer(bits=3)]
START = np.array([0.3, -1.7, 2.1])
COMMON: dict[str, Any] = {"epsilon": 0.003, "alpha": 1.5, "clip": 0.8}
NOISES = [None, Gaussian(0.3), TwoPoint(0.3)]


def arrays(run: Run) -> dict[str, np.ndarray]:
    """Return everything that a run records, but for the iterates, by name."""
    names = [item.name for item in fields(run) if item.name not in ("configuration", "iterates")]
    return {name: getattr(run, name) for name in names}


def assert_same(one: Run, other: Run) -> None:
    """Check that two runs recorded the same, bit for bit."""
    for name, array in arrays(one).items():
        np.testing.assert_array_equal(array, arrays(other)[name], err_msg=name)

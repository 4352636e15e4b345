"""Where the numbers of a run lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.trajectory.setup import Setup

APART = 16
"""Numbers of 8 bytes between what two threads write: two lines of the processor's cache."""


def apart(size: int, dtype: type = np.float64) -> np.ndarray:
    """Return zeros on cache lines of their own: threads that share one wait for each other."""
    return np.zeros(size + 2 * APART, dtype)[APART:-APART]


def allocated(setup: Setup, rows: int, *members: int) -> dict[str, Any]:
    """Return empty records, without or with a leading axis of members.

    They share one piece of memory, which the system hands out in larger pages, and so faster, than
    as many small pieces.
    """
    names = ["squared_velocity", "running_minimum", "weighted_average", "loss", "distance"]
    if setup.noise is not None:  # else the velocity taken is the true one: no second array
        names.append("true_squared_velocity")
    memory = np.empty((len(names) + 3, *members, rows))
    arrays: dict[str, Any] = {"true_squared_velocity": np.empty((*members, 0))}
    arrays |= zip(names, memory, strict=False)
    counts = memory[len(names) :].reshape(*members, rows, 3)
    arrays["branch_counts"] = counts.view(np.int64)
    arrays["iterates"] = np.empty((*members, rows if setup.keep_iterates else 0, setup.dimension))
    return arrays

"""Where the numbers of a run lie."""

from __future__ import annotations

import numpy as np

APART = 16
"""Numbers of 8 bytes between what two threads write: two lines of the processor's cache."""


def apart(size: int, dtype: type = np.float64) -> np.ndarray:
    """Return zeros on cache lines of their own: threads that share one wait for each other."""
    return np.zeros(size + 2 * APART, dtype)[APART:-APART]

"""The compiled pieces of the losses: gradient and value of a whole point.

The functions ending in ``_into`` and the values are plain functions marked jitable, which the loop
of ``askewtheory.trajectory`` is compiled together with. The separable gradient is inlined by force:
with ten coordinates a call takes as long as its work.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from askewtheory.compiled import compiled
from askewtheory.losses import formulas
from askewtheory.streams import index_below

for _function in formulas.JITABLE:
    register_jitable(_function)


@register_jitable(forceinline=True)
def separable_gradient_into(w: np.ndarray, out: np.ndarray, data: Any) -> None:
    """Write the gradient of a separable loss; ``data`` is its code and (3, 1 or d) table."""
    code, table = data
    each = 0 if table.shape[1] == 1 else 1  # one column serves all coordinates
    for i in range(w.size):
        j = i * each
        out[i] = formulas.scalar_slope(code, w[i], table[0, j], table[1, j], table[2, j])


@register_jitable
def separable_value(w: np.ndarray, data: Any) -> float:
    """Return the value of a separable loss."""
    code, table = data
    each = 0 if table.shape[1] == 1 else 1
    total = 0.0
    for i in range(w.size):
        j = i * each
        total += formulas.scalar_value(code, w[i], table[0, j], table[1, j], table[2, j])
    return total


@register_jitable
def no_batch(w: np.ndarray, out: np.ndarray, data: Any, key: int, step: int, size: int) -> None:
    """Stand where a loss is no finite sum; such a run is refused before it starts."""


@compiled
def values_of_rows(rows: np.ndarray, out: np.ndarray, code: int, table: np.ndarray) -> None:
    """Write the value at each row."""
    for i in range(rows.shape[0]):
        out[i] = separable_value(rows[i], (code, table))


@compiled
def gradients_of_rows(rows: np.ndarray, out: np.ndarray, code: int, table: np.ndarray) -> None:
    """Write the gradient at each row."""
    for i in range(rows.shape[0]):
        separable_gradient_into(rows[i], out[i], (code, table))


@register_jitable
def logistic_value(w: np.ndarray, data: Any) -> float:
    """Return the mean of log(1 + exp(-row . w)) over the rows (label times features)."""
    (rows,) = data
    total = 0.0
    for j in range(rows.shape[0]):
        margin = _dot(rows[j], w)
        total += max(-margin, 0.0) + math.log1p(math.exp(-abs(margin)))
    return total / rows.shape[0]


@register_jitable
def logistic_gradient_into(w: np.ndarray, out: np.ndarray, data: Any) -> None:
    """Write the gradient of the mean."""
    (rows,) = data
    for i in range(out.size):
        out[i] = 0.0
    for j in range(rows.shape[0]):
        _add_term(rows[j], w, out, 1.0 / rows.shape[0])


@register_jitable
def logistic_batch_into(
    w: np.ndarray, out: np.ndarray, data: Any, key: Any, step: int, size: int
) -> None:
    """Write the gradient of ``size`` terms drawn uniformly with replacement."""
    (rows,) = data
    for i in range(out.size):
        out[i] = 0.0
    for drawn in range(size):
        j = index_below(key, step * size + drawn, rows.shape[0])
        _add_term(rows[j], w, out, 1.0 / size)


@register_jitable
def _dot(row: np.ndarray, w: np.ndarray) -> float:
    total = 0.0
    for i in range(w.size):
        total += row[i] * w[i]
    return total


@register_jitable
def _add_term(row: np.ndarray, w: np.ndarray, out: np.ndarray, weight: float) -> None:
    """Add weight times the gradient of log(1 + exp(-row . w))."""
    margin = _dot(row, w)
    small = math.exp(-abs(margin))  # no overflow on either side
    share = small / (1.0 + small) if margin > 0 else 1.0 / (1.0 + small)
    for i in range(w.size):
        out[i] -= weight * share * row[i]


@compiled
def logistic_values_of_rows(points: np.ndarray, out: np.ndarray, data: Any) -> None:
    """Write the value of the logistic loss at each point."""
    for i in range(points.shape[0]):
        out[i] = logistic_value(points[i], data)


@compiled
def logistic_gradients_of_rows(points: np.ndarray, out: np.ndarray, data: Any) -> None:
    """Write the gradient of the logistic loss at each point."""
    for i in range(points.shape[0]):
        logistic_gradient_into(points[i], out[i], data)

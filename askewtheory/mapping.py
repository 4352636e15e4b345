"""A scalar kernel function over numbers and arrays: exact element by element, or compiled.

Points and gradients broadcast; all-exact input becomes an object array of ``Fraction``, anything
else float64. With one grid all points are mapped at once, with one grid for each coordinate column
by column of the last axis.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.exact import number, simplified
from askewtheory.grid import Grid, as_grids


def apply(function: Any, variables: tuple, grid: Any, numbers: tuple, codes: tuple) -> Any:
    """Map a scalar kernel function over points (and gradients), exactly or compiled."""
    points = points_of(variables)
    grids = as_grids(grid, dimension_of(points[0]))
    exact = (
        points[0].dtype == object
        and all(levels.exact for levels in grids)
        and not any(isinstance(x, float) and math.isfinite(x) for x in numbers)
    )
    columns = []
    for parts in zip(*(columns_of(point, grids) for point in points), strict=True):
        levels, column = parts[0][1], [part[0] for part in parts]
        if exact:
            flat = [
                function(*args, levels.levels, *numbers, *codes)
                for args in zip(*(x.ravel() for x in column), strict=True)
            ]
            values = exact_array(flat, integers=function is kernel.branch)
        else:
            values = _compiled_map(function, column, levels.array, numbers, codes)
        columns.append(values.reshape(column[0].shape))
    return assembled(columns, points[0], grids)


def _compiled_map(function: Any, column: list, levels: np.ndarray, numbers: tuple, codes: tuple):
    arrays = [np.asarray(x, dtype=np.float64).ravel() for x in column]
    floats = tuple(float(x) for x in numbers)
    if arrays[0].size == 1:  # a single number is not worth loading the compiler
        return np.array([function(*(float(x[0]) for x in arrays), levels, *floats, *codes)])
    from askewtheory.array_loops import map_loop

    out = np.empty(arrays[0].size, dtype=np.int64 if function is kernel.branch else np.float64)
    map_loop(function, len(arrays))(*arrays, out, levels, *floats, *codes)
    return out


def points_of(variables: tuple) -> list[np.ndarray]:
    """Broadcast points and gradients; object arrays of ``Fraction`` if all are exact."""
    arrays = [
        _array(value, name) for value, name in zip(variables, ("w", "gradient"), strict=False)
    ]
    if any(array.dtype != object for array in arrays):
        arrays = [array.astype(np.float64) for array in arrays]
    try:
        return [np.asarray(array) for array in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise InputError(f"w and gradient must have shapes that broadcast, got {shapes}") from None


def _array(value: Any, name: str) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind == "f":
        array = array.astype(np.float64)
        finite = bool(np.isfinite(array).all())
    else:
        flat = [number(item, name) for item in array.ravel().tolist()]
        finite = all(math.isfinite(item) for item in flat)
        exact = all(isinstance(item, Fraction) for item in flat)
        shape, array = array.shape, np.empty(len(flat), dtype=object if exact else np.float64)
        array[:] = flat
        array = array.reshape(shape)
    if not finite:
        raise InputError(f"{name} must be finite, got {value!r}")
    return array


def dimension_of(points: np.ndarray) -> int:
    """Return the length of the last axis, 1 for a number."""
    return points.shape[-1] if points.ndim else 1


def columns_of(points: np.ndarray, grids: tuple[Grid, ...]) -> list[tuple[np.ndarray, Grid]]:
    """Pair the points with their grid: all of them, or one column for each coordinate."""
    if len(grids) == 1:
        return [(points, grids[0])]
    return [(points[..., i], levels) for i, levels in enumerate(grids)]


def assembled(columns: list[np.ndarray], points: np.ndarray, grids: tuple[Grid, ...]) -> Any:
    """Undo :func:`columns_of`: an array of the points' shape, a number for a number."""
    if len(grids) > 1:
        return np.stack(columns, axis=-1)
    values = columns[0].reshape(points.shape)
    return values.item() if values.ndim == 0 else values


def exact_array(values: list[Any], *, integers: bool = False) -> np.ndarray:
    """Return branch codes as int64, anything else as exact numbers in an object array."""
    array = np.empty(len(values), dtype=np.int64 if integers else object)
    array[:] = values if integers else [simplified(value) for value in values]
    return array

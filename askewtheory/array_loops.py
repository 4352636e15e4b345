"""Compiled loops that map a kernel function over arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.compiled import compiled, variant


@cache
def map_loop(function: Callable[..., Any], variables: int) -> Callable[..., None]:
    """Return the compiled loop of a kernel function of one or two array variables.

    The loop takes the flat arrays, the output, and then the function's remaining arguments.
    """
    if variables == 1:

        def loop_one(points: np.ndarray, out: np.ndarray, *parameters: Any) -> None:
            for i in range(points.size):
                out[i] = function(points[i], *parameters)

        return compiled(variant(loop_one, function.__name__))

    def loop_two(
        points: np.ndarray, gradients: np.ndarray, out: np.ndarray, *parameters: Any
    ) -> None:
        for i in range(points.size):
            out[i] = function(points[i], gradients[i], *parameters)

    return compiled(variant(loop_two, function.__name__))


@compiled
def project_loop(
    points: np.ndarray, out: np.ndarray, lowers: np.ndarray, uppers: np.ndarray
) -> None:
    """Write the nearest feasible point of each point."""
    for i in range(points.size):
        out[i] = kernel.nearest_feasible(points[i], lowers, uppers)

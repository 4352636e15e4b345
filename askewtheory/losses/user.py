"""Compiling a user's functions for the loop, where Numba can."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba.core.errors import NumbaError, NumbaWarning
from numba.extending import register_jitable

from askewtheory.losses.base import LoopParts
from askewtheory.losses.loop_parts import no_batch


def compiled_parts(value: Callable[[Any], Any], gradient: Callable[[Any], Any]) -> LoopParts | None:
    """Return the loop's pieces made of a user's functions, or None if one does not compile."""
    fast_value, fast_gradient = _compiled(value), _compiled(gradient)
    if fast_value is None or fast_gradient is None:
        return None

    @register_jitable
    def value_at(w: np.ndarray, data: Any) -> float:
        return fast_value(w)

    @register_jitable
    def gradient_into(w: np.ndarray, out: np.ndarray, data: Any) -> None:
        out[:] = fast_gradient(w)

    return LoopParts(gradient_into, value_at, no_batch, ())


def _compiled(function: Callable[[Any], Any]) -> Any:
    """Return Numba's version of a function of one float array, or None."""
    dispatcher = function if hasattr(function, "py_func") else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", NumbaWarning)
            dispatcher = dispatcher or numba.njit(nogil=True, error_model="numpy")(function)
            dispatcher.compile((numba.float64[::1],))
    except (NumbaError, TypeError):
        return None
    return dispatcher

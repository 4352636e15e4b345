"""What a loss is: a value, a gradient, and the constants that theorems ask for.

The declared constants are upper bounds over all of R^d:

``gradient_bound``
    G with |d loss / d w_i| <= G for *every coordinate* (a bound on the largest component), or
    None. The Euclidean bound is :meth:`Loss.gradient_norm_bound`; the two never share a name.
``smoothness``
    M with |gradient(x) - gradient(y)| <= M |x - y| in the Euclidean norm, or None.
``lower_bound``
    A number below the loss everywhere, or None.
``coercive``
    True if the loss is known to tend to infinity with |w|.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from askewtheory.errors import InputError


class LoopParts(NamedTuple):
    """What a compiled loop needs of a loss."""

    gradient_into: Callable[..., Any]
    """``(w, out, data)``: write the gradient at ``w``, both of shape (d,)."""
    value_at: Callable[..., Any]
    """``(w, data)``: return the loss at ``w``."""
    batch_into: Callable[..., Any]
    """``(w, out, data, key, step, size)``: write a mini-batch gradient, for finite sums."""
    data: tuple[Any, ...]
    """The loss's own numbers, handed to the three functions."""


class Loss(ABC):
    """A loss on R^d with declared constants; see this module's docstring."""

    name: str = "loss"
    """The name in the registry and in results."""
    dimension: int | None = None
    """d, or None where the loss serves any number of coordinates."""
    rational: bool = False
    """Whether value and gradient are exact on fractions."""
    samples: int | None = None
    """The number of terms of a finite sum, or None."""
    gradient_bound: Any = None
    smoothness: Any = None
    lower_bound: Any = None
    coercive: bool = False

    @abstractmethod
    def value(self, w: Any) -> Any:
        """Return the loss at ``w``: a number for shape () or (d,), else shape (...)."""

    @abstractmethod
    def gradient(self, w: Any) -> Any:
        """Return the gradient at ``w``, of the shape of ``w``."""

    @abstractmethod
    def gradient_norm_bound(self, dimension: int) -> float | None:
        """Return a bound on the Euclidean norm of the gradient in R^d, or None."""

    def loop_parts(self) -> LoopParts | None:
        """Return what a compiled loop needs, or None if the loss runs in a Python loop."""
        return None

    def checked_dimension(self, dimension: int) -> int:
        """Return ``dimension``, or refuse one that the loss's parameters do not have."""
        if self.dimension is not None and self.dimension != dimension:
            raise InputError(
                f"w must have the {self.dimension} coordinates of the loss, got {dimension}"
            )
        return dimension

    @property
    def parameters(self) -> dict[str, Any]:
        """The keywords that construct this loss again."""
        return {}

    def to_dict(self) -> dict[str, Any]:
        """Return name, parameters and declared constants."""
        return {
            "name": self.name,
            "parameters": self.parameters,
            "gradient_bound": self.gradient_bound,
            "smoothness": self.smoothness,
            "lower_bound": self.lower_bound,
            "coercive": self.coercive,
        }

    def __repr__(self) -> str:
        given = ", ".join(f"{key}={_shown(value)}" for key, value in self.parameters.items())
        return f"{type(self).__name__}({given})"


def rows_of(w: Any) -> np.ndarray:
    """Return float points as rows: shape (number of points, d)."""
    points = np.ascontiguousarray(w, dtype=np.float64)
    if not np.isfinite(points).all():
        raise InputError(f"w must be finite, got {w!r}")
    return points.reshape(-1, points.shape[-1] if points.ndim else 1)


def shaped(values: np.ndarray, w: Any) -> Any:
    """Return one value for each point in the shape of the points; a number for one point."""
    shape = np.shape(w)[:-1]
    return values.reshape(shape) if shape else float(values[0])


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(item) for item in value) + "]"
    return str(value)

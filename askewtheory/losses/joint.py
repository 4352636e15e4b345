"""Losses whose coordinates act together: logistic regression, and whatever the user brings."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import number
from askewtheory.losses.base import LoopParts, Loss, rows_of, shaped

MOST_NUMBERS = 10**8
"""The most features that are generated: 0.8 GB."""


class Logistic(Loss):
    """Logistic regression on generated data: a finite sum with a bounded, smooth gradient.

    Features are uniform on [-1, 1]^d, the hidden weights a random vertex of {-1, 1}^d, and each
    label is 1 with probability 1 / (1 + exp(-x . weights)), else -1. The loss is the mean of
    log(1 + exp(-label x . w)).

    Parameters
    ----------
    samples
        The number of terms, at least 1; times ``dimension`` at most 10^8.
    dimension
        d, at least 1; points have shape (d,).
    seed
        Seed of the data, at least 0.

    Raises
    ------
    InputError
        If an argument is no whole number, or out of range.
    """

    name = "logistic"
    lower_bound = Fraction(0)

    def __init__(self, *, samples: int = 100, dimension: int = 10, seed: int = 0) -> None:
        self.samples = _integer(samples, "samples", 1)
        self.dimension: int = _integer(dimension, "dimension", 1)
        self.seed = _integer(seed, "seed", 0)
        if self.samples * self.dimension > MOST_NUMBERS:
            raise InputError(
                f"samples times dimension must be at most {MOST_NUMBERS:,}, got {self.samples} "
                f"times {self.dimension}"
            )
        random = np.random.default_rng(self.seed)
        self.features = random.uniform(-1, 1, (self.samples, self.dimension))
        self.weights = random.choice([-1.0, 1.0], self.dimension)
        chance = 1 / (1 + np.exp(-self.features @ self.weights))
        self.labels = np.where(random.random(self.samples) < chance, 1.0, -1.0)
        self.rows = self.labels[:, None] * self.features

    @property
    def parameters(self) -> dict[str, Any]:
        """The keywords that construct this loss again."""
        return {"samples": self.samples, "dimension": self.dimension, "seed": self.seed}

    @cached_property
    def gradient_bound(self) -> float:
        """The largest coordinate of the mean of |features|: each term's factor is below 1."""
        return _above(np.abs(self.features).mean(axis=0).max())

    def gradient_norm_bound(self, dimension: int) -> float:
        """Return the mean of the features' Euclidean norms."""
        self.checked_dimension(dimension)
        return _above(np.linalg.norm(self.features, axis=1).mean())

    @cached_property
    def smoothness(self) -> float:
        """The largest eigenvalue of the mean of x x^T, over 4: the logistic curvature's peak."""
        gram = self.features.T @ self.features / len(self.features)
        return _above(np.linalg.eigvalsh(gram)[-1] / 4)

    @cached_property
    def coercive(self) -> bool:
        """Whether no direction classifies all samples: decided by one linear program."""
        from scipy.optimize import linprog

        if np.linalg.matrix_rank(self.rows) < self.dimension:
            return False
        best = linprog(
            -self.rows.sum(axis=0), A_ub=-self.rows, b_ub=np.zeros(len(self.rows)), bounds=(-1, 1)
        )
        return bool(best.success and -best.fun < 1e-9)

    def value(self, w: Any) -> Any:
        """Return the mean loss at ``w`` (floats)."""
        from askewtheory.losses.loop_parts import logistic_values_of_rows

        points = self._points(w)
        values = np.empty(len(points))
        logistic_values_of_rows(points, values, (self.rows,))
        return shaped(values, w)

    def gradient(self, w: Any) -> Any:
        """Return the gradient at ``w`` (floats)."""
        from askewtheory.losses.loop_parts import logistic_gradients_of_rows

        points = self._points(w)
        gradients = np.empty_like(points)
        logistic_gradients_of_rows(points, gradients, (self.rows,))
        return float(gradients[0, 0]) if np.ndim(w) == 0 else gradients.reshape(np.shape(w))

    def _points(self, w: Any) -> np.ndarray:
        points = rows_of(w)
        self.checked_dimension(points.shape[1])
        return points

    def term_gradients(self, w: Any) -> np.ndarray:
        """Return the gradient of each term at one point, shape (samples, d)."""
        point = rows_of(w)[0]
        share = 1 / (1 + np.exp(self.rows @ point))
        return -share[:, None] * self.rows

    def term_norm_bound(self) -> float:
        """Return a bound on the Euclidean norm of every term's gradient."""
        return _above(np.linalg.norm(self.features, axis=1).max())

    def loop_parts(self) -> LoopParts:
        """Return the compiled pieces."""
        from askewtheory.losses import loop_parts

        return LoopParts(
            loop_parts.logistic_gradient_into,
            loop_parts.logistic_value,
            loop_parts.logistic_batch_into,
            (self.rows,),
        )


class UserLoss(Loss):
    """A function of the user's with its gradient; what is not declared counts as unknown.

    Parameters
    ----------
    value
        Maps a float array of shape (d,) to a number.
    gradient
        Maps a float array of shape (d,) to an array of shape (d,).
    gradient_bound, smoothness, lower_bound
        Declared constants (see ``askewtheory.losses.base``), or None.
    gradient_norm_bound
        A Euclidean bound on the gradient; without it sqrt(d) times ``gradient_bound``.
    coercive
        Whether the loss tends to infinity with |w|.
    dimension
        d, if the functions serve only one.
    rational
        Whether both functions keep object arrays of ``Fraction`` exact.

    Notes
    -----
    Functions that Numba compiles run inside the compiled loop; others run in a Python loop, and
    the first run says how much slower that is.
    """

    name = "user"

    def __init__(
        self,
        value: Callable[[Any], Any],
        gradient: Callable[[Any], Any],
        *,
        gradient_bound: Any = None,
        smoothness: Any = None,
        lower_bound: Any = None,
        gradient_norm_bound: Any = None,
        coercive: bool = False,
        dimension: int | None = None,
        rational: bool = False,
    ) -> None:
        for label, function in (("value", value), ("gradient", gradient)):
            if not callable(function):
                raise InputError(f"{label} must be a function, got {function!r}")
        self.given_value, self.given_gradient = value, gradient
        self.gradient_bound = _declared(gradient_bound, "gradient_bound")
        self.smoothness = _declared(smoothness, "smoothness")
        self.lower_bound = None if lower_bound is None else number(lower_bound, "lower_bound")
        self._norm_bound = _declared(gradient_norm_bound, "gradient_norm_bound")
        self.coercive, self.rational = bool(coercive), bool(rational)
        self.dimension = None if dimension is None else _integer(dimension, "dimension", 1)

    @property
    def parameters(self) -> dict[str, Any]:
        """The functions' names: a user's loss cannot be built again from its record."""
        names = {"value": self.given_value, "gradient": self.given_gradient}
        return {key: getattr(f, "__name__", type(f).__name__) for key, f in names.items()}

    def gradient_norm_bound(self, dimension: int) -> float | None:
        """Return the declared Euclidean bound, else sqrt(d) times the coordinate bound."""
        if self._norm_bound is not None:
            return float(self._norm_bound)
        if self.gradient_bound is None:
            return None
        return math.sqrt(dimension) * float(self.gradient_bound)

    def value(self, w: Any) -> Any:
        """Return the user's value at one point or at each row of an array."""
        if self._is_exact(w):
            return self.given_value(np.asarray(w))
        return shaped(np.array([float(self.given_value(row)) for row in self._rows(w)]), w)

    def gradient(self, w: Any) -> Any:
        """Return the user's gradient at one point or at each row of an array."""
        if self._is_exact(w):
            return np.asarray(self.given_gradient(np.asarray(w)))
        rows = self._rows(w)
        gradients = np.array([self._gradient_of_row(row) for row in rows])
        return float(gradients[0, 0]) if np.ndim(w) == 0 else gradients.reshape(np.shape(w))

    def _is_exact(self, w: Any) -> bool:
        return self.rational and np.ndim(w) == 1 and np.asarray(w).dtype == object

    def _rows(self, w: Any) -> np.ndarray:
        rows = rows_of(w)
        self.checked_dimension(rows.shape[1])
        return rows

    def _gradient_of_row(self, row: np.ndarray) -> np.ndarray:
        gradient = np.asarray(self.given_gradient(row), dtype=np.float64)
        if gradient.shape != row.shape:
            raise InputError(
                f"gradient must return an array of shape {row.shape}, got shape {gradient.shape}"
            )
        return gradient

    def loop_parts(self) -> LoopParts | None:
        """Return the compiled pieces, or None if Numba cannot compile a function."""
        return self._parts

    @cached_property
    def _parts(self) -> LoopParts | None:
        from askewtheory.losses.user import compiled_parts

        return compiled_parts(self.given_value, self.given_gradient)


def _integer(given: Any, name: str, least: int) -> int:
    if isinstance(given, Fraction) and given.denominator == 1:  # the command line reads fractions
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < least:
        raise InputError(f"{name} must be an integer of at least {least}, got {given!r}")
    return int(given)


def _declared(given: Any, name: str) -> Any:
    if given is None:
        return None
    value = number(given, name)
    if value < 0:
        raise InputError(f"{name} must be at least 0, got {given}")
    return value


def _above(value: Any) -> float:
    """Return a float just above a computed constant, beyond its rounding errors."""
    return float(value) * (1 + 1e-9)

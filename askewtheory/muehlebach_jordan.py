"""Algorithm 1: first-order steps under velocity constraints, for any constraints g_i >= 0.

At a point x only the constraints with g_i(x) <= 0 act. They do not bound x; they bound its
velocity, by gradient_i . v >= -alpha g_i(x), so that an infeasible x is pulled back at rate alpha.
The step is x + stepsize v with the velocity nearest to -gradient of the loss:

    minimise |v + gradient|^2 / 2  over  V = {v : A v >= b},   A = active gradients, b = -alpha g.

Its dual has one multiplier for each active constraint, v = A^T multipliers - gradient. With
z = v + gradient and h = b + A gradient it is a least-distance problem, "the shortest z with
A z >= h", which Lawson and Hanson turn into non-negative least squares: minimise
|[A^T; h^T] u - (0, ..., 0, 1)| over u >= 0. A residual of zero is a certificate that V is empty:
A^T u = 0 with h . u = 1. Otherwise 1 - h . u > 0 and multipliers = u / (1 - h . u).

On the constraints psi_i of C_epsilon this is what ``kernel.velocity`` has in closed form, off the
infeasible midpoints and before the clip.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np

from askewtheory import feasible
from askewtheory.errors import InputError
from askewtheory.grid import as_grids

_EMPTY = 1e-9
"""A residual (at most 1) below this is rounding: V is empty, or its least velocity is 1e9 times
the constraints' own scale."""

Stepsize = float | Callable[[int], float]


@dataclass(frozen=True)
class Constraint:
    """One constraint g(x) >= 0.

    Parameters
    ----------
    value
        Takes a point of shape (n,), returns g(x).
    gradient
        Takes a point of shape (n,), returns the gradient of g, shape (n,).
    """

    value: Callable[[np.ndarray], Any]
    gradient: Callable[[np.ndarray], Any]


class EmptyVelocitySetError(InputError):
    """The active constraints leave no velocity: they contradict each other to first order.

    ``certificate`` holds non-negative weights, one for each constraint: the weighted sum of the
    active gradients is zero although the weighted sum of what they ask for is positive.
    """

    def __init__(self, point: np.ndarray, certificate: np.ndarray) -> None:
        self.certificate = certificate
        guilty = ", ".join(str(i) for i in np.flatnonzero(certificate))
        super().__init__(
            "constraints must leave a velocity (the constraint qualification must hold), "
            f"got contradicting constraints {guilty} at x = {np.asarray(point).tolist()}"
        )


@dataclass(frozen=True)
class Direction:
    """The velocity at one point, with the dual solution.

    Parameters
    ----------
    velocity
        v, shape (n,).
    multipliers
        Non-negative, shape (m,), zero for constraints that do not act;
        v = sum of multipliers times gradients - gradient of the loss.
    active
        Which constraints have g_i(x) <= 0, shape (m,).
    """

    velocity: np.ndarray
    multipliers: np.ndarray
    active: np.ndarray


class Ending(StrEnum):
    """How a run ended, in words."""

    COMPLETED = "all steps were taken"
    EMPTY = "the active constraints left no velocity at the last point"
    DIVERGED = "the last point is not finite"


@dataclass(frozen=True)
class Run:
    """What :func:`solve` records; ``taken`` steps, n coordinates, m constraints.

    Parameters
    ----------
    points
        Shape (taken + 1, n).
    velocities, multipliers
        Shapes (taken, n) and (taken, m).
    values
        g_i at every point, shape (taken + 1, m).
    ending
        How the run ended, a sentence.
    """

    points: np.ndarray
    velocities: np.ndarray
    multipliers: np.ndarray
    values: np.ndarray
    ending: Ending

    @property
    def last(self) -> np.ndarray:
        """The last point, shape (n,)."""
        return self.points[-1]

    @property
    def squared_velocity(self) -> np.ndarray:
        """|v_k|^2, shape (taken,)."""
        return np.sum(self.velocities**2, axis=1)

    @property
    def violation(self) -> np.ndarray:
        """max_i (-g_i)^+ at every point, shape (taken + 1,)."""
        return np.maximum(0.0, -self.values).max(axis=1, initial=0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON would write it."""
        arrays = ("points", "velocities", "multipliers", "values")
        return {name: getattr(self, name).tolist() for name in arrays} | {
            "ending": str(self.ending)
        }


def velocity(x: Any, gradient: Any, values: Any, gradients: Any, *, alpha: float) -> Direction:
    """Return the velocity of Algorithm 1 at ``x`` and the multipliers of its dual.

    Parameters
    ----------
    x, gradient
        The point and the gradient of the loss there, shape (n,).
    values, gradients
        g_i(x), shape (m,), and their gradients, shape (m, n).
    alpha
        At least 0; how fast constraints are restored.

    Raises
    ------
    EmptyVelocitySetError
        If V is empty.
    InputError
        If shapes do not match or a number is not finite.
    """
    x, gradient = vector(x, "x"), vector(gradient, "gradient")
    values, gradients = vector(values, "values"), np.array(gradients, dtype=np.float64)
    shapes = {"gradient": (gradient, x.shape), "gradients": (gradients, (values.size, x.size))}
    for name, (array, shape) in shapes.items():
        if array.size != np.prod(shape) or not np.isfinite(array).all():
            raise InputError(f"{name} must be finite, of shape {shape}, got {array.tolist()}")
    if not (math.isfinite(alpha) and alpha >= 0):
        raise InputError(f"alpha must be finite and at least 0, got {alpha}")
    gradients = gradients.reshape(values.size, x.size)
    active = values <= 0
    rows, needed = gradients[active], -alpha * values[active]
    shortest, dual, contradiction = _least_distance(rows, needed + rows @ gradient)
    multipliers = np.zeros(values.size)
    multipliers[active] = dual
    if contradiction:
        raise EmptyVelocitySetError(x, multipliers)
    return Direction(shortest - gradient, multipliers, active)


def solve(
    loss_gradient: Callable[[np.ndarray], Any],
    constraints: Sequence[Constraint],
    start: Any,
    alpha: float,
    stepsize: Stepsize,
    steps: int,
) -> Run:
    """Run Algorithm 1.

    Parameters
    ----------
    loss_gradient
        Takes a point of shape (n,), returns the gradient of the loss.
    constraints
        The g_i; the feasible set is where all are at least 0.
    start
        Shape (n,), feasible or not.
    alpha
        At least 0; how fast constraints are restored.
    stepsize
        A positive number, or a function of k.
    steps
        How many.

    Returns
    -------
    Run
        Its ``ending`` says whether all steps were taken; a run whose constraints contradict each
        other stops there.

    Raises
    ------
    InputError
        If the start is no vector of finite numbers, shapes do not match, ``steps`` is negative, or
        a stepsize is not positive.
    """
    x = vector(start, "start")
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise InputError(f"steps must be a whole number of at least 0, got {steps!r}")
    points, values, directions = [x], [_values(constraints, x)], []
    ending = Ending.COMPLETED
    for k in range(steps):
        rows = np.array([constraint.gradient(x) for constraint in constraints], dtype=np.float64)
        try:
            step = velocity(x, loss_gradient(x), values[-1], rows, alpha=alpha)
        except EmptyVelocitySetError:
            ending = Ending.EMPTY
            break
        with np.errstate(over="ignore"):  # recorded as DIVERGED
            x = x + checked_stepsize(stepsize, k) * step.velocity
        directions.append(step)
        points.append(x)
        if not np.isfinite(x).all():
            ending = Ending.DIVERGED
            values.append(np.full(len(constraints), np.nan))
            break
        values.append(_values(constraints, x))
    taken, count = len(directions), len(constraints)
    return Run(
        points=np.array(points),
        velocities=np.reshape([step.velocity for step in directions], (taken, x.size)),
        multipliers=np.reshape([step.multipliers for step in directions], (taken, count)),
        values=np.reshape(values, (taken + 1, count)),
        ending=ending,
    )


def remoteness_constraints(
    grid: Any, dimension: int, *, epsilon: Any, kind: str = "quadratic"
) -> list[Constraint]:
    """Return the constraints psi_i(w_i; epsilon) >= 0 of C_epsilon, one for each coordinate.

    Parameters
    ----------
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    dimension
        d.
    epsilon
        In (0, 1].
    kind
        ``"quadratic"`` (Definition 3 of the report) or ``"quartic"`` (Definition 2).

    Returns
    -------
    list of Constraint
        d of them, on points of shape (d,).

    Raises
    ------
    InputError
        If there is another number of grids.
    """
    grids = as_grids(grid, dimension)

    def value(i: int, w: np.ndarray) -> float:
        levels = grids[i % len(grids)]
        return float(feasible.remoteness(float(w[i]), levels, epsilon=epsilon, kind=kind))

    def gradient(i: int, w: np.ndarray) -> np.ndarray:
        row = np.zeros(dimension)
        row[i] = feasible.slope(float(w[i]), grids[i % len(grids)], kind=kind)
        return row

    return [Constraint(partial(value, i), partial(gradient, i)) for i in range(dimension)]


def _least_distance(rows: np.ndarray, bound: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return the shortest z with rows z >= bound, its multipliers, and whether there is none.

    If there is none, the "multipliers" are the certificate of that.
    """
    sizes = np.linalg.norm(rows, axis=1)
    flat = sizes == 0
    if np.any(flat & (bound > 0)):  # 0 . z >= bound > 0
        return np.zeros(rows.shape[1]), np.where(flat & (bound > 0), 1.0, 0.0), True
    if not np.any(bound > 0):
        return np.zeros(rows.shape[1]), np.zeros(len(bound)), False
    from scipy.optimize import nnls

    used = ~flat
    unit, level = rows[used] / sizes[used, None], bound[used] / sizes[used]
    scale = level.max()
    target = np.append(np.zeros(rows.shape[1]), 1.0)
    weights, residual = nnls(np.vstack([unit.T, level / scale]), target)
    multipliers = np.zeros(len(bound))
    if residual <= _EMPTY:
        multipliers[used] = weights / sizes[used]
        return np.zeros(rows.shape[1]), multipliers, True
    # residual^2 = 1 - h . u at the solution: the form without cancellation
    shares = weights * (scale / residual**2)
    multipliers[used] = shares / sizes[used]
    return unit.T @ shares, multipliers, False


def _values(constraints: Sequence[Constraint], x: np.ndarray) -> np.ndarray:
    return vector([float(constraint.value(x)) for constraint in constraints], "constraint values")


def checked_stepsize(stepsize: Stepsize, k: int) -> float:
    """Return the stepsize of step ``k``.

    Parameters
    ----------
    stepsize
        A number, or a function of k.
    k
        The step, from 0.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If it is not positive and finite.
    """
    value = float(stepsize(k) if callable(stepsize) else stepsize)
    if not (math.isfinite(value) and value > 0):
        raise InputError(f"stepsize must be positive and finite, got {value} at k = {k}")
    return value


def vector(value: Any, name: str) -> np.ndarray:
    """Return a vector of floats.

    Parameters
    ----------
    value
        Finite numbers, shape (n,).
    name : str
        What it is called in the error.

    Returns
    -------
    array
        A copy, of float64.

    Raises
    ------
    InputError
        If it is no vector, or a number is not finite.
    """
    result = np.array(value, dtype=np.float64)
    if result.ndim != 1 or not np.isfinite(result).all():
        raise InputError(f"{name} must be a vector of finite numbers, got {value!r}")
    return result

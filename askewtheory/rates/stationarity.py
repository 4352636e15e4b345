"""How far points are from stationary: x-hat, S, the Lyapunov function Psi, KKT residual, d(w, Z).

All functions take points w of shape (rows, d). p is the projection on C_epsilon, and x-hat
minimises l(y) + M |w - y|^2 over the box of feasible intervals that holds p.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from askewtheory.feasible import project
from askewtheory.losses import Logistic
from askewtheory.losses.base import Loss
from askewtheory.rates.case import Problem

ITERATIONS = 24
"""Projected gradient steps for x-hat; each halves the error, since the objective is M-strongly
convex and 3M-smooth."""
BOXES = 1024
"""Up to so many boxes are searched for the stationary points of a convex loss."""
RESIDUAL = 1e-8
"""The largest coordinate of a projected gradient that counts as zero."""
PROJECTED_STEPS = 20_000
"""When the search for the minimisers over boxes gives up."""


@dataclass(frozen=True)
class Boxes:
    """The projection of each coordinate and the feasible interval that holds it."""

    projection: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def boxes(points: np.ndarray, problem: Problem) -> Boxes:
    """Return projections and the ends of their intervals, each of the shape of ``points``."""
    ends, method = _intervals(problem), problem.method
    nearest = np.asarray(project(points, method.grids, epsilon=method.epsilon, kind=method.kind))
    place = np.searchsorted(ends[:, 0], nearest, side="right") - 1
    return Boxes(nearest, ends[place, 0], ends[place, 1])


def _intervals(problem: Problem) -> np.ndarray:
    """Return the ends of each coordinate's feasible intervals, shape (intervals, 2)."""
    return np.array([[cell.lower, cell.upper] for cell in problem.scope], dtype=float)


def prox(points: np.ndarray, box: Boxes, problem: Problem) -> np.ndarray:
    """Return x-hat for each row, by projected gradient steps of length 1/(2M)."""
    smooth = float(problem.loss.smoothness)
    if smooth == 0:
        raise ZeroDivisionError("x-hat needs M > 0")
    y = box.projection.copy()
    for _ in range(ITERATIONS):
        gradient = problem.loss.gradient(y) + 2 * smooth * (y - points)
        y = np.clip(y - gradient / (2 * smooth), box.lower, box.upper)
    return y


@dataclass(frozen=True)
class Stationary:
    """S^2, d^2 and Psi of each row."""

    squared: np.ndarray
    squared_distance: np.ndarray
    lyapunov: np.ndarray


def stationary(points: np.ndarray, problem: Problem, kappa: float) -> Stationary:
    """Return S^2 = |p - x-hat|^2, d^2 = |w - p|^2 and Psi = phi(w) + kappa d^2 of each row."""
    box = boxes(points, problem)
    best = prox(points, box, problem)
    squared = ((box.projection - best) ** 2).sum(axis=1)
    gaps = ((points - box.projection) ** 2).sum(axis=1)
    moved = ((points - best) ** 2).sum(axis=1)
    phi = problem.loss.value(best) + float(problem.loss.smoothness) * moved
    return Stationary(squared, gaps, phi + kappa * gaps)


def box_minimum(point: np.ndarray, problem: Problem, *, steps: int = 2000) -> float:
    """Return the least loss over the box that holds the projection of one point.

    By projected gradient, which finds it for the losses of the studies: each is convex or, along
    every coordinate, decreasing up to its centre and increasing beyond.
    """
    box = boxes(point[None], problem)
    y, smooth = box.projection, float(problem.loss.smoothness)
    for _ in range(steps):
        y = np.clip(y - problem.loss.gradient(y) / smooth, box.lower, box.upper)
    return float(problem.loss.value(y)[0])


def kkt_residual(points: np.ndarray, problem: Problem) -> np.ndarray:
    """Return |p - P_C(p - grad l(p))| + |w - p| for each row: zero exactly on Z_epsilon."""
    box = boxes(points, problem)
    gradient = problem.loss.gradient(box.projection)
    moved = np.clip(box.projection - gradient, box.lower, box.upper)
    gaps = np.linalg.norm(points - box.projection, axis=1)
    return np.linalg.norm(box.projection - moved, axis=1) + gaps


def distance_to_stationary(points: np.ndarray, problem: Problem) -> tuple[np.ndarray, str] | None:
    """Return d(w, Z_epsilon) for each row, and how Z_epsilon was found; None where it is not.

    Along each coordinate the studies' separable losses decrease up to their centre and increase
    beyond, so each interval holds one stationary point: the centre's projection on it. A strictly
    convex loss has one stationary point in each box, its minimiser over the box.
    """
    ends = _intervals(problem)
    center = problem.loss.parameters.get("center")
    if center is not None:
        centers = np.broadcast_to(np.array(center, dtype=float), points.shape[1:])
        stationary_points = np.clip(centers[:, None], ends[:, 0], ends[:, 1])
        gaps = np.abs(points[:, :, None] - stationary_points[None]).min(axis=2)
        return np.linalg.norm(gaps, axis=1), "Z_ε in closed form: the centre projected"
    count = len(ends) ** points.shape[1]
    if not _strictly_convex(problem.loss) or count > BOXES:
        return None
    minimisers = box_minimisers(ends, problem.loss, points.shape[1])
    nearest = np.full(len(points), np.inf)
    for minimiser in minimisers:
        nearest = np.minimum(nearest, np.linalg.norm(points - minimiser, axis=1))
    found = f"Z_ε found numerically: the minimisers over {count} boxes, by accelerated projected "
    return nearest, found + f"gradients, down to a projected gradient of {RESIDUAL:g}"


def _strictly_convex(loss: Loss) -> bool:
    """Tell whether the loss is known to be: logistic, with features that span all directions."""
    return isinstance(loss, Logistic) and np.linalg.matrix_rank(loss.rows) == loss.dimension


def box_minimisers(ends: np.ndarray, loss: Loss, dimension: int) -> np.ndarray:
    """Return the minimiser of a strictly convex loss over every product of intervals.

    By projected gradient with momentum (FISTA), all boxes at once.

    Parameters
    ----------
    ends
        Shape (intervals, 2): the ends of one coordinate's intervals, the same for all.
    loss
        A strictly convex loss.
    dimension
        d.

    Returns
    -------
    ndarray
        Shape (intervals^d, d).

    Raises
    ------
    ArithmeticError
        If some projected gradient still exceeds ``RESIDUAL`` after ``PROJECTED_STEPS``.
    """
    boxes = np.array(list(itertools.product(ends, repeat=dimension)))
    lower, upper, smooth = boxes[..., 0], boxes[..., 1], float(loss.smoothness)
    x = y = (lower + upper) / 2
    weight = np.ones((len(boxes), 1))
    for count in range(PROJECTED_STEPS):
        moved = np.clip(y - loss.gradient(y) / smooth, lower, upper)
        # Where the momentum points uphill it starts again (O'Donoghue and Candes 2015).
        uphill = ((y - moved) * (moved - x)).sum(axis=1, keepdims=True) > 0
        weight = np.where(uphill, 1.0, weight)
        heavier = (1 + np.sqrt(1 + 4 * weight**2)) / 2
        y, x = moved + np.where(uphill, 0.0, (weight - 1) / heavier) * (moved - x), moved
        weight = heavier
        if count % 20 == 19:
            gaps = x - np.clip(x - loss.gradient(x), lower, upper)
            if np.abs(gaps).max() <= RESIDUAL:
                return x
    raise ArithmeticError(f"no minimiser over every box after {PROJECTED_STEPS} projected steps")

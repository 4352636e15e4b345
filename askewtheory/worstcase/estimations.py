"""The performance-estimation problems: gradient branch, step on a convex set, skewed step."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from askewtheory.audit.pep import Performance, indicator, inner, norm2, smooth
from askewtheory.audit.pep.problem import Function
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term, eq, minimum


class Estimation(NamedTuple):
    """A method on a class of functions, and numbers of which the least is asked for."""

    name: str
    problem: Performance
    metrics: tuple[Term, ...]

    def states(self, bound: Fraction) -> Statement:
        """Return the statement that the least of the numbers is at most a bound."""
        least = self.metrics[0] if len(self.metrics) == 1 else minimum(*self.metrics)
        return self.problem.states(least <= bound)


def _loss(smoothness: Fraction) -> tuple[Performance, Function, Term]:
    """Return a problem, its M-smooth loss and the start."""
    problem = Performance()
    return problem, problem.function(smooth(smoothness)), problem.point("x0")


def _assume_decrease(problem: Performance, loss: Function, start: Term, end: Term) -> None:
    problem.assume("decrease", loss.value(start) - loss.value(end) <= 1)


def gradient_branch(steps: int, stepsize: Fraction, smoothness: Fraction) -> Estimation:
    """Return min_{k <= N} |g_k|^2 over N gradient steps with l(w_0) - l(w_N) <= 1."""
    problem, loss, start = _loss(smoothness)
    point, gradients = start, [loss.gradient(start)]
    for _ in range(steps):
        point = point - stepsize * gradients[-1]
        gradients.append(loss.gradient(point))
    _assume_decrease(problem, loss, start, point)
    return Estimation("gradient branch", problem, tuple(map(norm2, gradients)))


def convex_step(
    steps: int, stepsize: Fraction, smoothness: Fraction, alpha: Fraction
) -> Estimation:
    """Return min_{k < N} |v_k|^2 of the Muehlebach-Jordan step, all constraints affine.

    There {v : a.v <= alpha (b - a.w)} says w + v/alpha in C, so v = alpha (P_C(w - g/alpha) - w):
    with y_k that projection, w_k - g_k/alpha - y_k is normal to C at y_k. The start is feasible.
    """
    problem, loss, start = _loss(smoothness)
    feasible = problem.function(indicator())
    feasible.sample(start, None, "start")
    point, velocities = start, []
    for k in range(steps):
        projection = problem.point(f"y{k}")
        feasible.sample(projection, point - loss.gradient(point) / alpha - projection)
        velocities.append(alpha * (projection - point))
        point = point + stepsize * velocities[-1]
    loss.gradient(point)
    _assume_decrease(problem, loss, start, point)
    return Estimation("convex set", problem, tuple(map(norm2, velocities)))


def skewed_step(
    steps: int, stepsize: Fraction, smoothness: Fraction, bound: Fraction, force: Fraction
) -> Estimation:
    """Return min_{k < N} |v_k|^2 of skewed steps, |g_k| <= G and |u_k| <= U.

    g = a + b splits the gradient into the coordinates that follow it and those that are forced, so
    v = -a + u with a, b orthogonal and a, u orthogonal. Which coordinates are forced may change
    arbitrarily, so the value bounds Theorem 3's step from above.
    """
    problem, loss, start = _loss(smoothness)
    point, velocities = start, []
    for k in range(steps):
        free, forced, push = (problem.vector(f"{letter}{k}") for letter in "abu")
        loss.sample(point, free + forced)
        problem.assume("a and b are orthogonal", eq(inner(free, forced), 0))
        problem.assume("a and u are orthogonal", eq(inner(free, push), 0))
        problem.assume("the force", norm2(push) <= force**2)
        problem.assume("the gradient", norm2(free + forced) <= bound**2)
        velocities.append(push - free)
        point = point + stepsize * velocities[-1]
    problem.assume("the gradient", norm2(loss.gradient(point)) <= bound**2)
    _assume_decrease(problem, loss, start, point)
    return Estimation("skewed step", problem, tuple(map(norm2, velocities)))

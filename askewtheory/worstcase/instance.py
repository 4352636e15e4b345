"""One-coordinate problems that a search moves through, replayed by the kernel itself.

The levels are 0 and a gap; the loss is linear or Huber. Every function works on floats, for the
search, and on fractions, for the exact replay of what it found: the same source runs twice.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from typing import Any

from askewtheory import kernel
from askewtheory.losses import formulas
from askewtheory.method import Method


@dataclass(frozen=True)
class Instance:
    """A problem, a start and a stepsize.

    Parameters
    ----------
    inner, middle
        Distance from a level to the inner end of its feasible interval, and the width D of the
        infeasible middle: gap = middle + 2 inner and epsilon = inner (inner + middle), so that all
        ends are rational.
    alpha, clip
        Of the method.
    slope
        Of the straight parts of the loss: G = |slope|.
    width, center
        Of the Huber loss; width None means the linear loss slope * w.
    smoothness
        A Lipschitz constant of the gradient.
    start, stepsize, steps
        w_0, gamma and the number of steps taken.
    sigma
        Of two-point noise; 0 for none.
    """

    inner: Any
    middle: Any
    alpha: Any
    clip: Any
    slope: Any
    width: Any
    center: Any
    smoothness: Any
    start: Any
    stepsize: Any
    steps: int
    sigma: Any = 0

    @property
    def gap(self) -> Any:
        """The distance of the two levels."""
        return self.middle + 2 * self.inner

    @property
    def epsilon(self) -> Any:
        """The epsilon whose infeasible middle has width D."""
        return self.inner * (self.inner + self.middle)

    @property
    def levels(self) -> tuple[Any, Any]:
        """0 and the gap."""
        return (self.inner - self.inner, self.gap)

    @cached_property
    def method(self) -> Method:
        """The method with these levels, quadratic psi and the printed rule."""
        return Method(self.levels, self.epsilon, self.alpha, self.clip)

    @property
    def bound(self) -> Any:
        """G."""
        return abs(self.slope)

    @property
    def intervals(self) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """The two feasible intervals."""
        low, high = self.levels
        return ((-self.epsilon, low + self.inner), (high - self.inner, high + self.epsilon))

    def value(self, w: Any) -> Any:
        """Return the loss at ``w``."""
        if self.width is None:
            return self.slope * w
        return formulas.huber(w, self.width, self.center, self.slope)

    def gradient(self, w: Any) -> Any:
        """Return its derivative at ``w``."""
        if self.width is None:
            return self.slope
        return formulas.huber_slope(w, self.width, self.center, self.slope)

    def velocity(self, w: Any, gradient: Any) -> Any:
        """Return the kernel's velocity (quadratic psi, printed rule)."""
        return kernel.velocity(w, gradient, *self.method.arguments())

    def box(self, w: Any) -> tuple[Any, Any]:
        """Return the feasible interval nearest to ``w``."""
        first, second = self.intervals
        nearest = kernel.nearest_feasible(w, (first[0], second[0]), (first[1], second[1]))
        return first if nearest <= first[1] else second

    def distance(self, w: Any) -> Any:
        """Return the distance of ``w`` to the feasible set."""
        low, high = self.box(w)
        return abs(w - _clamped(w, low, high))

    def prox(self, w: Any) -> tuple[Any, Any]:
        """Return p, the projection of w, and x-hat, which minimises l(y) + M (w - y)^2 in the box.

        The derivative of the objective is piecewise linear and increasing, so its zero is explicit.
        """
        low, high = self.box(w)
        m = self.smoothness
        free = w - self.slope / (2 * m)
        if self.width is not None:
            curvature = self.slope / self.width
            inside = (curvature * self.center + 2 * m * w) / (curvature + 2 * m)
            if abs(inside - self.center) <= self.width:
                free = inside
            elif inside < self.center:
                free = w + self.slope / (2 * m)
        return _clamped(w, low, high), _clamped(free, low, high)

    def least_in_box(self, w: Any) -> Any:
        """Return the least loss over the box of ``w``."""
        low, high = self.box(w)
        if self.width is None:
            return min(self.value(low), self.value(high))
        return self.value(_clamped(self.center, low, high))

    def path(self, noise: tuple[int, ...] = ()) -> tuple[list[Any], list[Any]]:
        """Return w_0 ... w_n and v_0 ... v_(n-1); ``noise`` holds a sign for each step, or none."""
        points, velocities = [self.start], []
        for step in range(self.steps):
            w = points[-1]
            sign = noise[step] if noise else 0
            v = self.velocity(w, self.gradient(w) + sign * self.sigma)
            velocities.append(v)
            points.append(w + self.stepsize * v)
        return points, velocities

    def to_dict(self) -> dict[str, Any]:
        """Return all numbers and the levels and epsilon that follow."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return {**given, "levels": list(self.levels), "epsilon": self.epsilon}

    @property
    def exact(self) -> bool:
        """Whether every number is a fraction or an integer."""
        numbers = (getattr(self, item.name) for item in fields(self))
        return all(isinstance(x, Fraction | int) or x is None for x in numbers)


def _clamped(w: Any, low: Any, high: Any) -> Any:
    if w < low:
        return low
    return high if w > high else w

"""The drift inequality for two coupled coordinates, in exact fractions.

l(y) = y'Hy/2 - q'y with a symmetric H that need not be definite; M is its largest absolute row
sum, so grad l is M-Lipschitz. x^ minimises a strongly convex quadratic over a box: the nine
choices of active bounds are tried, and the one that satisfies the optimality conditions is taken.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction as F

from askewtheory.claims import Outcome
from askewtheory.provers import supported
from proofs_checks.common import Coordinate

Pair = tuple[F, F]
CELL = Coordinate((-1, 1), "3/4", 1, 1)
LOWER, UPPER = F(1, 2), F(7, 4)
NEAR = F(1, 3)
"""delta* = min(A/3, M_c/(2 alpha)) = 1/3."""


class Plane:
    """A quadratic loss of two variables."""

    def __init__(self, h: tuple[F, F, F], q: Pair) -> None:
        self.h, self.q = h, q
        self.lipschitz = max(abs(h[0]) + abs(h[1]), abs(h[1]) + abs(h[2])) or F(1)

    def gradient(self, y: Pair) -> Pair:
        """Return H y - q."""
        a, b, c = self.h
        return (a * y[0] + b * y[1] - self.q[0], b * y[0] + c * y[1] - self.q[1])

    def value(self, y: Pair) -> F:
        """Return y'Hy/2 - q'y."""
        g = self.gradient(y)
        return sum((y[i] * (g[i] - self.q[i]) for i in (0, 1)), F(0)) / 2

    def minimiser(self, x: Pair) -> Pair:
        """Return x^, the minimiser of l(y) + M|x - y|^2 over the box."""
        a, b, c = self.h
        a, c = a + 2 * self.lipschitz, c + 2 * self.lipschitz
        r = [self.q[i] + 2 * self.lipschitz * x[i] for i in (0, 1)]
        choices: tuple[F | None, ...] = (None, LOWER, UPPER)
        for first, second in itertools.product(choices, repeat=2):
            y = self._stationary(a, b, c, r, first, second)
            slope = (a * y[0] + b * y[1] - r[0], b * y[0] + c * y[1] - r[1])
            if all(self._optimal(one, g) for one, g in zip(y, slope, strict=True)):
                return y
        raise AssertionError("a strongly convex function has a minimiser over a box")

    @staticmethod
    def _stationary(a: F, b: F, c: F, r: list[F], first: F | None, second: F | None) -> Pair:
        """Return the stationary point with the given coordinates held fixed."""
        if first is not None:
            return (first, (r[1] - b * first) / c if second is None else second)
        if second is not None:
            return ((r[0] - b * second) / a, second)
        det = a * c - b * b
        return ((c * r[0] - b * r[1]) / det, (a * r[1] - b * r[0]) / det)

    @staticmethod
    def _optimal(y: F, slope: F) -> bool:
        inside = LOWER <= y <= UPPER
        return inside and (slope == 0 or (y == LOWER and slope > 0) or (y == UPPER and slope < 0))

    def psi(self, w: Pair) -> F:
        """Return Psi(w) = phi(w) + kappa d^2, for a = alpha = 1."""
        best, p = self.minimiser(w), project(w)
        phi = self.value(best) + self.lipschitz * squared(w, best)
        return phi + self.kappa * squared(w, p)

    @property
    def kappa(self) -> F:
        """(M/alpha)(M - 2 alpha)^+ with alpha = 1."""
        return self.lipschitz * max(F(0), self.lipschitz - 2)


def project(w: Pair) -> Pair:
    """Return the projection on the box."""
    return (min(max(w[0], LOWER), UPPER), min(max(w[1], LOWER), UPPER))


def squared(one: Pair, two: Pair) -> F:
    """Return the squared distance."""
    return (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2


def drift_margin(loss: Plane, w: Pair, noise: Pair, gamma: F, decrease: int = 2) -> F:
    """Return the bound minus Psi(w^+), with ``decrease`` times M^2 gamma S^2 in the bound."""
    g = loss.gradient(w)
    estimate = (g[0] + noise[0], g[1] + noise[1])
    speed = [CELL.velocity(one, e) for one, e in zip(w, estimate, strict=True)]
    after = (w[0] + gamma * speed[0], w[1] + gamma * speed[1])
    p, best, m = project(w), loss.minimiser(w), loss.lipschitz
    z = (p[0] - best[0], p[1] - best[1])
    size = squared(estimate, (F(0), F(0)))
    extra = gamma**2 * ((m + loss.kappa) * size + 4 * m * squared(w, p))
    stationary = decrease * m**2 * gamma * (z[0] ** 2 + z[1] ** 2)
    selected = 2 * m * gamma * (noise[0] * z[0] + noise[1] * z[1])
    return loss.psi(w) - stationary - selected + extra - loss.psi(after)


def exact_trials(trials: int = 200, seed: int = 7) -> Outcome:
    """Random losses, points in N and stochastic gradients."""
    draw, worst, failed = random.Random(seed), None, 0

    def part(low: int, high: int) -> F:
        return F(draw.randint(12 * low, 12 * high), 12)

    for _ in range(trials):
        loss = Plane((part(-3, 3), part(-2, 2), part(-3, 3)), (part(-4, 4), part(-4, 4)))
        span = UPPER - LOWER + 2 * NEAR
        w = (LOWER - NEAR + part(0, 1) * span, LOWER - NEAR + part(0, 1) * span)
        noise, gamma = (part(-3, 3), part(-3, 3)), F(draw.randint(1, 12), 24)
        margin = drift_margin(loss, w, noise, gamma)
        worst = margin if worst is None else min(worst, margin)
        failed += drift_margin(loss, w, noise, gamma, 12) < 0
    assert worst is not None
    return supported(
        trials=trials,
        worst_margin=float(worst),
        seed=seed,
        passed=worst >= 0 and failed > 0,
        detail="two coupled coordinates, indefinite quadratic losses, any ghat, exact fractions",
        control=f"with -12 M^2 gamma S^2 it failed in {failed} trials",
    )

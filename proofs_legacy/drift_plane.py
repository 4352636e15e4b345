"""The drift inequality for two coupled coordinates, in exact fractions.

l(y) = y'Hy/2 - q'y with a symmetric H that need not be definite; M is its largest absolute row
sum, or the size of its eigenvalues where H is M times a reflection, so grad l is M-Lipschitz. x^
minimises a strongly convex quadratic over a box: the nine choices of active bounds are tried, and
the one that satisfies the optimality conditions is taken.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, replace
from fractions import Fraction as F

from askewtheory.claims import Outcome
from askewtheory.kernel import QUARTIC
from askewtheory.provers import supported
from proofs_legacy.common import Coordinate

Pair = tuple[F, F]
NEAR = F(1, 3)
"""delta* = min(A/3, M_c/(2 alpha)) = 1/3 for both boxes."""


@dataclass(frozen=True)
class Box:
    """The same feasible interval for both coordinates; a delta <= U <= 2 alpha delta beside it."""

    cell: Coordinate
    lower: F
    upper: F
    low: F
    """The constant a."""

    def project(self, w: Pair) -> Pair:
        """Return the projection on the box."""
        first, second = (min(max(one, self.lower), self.upper) for one in w)
        return first, second


QUADRATIC_BOX = Box(Coordinate((-1, 1), "3/4", 1, 1), F(1, 2), F(7, 4), F(1))
QUARTIC_BOX = Box(Coordinate((-1, 1), "9/16", 1, 1, QUARTIC), F(1, 2), F(7, 4), F(1, 2))


class Plane:
    """A quadratic loss of two variables, and a box."""

    def __init__(
        self,
        h: tuple[F, F, F],
        q: Pair,
        box: Box = QUADRATIC_BOX,
        lipschitz: F | None = None,
    ) -> None:
        self.h, self.q, self.box = h, q, box
        rows = max(abs(h[0]) + abs(h[1]), abs(h[1]) + abs(h[2])) or F(1)
        self.lipschitz = rows if lipschitz is None else lipschitz

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
        choices: tuple[F | None, ...] = (None, self.box.lower, self.box.upper)
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

    def _optimal(self, y: F, slope: F) -> bool:
        low, high = self.box.lower, self.box.upper
        inside = low <= y <= high
        return inside and (slope == 0 or (y == low and slope > 0) or (y == high and slope < 0))

    def psi(self, w: Pair) -> F:
        """Return Psi(w) = phi(w) + kappa d^2."""
        best, p = self.minimiser(w), self.box.project(w)
        phi = self.value(best) + self.lipschitz * squared(w, best)
        return phi + self.kappa * squared(w, p)

    @property
    def kappa(self) -> F:
        """(M/a)(M - 2a)^+."""
        low = self.box.low
        return self.lipschitz / low * max(F(0), self.lipschitz - 2 * low)


def squared(one: Pair, two: Pair) -> F:
    """Return the squared distance."""
    return (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2


def drift_margin(loss: Plane, w: Pair, noise: Pair, gamma: F, decrease: int = 2) -> F:
    """Return the bound minus Psi(w^+), with ``decrease`` times M^2 gamma S^2; alpha = 1."""
    g = loss.gradient(w)
    estimate = (g[0] + noise[0], g[1] + noise[1])
    speed = [loss.box.cell.velocity(one, e) for one, e in zip(w, estimate, strict=True)]
    after = (w[0] + gamma * speed[0], w[1] + gamma * speed[1])
    p, best, m = loss.box.project(w), loss.minimiser(w), loss.lipschitz
    z = (p[0] - best[0], p[1] - best[1])
    size = squared(estimate, (F(0), F(0)))
    extra = gamma**2 * ((m + loss.kappa) * size + 4 * m * squared(w, p))
    stationary = decrease * m**2 * gamma * (z[0] ** 2 + z[1] ** 2)
    selected = 2 * m * gamma * (noise[0] * z[0] + noise[1] * z[1])
    return loss.psi(w) - stationary - selected + extra - loss.psi(after)


def deciding(box: Box, lipschitz: F) -> tuple[Plane, Pair, F]:
    """Return a case in which Psi needs its kappa d^2: the loss, the point and the outer distance.

    Coordinate 1 is outside by delta, where its gradient is 0; coordinate 2 is inside, z = S > 0
    away from x^. H is M times the reflection that sends (delta, S) to (0, -|(delta, S)|), so the
    gradient loses M |(delta, S)| against its value 2 M S at x^, all that M allows.
    """
    size = (box.upper - box.lower) * F(9, 20)
    delta, length = size * F(9, 40), size * F(41, 40)  # 9, 40, 41: a right triangle
    first, second = delta, size + length  # the reflection's axis
    scale = 2 * lipschitz / (first**2 + second**2)
    h = (lipschitz - scale * first**2, -scale * first * second, lipschitz - scale * second**2)
    best = (box.upper, box.lower + (box.upper - box.lower - size) / 2)
    w = (box.upper + delta, best[1] + size)
    slope = (F(0), 2 * lipschitz * size)
    q = (
        h[0] * best[0] + h[1] * best[1] - slope[0],
        h[1] * best[0] + h[2] * best[1] - slope[1],
    )
    loss = Plane(h, q, box, lipschitz)
    assert (h[0] + h[2], h[0] ** 2 + h[1] ** 2) == (0, lipschitz**2), "eigenvalues M and -M"
    assert loss.minimiser(w) == best, "x^ is the chosen point"
    return loss, w, delta


def narrow_quartic() -> Box:
    """Return a quartic box whose force is about alpha delta/2 outside: delta is far above r.

    Levels 0 and 5/2 s, r = sqrt(epsilon) = s^2 with s = 1/1000; the middle is A = 3/2 s wide.
    """
    s = F(1, 1000)
    gap, middle = F(5, 2) * s, F(3, 2) * s
    cell = Coordinate((0, gap), s**4, 1, 1, QUARTIC)
    return Box(cell, (gap + middle) / 2, gap + s**2, F(1, 2))


def kappa_decides() -> Outcome:
    """Cases that hold with kappa = (M/a)(M - 2a)^+ and fail with 2a for a, for either psi.

    For the quartic psi 2a = alpha, so kappa of the quadratic psi does not do.
    """
    gamma, still = F(1, 10**6), (F(0), F(0))
    cases = [
        (box, middle, m)
        for box, middle in ((QUADRATIC_BOX, F(1)), (narrow_quartic(), F(3, 2000)))
        for m in (F(3), F(8))
    ]
    margins, weaker = [], []
    for box, middle, m in cases:
        loss, w, delta = deciding(box, m)
        assert delta <= min(middle / 3, F(1, 2)), "w is in N"
        doubled = Plane(loss.h, loss.q, replace(box, low=2 * box.low), m)
        for one, found in ((loss, margins), (doubled, weaker)):
            found.append(drift_margin(one, w, still, gamma) / (gamma * delta**2))
    return supported(
        trials=len(cases),
        worst_margin=float(min(margins)),
        seed=0,
        passed=min(margins) >= 0 and max(weaker) < 0,
        detail="both psi, M = 3 and 8, one coordinate outside and one inside (no random numbers)",
        control=f"with 2a for a in kappa it failed in all; best margin {float(max(weaker)):.3g}",
    )


def exact_trials(trials: int = 200, seed: int = 7) -> Outcome:
    """Random losses, points in N and stochastic gradients, for both psi."""
    draw, worst, failed = random.Random(seed), None, 0

    def part(low: int, high: int) -> F:
        return F(draw.randint(12 * low, 12 * high), 12)

    for trial in range(trials):
        box = (QUADRATIC_BOX, QUARTIC_BOX)[trial % 2]
        loss = Plane((part(-3, 3), part(-2, 2), part(-3, 3)), (part(-4, 4), part(-4, 4)), box)
        span = box.upper - box.lower + 2 * NEAR
        w = (box.lower - NEAR + part(0, 1) * span, box.lower - NEAR + part(0, 1) * span)
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
        detail="two coupled coordinates, both psi, indefinite losses, any ghat, exact fractions",
        control=f"with -12 M^2 gamma S^2 it failed in {failed} trials",
    )

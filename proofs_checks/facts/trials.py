"""Exact trials of the drift in one coordinate, and exact expectations of Theorem 5*'s bounds.

A quadratic loss l(y) = (M/2)(y - c)^2: the minimiser x^ of l(y) + M(x - y)^2 over an interval is a
clamped mean, and everything is rational. In one coordinate <e, z> = d S, so the drift holds without
kappa; the cases that need it are in ``facts.plane``.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from fractions import Fraction

from askewtheory import kernel
from askewtheory.losses.formulas import quadratic, quadratic_slope

LEVELS = (Fraction(-1), Fraction(1))


@dataclass(frozen=True)
class Near:
    """A coordinate near the feasible interval [lower, upper], and a quadratic loss."""

    epsilon: Fraction
    alpha: Fraction
    clip: Fraction
    kind: int
    lower: Fraction
    upper: Fraction
    curvature: Fraction
    center: Fraction

    def velocity(self, w: Fraction, gradient: Fraction) -> Fraction:
        """Return the kernel's velocity."""
        numbers = (LEVELS, self.epsilon, self.alpha, self.clip, self.kind, kernel.PRINTED)
        return Fraction(kernel.velocity(w, gradient, *numbers))

    @property
    def low(self) -> Fraction:
        """The constant a of the force: alpha, or half of it for the quartic psi."""
        return self.alpha / 2 if self.kind == kernel.QUARTIC else self.alpha

    @property
    def kappa(self) -> Fraction:
        """(M/a)(M - 2a)^+."""
        return self.curvature / self.low * max(Fraction(0), self.curvature - 2 * self.low)

    def clamp(self, w: Fraction) -> Fraction:
        """The projection on the interval."""
        return min(max(w, self.lower), self.upper)

    def minimiser(self, w: Fraction) -> Fraction:
        """x^: the clamped mean of center and w with weights m and 2M = 2m."""
        return self.clamp((self.center + 2 * w) / 3)

    def psi(self, w: Fraction) -> Fraction:
        """Psi = phi + kappa d^2."""
        best = self.minimiser(w)
        phi = quadratic(best, self.curvature, self.center) + self.curvature * (w - best) ** 2
        return phi + self.kappa * (w - self.clamp(w)) ** 2

    def margins(self, w: Fraction, noise: Fraction, gamma: Fraction) -> tuple[Fraction, ...]:
        """Bound minus value of both distance inequalities and of the drift, for one ghat."""
        estimate = quadratic_slope(w, self.curvature, self.center) + noise
        after = w + gamma * self.velocity(w, estimate)
        before, now = abs(w - self.clamp(w)), abs(after - self.clamp(after))
        z, m = self.clamp(w) - self.minimiser(w), self.curvature
        extra = gamma**2 * ((m + self.kappa) * estimate**2 + m * 4 * self.alpha**2 * before**2)
        bound = self.psi(w) - 2 * m**2 * gamma * z**2 - 2 * m * gamma * noise * z + extra
        square = (1 - self.low * gamma) * before**2 + gamma**2 * estimate**2
        return (max(before, gamma * abs(estimate)) - now, square - now**2, bound - self.psi(after))


def _case(draw: random.Random) -> tuple[Near, Fraction, Fraction]:
    """Return a case, a point within delta* of its interval, and an admissible stepsize."""

    def part(most: int | Fraction) -> Fraction:
        return Fraction(draw.randint(0, 24), 24) * most

    kind = draw.choice((kernel.QUADRATIC, kernel.QUARTIC))
    alpha, wide = part(2) + Fraction(1, 24), part(2) * Fraction(11, 12) + Fraction(1, 12)
    if wide == 2:
        wide = Fraction(1)
    root = (4 - wide**2) / 4  # levels -1, 1: the infeasible middle has width ``wide``
    epsilon = root if kind == kernel.QUADRATIC else root**2
    clip = part(3) + Fraction(1, 2)
    near = min(wide / 3, clip / (2 * alpha))
    case = Near(epsilon, alpha, clip, kind, wide / 2, 1 + root, part(4) + Fraction(1, 24),
                part(6) - 3)  # fmt: skip
    w = case.lower - near + part(1) * (case.upper - case.lower + 2 * near)
    return case, w, (part(1) + Fraction(1, 24)) / (2 * alpha) * Fraction(24, 25)


def drift(trials: int, seed: int) -> tuple[list[Fraction], list[Fraction]]:
    """Return margins of distance, drift and its mean under two-point noise, and a control's.

    The control is the drift with -10 M^2 gamma S^2 in place of -2 M^2 gamma S^2.
    """
    draw, found, weaker = random.Random(seed), [], []
    for _ in range(trials):
        case, w, gamma = _case(draw)
        noise = Fraction(draw.randint(0, 48), 12)
        both = [case.margins(w, sign * noise, gamma) for sign in (1, -1)]
        mean = (both[0][2] + both[1][2]) / 2  # the noise term has mean zero
        found.append(min(*both[0], *both[1], mean))
        z = case.clamp(w) - case.minimiser(w)
        weaker.append(min(both[0][2], both[1][2]) - 8 * case.curvature**2 * gamma * z**2)
    return found, weaker


def rates(steps: int) -> tuple[list[Fraction], list[Fraction]]:
    """Return bound minus exact expectation of S_tau^2 and d_tau^2, over all 2^steps paths.

    Levels -1, 1, feasible interval [1/2, 7/4] for both psi, noise +-1, gamma_k = 1/(8 M (k + 1)).
    For c = 1 the limit is inside, for c = 5/2 it is the end 7/4. With M = 4 kappa is 8 (quadratic
    psi) or 24 (quartic psi), with M = 1 it is 0. The control is a 20th of the bound on S.
    """
    kinds = ((kernel.QUADRATIC, "3/4"), (kernel.QUARTIC, "9/16"))
    runs = ((1, "3/2"), (1, "2"), ("5/2", "2"), ("5/2", "5/4"))
    one, found, weaker = Fraction(1), [], []
    for (kind, epsilon), (center, start), m in itertools.product(kinds, runs, (1, 4)):
        case = Near(Fraction(epsilon), one, one, kind, one / 2, Fraction(7, 4), Fraction(m),
                    Fraction(center))  # fmt: skip
        stationary, distance, bound, apart = _expected(case, Fraction(start), steps)
        found += [bound - stationary, apart - distance]
        weaker.append(bound / 20 - stationary)
    return found, weaker


def _expected(case: Near, start: Fraction, steps: int) -> tuple[Fraction, ...]:
    """Return E S_tau^2, E d_tau^2 and the bounds on them; alpha = 1, n = 1 and delta* = 1/3."""
    m, near, law = case.curvature, Fraction(1, 3), {start: Fraction(1)}
    total = squares = stationary = distance = largest = Fraction(0)
    for k in range(steps):
        gamma, after = 1 / (8 * m * (k + 1)), {}
        total, squares = total + gamma, squares + gamma**2
        for w, weight in law.items():
            p = case.clamp(w)
            stationary += gamma * weight * (p - case.minimiser(w)) ** 2
            distance += gamma * weight * (w - p) ** 2
            slope = quadratic_slope(w, m, case.center)
            if max(abs(w - p), gamma * (abs(slope) + 1)) > near:
                raise ArithmeticError(f"the run may leave N at {w}")
            largest = max(largest, slope**2 + 1)
            for noise in (1, -1):
                w_next = w + gamma * case.velocity(w, slope + noise)
                after[w_next] = after.get(w_next, Fraction(0)) + weight / 2
        law = after
    least = quadratic(case.clamp(case.center), m, case.center)
    extra = squares * ((m + case.kappa) * largest + 4 * m * near**2)
    bound = (case.psi(start) - least + extra) / (2 * m**2 * total)
    apart = ((start - case.clamp(start)) ** 2 + squares * largest) / (case.low * total)
    return stationary / total, distance / total, bound, apart

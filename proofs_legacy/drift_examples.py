"""The distance and drift inequalities in exact fractions, on random points and random noise.

One coordinate with a quadratic loss l(y) = (m/2)(y - c)^2, so that M = m and the minimiser x^ of
l(y) + M(x - y)^2 over an interval is a clamped mean: everything is rational. In one coordinate
<e, z> = d S, so the drift holds without kappa; the cases that need it are in ``drift_plane``.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from fractions import Fraction

from askewtheory import kernel
from askewtheory.claims import Outcome
from askewtheory.losses.formulas import quadratic, quadratic_slope
from askewtheory.provers import supported
from proofs_legacy.common import Coordinate


@dataclass(frozen=True)
class Near:
    """A coordinate near the feasible interval [lower, upper], and a quadratic loss."""

    coordinate: Coordinate
    lower: Fraction
    upper: Fraction
    curvature: Fraction
    center: Fraction

    @property
    def low(self) -> Fraction:
        """The constant a of the force: alpha, or half of it for the quartic psi."""
        quartic = self.coordinate.kind == kernel.QUARTIC
        return self.coordinate.alpha / 2 if quartic else self.coordinate.alpha

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
        gradient = quadratic_slope(w, self.curvature, self.center)
        estimate = gradient + noise
        after = w + gamma * self.coordinate.velocity(w, estimate)
        before, now = abs(w - self.clamp(w)), abs(after - self.clamp(after))
        z = self.clamp(w) - self.minimiser(w)
        high, m = 2 * self.coordinate.alpha, self.curvature
        extra = gamma**2 * ((m + self.kappa) * estimate**2 + m * high**2 * before**2)
        bound = self.psi(w) - 2 * m**2 * gamma * z**2 - 2 * m * gamma * noise * z + extra
        square = (1 - self.low * gamma) * before**2 + gamma**2 * estimate**2
        return (
            max(before, gamma * abs(estimate)) - now,
            square - now**2,
            bound - self.psi(after),
        )


def random_case(draw: random.Random) -> tuple[Near, Fraction, Fraction]:
    """Return a case, a point within delta* of its interval, and an admissible stepsize."""

    def part(most: int) -> Fraction:
        return Fraction(draw.randint(0, 24), 24) * most

    kind = draw.choice((kernel.QUADRATIC, kernel.QUARTIC))
    alpha, wide = part(2) + Fraction(1, 24), part(2) * Fraction(11, 12) + Fraction(1, 12)
    root = (4 - wide**2) / 4  # levels -1, 1: the infeasible middle has width ``wide``
    if root == 0:
        wide, root = Fraction(1), Fraction(3, 4)
    epsilon = root if kind == kernel.QUADRATIC else root**2
    clip = part(3) + Fraction(1, 2)
    near = min(wide / 3, clip / (2 * alpha))
    coordinate = Coordinate((-1, 1), epsilon, alpha, clip, kind)
    case = Near(coordinate, wide / 2, 1 + root, part(4) + Fraction(1, 24), part(6) - 3)
    w = case.lower - near + part(1) * (case.upper - case.lower + 2 * near)
    return case, w, (part(1) + Fraction(1, 24)) / (2 * alpha) * Fraction(24, 25)


def exact_trials(trials: int = 300, seed: int = 5) -> Outcome:
    """Random exact cases: pathwise, and in expectation under two-point noise."""
    draw, worst, weaker = random.Random(seed), None, 0
    for _ in range(trials):
        case, w, gamma = random_case(draw)
        noise = Fraction(draw.randint(0, 48), 12)
        both = [case.margins(w, sign * noise, gamma) for sign in (1, -1)]
        mean = (both[0][2] + both[1][2]) / 2  # the noise term has mean zero
        least = min(*both[0], *both[1], mean)
        worst = least if worst is None else min(worst, least)
        z = case.clamp(w) - case.minimiser(w)
        weaker += min(both[0][2], both[1][2]) < 8 * case.curvature**2 * gamma * z**2
    assert worst is not None
    return supported(
        trials=trials,
        worst_margin=float(worst),
        seed=seed,
        passed=worst >= 0 and weaker > 0,
        detail="levels -1, 1, both psi, quadratic loss, points within delta* of [q_-, q_+]",
        control=f"the drift with -10 M^2 gamma S^2 failed in {weaker} trials",
    )


def expected_rates(steps: int = 8) -> Outcome:
    """Exact expectations over all 2^T paths, against both bounds of the repaired Theorem 5.

    Levels -1, 1, feasible interval [1/2, 7/4] for both psi, loss M (w - c)^2/2 with noise +-1,
    gamma_k = 1/(8 M (k + 1)); for c = 1 the limit is inside, for c = 5/2 it is the end 7/4. With
    M = 4 kappa is 8 (quadratic psi) or 24 (quartic psi), with M = 1 it is 0.
    """
    worst, weaker, trials = Fraction(10), 0, 0
    kinds = ((kernel.QUADRATIC, "3/4"), (kernel.QUARTIC, "9/16"))
    runs = ((1, "3/2"), (1, "2"), ("5/2", "2"), ("5/2", "5/4"))
    for (kind, epsilon), (center, start), m in itertools.product(kinds, runs, (1, 4)):
        coordinate = Coordinate((-1, 1), epsilon, 1, 1, kind)
        case = Near(coordinate, Fraction(1, 2), Fraction(7, 4), Fraction(m), Fraction(center))
        margins, fails = _expected_margins(case, Fraction(start), steps)
        worst, weaker, trials = min(worst, *margins), weaker + fails, trials + 1
    return supported(
        trials=trials,
        worst_margin=float(worst),
        seed=0,
        passed=worst >= 0 and weaker > 0,
        detail=f"both psi, all 2^{steps} noise sequences, exact fractions (no random numbers)",
        control=f"the bound on S divided by 20 failed in {weaker} of {trials} cases",
    )


def _expected_margins(
    case: Near, start: Fraction, steps: int
) -> tuple[tuple[Fraction, Fraction], bool]:
    """Return bound minus expectation of S^2 and of d^2, and whether a 20th of the bound on S fails.

    alpha = 1, n = 1 and delta* = 1/3.
    """
    m, near = case.curvature, Fraction(1, 3)
    law = {start: Fraction(1)}
    total = squares = stationary = distance = estimate_bound = Fraction(0)
    for k in range(steps):
        gamma, after = 1 / (8 * m * (k + 1)), {}
        total, squares = total + gamma, squares + gamma**2
        for w, weight in law.items():
            p = case.clamp(w)
            stationary += gamma * weight * (p - case.minimiser(w)) ** 2
            distance += gamma * weight * (w - p) ** 2
            slope = quadratic_slope(w, m, case.center)
            assert max(abs(w - p), gamma * (abs(slope) + 1)) <= near, "the run may leave N"
            estimate_bound = max(estimate_bound, slope**2 + 1)
            for noise in (1, -1):
                w_next = w + gamma * case.coordinate.velocity(w, slope + noise)
                after[w_next] = after.get(w_next, Fraction(0)) + weight / 2
        law = after
    least = quadratic(case.clamp(case.center), m, case.center)
    extra = squares * ((m + case.kappa) * estimate_bound + 4 * m * near**2)
    bound = (case.psi(start) - least + extra) / (2 * m**2 * total)
    apart = (start - case.clamp(start)) ** 2 + squares * estimate_bound
    margins = (bound - stationary / total, apart / (case.low * total) - distance / total)
    return margins, stationary / total > bound / 20

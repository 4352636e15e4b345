"""One stochastic step of one coordinate under two-point noise, and the lines of its descent bound.

ghat = g + s or g - s, each with probability 1/2: unbiased, with variance s^2. Every expectation is
an exact mean of two numbers. The right sides are those printed in the proof of Theorem 5, with
d = 1 and the index sets inside the expectation, unless an outcome is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory import kernel
from proofs_legacy.common import Coordinate


@dataclass(frozen=True)
class OneStep:
    """A coordinate at ``w`` with gradient ``gradient`` and two-point noise of size ``noise``."""

    coordinate: Coordinate
    w: Fraction
    gradient: Fraction
    noise: Fraction
    gamma: Fraction
    lipschitz: Fraction
    delta: Fraction

    @property
    def estimates(self) -> tuple[Fraction, Fraction]:
        """The two stochastic gradients."""
        return (self.gradient + self.noise, self.gradient - self.noise)

    @property
    def velocities(self) -> tuple[Fraction, ...]:
        """The velocity for each of them."""
        return tuple(self.coordinate.velocity(self.w, one) for one in self.estimates)

    @property
    def free(self) -> tuple[bool, ...]:
        """For each of them, whether the update has type 1 or 2 (the branch of the gradient)."""
        return tuple(
            self.coordinate.branch(self.w, one) == kernel.GRADIENT for one in self.estimates
        )

    def mean(self, values: Any) -> Fraction:
        """Return the expectation of one value per outcome."""
        first, second = values
        return (Fraction(first) + Fraction(second)) / 2

    def line_1(self) -> Fraction:
        """gamma E[v-hat] g + gamma^2 L/2 E[v-hat^2]."""
        square = self.mean(v * v for v in self.velocities)
        return (
            self.gamma * self.mean(self.velocities) * self.gradient
            + self.gamma**2 * self.lipschitz / 2 * square
        )

    def line_2(self, outcome: int | None = None) -> Fraction:
        """The split by types; for one outcome's index sets, or the expectation over both."""
        force = self._force()
        squares = self.mean(
            one * one if free else 0 for one, free in zip(self.estimates, self.free, strict=True)
        )
        half = self.gamma**2 * self.lipschitz / 2
        rows = [
            -self.gamma * self.gradient**2
            if free
            else self.gamma * force * self.gradient + half * force**2
            for free in self.free
        ]
        return half * squares + (self.mean(rows) if outcome is None else rows[outcome])

    def line_3(self, outcome: int | None = None) -> Fraction:
        """The variance bound and the bounds of the force put in."""
        half = self.gamma**2 * self.lipschitz / 2
        near = 2 * self.coordinate.alpha * self.delta
        rows = [
            (half - self.gamma) * self.gradient**2
            if free
            else self.gamma * near * self.lipschitz + half * near**2
            for free in self.free
        ]
        return half * self.noise**2 + (self.mean(rows) if outcome is None else rows[outcome])

    def line_4(self) -> Fraction:
        """The last line, with d = 1."""
        gamma, bound, near = self.gamma, self.lipschitz, self.coordinate.alpha * self.delta
        kept = self.mean(self.gradient**2 if free else 0 for free in self.free)
        rest = bound * gamma**2 * self.noise**2 / 2 + 2 * bound * gamma * near
        return -gamma / 2 * kept + rest + 2 * bound * gamma**2 * near**2

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a table: outcome, ghat, -ghat psi', branch, v-hat."""
        slope = self.coordinate.slope(self.w)
        return [
            ("1/2", one, -one * slope, "-ghat" if free else "u", v)
            for one, free, v in zip(self.estimates, self.free, self.velocities, strict=True)
        ]

    HEADER = ("probability", "ghat", "-ghat psi'", "branch", "v-hat")

    def setting(self, **more: Any) -> dict[str, Any]:
        """Return the instance by name."""
        return self.coordinate.setting(
            w=self.w,
            g=self.gradient,
            ghat=" or ".join(map(str, self.estimates)),
            gamma=self.gamma,
            L=self.lipschitz,
            sigma_squared=self.noise**2,
            delta=self.delta,
            **more,
        )

    def _force(self) -> Fraction:
        return Fraction(
            kernel.force_of(
                self.coordinate.psi(self.w),
                self.coordinate.slope(self.w),
                self.coordinate.alpha,
                self.coordinate.clip,
            )
        )

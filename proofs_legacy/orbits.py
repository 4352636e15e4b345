"""Two exact runs that several statements of section 5.1 share.

*Oscillation*: a feasible coordinate jumps across the minimum of a loss with bounded slope, for
ever: Lipschitz continuity bounds the velocity and forces no descent. *Push*: a linear loss, and a
coordinate that the clipped force pushes uphill: its loss has smoothness 0, so that every reading of
an undefined L is satisfied.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction as F
from typing import Any

from askewtheory.kernel import SKEW_AGAINST
from askewtheory.losses.formulas import huber, huber_slope
from askewtheory.provers import Check
from proofs_legacy.common import Coordinate


@dataclass(frozen=True)
class Oscillation:
    """w = -1 + gamma/2 and -1 - gamma/2 by turns: Huber loss of slope 1, width gamma/2, centre -1.

    Q = {-1, 1}, epsilon = 3/4, so that D = 1 and the interval of -1 is [-7/4, -1/2].
    """

    gamma: F = F(1, 4)
    alpha: F = F(1, 8)
    clip: F = F(1, 8)

    @property
    def coordinate(self) -> Coordinate:
        """The coordinate."""
        return Coordinate((-1, 1), "3/4", self.alpha, self.clip)

    def value(self, w: F) -> F:
        """Return the loss."""
        return huber(w, self.gamma / 2, F(-1), F(1))

    def slope(self, w: F) -> F:
        """Return its derivative."""
        return huber_slope(w, self.gamma / 2, F(-1), F(1))

    def rows(self, steps: int = 4) -> list[tuple[Any, ...]]:
        """Return rows (k, w, loss, gradient, velocity)."""
        run = self.coordinate.orbit(-1 + self.gamma / 2, self.slope, [self.gamma] * steps)
        return [(k, w, self.value(w), g, v) for k, w, g, v in run]

    HEADER = ("k", "w", "loss", "gradient", "velocity")

    def hypotheses(self) -> list[Check]:
        """Return what the run satisfies: A3 with L = 1, feasibility, and the cycle."""
        rows = self.rows()
        return [
            Check("A3 with L = 1 (and its square root): largest slope", self.slope(F(9)), "<=", 1),
            Check("smallest slope", self.slope(F(-9)), ">=", -1),
            Check("gamma > 0", self.gamma, ">", 0),
            Check("gamma < 1/L_l = 1", self.gamma, "<", 1),
            Check("epsilon < gap^2/4", self.coordinate.epsilon, "<", 1),
            *(Check(f"psi(w_{k}) > 0: feasible", self.coordinate.psi(rows[k][1]), ">", 0)
              for k in (0, 1)),
            Check("w_2 = w_0: a cycle", rows[2][1], "==", rows[0][1]),
            Check("|v_0| = 1", abs(rows[0][4]), "==", 1),
            Check("|v_1| = 1", abs(rows[1][4]), "==", 1),
        ]  # fmt: skip

    def setting(self, **more: Any) -> dict[str, Any]:
        """Return the instance by name."""
        loss = f"Huber: slope 1, width {self.gamma / 2}, centre -1 (smoothness {2 / self.gamma})"
        return self.coordinate.setting(loss=loss, L=1, stepsize=self.gamma, **more)


@dataclass(frozen=True)
class Push:
    """Loss -w/4 and w far right of the feasible set: the clipped force moves w left, uphill.

    Q = {-1, 1}, epsilon = 1/2, alpha = 1, M_c = 1, gamma = 1, w = 5, 4, 3: the outer interval ends
    at 3/2, and alpha (w - 3/2) exceeds the clip.
    """

    start: F = F(5)
    gamma: F = F(1)
    slope: F = F(-1, 4)

    @property
    def coordinate(self) -> Coordinate:
        """The coordinate."""
        return Coordinate((-1, 1), "1/2", 1, 1)

    def rows(self, steps: int = 2) -> list[tuple[Any, ...]]:
        """Return rows (k, w, loss, gradient, velocity)."""
        run = self.coordinate.orbit(self.start, lambda _: self.slope, [self.gamma] * steps)
        return [(k, w, self.slope * w, g, v) for k, w, g, v in run]

    HEADER = ("k", "w", "loss", "gradient", "velocity")

    def hypotheses(self, bound: F = F(1, 16)) -> list[Check]:
        """Return what the run satisfies: A3 as displayed with L = 1/16, and every stepsize rule."""
        rows = self.rows()
        return [
            Check("A3 as displayed, L = 1/16: slope squared", self.slope**2, "<=", bound),
            Check("gamma L < 1 with L = L_l", self.gamma * bound, "<", 1),
            Check("gamma L < 1 with L the bound on the gradient", self.gamma / 4, "<", 1),
            Check("gamma L < 1 with L the smoothness, 0", 0, "<", 1),
            Check("psi(w_0) < 0, gradient step outward: branch S-",
                  self.coordinate.branch(rows[0][1], rows[0][3]), "==", SKEW_AGAINST),
            Check("v_0 = -M_c", rows[0][4], "==", -1),
            Check("v_1 = -M_c", rows[1][4], "==", -1),
        ]  # fmt: skip

    def setting(self, **more: Any) -> dict[str, Any]:
        """Return the instance by name."""
        return self.coordinate.setting(
            loss="-w/4", L="1/16", start=self.start, stepsize=self.gamma, **more
        )

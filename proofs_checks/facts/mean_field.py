"""The mean field at a point, under two-point noise, and the printed Lyapunov function.

Names of a field (``about="mean field"``), beside those of a run: ``sigma`` the size of the noise,
so that ghat is g + sigma or g - sigma with probability 1/2 each; ``h(x)`` the mean velocity;
``lyapunov(x)`` = l + (alpha/2) min(0, psi)^2 and ``rise(x)`` its derivative.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofs_checks.vocabulary import Run


@dataclass(frozen=True)
class Field(Run):
    """A coordinate with noise of one size; ``constants`` may give a point x."""

    steps: int = 0
    sigma: Any = 0

    about = "mean field"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "sigma", Fraction(self.sigma))

    def mean_velocity(self, x: Any) -> Any:
        """Return h(x)."""
        g = self.loss.slope(x)
        return (self.velocity(x, g + self.sigma) + self.velocity(x, g - self.sigma)) / 2

    def lyapunov(self, x: Any) -> Any:
        """Return the printed Lyapunov function at x."""
        return self.loss.value(x) + self.alpha / 2 * min(self.psi(x), Fraction(0)) ** 2

    def rise(self, x: Any) -> Any:
        """Return its derivative."""
        return self.loss.slope(x) + self.alpha * min(self.psi(x), Fraction(0)) * self.slope(x)

    def names(self) -> dict[str, Any]:
        """Return the run's names and those of the field."""
        own = {"sigma": self.sigma, "h": self.mean_velocity, "lyapunov": self.lyapunov,
               "rise": self.rise}  # fmt: skip
        return super().names() | own

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the point, its psi, slope, gradient and mean velocity."""
        x = self.names().get("x", self.start)
        row = (x, self.psi(x), self.slope(x), self.loss.slope(x), self.mean_velocity(x))
        return ("w", "psi", "psi'", "g", "h"), [row]

"""Stochastic gradients: one step with finitely many outcomes, exactly, and what noise adds up to.

Names of one step (``about="a stochastic step"``)
    ``w g l``: the point, the gradient and the loss there; ``J`` outcomes, ``p[j] ghat[j] v[j]``:
    their probabilities, stochastic gradients and velocities, ``l_next[j]`` the loss after the step;
    ``free[j]`` is 1 if the update has type 1 or 2 (the gradient's branch), else 0. ``psi slope u``
    and ``d``: remoteness, its slope, the force, and the distance to the feasible set, at w.
    Others as of a run. An expectation is a sum over j.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from askewtheory import kernel
from askewtheory.audit.terms import (
    Formula,
)
from proofs_checks.vocabulary import Run


@dataclass(frozen=True)
class NoisyStep:
    """One step of a run's method from its start: each estimate with the same probability.

    Parameters
    ----------
    run
        The method, the loss, the start and the stepsize; its noise is not used.
    noise
        What is added to the gradient, one number for each outcome.
    constants
        Further numbers, which statements may name.
    """

    run: Run
    noise: tuple[Any, ...] = (0,)
    constants: Mapping[str, Any] = field(default_factory=dict)

    about = "a stochastic step"

    @property
    def _estimates(self) -> list[Any]:
        slope = self.run.loss.slope(self.run.start)
        return [slope + Fraction(one) for one in self.noise]

    def names(self) -> dict[str, Any]:
        """Return the value of every name (see the module's docstring)."""
        run, w, estimates = self.run, self.run.start, self._estimates
        velocities = [run.velocity(w, one) for one in estimates]
        free = [Fraction(run.branch(w, one) == kernel.GRADIENT) for one in estimates]
        gamma = run.stepsize(0)
        kept = ("epsilon", "alpha", "M_c", "K", "q", "Delta", "G", "M_s", "gamma", "velocity",
                "grad", "dist", "dist_Z")  # fmt: skip
        found = {name: one for name, one in run.names().items() if name in kept}
        return found | {
            "w": w, "g": run.loss.slope(w), "l": run.loss.value(w), "psi": run.psi(w),
            "slope": run.slope(w), "u": run.force(w), "d": run.distance(w),
            "J": Fraction(len(estimates)),
            "p": (None, *[Fraction(1, len(estimates))] * len(estimates)),
            "ghat": (None, *estimates), "v": (None, *velocities), "free": (None, *free),
            "l_next": (None, *(run.loss.value(w + gamma * v) for v in velocities)),
            **{name: Fraction(one) for name, one in self.constants.items()},
        }  # fmt: skip

    def obligations(self) -> Iterator[Formula]:
        """Yield nothing: every outcome is computed."""
        return iter(())

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        return {**self.run.setting(), "noise": self.noise, **self.constants}

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return a row for each outcome."""
        names = self.names()
        rows = [
            (names["p"][j], names["ghat"][j], -names["ghat"][j] * names["slope"],
             "-ghat" if names["free"][j] else "u", names["v"][j])
            for j in range(1, int(names["J"]) + 1)
        ]  # fmt: skip
        return ("probability", "ghat", "-ghat psi'", "branch", "v"), rows


def mean(body: str) -> str:
    """Return the expectation of a term in j, as text."""
    return f"sum(p[j]*({body}) for j in range(1, J + 1))"

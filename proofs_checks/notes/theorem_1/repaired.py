r"""In place of the notes' Theorem 1: deterministic convergence with gamma_k -> 0 alone.

Its proof in letters is in the written proofs; its scalar parts in ``facts/excursions.py``.
"""

from __future__ import annotations

import random

from askewtheory import kernel
from askewtheory.audit.claim import PROVED, SUPPORTED, line, repair
from askewtheory.audit.terms import prose
from askewtheory.kernel import PRINTED, QUADRATIC
from proofs_checks.facts import excursions
from proofs_checks.formal import proved

OF = "notes/theorem-1/repaired"


@repair(
    "notes/theorem-1", title="Deterministic convergence, steps tending to zero",
    source="In place of the notes' Theorem 1", parts=lambda: proved(OF),
    latex=r"\lim_{k\to\infty} d(w_k, \mathcal{Z}_\varepsilon) = 0",
)  # fmt: skip
def repaired(this):
    """If gamma_k -> 0 then loss(w_k) converges and d(w_k, Z) -> 0, for Z with its right sign.

    Steps x + gamma v with the report's formula, no noise, gamma_k with a divergent sum; they need
    not be square-summable. epsilon is strictly below the limit; alpha <= L is not needed.
    """
    return this.conjunction()


@line(OF, PROVED, parts=lambda: [*excursions.parts(), *proved(OF)])
def any_steps(this):
    """gamma_k -> 0 is enough: from the scalar parts to the limit."""
    return this.conjunction()


@line(OF, PROVED, parts=lambda: proved(f"{OF}/square-summable"))
def square_summable(this):
    """Square-summable steps are the case of Theorem 6* without noise."""
    return this.conjunction()


@line(OF, PROVED, latex=r"g_i D_i \le -D_i^2/\gamma", parts=excursions.PROJECTION)
def projection(this):
    """The projection moves downhill, coordinate by coordinate."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\Phi^+ \le \Phi - |D|^2/(2\gamma) + \gamma M^2 d^2",
      parts=lambda: [excursions.DESCENT, *proved(f"{OF}/one-step")])  # fmt: skip
def one_step(this):
    """The loss at the projection falls up to an error in the distance."""
    return this.conjunction()


@line(
    OF,
    PROVED,
    latex=r"\alpha\gamma\delta^2 \le \delta^2 - (\delta^+)^2",
    parts=excursions.EXCURSION,
)
def excursion(this):
    """Squared distances sum up over an excursion."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\max\{\tau\rho^2/8,\ \rho^2/(32M^2(\tau + r))\} \ge \rho^2/(64M)",
      parts=excursions.GAIN)  # fmt: skip
def gain(this):
    """The loss falls before an excursion: long and short stretches."""
    return this.conjunction()


@line(OF, PROVED, latex=r"d_e + d_{s-1} \ge \rho/(4M)", parts=[excursions.DISTANCE])
def distance(this):
    """Or the distance to the box has fallen: what a large rho needs where p hardly moves."""
    return this.conjunction()


@line(OF, SUPPORTED, concludes=prose("runs without square-summable steps approach Z"))
def runs(this):
    """Runs without square-summable steps: indefinite quadratics in three dimensions."""
    generator, margins, control, limit = random.Random(5), [], [], 0.02
    numbers = ((-1.0, 1.0), 0.75, 1.0, 1.0, QUADRATIC, PRINTED)
    for _ in range(8):
        half = [[generator.uniform(-0.5, 0.5) for _ in range(3)] for _ in range(3)]
        matrix = [[half[i][j] + half[j][i] for j in range(3)] for i in range(3)]
        shift = [generator.uniform(-1, 1) for _ in range(3)]
        w = [generator.uniform(-3, 3) for _ in range(3)]
        control.append(limit - _residual(w, _gradient(matrix, shift, w)))
        for k in range(3000):
            g = _gradient(matrix, shift, w)
            speed = [kernel.velocity(x, s, *numbers) for x, s in zip(w, g, strict=True)]
            w = [x + (k + 2) ** -0.25 / 5 * v for x, v in zip(w, speed, strict=True)]
        margins.append(limit - _residual(w, _gradient(matrix, shift, w)))
    return this.supported(
        margins,
        control=control,
        seed=5,
        detail="distance to C plus |P(p - g) - p| in "
        "the largest coordinate after 3000 steps; control: at the start",
    )


def _gradient(matrix: list[list[float]], shift: list[float], w: list[float]) -> list[float]:
    return [
        sum(a * x for a, x in zip(row, w, strict=True)) + c
        for row, c in zip(matrix, shift, strict=True)
    ]


def _residual(w: list[float], g: list[float]) -> float:
    """Return the largest distance to C plus projected gradient step, for epsilon = 3/4."""
    worst = 0.0
    for x, slope in zip(w, g, strict=True):
        low, high = (0.5, 1.75) if x > 0 else (-1.75, -0.5)
        p = min(max(x, low), high)
        worst = max(worst, abs(x - p) + abs(min(max(p - slope, low), high) - p))
    return worst

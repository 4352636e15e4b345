r"""Theorem 6*: almost sure convergence strictly below the limit on epsilon.

The deterministic theorem is about every path of the printed update on which gamma_k -> 0, the
sum of gamma_k diverges, the noise grows at most like the iterate, and three series converge; Coq
proves it for the very velocity that runs. That almost every path is such a path is proved in Coq
too, from two textbook theorems of measure theory that it takes as premises: Beppo Levi's, on
series of non-negative variables, and Doob's, on martingales bounded in L^2.

Source
    In place of Theorem 6.
"""

from __future__ import annotations

import itertools
import random

from askewtheory import kernel
from askewtheory.audit.claim import PROVED, SUPPORTED, line, repair
from askewtheory.audit.terms import prose
from askewtheory.losses.formulas import huber_slope, quadratic_slope
from proofs_checks.facts import drift as near_a_box
from proofs_checks.facts import velocity, zeros
from proofs_checks.formal import FOLDER, proved, theorem

OF = "theorem-6/repaired"


@line(OF, PROVED, concludes=lambda: theorem("theorem_6.theorem_6"))
def pathwise(this):
    """On every such path w_k is bounded, ends in one box, l(w_k) converges, d and S tend to 0.

    And the distance to the stationary set tends to zero; for both psi and the printed rule.
    """
    return this.formal(FOLDER)


@repair(
    "theorem-6", title="Almost sure convergence, strictly below the limit",
    source="In place of Theorem 6", parts=lambda: proved(OF),
    latex=r"d(w^{(k)}, \mathcal Z_\varepsilon) \to 0 \text{ a.s.}",
)  # fmt: skip
def repaired(this):
    """Almost surely w_k is bounded, ends beside one box, l(w_k) converges and d(w_k, Z) -> 0.

    That is under A2, A5, A6, A7, with samples that are independent of the past, and
    epsilon < min gap^2/4, for both psi (quartic: gap^4/16) and the printed rule. Neither coercivity
    nor bounded gradients are needed.
    """
    return this.conjunction()


@line(
    OF,
    PROVED,
    parts=lambda: proved("theorem-6/bounded"),
    latex=r"D^+ \le \max\{D,\ 2\gamma(c + b\eta)\}",
)
def bounded(this):
    """The iterates are bounded, for every epsilon > 0."""
    return this.conjunction()


@line(OF, PROVED, parts=[velocity.push], latex=r"s v \ge \min(U, M_c) > 0")
def push(this):
    """Every infeasible coordinate is pushed to its interval."""
    return this.conjunction()


@line(
    OF,
    PROVED,
    parts=[near_a_box.drift],
    latex=r"\Psi(w^+) \le \Psi(w) - 2M^2\gamma S^2 - 2M\gamma\langle\xi, z\rangle + O(\gamma^2)",
)
def drift(this):
    """The drift near a box."""
    return this.conjunction()


@line(OF, PROVED, parts=[near_a_box.distance])
def distance(this):
    """The distance contracts."""
    return this.conjunction()


@line(OF, PROVED, parts=[zeros.without_noise])
def stationarity(this):
    """Zero velocity without noise is stationarity."""
    return this.conjunction()


def _last(kind: int, epsilon: float, slope, start: float, seed: int, steps: int, fixed: bool):
    """Return the last iterate under noise +-1 with steps 1/(k + 4), or 1/4 if ``fixed``."""
    draw, w = random.Random(seed), start
    for k in range(steps):
        estimate = slope(w) + (1.0 if draw.random() < 0.5 else -1.0)
        speed = kernel.velocity(w, estimate, (-1.0, 1.0), epsilon, 1.0, 1.0, kind, kernel.PRINTED)
        w += speed / 4 if fixed else speed / (k + 4)
    return w


@line(OF, SUPPORTED, concludes=prose("long runs under two-point noise end within 0.06 of Z"))
def long_runs(this):
    """Long runs under two-point noise end close to Z, from both sides and for both psi."""
    problems = (
        (lambda w: quadratic_slope(w, 1.0, 1.2), (1.2, -0.5)),  # the minimum inside the right box
        (lambda w: quadratic_slope(w, 1.0, 0.1), (0.5, -0.5)),  # between the boxes
        (lambda w: huber_slope(w, 1.0, 4.0, 1.0), (1.75, -0.5)),  # outside
    )
    kinds = ((kernel.QUADRATIC, 0.75), (kernel.QUARTIC, 0.5625))
    found: dict[bool, list[float]] = {False: [], True: []}
    for (kind, epsilon), (slope, stationary), start in itertools.product(
        kinds, problems, (-2.5, 2.5)
    ):
        for fixed in (False, True):
            last = _last(kind, epsilon, slope, start, 6, 400 if fixed else 6000, fixed)
            found[fixed].append(0.06 - min(abs(last - point) for point in stationary))
    return this.supported(
        found[False], control=found[True], seed=6,
        detail="6000 steps of 1/(k+4), noise +-1, three losses, both psi; control: steps of 1/4",
    )  # fmt: skip

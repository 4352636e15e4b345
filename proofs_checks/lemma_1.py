r"""Lemma 1: the distance to the feasible set tends to zero, whatever the bounded gradients are.

Algorithm 2 takes the nearest point of V, without a clip; the explicit solution that is printed
beside it clips the force. They are two algorithms, and the lemma holds for the second.

Valid for
    A finite clip M_c > 0, both remoteness functions, every epsilon > 0, every path (not only almost
    every one). No unbiasedness, no variance and no limit on epsilon is needed; of A5 only
    gamma_k -> 0 and the divergent sum are used. Cited without proof; the proof is our own.
"""

from __future__ import annotations

import random

from askewtheory import kernel
from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, SUPPORTED, claim, probe, reading
from askewtheory.audit.terms import maximum, reals
from proofs_checks.facts import distance, velocity
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, A3_PRINTED, A5, Run

DELTA, LEAST, MOVE, WIDTH = reals("delta gamma_m s W")
TO_ZERO = "limsup(d[k] for k in N) == 0"
IN_V = {"each velocity is in V": "all(v[k] * slope_at[k] >= -alpha * psi_at[k] for k in N)"}
E_0, E_1, E_2 = "1/(2*n + 10)", "1/(2*n + 11)", "1/(2*n + 12)"
LEAPS = Run(
    (-1, 0, 1), "9/100", 1, float("inf"), start="2/5",
    family=[f"1/2 - {E_0}", f"-1/2 + {E_1}"],
    gamma=[f"(1 - {E_0} - {E_1}) * 2*{E_0} / (4/25 - {E_0}^2)",
           f"(1 - {E_1} - {E_2}) * 2*{E_1} / (4/25 - {E_1}^2)"],
    constants={"L": 0},
)  # fmt: skip
"""A constant loss; w_k = 1/2 - 1/(k + 10) and its negative by turns, k gamma_k -> 25/2.

Near a midpoint psi' is small and the force without a clip large: it carries w over the level 0 to
the other midpoint, however small the stepsize.
"""


@claim(
    "lemma-1", ILL_POSED,
    severity="misprint", meant="lemma-1/clipped",
    why="Algorithm 2 is printed twice: as a projection without a clip, and as a formula with one.",
    changes=["the explicit velocity is meant, with a finite clip"],
    title="Convergence to the feasible set", source="Report, Lemma 1 (cited)",
    latex=r"\limsup_{k\to\infty} d(w^{(k)}, C_\varepsilon) = 0", about="run",
    given=[A3_PRINTED, A5], concludes=TO_ZERO,
    uses=["velocity-formula"],
)  # fmt: skip
def as_printed(this):
    """Under A3 and A5 the distance of the iterates to C_epsilon tends to zero almost surely."""
    return this.ill_posed(
        "Algorithm 2 is printed as a projection on V, without a clip, and its explicit solution "
        "with one: these are two algorithms",
        "lemma-1/unclipped", "lemma-1/clipped",
    )  # fmt: skip


@reading("lemma-1", REFUTED, about="run", given=[A3_DISPLAYED, A3_LIPSCHITZ, A5, IN_V],
      concludes=TO_ZERO,
      severity="hypothesis",
      why="Without the clip a long force leaps over the set again and again.",
      meant="lemma-1/clipped")  # fmt: skip
def unclipped(this):
    """For Algorithm 2 as displayed: v is the point of V that is nearest to -g."""
    return this.refuted(LEAPS, parameters=["n >= 0"], instead="limsup(d[k] for k in N) == 2/5")


@reading("lemma-1", PROVED, parts=lambda: proved("lemma-1/clipped"))
def clipped(this):
    """For the explicit solution, with a finite clip: on every path, for every epsilon > 0.

    Either reading of A3 bounds the gradients; of A5 gamma_k -> 0 and the divergent sum are used.
    """
    return this.conjunction()


@probe("lemma-1", PROVED, parts=lambda: proved("lemma-1"))
def clipped_below_limit(this):
    """The same for epsilon strictly below the limit, and which interval each coordinate ends in."""
    return this.conjunction()


@probe("lemma-1", PROVED, latex=r"v\psi' \ge \min(-\alpha\psi, M_c|\psi'|)",
      parts=[velocity.push, velocity.size])  # fmt: skip
def inward(this):
    """An infeasible coordinate off the midpoints moves towards the set."""
    return this.conjunction()


@probe("lemma-1", PROVED, latex=r"|\psi/\psi'| \ge \delta", parts=[distance.quadratic])
def distance_quadratic(this):
    """The force grows at least like the distance (quadratic psi)."""
    return this.conjunction()


@probe("lemma-1", PROVED, latex=r"|\psi/\psi'| \ge \delta/2", parts=[distance.quartic])
def distance_quartic(this):
    """The force grows at least like half the distance (quartic psi)."""
    return this.conjunction()


@probe("lemma-1", PROVED, latex=r"\delta^+ \le \max(\delta - \gamma m, 0)",
      given={"it is outside": DELTA > 0, "the step is inward": LEAST > 0,
             "by at least gamma m": LEAST <= MOVE, "by at most the width": MOVE <= WIDTH},
      concludes=maximum(DELTA - MOVE, 0, MOVE - DELTA - WIDTH)
      <= maximum(DELTA - LEAST, 0))  # fmt: skip
def one_step(this):
    """The distance after one inward step: before the interval, in it, or beyond it."""
    return this.solvers()


@probe("lemma-1", SUPPORTED, about="run", given=[A3_PRINTED, A5], concludes=TO_ZERO)
def runs(this):
    """Runs with random gradients."""
    generator, limit, steps = random.Random(1), 0.02, 4000
    last, early = [], []
    for trial in range(40):
        epsilon = generator.choice([0.03, 0.1, 0.2])
        numbers = ((-1.0, 0.0, 1.5), epsilon, 1.0, generator.choice([0.5, 1.0]),
                   (kernel.QUARTIC, kernel.QUADRATIC)[trial % 2], kernel.PRINTED)  # fmt: skip
        w = generator.uniform(-4.0, 4.0)
        for k in range(steps):
            away = -2.0 if generator.random() < 0.5 else 2.0
            w += kernel.velocity(w, away, *numbers) * 2 / (k + 1)
            if k == 1:
                early.append(limit - _violation(w, numbers))
        last.append(limit - _violation(w, numbers))
    return this.supported(last, control=early, seed=1, detail=(
        f"max(0, -psi) after {steps} steps (control: after two), gradients of size 2, random sign"
    ))  # fmt: skip


def _violation(w: float, numbers: tuple) -> float:
    levels, epsilon, _, _, kind, _ = numbers
    return max(0.0, -kernel.remoteness(w, levels, epsilon, kind))

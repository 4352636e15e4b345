r"""Notes, Algorithm 3: dual gradient ascent and its signs.

Setting
    Section 4: minimise l(x) subject to g(x) <= 0. x_k in argmin l + lambda.g; lambda <-
    max(lambda + gamma_k g(x_k), 0), lambda_0 >= 0. Section 2 has the same problem with g(x) >= 0.
Valid for
    g <= 0. For the g >= 0 of (P) both signs must be turned (g concave). Convexity alone gives no
    minimiser, and not every stepsize converges.
Source
    Early notes, section 4, Algorithm 3, Assumption 5 and the remark after it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit.claim import PROVED, REFUTED, SUPPORTED, claim, line, probe
from askewtheory.audit.orbits import cycle
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, maximum, prose, reals
from askewtheory.dual_ascent import Constraint, dual_ascent
from proofs_checks.formal import proved

WEIGHT, OTHER, G, LOSS, DUAL, HIGHER, Y, Z, F2, G2 = reals("lambda mu g l q p y z f_2 g_2")
POSITIVE = maximum(Y, 0)
SUPERGRADIENT = states(HIGHER <= DUAL + (OTHER - WEIGHT) * G, {
    "q(lambda) is attained at x": eq(DUAL, LOSS + WEIGHT * G),
    "q(mu) is a lower bound there": HIGHER <= LOSS + OTHER * G})  # fmt: skip
WEAK = states(
    DUAL <= LOSS,
    {
        "q(lambda) is a lower bound": DUAL <= LOSS + WEIGHT * G,
        "the multiplier is >= 0": WEIGHT >= 0,
        "x is feasible": G <= 0,
    },
)
PROJECTS = states((POSITIVE - Y) * (Z - POSITIVE) >= 0, {"z is allowed": Z >= 0})


@claim(
    "notes/algorithm-3", PROVED, title="Dual gradient ascent", source="Early notes, Algorithm 3",
    latex=r"\lambda^{(k)} = \max\{\lambda^{(k-1)} + \gamma_k g(x^{(k)}), 0\}",
    parts=lambda: [SUPERGRADIENT, WEAK, PROJECTS, *proved("notes/algorithm-3")],
)  # fmt: skip
def as_printed(this):
    """For g <= 0 the update is a projected ascent step on the dual function.

    x_k minimises l + lambda.g (the minimiser exists), and max(lambda + gamma g(x_k), 0) is the next
    lambda.
    """
    return this.conjunction()


class Ascent:
    """Algorithm 3 on (x - centre)^2/2 with g = 1 - x, to its cycle; x = centre + lambda."""

    about = "dual ascent"

    def __init__(self, centre: Any, gamma: Any) -> None:
        self.centre, self.gamma = Fraction(centre), Fraction(gamma)

    def names(self) -> dict[str, Any]:
        """Return multipliers y[k], minimisers x[k], values g[k], and the stepsize."""

        def step(weight: Any) -> Any:
            return max(weight + self.gamma * (1 - (self.centre + weight)), Fraction(0))

        weights = cycle(step, Fraction(0))
        return {
            "y": weights,
            "x": weights.mapped(lambda one: self.centre + one),
            "gamma": self.gamma,
            "g": weights.mapped(lambda one: 1 - self.centre - one),
        }

    def obligations(self) -> tuple[()]:
        """Return nothing: the run is computed."""
        return ()

    def setting(self) -> dict[str, Any]:
        """Return the choices."""
        return {
            "loss": f"(x - {self.centre})^2/2",
            "g": "1 - x",
            "stepsize": self.gamma,
            "lambda_0": 0,
        }

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return k, multiplier, minimiser and value."""
        names = self.names()
        return ("k", "lambda", "x", "g"), [
            (k, *(names[name].at(k) for name in ("y", "x", "g"))) for k in range(4)
        ]


RUN: dict[str, Any] = {"gamma > 0": "gamma > 0", "lambda_0 >= 0": "y[0] >= 0"}


@probe(
    "notes/algorithm-3",
    REFUTED,
    about="dual ascent",
    given=RUN,
    concludes="liminf(g[k] for k in N) >= 0",
    severity="misprint",
    why="The update is for g <= 0, and the notes' problem (P) has g >= 0.",
    meant="notes/algorithm-3",
)
def sign_for_p(this):
    """The same update serves the notes' problem (P), where feasible means g >= 0.

    (x - 2)^2/2 with g = 1 - x: the update rests at lambda = 0 and x = 2, where g = -1.
    """
    return this.refuted(Ascent(2, "1/2"), instead="lim(g[k] for k in N) == -1")


@probe("notes/algorithm-3", REFUTED,
      given={"the loss is linear, so convex and smooth": "l(x - 1) == l(x) - 1",
             "the constraint's multiplier is allowed": "multiplier >= 0 and multiplier == 0"},
      concludes="l(x) + multiplier*g(x) <= l(x - 1) + multiplier*g(x - 1)",
      severity="hypothesis",
      why="A convex loss such as x has no minimiser; its existence must be assumed.")  # fmt: skip
def minimiser(this):
    """For convex, continuously differentiable l (Assumption 5) the minimiser exists: x is none."""
    return this.refuted(l=lambda x: x, g=lambda x: -x, x="x", multiplier=0,
                        instead="l(x) + 1*g(x) == l(x - 1) + 1*g(x - 1)")  # fmt: skip


@probe("notes/algorithm-3", REFUTED, about="dual ascent", given=RUN,
      concludes="limsup(y[k] for k in N) - liminf(y[k] for k in N) == 0",
      severity="hypothesis",
      why=("A stepsize of 2 makes the multipliers alternate, so that small ones must"
           " be asked for."))  # fmt: skip
def stepsize(this):
    """It converges for any stepsizes (none are restricted): with gamma = 2, 0, 2, 0, 2, ..."""
    return this.refuted(Ascent(0, 2), instead="average(y[k] for k in N) == 1")


@line("notes/algorithm-3", PROVED,
      given={"f is convex": F2 >= 0, "g is convex": G2 >= 0, "the multiplier is >= 0": WEIGHT >= 0},
      concludes=every(F2 >= 0, -WEIGHT * G2 <= 0))  # fmt: skip
def remark(this):
    """With g convex and g >= 0 required, f - lambda g is convex plus concave."""
    return this.solvers()


@probe("notes/algorithm-3", SUPPORTED,
      concludes=prose("runs on convex quadratic programs reach their solutions"))  # fmt: skip
def runs(this):
    """Runs on convex quadratic programs reach their solutions."""
    generator, margins, control = np.random.default_rng(4), [], []
    for _ in range(20):
        centre = generator.normal(size=3)
        rows = generator.normal(size=(2, 3))
        rows /= np.linalg.norm(rows, axis=1)[:, None]
        level = generator.normal(size=2) * 0.3
        constraints = [
            Constraint(lambda x, a=a, b=b: a @ x - b, lambda x, a=a: a)
            for a, b in zip(rows, level, strict=True)
        ]

        def argmin(weights, rows=rows, centre=centre):
            return centre - rows.T @ weights

        run = dual_ascent(argmin, constraints, np.zeros(2), 0.5, 1500)
        weights, value = run.multipliers[-1], run.values[-1]
        margins.append(1e-4 - max(value.max(), float(np.abs(weights * value).max())))
        control.append(1e-4 - run.values[0].max())
    return this.supported(
        margins,
        control=control,
        seed=4,
        detail="violation and complementarity of "
        "|x - c|^2/2 with two constraints; control: before the first step",
    )

r"""Notes, Lemma 2, second part: the printed dual (2).

Setting
    (1) as in the first part. (2): maximise -|lambda.grad g(x) - f(x)|^2/2 - alpha lambda.g(x) over
    lambda >= 0. V is not empty, alpha >= 0. Read in dimension 1, where the types match.
Valid for
    (2) with the gradient of f in place of f(x), multipliers of the constraints in I(x) only, and
    the constant +|grad f|^2/2 if values are compared.
Source
    Early notes, Lemma 2, (2).
"""

from __future__ import annotations

import numpy as np

from askewtheory.audit.claim import ILL_POSED, REFUTED, SUPPORTED, claim, line, reading, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, prose, substitute
from askewtheory.muehlebach_jordan import velocity
from proofs_checks.facts import duality
from proofs_checks.facts.duality import ALPHA, FORCE, LAGRANGIAN, WEIGHT, A, G
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

LEAST = WEIGHT * A - FORCE
POINT = Run((-1, 1), "1/2", loss=linear(1), steps=0)
DUAL = "(-({0}*slope(x) - {1})^2/2 - alpha*{0}*psi(x))"
AT_END = {
    "x is an end: V = {v : psi' v >= 0} is not empty": "psi(x) == 0",
    "alpha >= 0": "alpha >= 0",
}


@claim(
    "notes/lemma-2-dual-formula",
    REFUTED,
    severity="misprint",
    meant="notes/lemma-2-dual-formula/repaired",
    why="The dual has grad f in place of f, active multipliers only, and a constant.",
    changes=[
        "grad f in place of f",
        "only the active constraints have multipliers",
        "the constant |grad f|^2/2 is added",
    ],
    title="The dual of the velocity problem in closed form",
    source="Early notes, Lemma 2, (2)",
    about="run",
    latex=r"\max_{\lambda \ge 0} -\tfrac12\|\lambda^\top\nabla g(x) - f(x)\|^2 - "
    r"\alpha\lambda^\top g(x)",
    given=[
        AT_END,
        {
            "best is a multiplier >= 0": "best >= 0",
            "other is any multiplier >= 0": "other >= 0",
            "best maximises (2)": " >= ".join(DUAL.format(u, "loss(x)") for u in ("best", "other")),
        },
    ],
    concludes="(best*slope(x) - grad(x))*slope(x) >= 0",
    uses=["notes/lemma-2-duality"],
)
def as_printed(this):
    """The dual of (1) is to maximise -|lambda.grad g(x) - f(x)|^2/2 - alpha lambda.g(x).

    So at a maximiser the velocity lambda psi' - grad f is in V.
    """
    run = POINT.but(x="-3/2", best=0, other="other")
    return this.refuted(run, instead="(1*slope(x) - grad(x))*slope(x) >= 0",
                        parameters=["other >= 0"])  # fmt: skip


@line(
    "notes/lemma-2-dual-formula",
    ILL_POSED,
    concludes=prose("(2) in more than one dimension"),
    severity="misprint",
    why="f(x) is a number where grad f(x), a vector, is meant.",
    meant="notes/lemma-2-dual-formula/repaired",
)
def types(this):
    """The formula in more than one dimension."""
    return this.ill_posed(
        "for n > 1 the norm's argument is a vector minus the number f(x)",
        "notes/lemma-2-dual-formula/inactive", "notes/lemma-2-dual-formula/constant",
        "notes/lemma-2-dual-formula/repaired",
    )  # fmt: skip


MAXIMUM = f"{DUAL.format('best', 'grad(x)')} >= {DUAL.format('other', 'grad(x)')}"


@reading("notes/lemma-2-dual-formula", REFUTED, about="run",
      given={"nothing acts: (1) has the value 0 at v = -grad f": "psi(x) > 0",
             "best is a multiplier >= 0": "best >= 0", "other too": "other >= 0",
             "best maximises (2) with grad f": MAXIMUM},
      concludes=f"{DUAL.format('best', 'grad(x)')} + grad(x)^2/2 == 0",
      severity="misprint",
      why="Inactive constraints must have the multiplier 0.",
      meant="notes/lemma-2-dual-formula/repaired")  # fmt: skip
def inactive(this):
    """Reading: grad f for f, and lambda_i >= 0 for all constraints, active or not."""
    run = POINT.but(loss=linear(-1), x="5/4", best="3/4", other="other")
    return this.refuted(run, instead=f"{DUAL.format('0', 'grad(x)')} + grad(x)^2/2 == 0",
                        parameters=["other >= 0"])  # fmt: skip


@reading("notes/lemma-2-dual-formula", REFUTED, about="run",
      given=[AT_END, {"z, the minimiser of (1), is in V": "z*slope(x) >= 0 and z == -grad(x)",
                      "best is a multiplier >= 0": "best >= 0", "other too": "other >= 0",
                      "best maximises (2) with grad f": MAXIMUM}],
      concludes=f"{DUAL.format('best', 'grad(x)')} == (z + grad(x))^2/2",
      severity="misprint",
      why="The constant |grad f|^2/2 is left out.",
      meant="notes/lemma-2-dual-formula/repaired")  # fmt: skip
def constant(this):
    """Reading: grad f for f; the values of (1) and (2) are equal.

    The notes' proof names the constant that separates them; (2) does not.
    """
    run = POINT.but(x="3/2", z=-1, best=0, other="other")
    return this.refuted(
        run, instead=f"{DUAL.format('best', 'grad(x)')} + grad(x)^2/2 == (z + grad(x))^2/2",
        parameters=["other >= 0"],
    )  # fmt: skip


@repair(
    "notes/lemma-2-dual-formula",
    source="In place of the notes' (2)",
    title="The dual with the gradient, active multipliers and the constant",
    latex=r"\max_{\lambda \in D_x,\ \lambda \ge 0} \tfrac12|\nabla f|^2 - \tfrac12|\lambda"
    r"^\top\nabla g - \nabla f|^2 - \alpha\lambda^\top g",
    parts=lambda: [
        *proved("notes/lemma-2-dual-formula/repaired"),
        *proved("notes/lemma-2-duality"),
        duality.one_constraint,
        states(
            eq(
                substitute(LAGRANGIAN, {"v": LEAST}),
                FORCE**2 / 2 - LEAST**2 / 2 - ALPHA * WEIGHT * G,
            )
        ),
    ],
)
def repaired(this):
    """With grad f, multipliers of the active constraints only, and the constant |grad f|^2/2.

    v = sum lambda_i grad g_i - grad f at a maximiser.
    """
    return this.conjunction()


@line(
    "notes/lemma-2-dual-formula/repaired",
    SUPPORTED,
    concludes=prose("the dual value at the multipliers of the quadratic program is the primal one"),
)
def repaired_program(this):
    """Against the quadratic program as Algorithm 1 solves it, with several constraints.

    At the multipliers, and at 200 others, the dual value is at most the primal one, and equal.
    """
    generator, margins, control = np.random.default_rng(3), [], []
    for _ in range(60):
        n, m = generator.integers(1, 5), generator.integers(1, 5)
        rows, inward = generator.normal(size=(m, n)), generator.normal(size=n)
        rows[rows @ inward < 0] *= -1
        values, gradient = -generator.random(m), generator.normal(size=n)
        found = velocity(np.zeros(n), gradient, values, rows, alpha=0.7)
        others = found.multipliers + generator.random((200, m))

        def dual(weights, rows=rows, values=values, gradient=gradient):
            inner = weights @ rows - gradient
            return -(inner**2).sum(-1) / 2 - 0.7 * weights @ values + (gradient**2).sum() / 2

        primal = float(((found.velocity + gradient) ** 2).sum() / 2)
        gap = abs(primal - float(dual(found.multipliers)))
        above = float((dual(others) - primal).max())
        margins.append(1e-8 - max(gap, above) / (1 + primal))
        control.append(1e-8 - (primal - float(dual(0 * found.multipliers))))
    return this.supported(margins, control=control, seed=3, detail="primal minus dual value at the "
                          "solver's multipliers, relative; control: no multipliers")  # fmt: skip

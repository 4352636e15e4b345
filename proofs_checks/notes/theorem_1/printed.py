r"""Notes, Theorem 1: its Assumption 1 cannot hold for the quadratic remoteness.

Setting
    Deterministic ASkewSGD for the constraints g_i = psi_i of the notes' Definition 3; lambda_k are
    the multipliers of (1) at w_k, and the Lagrangian is loss - lambda.g for constraints g >= 0.
Valid for
    Nothing as printed: psi has a corner at every level. With Definition 1's psi, which has none,
    the printed sign of Z makes it false. Asking differentiability of the loss only, with the signs
    of the notes put right and epsilon strictly below the limit, it holds, see ``repaired``.
Source
    Early notes, Theorem 1 and the two properties after it.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, VACUOUS, claim, line, probe, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, maximum, ne, prose, reals
from askewtheory.kernel import QUADRATIC, QUARTIC, slope_in_cell
from proofs_checks.facts import excursions
from proofs_checks.facts.losses import Loss, quadratic_loss
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED, Run

A, B, CHANGE, DISTANCE, L, ALPHA, PSI, SLOPE, V, GAMMA, W = reals(
    "a b change r L alpha psi slope v gamma w"
)
OF = "notes/theorem-1"
WIDE = Run((-1, 1), "3/4", 1, 4)
"""Feasible intervals [-7/4, -1/2] and [1/2, 7/4]."""


def smooth(kind: int) -> Any:
    """Return: both one-sided slopes at the first level a are equal."""
    left, right = (slope_in_cell(A, index, (A, B), kind) for index in (0, 1))
    return eq(left, right)


@claim(
    OF,
    VACUOUS,
    severity="boundary",
    meant="notes/theorem-1/steps-to-zero",
    why="Psi has kinks, against Assumption 1; with it of the loss only, epsilon = gap^2/4 fails.",
    changes=[
        "Assumption 1 is made of the loss only",
        "the signs of the step and in Z are turned",
        "epsilon strictly below the limit",
    ],
    title="Convergence of the deterministic algorithm",
    source="Early notes, Theorem 1",
    latex=r"\lim_{k\to\infty} d(w_k, \mathcal{Z}_\varepsilon) = 0",
    given={
        "levels are ordered": A < B,
        "Assumption 1: psi-hat (Definition 3) is differentiable at the level a": smooth(QUADRATIC),
        "0 < epsilon <= min gap^2/4": "0 < epsilon and 4*epsilon <= (b - a)^2",
        "alpha <= L": "0 < alpha and alpha <= L",
    },
    concludes=prose("loss(w_k) converges and d(w_k, Z) -> 0 almost surely"),
    uses=[
        "notes/algorithm-2-sign",
        "notes/lemma-2-duality",
        "notes/lemma-2-dual-formula",
        "notes/lemma-4",
        "notes/lemma-5",
        "notes/stationary-set-sign",
    ],
)
def as_printed(this):
    """Under Assumptions 1 and 3, loss(w_k) converges and d(w_k, Z_epsilon) -> 0 almost surely.

    Loss and g continuously differentiable with L-Lipschitz gradients, the loss bounded below;
    gamma_k > 0 with infinite sum tends to 0; 0 < epsilon <= min gap^2/4 and alpha <= L.
    """
    return this.vacuous(instead=[A < B, smooth(QUARTIC), "0 < epsilon and 16*epsilon <= (b - a)^4",
                                 "0 < alpha and alpha <= L"])  # fmt: skip


@probe(
    OF,
    PROVED,
    given={"L is a Lipschitz constant": CHANGE <= L * DISTANCE, "r >= 0": DISTANCE >= 0},
    concludes=every(CHANGE <= maximum(L, ALPHA) * DISTANCE, ALPHA <= maximum(L, ALPHA)),
)
def alpha(this):
    """alpha <= L excludes no alpha: a Lipschitz constant may be enlarged, to max(L, alpha)."""
    return this.solvers()


ENDS = {
    "the start is an end of C": "psi(w[0]) == 0",
    "the run rests": "all(v[k] == 0 for k in N)",
    "z is an end too": "psi(z) == 0",
    "no stationary point lies inside of C": "grad(-2) == 0 and psi(-2) < 0 and M_s > 0",
    "alpha <= L": "alpha <= L and M_s <= L",
}
PRINTED_SIGN = "grad(w[0])*slope(w[0]) <= 0"
"""w is in the printed Z: grad in N = {-lambda psi'}; inside, the gradient would vanish."""
RIGHT_SIGN = "grad(w[0])*slope(w[0]) >= 0"


@reading(
    OF,
    REFUTED,
    about="run",
    given=[CLOSED, ENDS],
    concludes=PRINTED_SIGN,
    severity="misprint",
    why="The sign in the printed set Z is wrong.",
    meant="notes/theorem-1/steps-to-zero",
)
def printed_set(this):
    """Reading: differentiability of the loss only, Z with its printed sign.

    Loss (w + 2)^2/2 from -7/4: the run rests at the minimiser over C, off the printed Z.
    """
    run = WIDE.but(loss=quadratic_loss(1, -2), start="-7/4", forever=True, L=1, z="1/2")
    return this.refuted(run, instead=RIGHT_SIGN)


@reading(OF, REFUTED, about="run",
      given=[ENDS, {"0 < epsilon <= gap^4/16": "0 < epsilon and 16*epsilon <= Delta^4"}],
      concludes=PRINTED_SIGN,
      severity="misprint",
      why="The sign in the printed set Z is wrong, with the quartic psi too.",
      meant="notes/theorem-1/steps-to-zero")  # fmt: skip
def definition_1(this):
    """Reading: psi of Definition 1 (quartic), Z with its printed sign.

    That psi is continuously differentiable for gaps 2, with |psi''| <= 8 = L.
    """
    run = Run((-1, 1), "1/4", 1, 4, kind="quartic", loss=quadratic_loss(1, -2), start="-3/2",
              forever=True, constants={"L": 8, "z": "3/2"})  # fmt: skip
    return this.refuted(run, instead=RIGHT_SIGN)


@reading(OF, REFUTED, about="run",
      given=[CLOSED, {"the start is an end of C": "psi(w[0]) == 0", "alpha <= L": "alpha <= L",
                      "the notes' formula rests there: not -alpha psi > 0, so the force -alpha "
                      "psi/psi'": "not -alpha*psi(w[0]) > 0 and force(w[0]) == 0"}],
      concludes="grad(w[0])/slope(w[0]) >= 0",
      severity="boundary",
      why="At psi = 0 the strict inequality stops a run that should go on.",
      meant="notes/theorem-1/steps-to-zero")  # fmt: skip
def strict_formula(this):
    """Reading: Z with the right sign, the velocity by the notes' strict formula.

    From 7/4 the strict inequality stops the run, where the gradient is 15/4: no KKT point.
    """
    run = WIDE.but(loss=quadratic_loss(1, -2), start="7/4", L=1)
    return this.refuted(run, instead="velocity(w[0], grad(w[0])) < 0")


@probe(OF, REFUTED, about="run", given=[CLOSED, {"it starts infeasible": "psi(w[0]) < 0"}],
      concludes="u*slope(w[0]) >= -alpha*psi(w[0])",
      severity="boundary",
      why="At an infeasible midpoint V is empty, and there is no first step.",
      meant="notes/theorem-1/repaired")  # fmt: skip
def first_step(this):
    """Every start has a first step: at 0 no velocity u is in V."""
    return this.refuted(WIDE.but(start=0, steps=0, u="u"), instead="slope(w[0]) == 0")


@reading(OF, PROVED, parts=lambda: [*excursions.parts(), *proved(f"{OF}/repaired")])
def steps_to_zero(this):
    """Reading: all signs right, epsilon strictly below the limit, gamma_k -> 0 only."""
    return this.conjunction()


@line(OF, PROVED, parts=lambda: [
    states(eq(W + GAMMA * V, W), {"psi = 0": every(PSI >= 0, PSI <= 0), "psi' is not zero":
                                  ne(SLOPE, 0), "equality": eq(SLOPE * V, -ALPHA * PSI)}),
    *proved("notes/theorem-1/multiplier"),
])  # fmt: skip
def multiplier(this):
    """For w_k in C and epsilon strictly below the limit, lambda_k is dual feasible at k + 1.

    Strictly below the limit psi' != 0 where psi = 0 (the notes' Fact on MFCQ, repaired).
    """
    return this.conjunction()


@reading(
    OF,
    REFUTED,
    about="run",
    given=[
        CLOSED,
        {
            "w_k is in C and the constraint acts": "psi(w[0]) == 0",
            "the multiplier is >= 0": "y >= 0",
            "y maximises (2)": "-(y*slope(w[0]) - g[0])^2/2 - alpha*y*psi(w[0]) >= "
            "-(z*slope(w[0]) - g[0])^2/2 - alpha*z*psi(w[0])",
            "and is positive": "y > 0",
        },
    ],
    concludes="psi(w[1]) <= 0",
    severity="boundary",
    why="At epsilon = gap^2/4 the multiplier at the touching midpoint is arbitrary.",
    meant="notes/theorem-1/multiplier",
)
def multiplier_limit(this):
    """The same for epsilon = gap^2/4 and every optimal lambda_k.

    At the touching midpoint (2) is the same for every multiplier z, so that y = 1 is optimal.
    """
    run = Run((-1, 1), 1, 1, 0, rule="projected", loss=quadratic_loss(1, "1/2"), start=0,
              constants={"y": 1, "z": "z"})  # fmt: skip
    return this.refuted(run, instead="slope(w[0]) == 0")


@reading(
    OF,
    REFUTED,
    about="run",
    given=[
        CLOSED,
        {
            "gamma alpha <= 1": "gamma*alpha <= 1",
            "w_k is near C": "psi(w[0]) < 0",
            "the multiplier is positive": "-alpha*psi(w[0])/slope(w[0])^2 > 0",
        },
    ],
    concludes="psi(w[1]) <= 0",
    severity="hypothesis",
    why="It needs w_k in C; from near C a constraint can turn inactive.",
    meant="notes/theorem-1/multiplier",
)
def multiplier_near(this):
    """The same for w_k near C, in the cell of its interval, and gamma alpha <= 1."""
    return this.refuted(WIDE.but(start="1/4"), instead="w[1] <= w[0] + gamma*M_c")


MERIT = "l[{0}] - grad(w[{0}])^2/(2*alpha)"


@line(
    OF,
    REFUTED,
    about="run",
    given={
        "alpha <= L, and L is a Lipschitz constant": "alpha <= L and M_s <= L",
        "no constraint acts, so lambda_k = 0": "psi(w[0]) > 0",
    },
    concludes=f"{MERIT.format(1)} >= {MERIT.format(0)}",
    latex=r"\mathcal{L}(x, \lambda_k) - \|\nabla_x\mathcal{L}(x, \lambda_k)\|^2/2\alpha",
    severity="wrong",
    why="The value falls already for a convex quadratic loss on which no constraint acts.",
)
def merit(this):
    """For fixed lambda_k, L - |grad L|^2/(2 alpha) increases from x_k to x_{k+1}."""
    run = WIDE.but(loss=quadratic_loss("1/2"), start=1, L=1)
    return this.refuted(run, instead="l[1] <= l[0]")


WAVE = Loss("bounded, of slope 1 - w on [1/2, 3/2], w - 2 on [3/2, 5/2], period 2",
            lambda w: w - w * w / 2, lambda w: 1 - w)  # fmt: skip
"""As it is on [1/2, 3/2]."""


@line(
    OF,
    REFUTED,
    about="run",
    given={
        "alpha <= L": "alpha <= L",
        "no constraint acts, before and after": "psi(w[0]) > 0 and psi(w[1]) > 0",
        "both where the loss is concave": "1/2 <= min(w[0], w[1]) and max(w[0], w[1]) <= 3/2",
    },
    concludes="-grad(w[1])^2/2 >= -grad(w[0])^2/2",
    severity="wrong",
    why="Where the loss is concave the gradient grows along a run, and the dual value falls.",
)
def dual_increases(this):
    """The dual value of (1), by (2) with the gradient, increases along the run.

    The loss has the slope 1 - w on [1/2, 3/2] and w - 2 on [3/2, 5/2], with period 2: it is bounded
    and 1-smooth, and there the run moves away from 1.
    """
    return this.refuted(
        WIDE.but(loss=WAVE, start="9/8", L=1), instead="abs(grad(w[1])) == 2*abs(grad(w[0]))"
    )


@line(OF, REFUTED, about="run", latex=r"d(x_k) \le f^*",
      given={"alpha <= L": "alpha <= L and M_s <= L", "w is in C, and no constraint acts":
             "psi(w[0]) > 0", "w minimises the loss": "grad(w[0]) == 0",
             "the loss is shifted by c": "lowest == l[0] + c"},
      concludes="-grad(w[0])^2/2 <= lowest",
      severity="wrong",
      why=("A constant added to the loss moves its minimum, and leaves the dual "
           "value of (1)."))  # fmt: skip
def dual_bound(this):
    """That dual value is bounded above by f* = min over C of f.

    A constant may be added to the loss: f = (w - 1)^2/2 - 100 has f* = -100 and the dual value 0.
    """
    run = WIDE.but(loss=quadratic_loss(1, 1), start=1, L=1, c=-100, lowest=-100)
    return this.refuted(run, instead="-grad(w[0])^2/2 <= lowest - c")


@reading(OF, PROVED, latex=r"v_k \to 0",
      parts=lambda: [*excursions.parts(), *proved(f"{OF}/velocity")])  # fmt: skip
def velocity(this):
    """Reading: all signs right, epsilon strictly below the limit, gamma_k -> 0. Then v_k -> 0.

    By other means than the dual.
    """
    return this.conjunction()

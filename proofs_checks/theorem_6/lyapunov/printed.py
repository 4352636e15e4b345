r"""The Lyapunov inequality of Theorem 6: false beside the set where the gradient points outward.

Setting
    L(w) = l(w) + (alpha/2) sum of min(0, psi_i)^2, h(w) = E s(ghat, w). Statements are about one
    coordinate; the noise of an instance takes two values, sigma = 0 is none.
Valid for
    psi > 0, and psi <= 0 in the branch of the gradient without noise. In the branch of the force
    with an outward gradient, L increases near the set: the penalty has slope zero there, like every
    continuously differentiable penalty that vanishes on C.
Source
    Report, proof of Theorem 6, Claim and its cases.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, reading
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, minimum, ne, reals
from askewtheory.kernel import QUADRATIC
from proofs_checks.facts import velocity
from proofs_checks.facts.losses import quadratic_loss
from proofs_checks.facts.mean_field import Field
from proofs_checks.facts.velocity import ALPHA, CLIP, PSI, SLOPE
from proofs_checks.facts.velocity_set import flat_only_at_midpoints
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED

OF = "theorem-6/lyapunov"
G, SIGN, U, X = reals("g sign u x")
GHAT = velocity.GRADIENT
FIELD = Field((-1, 1), "3/4", 1, 1, loss=quadratic_loss(1, 3), constants={"x": 2})
"""(w - 3)^2/2, coercive and 1-smooth, at w = 2: psi < 0 and the gradient points outward."""
CLIPPED = FIELD.but(clip="1/8")
A2 = {"A2: the loss is smooth (M_s is its constant)": "M_s >= 0"}
INFEASIBLE = {"psi < 0": "psi(x) < 0"}
QUIET = {"no noise": "sigma == 0"}
DECREASE = "rise(x)*h(x) <= -b*h(x)^2"
CLAIM: dict[str, Any] = {
    "about": "mean field",
    "given": [
        A2,
        CLOSED,
        {
            "A7: the variance is finite": "sigma^2 >= 0",
            "h(w) is not zero": "h(x) != 0",
            "b is positive": "b > 0",
        },
    ],
    "concludes": DECREASE,
}


@claim(OF, REFUTED,
       severity="wrong",
       why="Just outside the set the penalised loss increases along the mean field, for every b "
           "> 0.",
       title="The penalised loss decreases along the mean field",
       source="Report, proof of Theorem 6, Claim",
       latex=r"\langle\nabla L(w), h(w)\rangle \le -b\|h(w)\|^2", **CLAIM,
       uses=["theorem-6/penalty-c1", "velocity-formula"])  # fmt: skip
def as_printed(this):
    """Wherever h(w) is not zero, the derivative of L along h is at most -b |h|^2, for some b > 0.

    Under A1, A2, A6, A7. At w = 2 the product is 3/16 > 0: it fails for every b > 0, and so it does
    at every point close to the set on that side.
    """
    return this.refuted(FIELD.but(b="b"), instead="rise(x)*h(x) > 0", parameters=["b > 0"])


@line(OF, PROVED, latex=r"[\nabla L]_i h_i = -g_i^2 = -h_i^2", parts=[
    velocity.inside,
    states(eq(G + ALPHA * minimum(0, PSI) * SLOPE, G), {"psi is positive": PSI > 0}),
    states(eq(G * -G, -((-G) ** 2))),
])  # fmt: skip
def case_1(this):
    """psi > 0: h = -g, so the product is -h^2."""
    return this.conjunction()


GRADIENT_OF_L = G + ALPHA * PSI * SLOPE
FORCE = -ALPHA * PSI / SLOPE
OUTSIDE: Any = {"psi is not positive": PSI <= 0, "alpha is positive": ALPHA > 0}
HOLDS: Any = {**OUTSIDE, "the gradient condition": -G * SLOPE >= -ALPHA * PSI}
FAILS: Any = {
    **OUTSIDE,
    "no midpoint": ne(SLOPE, 0),
    "the condition fails": -G * SLOPE < -ALPHA * PSI,
}
SQUARE = (ALPHA * PSI) ** 2
BOUND = -SQUARE * (1 / SLOPE**2 + 1)


@line(OF, PROVED, latex=r"[\nabla L]_i = g_i + \alpha\psi_i\psi'_i", parts=[
    states(eq(((PSI + U) ** 2 - PSI**2) / 2, PSI * U + U**2 / 2)),
    states(eq(G + ALPHA * minimum(0, PSI) * SLOPE, GRADIENT_OF_L), OUTSIDE),
])  # fmt: skip
def case_2_gradient(this):
    """psi <= 0: the gradient of L; the square's derivative is psi, so the chain rule gives it."""
    return this.conjunction()


NOISY = FIELD.but(sigma=2)


@line(
    OF,
    REFUTED,
    latex=r"h_i = -g_i",
    about="mean field",
    given=[
        A2,
        CLOSED,
        INFEASIBLE,
        {"the condition holds for g": "-grad(x)*slope(x) >= -alpha*psi(x)"},
    ],
    concludes="h(x) == -grad(x)",
    severity="hypothesis",
    why="With noise the gradient condition must hold for every sample.",
)
def _2a_mean(this):
    """(a) The gradient condition holds for g, hence h = -g (it need not hold for every ghat)."""
    return this.refuted(
        NOISY.but(loss=quadratic_loss(1, 1)), instead="velocity(x, grad(x)) == -grad(x)"
    )


@line(OF, PROVED, latex=r"-g_i^2 - \alpha\psi_i\psi'_ig_i",
      concludes=eq(GRADIENT_OF_L * -G, -(G**2) - ALPHA * PSI * SLOPE * G))  # fmt: skip
def _2a_line_1(this):
    """(a) The product for h = -g."""
    return this.certificate()


@line(OF, PROVED, latex=r"-\alpha\psi_i\psi'_ig_i \le -\alpha^2\psi_i^2", given=HOLDS,
      concludes=-ALPHA * PSI * SLOPE * G <= -SQUARE)  # fmt: skip
def _2a_where(this):
    """(a) The bound on the second term."""
    return this.solvers()


@line(OF, PROVED, latex=r"\le -g_i^2 - \alpha^2\psi_i^2 \le -h_i^2", parts=[
    states(GRADIENT_OF_L * -G <= -(G**2) - SQUARE, HOLDS), states(-(G**2) - SQUARE <= -(G**2)),
])  # fmt: skip
def _2a_line_2(this):
    """(a) Hence at most -h^2."""
    return this.conjunction()


FAIL = {"the condition fails for g": "-grad(x)*slope(x) < -alpha*psi(x)"}


@line(OF, REFUTED, latex=r"h_i = \mathrm{clip}(-\alpha\psi_i/\psi'_i, M_c)", about="mean field",
      given=[A2, CLOSED, INFEASIBLE, FAIL], concludes="h(x) == force(x)",
      severity="hypothesis",
      why="With noise the condition must fail for every sample.")  # fmt: skip
def _2b_mean(this):
    """(b) The condition fails for g, hence h is the clipped force."""
    return this.refuted(NOISY, instead="velocity(x, grad(x)) == force(x)")


@line(OF, REFUTED, latex=r"|h_i| \le M_c", about="mean field",
      given=[A2, CLOSED, INFEASIBLE, QUIET, FAIL, {"the case": "abs(h(x)) <= M_c"}],
      concludes="h(x) == -alpha*psi(x)/slope(x)",
      severity="misprint",
      why="|h| is printed for |alpha psi/psi'|, and h is always within the clip.")  # fmt: skip
def _2b_split(this):
    """(b) |h| <= M_c means that the clip does not act.

    It always holds; |alpha psi/psi'| <= M_c is meant.
    """
    return this.refuted(CLIPPED, instead="h(x) == force(x)")


@line(
    OF,
    PROVED,
    latex=r"(g_i + \alpha\psi_i\psi'_i)(-\alpha\psi_i/\psi'_i)",
    given={
        **velocity.INFEASIBLE,
        "no midpoint": ne(SLOPE, 0),
        "the condition fails": -GHAT * SLOPE < -ALPHA * PSI,
        "the clip does not act": CLIP * abs(SLOPE) >= -ALPHA * PSI,
    },
    concludes=lambda: on_every_path(
        velocity.velocity_paths(),
        lambda v: eq(
            (GHAT + ALPHA * PSI * SLOPE) * v * SLOPE, (GHAT + ALPHA * PSI * SLOPE) * (-ALPHA * PSI)
        ),
    ),
)
def _2b_line_1(this):
    """(b) Without noise and off the midpoints: the product for the unclipped force."""
    return this.solvers()


CASE_B = [A2, CLOSED, INFEASIBLE, QUIET, FAIL]
EXPANDED = "-alpha*psi(x)*grad(x)/slope(x)"


@line(OF, REFUTED, latex=r"= -\alpha\psi_ig_i/\psi'_i - \alpha^2\psi_i", about="mean field",
      given=CASE_B, concludes=f"rise(x)*h(x) == {EXPANDED} - alpha^2*psi(x)",
      severity="misprint",
      why="psi is printed for psi^2.",
      meant="theorem-6/lyapunov/2b-line-2-corrected")  # fmt: skip
def _2b_line_2(this):
    """(b) Expanded, with psi for psi^2."""
    return this.refuted(FIELD, instead=f"rise(x)*h(x) == {EXPANDED} - alpha^2*psi(x)^2")


@reading(
    OF,
    PROVED,
    latex=r"= -\alpha\psi_ig_i/\psi'_i - \alpha^2\psi_i^2",
    given={"no midpoint": ne(SLOPE, 0)},
    concludes=eq(GRADIENT_OF_L * FORCE, -ALPHA * PSI * G / SLOPE - SQUARE),
)
def _2b_line_2_corrected(this):
    """(b) Expanded, with the square."""
    return this.certificate()


@line(OF, REFUTED, latex=r"< -\alpha^2\psi_i^2(1/\psi_i'^2 + 1)", about="mean field", given=CASE_B,
      concludes=f"min({EXPANDED} - alpha^2*psi(x), {EXPANDED} - alpha^2*psi(x)^2) < "
      "-alpha^2*psi(x)^2*(1/slope(x)^2 + 1)",
      severity="wrong",
      why="The inequality points the other way.")  # fmt: skip
def _2b_line_3(this):
    """(b) The failed condition put in: the inequality points the other way.

    From line 2 as printed and from the corrected one.
    """
    return this.refuted(
        FIELD, instead=f"{EXPANDED} - alpha^2*psi(x)^2 >= -alpha^2*psi(x)^2*(1/slope(x)^2 + 1)"
    )


@probe(OF, PROVED, latex=r"\ge -\alpha^2\psi_i^2(1/\psi_i'^2 + 1)", given=FAILS,
      concludes=-ALPHA * PSI * G / SLOPE - SQUARE >= BOUND)  # fmt: skip
def _2b_line_3_reversed(this):
    """(b) What the failed condition does give."""
    return this.solvers()


@line(OF, PROVED, latex=r"\le -(\alpha\psi_i/\psi'_i)^2 = -h_i^2", parts=[
    states(BOUND <= -((ALPHA * PSI / SLOPE) ** 2), {"alpha is positive": ALPHA > 0, "no midpoint":
                                                    ne(SLOPE, 0)}),
    states(eq(-((ALPHA * PSI / SLOPE) ** 2), -(FORCE**2)), {"no midpoint": ne(SLOPE, 0)}),
])  # fmt: skip
def _2b_line_4(this):
    """(b) From there to -h^2."""
    return this.conjunction()


@reading(OF, REFUTED, latex=r"\psi'_i(w_i) = 0", about="mean field",
      given=[A2, CLOSED, QUIET, {"w_1 is reached from a feasible w_0, surely":
                                 "psi(w[0]) > 0 and v[0] == -g[0]", "b is positive": "b > 0",
                                 "h(w_1) is not zero": "h(w[1]) != 0"}],
      concludes="slope(w[1]) != 0 or rise(w[1])*h(w[1]) <= -b*h(w[1])^2",
      severity="wrong",
      why="A run may step onto a midpoint with certainty.")  # fmt: skip
def measure_zero(this):
    """Reading: the case psi' = 0 does not occur along a run, almost surely.

    l = (w + 1/2)^2, gamma_0 = 1: w_0 = -1 moves to the midpoint 0 surely; there g = 1, h = 1.
    """
    run = FIELD.but(loss=quadratic_loss(2, "-1/2"), start=-1, gamma=1, steps=1, b="b")
    return this.refuted(run, instead="h(w[1]) == M_c", parameters=["b > 0"])


@reading(OF, PROVED, latex=r"\{w : \exists i\ \psi'_i(w_i) = 0,\ \psi_i(w_i) \le 0\}",
      parts=lambda: [*flat_only_at_midpoints(QUADRATIC),
                     *proved("theorem-6/lyapunov/measure-zero-lebesgue")])  # fmt: skip
def measure_zero_lebesgue(this):
    """Reading: the points w with psi'_i = 0 >= psi_i for some i (case 2) have measure zero."""
    return this.conjunction()


@line(OF, PROVED, given={"the force is not zero": ne(U, 0)},
      concludes=eq(X * (SIGN * CLIP), X * U * (SIGN * CLIP / U)))  # fmt: skip
def clip_line_1(this):
    """Clipped: the factor taken out."""
    return this.certificate()


RATIO = "(-alpha*psi(x)/slope(x))"


@line(OF, REFUTED, about="mean field",
      latex=r"\le -(\alpha\psi_i/\psi'_i)^2 \cdot \varsigma M_c/(-\alpha\psi_i/\psi'_i)",
      given=[*CASE_B, {"the clip acts": f"abs{RATIO} > M_c"}],
      concludes=f"rise(x)*h(x) <= -{RATIO}^2*h(x)/{RATIO}",
      severity="wrong",
      why="It puts in case (b), whose inequality points the other way.")  # fmt: skip
def clip_line_2(this):
    """Clipped: case (b) put in."""
    return this.refuted(CLIPPED, instead=f"rise(x)*h(x) == rise(x)*{RATIO}*(h(x)/{RATIO})")


@line(OF, PROVED, latex=r"= (\alpha\psi_i/\psi'_i)\varsigma M_c",
      given={"no midpoint": ne(SLOPE, 0), "the force is not zero": ne(FORCE, 0)},
      concludes=eq(-((ALPHA * PSI / SLOPE) ** 2) * SIGN * CLIP / FORCE,
                   ALPHA * PSI / SLOPE * SIGN * CLIP))  # fmt: skip
def clip_line_3(this):
    """Clipped: simplified."""
    return this.certificate()


SIGNED: Any = {"M_c is positive": CLIP > 0, "sign is 1 or -1": eq(SIGN**2, 1)}


@line(OF, PROVED, latex=r"\le -\varsigma^2M_c^2",
      given={**SIGNED, "it is u's sign": SIGN * U > 0, "the clip acts": abs(U) >= CLIP},
      concludes=-U * SIGN * CLIP <= -(SIGN**2) * CLIP**2)  # fmt: skip
def clip_line_4(this):
    """Clipped: the force is at least M_c."""
    return this.solvers()


@line(OF, PROVED, latex=r"= -M_c^2", given=SIGNED, concludes=eq(-(SIGN**2) * CLIP**2, -(CLIP**2)))
def clip_line_5(this):
    """Clipped: the square of a sign is 1."""
    return this.solvers()

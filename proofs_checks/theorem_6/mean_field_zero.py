r"""The mean field of Theorem 6 and its zeros.

Setting
    h(w) = E[s(ghat, w)], with unbiased ghat; Z_epsilon by its definition, 0 in -grad l - N_C, which
    is the condition of Karush, Kuhn and Tucker (the signs printed after it are readings).
Valid for
    "Only if", always. "If" fails at a boundary point as soon as some ghat points inward, and at a
    feasible midpoint (epsilon = gap^2/4) even without noise.
Source
    Report, proof of Theorem 6.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, reading, repair
from askewtheory.audit.terms import choose, eq, ne, reals
from proofs_checks.facts import zeros
from proofs_checks.facts.losses import quadratic_loss
from proofs_checks.facts.mean_field import Field
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED

OF = "theorem-6/mean-field-zero"
G, SLOPE, PSI = reals("g slope psi")
FIELD = Field((-1, 1), "3/4", 1, 1, loss=quadratic_loss(1, "11/4"), constants={"x": "7/4"})
"""The end 7/4 of an interval; the gradient -1 points outward, so that it is stationary."""
FLAT = FIELD.but(loss=quadratic_loss(1, "7/4"))
"""The gradient vanishes at the end."""
A6 = {"A2: the loss is smooth": "M_s >= 0", "A7: the variance is finite": "sigma^2 >= 0"}
IN_Z = {
    "w is stationary": "(psi(x) > 0 and grad(x) == 0) or (psi(x) == 0 and grad(x)*slope(x) >= 0 "
    "and (slope(x) != 0 or grad(x) == 0))"
}
STEP: dict[str, Any] = {
    "about": "mean field",
    "given": [A6, CLOSED, IN_Z],
    "concludes": "h(x) == 0",
}
SIGN_G = "if_(grad(x) > 0, 1, if_(grad(x) < 0, -1, 0))"
SIGN_SLOPE = "if_(slope(x) > 0, 1, if_(slope(x) < 0, -1, 0))"
QUIET = {"no noise": "sigma == 0"}


@claim(OF, REFUTED,
       severity="hypothesis", meant="theorem-6/mean-field-zero/repaired",
       why="With noise some samples push a boundary point inward, so that h is not 0 there.",
       changes=["there is no noise, for the converse", "epsilon < min gap^2/4 in place of <="],
       title="The mean field vanishes exactly on the stationary set",
       source="Report, proof of Theorem 6", latex=r"h(w) = 0 \iff w \in \mathcal Z_\varepsilon",
       **STEP,
       uses=["stationarity-signs", "velocity-formula"])  # fmt: skip
def as_printed(this):
    """h(w) = E s(ghat, w) is zero if and only if w is stationary (A6, A7)."""
    return this.refuted(FIELD.but(sigma=3), instead="velocity(x, grad(x)) == 0 and h(x) == -1")


@part(
    OF,
    REFUTED,
    **STEP,
    severity="hypothesis",
    why="With noise some samples push a boundary point inward.",
    meant="theorem-6/mean-field-zero/repaired",
)
def if_(this):
    """w in Z implies h(w) = 0: ghat = 2 or -4 gives h = (-2 + 0)/2."""
    return this.refuted(FIELD.but(sigma=3), instead="velocity(x, grad(x)) == 0 and h(x) == -1")


@reading(
    OF,
    REFUTED,
    about="mean field",
    given=[A6, CLOSED, IN_Z, QUIET],
    concludes="h(x) == 0",
    severity="boundary",
    why="At epsilon = gap^2/4 the convention moves a stationary midpoint.",
    meant="theorem-6/mean-field-zero/repaired",
)
def if_limit_case(this):
    """The same without noise at epsilon = gap^2/4."""
    run = FIELD.but(epsilon=1, loss=quadratic_loss(1), x=0)
    return this.refuted(run, instead="h(x) == M_c")


@line(OF, PROVED, latex=r"h_i = -g_i", parts=lambda: proved(f"{OF}/if-interior"))
def if_interior(this):
    """psi > 0: g = 0, and h = -g."""
    return this.conjunction()


@line(OF, REFUTED, latex=r"-g_i\psi'_i \ge 0", about="mean field",
      given=[A6, CLOSED, IN_Z, {"at the boundary": "psi(x) == 0"}],
      concludes="-grad(x)*slope(x) < 0",
      severity="boundary",
      why="It does occur where the gradient is 0.",
      meant="theorem-6/mean-field-zero/if-impossible-signs")  # fmt: skip
def if_impossible(this):
    """At psi = 0 the case -g psi' >= 0 is impossible on Z.

    It occurs for g = 0; and the case that matters is that of ghat.
    """
    return this.refuted(FLAT, instead="-grad(x)*slope(x) <= 0")


def sign(of: Any) -> Any:
    """Return the sign of a term."""
    return choose(of > 0, 1, choose(of < 0, -1, 0))


@reading(OF, PROVED, latex=r"-g_i\psi'_i < 0", given={"equal signs": eq(sign(G), sign(SLOPE)),
      "psi' is not zero": ne(SLOPE, 0)}, concludes=-G * SLOPE < 0)  # fmt: skip
def if_impossible_signs(this):
    """Reading: Z by the printed signs, epsilon strictly below the limit.

    Then psi' != 0 where psi = 0, and -g psi' >= 0 is impossible there.
    """
    return this.solvers()


@part(OF, PROVED, parts=lambda: proved(f"{OF}/repaired")[1:])
def only_if(this):
    """h(w) = 0 implies w in Z, for any law of ghat."""
    return this.conjunction()


@reading(OF, REFUTED, latex=r"\psi_i = 0 \Rightarrow \mathrm{sign}(g_i) = \mathrm{sign}(\psi'_i)",
      about="mean field", given=[A6, CLOSED, {"at the boundary": "psi(x) == 0", "h(w) = 0":
                                              "h(x) == 0"}],
      concludes=f"{SIGN_G} == {SIGN_SLOPE}",
      severity="boundary",
      why="At an end with gradient 0 the signs differ.",
      meant="theorem-6/mean-field-zero/only-if")  # fmt: skip
def only_if_signs(this):
    """Reading: Z by the printed signs. h(w) = 0 implies w in Z."""
    return this.refuted(FLAT, instead="grad(x)*slope(x) >= 0")


@line(OF, PROVED, parts=lambda: proved(f"{OF}/only-if-outside"))
def only_if_outside(this):
    """psi < 0 and -g psi' <= alpha psi: h != 0."""
    return this.conjunction()


@line(OF, REFUTED, latex=r"0 = -g_i\psi'_i \ge \alpha\psi_i", about="mean field",
      given=[A6, QUIET, {"psi < 0": "psi(x) < 0", "the first case does not hold":
                         "-grad(x)*slope(x) > alpha*psi(x)"}],
      concludes="h(x) == -grad(x)",
      severity="misprint",
      why="alpha psi is printed for -alpha psi.")  # fmt: skip
def only_if_range(this):
    """The first implies h = -g: the range alpha psi < -g psi' < -alpha psi is left out.

    A sign is missing there.
    """
    return this.refuted(FIELD.but(loss=quadratic_loss(1, 2), x=2), instead="h(x) == force(x)")


@line(OF, REFUTED, latex=r"\alpha\psi_i > 0", about="mean field", given={"psi < 0": "psi(x) < 0"},
      concludes="alpha*psi(x) > 0",
      severity="misprint",
      why="alpha psi is printed for -alpha psi.")  # fmt: skip
def only_if_sign(this):
    """alpha psi > 0 for psi < 0."""
    return this.refuted(FIELD.but(x=2), instead="-alpha*psi(x) > 0")


@line(OF, REFUTED, latex=r"\mathrm{sign}(g_i) = \mathrm{sign}(\psi'_i)", about="mean field",
      given={"psi = 0": "psi(x) == 0", "the case": "-grad(x)*slope(x) <= 0"},
      concludes=f"{SIGN_G} == {SIGN_SLOPE}",
      severity="boundary",
      why="At an end with gradient 0 the signs differ.")  # fmt: skip
def only_if_boundary(this):
    """psi = 0 and -g psi' <= 0 imply equal signs."""
    return this.refuted(FLAT, instead="grad(x)*slope(x) >= 0")


@line(OF, PROVED, given={"g = 0": eq(zeros.GHAT, 0), "psi >= 0": zeros.PSI >= 0},
      concludes=zeros.STATIONARY)  # fmt: skip
def only_if_rest(this):
    """g = 0 and psi >= 0 is stationary."""
    return this.solvers()


@repair(
    OF, title="Zeros of the velocity, and of its mean",
    source="In place of a step in the proof of Theorem 6",
    latex=r"s(\nabla\ell(w), w) = 0 \iff w \in \mathcal Z_\varepsilon",
    parts=lambda: [zeros.without_noise, *proved(f"{OF}/repaired")],
)  # fmt: skip
def repaired(this):
    """Below the limit on epsilon the velocity without noise vanishes exactly on Z.

    There psi and psi' have no common zero. With noise, h(w) = 0 implies w in Z; the converse fails
    where some ghat points inward.
    """
    return this.conjunction()

r"""Corollary 2: the stepsize 1/sqrt(T+1) for a given horizon T.

Setting
    Theorem 3 with gamma = 1/sqrt(T + 1) = 1/R. Instances have d = 1.
Valid for
    The limit alone survives under A3, where k_1 has Corollary 1's property (it exists for
    epsilon < min gap^2/4), by uniform continuity of the gradient; bound and rate need smoothness.
    k_1 depends on gamma, hence on T.
Source
    Report, Corollary 2 ("immediate from Theorem 3").
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import (
    PROVED,
    REFUTED,
    VACUOUS,
    claim,
    line,
    part,
    probe,
    reading,
    repair,
)
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, eq, every, prose, reals, substitute
from proofs_checks.facts import admissible, descent
from proofs_checks.facts.descent import ALPHA, DIM, GAMMA, G, R, X, Y
from proofs_checks.facts.runs import (
    CONDITIONS,
    EITHER,
    FROM_K1,
    LEAST,
    MIDPOINT,
    NEAR,
    STILL,
    root_run,
)
from proofs_checks.formal import proved
from proofs_checks.vocabulary import named

L, ROOT, MOST = reals("L R gamma_max")
ROOT_POSITIVE: Any = {"R = sqrt(T + 1) is positive": ROOT > 0}
FLOOR = "(4*alpha*L^2 + 8*alpha^2*L^2)/R + 4*alpha^2*L^3/R^3"  # d = 1
HORIZON = (named("gamma = 1/sqrt(T + 1)", "R > 0 and R^2 == T + 1 and gamma == 1/R"),
           named("gamma < 1/L_l", "gamma < 1/L"))  # fmt: skip
GIVEN = (*EITHER, *HORIZON, *CONDITIONS, FROM_K1)
LONG = root_run("r", R="1/(2*r^3)", T="1/(4*r^6) - 1")
"""gamma = 2 r^3 and v^2 = r^2 for ever; T = 16 m^6 - 1 is whole where r = 1/(2m)."""
SMALL = ["0 < r and r < 1/2"]
SPREAD = "2*(max(l[k] for k in N) - min(l[k] for k in N))"
"""At least 2 (l(w_(k_1)) - l(w_(k_1+T+1))), whatever T is."""


@claim(
    "corollary-2", REFUTED,
    severity="hypothesis", meant="corollary-2/smooth-long",
    why="A3 bounds the gradient only, and the descent step needs a Lipschitz gradient.",
    changes=["the gradient is M_s-Lipschitz", "L_l bounds the gradient",
             "T + 1 >= max(1/gamma_max^2, M_s^2)", "epsilon < min gap^2/4"],
    title="Convergence for a given horizon", source="Report, Corollary 2",
    about="run",
    latex=r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
    r"\ell(w^{(k_1+T+1)})) + 4\alpha dL_\ell^2 + 8\alpha^2dL_\ell^2}{\sqrt{T+1}} + "
    r"\frac{4\alpha^2dL_\ell^3}{\sqrt{(T+1)^3}}",
    given=GIVEN, concludes=f"{LEAST} <= 2*(l[k_1] - l[k_1 + T + 1])/R + {FLOOR}",
    uses=["corollary-1", "theorem-3"],
)  # fmt: skip
def as_printed(this):
    """For gamma = 1/sqrt(T + 1) the smallest squared velocity is at most the printed sum, under A3.

    T is sufficiently long and k_1 as in Corollary 1; the sum is of order 1/sqrt(T). T = 15: the
    gradient |w + 1|^(1/4) is not Lipschitz, and v^2 = 1/4 for ever.
    """
    run = root_run("1/2", R=4, T=15, k_1=0)
    return this.refuted(run, instead=f"{LEAST} <= G^2")


@probe("corollary-2", REFUTED, about="run", given=GIVEN,
      concludes=f"min(v[k]^2 for k in N) <= {SPREAD}/R + {FLOOR}",
      severity="hypothesis",
      why=("Without a Lipschitz gradient the sum is no bound, however long the "
           "horizon is."),
      meant="corollary-2/smooth-long")  # fmt: skip
def every_horizon(this):
    """Arbitrarily long horizons, one loss (the conclusion here is weaker than the printed one)."""
    return this.refuted(LONG, instead="min(v[k]^2 for k in N)^3 <= gamma^2/4", parameters=SMALL)


@part(
    "corollary-2",
    REFUTED,
    about="run",
    given=[EITHER, HORIZON],
    concludes=NEAR,
    severity="boundary",
    why="At epsilon = gap^2/4 a run can leave the midpoint and return for ever.",
    meant="corollary-2/existence-standard",
)
def existence(this):
    """gamma = 1/sqrt(T + 1) and such a k_1 exist: not at epsilon = gap^2/4."""
    run = MIDPOINT.but(R="1/s", T="1/s^2 - 1")
    return this.refuted(run, instead=STILL, parameters=["s > 0", "s <= 1"])


LEFT, RIGHT, Q_PLUS, LEVEL, SPEED = reals("m_l m_r q_plus q M")


@reading("corollary-2", VACUOUS, given={
    "gamma and M are positive": every(GAMMA > 0, SPEED > 0),
    "the level is between its midpoints, in its interval":
        every(LEVEL <= Q_PLUS, LEFT < LEVEL, LEVEL < RIGHT),
    "gamma M < m_l - q_plus, as Corollary 1 prints": GAMMA * SPEED < LEFT - Q_PLUS,
}, concludes=prose("gamma and k_1 exist at an inner level"),
      severity="misprint",
      why="Corollary 1 prints m_l - q_+, which is negative, for m_r - q_+.",
      meant="corollary-2/existence-standard")  # fmt: skip
def existence_interior(this):
    """They exist by the conditions that Corollary 1 prints for an inner level: none meets them."""
    meant = GAMMA * SPEED < RIGHT - Q_PLUS
    return this.vacuous([*this.statement.formulas[:-1], meant])


LONG_ENOUGH = states(GAMMA <= MOST, {
    "gamma_max is positive": MOST > 0, **ROOT_POSITIVE, "gamma = 1/R": eq(GAMMA * ROOT, 1),
    "T + 1 >= 1/gamma_max^2": ROOT * MOST >= 1})  # fmt: skip


@reading("corollary-2", PROVED, parts=[LONG_ENOUGH, *admissible.COROLLARY_1])
def existence_standard(this):
    """They exist for epsilon < min gap^2/4 and |grad l| <= L_l, if T + 1 >= 1/gamma_max^2."""
    return this.conjunction()


GAIN = X - Y


def at_horizon(floor: Term, printed: Term) -> Statement:
    """Return: Theorem 3's bound at gamma = 1/R is the printed one."""
    bound = 2 * GAIN / (GAMMA * ROOT**2) + floor
    return states(eq(substitute(bound, {"gamma": 1 / ROOT}), printed), ROOT_POSITIVE)


SUBSTITUTED = at_horizon(
    4 * ALPHA * DIM * GAMMA * L**2 + 4 * ALPHA**2 * DIM * GAMMA**3 * L**3
    + 8 * ALPHA**2 * DIM * GAMMA * L**2,
    (2 * GAIN + 4 * ALPHA * DIM * L**2 + 8 * ALPHA**2 * DIM * L**2) / ROOT
    + 4 * ALPHA**2 * DIM * L**3 / ROOT**3,
)  # fmt: skip
"""Its printed right side; ``askewtheory.bounds`` is tested against it."""


@line("corollary-2", PROVED, given=SUBSTITUTED.hypotheses, concludes=SUBSTITUTED.conclusion)
def substitution(this):
    """The display is Theorem 3's at gamma = 1/sqrt(T + 1)."""
    return this.certificate()


@part("corollary-2", REFUTED, latex=r"\mathcal{O}(1/\sqrt{T})", about="run", given=GIVEN,
      concludes="R * min(v[k]^2 for k in N) <= C",
      severity="hypothesis",
      why="The rate rests on the descent step, which needs a Lipschitz gradient.",
      meant="corollary-2/repaired")  # fmt: skip
def rate(this):
    """The rate C/sqrt(T + 1), the constant C free to depend on the loss: 1/r = 2C + 2."""
    return this.refuted(LONG.but(C="1/(2*r) - 1"), parameters=SMALL,
                        instead="R^2 * min(v[k]^2 for k in N)^3 <= 1/4")  # fmt: skip


@part("corollary-2", PROVED, latex=r"\min_k\|v^{(k)}\|^2 \to 0",
      parts=lambda: [descent.mean_modulus, *descent.TRANSIENT,
                     *proved("corollary-2/limit")])  # fmt: skip
def limit(this):
    """The minimum tends to 0 if for all large T some k_1 has Corollary 1's property.

    For each loss and start and every epsilon, the force at a midpoint included; no smoothness is
    needed.
    """
    return this.conjunction()


@reading("corollary-2", REFUTED, about="run",
      given=[EITHER, HORIZON, named("the limit is 0: at most e for all large T", "e > 0")],
      concludes="min(v[k]^2 for k in N) <= e",
      severity="boundary",
      why="At epsilon = gap^2/4 a run can leave the midpoint and return, with |v| = M_c.",
      meant="corollary-2/limit-standard")  # fmt: skip
def limit_any_index(this):
    """The same without k_1's property: not at epsilon = gap^2/4, where |v| = M_c for every T."""
    run = MIDPOINT.but(R="1/s", T="1/s^2 - 1", e="1/8")
    return this.refuted(run, instead="min(v[k]^2 for k in N) <= M_c^2",
                        parameters=["s > 0", "s <= 1"])  # fmt: skip


@reading("corollary-2", PROVED, parts=lambda: [
    limit, existence_standard, *proved("corollary-2/limit-standard")])  # fmt: skip
def limit_standard(this):
    """For epsilon < min gap^2/4 and |grad l| <= L_l such k_1 exist, and it does tend to 0."""
    return this.conjunction()


REPAIRED = at_horizon(descent.SMALL_FLOOR, (2 * GAIN + 4 * ALPHA * R * G**2) / ROOT
                      + 4 * ALPHA**2 * R**2 * G**2 / ROOT**2)  # fmt: skip


@repair(
    "corollary-2", title="Bound for a given horizon, two constants",
    source="In place of the report's Corollary 2",
    latex=r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
    r"\ell(w^{(k_1+T+1)})) + 4\alpha\sqrt{d}\,G^2}{\sqrt{T+1}} + "
    r"\frac{4\alpha^2 dG^2}{T+1}",
    parts=lambda: [*descent.THEOREM_3, LONG_ENOUGH, REPAIRED, *proved("corollary-2/repaired")],
)  # fmt: skip
def repaired(this):
    """The bound below holds for T + 1 >= max(1/gamma_max^2, M_s^2) and gamma = 1/sqrt(T + 1).

    |grad l| <= G and grad l is M_s-Lipschitz; k_1 - k_0 is Lemma 5's count, which grows with T.
    """
    return this.conjunction()


@reading("corollary-2", PROVED, parts=lambda: [
    *descent.THEOREM_3, LONG_ENOUGH, REPAIRED, *proved("corollary-2/repaired"),
    states(4 * ALPHA * R * G**2 / ROOT + 4 * ALPHA**2 * R**2 * G**2 / ROOT**2
           <= (4 * ALPHA * R**2 * G**2 + 8 * ALPHA**2 * R**2 * G**2) / ROOT
           + 4 * ALPHA**2 * R**2 * G**3 / ROOT**3,
           {"T is not negative": ROOT >= 1, "|grad l| <= G": G >= 0, "alpha is positive": ALPHA > 0,
            "r is the root of d": R >= 1}),
])  # fmt: skip
def smooth_long(this):
    """With smoothness, and T as in the repair, the printed bound holds: L_l = G, d = r^2."""
    return this.conjunction()


@line("corollary-2/repaired", PROVED, latex=r"T + 1 \ge 1/\gamma_{\max}^2", parts=[
    LONG_ENOUGH, *admissible.COROLLARY_1])  # fmt: skip
def repaired_horizon(this):
    """How long T must be."""
    return this.conjunction()


@line("corollary-2/repaired", PROVED, parts=descent.THEOREM_3)
def repaired_theorem(this):
    """Theorem 3'."""
    return this.conjunction()

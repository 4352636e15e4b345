r"""Corollary 1 as printed, its readings, and the stepsizes that its proof chooses.

Setting
    Any start w^(k_0), constant stepsize gamma; epsilon is not limited. Instances have d = 1.
Valid for
    epsilon < min gap^2/4 and L_l a bound on the gradient. At epsilon = gap^2/4 a run can return to
    the midpoint for ever, whatever gamma is. The proof's stepsizes do not give the claim.
Source
    Report, Corollary 1 and its proof. The force at a midpoint with psi = 0 is M_c, by the report's
    convention.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, VACUOUS, claim, line, probe, reading
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, eq, every, prose, reals
from askewtheory.kernel import PRINTED, QUADRATIC, velocity
from proofs_checks.facts import admissible, settling
from proofs_checks.facts.losses import linear
from proofs_checks.facts.runs import EITHER, MIDPOINT, NEAR, STILL
from proofs_checks.vocabulary import A3_DISPLAYED, CONSTANT, Run, named

LEFT, RIGHT, Q_PLUS, LEVEL, GAMMA, SPEED, W = reals("m_l m_r q_plus q gamma M w")


@claim(
    "corollary-1", REFUTED,
    severity="boundary", meant="corollary-1/standard",
    why="At epsilon = gap^2/4 the convention can drive a run off a midpoint, again and again.",
    changes=[
        "epsilon < min gap^2/4 (no limit is printed here, and Lemma 2 admits equality)",
        "L_l bounds the gradient",
    ],
    title="Bounding intervals and selection of the stepsize",
    source="Report, Corollary 1", about="run",
    latex=r"d(w^{(k)}, C_\varepsilon) \le \gamma L_\ell\sqrt{d} =: \delta,\quad "
    r"|u_i^{(k)}| \le 2\alpha\delta \quad\text{for } k \ge k_1",
    given=[EITHER, named("gamma is small", "gamma <= 1")], concludes=NEAR,
    uses=["lemma-2/remark", "lemma-3", "lemma-4/left", "lemma-4/right", "lemma-5"],
)  # fmt: skip
def as_printed(this):
    """From any start a small enough gamma gives small distances and forces from some k_1 on.

    There are gamma small enough and k_1 >= k_0 such that for all k >= k_1 the distance is at most
    delta = gamma L_l sqrt(d) and every force at most 2 alpha delta. Every gamma <= 1 fails for one
    problem, which satisfies A3 in both readings.
    """
    return this.refuted(MIDPOINT, instead=STILL, parameters=["s > 0", "s <= 1"])


@probe(
    "corollary-1",
    REFUTED,
    about="run",
    given=[A3_DISPLAYED, CONSTANT],
    concludes=NEAR,
    severity="boundary",
    why="At epsilon = gap^2/4 a run returns to the midpoint for ever, for every stepsize.",
)
def any_stepsize(this):
    """Some gamma will do, be it large, with A3 as displayed: every gamma > 0 fails."""
    return this.refuted(MIDPOINT.but(L="1/4"), instead=STILL, parameters=["s > 0"])


def _up_and_down() -> list[Statement]:
    epsilon, alpha, clip = MIDPOINT.epsilon, MIDPOINT.alpha, MIDPOINT.clip
    found = paths(lambda w: velocity(w, MIDPOINT.loss.slope(w), MIDPOINT.levels, epsilon, alpha,
                                     clip, QUADRATIC, PRINTED), W)  # fmt: skip
    positive = {"gamma is positive": GAMMA > 0}

    def leads(after: Term) -> object:
        return on_every_path(found, lambda v: eq(W + GAMMA * v, after))

    return [states(leads(GAMMA / 2), {**positive, "at the midpoint": eq(W, 0)}),
            states(leads(0 * GAMMA), {**positive, "at gamma/2": eq(2 * W, GAMMA)})]  # fmt: skip


@probe("corollary-1", PROVED, parts=_up_and_down)
def every_stepsize(this):
    """At epsilon = gap^2/4 the run 0, gamma/2, 0, ... exists for every gamma > 0."""
    return this.conjunction()


@reading("corollary-1", PROVED, parts=admissible.COROLLARY_1)
def standard(this):
    """For epsilon < min gap^2/4 and |grad l| <= L_l there are such gamma and k_1."""
    return this.conjunction()


@probe("corollary-1", PROVED, latex=r"\tau = \min(\alpha\gamma L_\ell, M_c)", parts=[settling.tau])
def tau(this):
    """tau has the value min(alpha gamma L_l, M_c)."""
    return this.conjunction()


CASES = ("corollary-1/case-a", "corollary-1/case-b", "corollary-1/case-c")


@line("corollary-1", ILL_POSED, latex=r"\gamma M < \dots",
      concludes=prose("gamma M is less than a length, M = {L_l, M_c}"),
      severity="misprint",
      why="M is printed as a set, and its maximum is meant.")  # fmt: skip
def set_(this):
    """M = {L_l, M_c} multiplies gamma."""
    return this.ill_posed("M = {L_l, M_c} is a set, and gamma M is compared with a number; read as "
                          "its maximum", *CASES)  # fmt: skip


@line(
    "corollary-1",
    ILL_POSED,
    concludes=prose("the cases hold with q_- and q_+ for [a_i, b_i]"),
    severity="misprint",
    why="The cases define a_i and b_i and go on with q_- and q_+.",
)
def letters(this):
    """q_- and q_+ stand for a_i and b_i."""
    return this.ill_posed("the cases define [a_i, b_i] and use q_- and q_+, which are not defined "
                          "here; read as a_i and b_i", *CASES)  # fmt: skip


SPEED_RUN = "gamma * max(L, M_c)"
FIRST = [named("gamma M < q_plus - q_minus", f"{SPEED_RUN} < q_plus - q_minus"),
         named("gamma M < m - q_plus", f"{SPEED_RUN} < m - q_plus")]  # fmt: skip
LAST = [FIRST[0], named("gamma M < q_minus - m", f"{SPEED_RUN} < q_minus - m")]
LATE = [
    named("it starts feasible", "psi(w[0]) >= 0"),
    named("k = 1 is not before k_1", "gamma*min(alpha*gamma*L, M_c) >= d[0] - gamma*L"),
]
SMALL_FORCE = "branch_at[1] == 0 or abs(v[1]) <= 2*alpha*gamma*L"
LEMMA_2 = "abs(v[1]) <= alpha*d[1]*(D - d[1])/(D - 2*d[1])"
OUTWARD = Run((-1, 1), "3/4", "1/2", 1, loss=linear(-1), start="-11/20", gamma="9/20",
              constants={"L": 1})  # fmt: skip
"""One gradient step out of the interval of -1: gamma L = 9/20 < D/2, and the force is 3/5."""


@line("corollary-1", REFUTED, about="run", given=[EITHER, FIRST, LATE], concludes=SMALL_FORCE,
      latex=r"\eta_i = \sup\{\gamma : \gamma M < \min\{q_+ - q_-, m - q_+\}\}",
      severity="hypothesis",
      why="The bound gamma L_l <= D/3 of Lemma 2 is missing.",
      meant="corollary-1/repaired")  # fmt: skip
def case_a(this):
    """First level: any gamma < eta_i gives the claim. Lemma 2's third of the middle is missing."""
    return this.refuted(OUTWARD, instead=LEMMA_2)


@line("corollary-1", REFUTED, about="run", given=[EITHER, LAST, LATE], concludes=SMALL_FORCE,
      latex=r"\eta_i = \sup\{\gamma : \gamma M < \min\{q_+ - q_-, q_- - m\}\}",
      severity="hypothesis",
      why="The bound gamma L_l <= D/3 of Lemma 2 is missing.",
      meant="corollary-1/repaired")  # fmt: skip
def case_b(this):
    """Last level: the same."""
    return this.refuted(OUTWARD.but(loss=linear(1), start="11/20"), instead=LEMMA_2)


@line("corollary-1", VACUOUS, latex=r"\gamma M < m_l - q_+", given={
    "gamma and M are positive": every(GAMMA > 0, SPEED > 0),
    "the level is between its midpoints, in its interval":
        every(LEVEL <= Q_PLUS, LEFT < LEVEL, LEVEL < RIGHT),
    "gamma M < m_l - q_plus": GAMMA * SPEED < LEFT - Q_PLUS,
}, concludes=prose("the stepsize gives the claim at an inner level"),
      severity="misprint",
      why="m_l - q_+ is negative, and m_r - q_+ is meant.",
      meant="corollary-1/repaired")  # fmt: skip
def case_c(this):
    """Inner level: some 0 < gamma < eta_i is left."""
    meant = GAMMA * SPEED < RIGHT - Q_PLUS
    return this.vacuous([*this.statement.formulas[:-1], meant])


@reading("corollary-1", REFUTED, latex=r"\gamma < (q^{(j)} + q^{(j+1)} - 2q_+)/3", about="run",
      given=[EITHER, FIRST[0], LATE, {
          "gamma M < m_r - q_plus, as meant": f"{SPEED_RUN} < m_r - q_plus",
          "gamma M < q_minus - m_l": f"{SPEED_RUN} < q_minus - m_l",
          "gamma < (q_j + q_(j+1) - 2 q_plus)/3": "gamma < (q[2] + q[3] - 2*q_plus)/3"}],
      concludes=SMALL_FORCE,
      severity="misprint",
      why="A stepsize is compared with a length, and gamma L_l is meant.",
      meant="corollary-1/repaired")  # fmt: skip
def case_c_lengths(this):
    """Inner level, m_r - q_+ as meant: a length is compared with a stepsize."""
    run = Run((-2, 0, 2), "3/4", "1/2", 1, loss=linear("-6/5"), start="99/200", gamma="13/40",
              constants={"L": "3/2"})  # fmt: skip
    return this.refuted(run, instead=LEMMA_2)


@line("corollary-1", REFUTED, about="run", given=[EITHER, FIRST, LATE[0]],
      latex=r"k_1 = k_0 + \lceil(d - \gamma L_\ell)/(\tau\gamma)\rceil \ge k_0",
      concludes="(d[0] - gamma*L)/(gamma*min(alpha*gamma*L, M_c)) > -1",
      severity="boundary",
      why="From a start nearer than gamma L_l the count is negative; 0 is meant.")  # fmt: skip
def first_index(this):
    """The printed k_1 is at least k_0: its ceiling is of a number above -1."""
    return this.refuted(OUTWARD.but(start=-1, gamma="1/4"),
                        instead="(d[0] - gamma*L)/(gamma*min(alpha*gamma*L, M_c)) <= 0"
)  # fmt: skip


@line("corollary-1", REFUTED, latex=r"0 < \gamma < \min_i\eta_i", about="run",
      given=[EITHER, FIRST, LATE, named("both levels are end levels", "K == 2")],
      concludes=SMALL_FORCE,
      severity="hypothesis",
      why="Cases (a) and (b) lack the bound gamma L_l <= D/3 of Lemma 2.",
      meant="corollary-1/repaired")  # fmt: skip
def choice(this):
    """Any gamma with 0 < gamma < min eta_i satisfies the claim (both levels have the same eta)."""
    return this.refuted(OUTWARD, instead=LEMMA_2)

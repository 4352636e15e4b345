r"""Theorem 3 as printed, its readings, and its proof line by line.

Setting
    Full gradients, constant stepsize gamma, T + 1 steps from k_1 on. Instances have d = 1 if it is
    not said otherwise. Symbols of lines as in Theorem 2's.
Valid for
    Smooth losses with gamma <= 1/M_s and gamma <= 2, |grad l| <= L_l, and Corollary 1'. A3 alone
    gives no descent: a feasible coordinate can oscillate with |v| = 1 for ever.
Source
    Report, Theorem 3 and its proof.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, reals
from proofs_checks.facts import admissible, descent, sums
from proofs_checks.facts.descent import ALPHA, DIM, FALL, GAMMA, G, K, N, R, T, X, Y
from proofs_checks.facts.runs import (
    CONDITIONS,
    EITHER,
    FIRST_TERM,
    FROM_K1,
    FROM_K1_SHOWN,
    LEAST,
    OSCILLATION,
    PAIR,
    PUSHED,
    root_run,
)
from proofs_checks.vocabulary import named

L, B, S = reals("L b s")
POSITIVE: Any = {"gamma, L and alpha are positive": every(GAMMA > 0, L > 0, ALPHA > 0),
                 "d >= 1": DIM >= 1}  # fmt: skip
FORCE = 2 * ALPHA * GAMMA * L
SQUARES = GAMMA**2 * L / 2
PER_STEP = 2 * ALPHA * DIM * GAMMA**2 * L**2 + 2 * ALPHA**2 * DIM * GAMMA**4 * L**3
ADDED = 4 * (T + 1) * ALPHA**2 * DIM * GAMMA**2 * L**2
PRINTED_FLOOR = (4 * ALPHA * DIM * GAMMA * L**2 + 4 * ALPHA**2 * DIM * GAMMA**3 * L**3
                 + 8 * ALPHA**2 * DIM * GAMMA * L**2)  # fmt: skip
PRINTED = 2 * FALL / (GAMMA * (T + 1)) + PRINTED_FLOOR
"""The printed right side, k counted from k_1; ``askewtheory.bounds`` is tested against it."""
NK, BK = reals("n")[0][K], reals("b")[0][K]

FLOOR = "4*alpha*gamma*L^2 + 4*alpha^2*gamma^3*L^3 + 8*alpha^2*gamma*L^2"  # d = 1
REPAIRED_FLOOR = "4*alpha*gamma*G^2 + 4*alpha^2*gamma^2*G^2"
A3 = (*EITHER, named("gamma < 1/L_l", "gamma < 1/L"))
RUN = OSCILLATION.but(k_1=0)


@claim(
    "theorem-3", REFUTED,
    severity="hypothesis", meant="theorem-3/smooth-small",
    why="A3 bounds the gradient only, and the descent step needs a Lipschitz gradient.",
    changes=["the gradient is M_s-Lipschitz",
             "gamma <= min(1/M_s, 2), and below gamma_max of Corollary 1'",
             "epsilon < min gap^2/4"],
    title="Finite-time convergence, small constant stepsize", about="run",
    source="Report, Theorem 3",
    latex=r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
    r"\ell(w^{(k_1+T+1)}))}{\gamma(T+1)} + 4\alpha d\gamma L_\ell^2 + "
    r"4\alpha^2d\gamma^3L_\ell^3 + 8\alpha^2d\gamma L_\ell^2",
    given=[A3, CONDITIONS, FROM_K1], concludes=f"{LEAST} <= {FIRST_TERM} + {FLOOR}",
    uses=["theorem-2", "corollary-1"],
)  # fmt: skip
def as_printed(this):
    """From Corollary 1's k_1 on the smallest squared velocity is at most the printed sum, under A3.

    Of T + 1 steps, with gamma < 1/L_l. The instance satisfies A3 in both readings.
    """
    plot = {"member": "v[k]^2", "bound": f"{FIRST_TERM} + {FLOOR}"}
    return this.refuted(RUN, instead=f"{LEAST} <= G^2", plot=plot)


SMOOTH = (*A3, named("gamma <= 1/M_s", "gamma*M_s <= 1"), *CONDITIONS)


@reading("theorem-3", REFUTED, about="run", given=[SMOOTH, FROM_K1_SHOWN],
      concludes=f"{LEAST} <= {FIRST_TERM} + {FLOOR}",
      severity="hypothesis",
      why="Line 6 needs gamma <= 2 as well.",
      meant="theorem-3/smooth-small")  # fmt: skip
def smooth(this):
    """With smoothness added, gamma <= 1/M_s, and |grad l| <= L_l: gamma = 4 is too large."""
    return this.refuted(PUSHED, instead=f"{LEAST} <= {FIRST_TERM} + {REPAIRED_FLOOR}")


@reading("theorem-3", PROVED, parts=[
    *admissible.COROLLARY_1, *descent.THEOREM_2, descent.small_forces,
    states(descent.SMALL_FLOOR <= 4 * ALPHA * R**2 * GAMMA * G**2
           + 4 * ALPHA**2 * R**2 * GAMMA**3 * G**3 + 8 * ALPHA**2 * R**2 * GAMMA * G**2,
           {"gamma is positive": GAMMA > 0, "|grad l| <= G": G >= 0, "alpha is positive": ALPHA > 0,
            "r is the root of d": R >= 1, "gamma <= 2": GAMMA <= 2}),
])  # fmt: skip
def smooth_small(this):
    """With smoothness, gamma <= min(1/M_s, 2) and Corollary 1' it holds: L_l = G, d = r^2."""
    return this.conjunction()


@part("theorem-3", REFUTED, latex=r"\mathcal{O}(1/T)", about="run",
      given=[A3, CONDITIONS, FROM_K1],
      concludes=f"(T + 1) * (min(v[k]^2 for k in N) - ({FLOOR})) <= C",
      severity="hypothesis",
      why="The rate rests on the descent step, which needs a Lipschitz gradient.",
      meant="theorem-3/repaired")  # fmt: skip
def rate(this):
    """The printed floor is approached at rate C/(T + 1), with C as large as one likes."""
    run = RUN.but(T="2*C", C="C")
    return this.refuted(run, instead=f"min(v[k]^2 for k in N) - ({FLOOR}) <= G^2",
                        parameters=["C > 0"])  # fmt: skip


@part("theorem-3", REFUTED, latex=r"\min_k\|v^{(k)}\|^2 \to \mathcal{O}(\gamma)", about="run",
      given=[A3, CONDITIONS, named("it is feasible", "all(psi_at[k] > 0 for k in N)")],
      concludes="min(v[k]^2 for k in N) <= C*gamma",
      severity="hypothesis",
      why="The limit rests on the descent step, which needs a Lipschitz gradient.",
      meant="theorem-3/repaired")  # fmt: skip
def limit(this):
    """The limit is O(gamma), the constant C free to depend on the loss.

    One loss, whose gradient |w + 1|^(1/4) is not Lipschitz, has v^2 = r^2 for ever with
    gamma = 2 r^3, 1/r = 2C + 2.
    """
    run = root_run("r", C="1/(2*r) - 1")
    return this.refuted(run, instead="min(v[k]^2 for k in N)^3 <= gamma^2/4",
                        parameters=["0 < r and r < 1/2"])  # fmt: skip


@line("theorem-3", REFUTED, about="run", given=[A3, CONDITIONS],
      latex=r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \tfrac{\gamma}{2}\sum_{S^c}g_i^2 + \dots",
      concludes="l[1] <= l[0] + if_(branch_at[0] == 0, -gamma/2*g[0]^2, "
      "gamma*v[0]*g[0] + gamma^2*L/2*v[0]^2)",
      severity="hypothesis",
      why="The descent lemma needs a Lipschitz gradient, which A3 does not give.")  # fmt: skip
def line_1(this):
    """The descent inequality of Theorem 2, under A3."""
    return this.refuted(RUN, instead="l[1] <= l[0] - gamma*g[0]^2 + gamma^2*M_s/2*g[0]^2")


def _forced(right: str) -> str:
    """Return line 2 for two coordinates, summed over those in S."""
    left = "if_(branch_at_{0}[1] != 0, gamma*v_{0}[1]*g_{0}[1] + gamma^2*L/2*v_{0}[1]^2, 0)"
    most = "if_(branch_at_{0}[1] != 0, " + right + ", 0)"
    return " <= ".join(" + ".join(one.format(i) for i in (1, 2)) for one in (left, most))


@line("theorem-3", REFUTED, about="two coordinates", given={
    "A3 as displayed": "G_1^2 + G_2^2 <= L", "A3 as L-Lipschitz": "G_1^2 + G_2^2 <= L^2",
    "gamma < 1/L_l": "gamma < 1/L",
    "Corollary 1 (a), w_1": "gamma*max(L, M_c) < min(q_plus_1 - q_minus_1, m_1 - q_plus_1)",
    "Corollary 1 (a), w_2": "gamma*max(L, M_c) < min(q_plus_2 - q_minus_2, m_2 - q_plus_2)",
    "its distance": "d_1[1]^2 + d_2[1]^2 <= 2*(gamma*L)^2",
    "its forces": "(branch_at_1[1] == 0 or v_1[1]^2 <= 2*(2*alpha*gamma*L)^2) and "
                  "(branch_at_2[1] == 0 or v_2[1]^2 <= 2*(2*alpha*gamma*L)^2)",
}, concludes=_forced("gamma*(2*alpha*gamma*L)*L + gamma^2*L/2*(2*alpha*gamma*L)^2"),
      latex=r"\le \dots + \gamma\sum_S(2\alpha\gamma L_\ell)L_\ell + "
      r"\tfrac{\gamma^2L_\ell}{2}\sum_S(2\alpha\gamma L_\ell)^2",
      severity="gap",
      why="Corollary 1 has a further sqrt(d); only its repair gives this bound.",
      meant="theorem-3/repaired/force")  # fmt: skip
def line_2(this):
    """Forces bounded by 2 alpha gamma L_l: Corollary 1 has a further sqrt(d); here d = 2."""
    return this.refuted(PAIR, instead=_forced(
        "gamma*2*(2*alpha*gamma*L)*L + gamma^2*L/2*4*(2*alpha*gamma*L)^2"))  # fmt: skip


@line("theorem-3", PROVED, latex=r"\le \dots + \gamma(2\alpha\gamma L_\ell)L_\ell d + "
      r"\tfrac{\gamma^2L_\ell}{2}(2\alpha\gamma L_\ell)^2d",
      given={**POSITIVE, "|S| <= d": every(S >= 0, S <= DIM)},
      concludes=S * (GAMMA * FORCE * L + SQUARES * FORCE**2)
      <= DIM * (GAMMA * FORCE * L + SQUARES * FORCE**2))  # fmt: skip
def line_3(this):
    """At most d coordinates."""
    return this.solvers()


@line("theorem-3", PROVED,
      latex=r"\le \dots + 2\alpha d\gamma^2L_\ell^2 + 2\alpha^2d\gamma^4L_\ell^3",
      concludes=eq(GAMMA * FORCE * L * DIM + SQUARES * FORCE**2 * DIM, PER_STEP))  # fmt: skip
def line_4(this):
    """Multiplied out."""
    return this.certificate()


SUMMED = sums.summed(NK, PER_STEP, "given line 4, at each step")


@line("theorem-3", PROVED, given=SUMMED.hypotheses, concludes=SUMMED.conclusion,
      latex=r"\tfrac{\gamma}{2}\sum_k\sum_{S^c}g_i^2 \le \dots")  # fmt: skip
def line_5(this):
    """Summed over k, given line 4."""
    return this.summed()


LINE_5 = "l[k_1] - l[k_1 + T + 1] + (T + 1)*(2*alpha*gamma^2*L^2 + 2*alpha^2*gamma^4*L^3)"
FORCES = "sum(if_(branch_at[k] != 0, v[k]^2, 0) for k in range(k_1, k_1 + T + 1))"
FREE = "sum(if_(branch_at[k] == 0, g[k]^2, 0) for k in range(k_1, k_1 + T + 1))"


@line("theorem-3", REFUTED, latex=r"\dots + 4(T+1)\alpha^2d\gamma^2L_\ell^2", about="run",
      given=[SMOOTH, FROM_K1_SHOWN, named("given line 5", f"gamma/2*{FREE} <= {LINE_5}")],
      concludes=f"gamma/2*({FREE} + {FORCES}) <= {LINE_5} + 4*(T + 1)*alpha^2*gamma^2*L^2",
      severity="hypothesis",
      why="4 gamma^2 stands for 2 gamma^3, which is enough for gamma <= 2 only.",
      meant="theorem-3/line-6-small")  # fmt: skip
def line_6(this):
    """The squares of the forces added: 4 gamma^2 for 2 gamma^3 is too little for gamma > 2."""
    return this.refuted(PUSHED, instead=f"gamma/2*({FREE} + {FORCES}) <= {LINE_5} "
                        "+ 2*(T + 1)*alpha^2*gamma^3*L^2")  # fmt: skip


RIGHT = X - Y + (T + 1) * PER_STEP


@reading("theorem-3", PROVED,
      given={**POSITIVE, "there is a step": T >= 0, "given line 5": GAMMA / 2 * N <= RIGHT,
             "the forces": B <= (T + 1) * DIM * FORCE**2, "gamma <= 2": GAMMA <= 2},
      concludes=GAMMA / 2 * (N + B) <= RIGHT + ADDED)  # fmt: skip
def line_6_small(this):
    """Line 6 for gamma <= 2."""
    return this.solvers()


LINE_7 = sums.averaged(NK + BK, FALL + (T + 1) * PER_STEP + ADDED, PRINTED, "given line 6")


@line("theorem-3", PROVED, latex=r"\min_k(\dots) \le \dots",
      given=LINE_7.hypotheses, concludes=LINE_7.conclusion)  # fmt: skip
def line_7(this):
    """Divided by gamma (T+1)/2, given line 6."""
    return this.summed()


@line("theorem-3", PROVED, latex=r"\min_k\|v^{(k)}\|^2 \le \dots", parts=descent.BRACKET)
def line_8(this):
    """The bracket is the squared velocity, off the midpoints at which Theorem 2's split fails."""
    return this.conjunction()


@line("theorem-3", PROVED, latex=r"\to \mathcal{O}(\gamma)", parts=[
    states(PRINTED_FLOOR <= (4 * ALPHA * DIM * L**2 + 4 * ALPHA**2 * DIM * L
                             + 8 * ALPHA**2 * DIM * L**2) * GAMMA,
           {**POSITIVE, "gamma < 1/L_l": GAMMA * L < 1}),
    *descent.TRANSIENT,
])  # fmt: skip
def line_9(this):
    """The limit of line 8's right side: what remains is at most a constant times gamma."""
    return this.conjunction()

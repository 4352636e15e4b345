r"""Theorem 4 as printed, and its proof line by line.

Setting
    Full gradients, stepsizes gamma_k from k_0 = 0 on. Instances have one coordinate, d = 1.
Valid for
    epsilon < min gap^2/4, where the average tends to 0 (the repair). At epsilon = gap^2/4 the
    convention at a feasible midpoint can feed a run with average M_c |g|/2, which is not O(M_c^2).
Source
    Report, Theorem 4 and its proof. Of lines: n = sum of g_i^2 outside S, b = sum of u_i^2 over S,
    p the part of b over S+, c = sum of |u_i||g_i| over S-, s = |S|; x and y the loss at w and w^+;
    M is the proof's M_l.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, part, probe, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import every, for_all, prose, reals
from proofs_checks.facts import branches, descent
from proofs_checks.facts.losses import linear, quadratic_loss
from proofs_checks.facts.sums import DIM, LOSS, K, T, total
from proofs_checks.formal import proved
from proofs_checks.theorem_4 import repaired
from proofs_checks.vocabulary import A2_DISPLAYED, A2_LIPSCHITZ, A5, UP_TO_ONE, Run, named

GAMMA, M, CLIP, TOTAL, SQUARES = reals("gamma M M_c H Q")
X, Y, N, B, P, C, A, COUNT = reals("x y n b p c a s")
POSITIVE: Any = {"gamma is positive": GAMMA > 0, "M is positive": M > 0,
                 "the clip is positive": CLIP > 0, "d >= 1": DIM >= 1}  # fmt: skip
CURVED = GAMMA**2 * M * CLIP**2 * DIM / 2
AVERAGE = ("sum(gamma[k]/2*v[k]^2 for k in range(0, T + 1))"
           "/sum(gamma[k] for k in range(0, T + 1))")  # fmt: skip
LIMIT = f"lim({AVERAGE} for T in N)"
BELOW = named("gamma_k < 1/L, with L read as M_l and as a bound on the gradient",
              "all(gamma[k]*M < 1 and gamma[k]*G < 1 for k in N)")  # fmt: skip
EITHER = (A2_DISPLAYED, A2_LIPSCHITZ, A5, BELOW, UP_TO_ONE)


def pump(size: str, **constants: Any) -> Run:
    """Return: at epsilon = gap^2/4 up by M_c = 1/size from the midpoint 0, down by the loss w."""
    slow = f"1/(2*(n + 1)*({size}))"
    return Run((-1, 1), 1, 1, f"1/({size})", loss=linear(1), start=0, family=["0", slow],
               gamma=["1/(2*(n + 1))", slow], constants={"M": 1, **constants})  # fmt: skip


@claim(
    "theorem-4", REFUTED,
    severity="boundary", meant="theorem-4/standard",
    why="At epsilon = gap^2/4 the convention moves a run off the midpoint again and again.",
    changes=["epsilon < min gap^2/4 (no limit is printed here, and Lemma 2 admits equality)"],
    title="Asymptotic convergence, smooth loss, Robbins-Monro stepsizes",
    source="Report, Theorem 4", about="run",
    latex=r"\frac{1}{\sum_k\gamma_k}\sum_{k=k_0}^T\frac{\gamma_k}{2}\|v^{(k)}\|^2 \to "
    r"\mathcal{O}(M_c^2d)",
    given=EITHER, concludes=f"{LIMIT} <= C*M_c^2",
    uses=["definition-4", "theorem-2"],
)  # fmt: skip
def as_printed(this):
    """Under A2 and A5 with gamma_k < 1/L the weighted average of |v|^2/2 tends to O(M_c^2 d).

    For epsilon < min gap^2/4 this is true, as the average tends to 0, but not by the printed
    proof; at epsilon = gap^2/4 it fails: for one loss and M_c = 1/(2C + 1) the limit is M_c G/2,
    whatever the constant C is. The weights are gamma_k.
    """
    return this.refuted(pump("2*C + 1", C="C"), instead=f"{LIMIT} <= M_c*G/2",
                        parameters=["C > 0", "n >= 0"])  # fmt: skip


@part("theorem-4", ILL_POSED, latex=r"\gamma_k < 1/L", about="run", given=[A2_DISPLAYED, A5],
      concludes="all(gamma[k]*L < 1 for k in N)",
      severity="misprint",
      why="L is not defined, and the smoothness of the loss is meant.")  # fmt: skip
def stepsize(this):
    """The condition on the stepsizes: L is not defined."""
    return this.ill_posed("L in gamma_k < 1/L is not defined; A2 has M_l. The counterexample meets "
                          "every reading", "theorem-4")  # fmt: skip


@reading("theorem-4", PROVED, latex=r"\to 0", parts=lambda: proved("theorem-4/repaired"))
def standard(this):
    """The claim for epsilon < min gap^2/4: the average tends to 0."""
    return this.conjunction()


@probe("theorem-4", REFUTED, latex=r"\tfrac32dM_c^2", about="run", given=EITHER,
      concludes=f"{LIMIT} <= 3/2*M_c^2",
      severity="boundary",
      why="At epsilon = gap^2/4 the convention drives a run for ever.",
      meant="theorem-4/standard")  # fmt: skip
def floor(this):
    """The floor of the proof at epsilon = gap^2/4: M_c = 1/4 gives 1/8."""
    return this.refuted(pump("4"), instead=f"{LIMIT} <= M_c*G/2", parameters=["n >= 0"])


IN_PLUS = "psi_at[0] <= 0 and -alpha*psi_at[0] > -g[0]*slope_at[0] and -g[0]*slope_at[0] >= 0"
IN_MINUS = "psi_at[0] <= 0 and -alpha*psi_at[0] >= 0 and -g[0]*slope_at[0] < 0"
OUTSIDE = "psi_at[0] > 0 or (-g[0]*slope_at[0] >= -alpha*psi_at[0] and -alpha*psi_at[0] >= 0)"


@line("theorem-4", REFUTED, latex=r"i \in S_\varepsilon^+ \Rightarrow |u_i| \ge |g_i|",
      about="run", given=[named("i is in S+", IN_PLUS)],
      concludes="abs(v[0]) >= abs(g[0])",
      severity="hypothesis",
      why="It holds where the clip does not act.")  # fmt: skip
def note(this):
    """In S+ the force is at least as long as the gradient: not where the clip acts."""
    run = Run((-1, 1), "1/2", 2, 1, loss=quadratic_loss("2/3"), start=3)
    return this.refuted(run, instead="abs(v[0]) >= min(abs(g[0]), M_c)")


UPHILL = Run((-1, 1), "1/2", 1, 1, loss=quadratic_loss("1/2", 9), start=3, constants={"M": "1/4"})
"""The loss (w - 9)^2/4 at 3: the force pulls left, against the gradient step."""
SMALL = (named("gamma < 1/L, with L read as M_l", "gamma*M < 1"),
         named("gamma < 1/L, with L read as the smoothness", "gamma*M_s < 1"))  # fmt: skip
STEP = "l[1] <= l[0] + gamma*v[0]*g[0] + gamma^2*{}/2*v[0]^2"


@line("theorem-4", REFUTED, about="run", given=[A2_DISPLAYED, SMALL, named("i is in S", IN_MINUS)],
      concludes=STEP.format("M"),
      latex=r"\ell(w^{(k+1)}) \le \ell - \tfrac{\gamma}{2}\sum_{S^c}g_i^2 + \gamma\sum_{S}u_ig_i + "
      r"\tfrac{\gamma^2M_\ell}{2}\sum_Su_i^2",
      severity="misprint",
      why="With the squared norms of A2 the smoothness is sqrt(M_l).",
      meant="theorem-4/line-1-smooth")  # fmt: skip
def line_1(this):
    """The descent inequality with A2's constant as displayed: the smoothness is its root."""
    return this.refuted(UPHILL, instead=STEP.format("M_s"))


SQUARE = GAMMA**2 * M / 2


@reading("theorem-4", PROVED, parts=[
    branches.kernel_agrees, branches.updates, descent.descent_lemma,
    states(Y <= X - GAMMA / 2 * N + GAMMA * A + SQUARE * B,
           {**POSITIVE, "n >= 0": N >= 0, "gamma M <= 1": GAMMA * M <= 1,
            "descent lemma": Y <= X + GAMMA * (A - N) + SQUARE * (B + N)}),
])  # fmt: skip
def line_1_smooth(this):
    """The same with M_l the smoothness, gamma M_l <= 1, off feasible midpoints."""
    return this.conjunction()


@line("theorem-4", REFUTED, latex=r"\le \dots - \gamma\sum_{S^-}|u_i||g_i|", about="run",
      given=[A2_DISPLAYED, SMALL, named("i is in S^-", IN_MINUS)],
      concludes="gamma*v[0]*g[0] + gamma^2*M/2*v[0]^2 <= -gamma*abs(v[0])*abs(g[0]) "
      "+ gamma^2*M/2*M_c^2",
      severity="wrong",
      why=("In S^- force and gradient have a positive product, and a minus sign is "
           "printed."))  # fmt: skip
def line_2(this):
    """In S^- the product u g enters with the wrong sign."""
    return this.refuted(UPHILL, instead="gamma*v[0]*g[0] + gamma^2*M/2*v[0]^2 <= "
                        "gamma*abs(v[0])*abs(g[0]) + gamma^2*M/2*M_c^2")  # fmt: skip


@line("theorem-4", REFUTED, latex=r"\sum_{S^+} u_ig_i \le \sum_{S^+}|u_i|^2", about="run",
      given=[A2_DISPLAYED, A2_LIPSCHITZ, named("i is in S+", IN_PLUS)],
      concludes="v[0]*g[0] <= v[0]^2",
      severity="boundary",
      why=("At a midpoint the force is M_c by convention, however large the gradient"
           " is."))  # fmt: skip
def line_2_along(this):
    """In S+ the product u g is at most |u|^2: not at a midpoint, where u = M_c by convention."""
    run = Run((-1, 1), "1/2", loss=linear(2), start=0, constants={"M": 1})
    return this.refuted(run, instead="v[0]*g[0] <= M_c*abs(g[0])")


@line("theorem-4", PROVED, given={**POSITIVE, "sums of squares and lengths": every(P >= 0, C >= 0),
                                  "|S| <= d": every(COUNT >= 0, COUNT <= DIM)},
      latex=r"\le \dots + \gamma\sum_{S^+}|u_i|^2 + \tfrac{\gamma^2M_\ell M_c^2d}{2}",
      concludes=X - GAMMA / 2 * N + GAMMA * P - GAMMA * C + GAMMA**2 * M / 2 * COUNT * CLIP**2
      <= X - GAMMA / 2 * N + GAMMA * P + CURVED)  # fmt: skip
def line_3(this):
    """From line 2 on: the negative term is dropped, and at most d coordinates are in S."""
    return this.solvers()


@line("theorem-4", REFUTED, about="run", given=[A2_DISPLAYED, A2_LIPSCHITZ, UP_TO_ONE,
                                                named("i is not in S", OUTSIDE)],
      latex=r"\tfrac\gamma2\|v\|^2 = \tfrac\gamma2\sum_{S^c}g_i^2 + \tfrac\gamma2\sum_S|u_i|^2",
      concludes="gamma/2*v[0]^2 == gamma/2*g[0]^2",
      severity="boundary",
      why="At a feasible midpoint the velocity is M_c, which is in neither sum.",
      meant="theorem-4/line-4-elsewhere")  # fmt: skip
def line_4(this):
    """The squared velocity split: at a feasible midpoint the velocity is M_c, in neither sum."""
    return this.refuted(Run((-1, 1), 1, constants={"M": 1}),
                        instead="gamma/2*v[0]^2 == gamma/2*M_c^2")  # fmt: skip


@reading("theorem-4", PROVED, parts=descent.BRACKET)
def line_4_elsewhere(this):
    """The split off those midpoints."""
    return this.conjunction()


@line("theorem-4", PROVED, latex=r"\le \ell - \ell^+ + \tfrac{3\gamma}{2}\sum_S|u_i|^2 + \dots",
      given={**POSITIVE, "S+ is part of S": every(P >= 0, P <= B), "n >= 0": N >= 0,
             "given line 3": Y <= X - GAMMA / 2 * N + GAMMA * P + CURVED},
      concludes=GAMMA / 2 * (N + B) <= X - Y + 3 * GAMMA / 2 * B + CURVED)  # fmt: skip
def line_5(this):
    """Lines 3 and 4 put in, given line 3."""
    return this.solvers()


@line("theorem-4", PROVED, latex=r"\le \ell - \ell^+ + \tfrac{3\gamma dM_c^2}{2} + \dots",
      given={**POSITIVE, "forces are clipped": B <= COUNT * CLIP**2, "|S| <= d": COUNT <= DIM,
             "given line 5": GAMMA / 2 * (N + B) <= X - Y + 3 * GAMMA / 2 * B + CURVED},
      concludes=GAMMA / 2 * (N + B) <= X - Y + 3 * GAMMA * DIM * CLIP**2 / 2 + CURVED)  # fmt: skip
def line_6(this):
    """Forces at most M_c, given line 5."""
    return this.solvers()


@line("theorem-4", ILL_POSED, latex=r"\le \ell(w^{(k_0)}) - \ell(w^{(K+1)}) + \dots",
      concludes=prose("line 6, summed over k, with the loss at w^(K+1)"),
      severity="misprint",
      why="K + 1 is printed for T + 1.",
      meant="theorem-4/line-7-meant")  # fmt: skip
def line_7(this):
    """Summed over k, with w^(K+1)."""
    return this.ill_posed("K in w^(K+1) is not defined (K_i counts levels); T + 1 is meant",
                          "theorem-4/line-7-meant")  # fmt: skip


GAMMA_K, V_K = reals("gamma")[0][K], reals("V")[0][K]
FIXED = 3 * DIM * CLIP**2 / 2
SUMMED = (LOSS[0] - LOSS[T + 1] + FIXED * total(GAMMA_K)
          + M * CLIP**2 * DIM / 2 * total(GAMMA_K**2))  # fmt: skip


@reading("theorem-4", PROVED, given={
    "there is a step": T >= 0, "M >= 0": M >= 0,
    "given line 6": for_all("k", 0, GAMMA_K / 2 * V_K <= LOSS[K] - LOSS[K + 1]
                      + 3 * GAMMA_K * DIM * CLIP**2 / 2 + GAMMA_K**2 * M * CLIP**2 * DIM / 2),
}, concludes=total(GAMMA_K / 2 * V_K) <= SUMMED)  # fmt: skip
def line_7_meant(this):
    """Summed over k, with w^(T+1), given line 6; V_k is |v^(k)|^2."""
    return this.summed()


@line("theorem-4", PROVED,
      given={**POSITIVE, "H is the sum of the stepsizes": TOTAL > 0, "given line 7":
             N <= X - Y + FIXED * TOTAL + M * CLIP**2 * DIM / 2 * SQUARES},
      concludes=N / TOTAL <= (X - Y) / TOTAL + FIXED
      + M * CLIP**2 * DIM * SQUARES / (2 * TOTAL))  # fmt: skip
def line_8(this):
    """Divided by the sum of the stepsizes, given line 7."""
    return this.solvers()


@reading("theorem-4", REFUTED, about="run",
      given=[A2_DISPLAYED, A2_LIPSCHITZ, named("epsilon < min gap^2/4", "4*epsilon < Delta^2"),
             named("gamma_k < 1/L, with L read as in the claim",
                   "all(gamma[k]*M < 1 and gamma[k]*G < 1 for k in range(0, T + 1))")],
      latex=r"\frac1H\sum_k\tfrac{\gamma_k}{2}\|v^{(k)}\|^2 \le \frac{\ell(w^{(k_0)}) - "
      r"\ell(w^{(T+1)})}{H} + \tfrac32dM_c^2 + \dots",
      concludes=f"{AVERAGE} <= (l[0] - l[T + 1])/sum(gamma[k] for k in range(0, T + 1)) + "
      "3/2*M_c^2 + M*M_c^2*sum(gamma[k]^2 for k in range(0, T + 1))"
      "/(2*sum(gamma[k] for k in range(0, T + 1)))",
      severity="wrong",
      why=("It rests on the sign of line 2: where force and gradient oppose each "
           "other it fails."))  # fmt: skip
def line_8_alone(this):
    """Line 8 on its own, below the limit and with M_l the smoothness.

    Far right of the levels the force and the gradient step oppose each other.
    """
    run = Run((-1, 1), "1/5", 1, "2/5", loss=linear("-1/2"), start=12, steps=4,
              gamma=["1/2", "1/3", "1/4", "1/5"], constants={"M": 0, "T": 3})  # fmt: skip
    return this.refuted(run, instead=f"{AVERAGE} <= (l[0] - l[T + 1])/sum(gamma[k] for k in "
                        "range(0, T + 1)) + 3/2*M_c^2 + 2*M_c*G")  # fmt: skip


@line("theorem-4", PROVED, latex=r"\to \mathcal{O}(M_c^2d)", parts=lambda: [
    repaired.bounded, *proved("theorem-6/bounded")[:1], *proved("theorem-4/line-9"),
    states(C / TOTAL <= B / TOTAL, {"H > 0": TOTAL > 0, "the loss falls by at most B": C <= B}),
])  # fmt: skip
def line_9(this):
    """If line 8 holds for every T, the upper limit of the averages is at most 3 d M_c^2/2.

    The iterates are bounded, so the loss falls by a bounded amount; H tends to infinity and the sum
    of squares is finite.
    """
    return this.conjunction()

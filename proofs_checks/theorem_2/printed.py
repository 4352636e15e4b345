r"""Theorem 2 as printed, and its proof line by line.

Setting
    Full gradients, constant stepsize gamma, T + 1 steps. Instances have one coordinate, d = 1.
Valid for
    L the smoothness of the loss and L_l a bound on its gradient, two constants. A3 gives no
    smoothness, and as displayed it bounds the gradient by the square root of L_l only.
Source
    Report, Theorem 2 and its proof. Of lines: n = sum of g_i^2 outside S, a = sum of u_i g_i and
    b = sum of u_i^2 over S, s = |S|; x and y the loss at w and at w^+; L is the proof's L_l.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, part, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, for_all, reals
from proofs_checks.facts import branches, descent, sums
from proofs_checks.facts.descent import CLIP, DIM, FALL, GAMMA, G, K, N, R, T, X, Y
from proofs_checks.facts.losses import linear
from proofs_checks.facts.runs import OSCILLATION, PUSH
from proofs_checks.vocabulary import (
    A3_CONTRADICTS,
    A3_DISPLAYED,
    A3_LIPSCHITZ,
    A3_PRINTED,
    CONSTANT,
    Run,
    named,
)

L, ALPHA, A, B, S = reals("L alpha a b s")
POSITIVE: Any = {"gamma is positive": GAMMA > 0, "L is positive": L > 0,
                 "the clip is positive": CLIP > 0}  # fmt: skip
POSITIVE_G: Any = {"gamma is positive": GAMMA > 0, "|grad l| <= G": G >= 0,
                   "the clip is positive": CLIP > 0, "r is the root of d": R >= 1}  # fmt: skip
SIZES: Any = {**POSITIVE, "alpha is positive": ALPHA > 0, "d >= 1": DIM >= 1,
              "there is a step": T >= 0}  # fmt: skip
SQUARES = GAMMA**2 * L / 2
PER_STEP = GAMMA * CLIP * L * DIM + SQUARES * CLIP**2 * DIM
EXTRA = 2 * (T + 1) * ALPHA * DIM * GAMMA**2 * L**2
NK, BK = reals("n")[0][K], reals("b")[0][K]
PRINTED_FLOOR = (4 * ALPHA * DIM * GAMMA * L**2 + 2 * CLIP * L * DIM + GAMMA * L * CLIP**2 * DIM
                 + CLIP**2 * DIM)  # fmt: skip
PRINTED = 2 * FALL / (GAMMA * (T + 1)) + PRINTED_FLOOR
"""The printed right side; ``askewtheory.bounds`` is tested against it."""
FLOOR = "4*alpha*gamma*L^2 + 2*M_c*L + gamma*L*M_c^2 + M_c^2"  # d = 1
BOUND = "min(v[k]^2 for k in range(0, T + 1)) <= 2*(l[0] - l[T + 1])/(gamma*(T + 1))"
REPAIRED = f"{BOUND} + 2*M_c*G + M_c^2"
STEPSIZE = named("gamma < 1/L, with L read as L_l", "gamma < 1/L")
EITHER = (A3_DISPLAYED, A3_LIPSCHITZ, CONSTANT, STEPSIZE)
SMOOTH_STEP = "l[1] <= l[0] + gamma*v[0]*g[0] + gamma^2*{}/2*v[0]^2"


@claim(
    "theorem-2", REFUTED,
    severity="hypothesis", meant="theorem-2/reading-smooth",
    why="A3 bounds the gradient only, and the descent step needs a Lipschitz gradient.",
    changes=["the gradient is M_s-Lipschitz, and L = M_s", "L_l bounds the gradient"],
    title="Finite-time convergence, general constant stepsize",
    source="Report, Theorem 2", about="run",
    latex=r"\min_{k \le T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(0)}) - \ell(w^{(T+1)}))}{\gamma(T+1)}"
    r" + 4\alpha d\gamma L_\ell^2 + 2M_cL_\ell d + \gamma L_\ell M_c^2 d + M_c^2 d",
    given=EITHER, concludes=f"{BOUND} + {FLOOR}",
    uses=["a3-implies-a2", "definition-4"],
)  # fmt: skip
def as_printed(this):
    """Under A3 with gamma < 1/L the smallest squared velocity is at most the printed sum.

    The instance satisfies A3 in both readings, with L = L_l, the one L that is defined; nothing
    there makes the loss descend. With L a smoothness see the readings.
    """
    plot = {"member": "v[k]^2", "bound": f"2*(l[0] - l[2])/(gamma*2) + {FLOOR}"}
    return this.refuted(
        OSCILLATION, instead="min(v[k]^2 for k in range(0, T + 1)) <= G^2", plot=plot
    )


@part("theorem-2", ILL_POSED, latex=r"\gamma < 1/L", about="run",
      given=[A3_PRINTED, CONSTANT], concludes="gamma < 1/L",
      severity="misprint",
      why="L is not defined, and the smoothness of the loss is meant.",
      meant="theorem-2/reading-smooth")  # fmt: skip
def stepsize(this):
    """The condition on the stepsize: L is not defined."""
    return this.ill_posed("L in gamma < 1/L is not defined; the proof uses L_l",
                          "theorem-2/reading-lipschitz", "theorem-2/reading-smooth",
                          "theorem-2/reading-displayed")  # fmt: skip


@reading("theorem-2", REFUTED, latex=r"L = L_\ell", about="run",
      given=[A3_LIPSCHITZ, CONSTANT, STEPSIZE], concludes=f"{BOUND} + {FLOOR}",
      severity="hypothesis",
      why="A bounded gradient alone does not make the loss descend.",
      meant="theorem-2/reading-smooth")  # fmt: skip
def reading_lipschitz(this):
    """Reading L = L_l, a bound on the gradient: no smoothness, no descent."""
    return this.refuted(OSCILLATION, instead="min(v[k]^2 for k in range(0, T + 1)) <= G^2")


@reading("theorem-2", REFUTED, latex=r"\|\nabla\ell\|^2 \le L_\ell", about="run",
      given=[A3_DISPLAYED, CONSTANT, STEPSIZE, named("and gamma < 1/M_s", "gamma * M_s < 1")],
      concludes=f"{BOUND} + {FLOOR}",
      severity="misprint",
      why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
      meant="theorem-2/reading-smooth")  # fmt: skip
def reading_displayed(this):
    """Reading A3 as displayed it fails for L = L_l and for L the smoothness alike."""
    plot = {"member": "v[k]^2", "bound": f"2*(l[0] - l[2])/(gamma*2) + {FLOOR}", "count": 2}
    return this.refuted(PUSH, instead=REPAIRED, plot=plot)


@reading("theorem-2", PROVED, latex=r"L = M_s", parts=[
    *descent.THEOREM_2,
    states(descent.FLOOR <= 4 * ALPHA * R**2 * GAMMA * G**2 + 2 * CLIP * G * R**2
           + GAMMA * G * CLIP**2 * R**2 + CLIP**2 * R**2,
           {**POSITIVE_G, "alpha is positive": ALPHA > 0}),
])  # fmt: skip
def reading_smooth(this):
    """Reading L = M_s, the smoothness, as a further hypothesis, and |grad l| <= L_l.

    The repaired bound holds, and the printed one, with d = r^2 and L_l = G, is weaker.
    """
    return this.conjunction()


@part("theorem-2", REFUTED, latex=r"\mathcal{O}(1/T)", about="run", given=EITHER,
      concludes=f"(T + 1) * (min(v[k]^2 for k in N) - ({FLOOR})) <= C",
      severity="hypothesis",
      why="The rate rests on the descent step, which needs a Lipschitz gradient.",
      meant="theorem-2/reading-smooth")  # fmt: skip
def rate(this):
    """The printed floor is approached at rate C/(T + 1), with C as large as one likes."""
    run = OSCILLATION.but(T="2*C", C="C")
    return this.refuted(run, instead=f"min(v[k]^2 for k in N) - ({FLOOR}) <= G^2",
                        parameters=["C > 0"])  # fmt: skip


@reading("theorem-2", PROVED, parts=descent.TRANSIENT,
      latex=r"2(\ell(w^{(0)}) - \ell(w^{(T+1)}))/(\gamma(T+1)) = \mathcal{O}(1/T)")  # fmt: skip
def transient(this):
    """The first term of the bound is O(1/T): the iterates stay in a box, whatever T is."""
    return this.conjunction()


@line("theorem-2", REFUTED, about="run", given=EITHER, concludes=SMOOTH_STEP.format("L"),
      latex=r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) + \gamma v^\top\nabla\ell + "
      r"\tfrac{\gamma^2L_\ell}{2}\|v\|^2",
      severity="hypothesis",
      why="The descent lemma needs a Lipschitz gradient, which A3 does not give.")  # fmt: skip
def line_1(this):
    """The descent lemma on 'the L_l-smooth function': A3 gives no smoothness."""
    return this.refuted(OSCILLATION, instead=SMOOTH_STEP.format("M_s"))


@line("theorem-2", REFUTED, about="run",
      latex=r"= \ell + \gamma\sum_S u_ig_i - \gamma\sum_{S^c}g_i^2 + \dots",
      given=[*EITHER, named("i is not in S", "psi_at[0] > 0 or (-g[0]*slope_at[0] >= "
                            "-alpha*psi_at[0] and -alpha*psi_at[0] >= 0)")],
      concludes="gamma*v[0]*g[0] + gamma^2*L/2*v[0]^2 == -gamma*g[0]^2 + gamma^2*L/2*g[0]^2",
      severity="boundary",
      why=("At a midpoint with psi = 0 the convention sets a velocity that is in "
           "neither sum."),
      meant="theorem-2/line-2-elsewhere")  # fmt: skip
def line_2(this):
    """The split into S and its complement: wrong at a midpoint with psi = 0.

    It is outside S by Definition 4 and forced by the convention (read without the convention at
    midpoints with psi > 0; elsewhere it is right). Theorem 2 does not limit epsilon.
    """
    run = Run((-1, 1), 1, loss=linear(1), start=0, gamma="1/2", constants={"L": 1})
    return this.refuted(run, instead="gamma*v[0]*g[0] + gamma^2*L/2*v[0]^2 == "
                        "gamma*M_c*g[0] + gamma^2*L/2*M_c^2")  # fmt: skip


@reading("theorem-2", PROVED, parts=[
    branches.kernel_agrees, branches.updates,
    states(eq(GAMMA * (A - N) + SQUARES * (B + N),
              GAMMA * A - GAMMA * N + SQUARES * B + SQUARES * N)),
])  # fmt: skip
def line_2_elsewhere(this):
    """The split off those midpoints (the same reading)."""
    return this.conjunction()


DESCENDS: Any = {
    "n >= 0": N >= 0, "gamma < 1/L": GAMMA * L < 1,
    "given line 2, the split": Y <= X + GAMMA * A - GAMMA * N + SQUARES * B + SQUARES * N,
}  # fmt: skip


@line("theorem-2", PROVED, given={"gamma is positive": GAMMA > 0, **DESCENDS},
      latex=r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \tfrac{\gamma}{2}\sum_{i\notin S}g_i^2 + "
      r"\gamma\sum_{i\in S}u_i g_i + \tfrac{\gamma^2 L_\ell}{2}\sum_{i\in S}u_i^2",
      concludes=Y <= X - GAMMA / 2 * N + GAMMA * A + SQUARES * B)  # fmt: skip
def line_3(this):
    """gamma < 1/L_l absorbs half of the gradient term, given line 2."""
    return this.solvers()


FORCED = "gamma*v[0]*g[0] + gamma^2*L/2*v[0]^2 <= gamma*M_c*{0} + gamma^2*L/2*M_c^2"


@line("theorem-2", ILL_POSED, about="run", given=[A3_PRINTED, CONSTANT, STEPSIZE],
      concludes=FORCED.format("L"),
      latex=r"\le \dots + \gamma\sum_S M_cL_\ell + \tfrac{\gamma^2L_\ell}{2}\sum_S M_c^2",
      severity="misprint",
      why=("A3 contradicts itself: its words bound the gradient by L_l, its display "
           "by sqrt(L_l)."),
      meant="theorem-2/line-4-lipschitz")  # fmt: skip
def line_4(this):
    """What A3 says of "the gradient is bounded by L_l" contradicts itself."""
    return this.ill_posed(
        A3_CONTRADICTS, "theorem-2/line-4-displayed", "theorem-2/line-4-lipschitz"
    )


@reading("theorem-2", REFUTED, about="run", given=[A3_DISPLAYED, CONSTANT, STEPSIZE],
      concludes=FORCED.format("L"),
      severity="misprint",
      why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
      meant="theorem-2/line-4-lipschitz")  # fmt: skip
def line_4_displayed(this):
    """As displayed, A3 bounds the gradient by the square root of L_l."""
    return this.refuted(PUSH, instead=FORCED.format("G"))


UI, GI = reals("u")[0][sums.INDEX], reals("g")[0][sums.INDEX]
ADDED_IN_S = GAMMA * UI * GI + SQUARES * UI**2


@reading("theorem-2", PROVED, given={
    **POSITIVE, "s = |S|": S >= 0,
    "in S": for_all("i", 1, every(abs(UI) <= CLIP, abs(GI) <= L)),
}, concludes=sums.total(ADDED_IN_S, "i", 1, S)
    <= (GAMMA * CLIP * L + SQUARES * CLIP**2) * S)  # fmt: skip
def line_4_lipschitz(this):
    """The same if L_l bounds the gradient."""
    bounds = [GAMMA > 0, abs(UI) <= CLIP, abs(GI) <= L]
    return this.summed(states(ADDED_IN_S <= GAMMA * CLIP * L + SQUARES * CLIP**2, bounds))


@line("theorem-2", PROVED,
      latex=r"\le \dots + \gamma M_cL_\ell d + \tfrac{\gamma^2L_\ell M_c^2d}{2}",
      given={**POSITIVE, "|S| <= d": every(S >= 0, S <= DIM)},
      concludes=GAMMA * S * CLIP * L + SQUARES * S * CLIP**2 <= PER_STEP)  # fmt: skip
def line_5(this):
    """At most d coordinates."""
    return this.solvers()


SUMMED = sums.summed(NK, PER_STEP, "given line 5, at each step")


@line("theorem-2", PROVED, given=SUMMED.hypotheses, concludes=SUMMED.conclusion,
      latex=r"\tfrac{\gamma}{2}\sum_k\sum_{S^c}g_i^2 \le \dots")  # fmt: skip
def line_6(this):
    """Summed over k, given line 5."""
    return this.summed()


@line("theorem-2", PROVED,
      latex=r"\tfrac{\gamma}{2}\sum_k(\dots) \le \dots + 2(T+1)\alpha d\gamma^2L_\ell^2 + \dots",
      given={**SIZES, "given line 6": GAMMA / 2 * N <= X - Y + (T + 1) * PER_STEP,
             "forces are clipped": B <= (T + 1) * CLIP**2 * DIM},
      concludes=GAMMA / 2 * (N + B) <= X - Y + (T + 1) * PER_STEP + EXTRA
      + GAMMA / 2 * (T + 1) * CLIP**2 * DIM)  # fmt: skip
def line_7(this):
    """The squares of the forces added, given line 6.

    The term 2(T+1) alpha d gamma^2 L_l^2 has no cause; as it is not negative the line follows.
    """
    return this.solvers()


LINE_8 = sums.averaged(NK + BK, FALL + (T + 1) * PER_STEP + EXTRA
                          + GAMMA / 2 * (T + 1) * CLIP**2 * DIM, PRINTED,
                       "given line 7")  # fmt: skip


@line("theorem-2", PROVED, latex=r"\min_k(\dots) \le \dots",
      given=LINE_8.hypotheses, concludes=LINE_8.conclusion)  # fmt: skip
def line_8(this):
    """Divided by gamma (T+1)/2, given line 7."""
    return this.summed()


@line("theorem-2", PROVED, latex=r"\min_k\|v^{(k)}\|^2 \le \dots", parts=descent.BRACKET)
def line_9(this):
    """The bracket is the squared velocity, off the midpoints at which line 2 fails."""
    return this.conjunction()


@line("theorem-2", REFUTED, about="run", given=EITHER,
      latex=r"\min_k\|v^{(k)}\|^2 \to \mathcal{O}(\gamma + M_cd(1+L_\ell))",
      concludes="min(v[k]^2 for k in N) <= C*(gamma + M_c*(1 + L))",
      severity="constant",
      why="The term M_c^2 d of the bound is missing from its limit.")  # fmt: skip
def line_10(this):
    """The limit: the floor has a term M_c^2 d, which is not O(M_c d); nor does it hold.

    A two-cycle of the clipped force with zero loss has v^2 = M_c^2 for ever, whatever C is.
    """
    run = Run((-1, 1), "3/4", 4, "2*C + 8", start="C + 4", family=["C + 4", "-C - 4"],
              constants={"L": "1/2", "C": "C"})  # fmt: skip
    return this.refuted(run, instead="min(v[k]^2 for k in N) <= C*(gamma + M_c*(1 + L)) + M_c^2",
                        parameters=["C > 0"])  # fmt: skip

r"""Lemma 5 as printed, and its proof sentence by sentence.

Setting
    Coordinates confined to their cells from k_0 on; tau = min over i of the infimum, over
    d(w_i, C_i) >= gamma L_l, of the clipped force |alpha psi/psi'|. Instances have d = 1.
Valid for
    eta = tau (eta is not defined), Lemma 3's and 4's conditions on gamma (confinement alone does
    not exclude that the clipped force throws the coordinate across its interval for ever), a count
    that is not negative, and L_l a bound on the gradient.
Source
    Report, Lemma 5 and its proof.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, part, probe, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, implies, maximum, prose, reals
from proofs_checks.facts import branches, settled, settling, velocity
from proofs_checks.facts.losses import ZERO, linear
from proofs_checks.facts.settling import BASIC, DELTA, FAR, SHORT, C, P, Q, T, W
from proofs_checks.vocabulary import (
    A3_CONTRADICTS,
    A3_DISPLAYED,
    A3_LIPSCHITZ,
    A3_PRINTED,
    Run,
    named,
)

SMALL = (
    named("gamma max{L, M_c} is positive", "gamma * max(L, M_c) > 0"),
    named("it is below q_plus - q_minus", "gamma * max(L, M_c) < q_plus - q_minus"),
    named("it is below m - q_plus", "gamma * max(L, M_c) < m - q_plus"),
)
INFEASIBLE = named("it is infeasible", "psi(w[0]) < 0")
EITHER = (A3_DISPLAYED, A3_LIPSCHITZ)
CELL = Run((-1, 1), "3/4", loss=linear(-1), start="-17/8", gamma="1/4", constants={"L": 1})
"""The interval of -1 is [-7/4, -1/2] and its cell (-oo, 0)."""
NEAR = CELL.but(loss=ZERO, start="-15/8")
"""At distance 1/8 < gamma L = 1/4, on the outer side, with zero gradient."""
CYCLE = CELL.but(alpha=22, clip=8, loss=linear(1), start="-1/8", forever=True, k_0=0)
"""-1/8 and -17/8 by turns, at distance 3/8."""
TAU = "min(alpha*gamma*L, M_c)"
LATE = f"(k - k_0)*gamma*{TAU} >= d[k_0] - gamma*L"
CONFINED = named("confined to the cell (-oo, m)", "all(w[k] < m for k in N)")
SETTLED = f"all(implies({LATE}, d[k] <= gamma*L) for k in N)"


@claim(
    "lemma-5", REFUTED,
    severity="misprint", meant="lemma-5/reading",
    why="eta is undefined, and being confined as in Lemmas 3 and 4 does not bound the stepsize.",
    changes=['gamma meets the condition of Lemma 4 (of Lemma 3, with m_r - q_+)',
             "eta is tau",
             "L_l bounds the gradient",
             "a negative count is 0"],
    title="Convergence to a neighbourhood of the feasible set", about="run",
    source="Report, Lemma 5", given=[EITHER, CONFINED], concludes=SETTLED,
    latex=r"d(w^{(k)}, C_\varepsilon) \le \gamma L_\ell\sqrt{d} \quad\text{for } k \ge k_0 + "
    r"\left\lceil\frac{d(w^{(k_0)}, C_\varepsilon) - \gamma L_\ell}{\eta\gamma}\right\rceil",
    uses=["lemma-3", "lemma-4/left", "lemma-4/right"],
)  # fmt: skip
def as_printed(this):
    """Coordinates that are confined to their cells come within gamma L_l sqrt(d), and stay.

    After the printed number of steps, with eta read as tau.
    """
    return _cycles(this)


def _cycles(this):
    plot = {"member": "d[k]", "bound": "gamma*L", "label": "distance"}
    return this.refuted(CYCLE, instead="all(d[k] <= max(d[k_0], gamma*L) for k in N)",
                        parameters=["n >= 0"], plot=plot)  # fmt: skip


@part("lemma-5", ILL_POSED, latex=r"\eta", about="run",
      given=EITHER, concludes=prose("the count divides by eta"),
      severity="misprint",
      why="eta is not defined, and tau is meant.",
      meant="lemma-5/reading")  # fmt: skip
def eta(this):
    """The count divides by eta, which is not defined."""
    return this.ill_posed("eta is not defined in the statement; the proof has tau in its place",
                          "lemma-5/reading", "lemma-5")  # fmt: skip


@probe("lemma-5", PROVED, latex=r"\tau = \min(\alpha\gamma L_\ell, M_c)", parts=[settling.tau])
def tau(this):
    """tau has the value min(alpha gamma L_l, M_c)."""
    return this.conjunction()


@reading("lemma-5", PROVED, parts=[
    velocity.five_cases,
    states(settling.after_at_most(DELTA - Q, P),
           {**BASIC, **SHORT, **FAR, "gamma M_c is below the width": C < W,
            "gamma L is below the width": P < W}),
    settling.least_step, settling.feasible_step, settled.settles_as_meant, settled.euclidean,
])  # fmt: skip
def reading_(this):
    """With Lemma 4's condition on gamma, |grad l| <= L_l and eta = tau each coordinate settles.

    The count is 0 where the printed one is negative; the Euclidean count suffices for every
    coordinate, as d_i <= d(w, C).
    """
    return this.conjunction()


@reading("lemma-5", REFUTED, about="run", given=[EITHER, SMALL],
      concludes=SETTLED.replace("N)", "range(0, T + 1))"),
      severity="boundary",
      why="From a start nearer than gamma L_l the count is negative, where 0 is meant.",
      meant="lemma-5/reading")  # fmt: skip
def count(this):
    """Under Lemma 4's condition too, the count can be negative: it speaks of iterates before k_0.

    From a feasible w^(4) it is -4, and w^(0) is at distance 1.
    """
    run = CELL.but(start="-11/4", steps=5, k_0=4, T=5)
    late = f"all(implies(k >= k_0 and {LATE}, d[k] <= gamma*L) for k in range(0, T + 1))"
    return this.refuted(run, instead=late)


@line("lemma-5", ILL_POSED, about="run", given=[A3_PRINTED, SMALL, {"feasible": "psi(w[0]) >= 0"}],
      latex=r"d(w^{(k+1)}, C_\varepsilon) \le \sqrt{\textstyle\sum_i(\gamma L_\ell)^2}",
      concludes="d[1] <= gamma*L",
      severity="misprint",
      why=("A3 contradicts itself: its words bound the gradient by L_l, its display "
           "by sqrt(L_l)."),
      meant="lemma-5/line-1-lipschitz")  # fmt: skip
def line_1(this):
    """From a feasible point, A3, which contradicts itself."""
    return this.ill_posed(A3_CONTRADICTS, "lemma-5/line-1-displayed", "lemma-5/line-1-lipschitz")


@reading("lemma-5", REFUTED, about="run", concludes="d[1] <= gamma*L",
      given=[A3_DISPLAYED, SMALL, {"feasible": "psi(w[0]) >= 0"}],
      severity="misprint",
      why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
      meant="lemma-5/line-1-lipschitz")  # fmt: skip
def line_1_displayed(this):
    """From a feasible point, A3 as displayed."""
    run = Run((-1, 1), "3/4", "1/8", "1/16", loss=linear("-1/4"), start="-9/16", gamma=1,
              constants={"L": "1/16"})  # fmt: skip
    return this.refuted(run, instead="d[1] <= gamma*G")


@reading("lemma-5", PROVED, parts=[settling.feasible_step, settled.euclidean])
def line_1_lipschitz(this):
    """The same if L_l bounds the gradient."""
    return this.conjunction()


@line("lemma-5", REFUTED, about="run", given=[EITHER, SMALL, INFEASIBLE],
      concludes="v[0] == force(w[0])",
      severity="gap",
      why=("The gradient step may act instead; it then goes at least as far towards "
           "the set."),
      meant="lemma-5/line-5-branch")  # fmt: skip
def line_2(this):
    """Otherwise the skewing force activates."""
    return this.refuted(CELL, instead="v[0] == -g[0]")


@line("lemma-5", REFUTED, about="run", given=[EITHER, SMALL, INFEASIBLE],
      concludes=f"gamma*abs(v[0]) >= gamma*{TAU}",
      severity="hypothesis",
      why="It holds at distance gamma L_l or more, and nearer the force is smaller.",
      meant="lemma-5/line-3-far")  # fmt: skip
def line_3(this):
    """The correction of each infeasible coordinate is at least tau gamma."""
    return this.refuted(NEAR, instead="abs(v[0]) >= min(alpha*d[0], M_c)")


@reading("lemma-5", PROVED, parts=[settling.least_step])
def line_3_far(this):
    """The same at distance gamma L_l or more."""
    return this.conjunction()


D1, D2, D = reals("delta_1 delta_2 D")


@line("lemma-5", PROVED,
      given={"0 < delta_1 <= delta_2": every(D1 > 0, D1 <= D2), "off the midpoint": 2 * D2 < D},
      concludes=D1 * (D - D1) / (D - 2 * D1) <= D2 * (D - D2) / (D - 2 * D2))  # fmt: skip
def line_4(this):
    """The force diminishes towards the feasible set: |u| = alpha delta (D-delta)/(D-2 delta)."""
    return this.solvers()


@line("lemma-5", REFUTED, about="run", given=[EITHER, SMALL, INFEASIBLE],
      concludes="abs(g[0]) >= abs(force(w[0]))",
      severity="hypothesis",
      why="It holds where the gradient branch applies.",
      meant="lemma-5/line-5-branch")  # fmt: skip
def line_5(this):
    """On every infeasible coordinate the gradient pushes at least as strongly as the force."""
    return this.refuted(CELL.but(loss=linear("-1/4")), instead="abs(v[0]) >= abs(force(w[0]))")


def _stronger(sign: int):
    ghat, force = branches.GHAT, velocity.FORCE
    return states(
        branches.on_gradient(every(-sign * ghat >= force, abs(ghat) >= force)),
        {**velocity.INFEASIBLE, f"psi' has sign {sign}": sign * velocity.SLOPE > 0,
         "U is the force before the clip":
             eq(force * sign * velocity.SLOPE, -velocity.ALPHA * velocity.PSI)},
    )  # fmt: skip


@reading("lemma-5", PROVED, parts=lambda: [_stronger(1), _stronger(-1)],
      latex=r"-g\,\psi' \ge -\alpha\psi \ge 0 \Rightarrow |g| \ge |\alpha\psi/\psi'|")  # fmt: skip
def line_5_branch(this):
    """On the gradient's branch it does: -g points inward and is at least the force."""
    return this.conjunction()


@line("lemma-5", REFUTED, latex=r"d_i^{(k+1)} \le d_i^{(k)} - \tau\gamma", about="run",
      given=[EITHER, SMALL, INFEASIBLE], concludes=f"d[1] <= d[0] - {TAU}*gamma",
      severity="hypothesis",
      why=("It holds at distance gamma L_l or more and down to 0, with a step below "
           "the width."),
      meant="lemma-5/line-6-far")  # fmt: skip
def line_6(this):
    """The distance of an infeasible coordinate falls by tau gamma."""
    return this.refuted(NEAR, instead="d[1] <= d[0]")


@reading("lemma-5", PROVED, concludes=settling.after_at_most(DELTA - Q, 0),
         given={**BASIC, **SHORT, **FAR, "at distance gamma L or more": DELTA >= P,
                "gamma B is at most the width": every(C <= W, P <= W)})  # fmt: skip
def line_6_far(this):
    """The same at distance gamma L_l or more, down to 0, if gamma B is at most the width."""
    return this.solvers()


@line(
    "lemma-5",
    REFUTED,
    about="run",
    given=[EITHER, CONFINED],
    concludes=SETTLED,
    severity="hypothesis",
    why="The steps must also be shorter than the interval, or the run leaps over it.",
    meant="lemma-5/line-7-order",
)
def line_7(this):
    """After the extra steps the distance is at most gamma L_l, if gamma keeps the cell."""
    return _cycles(this)


GAMMA, G, L, CLIP, REACH = reals("gamma G L M_c R")


@reading("lemma-5", PROVED, latex=r"d(w^{(k)}, C_\varepsilon) = \mathcal{O}(\gamma)", parts=[
    velocity.five_cases,
    states(settling.after_at_most(DELTA - Q, REACH), {
        **BASIC, **SHORT, "sizes": every(GAMMA > 0, G >= 0, L > 0),
        "P = gamma G and C = gamma M_c": every(eq(P, GAMMA * G), eq(C, GAMMA * CLIP)),
        "R = gamma max(L, G)": eq(REACH, GAMMA * maximum(L, G)),
        "from delta >= gamma L on, at least gamma tau": implies(DELTA >= GAMMA * L, T >= Q),
        "gamma M_c is at most the width": GAMMA * CLIP <= W}),
    settling.least_step, settling.feasible_step, settled.count, settled.euclidean,
])  # fmt: skip
def line_7_order(this):
    """It is O(gamma): for a fixed problem at most gamma max(L_l, G) sqrt(d), G a bound on |g|.

    This is for every gamma with gamma M_c at most the interval's width, which does not depend on
    gamma; R is in place of gamma G in the count.
    """
    return this.conjunction()

r"""Section 3, between its definitions: what the problems P_epsilon and their algorithm give.

Valid for
    Both remoteness functions. "The MJ algorithm" is read as Algorithm 2 with the explicit velocity.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, repair
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, implies, minimum, ne, prose, reals
from askewtheory.kernel import PRINTED, QUADRATIC, QUARTIC, remoteness_in_cell, velocity_of
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import A5, POSITIVE, STRICT, Run

A, B, W, EPSILON = reals("a b w epsilon")
KINDS = (QUADRATIC, QUARTIC)


def near_levels() -> list[Statement]:
    """Return: a feasible point is near a level: in a gap, and outside, for both kinds."""
    found = []
    for kind in KINDS:
        near = minimum(W - A, B - W)
        size = near * (B - A) / 2
        inside = {"w is in a gap": every(A < B, A <= W, W <= B),
                  "w is feasible": remoteness_in_cell(W, 1, (A, B), EPSILON, kind) >= 0}  # fmt: skip
        beyond = {"w is beyond the last level": B <= W,
                  "w is feasible": remoteness_in_cell(W, 2, (A, B), EPSILON, kind) >= 0}  # fmt: skip
        quartic = kind == QUARTIC
        found += [states((size**2 if quartic else size) <= EPSILON, inside),
                  states(((W - B) ** 2 if quartic else W - B) <= EPSILON, beyond)]  # fmt: skip
    return found


@claim(
    "section-3/smoothed-sequence", PROVED, title="The problems P_epsilon tend to the QNN problem",
    source="Report, section 3, after Definition 2",
    latex=r"\varepsilon_j \to 0: \quad \min_{C_{\varepsilon_j}} \ell \to \min_{\mathcal Q} \ell",
    given=[prose("the loss is continuous, epsilon_j > 0, epsilon_j -> 0, and w_j minimises the "
                 "loss over C_(epsilon_j)")],
    concludes=prose("every limit point of w_j minimises the loss over the set Q of levels, and "
                    "there is one"),
    parts=near_levels,
)  # fmt: skip
def smoothed_sequence(this):
    """The QNN problem can be solved by solving P_epsilon for epsilon_j -> 0.

    Every limit point of (global) minimisers over C_epsilon is a minimiser over Q.
    """
    return this.hand(
        "limit: by the parts (and by symmetry left of the first level) each coordinate of a point "
        "of C_epsilon is within r(epsilon) of a level, with r(epsilon) -> 0, so the w_j are "
        "bounded and every limit point w is in Q, which is finite and thus closed. Q is part of "
        "every C_epsilon, so l(w_j) <= l(q) for every q in Q; by continuity l(w) <= l(q)"
    )


REST = Run((-1, 1), "16/25", loss=linear(-1), start="-3/5", family=["-3/5"],
           gamma=["1/(n + 1)"], constants={"y": "41/25"})  # fmt: skip
"""The loss -w; w rests at the right end -3/5 of the left interval, while 41/25 is feasible."""


@claim(
    "section-3/solvable", REFUTED, title="Each P_epsilon is solvable by a variant of the algorithm",
    source="Report, section 3, after Definition 2", about="run",
    latex=r"\ell(w^{(k)}) \to \min_{C_\varepsilon} \ell",
    given=[A5, STRICT, POSITIVE, {"y is in C_epsilon": "psi(y) >= 0"}],
    concludes="lim(l[k] for k in N) <= loss(y)",
)  # fmt: skip
def solvable(this):
    """The iterates solve P_epsilon: their loss tends to at most that of any feasible y."""
    return this.refuted(REST, parameters=["n >= 0"],
                        instead="lim(d_Z[k] for k in N) == 0")  # fmt: skip


# --- what alpha controls --------------------------------------------------------------------------

PSI, SLOPE, G, CLIP, SMALL, LARGE = reals("psi slope g M_c alpha_1 alpha_2")
TWO = {"psi is negative": PSI < 0, "this is no midpoint": ne(SLOPE, 0),
       "the clip is positive": CLIP > 0, "alpha grows": every(SMALL > 0, SMALL < LARGE)}  # fmt: skip
UNCLIPPED = {**TWO, "the clip does not act": -LARGE * PSI <= CLIP * abs(SLOPE)}
V_1, V_2 = (
    traced(lambda psi, slope, g, a, c: velocity_of(psi, slope, g, a, c, PRINTED),
           PSI, SLOPE, G, alpha, CLIP) for alpha in (SMALL, LARGE)
)  # fmt: skip
"""The kernel's velocities for a smaller and a larger alpha."""
APPROACH, DESCENT = V_2 * SLOPE >= V_1 * SLOPE, G * V_1 <= G * V_2
AHEAD = {"psi": -1, "slope": 1, "g": -1, "M_c": 4, "alpha_1": "1/2", "alpha_2": 2}
"""The gradient step goes to the set too: v = 1 and 2."""
CLIPPED = {"psi": -1, "slope": 1, "g": -2, "M_c": 1, "alpha_1": 1, "alpha_2": 3}
"""The force 3 exceeds the gradient step 2 and is cut to 1: v = 2 and 1."""


@claim(
    "section-3/trade-off", REFUTED, title="What alpha controls",
    source="Report, section 3, after Algorithm 1 (cited)",
    latex=r"\alpha_1 < \alpha_2 \Rightarrow v_2\psi' \ge v_1\psi',\ g v_1 \le g v_2",
    given=TWO, concludes=every(APPROACH, DESCENT),
)  # fmt: skip
def trade_off(this):
    """Large alpha favours feasibility, small alpha the descent of the loss (to first order).

    At an infeasible point the larger alpha approaches the set at least as fast, the smaller one
    decreases the loss at least as fast.
    """
    return this.refuted(AHEAD, instead=every(APPROACH, G * V_2 <= G * V_1))


@line("section-3/trade-off", REFUTED, given=TWO, concludes=APPROACH)
def trade_off_feasibility(this):
    """With the clip, the larger alpha approaches the set at least as fast."""
    return this.refuted(CLIPPED, instead=every(eq(V_1, 2), eq(V_2, 1)))


@line("section-3/trade-off", PROVED, given=UNCLIPPED, concludes=APPROACH)
def trade_off_feasibility_unclipped(this):
    """Where the clip does not act, it does."""
    return this.solvers()


@line("section-3/trade-off", REFUTED, given=UNCLIPPED, concludes=DESCENT)
def trade_off_descent(this):
    """The smaller alpha decreases the loss at least as fast (to first order)."""
    return this.refuted(AHEAD, instead=G * V_2 <= G * V_1)


@repair(
    "section-3/trade-off", title="What alpha controls", source="In place of the cited sentence",
    latex=r"|v_1 + g| \le |v_2 + g|",
    given=UNCLIPPED,
    concludes=every(APPROACH, (V_1 + G) ** 2 <= (V_2 + G) ** 2,
                    implies(-G * SLOPE <= 0, DESCENT)),
)  # fmt: skip
def trade_off_repaired(this):
    """Where the clip does not act, larger alpha: faster approach, farther from the gradient step.

    The loss decreases faster for smaller alpha where the gradient step leads away from the set.
    """
    return this.solvers()

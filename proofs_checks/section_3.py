r"""Section 3, between its definitions: what the problems P_epsilon and their algorithm give.

Valid for
    Both remoteness functions. "The MJ algorithm" is read as Algorithm 2 with the explicit velocity.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, reading, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, eq, every, implies, maximum, minimum, reals
from askewtheory.kernel import PRINTED, QUADRATIC, QUARTIC, remoteness_in_cell, velocity_of
from proofs_checks.facts import velocity
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A5, POSITIVE, STRICT, Run

A, B, W, EPSILON = reals("a b w epsilon")


def near_levels() -> list[Statement]:
    """Return: a feasible point is near a level: in a gap, and outside, for both kinds."""
    found = []
    for kind in (QUADRATIC, QUARTIC):
        in_gap, past = (remoteness_in_cell(W, cell, (A, B), EPSILON, kind) for cell in (1, 2))
        inside = {"w is in a gap": every(A < B, A <= W, W <= B), "w is feasible": in_gap >= 0}
        beyond = {"w is beyond the last level": B <= W, "w is feasible": past >= 0}
        size = minimum(W - A, B - W) * (B - A) / 2
        quartic = kind == QUARTIC
        found += [states((size**2 if quartic else size) <= EPSILON, inside),
                  states(((W - B) ** 2 if quartic else W - B) <= EPSILON, beyond)]  # fmt: skip
    return found


@claim(
    "section-3/smoothed-sequence", PROVED, title="The problems P_epsilon tend to the QNN problem",
    source="Report, section 3, after Definition 2",
    latex=r"\varepsilon_j \to 0: \quad \min_{C_{\varepsilon_j}} \ell \to \min_{\mathcal Q} \ell",
    parts=lambda: [*near_levels(), *proved("section-3/smoothed-sequence")],
    uses=["levels-intersection"],
)  # fmt: skip
def smoothed_sequence(this):
    """The QNN problem can be solved by solving P_epsilon for epsilon_j -> 0.

    For a continuous loss every limit point of (global) minimisers over C_epsilon is a minimiser
    over the points Q whose coordinates are levels, and there is one.
    """
    return this.conjunction()


REST = Run((-1, 1), "16/25", loss=linear(-1), start="-3/5", family=["-3/5"],
           gamma=["1/(n + 1)"], constants={"y": "41/25"})  # fmt: skip
"""The loss -w; w rests at the right end -3/5 of the left interval, while 41/25 is feasible."""


@claim(
    "section-3/solvable", REFUTED,
    severity="misprint", meant="section-3/solvable/stationary",
    why="A run may rest at a stationary point of P_epsilon whose loss is far above the minimum.",
    changes=["solved up to a stationary point, as section 1 does not aim at a global minimum",
             "the assumptions of the repaired Theorem 6"],
    title="Each P_epsilon is solvable by a variant of the algorithm",
    source="Report, section 3, after Definition 2", about="run",
    latex=r"\ell(w^{(k)}) \to \min_{C_\varepsilon} \ell",
    given=[A5, STRICT, POSITIVE, {"y is in C_epsilon": "psi(y) >= 0"}],
    concludes="lim(l[k] for k in N) <= loss(y)",
    uses=["mfcq", "section-3/smoothed-sequence"],
)  # fmt: skip
def solvable(this):
    """The iterates solve P_epsilon: their loss tends to at most that of any feasible y."""
    return this.refuted(REST, parameters=["n >= 0"],
                        instead="lim(d_Z[k] for k in N) == 0")  # fmt: skip


@reading("section-3/solvable", PROVED, latex=r"d(w^{(k)}, \mathcal{Z}_\varepsilon) \to 0",
         parts=lambda: proved("theorem-6/repaired"))  # fmt: skip
def solvable_stationary(this):
    """Read as in section 1, which aims at no global minimum: stationary points are found.

    That is the repaired Theorem 6: almost surely the distance to them tends to zero, strictly
    below the limit on epsilon.
    """
    return this.conjunction()


# --- what alpha controls --------------------------------------------------------------------------


@dataclass(frozen=True)
class TwoAlphas:
    """One coordinate with two values of alpha: the kernel's velocities v_1 and v_2."""

    psi: int
    slope: int
    g: int
    clip: int
    alphas: tuple[Any, Any]

    about = "two alphas"

    def names(self) -> dict[str, Any]:
        """Return the value of every name."""
        found: dict[str, Any] = {"psi": self.psi, "slope": self.slope, "g": self.g,
                                 "M_c": self.clip}  # fmt: skip
        for n, alpha in enumerate(map(Fraction, self.alphas), 1):
            step = velocity_of(self.psi, self.slope, self.g, alpha, self.clip, PRINTED)
            found |= {f"alpha_{n}": alpha, f"v_{n}": Fraction(step)}
        return found

    def obligations(self) -> tuple[Formula, ...]:
        """Nothing is left to show: there are no parameters."""
        return ()

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        return {name: one for name, one in self.names().items() if not name.startswith("v_")}

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return each alpha with its velocity."""
        found = self.names()
        return ("alpha", "v"), [(found[f"alpha_{n}"], found[f"v_{n}"]) for n in (1, 2)]


TWO = {"psi is negative": "psi < 0", "this is no midpoint": "slope != 0",
       "the clip is positive": "M_c > 0",
       "alpha grows": "0 < alpha_1 and alpha_1 < alpha_2"}  # fmt: skip
UNCLIPPED = {**TWO, "the clip does not act": "-alpha_2 * psi <= M_c * abs(slope)"}
APPROACH, DESCENT = "v_2 * slope >= v_1 * slope", "g * v_1 <= g * v_2"
AHEAD = TwoAlphas(-1, 1, -1, 4, ("1/2", 2))
"""The gradient step goes to the set too: v = 1 and 2."""
CLIPPED = TwoAlphas(-1, 1, -2, 1, (1, 3))
"""The force 3 exceeds the gradient step 2 and is cut to 1: v = 2 and 1."""


@claim(
    "section-3/trade-off", REFUTED,
    severity="hypothesis", meant="section-3/trade-off/repaired",
    why="Where the gradient step leads towards the set, a larger alpha need not cost descent.",
    changes=["no clip acts",
             "the loss is compared where the gradient step leads away from the set"],
    title="What alpha controls",
    source="Report, section 3, after Algorithm 1 (cited)",
    latex=r"\alpha_1 < \alpha_2 \Rightarrow v_2\psi' \ge v_1\psi',\ g v_1 \le g v_2",
    about="two alphas", given=TWO, concludes=f"{APPROACH} and {DESCENT}",
)  # fmt: skip
def trade_off(this):
    """Large alpha favours feasibility, small alpha the descent of the loss (to first order).

    At an infeasible point the larger alpha approaches the set at least as fast, the smaller one
    decreases the loss at least as fast.
    """
    return this.refuted(AHEAD, instead=f"{APPROACH} and g * v_2 <= g * v_1")


@part(
    "section-3/trade-off",
    REFUTED,
    about="two alphas",
    given=TWO,
    concludes=APPROACH,
    severity="hypothesis",
    why="With the clip a larger alpha need not give a longer step.",
    meant="section-3/trade-off/repaired",
)
def trade_off_feasibility(this):
    """With the clip, the larger alpha approaches the set at least as fast."""
    return this.refuted(CLIPPED, instead="v_1 == 2 and v_2 == M_c")


@part(
    "section-3/trade-off",
    REFUTED,
    about="two alphas",
    given=UNCLIPPED,
    concludes=DESCENT,
    severity="hypothesis",
    why="It holds where the gradient step leads away from the set.",
    meant="section-3/trade-off/repaired",
)
def trade_off_descent(this):
    """Even where the clip does not act, the smaller alpha decreases the loss at least as fast."""
    return this.refuted(AHEAD, instead="g * v_2 <= g * v_1")


G, SLOW, FAST, U_1, U_2 = reals("g v_1 v_2 U_1 U_2")


def grown() -> list[Statement]:
    """Return: what a larger force U does to v with s v = max(-s g, U), for either sign s."""
    return [
        states(every(s * FAST >= s * SLOW, (SLOW + G) ** 2 <= (FAST + G) ** 2,
                     implies(s * G >= 0, G * SLOW <= G * FAST)),
               {"U grows": every(U_1 > 0, U_1 < U_2), "v_1": eq(s * SLOW, maximum(-s * G, U_1)),
                "v_2": eq(s * FAST, maximum(-s * G, U_2))})
        for s in (1, -1)
    ]  # fmt: skip


@repair(
    "section-3/trade-off", title="What alpha controls", source="In place of the cited sentence",
    latex=r"|v_1 + g| \le |v_2 + g|", parts=lambda: [velocity.structure, *grown()],
)  # fmt: skip
def trade_off_repaired(this):
    """Where no clip acts, a larger alpha approaches at least as fast, off the gradient step.

    The force U = |alpha psi/psi'| grows with alpha, and s v = max(-s g, U), where psi' has
    the sign of s, |s| = 1.
    Where the gradient step leads away from the set, the loss grows at least as fast.
    """
    return this.conjunction()

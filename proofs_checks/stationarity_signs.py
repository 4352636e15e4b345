r"""The stationary set by signs: printed as an equivalence, true in one direction.

Z = {w in C_epsilon : 0 in -grad - N(w)}, N(w) = {-sum lambda_i grad psi_i, lambda_i >= 0} over the
constraints with psi_i <= 0.

Valid for
    The direction from signs to Z, for w in C_epsilon. A boundary point with grad_i = 0 is in Z
    without the signs being equal.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, reading, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import choose, eq, every, ne, reals
from proofs_checks.facts.losses import linear, quadratic_loss
from proofs_checks.formal import proved
from proofs_checks.vocabulary import UP_TO_ONE, Run

G, SLOPE, MULTIPLIER, PSI, MOVE = reals("g slope lambda psi dw")
A, B, W, STEP = reals("a b w h")
SIGNS = "if_({0} > 0, 1, if_({0} < 0, -1, 0))"
SAME = f"{SIGNS.format('g[0]')} == {SIGNS.format('slope(w[0])')}"
RULE = f"implies(psi(w[0]) > 0, g[0] == 0) and implies(psi(w[0]) == 0, {SAME})"
FEASIBLE = {"w is in C_epsilon": "psi(w[0]) >= 0"}
IN_Z = ("psi(w[0]) >= 0 and "
        "((psi(w[0]) > 0 and g[0] == 0) or (psi(w[0]) <= 0 and multiplier >= 0 and "
        "g[0] == multiplier * slope(w[0])))")  # fmt: skip
"""w is in C, and grad = lambda psi' for some lambda >= 0 where psi <= 0 (for no psi: grad = 0)."""
AT_END = Run(
    (-1, 1), "1/5", loss=quadratic_loss(1, "6/5"), start="6/5", constants={"multiplier": 0}
)
"""The minimiser of the loss is the end 6/5 of the feasible set."""


@claim(
    "stationarity-signs", REFUTED,
    severity="boundary", meant="stationarity-signs/repaired",
    why="At an end with gradient 0 the point is stationary, but the signs differ.",
    changes=["grad_i psi'_i >= 0 in place of equal signs", "grad_i = 0 where psi_i = psi'_i = 0"],
    title="The stationary set by signs", source="Report, section 3",
    latex=r"w \in \mathcal{Z}_\varepsilon \iff \mathrm{sign}([\nabla\ell(w)]_i) = "
    r"\mathrm{sign}(\psi'_i(w_i)) \text{ where } \psi_i = 0", about="run",
    given=[UP_TO_ONE, FEASIBLE], concludes=f"iff({IN_Z}, {RULE})",
    uses=["definition-2", "mfcq"],
)  # fmt: skip
def as_printed(this):
    """w is stationary exactly if grad_i = 0 or has the sign of psi'_i, inside or at an end.

    Inside is where psi_i > 0, at an end where psi_i = 0; "multiplier" is a lambda >= 0.
    """
    return this.refuted(AT_END, instead=f"{IN_Z} and g[0] * slope(w[0]) >= 0")


@part("stationarity-signs", REFUTED, about="run",
      given=[UP_TO_ONE, FEASIBLE, {"w is stationary": IN_Z}], concludes=RULE,
      severity="boundary",
      why="At an end with gradient 0 the signs differ.",
      meant="stationarity-signs/repaired")  # fmt: skip
def only_if(this):
    """Stationary points have equal signs on the boundary."""
    return this.refuted(AT_END, instead="implies(psi(w[0]) == 0, g[0] * slope(w[0]) >= 0)")


def sign(x: Any) -> Any:
    """Return the sign of a term."""
    return choose(x > 0, 1, choose(x < 0, -1, 0))


def suffices(given: dict[str, Any]) -> list[Statement]:
    """Return: lambda = g/psi' is a multiplier >= 0, at psi' = 0 any."""
    return [
        states(every(eq(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0),
               {**given, "psi' is not zero": ne(SLOPE, 0)}),
        states(eq(G, MULTIPLIER * SLOPE), {**given, "psi' is zero": eq(SLOPE, 0)}),
    ]  # fmt: skip


@part("stationarity-signs", PROVED,
      parts=lambda: suffices({"the signs are equal": eq(sign(G), sign(SLOPE))}))  # fmt: skip
def if_(this):
    """Equal signs on the boundary (and grad_i = 0 inside) make a point of C_epsilon stationary."""
    return this.conjunction()


@reading("stationarity-signs", REFUTED, about="run", given=[UP_TO_ONE, {"the rule by signs": RULE}],
      concludes=IN_Z,
      severity="misprint",
      why="That w is in C_epsilon is not repeated.",
      meant="stationarity-signs/if")  # fmt: skip
def if_anywhere(this):
    """The same for any w: the printed equivalence does not repeat that w is in C_epsilon."""
    middle = Run((-1, 1), "1/5", loss=linear(1), start=0, constants={"multiplier": 0})
    return this.refuted(middle, instead="psi(w[0]) < 0")


@line("stationarity-signs", PROVED,
      latex=r"N_{C_\varepsilon} = \{-\sum \lambda_i \nabla g_i,\ \lambda_i \ge 0\}",
      parts=lambda: proved("stationarity-signs/normal-cone"))  # fmt: skip
def normal_cone(this):
    """The printed N is the normal cone of C_epsilon at its points: the tangent cone's polar."""
    return this.conjunction()


KKT = {"0 is in -grad - N": eq(G, MULTIPLIER * SLOPE), "lambda is not negative": MULTIPLIER >= 0,
       "dw is feasible to first order": SLOPE * MOVE >= 0}  # fmt: skip


@line("stationarity-signs", PROVED, latex=r"0 \in -\nabla\ell(w) - N_{C_\varepsilon}(w)",
      given=KKT, concludes=G * MOVE >= 0)  # fmt: skip
def kkt(this):
    """The printed inclusion is the first-order condition of the constrained problem.

    A step dw with psi' dw >= 0 does not decrease the loss to first order.
    """
    return this.solvers()


@repair(
    "stationarity-signs", title="The stationary set by products",
    source="In place of the sign rule in section 3",
    latex=r"\psi_i = 0 \Rightarrow [\nabla\ell(w)]_i\,\psi'_i(w_i) \ge 0",
    parts=lambda: [*proved("stationarity-signs/repaired"),
                   *proved("stationarity-signs/normal-cone")],
)  # fmt: skip
def repaired(this):
    """w in C_epsilon is stationary exactly if grad_i psi'_i >= 0 at ends, and grad_i = 0 inside.

    At the ends psi_i = 0 (with grad_i = 0 if psi'_i = 0), inside psi_i > 0. Stationary: 0 is in
    -grad l(w) - N(w), for the printed N, which is the normal cone.
    """
    return this.conjunction()

r"""The remark after Lemma 2: a bound on all distances taken for a bound on the force.

Valid for
    Coordinates with psi <= 0 and delta <= D_min/3 (the repair).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, reading, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import for_all, reals
from askewtheory.kernel import QUADRATIC
from proofs_checks.facts.distance import ALPHA, DELTA, FORCED, INNER, OUTER, D
from proofs_checks.facts.sums import total
from proofs_checks.formal import proved
from proofs_checks.vocabulary import POSITIVE, STRICT, Run

LARGEST, SMALLEST, INDEX, DIMENSION = reals("delta_all D_min i d")
RATIO = "abs(alpha * psi(w[0]) / slope(w[0]))"
WITHIN = {"all distances are at most delta": "all(d[k] <= delta for k in N)"}
BOUND = f"{RATIO} <= 2 * alpha * delta"
FAR = Run((-1, 1), "3/4", 1, 2, start="1/10", gamma="1/3", forever=True, constants={"delta": "2/5"})
"""A constant loss; feasible: [-7/4, -1/2] and [1/2, 7/4], D = 1. It starts at distance 2/5 > D/3,
where the force is three times that, and reaches 1/2."""


@claim(
    "lemma-2/remark", REFUTED,
    severity="hypothesis", meant="lemma-2/remark/repaired",
    why="Far from the end, near a midpoint, the force exceeds 2 alpha delta.",
    changes=["delta <= D_min/3"],
    title="From a bound on the distances to a bound on the force",
    source="Report, remark after Lemma 2", about="run", given=[STRICT, POSITIVE, WITHIN],
    latex=r"\left|-\alpha\psi_i(w_i^{(k)})/\psi'_i(w_i^{(k)})\right| \le 2\alpha\delta",
    concludes=BOUND,
    uses=["lemma-2"],
)  # fmt: skip
def as_printed(this):
    """If all iterates are within delta of C_epsilon, |alpha psi/psi'| is at most 2 alpha delta."""
    return this.refuted(FAR, instead=f"implies(3 * delta <= D, {BOUND}) and 3 * delta > D")


@reading("lemma-2/remark", REFUTED, latex=r"\delta = 2/5 > D/3", about="run",
      given=[STRICT, POSITIVE, WITHIN, {"it is infeasible": "psi(w[0]) <= 0"}],
      concludes=BOUND,
      severity="hypothesis",
      why="The bound delta <= D/3 is missing.",
      meant="lemma-2/remark/repaired")  # fmt: skip
def infeasible(this):
    """As meant, for coordinates with psi <= 0: the condition delta <= D/3 is missing."""
    return this.refuted(FAR, instead=f"implies(3 * delta <= D, {BOUND}) and 3 * delta > D")


@reading("lemma-2/remark", REFUTED, latex=r"\psi_i > 0", about="run",
      given=[STRICT, POSITIVE, WITHIN, {"delta is small": "3 * delta <= D"}],
      concludes=BOUND,
      severity="hypothesis",
      why=("Inside the set delta is 0 and the ratio is not, so that psi_i <= 0 is "
           "needed too."),
      meant="lemma-2/remark/repaired")  # fmt: skip
def feasible(this):
    """As printed, for feasible coordinates too: delta is 0 there and psi/psi' is not."""
    rest = FAR.but(start="11/10", delta="1/100")
    return this.refuted(rest, instead="psi(w[0]) > 0 and abs(v[0]) <= 2 * alpha * delta")


def coordinate() -> list[Statement]:
    """Return: d_i <= delta <= D_min/3 gives |u_i| <= 2 alpha delta_i, on every side."""
    least: Any = {"from the interval on": DELTA >= 0, "delta_i is at most delta": DELTA <= LARGEST,
                  **FORCED}  # fmt: skip
    near: Any = {"delta is at most a third of D_min": 3 * LARGEST <= SMALLEST,
                 "D_min is the smallest width": SMALLEST <= D}  # fmt: skip
    most = 2 * ALPHA * LARGEST
    inner = [one.says(one.size(QUADRATIC) <= most, {**least, **near}) for one in INNER]
    return inner + [one.says(one.size(QUADRATIC) <= most, least) for one in OUTER]


@line("lemma-2/remark/repaired", PROVED, latex=r"|u_i| \le 2\alpha\delta", parts=coordinate)
def repaired_coordinate(this):
    """One coordinate."""
    return this.conjunction()


U_I, DELTA_I = (reals(name)[0][INDEX] for name in ("u", "delta"))
ONE: Any = {"delta_i is a distance": DELTA_I >= 0,
            "the force of a coordinate": abs(U_I) <= 2 * ALPHA * DELTA_I}  # fmt: skip
SQUARES, FACTOR = total(DELTA_I**2, "i", 0, DIMENSION - 1), 4 * ALPHA**2
BOX: Any = {"d counts the coordinates": DIMENSION >= 0,
            "C is a product, so that squared distances add up": SQUARES <= LARGEST**2}  # fmt: skip


@line("lemma-2/remark/repaired", PROVED, latex=r"\sum u_i^2 \le 4\alpha^2\delta^2",
      given={**FORCED, **BOX, **{f"{name}, for every i": for_all("i", 0, one)
                                 for name, one in ONE.items()}},
      concludes=total(U_I**2, "i", 0, DIMENSION - 1) <= FACTOR * LARGEST**2)  # fmt: skip
def repaired_sum(this):
    """The sum of squares, over any number of coordinates."""
    return this.summed(states(U_I**2 <= FACTOR * DELTA_I**2, {**FORCED, **ONE}))


@repair(
    "lemma-2/remark", title="A uniform distance bound bounds the force near the set",
    source="In place of the remark after Lemma 2",
    latex=r"\sum_{\psi_i \le 0} u_i^2 \le 4\alpha^2\delta^2",
    parts=lambda: [repaired_coordinate, repaired_sum, *proved("lemma-2/remark/repaired")],
)  # fmt: skip
def repaired(this):
    """Within delta <= D_min/3 of C_epsilon the squared forces add up to at most 4 alpha^2 delta^2.

    Every coordinate with psi <= 0 has an unclipped force of at most 2 alpha delta.
    """
    return this.conjunction()

r"""The remark after Lemma 2: a bound on all distances taken for a bound on the force.

Setting
    Iterates with d(w^(k), C_epsilon) <= delta for all k >= k_0.
Assumptions
    None is printed beyond that: delta need not be small, and the coordinate may be feasible.
Claim
    |alpha psi / psi'| <= 2 alpha delta for every coordinate and all k >= k_0.
Valid for
    Coordinates with psi <= 0 and delta <= D_min/3 (the repair).
Source
    Report, remark after Lemma 2.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import Coordinate, ratio, reals
from proofs_legacy.lemma_2_repaired import ALPHA, DELTA, EPSILON, GAP, LEVELS, SIDES, D, outer

HALF = Fraction(1, 2)
COORDINATE = Coordinate((-1, 1), "3/4", 1, 2)
"""Feasible: [-7/4, -1/2] and [1/2, 7/4]; D = 1."""


@cache
def far_from_the_set() -> Outcome:
    """A run that starts at distance 2/5 of C_epsilon, where the force is three times that."""
    rows = COORDINATE.orbit("1/10", lambda w: 0, ["1/3"])
    distances = [HALF - row[1] for row in rows]
    delta = max(distances)
    hypotheses = [
        Check("epsilon < gap^2/4", COORDINATE.epsilon, "<", 1),
        Check("psi(1/2) = 0: the interval begins at 1/2", COORDINATE.psi(HALF), "==", 0),
        Check("psi(w_0) < 0", COORDINATE.psi(rows[0][1]), "<", 0),
        Check("w_1 = 1/2 with velocity 0: the run stays there", abs(rows[1][3]), "==", 0),
        Check("d(w_0, C) <= delta", distances[0], "<=", delta),
        Check("d(w_k, C) <= delta for k >= 1", distances[1], "<=", delta),
    ]
    setting = COORDINATE.setting(loss="0", stepsize="1/3", start="1/10", delta=delta)
    table = {
        "header": ("k", "w", "distance", "velocity"),
        "rows": [(k, w, d, v) for (k, w, _, v), d in zip(rows, distances, strict=True)],
    }
    force = abs(COORDINATE.ratio(rows[0][1]))
    printed = Check("|alpha psi/psi'| <= 2 alpha delta at k = 0", force, "<=", 2 * delta)
    near = abs(COORDINATE.ratio(HALF - Fraction(1, 4)))
    repaired = Check("the same at distance 1/4 <= D/3", near, "<=", 2 * Fraction(1, 4))
    return replay(
        Instance(setting, hypotheses, printed, **table), control=Instance(setting, [], repaired)
    )


def feasible_point() -> Outcome:
    """A feasible coordinate at rest: its distance is 0, and psi/psi' is not."""
    w, delta = Fraction(11, 10), Fraction(1, 100)
    hypotheses = [
        Check("psi(w) > 0: w is feasible, d(w, C) = 0", COORDINATE.psi(w), ">", 0),
        Check("gradient 0, so the velocity is 0 for all k", COORDINATE.velocity(w, 0), "==", 0),
        Check("d(w_k, C) = 0 <= delta", 0, "<=", delta),
    ]
    setting = COORDINATE.setting(loss="0", start=w, delta=delta)
    value = abs(COORDINATE.ratio(w))
    printed = Check("|alpha psi/psi'| <= 2 alpha delta", value, "<=", 2 * delta)
    repaired = Check("the force that acts there is 0", 0, "<=", 2 * delta)
    table = {
        "header": ("w", "psi", "psi'", "|alpha psi/psi'|"),
        "rows": [(w, COORDINATE.psi(w), COORDINATE.slope(w), value)],
    }
    return replay(
        Instance(setting, hypotheses, printed, **table), control=Instance(setting, [], repaired)
    )


LARGEST, SMALLEST = reals("delta_all D_min")


@cache
def one_coordinate() -> Outcome:
    """psi <= 0 and d_i <= delta <= D_min/3 give |u_i| <= 2 alpha delta_i <= 2 alpha delta."""
    given = [
        *GAP,
        ALPHA > 0,
        DELTA >= 0,
        DELTA <= LARGEST,
        3 * LARGEST <= SMALLEST,
        SMALLEST <= D,
    ]
    bound = 2 * ALPHA * LARGEST
    nudged = sympy.Rational(99, 100) * bound
    third = sympy.Rational(1, 3)
    hint = {EPSILON: sympy.Rational(3, 4), D: 1, SMALLEST: 1, LARGEST: third, DELTA: third}
    inner = [
        prove(
            sympy.Abs(ratio(point, 1, LEVELS, EPSILON, ALPHA)) <= bound,
            given=given,
            control=Twin(
                "a constant smaller by 1%",
                sympy.Abs(ratio(point, 1, LEVELS, EPSILON, ALPHA)) <= nudged,
                hint=hint,
            ),
        )
        for point, _ in SIDES
    ]
    return conjunction(*inner, outer(), reason="inner and outer sides")


@cache
def squares() -> Outcome:
    """The squares: u_i^2 <= 4 alpha^2 delta_i^2, which is summed over the coordinates."""
    u = reals("u")[0]
    scalar = prove(
        u**2 <= 4 * ALPHA**2 * DELTA**2,
        given=[ALPHA > 0, DELTA >= 0, sympy.Abs(u) <= 2 * ALPHA * DELTA],
        control=Twin("3 alpha^2 delta^2", u**2 <= 3 * ALPHA**2 * DELTA**2),
    )
    return by_hand(
        scalar,
        "sum over coordinates: C_epsilon is a product, so the squared distances of the "
        "coordinates add up to d(w, C_epsilon)^2 <= delta^2",
    )


def repaired() -> Outcome:
    """Every coordinate, and the sum of squares."""
    return conjunction(one_coordinate(), squares(), reason="each coordinate and the sum")


REPAIRED = Claim(
    id="lemma-2/remark/repaired",
    title="A uniform distance bound bounds the force near the set",
    source="In place of the remark after Lemma 2",
    statement=(
        "If d(w, C_epsilon) <= delta <= D_min/3 then every coordinate with psi <= 0 has an "
        "unclipped force of at most 2 alpha delta, and the squares of the forces add up to at "
        "most 4 alpha^2 delta^2."
    ),
    formula=r"\sum_{\psi_i \le 0} u_i^2 \le 4\alpha^2\delta^2",
    assumptions=("0 < epsilon < min gap^2/4", "delta <= D_min/3", "psi_i <= 0"),
    expected="proved",
    check=repaired,
    steps=(
        Step(
            "lemma-2/remark/repaired/coordinate",
            "One coordinate.",
            "proved",
            one_coordinate,
            r"|u_i| \le 2\alpha\delta",
        ),
        Step(
            "lemma-2/remark/repaired/sum",
            "The sum of squares.",
            "proved",
            squares,
            r"\sum u_i^2 \le 4\alpha^2\delta^2",
        ),
    ),
)

CLAIM = Claim(
    id="lemma-2/remark",
    title="From a bound on the distances to a bound on the force",
    source="Report, remark after Lemma 2",
    statement=(
        "If all iterates from k_0 on are within delta of C_epsilon, then |alpha psi/psi'| is at "
        "most 2 alpha delta in every coordinate from k_0 on."
    ),
    formula=r"\left|-\alpha\psi_i(w_i^{(k)})/\psi'_i(w_i^{(k)})\right| \le 2\alpha\delta",
    assumptions=("sup over k >= k_0 of d(w^(k), C_epsilon) <= delta",),
    expected="refuted",
    check=far_from_the_set,
    steps=(
        Step(
            "lemma-2/remark/infeasible",
            "As meant, for coordinates with psi <= 0: the condition delta <= D/3 is missing.",
            "refuted",
            far_from_the_set,
            r"\delta = 2/5 > D/3",
        ),
        Step(
            "lemma-2/remark/feasible",
            "As printed, for feasible coordinates too: delta is 0 there and psi/psi' is not.",
            "refuted",
            feasible_point,
            r"\psi_i > 0",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

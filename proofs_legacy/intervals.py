r"""The feasible set as one interval per level: true below the printed limit on epsilon only.

Setting
    One coordinate with K levels; C_{epsilon,i} = {w : psi(w; epsilon) >= 0}.
Assumptions
    As printed: epsilon in (0, 1] and any levels; Lemma 2 and Theorems 5, 6 add
    epsilon <= min gap^2/4, Theorem 1 (quartic) epsilon <= min gap^4/16.
Claim
    C_{epsilon,i} is K disjoint intervals, one around each level.
Valid for
    epsilon strictly below the limit, and only there: at the limit two intervals touch, above it
    they merge.
Source
    Report, section 3 ("interval-constrained") and the notation [q_-, q_+] of Lemmas 2 to 5.
"""

from __future__ import annotations

import warnings
from functools import cache, partial

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.feasible import SeparationWarning, feasible_intervals
from askewtheory.grid import Grid
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import KINDS, Coordinate, equal, reals

A, B, W, D, REACH, EPSILON = reals("a b w D r epsilon")


def count_intervals(coordinate: Coordinate) -> int:
    """Return how many intervals the feasible set of a coordinate has."""
    kind = {code: name for name, code in KINDS.items()}[coordinate.kind]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SeparationWarning)
        return len(
            feasible_intervals(Grid(coordinate.levels), epsilon=coordinate.epsilon, kind=kind)
        )


def merged(coordinate: Coordinate, below: Coordinate, hypotheses: tuple[Check, ...]) -> Outcome:
    """Two levels whose midpoint is feasible: one interval instead of two."""
    first, last = coordinate.levels
    middle = (first + last) / 2
    found = [
        Check("0 < epsilon", coordinate.epsilon, ">", 0),
        Check("epsilon <= 1", coordinate.epsilon, "<=", 1),
        *hypotheses,
        Check("psi(midpoint) >= 0: the midpoint is feasible", coordinate.psi(middle), ">=", 0),
    ]
    return replay(
        Instance(
            coordinate.setting(),
            found,
            Check(
                "number of intervals of C = number of levels", count_intervals(coordinate), "==", 2
            ),
            header=("w", "psi(w)"),
            rows=[(w, coordinate.psi(w)) for w in (first, middle, last)],
        ),
        control=Instance(
            below.setting(),
            [Check("psi(midpoint) < 0", below.psi(middle), "<", 0)],
            Check("number of intervals of C = number of levels", count_intervals(below), "==", 2),
        ),
    )


def any_epsilon() -> Outcome:
    """Q = {0, 1} and epsilon = 1/2: the whole gap is feasible."""
    return merged(Coordinate((0, 1), "1/2"), Coordinate((0, 1), "3/16"), ())


def equality(kind: int) -> Outcome:
    """Q = {-1, 1} and epsilon = 1, the printed limit: the intervals touch at 0."""
    touching, below = Coordinate((-1, 1), 1, kind=kind), Coordinate((-1, 1), "1/4", kind=kind)
    limit = {QUADRATIC: "epsilon <= gap^2/4", QUARTIC: "epsilon <= gap^4/16"}[kind]
    value = {QUADRATIC: 2**2 // 4, QUARTIC: 2**4 // 16}[kind]
    return merged(touching, below, (Check(limit, touching.epsilon, "<=", value),))


def _reach(kind: int) -> list:
    """r is epsilon for the quadratic psi and its square root for the quartic one."""
    return [REACH > 0, equal(EPSILON, REACH if kind == QUADRATIC else REACH**2), A < B]


@cache
def inner_gap(kind: int) -> Outcome:
    """In a gap, psi >= 0 exactly up to (a + b - D)/2 and from (a + b + D)/2 on."""
    psi = remoteness_in_cell(W, 1, (A, B), EPSILON, kind)
    ends = sympy.Or(2 * W <= A + B - D, 2 * W >= A + B + D)
    given = [*_reach(kind), A <= W, W <= B, D >= 0, equal(D**2, (B - A) ** 2 - 4 * REACH)]
    merged_gap = [*_reach(kind), A <= W, W <= B, (B - A) ** 2 <= 4 * REACH]
    return conjunction(
        prove(
            sympy.Equivalent(psi >= 0, ends),
            given=given,
            control=Twin("strictly", sympy.Equivalent(psi > 0, ends)),
        ),
        prove(psi >= 0, given=merged_gap, control=Twin("psi > 0 there", psi > 0)),
        reason="two parts if gap^2 >= 4 r, the whole gap otherwise",
    )


@cache
def outer_sides(kind: int) -> Outcome:
    """Left of the first level psi >= 0 exactly from a - r on, right of the last up to b + r."""
    left = remoteness_in_cell(W, 0, (A, B), EPSILON, kind)
    right = remoteness_in_cell(W, 2, (A, B), EPSILON, kind)
    return conjunction(
        prove(
            sympy.Equivalent(left >= 0, W >= A - REACH),
            given=[*_reach(kind), W <= A],
            control=Twin("half as far", sympy.Equivalent(left >= 0, 2 * (W - A) >= -REACH)),
        ),
        prove(
            sympy.Equivalent(right >= 0, W <= B + REACH),
            given=[*_reach(kind), W >= B],
            control=Twin("half as far", sympy.Equivalent(right >= 0, 2 * (W - B) <= REACH)),
        ),
        reason="both outer sides",
    )


@cache
def separated(kind: int) -> Outcome:
    """The midpoint of a gap is infeasible exactly if gap^2 > 4 r."""
    psi = remoteness_in_cell((A + B) / 2, 1, (A, B), EPSILON, kind)
    return prove(
        sympy.Equivalent(psi < 0, (B - A) ** 2 > 4 * REACH),
        given=_reach(kind),
        control=Twin("equality allowed", sympy.Equivalent(psi < 0, (B - A) ** 2 >= 4 * REACH)),
    )


def repaired() -> Outcome:
    """Each gap splits exactly below the limit; the outer sides end; glue at the levels."""
    parts = [
        part(kind) for kind in (QUADRATIC, QUARTIC) for part in (inner_gap, outer_sides, separated)
    ]
    joined = conjunction(*parts, reason="both kinds: every gap splits exactly below the limit")
    return by_hand(
        joined,
        "gluing: psi > 0 at each level joins the two parts beside it, so the intervals are as many "
        "as the gaps that split, plus one",
    )


REPAIRED = Claim(
    id="intervals/repaired",
    title="One interval per level, exactly below the limit",
    source="In place of the report's section 3",
    statement=(
        "C_{epsilon,i} is K disjoint closed intervals, one around each level, if and only if "
        "4 r < gap^2 for every gap, with r = epsilon (quadratic) or its square root (quartic); in "
        "such a gap they end at distance (gap - D)/2 of its levels, D^2 = gap^2 - 4 r, and the "
        "outer sides at distance r. A gap with gap^2 <= 4 r is feasible throughout."
    ),
    formula=r"\varepsilon < \min\Delta^2/4 \text{ (quadratic)},\quad \varepsilon < \min\Delta^4/16"
    r" \text{ (quartic)}",
    assumptions=("epsilon > 0",),
    expected="proved",
    check=repaired,
    steps=tuple(
        Step(f"intervals/repaired/{name}-{kind}", text, "proved", partial(check, code))
        for kind, code in KINDS.items()
        for name, text, check in (
            ("gap", f"The feasible part of one gap, {kind} psi.", inner_gap),
            ("outer", f"The outer sides, {kind} psi.", outer_sides),
            ("split", f"A gap splits exactly below the limit, {kind} psi.", separated),
        )
    ),
)

CLAIM = Claim(
    id="intervals",
    title="The feasible set is one interval per level",
    source="Report, implied by section 3 and Lemmas 2 to 5",
    statement="For epsilon in (0, 1] the feasible set of a coordinate is K disjoint intervals.",
    formula=r"C_{\varepsilon,i} = \bigsqcup_{j=1}^{K_i} [q_-^{(j)}, q_+^{(j)}]",
    assumptions=("epsilon in (0, 1]",),
    expected="refuted",
    check=any_epsilon,
    steps=(
        Step(
            "intervals/lemma-2-condition",
            "The same under Lemma 2's condition, equality included.",
            "refuted",
            partial(equality, QUADRATIC),
            r"\varepsilon \le \Delta^2/4",
        ),
        Step(
            "intervals/theorem-1-condition",
            "The same for the quartic psi under Theorem 1's condition, equality included.",
            "refuted",
            partial(equality, QUARTIC),
            r"\varepsilon \le \Delta^4/16",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

r"""Definition 1, the constraint qualification, "for all w".

Setting
    Constraints psi_i(w_i) >= 0, one for each coordinate; I(w) holds those with psi_i <= 0.
Assumptions
    epsilon in (0, 1]. The text quantifies w over R^d and the direction over R^n; d = n is meant.
Claim
    For every w some direction v has psi'_i v_i > 0 for all i in I(w).
Valid for
    Points without a coordinate at an infeasible (or just feasible) midpoint; in particular for all
    of C_epsilon if epsilon < min gap^2/4.
Source
    Report, Definition 1, and the sentence after it on V_alpha.
"""

from __future__ import annotations

from functools import cache, partial

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import KINDS, Coordinate, equal, reals
from proofs_legacy.remoteness_checks import CELLS, EPSILON, LEVELS, ORDER, THREE, W


def midpoint(kind: int, epsilon: str, point: str = "0") -> Outcome:
    """Q = {-1, 1}, w = 0: psi <= 0 and psi' = 0, so psi' v = 0 for every v."""
    coordinate = Coordinate((-1, 1), epsilon, kind=kind)
    v = sympy.Symbol("v", real=True)
    slope = coordinate.slope(point)
    aside = coordinate.slope("1/10")
    return replay(
        Instance(
            coordinate.setting(w=point, v="any"),
            [
                Check("epsilon > 0", coordinate.epsilon, ">", 0),
                Check("epsilon <= 1", coordinate.epsilon, "<=", 1),
                Check("psi(w) <= 0: the constraint is in I(w)", coordinate.psi(point), "<=", 0),
            ],
            Check("psi'(w) v > 0 for some v", v * sympy.Rational(str(slope)), ">", 0),
            header=("w", "psi", "psi'"),
            rows=[(point, coordinate.psi(point), slope)],
        ),
        control=Instance(
            coordinate.setting(w="1/10", v=1),
            [],
            Check("beside the midpoint, psi'(1/10) v > 0 for v = psi'", aside * aside, ">", 0),
        ),
    )


def half_space() -> Outcome:
    """One constraint v psi' >= -alpha psi is convex: segments stay inside, also where psi' = 0."""
    slope, bound, v, u, t = reals("slope bound v u t")
    mixed = t * v + (1 - t) * u
    found = prove(
        mixed * slope >= bound,
        given=[v * slope >= bound, u * slope >= bound, t >= 0, t <= 1],
        control=Twin("t > 1 too", given=[v * slope >= bound, u * slope >= bound, t >= 0]),
    )
    return by_hand(
        found,
        "polyhedron: finitely many half-spaces, each possibly the whole space or empty (psi' = 0); "
        "no constraint qualification is used",
    )


@cache
def nonzero_slope(kind: int) -> Outcome:
    """Where psi <= 0 the slope is zero at a midpoint only; then v = psi' serves."""
    found = []
    for index, cell in enumerate(CELLS):
        psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
        slope = slope_in_cell(W, index, LEVELS, kind)
        given = [*ORDER, EPSILON > 0, cell, psi <= 0]
        middle = sympy.false
        if 0 < index < len(LEVELS):
            middle = equal(2 * W, LEVELS[index - 1] + LEVELS[index])
        found.append(
            prove(
                sympy.Or(slope**2 > 0, middle),
                given=given,
                # Outside the quadratic slope is +1 or -1: a twin that expects the other sign.
                control=Twin("slope^2 > 1", slope**2 > 1)
                if kind == QUARTIC or index in (1, 2)
                else Twin("towards the outside", slope * (W - LEVELS[1]) > 0),
            )
        )
    return by_hand(conjunction(*found, reason="in every cell"), THREE)


@cache
def on_the_feasible_set(kind: int) -> Outcome:
    """Strictly below the limit, a midpoint has psi < 0: no point of C_epsilon is one."""
    first, second = LEVELS[:2]
    psi = remoteness_in_cell((first + second) / 2, 1, LEVELS, EPSILON, kind)
    gap = second - first
    below, limit = (
        (gap**2 > 4 * EPSILON, gap**2 >= 4 * EPSILON)
        if kind == QUADRATIC
        else (gap**4 > 16 * EPSILON, gap**4 >= 16 * EPSILON)
    )
    given = [*ORDER, EPSILON > 0]
    return prove(
        psi < 0, given=[*given, below], control=Twin("equality allowed", given=[*given, limit])
    )


def repaired() -> Outcome:
    """Both kinds: off the midpoints, hence on all of C_epsilon below the limit."""
    parts = [
        check(kind) for kind in KINDS.values() for check in (nonzero_slope, on_the_feasible_set)
    ]
    joined = conjunction(*parts, reason="v_i = psi'_i gives psi'_i v_i > 0 off the midpoints")
    return by_hand(
        joined,
        "several coordinates: the constraints have disjoint variables, so the directions combine",
    )


REPAIRED = Claim(
    id="mfcq/repaired",
    title="The constraint qualification off the midpoints",
    source="In place of the report's Definition 1, applied to psi",
    statement=(
        "At every w without a coordinate at a midpoint with psi <= 0, v_i = psi'_i has "
        "psi'_i v_i > 0 for all i in I(w). If epsilon < min gap^2/4 (quartic: gap^4/16) this "
        "covers all of C_epsilon."
    ),
    formula=r"\psi'_i v_i = \psi_i'^2 > 0",
    assumptions=("epsilon > 0", "no coordinate at a midpoint with psi <= 0"),
    expected="proved",
    check=repaired,
    steps=tuple(
        Step(f"mfcq/repaired/{name}-{kind}", f"{text}, {kind} psi.", "proved", partial(check, code))
        for kind, code in KINDS.items()
        for name, text, check in (
            ("slope", "psi' vanishes at midpoints only, where psi <= 0", nonzero_slope),
            ("feasible", "below the limit no midpoint is feasible", on_the_feasible_set),
        )
    ),
)

CLAIM = Claim(
    id="mfcq",
    title="The constraint qualification holds for all w",
    source="Report, Definition 1 and section 3",
    statement=(
        "For every w there is a direction along which every constraint with psi_i <= 0 grows to "
        "first order."
    ),
    formula=r"\forall w\ \exists v:\ \psi'_i(w_i)\,v_i > 0 \text{ for all } i \in I(w)",
    assumptions=("constraints psi_i of Definition 2 or 3", "epsilon in (0, 1]"),
    expected="refuted",
    check=partial(midpoint, QUADRATIC, "1/2"),
    steps=(
        Step(
            "mfcq/quartic",
            "The same for the quartic psi of Definition 2.",
            "refuted",
            partial(midpoint, QUARTIC, "1/2"),
        ),
        Step(
            "mfcq/feasible-set",
            "At least on C_epsilon, under epsilon <= gap^2/4 with equality: the midpoint is "
            "feasible, with psi = psi' = 0.",
            "refuted",
            partial(midpoint, QUADRATIC, "1"),
            r"\varepsilon = \Delta^2/4",
        ),
        Step(
            "mfcq/polyhedron",
            "V_alpha(w) is always a convex polyhedron (with or without the qualification).",
            "proved",
            half_space,
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

r"""Notes, Condition A and Definition 6: when the velocity set is empty.

Setting
    V(x) = {v : grad g_i . v + alpha g_i >= 0 for all i with g_i <= 0}, alpha > 0, for the
    constraints g_i = psi_i of the notes' Definition 1 (quartic) or Definition 3 (quadratic).
Assumptions
    epsilon in [0, 1]; for the argument after Condition A also MFCQ at x.
Claim
    Condition A: V(w) is empty if and only if some coordinate lies at a midpoint. Definition 6:
    V(x) is never empty.
Valid for
    V(w) is empty exactly if a coordinate lies at a midpoint *with psi < 0*. Where MFCQ holds, V is
    not empty.
Source
    Early notes, sections 2.2 and 3.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import (
    QUADRATIC,
    QUARTIC,
    product_in_cell,
    remoteness_in_cell,
    slope_in_cell,
)
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import KINDS, Coordinate, equal, reals
from proofs_legacy.notes_lemma_3 import lemma as tangent_cone
from proofs_legacy.remoteness_checks import CELLS, EPSILON, LEVELS, ORDER, THREE, W

ALPHA, SPEED = reals("alpha v")


def feasible_midpoint() -> Outcome:
    """Q = {0, 1}, epsilon = 1/4, quartic: psi(1/2) = 3/16 > 0, nothing acts, V is the line."""
    coordinate, w = Coordinate((0, 1), "1/4", kind=QUARTIC), sympy.Rational(1, 2)
    low = Coordinate((0, 1), "1/32", kind=QUARTIC)
    return replay(
        Instance(
            coordinate.setting(w=w),
            [
                Check("epsilon in [0, 1]", coordinate.epsilon, "<=", 1),
                Check("w is the midpoint (0 + 1)/2", 2 * w, "==", 1),
                Check("psi(1/2) > 0: I(w) is empty, every v is in V", coordinate.psi(w), ">", 0),
            ],
            Check("V(w) is empty: it asks for 0 v >= -alpha psi > 0", coordinate.psi(w), "<", 0),
            header=("w", "psi", "psi'"),
            rows=[(w, coordinate.psi(w), coordinate.slope(w))],
        ),
        control=Instance(
            low.setting(w=w), [], Check("with epsilon = 1/32: psi(1/2)", low.psi(w), "<", 0)
        ),
    )


def touching_midpoint(kind: int) -> Outcome:
    """Q = {-1, 1}, epsilon = 1, w = 0: psi = psi' = 0, so 0 v + alpha 0 >= 0 for every v."""
    coordinate = Coordinate((-1, 1), 1, kind=kind)
    half = Coordinate((-1, 1), "1/2", kind=kind)
    return replay(
        Instance(
            coordinate.setting(w=0, v=0),
            [
                Check("epsilon in [0, 1]", coordinate.epsilon, "<=", 1),
                Check("psi(0) <= 0: the constraint acts", coordinate.psi(0), "<=", 0),
            ],
            Check(
                "v = 0 is not in V: psi' v + alpha psi",
                0 * coordinate.slope(0) + coordinate.alpha * coordinate.psi(0),
                "<",
                0,
            ),
            header=("w", "psi", "psi'"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0))],
        ),
        control=Instance(
            half.setting(w=0, v=0), [], Check("with epsilon = 1/2: psi(0)", half.psi(0), "<", 0)
        ),
    )


def _missing_velocity(statement: str) -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, w = 0: psi = -1/2, psi' = 0; no v has 0 v >= 1/2."""
    coordinate = Coordinate((-1, 1), "1/2")
    v = sympy.Symbol("v", real=True)
    needed = -coordinate.alpha * coordinate.psi(0)
    aside = coordinate.slope("1/10") * sympy.Rational(49, 20)
    return replay(
        Instance(
            coordinate.setting(w=0, v="any"),
            [
                Check("epsilon > 0", coordinate.epsilon, ">", 0),
                Check("epsilon < gap^2/4", coordinate.epsilon, "<", 1),
                Check("psi(0) <= 0: the constraint acts", coordinate.psi(0), "<=", 0),
            ],
            Check(statement, v * sympy.Rational(str(coordinate.slope(0))), ">=", needed),
            header=("w", "psi", "psi'", "-alpha psi"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0), needed)],
        ),
        control=Instance(
            coordinate.setting(w="1/10", v="49/20"),
            [],
            Check("beside it, at w = 1/10, v = 49/20", aside, ">=", -coordinate.psi("1/10")),
        ),
    )


@cache
def empty_only_at_midpoints(kind: int) -> Outcome:
    """Where psi < 0 the slope is zero at midpoints only; elsewhere v = -alpha psi/psi' is in V.

    The quartic slope is twice the product times the quadratic one, and psi < 0 makes the product
    non-zero; so the quadratic slope decides for both.
    """
    product = reals("product")[0]
    found = [
        prove(
            sympy.Ne(product, 0),
            given=[EPSILON >= 0, EPSILON - product**2 < 0],
            control=Twin("psi = 0 too", given=[EPSILON >= 0, EPSILON - product**2 <= 0]),
        )
    ]
    for index, cell in enumerate(CELLS):
        slope = slope_in_cell(W, index, LEVELS, QUADRATIC)
        if kind == QUARTIC:
            own = slope_in_cell(W, index, LEVELS, QUARTIC)
            twice = 2 * product_in_cell(W, index, LEVELS) * slope
            found.append(certify_identity(own, twice, control=-twice))
        sloped: Any = sympy.Ne(slope, 0)
        middle: Any = sympy.false
        if 0 < index < len(LEVELS):
            middle = equal(2 * W, LEVELS[index - 1] + LEVELS[index])
        found.append(
            prove(
                sympy.Or(sloped, middle),
                given=[*ORDER, cell],
                control=Twin("the slope is 2", equal(slope, 2)),
            )
        )
    psi, slope = reals("psi slope")
    inside = prove(
        (-ALPHA * psi / slope) * slope + ALPHA * psi >= 0,
        given=[ALPHA > 0, sympy.Ne(slope, 0)],
        control=Twin("half of it", (-ALPHA * psi / slope) / 2 * slope + ALPHA * psi >= 0),
    )
    joined = conjunction(*found, inside, reason="in every cell")
    return by_hand(joined, THREE)


@cache
def empty_at_infeasible_midpoints() -> Outcome:
    """psi' = 0 at a midpoint, for both psi; with psi < 0 no v has psi' v + alpha psi >= 0."""
    first, second = LEVELS[:2]
    psi, slope = reals("psi slope")
    flat = [
        prove(
            equal(slope_in_cell(W, 1, LEVELS, kind), 0),
            given=[first < second, 2 * W >= first + second, 2 * W <= first + second],
            control=Twin("beside it", given=[first < second, 2 * W >= first + second]),
        )
        for kind in KINDS.values()
    ]
    empty = prove(
        SPEED * slope + ALPHA * psi < 0,
        given=[ALPHA > 0, equal(slope, 0), psi < 0],
        control=Twin("psi = 0 too", given=[ALPHA > 0, equal(slope, 0), psi <= 0]),
    )
    return conjunction(*flat, empty, reason="psi' = 0 and psi < 0")


def exactly() -> Outcome:
    """V(w) is empty exactly if a coordinate has psi < 0 at a midpoint."""
    joined = conjunction(
        empty_at_infeasible_midpoints(),
        empty_only_at_midpoints(QUADRATIC),
        empty_only_at_midpoints(QUARTIC),
        reason="V is empty exactly at midpoints with psi < 0",
    )
    return by_hand(joined, "several coordinates: V is a product, empty exactly if a factor is")


@cache
def scaling() -> Outcome:
    """MFCQ at x: a large multiple of its direction u is in V."""
    g, h, s, t = reals("g_1 g_2 s_1 s_2")
    factor = -ALPHA * g / s - ALPHA * h / t
    given = [ALPHA > 0, g <= 0, h <= 0, s > 0, t > 0]
    found = prove(
        sympy.And(factor * s >= -ALPHA * g, factor * t >= -ALPHA * h, -ALPHA * g >= 0),
        given=given,
        control=Twin("half of it", factor / 2 * s >= -ALPHA * g),
    )
    return by_hand(found, "any number of constraints: the factor is the sum of -alpha g_i/(grad.u)")


def isolated_level() -> Outcome:
    """epsilon = 0, quartic, w = 1: C is {-1, 1}, its tangent cone {0}, but v = 1 is in V."""
    coordinate = Coordinate((-1, 1), 0, kind=QUARTIC)
    distance = sympy.Symbol("h", positive=True)  # w = 1 + h: outside C for every small h
    beyond = remoteness_in_cell(1 + distance, 2, (-1, 1), 0, QUARTIC)
    third = Coordinate((-1, 1), "1/4", kind=QUARTIC)
    return replay(
        Instance(
            coordinate.setting(w=1, v=1),
            [
                Check("epsilon in [0, 1]", coordinate.epsilon, ">=", 0),
                Check("w in C: psi(1) = 0", coordinate.psi(1), "==", 0),
                Check("v in V: psi' v + alpha psi >= 0", coordinate.slope(1), ">=", 0),
            ],
            Check("C has points 1 + h on the side of v: psi(1 + h)", beyond, ">=", 0),
        ),
        control=Instance(
            third.setting(w="-3/2", v=1),
            [Check("psi(-3/2) = 0", third.psi("-3/2"), "==", 0)],
            Check("with epsilon = 1/4, at -3/2 + 1/10", third.psi("-7/5"), ">=", 0),
        ),
    )


ARGUMENT: tuple[tuple[Any, ...], ...] = (
    ("cone", "Under MFCQ, for x in C: V(x) is the tangent cone.", "proved", tangent_cone),
    (
        "scaling",
        "Under MFCQ at x, scaling its direction gives a point of V(x).",
        "proved",
        scaling,
    ),
    (
        "zero-epsilon",
        "The same without MFCQ, for the smallest epsilon allowed (0).",
        "refuted",
        isolated_level,
    ),
)


def _argument(claim: str) -> tuple[Step, ...]:
    return tuple(Step(f"{claim}/{name}", *rest) for name, *rest in ARGUMENT)


def _repair(claim: str, title: str) -> Claim:
    return Claim(
        id=f"{claim}/repaired",
        title="The velocity set is empty exactly at infeasible midpoints",
        source=f"In place of the notes' {title}",
        statement=(
            "V(w) is empty if and only if some coordinate lies at a midpoint with psi < 0; for "
            "both psi and every epsilon >= 0. (The clipped set of the rule 'projected' is never "
            "empty.)"
        ),
        formula=r"V = \emptyset \iff \exists i:\ \psi_i < 0 = \psi'_i",
        assumptions=("epsilon >= 0", "alpha > 0"),
        expected="proved",
        check=exactly,
    )


CONDITION = Claim(
    id="notes/condition-a",
    title="When the velocity set is empty",
    source="Early notes, Condition A",
    statement="V(w) is empty if and only if some coordinate of w is the midpoint of its levels.",
    formula=r"V_\alpha(w) = \emptyset \iff \exists i:\ w^i = (q_j^i + q_{j+1}^i)/2",
    assumptions=("epsilon in [0, 1]", "alpha > 0"),
    expected="refuted",
    check=feasible_midpoint,
    steps=(
        Step(
            "notes/condition-a/if-touching",
            "A midpoint with psi = 0 leaves V empty (quartic psi).",
            "refuted",
            partial(touching_midpoint, QUARTIC),
        ),
        Step(
            "notes/condition-a/if-touching-quadratic",
            "A midpoint with psi = 0 leaves V empty (quadratic psi).",
            "refuted",
            partial(touching_midpoint, QUADRATIC),
        ),
        Step(
            "notes/condition-a/only-if",
            "If V is empty, some coordinate is at a midpoint (both psi).",
            "proved",
            exactly,
        ),
        *_argument("notes/condition-a"),
        Step(
            "notes/condition-a/conclusion",
            "So the velocity set is not empty where a constraint is violated (the argument, "
            "without MFCQ, at an infeasible midpoint).",
            "refuted",
            partial(_missing_velocity, "v psi' >= -alpha psi for some v"),
        ),
    ),
    repair=_repair("notes/condition-a", "Condition A"),
)

DEFINITION = Claim(
    id="notes/definition-6",
    title="The velocity set is never empty",
    source="Early notes, Definition 6",
    statement="V_alpha(x) is guaranteed to be non-empty for any x.",
    formula=r"V_\alpha(x) \ne \emptyset \text{ for all } x",
    assumptions=(
        "alpha > 0",
        "the constraints of C_epsilon, for which MFCQ (Assumption 2) fails at the point below",
    ),
    expected="refuted",
    check=partial(_missing_velocity, "some v is in V: v psi' >= -alpha psi"),
    steps=_argument("notes/definition-6"),
    repair=_repair("notes/definition-6", "Definition 6"),
)

CLAIMS = (CONDITION, DEFINITION)

r"""Notes, Lemma 1: the quadratic remoteness as a minimum of convex pieces.

Setting
    phi of the notes' Definition 3 (the product of the distances to both neighbours between two
    levels, the distance to the end level outside), psi = epsilon - phi, finitely many levels.
    Definition 4: piecewise convex means a minimum of finitely many convex functions.
Assumptions
    epsilon in [0, 1].
Claim
    psi is piecewise convex.
Valid for
    Every epsilon, as Definition 4 reads. The proof restates it with "concave" and "maximum", which
    is false for psi (and true for phi).
Source
    Early notes, section 3: Definitions 3 and 4, Lemma 1.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, product_in_cell, remoteness_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import Coordinate, reals

W, EPSILON, P, Q, R, S, H = reals("w epsilon p q r s h")
LEFT, INNER, RIGHT = 0, 1, 2
# own piece, other piece, what orders them: two levels of each are enough, whatever lies between
PAIRS: tuple[tuple[int, int, tuple[Any, ...]], ...] = (
    (INNER, INNER, (P < Q, Q <= R, R < S)),
    (INNER, INNER, (R < S, S <= P, P < Q)),
    (INNER, LEFT, (P < Q, R < S, R <= P)),
    (INNER, RIGHT, (P < Q, R < S, Q <= S)),
    (LEFT, INNER, (P <= R, R < S)),
    (LEFT, RIGHT, (P <= S, R < S)),
    (RIGHT, INNER, (R < S, S <= Q)),
    (RIGHT, LEFT, (R <= Q, R < S)),
)


def _piece(index: int, levels: tuple[Any, Any]) -> Any:
    """Return the continuation of one piece of psi, from the kernel."""
    return remoteness_in_cell(W, index, levels, EPSILON, QUADRATIC)


def _own_cell(index: int) -> Any:
    return {LEFT: W <= P, INNER: sympy.And(W >= P, W <= Q), RIGHT: W >= Q}[index]


@cache
def minimum() -> Outcome:
    """In its own cell a piece of psi is at most every other piece."""
    found = []
    for own, other, order in PAIRS:
        mine, theirs = _piece(own, (P, Q)), _piece(other, (R, S))
        found.append(
            prove(
                mine <= theirs,
                given=[*order, _own_cell(own)],
                control=Twin("in any cell", given=[*order]),
            )
        )
    joined = conjunction(*found, reason="every pair of pieces")
    return by_hand(
        joined, "any number of levels: the minimum of finitely many numbers is found in pairs"
    )


@cache
def pieces_convex() -> Outcome:
    """Second differences of the pieces: 2 h^2 between levels, 0 outside."""
    found = []
    for index in (LEFT, INNER, RIGHT):
        piece = _piece(index, (P, Q))
        second = sympy.expand(piece.subs(W, W + H) + piece.subs(W, W - H) - 2 * piece)
        found.append(certify_identity(second, 2 * H**2 if index == INNER else 0, control=-(H**2)))
    square = sympy.Symbol("h2", nonnegative=True)
    found.append(certify(2 * square, nonnegative=[square], control=(-square, {square: 1})))
    return conjunction(*found, reason="continuous, with non-negative second differences")


@cache
def lemma() -> Outcome:
    """psi is the minimum of its continued pieces, which are convex."""
    return conjunction(minimum(), pieces_convex(), reason="psi = min of its K + 1 convex pieces")


def maximum_of_concave() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2: psi is strictly convex between the levels."""
    coordinate = Coordinate((-1, 1), "1/2")
    here, aside = coordinate.psi(0), [coordinate.psi("-1/2"), coordinate.psi("1/2")]
    x, h = reals("x h")
    second = sum(
        remoteness_in_cell(x + shift, 1, (-1, 1), coordinate.epsilon, QUADRATIC) * weight
        for shift, weight in ((h, 1), (-h, 1), (0, -2))
    )
    outer = coordinate.psi(3) * 2 - coordinate.psi(2) - coordinate.psi(4)
    found = replay(
        Instance(
            coordinate.setting(points="-1/2, 0, 1/2"),
            [Check("on every piece of (-1, 1): second difference - 2 h^2", second, "==", 2 * h**2)],
            Check("psi(0) >= (psi(-1/2) + psi(1/2))/2", here, ">=", sum(aside) / 2),
            header=("w", "psi"),
            rows=[("-1/2", aside[0]), (0, here), ("1/2", aside[1])],
        ),
        control=Instance(
            coordinate.setting(points="2, 3, 4"),
            [],
            Check("right of the levels: 2 psi(3) - psi(2) - psi(4)", outer, ">=", 0),
        ),
    )
    return by_hand(
        found,
        "no other choice helps: of finitely many concave functions with maximum psi, one equals "
        "psi on an interval (closed sets that cover (-1, 1)), where psi would then be concave",
    )


def displayed_maximum() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, w = 0: f = (-1, 1, -1), maximum 1, but psi = -1/2."""
    coordinate = Coordinate((-1, 1), "1/2")
    values = [product_in_cell(0, index, coordinate.levels) for index in (0, 1, 2)]
    return replay(
        Instance(
            coordinate.setting(w=0),
            [Check("epsilon in [0, 1]", coordinate.epsilon, "<=", 1)],
            Check("max f_j(0) = psi(0)", max(values), "==", coordinate.psi(0)),
            header=("f_1", "f_2", "f_3", "psi"),
            rows=[(*values, coordinate.psi(0))],
        ),
        control=Instance(
            coordinate.setting(w=0),
            [],
            Check(
                "epsilon - max f_j(0) = psi(0)",
                coordinate.epsilon - max(values),
                "==",
                coordinate.psi(0),
            ),
        ),
    )


@cache
def one_positive() -> Outcome:
    """f_j > 0 makes every other displayed function negative."""
    found = []
    for own, other, order in PAIRS:
        mine, theirs = product_in_cell(W, own, (P, Q)), product_in_cell(W, other, (R, S))
        given = [*order, mine > 0]
        if own != INNER:  # the levels p, q of an outer piece need an order too
            given.append(P < Q)
        found.append(
            prove(theirs < 0, given=given, control=Twin("f_j < 0", given=[*given[:-1], mine < 0]))
            if own == INNER
            else prove(theirs < 0, given=given, control=Twin("f_j any", given=[*order, P < Q]))
        )
    return conjunction(*found, reason="every pair of pieces")


def not_convex() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2: psi peaks at the level 1."""
    coordinate = Coordinate((-1, 1), "1/2")
    mean = (coordinate.psi(0) + coordinate.psi(2)) / 2
    return replay(
        Instance(
            coordinate.setting(points="0, 1, 2"),
            [],
            Check("psi(1) <= (psi(0) + psi(2))/2", coordinate.psi(1), "<=", mean),
            header=("w", "psi"),
            rows=[(w, coordinate.psi(w)) for w in (0, 1, 2)],
        ),
        control=Instance(
            coordinate.setting(points="-1/2, 0, 1/2"),
            [],
            Check(
                "inside the gap: psi(0) <= psi(1/2)", coordinate.psi(0), "<=", coordinate.psi("1/2")
            ),
        ),
    )


CLAIM = Claim(
    id="notes/lemma-1",
    title="The quadratic remoteness is piecewise convex",
    source="Early notes, Lemma 1",
    statement=(
        "psi = epsilon - phi is piecewise convex in the sense of Definition 4: the minimum of "
        "finitely many convex functions."
    ),
    formula=r"\hat\psi = \min\{f_1, \dots, f_m\},\ f_j \text{ convex}",
    assumptions=("epsilon in [0, 1]", "finitely many levels"),
    expected="proved",
    check=lemma,
    steps=(
        Step(
            "notes/lemma-1/restated",
            "The lemma restated: psi is a maximum of finitely many concave functions.",
            "refuted",
            maximum_of_concave,
            r"\hat\psi = \max(f_1, \dots, f_m),\ f_j \text{ concave}",
        ),
        Step(
            "notes/lemma-1/selection",
            "The displayed functions (no epsilon, signs of phi) have the maximum psi.",
            "refuted",
            displayed_maximum,
            r"f_1 = q_1 - w,\ f_j = (q_{j-1} - w)(w - q_j),\ f_{K+1} = w - q_K",
        ),
        Step(
            "notes/lemma-1/selection-phi",
            "Reading: they are concave and have the maximum phi = epsilon - psi.",
            "proved",
            lemma,
            r"\hat\varphi = \max_j f_j",
        ),
        Step(
            "notes/lemma-1/one-positive",
            "Where one displayed function is positive, every other one is negative.",
            "proved",
            one_positive,
            r"f_j > 0 \Rightarrow f_k < 0\ (k \ne j)",
        ),
        Step(
            "notes/lemma-1/convexity",
            "psi is convex ('observing the convexity of psi').",
            "refuted",
            not_convex,
        ),
    ),
)

CLAIMS = (CLAIM,)

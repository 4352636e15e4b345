r"""Notes, Lemma 5: an unfinished sentence about the last large step.

Setting
    k_0 = sup over i and 1 <= j <= K_i of sup{k : gamma_k M >= max(c_- - m, m - c_+)}, m the
    midpoint of levels j and j + 1; the sentence "Since w must" ends there.
Assumptions
    None are stated; M, c_- and c_+ are not defined, and level K_i + 1 does not exist.
Claim
    None is stated. Readings: after k_0 a coordinate never leaves its cell.
Valid for
    c_+ and c_- the feasible ends left and right of the same midpoint (the two distances are then
    equal), M a bound on |v|. If the distances are those of one level to its two midpoints, the
    maximum must be a minimum.
Source
    Early notes, Lemma 5.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    ill_posed,
    prove,
    replay,
)
from proofs_legacy.common import Coordinate, every, reals

W, SPEED, GAMMA, BOUND, LOW, HIGH, LEFT, RIGHT = reals("w v gamma M q_- q_+ m_l m_r")


@cache
def symmetric() -> Outcome:
    """psi is symmetric about a midpoint, so both feasible ends are equally far from it."""
    a, b, h, epsilon = reals("a b h epsilon")
    middle = (a + b) / 2
    found = []
    for kind in (QUADRATIC, QUARTIC):
        right, left = (
            remoteness_in_cell(middle + side * h, 1, (a, b), epsilon, kind) for side in (1, -1)
        )
        found.append(certify_identity(right, left, control=left + h))
    return conjunction(*found, reason="psi(m + h) = psi(m - h)")


@cache
def confined() -> Outcome:
    """gamma M below both distances: an open cell is left by no step that infeasibility turns in."""
    inward = every(
        sympy.Or(W >= LOW, SPEED >= 0),
        sympy.Or(W <= HIGH, SPEED <= 0),
        SPEED <= BOUND,
        SPEED >= -BOUND,
    )
    after = W + GAMMA * SPEED
    order = [LEFT < LOW, LOW <= HIGH, HIGH < RIGHT, LEFT < W, W < RIGHT, GAMMA > 0]
    steps = [GAMMA * BOUND < LOW - LEFT, GAMMA * BOUND < RIGHT - HIGH]
    return prove(
        every(LEFT < after, after < RIGHT),
        given=[*order, inward, *steps],
        control=Twin(
            "below the larger distance only",
            given=[*order, inward, sympy.Or(*steps)],
        ),
    )


def one_gap() -> Outcome:
    """The reading with one midpoint: confinement from k_0 + 1 on."""
    joined = conjunction(
        symmetric(), confined(), reason="both distances are equal, and the cell is kept"
    )
    return by_hand(
        joined,
        "last large step: k > k_0 has gamma_k M below the distance at every midpoint (k_0 is "
        "finite if gamma_k -> 0); outer cells have one such side, and steps outside turn inward",
    )


def two_gaps() -> Outcome:
    """Gaps 2, 7/4, 2, epsilon = 3/4: distances 1/2 and 1/8; gamma M = 1/4 leaves the cell."""
    coordinate = Coordinate((-2, 0, "7/4", "15/4"), "3/4")
    w, gamma, bound = F(11, 16), F(1, 4), 1
    speed = coordinate.velocity(w, -1)
    distances = (F(1, 2), F(1, 8))
    after, middle = w + gamma * speed, F(7, 8)
    small = w + F(1, 16) * speed
    ends = {"-1/2": "left end of level 0", "3/4": "right end", "1": "left end of level 7/4"}
    return replay(
        Instance(
            coordinate.setting(w=w, gradient=-1, stepsize=gamma, M=bound),
            [
                *(
                    Check(f"psi({x}) = 0: {name}", coordinate.psi(x), "==", 0)
                    for x, name in ends.items()
                ),
                Check("q_- - m_l = -1/2 + 1", F(-1, 2) + 1, "==", distances[0]),
                Check("m_r - q_+ = 7/8 - 3/4", middle - F(3, 4), "==", distances[1]),
                Check("|v| <= M", abs(speed), "<=", bound),
                Check("k > k_0 for every level: gamma M < max", gamma * bound, "<", max(distances)),
                Check("w starts in the cell of level 0", w, "<", middle),
            ],
            Check("w stays below the midpoint 7/8", after, "<", middle),
            header=("w", "psi", "v", "w + gamma v", "midpoint"),
            rows=[(w, coordinate.psi(w), speed, after, middle)],
        ),
        control=Instance(
            coordinate.setting(stepsize="1/16"),
            [Check("gamma M < min", F(1, 16), "<", min(distances))],
            Check("with gamma = 1/16", small, "<", middle),
        ),
    )


def unfinished() -> Outcome:
    """What is missing."""
    return ill_posed(
        "the statement stops after 'Since w must'; M, c_- and c_+ are not defined, and for j = "
        "K_i there is no level j + 1",
        ["notes/lemma-5/one-gap", "notes/lemma-5/two-gaps"],
    )


CLAIM = Claim(
    id="notes/lemma-5",
    title="The last step that can change a level",
    source="Early notes, Lemma 5",
    statement=(
        "With k_0 the last k for which gamma_k M >= max(c_- - m, m - c_+) for some midpoint m: "
        "(unfinished)."
    ),
    formula=r"k_0 = \sup_{i,j} \sup\{k : \gamma_k M \ge \max(c_- - \tfrac{c_j + c_{j+1}}2, "
    r"-c_+ + \tfrac{c_j + c_{j+1}}2)\}",
    assumptions=(),
    expected="ill-posed",
    check=unfinished,
    steps=(
        Step(
            "notes/lemma-5/one-gap",
            "Reading: c_+ < m < c_- are the feasible ends beside the midpoint m, M bounds |v|; "
            "after k_0 every coordinate stays in its open cell.",
            "proved",
            one_gap,
        ),
        Step(
            "notes/lemma-5/two-gaps",
            "Reading: the two distances are those of one level's ends to its two midpoints.",
            "refuted",
            two_gaps,
            r"\max(q_- - m_{j-1},\ m_j - q_+)",
        ),
    ),
    repair=Claim(
        id="notes/lemma-5/repaired",
        title="Confinement after the last large step",
        source="In place of the notes' Lemma 5",
        statement=(
            "If gamma_k M is below the distance from every feasible end to its midpoint, with M a "
            "bound on |v|, every coordinate stays in its open cell."
        ),
        formula=r"\gamma_k M < \min(q_- - m_l,\ m_r - q_+)",
        expected="proved",
        check=one_gap,
    ),
)

CLAIMS = (CLAIM,)

r"""Notes, Lemma 4: convergence without any condition on the loss.

Setting
    ASkewSGD (mini-batches, N terms) with the step x + gamma v.
Assumptions
    sum gamma_k = infinity, sum gamma_k^2 < infinity. Nothing on the loss, nothing on how the
    mini-batch is drawn.
Claim
    The iterates converge, and d(w_k, C_epsilon) -> 0.
Valid for
    The distance, with bounded gradients, or with a Lipschitz gradient for every l_j. The iterates
    need not converge even then if the mini-batches may be chosen; whether they converge for drawn
    ones is not decided here.
Source
    Early notes, Lemma 4.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory import kernel
from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, paths, prove, replay
from proofs_legacy import lemma_1, theorem_6_repaired
from proofs_legacy.common import Coordinate, on_every_path, reals

HALF = Coordinate((-1, 1), "1/2")
WIDE = Coordinate((-1, 1), "3/4")
W = reals("w")[0]


@cache
def gradient_branch() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, loss w^4: for |w| >= 3 the velocity is -4 w^3."""
    found = paths(
        lambda w: kernel.velocity(
            w, 4 * w * w * w, (-1, 1), HALF.epsilon, 1, 1, QUADRATIC, PRINTED
        ),
        W,
    )
    statement = on_every_path(found, lambda v: sympy.Eq(v, -4 * W**3))
    return prove(
        statement, given=[W**2 >= 9], control=Twin("for |w| >= 1/4", given=[W**2 >= F(1, 16)])
    )


@cache
def growth() -> Outcome:
    """w^2 >= n and w' = w - 4 w^3/n give w'^2 >= 9 w^2 >= n + 1, for n >= 1."""
    n, square = reals("n z")
    factor = (1 - 4 * square / n) ** 2
    return prove(
        sympy.And(square * factor >= 9 * square, 9 * square >= n + 1),
        given=[n >= 1, square >= n],
        control=Twin("w^2 >= n/4", given=[n >= 1, 4 * square >= n]),
    )


def runs_away() -> Outcome:
    """Loss w^4 from 3 with gamma_k = 1/(k + 1): |w_k| >= 3^(k + 1)."""
    rows = HALF.orbit(3, lambda w: 4 * w**3, [F(1, k + 1) for k in range(3)])
    m, s = sympy.Symbol("m", nonnegative=True), sympy.Symbol("s", positive=True)
    n = m + 1
    square = n + s  # w_k^2 = n + s with n = k + 1
    factor = sympy.expand((4 * square - n) / n)
    calm = HALF.orbit(3, lambda w: 4, [F(1, k + 1) for k in range(3)])
    return replay(
        Instance(
            HALF.setting(loss="w^4", start=3, stepsizes="1, 1/2, 1/3, ..."),
            [
                Check("sum 1/n^2: 1/n^2 <= 1/(n-1) - 1/n, n = m + 2", m + 2, ">=", m + 1),
                Check("the force never acts: v_0 = -4 w_0^3", rows[0][3], "==", -4 * 27),
                Check("w_1", rows[1][1], "==", -105),
                Check("w_0^2 > 1", rows[0][1] ** 2, ">", 1),
                Check("w_k^2 > k + 1 = n: 4 w_k^2/n - 1 > 3", factor, ">", 3),
                Check("so w_{k+1}^2 > 9 w_k^2 > n + 1", 9 * square, ">", n + 1),
            ],
            Check("the distance shrinks: |w_3| <= |w_2|", abs(rows[3][1]), "<=", abs(rows[2][1])),
            header=("k", "w", "gradient", "velocity"),
            rows=rows[:3],
        ),
        control=Instance(
            HALF.setting(loss="4w"),
            [],
            Check("with gradient 4: |w_3| <= |w_2|", abs(calm[3][1]), "<=", abs(calm[2][1])),
        ),
    )


def oscillates() -> Outcome:
    """l_1 = w, l_2 = -w, epsilon = 3/4, from 3/4: blocks of 2^n steps of 2^-n/2, alternating.

    The mini-batches of one sample are chosen, not drawn.
    """
    rows, w, ends = [], F(3, 4), [F(3, 4)]
    for block in range(4):
        gradient = F(-1) if block % 2 == 0 else F(1)
        for _ in range(2**block):
            speed = WIDE.velocity(w, gradient)
            rows.append((block, F(1, 2 ** (block + 1)), w, gradient, speed))
            w += F(1, 2 ** (block + 1)) * speed
        ends.append(w)
    n = sympy.Symbol("n", positive=True, integer=True)
    size = 1 / (2 * 2**n)
    return replay(
        Instance(
            WIDE.setting(
                samples="w, -w (their mean is 0)",
                batches="chosen, not drawn: second sample in even blocks, first in odd ones",
                stepsizes="2^n steps of 2^-n/2, n = 0, 1, 2, ...",
                start="3/4",
            ),
            [
                Check(
                    "each block adds 1/2 to sum gamma", sympy.simplify(2**n * size), "==", F(1, 2)
                ),
                Check(
                    "and 2^-n/4 to sum gamma^2",
                    sympy.simplify(2**n * size**2 * 2**n),
                    "==",
                    F(1, 4),
                ),
                Check("psi(3/4) > 0", WIDE.psi("3/4"), ">", 0),
                Check("psi(5/4) > 0; psi > 0 between: v = -g", WIDE.psi("5/4"), ">", 0),
                Check("after two blocks the run is back", ends[2], "==", ends[0]),
                Check("after four blocks too", ends[4], "==", ends[0]),
            ],
            Check("w converges: even and odd blocks end at one point", ends[1], "==", ends[2]),
            header=("block", "gamma", "w", "gradient", "v"),
            rows=rows,
            plot={"orbit": [row[2] for row in rows], "bound": F(3, 4), "label": "start"},
        ),
        control=Instance(
            WIDE.setting(), [], Check("its distance to C: psi(5/4) >= 0", WIDE.psi("5/4"), ">=", 0)
        ),
    )


def distance_smooth() -> Outcome:
    """Lipschitz gradients of the N losses: bounded iterates, hence bounded gradients; Lemma 1."""
    joined = conjunction(
        theorem_6_repaired.growth(), lemma_1.lemma(), reason="bounded iterates, then Lemma 1"
    )
    return by_hand(
        joined,
        "linear growth: |grad l_j(w)| <= c + M D for all of the finitely many j, with D the "
        "largest distance to the hull and c >= M_c, so the step above holds for eta = 0 once "
        "gamma M <= 1/2; gamma -> 0 keeps D bounded, and Lemma 1 needs |ghat| <= G on the run only",
    )


def ingredients() -> Outcome:
    """The run away, for every k: branch and growth."""
    return conjunction(gradient_branch(), growth(), reason="|w| triples at every step")


CLAIM = Claim(
    id="notes/lemma-4",
    title="Convergence of the iterates and of the distance",
    source="Early notes, Lemma 4",
    statement=(
        "With sum gamma_k = infinity and sum gamma_k^2 < infinity the iterates of ASkewSGD are "
        "guaranteed to converge, and d(w_k, C_epsilon) -> 0."
    ),
    formula=r"w_k \to w_\infty, \quad \lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
    assumptions=(
        "sum gamma_k = infinity, sum gamma_k^2 < infinity",
        "nothing on the losses (Assumption 1 is not named; with it: see the reading)",
    ),
    expected="refuted",
    check=runs_away,
    steps=(
        Step(
            "notes/lemma-4/distance",
            "d(w_k, C) -> 0 for every loss (w^4 has no Lipschitz gradient).",
            "refuted",
            runs_away,
        ),
        Step(
            "notes/lemma-4/distance-smooth",
            "Reading: Assumption 1 for every l_j (a Lipschitz gradient). d(w_k, C) -> 0, for both "
            "psi and any mini-batches.",
            "proved",
            distance_smooth,
            r"\lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
        ),
        Step(
            "notes/lemma-4/run-away",
            "In that run |w_k| >= 3^(k+1) for every k.",
            "proved",
            ingredients,
            r"|w_{k+1}| \ge 3|w_k|",
        ),
        Step(
            "notes/lemma-4/iterates",
            "The iterates converge for any choice of the mini-batches (here chosen, not drawn), "
            "even with bounded gradients and d(w_k, C) = 0 throughout.",
            "refuted",
            oscillates,
        ),
    ),
    repair=Claim(
        id="notes/lemma-4/repaired",
        title="The distance tends to zero if gradients are bounded",
        source="In place of the notes' Lemma 4; the report's Lemma 1",
        statement="If every l_j has a bounded gradient, d(w_k, C_epsilon) -> 0.",
        formula=r"\lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
        assumptions=("bounded gradients", "gamma_k -> 0, sum gamma_k = infinity"),
        expected="proved",
        check=lemma_1.lemma,
    ),
)

CLAIMS = (CLAIM,)

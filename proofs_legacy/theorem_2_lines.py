"""The proof of Theorem 2 line by line.

Symbols: n = sum of g_i^2 outside S, a = sum of u_i g_i and b = sum of u_i^2 over S, s = |S|; x is
the loss at w, y the loss at w^+. L is the proof's L_l throughout.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
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
from proofs_legacy import definition_4
from proofs_legacy.common import Coordinate, equal, every, reals
from proofs_legacy.orbits import Oscillation, Push

GAMMA, L, CLIP, ALPHA, DIM, T = reals("gamma L M_c alpha d T")
X, Y, N, A, B, S = reals("x y n a b s")
POSITIVE = [GAMMA > 0, L > 0, CLIP > 0, ALPHA > 0, DIM >= 1, T >= 0]
HALF = sympy.Rational(1, 2)
SQUARES = GAMMA**2 * L / 2
AFTER_3 = X - GAMMA / 2 * N + GAMMA * A + SQUARES * B
PER_STEP = GAMMA * CLIP * L * DIM + SQUARES * CLIP**2 * DIM


def line_1() -> Outcome:
    """The descent lemma with L_l: an oscillation does not descend."""
    run = Oscillation()
    rows = run.rows()
    gamma, (_, _, before, g, v), after = run.gamma, rows[0], rows[1][2]
    rest = {"header": run.HEADER, "rows": rows[:3]}
    smooth = 2 / gamma
    return replay(
        Instance(
            run.setting(),
            run.hypotheses(),
            Check("l(w_1) <= l(w_0) + gamma v g + (gamma^2 L/2) v^2", after, "<=",
                  before + gamma * v * g + gamma**2 / 2 * v * v),
            **rest,
        ),
        control=Instance(
            run.setting(),
            [],
            Check("with the smoothness 8 in place of L", after, "<=",
                  before + gamma * v * g + gamma**2 * smooth / 2 * v * v),
        ),
    )  # fmt: skip


def line_2() -> Outcome:
    """The split v_i = -g_i outside S: at a feasible midpoint the convention says v_i = M_c."""
    coordinate = Coordinate((-1, 1), 1, 1, 1)
    gamma, g = F(1, 2), F(1)
    v = coordinate.velocity(0, g)
    level = gamma**2 / 2
    left, right = gamma * v * g + level * v * v, -gamma * g * g + level * g * g
    off = coordinate.velocity("1/2", g)
    return replay(
        Instance(
            coordinate.setting(loss="w", L=1, w=0, stepsize=gamma),
            [
                Check("epsilon = gap^2/4 (Theorem 2 does not limit epsilon)", coordinate.epsilon,
                      "==", 1),
                Check("psi(0) = 0", coordinate.psi(0), "==", 0),
                Check("-g psi' >= -alpha psi >= 0, so i is not in S", -g * coordinate.slope(0),
                      ">=", 0),
                Check("w is the midpoint, so v = M_c", v, "==", 1),
                Check("gamma < 1/L", gamma, "<", 1),
            ],
            Check("gamma v g + (gamma^2 L/2) v^2 = (gamma^2 L/2 - gamma) g^2", left, "==", right),
            header=("w", "psi", "psi'", "g", "v"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0), g, v)],
        ),
        control=Instance(
            coordinate.setting(w="1/2"),
            [],
            Check("at w = 1/2", gamma * off * g + level * off**2, "==", right),
        ),
    )  # fmt: skip


def line_2_elsewhere() -> Outcome:
    """Off feasible midpoints the split is an identity."""
    branches = definition_4.kernel_agrees()
    split = prove(
        equal(
            GAMMA * (A - N) + SQUARES * (B + N), GAMMA * A - GAMMA * N + SQUARES * B + SQUARES * N
        ),
        control=Twin("the sign of n", equal(GAMMA * (A - N), GAMMA * (A + N))),
    )
    return conjunction(branches, split, reason="S and its complement are the kernel's branches")


def line_3() -> Outcome:
    """1 - gamma L/2 > 1/2."""
    before = X + GAMMA * A - GAMMA * N + SQUARES * B + SQUARES * N
    given = [*POSITIVE, N >= 0, Y <= before]
    return prove(
        Y <= AFTER_3,
        given=[*given, GAMMA * L < 1],
        control=Twin("gamma L < 2", given=[*given, GAMMA * L < 2]),
    )


def line_4() -> Outcome:
    """A bound on the gradient by L_l, where A3 as displayed gives its square root."""
    run = Push()
    _, _, before, g, u = run.rows()[0]
    bound, clip = F(1, 16), F(1)
    left = before + run.gamma * u * g + run.gamma**2 * bound / 2 * u * u
    right = before + run.gamma * clip * bound + run.gamma**2 * bound / 2 * clip**2
    root = before + run.gamma * clip * F(1, 4) + run.gamma**2 * bound / 2 * clip**2
    return replay(
        Instance(
            run.setting(),
            run.hypotheses(),
            Check("l + gamma u g + (gamma^2 L/2) u^2 <= l + gamma M_c L + (gamma^2 L/2) M_c^2",
                  left, "<=", right),
            header=run.HEADER,
            rows=run.rows()[:2],
        ),
        control=Instance(
            run.setting(), [], Check("with the square root of L", left, "<=", root)
        ),
    )  # fmt: skip


def line_4_lipschitz() -> Outcome:
    """The same with |g_i| <= L: coordinate by coordinate."""
    u, g = reals("u g")
    given = [*POSITIVE, sympy.Abs(u) <= CLIP, sympy.Abs(g) <= L]
    scalar = prove(
        every(u * g <= CLIP * L, u**2 <= CLIP**2),
        given=given,
        control=Twin("99/100", 100 * u * g <= 99 * CLIP * L),
    )
    return by_hand(scalar, "sum over the coordinates of S: both sides add up")


def line_5() -> Outcome:
    """|S| <= d."""
    return prove(
        GAMMA * S * CLIP * L + SQUARES * S * CLIP**2 <= PER_STEP,
        given=[*POSITIVE, S >= 0, S <= DIM],
        control=Twin("|S| <= 2d", given=[*POSITIVE, S >= 0, S <= 2 * DIM]),
    )


def rearranged(per_step: sympy.Expr) -> Outcome:
    """One step's bound on the loss, solved for the velocity; the sum telescopes."""
    scalar = prove(
        GAMMA / 2 * N <= X - Y + per_step,
        given=[*POSITIVE, Y <= X - GAMMA / 2 * N + per_step],
        control=Twin("twice the left side", GAMMA * N <= X - Y + per_step),
    )
    return by_hand(scalar, "sum over k: the losses telescope, the other terms count T + 1 times")


def line_6() -> Outcome:
    """Rearranged; the sum telescopes."""
    return rearranged(PER_STEP)


def line_7() -> Outcome:
    """The squares of the forces added; the term with alpha comes from nowhere and only helps."""
    start = X - Y + (T + 1) * PER_STEP
    extra = 2 * (T + 1) * ALPHA * DIM * GAMMA**2 * L**2
    given = [*POSITIVE, GAMMA / 2 * N <= start, B <= (T + 1) * CLIP**2 * DIM]
    return prove(
        GAMMA / 2 * (N + B) <= start + extra + GAMMA / 2 * (T + 1) * CLIP**2 * DIM,
        given=given,
        control=Twin("without the squares", GAMMA / 2 * (N + B) <= start + extra),
    )


def line_8() -> Outcome:
    """Divided by gamma (T + 1)/2: the minimum is at most the average."""
    extra = 2 * (T + 1) * ALPHA * DIM * GAMMA**2 * L**2
    right = X - Y + (T + 1) * PER_STEP + extra + GAMMA / 2 * (T + 1) * CLIP**2 * DIM
    identity = certify_identity(
        2 * right / (GAMMA * (T + 1)), printed(X - Y), control=printed(X - Y) + CLIP
    )
    least = reals("m")[0]
    average = prove(
        sympy.Implies(GAMMA / 2 * (T + 1) * least <= Y, least <= 2 * Y / (GAMMA * (T + 1))),
        given=POSITIVE,
        control=Twin(
            "without the 2",
            sympy.Implies(GAMMA / 2 * (T + 1) * least <= Y, least <= Y / (GAMMA * (T + 1))),
        ),
    )
    return conjunction(identity, average, reason="(T + 1) times the minimum is at most the sum")


def printed(difference: sympy.Expr) -> sympy.Expr:
    """Return the printed right side; ``difference`` is l(w^(0)) - l(w^(T+1))."""
    return (
        2 * difference / (GAMMA * (T + 1))
        + 4 * ALPHA * DIM * GAMMA * L**2
        + 2 * CLIP * L * DIM
        + GAMMA * L * CLIP**2 * DIM
        + CLIP**2 * DIM
    )


def line_9() -> Outcome:
    """|v|^2 is the bracket of line 8, given the split of line 2."""
    v, g, u = reals("v g u")
    scalar = prove(
        every(
            sympy.Implies(equal(v, -g), equal(v**2, g**2)),
            sympy.Implies(equal(v, u), equal(v**2, u**2)),
        ),
        control=Twin("of the other kind", sympy.Implies(equal(v, -g), equal(v**2, u**2))),
    )
    return by_hand(scalar, "sum over coordinates: each is in S or outside it (line 2)")


def bracket() -> Outcome:
    """Line 9 where line 2 holds: off the midpoints S and its complement are the branches."""
    return conjunction(
        definition_4.kernel_agrees(), line_9(), reason="each square in one sum, off the midpoints"
    )


def transient() -> Outcome:
    """All iterates stay in a bounded box, so that the first term is O(1/T)."""
    w, low, high, first, last, step, most = reals("w w_low w_high e_low e_high step most")
    given = [
        first < last,
        most >= 0,
        low <= first - most,
        last + most <= high,
        low <= w,
        w <= high,
        sympy.Abs(step) <= most,
        sympy.Implies(w > last, step <= 0),
        sympy.Implies(w < first, step >= 0),
    ]
    box = prove(
        every(low <= w + step, w + step <= high),
        given=given,
        control=Twin("outward steps", given=given[:-2]),
    )
    return by_hand(
        box,
        "bounded: beyond both end intervals every velocity points inward, so each iterate lies in "
        "the box of the start and of gamma max(G, M_c) around the end intervals; the loss varies "
        "there by at most G times its diameter, whatever T is",
    )

"""The proof of Theorem 4 line by line.

Symbols: n = sum of g_i^2 outside S, b = sum of u_i^2 over S, p the part of b over S+, c = sum of
|u_i||g_i| over S-; x = the loss at w, y = the loss at w^+; M = the proof's M_l.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import SKEW_AGAINST, SKEW_ALONG
from askewtheory.losses.formulas import quadratic, quadratic_slope
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    ill_posed,
    prove,
    replay,
)
from proofs_legacy import definition_4, theorem_2_lines
from proofs_legacy.common import Coordinate, every, reals

GAMMA, M, CLIP, DIM, TOTAL, SQUARE = reals("gamma M M_c d H Q")
X, Y, N, B, P, C, COUNT = reals("x y n b p c s")
POSITIVE = [GAMMA > 0, M > 0, CLIP > 0, DIM >= 1]
CURVED = GAMMA**2 * M * CLIP**2 * DIM / 2


def note() -> Outcome:
    """In S+ the clip can make the force shorter than the gradient."""
    coordinate = Coordinate((-1, 1), "1/2", 2, 1)
    w, g = F(3), F(2)
    u = coordinate.velocity(w, g)
    wide = Coordinate((-1, 1), "1/2", 2, 3)
    rows = [(w, coordinate.psi(w), coordinate.slope(w), g, coordinate.ratio(w), u)]
    return replay(
        Instance(
            coordinate.setting(loss="w^2/3", w=w),
            [Check("psi(w) < 0", coordinate.psi(w), "<", 0),
             Check("0 <= -g psi'", 0, "<=", -g * coordinate.slope(w)),
             Check("-g psi' < -alpha psi: i is in S+", -g * coordinate.slope(w), "<",
                   -coordinate.alpha * coordinate.psi(w)),
             Check("branch of the kernel: S+", coordinate.branch(w, g), "==", SKEW_ALONG)],
            Check("|u| >= |g|", abs(u), ">=", g),
            header=("w", "psi", "psi'", "g", "-alpha psi/psi'", "u"), rows=rows,
        ),
        control=Instance(wide.setting(w=w), [], Check("with M_c = 3", abs(wide.velocity(w, g)),
                                                      ">=", g)),
    )  # fmt: skip


def _uphill() -> tuple:
    """Loss (w - 9)^2/4, w = 3: the force pulls left, against the gradient step."""
    coordinate, curvature, center = Coordinate((-1, 1), "1/2", 1, 1), F(1, 2), F(9)
    w, gamma = F(3), F(1)
    g = quadratic_slope(w, curvature, center)
    u = coordinate.velocity(w, g)
    before, after = (quadratic(x, curvature, center) for x in (w, w + gamma * u))
    hypotheses = [
        Check("A2 as displayed, M = 1/4: curvature squared", curvature**2, "<=", F(1, 4)),
        Check("gamma L < 1 with L = M_l = 1/4", gamma / 4, "<", 1),
        Check("gamma L < 1 with L the smoothness 1/2", gamma / 2, "<", 1),
        Check("psi(w) < 0", coordinate.psi(w), "<", 0),
        Check("-g psi' < 0: i is in S-", -g * coordinate.slope(w), "<", 0),
        Check("branch of the kernel: S-", coordinate.branch(w, g), "==", SKEW_AGAINST),
    ]
    setting = coordinate.setting(loss="(w - 9)^2/4", M="1/4", w=w, stepsize=gamma)
    table = {
        "header": ("k", "w", "loss", "g", "u"),
        "rows": [(0, w, before, g, u), (1, w + gamma * u, after, "", "")],
    }
    return g, u, gamma, before, after, hypotheses, setting, table


def line_1() -> Outcome:
    """The descent inequality with M_l, where the smoothness is the square root of M_l."""
    g, u, gamma, before, after, hypotheses, setting, table = _uphill()
    right = before + gamma * u * g + gamma**2 * F(1, 4) / 2 * u * u
    rooted = before + gamma * u * g + gamma**2 * F(1, 2) / 2 * u * u
    return replay(
        Instance(setting, hypotheses,
                 Check("l(w_1) <= l(w_0) + gamma u g + (gamma^2 M/2) u^2", after, "<=", right),
                 **table),
        control=Instance(setting, [], Check("with the smoothness 1/2", after, "<=", rooted)),
    )  # fmt: skip


def line_1_smooth() -> Outcome:
    """With M the smoothness and gamma M <= 1, off feasible midpoints."""
    a = reals("a")[0]
    given = [*POSITIVE, GAMMA * M <= 1, N >= 0]
    squares = GAMMA**2 * M / 2
    scalar = prove(
        Y <= X - GAMMA / 2 * N + GAMMA * a + squares * B,
        given=[*given, Y <= X + GAMMA * (a - N) + squares * (B + N)],
        control=Twin(
            "gamma M <= 2",
            given=[*POSITIVE, GAMMA * M <= 2, N >= 0,
                   Y <= X + GAMMA * (a - N) + squares * (B + N)],
        ),
    )  # fmt: skip
    return by_hand(
        conjunction(scalar, definition_4.kernel_agrees(), reason="S+, S- and the rest"),
        "descent lemma: for an M-Lipschitz gradient",
    )


def line_2() -> Outcome:
    """In S- the product u g is positive, not negative."""
    g, u, gamma, _, _, hypotheses, setting, table = _uphill()
    extra = gamma**2 * F(1, 4) / 2
    left, right = gamma * u * g + extra * u * u, -gamma * abs(u) * abs(g) + extra
    mended = gamma * abs(u) * abs(g) + extra
    return replay(
        Instance(
            setting,
            hypotheses,
            Check(
                "gamma u g + (gamma^2 M/2) u^2 <= -gamma |u||g| + (gamma^2 M/2) M_c^2",
                left,
                "<=",
                right,
            ),
            **table,
        ),
        control=Instance(setting, [], Check("with +gamma |u||g|", left, "<=", mended)),
    )


def line_2_along() -> Outcome:
    """At an infeasible midpoint the index is in S+, u = M_c by convention, and g has any sign."""
    coordinate = Coordinate((-1, 1), "1/2", 1, 1)

    def instance(w: F, g: F) -> Instance:
        u = coordinate.velocity(w, g)
        return Instance(
            coordinate.setting(loss=f"{g}w", w=w, smoothness=0),
            [Check("psi(w) < 0", coordinate.psi(w), "<", 0),
             Check("-g psi' >= 0", -g * coordinate.slope(w), ">=", 0),
             Check("-alpha psi > -g psi': i is in S+",
                   -coordinate.alpha * coordinate.psi(w), ">", -g * coordinate.slope(w))],
            Check("u g <= |u|^2", u * g, "<=", u * u),
            header=("w", "g", "u"),
            rows=[(w, g, u)],
        )  # fmt: skip

    return replay(instance(F(0), F(2)), control=instance(F(1, 4), F(-1, 2)))


def line_3() -> Outcome:
    """The negative term dropped, at most d coordinates."""
    before = X - GAMMA / 2 * N + GAMMA * P - GAMMA * C + GAMMA**2 * M / 2 * COUNT * CLIP**2
    given = [*POSITIVE, P >= 0, COUNT >= 0, COUNT <= DIM]
    return prove(
        before <= X - GAMMA / 2 * N + GAMMA * P + CURVED,
        given=[*given, C >= 0],
        control=Twin("c of either sign", given=given),
    )


def line_4() -> Outcome:
    """At a feasible midpoint the velocity is M_c, in neither sum."""
    coordinate = Coordinate((-1, 1), 1, 1, 1)
    v, g = coordinate.velocity(0, 0), F(0)
    off = coordinate.velocity("1/2", 0)
    return replay(
        Instance(
            coordinate.setting(loss="0", w=0, stepsize=1),
            [Check("epsilon = gap^2/4, not excluded", coordinate.epsilon, "==", 1),
             Check("psi(0) = 0", coordinate.psi(0), "==", 0),
             Check("-g psi' >= -alpha psi >= 0: i is not in S", -g * coordinate.slope(0), ">=", 0),
             Check("the convention: v = M_c", v, "==", 1)],
            Check("(1/2) v^2 = (1/2) g^2", v * v, "==", g * g),
            header=("w", "psi", "psi'", "g", "v"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0), g, v)],
        ),
        control=Instance({}, [], Check("at w = 1/2", off * off, "==", g * g)),
    )  # fmt: skip


def line_4_elsewhere() -> Outcome:
    """Off feasible midpoints the split is an identity."""
    return conjunction(
        definition_4.kernel_agrees(), theorem_2_lines.line_9(), reason="each square in one sum"
    )


def line_5() -> Outcome:
    """Line 3 put in; S+ is part of S."""
    given = [*POSITIVE, N >= 0, P >= 0, P <= B, Y <= X - GAMMA / 2 * N + GAMMA * P + CURVED]
    return prove(
        GAMMA / 2 * (N + B) <= X - Y + 3 * GAMMA / 2 * B + CURVED,
        given=given,
        control=Twin("5/4", GAMMA / 2 * (N + B) <= X - Y + 5 * GAMMA / 4 * B + CURVED),
    )


def line_6() -> Outcome:
    """Each force is at most M_c."""
    given = [*POSITIVE, B <= COUNT * CLIP**2, COUNT <= DIM]
    return prove(
        3 * GAMMA / 2 * B <= 3 * GAMMA * DIM * CLIP**2 / 2,
        given=given,
        control=Twin("|S| <= 2d", given=[*POSITIVE, B <= COUNT * CLIP**2, COUNT <= 2 * DIM]),
    )


def line_7() -> Outcome:
    """K is not defined (K_i counts levels); T is meant."""
    return ill_posed("K in w^(K+1) is not defined; T + 1 is meant", ("theorem-4/line-7-meant",))


def line_7_meant() -> Outcome:
    """Line 6 of two steps, a_k = (gamma_k/2) |v_k|^2, added up, with T + 1."""
    g0, g1, a0, a1, x0, x1, x2 = reals("g0 g1 a0 a1 x0 x1 x2")

    def line_6_at(gamma: sympy.Expr) -> sympy.Expr:
        return 3 * gamma * DIM * CLIP**2 / 2 + gamma**2 * M * CLIP**2 * DIM / 2

    def summed(factor: sympy.Expr) -> sympy.Expr:
        return factor * DIM * CLIP**2 * (g0 + g1) + M * CLIP**2 * DIM / 2 * (g0**2 + g1**2)

    scalar = prove(
        a0 + a1 <= x0 - x2 + summed(sympy.Rational(3, 2)),
        given=[every(M > 0, CLIP > 0, DIM >= 1, g0 > 0, g1 > 0),
               a0 <= x0 - x1 + line_6_at(g0), a1 <= x1 - x2 + line_6_at(g1)],
        control=Twin("d M_c^2 for 3 d M_c^2/2", a0 + a1 <= x0 - x2 + summed(sympy.S.One)),
    )  # fmt: skip
    return by_hand(scalar, "more than two steps: by induction, the losses telescope")


def line_8() -> Outcome:
    """Divided by the sum of the stepsizes."""
    right = X - Y + 3 * DIM * CLIP**2 / 2 * TOTAL + M * CLIP**2 * DIM / 2 * SQUARE
    printed = (X - Y) / TOTAL + 3 * DIM * CLIP**2 / 2 + M * CLIP**2 * DIM * SQUARE / (2 * TOTAL)
    return prove(
        sympy.Implies(N <= right, N / TOTAL <= printed),
        given=[*POSITIVE, TOTAL > 0, SQUARE >= 0],
        control=Twin("H of either sign", given=[*POSITIVE, sympy.Ne(TOTAL, 0), SQUARE >= 0]),
    )


def bounded() -> Outcome:
    """In the sup norm no iterate beyond a radius R_0 goes further out, once the steps are small."""
    w, step, radius, end = reals("w step R e")
    given = [
        end > 0,
        radius >= 2 * end,
        sympy.Abs(w) <= radius,
        2 * sympy.Abs(step) <= radius,
        sympy.Implies(w > end, step <= 0),
        sympy.Implies(w < -end, step >= 0),
    ]
    scalar = prove(
        sympy.Abs(w + step) <= radius,
        given=given,
        control=Twin("outward steps", given=given[:-2]),
    )
    return by_hand(
        scalar,
        "bounded: beyond all levels every velocity points inward, and gamma_k |v| <= "
        "gamma_k (a + b R) <= R/2 for R >= R_0 once gamma_k is small, since the gradient is "
        "Lipschitz; only finitely many steps come before",
    )


def line_9() -> Outcome:
    """The limit, given line 8."""
    gain, most = reals("gain K_0")
    scalar = prove(
        sympy.Implies(sympy.Abs(gain) <= most, gain / TOTAL <= most / TOTAL),
        given=[TOTAL > 0, most >= 0],
        control=Twin("half", sympy.Implies(sympy.Abs(gain) <= most,
                                           gain / TOTAL <= most / (2 * TOTAL))),
    )  # fmt: skip
    return by_hand(
        conjunction(scalar, bounded(), reason="the losses stay bounded"),
        "limit: H tends to infinity and the sum of squares is finite, so 3 d M_c^2/2 remains",
    )

"""The proof of Theorem 3 line by line, and three exact runs. Symbols as in ``theorem_2_lines``."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.losses.formulas import power_slope
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy import theorem_2_lines
from proofs_legacy.common import Coordinate
from proofs_legacy.orbits import Oscillation
from proofs_legacy.theorem_2_lines import ALPHA, DIM, GAMMA, POSITIVE, SQUARES, B, L, N, S, T, X, Y

FORCE = 2 * ALPHA * GAMMA * L
PER_STEP = 2 * ALPHA * DIM * GAMMA**2 * L**2 + 2 * ALPHA**2 * DIM * GAMMA**4 * L**3
PRINTED_SQUARES = 4 * (T + 1) * ALPHA**2 * DIM * GAMMA**2 * L**2
FLOOR = (
    4 * ALPHA * DIM * GAMMA * L**2
    + 4 * ALPHA**2 * DIM * GAMMA**3 * L**3
    + 8 * ALPHA**2 * DIM * GAMMA * L**2
)


def line_1() -> Outcome:
    """The descent inequality of Theorem 2, under A3: an oscillation does not descend."""
    run = Oscillation()
    rows = run.rows()
    before, after, g, gamma = rows[0][2], rows[1][2], rows[0][3], run.gamma
    smooth = 2 / gamma
    return replay(
        Instance(
            run.setting(),
            run.hypotheses(),
            Check("l(w_1) <= l(w_0) - (gamma/2) g^2", after, "<=", before - gamma / 2 * g * g),
            header=run.HEADER,
            rows=rows[:3],
        ),
        control=Instance(
            run.setting(),
            [],
            Check("l(w_1) <= l(w_0) - gamma g^2 + (gamma^2 M_s/2) g^2, M_s = 8", after, "<=",
                  before - gamma * g * g + gamma**2 * smooth / 2 * g * g),
        ),
    )  # fmt: skip


def line_2() -> Outcome:
    """d = 2: |u_1| <= 2 alpha gamma L sqrt(2) holds, |u_1| <= 2 alpha gamma L does not."""
    coordinate, gamma, bound = Coordinate((-1, 1), "3/4", "1/2", 1), F(9, 20), F(1)
    first = coordinate.orbit("-11/20", lambda _: F(-1), [gamma])
    second = coordinate.orbit(-1, lambda _: F(0), [gamma])
    g, u = first[1][2], first[1][3]
    limit = 2 * coordinate.alpha * gamma * bound
    half = gamma**2 * bound / 2
    left = gamma * u * g + half * u * u
    table = [(k, first[k][1], second[k][1], first[k][3], second[k][3]) for k in (0, 1)]
    setting = coordinate.setting(loss="-w_1", L=1, stepsize=gamma, start="(-11/20, -1)", d=2)
    return replay(
        Instance(
            setting,
            [
                Check("A3 with L = 1: |grad l|", 1, "<=", bound),
                Check("gamma < 1/L", gamma, "<", 1),
                Check("Corollary 1's case (a): gamma max{L, M_c} < 1/2", gamma, "<", F(1, 2)),
                Check("d(w_1, C)^2 <= (gamma L)^2 d", F(2, 5) ** 2, "<=", 2 * gamma**2),
                Check("u_1^2 <= (2 alpha gamma L)^2 d", u * u, "<=", 2 * limit**2),
                Check("coordinate 1 is skewed: psi < 0", coordinate.psi(first[1][1]), "<", 0),
                Check("coordinate 2 is at rest: v", second[1][3], "==", 0),
            ],
            Check("gamma u g + (gamma^2 L/2) u^2 <= gamma (2 alpha gamma L) L + "
                  "(gamma^2 L/2)(2 alpha gamma L)^2",
                  left, "<=", gamma * limit * bound + half * limit**2),
            header=("k", "w_1", "w_2", "v_1", "v_2"),
            rows=table,
        ),
        control=Instance(
            setting,
            [],
            Check("with the factor d in place of sqrt(d)", left, "<=",
                  2 * gamma * limit * bound + 4 * half * limit**2),
        ),
    )  # fmt: skip


def line_3() -> Outcome:
    """|S| <= d."""
    one = GAMMA * FORCE * L + SQUARES * FORCE**2
    return prove(
        S * one <= DIM * one,
        given=[*POSITIVE, S >= 0, S <= DIM],
        control=Twin("|S| <= 2d", given=[*POSITIVE, S >= 0, S <= 2 * DIM]),
    )


def line_4() -> Outcome:
    """Multiplied out."""
    one = GAMMA * FORCE * L * DIM + SQUARES * FORCE**2 * DIM
    return certify_identity(one, PER_STEP, control=2 * PER_STEP)


def line_5() -> Outcome:
    """Rearranged; the sum telescopes."""
    return theorem_2_lines.rearranged(PER_STEP)


def pushed() -> tuple:
    """Loss -w/16, gamma = 4, D = 3/4: a step out of the interval to distance 249/1000."""
    coordinate = Coordinate((-1, 1), "55/64", "1/6", "1/12")
    gamma, bound = F(4), F(1, 16)
    rows = coordinate.orbit("-47/125", lambda _: -bound, [gamma] * 2)
    width = F(-3, 8) + F(119, 64)
    hypotheses = [
        Check("A3 with L = 1/16 (and its square root): slope", bound, "<=", F(1, 16)),
        Check("gamma < 1/L = 16", gamma, "<", 16),
        Check("psi(-3/8) = 0: q_+", coordinate.psi("-3/8"), "==", 0),
        Check("psi(-119/64) = 0: q_-", coordinate.psi("-119/64"), "==", 0),
        Check("gamma max{L, M_c} = 1/3 < q_+ - q_-", gamma / 12, "<", width),
        Check("gamma max{L, M_c} < m - q_+", gamma / 12, "<", F(3, 8)),
        Check("Lemma 2: gamma L <= D/3", gamma * bound, "<=", F(1, 4)),
        Check("k_1 = 1: d(w_1, C) <= gamma L", rows[1][1] + F(3, 8), "<=", gamma * bound),
        Check("psi(w_1) < 0", coordinate.psi(rows[1][1]), "<", 0),
        Check("|u_1| <= 2 alpha gamma L", abs(rows[1][3]), "<=", gamma * bound / 3),
    ]
    setting = coordinate.setting(
        loss="-w/16 (smoothness 0)", L=bound, stepsize=gamma, start="-47/125", k_1=1, T=0
    )
    gain = -bound * rows[1][1] + bound * rows[2][1]  # l(w_1) - l(w_2)
    table = {"header": ("k", "w", "g", "v"), "rows": rows}
    return coordinate, gamma, bound, abs(rows[1][3]), gain, hypotheses, setting, table


def line_6() -> Outcome:
    """The squares add (gamma/2) d (2 alpha gamma L)^2: at most what is printed iff gamma <= 2."""
    coordinate, gamma, bound, u, gain, hypotheses, setting, table = pushed()
    a = coordinate.alpha
    before = gain + 2 * a * gamma**2 * bound**2 + 2 * a**2 * gamma**4 * bound**3
    printed = before + 4 * a**2 * gamma**2 * bound**2
    repaired = before + 2 * a**2 * gamma**3 * bound**2
    return replay(
        Instance(
            setting,
            [*hypotheses, Check("line 5: 0 <= right side", 0, "<=", before)],
            Check("(gamma/2) u^2 <= right side of line 6", gamma / 2 * u * u, "<=", printed),
            **table,
        ),
        control=Instance(
            setting, [], Check("with 2 alpha^2 gamma^3 L^2", gamma / 2 * u * u, "<=", repaired)
        ),
    )


def line_6_small() -> Outcome:
    """For gamma <= 2 line 6 follows."""
    start = X - Y + (T + 1) * PER_STEP
    given = [*POSITIVE, GAMMA / 2 * N <= start, B <= (T + 1) * DIM * FORCE**2]
    return prove(
        GAMMA / 2 * (N + B) <= start + PRINTED_SQUARES,
        given=[*given, GAMMA <= 2],
        control=Twin("gamma <= 3", given=[*given, GAMMA <= 3]),
    )


def line_7() -> Outcome:
    """Divided by gamma (T + 1)/2."""
    right = X - Y + (T + 1) * PER_STEP + PRINTED_SQUARES
    printed = 2 * (X - Y) / (GAMMA * (T + 1)) + FLOOR
    identity = certify_identity(2 * right / (GAMMA * (T + 1)), printed, control=printed + ALPHA)
    return conjunction(identity, theorem_2_lines.line_8(), reason="the minimum is at most the mean")


def line_9() -> Outcome:
    """The limit, given line 8: every remaining term is at most a constant times gamma."""
    constant = 4 * ALPHA * DIM * L**2 + 4 * ALPHA**2 * DIM * L + 8 * ALPHA**2 * DIM * L**2
    scalar = prove(
        FLOOR <= constant * GAMMA,
        given=[*POSITIVE, GAMMA * L < 1],
        control=Twin("without gamma L < 1", given=POSITIVE),
    )
    return conjunction(
        scalar, theorem_2_lines.transient(), reason="floor at most C gamma, first term O(1/T)"
    )


POWER_LOSS = "(4/5)|w + 1|^(5/4) up to |w + 1| = 1, slope 1 beyond"
COORDINATE = Coordinate((-1, 1), "3/4", "1/8", "1/8")


def power_cycle(n: int) -> list[tuple]:
    """Return three rows of the cycle -1 +- n^-4 for gamma = 2/n^3: the gradient there is +-1/n."""
    gamma, w = F(2, n**3), F(-1) + F(1, n**4)
    rows = []
    for k in range(3):
        exact = power_slope(sympy.Rational(str(w)), sympy.Rational(1, 4), -1, 1)
        v = COORDINATE.velocity(w, F(str(exact)))
        rows.append((k, w, F(str(exact)), v))
        w += gamma * v
    return rows


def power_hypotheses(n: int) -> list[Check]:
    """Return what the cycle satisfies, for the shown n and for every n."""
    rows = power_cycle(n)
    size = sympy.Symbol("n", positive=True)
    x = size**-4
    return [
        Check("A3 with L = 1: the slope grows to 1 at |w + 1| = 1", 1, "<=", 1),
        Check("gamma L = 2/n^3 <= 1/4 < D/3 (n >= 2)", F(2, n**3), "<=", F(1, 4)),
        Check("gamma M_c < q_+ - q_-", F(2, n**3) / 8, "<", F(5, 4)),
        Check("psi(w_0) > 0", COORDINATE.psi(rows[0][1]), ">", 0),
        Check("psi(w_1) > 0", COORDINATE.psi(rows[1][1]), ">", 0),
        Check("w_2 = w_0", rows[2][1], "==", rows[0][1]),
        Check("every n: 2 n^-4 = gamma (n^-4)^(1/4)", 2 * x, "==",
              2 / size**3 * x ** sympy.Rational(1, 4)),
    ]  # fmt: skip


def limit() -> Outcome:
    """One loss, stepsizes 2/n^3: v^2 = 1/n^2 for ever: n gamma/2, of the order gamma^(2/3)."""
    constant = sympy.Symbol("C", positive=True)
    n = 2 * constant + 2
    gamma, square = 2 / n**3, 1 / n**2
    table = {"header": ("k", "w", "g", "v"), "rows": power_cycle(2)}
    setting = COORDINATE.setting(
        loss=POWER_LOSS, L=1, stepsize="2/n^3, n = 2C + 2 (table: n = 2)", start="-1 + n^-4",
        C="any whole number",
    )  # fmt: skip
    return replay(
        Instance(
            setting,
            power_hypotheses(2),
            Check("lim min |v|^2 / gamma = (1/n^2)/(2/n^3) = n/2 <= C",
                  sympy.cancel(square / gamma), "<=", constant),
            **table,
        ),
        control=Instance(
            setting,
            power_hypotheses(2),
            Check("|v|^6 <= gamma^2/4", square**3, "<=", gamma**2 / 4),
        ),
    )  # fmt: skip

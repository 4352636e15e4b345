r"""The random index of Theorem 5: independent draws cannot converge almost surely.

Setting
    tau_K takes the value k in {k_0, ..., K} with probability gamma_k/H_K, H_K = gamma_{k_0} + ...
    + gamma_K; the draws for different K are independent (the report does not couple them).
Assumptions
    A3, A5, A6, A7 and 0 < epsilon < gap^2/4 (so not the limit case); gamma_{k_0} <= min(1, 1/L).
Claim
    d(w^(tau_K), Z_epsilon) -> 0 almost surely as K -> infinity.
Valid for
    Convergence in probability, and almost surely if all tau_K come from one uniform variable.
    With independent draws, w^(k_0) returns for infinitely many K, whatever k_0 is.
Source
    Report, Theorem 5 (ii).
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, remoteness_in_cell
from askewtheory.losses.formulas import huber_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import Coordinate, equal, every, reals

CELL = Coordinate((-1, 1), "3/4", 1, 1)


def _slope(w: F) -> F:
    return huber_slope(w, F(1), F(1), F(1))


def _table(first: int, more: int = 4) -> list[tuple]:
    """Return rows k_0, K, gamma_K, H_K, P(tau_K = k_0), P(never k_0 from k_0 + 1 on), its bound."""
    total, never, bound, rows = F(0), F(1), F(1), []
    for n in range(more + 1):
        gamma = F(1, first + n + 2)
        total += gamma
        chance = F(1, first + 2) / total
        if n:
            never, bound = never * (1 - chance), bound * F(n, n + 1)
        rows.append((first, first + n, gamma, total, chance, never, bound))
    return rows


def independent_draws() -> Outcome:
    """gamma_k = 1/(k+2): P(tau_K != k_0 for K = k_0 + M, ..., k_0 + N) <= M/(N+1) -> 0."""
    rows = CELL.orbit(F(3, 2), _slope, [F(1, k + 2) for k in range(4)])
    tables = [_table(0), _table(3)]
    k = sympy.Symbol("k", nonnegative=True)
    m, big, n, x = sympy.symbols("M N n x", positive=True)
    excess = 1 / (2 * (k + 1))
    miss = sympy.limit(m / (big + 1), big, sympy.oo)
    psi = remoteness_in_cell(1 + x, 2, CELL.levels, CELL.epsilon, QUADRATIC)
    hypotheses = [
        Check("0 < epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("A3: slope of the Huber loss, L = 1", abs(_slope(F(100))), "<=", 1),
        Check("A5: gamma_k = 1/(k+2) <= 1/(k+1), square-summable", k + 1, "<=", k + 2),
        Check("A5: gamma_k >= 1/(3(k+1)), the sum diverges", k + 2, "<=", 3 * (k + 1)),
        Check("gamma_{k_0} <= min(1, 1/L) = 1, whichever k_0", 1, "<=", k + 2),
        Check("A6, A7: no noise, sigma^2 = 0", 0, "<=", 0),
        Check("psi(1 + x) = 3/4 - x > 0 for 0 < x <= 1/2: v = -g", psi, "==",
              sympy.Rational(3, 4) - x),
        Check("the slope at 1 + x is x: 3/2", _slope(F(3, 2)), "==", F(1, 2)),
        *(Check(f"w_{row[0]} - 1 = 1/(2(k+1))", row[1] - 1, "==", F(1, 2 * (row[0] + 1)))
          for row in rows),
        Check("for every k: excess times 1 - gamma_k is the next",
              sympy.cancel(excess * (1 - 1 / (k + 2))), "==", sympy.cancel(excess.subs(k, k + 1))),
        Check("Z: gradient 0 at 1", _slope(F(1)), "==", 0),
        Check("Z: psi(-1/2) = 0", CELL.psi(F(-1, 2)), "==", 0),
        Check("Z: sign g = sign psi' at -1/2", _slope(F(-1, 2)) * CELL.slope(F(-1, 2)), ">", 0),
        Check("the other ends are not in Z: g psi' at -7/4", _slope(F(-7, 4)) * CELL.slope("-7/4"),
              "<", 0),
        Check("g psi' at 1/2", _slope(F(1, 2)) * CELL.slope("1/2"), "<", 0),
        Check("g psi' at 7/4", _slope(F(7, 4)) * CELL.slope("7/4"), "<", 0),
        Check("so d(w^(k_0), Z) = 1/(2(k_0+1)) > 0", 0, "<", excess),
        Check("gamma_K <= gamma_{k_0}, so H_K <= (K - k_0 + 1) gamma_{k_0} and "
              "P(tau_K = k_0) >= 1/(K - k_0 + 1), for K = k_0 + n, n >= 1", k + 2, "<=", k + n + 2),
        *(Check(f"P(no {table[0][0]} among the tau_K of the table) <= 1/5", table[-1][5], "<=",
                table[-1][6]) for table in tables),
    ]  # fmt: skip
    setting = CELL.setting(
        loss="Huber: width 1, center 1, slope 1",
        noise="none",
        start="3/2",
        stepsizes="1/(k+2)",
        k_0="any (table: 0 and 3)",
        draws="tau_K independent for different K",
        event="tau_K = k_0, that is d(w^(tau_K), Z) = 1/(2(k_0+1))",
    )
    printed = Check(
        "almost sure convergence needs lim_M P(no return to k_0 from K = k_0 + M on) = 1; for "
        "every M that probability is at most lim_N M/(N+1)",
        miss,
        "==",
        1,
    )
    single = Check(
        "in probability: P(tau_K = 0) = 1/(2 H_K) at K = 2^12 - 2 is at most 1/12",
        F(1, 2) / (_harmonic(2**12) - 1),
        "<=",
        F(1, 12),
    )
    return replay(
        Instance(
            setting,
            hypotheses,
            printed,
            header=("k_0", "K", "gamma_K", "H_K", "P(tau_K=k_0)", "P(never since)", "at most"),
            rows=[row for table in tables for row in table],
            plot={
                "orbit": [row[5] for row in tables[0]],
                "bound": F(1),
                "label": "P(no return to w_0 up to K); almost sure convergence needs a limit of 1",
            },
        ),
        control=Instance(
            setting, [Check("H + 1 at 2^12 >= 1 + 12/2", _harmonic(2**12), ">=", 7)], single
        ),
    )


def _harmonic(count: int) -> F:
    """A lower bound on 1 + 1/2 + ... + 1/count: each block up to 2^j is at least 1/2."""
    total, size = F(1), 1
    while 2 * size <= count:
        total += F(size, 2 * size)
        size *= 2
    return total


def vanishing_weight() -> Outcome:
    """P(tau_K <= k) = H_k/H_K <= eta as soon as H_K >= H_k/eta; so tau_K leaves every range."""
    early, total, eta = reals("H_k H_K eta")
    return prove(
        early / total <= eta,
        given=[early > 0, eta > 0, total * eta >= early],
        control=Twin("eta/2", early / total <= eta / 2),
    )


def one_uniform() -> Outcome:
    """tau_K = least j with H_j >= U H_K: none of j <= k has it once H_K > H_k/U, so tau_K > k."""
    before, early, total, u = reals("H_j H_k H_K U")
    given = [before <= early, early > 0, u > 0, u < 1]
    return prove(
        sympy.Not(before >= u * total),
        given=[*given, total > early / u],
        control=Twin("H_K > H_k only: no divergent sum", given=[*given, total > early]),
    )


def right_distribution() -> Outcome:
    """That tau_K has the weights gamma_k/H_K: H_{k-1} < U H_K <= H_k has length gamma_k/H_K."""
    before, gamma, total = reals("H_before gamma H_K")
    length = (before + gamma) / total - before / total
    return prove(
        every(equal(length, gamma / total), length > 0),
        given=[total > 0, gamma > 0],
        control=Twin("half the length", equal(length, gamma / total / 2)),
    )


def repaired() -> Outcome:
    """In probability for any coupling; almost surely for one uniform variable."""
    joined = conjunction(
        vanishing_weight(),
        one_uniform(),
        right_distribution(),
        reason="weights of every fixed range vanish, and one uniform index tends to infinity",
    )
    return by_hand(
        joined,
        "from indices to distances: if d(w^(k), Z) -> 0 almost surely then d(w^(tau), Z) is "
        "below eta for every tau beyond a finite (random) k, and P(tau_K <= k) -> 0; an index that "
        "tends to infinity gives the limit itself",
    )


REPAIRED = Claim(
    id="theorem-5/almost-surely/repaired",
    title="The random index: in probability, or with one uniform variable",
    source="In place of Theorem 5 (ii)",
    statement=(
        "If d(w^(k), Z) -> 0 almost surely then d(w^(tau_K), Z) -> 0 in probability for every "
        "joint law of the indices independent of the run, and almost surely if "
        "tau_K = min{k : H_k >= U H_K} with one uniform U."
    ),
    formula=r"\Pr[\tau_K \le k] = H_k/H_K \to 0",
    assumptions=("sum of the stepsizes diverges", "d(w^(k), Z) -> 0 almost surely"),
    expected="proved",
    check=repaired,
    steps=(
        Step(
            "theorem-5/almost-surely/repaired/weights",
            "Every fixed range of indices loses its weight.",
            "proved",
            vanishing_weight,
        ),
        Step(
            "theorem-5/almost-surely/repaired/one-uniform",
            "With one uniform variable the index tends to infinity.",
            "proved",
            one_uniform,
        ),
        Step(
            "theorem-5/almost-surely/repaired/distribution",
            "And it has the printed distribution.",
            "proved",
            right_distribution,
        ),
    ),
)

CLAIM = Claim(
    id="theorem-5/almost-surely",
    title="Almost sure convergence along the random index",
    source="Report, Theorem 5 (ii)",
    statement=(
        "With tau_K drawn at each K with weights proportional to the stepsizes, the distance of "
        "w^(tau_K) to the stationary set tends to zero almost surely."
    ),
    formula=r"\lim_{K\to\infty} d(w^{(\tau_K)}, \mathcal{Z}_\varepsilon) = 0 \text{ a.s.}",
    assumptions=("A3, A5, A6, A7", "0 < epsilon <= gap^2/4", "draws for different K independent"),
    expected="refuted",
    check=independent_draws,
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

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
    With independent draws, w^(k_0) returns for infinitely many K.
Source
    Report, Theorem 5 (ii).
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.losses.formulas import huber_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_checks.common import Coordinate, equal, every, reals

CELL = Coordinate((-1, 1), "3/4", 1, 1)
STATIONARY = (F(-1, 2), F(1))
"""Z for the Huber loss at 1: its minimiser, and the end -1/2 where the gradient points outward."""


def _slope(w: F) -> F:
    return huber_slope(w, F(1), F(1), F(1))


def _distance(w: F) -> F:
    return min(abs(w - point) for point in STATIONARY)


def independent_draws() -> Outcome:
    """gamma_k = 1/(k+1), w_0 = 3/2: P(tau_K != 0 for K = M, ..., N) <= M/(N+1) -> 0."""
    rows = CELL.orbit(F(3, 2), _slope, [F(1, k + 1) for k in range(3)])
    m, n = sympy.symbols("M N", positive=True)
    total, table = F(0), []
    never, bound = F(1), F(1)
    for big in range(5):
        total += F(1, big + 1)
        if big:
            never *= 1 - 1 / total
            bound *= F(big, big + 1)
        table.append((big, F(1, big + 1), total, 1 / total, never, F(1, big + 1)))
    miss = sympy.limit(m / (n + 1), n, sympy.oo)
    hypotheses = [
        Check("0 < epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("A3: slope of the Huber loss, L = 1", abs(_slope(F(100))), "<=", 1),
        Check("gamma_0 = 1 <= min(1, 1/L)", 1, "<=", 1),
        Check("A6, A7: no noise, sigma^2 = 0", 0, "<=", 0),
        Check("psi(w_0) > 0", CELL.psi(F(3, 2)), ">", 0),
        Check("w_1 = 1, the minimiser: the run stays there", rows[1][1], "==", 1),
        Check("Z: gradient 0 at 1", _slope(F(1)), "==", 0),
        Check("Z: psi(-1/2) = 0", CELL.psi(F(-1, 2)), "==", 0),
        Check("Z: sign g = sign psi' at -1/2", _slope(F(-1, 2)) * CELL.slope(F(-1, 2)), ">", 0),
        Check("d(w_0, Z) = 1/2", _distance(F(3, 2)), "==", F(1, 2)),
        *(
            Check(
                f"H_{k} <= {k} + 1, so P(tau_{k} = 0) = 1/H_{k} >= 1/({k} + 1)", row[2], "<=", k + 1
            )
            for k, row in enumerate(table)
        ),
        Check("P(no 0 among tau_1..tau_4) <= 1/5 (factors K/(K+1))", never, "<=", bound),
        Check("H_K <= K + 1 goes on: each gamma_k <= 1", sympy.S.One / n, "<=", 1 + 1 / n),
    ]
    setting = CELL.setting(
        loss="Huber: width 1, center 1, slope 1",
        noise="none",
        start="3/2",
        stepsizes="1/(k+1)",
        draws="tau_K independent for different K",
        event="tau_K = 0, that is d(w^(tau_K), Z) = 1/2",
    )
    printed = Check(
        "almost sure convergence needs lim_M P(no return after M) = 1; for every M that "
        "probability is at most lim_N M/(N+1)",
        miss,
        "==",
        1,
    )
    single = Check(
        "in probability: P(tau_K = 0) = 1/H_K at K = 2^12 is at most 1/7",
        F(1) / (1 + F(12, 2)),
        "<=",
        F(1, 7),
    )
    return replay(
        Instance(
            setting,
            hypotheses,
            printed,
            header=("K", "gamma_K", "H_K", "P(tau_K=0)", "P(never 0 in 1..K)", "at most"),
            rows=table,
            plot={
                "orbit": [row[4] for row in table],
                "bound": F(1),
                "label": "P(no return to w_0 up to K); almost sure convergence needs a limit of 1",
            },
        ),
        control=Instance(
            setting, [Check("H at 2^12 >= 1 + 12/2", _harmonic(2**12), ">=", 7)], single
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
    """tau_K = least k with H_k >= U H_K exceeds k once H_K > H_k/U: it tends to infinity."""
    early, total, u = reals("H_k H_K U")
    return prove(
        early < u * total,
        given=[early > 0, u > 0, u < 1, total * u > early],
        control=Twin("without a divergent sum", given=[early > 0, u > 0, u < 1, total > early]),
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

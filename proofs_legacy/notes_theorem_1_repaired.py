r"""In place of the notes' Theorem 1: deterministic convergence with gamma_k -> 0 alone.

Setting
    Steps w + gamma v with the report's formula (quadratic psi), no noise; C the feasible set.
Assumptions
    The loss has an M-Lipschitz gradient; 0 < epsilon < min gap^2/4; alpha > 0, M_c > 0;
    gamma_k > 0, gamma_k -> 0, sum gamma_k = infinity (not square-summable).
Claim
    loss(w_k) converges and d(w_k, Z) -> 0, Z = {w in C : 0 in grad l + N_C(w)}.
Proof (n coordinates; lines marked * are machine-checked steps)
    1. |grad l| grows linearly and every coordinate outside C moves inward, so w_k is bounded, and
       G bounds the gradient there; by Lemma 1 and confinement w_k is, from some k on, near one box
       C where the force U has alpha delta <= U <= 2 alpha delta. Let gamma be small throughout.
    2.* p = P_C w, D = p^+ - p: g_i D_i <= -D_i^2/gamma for every coordinate.
    3.* Phi(w) = l(p): Phi^+ <= Phi - |D|^2/(2 gamma) + gamma M^2 d^2, d = |w - p|.
    4.* An excursion of coordinate i (a longest stretch outside C) starts with a step e from inside,
       delta <= gamma_e rho, rho = |g_i(w_e)|; over it sum gamma delta^2 <= (gamma_e rho)^2/alpha,
       and delta varies by at most 2 gamma_e rho. It ends by a gradient step inward only.
    5.* Before e let s be the start of the last stretch on which g_i is outward by rho/2 or more.
       Unless it is the first excursion of i, or i crosses its whole interval (then the gain
       sum |D|^2/(2 gamma) is at least rho width/8), s comes after the last re-entry, so g_i changes
       by rho/2 from s - 1 to e and w moves by rho/(2M). Let tau be the time from s to e. If tau >=
       1/M, or if p moves by rho/(4M), the gain is at least rho^2/(64 M). Otherwise the distances
       (of others, and of i itself if it re-entered at s - 1) vary by rho/(4M): by Cauchy-Schwarz
       rho^2 <= 512 M n gamma times the sum of rho_x^2 over excursions x begun in the stretch, or
       rho^2 <= 64 M^2 n times the sum of the squared variations in it of the at most n excursions
       under way.
    6. The stretches of one coordinate are disjoint, so those charges add up to at most n^2 (512 M
       gamma + 256 M^2 gamma^2) times the sum of all earlier rho_x^2: a half, for small gamma. Hence
       sum rho^2 <= constant + C gain, and by 4 the errors in 3 are at most a small multiple of the
       gain plus a constant. Phi is bounded below: sum |D|^2/gamma and sum gamma d^2 are finite,
       Phi converges, d -> 0, and loss(w_k) - Phi -> 0.
    7. If p_k -> p* not in Z along a subsequence, some coordinate has |g_j| >= 2 eta and room 2 eta
       at p*. Over a time T fixed, sum |D| <= (sum |D|^2/gamma)^(1/2) (2T)^(1/2) -> 0, so this
       lasts with eta; j is inside after a time delta/eta -> 0 and then moves at speed eta or more:
       a contradiction.
    8. v_k -> 0: if |v_i| >= 2 eta along a subsequence then, as U <= 2 alpha delta -> 0, v_i = -g_i,
       and as in 7 |g_i| >= eta lasts for a time T. If i moved on inside for T/2, the sum of |D|
       would not tend to 0; so it starts an excursion with rho >= eta within that time. But 6 says
       that sum rho^2 is finite.
Source
    In place of the early notes' Theorem 1.
"""

from __future__ import annotations

import random
from functools import cache

import sympy

from askewtheory import kernel
from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC
from askewtheory.provers import Twin, by_hand, conjunction, prove, supported
from proofs_legacy import lemma_1, near
from proofs_legacy.common import reals

DELTA, DEPTH, WIDTH, G, U, GAMMA, ALPHA, M = reals("delta c W g U gamma alpha M")
RHO, TAU, REST = reals("rho tau r")


@cache
def towards_descent() -> Outcome:
    """gamma g D + D^2 <= 0, from outside (right of the interval) and from inside."""
    outside = sympy.Min(0, sympy.Max(DELTA - GAMMA * sympy.Max(G, U), -WIDTH))
    given = [GAMMA > 0, WIDTH > 0]
    reach = [DELTA >= 0, ALPHA > 0, U >= ALPHA * DELTA, U <= 2 * ALPHA * DELTA]
    first = prove(
        GAMMA * G * outside + outside**2 <= 0,
        given=[*given, *reach, 2 * ALPHA * GAMMA < 1],
        control=Twin("a larger step", given=[*given, *reach]),
    )
    inside = sympy.Min(0, sympy.Max(-DEPTH - GAMMA * G, -WIDTH)) + DEPTH
    second = prove(
        GAMMA * G * inside + inside**2 <= 0,
        given=[*given, DEPTH >= 0, DEPTH <= WIDTH],
        control=Twin("D^2 counted twice", GAMMA * G * inside + 2 * inside**2 <= 0),
    )
    return conjunction(first, second, reason="from outside and from inside")


@cache
def one_step() -> Outcome:
    """-q^2/gamma + M d q + M q^2/2 <= -q^2/(2 gamma) + gamma M^2 d^2 for gamma M <= 1/2."""
    q, d = reals("q d")
    bound = -(q**2) / (2 * GAMMA) + GAMMA * M**2 * d**2
    change = -(q**2) / GAMMA + M * d * q + M * q**2 / 2
    given = [GAMMA > 0, M > 0, 2 * GAMMA * M <= 1, q >= 0, d >= 0]
    found = prove(
        change <= bound,
        given=given,
        control=Twin(
            "half the error", change <= bound - GAMMA * M**2 * d**2 / 2 - q**2 / (4 * GAMMA)
        ),
    )
    return by_hand(
        found,
        "descent lemma: l(p^+) <= l(p) + <grad l(p), D> + M|D|^2/2, and grad l(p) differs from the "
        "gradient at w by at most M d",
    )


@cache
def excursion() -> Outcome:
    """alpha gamma delta^2 <= delta^2 - delta^+^2 while outside; U-steps do not re-enter."""
    after = DELTA - GAMMA * sympy.Max(G, U)
    given = [DELTA > 0, ALPHA > 0, GAMMA > 0, U >= ALPHA * DELTA]
    sums = prove(
        ALPHA * GAMMA * DELTA**2 <= DELTA**2 - after**2,
        given=[*given, after >= 0],
        control=Twin("twice as much", 3 * ALPHA * GAMMA * DELTA**2 <= DELTA**2 - after**2),
    )
    stays = prove(
        after > 0,
        given=[*given, U <= 2 * ALPHA * DELTA, 2 * ALPHA * GAMMA < 1, G <= U],
        control=Twin("gradient steps too", given=[*given, U <= 2 * ALPHA * DELTA]),
    )
    return conjunction(sums, stays, reason="a telescoping sum, left by gradient steps only")


@cache
def gain() -> Outcome:
    """max(tau rho^2/8, rho^2/(32 M^2 (tau + r))) >= rho^2/(64 M), for 0 <= r <= 1/M."""
    wanted = RHO**2 / (64 * M)
    given = [M > 0, TAU >= 0, REST > 0, REST * M <= 1]
    long = prove(
        TAU * RHO**2 / 8 >= wanted,
        given=[*given, TAU * M >= 1],
        control=Twin("any tau", given=given),
    )
    short = prove(
        RHO**2 / (32 * M**2 * (TAU + REST)) >= wanted,
        given=[*given, TAU * M <= 1],
        control=Twin("any tau", given=given),
    )
    return conjunction(long, short, reason="long and short stretches")


@cache
def charge() -> Outcome:
    """rho <= 16 M S and S^2 <= n (2/M) gamma R give rho^2 <= 512 M n gamma R."""
    total, squares, n = reals("S R n")
    bound = total**2 * M <= 2 * n * GAMMA * squares
    given = [M > 0, RHO >= 0, RHO <= 16 * M * total, bound]
    return prove(
        RHO**2 <= 512 * M * n * GAMMA * squares,
        given=given,
        control=Twin("half of it", RHO**2 <= 256 * M * n * GAMMA * squares),
    )


def repaired() -> Outcome:
    """The five scalar parts, Lemma 1 and the velocity near C; the sums and limits by hand."""
    joined = conjunction(
        lemma_1.lemma(),
        near.structure(),
        towards_descent(),
        one_step(),
        excursion(),
        gain(),
        charge(),
        reason="scalar parts",
    )
    return by_hand(
        joined, "sums over excursions and the limit: lines 1 and 4 to 7 of the module's proof"
    )


def velocity_vanishes() -> Outcome:
    """v_k -> 0, from the same parts."""
    return by_hand(repaired(), "velocity: line 8 of the same proof")


def runs() -> Outcome:
    """Indefinite quadratics in three dimensions, gamma_k = (k + 2)^(-1/4)/5: the end."""
    generator, trials, steps, worst, first = random.Random(5), 8, 3000, 0.0, 0.0
    numbers = ((-1.0, 1.0), 0.75, 1.0, 1.0, QUADRATIC, PRINTED)
    for _ in range(trials):
        half = [[generator.uniform(-0.5, 0.5) for _ in range(3)] for _ in range(3)]
        matrix = [[half[i][j] + half[j][i] for j in range(3)] for i in range(3)]
        shift = [generator.uniform(-1, 1) for _ in range(3)]
        w = [generator.uniform(-3, 3) for _ in range(3)]
        for k in range(steps):
            g = _gradient(matrix, shift, w)
            if k == 0:
                first = max(first, _residual(w, g))
            speed = [kernel.velocity(x, s, *numbers) for x, s in zip(w, g, strict=True)]
            w = [x + (k + 2) ** -0.25 / 5 * v for x, v in zip(w, speed, strict=True)]
        worst = max(worst, _residual(w, _gradient(matrix, shift, w)))
    return supported(
        trials=trials,
        worst_margin=0.02 - worst,
        seed=5,
        passed=worst <= 0.02 < first,
        detail=f"distance to C plus |P(p - g) - p| in the largest coordinate after {steps} steps",
        control=f"not at the start: {first:.3g}",
    )


def _gradient(matrix: list[list[float]], shift: list[float], w: list[float]) -> list[float]:
    return [
        sum(a * x for a, x in zip(row, w, strict=True)) + c
        for row, c in zip(matrix, shift, strict=True)
    ]


def _residual(w: list[float], g: list[float]) -> float:
    """Return the largest distance to C plus projected gradient step, for epsilon = 3/4."""
    worst = 0.0
    for x, slope in zip(w, g, strict=True):
        low, high = (0.5, 1.75) if x > 0 else (-1.75, -0.5)
        p = min(max(x, low), high)
        worst = max(worst, abs(x - p) + abs(min(max(p - slope, low), high) - p))
    return worst


def _step(name: str, statement: str, check, formula: str = "", expected: str = "proved") -> Step:
    return Step(f"notes/theorem-1/repaired/{name}", statement, expected, check, formula)


REPAIRED = Claim(
    id="notes/theorem-1/repaired",
    title="Deterministic convergence, steps tending to zero",
    source="In place of the notes' Theorem 1",
    statement=(
        "Let the loss have a Lipschitz gradient, 0 < epsilon < min gap^2/4, any "
        "alpha > 0, gamma_k -> 0 with infinite sum, steps x + gamma v with the report's formula. "
        "Then loss(w_k) converges and d(w_k, Z) -> 0 for Z = {w in C : 0 in grad + N}. "
        "Square-summable steps and alpha <= L are not needed."
    ),
    formula=r"\lim_{k\to\infty} d(w_k, \mathcal{Z}_\varepsilon) = 0",
    assumptions=(
        "the loss alone is differentiable, with an M-Lipschitz gradient",
        "epsilon strictly below the limit",
        "gamma_k > 0, gamma_k -> 0, sum gamma_k = infinity",
    ),
    expected="proved",
    check=repaired,
    steps=(
        _step(
            "projection",
            "The projection moves downhill, coordinate by coordinate.",
            towards_descent,
            r"g_i D_i \le -D_i^2/\gamma",
        ),
        _step(
            "one-step",
            "The loss at the projection falls up to an error in the distance.",
            one_step,
            r"\Phi^+ \le \Phi - |D|^2/(2\gamma) + \gamma M^2 d^2",
        ),
        _step(
            "excursion",
            "Squared distances sum up over an excursion.",
            excursion,
            r"\alpha\gamma\delta^2 \le \delta^2 - (\delta^+)^2",
        ),
        _step(
            "gain",
            "The loss falls before an excursion.",
            gain,
            r"\max\{\tau\rho^2/8,\ \rho^2/(32M^2(\tau + r))\} \ge \rho^2/(64M)",
        ),
        _step("charge", "Or other excursions caused it.", charge, r"\rho^2 \le 512Mn\gamma R"),
        _step("runs", "Runs without square-summable steps.", runs, "", "supported"),
    ),
)

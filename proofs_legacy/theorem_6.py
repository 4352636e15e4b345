r"""Theorem 6: stochastic gradients of a coercive smooth loss, almost sure convergence.

Setting
    Algorithm 2 with unbiased stochastic gradients; h is the mean velocity, xi = v-hat - h.
Assumptions
    A1, A2, A5, A6, A7, 0 < epsilon <= min gap^2/4.
Claim
    d(w^(k), Z_epsilon) -> 0 almost surely.
Valid for
    epsilon strictly below the limit (the repair, with a different proof). At equality a feasible
    midpoint has the velocity +M_c by convention, and a run can return to it for ever.
Source
    Report, Theorem 6; parts of its proof are in ``theorem_6_lyapunov``, ``theorem_6_mean_field``,
    ``theorem_6_penalty`` and ``theorem_6_stable``.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy import near
from proofs_legacy.common import Coordinate, equal, reals
from proofs_legacy.midpoint_orbit import never_stationary
from proofs_legacy.theorem_6_repaired import REPAIRED, bounded

CELL = Coordinate((-1, 1), "3/4", 1, 1)


def decomposition() -> Outcome:
    """xi = v-hat - h has mean zero, by the definition of h (two outcomes)."""
    one, two = reals("v1 v2")
    mean = (one + two) / 2
    return prove(
        equal(((one - mean) + (two - mean)) / 2, 0),
        control=Twin("each outcome", equal(one - mean, 0)),
    )


def noise_variance() -> Outcome:
    """w = 4, M_c = 1/4, threshold 9/4: ghat = 9/4 or 7/4 gives v-hat = -9/4 or -1/4."""
    coordinate, w = Coordinate((-1, 1), "3/4", 1, "1/4"), F(4)
    free = Coordinate((-1, 1), "3/4", 1, 4)
    estimates = (F(9, 4), F(7, 4))
    gradient = sum(estimates) / 2
    variance = sum((one - gradient) ** 2 for one in estimates) / 2

    def spread(cell: Coordinate) -> F:
        speeds = [cell.velocity(w, one) for one in estimates]
        mean = sum(speeds) / F(2)
        return sum((one - mean) ** 2 for one in speeds) / F(2)

    rows = [("1/2", one, coordinate.velocity(w, one)) for one in estimates]
    hypotheses = [
        Check("l = w^2/4: coercive, 1/2-smooth; g(4) = 2", gradient, "==", w / 2),
        Check("A6, A7 with sigma^2 = 1/16", variance, "<=", F(1, 16)),
        Check("alpha |psi/psi'| = 9/4 > M_c: the clip acts", -coordinate.ratio(w), "==", F(9, 4)),
    ]
    setting = coordinate.setting(loss="w^2/4", w=w, ghat="9/4 or 7/4")
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("E xi^2 <= sigma^2", spread(coordinate), "<=", F(1, 16)),
            header=("probability", "ghat", "v-hat"),
            rows=rows,
        ),
        control=Instance(
            free.setting(w=w), [], Check("with M_c = 4", spread(free), "<=", F(1, 16))
        ),
    )


def noise_variance_near() -> Outcome:
    """Where the clip does not act, v-hat is 1-Lipschitz in ghat, so its variance is no larger."""
    one, two, force = reals("t1 t2 U")
    scalar = prove(
        sympy.Abs(sympy.Max(one, force) - sympy.Max(two, force)) <= sympy.Abs(one - two),
        control=Twin(
            "99% of it",
            100 * sympy.Abs(sympy.Max(one, force) - sympy.Max(two, force))
            <= 99 * sympy.Abs(one - two),
        ),
    )
    joined = conjunction(near.structure(), scalar, reason="s v = max(-s ghat, U) is 1-Lipschitz")
    return by_hand(
        joined,
        "variance: Var X = E|X - X'|^2/2 for an independent copy, so Lipschitz maps shrink it",
    )


def all_conditions() -> Outcome:
    """The run that returns to 0 for ever, although the flow leads to Z = {-2}."""
    return by_hand(
        never_stationary(),
        "the flow: h > 0 left of -2, h(-2) = 0, h = -1 on (-2, 2] but at the point 0, and h < 0 "
        "right of 2. A solution almost everywhere cannot stay at 0, where h = 1, so it goes on to "
        "-2 and stays; through 0 there is no classical solution",
    )


def discontinuous() -> Outcome:
    """h jumps by 2 M_c at an infeasible midpoint, so Kushner and Clark's theorem does not apply."""
    n, rest = sympy.Symbol("n", positive=True), sympy.Symbol("m", nonnegative=True)
    left = [CELL.velocity(F(-1, k), 0) for k in (16, 160, 1600)]
    force = sympy.expand((n**2 / 8 - sympy.Rational(1, 2) - n).subs(n, 16 + rest))
    hypotheses = [
        Check("psi(0) < 0 = psi'(0): h(0) = M_c", CELL.velocity(0, 0), "==", CELL.clip),
        Check("|psi/psi'| at -1/16", abs(CELL.ratio(F(-1, 16))), "==", F(63, 32)),
        Check("|psi/psi'| = n/8 - 1/(2n) > 1 = M_c at -1/n for n = 16 + m", force, ">", 0),
        *(Check(f"h(-1/{k})", v, "==", -1) for k, v in zip((16, 160, 1600), left, strict=True)),
    ]
    smooth = abs(CELL.velocity(2, 0) - CELL.velocity(F(33, 16), 0))
    return replay(
        Instance(
            CELL.setting(w=0, g=0, noise="none"),
            hypotheses,
            Check("|h(0) - lim h(-1/n)| = 0", abs(CELL.velocity(0, 0) - left[-1]), "==", 0),
        ),
        control=Instance(
            CELL.setting(),
            [],
            Check("beside 2, a change of 1/16 changes h by", smooth, "<=", F(1, 16)),
        ),
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="theorem-6",
    title="Almost sure convergence for coercive smooth losses",
    source="Report, Theorem 6",
    statement=(
        "Under A1, A2, A5, A6, A7 and epsilon <= min gap^2/4 the distance of the iterates to the "
        "stationary set tends to zero almost surely."
    ),
    formula=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal Z_\varepsilon) = 0 \text{ a.s.}",
    assumptions=("A1, A2, A5, A6, A7", "0 < epsilon <= min gap^2/4", "s_i = M_c at a midpoint"),
    expected="refuted",
    check=never_stationary,
    steps=(
        _step("limit-case", "The statement at epsilon = gap^2/4.", "refuted", never_stationary),
        _step("decomposition", "v-hat = h + xi with a martingale difference xi.", "proved",
              decomposition, r"\mathbb E[\xi^{(k)}|\mathcal F_k] = 0"),
        _step("bounded", "The iterates are bounded almost surely (claimed without proof).",
              "proved", bounded),
        _step("noise-variance", "The noise xi has variance at most sigma^2.", "refuted",
              noise_variance, r"\mathbb E[\|\xi^{(k)}\|^2|\mathcal F_k] \le \sigma^2"),
        _step("noise-variance-near", "The same where the clip does not act.", "proved",
              noise_variance_near),
        _step("kushner-clark-continuity", "Kushner and Clark's theorem applies: h is continuous.",
              "refuted", discontinuous),
        _step("kushner-clark", "The listed conditions imply convergence: in the limit case all of "
              "them hold (by hand: Z = {-2} attracts every solution almost everywhere of the "
              "flow) and it fails.", "refuted", all_conditions),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)

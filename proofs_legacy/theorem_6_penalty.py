r"""The penalty of Theorem 6's Lyapunov function is continuously differentiable.

Setting
    L(w) = l(w) + (alpha/2) sum of min(0, psi_i)^2.
Assumptions
    l is continuously differentiable; epsilon > 0.
Claim
    Each min(0, psi_i)^2 is C^1, and the gradient of the penalty is alpha psi psi' where psi <= 0
    and 0 elsewhere.
Valid for
    Both remoteness functions and every epsilon > 0: psi has kinks at the levels only, where
    psi = epsilon > 0 and the penalty vanishes.
Source
    Report, proof of Theorem 6, after the definition of L.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import remoteness_in_cell, slope_in_cell
from askewtheory.provers import Twin, by_hand, certify_identity, conjunction, prove
from proofs_legacy.common import KINDS, every, reals

W, A, B, EPSILON, ALPHA, T, H, PSI = reals("w a b epsilon alpha t h psi")
LEVELS = (A, B)


def kinks() -> Outcome:
    """psi = epsilon at both ends of a gap, from inside and from outside, for both kinds."""
    found = [
        certify_identity(
            remoteness_in_cell(level, index, LEVELS, EPSILON, kind), EPSILON, control=2 * EPSILON
        )
        for kind in KINDS.values()
        for level, index in ((A, 0), (A, 1), (B, 1), (B, 2))
    ]
    joined = conjunction(*found, reason="psi = epsilon > 0 at every kink")
    return by_hand(joined, "continuity: psi > 0 near a level, so the penalty is zero there")


@cache
def square() -> Outcome:
    """min(0, t)^2 has the derivative 2 min(0, t), which is 2-Lipschitz."""
    low, moved = sympy.Min(0, T), sympy.Min(0, T + H)
    remainder = moved**2 - low**2 - 2 * low * H
    return conjunction(
        prove(
            every(remainder <= H**2, remainder >= -(H**2)),
            control=Twin("1% less", 100 * remainder <= 99 * H**2),
        ),
        prove(
            sympy.Abs(moved - low) <= sympy.Abs(H),
            control=Twin("1% less", 100 * sympy.Abs(moved - low) <= 99 * sympy.Abs(H)),
        ),
        reason="the remainder is at most h^2, so the derivative is 2 min(0, t), and continuous",
    )


def gradient() -> Outcome:
    """d/dw (alpha/2) psi^2 = alpha psi psi' in every cell, with the kernel's psi'."""
    found = []
    for kind in KINDS.values():
        for index in (0, 1, 2):
            psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
            slope = slope_in_cell(W, index, LEVELS, kind)
            found.append(
                certify_identity(
                    sympy.diff(ALPHA / 2 * psi**2, W),
                    ALPHA * psi * slope,
                    control=2 * ALPHA * psi * slope,
                )
            )
    boundary = prove(
        sympy.Eq(ALPHA * PSI, 0),
        given=[sympy.Eq(PSI, 0)],
        control=Twin("psi <= 0", given=[PSI <= 0]),
    )
    return conjunction(
        *found, boundary, reason="alpha psi psi' in every cell, for both kinds; zero where psi = 0"
    )


def continuously_differentiable() -> Outcome:
    """Kinks, the square, and the cells."""
    parts = conjunction(kinks(), square(), gradient(), reason="levels, zeros of psi, and cells")
    return by_hand(parts, "chain rule: a C^1 function of a psi that is a polynomial in each cell")


def unbounded() -> Outcome:
    """L >= l: if l is coercive then so is L."""
    loss = reals("l")[0]
    value = loss + ALPHA / 2 * sympy.Min(0, PSI) ** 2
    return prove(value >= loss, given=[ALPHA > 0], control=Twin("L > l", value > loss))


def _step(name: str, statement: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/penalty-c1/{name}", statement, "proved", check, formula)


CLAIM = Claim(
    id="theorem-6/penalty-c1",
    title="The penalty is continuously differentiable",
    source="Report, proof of Theorem 6",
    statement="The penalty min(0, psi_i)^2, and with it L, is continuously differentiable.",
    formula=r"[\min(0, \psi_i(w_i;\varepsilon))]^2 \in C^1",
    assumptions=("epsilon > 0", "l is continuously differentiable"),
    expected="proved",
    check=continuously_differentiable,
    steps=(
        _step("kinks", "The kinks of psi lie where the penalty vanishes.", kinks),
        _step("square", "min(0, t)^2 is C^1.", square, r"(\min(0,t)^2)' = 2\min(0,t)"),
        _step(
            "gradient",
            "The printed gradient of the penalty.",
            gradient,
            r"r_i = \alpha\psi_i\psi'_i \text{ where } \psi_i \le 0",
        ),
        _step(
            "radially-unbounded",
            "L is radially unbounded if l is (the text prints radially bounded).",
            unbounded,
            r"L \ge \ell",
        ),
    ),
)

CLAIMS = (CLAIM,)

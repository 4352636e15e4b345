r"""The penalty of Theorem 6's Lyapunov function is continuously differentiable.

Setting
    L(w) = l(w) + (alpha/2) sum of min(0, psi_i)^2, with a continuously differentiable l.
Valid for
    Both remoteness functions and every epsilon > 0: psi has kinks at the levels only, where
    psi = epsilon > 0 and the penalty vanishes.
Source
    Report, proof of Theorem 6, after the definition of L.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, claim, line, part
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import derivative, eq, every, minimum, reals, term
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell
from proofs_checks.formal import proved

OF = "theorem-6/penalty-c1"
W, A, B, EPSILON, ALPHA, T, H, PSI, LOSS = reals("w a b epsilon alpha t h psi l")
LEVELS: Any = (A, B)
SIDES = ((A, 0, -1), (A, 1, 1), (B, 1, -1), (B, 2, 1))
"""A level, the cell beside it, and in which direction that is."""


def _kinks() -> list[Statement]:
    found = []
    for kind in (QUADRATIC, QUARTIC):
        for level, index, sign in SIDES:
            psi = term(remoteness_in_cell(level + sign * H, index, LEVELS, EPSILON, kind))
            most = H * (B - A) if index == 1 else H
            close = most < EPSILON if kind == QUADRATIC else most**2 < EPSILON
            at_level = remoteness_in_cell(level, index, LEVELS, EPSILON, kind)
            found.append(states(eq(at_level, EPSILON)))
            found.append(states(psi > 0, {"a is left of b": A < B, "in the cell": every(
                H >= 0, H <= B - A), "close to the level": close}))  # fmt: skip
    return found


@part(OF, PROVED, parts=_kinks)
def kinks(this):
    """The kinks of psi, at the levels, lie where the penalty vanishes: psi = epsilon, and > 0 near.

    Between the levels and beyond them psi is a polynomial.
    """
    return this.conjunction()


LOW, MOVED = minimum(0, T), minimum(0, T + H)
REMAINDER = MOVED**2 - LOW**2 - 2 * LOW * H


@part(OF, PROVED, latex=r"(\min(0,t)^2)' = 2\min(0,t)", parts=[
    states(every(REMAINDER <= H**2, REMAINDER >= -(H**2))),
    states(abs(MOVED - LOW) <= abs(H)),
])  # fmt: skip
def square(this):
    """min(0, t)^2 is C^1: the remainder is at most h^2, and 2 min(0, t) is 2-Lipschitz."""
    return this.conjunction()


def _gradients() -> list[Statement]:
    found = []
    for kind in (QUADRATIC, QUARTIC):
        for index in (0, 1, 2):
            psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
            slope = slope_in_cell(W, index, LEVELS, kind)
            found.append(states(eq(derivative(ALPHA / 2 * psi**2, "w"), ALPHA * psi * slope)))
    return [*found, states(eq(ALPHA * PSI, 0), {"at the boundary": eq(PSI, 0)})]


@part(OF, PROVED, latex=r"r_i = \alpha\psi_i\psi'_i \text{ where } \psi_i \le 0", parts=_gradients)
def gradient(this):
    """The printed gradient of the penalty, in every cell; zero where psi = 0."""
    *identities, boundary = this.entry.premises
    return rules.conjunction([*map(rules.certificate, identities), rules.solvers(boundary)])


@line(OF, PROVED, latex=r"L \ge \ell", given={"alpha is positive": ALPHA > 0},
      concludes=LOSS + ALPHA / 2 * minimum(0, PSI) ** 2 >= LOSS)  # fmt: skip
def radially_unbounded(this):
    """L is radially unbounded if l is (the text prints radially bounded)."""
    return this.solvers()


@claim(
    OF, PROVED, title="The penalty is continuously differentiable",
    source="Report, proof of Theorem 6", latex=r"[\min(0, \psi_i(w_i;\varepsilon))]^2 \in C^1",
    parts=lambda: [kinks, square, gradient, *proved(OF)],
    uses=["definition-3"],
)  # fmt: skip
def as_printed(this):
    """The penalty min(0, psi_i)^2, and with it L, is continuously differentiable."""
    return this.conjunction()

"""The quadratic psi as the minimum of its continued pieces, each convex.

Piece 0 continues psi from the left of the first level, piece 1 from a gap, piece 2 from the right of
the last level. p < q are the levels of a point's own piece, r < s those of another one.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, every, reals, substitute, term
from askewtheory.kernel import QUADRATIC, product_in_cell, remoteness_in_cell

W, EPSILON, P, Q, R, S, H = reals("w epsilon p q r s h")
LEFT, INNER, RIGHT = 0, 1, 2
PAIRS: tuple[tuple[int, int, tuple[Formula, ...]], ...] = (
    (INNER, INNER, (P < Q, Q <= R, R < S)),
    (INNER, INNER, (R < S, S <= P, P < Q)),
    (INNER, LEFT, (P < Q, R < S, R <= P)),
    (INNER, RIGHT, (P < Q, R < S, Q <= S)),
    (LEFT, INNER, (P <= R, R < S)),
    (LEFT, RIGHT, (P <= S, R < S)),
    (RIGHT, INNER, (R < S, S <= Q)),
    (RIGHT, LEFT, (R <= Q, R < S)),
)
"""Own piece, other piece, and how their levels lie: two levels of each, whatever lies between."""


def piece(index: int, levels: tuple[Term, Term]) -> Term:
    """Return the continuation of one piece of psi, from the kernel."""
    return remoteness_in_cell(W, index, levels, EPSILON, QUADRATIC)


def product(index: int, levels: tuple[Term, Term]) -> Term:
    """Return what that piece subtracts from epsilon: the notes' f_j."""
    return product_in_cell(W, index, levels)


OWN_CELL: dict[int, Formula] = {LEFT: W <= P, INNER: every(W >= P, W <= Q), RIGHT: W >= Q}


def smallest_in_its_cell() -> list[Statement]:
    """Return: in its own cell a piece of psi is at most every other piece."""
    return [
        states(piece(own, (P, Q)) <= piece(other, (R, S)), [*order, OWN_CELL[own]])
        for own, other, order in PAIRS
    ]


def second_differences() -> list[Statement]:
    """Return: psi(w + h) + psi(w - h) - 2 psi(w) is 2 h^2 in a gap and 0 outside, never negative."""
    found: list[Statement] = []
    for index in (LEFT, INNER, RIGHT):
        one: Any = piece(index, (P, Q))
        after, before = substitute(one, {"w": W + H}), substitute(one, {"w": W - H})
        size = 2 * H**2 if index == INNER else term(0)
        found.append(states(eq(after + before - 2 * one, size)))
    return [*found, states(2 * H**2 >= 0)]


def one_positive() -> list[Statement]:
    """Return: where one displayed function is positive, every other one is negative."""
    return [
        states(product(other, (R, S)) < 0,
               [*order, product(own, (P, Q)) > 0, *([] if own == INNER else [P < Q])])
        for own, other, order in PAIRS
    ]  # fmt: skip


@fact(parts=lambda: [*smallest_in_its_cell(), *second_differences()])
def minimum_of_convex(this):
    """In its own cell a piece is the smallest, and each piece has second differences >= 0."""
    return this.conjunction()

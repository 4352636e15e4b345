"""Sums over coordinates and steps: a descent summed over k = 0 ... T, and its smallest term.

l[k] is the loss at w^(k).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, for_all, over, reals

GAMMA, T, K, INDEX, DIM = reals("gamma T k i d")
LOSS = reals("l")[0]
FALL = LOSS[0] - LOSS[T + 1]
POSITIVE: Any = {"gamma is positive": GAMMA > 0, "there is a step": T >= 0}


def total(body: Any, index: str = "k", low: Any = 0, high: Any = T) -> Term:
    """Return the sum of ``body``, over k = 0 ... T if nothing else is said."""
    return over("sum", index, low, high, body)


def least(body: Any) -> Term:
    """Return the minimum of ``body`` over k = 0 ... T."""
    return over("least", "k", 0, T, body)


def summed(body: Term, rise: Term, given: str = "one step") -> Statement:
    """Return: l(w+) <= l(w) - (gamma/2) body + rise at each step gives the sum over k = 0 ... T.

    That step is the hypothesis with the name ``given``.
    """
    each = for_all("k", 0, LOSS[K + 1] <= LOSS[K] - GAMMA / 2 * body + rise)
    return states(GAMMA / 2 * total(body) <= FALL + (T + 1) * rise,
                  {**POSITIVE, given: each})  # fmt: skip


def averaged(body: Term, right: Term, bound: Term, given: str = "the sum is bounded") -> Statement:
    """Return: (gamma/2) sum of body <= right gives min body <= bound, the quotient expanded.

    The first inequality is the hypothesis with the name ``given``.
    """
    return states(least(body) <= bound, {**POSITIVE, given: GAMMA / 2 * total(body) <= right})

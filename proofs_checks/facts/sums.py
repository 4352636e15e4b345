"""Sums over coordinates and steps: a descent summed over k = 0 ... T, and its smallest term.

l[k] is the loss at w^(k).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, for_all, over, reals, term
from askewtheory.audit.theorem import Judgement

GAMMA, T, K, INDEX, DIM = reals("gamma T k i d")
LOSS = reals("l")[0]
FALL = LOSS[0] - LOSS[T + 1]
POSITIVE: Any = {"gamma is positive": GAMMA > 0, "there is a step": T >= 0}
_NOT_EMPTY = states(T >= term(0) - 1, [T >= 0])


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


def prove_summed(statement: Statement) -> Judgement:
    """Prove what :func:`summed` states: termwise order, linearity, and the losses telescope."""
    (each,) = (one for one in statement.formulas if one.op == "forall")
    rise = each.args[3].args[1].args[1]
    body = each.args[3].args[1].args[0].args[1].args[1]
    change = LOSS[K + 1] - LOSS[K]
    left, right = GAMMA / 2 * body + 0, term(-1) * change + rise
    member = rules.solvers(states(left <= right, [each.args[3]]))
    facts = [
        rules.solvers(_NOT_EMPTY),
        rules.sum_order(states(total(left) <= total(right), [each]), member),
        rules.sum_fact("linear", "k", 0, T, GAMMA / 2, body, 0),
        rules.sum_fact("constant", "k", 0, T, 0),
        rules.sum_fact("linear", "k", 0, T, -1, change, rise),
        rules.sum_fact("telescoping", "k", 0, T, LOSS[K]),
        rules.sum_fact("constant", "k", 0, T, rise),
    ]
    known = [one.statement.conclusion for one in facts[1:] if isinstance(one.statement, Statement)]
    return rules.chain(statement, [*facts, rules.solvers(states(statement.conclusion, known))])


M, S, MOST = reals("m sum most")


@fact(
    given={**POSITIVE, "the minimum is at most the average": (T - 0 + 1) * M <= S,
           "the sum is bounded": GAMMA / 2 * S <= MOST},
    concludes=M <= 2 * MOST / (GAMMA * (T + 1)),
)  # fmt: skip
def divided(this):
    """A bound on the sum, divided by gamma (T + 1)/2, bounds the minimum."""
    return this.solvers()


def averaged(body: Term, right: Term, bound: Term, given: str = "the sum is bounded") -> Statement:
    """Return: (gamma/2) sum of body <= right gives min body <= bound, the quotient expanded.

    The first inequality is the hypothesis with the name ``given``.
    """
    return states(least(body) <= bound, {**POSITIVE, given: GAMMA / 2 * total(body) <= right})


def prove_averaged(statement: Statement, body: Term) -> Judgement:
    """Prove what :func:`averaged` states: minimum at most average, and an identity."""
    right = statement.formulas[-1].args[1]
    smallest = rules.sum_fact("minimum", "k", 0, T, body)
    values = {"m": least(body), "sum": total(body), "most": right}
    quotient = divided.statement.at(values)  # type: ignore[union-attr]
    expanded = states(statement.conclusion, [*POSITIVE.values(), quotient.conclusion])
    return rules.chain(statement, [
        smallest,
        rules.instance(quotient, divided.judgement, values),
        rules.certificate(expanded, [(1, [2])]),
    ])  # fmt: skip


def prove_bounded(statement: Statement) -> Judgement:
    """Prove that s >= 0 terms, each at most c, have a sum of at most c s."""
    left, right = statement.conclusion.args
    index, low, high, body = left.args
    bound = right.args[0]
    known = [one.args[3] if one.op == "forall" else one for one in statement.formulas]
    plain = [one for one in statement.formulas if one.op != "forall"]
    member = rules.solvers(states(body <= bound, known))
    sums = statement.concluding(left <= total(bound, index, low, high))
    constant = rules.sum_fact("constant", index, low, high, bound)
    both = [sums.conclusion, constant.statement.conclusion]  # type: ignore[union-attr]
    return rules.chain(statement, [
        rules.solvers(states(high >= low - 1, plain)), rules.sum_order(sums, member),
        constant, rules.solvers(states(statement.conclusion, both)),
    ])  # fmt: skip

"""Sums of linear combinations: an inequality of the terms gives the inequality of the sums.

A combination is a list of parts: a pair (c, f) stands for c f with a factor c that does not depend
on the index, and a single f for f(k) - f(k + 1), whose sum telescopes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, over, reals, substitute, term
from askewtheory.audit.theorem import Judgement

Part = Any


@dataclass(frozen=True)
class Range:
    """The index and its first and last value."""

    index: str
    low: Any
    high: Any

    def total(self, body: Any) -> Term:
        """Return the sum of ``body``."""
        return over("sum", self.index, self.low, self.high, body)

    def step(self, body: Term) -> Term:
        """Return f(k + 1) - f(k)."""
        return substitute(body, {self.index: Term("var", (self.index,)) + 1}) - body

    def ends(self, body: Term) -> Term:
        """Return f(high + 1) - f(low)."""
        high, low = term(self.high) + 1, term(self.low)
        return substitute(body, {self.index: high}) - substitute(body, {self.index: low})

    def pair(self, part: Part) -> tuple[Term, Term]:
        """Return the factor and the body of a part."""
        return (term(part[0]), part[1]) if isinstance(part, tuple) else (term(-1), self.step(part))


def combination(within: Range, parts: list[Part]) -> Term:
    """Return the terms' linear combination."""
    found = term(0)
    for factor, body in map(within.pair, reversed(parts)):
        found = factor * body + found
    return found


def added(statement: Statement, within: Range, parts: list[Part], *members: Judgement) -> Judgement:
    """Prove that a combination of sums is >= 0: the last of ``members`` says it of the terms.

    The statement's conclusion says so in any form; its hypotheses are those of the members, for
    every index, and that there is a term. Without members the hypothesis for every index says it.
    """
    body = combination(within, parts)
    given = [one for known in statement.formulas for one in _member(known)]
    if members:
        said = members[-1].statement.conclusion  # type: ignore[union-attr]
    else:
        (said,) = (one.args[3] for one in statement.formulas if one.op == "forall")
    shown = states(term(0) <= body, [said])
    member = [*members, rules.certificate(shown, [(1, [0])])]
    each = rules.chain(states(term(0) <= body, given), member)
    total = within.total
    sums = rules.sum_order(statement.concluding(total(term(0)) <= total(body)), each)
    plain = [one for one in statement.formulas if one.op != "forall"]
    some = rules.solvers(states(term(within.high) >= term(within.low) - 1, plain))
    facts = [some, sums, *_expanded(within, parts)]
    collected = _collected(within, parts, [one.statement.conclusion for one in facts[1:]])  # type: ignore[union-attr]
    whole = states(statement.conclusion, [collected.statement.conclusion])  # type: ignore[union-attr]
    return rules.chain(statement, [*facts, collected, rules.certificate(whole, [(1, [0])])])


def _expanded(within: Range, parts: list[Part]) -> list[Judgement]:
    """Return that the sum is linear, that a sum of zeros is 0, and what telescopes."""
    place = (within.index, within.low, within.high)
    found = []
    for count, part in enumerate(parts):
        rest = combination(within, parts[count + 1 :])
        found.append(rules.sum_fact("linear", *place, *within.pair(part), rest))
    found.append(rules.sum_fact("constant", *place, 0))
    steps = [part for part in parts if not isinstance(part, tuple)]
    return found + [rules.sum_fact("telescoping", *place, part) for part in steps]


def _collected(within: Range, parts: list[Part], known: list[Formula]) -> Judgement:
    """Prove c_1 sum f_1 + ... >= 0 from the single expansions, each product one unknown."""
    count = len(parts)
    low, high = term(within.low), term(within.high)
    names = [reals(f"n{j}")[0] for j in range(count + 1)]
    values: dict[str, Any] = {f"n{j}": within.total(combination(within, parts[j:]))
                              for j in range(count + 1)}  # fmt: skip
    given, whole = [names[-1] <= names[0]], term(0)
    for j, part in reversed(list(enumerate(parts))):
        factor, body = within.pair(part)
        if isinstance(part, tuple):
            product = shown = reals(f"p{j}")[0]
            values[f"p{j}"] = factor * within.total(body)
        else:
            moved, last, first = reals(f"s{j} a{j} b{j}")
            given.append(eq(moved, last - first))
            product, shown = term(-1) * moved, term(-1) * (last - first)
            ends = within.ends(part)
            values |= {f"s{j}": within.total(body), f"a{j}": ends.args[0], f"b{j}": ends.args[1]}
        given.append(eq(names[j], product + names[j + 1]))
        whole = shown + whole
    given.append(eq(names[-1], 0 * (reals("high")[0] - reals("low")[0] + 1)))
    values |= {"high": high, "low": low}
    linear = rules.solvers(states(whole >= 0, given))
    made = linear.statement.at(values)  # type: ignore[union-attr]
    return rules.instance(states(made.conclusion, known), linear, values)


def _member(given: Formula) -> tuple[Formula, ...]:
    body = given.args[3] if given.op == "forall" else given
    return (body, *body.args) if body.op == "and" else (body,)

"""An inequality of every step, summed: how rates are proved, put together from the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from askewtheory.audit import polynomial, rules, vectors
from askewtheory.audit.statement import Statement, conjuncts, states
from askewtheory.audit.terms import (
    RELATIONS,
    Formula,
    Term,
    free_names,
    over,
    substitute,
    term,
    walk,
)
from askewtheory.audit.theorem import Judgement, NotEstablishedError


class Span:
    """The range of a sum, and the facts about sums over it that were needed so far."""

    def __init__(self, statement: Statement, like: Term) -> None:
        self.statement = statement
        self.index, self.low, self.high = like.args[:3]
        self.scalars = [one for one in statement.formulas if one.op != "forall"]
        self.facts: dict[Formula, Judgement] = {}

    def total(self, body: Term) -> Term:
        """Return the sum of ``body``."""
        return over("sum", self.index, self.low, self.high, body)

    def shifted(self, body: Term) -> Term:
        """Return the next term."""
        return substitute(body, {self.index: Term("var", (self.index,)) + 1})

    def keep(self, judgement: Judgement) -> None:
        """Remember what is proved, if it is new."""
        self.facts.setdefault(judgement.statement.conclusion, judgement)  # type: ignore[union-attr]

    def state(self, name: str, *bodies: Any) -> None:
        """Keep a fact of the table, after what it needs of the ends of the range."""
        found = rules.sum_fact(name, self.index, self.low, self.high, *bodies)
        for condition in found.statement.formulas:  # type: ignore[union-attr]
            if condition not in self.facts:
                self.keep(self.follows(condition))
        self.keep(found)

    def follows(self, conclusion: Formula, *more: Formula) -> Judgement:
        """Decide what is said of the ends, or at the end, from what is given of numbers."""
        made = states(conclusion, [*self.scalars, *more])
        return rules.solvers(made) if made.names else rules.evaluation(made)

    def parts(self, body: Term) -> dict[Term, Term]:
        """Return the terms that a sum has, each with the constant before it; 1 for a constant."""
        found: dict[Term, Term] = {}
        for factor, part in self._pieces(body, term(1)):
            found[part] = found[part] + factor if part in found else factor
        return {part: factor for part, factor in found.items() if not _is_zero(factor)}

    def _pieces(self, body: Term, factor: Term) -> Iterator[tuple[Term, Term]]:
        op, args = body.op, body.args
        if self.index not in free_names(body):
            yield factor * body, term(1)
        elif op in ("+", "-"):
            yield from self._pieces(args[0], factor)
            yield from self._pieces(args[1], factor if op == "+" else -factor)
        elif op == "neg":
            yield from self._pieces(args[0], -factor)
        elif op == "*" and self.index not in free_names(args[0]):
            yield from self._pieces(args[1], factor * args[0])
        elif op in ("*", "/") and self.index not in free_names(args[1]):
            one = args[1] if op == "*" else 1 / args[1]
            yield from self._pieces(args[0], factor * one)
        else:
            yield factor, body

    def expanded(self, body: Term) -> Term:
        """Return the body as c f + (c' f' + ...), with the facts that take its sum apart."""
        parts = self.parts(body)
        terms: list[tuple[Term, Term]] = []
        for part in list(parts):
            after = self.shifted(part)
            if part in parts and after in parts and _is_zero(parts[part] + parts[after]):
                self.state("telescoping", part)
                terms.append((parts.pop(after), after - part))
                del parts[part]
        terms += [(factor, part) for part, factor in parts.items()]
        rest = term(0)
        self.state("constant", rest)
        for factor, part in terms:
            if part == term(1):
                self.state("constant", part)
            self.state("linear", factor, part, rest)
            rest = factor * part + rest
        return rest

    def equate(self, body: Term) -> None:
        """Keep that a sum is that of its body taken apart."""
        whole = self.expanded(body)
        for left, right in ((body, whole), (whole, body)) if body != whole else ():
            same = rules.solvers(states(left <= right))
            self.keep(rules.sum_order(states(self.total(left) <= self.total(right)), same))

    def add(self, member: Judgement) -> None:
        """Keep the sum of an inequality that holds for every term."""
        proved: Any = member.statement
        left, right = proved.conclusion.args
        sides = {"<=": [right - left], ">=": [left - right]}
        for side in sides.get(proved.conclusion.op, [right - left, left - right]):
            least, whole = term(0), self.expanded(side)
            turned = rules.solvers(states(least <= whole, [proved.conclusion]))
            one = rules.chain(proved.concluding(least <= whole), [member, turned])
            order = self.statement.concluding(self.total(least) <= self.total(whole))
            self.keep(rules.sum_order(order, one))

    def at_its_ends(self) -> None:
        """Keep what is given for all indices of the first member and of the one after the last."""
        for each in self.statement.formulas:
            for place in (self.low, self.high + 1) if each.op == "forall" else ():
                index, low, high, body = each.args
                within = [place >= low, *([] if high is None else [place <= high])]
                with suppress(NotEstablishedError, ValueError):
                    for bound in within:
                        self.keep(self.follows(bound))
                    given = [each, *within]
                    self.keep(rules.member(states(substitute(body, {index: place}), given), place))


def summed(statement: Statement, members: Iterable[Judgement]) -> Judgement:
    """Sum inequalities of every step over the range of the conclusion's sum, minimum or maximum.

    The terms are taken apart (constants, multiples, differences of neighbours), the minimum is at
    most the average, and both solvers draw the conclusion from that, from what is given of numbers,
    and from what is given of all indices at the ends of the range.

    Parameters
    ----------
    statement
        Its conclusion has a sum, or a minimum, of finitely many terms.
    members
        An inequality of the term k, from what ``statement`` gives for all k, at k and k + 1.

    Raises
    ------
    NotEstablishedError
        If it does not follow this way.
    """
    found = [one for one in walk(statement.conclusion) if one.op in ("sum", "least")]
    if not found or found[0].args[2] is None:
        raise NotEstablishedError("the conclusion has no sum and no minimum of finitely many terms")
    span = Span(statement, found[0])
    for one in dict.fromkeys(found):
        if one.args[:3] == found[0].args[:3]:
            span.equate(one.args[3])
            if one.op == "least":
                span.state("minimum", one.args[3])
    for member in members:
        span.add(member)
    span.at_its_ends()
    last = span.follows(statement.conclusion, *span.facts)
    return rules.chain(statement, [*span.facts.values(), last])


def given_members(statement: Statement) -> list[Statement]:
    """Return the relations that a statement gives for all indices, each from itself."""
    bodies = [one.args[3] for one in statement.formulas if one.op == "forall"]
    return [states(part, [body]) for body in bodies for part in conjuncts(body)
            if part.op in RELATIONS]  # fmt: skip


def _is_zero(one: Term) -> bool:
    return not polynomial.quotient(vectors.lifted(one))[0]

"""An inequality of every step, summed: how rates are proved, put together from the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import reduce
from itertools import product
from operator import mul
from typing import Any, NamedTuple

from askewtheory.audit import polynomial, rules, vectors
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.statement import Statement, conjuncts, states
from askewtheory.audit.sums import following
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


class Apart(NamedTuple):
    """A body as c f + (c' f' + ...), its sum, and equations of sums with what multiplies them."""

    whole: Term
    value: Term
    equations: list[tuple[Term, Formula]]


class Span:
    """The range of a sum, and what was proved of sums over it.

    Attributes
    ----------
    steps
        The judgements so far, each once, in an order in which a chain takes them.
    known
        What the conclusion is drawn from.
    """

    def __init__(self, statement: Statement, like: Term) -> None:
        self.index, self.low, self.high = like.args[:3]
        self.scalars = [one for one in statement.formulas if one.op != "forall"]
        self.steps: dict[Any, Judgement] = {}
        self.known: list[Formula] = []
        given = [one.args[1] for one in statement.formulas if one.op == "forall"]
        after = [self.low >= one for one in given if one != self.low and free_names(self.low)]
        self.require(*after)
        self.statement = statement.having(*after)

    def total(self, body: Term) -> Term:
        """Return the sum of ``body``."""
        return over("sum", self.index, self.low, self.high, body)

    def keep(self, judgement: Judgement) -> Any:
        """Remember a judgement, and return what it concludes."""
        proved: Any = judgement.statement
        self.steps.setdefault(proved.conclusion, judgement)
        return proved.conclusion

    def require(self, *conditions: Formula) -> None:
        """Keep what has to hold of the ends of ranges; it follows from what is given of numbers."""
        for condition in conditions:
            if condition not in self.steps:
                made = states(condition, self.scalars)
                try:
                    self.keep(rules.solvers(made) if made.names else rules.evaluation(made))
                except NotEstablishedError as error:
                    raise NotEstablishedError(
                        f"it must be given, or follow, that {condition}: {error}"
                    ) from None

    def fact(self, name: str, *bodies: Any) -> Formula:
        """Return a fact of the table, after what it needs of the ends of the range."""
        found: Any = rules.sum_fact(name, self.index, self.low, self.high, *bodies)
        self.require(*found.statement.formulas)
        return self.keep(found)

    def parts(self, body: Term) -> dict[Term, Term]:
        """Return the terms that a sum has, each with the constant before it; 1 for a constant."""
        found: dict[Term, Term] = {}
        for factor, part in self._pieces(body):
            found[part] = found[part] + factor if part in found else factor
        return {part: factor for part, factor in found.items() if not _is_zero(factor)}

    def _pieces(self, body: Term) -> Iterator[tuple[Term, Term]]:
        """Yield constants and products of what depends on the index, multiplied out."""
        op, args = body.op, body.args
        if self.index not in free_names(body):
            yield body, term(1)
        elif op in ("+", "-"):
            yield from self._pieces(args[0])
            yield from self._pieces(args[1] if op == "+" else -args[1])
        elif op == "neg":
            yield from ((-factor, part) for factor, part in self._pieces(args[0]))
        elif op == "*" or (op == "/" and self.index not in free_names(args[1])):
            right = args[1] if op == "*" else 1 / args[1]
            for (a, x), (b, y) in product(self._pieces(args[0]), self._pieces(right)):
                yield a * b, _ordered(x * y)
        else:
            yield term(1), _ordered(body)

    def taken_apart(self, body: Term) -> Apart:
        """Return how the sum of a body is a sum of multiples of other sums."""
        parts = self.parts(body)
        terms = []
        for part in list(parts):
            after = substitute(part, {self.index: Term("var", (self.index,)) + 1})
            if part in parts and after in parts and _is_zero(parts[part] + parts[after]):
                equation = self.fact("telescoping", part)
                terms.append((parts.pop(after), after - part, equation))
                del parts[part]
        for part, factor in parts.items():
            equation = self.fact("constant", part) if part == term(1) else None
            terms.append((factor, part, equation))
        whole, value = term(0), term(0)
        equations = []
        for factor, part, equation in terms:
            equations.append((term(-1), self.fact("linear", factor, part, whole)))
            if equation is not None:
                equations.append((-factor, equation))
            total = self.total(part) if equation is None else equation.args[1]
            whole, value = factor * part + whole, value + factor * total
        return Apart(whole, value, equations)

    def add(self, member: Judgement) -> None:
        """Make known what an inequality of every term says of the sums."""
        proved: Any = member.statement
        left, right = proved.conclusion.args
        sides = {
            "<=": [right - left],
            "<": [right - left],
            ">=": [left - right],
            ">": [left - right],
        }
        for side in sides.get(proved.conclusion.op, [right - left, left - right]):
            apart = self.taken_apart(side)
            turned = _identity(states(term(0) <= apart.whole, [proved.conclusion]))
            one = rules.chain(proved.concluding(term(0) <= apart.whole), [member, turned])
            sums = self.statement.concluding(self.total(term(0)) <= self.total(apart.whole))
            order = self.keep(rules.sum_order(sums, one))
            self.conclude(apart.value >= 0, [(term(1), order), *apart.equations])

    def conclude(self, conclusion: Formula, multiples: list[tuple[Term, Formula]]) -> None:
        """Make known a sum of multiples of equations, and of one inequality, of sums."""
        given = [one for _, one in multiples]
        parts = [(factor, [place]) for place, (factor, _) in enumerate(multiples)]
        self.known.append(self.keep(rules.certificate(states(conclusion, given), parts)))

    def equate(self, body: Term) -> None:
        """Make known how a sum is taken apart, unless there is nothing to take apart."""
        total = self.total(body)
        if self.parts(body) == {body: term(1)}:
            return
        apart = self.taken_apart(body)
        k = Term("var", (self.index,))
        within = [] if defined(body) is None else [k >= self.low, k <= self.high]
        for sign, less, more in ((1, body, apart.whole), (-1, apart.whole, body)):
            same = _identity(states(less <= more, within))
            order = self.keep(rules.sum_order(states(self.total(less) <= self.total(more)), same))
            equations = [(sign * factor, one) for factor, one in apart.equations]
            nothing = (term(-sign), self.fact("constant", term(0)))
            least, most = (total, apart.value) if sign > 0 else (apart.value, total)
            self.conclude(least <= most, [(term(1), order), *equations, nothing])

    def look_at_ends(self) -> None:
        """Make known what is given for all indices of the first member and of the next to last."""
        for each in self.statement.formulas:
            for place in (self.low, following(self.high)) if each.op == "forall" else ():
                index, low, high, body = each.args
                within = [place >= low, *([] if high is None else [place <= high])]
                with suppress(NotEstablishedError, ValueError):
                    member = states(substitute(body, {index: place}), [each, *within])
                    found = rules.member(member, place)
                    self.require(*within)
                    self.known.append(self.keep(found))


def summed(statement: Statement, members: Iterable[Judgement]) -> Judgement:
    """Sum inequalities of every step over the range of the conclusion's sum or minimum.

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
    for one in found:
        _require_no_quotients(*one.args)
    span = Span(statement, found[0])
    for one in dict.fromkeys(found):
        if one.args[:3] == found[0].args[:3]:
            span.equate(one.args[3])
            if one.op == "least":
                span.known.append(span.fact("minimum", one.args[3]))
    for member in members:
        span.add(member)
    span.look_at_ends()
    last = _identity(states(statement.conclusion, [*span.known, *span.scalars]))
    return rules.chain(statement, [*span.steps.values(), last])


def _require_no_quotients(index: str, low: Term, high: Term, body: Term) -> None:
    """Refuse terms that divide by what depends on the index, and say how they may be written."""
    for node in walk(body):
        if node.op == "/" and index in free_names(node.args[1]):
            raise NotEstablishedError(
                f"terms that divide by what depends on the index are not summed, got {node}: name "
                "the quotient, as in all(r[k]*(k + 1) == 1 for k in N)"
            )


def given_members(statement: Statement) -> list[Statement]:
    """Return what a statement gives for all indices and can be summed, each from itself."""
    bodies = [one.args[3] for one in statement.formulas if one.op == "forall"]
    return [states(part, [body]) for body in bodies for part in conjuncts(body)
            if part.op in RELATIONS and part.op != "!="]  # fmt: skip


def _identity(statement: Statement) -> Judgement:
    """Prove what a hypothesis says in another form, by multiplying out if that is enough."""
    for part in [
        (),
        *(((sign, [place]),) for place in range(len(statement.formulas)) for sign in (1, -1)),
    ]:
        with suppress(NotEstablishedError, TypeError):
            return rules.certificate(statement, part)
    return rules.solvers(statement)


def _ordered(one: Term) -> Term:
    """Return a product with its factors in one order, powers together."""
    powers: dict[Term, int] = {}
    for base, power in _factors(one):
        powers[base] = powers.get(base, 0) + power
    found = [base if power == 1 else base**power for base, power in powers.items()]
    return reduce(mul, sorted(found, key=str)) if found else term(1)


def _factors(one: Term) -> Iterator[tuple[Term, int]]:
    if one.op == "*":
        yield from _factors(one.args[0])
        yield from _factors(one.args[1])
    elif one.op == "^" and one.args[1] > 0:
        yield from ((base, power * one.args[1]) for base, power in _factors(one.args[0]))
    elif one != term(1):
        yield one, 1


def _is_zero(one: Term) -> bool:
    return not polynomial.quotient(vectors.lifted(one))[0]

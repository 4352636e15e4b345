"""Formulas that are to contradict each other: flattened, split into cases, read as polynomials.

A case is a set of facts. Splitting it is exhaustive whatever a quotient by zero is taken to be: a
fact with a quotient says something of polynomials only where the sign of its denominator is known,
and is left out elsewhere. To leave a fact out is sound, since the facts are to be contradicted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from askewtheory.audit import polynomial
from askewtheory.audit.polynomial import Monomial, Polynomial
from askewtheory.audit.provers.smtlib import asserted, fraction
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import (
    BINDERS,
    QUANTIFIERS,
    RELATIONS,
    Formula,
    Term,
    eq,
    every,
    mapped,
    negation,
    replaced,
    some,
    term,
    walk,
)

_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "==": "!=", "!=": "=="}
_PIECEWISE = ("ite", "min", "max", "abs")


@dataclass(frozen=True)
class Constraint:
    """A polynomial p with p > 0, p >= 0 or p == 0."""

    relation: str
    polynomial: tuple[tuple[Monomial, Fraction], ...]


@dataclass(frozen=True)
class Case:
    """Facts, and the signs (1, -1, 0) of terms that were asked for."""

    facts: tuple[Formula, ...]
    signs: tuple[tuple[Term, int], ...] = ()

    def with_(self, more: Iterable[Formula], signs: tuple[tuple[Term, int], ...] = ()) -> Case:
        """Return the case with further facts."""
        return Case(_flat((*self.facts, *more)), (*self.signs, *signs))


def start(statement: Statement) -> Case:
    """Return the case to contradict: the hypotheses hold and the conclusion does not."""
    facts = [_opaque(one) for one in asserted(statement)]
    roots = {one for fact in facts for one in walk(fact) if one.op == "call"}
    for one in sorted(roots, key=str):
        if one.args[0] == "sqrt":
            inside = one.args[1]
            facts.append(some(inside < 0, every(one >= 0, eq(one * one, inside))))
    return Case(_flat(facts))


def _opaque(node: Any) -> Any:
    """Return a node with sums and the like as names, so that nobody looks under their index."""
    if node.op in BINDERS:
        return Term("var", (str(node),))
    return node if node.op in QUANTIFIERS else mapped(node, _opaque)


def _flat(facts: Iterable[Formula]) -> tuple[Formula, ...]:
    """Return facts as relations and disjunctions, in which what is known already is left out."""
    found: dict[Formula, None] = {}
    for fact in facts:
        one = _positive(fact, True)
        found.update(dict.fromkeys(one.args if one.op == "and" else (one,)))
    known = {one for fact in found for one in _weaker(fact)}
    seen = [fact if fact.op != "or" else _known(fact, known) for fact in found]
    kept = tuple(one for one in seen if one != _TRUE)
    return kept if kept == tuple(found) else _flat(kept)


_TRUE, _FALSE = Formula(">=", (term(0), term(0))), Formula(">", (term(0), term(0)))


def _weaker(one: Formula) -> Iterator[Formula]:
    """Yield a relation and those that it implies visibly."""
    wider = {"<": ("<", "<="), ">": (">", ">="), "==": ("==", "<=", ">=")}
    yield from (Formula(op, one.args) for op in wider.get(one.op, (one.op,)))


def _known(one: Formula, known: set[Formula]) -> Formula:
    """Return what is left of a formula beside known relations."""
    if one.op not in ("and", "or"):
        wrong = _positive(one, False) in known if one.op in RELATIONS else False
        return _TRUE if one in known else _FALSE if wrong else one
    decided, idle = (_FALSE, _TRUE) if one.op == "and" else (_TRUE, _FALSE)
    parts = [_known(part, known) for part in one.args]
    if decided in parts:
        return decided
    parts = [part for part in parts if part != idle]
    return (every if one.op == "and" else some)(*parts) if parts else idle


@lru_cache(maxsize=50_000)
def _positive(one: Formula, wanted: bool) -> Formula:
    """Return a formula, or its negation, with conjunctions and disjunctions of relations only."""
    op, args = one.op, one.args
    if op == "not":
        return _positive(args[0], not wanted)
    if op == "implies":
        return _positive(some(negation(args[0]), args[1]), wanted)
    if op == "iff":
        both, neither = every(*args), every(*map(negation, args))
        return _positive(some(both, neither), wanted)
    if op in ("and", "or"):
        joined = op if wanted else {"and": "or", "or": "and"}[op]
        parts: dict[Formula, None] = {}
        for part in args:
            inner = _positive(part, wanted)
            parts.update(dict.fromkeys(inner.args if inner.op == joined else (inner,)))
        return (every if joined == "and" else some)(*parts)
    if op not in RELATIONS:
        return one if wanted else negation(one)
    op = op if wanted else _OPPOSITE[op]
    if op == "!=":
        return some(Formula("<", args), Formula(">", args))
    return Formula(op, args)


# --- splits ---------------------------------------------------------------------------------------


def splits(case: Case) -> Iterator[Any]:
    """Yield what the case may be split on: denominators, piecewise terms, disjunctions."""
    relations = [one for one in case.facts if one.op in RELATIONS]
    known = dict(case.signs)
    found: dict[Any, None] = {}
    for one in relations:
        if not _piecewise(one):
            below = _factors(fraction(one.args[0] - one.args[1])[1])
            found.update(dict.fromkeys(factor for factor in below if factor not in known))
    for one in case.facts:
        if one.op in RELATIONS:
            found.update(dict.fromkeys(_piecewise(one)))
    found.update(dict.fromkeys(one for one in case.facts if one.op == "or"))
    yield from found


@lru_cache(maxsize=50_000)
def _piecewise(node: Any) -> tuple[Term, ...]:
    """Return the piecewise terms of a node that can be decided: nothing they ask is piecewise."""
    every_one = dict.fromkeys(one for one in walk(node) if one.op in _PIECEWISE)
    return tuple(
        one for one in every_one
        if not any(
            inner.op in _PIECEWISE
            for part in one.args[: 1 if one.op == "ite" else None] for inner in walk(part)
        )
    )  # fmt: skip


def _factors(below: Term | None) -> Iterator[Term]:
    """Yield the factors of a denominator that are no numbers."""
    if below is None or below.op == "num":
        return
    if below.op in ("*", "^"):
        for part in below.args[: 2 if below.op == "*" else 1]:
            yield from _factors(part)
    else:
        yield below


def branches(case: Case, split: Any) -> list[Case]:
    """Return the cases that a case splits into; at least one of them holds where it does.

    Raises
    ------
    ValueError
        If it is split on a disjunction that is none of its facts.
    """
    if isinstance(split, Formula):
        if split not in case.facts or split.op != "or":
            raise ValueError(f"no fact to split on: {split}")
        rest = Case(tuple(one for one in case.facts if one != split), case.signs)
        others = [negation(one) for one in split.args]
        return [rest.with_([one, *others[:i]]) for i, one in enumerate(split.args)]
    if split.op not in _PIECEWISE:
        conditions = ((split > 0, 1), (split < 0, -1), (eq(split, 0), 0))
        return [case.with_([one], ((split, sign),)) for one, sign in conditions]
    result = []
    for condition, value in _values(split):
        facts = [replaced(one, split, value) for one in case.facts]
        signs = tuple((replaced(one, split, value), sign) for one, sign in case.signs)
        result.append(Case(_flat([*facts, condition]), signs))
    return result


def _values(split: Term) -> Iterator[tuple[Formula, Term]]:
    op, args = split.op, split.args
    if op == "ite":
        yield from ((args[0], args[1]), (negation(args[0]), args[2]))
    elif op == "abs":
        yield from ((args[0] >= 0, args[0]), (args[0] <= 0, -args[0]))
    else:
        for i, one in enumerate(args):
            others = [other for j, other in enumerate(args) if j != i]
            first = [one <= other if op == "min" else one >= other for other in others]
            yield (every(*first) if first else eq(one, one)), one


# --- polynomials ----------------------------------------------------------------------------------


def constraints(case: Case) -> list[Constraint]:
    """Return what the relations of a case say of polynomials.

    An equation that gives a name as a polynomial in others is used to eliminate it.
    """
    read = [_constraint(one, case.signs) for one in case.facts if one.op in RELATIONS]
    found = [one for one in read if one is not None]
    while (chosen := _definition(found)) is not None:
        name, value, used = chosen
        found = [(r, _put(p, name, value)) for r, p in found if p is not used]
    kept = dict.fromkeys(_normalised(r, p) for r, p in found if not _plain(r, p))
    return [
        one for one in kept
        if one.relation != ">=" or Constraint(">", one.polynomial) not in kept
    ]  # fmt: skip


def _normalised(relation: str, one: Polynomial) -> Constraint:
    """Return a constraint as a positive multiple whose first coefficient is 1 or -1."""
    parts = sorted(one.items())
    size = abs(parts[0][1]) if parts else 1
    return Constraint(relation, tuple((monomial, value / size) for monomial, value in parts))


def _plain(relation: str, one: Polynomial) -> bool:
    """Tell whether a constraint is one of numbers, and true."""
    if any(one):
        return False
    number = one.get((), Fraction(0))
    return {"==": number == 0, ">=": number >= 0, ">": number > 0}[relation]


def _constraint(one: Formula, signs: Iterable[Any]) -> tuple[str, Polynomial] | None:
    if _piecewise(one):
        return None
    top, below = fraction(one.args[0] - one.args[1])
    sign, known = 1, dict(signs)
    if below is not None:
        try:
            sign = _sign(below, known)
        except KeyError:
            return None
    if sign == 0:
        return None
    above, number = polynomial.quotient(top)
    if set(number) != {()}:
        return None
    if one.op in ("<=", "<"):
        sign = -sign
    relation = one.op if one.op == "==" else ">" if one.op in ("<", ">") else ">="
    return relation, polynomial.scaled(above, sign / number[()])


def _sign(below: Term, known: dict[Term, int]) -> int:
    if below.op == "num":
        return (below.args[0] > 0) - (below.args[0] < 0)
    if below.op == "*":
        return _sign(below.args[0], known) * _sign(below.args[1], known)
    if below.op == "^":
        return _sign(below.args[0], known) ** below.args[1]
    return known[below]


def _definition(
    found: list[tuple[str, Polynomial]],
) -> tuple[str, Polynomial, Polynomial] | None:
    """Return a name, its value in other names, and the equation that says so; the shortest."""
    best = None
    for relation, one in found:
        if relation != "==" or (best and len(one) >= len(best[2])):
            continue
        names = {name for monomial in one for name, _ in monomial}
        for name in sorted(names):
            alone = one.get(((name, 1),))
            if alone and sum(name in dict(monomial) for monomial in one) == 1:
                if name.startswith("sqrt("):
                    continue
                value = polynomial.scaled(one, -1 / alone)
                del value[((name, 1),)]
                best = name, value, one
                break
    return best


def _put(one: Polynomial, name: str, value: Polynomial) -> Polynomial:
    """Return a polynomial with another in place of a name."""
    result: Polynomial = {}
    powers: list[Polynomial] = [{(): Fraction(1)}]
    for power in range(polynomial.degree(one, name) + 1):
        part = polynomial.coefficient(one, name, power)
        result = polynomial.added(result, polynomial.product(part, powers[-1]))
        powers.append(polynomial.product(powers[-1], value))
    return result

"""Sequences without a form of their own that meet hypotheses: such as stand still, or shrink.

What holds of them at every index is then a relation of polynomials in the index, or in a power of
a ratio, and follows from signs of coefficients, which a solver makes right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from askewtheory.audit import polynomial, vectors
from askewtheory.audit.indices import Ranges, from_zero
from askewtheory.audit.orbits import UNDEFINED
from askewtheory.audit.provers.smtlib import satisfied, script
from askewtheory.audit.provers.solvers import ask
from askewtheory.audit.provers.together import parts_of
from askewtheory.audit.terms import (
    BOUND,
    BUILT_IN,
    Formula,
    Term,
    choose,
    eq,
    every,
    free_names,
    implies,
    mapped,
    ne,
    substitute,
    term,
    walk,
)

BRIEFLY = 5.0
"""Seconds for one question."""
RATIOS = (Fraction(1, 2), Fraction(9, 10))
LATER, POWER = Term("var", ("how much later",)), Term("var", ("the ratio's power",))
"""How far an index is from the beginning of its range, and a ratio to the power of an index."""


class _OtherError(Exception):
    """What is said is of another form."""


def stand_still(formulas: Sequence[Formula], whole: Iterable[str]) -> bool:
    """Tell whether sequences that never change, and functions that never do, meet formulas."""
    still = [_at_every_index(_still(one)) for one in formulas]
    if any(node.op in BOUND for one in still for node in walk(one)):
        return False
    points, _ = vectors.sorts(formulas)
    names = set().union(*map(free_names, still)).intersection(whole)
    counted = [Term("var", (one,)) >= 0 for one in sorted(names)]
    for dimension in (0, 1, 2) if points else (0,):
        known = [satisfied(vectors.realised(one, dimension)) for one in still]
        if ask("z3", script([*known, *counted], names), seconds=BRIEFLY).status == "sat":
            return True
    return False


def _still(node: Any, ranges: Ranges = ()) -> Any:
    """Return a formula of what does not change: a sum is a multiple, a limit the number itself."""
    if node.op == "at" or (node.op == "call" and node.args[0] not in BUILT_IN):
        return Term("var", (f"{node.args[0]}__still",))
    if node.op not in BOUND:
        return mapped(node, lambda part: _still(part, ranges))
    index, low, high, inside = node.args
    body = _still(inside, (*ranges, (index, low, high)))
    if index in free_names(body):
        return type(node)(node.op, (index, low, high, body))
    there = eq(0, 0) if high is None else high >= low
    if node.op == "forall":
        return implies(there, body)
    if node.op in ("converges", "diverges"):
        return eq(body, 0) if node.op == "converges" else ne(body, 0)
    if node.op == "sum":
        return node if high is None else _multiple(body, high - low + 1, ranges)
    return choose(there, body, UNDEFINED)


def _multiple(body: Any, count: Term, ranges: Ranges) -> Term:
    """Return a sum of equal terms, of which there may be none."""
    bound = {name for name, *_ in ranges}
    if free_names(count) <= bound and from_zero(count, ranges):
        return body * count
    return choose(count >= 1, body * count, 0)


def _at_every_index(one: Formula) -> Formula:
    """Return what makes a relation of polynomials hold at every index: signs of coefficients.

    They are those of what comes after the beginning of the range. Anything else is left as it is.
    """
    if one.op == "and":
        return every(*map(_at_every_index, one.args))
    if one.op != "forall":
        return one
    index, low, _, body = one.args
    later = substitute(body, {index: low + LATER})
    try:
        return every(*(_signs(part, LATER) for part in parts_of(later)))
    except _OtherError:
        return one


def _signs(relation: Formula, along: Term) -> Formula:
    """Return what makes a relation hold wherever ``along`` is above 0, and at 0 if it is LATER."""
    if relation.op not in ("==", "<=", "<", ">=", ">"):
        raise _OtherError
    left, right = relation.args
    found = _coefficients(right - left if relation.op[0] == "<" else left - right, along)
    signs = [eq(one, 0) if relation.op == "==" else one >= 0 for one in found.values()]
    first = found.get(0, term(0)) if along == LATER else sum(found.values(), term(0))
    return every(*signs, *([first > 0] if relation.op in ("<", ">") else []), eq(0, 0))


def _coefficients(one: Term, along: Term) -> dict[int, Term]:
    """Return the coefficients of a polynomial in ``along``, by power."""
    try:
        above, below = polynomial.quotient(one)
    except TypeError:  # abs and the like
        raise _OtherError from None
    names = {name for monomial in above for name, _ in monomial}
    if below != {(): Fraction(1)} or not names <= free_names(one):
        raise _OtherError
    found: dict[int, Term] = {}
    for monomial, factor in above.items():
        powers = dict(monomial)
        place = powers.pop(along.args[0], 0)
        product = term(factor)
        for name, power in powers.items():
            product = product * Term("var", (name,)) ** power
        found[place] = found.get(place, term(0)) + product
    return found


def shrink(formulas: Sequence[Formula], whole: Iterable[str]) -> bool:
    """Tell whether sequences c + d q^k, with a ratio q of a few, meet formulas."""
    if vectors.sorts(formulas)[0]:
        return False
    for ratio in RATIOS:
        try:
            known = [satisfied(_shrinking(one, ratio)) for one in formulas]
        except _OtherError:
            return False
        names = set().union(*map(free_names, known)).intersection(whole)
        counted = [Term("var", (one,)) >= 0 for one in sorted(names)]
        if ask("z3", script([*known, *counted], names), seconds=BRIEFLY).status == "sat":
            return True
    return False


def _shrinking(one: Formula, ratio: Fraction) -> Formula:
    """Return what makes a formula hold of such sequences; not below a negation or the like."""
    if one.op == "and":
        return every(*(_shrinking(part, ratio) for part in one.args))
    if one.op != "forall":
        return _shrunk(one, ratio)
    body = _body(one, ratio)
    return every(*(_signs(part, POWER) for part in parts_of(body)))


def _body(node: Any, ratio: Fraction) -> Any:
    """Return what is said along an index, as said of the ratio's power."""
    index, low, _, inside = node.args
    body = _shrunk(inside, ratio, index)
    if free_names(low) or not from_zero(low) or index in free_names(body):
        raise _OtherError
    return body


def _shrunk(node: Any, ratio: Fraction, index: str = "") -> Any:
    """Return a term or formula of numbers in place of such sequences."""
    if node.op == "at":
        name, place = node.args
        part = Term("var", (f"{name}__part",)) * _power(place, ratio, index)
        return Term("var", (f"{name}__still",)) + part
    if node.op == "call" and node.args[0] not in BUILT_IN:
        return Term("var", (f"{node.args[0]}__still",))
    if node.op not in BOUND:
        return mapped(node, lambda part: _shrunk(part, ratio, index))
    if index or node.op in ("forall", "sum", "least", "largest"):
        raise _OtherError
    limit = _coefficients(_body(node, ratio), POWER).get(0, term(0))
    if node.op in ("converges", "diverges"):
        return eq(limit, 0) if node.op == "converges" else ne(limit, 0)
    return limit


def _power(place: Term, ratio: Fraction, index: str) -> Term:
    """Return the ratio to the power of a number, or of the index and a number."""
    ahead = substitute(place, {index: term(0)}) if index else place
    (number, unit) = polynomial.quotient(ahead)
    step, _ = polynomial.quotient(place - ahead)
    if number.keys() - {()} or unit != {(): Fraction(1)} or step not in ({}, {((index, 1),): 1}):
        raise _OtherError
    power = number.get((), Fraction(0))
    return term(ratio ** int(power)) * (POWER if step else term(1))

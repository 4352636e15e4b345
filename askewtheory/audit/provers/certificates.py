"""Proofs of scalar goals that anyone can multiply out: cases and sums of products.

The hypotheses and the negated conclusion are split into cases (:mod:`.cases`). In each case a sum
of products of its constraints, with multipliers >= 0 (of any sign beside an equation), is the zero
polynomial although a product of positive constraints has a positive multiplier: a contradiction
(Handelman, Krivine and Stengle). The negated conclusion is one of the constraints, so this is the
conclusion's gap as a sum of products of hypotheses, and more. Such proofs are looked for in
:mod:`.certificate_search`; here they are only checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.polynomial import Monomial, Polynomial, added, product, scaled
from askewtheory.audit.provers.cases import Case, Constraint, branches, constraints, start
from askewtheory.audit.statement import Statement

Frozen = tuple[tuple[Monomial, Fraction], ...]
UNIT: Frozen = (((), Fraction(1)),)


@dataclass(frozen=True)
class Product:
    """A multiplier times the square of a polynomial times constraints, by their places.

    ``factor`` is a polynomial of any sign, which is allowed beside an equation only.
    """

    multiplier: Fraction
    places: tuple[int, ...]
    square: Frozen = UNIT
    factor: Frozen = UNIT


@dataclass(frozen=True)
class Contradiction:
    """A case that contradicts itself: the products sum up to zero."""

    products: tuple[Product, ...]


@dataclass(frozen=True)
class Split:
    """A term or disjunction that a case is split on, and a certificate of each case."""

    on: Any
    parts: tuple[Contradiction | Split, ...]


Certificate = Contradiction | Split


def check(statement: Statement, certificate: Certificate) -> str:
    """Return why a certificate does not prove a statement; empty if it does.

    Nothing is taken from the search: cases and constraints are made anew from the statement, and
    each sum is multiplied out in fractions.
    """
    return _refused(start(statement), certificate)


def _refused(case: Case, certificate: Certificate) -> str:
    if isinstance(certificate, Contradiction):
        return no_contradiction(constraints(case), certificate.products)
    try:
        cases = branches(case, certificate.on)
    except ValueError as error:
        return str(error)
    if len(cases) != len(certificate.parts):
        return f"{len(cases)} cases, but {len(certificate.parts)} certificates"
    refused = (_refused(one, part) for one, part in zip(cases, certificate.parts, strict=True))
    return next(filter(None, refused), "")


def no_contradiction(known: Sequence[Constraint], products: Sequence[Product]) -> str:
    """Return why products do not contradict the constraints; empty if they do."""
    total, positive = {}, False
    for one in products:
        if any(not 0 <= place < len(known) for place in one.places):
            return f"there is no constraint {one.places}"
        relations = {known[place].relation for place in one.places}
        whole = one.square == one.factor == UNIT
        if "==" not in relations:
            if one.multiplier < 0 or one.factor != UNIT:
                return f"a multiplier must be >= 0, got {one.multiplier}"
            positive |= one.multiplier > 0 and whole and relations <= {">"}
        total = added(total, scaled(expanded(known, one), one.multiplier))
    if total:
        return "the products do not sum up to zero"
    return "" if positive else "no product is positive"


def expanded(known: Sequence[Constraint], one: Product) -> Polynomial:
    """Return a product multiplied out, without its multiplier."""
    square = dict(one.square)
    result = product(product(square, square), dict(one.factor))
    for place in one.places:
        result = product(result, dict(known[place].polynomial))
    return result


def open_cases(statement: Statement, certificate: Certificate) -> list[list[Constraint]]:
    """Return the constraints of the cases whose contradiction a certificate does not show.

    Raises
    ------
    ValueError
        If its splits are none of the statement's.
    """
    return _open(start(statement), certificate)


def _open(case: Case, certificate: Certificate) -> list[list[Constraint]]:
    if isinstance(certificate, Contradiction):
        known = constraints(case)
        return [known] if no_contradiction(known, certificate.products) else []
    cases = branches(case, certificate.on)
    pairs = zip(cases, certificate.parts, strict=True)
    return [known for one, part in pairs for known in _open(one, part)]

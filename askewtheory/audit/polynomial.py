"""Polynomials with rational coefficients, expanded exactly: what certificates are checked with."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from askewtheory.audit.terms import Term, plain, term

Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]
LARGEST = 20_000
"""Monomials that one expansion may have."""
_ROOTS: dict[str, int] = {}
"""The roots of whole numbers that were met, as written: their squares are numbers."""


@lru_cache(maxsize=4000)
def _quotient(one: Term) -> tuple[tuple[tuple[Monomial, Fraction], ...], ...]:
    above, below = _expanded(plain(one))
    return tuple(above.items()), tuple(below.items())


def quotient(one: Term) -> tuple[Polynomial, Polynomial]:
    """Return numerator and denominator of a rational term, expanded and not cancelled.

    Members of sequences, values of functions, sums and minima count as unknowns of their own.

    Raises
    ------
    TypeError
        If the term has ``abs``, ``min``, ``max`` or ``if_``.
    """
    above, below = _quotient(one)
    return dict(above), dict(below)


def _expanded(one: Term) -> tuple[Polynomial, Polynomial]:
    op, args = one.op, one.args
    unit: Polynomial = {(): Fraction(1)}
    if op == "num":
        return ({(): args[0]} if args[0] else {}), unit
    if op == "call" and _is_number_root(one):
        factor, whole = root(_radicand(one))
        name = f"sqrt({whole})"
        _ROOTS[name] = whole
        return ({((name, 1),): factor} if whole > 1 else scaled(unit, factor)), unit
    if op in ("var", "at", "call", "sum", "least", "largest"):
        return {((str(one), 1),): Fraction(1)}, unit
    if op == "neg":
        above, below = quotient(args[0])
        return scaled(above, Fraction(-1)), below
    if op == "^":
        above, below = quotient(args[0])
        result = (unit, unit)
        for _ in range(args[1]):
            result = product(result[0], above), product(result[1], below)
        return result
    if op not in ("+", "-", "*", "/"):
        raise TypeError(f"no polynomial: {one}")
    (a, b), (c, d) = quotient(args[0]), quotient(args[1])
    if op == "*":
        return product(a, c), product(b, d)
    if op == "/":
        return product(a, d), product(b, c)
    c = c if op == "+" else scaled(c, Fraction(-1))
    if b == d:
        return added(a, c), b
    return added(product(a, d), product(c, b)), product(b, d)


def _is_number_root(one: Any) -> bool:
    return one.args[0] == "sqrt" and one.args[1].op == "num" and _radicand(one) >= 0


def _radicand(one: Any) -> Fraction:
    return one.args[1].args[0]


def root(value: Fraction) -> tuple[Fraction, int]:
    """Return (c, d) with sqrt(value) = c sqrt(d), where d is whole and no square divides it."""
    if not value:
        return Fraction(0), 1
    whole, factor = value.numerator * value.denominator, 1
    for k in range(2, LARGEST):
        while whole % (k * k) == 0:
            whole, factor = whole // (k * k), factor * k
        if k * k > whole:
            break
    return Fraction(factor, value.denominator), whole


def added(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the sum."""
    result = dict(left)
    for monomial, value in right.items():
        result[monomial] = result.get(monomial, Fraction(0)) + value
        if not result[monomial]:
            del result[monomial]
    return result


def scaled(one: Polynomial, factor: Fraction) -> Polynomial:
    """Return a multiple."""
    return {monomial: factor * value for monomial, value in one.items()} if factor else {}


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the product.

    Raises
    ------
    ValueError
        If it has too many terms.
    """
    if len(left) * len(right) > LARGEST:
        raise ValueError("the expansion has too many terms")
    result: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            powers = dict(first)
            for name, exponent in second:
                powers[name] = powers.get(name, 0) + exponent
            factor = a * b
            for name in _ROOTS.keys() & powers.keys():
                factor *= _ROOTS[name] ** (powers[name] // 2)
                powers[name] %= 2
            monomial = tuple(sorted((name, power) for name, power in powers.items() if power))
            result[monomial] = result.get(monomial, Fraction(0)) + factor
    return {monomial: value for monomial, value in result.items() if value}


def signless(one: Polynomial) -> int:
    """Return 1 or -1 if all coefficients have that sign, 0 if both occur or none."""
    signs = {value > 0 for value in one.values()}
    return 0 if len(signs) != 1 else (1 if signs == {True} else -1)


def degree(one: Polynomial, name: str) -> int:
    """Return the degree in one variable; -1 for zero."""
    return max((dict(monomial).get(name, 0) for monomial in one), default=-1)


def leading(one: Polynomial, name: str) -> Polynomial:
    """Return the coefficient of the highest power of one variable."""
    return coefficient(one, name, degree(one, name))


def coefficient(one: Polynomial, name: str, power: int) -> Polynomial:
    """Return the coefficient of a power of one variable."""
    return {
        tuple(part for part in monomial if part[0] != name): value
        for monomial, value in one.items()
        if dict(monomial).get(name, 0) == power
    }


def written(one: Polynomial) -> Term:
    """Return a polynomial as a term."""
    total = term(0)
    for monomial, value in one.items():
        product_ = term(value)
        for name, exponent in monomial:
            product_ = product_ * term(name) ** exponent
        total = total + product_
    return total

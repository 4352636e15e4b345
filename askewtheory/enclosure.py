"""Rationals around numbers with radicals, rounded outwards: no digit is taken on trust.

A number is enclosed by two whole multiples of 10^-digits, from its parts upwards.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

Ends = tuple[int, int]
"""Two whole numbers, in units of 10^-digits."""


class UnsureError(ArithmeticError):
    """So many digits do not tell whether a divisor is zero, or what is below a root negative."""


@lru_cache(maxsize=4096)
def enclosure(value: Any, digits: int) -> Ends:
    """Return whole numbers a <= value * 10^digits <= b.

    Parameters
    ----------
    value
        An integer, a ``Fraction``, or a SymPy number of rationals, sums, products and roots.
    digits
        How many digits behind the point each step keeps.

    Raises
    ------
    UnsureError
        If more digits may help.
    ArithmeticError
        If the number has parts of another kind.
    """
    import sympy

    unit = 10**digits
    if not isinstance(value, sympy.Basic):
        return _rational(value.numerator, value.denominator, unit)
    if isinstance(value, sympy.Rational):
        return _rational(int(value.p), int(value.q), unit)
    if isinstance(value, sympy.Add):
        parts = [enclosure(part, digits) for part in value.args]
        return sum(low for low, _ in parts), sum(high for _, high in parts)
    if isinstance(value, sympy.Mul):
        found = (unit, unit)
        for part in value.args:
            found = _product(found, enclosure(part, digits), unit)
        return found
    if isinstance(value, sympy.Pow) and isinstance(value.exp, sympy.Rational):
        return _power(enclosure(value.base, digits), int(value.exp.p), int(value.exp.q), unit)
    raise ArithmeticError(f"the size of {value} is not known exactly")


def _rational(above: int, below: int, unit: int) -> Ends:
    return above * unit // below, -(-above * unit // below)


def _product(left: Ends, right: Ends, unit: int) -> Ends:
    ends = [a * b for a in left for b in right]
    return min(ends) // unit, -(-max(ends) // unit)


def _power(base: Ends, exponent: int, root: int, unit: int) -> Ends:
    """Return the enclosure of a power with the exponent ``exponent / root``."""
    found = base if root == 1 else _root(base, root, unit)
    if exponent < 0:
        found = _inverse(found, unit)
    return _repeated(found, abs(exponent), unit)


def _repeated(one: Ends, times: int, unit: int) -> Ends:
    found = (unit, unit)
    for _ in range(times):
        found = _product(found, one, unit)
    return found


def _inverse(one: Ends, unit: int) -> Ends:
    low, high = one
    if low <= 0 <= high:
        raise UnsureError("a divisor may be zero")
    return unit * unit // high, -(-unit * unit // low)


def _root(one: Ends, degree: int, unit: int) -> Ends:
    """Return the enclosure of a root of what is above zero."""
    from sympy import integer_nthroot

    if one[0] <= 0:
        raise UnsureError("what is below a root may be negative")
    scale = prod([unit] * (degree - 1))
    low, high = (int(integer_nthroot(end * scale, degree)[0]) for end in one)
    return low, high + 1

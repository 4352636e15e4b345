"""Comparison of exact numbers: integers, fractions, infinities, and SymPy's algebraic numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
INFINITE = (float("inf"), float("-inf"))


def is_exact(value: Any) -> bool:
    """Tell whether a value is an exact number (infinity counts, a Boolean does not)."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Fraction):
        return True
    if isinstance(value, float):
        return value in INFINITE
    if type(value).__module__.partition(".")[0] != "sympy":
        return False
    return bool(value.is_number and value.is_algebraic and not value.is_Float)


def compare(left: Any, right: Any) -> int:
    """Return the sign of ``left - right``, exactly.

    Raises
    ------
    TypeError
        If a float or another inexact value takes part: floats never decide.
    ArithmeticError
        If the sign of an algebraic number is not decided.
    """
    for value in (left, right):
        if not is_exact(value):
            raise TypeError(f"exact numbers are compared, got {value!r}")
    if all(isinstance(value, int | Fraction | float) for value in (left, right)):
        return (left > right) - (left < right)
    low, high = _enclosure(left), _enclosure(right)
    if low[1] < high[0]:
        return -1
    if low[0] > high[1]:
        return 1
    return _algebraic_sign(left, right)


@lru_cache(maxsize=4096)
def _enclosure(value: Any) -> tuple[Any, Any]:
    """Return rationals around a number: SymPy's decimals are correct to the digits asked for."""
    if isinstance(value, int | Fraction | float):
        return value, value
    import sympy

    decimal: Any = sympy.Rational(str(sympy.sympify(value).evalf(40)))
    error = (abs(decimal) + 1) / sympy.Integer(10) ** 35
    low, high = decimal - error, decimal + error
    return Fraction(low.p, low.q), Fraction(high.p, high.q)


def _algebraic_sign(left: Any, right: Any) -> int:
    """Return the sign of a difference that the enclosures do not decide, zero most likely."""
    import sympy

    difference = sympy.sympify(left) - sympy.sympify(right)
    variable = sympy.Symbol("x")
    if sympy.minimal_polynomial(difference, variable) == variable:
        return 0
    raise ArithmeticError(f"the sign of {difference} is not decided")

"""Comparisons that are exact for exact numbers, and plain for floats."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import compare, simplified

SHOWN = (40, 80)
"""With how many digits lengths are compared.

No more than SymPy's decimals are right to: what agrees to more could be compared, and not shown.
"""


def sign(left: Any, right: Any) -> int:
    """Return the sign of ``left - right``: decided exactly unless a finite float takes part.

    Raises
    ------
    InputError
        If radicals agree to so many digits that their order is not decided.
    """
    if any(isinstance(value, float) for value in (left, right)):
        a, b = float(left), float(right)
        return (a > b) - (a < b)
    try:
        return compare(left, right, SHOWN)
    except ArithmeticError as error:
        raise InputError(
            f"epsilon must not be so small that lengths agree to {SHOWN[-1]} digits, "
            f"got two lengths near {float(left):.6g}"
        ) from error


def least(values: Iterable[Any]) -> Any:
    """Return the smallest value; infinity for none."""
    result: Any = float("inf")
    for value in values:
        if sign(value, result) < 0:
            result = value
    return result


def greatest(values: Iterable[Any]) -> Any:
    """Return the largest value; minus infinity for none."""
    result: Any = float("-inf")
    for value in values:
        if sign(value, result) > 0:
            result = value
    return result


def quotient(length: Any, speed: Any) -> Any:
    """Return ``length / speed``; infinity for a speed of zero."""
    if sign(speed, 0) == 0:
        return float("inf")
    return simplified(length / speed)


def shown(value: Any) -> dict[str, Any]:
    """Return a number as JSON holds it: its exact form (``None`` for a float) and its decimal."""
    if value is None:
        return {"exact": None, "value": None}
    if isinstance(value, float):
        return {"exact": None, "value": value}
    if isinstance(value, int):
        value = Fraction(value)
    return {"exact": str(value), "value": float(value)}

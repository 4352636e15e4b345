"""Exact in, exact out: which inputs are rational, square roots that stay exact, exact order.

Integers, ``Fraction`` and strings such as ``"1/5"`` are exact; floats stay floats. A result is
exact when every number that enters it is.
"""

from __future__ import annotations

import contextlib
import math
import numbers
import re
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from askewtheory.enclosure import UnsureError, enclosure
from askewtheory.errors import InputError

INFINITE = (float("inf"), float("-inf"))
_LARGEST = int(sys.float_info.max)
_NUMBER = re.compile(
    r"[+-]?(?:\d+/\d+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?0*(?P<exponent>\d+))?)", re.ASCII | re.IGNORECASE
)
MOST_DIGITS = 300
"""Of a number that is given as text: what is written beside an exponent below 1000."""


def number(value: Any, name: str = "value") -> Fraction | float:
    """Return ``value`` as a ``Fraction`` if it is exact, else as a finite float or infinity.

    Parameters
    ----------
    value
        An integer, ``Fraction``, string such as ``"1/5"`` or ``"0.2"``, or a float.
    name
        What the value is called in the error.

    Raises
    ------
    InputError
        If ``value`` is not a real number, or a text of more than ``MOST_DIGITS`` characters or
        with an exponent of more than three digits.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool | np.bool_):
        raise InputError(f"{name} must be a real number, got {value!r}")
    if isinstance(value, numbers.Rational | np.integer):
        return Fraction(int(value)) if isinstance(value, np.integer) else Fraction(value)
    if isinstance(value, str):
        try:
            return fraction_of(value, name)
        except InputError:
            raise
        except (ValueError, ZeroDivisionError):
            if value.strip() in {"inf", "infinity"}:
                return math.inf
            raise InputError(f"{name} must be a real number, got {value!r}") from None
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be a real number, got {value!r}") from None
    if math.isnan(result):
        raise InputError(f"{name} must be a real number, got nan")
    return result


def fraction_of(text: str, name: str) -> Fraction:
    """Read an exact number; refuse one of hundreds of digits or with an exponent above 999.

    Parameters
    ----------
    text : str
        An integer, a fraction or a decimal number, ``"-3"``, ``"1/5"`` or ``"2e-3"``.
    name : str
        What the number is called in the error.

    Returns
    -------
    Fraction

    Raises
    ------
    InputError
        For such a number, which would be written out in full.
    ValueError, ZeroDivisionError
        If the text is not a fraction.
    """
    written = text.strip()
    if len(written) > MOST_DIGITS:
        raise InputError(
            f"{name} must have at most {MOST_DIGITS} digits, got {len(written):,} characters"
        )
    match = _NUMBER.fullmatch(written)
    if match is None:
        raise ValueError(text)
    if len(match["exponent"] or "") > 3:
        raise InputError(f"{name} must have an exponent below 1000, got {text!r}")
    return Fraction(written)


def parse_number(text: str, name: str = "number") -> Fraction:
    """Read an exact finite number: ``"3"``, ``"1/5"``, ``"0.2"`` or ``"1e-3"``.

    Parameters
    ----------
    text : str
        What the user wrote.
    name : str
        What the number is called in the error.

    Returns
    -------
    Fraction
        Exactly the number written; ``"0.2"`` is 1/5.

    Raises
    ------
    InputError
        If the text is not a finite number, or one that no float can hold.
    """
    try:
        fraction_of(text, name)
    except InputError:
        raise
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{name} must be a number such as 3, 1/5 or 0.2, got {text!r}.") from None
    return in_range(text, name)


def in_range(value: Any, name: str = "value") -> Any:
    """Return ``value`` as :func:`number` does; refuse what no finite float can hold.

    Parameters
    ----------
    value
        As for :func:`number`.
    name : str
        What it is called in the error.

    Returns
    -------
    number

    Raises
    ------
    InputError
        If ``value`` is infinite or above about 1.8e308 in size.
    """
    converted = number(value, name)
    if not -_LARGEST <= converted <= _LARGEST:
        written = isinstance(value, str | float)  # a large fraction has hundreds of digits
        shown = repr(value) if written else "a larger number"
        raise InputError(f"{name} must be finite and at most 1.8e308 in size, got {shown}")
    return converted


def to_float(value: Any, name: str = "value") -> float:
    """Return ``value`` as a float; refuse a finite number that no float can hold.

    Parameters
    ----------
    value
        As for :func:`number`.
    name : str
        What it is called in the error.

    Returns
    -------
    float

    Raises
    ------
    InputError
        As :func:`in_range`, but infinity stays.
    """
    converted = number(value, name)
    return converted if isinstance(converted, float) else float(in_range(converted, name))


def is_exact(value: Any) -> bool:
    """Tell whether ``value`` stays exact: a ``Fraction``, or infinity, which compares exactly.

    Parameters
    ----------
    value
        A number as :func:`number` returns it.

    Returns
    -------
    bool
    """
    return isinstance(value, Fraction) or (isinstance(value, float) and math.isinf(value))


def common(values: Iterable[Any], *names: str) -> tuple[list[Any], bool]:
    """Bring numbers to one kind: all exact if all can be, else all floats.

    Parameters
    ----------
    values
        Numbers as :func:`number` takes them.
    *names : str
        What the first of them are called in the error; the others are ``value``.

    Returns
    -------
    list, bool
        The converted numbers and whether they are exact.

    Raises
    ------
    InputError
        If one is no number.
    """
    given = list(values)
    labels = list(names) + ["value"] * (len(given) - len(names))
    converted = [number(value, label) for value, label in zip(given, labels, strict=True)]
    if all(is_exact(value) for value in converted):
        return converted, True
    return [float(value) for value in converted], False


def square_root(value: Any) -> Any:
    """Return the square root: a float for a float, else exact (a ``Fraction`` or a radical).

    Parameters
    ----------
    value
        Non-negative float, ``Fraction`` or SymPy number.
    """
    if isinstance(value, float):
        return math.sqrt(value)
    if isinstance(value, Fraction):
        above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if above**2 == value.numerator and below**2 == value.denominator:
            return Fraction(above, below)
    sympy = _sympy()
    return simplified(sympy.sqrt(sympy.sympify(value)))


def simplified(value: Any) -> Any:
    """Write an exact number without radicals below the fraction bar; a rational as ``Fraction``.

    Parameters
    ----------
    value
        An integer, ``Fraction`` or SymPy number; a float stays as it is.

    Returns
    -------
    number
    """
    if isinstance(value, float | Fraction):
        return value
    if isinstance(value, int):
        return Fraction(value)
    sympy = _sympy()
    result = sympy.expand(sympy.radsimp(sympy.expand(sympy.sympify(value))))
    return Fraction(result.p, result.q) if isinstance(result, sympy.Rational) else result


@lru_cache(maxsize=1)
def _sympy() -> Any:
    """Return SymPy, whose table of known factors passes over those that are no primes.

    Of a product of two neighbours, such as 9^k - 1, SymPy 1.14 looks for small factors alone and
    then offers what is left as prime: its own table refuses that, and no root is found.
    """
    import sympy
    from sympy.ntheory import factor_

    kind = getattr(factor_, "FactorCache", None)
    if kind is not None:
        add = kind.add

        def careful(self: Any, n: int, factors: Any) -> None:
            with contextlib.suppress(ValueError):
                add(self, n, factors)

        kind.add = careful
    return sympy


def is_exact_number(value: Any) -> bool:
    """Tell whether a value is an exact number (infinity counts, a Boolean does not).

    Parameters
    ----------
    value
        Anything.

    Returns
    -------
    bool
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Fraction):
        return True
    if isinstance(value, float):
        return value in INFINITE
    return _is_sympys(value) and bool(value.is_number and value.is_algebraic and not value.is_Float)


def _is_sympys(value: Any) -> bool:
    """Tell whether a value is SymPy's own in all its parts: no subclass that computes otherwise."""
    if not _of_sympy(type(value)):
        return False
    return all(_is_sympys(part) for part in value.args)


@lru_cache(maxsize=256)
def _of_sympy(kind: type) -> bool:
    """Tell whether a type is what SymPy has under the type's name, not one that only says so."""
    if kind.__module__.partition(".")[0] != "sympy":
        return False
    return getattr(sys.modules.get(kind.__module__), kind.__name__, None) is kind


DIGITS = (40, 160, 640, 2560)
"""With how many digits it is tried to tell two algebraic numbers apart."""


def compare(left: Any, right: Any, digits: Sequence[int] = DIGITS) -> int:
    """Return the sign of ``left - right``, exactly.

    Parameters
    ----------
    left, right
        Exact numbers, or infinities.
    digits
        With how many digits it is tried to tell them apart, one attempt after the other.

    Raises
    ------
    TypeError
        If a float or another inexact value takes part: floats never decide.
    ArithmeticError
        If the sign of an algebraic number is not decided.
    """
    for value in (left, right):
        if not is_exact_number(value):
            raise TypeError(f"exact numbers are compared, got {value!r}")
    if all(isinstance(value, int | Fraction | float) for value in (left, right)):
        return (left > right) - (left < right)
    apart = _apart(left, right, digits[0])
    return _algebraic_sign(left, right, digits[1:]) if apart is None else apart


def _apart(left: Any, right: Any, digits: int) -> int | None:
    """Return the sign of a difference if so many digits tell the two numbers apart, else None."""
    for value, sign in ((left, 1), (right, -1)):
        if value in INFINITE:
            return sign if value > 0 else -sign
    try:
        low, high = enclosure(left, digits), enclosure(right, digits)
    except UnsureError:
        return None
    return -1 if low[1] < high[0] else 1 if low[0] > high[1] else None


def _algebraic_sign(left: Any, right: Any, further: Sequence[int]) -> int:
    """Return the sign of a difference that a few digits do not decide, zero most likely."""
    import sympy

    difference = sympy.sympify(left) - sympy.sympify(right)
    variable = sympy.Symbol("x")
    if difference == 0 or sympy.minimal_polynomial(difference, variable) == variable:
        return 0
    for digits in further:
        apart = _apart(left, right, digits)
        if apart is not None:
            return apart
    raise ArithmeticError(f"the sign of {difference} is not decided")

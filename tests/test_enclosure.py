"""Algebraic numbers are told apart exactly, however near or large they are."""

from fractions import Fraction
from math import inf

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.enclosure import UnsureError, enclosure
from askewtheory.exact import compare

LARGE = sympy.Integer(10) ** 140
GAP = sympy.sqrt(LARGE**2 + 1) - LARGE
"""About 10^-140/2: what hundreds of equal digits leave of a difference."""


@pytest.mark.parametrize(
    ("left", "right", "sign"),
    [
        (GAP, 0, 1),
        (1 / GAP, 0, 1),
        (1 / GAP, 2 * LARGE, 1),
        (1 / GAP, 2 * LARGE + 1, -1),
        (GAP * LARGE**2, 1, 1),
        (sympy.sqrt(GAP), 0, 1),
        (sympy.sqrt(2) * sympy.sqrt(3), sympy.sqrt(6), 0),
        (sympy.sqrt(sympy.sqrt(2) + 1) * sympy.sqrt(sympy.sqrt(2) - 1), 1, 0),
        (sympy.sqrt(2), Fraction(3, 2), -1),
        (sympy.sqrt(2), inf, -1),
        (-inf, sympy.sqrt(2), -1),
        (sympy.Integer(2) ** sympy.Rational(-2, 3), Fraction(63, 100), -1),
    ],
)
def test_signs_of_differences(left, right, sign):
    """The sign is that of the difference of the numbers, not of their first digits."""
    assert compare(left, right) == sign
    assert compare(right, left) == -sign


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(1, 60), st.integers(2, 5))
def test_a_root_lies_within_its_enclosure(above, below, digits, degree):
    """The ends, as powers, lie on both sides of what is below the root, within two units."""
    if not above:
        return
    try:
        low, high = enclosure(sympy.Rational(above, below) ** sympy.Rational(1, degree), digits)
    except UnsureError:
        assert above * 10**digits < below  # so few digits are all zeros
        return
    unit = 10**digits
    assert Fraction(low, unit) ** degree <= Fraction(above, below) <= Fraction(high, unit) ** degree

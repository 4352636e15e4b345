"""Exact numbers a + b sqrt(d): arithmetic, signs, equations and pivots."""

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit.pep.quadratic import kernel, near, pivots_of, reduced, sign, surd
from askewtheory.exact import compare

SMALL = st.fractions(-3, 3, max_denominator=5)


@settings(max_examples=40, deadline=None)
@given(a=SMALL, b=SMALL, c=SMALL, e=SMALL)
def test_arithmetic_and_signs(a, b, c, e):
    """Sums, products and signs agree with SymPy's; a quotient times its divisor is what it was."""
    x, y = surd(a, b, 2), surd(c, e, 2)
    for ours, theirs in ((x + y, _sympy(x) + _sympy(y)), (x - y, _sympy(x) - _sympy(y)),
                         (x * y, _sympy(x) * _sympy(y))):  # fmt: skip
        assert sympy.expand(_sympy(ours) - theirs) == 0
        assert sign(ours) == compare(sympy.expand(theirs), 0)
    if y:
        assert x / y * y == x
        assert 1 / y * y == 1


def _sympy(one):
    parts = (one.a, one.b) if hasattr(one, "b") else (one, F(0))
    left, right = (sympy.Rational(p.numerator, p.denominator) for p in parts)
    return left + right * sympy.sqrt(2)


@pytest.mark.parametrize(("value", "d", "found"), [
    (0.33333333, 1, F(1, 3)), (2.0000001, 1, F(2)), (0.70710678, 2, surd(F(0), F(1, 2), 2)),
    (1.20710678, 2, surd(F(1, 2), F(1, 2), 2)),
])  # fmt: skip
def test_simple_numbers_are_recognised(value, d, found):
    """The simplest near number is taken."""
    assert near(value, d, 1e-6) == found


def test_equations_are_solved_exactly():
    """Pivots come from the unknowns; a contradiction shows as a pivot in the right side."""
    rows = [{0: F(1), 1: F(2), 2: F(3)}, {0: F(2), 1: F(4), 2: F(7)}]
    _, pivots = reduced(rows, 2)
    assert pivots == [0, 2]
    assert kernel([{0: F(1), 1: F(-1)}], 2) == [[F(1), F(1)]]
    root = surd(F(0), F(1), 3)
    (vector,) = kernel([{0: root, 1: F(3)}], 2)
    assert vector[0] * root + vector[1] * 3 == 0


@pytest.mark.parametrize(("matrix", "semidefinite"), [
    ([[1, 1], [1, 1]], True), ([[1, 1], [1, 1 - F(1, 10**30)]], False), ([[0, 1], [1, 5]], False),
    ([[0, 0], [0, 2]], True), ([[-F(1, 10**30)]], False),
    ([[F(2), surd(F(0), F(1), 2)], [surd(F(0), F(1), 2), F(1)]], True),
])  # fmt: skip
def test_pivots_decide_semidefiniteness(matrix, semidefinite):
    """A pivot of -10^-30 is negative; the factors multiply back to the matrix."""
    found = pivots_of([[x if hasattr(x, "b") else F(x) for x in row] for row in matrix])
    assert (found is not None) is semidefinite
    for i, row in enumerate(matrix if found is not None else []):
        for j, x in enumerate(row):
            assert sum((d * c[i] * c[j] for d, c in found or []), F(0)) - x == 0

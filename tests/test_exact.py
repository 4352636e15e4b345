"""Exact numbers: roots of any fraction are found."""

from fractions import Fraction

import pytest

from askewtheory.exact import square_root


@pytest.mark.parametrize(("base", "power"), [(6, 48), (6, 66), (6, 114)])
def test_roots_of_products_of_neighbours(base, power):
    """Such a root occurs where epsilon is a power, and a library's table of factors refused it."""
    value = 1 - Fraction(1, base**power)
    assert square_root(value) ** 2 == value

"""What readers see of an instance."""

from fractions import Fraction

import pytest

from askewtheory.audit.instances import counterexample
from askewtheory.audit.statement import states
from askewtheory.audit.terms import term


class Orbit:
    """A model whose table holds some cells."""

    def __init__(self, *cells):
        self.cells = cells

    def setting(self):
        """Return no choices."""
        return {}

    def table(self):
        """Return one row."""
        return [f"c{k}" for k in range(len(self.cells))], [self.cells]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (term("if_(1/(0 + 1) > 2, 5, 1/(2 + 1))"), "1/3"),
        (term("1/(1 + 1)"), "1/2"),
        (term("if_(c > 2, 5, 1)"), "if_(c > 2, 5, 1)"),
        (term("1/(0 + 0)"), "1/(0 + 0)"),
        (term("(1/3)^40"), "(1/3)^40"),
        (Fraction(1, 2), "1/2"),
    ],
)
def test_cells_without_names_are_numbers(cell, shown):
    """A case distinction between numbers is decided; what is open, undefined or long stays."""
    found = counterexample(states("x > 1"), {"x": Fraction(0)}, Orbit(cell), None)
    assert found.rows == ((shown,),)

"""What is an instance, and what readers see of it."""

from fractions import Fraction

import pytest

from askewtheory.audit import rules
from askewtheory.audit.instances import counterexample
from askewtheory.audit.orbits import Cycle, Family
from askewtheory.audit.statement import states
from askewtheory.audit.terms import reals, term
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.verdict import Verdict


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
        (term("(step/2 - 0)/step"), "1/2"),
        (term("(7/4 + 1/(2*(0 + c + 1)) - 7/4)/(1/(c + 2))"), "(c + 2)/(2*c + 2)"),
        (term("w[0]/2*2 + c - c"), "w[0]/2*2 + c - c"),
        (term("c^2/c"), "c"),
        (term("1/(0 + 0)"), "1/(0 + 0)"),
        (term("(1/3)^40"), "(1/3)^40"),
        (Fraction(1, 2), "1/2"),
    ],
)
def test_cells_without_names_are_numbers(cell, shown):
    """A case distinction between numbers is decided; what is open, undefined or long stays."""
    found = counterexample(states("x > 1"), {"x": Fraction(0)}, Orbit(cell), None)
    assert found.rows == ((shown,),)


(n,) = reals("n")


@pytest.mark.parametrize(
    ("concludes", "names", "instead"),
    [
        ("f(x) < 1", {"f": lambda s: 1 / s if s > 0 else s, "x": Fraction(1, 2)}, "f(x) == 2"),
        ("w[0] < 1", {"w": Family((1 / (n + 1),), "n")}, "w[1] == 1/2"),
        ("lim(w[k] for k in N) == 0", {"w": Family((n,), "n")}, "w[1] == 1"),
        ("limsup(w[k] for k in N) < 9", {"w": Family((n, 0 * n), "n")}, "w[1] == 0"),
        ("max(w[k] for k in N) < 2", {"w": Cycle((5,), (1, 2))}, "w[0] == 5"),
        ("sum(w[k] for k in range(0, T)) < T", {"w": Cycle((), (1,)), "T": Fraction(3)}, "T == 3"),
    ],
)
def test_an_instance_that_exists_refutes(concludes, names, instead):
    """Beside what the forgeries put in for values, the same with values that exist is accepted."""
    assert rules.refutation(states(concludes), names, instead).verdict is Verdict.REFUTED


def test_a_picture_shows_the_instance():
    """Its numbers are computed from the instance; numbers of another origin are refused."""
    names, statement = {"w": Cycle((), (1, 2)), "c": Fraction(3)}, states("w[0] > c")
    plot = {"member": "w[k]^2", "bound": "2*c", "count": 3}
    shown = rules.refutation(statement, names, "w[0] == 1", plot=plot).counterexample
    assert shown is not None
    assert shown.plot == {"orbit": [1, 4, 1], "bound": 6, "label": "w[k]^2"}
    with pytest.raises(TypeError, match="must be told by member and bound, got orbit"):
        rules.refutation(statement, names, "w[0] == 1", plot={"orbit": [9], "bound": 0})


def test_what_is_not_there_is_said():
    """A value that need not exist is named as that."""
    with pytest.raises(NotEstablishedError, match=r"not shown to be an instance: t__any != 0"):
        rules.refutation(states("f(x)^2 >= 0"), {"f": lambda t: 1 / t, "x": Fraction(0)}, "x == 0")

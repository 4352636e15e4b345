"""Conclusions that speak of some values, and hypotheses about functions that readers know."""

import pytest

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, claim
from askewtheory.audit.provers.agreement import says_nothing
from askewtheory.audit.runner import run_entry
from askewtheory.audit.statement import states
from askewtheory.audit.theorem import NotEstablishedError


@pytest.mark.parametrize(
    "concludes",
    [
        "implies(y > 0, x*y > 0)",
        "implies(x < 0, x > 7) and implies(x >= 0, x > 0)",
        "all(w[k]^2 >= 0 for k in range(2, 5))",
        "x > 0",
    ],
)
def test_what_is_about_some_values_says_something(concludes):
    """One case of several may be none."""
    assert not says_nothing(states("x > 0", ["x > 1"]).formulas, states(concludes).conclusion)


@pytest.mark.parametrize(
    ("given", "concludes"),
    [
        ("exp(x) >= 1 + x", "exp(x) > x"),
        ("implies(x < y, exp(x) < exp(y))", "exp(x) < exp(y) or x >= y"),
        ("floor(x) <= x", "floor(x) - x <= 0"),
        ("0 < x and x < pi", "x/2 < pi"),
        ("cos(x)^2 + sin(x)^2 == 1", "cos(x)^2 <= 1"),
        ("e > 0", "e > -1"),
    ],
)
def test_what_holds_of_known_functions_may_be_supposed(given, concludes):
    """It holds at a place where their values are known."""
    assert rules.solvers(states(concludes, [given])).proved


def test_what_does_not_hold_of_known_functions_is_refused():
    """No sine is above 2."""
    with pytest.raises(NotEstablishedError, match="what readers know of functions"):
        rules.solvers(states("sin(x) > 1", ["sin(x) > 2"]))


def test_an_honest_implication_is_proved():
    """Its premise is met."""

    @claim("p", PROVED, title="p", source="p", concludes="implies(x > 1, x^2 > x)")
    def check(this):
        """A number above 1 is below its square."""
        return this.solvers()

    assert run_entry(check).reproduced


def test_a_name_that_a_hypothesis_speaks_of_is_the_authors_own():
    """That e is any positive number is said, so 5 is one; without that it is everybody's e."""
    own = states("e < 3", ["e > 0"])
    assert rules.refutation(own, {"e": 5}, "e > 3").statement == own
    with pytest.raises(NotEstablishedError, match="readers know what e means"):
        rules.refutation(states("e < 3"), {"e": 5}, "e > 3")
    with pytest.raises(NotEstablishedError, match="readers know what pi means"):
        rules.refutation(states("pi < 3", ["pi > 0"]), {"pi": 5}, "pi > 3")

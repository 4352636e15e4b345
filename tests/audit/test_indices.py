"""What an index counts: members exist from 0 on, and quotients where they are visibly defined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit import rules
from askewtheory.audit.evaluate import holds, value
from askewtheory.audit.indices import above_zero
from askewtheory.audit.orbits import Family
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.statement import states
from askewtheory.audit.terms import formula, term
from askewtheory.audit.theorem import NotEstablishedError

SEEN = [
    "all(g[k] == c/(k + 1) for k in N)",
    "sum(1/i for i in range(1, n)) > 0",
    "sum(1/(i*(i + 1)) for i in range(1, n)) > 0",
    "sum(1/(n - i) for i in range(0, n)) > 0",
    "sum(1/sqrt(i + 1) for i in range(0, n)) > 0",
    "sum(sqrt(1/(i + 1)) for i in range(0, n)) > 0",
    "sum(1/(i + 99/100) for i in range(0, n)) > 0",
    "all(sum(1/(k + i + 1) for i in range(0, k)) >= 0 for k in N)",
]
UNSEEN = [
    "all(g[k] == c/k for k in N)",
    "sum(1/(i - 1) for i in range(1, n)) > 0",
    "sum(1/(n - 1 - i) for i in range(0, n)) > 0",
    "sum(1/(2*n - i) for i in range(0, n + 1)) > 0",
    "sum(1/(x + i + 1) for i in range(0, n)) > 0",
    "sum(1/(i + 1) for i in range(m - 5, n)) > 0",
    "sum(1/(i + 1) for i in range(0 - 3, n)) > 0",
    "sum(1/(i + 1 + w[i]) for i in range(0, n)) > 0",
    "sum(1/(i + 1 + abs(i - 5)) for i in range(0, n)) > 0",
    "sum(1/(i + 1 + sum(0 - 1 for j in range(0, i + 1))) for i in range(0, n)) > 0",
    "sum(sqrt(i - 1) for i in range(0, n)) > 0",
    "sum(sqrt(1/(0 - i - 1)) for i in range(0, n)) > 0",
    "sum(sqrt(0 - i - 1) for i in range(0, n)) > 0",
]


@pytest.mark.parametrize("text", SEEN)
def test_what_an_index_counts_up_to_is_defined(text):
    """Nothing is asked of a quotient whose denominator is above 0 at every index."""
    assert defined(formula(text)) is None


@pytest.mark.parametrize("text", UNSEEN)
def test_everything_else_under_an_index_is_refused(text):
    """It may be 0 or negative at some index, or nothing is seen of it; a remedy is named."""
    with pytest.raises(TypeError, match=r"has to be defined everywhere, got .*b\*x == a"):
        defined(formula(text))


@given(
    st.lists(st.fractions(-3, 3, max_denominator=2), min_size=1, max_size=3),
    st.integers(-2, 3),
    st.integers(0, 4),
)
@settings(max_examples=200, deadline=None)
def test_what_is_seen_to_be_above_zero_is(factors, low, more):
    """At each index of the range, counted from its beginning or back from its end."""
    text = " + ".join(f"({factor})*k^{power}" for power, factor in enumerate(factors))
    one = term(text)
    for high in (None, term(low + more)):
        if above_zero(one, (("k", term(low), high),)):
            last = low + 12 if high is None else low + more
            assert all(value(one, {"k": k}) > 0 for k in range(low, last + 1))


GIVEN = ["all(g[k] == c/(k + 1) for k in N)", "t >= 0"]


def test_a_stepsize_that_falls_is_used_at_one_step():
    """A member of c/(k + 1) is a quotient that exists, and what follows from it is proved."""
    member = rules.member(states("g[t] == c/(t + 1)", GIVEN), "t")
    last = rules.solvers(states("(t + 1)*g[t] == c", ["g[t] == c/(t + 1)", "t >= 0"]))
    made = rules.chain(states("(t + 1)*g[t] == c", GIVEN), [member, last])
    assert made.proved


def test_a_stepsize_that_falls_is_replayed():
    """That a family meets what is said with a quotient is proved for every index, or is not."""
    names = {"g": Family((term("1/(n + 1)"),), "n"), "c": 1}
    assert rules.solvers(states(holds(formula(GIVEN[0]), names), ["n >= 0"])).proved
    other = holds(formula("all(g[k] == c/(k + 2) for k in N)"), names)
    with pytest.raises(NotEstablishedError):
        rules.solvers(states(other, ["n >= 0"]))


def test_a_sum_of_quotients_is_ordered_term_by_term():
    """1/(k + 1) <= 1 for every k from 0 on, so the sum of T of them is at most T."""
    each = rules.solvers(states("1/(k + 1) <= 1", ["k >= 0"]))
    whole = states("sum(1/(k + 1) for k in range(0, T)) <= sum(1 for k in range(0, T))")
    assert rules.sum_order(whole, each).proved
    with pytest.raises(NotEstablishedError):
        rules.solvers(states("1/(k + 1/2) <= 1", ["k >= 0"]))
    with pytest.raises(NotEstablishedError):
        rules.sum_order(states(str(whole.conclusion).replace("k + 1", "k + 1/2")), each)

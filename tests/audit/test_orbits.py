"""Limits along sequences in closed form, where the form branches."""

from fractions import Fraction as F

import pytest

from askewtheory.audit import rules
from askewtheory.audit.evaluate import UndefinedError, UnknownError, holds, value
from askewtheory.audit.orbits import Cycle, Family
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, for_all, formula, negation, reals, term
from askewtheory.audit.theorem import NotEstablishedError


def limit(*forms, op="lim", body="x[k]"):
    """Return the limit of a body along a family."""
    return value(term(f"{op}({body} for k in N)"), {"x": Family(tuple(map(term, forms)), "n")})


def test_a_branch_is_decided_as_it_stands_for_large_n():
    """Below 5 the form is 0, from there on 3 - 1/n: the limit is that of the late branch."""
    assert limit("if_(n < 5, 0, 3 - 1/(n + 1))") == 3
    assert limit("if_(n^2 - n >= 100 and not n == 7, 1/(n + 1), 2)") == 0


def test_equality_in_the_limit_is_decided_by_the_terms_not_by_their_limits():
    """1/n tends to 0 and is never 0."""
    assert limit("if_(1/(n + 1) == 0, 1, 2)") == 2
    assert limit("if_(1/(n + 1) > 0, 1, 2)") == 1


def test_a_traced_function_along_a_family_has_the_limit_of_its_branch():
    """The positive part of (-1)^k tends to 1 along even and to 0 along odd indices."""
    parts = [traced(lambda x: x if x > 0 else 0 * x, term(form)) for form in ("1", "-1 + 1/(n+1)")]
    family = {"x": Family(tuple(parts), "n")}
    assert value(term("limsup(x[k] for k in N)"), family) == F(1)
    assert value(term("liminf(x[k] for k in N)"), family) == F(0)
    with pytest.raises(UndefinedError):
        value(term("lim(x[k] for k in N)"), family)


def test_a_branch_that_depends_on_a_parameter_is_not_decided():
    """Nothing is guessed where the condition holds a further name."""
    with pytest.raises(UnknownError):
        limit("if_(n < c, 0, 1)")


def test_no_limit_is_made_up_of_a_root():
    """sqrt(k)/(k + 1) tends to 0, which degrees of polynomials do not tell."""
    with pytest.raises(UnknownError, match=r"the growth of .* is not known"):
        limit("1/(n + 1)", body="x[k]*sqrt(k)")


def test_there_is_no_member_before_the_first():
    """w[k - 1] for every k from 0 on would need w[-1]."""
    (w, k), before = reals("w k"), term(F(-1))
    for one in (w[k + before], w[k - 1]):
        with pytest.raises(UnknownError):
            holds(for_all("k", 0, one >= 0), {"w": Cycle((), (F(1), F(2)))})


WEIGHTED = "sum(g[k]*x[k] for k in range(0, T + 1))/sum(g[k] for k in range(0, T + 1))"


def weighted(weights, members):
    """Return the limit of the weighted averages of a family."""
    names = {
        "g": Family(tuple(map(term, weights)), "n"),
        "x": Family(tuple(map(term, members)), "n"),
    }
    return value(term(f"lim({WEIGHTED} for T in N)"), names)


def test_weighted_averages_tend_to_those_of_a_period():
    """Weights 1/(n+1), 2/(n+1) on the values 0 and 3 give 2; a vanishing part does not matter."""
    assert weighted(["1/(n + 1)", "2/(n + 1)"], ["0", "3"]) == 2
    assert weighted(["1/(n + 1)", "2/(n + 1)"], ["1/(n + 2)", "3 - 1/(n + 1)"]) == 2


@pytest.mark.parametrize(
    ("weights", "members"),
    [
        (["1/(n + 1)^2"], ["1/(n + 1)"]),  # the weights have a finite sum: the first terms matter
        (["1/(n + 1)", "0 - 1/(n + 1)"], ["1", "0"]),  # the weights cancel
        (["1"], ["1"]),  # terms that do not vanish: not needed here, so not decided
    ],
)
def test_weighted_averages_need_vanishing_positive_weights_with_a_divergent_sum(weights, members):
    """Where the rule of Stolz and Cesaro does not apply no limit is made up."""
    with pytest.raises((UndefinedError, UnknownError)):
        weighted(weights, members)


def decided(text, **families):
    """Return whether a statement about families holds, or what it asks of parameters."""
    names = {name: Family((term(form),), "n") for name, form in families.items()}
    return holds(formula(text), names)


OVER_SUMS = "(g[0]/sum(g[k] for k in range(0, K + 1)) for K in N)"


def test_a_series_over_partial_sums_of_bounded_terms_diverges():
    """H_K is at most a constant times K + 1, so that g_0/H_K has a divergent series."""
    assert decided(f"diverges{OVER_SUMS}", g="1/(n + 2)") is True
    assert decided(f"converges{OVER_SUMS}", g="1/(n + 2)") is False
    with pytest.raises(UnknownError):
        decided(f"diverges{OVER_SUMS}", g="1/(n - 3)^2")
    with pytest.raises(UnknownError):
        decided(f"diverges{OVER_SUMS}", g="n + 1")  # H_K grows like K^2: the series converges
    with pytest.raises(UnknownError):
        decided(f"diverges{OVER_SUMS}", g="0 - 1/(n + 2)")


def test_a_series_with_parameters_asks_for_their_signs():
    """1/((n + 1) c) diverges where c > 0, as solvers are asked; nothing is said elsewhere."""
    for text, known in (("diverges(g[k] for k in N)", True), ("converges(g[k] for k in N)", False)):
        asked = decided(text, g="1/((n + 1)*c)")
        asked = asked if known else negation(asked)
        assert rules.solvers(states(asked, ["c > 0"])).proved
        for one in (asked, negation(asked)):
            with pytest.raises(NotEstablishedError):
                rules.solvers(states(one, ["c < 0"]))


def test_a_weighted_average_of_something_undefined_has_no_limit_for_all_n():
    """The weights 1/(n - 3)^2 + 1/(n + 1) do not exist at n = 3: a solver is asked."""
    found = weighted(["1/(n + 1) + 1/(n - 3)^2"], ["1"])
    with pytest.raises(NotEstablishedError):
        rules.solvers(states(eq(found, 1), ["n >= 0"]))


def test_sequences_are_said_for_readers():
    """Numbers and coordinates, no Python: what comes first, and what comes back."""
    assert str(Cycle((), (F(3), F(-1, 2)))) == "3, -1/2 for ever"
    assert str(Cycle((F(1),), (F(0),))) == "1, then 0 for ever"
    assert str(Cycle((), ((F(1), F(0)),))) == "(1, 0) for ever"

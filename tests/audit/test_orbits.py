"""Limits along sequences in closed form, where the form branches."""

from fractions import Fraction as F

import pytest

from askewtheory.audit.evaluate import UndefinedError, UnknownError, value
from askewtheory.audit.orbits import Family
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.terms import term


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

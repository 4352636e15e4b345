"""Certificates of scalar goals: found ones are accepted, tampered ones and false goals are not."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit.evaluate import UndefinedError, holds
from askewtheory.audit.provers.certificate_search import contradiction, find
from askewtheory.audit.provers.certificates import Contradiction, Product, Split, check
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, formula, reals

GOALS = [
    ("2*a*b <= a^2 + b^2", []),
    ("x*y <= M*G", ["0 <= x", "x <= M", "0 <= y", "y <= G"]),
    ("abs(x + y) <= abs(x) + abs(y)", []),
    ("min(x, y) + max(x, y) == x + y", []),
    ("max(x, y)^2 <= x^2 + y^2", []),
    ("1/x > 0", ["x > 0"]),
    ("a/b <= c", ["a <= b*c", "b > 0"]),
    ("if_(x == 0, 1, x/x) == 1", []),
    ("x >= 1 or x <= -1", ["x^2 >= 1"]),
    ("x == 0 and y == 0", ["x^2 + y^2 == 0"]),
    ("sqrt(x)^2 == x and sqrt(x) >= 0", ["x >= 0"]),
    ("sqrt(2) > 1", []),
    ("iff(x > 0, -x < 0)", []),
]
FALSE = [
    ("1/x > 0", ["x >= 0"]),
    ("x/x == 1", []),
    ("not x/x != 1", []),
    ("1/x <= 1 or 1/x > 1", []),
    ("sqrt(x)^2 == x", []),
    ("2*a*b < a^2 + b^2", []),
    ("x >= 0 or y >= 0", ["x + y >= -1"]),
    ("max(x, y) <= x", ["x + y >= 0"]),
    ("sum(max(i, y) for i in range(0, 4)) == sum(y for i in range(0, 4))", ["i <= y"]),
]


@pytest.mark.parametrize(("conclusion", "hypotheses"), GOALS)
def test_true_goals(conclusion, hypotheses):
    """A goal that holds has a certificate, which multiplies out."""
    statement = states(conclusion, hypotheses)
    found = find(statement)
    assert found is not None
    assert check(statement, found) == ""


@pytest.mark.parametrize(("conclusion", "hypotheses"), FALSE)
def test_false_goals(conclusion, hypotheses):
    """A goal that fails somewhere, or is undefined there, has none."""
    assert find(states(conclusion, hypotheses), 2.0) is None


def mapped(certificate, change):
    """Return a certificate with every contradiction changed."""
    if isinstance(certificate, Contradiction):
        return Contradiction(change(certificate.products))
    return Split(certificate.on, tuple(mapped(part, change) for part in certificate.parts))


X, = reals("x")  # fmt: skip
STATEMENT = states("x*y <= 1", ["0 <= x", "x <= 1", "0 <= y", "y <= 1"])
TAMPERINGS = {
    "a sign": lambda all_: tuple(replace(one, multiplier=-one.multiplier) for one in all_),
    "a multiplier": lambda all_: (replace(all_[0], multiplier=all_[0].multiplier + 1), *all_[1:]),
    "one product less": lambda all_: all_[1:],
    "another product": lambda all_: (replace(all_[0], places=(0, 0, 0)), *all_[1:]),
    "no such place": lambda all_: (replace(all_[0], places=(99,)), *all_[1:]),
    "a place from behind": lambda all_: (replace(all_[0], places=(-1,)), *all_[1:]),
    "a factor of any sign": lambda all_: (
        *all_, Product(F(1), (), factor=(((("x", 1),), F(1)),)),
    ),
    "nothing at all": lambda _: (),
    "nothing positive": lambda _: (Product(F(0), ()),),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampered(tampering):
    """A certificate that says anything else than what was found is refused."""
    found = find(STATEMENT)
    assert found is not None
    assert check(STATEMENT, found) == ""
    assert check(STATEMENT, mapped(found, TAMPERINGS[tampering]))


@pytest.mark.parametrize("other", [
    states("x*y <= 1/2", ["0 <= x", "x <= 1", "0 <= y", "y <= 1"]),
    states("x*y <= 1", ["0 <= x", "x <= 2", "0 <= y", "y <= 1"]),
    states("x*y <= 1", ["0 <= x", "x <= 1", "0 <= y"]),
])  # fmt: skip
def test_of_another_goal(other):
    """A certificate of one goal is none of a goal that is false."""
    found = find(STATEMENT)
    assert found is not None
    assert check(other, found)


def test_splits():
    """A split has to be on what the case says, with a certificate of every branch."""
    statement = states("abs(x - 1) >= x/2 - 3")
    found = find(statement)
    assert isinstance(found, Split)
    assert check(statement, found) == ""
    assert check(statement, replace(found, parts=found.parts[:1]))
    assert check(statement, replace(found, parts=(found.parts[0],) * 2))
    assert check(statement, replace(found, on=formula("x > 0 or x < -1")))
    assert check(statement, found.parts[0])


def test_no_contradiction_where_there_is_none():
    """Constraints that hold together do not contradict each other at any degree."""
    from askewtheory.audit.provers.cases import constraints, start

    known = constraints(start(states("x > 2", ["x >= 0", "x <= 2"])))
    assert contradiction(known, 3) is None
    assert contradiction(constraints(start(states("x > 2", ["x > 2", "x <= 3"]))), 1) is not None


TERMS = st.recursive(
    st.sampled_from(reals("x y")) | st.integers(-2, 2).map(lambda n: X * 0 + n),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: two[0] + two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] * two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] / two[1]),
        inner.map(abs),
        inner.map(lambda one: -one),
    ),
    max_leaves=4,
)
RELATIONS = st.tuples(TERMS, TERMS, st.sampled_from(["<=", "<", "=="])).map(
    lambda three: {"<=": three[0] <= three[1], "<": three[0] < three[1]}.get(
        three[2], eq(three[0], three[1])
    )
)


@settings(max_examples=20, deadline=None)
@given(RELATIONS, RELATIONS, RELATIONS)
def test_what_is_certified_holds(first, second, then):
    """No point satisfies the hypotheses and breaks, or leaves undefined, what has a certificate."""
    statement = states(then, [first, second])
    if find(statement, 0.5) is None:
        return
    numbers = [F(n, 2) for n in range(-6, 7)]
    for x in numbers:
        for y in numbers:
            point = {"x": x, "y": y}
            if all(_true(one, point) for one in (first, second)):
                assert _true(then, point)


def _true(one, point):
    try:
        return holds(one, point)
    except (UndefinedError, ZeroDivisionError):
        return False

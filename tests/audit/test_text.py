"""Formulas as text: the grammar, what it refuses, and that what is written is read back."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.evaluate import holds, value
from askewtheory.audit.terms import (
    Term,
    choose,
    eq,
    every,
    formula,
    implies,
    maximum,
    minimum,
    ne,
    negation,
    prose,
    reals,
    some,
    substitute,
    term,
)
from askewtheory.audit.text import parse_formula, parse_term, written

x, y, z = reals("x y z")
NUMBERS = st.integers(-9, 9) | st.fractions(-4, 4, max_denominator=9)
TERMS = st.recursive(
    NUMBERS.map(term) | st.sampled_from([x, y, z, Term("at", ("w", x)), Term("call", ("psi", y))]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] / p[1]),
        inner.map(lambda p: -p),
        inner.map(abs),
        st.tuples(inner, st.integers(0, 3)).map(lambda p: p[0] ** p[1]),
        st.tuples(inner, inner).map(lambda p: maximum(*p)),
        st.tuples(inner, inner).map(lambda p: minimum(*p)),
        st.tuples(inner, inner, inner).map(lambda p: choose(p[0] <= p[1], p[1], p[2])),
    ),
    max_leaves=6,
)
FORMULAS = st.recursive(
    st.tuples(TERMS, TERMS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="])).map(
        lambda p: {
            "<": p[0] < p[1],
            "<=": p[0] <= p[1],
            ">": p[0] > p[1],
            ">=": p[0] >= p[1],
            "==": eq(p[0], p[1]),
            "!=": ne(p[0], p[1]),
        }[p[2]]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: every(*p)),
        st.tuples(inner, inner).map(lambda p: some(*p)),
        st.tuples(inner, inner).map(lambda p: implies(*p)),
        inner.map(negation),
    ),
    max_leaves=4,
)


@given(FORMULAS)
def test_what_is_written_is_read_back(one):
    """The text of a formula reads as a formula that is written and means the same."""
    again = parse_formula(written(one))
    assert written(parse_formula(written(again))) == written(again)
    try:
        expected = holds(one, {"x": F(2, 3), "y": F(-5, 7), "z": F(11), "psi": lambda v: v + 1})
    except Exception:  # a member of w at a fraction: not evaluated
        return
    assert expected == holds(
        again, {"x": F(2, 3), "y": F(-5, 7), "z": F(11), "psi": lambda v: v + 1}
    )


def test_decimals_and_quotients_are_exact():
    """A decimal is the fraction that it shows, and a power binds before a sign."""
    assert parse_term("0.1").args[0] == F(1, 10)
    assert value(parse_term("3 * 0.1 - 0.3"), {}) == 0
    assert value(parse_term("-2^2"), {}) == -4


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "x.y > 0", "[x] > 0", "lambda: 1", "x if y else z", "x > 'a'", "x @ y > 0",
     "f(x, key=1) > 0", "x[1][2] > 0", "all(x > 0 for x in y)", "sum(x for a in N for b in N) > 0",
     "x", "True", "x > True", "max() > 0", "abs(x, y) > 0", "x >", "all(w[k] > 0 for k in N if k)",
     "(x := 1) > 0", "x" * 5000],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text):
    """Anything but the grammar's expressions raises, and nothing is evaluated."""
    with pytest.raises((SyntaxError, ValueError, TypeError)):
        parse_formula(text)


def test_python_values_are_no_statements():
    """Python's own comparison of terms, floats and Booleans are refused with a hint."""
    with pytest.raises(TypeError, match="eq\\(x, y\\)"):
        formula(x**2 != y**2)
    with pytest.raises(TypeError, match="no truth value"):
        _ = 0 < x < 1
    for float_like in (0.1, F(0.1), float("nan"), 1j):
        with pytest.raises(TypeError):
            term(float_like)
    with pytest.raises(ValueError, match="no statements"):
        every()
    with pytest.raises(ValueError, match="state it as one"):
        prose("1 == 2")


def test_a_bound_index_is_not_captured():
    """Putting a term that names the index under its binder is refused."""
    one = parse_formula("all(w[k] <= c for k in N)")
    with pytest.raises(ValueError, match="captured"):
        substitute(one, {"c": Term("var", ("k",))})
    assert written(substitute(one, {"c": term(2)})) == "all(w[k] <= 2 for k in N(0))"

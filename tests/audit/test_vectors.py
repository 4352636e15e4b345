"""Statements about vectors and roots: what they mean, and what solvers and certificates show."""

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit import inequalities, rules, vectors
from askewtheory.audit.claim import PROVED, claim
from askewtheory.audit.entry import Entry
from askewtheory.audit.evaluate import holds, value
from askewtheory.audit.orbits import Cycle
from askewtheory.audit.runner import run_entry
from askewtheory.audit.statement import check_proper, states
from askewtheory.audit.terms import formula, free_names, term
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.twins import counterexample, twins
from askewtheory.audit.verdict import Kind

SMALL = st.fractions(-4, 4, max_denominator=4)
PLANE = st.tuples(SMALL, SMALL)
FACTS = [one for one in vars(inequalities).values() if isinstance(one, Entry)]
TERMS = [
    "inner(x, y)", "norm2(x - 2*y)", "norm2(a*x + y/3)", "inner(x - y, a*(x + y)) + a",
    "norm2(inner(x, y)*x - y)", "norm(x)^2", "norm(x - y)^3*norm(x - y)", "norm2(0*x)",
]  # fmt: skip


@pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.check.__name__)
def test_provided_theorems_are_proved(fact):
    """Each is established by machine, and a change of it is refuted by exact vectors."""
    found = fact.judgement
    assert found.proved
    assert found.kind <= Kind.SOLVERS
    if fact is not inequalities.descent_lemma:
        assert any(one.outcome == "needed" for one in twins(fact.statement))


@settings(max_examples=30, deadline=None)
@given(x=PLANE, y=PLANE, a=SMALL)
def test_lifting_and_coordinates_keep_values(x, y, a):
    """Multiplied out, or written in coordinates, a term has the value that it had."""
    names = {"x": x, "y": y, "a": a}
    flat = {"x_1": x[0], "x_2": x[1], "y_1": y[0], "y_2": y[1], "a": a}
    for text in TERMS:
        known = value(term(text), names)
        assert value(vectors.lifted(term(text)), names) == known
        assert value(vectors.realised(term(text), 2), flat) == known


@settings(max_examples=30, deadline=None)
@given(x=PLANE, y=PLANE, z=PLANE)
def test_what_solvers_assume_is_true(x, y, z):
    """The facts about Gram matrices and norms hold for vectors of the plane."""
    shown = [formula("norm(x - y) + inner(y, z) <= norm2(x - z)")]
    found = vectors.facts(shown)
    assert len(found) >= 8
    assert all(holds(one, {"x": x, "y": y, "z": z}) is True for one in found)


def test_values_of_norms_and_roots():
    """The root is exact; of a negative number it is undefined, so that nothing holds of it."""
    assert value(term("norm(x)"), {"x": (F(3), F(4))}) == 5
    assert value(term("norm(x)"), {"x": (F(1), F(1))}) == sympy.sqrt(2)
    assert value(term("norm(x) + inner(x, x)"), {"x": F(-2)}) == 6
    assert holds(formula("sqrt(a) == sqrt(a)"), {"a": F(-1)}) is False
    assert holds(formula("sqrt(a)^2 == 2"), {"a": F(2)}) is True


def test_sequences_of_vectors():
    """Members of a sequence are vectors too, and a cycle of them is known for all indices."""
    around = Cycle((), ((F(3), F(0)), (F(0), F(3))))
    assert holds(formula("all(norm(x[k]) == 3 for k in N)"), {"x": around}) is True
    assert holds(formula("lim(norm2(x[k + 1] - x[k]) for k in N) == 18"), {"x": around}) is True
    assert value(term("norm2(x[0] + x[1])"), {"x": ((F(1),), (F(2),))}) == 9


@pytest.mark.parametrize(("text", "said"), [
    ("norm2(x) >= x", "x must be a vector or a number, got both"),
    ("norm2(2) >= 0", "a vector must be a name, a sum, or a multiple"),
    ("norm2(x*2) >= 0", "with the number first"),
    ("inner(x) >= 0", "inner must have 2 arguments"),
    ("sqrt(x, y) >= 0", "sqrt must have 1 argument"),
    ("norm2(max(x, y)) >= 0", "a vector must be a name"),
    ("f(x) >= norm2(x)", "got both"),
])  # fmt: skip
def test_what_is_no_vector_is_refused(text, said):
    """One sentence says what stands where it cannot."""
    with pytest.raises(TypeError, match=said):
        check_proper(states(text))


def test_functions_of_fixed_meaning_are_no_names():
    """They are not listed among the names of a statement, and have no value of their own."""
    assert free_names(formula("norm2(x) + sqrt(a) >= f(b)")) == {"x", "a", "f", "b"}


@pytest.mark.parametrize(("text", "given_"), [
    ("abs(inner(x, y)) <= norm(x)*norm(y)", []),
    ("norm(x - y) <= norm(x) + norm(y)", ["norm(y) == 1"]),
    ("sqrt(a*b) <= (a + b)/2", ["a >= 0", "b >= 0"]),
    ("norm2(x)/norm(x) == norm(x)", ["norm2(x) > 0"]),
    ("norm2(a*x) == a^2*norm2(x)", []),
])  # fmt: skip
def test_solvers_prove_for_every_dimension(text, given_):
    """Z3 and cvc5 agree on what holds for all vectors."""
    assert rules.solvers(states(text, given_)).proved


def test_certificates_multiply_inner_products_out():
    """Squares, equations beside any factor, and roots of numbers take part."""
    one = states("2*norm2(x) + norm2(y) >= 2*sqrt(2)*inner(x, y)")
    assert rules.certificate(one, [("norm2(sqrt(2)*x - y)", [])]).proved
    two = states("norm2(x) >= 1", ["inner(x, y) == 1", "norm2(y) <= 1"])
    parts = [("norm2(x - y)", []), (2, [0]), (1, [1])]
    assert rules.certificate(two, parts).kind is Kind.COMPUTED
    with pytest.raises(NotEstablishedError, match="the two sides of the certificate differ"):
        rules.certificate(two, [("norm2(x + y)", []), (2, [0]), (1, [1])])


def test_counterexamples_are_vectors():
    """What is false for vectors is refuted by exact ones; of what is true none is found."""
    false = states("norm2(x + y) <= norm2(x) + norm2(y)")
    found = counterexample(false)
    assert found is not None
    assert set(found) == {"x", "y"}
    assert rules.refutation(false, found, "norm2(x + y) >= 0").counterexample is not None
    plane = states("inner(x, y)^2 == norm2(x)*norm2(y)")
    found = counterexample(plane)
    assert found is not None
    assert len(found["x"]) == 2
    assert counterexample(states("inner(x, y)^2 <= norm2(x)*norm2(y)")) is None


def test_twins_that_hold_on_a_line_stay_open():
    """What is not refuted in dimension one is not called unneeded."""
    found = twins(states("inner(x, y)^2 <= norm2(x)*norm2(y)", ["norm2(z) <= 1"]))
    assert next(one.outcome for one in found) == "open"
    assert any(one.outcome == "needed" for one in found)


def test_members_at_computed_indices_are_vectors_like_others():
    """What is said of x[k + 1] is proved, and its twins have coordinates with names."""

    @claim("members", PROVED, title="t", source="s", concludes="a*norm(x[k + 1]) <= a*norm(x[k])",
           given=["norm(x[k + 1]) <= norm(x[k])", "a > 0"])  # fmt: skip
    def members(this):
        """A multiple."""
        return this.solvers()

    found = run_entry(members)
    assert found.verdict == "proved", found.reason
    assert any("x_k_plus_1" in str(twin) for _, table in found.twins for twin in table)

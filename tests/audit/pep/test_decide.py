"""Bounds on methods: proved exactly where they are true, refuted by exact points where not."""

import re
from fractions import Fraction as F
from pathlib import Path

import pytest

from askewtheory.audit import rules
from askewtheory.audit.package import discover
from askewtheory.audit.pep import (
    Performance,
    convex,
    inner,
    lipschitz_convex,
    norm2,
    smooth_convex,
    smooth_strongly_convex,
    sqrt,
)
from askewtheory.audit.pep.decide import counterexample, proved, refuted
from askewtheory.audit.pep.search import certificate
from askewtheory.audit.runner import run_claim
from askewtheory.audit.statement import states
from askewtheory.audit.terms import minimum, term
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.twins import breaks
from askewtheory.audit.verdict import Kind, Verdict

pytest.importorskip("cvxpy")


def gradient(steps, rate, stepsize=F(1)):
    """Return a bound on gradient descent on 1-smooth convex functions."""
    p = Performance()
    f = p.function(smooth_convex(1))
    x = x0 = p.point("x0")
    s = f.minimum()
    for _ in range(steps):
        x = x - stepsize * f.gradient(x)
    return p.states(f.value(x) - s.f <= term(rate) * norm2(x0 - s.x))


def subgradient(steps, rate):
    """Return a bound on the best of the subgradient method's iterates."""
    p = Performance()
    f = p.function(lipschitz_convex(1))
    x = x0 = p.point("x0")
    s = f.minimum()
    p.assume("the start", norm2(x0 - s.x) <= 1)
    gaps = []
    for _ in range(steps + 1):
        one = f.sample(x)
        gaps.append(one.f - s.f)
        x = x - sqrt(F(1, steps + 1)) * one.g
    return p.states(minimum(*gaps) <= rate)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_gradient_descents_best_constant(steps):
    """1/(4N + 2) is proved in exact arithmetic; anything smaller is refuted by exact points."""
    found = proved(gradient(steps, F(1, 4 * steps + 2)))
    assert (found.verdict, found.kind, found.rule) == (Verdict.PROVED, Kind.COMPUTED, "certificate")
    smaller = gradient(steps, F(1, 4 * steps + 2) * F(95, 100))
    with pytest.raises(NotEstablishedError, match="no multipliers"):
        proved(smaller)
    assert breaks(smaller, counterexample(smaller))


def test_multipliers_of_one_step_are_the_known_ones():
    """They are 1/3 and 2/3, and what is left is a sum of squares."""
    found = certificate(gradient(1, F(1, 6)))
    assert sorted(found.multipliers.values()) == [F(1, 3), F(1, 3), F(2, 3), F(2, 3)]
    assert all(factor > 0 for factor, _ in found.squares)
    assert found.constant == 0


@pytest.mark.parametrize("steps", [1, 2])
def test_least_of_several_with_a_root(steps):
    """The subgradient method's MR/sqrt(N + 1): weights, multipliers and squares in Q(sqrt d)."""
    found = proved(subgradient(steps, sqrt(F(1, steps + 1))))
    assert found.verdict is Verdict.PROVED
    assert found.kind <= Kind.SOLVERS
    with pytest.raises(NotEstablishedError):
        proved(subgradient(steps, F(1, 2)))


def test_refutations_name_exact_points():
    """The rate of a strongly convex function, refuted below its best constant."""
    p = Performance()
    f = p.function(smooth_strongly_convex(F(1, 4), 1))
    x0, s = p.point("x0"), f.minimum()
    false = p.states(norm2(x0 - f.gradient(x0) - s.x) <= F(1, 2) * norm2(x0 - s.x))
    found = refuted(false, "norm2(x0 - g0 - xs) <= norm2(x0 - xs)")
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert set(found.counterexample.setting) == {"x0", "xs", "g0", "f0", "fs"}
    with pytest.raises(NotEstablishedError, match="no points break it"):
        counterexample(gradient(1, F(1, 6)))


@pytest.mark.parametrize(("statement", "said"), [
    (states("inner(x, y)^2 <= norm2(x)*norm2(y)"), "not linear"),
    (states("norm2(x) > 0"), "a bound a <= b or a >= b"),
    (states("sqrt(2)*norm2(x) >= 0", ["sqrt(3)*norm2(y) >= 0"]), "roots of one number"),
    (states("norm2(x)/a >= 0", ["a > 0"]), "divides by what is no number"),
    (states("norm(x) >= 0"), "not linear"),
    (states("norm2(x) >= 0", ["a != 0"]), "is no inequality"),
])  # fmt: skip
def test_what_is_not_supported_is_said(statement, said):
    """One sentence instead of a failure."""
    with pytest.raises(NotEstablishedError, match=said):
        certificate(statement)


def test_any_statement_linear_in_inner_products_is_taken():
    """Not only methods: equations, constants and pure squares take part."""
    for one in (
        states("norm2(x) + norm2(y) >= 2*inner(x, y)"),
        states("norm2(x) >= 1", ["inner(x, y) == 1", "norm2(y) <= 1"]),
        states("2*norm2(x) + norm2(y) >= 2*sqrt(2)*inner(x, y)"),
        states("a + 1 >= norm2(x)", ["a >= norm2(x)"]),
    ):
        assert proved(one).rule == "certificate"


@pytest.mark.parametrize("place", [1, 2])
def test_the_pages_examples_verify(place, tmp_path, monkeypatch):
    """The packages that docs/claims.md shows for vectors and for worst cases, as they stand."""
    page = (Path(__file__).parents[3] / "docs/claims.md").read_text("utf-8")
    block = re.findall(r"```python\n(.*?)```", page, re.S)[place]
    name = f"shown_{place}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "only.py").write_text(block)
    monkeypatch.syspath_prepend(str(tmp_path))
    (claim,) = discover(name).claims
    assert run_claim(claim, name).verdict is Verdict.PROVED


def test_a_wrong_certificate_is_refused_by_the_rule():
    """Nothing that the search says is believed: one changed multiplier ends it."""
    statement = gradient(1, F(1, 6))
    parts = certificate(statement).parts()
    assert rules.certificate(statement, parts).proved
    changed = [(parts[0][0] * term(F(10**12 + 1, 10**12)), parts[0][1]), *parts[1:]]
    with pytest.raises(NotEstablishedError, match="sides of the certificate differ"):
        rules.certificate(statement, changed)


def test_methods_are_written_as_their_authors_write_them():
    """A gradient is asked for once, a subgradient anew; a proximal step names its own."""
    p = Performance()
    f, h = p.function(smooth_convex(1)), p.function(convex())
    x0 = p.point("x0")
    assert f.gradient(x0) == f.gradient(x0 + x0 - x0)
    assert h.gradient(x0) != h.gradient(x0)
    y = h.proximal(x0 - f.gradient(x0), F(1, 2))
    assert str(y.x) == "x0 - g0 - (1/2)*s2"
    assert str(p.states(inner(y.g, y.x) <= 0).conclusion) == ("inner(s2, x0 - g0 - (1/2)*s2) <= 0")
    said = [one.name for one in p.hypotheses]
    assert said == [
        f"h is convex, {pair}" for pair in ("x0 against x2", "x2 against x0", "x2 against x1")
    ]

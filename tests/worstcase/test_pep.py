"""Worst cases: a solver's value, beside it a bound that the trusted rules prove."""

from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise
from typing import Any

import pytest

from askewtheory.audit import rules
from askewtheory.audit.pep import norm2
from askewtheory.audit.pep.quadratic import pivots_of
from askewtheory.audit.statement import Statement
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.verdict import Verdict
from askewtheory.errors import InputError
from askewtheory.worstcase.estimations import Estimation, gradient_branch

HALF = F(1, 2)


def by_hand(steps: int, gamma: F) -> tuple[Estimation, F, list[F], list[tuple[Any, list[int]]]]:
    """Return problem, bound, weights and the parts of a proof written by hand, M = 1 and γ <= 1."""
    value = 4 / (steps * gamma * (4 - gamma))
    weights = [value * gamma * (3 - gamma) / 4, *[F(1, steps)] * (steps - 1), value * gamma / 4]
    one = gradient_branch(steps, gamma, F(1))
    names = [hypothesis.name for hypothesis in one.states(value).hypotheses]
    used = [f"f is 1-smooth, x{k} against x{k + 1}" for k in range(steps)] + ["decrease"]
    parts: list[tuple[Any, list[int]]] = [(value, [names.index(name)]) for name in used]
    gradients = [metric.args[1] for metric in one.metrics]
    for g, h in pairwise(gradients) if gamma < 1 else ():
        parts.append((value * (1 - gamma) / 4 * norm2(g - h), []))
    return one, value, weights, parts


def mean_is_at_most(one: Estimation, weights: list[F], value: F) -> Statement:
    """Return the statement that a weighted mean of the metrics is at most a value."""
    mean: Any = 0
    for weight, metric in zip(weights, one.metrics, strict=True):
        mean = weight * metric + mean
    return one.problem.states(mean <= value)


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
@pytest.mark.parametrize("gamma", [F(1), HALF, F(1, 7)])
def test_the_gradient_branch_is_proved_without_a_solver(steps, gamma):
    """Equal multipliers on consecutive steps prove 4/(Nγ(4 − γM)), by a trusted rule."""
    one, value, weights, parts = by_hand(steps, gamma)
    assert sum(weights) == 1
    statement = mean_is_at_most(one, weights, value)
    assert rules.certificate(statement, parts).verdict is Verdict.PROVED
    smaller = mean_is_at_most(one, weights, value - F(1, 10**9))
    with pytest.raises(NotEstablishedError):
        rules.certificate(smaller, parts)


@pytest.mark.parametrize(
    ("matrix", "semidefinite"),
    [
        ([[1, 2], [2, 4]], True),
        ([[1, 2], [2, 3]], False),
        ([[0, 1], [1, 5]], False),
        ([[0, 0], [0, 2]], True),
        ([[2, -1, 0], [-1, 2, -1], [0, -1, 1]], True),
        ([[-1]], False),
    ],
)
def test_semidefiniteness_is_decided_exactly(matrix, semidefinite):
    """The factorisation accepts singular semidefinite matrices and nothing else."""
    exact = [[F(x) for x in row] for row in matrix]
    assert (pivots_of(exact) is not None) is semidefinite


def test_a_solver_and_the_rules_prove_the_known_values():
    """4/3, 8/7, the convex step's 8/3 and a skewed step are proved of the problem's statement."""
    pytest.importorskip("cvxpy")
    from askewtheory.worstcase.pep import convex_bound, gradient_bound, skewed_bound

    found = [
        gradient_bound(1, F(1)),
        gradient_bound(2, HALF),
        convex_bound(1, HALF, F(1)),
        skewed_bound(1, HALF, F(2), HALF),
    ]
    assert [bound.status for bound in found] == ["proved"] * 4
    assert [bound.value for bound in found] == [F(4, 3), F(8, 7), F(8, 3), F(32, 9)]
    assert all(b.value <= b.theorem for b in found if b.value and b.theorem)
    judgement = found[0].judgement
    assert judgement is not None
    assert judgement.verdict is Verdict.PROVED
    assert judgement.statement == gradient_branch(1, F(1), F(1)).states(F(4, 3))
    record = found[0].to_dict()
    assert record["statement"] == str(judgement.statement)
    assert any("identically" in line for line in record["proof"])


def test_a_value_that_is_no_simple_fraction_has_an_upper_bound():
    """At U = 1/4 a decimal above the solver's value is proved; status and table say what it is."""
    pytest.importorskip("cvxpy")
    from askewtheory.cli.worst_case import worst_value
    from askewtheory.worstcase.pep import skewed_bound

    found = skewed_bound(1, HALF, F(2), F(1, 4))
    assert found.value is not None
    assert 0 < float(found.value) - found.numerical < 1e-3
    assert found.to_dict()["status"] == "upper bound proved"
    above = replace(found, value=F("123456.78901"), numerical=123456.7)
    assert worst_value(above) == "≤ 123456.78901 (solver: 123456.700000)"
    exact = replace(found, numerical=float(found.value))
    assert (exact.status, worst_value(exact)) == ("proved", str(found.value))
    alone = replace(found, value=None, judgement=None)
    assert (alone.status, worst_value(alone)) == ("numerical bound only", "3.080346")


def test_the_values_are_pepits():
    """PEPit's own class of smooth functions gives the same worst case."""
    pepit = pytest.importorskip("PEPit")
    from PEPit.functions import SmoothFunction

    from askewtheory.worstcase.pep import gradient_bound

    model = pepit.PEP()
    function = model.declare_function(SmoothFunction, L=1)
    start = model.set_initial_point()
    gradient, value = function.oracle(start)
    last_gradient, last = function.oracle(start - gradient / 2)
    model.set_initial_condition(value - last <= 1)
    model.set_performance_metric(gradient**2)
    model.set_performance_metric(last_gradient**2)
    theirs = model.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0)
    assert gradient_bound(1, HALF).numerical == pytest.approx(theirs, rel=1e-5)


def test_what_a_solver_says_is_no_proof(monkeypatch):
    """Where nothing is proved, the value is numerical only: a wrong one is never a bound."""
    pytest.importorskip("cvxpy")
    from askewtheory.worstcase import pep

    monkeypatch.setattr(pep, "largest", lambda statement: 1.0)  # 4/3 is the truth
    found = pep.gradient_bound(1, F(1))
    assert (found.status, found.to_dict()["value"]) == (pep.NUMERICAL, None)


def test_no_value_is_an_error(monkeypatch):
    """Where the solver does not answer, the error says so."""
    cp = pytest.importorskip("cvxpy")
    from askewtheory.worstcase.pep import gradient_bound

    def failing(self, **options):
        raise cp.SolverError

    monkeypatch.setattr(cp.Problem, "solve", failing)
    with pytest.raises(InputError, match="the solver found no bound for gradient branch"):
        gradient_bound(1, F(1))


@pytest.mark.parametrize("stepsize", [1.5, "1.5", F(3, 2)])
def test_a_theorem_is_stated_in_its_range_only(stepsize):
    """Beyond γM = 1 there is no bound 4/(Nγ(4 − γM)); the worst case 32/21 is above that formula.

    A decimal is exact, given as a number or as text.
    """
    pytest.importorskip("cvxpy")
    from askewtheory.worstcase.pep import convex_bound, gradient_bound, skewed_bound

    found = gradient_bound(1, stepsize)
    assert found.setting["stepsize"] == F(3, 2)
    assert found.theorem is None
    assert found.value == F(32, 21) > 4 / (F(3, 2) * (4 - F(3, 2)))
    assert convex_bound(1, stepsize, F(1, 2)).theorem == F(8, 3)
    assert convex_bound(1, stepsize, 1).theorem is None
    assert skewed_bound(1, stepsize, 2, F(1, 2)).theorem is None


@pytest.mark.parametrize(("stepsize", "smooth"), [(0, 1), (2, 1), (3, 1), (1, 2), ("1/2", 4)])
def test_what_is_unbounded_says_so(stepsize, smooth):
    """Where nothing moves, or a quadratic loss never shrinks its gradient, there is no bound."""
    from askewtheory.cli.worst_case import worst_value
    from askewtheory.worstcase.pep import convex_bound, gradient_bound

    for found in (gradient_bound(2, stepsize, smooth), convex_bound(2, stepsize, 1, smooth)):
        assert (found.status, found.theorem, worst_value(found)) == ("unbounded", None, "unbounded")
        assert found.to_dict()["value"] is None
    grows = [F(1)]  # gradients of M w²/2, one after another
    for _ in range(3):
        grows.append(grows[-1] * (1 - F(stepsize) * smooth))
    assert min(map(abs, grows)) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1), "steps must be an integer from 1 to 20, got 0"),
        ((1.5, 1), "steps must be an integer"),
        ((True, 1), "steps must be an integer"),
        ((10**6, 1), "steps must be an integer"),
        ((1, -1), "stepsize must be at least 0"),
        ((1, "x"), "stepsize must be a real number"),
        ((1, float("nan")), "stepsize must be a real number"),
        ((1, 1, 0), "smoothness must be positive"),
        ((1, 1, 1e9), "smoothness must be positive and at most 1,000,000"),
    ],
)
def test_numbers_out_of_range(arguments, message):
    """A number outside the problem's range is refused in one sentence."""
    from askewtheory.worstcase.pep import gradient_bound

    with pytest.raises(InputError, match=message):
        gradient_bound(*arguments)

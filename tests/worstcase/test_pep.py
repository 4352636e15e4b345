from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest

from askewtheory.audit.pep.quadratic import pivots_of
from askewtheory.errors import InputError
from askewtheory.worstcase.certificate import certify
from askewtheory.worstcase.estimations import gradient_branch

HALF = F(1, 2)


def by_hand(steps: int, gamma: F) -> tuple[list[F], dict[str, F]]:
    """Return the weights and multipliers of a proof written by hand, M = 1 and γ <= 1."""
    value = 4 / (steps * gamma * (4 - gamma))
    weights = [value * gamma * (3 - gamma) / 4, *[F(1, steps)] * (steps - 1), value * gamma / 4]
    rows = {f"smooth {k},{k + 1}": value for k in range(steps)} | {"decrease": value}
    return weights, rows


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
@pytest.mark.parametrize("gamma", [F(1), HALF, F(1, 7)])
def test_the_gradient_branch_is_proved_without_a_solver(steps, gamma):
    """Equal multipliers on consecutive steps prove 4/(Nγ(4 − γM)), in exact arithmetic."""
    proof = certify(gradient_branch(steps, gamma, F(1)), *by_hand(steps, gamma))
    assert proof is not None
    assert proof.value == 4 / (steps * gamma * (4 - gamma))


def test_wrong_multipliers_prove_nothing():
    """Negative controls: a smaller value, a negative multiplier, weights that do not add to one."""
    problem = gradient_branch(1, F(1), F(1))
    weights, rows = by_hand(1, F(1))
    assert weights == [F(2, 3), F(1, 3)]
    less = {"smooth 0,1": F(5, 4), "decrease": F(5, 4)}
    assert all(certify(problem, [F(k, 12), 1 - F(k, 12)], less) is None for k in range(13))
    assert certify(problem, weights, {**rows, "smooth 1,0": F(-1)}) is None
    floats: Any = [float(x) for x in weights]
    assert certify(problem, floats, rows) is None
    float_rows: Any = {name: float(x) for name, x in rows.items()}
    assert certify(problem, weights, float_rows) is None
    assert certify(problem, [F(1), F(1)], rows) is None
    assert certify(problem, weights, {**rows, "decrease": F(1)}) is None


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


def test_solver_and_rounding_prove_the_known_values():
    """PEPit's multipliers, rounded, prove 4/3, 8/7, the convex step's 8/3 and a skewed step."""
    pytest.importorskip("PEPit")
    from askewtheory.worstcase.pep import convex_bound, gradient_bound, skewed_bound

    found = [
        gradient_bound(1, F(1)),
        gradient_bound(2, HALF),
        convex_bound(1, HALF, F(1)),
        skewed_bound(1, HALF, F(2), HALF),
    ]
    assert [bound.status for bound in found] == ["proved"] * 4
    values = [bound.certificate.value for bound in found if bound.certificate]
    assert values == [F(4, 3), F(8, 7), F(8, 3), F(32, 9)]
    theorems = [bound.theorem for bound in found if bound.theorem is not None]
    assert all(value <= theorem for value, theorem in zip(values, theorems, strict=True))


def test_a_proved_bound_above_the_solvers_value_is_not_called_the_worst_case():
    """At U = 1/4 the rounded proof, 345/112, is an upper bound only: status and table say so."""
    pytest.importorskip("PEPit")
    from askewtheory.cli.worst_case import worst_value
    from askewtheory.worstcase.pep import skewed_bound

    found = skewed_bound(1, HALF, F(2), F(1, 4))
    assert found.certificate is not None
    assert float(found.certificate.value) > found.numerical + 1e-6
    assert found.to_dict()["status"] == "upper bound proved"
    assert worst_value(found) == "≤ 345/112"
    exact = replace(found, numerical=float(F(345, 112)))
    assert (exact.status, worst_value(exact)) == ("proved", "345/112")
    alone = replace(found, certificate=None)
    assert (alone.status, worst_value(alone)) == ("numerical bound only", "3.080346")


def test_the_interpolation_inequality_is_pepits():
    """PEPit's own class of smooth functions gives the same worst case as the forms here."""
    pepit = pytest.importorskip("PEPit")
    from PEPit.functions import SmoothFunction

    from askewtheory.worstcase.pep import estimate

    model = pepit.PEP()
    function = model.declare_function(SmoothFunction, L=1)
    start = model.set_initial_point()
    gradient, value = function.oracle(start)
    last_gradient, last = function.oracle(start - gradient / 2)
    model.set_initial_condition(value - last <= 1)
    model.set_performance_metric(gradient**2)
    model.set_performance_metric(last_gradient**2)
    theirs = model.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0)
    assert estimate(gradient_branch(1, HALF, F(1)))[0] == pytest.approx(theirs, rel=1e-5)


@pytest.fixture
def without_clarabel(monkeypatch):
    """Make CLARABEL fail where PEPit is asked to solve, and return the solvers asked for."""
    pepit = pytest.importorskip("PEPit")
    solve, asked = pepit.PEP.solve, []

    def failing(self, *arguments, solver, **options):
        asked.append(solver)
        if solver == "CLARABEL":
            raise RuntimeError("CLARABEL is not installed")
        return solve(self, *arguments, solver=solver, **options)

    monkeypatch.setattr(pepit.PEP, "solve", failing)
    return asked


def test_scs_steps_in_and_is_recorded(without_clarabel):
    """Without CLARABEL the bound is SCS's, says so, and is proved only by an exact certificate."""
    from askewtheory.worstcase.pep import gradient_bound

    found = gradient_bound(1, F(1))
    assert without_clarabel == ["CLARABEL", "SCS"]
    assert found.solver == found.to_dict()["solver"] == "SCS"
    assert found.numerical == pytest.approx(4 / 3, rel=1e-3)
    assert found.certificate is not None
    again = certify(
        gradient_branch(1, F(1), F(1)),
        list(found.certificate.weights), found.certificate.multipliers,
    )  # fmt: skip
    assert again is not None
    assert again.value == found.certificate.value == F(4, 3)


def test_what_scs_says_is_no_proof(without_clarabel, monkeypatch):
    """Where no rounding of SCS's multipliers verifies, the value is numerical only."""
    from askewtheory.worstcase import pep

    monkeypatch.setattr(pep, "DENOMINATORS", (1,))  # 2/3 and 1/3 are out of reach
    found = pep.gradient_bound(1, F(1))
    assert found.solver == "SCS"
    assert found.status == pep.NUMERICAL
    assert found.to_dict()["value"] is None


def test_no_solver_is_an_error(monkeypatch):
    """Where neither solver answers, the error names both."""
    pepit = pytest.importorskip("PEPit")
    from askewtheory.worstcase.pep import estimate

    monkeypatch.setattr(pepit.PEP, "solve", lambda self, **options: None)
    with pytest.raises(InputError, match="no solver of CLARABEL, SCS found a bound"):
        estimate(gradient_branch(1, F(1), F(1)))


@pytest.mark.parametrize("stepsize", [1.5, "1.5", F(3, 2)])
def test_a_theorem_is_stated_in_its_range_only(stepsize):
    """Beyond γM = 1 there is no bound 4/(Nγ(4 − γM)); the worst case 32/21 is above that formula.

    A decimal is exact, given as a number or as text.
    """
    pytest.importorskip("PEPit")
    from askewtheory.worstcase.pep import convex_bound, gradient_bound, skewed_bound

    found = gradient_bound(1, stepsize)
    assert found.setting["stepsize"] == F(3, 2)
    assert found.theorem is None
    assert found.certificate is not None
    assert found.certificate.value == F(32, 21) > 4 / (F(3, 2) * (4 - F(3, 2)))
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

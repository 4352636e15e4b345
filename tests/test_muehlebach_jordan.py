from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from askewtheory import feasible, kernel
from askewtheory.errors import InputError
from askewtheory.grid import Grid, kind_code
from askewtheory.muehlebach_jordan import (
    Constraint,
    EmptyVelocitySetError,
    Ending,
    remoteness_constraints,
    solve,
    velocity,
)
from tests.strategies import fractions, grids

KINDS = ("quadratic", "quartic")


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_closed_form_where_the_clip_is_inactive(kind: str, data: st.DataObject) -> None:
    """On C_epsilon's constraints the dual solution is the kernel's velocity without a clip."""
    grid = data.draw(grids(4))
    epsilon = data.draw(fractions(Fraction(1, 24), 1))
    alpha = data.draw(fractions(Fraction(1, 8), 3, 8))
    dimension = data.draw(st.integers(1, 4))
    w = [data.draw(fractions(-6, 8)) for _ in range(dimension)]
    g = [data.draw(fractions(-3, 3)) for _ in range(dimension)]
    code, expected, values, slopes = kind_code(kind), [], [], []
    for point, gradient in zip(w, g, strict=True):
        psi = kernel.remoteness(point, grid.levels, epsilon, code)
        slope = kernel.slope(point, grid.levels, code)
        assume(psi > 0 or abs(slope) > 1e-3 or (psi == 0 and slope != 0))
        numbers = (grid.levels, epsilon, alpha, float("inf"), code)
        expected.append(float(kernel.velocity(point, gradient, *numbers, kernel.PRINTED)))
        values.append(float(psi))
        slopes.append(float(slope))
    floats = np.array([float(x) for x in w]), np.array([float(x) for x in g])
    found = velocity(*floats, values, np.diag(slopes), alpha=float(alpha))
    assert np.allclose(found.velocity, expected, rtol=1e-9, atol=1e-9)
    assert np.all(found.multipliers >= 0)
    assert np.allclose(found.velocity, np.diag(slopes).T @ found.multipliers - floats[1], atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_constraints_of_the_feasible_set(kind: str) -> None:
    """The constraints handed to Algorithm 1 are psi and psi' of each coordinate's own grid."""
    both = [Grid([-1, 1]), Grid([0, 1, 3])]
    w = np.array([0.3, 2.2])
    constraints = remoteness_constraints(both, 2, epsilon=0.05, kind=kind)
    psi = feasible.remoteness(w, both, epsilon=0.05, kind=kind)
    slope = feasible.slope(w, both, kind=kind)
    assert np.allclose([c.value(w) for c in constraints], psi)
    assert np.allclose([c.gradient(w) for c in constraints], np.diag(slope))


@given(st.data())
def test_kkt_conditions_of_random_problems(data: st.DataObject) -> None:
    """The velocity is in V, and the multipliers are complementary."""
    seed = data.draw(st.integers(0, 10**6))
    generator = np.random.default_rng(seed)
    n, m = int(generator.integers(1, 5)), int(generator.integers(0, 5))
    inward = generator.normal(size=n)  # the qualification holds: every gradient has it inside
    rows = generator.normal(size=(m, n))
    rows[rows @ inward < 0] *= -1
    values, gradient = generator.normal(size=m), generator.normal(size=n)
    found = velocity(np.zeros(n), gradient, values, rows, alpha=0.7)
    slack = rows @ found.velocity + 0.7 * values
    scale = 1 + np.abs(found.velocity).max()
    assert np.array_equal(found.active, values <= 0)
    assert np.all(slack[found.active] >= -1e-8 * scale)
    assert np.all(found.multipliers[~found.active] == 0)
    assert np.all(np.abs(found.multipliers * slack) <= 1e-7 * scale * (1 + found.multipliers))
    assert np.allclose(found.velocity, rows.T @ found.multipliers - gradient)


def test_empty_set_is_an_error_with_a_certificate() -> None:
    """Opposite constraints, or a zero gradient at g < 0, leave no velocity: Farkas says why."""
    rows = np.array([[1.0, 0.0], [-2.0, 0.0], [0.0, 1.0]])
    values = np.array([-1.0, -1.0, -1.0])
    with pytest.raises(EmptyVelocitySetError, match="contradicting constraints 0, 1") as caught:
        velocity(np.zeros(2), np.zeros(2), values, rows, alpha=1.0)
    weights = caught.value.certificate
    assert np.allclose(weights @ rows, 0)
    assert weights @ -values > 0
    with pytest.raises(EmptyVelocitySetError, match="constraints 0 at"):
        velocity(np.zeros(1), np.zeros(1), [-0.5], [[0.0]], alpha=1.0)


def test_without_the_qualification_a_velocity_may_exist() -> None:
    """Opposite gradients at g = 0 force v = 0 in that direction, and a flat g = 0 asks nothing."""
    rows = [[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]]
    found = velocity(np.zeros(2), np.array([1.0, 1.0]), np.zeros(3), rows, alpha=1.0)
    assert np.allclose(found.velocity, [0.0, -1.0])


def test_run_reaches_the_solution_of_a_convex_problem() -> None:
    """For |x - (2, 0)|^2 on the unit disc, x -> (1, 0) with multiplier 1, from outside."""
    disc = Constraint(lambda x: 1 - x @ x, lambda x: -2 * x)
    run = solve(lambda x: 2 * (x - [2, 0]), [disc], [-1.0, 2.0], 1.0, 0.1, 400)
    assert run.ending is Ending.COMPLETED
    assert np.allclose(run.last, [1, 0], atol=1e-6)
    assert run.multipliers[-1] == pytest.approx(1.0, abs=1e-5)
    assert run.violation[0] == 4.0
    assert run.violation[-1] < 1e-6
    assert run.squared_velocity[-1] < 1e-10
    assert run.to_dict()["ending"] == "all steps were taken"


def test_run_stops_where_no_velocity_is_left() -> None:
    """From the infeasible midpoint of {-1, 1} Algorithm 1 has no step: the record says so."""
    constraints = remoteness_constraints([-1, 1], 1, epsilon=0.2)
    run = solve(lambda x: x, constraints, [0.0], 1.0, 0.1, 5)
    assert run.ending is Ending.EMPTY
    assert run.points.tolist() == [[0.0]]
    assert run.velocities.shape == (0, 1)


def test_run_follows_the_kernel_step_by_step() -> None:
    """A run on C_epsilon is the run of the closed form, with a stepsize that changes."""
    grid = Grid([-1, 1])
    constraints = remoteness_constraints(grid, 2, epsilon=0.2)
    w = np.array([-1.7, 0.4])
    run = solve(lambda x: x - 0.5, constraints, w, 0.8, lambda k: 0.3 / (k + 1), 30)
    for k in range(30):
        step = feasible.velocity(
            w, w - 0.5, grid, epsilon=0.2, alpha=0.8, clip=float("inf"), kind="quadratic"
        )
        w = w + 0.3 / (k + 1) * step
    assert np.allclose(run.last, w, rtol=0, atol=1e-10)


def test_no_constraint_is_gradient_descent() -> None:
    """Without constraints a step is -gradient; a run that leaves the floats says so."""
    run = solve(lambda x: x, [], [1.0, 2.0], 1.0, 0.5, 2)
    assert np.allclose(run.last, [0.25, 0.5])
    away = solve(lambda x: -x * 1e200, [], [1.0], 1.0, 1e150, 9)
    assert away.ending is Ending.DIVERGED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], [0.0], [-1.0], [[1.0]], -1.0), "alpha must be finite and at least 0"),
        (([0.0], [0.0, 1.0], [-1.0], [[1.0]], 1.0), "gradient must be finite, of shape"),
        (([0.0], [0.0], [-1.0], [[1.0, 2.0]], 1.0), "gradients must be finite, of shape"),
        (([np.nan], [0.0], [-1.0], [[1.0]], 1.0), "x must be a vector of finite numbers"),
    ],
)
def test_bad_numbers_are_refused(arguments: tuple, message: str) -> None:
    """Bad input to one velocity is an error in one sentence."""
    with pytest.raises(InputError, match=message):
        velocity(*arguments[:4], alpha=arguments[4])


def test_bad_run_is_refused() -> None:
    """A negative step count and a stepsize that is not positive are errors."""
    with pytest.raises(InputError, match="steps must be a whole number"):
        solve(lambda x: x, [], [0.0], 1.0, 0.1, -1)
    with pytest.raises(InputError, match="stepsize must be positive and finite"):
        solve(lambda x: x, [], [0.0], 1.0, 0.0, 1)

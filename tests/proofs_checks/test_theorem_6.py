"""Theorem 6 and the parts of its proof."""

from fractions import Fraction as F

import pytest
from hypothesis import assume, given
from proofs_checks.common import Coordinate
from proofs_checks.midpoint_orbit import CELL, never_stationary

from proofs_checks import (
    theorem_6,
    theorem_6_lyapunov,
    theorem_6_mean_field,
    theorem_6_penalty,
    theorem_6_stable,
)
from tests.strategies import fractions

MODULES = (theorem_6, theorem_6_lyapunov, theorem_6_mean_field, theorem_6_stable)


@pytest.mark.parametrize("module", MODULES)
def test_refuted_with_a_proved_repair(module, reproduced):
    """Each printed statement fails, and each repair is proved."""
    verdicts = reproduced(module.CLAIM)
    assert verdicts[module.CLAIM.id] == "refuted"
    assert verdicts[module.CLAIM.id + "/repaired"] == "proved"


def test_the_penalty_is_differentiable(reproduced):
    """The one statement of the proof's set-up that holds as printed."""
    assert set(reproduced(theorem_6_penalty.CLAIM).values()) == {"proved"}


def test_the_midpoint_orbit_goes_on():
    """0, 1, 0, 1/2, 0, 1/3, ...: two thousand exact steps."""
    rows = CELL.orbit(0, lambda w: 1, [F(1, k // 2 + 1) for k in range(2000)])
    assert all(row[1] == 0 for row in rows[::2])
    assert never_stationary().counterexample is not None


@given(delta=fractions(F(1, 24), 3), g=fractions(-4, 4), mu=fractions(0, 20))
def test_the_exact_penalty_condition(delta, g, mu):
    """Beside [1/2, 7/4] the derivative is <= -v^2 exactly if mu >= (v + g)/psi'."""
    cell = Coordinate((-1, 1), "3/4", 1, 1)
    w = F(7, 4) + delta
    v, slope = cell.velocity(w, g), cell.slope(w)
    if v != -g:
        assert ((g - mu * slope) * v <= -(v**2)) == (mu >= (v + g) / slope)
    else:
        assert (g - mu * slope) * v <= -(v**2)


@given(delta=fractions(F(1, 24), F(1, 2)), slope=fractions(0, 2))
def test_the_smooth_penalty_fails_for_every_outward_gradient(delta, slope):
    """With g = -(delta + slope + 1/10) the derivative of L is positive at 7/4 + delta."""
    cell = Coordinate((-1, 1), "3/4", 1, 1)
    w, g = F(7, 4) + delta, -(delta + slope + F(1, 10))
    assert theorem_6_lyapunov.slope_of_l(cell, w, g) * cell.velocity(w, g) > 0


@given(n=fractions(16, 400), noise=fractions(0, 1))
def test_the_mean_field_points_away_on_both_sides_of_a_midpoint(n, noise):
    """With w^2/2 and noise up to +-1, h(1/n) = 1 and h(-1/n) = -1: staying at 0 is a solution."""
    cell = Coordinate((-1, 1), "3/4", 1, 1)
    for sign in (1, -1):
        mean = theorem_6_mean_field.mean_velocity(cell, sign / n, sign / n, noise)
        assert mean == sign


@given(
    w=fractions(-6, 6),
    gamma=fractions(F(1, 100), F(1, 4)),
    noise=fractions(-3, 3),
)
def test_the_distance_to_the_hull_is_bounded_by_the_noise(w, gamma, noise):
    """Boundedness in one step: D^+ <= max(D, 2 gamma(c + b eta)) if gamma(M + eta) <= 1/2."""
    cell, curvature = Coordinate((-1, 1), "3/4", 1, 1), F(1)
    hull, ball = F(7, 4), F(11, 4)  # |w| <= 7/4 + D, so 1 + w^2 <= (b + D)^2 for b = 11/4
    far = max(abs(w) - hull, F(0))
    eta = abs(noise) / (ball + far)
    assume(2 * gamma * (curvature + eta) <= 1)
    after = w + gamma * cell.velocity(w, curvature * w + noise)
    bound = max(far, 2 * gamma * (hull + ball * eta))  # |l'| <= 7/4 + D, and M_c = 1 <= 7/4
    assert abs(after) - hull <= bound

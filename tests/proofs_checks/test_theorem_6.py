"""Theorem 6 and the parts of its proof."""

from fractions import Fraction as F

import pytest
from hypothesis import given

from proofs_checks import (
    theorem_6,
    theorem_6_lyapunov,
    theorem_6_mean_field,
    theorem_6_penalty,
    theorem_6_stable,
)
from proofs_checks.common import Coordinate
from proofs_checks.midpoint_orbit import CELL, never_stationary
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

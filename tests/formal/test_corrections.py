"""Exact examples for what the formal statements assume: each shows why a hypothesis is there."""

from fractions import Fraction as F
from typing import Any

from askewtheory.kernel import PRINTED, PROJECTED, QUADRATIC, QUARTIC, remoteness, velocity


def _speed(
    w: Any, gradient: Any, levels: tuple, epsilon: F, kind: int = QUADRATIC, rule: int = PRINTED
):
    return velocity(w, gradient, levels, epsilon, F(1), F(1), kind, rule)


def test_the_projected_rule_rests_at_an_infeasible_midpoint() -> None:
    """No loss, a start at the midpoint of Q = {-1, 1}: the projected rule never leaves it."""
    w, levels, epsilon = F(0), (F(-1), F(1)), F(1, 2)
    assert remoteness(w, levels, epsilon, QUADRATIC) < 0
    assert _speed(w, F(0), levels, epsilon, rule=PROJECTED) == 0
    assert _speed(w, F(0), levels, epsilon, rule=PRINTED) == 1


def test_at_the_limit_on_epsilon_the_midpoint_rule_cycles() -> None:
    """4 epsilon = gap^2, loss (w + 1)^2/2: w = 0, gamma, 0, ... stays away from Z = {-1}."""
    w: Any = F(0)
    levels = (F(-1), F(1))
    for k in range(2, 40):
        w += F(1, k) * _speed(w, w + 1, levels, F(1))
        assert w == F(1, k)
        gamma = w / (w + 1)  # the next stepsize, 1/(k + 1), brings it back
        w += gamma * _speed(w, w + 1, levels, F(1))
        assert w == 0
        assert gamma == F(1, k + 1)


def test_beyond_the_limit_on_epsilon_the_gap_is_feasible() -> None:
    """4 epsilon > gap^2: psi > 0 on the whole gap, so the convention at its midpoint never acts."""
    levels, epsilon = (F(-1), F(1)), F(11, 10)
    assert all(remoteness(F(i, 50) - 1, levels, epsilon, QUADRATIC) > 0 for i in range(101))
    assert _speed(F(0), F(3), levels, epsilon) == -3


def test_the_quartic_force_is_below_the_quadratic_lower_constant() -> None:
    """The quartic psi needs a = alpha/2: its force at distance d can be below 0.6 alpha d."""
    levels, epsilon = (F(0),), F(1)
    forces = [-_speed(1 + d, F(0), levels, epsilon, kind) for d in [F(4, 5)]
              for kind in (QUADRATIC, QUARTIC)]  # fmt: skip
    assert forces[0] == F(4, 5)
    assert F(1, 2) * F(4, 5) <= forces[1] < F(4, 5)
    far = -velocity(F(20), F(0), levels, epsilon, F(1), F(100), QUARTIC, PRINTED)
    assert far / 19 < F(6, 10)


def test_noise_orthogonal_to_z_is_invisible_to_the_drift() -> None:
    """Without convergence of sum gamma xi, S does not tend to 0: excursions along (5, 1).

    One level 0, epsilon = 1, loss x y, M = 13/10: for w = (5, 1) s the minimiser over the box is
    x^ = (65, -13) s/12, z = (-5, 25) s/12 is orthogonal to the move, and sum gamma^2 |ghat|^2 is
    finite, but w returns to (1/2, 1/10) with S^2 = 650/14400.
    """
    smoothness = F(13, 10)
    squares: Any = F(0)
    for m in range(1, 7):
        length = F(1, 10 * 2**m)
        w: Any = (F(0), F(0))
        for k in range(4**m, 4**m + 2**m):
            gamma = F(1, k + 1)
            s = w[1]
            nearest = (F(65, 12) * s, F(-13, 12) * s)
            slope = (nearest[1], nearest[0])
            for i in range(2):  # x^ is interior and stationary
                assert abs(nearest[i]) < 1
                assert slope[i] + 2 * smoothness * (nearest[i] - w[i]) == 0
            estimate = (-5 * length / gamma, -length / gamma)
            z = tuple(a - b for a, b in zip(w, nearest, strict=True))
            assert estimate[0] * z[0] + estimate[1] * z[1] == 0
            squares += gamma**2 * (estimate[0] ** 2 + estimate[1] ** 2)
            w = tuple(
                x + gamma * _speed(x, h, (F(0),), F(1)) for x, h in zip(w, estimate, strict=True)
            )
        assert w == (F(1, 2), F(1, 10))
        assert sum((F(a) - b) ** 2 for a, b in zip(w, (F(65, 120), F(-13, 120)), strict=True)) == F(
            650, 14400
        )
        assert squares < F(26, 100)

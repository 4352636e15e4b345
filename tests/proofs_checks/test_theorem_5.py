"""Theorem 5's descent without selection, its random index, and the drift's exact trials."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import bounds, kernel
from askewtheory.audit.evaluate import holds
from askewtheory.audit.terms import formula
from proofs_checks.facts.losses import linear
from proofs_checks.facts.plane import (
    QUADRATIC_BOX,
    QUARTIC_BOX,
    Plane,
    kappa_decides,
    squared,
)
from proofs_checks.facts.stochastic import NoisyStep
from proofs_checks.facts.trials import Near
from proofs_checks.theorem_5.descent.printed import LINE_1, line_three, line_two
from proofs_checks.vocabulary import Run
from tests.strategies import fractions


@pytest.mark.parametrize("first", [0, 1, 7])
def test_independent_draws_return_for_ever(first):
    """P(no return to k_0 for K in k_0 + M..k_0 + N) is at most M/(N+1), for every k_0."""
    total, never = F(0), F(1)
    for n in range(60):
        total += F(1, first + n + 2)
        if n >= 10:
            never *= 1 - F(1, first + 2) / total
            assert never <= F(10, n + 1)


@given(
    g=fractions(-4, 4),
    s=fractions(0, 6),
    gamma=fractions(F(1, 24), 1),
    w=fractions(F(1, 2), F(7, 4)),
)
def test_without_selection_the_descent_lines_hold(g, s, gamma, w):
    """Strictly inside the set every update has type 1, and lines 2 and 3 are right."""
    run = Run((-1, 1), "3/4", loss=linear(g), start=w, gamma=gamma)
    names = NoisyStep(run, (s, -s), {"L": 4, "sigma2": s**2, "delta": F(1, 10)}).names()
    if names["psi"] > 0:
        assert names["free"][1:] == (1, 1)
        for outcome in ("j", "1", "2"):
            assert holds(formula(f"{LINE_1} == {line_two(outcome)}"), names)
            assert holds(formula(f"{line_two(outcome)} <= {line_three(outcome)}"), names)


@given(
    epsilon=fractions(F(1, 24), F(23, 24)),
    alpha=fractions(F(1, 8), 4, 8),
    share=fractions(0, 1),
    rate=fractions(F(1, 24), 1),
    noise=fractions(-6, 6),
    center=fractions(-4, 4),
    curvature=fractions(F(1, 8), 4, 8),
    quartic=st.booleans(),
)
def test_distance_and_drift_hold_outside_on_the_right(
    epsilon, alpha, share, rate, noise, center, curvature, quartic
):
    """At 1 + r + delta both inequalities hold exactly for every stochastic gradient."""
    kind = kernel.QUARTIC if quartic else kernel.QUADRATIC
    case = Near(epsilon**2 if quartic else epsilon, alpha, F(4), kind, F(1), 1 + epsilon,
                curvature, center)  # fmt: skip
    w = case.upper + share * 2 / alpha  # 2 alpha delta <= M_c
    assert min(case.margins(w, noise, rate / (2 * alpha))) >= 0


@pytest.mark.parametrize(("box", "kind"), [(QUADRATIC_BOX, "quadratic"), (QUARTIC_BOX, "quartic")])
@given(curvature=fractions(F(1, 8), 6, 8))
def test_kappa_is_that_of_the_bound(box, kind, curvature):
    """Kappa = (M/a)(M - 2a)^+ is the same number in the trials and in the bound of Theorem 5*."""
    bound = bounds.Stationarity(
        smoothness=curvature, alpha=F(1), lyapunov_gap=0, second_moment=1, neighbourhood=1,
        dimension=1, kind=kind,
    )  # fmt: skip
    plane = Plane((curvature, F(0), F(0)), (F(0), F(0)), box)
    line = Near(box.epsilon, F(1), F(1), box.kind, box.lower, box.upper, curvature, F(1))
    assert plane.kappa == line.kappa == bound.kappa


def test_a_wrong_kappa_is_noticed(monkeypatch):
    """Without kappa, the cases that need it fail."""
    assert min(kappa_decides()[0]) >= 0
    monkeypatch.setattr(Plane, "kappa", F(0))
    assert min(kappa_decides()[0]) < 0


def test_the_plane_minimiser_is_the_best_of_a_grid():
    """x^ of two coupled coordinates is no worse than any point of a grid on the box."""
    loss, x = Plane((F(2), F(-1), F(-1)), (F(1), F(2))), (F(2), F(1, 3))
    best = loss.minimiser(x)

    def objective(y):
        return loss.value(y) + loss.lipschitz * squared(x, y)

    ticks = [F(1, 2) + F(k, 8) for k in range(11)]
    assert objective(best) <= min(objective((one, two)) for one in ticks for two in ticks)

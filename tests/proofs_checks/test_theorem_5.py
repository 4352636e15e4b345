"""Definition 5, Theorem 5, its descent inequality, its random index, and the drift."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proofs_checks.common import Coordinate
from proofs_checks.drift_examples import Near
from proofs_checks.drift_plane import (
    QUADRATIC_BOX,
    QUARTIC_BOX,
    Plane,
    kappa_decides,
    squared,
)
from proofs_checks.one_step import OneStep

from askewtheory import bounds, kernel
from proofs_checks import definition_5, theorem_5, theorem_5_almost_surely, theorem_5_descent
from tests.strategies import fractions


def refuted(verdicts: dict[str, str]) -> set[str]:
    """Return the names after the claim's own of what was refuted."""
    return {name.partition("/")[2] for name, verdict in verdicts.items() if verdict == "refuted"}


def test_definition_5_covers_but_overlaps(reproduced):
    """The union is everything, the sets are not disjoint, and branches repair it."""
    verdicts = reproduced(definition_5.CLAIM)
    assert verdicts["definition-5/covers"] == verdicts["definition-5/repaired"] == "proved"
    assert refuted(verdicts) == {"", "disjoint", "disjoint-boundary", "only-type-4"}


def test_theorem_5_is_refuted_and_repaired(reproduced):
    """Statement (i) has no delta, (ii) fails, and the repair's parts hold."""
    verdicts = reproduced(theorem_5.CLAIM)
    assert verdicts["theorem-5/i"] == "ill-posed"
    assert verdicts["theorem-5/repaired"] == "proved"
    assert {"", "ii", "limit-case", "i-fixed", "i-limit-case", "display-3-type-3"} <= refuted(
        verdicts
    )
    assert verdicts["theorem-5/i-random"] == verdicts["theorem-5/display-3-type-4"] == "proved"


@pytest.mark.parametrize("claim", [theorem_5_descent.CLAIM, theorem_5_almost_surely.CLAIM])
def test_the_parts_of_theorem_5(claim, reproduced):
    """Both are refuted, and their repairs proved."""
    verdicts = reproduced(claim)
    assert verdicts[claim.id] == "refuted"
    assert verdicts[claim.id + "/repaired"] == "proved"


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
    cell = Coordinate((-1, 1), "3/4", 1, 1)
    step = OneStep(cell, w, g, s, gamma, F(4), F(1, 10))
    if cell.psi(w) > 0:
        assert all(step.free)
        assert step.line_1() == step.line_2()
        assert step.line_2() <= step.line_3()


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
    coordinate = Coordinate((-1, 1), epsilon**2 if quartic else epsilon, alpha, 4, kind)
    case = Near(coordinate, F(1), 1 + epsilon, curvature, center)
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
    line = Near(box.cell, box.lower, box.upper, curvature, F(1))
    assert plane.kappa == line.kappa == bound.kappa


def test_a_wrong_kappa_is_noticed(monkeypatch):
    """Without kappa, the cases that need it fail."""
    assert kappa_decides().verdict == "supported"
    monkeypatch.setattr(Plane, "kappa", F(0))
    assert kappa_decides().verdict != "supported"


def test_the_plane_minimiser_is_the_best_of_a_grid():
    """x^ of two coupled coordinates is no worse than any point of a grid on the box."""
    loss, x = Plane((F(2), F(-1), F(-1)), (F(1), F(2))), (F(2), F(1, 3))
    best = loss.minimiser(x)

    def objective(y):
        return loss.value(y) + loss.lipschitz * squared(x, y)

    ticks = [F(1, 2) + F(k, 8) for k in range(11)]
    assert objective(best) <= min(objective((one, two)) for one in ticks for two in ticks)

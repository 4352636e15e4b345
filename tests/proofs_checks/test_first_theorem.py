"""Assumptions A2 and A3, Lemma 1 and Theorem 1 as cited."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from proofs_checks.common import Coordinate

from askewtheory import kernel
from askewtheory.feasible import distance
from proofs_checks import a3_implies_a2, lemma_1, theorem_1
from tests.strategies import fractions, separated


@pytest.mark.parametrize(
    ("module", "refuted"),
    [
        (lemma_1, set()),
        (
            theorem_1,
            {"theorem-1", "theorem-1/modified-version", "theorem-1/sampling"},
        ),
        (
            a3_implies_a2,
            {
                "a3-implies-a2",
                "a3-implies-a2/special-case",
                "a3-implies-a2/squared-norms-a2",
                "a3-implies-a2/squared-norms-a3",
            },
        ),
    ],
)
def test_the_recorded_verdicts_come_out_again(module, refuted, reproduced):
    """Each claim's verdicts are recomputed, and only the named ones are refutations."""
    verdicts = reproduced(module.CLAIM)
    assert {name for name, verdict in verdicts.items() if verdict == "refuted"} == refuted


@given(
    place=separated(most=3),
    w=fractions(-6, 9),
    gradient=fractions(-2, 2, 8),
    clip=fractions(F(1, 8), 2, 8),
    share=fractions(F(1, 16), 1, 16),
)
def test_an_infeasible_coordinate_approaches_by_what_lemma_1_says(place, w, gradient, clip, share):
    """One small step from distance delta ends at delta - gamma min(delta, M_c) or less, or at 0."""
    grid, epsilon = place
    coordinate = Coordinate(grid.levels, epsilon, 1, clip)
    if coordinate.psi(w) >= 0:
        return
    before = distance(w, grid, epsilon=epsilon)
    # an interval reaches at least epsilon/gap to an inner side, and epsilon to an outer one
    width = epsilon / max(*grid.gaps, 1)
    gamma = share * width / max(abs(gradient), clip)
    speed = kernel.velocity(
        w, gradient, grid.levels, epsilon, F(1), clip, kernel.QUADRATIC, kernel.PRINTED
    )
    after = distance(w + gamma * speed, grid, epsilon=epsilon)
    assert after <= max(before - gamma * min(before, clip), 0)

"""Definitions 2 and 3, the intervals, the intersection, and smoothness of psi."""

from fractions import Fraction as F

import pytest
from hypothesis import given

from askewtheory import kernel
from proofs_checks import definition_2, definition_3, intervals, levels_intersection, psi_smooth
from tests.strategies import fractions, grids


@pytest.mark.parametrize(
    ("module", "refuted"),
    [
        (definition_2, []),
        (definition_3, ["definition-3/differentiable-at-levels"]),
        (levels_intersection, []),
        (
            intervals,
            ["intervals", "intervals/lemma-2-condition", "intervals/theorem-1-condition"],
        ),
        (psi_smooth, ["psi-smooth", "psi-smooth/generalization"]),
    ],
)
def test_the_recorded_verdicts_come_out_again(module, refuted, reproduced):
    """Each claim's verdicts are recomputed, and only the named ones are refutations."""
    verdicts = reproduced(module.CLAIM)
    assert [name for name, verdict in verdicts.items() if verdict == "refuted"] == refuted


@given(grid=grids(), epsilon=fractions(F(1, 24), 1), w=fractions(-8, 16))
def test_exactly_one_cell_holds_each_point(grid, epsilon, w):
    """The kernel's cell is the printed case, and psi = epsilon at every level, for both kinds."""
    levels = grid.levels
    index = kernel.cell(w, levels)
    assert index == 0 or levels[index - 1] <= w
    assert index == len(levels) or w < levels[index]
    for kind in (kernel.QUADRATIC, kernel.QUARTIC):
        assert all(kernel.remoteness(level, levels, epsilon, kind) == epsilon for level in levels)


@given(grid=grids(), w=fractions(-8, 16))
def test_a_point_off_the_levels_leaves_the_set(grid, w):
    """With epsilon = min(1, product)/2 the point is infeasible; a level never is."""
    for kind, power in ((kernel.QUADRATIC, 1), (kernel.QUARTIC, 2)):
        product = kernel.product_in_cell(w, kernel.cell(w, grid.levels), grid.levels) ** power
        epsilon = min(product, F(1)) / 2
        assert (epsilon > 0) == (w not in grid.levels)
        if epsilon > 0:
            assert kernel.remoteness(w, grid.levels, epsilon, kind) < 0

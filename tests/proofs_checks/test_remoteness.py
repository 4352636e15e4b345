"""What the audit states at three levels holds at any number of them: psi, distance and force."""

from fractions import Fraction as F

from hypothesis import given

from askewtheory import kernel
from askewtheory.feasible import distance
from proofs_checks.facts.distance import SHARE
from proofs_checks.vocabulary import Run
from tests.strategies import fractions, grids, separated

KINDS = {"quadratic": kernel.QUADRATIC, "quartic": kernel.QUARTIC}


@given(grid=grids(), epsilon=fractions(F(1, 24), 1), w=fractions(-8, 16))
def test_exactly_one_cell_holds_each_point(grid, epsilon, w):
    """The kernel's cell is the printed case, and psi = epsilon at every level, for both kinds."""
    levels = grid.levels
    index = kernel.cell(w, levels)
    assert index == 0 or levels[index - 1] <= w
    assert index == len(levels) or w < levels[index]
    for kind in KINDS.values():
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


@given(place=separated(), w=fractions(-8, 16), alpha=fractions(F(1, 8), 8, 8))
def test_the_force_is_at_least_its_share_of_the_distance(place, w, alpha):
    """Outside, alpha |psi/psi'| >= alpha delta; inside a third of a middle it is at most twice."""
    grid, epsilon = place
    run = Run(grid.levels, epsilon, alpha)
    if run.psi(w) >= 0 or run.slope(w) == 0:
        return
    delta = distance(w, grid, epsilon=epsilon)
    size = abs(alpha * run.psi(w) / run.slope(w))
    assert size >= SHARE[kernel.QUADRATIC] * alpha * delta
    # the square of a width D is gap^2 - 4 epsilon
    if all((3 * delta) ** 2 <= gap**2 - 4 * epsilon for gap in grid.gaps):
        assert size <= 2 * alpha * delta


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
    run = Run(grid.levels, epsilon, 1, clip)
    if run.psi(w) >= 0:
        return
    before = distance(w, grid, epsilon=epsilon)
    # an interval reaches at least epsilon/gap to an inner side, and epsilon to an outer one
    width = epsilon / max(*grid.gaps, 1)
    gamma = share * width / max(abs(gradient), clip)
    after = distance(w + gamma * run.velocity(w, gradient), grid, epsilon=epsilon)
    assert after <= max(before - gamma * min(before, clip), 0)


@given(place=separated(), w=fractions(-8, 16), gradient=fractions(-2, 2, 8))
def test_without_a_clip_the_velocity_is_the_nearest_point_of_v(place, w, gradient):
    """An infinite clip is none: where psi < 0, psi' v is the larger of -g psi' and -alpha psi."""
    grid, epsilon = place
    for kind in KINDS:
        run = Run(grid.levels, epsilon, 2, float("inf"), kind=kind)
        if run.psi(w) < 0 and run.slope(w) != 0:
            along = run.velocity(w, gradient) * run.slope(w)
            assert along == max(-gradient * run.slope(w), -2 * run.psi(w))

"""The kernel against the report's formulas, written out here as printed."""

import itertools
from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel
from tests.strategies import fractions, grids

KINDS = (kernel.QUADRATIC, kernel.QUARTIC)
POINTS = fractions(-6, 8)


def printed_remoteness(w, levels, epsilon, kind):
    """Definitions 2 and 3, case by case as printed."""
    if w < levels[0]:
        piece = levels[0] - w
        return epsilon - (piece if kind == kernel.QUADRATIC else piece**2)
    for left, right in itertools.pairwise(levels):
        if left <= w < right:
            if kind == kernel.QUADRATIC:
                return epsilon - (left - w) * (w - right)
            return epsilon - (w - left) ** 2 * (w - right) ** 2
    piece = w - levels[-1]
    return epsilon - (piece if kind == kernel.QUADRATIC else piece**2)


@given(grids(), POINTS, fractions(F(1, 24), 1), st.sampled_from(KINDS))
def test_remoteness_is_the_printed_one(grid, w, epsilon, kind):
    """The remoteness equals the report's cases at every rational point, both kinds."""
    expected = printed_remoteness(w, grid.levels, epsilon, kind)
    assert kernel.remoteness(w, grid.levels, epsilon, kind) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("index", [0, 1, 2])
def test_slope_is_the_derivative(kind, index):
    """Inside each cell the slope is the symbolic derivative of the remoteness."""
    w, left, right, epsilon = sympy.symbols("w left right epsilon", real=True)
    levels = (left, right)
    psi = kernel.remoteness_in_cell(w, index, levels, epsilon, kind)
    slope = kernel.slope_in_cell(w, index, levels, kind)
    assert sympy.expand(sympy.diff(psi, w) - slope) == 0


def test_slope_at_a_level_is_from_the_right():
    """Cells are closed on the left, so the slope at a level is that of the cell to its right."""
    assert kernel.slope(F(-1), (F(-1), F(1)), kernel.QUADRATIC) == -2
    assert kernel.slope(F(1), (F(-1), F(1)), kernel.QUADRATIC) == -1


def printed_velocity(psi, slope, g, alpha, clip):
    """The explicit solution of section 3, with its convention at midpoints."""
    if psi > 0:
        return -g
    if slope == 0:
        return clip
    if -g * slope >= -alpha * psi >= 0:
        return -g
    return max(-clip, min(clip, -alpha * psi / slope))


SMALL = fractions(0, 3, 4)


@given(grids(3), POINTS, fractions(-3, 3, 6), fractions(F(1, 24), 1), SMALL, SMALL,
       st.sampled_from(KINDS))  # fmt: skip
def test_velocity_follows_the_printed_cases(grid, w, g, epsilon, alpha, clip, kind):
    """The printed rule is the report's explicit solution on all rational inputs."""
    levels = grid.levels
    psi = kernel.remoteness(w, levels, epsilon, kind)
    slope = kernel.slope(w, levels, kind)
    expected = printed_velocity(psi, slope, g, alpha, clip)
    assert kernel.velocity(w, g, levels, epsilon, alpha, clip, kind, kernel.PRINTED) == expected


@given(grids(3), POINTS, fractions(-3, 3, 6), fractions(F(1, 24), 1), SMALL, SMALL,
       st.sampled_from(KINDS))  # fmt: skip
def test_projected_velocity_is_the_projection(grid, w, g, epsilon, alpha, clip, kind):
    """The projected rule is feasible for its constraint, and no feasible velocity is closer to -g.

    The set {v : v psi' >= min(-alpha psi, M_c |psi'|)} is a half-line, so it is enough to compare
    with its end point and with -g itself.
    """
    levels = grid.levels
    psi, slope = kernel.remoteness(w, levels, epsilon, kind), kernel.slope(w, levels, kind)
    v = kernel.velocity(w, g, levels, epsilon, alpha, clip, kind, kernel.PROJECTED)
    if psi > 0 or slope == 0:
        assert v == -g
        return
    needed = min(-alpha * psi, clip * abs(slope))
    assert v * slope >= needed
    closest = -g if -g * slope >= needed else F(needed) / slope
    assert v == closest
    assert abs(v) <= max(abs(g), clip)


@given(grids(3), POINTS, fractions(-3, 3, 6), fractions(F(1, 24), 1), SMALL, SMALL,
       st.sampled_from(KINDS), st.sampled_from((kernel.PRINTED, kernel.PROJECTED)))  # fmt: skip
def test_branch_says_what_the_velocity_is(grid, w, g, epsilon, alpha, clip, kind, rule):
    """GRADIENT means v = -g; the other two mean the force, along or against the gradient step."""
    levels = grid.levels
    case = kernel.branch(w, g, levels, epsilon, alpha, clip, kind, rule)
    v = kernel.velocity(w, g, levels, epsilon, alpha, clip, kind, rule)
    force = kernel.skewing_force(w, levels, epsilon, alpha, clip, kind)
    slope = kernel.slope(w, levels, kind)
    if case == kernel.GRADIENT:
        assert v == -g
    else:
        assert kernel.remoteness(w, levels, epsilon, kind) <= 0
        assert v == force
        assert (-g * slope >= 0) == (case == kernel.SKEW_ALONG)


def test_midpoint_conventions():
    """At an infeasible midpoint the printed force is +clip; at a feasible one the gradient acts."""
    levels = (F(-1), F(1))
    infeasible = (F(0), F(5), levels, F(1, 5), F(1), F(3), kernel.QUADRATIC)
    assert kernel.velocity(*infeasible, kernel.PRINTED) == 3
    assert kernel.branch(*infeasible, kernel.PRINTED) == kernel.SKEW_ALONG
    assert kernel.velocity(*infeasible, kernel.PROJECTED) == -5
    touching = (F(0), F(5), levels, F(1), F(1), F(3), kernel.QUADRATIC)
    assert kernel.velocity(*touching, kernel.PRINTED) == 3  # psi = 0 = psi': still the convention
    assert kernel.skewing_force(F(0), levels, F(1), F(1), F(3), kernel.QUADRATIC) == 3
    feasible = (F(0), F(5), (F(-1, 2), F(1, 2)), F(1), F(1), F(3), kernel.QUADRATIC)
    assert kernel.velocity(*feasible, kernel.PRINTED) == -5


def test_equality_takes_the_gradient():
    """Where the gradient step points inside exactly as strongly as needed, it is taken."""
    levels, w = (F(-1), F(1)), F(1, 2)
    psi = kernel.remoteness(w, levels, F(1, 5), kernel.QUADRATIC)
    slope = kernel.slope(w, levels, kernel.QUADRATIC)
    g = psi / slope  # -g psi' = -psi
    arguments = (w, g, levels, F(1, 5), F(1), F(10), kernel.QUADRATIC, kernel.PRINTED)
    assert kernel.branch(*arguments) == kernel.GRADIENT
    nudged = (w, g + F(1, 100), *arguments[2:])
    assert kernel.branch(*nudged) == kernel.SKEW_ALONG
    outward = (w, F(1), *arguments[2:])
    assert kernel.branch(*outward) == kernel.SKEW_AGAINST


def test_nearest_feasible():
    """Projection keeps feasible points, takes the nearer end, and sends a tie to the right."""
    lowers, uppers = (F(-2), F(1)), (F(-1), F(2))
    found = [kernel.nearest_feasible(F(w), lowers, uppers) for w in (-5, -1, 0, 1, "1/2", 3)]
    assert found == [-2, -1, 1, 1, 1, 2]
    assert kernel.nearest_feasible(F(-1, 2), lowers, uppers) == -1

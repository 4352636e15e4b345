"""Levels: constructors, gaps, cells, rounding and refusals."""

import itertools
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given

from askewtheory import feasible_intervals, grid, stepsize
from askewtheory.errors import InputError
from askewtheory.grid import Grid, as_grids, kind_code, rule_code
from askewtheory.method import effective_alpha
from tests.strategies import fractions, grids


def test_constructors():
    """The named grids hold the levels that their names promise."""
    assert Grid.binary().levels == (-1, 1)
    assert Grid.ternary().levels == (-1, 0, 1)
    assert Grid.integer(bits=3).levels == tuple(range(-4, 4))
    assert Grid.uniform(0, 1, 4).levels == (0, F(1, 3), F(2, 3), 1)
    assert Grid.uniform(0.0, 1, 3).levels == (0.0, 0.5, 1.0)


def test_exactness_is_kept():
    """Integers, fractions and strings stay exact; one float makes all floats."""
    assert Grid([0, "1/5", F(1, 2)]).exact
    mixed = Grid([0, "1/5", 0.5])
    assert not mixed.exact
    assert mixed.levels == (0.0, 0.2, 0.5)


@pytest.mark.parametrize("make", [lambda: Grid(itertools.count()),
                                  lambda: Grid.uniform(0, 1, 10**12)])  # fmt: skip
def test_levels_without_end_are_refused(make):
    """More levels than 16 bits tell apart are refused before they are listed."""
    with pytest.raises(InputError, match="65,536"):
        make()


@given(grids())
def test_gaps_and_midpoints(grid):
    """Gaps and midpoints are the differences and means of neighbours."""
    for i, (gap, middle) in enumerate(zip(grid.gaps, grid.midpoints, strict=True)):
        assert grid.levels[i] + gap == grid.levels[i + 1]
        assert middle - grid.levels[i] == grid.levels[i + 1] - middle == gap / 2
    assert grid.separating_epsilon() == min(grid.gaps) ** 2 / 4
    assert grid.separating_epsilon("quartic") == min(grid.gaps) ** 4 / 16


@given(grids(), fractions(-5, 8))
def test_rounding_takes_the_nearest_level(grid, w):
    """No level is nearer than the rounded one, and ties go to the right."""
    rounded = grid.round(w)
    nearest = min(abs(level - w) for level in grid.levels)
    assert abs(rounded - w) == nearest
    assert rounded == max(level for level in grid.levels if abs(level - w) == nearest)


def test_rounding_arrays():
    """Arrays are rounded elementwise like numbers, with ties to the right."""
    points = np.array([[-3.0, -0.5], [0.5, 0.49]])
    assert Grid.ternary().round(points).tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    exact = Grid.ternary().round(np.array([F(1, 2), F(-1, 3)], dtype=object))
    assert exact.tolist() == [1, 0]


def test_cells_are_closed_on_the_left():
    """A level belongs to the cell on its right."""
    grid = Grid([0, 1, 3])
    assert [grid.cell(w) for w in (-1, 0, "1/2", 1, 2, 3, 9)] == [0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([1], "at least two"),
        ([], "at least two"),
        ([1, 1], "strictly increasing"),
        ([2, 1], "strictly increasing"),
        ([0, float("inf")], "finite"),
        ([0, 10**400], "finite and at most 1.8e308"),
        (["-1e400", 0], "finite and at most 1.8e308"),
        ([0, float("nan")], "real number"),
        ([0, "x"], "real number"),
        ("01", "sequence"),
        (3, "sequence"),
    ],
)
def test_bad_levels(levels, words):
    """Levels that are too few, unsorted, repeated or not finite are refused in one sentence."""
    with pytest.raises(InputError, match=words) as error:
        Grid(levels)
    assert "\n" not in str(error.value)


def test_bad_choices():
    """Bits, counts, kinds, rules and mismatched numbers of grids are refused."""
    for call in (
        lambda: Grid.integer(0),
        lambda: Grid.integer(2.0),  # type: ignore[arg-type]
        lambda: Grid.uniform(0, 1, 1),
        lambda: kind_code("cubic"),
        lambda: rule_code("free"),
        lambda: as_grids([Grid.binary(), Grid.ternary()], dimension=3),
    ):
        with pytest.raises(InputError):
            call()


def test_a_third_kind_is_not_taken_for_the_quadratic_one(monkeypatch):
    """A kind that the kernel gains is refused by all that was never stated for it."""
    monkeypatch.setitem(grid._KINDS, "sextic", 2)
    levels = Grid([-1, 1])
    for ask in (
        lambda kind: levels.separating_epsilon(kind),
        lambda kind: feasible_intervals(levels, epsilon="1/20", kind=kind),
        lambda kind: effective_alpha(1, kind),
        lambda kind: stepsize.check(levels, "1/20", 1, clip=1, gradient_bound=1, kind=kind),
    ):
        ask("quartic")
        with pytest.raises(InputError, match="'quadratic' or 'quartic' for this, got 'sextic'"):
            ask("sextic")

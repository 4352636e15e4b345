"""Cells found by arithmetic against cells found by comparison with every level."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from askewtheory.optim.cells import Cells
from askewtheory.optim.spacing import EVEN, PAIR, TABLE, UNIFORM, spacing_of

FORMATS = {torch.float32: np.float32, torch.float64: np.float64}
NUMBERS = st.floats(-50, 50, allow_subnormal=False)


def borders(levels, real):
    """Levels and midpoints with their neighbours in floating point, far points, both zeros."""
    q = np.array(levels, dtype=real)
    centers = np.concatenate([q, (q[1:] + q[:-1]) / 2])
    down, up = (np.nextafter(centers, real(end)) for end in (-np.inf, np.inf))
    far = np.array([0.0, -0.0, -1e30, 1e30, -np.inf, np.inf], dtype=real)
    return np.concatenate([centers, down, up, far])


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@given(low=NUMBERS, width=st.floats(1e-3, 100), count=st.integers(2, 40))
@example(low=-8.060958381181365, width=0.001, count=3)  # a gap with too many digits for its base
@settings(max_examples=60)
def test_cells_are_those_of_the_levels(dtype, low, width, count):
    """However a cell is found, its ends are the levels around the point, bit for bit."""
    levels = tuple(np.linspace(low, low + width, count).tolist())
    table = np.array(levels, dtype=FORMATS[dtype])
    if np.any(np.diff(table) <= 0):
        return
    points = borders(levels, FORMATS[dtype])
    found = [end.numpy() for end in Cells(levels, dtype).ends(torch.tensor(points))]
    index = np.searchsorted(table, points, side="right")
    np.testing.assert_array_equal(found[0], table[np.maximum(index - 1, 0)])
    np.testing.assert_array_equal(found[1], table[np.minimum(index, count - 1)])


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@given(
    low=NUMBERS, width=st.floats(1e-3, 100), count=st.integers(2, 40), power=st.sampled_from([1, 3])
)
@settings(max_examples=60)
def test_the_nearest_level_is_that_by_midpoints(dtype, low, width, count, power):
    """Few levels or many, even or not: a point's level is the one its midpoints tell."""
    levels = tuple((np.linspace(0, 1, count) ** power * width + low).tolist())
    table = np.array(levels, dtype=FORMATS[dtype])
    if np.any(np.diff(table) <= 0):
        return
    points = borders(levels, FORMATS[dtype])
    middles = (table[:-1] + table[1:]) / FORMATS[dtype](2)
    index = np.searchsorted(middles, points, side="right")
    cells = Cells(levels, dtype)
    np.testing.assert_array_equal(cells.nearest(torch.tensor(points)), index)
    np.testing.assert_array_equal(cells.rounded(torch.tensor(points)), table[index])


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (-0.5, 0.7), (-3, 3.3), (0.1, 0.9), (100, 101)])
def test_equally_spaced_levels_need_no_table_in_float32(low, high):
    """``numpy.linspace`` of 3 to 257 levels is found by arithmetic, integers by the cheaper one."""
    for count in range(3, 258):
        assert spacing_of(tuple(np.linspace(low, high, count).tolist()), np.float32)[0] != TABLE


@pytest.mark.parametrize("real", FORMATS.values())
def test_which_levels_need_what(real):
    """Pairs and integers are the simplest; uneven and merely nearly even levels keep a table."""
    assert spacing_of((-0.3, 1.7), real)[0] == PAIR
    assert spacing_of(tuple(map(float, range(-4, 4))), real)[0] == UNIFORM
    assert spacing_of(tuple(np.linspace(-1, 1, 16).tolist()), real)[0] == EVEN
    assert spacing_of((-1.0, -0.3, 0.2, 1.0), real)[0] == TABLE
    assert spacing_of((0.0, 1.0, 2.001, 3.0), real)[0] == TABLE
    assert spacing_of((1e7, 1e7 + 1, 1e7 + 2), np.float32)[0] == TABLE

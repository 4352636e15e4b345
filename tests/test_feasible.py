"""The kernel on arrays, and the feasible set, against exact arithmetic."""

import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import feasible, kernel
from askewtheory.errors import InputError
from askewtheory.exact import compare
from askewtheory.feasible import SeparationWarning
from askewtheory.grid import Grid, kind_code, rule_code
from tests.strategies import fractions, separated

BINARY = Grid.binary()
PARAMETERS: dict[str, Any] = {"epsilon": F(1, 5), "alpha": F(2), "clip": F(1)}


@given(st.sampled_from(["quadratic", "quartic"]).flatmap(
    lambda kind: st.tuples(st.just(kind), separated(kind, most=4))))  # fmt: skip
def test_intervals_end_where_the_remoteness_vanishes(case):
    """Below the separating epsilon there is one interval per level, and psi = 0 at its ends."""
    kind, (grid, epsilon) = case
    intervals = feasible.feasible_intervals(grid, epsilon=epsilon, kind=kind)
    assert len(intervals) == grid.count
    for level, (lower, upper) in zip(grid.levels, intervals, strict=True):
        assert compare(lower, level) < 0 < compare(upper, level)
        for end in (lower, upper):
            exact = sympy.sympify(end)
            index = sum(compare(end, other) >= 0 for other in grid.levels)
            psi = kernel.remoteness_in_cell(
                exact, index, [sympy.Rational(x) for x in grid.levels], sympy.Rational(epsilon),
                kind_code(kind),
            )  # fmt: skip
            assert abs(sympy.N(psi, 40)) < sympy.Rational(1, 10**30)


def test_exact_radicals_and_rationals():
    """Exact input gives radicals where needed and fractions where possible."""
    intervals = feasible.feasible_intervals(BINARY, epsilon="1/5")
    assert intervals[0] == (F(-6, 5), -2 * sympy.sqrt(5) / 5)
    assert feasible.feasible_intervals(BINARY, epsilon="9/25")[1] == (F(4, 5), F(34, 25))
    assert isinstance(feasible.distance(0, BINARY, epsilon="9/25"), F)


@given(separated(most=4))
def test_float_intervals_agree_with_exact_ones(case):
    """The float form, free of cancellation, agrees with the exact ends."""
    grid, epsilon = case
    exact = feasible.feasible_intervals(grid, epsilon=epsilon)
    floats = feasible.feasible_intervals(grid, epsilon=float(epsilon))
    np.testing.assert_allclose(
        np.array(floats), [[float(a), float(b)] for a, b in exact], rtol=1e-13, atol=1e-14
    )


@pytest.mark.parametrize(
    ("epsilon", "kind", "expected"),
    [(1, "quadratic", [(-2, 2)]), (1, "quartic", [(-2, 2)])],
)
def test_intervals_merge_where_they_touch(epsilon, kind, expected):
    """At the separating epsilon the two intervals touch at the midpoint and are one."""
    with pytest.warns(SeparationWarning, match="touch at a midpoint"):
        assert feasible.feasible_intervals(BINARY, epsilon=epsilon, kind=kind) == expected
    with pytest.warns(SeparationWarning, match="merge"):
        close = feasible.feasible_intervals(Grid([0, "1/2", 5]), epsilon="1/4")
    assert len(close) == 2


@given(separated(most=4), fractions(-8, 12), st.sampled_from(["quadratic", "quartic"]))
def test_distance_is_zero_exactly_on_the_feasible_set(case, w, kind):
    """d(w, C) = 0 iff psi(w) >= 0, and the projection is feasible and that far away."""
    grid, epsilon = case
    epsilon = epsilon if kind == "quadratic" else min(epsilon**2, F(1))
    gap = feasible.distance(w, grid, epsilon=epsilon, kind=kind)
    inside = feasible.remoteness(w, grid, epsilon=epsilon, kind=kind) >= 0
    assert (compare(gap, 0) == 0) == inside
    nearest = feasible.project(w, grid, epsilon=epsilon, kind=kind)
    assert compare(abs(sympy.sympify(w) - nearest), gap) == 0
    for lower, upper in feasible.feasible_intervals(grid, epsilon=epsilon, kind=kind):
        for end in (lower, upper):
            assert compare(abs(sympy.sympify(w) - end), gap) >= 0


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
@pytest.mark.parametrize("rule", ["printed", "projected"])
def test_arrays_are_the_kernel_bit_for_bit(kind, rule):
    """The compiled loop gives exactly the kernel's floats, with broadcasting."""
    random = np.random.default_rng(0)
    w, g = random.uniform(-3, 3, (40, 5)), random.normal(size=5)
    w[0] = 0.0  # midpoints
    codes = kind_code(kind), rule_code(rule)
    options = {"epsilon": 0.2, "alpha": 0.7, "clip": 0.9, "kind": kind, "rule": rule}
    for function, scalar in (
        (feasible.velocity, kernel.velocity),
        (feasible.branch, kernel.branch),
    ):
        values = function(w, g, BINARY, **options)
        for (i, j), value in np.ndenumerate(values):
            alone = scalar(w[i, j], g[j], (-1.0, 1.0), 0.2, 0.7, 0.9, *codes)
            assert value == alone
            assert function(w[i, j], g[j], BINARY, **options) == alone


def test_exact_in_exact_out():
    """Fractions, integers and strings give fractions; any float gives floats."""
    v = feasible.velocity("1/2", 1, BINARY, **PARAMETERS)
    assert v == F(1)
    assert isinstance(v, F)
    assert isinstance(feasible.velocity(0.5, 1, BINARY, **PARAMETERS), float)
    assert isinstance(feasible.velocity("1/2", 1, BINARY, epsilon=0.2, alpha=2, clip=1), float)
    array = feasible.velocity([F(1, 2), 0], [1, 1], BINARY, **PARAMETERS)
    assert array.dtype == object
    assert array.tolist() == [1, 1]
    unclipped = feasible.velocity("1/2", 1, BINARY, epsilon="1/5", alpha=2, clip=math.inf)
    assert unclipped == F(11, 10)
    assert isinstance(feasible.slope(-3, BINARY), F)


def test_each_coordinate_with_its_own_grid():
    """A sequence of grids applies one to each coordinate of the last axis."""
    grids = [BINARY, Grid.ternary(), Grid.integer(2)]
    w = np.array([[-0.5, 0.3, 4.0], [0.1, -0.7, -9.0]])
    together = feasible.velocity(w, 1.0, grids, epsilon=0.2, alpha=1, clip=2)
    for i, grid in enumerate(grids):
        alone = feasible.velocity(w[:, i], 1.0, grid, epsilon=0.2, alpha=1, clip=2)
        assert together[:, i].tolist() == alone.tolist()
    assert feasible.distance(w, grids, epsilon=0.2).shape == w.shape
    with pytest.raises(InputError, match="one grid for each of 3 coordinates, got 2"):
        feasible.slope(w, grids[:2])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epsilon": 0}, "epsilon must lie in"),
        ({"epsilon": 1.5}, "epsilon must lie in"),
        ({"epsilon": "a"}, "epsilon must be a real number"),
        ({"alpha": -1}, "alpha must be at least 0"),
        ({"alpha": math.inf}, "alpha must be finite"),
        ({"clip": -0.1}, "clip must be at least 0"),
        ({"clip": math.nan}, "clip must be a real number"),
        ({"kind": "cubic"}, "kind must be"),
        ({"rule": "x"}, "rule must be"),
    ],
)
def test_bad_parameters(change, words):
    """Each bad parameter is named with what was expected, in one sentence."""
    with pytest.raises(InputError, match=words):
        feasible.velocity(0.3, 1.0, BINARY, **(PARAMETERS | change))


@pytest.mark.parametrize(
    ("w", "g", "words"),
    [
        (math.nan, 1.0, "w must be"),
        (math.inf, 1.0, "w must be finite"),
        ([0.1, math.inf], 1.0, "w must be finite"),
        (0.1, math.nan, "gradient must be"),
        ("x", 1, "w must be a real number"),
        ([0.1, 0.2], [1.0, 2.0, 3.0], "shapes that broadcast"),
    ],
)
def test_bad_points(w, g, words):
    """Points and gradients that are not finite, or do not broadcast, are refused."""
    with pytest.raises(InputError, match=words):
        feasible.velocity(w, g, BINARY, **PARAMETERS)

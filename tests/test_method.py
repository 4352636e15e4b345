"""Tests of ``Method``: checked once, exact as given, and what the public functions show of it."""

import dataclasses
import warnings
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel, losses
from askewtheory.errors import InputError
from askewtheory.feasible import branch, remoteness, skewing_force, velocity
from askewtheory.grid import Grid
from askewtheory.method import Method, SeparationWarning, effective_alpha
from askewtheory.trajectory import ensemble, simulate, simulate_exact
from tests.strategies import fractions, grids

GOOD = {"epsilon": F(1, 5), "alpha": 1, "clip": "3/2", "kind": "quadratic", "rule": "printed"}
RUN = {"steps": 2}
FACES = {
    "velocity": lambda grid, **given: velocity(0, 1, grid, **given),
    "branch": lambda grid, **given: branch(0, 1, grid, **given),
    "simulate": lambda grid, **given: simulate(
        losses.Quadratic(), 2, grid, stepsize=F(1, 10), **RUN, **given
    ),
    "simulate_exact": lambda grid, **given: simulate_exact(
        losses.Quadratic(), 2, grid, stepsize=F(1, 10), **RUN, **given
    ),
    "ensemble": lambda grid, **given: ensemble(
        losses.Quadratic(), [2], grid, stepsizes=F(1, 10), **RUN, **given
    ),
}
"""The public functions that take all six arguments."""
BAD = [
    ({"epsilon": 0}, r"epsilon must lie in \(0, 1\], got 0"),
    ({"epsilon": "5/4"}, r"epsilon must lie in \(0, 1\], got 5/4"),
    ({"epsilon": float("nan")}, "epsilon must be a real number, got nan"),
    ({"epsilon": None}, "epsilon must be a real number, got None"),
    ({"alpha": -1}, "alpha must be at least 0, got -1"),
    ({"alpha": float("inf")}, "alpha must be finite, got inf"),
    ({"alpha": "two"}, "alpha must be a real number, got 'two'"),
    ({"clip": F(-1, 2)}, "clip must be at least 0, got -1/2"),
    ({"clip": True}, "clip must be a real number, got True"),
    ({"kind": "cubic"}, "kind must be 'quadratic' or 'quartic', got 'cubic'"),
    ({"kind": 1}, "kind must be 'quadratic' or 'quartic', got 1"),
    ({"kind": ["quartic"]}, "kind must be 'quadratic' or 'quartic', got "),
    ({"rule": "free"}, "rule must be 'printed' or 'projected', got 'free'"),
    ({"rule": 0}, "rule must be 'printed' or 'projected', got 0"),
    ({"grid": [1]}, "levels must be at least two numbers, got 1"),
    ({"grid": [1, 0]}, "levels must be strictly increasing, got 1 before 0"),
    ({"grid": 3}, "levels must be a sequence of numbers, got 3"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_each_bad_argument_is_refused_by_name(change, sentence):
    """A method that nobody can run is never made, by the record or by a public function."""
    given = {"grid": [-1, 1], **GOOD, **change}
    grid = given.pop("grid")
    for face in (Method, *FACES.values()):
        with pytest.raises(InputError, match=sentence):
            face(grid, **given)


def test_a_change_is_checked_too():
    """A method cannot be altered, and ``replace`` checks what it changes."""
    method = Method([-1, 1], **GOOD)
    with pytest.raises(dataclasses.FrozenInstanceError):
        method.alpha = -1  # type: ignore[misc]
    assert dataclasses.replace(method, kind="quartic").codes == (kernel.QUARTIC, kernel.PRINTED)
    with pytest.raises(InputError, match="alpha must be at least 0"):
        dataclasses.replace(method, alpha=-1)


def test_exact_stays_exact_and_floats_stay_floats():
    """Integers, fractions and strings become fractions; one float makes the method inexact."""
    method = Method([-1, 1], **GOOD)
    assert method.numbers == (F(1, 5), F(1), F(3, 2))
    assert all(isinstance(value, F) for value in method.numbers)
    assert method.exact
    assert method.floats == (0.2, 1.0, 1.5)
    assert all(isinstance(value, float) for value in method.floats)
    assert dataclasses.replace(method, clip=float("inf")).exact
    for change in ({"alpha": 1.0}, {"grids": [-1.0, 1]}):
        assert not dataclasses.replace(method, **change).exact
    plain = method.to_float()
    assert plain.numbers == method.floats
    assert plain.grids[0].levels == (-1.0, 1.0)
    assert not plain.exact


@given(st.data())
def test_arguments_are_what_the_kernel_takes(data):
    """Coordinate i goes by its own grid; the kernel and the public function agree on it."""
    own = [data.draw(grids(4)) for _ in range(2)]
    limit = min(grid.separating_epsilon() for grid in own)
    kind = data.draw(st.sampled_from(["quadratic", "quartic"]))
    rule = data.draw(st.sampled_from(["printed", "projected"]))
    method = Method(own, min(limit, F(1)) / 2, data.draw(fractions(0, 3, 4)), 2, kind, rule)
    w, g = (data.draw(st.tuples(fractions(-3, 3, 8), fractions(-3, 3, 8))) for _ in range(2))
    found = [kernel.velocity(w[i], g[i], *method.arguments(i)) for i in range(2)]
    assert method.velocity(list(w), list(g)).tolist() == found
    branches = [kernel.branch(w[i], g[i], *method.arguments(i)) for i in range(2)]
    assert method.branch(list(w), list(g)).tolist() == branches


def test_public_functions_are_its_face():
    """The keyword functions return what the method itself returns, bit for bit."""
    w, g = np.linspace(-2, 2, 41), np.linspace(3, -3, 41)
    for kind in ("quadratic", "quartic"):
        for rule in ("printed", "projected"):
            numbers = {"epsilon": 0.05, "alpha": 0.7, "clip": 1.5, "kind": kind}
            method = Method(Grid.ternary(), **numbers, rule=rule)
            taken = velocity(w, g, Grid.ternary(), **numbers, rule=rule)
            assert np.array_equal(method.velocity(w, g), taken)
            force = skewing_force(w, Grid.ternary(), **numbers)
            assert np.array_equal(method.skewing_force(w), force)
            psi = remoteness(w, Grid.ternary(), epsilon=0.05, kind=kind)
            assert np.array_equal(method.remoteness(w), psi)


@pytest.mark.parametrize("name", FACES)
def test_warning_names_the_users_line(name):
    """Where epsilon does not separate the levels, the warning points at the call, not inside."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        FACES[name]([0, "1/2", 2], **GOOD)
    own = [item for item in caught if issubclass(item.category, SeparationWarning)]
    assert own[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Method([0, "1/2", 2], **GOOD)  # the record itself is silent


def test_the_smallest_gap_of_any_grid_separates():
    """With a grid for each coordinate the narrowest one limits epsilon."""
    method = Method([Grid([0, 2]), Grid([0, 1])], **GOOD)
    assert method.separating_epsilon == F(1, 4)
    assert dataclasses.replace(method, kind="quartic").separating_epsilon == F(1, 16)


def test_quartic_force_is_at_least_half_as_strong():
    """The constant of |u| >= min(c delta, M_c) is alpha, or alpha/2 for the quartic psi."""
    assert effective_alpha(F(3), "quadratic") == 3
    assert effective_alpha(F(3), "quartic") == F(3, 2)
    with pytest.raises(InputError, match="kind must be"):
        effective_alpha(F(3), "cubic")

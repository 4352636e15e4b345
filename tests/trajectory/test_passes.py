"""Tests of the passes of a step that vector instructions do."""

import numpy as np
import pytest

from askewtheory import Grid, feasible_intervals, kernel, losses
from askewtheory.compiled import compiled
from askewtheory.method import users_method
from askewtheory.trajectory import compiled_run
from askewtheory.trajectory.passes import move
from askewtheory.trajectory.setup import Setup, tables_of


@compiled
def advance(tables, state):
    """Move once, as a run does."""
    move(state.w, state.gradient, 0.25, tables, state.ends, state.counts)


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
@pytest.mark.parametrize("rule", ["printed", "projected"])
@pytest.mark.parametrize("levels", [[-1, 1], [-1, -0.5, 0.25, 1], list(range(-4, 5))])
def test_a_wide_step_is_the_kernels(levels, kind, rule):
    """With vector instructions each coordinate does what the kernel says, bit for bit.

    Also at levels, at midpoints, next to them, where the gradient is exactly what the constraint
    asks for (a tie), and where it is not a number.
    """
    rng, epsilon = np.random.default_rng(0), 0.001
    middles = np.add(levels[:-1], levels[1:]) / 2
    ends = np.ravel(feasible_intervals(Grid(levels), epsilon=epsilon, kind=kind))
    special = np.concatenate([levels, middles, ends, [0.0, -0.0, 1e-300]])
    near = [np.nextafter(special, side) for side in (-np.inf, np.inf)]
    w = np.concatenate([special, *near, rng.uniform(-6, 6, 1200)])
    code = {"quadratic": kernel.QUADRATIC, "quartic": kernel.QUARTIC}[kind]
    codes = code, {"printed": kernel.PRINTED, "projected": kernel.PROJECTED}[rule]
    floats = np.array(levels, dtype=float)
    g = rng.choice([-2.0, -1.0, -0.1, -0.0, 0.0, 0.1, 1.0, 2.0, np.nan, np.inf], w.size)
    with np.errstate(all="ignore"):
        psi = np.array([kernel.remoteness(x, floats, epsilon, code) for x in w])
        slope = np.array([kernel.slope(x, floats, code) for x in w])
        tied = np.where(rng.random(w.size) < 0.3, psi / slope, g)
        arguments = floats, epsilon, 1.0, 2.0, *codes
        velocity = [kernel.velocity(x, y, *arguments) for x, y in zip(w, tied, strict=True)]
        branch = [kernel.branch(x, y, *arguments) for x, y in zip(w, tied, strict=True)]
        setup = Setup(
            losses.Quadratic(), users_method(levels, epsilon, 1.0, 2.0, kind, rule), w.size, 1
        )
        state = compiled_run.started(w.copy())
        state.gradient[:] = tied
        advance(tables_of(setup), state)
        np.testing.assert_array_equal(state.gradient, velocity)
        np.testing.assert_array_equal(state.w, w + 0.25 * np.array(velocity))
    np.testing.assert_array_equal(state.counts, np.bincount(branch, minlength=3))

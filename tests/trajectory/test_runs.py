import json
import math
import tracemalloc
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import feasible, kernel, losses, simulate, simulate_exact
from askewtheory.errors import InputError
from askewtheory.noise import Gaussian, MiniBatch, TwoPoint
from askewtheory.streams import key_of
from askewtheory.trajectory import compiled_run, passes, setup, stepsizes
from askewtheory.trajectory.slow import SlowLossWarning
from tests.strategies import fractions, grids
from tests.trajectory.cases import BINARY, COMMON, MIXED, NOISES, START, arrays, assert_same


def _by_hand(loss, start, grid, gammas, noise, seed, kind, rule):
    """Step with the array functions of ``feasible``: v, iterates and branches of each step."""
    options: Any = {**COMMON, "kind": kind}
    w, rows = start.copy(), []
    for step, gamma in enumerate([*gammas, 0.0]):
        true = loss.gradient(w)
        gradient = true.copy()
        if noise is not None:
            compiled_run.add_noise(gradient, step, setup.oracle_of(noise, seed))
        velocity = feasible.velocity(w, gradient, grid, rule=rule, **options)
        rows.append(
            {
                "iterates": w,
                "squared_velocity": (velocity**2).sum(),
                "true_squared_velocity": (
                    feasible.velocity(w, true, grid, rule=rule, **options) ** 2
                ).sum(),
                "loss": loss.value(w),
                "distance": np.linalg.norm(
                    feasible.distance(w, grid, epsilon=COMMON["epsilon"], kind=kind)
                ),
                "branch_counts": np.bincount(
                    feasible.branch(w, gradient, grid, rule=rule, **options), minlength=3
                ),
            }
        )
        w = w + gamma * velocity
    return w, {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
@pytest.mark.parametrize("rule", ["printed", "projected"])
@pytest.mark.parametrize("noise", NOISES, ids=str)
def test_compiled_run_is_the_step_by_step_run(kind, rule, noise):
    """Iterates and branches equal, bit for bit, those made step by step with ``velocity``."""
    loss = losses.Cosine(amplitude=2, center=0.4, frequency=1.5)
    gammas = 0.3 / (1 + np.arange(60))
    run = simulate(
        loss, START, MIXED, **COMMON, stepsize=gammas, steps=60, kind=kind, rule=rule,
        noise=noise, seed=4, keep_iterates=True,
    )  # fmt: skip
    last, rows = _by_hand(loss, START, MIXED, gammas, noise, 4, kind, rule)
    np.testing.assert_array_equal(run.iterates, rows.pop("iterates"))
    np.testing.assert_array_equal(run.branch_counts, rows.pop("branch_counts"))
    np.testing.assert_array_equal(run.last, last)
    for name, values in rows.items():
        np.testing.assert_allclose(getattr(run, name), values, rtol=1e-13, atol=1e-16)
    minimum = np.minimum.accumulate(run.squared_velocity)
    np.testing.assert_array_equal(run.running_minimum, minimum)
    weights = np.append(gammas, 0)
    average = np.cumsum(weights * run.squared_velocity) / np.cumsum(weights)
    np.testing.assert_allclose(run.weighted_average, average, rtol=1e-13)
    assert (run.branch_counts.sum(axis=0) > 0).all(), "every branch must occur in this test"


@pytest.mark.parametrize("noise", NOISES, ids=str)
def test_thinned_records_are_rows_of_the_full_ones(noise):
    """Thinning drops rows only: minimum, average and branch counts still cover every step."""
    options: Any = {**COMMON, "stepsize": 0.1, "steps": 103, "noise": noise, "seed": 9}
    loss = losses.Huber(width=0.5, center=0.6)
    full = simulate(loss, START, MIXED, **options)
    thin = simulate(loss, START, MIXED, **options, every=10, keep_iterates=True)
    rows = thin.steps
    assert rows.tolist() == [*range(0, 103, 10), 103]
    for name, array in arrays(thin).items():
        if name not in ("steps", "last", "branch_counts"):
            np.testing.assert_array_equal(array, getattr(full, name)[rows], err_msg=name)
    np.testing.assert_array_equal(
        thin.branch_counts.cumsum(axis=0), full.branch_counts.cumsum(axis=0)[rows]
    )
    np.testing.assert_array_equal(thin.last, full.last)
    assert thin.iterates is not None
    np.testing.assert_array_equal(thin.iterates[-1], thin.last)
    assert full.branch_counts.sum(axis=1).tolist() == [3] * 104


def test_running_minimum_can_start_late():
    """``minimum_from`` leaves out the first steps; before it the minimum is infinite."""
    loss = losses.Quadratic(center=5)
    options: Any = {**COMMON, "stepsize": 0.1, "steps": 50}
    run = simulate(loss, START, BINARY, **options, minimum_from=20)
    assert np.isinf(run.running_minimum[:20]).all()
    expected = np.minimum.accumulate(run.squared_velocity[20:])
    np.testing.assert_array_equal(run.running_minimum[20:], expected)


def test_memory_is_flat_in_the_steps_when_thinned():
    """Ten times the steps with the same number of records need no more memory."""

    class Schedule:
        def __call__(self, k):
            return 1 / (k + 10)

        def values(self, start, stop):
            return 1 / (np.arange(start, stop) + 10)

    def peak(steps):
        tracemalloc.start()
        run = simulate(
            losses.Quadratic(center=0.5), np.zeros(40), BINARY, **COMMON, stepsize=Schedule(),
            steps=steps, every=steps // 10,
        )  # fmt: skip
        traced = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert run.squared_velocity.shape == (11,)
        return traced

    peak(10)  # whatever is loaded once
    assert peak(2_000_000) < 1.1 * peak(200_000) + 50_000


@pytest.mark.parametrize("steps", [7, 100_001])
def test_chunks_do_not_show(steps, monkeypatch):
    """A run cut into many chunks is the run in one, for every form of the same stepsizes."""

    def schedule(k):
        return 0.5 / (k + 1)

    options: Any = {**COMMON, "steps": steps, "every": 1000, "noise": TwoPoint(0.5), "seed": 2}
    loss = losses.Quadratic(center=0.7)
    whole = simulate(loss, START, BINARY, stepsize=schedule, **options)
    monkeypatch.setattr(stepsizes, "CHUNK", 3 * 997)
    given = np.array([schedule(k) for k in range(steps)])
    for stepsize in (schedule, given, [float(g) for g in given]):
        assert_same(simulate(loss, START, BINARY, stepsize=stepsize, **options), whole)


@given(grid=grids(6), points=st.lists(fractions(-9, 9, 8), min_size=1))
def test_cells_by_bisection(grid, points):
    """Bisection finds the cell that the kernel's definition finds."""
    found = [passes.located(float(w), grid.array) for w in points]
    assert found == [kernel.cell(w, grid.levels) for w in points]


def test_mini_batches_run():
    """A mini-batch run repeats with its seed and records the full gradient's velocity too."""
    loss = losses.Logistic(samples=30, dimension=3, seed=1)
    options: Any = {**COMMON, "stepsize": 0.1, "steps": 50, "noise": MiniBatch(4), "every": 5}
    run = simulate(loss, START, BINARY, seed=8, keep_iterates=True, **options)
    assert_same(run, simulate(loss, START, BINARY, seed=8, **options))
    true = feasible.velocity(run.iterates, loss.gradient(run.iterates), BINARY, **COMMON)
    np.testing.assert_allclose(run.true_squared_velocity, (true**2).sum(axis=1))
    np.testing.assert_allclose(run.loss, loss.value(run.iterates))
    assert (run.squared_velocity != run.true_squared_velocity).any()


def test_compilable_user_loss_is_the_built_in_one():
    """A user's quadratic compiles silently and gives the built-in run, bit for bit."""
    mine = losses.UserLoss(lambda w: 0.5 * np.sum(w * w), lambda w: 1.0 * w)
    options: Any = {**COMMON, "stepsize": 0.1, "steps": 30}
    run = simulate(mine, START, MIXED, **options)
    built_in = simulate(losses.Quadratic(), START, MIXED, **options)
    np.testing.assert_array_equal(run.last, built_in.last)
    np.testing.assert_allclose(run.loss, built_in.loss, rtol=1e-14)


@pytest.mark.parametrize("noise", NOISES, ids=str)
def test_uncompilable_user_loss_runs_with_one_warning(noise):
    """A gradient that Numba cannot compile gives the same run, and says once how much slower."""
    table = {"slope": object()}  # a dictionary of objects: Numba compiles neither

    def gradient(w):
        return w.copy() if table["slope"] else w

    mine = losses.UserLoss(lambda w: float(np.dot(w, w)) / 2, gradient)
    options: Any = {**COMMON, "stepsize": 0.1, "steps": 30, "every": 4, "noise": noise, "seed": 3}
    with pytest.warns(SlowLossWarning, match=r"microseconds, about \d+ times a compiled one"):
        run = simulate(mine, START, MIXED, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulate(mine, START, MIXED, **options)
    built_in = simulate(losses.Quadratic(), START, MIXED, **options)
    np.testing.assert_array_equal(run.last, built_in.last)
    np.testing.assert_array_equal(run.branch_counts, built_in.branch_counts)
    np.testing.assert_allclose(run.loss, built_in.loss, rtol=1e-14)


def test_steps_zero_records_the_start():
    """A run of no steps evaluates everything at the start and stays there."""
    run = simulate(losses.Quadratic(), START, BINARY, **COMMON, stepsize=0.1, steps=0)
    assert run.steps.tolist() == [0]
    np.testing.assert_array_equal(run.last, START)
    assert math.isnan(run.weighted_average[0])


EXACT: dict[str, Any] = {"epsilon": "1/200", "alpha": 1, "clip": "4/5"}


def test_records_are_written_and_read(tmp_path):
    """The archive holds every array, the arguments, the seed and the versions."""
    options: Any = {**COMMON, "stepsize": "1/10", "steps": 5, "noise": TwoPoint("1/4"), "seed": 3}
    run = simulate(losses.Huber(), START, BINARY, **options)
    with np.load(run.save(tmp_path / "run.npz")) as archive:
        np.testing.assert_array_equal(archive["loss"], run.loss)
        record = json.loads(str(archive["provenance"]))
    assert record["seed"] == 3
    assert record["configuration"]["noise"] == {"name": "two-point", "sigma": "1/4"}
    assert record["configuration"]["stepsize"] == "1/10"
    exact = simulate_exact(losses.Huber(), [0], BINARY, **{**options, **EXACT})
    with np.load(exact.save(tmp_path / "exact.npz")) as archive:
        assert archive["loss"].tolist() == [str(value) for value in exact.loss]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stepsize": 0}, "stepsize must be positive and finite, got 0"),
        ({"stepsize": [0.1]}, "one number for each of 5 steps, got 1"),
        ({"stepsize": lambda k: 1 - k}, "stepsize must be positive and finite, got 0"),
        ({"steps": -1}, "steps must be an integer of at least 0, got -1"),
        ({"every": 0}, "every must be an integer of at least 1, got 0"),
        ({"noise": Gaussian(1)}, "seed must be an integer where there is noise, got None"),
        ({"noise": "gaussian"}, "noise must be None or one of askewtheory.noise"),
        ({"noise": MiniBatch(1), "seed": 0}, "needs a finite sum"),
        ({"alpha": -1}, "alpha must be at least 0"),
        ({"kind": "cubic"}, "kind must be"),
    ],
)
def test_bad_arguments_are_refused(change, message):
    """Each bad argument is refused in one sentence that names it."""
    arguments: Any = {**COMMON, "stepsize": 0.1, "steps": 5, **change}
    with pytest.raises(InputError, match=message):
        simulate(losses.Quadratic(), START, BINARY, **arguments)


@pytest.mark.parametrize("start", [[], [[1.0]], [math.nan], [math.inf], "x"])
def test_bad_starts_are_refused(start):
    """A start is a vector of finite numbers."""
    with pytest.raises(InputError, match="start must be"):
        simulate(losses.Quadratic(), start, BINARY, **COMMON, stepsize=0.1, steps=1)


def test_a_run_that_leaves_the_floats_says_so():
    """Divergence is an error that names stepsize, clip and step, not a row of nan."""
    with pytest.raises(InputError, match=r"got 1000 and 0.1: step \d+ is not"):
        simulate(
            losses.DoubleWell(), 1.1, [-1, 1], epsilon=0.2, alpha=1, clip=0.1, stepsize=1000,
            steps=1000,
        )  # fmt: skip


def test_noise_streams_differ_between_seeds():
    """Seeds become unrelated keys."""
    assert len({int(key_of(seed)) for seed in range(100)}) == 100

import json
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from askewtheory import losses, simulate, simulate_exact
from askewtheory.errors import InputError
from askewtheory.noise import Gaussian, TwoPoint
from askewtheory.output import to_json
from tests.strategies import fractions, grids


def test_exact_run_is_exact():
    """One step worked by hand: u = -alpha psi / psi' at w = 2 with epsilon 1/5 is -4/5."""
    run = simulate_exact(
        losses.Linear(slope=-1), 2, [-1, 1], epsilon="1/5", alpha=1, clip=10, stepsize="1/2",
        steps=1, keep_iterates=True,
    )  # fmt: skip
    assert run.last.tolist() == [Fraction(8, 5)]
    assert run.squared_velocity[0] == Fraction(16, 25)
    assert run.distance.tolist() == [Fraction(4, 5), Fraction(2, 5)]
    assert run.branch_counts.tolist() == [[0, 0, 1], [0, 0, 1]]
    assert all(isinstance(value, Fraction) for value in run.loss)


@settings(max_examples=60)
@given(
    grid=grids(4),
    start=st.lists(fractions(-6, 6, 16), min_size=1, max_size=3),
    center=fractions(-4, 4, 8),
    slope=st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2)]),
    sigma=st.sampled_from([None, Fraction(1, 4)]),
    rule=st.sampled_from(["printed", "projected"]),
)
def test_compiled_run_equals_the_exact_run_on_dyadic_numbers(
    grid, start, center, slope, sigma, rule
):
    """Where every iterate is a short dyadic fraction, floats commit no error at all."""
    loss = losses.Huber(width=1, center=center, slope=slope)
    noise = None if sigma is None else TwoPoint(sigma)
    options: Any = {
        "epsilon": Fraction(1, 128), "alpha": 64, "clip": Fraction(1, 8), "steps": 8,
        "stepsize": Fraction(1, 4), "rule": rule, "noise": noise, "seed": 1,
    }  # fmt: skip
    exact = simulate_exact(loss, start, grid, keep_iterates=True, **options)
    iterates = exact.iterates
    assert iterates is not None
    denominators = {w.denominator for w in iterates.ravel()}
    assume(all(n & (n - 1) == 0 and n < 2**20 for n in denominators))
    run = simulate(loss, start, grid, keep_iterates=True, **options)
    np.testing.assert_array_equal(run.iterates, iterates.astype(float))
    np.testing.assert_array_equal(run.branch_counts, exact.branch_counts)
    for name in ("squared_velocity", "true_squared_velocity", "running_minimum", "loss"):
        np.testing.assert_array_equal(getattr(run, name), getattr(exact, name).astype(float))
    np.testing.assert_allclose(run.distance, exact.distance.astype(float), atol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loss": losses.Power()}, "loss must be rational in an exact run"),
        ({"stepsize": 0.5}, "stepsize must be exact"),
        ({"epsilon": 0.2}, "epsilon must be exact"),
        ({"grid": [-1.0, 1.0]}, "levels must be exact"),
        ({"start": [0.5]}, "start must be a vector of exact numbers"),
        ({"noise": Gaussian(1), "seed": 0}, "noise must be none or two-point"),
    ],
)
def test_exact_run_refuses_floats(change, message):
    """Nothing inexact enters an exact run."""
    arguments = {
        "loss": losses.Linear(), "start": [0], "grid": [-1, 1], "epsilon": "1/5", "alpha": 1,
        "clip": 1, "stepsize": "1/2", "steps": 1, **change,
    }  # fmt: skip
    first = (arguments.pop("loss"), arguments.pop("start"), arguments.pop("grid"))
    with pytest.raises(InputError, match=message):
        simulate_exact(*first, **arguments)


@pytest.mark.parametrize(("kind", "last"), [("quadratic", 9), ("quartic", 4)])
@pytest.mark.parametrize("steps", [12, 100, 10**6])
def test_numbers_that_cannot_be_written_are_refused_at_once(kind, last, steps):
    """Digits double with every step of the force; what is returned can always be written."""
    options = {"epsilon": "1/5", "alpha": 1, "clip": 1, "stepsize": "1/10", "kind": kind}
    loss = losses.Quadratic(curvature=1, center=0)
    began = time.monotonic()
    with pytest.raises(InputError, match="steps of this exact run must be fewer than") as caught:
        simulate_exact(loss, ["-1/2"], [-1, 1], steps=steps, **options)
    assert time.monotonic() - began < 5
    assert f"fewer than {last + 1}," in str(caught.value)
    run = simulate_exact(loss, ["-1/2"], [-1, 1], steps=last, **options)
    assert json.loads(to_json(run))["last"]

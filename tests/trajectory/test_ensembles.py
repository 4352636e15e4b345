import json
from typing import Any

import numpy as np
import pytest

from askewtheory import ensemble, losses, simulate
from askewtheory.errors import InputError
from askewtheory.noise import Gaussian
from tests.trajectory.cases import BINARY, COMMON, MIXED, NOISES, START, assert_same


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("noise", NOISES, ids=str)
def test_ensemble_members_are_the_runs_done_alone(noise, workers):
    """Starts, stepsizes and seeds vary: every member is bit-identical to its own run."""
    loss = losses.Power(exponent="1/3", center=0.2)
    starts = np.random.default_rng(0).uniform(-3, 3, (4, 3))
    stepsizes = [0.1, 0.05, lambda k: 1 / (k + 2), np.full(40, 0.2)]
    options: Any = {**COMMON, "steps": 40, "noise": noise, "every": 3, "keep_iterates": True}
    many = ensemble(
        loss, starts, MIXED, stepsizes=stepsizes, seeds=[3, 1, 4, 1], workers=workers, **options
    )
    assert len(many) == 4
    for i in range(4):
        alone = simulate(
            loss, starts[i], MIXED, stepsize=stepsizes[i], seed=[3, 1, 4, 1][i], **options
        )
        assert_same(many.member(i), alone)
        np.testing.assert_array_equal(many.member(i).iterates, alone.iterates)


def test_ensemble_repeats_what_is_given_once():
    """One start and one schedule serve all seeds; different seeds differ, equal ones agree."""
    many = ensemble(
        losses.Quadratic(), START, BINARY, **COMMON, stepsizes=0.1, steps=20,
        noise=Gaussian(1), seeds=[5, 6, 5],
    )  # fmt: skip
    assert_same(many.member(0), many.member(2))
    assert (many.last[0] != many.last[1]).all()


def test_ensemble_refuses_lengths_that_do_not_match():
    """Three seeds for two starts are refused with both numbers."""
    with pytest.raises(InputError, match="got 2, 1 and 3"):
        ensemble(
            losses.Quadratic(), np.zeros((2, 3)), BINARY, **COMMON, stepsizes=0.1, steps=2,
            seeds=[1, 2, 3],
        )  # fmt: skip


def test_ensembles_are_written_and_read(tmp_path):
    """The archive of an ensemble has the member as first axis."""
    many = ensemble(losses.Huber(), START, BINARY, **COMMON, stepsizes=[0.1, 0.2], steps=5)
    with np.load(many.save(tmp_path / "many.npz")) as archive:
        assert archive["loss"].shape == (2, 6)
        assert len(json.loads(str(archive["provenance"]))["configuration"]["members"]) == 2

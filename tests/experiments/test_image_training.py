"""Training of residual networks and of the language model, on data that is always there."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("sklearn")

from askewtheory.experiments.config import load  # noqa: E402
from askewtheory.experiments.runner import data_of, with_data  # noqa: E402
from askewtheory.experiments.session import Session  # noqa: E402
from askewtheory.experiments.training import train  # noqa: E402


@pytest.fixture
def small():
    """A narrow residual network on few digits."""
    changed = load("cifar10").changed(
        {"model": {"width": 8}, "training": {"epochs": 2, "batch": 64, "milestones": []}}
    )
    changed = with_data(changed, "digits")
    return changed.changed({"data": {"test": 1600}})


def test_residual_network_learns_and_resumes(small, tmp_path):
    """Its loss falls, and a run halted after an epoch ends bit for bit like one that was not."""
    data = data_of(small)
    straight = train(small, "full-precision", data, folder=tmp_path / "straight")
    train(small, "full-precision", data, folder=tmp_path / "halted", epochs=1)
    resumed = train(small, "full-precision", data, folder=tmp_path / "halted", resume=True)
    assert resumed.rows == straight.rows
    assert straight.rows[1]["train_loss"] < straight.rows[0]["train_loss"]
    for one, other in zip(
        straight.session.network.parameters(), resumed.session.network.parameters(), strict=True
    ):
        assert torch.equal(one, other)


def test_recalibrated_statistics_are_those_of_the_quantized_weights(small):
    """Measuring with statistics estimated anew changes the quantized loss and nothing else."""
    data = data_of(small)
    anew = small.changed({"training": {"recalibrate": 3}})
    plain, other = (train(e, "askewsgd", data, epochs=1) for e in (small, anew))
    (row,), (changed,) = plain.rows, other.rows
    assert changed["quantized_loss"] != row["quantized_loss"]
    for measure in ("train_loss", "loss", "accuracy"):
        assert changed[measure] == row[measure]
    states = [run.session.network.state_dict() for run in (plain, other)]
    for name, value in states[0].items():
        assert torch.equal(value, states[1][name])


def test_products_in_bfloat16_are_close(small):
    """A step in bfloat16 has nearly the loss of one in float32, but not the same."""
    data = data_of(small)
    losses = []
    for half in (False, True):
        session = Session(
            small.changed({"training": {"bfloat16": half}}), "full-precision", data, [0]
        )
        x, y = next(iter(session.feed.batches(1)))
        losses.append(float(session._step(x, y)))
    assert losses[0] != losses[1]
    assert losses[1] == pytest.approx(losses[0], rel=0.05)


def test_few_bit_weights_and_activations_train(small):
    """LUQ and ASkewSGD train two-bit weights with four-bit activations, scales by SAWB."""
    experiment = with_data(load("cifar10-w2a4").changed({"model": {"width": 8}}), "digits")
    experiment = experiment.changed({"data": {"test": 1600}, "training": {"epochs": 1}})
    data = data_of(experiment)
    for method in ("luq", "askewsgd"):
        session = train(experiment, method, data).session
        weight = session.optimizer.quantized()[session.network.quantized_weights()[3]]
        for channel in weight:
            assert len(channel.unique()) <= 4

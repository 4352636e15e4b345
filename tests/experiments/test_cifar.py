"""CIFAR-10's Python batches: read, verified, refused."""

import gzip
import hashlib
import io
import pickle
import struct
import tarfile

import numpy as np
import pytest

from askewtheory.errors import InputError
from askewtheory.experiments import cifar
from askewtheory.experiments.cifar import BATCHES, FOLDER, read_cifar10, unpickle
from askewtheory.experiments.homes import REMOTES, Remote

IMAGES = np.random.default_rng(0).integers(0, 256, size=(6, 4, 3072), dtype=np.uint8)
LABELS = np.arange(24).reshape(6, 4) % 10


def _save_string(pickler, value):
    pickler.write(b"T" + struct.pack("<i", len(value)) + value)
    pickler.memoize(value)


def _pickle(value):
    """Return a pickle with strings as Python 2, which made the batches, wrote them."""
    stream = io.BytesIO()
    pickler = vars(pickle)["_Pickler"](stream, protocol=2)
    pickler.dispatch = {**pickler.dispatch, bytes: _save_string}
    pickler.dump(value)
    return stream.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


@pytest.fixture
def batches(monkeypatch):
    """Six small batches by name, their hashes the known ones."""
    made = {
        name: _pickle({b"batch_label": b"made", b"data": pixels, b"labels": classes.tolist()})
        for name, pixels, classes in zip(BATCHES, IMAGES, LABELS, strict=True)
    }
    for name, content in made.items():
        monkeypatch.setitem(cifar.BATCHES, name, f"md5:{hashlib.md5(content).hexdigest()}")
    return made


def _write(folder, batches):
    folder.mkdir(exist_ok=True)
    for name, content in batches.items():
        (folder / name).write_bytes(content)


def _pack(batches):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as packed:
        for name in reversed(batches):
            info = tarfile.TarInfo(f"{FOLDER}/{name}")
            info.size = len(batches[name])
            packed.addfile(info, io.BytesIO(batches[name]))
    return gzip.compress(stream.getvalue())


def _assert_read(parts):
    x, y, u, v = parts
    np.testing.assert_array_equal(x, IMAGES[:5].reshape(20, 3, 32, 32))
    np.testing.assert_array_equal(u, IMAGES[5].reshape(4, 3, 32, 32))
    np.testing.assert_array_equal(np.r_[y, v], LABELS.ravel())


@pytest.mark.parametrize("inside", [FOLDER, ""])
def test_reads_the_unpacked_folder(tmp_path, batches, inside):
    """Batches are read from their folder or the one around it, red, green and blue planes."""
    _write(tmp_path / inside, batches)
    _assert_read(read_cifar10(tmp_path))


def test_reads_the_archive(tmp_path, batches, monkeypatch):
    """The packed archive gives the same, if its hash is the known one."""
    content = _pack(batches)
    known = f"sha256:{hashlib.sha256(content).hexdigest()}"
    monkeypatch.setitem(REMOTES, "cifar10", (Remote("cifar.tar.gz", known, ()),))
    (tmp_path / "cifar.tar.gz").write_bytes(content)
    _assert_read(read_cifar10(tmp_path))
    (tmp_path / "cifar.tar.gz").write_bytes(content[:-9])
    actual = hashlib.sha256(content[:-9]).hexdigest()
    with pytest.raises(InputError, match=f"{known[7:]}, got {actual}"):
        read_cifar10(tmp_path)


def test_a_flipped_byte_shows_both_hashes(tmp_path, batches):
    """A batch with one wrong byte is refused with the expected and the actual hash."""
    content = batches["data_batch_3"]
    wrong = content[:500] + bytes([content[500] ^ 1]) + content[501:]
    _write(tmp_path, {**batches, "data_batch_3": wrong})
    expected, actual = (hashlib.md5(part).hexdigest() for part in (content, wrong))
    with pytest.raises(InputError, match=f"data_batch_3.*{expected}, got {actual}"):
        read_cifar10(tmp_path)


def test_a_missing_batch_is_named(tmp_path, batches):
    """A folder that lacks a batch is refused with its name."""
    del batches["test_batch"]
    _write(tmp_path, batches)
    with pytest.raises(InputError, match="test_batch"):
        read_cifar10(tmp_path)


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_that_would_run_code_is_refused(protocol):
    """A reference to any other function is refused before anything is called."""

    class Bad:
        def __reduce__(self):
            return exec, ("raise RuntimeError('this ran')",)

    with pytest.raises(InputError, match=r"a reference to (__builtin__|builtins)\.exec"):
        unpickle(pickle.dumps({"data": Bad()}, protocol=protocol))


def test_no_pickle():
    """What ends too early is refused."""
    with pytest.raises(InputError, match="pickle of arrays"):
        unpickle(_pickle({b"labels": [1, 2]})[:-3])

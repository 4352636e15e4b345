"""idx files: read, verified, refused."""

import gzip
import hashlib
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askewtheory.errors import InputError
from askewtheory.experiments import idx
from askewtheory.experiments.idx import FILES, read_idx, read_set
from tests.refusals import outcome


def _idx(array):
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.astype(np.uint8).tobytes()


DEBIAN = Path("/usr/share/datasets/fashion-mnist")
ARRAY = np.arange(24).reshape(2, 3, 4)


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_reads_plain_and_packed(tmp_path, name):
    """A file is read whether it is packed or not, and its hash is that of the content."""
    content = _idx(ARRAY)
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    expected = hashlib.sha256(content).hexdigest()
    np.testing.assert_array_equal(read_idx(path, expected), ARRAY)


def test_wrong_content_shows_both_hashes(tmp_path):
    """A corrupt file is refused with the expected and the actual hash."""
    path = tmp_path / "images"
    path.write_bytes(_idx(ARRAY + 1))
    expected = hashlib.sha256(_idx(ARRAY)).hexdigest()
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(InputError, match=f"{expected}, got {actual}"):
        read_idx(path, expected)


@pytest.mark.parametrize("packed", [True, False])
def test_truncated(tmp_path, packed):
    """A file cut short is refused, packed or not."""
    content = gzip.compress(_idx(ARRAY)) if packed else _idx(ARRAY)
    path = tmp_path / ("images.gz" if packed else "images")
    path.write_bytes(content[:-5])
    with pytest.raises(InputError, match="must"):
        read_idx(path)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"\0\0\x0d\x01\0\0\0\0", b"\0\0\x08\0"])
def test_no_idx_file(tmp_path, content):
    """What is no idx file of bytes is refused."""
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(InputError, match="idx"):
        read_idx(path)


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    """Of a packed file no more is unpacked than the largest known file has."""
    monkeypatch.setattr(idx, "MOST", 1 << 20)
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(bytes(1 << 24)))
    tracemalloc.start()
    with pytest.raises(InputError, match="must unpack to at most 1,048,576 bytes"):
        read_idx(path)
    assert tracemalloc.get_traced_memory()[1] < 1 << 23
    tracemalloc.stop()
    path.write_bytes(bytes(1 << 21))
    with pytest.raises(InputError, match="at most 1,048,576 bytes"):
        read_idx(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_bytes_are_an_array_or_one_sentence(tmp_path_factory, data):
    """A file of any bytes, or a damaged one, is read or refused; nothing else is raised."""
    packed = data.draw(st.booleans())
    path = tmp_path_factory.mktemp("idx") / ("file.gz" if packed else "file")
    whole = gzip.compress(_idx(ARRAY)) if packed else _idx(ARRAY)
    content = bytearray(whole if data.draw(st.booleans()) else data.draw(st.binary(max_size=40)))
    place = data.draw(st.integers(0, len(content)))
    content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path.write_bytes(content)
    found, said = outcome(read_idx, path)
    assert said or found.dtype == np.uint8


def test_missing_file_is_named(tmp_path):
    """A folder without the files is refused with the name of the first that is missing."""
    with pytest.raises(InputError, match=FILES[0]):
        read_set("mnist", tmp_path)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="dataset-fashion-mnist is not installed")
def test_debian_package_has_the_known_content():
    """The files of Debian's package are the ones whose hashes are known."""
    shapes = [part.shape for part in read_set("fashion-mnist", DEBIAN)]
    assert shapes == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]

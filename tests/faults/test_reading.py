"""Whatever file a command is given to read: nothing waits for it, a sentence says what it is."""

import io
import json
import os
import random
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.errors import InputError
from askewtheory.reading import content_of

pytest.importorskip("psutil")
from tests.faults.attacks import damaged
from tests.refusals import refused

BLOCKING = ("fifo", "/proc/kmsg", "/dev/zero", "/dev/full", "/proc/self/pagemap", "folder")
"""What never ends, never begins, or is no file."""
READERS = {
    "inspect": ["inspect", "{file}"],
    "inspect onnx": ["inspect", "{file}.onnx"],
    "rates": ["rates", "--grid", "{file}", "--out", "out"],
    "train": ["train", "{file}.toml", "--out", "out"],
    "new": ["new", "package", "--from", "{file}"],
    "erratum": ["report", "--claims", "tests.toy_claims", "--record", "{file}",
                "--erratum", "out"],
    "mnist": ["train", "two-moons", "--data", "mnist", "--data-dir", "{file}", "--out", "out"],
}  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Be in a folder with a pipe and a folder in it."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    Path("folder").mkdir()
    return tmp_path


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("given", BLOCKING)
def test_what_is_no_regular_file_isrefused(reader, given, here):
    """By its own name, and by a link to it, with the ending that a command wants."""
    if reader.startswith(("inspect", "train", "mnist")):
        pytest.importorskip("torch")
    if given.startswith("/") and not os.path.exists(given):
        pytest.skip("there is none here")
    for ending in ("", ".toml", ".onnx"):
        (here / f"link{ending}").symlink_to(here / given)
    refused([text.format(file="link") for text in READERS[reader]])


@pytest.mark.parametrize("most", [None, 100])
def test_the_one_reader_takes_regular_files_alone(most, here):
    """Of sizes that it can hold; what says nothing of its size is taken up to a bound, or not."""
    for given in BLOCKING:
        with pytest.raises(InputError, match="file must"):
            content_of(given, "file", most)
    Path("plain").write_bytes(b"x" * 100)
    assert content_of("plain", "file", most) == b"x" * 100
    with open("sparse", "wb") as stream:
        stream.truncate(2**42)
    with pytest.raises(InputError, match=r"does not fit in memory|at most 100 bytes"):
        content_of("sparse", "file", most)


def test_an_image_that_is_a_pipe_is_named(here):
    """A folder of images is read by processes that nobody interrupts."""
    pytest.importorskip("torch")
    pytest.importorskip("PIL")
    from askewtheory.experiments.folder import read_folder

    for part in ("train", "val"):
        (here / part / "class").mkdir(parents=True)
        os.mkfifo(here / part / "class" / "one.png")
    found = read_folder(str(here))
    with pytest.raises(InputError, match="image must be a regular file"):
        found.digest()


def _graph(*tensors):
    from onnx import helper

    graph = helper.make_graph([], "graph", [], [], list(tensors))
    return helper.make_model(graph).SerializeToString()


def test_a_graph_that_points_to_another_file_isrefused(here):
    """No file but the one that was named is opened; nor is an empty or ambiguous one a graph."""
    pytest.importorskip("torch")
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnx_ir")
    outside = onnx.TensorProto(name="w.codes", data_type=3, dims=[6], data_location=1)
    outside.external_data.add(key="location", value="fifo")
    plain = onnx.TensorProto(name="w.codes", data_type=3, dims=[1], raw_data=b"\1")
    for content, said in (
        (_graph(outside), "w.codes is not in it"), (b"", "no graph"),
        (_graph(plain, plain), "two of its tensors have one name"),
        (_graph(onnx.TensorProto(name="w.codes", data_type=3, dims=[2**40, 2**20])), "must be"),
    ):  # fmt: skip
        Path("graph.onnx").write_bytes(content)
        assert said in refused(["inspect", "graph.onnx"])
    Path("graph.onnx").write_bytes(_graph(plain))
    assert CliRunner().invoke(main, ["inspect", "graph.onnx"]).exit_code == 0


def test_a_damaged_graph_is_a_graph_or_a_sentence(here):
    """Another tool's has no checksum; whatever bytes it has, they are no traceback."""
    pytest.importorskip("torch")
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnx_ir")
    good = _graph(onnx.TensorProto(name="w.codes", data_type=3, dims=[6], raw_data=b"\1" * 6))
    draw = random.Random("graph")
    for _ in range(40):
        Path("graph.onnx").write_bytes(damaged(good, draw))
        result = CliRunner().invoke(main, ["inspect", "graph.onnx"])
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert result.exit_code in (0, 2)


def _crowded(kind, path, count):
    """Write a file with so many entries of one byte."""
    import torch

    from askewtheory.optim import archive, checkpoint
    from askewtheory.optim.contents import Contents, QuantizedTensor

    names = [f"w{place}" for place in range(count)]
    one = torch.zeros(1, dtype=torch.uint8)
    if kind == "checkpoint":
        checkpoint.write(path, Contents({name: one.clone() for name in names}))
    elif kind == "levels":
        code, single = torch.zeros(1, dtype=torch.int64), torch.float32
        tensor = QuantizedTensor(code, (-1.0, 1.0), None, single, single)
        checkpoint.write(path, Contents(dict.fromkeys(names, tensor)))
    elif kind == "aliases":
        checkpoint.write(path, Contents({"w": one}, dict.fromkeys(names, "w")))
    elif kind == "archive":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            for name in names:
                packed.writestr(name, b"1")
        archive.write(path, stream.getvalue(), "torchao")
    else:
        onnx = pytest.importorskip("onnx")
        parts = [onnx.TensorProto(name=f"{name}.codes", data_type=3, dims=[1], raw_data=b"1")
                 for name in names]  # fmt: skip
        Path(path).write_bytes(_graph(*parts))


@pytest.mark.parametrize(
    "kind",
    ["checkpoint", "aliases", *(pytest.param(name, marks=pytest.mark.slow)
                                for name in ("levels", "archive", "graph"))],
)  # fmt: skip
def test_a_file_of_very_many_entries_takes_time_for_each_and_no_more(kind, here):
    """A thousand are shown, and the number of the others; the record has all of them."""
    pytest.importorskip("torch")
    name, count = "crowded.onnx" if kind == "graph" else "crowded", 25_000
    _crowded(kind, name, count)
    began = time.process_time()
    shown = CliRunner().invoke(main, ["inspect", name])
    assert shown.exit_code == 0, shown.stderr
    assert f"... and {count - 1000:,} more" in shown.stdout
    assert len(shown.stdout.splitlines()) < 1100
    assert CliRunner().invoke(main, ["inspect", name, "--json", "all.json"]).exit_code == 0
    assert time.process_time() - began < 20
    found = json.loads(Path("all.json").read_text())
    assert len(found["tensors"]) + len(found["aliases"]) in (count, count + 1)


@pytest.fixture(scope="module")
def record():
    """Return the record of a small verification."""
    from askewtheory.audit.page import verification
    from askewtheory.audit.runner import run_claims
    from askewtheory.output import to_json

    claims = ["overshoot", "halving"]
    return to_json(verification(run_claims(claims, "tests.toy_claims", 1), "tests.toy_claims"))


ODD = [None, 5, -1, True, "", "\ud800", "\x1b[2J", [], [[]], {}, "9" * 5000, "(" * 3000, "$" * 99]


def _places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the places of all that a record holds, of lists the first two entries."""
    found = [above] if above else []
    inside = value.items() if isinstance(value, dict) else (
        enumerate(value[:2]) if isinstance(value, list) else ())  # fmt: skip
    for key, item in inside:
        found += _places(item, (*above, key))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_any_record_is_an_erratum_or_a_sentence(seed, record, here):
    """Whatever was taken out of it or put into it."""
    draw = random.Random(f"record {seed}")
    places = _places(json.loads(record))
    for _ in range(30):
        changed = json.loads(record)
        *above, last = draw.choice(places)
        inner = changed
        for key in above:
            inner = inner[key]
        if draw.random() < 0.3:
            del inner[last]
        else:
            inner[last] = draw.choice(ODD)
        Path("record.json").write_text(json.dumps(changed))
        command = ["report", "--claims", "tests.toy_claims", "--record", "record.json"]
        result = CliRunner().invoke(main, [*command, "--erratum", "out", "--format", "md"])
        assert isinstance(result.exception, SystemExit | None), (above, last, result.exception)
        assert len(result.stderr.splitlines()) == (1 if result.exit_code == 2 else 0)

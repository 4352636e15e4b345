"""``askewtheory inspect``: what is printed is what the file holds."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from askewtheory.cli import main

torch = pytest.importorskip("torch")

from askewtheory import optim  # noqa: E402  (needs PyTorch)
from tests.optim.models import INPUTS, groups, net  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::askewtheory.optim.QuantizationWarning")


def made():
    """Return a small network whose weights are of three levels, and its optimizer."""
    model = net()
    with torch.no_grad():
        model.get_parameter("0.weight").fill_(1.0)
    return model, optim.ASkewSGD(groups(model), levels="ternary", scale="mean", epsilon=1e-3)


@pytest.fixture
def file(tmp_path):
    """The network's checkpoint."""
    model, optimizer = made()
    optim.export(model, optimizer, tmp_path / "[bold]x.safetensors")
    return tmp_path / "[bold]x.safetensors"


def test_table(file):
    """Levels, the most frequent one, bits, scales, sizes and the file's digest are shown."""
    result = CliRunner().invoke(main, ["inspect", str(file)])
    assert result.exit_code == 0
    assert "[bold]x.safetensors: askewtheory-quantized-2, written by" in result.stdout
    row = next(line for line in result.stdout.splitlines() if "0.weight" in line)
    for part in ("8×6", "float32", "-1, 0, 1", "1: 100%", " 2 ", " 16 "):
        assert part in row
    assert f"sha256 {hashlib.sha256(file.read_bytes()).hexdigest()} (undamaged)" in result.stdout


def test_record(file):
    """``--json -`` prints the record alone; its counts are those of the weights."""
    result = CliRunner().invoke(main, ["inspect", str(file), "--json", "-"])
    record = json.loads(result.stdout)
    tensors = {tensor["name"]: tensor for tensor in record["tensors"]}
    assert tensors["0.weight"]["counts"] == [0, 0, 48]
    assert tensors["0.weight"]["size"] == 48 * 2 // 8 + 4
    assert tensors["0.bias"]["levels"] is None
    assert record["size"] == file.stat().st_size


def test_graph(tmp_path):
    """A graph's integers are counted in the graph itself, after its digest was compared."""
    pytest.importorskip("onnxscript")
    pytest.importorskip("onnxruntime")
    model, optimizer = made()
    optim.export(model, optimizer, tmp_path / "x.onnx", "onnx", example=INPUTS)
    result = CliRunner().invoke(main, ["inspect", str(tmp_path / "x.onnx"), "--json", "-"])
    record = json.loads(result.stdout)
    assert record["checked"] is True
    found = {tensor["name"]: tensor for tensor in record["tensors"]}["0.weight.codes"]
    assert (found["dtype"], found["bits"], found["levels"], found["counts"]) == (
        "int2", 2, [1.0], [48],
    )  # fmt: skip
    assert found["size"] == 12


@pytest.mark.parametrize("name", ["missing", "x.safetensors", "x.onnx", "."])
def test_other_files_are_bad_input(name, tmp_path):
    """What is no exported file is one sentence and exit code 2."""
    if name.endswith("onnx"):
        pytest.importorskip("onnxscript")
    if name.startswith("x"):
        (tmp_path / name).write_bytes(b"\x05\x00nothing that was exported")
    result = CliRunner().invoke(main, ["inspect", str(tmp_path / name)])
    assert result.exit_code == 2
    assert "path must be" in result.stderr
    assert "Traceback" not in result.stderr

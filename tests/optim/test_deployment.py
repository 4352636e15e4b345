"""Graphs, programs and torchao's tensors: integers inside, the quantized model's outputs."""

import contextlib
import io
import random
import sys
import zipfile
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError, MissingExtraError
from askewtheory.optim import archive
from askewtheory.optim.compared import difference
from askewtheory.optim.inspection import inspect
from tests.optim.models import INPUTS, groups, net

LEVELS = {
    "binary": {"levels": [-1, 1], "scale": "mean"},
    "binary-plain": {"levels": [-1, 1]},
    "ternary-channels": {"levels": "ternary", "scale": "mean", "per_channel": True},
    "int2": {"levels": 2, "scale": "mean"},
    "int4-channels": {"levels": 4, "scale": "max", "per_channel": True},
    "int2-blocks": {"levels": 2, "scale": "mean", "block": 8},
    "int4-blocks": {"levels": 4, "scale": "max", "block": 16},
    "quarters-blocks": {"levels": [-1, -1 / 3, 1 / 3, 1], "scale": "max", "block": 32},
    "uneven-blocks": {"levels": [-1, -0.3, 0, 0.5, 1], "scale": "max", "block": 16},
    "int8": {"levels": 8, "scale": "max"},
    "quarters": {"levels": [-1, -1 / 3, 1 / 3, 1], "scale": "sawb"},
    "positive": {"levels": [0, 1, 2, 3], "scale": 0.1},
    "tenths": {"levels": [-0.1, 0.0, 0.1]},
    "uneven": {"levels": [-1, -0.3, 0, 0.5, 1], "scale": "max"},
}
BITS = {"int4-channels": 4, "int4-blocks": 4, "int8": 8, "uneven": 4, "uneven-blocks": 4}
"""Of the graph's integers, where they are not 2."""
KINDS = ("onnx", "torchao", "torch.export")
FILES = {"onnx": "x.onnx", "torchao": "x.pt", "torch.export": "x.pt2"}
MODULES = {"onnx": "onnxruntime", "torchao": "torchao", "torch.export": "torch"}


class Small(nn.Module):
    """Convolution, normalization, linear layers with and without bias, on vectors and sequences."""

    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.hidden = nn.Linear(64, 32, bias=False)
        self.last = nn.Linear(32, 3)

    def forward(self, x):
        """Return three outputs for each of four rows of an image's channels."""
        h = self.norm(self.convolution(x)).relu()
        return self.last(self.hidden(h.flatten(2)).relu())


IMAGES = torch.randn(5, 1, 8, 8, generator=torch.Generator().manual_seed(3))


def small(levels):
    """Return the small model with quantized matrices; the norm's weight has none."""
    torch.manual_seed(0)
    model = Small()
    matrices = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    plain = {"params": others, "levels": None}
    kernels: dict[str, Any] = {"params": [model.convolution.weight]}
    if "block" in LEVELS[levels]:
        kernels["block"] = 3  # of nine weights
    groups = [{"params": matrices}, kernels, plain]
    return model, optim.ASkewSGD(groups, epsilon=1e-6, **LEVELS[levels])


def ran(kind, path, x, make: type[nn.Module] = Small):
    """Run an exported model as its own tool does, on a tensor or on several."""
    inputs = x if isinstance(x, tuple) else (x,)
    if kind == "onnx":
        import onnxruntime

        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        given = zip(session.get_inputs(), inputs, strict=True)
        return torch.from_numpy(session.run(None, {g.name: t.numpy() for g, t in given})[0])
    with torch.no_grad():
        if kind == "torch.export":
            return torch.export.load(path).module()(*inputs)
        fresh = make().eval()
        fresh.load_state_dict(torch.load(path, weights_only=True), assign=True)
        return fresh(*inputs)


QUICK = ("binary", "ternary-channels", "int4-channels", "int4-blocks", "uneven")


@pytest.mark.parametrize(
    "levels",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in LEVELS],
)
@pytest.mark.parametrize("kind", KINDS)
def test_exported_models_are_the_quantized_one(kind, levels, tmp_path):
    """Other inputs, batches and levels: the exported model gives the quantized model's outputs."""
    pytest.importorskip(MODULES[kind])
    model, optimizer = small(levels)
    path = tmp_path / FILES[kind]
    given: dict[str, Any] = {} if kind == "torchao" else {"example": IMAGES}
    if kind == "torchao" and levels.startswith("uneven"):
        with pytest.raises(InputError, match=r"must be equally spaced .* in 'convolution.weight'"):
            optim.export(model, optimizer, path, kind, **given)
        return
    table = optim.export(model, optimizer, path, kind, **given)
    copied = optim.quantized_copy(model, optimizer).eval()
    for count in (1, 5, 9):
        x = torch.randn(count, 1, 8, 8)
        with torch.no_grad():
            expected = copied(x)
        torch.testing.assert_close(ran(kind, path, x), expected, atol=1e-5, rtol=1e-5)
    assert table.file == path.stat().st_size
    assert kind == "torchao" or table.difference is not None
    hidden = next(entry for entry in table.entries if entry.name == "hidden.weight")
    assert hidden.after < hidden.before / 2
    if kind == "onnx":
        check_integers(path, BITS.get(levels, 2))


def check_integers(path, bits):
    """A graph's weights are integers of so many bits, and no float copy is left in the file."""
    import onnx

    onnx.checker.check_model(path, full_check=True)
    graph = onnx.load(path).graph
    kinds = {constant.name: constant.data_type for constant in graph.initializer}
    names = {onnx.TensorProto.DataType.Name(kinds[f"{name}.weight.codes"]).lower().lstrip("u")
             for name in ("convolution", "hidden", "last")}  # fmt: skip
    assert names == {f"int{bits}"}
    floats = [c for c in graph.initializer if c.data_type == onnx.TensorProto.FLOAT]
    assert all(len(constant.raw_data) <= 4 * 256 for constant in floats)
    assert not any(node.metadata_props or node.doc_string for node in graph.node)


@pytest.mark.parametrize(
    ("levels", "blocks"),
    [("binary", [64, 32]), ("int4-channels", [64, 32]), ("quarters", [64, 32]), ("uneven", []),
     ("int4-blocks", [16, 16]), ("quarters-blocks", [32, 32]), ("int2-blocks", [])],
)  # fmt: skip
def test_linear_layers_as_matmulnbits(levels, blocks, tmp_path):
    """Layers in which a multiple of 16 inputs has one scale become MatMulNBits, in such blocks.

    The outputs stay the same.
    """
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    model, optimizer = small(levels)
    path = tmp_path / "x.onnx"
    optim.export(model, optimizer, path, "onnx", example=IMAGES, matmul_nbits=True)
    made = [node for node in onnx.load(path).graph.node if node.op_type == "MatMulNBits"]
    assert [a.i for node in made for a in node.attribute if a.name == "block_size"] == blocks
    x = torch.randn(7, 1, 8, 8)
    expected = optim.quantized_copy(model, optimizer).eval()(x)
    torch.testing.assert_close(ran("onnx", path, x), expected, atol=1e-5, rtol=1e-5)


def test_a_changed_graph_is_not_taken_for_the_exported_one(tmp_path):
    """Each flipped bit and each cut is refused, or leaves a file that has no digest: it says so."""
    pytest.importorskip("onnxruntime")
    model, optimizer = small("int4-channels")
    path = tmp_path / "x.onnx"
    optim.export(model, optimizer, path, "onnx", example=IMAGES)
    content = path.read_bytes()
    assert inspect(path).checked
    draw, unchecked = random.Random(0), 0
    places = [8 * draw.randrange(len(content)) + draw.randrange(8) for _ in range(300)]
    for place in places:
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(changed)
        with contextlib.suppress(InputError):
            assert not inspect(path).checked
            unchecked += 1
    assert unchecked < len(places) / 20  # those in the key, and around it
    for end in (0, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:end])
        with pytest.raises(InputError, match="path must be"):
            inspect(path)


@pytest.mark.parametrize("kind", ["torchao", "torch.export"])
def test_a_changed_archive_is_refused(kind, tmp_path):
    """Each flipped bit, cut and added byte is one error, though PyTorch would load most of them.

    The digest is no hindrance to PyTorch: it loads the archive as before.
    """
    pytest.importorskip(MODULES[kind])
    model, optimizer = small("int4-channels")
    path = tmp_path / FILES[kind]
    optim.export(model, optimizer, path, kind, example=IMAGES if kind == "torch.export" else None)
    content, found = path.read_bytes(), inspect(path)
    assert (found.checked, found.format) == (True, kind)
    assert len(found.tensors) > 10
    draw = random.Random(0)
    places = [8 * draw.randrange(len(content)) + draw.randrange(8) for _ in range(300)]
    places += range(8 * (len(content) - 150), 8 * len(content))  # the digest, and around it
    damaged = [content[:end] for end in (0, 1, len(content) // 2, len(content) - 1)]
    for place in places:
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        damaged.append(bytes(changed))
    for blob in [*damaged, content + b" ", content + content]:
        path.write_bytes(blob)
        with pytest.raises(InputError, match="path must be an undamaged"):
            inspect(path)


def test_a_forged_archive_is_a_sentence(tmp_path):
    """One with a digest that fits, whose table of contents says anything."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("archive/data/0", b"x" * 100)
    plain, draw = stream.getvalue(), random.Random(1)
    path = tmp_path / "x.pt"
    archive.write(path, plain, "torchao")
    assert [one.size for one in inspect(path).tensors] == [100]
    for _ in range(300):
        changed = bytearray(plain)
        for _ in range(draw.randrange(1, 4)):
            changed[draw.randrange(4, len(plain) - 2)] = draw.randrange(256)
        archive.write(path, bytes(changed), "torchao")
        with contextlib.suppress(InputError):
            assert sum(one.size for one in inspect(path).tensors) <= len(plain)


def test_blocks_are_the_formats_own(tmp_path):
    """ONNX's blocks are those of DequantizeLinear, torchao's those of a group, with their scales.

    Blocks of a convolution that fill no dimensions are no torchao blocks: one sentence.
    """
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    pytest.importorskip("torchao")
    model, optimizer = small("int4-blocks")
    optim.export(model, optimizer, tmp_path / "x.onnx", "onnx", example=IMAGES)
    graph = onnx.load(tmp_path / "x.onnx").graph
    sizes = [a.i for node in graph.node for a in node.attribute if a.name == "block_size"]
    assert sorted(sizes) == [3, 16, 16]
    shapes = {constant.name: tuple(constant.dims) for constant in graph.initializer}
    assert shapes["hidden.weight.scale"] == (32, 4)
    assert shapes["convolution.weight.scale"] == (4, 3)
    optim.export(model, optimizer, tmp_path / "x.pt", "torchao")
    state = torch.load(tmp_path / "x.pt", weights_only=True)
    found = {name: (v.block_size, tuple(v.scale.shape)) for name, v in state.items()
             if hasattr(v, "block_size")}  # fmt: skip
    assert found["hidden.weight"] == ((1, 16), (32, 4))
    assert found["convolution.weight"] == ((1, 1, 1, 3), (4, 1, 3, 1))
    layer = nn.Conv2d(4, 2, 3, bias=False)
    optimizer = optim.ASkewSGD(layer.parameters(), levels=4, scale="max", block=6, epsilon=1e-6)
    with pytest.raises(InputError, match=r"fill whole dimensions .* got 6 for .*\(2, 4, 3, 3\)"):
        optim.export(layer, optimizer, tmp_path / "y.pt", "torchao")


@pytest.mark.parametrize("kind", ["onnx", "torch.export"])
def test_tied_weights_and_wrappers(kind, tmp_path):
    """A weight that two layers share is stored once; a data-parallel wrapper changes nothing."""
    pytest.importorskip(MODULES[kind])

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(6, 6, bias=False), nn.Linear(6, 6, bias=False)
            self.second.weight = self.first.weight

        def forward(self, x):
            return self.second(self.first(x).relu())

    model = Tied()
    optimizer = optim.ASkewSGD(model.parameters(), epsilon=1e-6, scale="mean")
    path = tmp_path / FILES[kind]
    table = optim.export(nn.DataParallel(model), optimizer, path, kind, example=INPUTS[:1])
    assert [entry.name for entry in table.entries] == ["first.weight"]
    expected = optim.quantized_copy(model, optimizer)(INPUTS).detach()
    torch.testing.assert_close(ran(kind, path, INPUTS), expected)


class Text(nn.Module):
    """A small transformer: tied embedding, attention, and a layer that is never used."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 16)
        self.encoder = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
        self.last = nn.Linear(16, 10, bias=False)
        self.last.weight = self.embedding.weight
        self.unused = nn.Linear(16, 16)

    def forward(self, words):
        """Return an output for each word."""
        return self.last(self.encoder(self.embedding(words)))


@pytest.mark.parametrize("shared", [{"per_channel": True}, {"block": 8}], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_layers_of_other_kinds(kind, shared, tmp_path):
    """Attention, a tied embedding and an unused layer: where integers cannot go, values do."""
    pytest.importorskip(MODULES[kind])
    torch.manual_seed(0)
    model = Text()
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = optim.ASkewSGD([{"params": weights}, {"params": others, "levels": None}],
                               scale="mean", epsilon=1e-6, **shared)  # fmt: skip
    words = torch.randint(10, (3, 5))
    given: dict[str, Any] = {} if kind == "torchao" else {"example": words}
    table = optim.export(model, optimizer, path := tmp_path / FILES[kind], kind, **given)
    expected = optim.quantized_copy(model, optimizer).eval()(words).detach()
    found = ran(kind, path, words, Text)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    sizes = {entry.name: entry.after / entry.before for entry in table.entries}
    most = 0.5 if "block" in shared else 0.4  # a scale takes as much as four of torchao's integers
    assert sizes["embedding.weight"] < most
    assert sizes["encoder.linear1.weight"] < most
    assert kind != "onnx" or sizes["unused.weight"] == 0


@pytest.mark.parametrize("per_channel", [False, True])
def test_what_one_call_chooses_is_torchao_s_too(per_channel, tmp_path):
    """Also the first and last layers, whose 256 levels lie between the integers."""
    pytest.importorskip("torchao")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 16), nn.Linear(16, 4))
    optimizer = optim.optimizer_for(model, 2, steps=10, per_channel=per_channel).optimizer
    optim.export(model, optimizer, tmp_path / "x.pt", "torchao")
    state = torch.load(tmp_path / "x.pt", weights_only=True)
    for name, wanted in optim.quantized_copy(model, optimizer).state_dict().items():
        if name.endswith("weight"):
            wide = "torch.int2" if name == "2.weight" else "torch.int8"
            assert str(state[name].target_dtype) == wide
            torch.testing.assert_close(state[name].dequantize(), wanted, rtol=1e-6, atol=0)


def test_bfloat16_weights_stay_what_they_are(tmp_path):
    """Both kinds of file have a bfloat16 model's quantized weights."""
    pytest.importorskip("torchao")
    model = net(torch.bfloat16)
    optimizer = optim.ASkewSGD(groups(model), epsilon=1e-6, **LEVELS["int4-channels"])
    optim.export(model, optimizer, tmp_path / "x.pt", "torchao")
    state = torch.load(tmp_path / "x.pt", weights_only=True)
    expected = optim.quantized_copy(model, optimizer).state_dict()
    gap = (state["0.weight"].dequantize() - expected["0.weight"]).abs()
    assert float((gap / expected["0.weight"].abs().clamp(min=1e-3)).max()) <= 2**-7
    x = INPUTS.bfloat16()
    found = optim.export(model, optimizer, tmp_path / "x.pt2", "torch.export", example=x)
    assert found.difference == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tflite",), "format must be one of safetensors, onnx, torchao, torch.export, got 'tfl"),
        (("onnx",), "example must be inputs of the model for format 'onnx', got None"),
        (("torch.export",), "example must be inputs"),
    ],
)
def test_wrong_arguments(arguments, words, tmp_path):
    """Unknown formats and missing examples are one sentence, and nothing is written."""
    model, optimizer = small("binary")
    with pytest.raises(InputError, match=words):
        optim.export(model, optimizer, tmp_path / "x", *arguments)
    with pytest.raises(InputError, match=r"left out for format 'safetensors', got a Tensor$"):
        optim.export(model, optimizer, tmp_path / "x", example=IMAGES)
    with pytest.raises(InputError, match="matmul_nbits must be left out"):
        optim.export(model, optimizer, tmp_path / "x", "torchao", matmul_nbits=True)
    with pytest.raises(InputError, match=r"path must end in \.pt2"):
        optim.export(model, optimizer, tmp_path / "x.pt", "torch.export", example=IMAGES)
    wrong = (IMAGES[:0], "at least one row"), (torch.zeros(2, 3), "takes the example")
    for example, said in wrong:
        with pytest.raises(InputError, match=said):
            optim.export(model, optimizer, tmp_path / "x.pt2", "torch.export", example=example)
    assert not list(tmp_path.iterdir())


class Mixing(nn.Module):
    """A model of two inputs, for batches of any size or for one of them."""

    def __init__(self, rows=-1):
        super().__init__()
        self.linear, self.rows = nn.Linear(4, 4), rows

    def forward(self, x, y):
        """Return products."""
        return (self.linear(x) * y).reshape(self.rows, 2, 2)


@pytest.mark.parametrize("kind", ["onnx", "torch.export"])
def test_inputs_are_told_apart(kind, tmp_path):
    """One tensor given for two inputs does not make them one in what is exported."""
    torch.manual_seed(0)
    model = Mixing().eval()
    optimizer = optim.ASkewSGD([{"params": [model.linear.weight]}], lr=0.1)
    x, y = torch.randn(2, 3, 4)
    optim.export(model, optimizer, tmp_path / "x.pt2", kind, example=(x, x))
    want = optim.quantized_copy(model, optimizer)(x, y)
    found = ran(kind, tmp_path / "x.pt2", (x, y))
    torch.testing.assert_close(found, want)


def test_a_fixed_number_of_rows_is_said(tmp_path):
    """A model that fixes the first dimension is exported as that, with a warning."""
    model = Mixing(3).eval()
    optimizer = optim.ASkewSGD([{"params": [model.linear.weight]}], lr=0.1)
    with pytest.warns(UserWarning, match="only with 3 as first dimension"):
        optim.export(
            model, optimizer, tmp_path / "x.pt2", "torch.export", example=(torch.randn(3, 4),) * 2
        )


@pytest.mark.parametrize(("kind", "module"), [("onnx", "onnxscript"), ("torchao", "torchao")])
def test_missing_packages_are_named(kind, module, tmp_path, monkeypatch):
    """Without a format's package the error names the extra to install."""
    monkeypatch.setitem(sys.modules, module, None)
    model, optimizer = small("binary")
    given: dict[str, Any] = {"example": IMAGES} if kind == "onnx" else {}
    with pytest.raises(MissingExtraError, match=rf"pip install .*\"{kind}>="):
        optim.export(model, optimizer, tmp_path / "x", kind, **given)


def test_other_outputs_are_refused():
    """Outputs of another shape, or that differ in more than a few places, are an error."""
    zeros = torch.zeros(100)
    few, many = zeros.clone(), zeros + torch.linspace(0, 1, 100)
    few[:3] = 0.5
    assert difference([few + 1], [zeros + 1]) == 0.5  # a few roundings may go the other way
    with pytest.raises(InputError, match="differences up to 1 on the example"):
        difference([many + 1], [zeros + 1])
    with pytest.raises(InputError, match=r"got shape \(100,\) for \(50,\)"):
        difference([zeros], [zeros[:50]])
    with pytest.raises(InputError, match="differences"):
        difference([zeros * float("nan")], [zeros])


class Undecided(nn.Module):
    """A model whose path depends on its data."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(6, 6, bias=False)

    def forward(self, x):
        """Take one path or the other."""
        return self.linear(x) if float(x.sum()) > 0 else x


@pytest.mark.parametrize(("kind", "words"), [("onnx", "to ONNX"), ("torch.export", "can trace")])
def test_models_that_cannot_be_exported_are_one_sentence(kind, words, tmp_path):
    """What PyTorch cannot trace is refused in a sentence; its own error is the cause."""
    pytest.importorskip(MODULES[kind])
    model = Undecided()
    optimizer = optim.ASkewSGD(model.parameters(), scale="mean", epsilon=1e-6)
    with pytest.raises(InputError, match=f"one that .*{words}, it says: ") as caught:
        optim.export(model, optimizer, tmp_path / FILES[kind], kind, example=INPUTS)
    assert caught.value.__cause__ is not None
    assert "\n" not in str(caught.value)


def test_a_wrapped_optimizer_is_refused(tmp_path):
    """A wrapper that a trainer puts around the optimizer does not have levels."""
    model, optimizer = small("binary")
    wrapper: Any = type("Prepared", (), {"optimizer": optimizer})()
    with pytest.raises(InputError, match="itself, not a wrapper around it, got Prepared"):
        optim.export(model, wrapper, tmp_path / "x")

"""Checkpoints: what is stored, under which names, and that no damage of a file goes unseen."""

import copy
import hashlib
import json
import random
from typing import cast

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from askewtheory.optim.inspection import inspect
from askewtheory.optim.packing import as_integers, bits_for, pack, unpack
from tests.optim.models import INPUTS, groups, net, train


def exported(path, model=None, **settings):
    """Export a small model; return it with its optimizer."""
    model = net() if model is None else model
    settings = {"lr": 0.1, "levels": "ternary", "scale": "mean", "epsilon": 1e-3} | settings
    optimizer = optim.ASkewSGD(groups(model), **settings)
    optim.export(model, optimizer, path)
    return model, optimizer


@given(st.integers(1, 16), st.integers(0, 50), st.integers(0, 99))
def test_packing_is_exact_and_tight(bits, count, seed):
    """Packed codes come back, and take ceil(count * bits / 8) bytes."""
    codes = np.random.default_rng(seed).integers(0, 2**bits, count)
    packed = pack(codes, bits)
    assert packed.size == -(-count * bits // 8)
    np.testing.assert_array_equal(unpack(packed, bits, count), codes)
    assert [bits_for(n) for n in (2, 3, 4, 5, 16)] == [1, 2, 2, 3, 4]


def test_packed_bytes_that_do_not_fit_are_refused():
    """Too few bytes, too many, and bits after the last code are errors."""
    with pytest.raises(InputError, match="must have 2 bytes, got 1"):
        unpack(np.zeros(1, np.uint8), 3, 5)
    with pytest.raises(InputError, match="must have 2 bytes, got 3"):
        unpack(np.zeros(3, np.uint8), 3, 5)
    with pytest.raises(InputError, match="must end in zeros"):
        unpack(np.array([0, 128], np.uint8), 3, 5)


@given(st.integers(1, 7), st.floats(1e-3, 1e3), st.integers(-64, 64))
def test_levels_as_integers(bits, step, low):
    """Levels that are consecutive integers times a step are found as such, up to halves."""
    levels = tuple(step * (low + k) for k in range(2**bits))
    found = as_integers(levels)
    assert found is not None
    integers, unit = found
    np.testing.assert_allclose([unit * n for n in integers], levels, rtol=0, atol=1e-9 * step)


def test_levels_that_are_no_integers():
    """Uneven levels, and a range of more than eight bits, have no integers; -1 and 1 have."""
    assert as_integers((-1.0, -0.3, 1.0)) is None
    assert as_integers((0.0, 1.0, 1000.0)) is None
    assert as_integers((-1.0, 1.0)) == ((-1, 1), 1.0)
    assert as_integers((-1.0, -1 / 3, 1 / 3, 1.0)) == ((-3, -1, 1, 3), pytest.approx(1 / 3))


class Tied(nn.Module):
    """Two layers with one weight, and a buffer."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4, bias=False)
        self.second = nn.Linear(4, 4, bias=False)
        self.second.weight = self.first.weight
        self.register_buffer("steps", torch.tensor(3))


def test_checkpoints(tmp_path):
    """The size table counts real bits; tied weights, wrappers' prefixes and types survive."""
    model = Tied().bfloat16()
    optimizer = optim.BinaryConnect(torch.optim.SGD(model.parameters(), lr=0.1), levels=3)
    table = optim.export(nn.DataParallel(model), optimizer, tmp_path / "x")
    assert {entry.name: entry.after for entry in table.entries} == {"first.weight": 6, "steps": 8}
    assert (table.before, table.after) == (32 + 8, 6 + 8)
    assert "first.weight  4×4       3            32            6" in str(table)
    assert table.to_dict()["after"] == 14
    assert table.file == (tmp_path / "x").stat().st_size
    loaded = optim.load_quantized(tmp_path / "x")
    assert loaded["first.weight"].dtype == torch.bfloat16
    assert torch.equal(loaded["second.weight"], model.first.weight)
    Tied().load_state_dict(loaded)


def test_integers(tmp_path):
    """``as_integers`` gives codes, levels and scale, whose product is the weight."""
    exported(tmp_path / "x", scale="mean", per_channel=True)
    whole = optim.load_quantized(tmp_path / "x")
    parts = optim.load_quantized(tmp_path / "x", as_integers=True)
    found = parts["0.weight"]
    assert isinstance(found, optim.QuantizedTensor)
    assert (found.levels, found.bits, found.shape) == ((-1.0, 0.0, 1.0), 2, (8, 6))
    assert found.scale is not None
    assert torch.equal(torch.tensor(found.levels)[found.codes] * found.scale, whole["0.weight"])
    assert torch.equal(parts["0.bias"], whole["0.bias"])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_scales_of_blocks_in_a_file(dtype, tmp_path):
    """A file has a scale for each block, counts their bytes, and gives the same weights."""
    model = nn.Sequential(nn.Conv2d(4, 2, 3, bias=False), nn.Linear(12, 3, bias=False)).to(dtype)
    optimizer = optim.ASkewSGD(model.parameters(), levels=2, scale="max", block=6, epsilon=1e-3)
    table = optim.export(model, optimizer, path := tmp_path / "x")
    sizes = {entry.name: entry.after for entry in table.entries}
    assert sizes == {"0.weight": 2 * 36 // 4 + 4 * 12, "1.weight": 3 * 12 // 4 + 4 * 6}
    loaded = optim.load_quantized(path)
    copied = optim.quantized_copy(model, optimizer).state_dict()
    assert loaded.keys() == copied.keys()
    assert all(torch.equal(loaded[name], value) for name, value in copied.items())
    found = optim.load_quantized(path, as_integers=True)["0.weight"]
    assert (found.scale.shape, found.block) == ((2, 6, 1, 1), 6)
    parts = torch.tensor(found.levels)[found.codes].reshape(2, 6, 6) * found.scale.reshape(2, 6, 1)
    assert torch.equal(parts.reshape(2, 4, 3, 3).to(dtype), loaded["0.weight"])
    assert [stored.scales for stored in inspect(path).tensors] == [12, 6]
    forged(path, lambda content, tensors: content["quantized"]["0.weight"].update(shape=[2, 36]))
    with pytest.raises(InputError, match="must be an undamaged checkpoint"):
        optim.load_quantized(path)


class Wrapped(nn.Module):
    """A model whose own attributes have the names that wrappers use."""

    def __init__(self):
        super().__init__()
        self.module = nn.Linear(6, 3)
        self.bias = nn.Parameter(torch.ones(3))
        self._orig = nn.Linear(3, 3)

    def forward(self, x):
        """Return something of every parameter."""
        return self._orig(self.module(x)) + self.bias


WRAPPERS = {
    "none": lambda model: model,
    "data-parallel": nn.DataParallel,
    "compiled": lambda model: torch.compile(model, backend="eager"),
    "compiled inside": lambda model: compiled_inside(model),
    "both": lambda model: nn.DataParallel(cast(nn.Module, torch.compile(model, backend="eager"))),
}


def compiled_inside(model):
    """Compile one submodule, as is usual for large models."""
    model.module = torch.compile(model.module, backend="eager")
    return model


@pytest.mark.parametrize("name", WRAPPERS)
def test_only_wrappers_prefixes_go(name, tmp_path):
    """A wrapper's prefix is dropped, a model's own attribute ``module`` is not."""
    model, fresh = Wrapped(), Wrapped()
    expected = set(model.state_dict())
    optimizer = optim.ASkewSGD(groups(model), levels="ternary", scale="mean", epsilon=1e-3)
    optim.export(WRAPPERS[name](model), optimizer, tmp_path / "x")
    loaded = optim.load_quantized(tmp_path / "x")
    assert loaded.keys() == expected
    fresh.load_state_dict(loaded)
    assert torch.equal(fresh(INPUTS), optim.quantized_copy(model, optimizer)(INPUTS))


def test_an_averaged_model_says_what_to_do(tmp_path):
    """An averaged copy does not have the optimizer's parameters; the sentence names the remedy."""
    model = net()
    optimizer = optim.ASkewSGD(groups(model), levels="ternary", scale="mean", epsilon=1e-3)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    with pytest.raises(InputError, match="copy the averaged weights into the trained model"):
        optim.export(averaged, optimizer, tmp_path / "x")


def test_a_trained_averaging_wrapper_is_unwrapped(tmp_path):
    """An optimizer of the averaged copy itself exports it under the model's own names."""
    averaged = torch.optim.swa_utils.AveragedModel(net())
    exported(tmp_path / "x", averaged)
    net().load_state_dict(optim.load_quantized(tmp_path / "x"))


class WithState(nn.Module):
    """A model with an extra state, and buffers of a given kind."""

    def __init__(self, extra=None, **buffers):
        super().__init__()
        self.linear = nn.Linear(6, 3)
        self.extra = extra
        for name, value in buffers.items():
            self.register_buffer(name, value)

    def get_extra_state(self):
        """Return what a user keeps beside the tensors."""
        return self.extra

    def set_extra_state(self, state):
        """Take it back."""
        self.extra = state


EXTRA = [{"a": [1, 2.5, None], "b": {"c": "x"}}, [True, "y"], "text", 3, torch.arange(3), None]


@pytest.mark.parametrize("extra", EXTRA, ids=map(str, range(len(EXTRA))))
def test_extra_state_comes_back(extra, tmp_path):
    """Extra states that JSON or a tensor can hold are loaded as they were, types included."""
    exported(tmp_path / "x", WithState(extra))
    fresh = WithState()
    fresh.load_state_dict(optim.load_quantized(tmp_path / "x"))
    assert type(fresh.extra) is type(extra)
    assert repr(fresh.extra) == repr(extra)


@pytest.mark.parametrize("extra", [(1, 2), {1: 2}, {"a": float("nan")}, object(), {1, 2}, "\ud800"])
def test_extra_state_that_would_change_is_refused(extra, tmp_path):
    """What would come back as something else is refused in a sentence with its name."""
    with pytest.raises(InputError, match=r"extra state must be .* in '_extra_state'"):
        exported(tmp_path / "x", WithState(extra))
    assert not (tmp_path / "x").exists()


def test_overlapping_buffers_are_exported(tmp_path):
    """Views, slices and expanded tensors of one memory each come back with their own values."""
    memory = torch.arange(12.0)
    buffers = {
        "a": memory[:8],
        "b": memory[4:],
        "c": memory.view(3, 4).T,
        "d": memory[:1].expand(5),
    }
    buffers["e"] = torch.complex(memory, memory).conj()
    exported(tmp_path / "x", WithState("", **buffers))
    loaded = optim.load_quantized(tmp_path / "x")
    assert all(torch.equal(loaded[name], value) for name, value in buffers.items())


class Own(torch.Tensor):
    """A tensor that says itself what operations give, as masked ones do."""

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        """Pass on."""
        return NotImplemented


@pytest.mark.parametrize(
    ("buffer", "words"),
    [
        (torch.eye(3).to_sparse(), "must be dense .* a sparse_coo one in 'b'"),
        (torch.empty(3, device="meta"), "must be dense .* a meta one in 'b'"),
        (Own(torch.ones(2)), "must be dense .* a Own one in 'b'"),
        (torch.zeros(2, dtype=torch.complex128), "a type of safetensors, got complex128 in 'b'"),
    ],
)
def test_buffers_that_no_file_can_hold_are_refused(buffer, words, tmp_path):
    """Sparse, meta and exotic buffers are one sentence with the buffer's name."""
    with pytest.raises(InputError, match=words):
        exported(tmp_path / "x", WithState("", b=buffer))


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_nested_buffers_are_refused(tmp_path):
    """They look dense, and have no shape."""
    nested = torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
    with pytest.raises(InputError, match=r"must be dense .* a nested one in 'b'"):
        exported(tmp_path / "x", WithState("", b=nested))


@pytest.mark.parametrize("name", ["__metadata__", "half\udc80"])
def test_names_that_no_file_can_have_are_refused(name, tmp_path):
    """What could not be read back is not written."""
    with pytest.raises(InputError, match="names must be ones that a file can have"):
        exported(tmp_path / "x", WithState("", **{name: torch.ones(2)}))
    assert not (tmp_path / "x").exists()


def test_weights_without_values_are_refused(tmp_path):
    """A model on the meta device is one sentence, not PyTorch's own error."""
    with pytest.raises(InputError, match=r"must be dense .* a meta one in 'linear\.weight'"):
        exported(tmp_path / "x", WithState("").to("meta"))


def test_views_of_quantized_weights_are_theirs(tmp_path):
    """A buffer that looks at a weight's memory holds in the file what it shows in the model."""
    model = WithState("")
    model.register_buffer("first", model.linear.weight.detach()[0])
    optimizer = exported(tmp_path / "x", model)[1]
    loaded = optim.load_quantized(tmp_path / "x")
    with optim.quantized(model, optimizer):
        assert torch.equal(loaded["first"], model.get_buffer("first"))
    assert torch.equal(loaded["first"], loaded["linear.weight"][0])


def test_infinite_weights_that_are_trained_are_refused(tmp_path):
    """Also without levels; a parameter that no optimizer has may be a mask of infinities."""
    model = WithState("")
    model.mask = nn.Parameter(torch.tensor([0.0, -float("inf")]), requires_grad=False)
    optimizer = optim.ASkewSGD([{"params": [model.linear.weight]}], lr=0.1)
    optim.export(model, optimizer, tmp_path / "x")
    optimizer.add_param_group({"params": [model.mask], "levels": None})
    with pytest.raises(InputError, match="1 of 2 that are NaN or infinite in 'mask'"):
        optim.export(model, optimizer, tmp_path / "x")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("make", [optim.BinaryConnect, optim.ProjectedGradient])
def test_weights_that_are_no_numbers_are_refused(number, make, tmp_path):
    """A latent that is NaN or infinite is not exported as a level, whatever the method."""
    model = net()
    optimizer = make(torch.optim.SGD(groups(model), lr=0.1))
    weight = model.get_parameter("2.weight")
    optimizer.latent(weight)[0, 1] = number
    with pytest.raises(InputError, match=r"got 1 of 24 .* in '2\.weight'.*diverged"):
        optim.export(model, optimizer, tmp_path / "x")
    with torch.no_grad():
        model.get_parameter("0.bias")[0] = float("nan")
    with pytest.raises(InputError, match="NaN"):
        exported(tmp_path / "x", model)
    assert not (tmp_path / "x").exists()


def test_a_quantized_copy_lasts():
    """What refers to the parameters shows the latents after ``quantized``; a copy does not."""
    model = net()
    optimizer = optim.ASkewSGD(groups(model), levels="ternary", scale="mean", epsilon=1e-3)
    with optim.quantized(model, optimizer):
        inside, outputs = model.state_dict(), model(INPUTS)
    copied = optim.quantized_copy(model, optimizer)
    assert torch.equal(inside["0.weight"], model.get_parameter("0.weight"))  # as documented
    assert torch.equal(copied(INPUTS), outputs)
    assert torch.equal(torch.export.export(copied, (INPUTS,)).module()(INPUTS), outputs)
    before = copy.deepcopy(copied.state_dict())
    train(model, optimizer, 2)
    assert all(torch.equal(before[key], value) for key, value in copied.state_dict().items())


def test_wrong_files_are_refused(tmp_path):
    """No file, a folder, a file that is none, another safetensors file: one sentence each."""
    from safetensors.torch import save_file

    path = tmp_path / "x"
    for wrong in (path, tmp_path):
        with pytest.raises(InputError, match="path must be a file that can be read"):
            optim.load_quantized(wrong)
    path.write_bytes(b"not a checkpoint")
    with pytest.raises(InputError, match="no header of safetensors"):
        optim.load_quantized(path)
    for metadata, found in ((None, "None"), ({"format": "askewtheory-quantized-1"}, "askew.*-1")):
        save_file({"w": torch.zeros(2)}, path, metadata)
        with pytest.raises(InputError, match=f"its format is {found}.*export the model again"):
            optim.load_quantized(path)


def test_no_damage_goes_unseen(tmp_path):
    """Every flipped bit, cut and added byte of a file is one InputError that names the file."""
    path = tmp_path / "x"
    exported(path)
    content = path.read_bytes()
    draw = random.Random(0)
    bits = draw.sample(range(8 * len(content)), 1500)
    damaged = [content[:size] for size in range(0, len(content), 97)] + [content + b" "]
    for bit in bits:
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        damaged.append(bytes(flipped))
    for blob in damaged:
        path.write_bytes(blob)
        with pytest.raises(InputError, match=r"must be an undamaged checkpoint.*/x'.*export the"):
            optim.load_quantized(path)


def forged(path, change):
    """Change a file's description and give it a digest that fits, as an attacker would."""
    from safetensors import safe_open
    from safetensors.torch import save

    with safe_open(path, framework="pt") as file:
        metadata = dict(file.metadata())
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    content = json.loads(metadata["content"])
    change(content, tensors)
    zeros = "0" * 64
    blank = save(tensors, metadata | {"sha256": zeros, "content": json.dumps(content)})
    digest = hashlib.sha256(blank).hexdigest()
    path.write_bytes(blank.replace(b'"sha256":"' + zeros.encode(), f'"sha256":"{digest}'.encode()))


def described(**change):
    """Return a change of what is said of one tensor."""
    return lambda content, tensors: content["quantized"]["0.weight"].update(change)


def without(*keys):
    """Return a change that takes a key of the description away."""

    def change(content, tensors):
        for key in keys[:-1]:
            content = content[key]
        del content[keys[-1]]

    return change


def replaced(name, value):
    """Return a change of a stored tensor; None takes it away."""

    def change(content, tensors):
        tensors.pop(name)
        if value is not None:
            tensors[name] = value

    return change


FORGERIES = [
    described(bits=0, shape=[10**12]),
    described(bits=0),
    described(bits=3),
    described(bits=17),
    described(bits="2"),
    described(bits=None),
    described(shape=[10**12]),
    described(shape=[10**30]),
    described(shape=[-8, 6]),
    described(shape=[8, 7]),
    described(shape="8,6"),
    described(shape=None),
    described(shape=[[8], [6]]),
    described(shape=[8.5, 6]),
    described(levels=[]),
    described(levels=[0.0]),
    described(levels=[1.0, 0.0, -1.0]),
    described(levels=[0.0, 0.0, 1.0]),
    described(levels=["a", "b", "c"]),
    described(levels=[-1.0, None, 1.0]),
    described(levels={"0": 1}),
    described(levels=[-1.0, 0.0, 1.0, 2.0, 3.0]),
    described(dtype="object"),
    described(dtype="Tensor"),
    described(dtype="int64"),
    described(working="bfloat16"),
    described(working="nn"),
    described(scale=None),
    described(scale=[8, 1]),
    described(scale=[6]),
    described(scale=[8, 2]),
    described(scale=[8, 4]),
    described(scale=[8, 0]),
    described(more=1),
    without("quantized"),
    without("aliases"),
    without("version"),
    without("quantized", "0.weight", "levels"),
    lambda content, tensors: content.update(quantized=[]),
    lambda content, tensors: content.update(aliases={"a": "nothing"}),
    lambda content, tensors: content.update(aliases={"0.bias": "2.bias"}),
    lambda content, tensors: content.update(aliases={"a": 1}),
    lambda content, tensors: content.update(extra={"0.bias": 1}),
    lambda content, tensors: content.update(extra=None),
    lambda content, tensors: content.update(unknown=1),
    replaced("0.weight.codes", None),
    replaced("0.weight.scale", None),
    replaced("0.weight.codes", torch.zeros(3, dtype=torch.uint8)),
    replaced("0.weight.codes", torch.full((12,), 255, dtype=torch.uint8)),
    replaced("0.weight.codes", torch.zeros(12)),
    replaced("0.weight.codes", torch.zeros(3, 4, dtype=torch.uint8)),
    replaced("0.weight.scale", torch.tensor(0.0)),
    replaced("0.weight.scale", torch.tensor(float("nan"))),
    replaced("0.weight.scale", torch.tensor(-1.0)),
    replaced("0.weight.scale", torch.tensor(1)),
    replaced("0.weight.scale", torch.ones(8, 1)),
    replaced("0.weight.scale", torch.ones(8, 2)),
]


@pytest.mark.parametrize("change", FORGERIES, ids=map(str, range(len(FORGERIES))))
def test_forged_descriptions_are_refused(change, tmp_path):
    """A description that does not fit the tensors is refused, also with a digest that fits."""
    path = tmp_path / "x"
    exported(path)
    forged(path, lambda content, tensors: None)
    optim.load_quantized(path)  # the forger's tool itself is sound
    forged(path, change)
    with pytest.raises(InputError, match="must be an undamaged checkpoint"):
        optim.load_quantized(path)


def test_loaded_weights_are_not_mapped_to_the_file(tmp_path):
    """Overwriting and cutting the file change nothing that is loaded."""
    path = tmp_path / "x"
    exported(path)
    loaded = optim.load_quantized(path)
    kept = copy.deepcopy(loaded)
    with open(path, "r+b") as file:
        file.write(b"\xff" * path.stat().st_size)
        file.truncate(10)
    assert all(torch.equal(kept[name], value) for name, value in loaded.items())
    for value in loaded.values():
        value.add_(1)  # and they are writable

"""Few-bit activations: their running clip, and networks of W2A4 and W4A4 end to end."""

import copy
from typing import Any, cast

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from askewtheory.optim.scales import sawb_clip


def seen(module, batches):
    """Show batches to a module in training."""
    module.train()
    for batch in batches:
        module(batch)
    return module.eval()


def batches(count, spread=0.1):
    """Draw positive batches of growing scale."""
    torch.manual_seed(0)
    return [torch.randn(64, 8).abs() * (1 + spread * k) for k in range(count)]


def test_evaluation_does_not_depend_on_the_batch():
    """In evaluation a sample gives the same alone, in its batch and in another order."""
    module = seen(optim.QuantizedActivation(4), batches(5))
    x = batches(1)[0]
    whole = module(x)
    assert torch.equal(torch.cat([module(row[None]) for row in x]), whole)
    order = torch.randperm(64)
    assert torch.equal(module(x[order]), whole[order])
    assert int(module.batches) == 5  # evaluation leaves no trace


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("first", [False, True])
def test_a_batch_that_overflowed_leaves_no_trace(value, first):
    """A gradient scaler skips such a step, so that training goes on; so does evaluation."""
    sound = batches(3)
    bad = sound[0].clone()
    bad[0, 0] = value
    shown = [bad, *sound] if first else [*sound, bad]
    module, other = (seen(optim.QuantizedActivation(4), each) for each in (shown, sound))
    assert torch.equal(module.clip, other.clip)
    assert torch.equal(module.batches, other.batches)


def test_a_state_without_batches_is_not_calibrated(monkeypatch):
    """Loading one forgets that there was a clip; a compiled module cannot warn, but does the same.

    On the meta device there is nothing to look at.
    """
    module = seen(optim.QuantizedActivation(4), batches(3))
    x = 9 * batches(1)[0]
    module(x)
    module.load_state_dict(optim.QuantizedActivation(4).state_dict())
    with pytest.warns(optim.UncalibratedWarning):
        found = module(x)
    assert torch.equal(found, seen(optim.QuantizedActivation(4), [x])(x))
    calibrated = seen(optim.QuantizedActivation(4), batches(3))
    want = copy.deepcopy(calibrated)(x)
    monkeypatch.setattr(torch.compiler, "is_compiling", lambda: True)
    assert torch.equal(seen(optim.QuantizedActivation(4), [])(x), found)
    assert torch.equal(calibrated(x), want)
    monkeypatch.undo()
    assert optim.QuantizedActivation(4).to("meta").eval()(x.to("meta")).shape == x.shape


def test_the_running_clip_is_a_mean():
    """The clip is the plain mean of the first batches', then follows with its momentum."""
    shown = batches(12, spread=1.0)
    clips = [sawb_clip(batch, 4) for batch in shown]
    for momentum, least in ((0.25, 0.25), (None, 0.0)):
        module = seen(optim.QuantizedActivation(4, momentum=momentum), shown)
        expected = torch.zeros(())
        for k, clip in enumerate(clips):
            expected = expected + max(1 / (k + 1), least) * (clip - expected)
        torch.testing.assert_close(module.clip, expected)
    module.reset_running_stats()
    assert (float(module.clip), int(module.batches)) == (1.0, 0)


def test_the_clip_is_part_of_the_state():
    """State dictionaries and copies carry the clip."""
    module = seen(optim.QuantizedActivation(4), batches(3))
    fresh = optim.QuantizedActivation(4).eval()
    fresh.load_state_dict(module.state_dict())
    x = batches(1)[0]
    assert torch.equal(fresh(x), module(x))
    assert torch.equal(copy.deepcopy(module)(x), module(x))


def test_evaluation_before_training_warns():
    """Without any batch of training there is no clip: a warning, and the batch's own."""
    module = optim.QuantizedActivation(4).eval()
    x = batches(1)[0]
    with pytest.warns(optim.UncalibratedWarning, match="train"):
        found = module(x)
    assert torch.equal(found, optim.QuantizedActivation(4)(x))


@pytest.mark.parametrize(
    "wrong", [{"bits": 1}, {"bits": 7}, {"bits": True}, {"momentum": 0.0}, {"gradient_bits": 1}]
)
def test_bad_settings(wrong):
    """Bits without coefficients and impossible momenta are refused at construction."""
    with pytest.raises(InputError, match="Invalid signed value: 'no', not True or False"):
        optim.QuantizedActivation(4, signed=cast("Any", "no"))
    with pytest.raises(InputError, match=f"Invalid {next(iter(wrong))} value"):
        optim.QuantizedActivation(**wrong)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64])
def test_types_and_gradients(dtype):
    """Outputs have the inputs' type, also in evaluation; the gradient passes inside the clip."""
    module = optim.QuantizedActivation(2)
    x = batches(1)[0].to(dtype).requires_grad_()
    for _ in range(2):
        found = module(x)
        (gradient,) = torch.autograd.grad(found.sum(), x)
        assert found.dtype == gradient.dtype == dtype
        assert set(gradient.unique().tolist()) == {0.0, 1.0}
        assert len(found.unique()) <= 4
        module.eval()


def test_large_activations_in_half_precision():
    """The clip is that of the values, though their squares overflow their type."""
    values = torch.linspace(-400, 400, 64).half()
    for signed in (False, True):
        module, single = (optim.QuantizedActivation(4, signed=signed) for _ in range(2))
        found, wanted = module(values), single(values.float())
        assert torch.equal(module.clip, single.clip)
        assert (found.float() - wanted).abs().max() <= single.clip * 2**-9
    with pytest.raises(InputError, match="must be of a floating-point type, got int64"):
        module(torch.arange(4))


def few_bit_net(bits):
    """Return a small network with few-bit activations, each place with a module of its own."""
    torch.manual_seed(0)
    layers: list[nn.Module] = []
    for inputs in (16, 64):
        layers += [nn.Linear(inputs, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU()]
        layers.append(optim.QuantizedActivation(bits))
    return nn.Sequential(*layers, nn.Linear(64, 3))


def trained(weight_bits):
    """Train W2A4 or W4A4 on three classes of points around centres."""
    model = few_bit_net(4)
    centres = torch.randn(3, 16, generator=torch.Generator().manual_seed(1))
    y = torch.arange(300) % 3
    x = centres[y] + 0.7 * torch.randn(300, 16)
    weights = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    levels = [2 * k / (2**weight_bits - 1) - 1 for k in range(2**weight_bits)]
    optimizer = optim.ASkewSGD(
        [{"params": weights}, {"params": others, "levels": None}], lr=0.05, momentum=0.9,
        levels=levels, scale="sawb", epsilon=(levels[1] - levels[0]) ** 2 / 4,
    )  # fmt: skip
    annealing = optim.EpsilonSchedule.exponential(optimizer, rate=0.8, start=5)
    for _ in range(30):
        for part in torch.randperm(300).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            optimizer.step()
        annealing.step()
    return model.eval(), optimizer, x, y


@pytest.mark.parametrize("weight_bits", [2, 4])
def test_few_bit_networks_end_to_end(weight_bits, tmp_path):
    """W2A4 and W4A4: trained, exported and reloaded, the outputs are the quantized model's."""
    model, optimizer, x, y = trained(weight_bits)
    copied = optim.quantized_copy(model, optimizer).eval()
    with torch.no_grad():
        outputs = copied(x)
    assert (outputs.argmax(1) == y).float().mean() > 0.95
    table = optim.export(model, optimizer, tmp_path / "x")
    matrix = next(entry for entry in table.entries if entry.name == "4.weight")
    assert (matrix.bits, matrix.after) == (weight_bits, 64 * 64 * weight_bits // 8 + 4)
    fresh = few_bit_net(4).eval()
    fresh.load_state_dict(optim.load_quantized(tmp_path / "x"))
    with torch.no_grad():
        assert torch.equal(fresh(x), outputs)
        hidden = fresh[:4](x)
    assert len(hidden.unique()) <= 16


@pytest.mark.parametrize("weight_bits", [2, 4])
def test_few_bit_networks_in_other_forms(weight_bits, tmp_path):
    """Graph, program and torchao's tensors of W2A4 and W4A4 compute the quantized outputs."""
    pytest.importorskip("onnxruntime")
    pytest.importorskip("torchao")
    model, optimizer, x, _y = trained(weight_bits)
    for name, kind in (("x.onnx", "onnx"), ("x.pt2", "torch.export")):
        table = optim.export(model, optimizer, tmp_path / name, kind, example=x)
        assert table.difference is not None
        assert table.difference < 0.02
        matrices = [entry for entry in table.entries if len(entry.shape) == 2]
        assert {entry.bits for entry in matrices} == {weight_bits}
    optim.export(model, optimizer, tmp_path / "x.pt", "torchao")
    fresh = few_bit_net(4).eval()
    fresh.load_state_dict(torch.load(tmp_path / "x.pt", weights_only=True), assign=True)
    with torch.no_grad():
        expected = optim.quantized_copy(model, optimizer).eval()(x)
        close = torch.isclose(fresh(x), expected, rtol=1e-4, atol=1e-4).float().mean()
    assert close > 0.95  # a last bit may move an activation to its neighbour

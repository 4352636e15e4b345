"""One scale for each block of a channel's weights: for every path, method and file one meaning."""

import copy
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from askewtheory import kernel, optim
from askewtheory.errors import InputError
from askewtheory.optim.guidance import usage
from askewtheory.optim.scales import is_scale_shape, scale_of, spread
from tests.optim.models import PATHS, adam, sgd
from tests.optim.test_paths import LAYOUTS
from tests.optim.test_update import FEW, GRIDS, stepped

STATISTIC: dict[str, Any] = {"levels": 3, "scale": "max"}
METHODS: dict[str, Any] = {
    "askewsgd": lambda p: optim.ASkewSGD(
        p, lr=0.05, momentum=0.9, epsilon=0.1, telemetry=1, **STATISTIC
    ),
    "anew": lambda p: optim.ASkewSGD(p, lr=0.05, epsilon=0.1, freeze_scale=False, **STATISTIC),
    "skewed": lambda p: optim.Skewed(adam(p), epsilon=0.1, telemetry=1, **STATISTIC),
    "binaryconnect": lambda p: optim.BinaryConnect(sgd(p), scale="mean"),
    "stochastic": lambda p: optim.BinaryConnect(sgd(p), stochastic=True, **STATISTIC),
    "ste": lambda p: optim.STE(adam(p), bits=1),
    "proxquant": lambda p: optim.ProxQuant(adam(p), strength_rate=1e-2, **STATISTIC),
    "proxconnect": lambda p: optim.ProxConnect(adam(p), strength_rate=0.02, **STATISTIC),
    "binaryrelax": lambda p: optim.BinaryRelax(adam(p), rounding_from=3, **STATISTIC),
    "projected": lambda p: optim.ProjectedGradient(sgd(p), **STATISTIC),
    "luq": lambda p: optim.LUQ(adam(p), bits=2),
    "full": lambda p: optim.FullPrecision(adam(p), **STATISTIC),
}
"""Every class, with a scale that is a statistic, from groups that may say how it is shared."""

SHAPES = ((4, 12), (2, 4, 3, 3), (1, 24))
KINDS = [torch.float32, torch.float64, torch.bfloat16]


def trained(name, weights, steps=4, **shared):
    """The optimizer after some steps along drawn gradients, and its parameters."""
    params = [nn.Parameter(w.clone()) for w in weights]
    optimizer = METHODS[name]([{"params": params, **shared}])
    torch.manual_seed(7)  # of what the method draws
    generator = torch.Generator().manual_seed(1)
    for _ in range(steps):
        for p in params:
            p.grad = torch.randn(p.shape, generator=generator, dtype=torch.float64).to(p.dtype)
        optimizer.step()
    return optimizer, params


def everything(optimizer, params):
    """Weights, latents, quantized weights and scales, flat: what two optimizers are compared by."""
    group = optimizer.param_groups[0]
    whole = optimizer.quantized()
    parts = [[p, optimizer.latent(p), whole[p], optimizer.scale(p, group)] for p in params]
    return torch.cat([t.detach().double().flatten() for part in parts for t in part])


def drawn(shapes=SHAPES, dtype=torch.float32):
    """Weights whose blocks differ in size."""
    generator = torch.Generator().manual_seed(0)
    sizes = [torch.rand(shape, generator=generator) for shape in shapes]
    return [(torch.randn(s.shape, generator=generator) * s).to(dtype) for s in sizes]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("dtype", KINDS, ids=str)
def test_a_block_is_a_channel_of_its_own(name, dtype):
    """Every method treats a block as it treats a channel of a weight that has the blocks as rows.

    Weights, latents, quantized weights, scales, telemetry and report are the same, bit for bit.
    """
    weights = drawn(dtype=dtype)
    blocked = trained(name, weights, block=6)
    rows = trained(name, [w.reshape(-1, 6) for w in weights], per_channel=True)
    assert torch.equal(everything(*blocked), everything(*rows))
    assert getattr(blocked[0], "telemetry", []) == getattr(rows[0], "telemetry", [])
    found, expected = (usage(o, o.param_groups[0]) for o, _ in (blocked, rows))
    assert found == expected
    assert str(blocked[0].report()) == str(rows[0].report())
    shapes = [tuple(blocked[0].scale(p, blocked[0].param_groups[0]).shape) for p in blocked[1]]
    assert shapes == [(4, 2), (2, 6, 1, 1), (1, 4)]


@pytest.mark.parametrize("name", METHODS)
def test_a_block_of_a_whole_channel_is_the_channel(name):
    """A block of a channel's length is ``per_channel``; with one channel it is the tensor."""
    weights = drawn(((3, 4, 3, 3), (5, 36)))
    blocked = trained(name, weights, block=36)
    channels = trained(name, weights, per_channel=True)
    assert torch.equal(everything(*blocked), everything(*channels))
    also = trained(name, weights, block=36, per_channel=True)
    assert torch.equal(everything(*blocked), everything(*also))
    single = drawn(((1, 36),))
    whole, alone = trained(name, single, block=36), trained(name, single)
    assert torch.equal(everything(*whole), everything(*alone))


@given(seed=st.integers(0, 10**6), levels=st.sampled_from(sorted(GRIDS)))
@FEW
def test_blocks_are_the_kernel_in_units_of_their_scales(seed, levels):
    """Per block, the velocity is scale * kernel.velocity(w/scale, g/scale, clip/scale)."""
    levels, generator = GRIDS[levels], np.random.default_rng(seed)
    points = generator.normal(size=(3, 4, 5)) * generator.uniform(0.1, 7, size=(3, 4, 1))
    gradients = generator.normal(size=points.shape)
    want = np.empty_like(points)
    for c, b, k in np.ndindex(points.shape):
        s = np.abs(points[c, b]).max() / max(map(abs, levels))
        w, g = points[c, b, k], gradients[c, b, k]
        arguments = (w / s, g / s, levels, 0.01, 0.5, 1.0 / s, 0, 0)
        skewed = kernel.branch(*arguments) != kernel.GRADIENT
        want[c, b, k] = w + 0.1 * (s * kernel.velocity(*arguments) if skewed else -g)
    options = {"levels": levels, "epsilon": 0.01, "alpha": 0.5, "clip": 1.0, "block": 5}
    flat = points.reshape(3, 20), gradients.reshape(3, 20)
    for path in PATHS.values():
        found = stepped(*flat, lr=0.1, scale="max", **options, **path)
        np.testing.assert_array_equal(found, want.reshape(3, 20))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("gradient_layout", ["channels first", "channels last", "transposed"])
@pytest.mark.parametrize("path", PATHS)
def test_blocks_do_not_depend_on_the_layout(path, layout, gradient_layout):
    """A block is of the flattened channel, however the memory of weights and gradients lies."""
    weights, gradients = torch.randn(2, 4, 6, 3, 3, generator=torch.Generator().manual_seed(0))
    ends = []
    for shaped, along in (("channels first",) * 2, (layout, gradient_layout)):
        p = nn.Parameter(LAYOUTS[shaped](weights.clone()))
        p.grad = LAYOUTS[along](gradients.clone())
        optim.ASkewSGD([p], lr=0.1, epsilon=0.1, block=6, **STATISTIC, **PATHS[path]).step()
        ends.append(p.detach().contiguous())
    assert torch.equal(*ends)
    assert not torch.equal(ends[0], weights)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # raised inside PyTorch's compiler
@pytest.mark.parametrize("whole", [False, True], ids=["compile=True", "torch.compile"])
def test_compiled_steps_have_the_same_blocks(whole):
    """``compile=True``, and a step that PyTorch compiles, give the bits of machine code."""
    torch._dynamo.reset()
    ends = []
    for compiled in (False, True):
        params = [nn.Parameter(w) for w in drawn()]
        options = {"compile": compiled and not whole, "epsilon": 0.1, "block": 6, **STATISTIC}
        optimizer = optim.ASkewSGD(params, lr=0.1, **options)
        backend = "eager"
        step = torch.compile(optimizer.step, backend=backend) if whole and compiled else None
        for _ in range(3):
            for p in params:
                p.grad = p.detach().sin()
            (step or optimizer.step)()
        ends.append(torch.cat([p.detach().flatten() for p in params]))
    assert torch.equal(*ends)


def test_statistics_are_those_of_the_blocks():
    """max, mean and SAWB of a block follow their definitions; one of zeros has the others' mean."""
    w = torch.tensor([[1.0, -3.0, 0.0, 0.0, 2.0, 2.0], [4.0, 4.0, -1.0, 1.0, 0.0, 12.0]])
    mean = scale_of(w, (-1.0, 1.0), "mean", False, 2)
    assert mean.tolist() == [[2.0, (2 + 2 + 4 + 1 + 6) / 5, 2.0], [4.0, 1.0, 6.0]]
    largest = scale_of(w, (-2.0, 2.0), "max", False, 3)
    assert largest.tolist() == [[1.5, 1.0], [2.0, 6.0]]
    levels = (-1.0, -1 / 3, 1 / 3, 1.0)
    parts = [scale_of(part, levels, "sawb", False) for part in w[1].split(3)]
    torch.testing.assert_close(scale_of(w, levels, "sawb", False, 3)[1], torch.stack(parts))
    assert spread(largest, w)[0].tolist() == [1.5] * 3 + [1.0] * 3
    assert scale_of(w[0], (-1.0, 1.0), "mean", True, 2).shape == ()  # a vector has one scale


@pytest.mark.parametrize(
    ("block", "shape", "words"),
    [
        (32, (10, 6, 3, 3), r"the 54 weights of a channel, got 32 for .* \(10, 6, 3, 3\); near"
         " it are 27 and 54$"),
        (64, (3, 8), "the 8 weights of a channel, got 64 .* near it are 8$"),
        (7, (3, 16), "the 16 weights of a channel, got 7 .* near it are 4 and 8$"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", METHODS)
def test_blocks_that_do_not_fill_a_channel_are_refused(name, block, shape, words):
    """At construction, in one sentence with the shape and the divisors next to the number."""
    with pytest.raises(InputError, match=f"block must divide {words}"):
        METHODS[name]([{"params": [nn.Parameter(torch.ones(shape))], "block": block}])


@pytest.mark.parametrize("scale", [None, 0.5])
@pytest.mark.parametrize("make", [optim.ASkewSGD, lambda p, **o: optim.Skewed(sgd(p), **o)])
def test_blocks_without_statistics_are_refused(make, scale):
    """Without a scale, or with one number as scale, blocks would mean nothing."""
    p = nn.Parameter(torch.ones(4, 8))
    with pytest.raises(InputError, match=f"block must come with a scale .* got scale {scale}"):
        make([p], scale=scale, block=4)
    with pytest.raises(InputError, match=r"block must come with a scale .* got scale None"):
        optim.STE(sgd([{"params": [p], "block": 4}]), bits=2)
    make([{"params": [p], "levels": None}], scale=scale, block=4)  # a group without levels


@pytest.mark.parametrize("block", [0, -2, 2.5, "32", True])
def test_a_block_is_a_whole_number(block):
    """Anything else is refused in PyTorch's wording."""
    with pytest.raises(InputError, match="Invalid block value"):
        optim.ASkewSGD([nn.Parameter(torch.ones(4, 8))], scale="max", block=block)


def test_blocks_changed_in_mid_run():
    """A new block has new scales from the next step on; one that does not fit is refused there."""
    optimizer, (p,) = trained("askewsgd", drawn(((4, 12),)), block=6)
    group = optimizer.param_groups[0]
    group["block"] = np.int64(3)
    p.grad = torch.zeros_like(p)
    expected = scale_of(p.detach().clone(), group["levels"], "max", False, 3)
    optimizer.step()
    assert torch.equal(optimizer.scale(p, group), expected)
    assert type(group["block"]) is int
    group["block"] = 5
    with pytest.raises(InputError, match="block must divide the 12 weights"):
        optimizer.step()
    group["block"] = None
    optimizer.step()
    assert optimizer.scale(p, group).shape == ()


@pytest.mark.parametrize("name", ["askewsgd", "binaryconnect"])
def test_scales_of_blocks_are_saved_and_copied(name):
    """A loaded state and a deep copy have the kept scales, and go on with the same bits."""
    optimizer, params = trained(name, drawn(), block=6)
    fresh, others = trained(name, [torch.zeros_like(p) for p in params], steps=0, block=2)
    fresh.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for p, q in zip(params, others, strict=True):
        q.data = p.detach().clone()
    assert fresh.param_groups[0]["block"] == 6
    twin, copies = copy.deepcopy((optimizer, params))
    ends = []
    for one, tensors in ((optimizer, params), (fresh, others), (twin, copies)):
        for p in tensors:
            p.grad = torch.ones_like(p)
        one.step()
        ends.append(everything(one, tensors))
    assert torch.equal(ends[0], ends[1])
    assert torch.equal(ends[0], ends[2])


def test_a_state_without_blocks_keeps_the_present_ones():
    """What an earlier version saved names no block: the group's own stays, and counts."""
    optimizer, params = trained("askewsgd", drawn(), block=6)
    content = copy.deepcopy(optimizer.state_dict())
    del content["param_groups"][0]["block"]
    fresh, others = trained("askewsgd", [p.detach() for p in params], steps=0, block=6)
    fresh.load_state_dict(content)
    assert fresh.param_groups[0]["block"] == 6
    assert torch.equal(everything(fresh, others), everything(optimizer, params))


def test_a_step_that_looks_at_nothing_has_blocks():
    """A capturable step runs on tensors that have no values."""
    p = nn.Parameter(torch.empty(4, 12, device="meta"))
    p.grad = torch.empty_like(p)
    options: dict[str, Any] = {"block": 6, "capturable": True, **STATISTIC}
    optimizer = optim.ASkewSGD([p], lr=torch.tensor(0.1), **options)
    optimizer.step()
    assert optimizer.state[p]["scale"].shape == (4, 2)


def test_derivatives_pass_through_blocks():
    """A differentiable step has the derivative of w - lr g where the gradient is followed."""
    start = torch.full((2, 6), 0.9, requires_grad=True)
    w = start.clone()
    w.grad = torch.full((2, 6), 0.1)
    options: dict[str, Any] = {"levels": "binary", "scale": "max", "block": 3}
    optim.ASkewSGD([w], lr=0.1, epsilon=1.0, differentiable=True, **options).step()
    (slope,) = torch.autograd.grad(w.sum(), start)
    assert torch.equal(slope, torch.ones(2, 6))


def test_shards_that_split_channels_are_refused(tmp_path):
    """A parameter that is sharded along another dimension than the first is one sentence."""
    import torch.distributed as dist
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.tensor import Shard, distribute_tensor

    dist.init_process_group("gloo", init_method=f"file://{tmp_path}/x", rank=0, world_size=1)
    try:
        mesh = init_device_mesh("cpu", (1,))
        rows, columns = (
            nn.Parameter(distribute_tensor(torch.ones(4, 12), mesh, [Shard(dim)])) for dim in (0, 1)
        )
        optim.ASkewSGD([rows], scale="max", block=6)
        with pytest.raises(InputError, match="sharded along another dimension than the first"):
            optim.ASkewSGD([columns], scale="max", block=6)
    finally:
        dist.destroy_process_group()


def test_shapes_of_scales_that_are_read():
    """Of a file's scales only one number, and those of channels and equal blocks, fit weights."""
    fitting = [(), (4, 1, 1), (4, 3, 1), (4, 18, 1)]
    assert all(is_scale_shape(scale, (4, 6, 3)) for scale in fitting)
    wrong = [(4,), (4, 6, 3), (4, 4, 1), (4, 36, 1), (4, 0, 1), (3, 1, 1), (4, 3), (4, 3, 1, 1)]
    assert not any(is_scale_shape(scale, (4, 6, 3)) for scale in wrong)
    assert is_scale_shape((4, 1), (4, 0))
    assert not is_scale_shape((4, 2), (4, 0))

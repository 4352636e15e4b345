"""The optimizer that one call makes for a model."""

import copy
import warnings

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from askewtheory.errors import InputError
from askewtheory.optim import ASkewSGD, Skewed, optimizer_for, quantized
from askewtheory.optim.guidance import ARRIVED, forward_distance
from tests.optim.models import adam, loss_of, net, sgd, state, train


def deep():
    """A network of four layers with a norm, an embedding, and two layers that share a weight."""
    torch.manual_seed(0)
    layers = [nn.Embedding(9, 6), nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Linear(8, 8)]
    model = nn.Sequential(*layers, nn.Linear(8, 8), nn.Linear(8, 3))
    model[4].weight = model[3].weight  # type: ignore[assignment]
    return model


def test_groups_are_the_fields_own():
    """Inner layers get the bits, the first and last 8, all else none; each parameter once."""
    model = deep()
    optimizer, _ = optimizer_for(model, bits=2, steps=100)
    inner, ends, rest = optimizer.param_groups
    assert [len(group["levels"] or ()) for group in (inner, ends, rest)] == [4, 256, 0]
    assert [p.shape for p in inner["params"]] == [(8, 8)]
    assert [p.shape for p in ends["params"]] == [(8, 6), (3, 8)]
    everything = [p for group in optimizer.param_groups for p in group["params"]]
    assert sorted(map(id, everything)) == sorted(map(id, model.parameters()))
    assert inner["levels"] == (-1.5, -0.5, 0.5, 1.5)
    assert inner["per_channel"]


@pytest.mark.parametrize(
    ("layer", "matrices"),
    [
        (nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0), 4),
        (nn.MultiheadAttention(8, 2, kdim=4, vdim=4, add_bias_kv=True), 4),
        (nn.LSTM(8, 8, 2, bidirectional=True), 8),
        (nn.GRUCell(8, 8), 2),
    ],
)
def test_attention_and_recurrent_layers_have_matrices(layer, matrices):
    """Every matrix of such a layer gets levels, whatever its name; biases get none."""
    optimizer, _ = optimizer_for(nn.ModuleList([layer]), bits=2, steps=10, ends=2, base=adam)
    *quantized_groups, rest = optimizer.param_groups
    found = [p for group in quantized_groups for p in group["params"]]
    assert len(found) == matrices == sum(p.dim() == 2 for p in layer.parameters())
    assert all(p.dim() != 2 for p in rest["params"])


def test_a_transformer_trains_and_ends_on_its_levels():
    """Of a layer of PyTorch's own transformer all matrices are on four levels in each row."""
    torch.manual_seed(0)
    model = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    optimizer, annealing = optimizer_for(model, bits=2, steps=20, ends=2)
    x = torch.randn(4, 5, 8)
    for _ in range(20):
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()
        annealing.step()
    with quantized(model, optimizer):
        assert all(len(row.unique()) <= 4 for row in model.self_attn.in_proj_weight.detach())
        assert model(x).isfinite().all()


def test_the_default_is_adam_with_its_rate():
    """Without a base it is Adam at 0.003, or at the rate that is given; a base has its own."""
    for given, rate in ((None, 0.003), (0.02, 0.02)):
        optimizer, _ = optimizer_for(net(), steps=10, lr=given)
        assert isinstance(optimizer, Skewed)
        assert type(optimizer.base) is torch.optim.Adam
        assert [group["lr"] for group in optimizer.param_groups] == [rate, rate]
        assert optimizer.param_groups[0]["alpha"] == 0.5 / rate


@pytest.mark.parametrize("options", [{}, {"nesterov": True}, {"weight_decay": 0.01}])
@pytest.mark.parametrize("bits", [1, 2, 4])
def test_over_sgd_the_steps_are_askewsgds(bits, options):
    """With SGD and momentum as its base 60 annealed steps are ASkewSGD's, up to rounding."""
    given = {"lr": 0.05, "momentum": 0.9, **options}
    model, twin = net(torch.float64), net(torch.float64)
    optimizer, annealing = optimizer_for(
        model, bits, steps=60, base=lambda groups: torch.optim.SGD(groups, **given)
    )
    weights, rest = optimizer.param_groups
    names = ("levels", "scale", "per_channel", "epsilon", "alpha", "clip")
    own = {name: weights[name] for name in names}
    parts = [[p for p in twin.parameters() if (p.dim() > 1) is many] for many in (True, False)]
    groups = [{"params": parts[0], **own}, {"params": parts[1], "levels": None}]
    direct = ASkewSGD(groups, **given)
    for _ in range(60):
        train(model, optimizer, 1)
        train(twin, direct, 1)
        annealing.step()
        direct.param_groups[0]["epsilon"] = weights["epsilon"]
    for parameter, other in zip(model.parameters(), twin.parameters(), strict=True):
        assert (parameter - other).abs().max() < 1e-13
    assert rest["levels"] is None


def pruned(layer, name):
    """Prune a third of a matrix."""
    prune.l1_unstructured(layer, name, 0.3)


def normed(layer, name):
    """Split a matrix into norms and directions, as PyTorch did before parametrizations."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        nn.utils.weight_norm(layer, name)


COMPUTED = {"parametrized": parametrizations.weight_norm, "pruned": pruned, "normed": normed}


@pytest.mark.parametrize("kind", COMPUTED)
@pytest.mark.parametrize(
    ("layer", "name"),
    [(nn.Linear(4, 4), "weight"), (nn.LSTM(4, 4), "weight_hh_l0"), (nn.GRUCell(4, 4), "weight_ih")],
)
@pytest.mark.parametrize("gradients", [True, False])
def test_matrices_that_are_computed_are_refused(kind, layer, name, gradients):
    """They are made anew by each forward pass: an optimizer of them would change nothing."""
    model = nn.ModuleList([copy.deepcopy(layer), nn.Linear(4, 4)])
    COMPUTED[kind](model[0], name)
    message = f"must have its matrices as parameters, {name} of a .* is computed from others"
    with torch.set_grad_enabled(gradients), pytest.raises(InputError, match=message):
        optimizer_for(model, steps=10)


def test_the_ends_may_stay_unquantized():
    """With ends=None the first and last layer are among the rest; of two layers, both have bits."""
    model = deep()
    optimizer, _ = optimizer_for(model, bits=1, steps=100, ends=None)
    assert [len(group["params"]) for group in optimizer.param_groups] == [1, 9]
    small = net()
    optimizer, _ = optimizer_for(small, bits=1, steps=100, ends=None)
    assert [p.dim() for p in optimizer.param_groups[0]["params"]] == [2, 2]


def test_blocks_are_of_the_inner_layers():
    """With a block the inner layers have its scales, the ends one for each channel."""
    optimizer, _ = optimizer_for(model := deep(), bits=2, steps=100, block=4)
    inner, ends, _rest = optimizer.param_groups
    assert (inner["block"], ends["block"]) == (4, None)
    scales = [optimizer.scale(p, group) for p, group in optimizer.quantized_parameters()]
    assert [s is not None and tuple(s.shape) for s in scales] == [(8, 2), (8, 1), (3, 1)]
    with pytest.raises(InputError, match="block must divide the 8 weights of a channel, got 3"):
        optimizer_for(model, bits=2, steps=100, block=3)


def test_epsilon_waits_falls_and_stays():
    """60 of 100 steps at gap**2/4, a hundredth of it after 95."""
    optimizer, annealing = optimizer_for(net(), bits=3, steps=100)
    seen = []
    for _ in range(95):
        annealing.step()
        seen.append(optimizer.param_groups[0]["epsilon"])
    assert seen[:60] == [0.25] * 60
    assert seen[60] < 0.25
    assert seen[94] == pytest.approx(0.0025)


@pytest.mark.parametrize("bits", [1, 2, 4])
@pytest.mark.parametrize("base", [None, adam, lambda groups: torch.optim.SGD(groups, 0.1, 0.9)])
def test_weights_arrive_and_the_loss_falls(bits, base):
    """After the steps rounding changes little, the quantized network has learned, no warning."""
    model = net()
    optimizer, annealing = optimizer_for(model, bits=bits, steps=300, base=base)
    start = loss_of(model).item()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(300):
            optimizer.zero_grad()
            loss_of(model).backward()
            optimizer.step()
            annealing.step()
        optimizer.warn_if_silent()
        with quantized(model, optimizer):
            assert loss_of(model).item() < start
    assert forward_distance(optimizer, optimizer.param_groups[0]) < ARRIVED


@pytest.mark.parametrize("bits", [0, 9, True, 1.5])
def test_bits_are_one_to_eight(bits):
    """Other numbers of bits are refused, also for the ends."""
    with pytest.raises(InputError, match="bits must be a whole number from 1 to 8"):
        optimizer_for(deep(), bits=bits, steps=10)
    for model in (deep(), net()):  # the second has no other layers than its ends
        with pytest.raises(InputError, match="ends must be a whole number from 1 to 8"):
            optimizer_for(model, bits=1, steps=10, ends=bits)


def test_what_cannot_be_quantized_is_refused():
    """A model without layers, and a number of steps that is none, are errors with a sentence."""
    with pytest.raises(InputError, match="model must have layers with matrices"):
        optimizer_for(nn.Sequential(nn.BatchNorm1d(3)), steps=10)
    with pytest.raises(InputError, match="Invalid steps value"):
        optimizer_for(net(), steps=0)
    for rate in (0.0, -1.0, float("nan"), True):
        with pytest.raises(InputError, match=r"Invalid (lr value|learning rate)"):
            optimizer_for(net(), steps=10, lr=rate)


def without_groups(groups):
    """Make a base that loses what groups say."""
    return adam([p for group in groups for p in group["params"]])


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (lambda groups: None, "must make a plain optimizer from parameter groups, it makes None"),
        (ASkewSGD, "must make a plain optimizer from parameter groups, it makes ASkewSGD"),
        (without_groups, "must keep the groups that it is given"),
        (lambda groups: torch.optim.SGD(groups, lr=0.0), "learning rate that is not zero"),
    ],
)
def test_what_cannot_be_a_base_is_refused(base, message):
    """What is no optimizer, constrains by itself, or loses the groups is an error."""
    with pytest.raises(InputError, match=message):
        optimizer_for(net(), steps=10, base=base)


def test_float16_beside_adam_is_refused():
    """Its squares are zero there, and the first step made every bias NaN; SGD trains them."""
    with pytest.raises(InputError, match="must not have float16 parameters without levels"):
        optimizer_for(net(torch.float16), steps=10)
    model = net(torch.float16)
    train(model, optimizer_for(model, steps=10, base=sgd).optimizer, 3)
    assert state(model).isfinite().all()
    model = nn.Sequential(nn.Linear(6, 3, bias=False)).half()
    train(model, optimizer_for(model, steps=10).optimizer, 3)
    assert state(model).isfinite().all()


def test_a_rate_beside_a_base_is_refused():
    """It would not be used, since the base has its own."""
    with pytest.raises(InputError, match=r"lr must be the base's own .*, got 0.1 beside one"):
        optimizer_for(net(), steps=10, lr=0.1, base=torch.optim.SGD)

"""What may change under an optimizer: parameters' types and shapes, groups, the base, the mode."""

import pickle
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from askewtheory.optim import ASkewSGD, BinaryConnect, Skewed
from tests.optim.models import ALL, MAKERS, adam, groups, loss_of, net, sgd, state, train

SCALED: dict[str, Any] = {
    "askewsgd": lambda p: ASkewSGD(p, lr=0.05, scale="max", per_channel=True, epsilon=0.1),
    "skewed": lambda p: Skewed(
        torch.optim.SGD(p, lr=0.05), scale="max", per_channel=True, epsilon=0.1
    ),
    "binaryconnect": lambda p: BinaryConnect(
        torch.optim.SGD(p, lr=0.05), scale="max", per_channel=True
    ),
}
"""Optimizers that keep a scale for each channel, and no moments of one type or shape."""


def stepped(parameter, optimizer, generator):
    """The parameter after one step along a drawn gradient."""
    drawn = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    parameter.grad = drawn.to(parameter.dtype)
    optimizer.step()
    return parameter.detach().clone()


@pytest.mark.parametrize("name", SCALED)
@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_a_kept_scale_follows_the_type(name, kind):
    """After a change of type a step reads the scale as the number that it is."""
    p = nn.Parameter(torch.linspace(-1, 1, 24).view(4, 6))
    optimizer = SCALED[name]([p])
    generator = torch.Generator().manual_seed(0)
    stepped(p, optimizer, generator)
    before = optimizer.scale(p, optimizer.param_groups[0])
    p.grad = None
    p.data = p.data.to(kind)
    for _ in range(2):
        stepped(p, optimizer, generator)
    after = optimizer.scale(p, optimizer.param_groups[0])
    assert torch.equal(after.float(), before)
    assert optimizer.latent(p).abs().max() < 2
    assert p.isfinite().all()


@pytest.mark.parametrize("name", SCALED)
def test_channels_that_were_removed(name):
    """A parameter of another shape has a scale of its own: that of a new optimizer."""
    p = nn.Parameter(torch.linspace(-1, 1, 24).view(8, 3))
    optimizer = SCALED[name]([p])
    stepped(p, optimizer, torch.Generator().manual_seed(0))
    p.grad = None
    p.data = torch.linspace(-2, 1, 15).view(5, 3)
    q = nn.Parameter(p.data.clone())
    fresh = SCALED[name]([q])
    q.data = p.data.clone()
    ends = [
        stepped(one, which, torch.Generator().manual_seed(1))
        for one, which in ((p, optimizer), (q, fresh))
    ]
    assert torch.equal(*ends)
    assert optimizer.scale(p, optimizer.param_groups[0]).shape == (5, 1)


@ALL
def test_groups_that_were_removed_or_appended(name):
    """Whoever edits the list of groups has what remains trained, with what was kept for it."""
    model, twin = net(), net()
    optimizer, other = MAKERS[name](groups(model)), MAKERS[name](groups(twin)[:1])
    for one, which in ((model, optimizer), (twin, other)):
        torch.manual_seed(3)
        for _ in range(2):
            which.zero_grad()
            loss_of(one).backward()
            for p in groups(one)[1]["params"]:
                p.grad = None
            which.step()
            if which is optimizer and len(which.param_groups) == 2:
                del which.param_groups[1]
    assert torch.equal(state(model), state(twin))
    other_bias, bias = groups(model)[1]["params"]
    optimizer.add_param_group({"params": [other_bias], "levels": None})
    optimizer.param_groups.append({"params": [bias], "levels": None})
    before = bias.detach().clone()
    train(model, optimizer, 1)
    assert not torch.equal(bias, before)


@pytest.mark.parametrize("name", SCALED)
def test_a_group_before_is_removed(name):
    """The groups behind it are still known: their kept scales stay, whatever the first one said."""
    drawn = torch.randn(3, 2, 6, generator=torch.Generator().manual_seed(0))
    first, second, third = (nn.Parameter(tensor) for tensor in drawn)
    optimizer = SCALED[name](
        [{"params": [first], "levels": 3}, {"params": [second], "levels": 2}, {"params": [third]}]
    )
    generator = torch.Generator().manual_seed(1)
    for p in (first, second, third):
        stepped(p, optimizer, generator)
    kept = {p: optimizer.state[p]["scale"].clone() for p in (second, third)}
    del optimizer.param_groups[0]
    for p in (second, third):
        stepped(p, optimizer, generator)
        assert torch.equal(optimizer.state[p]["scale"], kept[p])


@ALL
def test_groups_without_parameters(name):
    """A group may be empty: it is stepped over, checked and reported."""
    model = net()
    optimizer = MAKERS[name]([*groups(model), {"params": []}])
    train(model, optimizer, 2)
    assert str(optimizer.report()).splitlines()[-1] == "group 2: not quantized"
    if "alpha" in optimizer.defaults:
        assert "no parameters" in str(optim.check_optimizer(optimizer)[2])


@pytest.mark.parametrize("name", ["askewsgd", "binaryconnect"])
def test_wrong_settings_are_not_loaded(name):
    """Settings that are refused leave the optimizer as it was, and able to go on."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 2)
    content = optimizer.state_dict()
    wrong = {**content, "param_groups": [dict(g) for g in content["param_groups"]]}
    wrong["param_groups"][0]["levels"] = [1.0, 0.0]
    with pytest.raises(InputError, match="strictly increasing"):
        optimizer.load_state_dict(wrong)
    assert optimizer.param_groups[0]["levels"] == (-1.0, 1.0)
    train(model, optimizer, 1)


@ALL
def test_a_closure_that_fails(name):
    """An error in a closure leaves parameters and state as if the step had not begun.

    A copy that is taken then goes on as well.
    """
    ends = []
    for fails, copied in ((False, False), (True, False), (True, True)):
        torch.manual_seed(2)
        model = net()
        optimizer = MAKERS[name](groups(model))
        train(model, optimizer, 2)

        def closure(optimizer=optimizer, model=model):
            optimizer.zero_grad()
            loss_of(model).backward()
            raise MemoryError

        if fails:
            with pytest.raises(MemoryError):
                optimizer.step(closure)
        if copied:
            model, optimizer = pickle.loads(pickle.dumps((model, optimizer)))
        torch.manual_seed(3)
        train(model, optimizer, 2)
        ends.append(state(model))
    assert torch.equal(ends[0], ends[1])
    assert torch.equal(ends[0], ends[2])


class Counting(torch.optim.SGD):
    """A base that keeps a count in its groups, as schedule-free optimizers do."""

    def __init__(self, params):
        super().__init__(params, lr=0.1)
        for group in self.param_groups:
            group["count"] = 0

    def step(self, closure=None):
        """Count, then step."""
        for group in self.param_groups:
            group["count"] = group["count"] + 1
        return super().step(closure)


def test_a_base_that_counts_in_its_groups():
    """What a base writes into its groups is still there at its next step, and is saved."""
    model = net()
    optimizer = BinaryConnect(Counting(groups(model)))
    train(model, optimizer, 3)
    assert [group["count"] for group in optimizer.param_groups] == [3, 3]
    assert [group["count"] for group in optimizer.state_dict()["param_groups"]] == [3, 3]


class Around(torch.optim.Optimizer):
    """A base that steps another optimizer, as Lookahead does."""

    def __init__(self, params):
        params = list(params)
        super().__init__(params, {"lr": 0.1})
        self.inner = adam(params)

    def step(self, closure=None):
        """Let the other one step."""
        return self.inner.step(closure)


def test_a_base_around_another_optimizer():
    """State that no state_dict will have is spoken of at construction."""
    with pytest.warns(optim.QuantizationWarning, match="in 'inner'.*save it yourself"):
        optim.ProxQuant(Around(net().parameters()))


def test_sparse_gradients_in_a_plain_group():
    """A group without levels is plain SGD, which takes sparse gradients; checks look past them."""
    table, layer = nn.Embedding(10, 4, sparse=True), nn.Linear(4, 3)
    options: Any = [
        {"params": list(layer.parameters())},
        {"params": list(table.parameters()), "levels": None},
    ]
    optimizer = ASkewSGD(options, lr=0.1)
    before = table.weight.detach().clone()
    layer(table(torch.tensor([1, 2]))).sum().backward()
    optimizer.step()
    assert (table.weight != before).any(1).tolist() == [k in (1, 2) for k in range(10)]
    assert "not quantized" in str(optimizer.report())


@ALL
def test_inference_mode_and_another_default_device(name):
    """Neither the mode in which it is built, nor where new tensors go, reaches the optimizer."""
    ends = []
    for other in (False, True):
        torch.manual_seed(4)
        model = net()
        with torch.inference_mode(other):
            optimizer = MAKERS[name](groups(model))
            if other:
                optimizer.load_state_dict(optimizer.state_dict())
        for _ in range(2):
            for k, p in enumerate(model.parameters()):
                p.grad = torch.full_like(p, 0.1 * (k + 1))
            if other:
                with torch.device("meta"):
                    optimizer.step()
                    optimizer.quantized()
                    optimizer.report()
            else:
                optimizer.step()
        if "stochastic" not in name and name != "luq":  # whose draws a default device moves
            ends.append(state(model))
    assert not ends or torch.equal(*ends)


def test_lazy_parameters():
    """Methods that show rounded weights from the start say that a lazy module has none yet."""
    with pytest.raises(InputError, match="must have a shape"):
        BinaryConnect(sgd(nn.LazyLinear(3).parameters()))
    lazy: Any = nn.LazyLinear(3)
    optimizer = ASkewSGD(lazy.parameters(), lr=0.1)
    lazy(torch.ones(2, 4)).sum().backward()
    optimizer.step()
    assert set(optimizer.quantized()) == set(lazy.parameters())


class Choosy(torch.optim.SGD):
    """A base that passes over frozen parameters, as some outside of PyTorch do."""

    def step(self, closure=None):
        """Step those that require a gradient."""
        kept = [group["params"] for group in self.param_groups]
        for group in self.param_groups:
            group["params"] = [p for p in group["params"] if p.requires_grad]
        super().step()
        for group, params in zip(self.param_groups, kept, strict=True):
            group["params"] = params


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("method", [BinaryConnect, optim.BinaryRelax, Skewed])
def test_a_base_that_passes_over_frozen_parameters_moves_the_others(method, kind):
    """What it is lent requires a gradient as the parameter does; between steps no latent does."""
    ends = []
    for base in (torch.optim.SGD, Choosy):
        model = net(kind)
        frozen = model[2].weight.requires_grad_(False)
        optimizer = method(base(groups(model), lr=0.05))
        before = optimizer.latent(frozen).clone()
        train(model, optimizer, 3)
        assert torch.equal(optimizer.latent(frozen), before)
        assert not any(optimizer.latent(p).requires_grad for p in model.parameters())
        ends.append(torch.cat([optimizer.latent(p).flatten().float() for p in model.parameters()]))
    assert torch.equal(*ends)


def test_hooks_of_the_base_on_states_run_with_the_wrappers():
    """What was registered on a base before it was wrapped sees the wrapper save and load."""
    base, seen = adam(groups(net())), []
    base.register_state_dict_post_hook(lambda optimizer, state: seen.append(optimizer))
    base.register_load_state_dict_post_hook(seen.append)
    optimizer = Skewed(base)
    optimizer.load_state_dict(optimizer.state_dict())
    assert len(seen) == 2
    assert all(one is optimizer for one in seen)


@pytest.mark.parametrize("separate", [BinaryConnect, optim.ProxConnect])
def test_what_was_written_counts_though_a_step_moved_only_others(separate):
    """A value that is written, and then the shown one again, are two changes."""
    point, other = (nn.Parameter(torch.tensor([0.3, -0.6])) for _ in range(2))
    optimizer = separate(torch.optim.SGD([point, other], lr=0.1))
    for parameter in (point, other):
        parameter.grad = torch.ones(2)
    optimizer.step()
    shown = point.detach().clone()
    point.grad = None
    for written in (torch.tensor([-0.7, 0.25]), shown):
        point.data.copy_(written)
        optimizer.step()
        assert torch.equal(optimizer.latent(point), written)

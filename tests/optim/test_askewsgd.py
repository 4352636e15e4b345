"""The arguments of ``ASkewSGD``, which are those of ``torch.optim.SGD`` and more."""

import warnings
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory.optim import ASkewSGD, Skewed
from tests.optim.models import loss_of, net, state, train

BAD = {
    "lr": (-0.1, "Invalid learning rate: -0.1"),
    "momentum": (-1.0, "Invalid momentum value: -1.0"),
    "weight_decay": (-1.0, "Invalid weight_decay value: -1.0"),
    "epsilon": (0.0, "Invalid epsilon value: 0.0"),
    "alpha": (-1.0, "Invalid alpha value: -1.0"),
    "clip": ("lr", "Invalid clip value: 'lr'"),
    "scale": ("median", "Invalid scale value: 'median'"),
    "kind": ("cubic", "kind must be"),
    "rule": ("exact", "rule must be"),
    "levels": ([1.0], "levels must be at least two numbers"),
    "nesterov": (True, "Nesterov momentum requires a momentum and zero dampening"),
}


@pytest.mark.parametrize("argument", BAD)
def test_bad_arguments(argument):
    """A bad argument is a ValueError in PyTorch's wording, at construction and in a new group."""
    value, message = BAD[argument]
    model = net()
    with pytest.raises(ValueError, match=message):
        ASkewSGD(model.parameters(), **{argument: value})
    optimizer = ASkewSGD([model[0].weight])
    with pytest.raises(ValueError, match=message):
        optimizer.add_param_group({"params": [model[2].weight], argument: value})
    assert len(optimizer.param_groups) == 1


def test_wrong_kinds_of_arguments():
    """An empty list, a tensor lr of two numbers, and a base that is none are refused."""
    with pytest.raises(ValueError, match="empty parameter list"):
        ASkewSGD([])
    with pytest.raises(ValueError, match="Tensor lr must be 1-element"):
        ASkewSGD(net().parameters(), lr=torch.tensor([0.1, 0.2]))
    with pytest.raises(TypeError, match="base must be an optimizer"):
        Skewed(net().parameters())  # type: ignore[arg-type]
    parameter = nn.Parameter(torch.empty(4, device="meta"))
    parameter.grad = torch.empty(4, device="meta")
    optimizer = ASkewSGD([parameter], fused=True)
    with pytest.raises(RuntimeError, match="requires parameters in CPU memory"):
        optimizer.step()


@pytest.mark.parametrize("maximize", [False, True])
@pytest.mark.parametrize("nesterov", [False, True])
def test_feasible_weights_take_the_step_of_sgd(maximize, nesterov):
    """Where everything is feasible, momentum, decay and maximize are torch.optim.SGD's."""
    options = {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}
    options |= {"nesterov": nesterov, "maximize": maximize}
    ends = []
    for kind in (ASkewSGD, torch.optim.SGD):
        model = net(torch.float64)
        extra = {"epsilon": 1.0, "levels": [-0.5, 0.5]} if kind is ASkewSGD else {}
        train(model, kind(model.parameters(), **options, **extra), 5)
        ends.append(state(model))
    assert torch.allclose(*ends, atol=1e-12)


@pytest.mark.parametrize(
    "options",
    [{}, {"momentum": 0.9, "levels": 3, "scale": "max"}, {"levels": [-0.9, -0.3, 0.3, 0.9]}],
)
def test_a_step_compiles_without_graph_breaks(options):
    """torch.compile(fullgraph=True) takes ASkewSGD's step and gives the same weights."""
    model, twin = net(), net()
    optimizers = [ASkewSGD(m.parameters(), lr=0.05, epsilon=0.1, **options) for m in (model, twin)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch._dynamo.reset()
        compiled = torch.compile(optimizers[0].step, backend="eager", fullgraph=True)
        for _ in range(3):
            for m, optimizer, step in zip(
                (model, twin), optimizers, (compiled, optimizers[1].step), strict=True
            ):
                optimizer.zero_grad()
                loss_of(m).backward()
                step()
    assert torch.equal(state(model), state(twin))


@pytest.mark.parametrize("path", [{"foreach": False}, {"foreach": True}])
@pytest.mark.parametrize("scale", [None, "max", "mean"])
@pytest.mark.parametrize("levels", [[-1, 1], 3, [-0.9, -0.3, 0.3, 0.9], [-1, 0.2, 1]])
def test_a_capturable_step_looks_at_no_value(levels, scale, path):
    """With capturable=True a step runs where tensors have no values, so it never waits for one."""
    numbers: dict[str, Any]
    numbers = {name: torch.full((), 0.1, device="meta") for name in ("lr", "epsilon", "alpha")}
    options: dict[str, Any] = {"levels": levels, "scale": scale, "clip": "1/lr"}
    options["per_channel"] = scale == "max"
    params = [nn.Parameter(torch.empty(3, 4, device="meta")) for _ in range(2)]
    optimizer = ASkewSGD(params, momentum=0.9, capturable=True, **options, **numbers, **path)
    for p in params:
        p.grad = torch.empty_like(p)
    for _ in range(2):
        optimizer.step()
    assert optimizer.state[params[0]]["momentum_buffer"].is_meta


def test_capturable_steps_are_the_same():
    """capturable=True changes no bit of a step."""
    ends = []
    for capturable in (False, True):
        model = net()
        rate, epsilon = torch.tensor(0.1), torch.tensor(0.1)
        train(model, ASkewSGD(model.parameters(), rate, epsilon=epsilon, capturable=capturable), 4)
        ends.append(state(model))
    assert torch.equal(*ends)


def test_the_displacement_is_differentiable():
    """With differentiable=True a step carries gradients to what it was computed from."""
    rate = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
    start = torch.tensor([0.2, -0.7, 1.4], dtype=torch.float64)

    def end(lr):
        leaf = start.clone().requires_grad_()
        parameter = leaf.clone()
        parameter.grad = torch.tensor([0.3, -0.2, 0.1], dtype=torch.float64)
        ASkewSGD([parameter], lr=lr, epsilon=0.1, differentiable=True).step()
        return parameter

    assert torch.autograd.gradcheck(end, rate)


@pytest.mark.parametrize("scale", [None, 0.7])
def test_a_step_is_differentiable_in_weights_and_gradients(scale):
    """With differentiable=True derivatives in the weights and gradients are the true ones."""
    weights = torch.tensor([0.2, -0.7, 1.4, -0.05], dtype=torch.float64, requires_grad=True)
    gradients = torch.tensor([0.3, -0.2, 0.1, 4.0], dtype=torch.float64, requires_grad=True)

    def end(w, g):
        parameter = w.clone()
        parameter.grad = g.clone()
        options = {"levels": [-1, 0, 1], "scale": scale, "momentum": 0.9, "weight_decay": 0.1}
        ASkewSGD([parameter], lr=0.1, epsilon=0.1, differentiable=True, **options).step()
        return parameter

    assert torch.autograd.gradcheck(end, (weights, gradients))


@pytest.mark.parametrize("path", [{"fused": True}, {"fused": False}, {"foreach": True}])
def test_autograd_notices_a_step(path):
    """A backward pass through weights that a step has changed is an error, on every path."""
    weight = nn.Parameter(torch.ones(2, 2))
    inputs = torch.ones(2, requires_grad=True)
    loss = (weight @ inputs).square().sum()
    loss.backward(retain_graph=True)
    ASkewSGD([weight], lr=0.1, epsilon=0.1, **path).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()

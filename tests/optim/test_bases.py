"""Bases that a wrapper cannot serve, or that are used by themselves, are refused, never silent."""

import collections
import functools

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from tests.optim.models import MAKERS, groups, loss_of, net, state, train

SEPARATE = ("binaryconnect", "ste-2", "proxconnect", "binaryrelax", "luq")
"""Methods for which the base moves other tensors than the parameters."""

KEPT = {
    "ParameterList": nn.ParameterList,
    "deque": collections.deque,
    "object": lambda params: type("Box", (), {"params": params})(),
    "closure": lambda params: lambda: params,
    "partial": lambda params: functools.partial(list, params),
    "frozenset": frozenset,
    "nested": lambda params: {"a": {"b": {"c": {"d": params}}}},
}
"""Ways to keep references that no search through attributes finds."""


class Holding(torch.optim.Optimizer):
    """Gradient descent on the parameters that it was made with, whatever its groups say."""

    def __init__(self, params, keep=None):
        super().__init__(params, {"lr": 0.1})
        own = [p for group in self.param_groups for p in group["params"]]
        self.kept = keep(own) if keep else None
        self.move = lambda: [p.sub_(p.grad, alpha=0.1) for p in own if p.grad is not None]

    @torch.no_grad()
    def step(self, closure=None):  # type: ignore[override]
        """Move what it keeps."""
        if closure is not None:
            closure()
        self.move()


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("name", SEPARATE)
@pytest.mark.parametrize("closed", [False, True])
def test_a_base_that_moves_the_parameters_themselves_is_refused(name, kept, closed):
    """Its step would be lost: the latents, which count, would never move."""
    model = net()
    optimizer = type(MAKERS[name](groups(net())))(Holding(groups(model), KEPT[kept]))

    def closure():
        loss = loss_of(model)
        loss.backward()
        return loss

    with pytest.raises(InputError, match="keeps its own references"):
        optimizer.step(closure) if closed else (closure(), optimizer.step())


@pytest.mark.parametrize("later", ["levels", "type"])
def test_what_becomes_apart_later_is_refused_too(later):
    """LBFGS keeps its parameters; levels or 16 bits that come in mid-run need other tensors."""
    model = net()
    base = torch.optim.LBFGS([{"params": list(model.parameters()), "levels": None}])
    optimizer = optim.BinaryConnect(base)
    if later == "type":
        model = net()
        optimizer = optim.Skewed(torch.optim.LBFGS(model.parameters()))
        model.to(torch.bfloat16)
    else:
        optimizer.param_groups[0]["levels"] = "binary"

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    with pytest.raises(InputError, match="LBFGS keeps its own references"):
        optimizer.step(closure)


@pytest.mark.parametrize("name", [name for name in MAKERS if "askewsgd" not in name])
def test_a_base_does_not_step_by_itself(name):
    """Said where it is done: a base without state would leave nothing for the wrapper to see."""
    model = net()
    base = torch.optim.SGD(groups(model), lr=0.1)
    optimizer = type(MAKERS[name](groups(net())))(base)
    before = state(model)
    loss_of(model).backward()
    with pytest.raises(InputError, match="SGD must not step by itself any more"):
        base.step()
    assert torch.equal(state(model), before)
    train(model, optimizer, 1)
    assert not torch.equal(state(model), before)

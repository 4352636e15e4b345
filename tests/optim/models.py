"""A small model, its data, and every optimizer and path of the package, shared by the tests."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory import optim

INPUTS = torch.randn(32, 6, generator=torch.Generator().manual_seed(1))
TARGETS = torch.randint(0, 3, (32,), generator=torch.Generator().manual_seed(2))


def net(dtype: torch.dtype = torch.float32) -> nn.Sequential:
    """Return the same small network every time."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).to(dtype)


def groups(model: nn.Module) -> list[dict[str, Any]]:
    """Return weights to quantize, and biases not to."""
    named = list(model.named_parameters())
    weights = [p for name, p in named if name.endswith("weight")]
    biases = [p for name, p in named if name.endswith("bias")]
    return [{"params": weights}, {"params": biases, "levels": None}]


def loss_of(model: nn.Module) -> torch.Tensor:
    """Return the loss on the data."""
    dtype = next(model.parameters()).dtype
    return nn.functional.cross_entropy(model(INPUTS.to(dtype)).float(), TARGETS)


def train(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> list[float]:
    """Take steps; return the losses before each."""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def state(model: nn.Module) -> torch.Tensor:
    """Return all parameters as one vector."""
    return torch.cat([p.detach().flatten().float() for p in model.parameters()])


def adam(params: Any) -> torch.optim.Optimizer:
    """Return a base optimizer with state."""
    return torch.optim.Adam(params, lr=0.01)


def sgd(params: Any) -> torch.optim.Optimizer:
    """Return a base optimizer with momentum."""
    return torch.optim.SGD(params, lr=0.05, momentum=0.9)


MAKERS: dict[str, Callable[[Any], Any]] = {
    "askewsgd": lambda p: optim.ASkewSGD(p, lr=0.05, momentum=0.9, epsilon=0.3),
    "askewsgd-scaled": lambda p: optim.ASkewSGD(
        p, lr=0.05, levels=3, scale="max", per_channel=True, epsilon=0.1
    ),
    "askewsgd-blocks": lambda p: optim.ASkewSGD(
        p, lr=0.05, momentum=0.9, levels=3, scale="max", block=2, epsilon=0.1
    ),
    "skewed": lambda p: optim.Skewed(adam(p), epsilon=0.3),
    "binaryconnect": lambda p: optim.BinaryConnect(adam(p)),
    "binaryconnect-stochastic": lambda p: optim.BinaryConnect(
        sgd(p), stochastic=True, scale="mean", per_channel=True
    ),
    "binaryconnect-blocks": lambda p: optim.BinaryConnect(adam(p), scale="mean", block=2),
    "ste-1": lambda p: optim.STE(adam(p), bits=1),
    "ste-2": lambda p: optim.STE(adam(p), bits=2),
    "proxquant": lambda p: optim.ProxQuant(adam(p), strength_rate=1e-4),
    "proxconnect": lambda p: optim.ProxConnect(adam(p), strength_rate=0.02),
    "binaryrelax": lambda p: optim.BinaryRelax(adam(p), rounding_from=6),
    "projected": lambda p: optim.ProjectedGradient(sgd(p)),
    "luq": lambda p: optim.LUQ(adam(p)),
    "full": lambda p: optim.FullPrecision(adam(p), scale="mean"),
}
"""Every optimizer of the package, by a name for the test's report."""

ALL = pytest.mark.parametrize("name", MAKERS)
"""Runs a test once for each of them."""

PATHS: dict[str, dict[str, Any]] = {
    "fused": {"fused": True},
    "single": {"fused": False},
    "foreach": {"foreach": True},
}
"""The ways in which ``ASkewSGD`` computes a step, without PyTorch's compiler."""

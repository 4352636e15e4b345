"""The contract of a PyTorch optimizer: where its items are put, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from askewtheory.errors import InputError
from tests.optim.models import MAKERS, groups, net, state, train

ITEMS: dict[str, Callable[[str], None]] = {}
"""The contract: what is promised, and the function that tries it for one maker."""


class NotThere(Exception):  # noqa: N818 (an outcome, not an error)
    """The item is about something that the method does not have."""


def item(words: str) -> Callable[[Callable[[str], None]], Callable[[str], None]]:
    """Add a function to the contract."""

    def add(function: Callable[[str], None]) -> Callable[[str], None]:
        ITEMS[words] = function
        return function

    return add


def built(name, dtype=torch.float32, steps=0):
    """A model and its optimizer after some steps, the same every time."""
    torch.manual_seed(1)
    model = net(dtype)
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, steps)
    return model, optimizer


def latents(optimizer):
    """The latents of all parameters, as one vector."""
    return torch.cat([optimizer.latent(p).flatten().double() for g in optimizer.param_groups
                      for p in g["params"]])  # fmt: skip


def other_weights(model):
    """Weights unlike the model's own."""
    generator = torch.Generator().manual_seed(9)
    return {
        name: torch.randn(value.shape, generator=generator).mul(0.3).to(value.dtype)
        for name, value in model.state_dict().items()
    }


def still(model, optimizer):
    """Take a step that moves nothing by itself: zero gradients at a tiny learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = 1e-30
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()


def goes_on(*pairs):
    """All pairs of model and optimizer train on to the same bits."""
    ends = []
    for pair in pairs:
        torch.manual_seed(3)
        model, optimizer = pair
        train(model, optimizer, 4)
        ends.append(torch.cat([state(model).double(), latents(optimizer)]))
    assert all(torch.equal(ends[0], end) for end in ends[1:])


def refused(call, words):
    """The call is an InputError with these words."""
    with pytest.raises(InputError, match=words):
        call()

"""How do I get the quantized weights? In the model, for as long as a ``with`` lasts, or in a copy.

Inside ``quantized`` the model's own parameters hold the quantized weights, and afterwards their own
again. What keeps *references* to the parameters and is used afterwards therefore shows the latents:
a ``state_dict()`` (clone it), a traced or exported module. ``quantized_copy`` has no such ends.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.contents import unwrapped


@contextmanager
def quantized(model: nn.Module, optimizer: Quantizing) -> Iterator[nn.Module]:
    """Let the model carry its quantized weights; afterwards it has exactly its own again.

    A ``state_dict()`` taken inside, or a traced module, refers to the parameters: afterwards it
    shows their own values. Use :func:`quantized_copy` for what is to last.

    Parameters
    ----------
    model
        The model whose parameters the optimizer has.
    optimizer
        Any optimizer of :mod:`askewtheory.optim`.

    Yields
    ------
    Module
        The model.

    Raises
    ------
    InputError
        If the optimizer quantizes a parameter that is not the model's.

    Examples
    --------
    >>> with quantized(model, optimizer):  # doctest: +SKIP
    ...     accuracy = evaluate(model)
    """
    with _carrying(model, optimizer.quantized()):
        yield model


def quantized_copy(model: nn.Module, optimizer: Quantizing) -> nn.Module:
    """Return a copy of the model, without its wrappers, that has the quantized weights for good.

    For ``state_dict``, ``torch.jit.trace``, ``torch.export``, or to keep beside the training.
    """
    with quantized(model, optimizer):
        return copy.deepcopy(unwrapped(model))


@contextmanager
def latents(model: nn.Module, optimizer: Quantizing) -> Iterator[nn.Module]:
    """Let the model carry the weights that the method updates, which it may keep elsewhere."""
    found = {p: optimizer.latent(p).clone() for p, _ in optimizer.quantized_parameters()}
    with _carrying(model, found):
        yield model


@contextmanager
def _carrying(model: nn.Module, values: dict[Tensor, Tensor]) -> Iterator[None]:
    own = set(model.parameters())
    if strangers := [p for p in values if p not in own]:
        raise InputError(
            f"model must have the optimizer's parameters, {len(strangers)} of them are not in it"
        )
    with torch.no_grad():
        kept = {parameter: parameter.detach().clone() for parameter in values}
        for parameter, value in values.items():
            parameter.copy_(value)
    try:
        yield
    finally:
        with torch.no_grad():
            for parameter, value in kept.items():
                parameter.copy_(value)

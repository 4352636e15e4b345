"""How do I get the quantized weights? In the model, for as long as a ``with`` lasts, or in a copy.

Inside ``quantized`` the model's own parameters hold the quantized weights, and afterwards their own
again. What keeps *references* to the parameters and is used afterwards therefore shows the latents:
a ``state_dict()`` (clone it), a traced or exported module. ``quantized_copy`` has no such ends.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.carried import Carried
from askewtheory.optim.contents import own_module, strangers, unwrapped


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
    with _carrying(model, optimizer, _quantized):
        yield model


def quantized_copy(model: nn.Module, optimizer: Quantizing) -> nn.Module:
    """Return a copy of the model, without its wrappers, that has the quantized weights for good.

    For ``state_dict``, ``torch.jit.trace``, ``torch.export``, or to keep beside the training.

    Parameters
    ----------
    model
        The model whose parameters the optimizer has.
    optimizer
        Any optimizer of :mod:`askewtheory.optim`.

    Returns
    -------
    Module
        Of the model's own class, with weights of its own.

    Raises
    ------
    InputError
        If the optimizer quantizes a parameter that is not the model's, or ``copy.deepcopy`` cannot
        copy the model.
    """
    with quantized(model, optimizer):
        try:
            return copy.deepcopy(unwrapped(model))
        except RuntimeError as error:
            raise InputError(
                "model must be one that copy.deepcopy can copy: hooks of pruning and of the older"
                " weight_norm keep computed tensors; make those permanent (prune.remove), or use"
                f" torch.nn.utils.parametrizations ({str(error).splitlines()[0]})"
            ) from error


@contextmanager
def latents(model: nn.Module, optimizer: Quantizing) -> Iterator[nn.Module]:
    """Let the model carry the weights that the method updates, which it may keep elsewhere.

    Afterwards the model has exactly its own again.

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
    >>> with latents(model, optimizer):  # doctest: +SKIP
    ...     accuracy = evaluate(model)
    """
    with _carrying(model, optimizer, _latents):
        yield model


def _quantized(optimizer: Quantizing) -> dict[Tensor, Tensor]:
    return optimizer.quantized()


def _latents(optimizer: Quantizing) -> dict[Tensor, Tensor]:
    return {p: optimizer.latent(p).clone() for p, _ in optimizer.quantized_parameters()}


_LOCK = threading.RLock()
"""Held while parameters are exchanged, not while a model carries others."""


@contextmanager
def _carrying(
    model: nn.Module, optimizer: Quantizing, values_of: Callable[[Quantizing], dict[Tensor, Tensor]]
) -> Iterator[None]:
    own_module(model)
    own_optimizer(optimizer)
    own = set(model.parameters())
    if missing := [p for p, _ in optimizer.quantized_parameters() if p not in own]:
        raise strangers(model, len(missing))
    layer: dict[Tensor, Tensor] = {}
    try:
        with _LOCK, torch.no_grad():
            _begin(optimizer, layer, values_of)
        yield
    finally:
        with _LOCK, torch.no_grad():
            _end(optimizer, layer)


def _begin(
    optimizer: Quantizing,
    layer: dict[Tensor, Tensor],
    values_of: Callable[[Quantizing], dict[Tensor, Tensor]],
) -> None:
    """Show other weights; the optimizer's own latents stay what they are."""
    layer.update(values_of(optimizer))
    carried = optimizer._carried or Carried()
    for parameter in layer.keys() - carried.own.keys():
        carried.keep(parameter, optimizer.latent(parameter))
    carried.layers.append(layer)
    optimizer._carried = carried
    carried.show()


def _end(optimizer: Quantizing, layer: dict[Tensor, Tensor]) -> None:
    """Show what lasts, in the end the model's own weights."""
    carried = optimizer._carried
    if carried is None or not any(one is layer for one in carried.layers):
        return  # it never began
    carried.layers = [one for one in carried.layers if one is not layer]
    carried.show()
    if not carried.layers:
        optimizer._carried = None


def own_optimizer(optimizer: Any) -> None:
    """Refuse an optimizer that is not one of this package, such as a library's around it."""
    if not isinstance(optimizer, Quantizing):
        raise InputError(
            "optimizer must be one of askewtheory.optim itself, not a wrapper around it, got"
            f" {type(optimizer).__name__}"
        )

"""One call that chooses groups, levels, scales, epsilon and annealing for a model."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.contents import own_module
from askewtheory.optim.epsilon import EpsilonSchedule
from askewtheory.optim.guidance import largest_product
from askewtheory.optim.settings import check_count, check_number, plain, refuse_lazy
from askewtheory.optim.skewed import Skewed

LAYERS: dict[type[nn.Module], tuple[str, ...]] = {
    nn.Linear: ("weight",),
    nn.modules.conv._ConvNd: ("weight",),
    nn.MultiheadAttention: tuple(f"{part}_proj_weight" for part in ("in", "q", "k", "v")),
    nn.RNNCellBase: ("weight_ih", "weight_hh"),
}
"""Layers whose matrices get levels, and their names; norms, biases and embeddings have none."""

RATE = 3e-3
"""Adam's learning rate: of four the least behind the best, on validation parts of three sets."""

FREE = 0.6
"""Share of the steps before epsilon falls: later, weights hardly change their level any more."""

ANNEALED = 0.95
"""Share of the steps after which epsilon is at its end."""

END = 1e-2
"""Last epsilon, as a share of the first."""

REACH = 30.0
"""alpha * lr * steps: how fast infeasible weights are led to the levels."""


class Recipe(NamedTuple):
    """An optimizer and its annealing.

    Attributes
    ----------
    optimizer : Quantizing
        Of the model's parameters.
    annealing : EpsilonSchedule
        Its ``step()`` is called after each of the optimizer's.
    """

    optimizer: Quantizing
    annealing: EpsilonSchedule


def optimizer_for(
    model: nn.Module,
    bits: int = 1,
    *,
    steps: int,
    lr: float | None = None,
    base: Callable[[Any], Optimizer] | None = None,
    ends: int | None = 8,
    per_channel: bool = True,
    block: int | None = None,
) -> Recipe:
    """Return :class:`Skewed` for a quantized network, over Adam, with its annealing.

    Matrices of linear, convolutional, attention and recurrent layers get 2**bits equally spaced
    levels with a scale for each output channel; the first and the last of them get ``ends`` bits,
    as is usual; biases, norms and embeddings stay as they are. Epsilon starts where the constraint
    begins to bind, stays there for 60 % of the steps, and then falls by a constant factor per
    step to a hundredth; alpha is such that weights follow it.

    Parameters
    ----------
    model
        The network, on its device, with the weights to start from.
    bits
        1 to 8.
    steps
        How many steps the optimizer will make, all epochs together; ``annealing`` warns of more.
    lr
        Learning rate of Adam, above 0; None is 0.003. A base has its own, so that both are refused.
    base
        What makes another base optimizer from parameter groups, as
        ``lambda groups: torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.01)``. With
        ``lambda groups: torch.optim.SGD(groups, lr=0.1, momentum=0.9)`` the steps are those of
        :class:`ASkewSGD`, up to rounding.
    ends
        Bits of the first and the last layer, 1 to 8; None leaves them unquantized. A network of
        one or two such layers has no others, and all of it gets ``bits``.
    per_channel
        One scale for each output channel instead of one for each layer.
    block
        One scale for each block of so many consecutive weights of an output channel, whose length
        it must divide; in all layers but the first and the last (of three or more).

    Returns
    -------
    The optimizer and its annealing; each has a ``step()``, to be called once for each batch.

    Raises
    ------
    InputError
        If an argument is out of range; if the model has no such layer, is lazy and has no shapes
        yet, computes a matrix from other parameters (parametrizations, pruning), or has biases in
        float16 without a base; if ``lr`` and ``base`` are both given, or ``base`` makes no plain
        optimizer of the groups.

    Examples
    --------
    >>> optimizer, annealing = optimizer_for(model, bits=2, steps=1000)  # doctest: +SKIP
    >>> for x, y in batches:  # doctest: +SKIP
    ...     optimizer.zero_grad()
    ...     loss(model(x), y).backward()
    ...     optimizer.step()
    ...     annealing.step()
    """
    own_module(model)
    check_count("steps", steps, 1)
    groups = recipe_groups(model, bits, ends, per_channel, block)
    optimizer = Skewed(_adam(groups, lr) if base is None else _made(base, groups, lr))
    if any(plain(group["lr"]) == 0 for group in optimizer.param_groups):
        raise InputError("base must have a learning rate that is not zero to start from")
    for group in optimizer.param_groups:
        if group["levels"] is not None:
            group["epsilon"] = min(largest_product(group), 1.0)
            group["alpha"] = min(REACH / steps, 0.5) / plain(group["lr"])
            group["clip"] = "gap/(4*lr)"
    rate = END ** (1 / max(1.0, (ANNEALED - FREE) * steps))
    start = round(FREE * steps)
    annealing = EpsilonSchedule.exponential(optimizer, rate, start=start, planned=steps)
    return Recipe(optimizer, annealing)


def _adam(groups: list[dict[str, Any]], lr: float | None) -> Optimizer:
    check_number("lr", RATE if lr is None else lr, 5e-324, 1.7e308)
    plainly = [p for group in groups if group["levels"] is None for p in group["params"]]
    if any(p.dtype is torch.float16 for p in plainly):  # those with levels are moved in float32
        raise InputError(
            "model must not have float16 parameters without levels, in which Adam's squares become"
            " zero and its steps NaN: train in float32 under autocast, or give a base such as SGD"
        )
    return Adam(groups, lr=RATE if lr is None else lr)


def _made(base: Callable[[Any], Optimizer], groups: list[dict[str, Any]], lr: Any) -> Optimizer:
    """Return what a user's function makes of the groups, if it can be a base."""
    if lr is not None:
        raise InputError(f"lr must be the base's own where there is a base, got {lr!r} beside one")
    if not callable(base):
        raise InputError(f"base must be a function of parameter groups, got {type(base).__name__}")
    made = base(groups)
    if not isinstance(made, Optimizer) or isinstance(made, Quantizing):
        kind = type(made).__name__
        raise InputError(f"base must make a plain optimizer from parameter groups, it makes {kind}")
    if any("levels" not in group for group in made.param_groups):
        raise InputError("base must keep the groups that it is given, with their levels")
    return made


def recipe_groups(
    model: nn.Module, bits: int, ends: int | None, per_channel: bool, block: int | None = None
) -> list[dict[str, Any]]:
    """Return the groups: inner layers, ends, everything else; each parameter once."""
    _check_bits("bits", bits)
    if ends is not None:
        _check_bits("ends", ends)
    weights: list[Tensor] = []
    for weight in itertools.chain.from_iterable(map(_matrices, model.modules())):
        refuse_lazy(weight)
        if not any(weight is w for w in weights):
            weights.append(weight)
    if not weights:
        raise InputError("model must have layers with matrices to quantize, it has none")
    outer = [*weights[:1], *weights[-1:]] if len(weights) > 2 else []
    inner = [w for w in weights if not any(w is o for o in outer)]
    rest = [p for p in model.parameters() if not any(p is w for w in inner)]
    groups = [{**_group(inner, bits, per_channel), "block": block}]
    if ends is not None and outer:
        groups.append(_group(outer, ends, per_channel))
        rest = [p for p in rest if not any(p is o for o in outer)]
    return groups + ([{"params": rest, "levels": None}] if rest else [])


def _matrices(layer: nn.Module) -> Iterator[Tensor]:
    """Yield the weights of a layer that get levels."""
    names = [name for kind, those in LAYERS.items() if isinstance(layer, kind) for name in those]
    if isinstance(layer, nn.RNNBase):
        names = [name for name in layer._flat_weights_names if name.startswith("weight")]
    for name in names:
        weight = getattr(layer, name)
        if weight is None:  # attention has one matrix or three
            continue
        if not any(weight is parameter for parameter in layer.parameters(recurse=False)):
            raise InputError(
                f"model must have its matrices as parameters, {name} of a {type(layer).__name__} is"
                " computed from others (a parametrization, a norm of weights, or pruning): make"
                " that permanent first, or give groups of the parameters to Skewed"
            )
        yield weight


def _check_bits(name: str, bits: Any) -> None:
    if isinstance(bits, bool) or not isinstance(bits, int) or not 1 <= bits <= 8:
        raise InputError(f"{name} must be a whole number from 1 to 8, got {bits!r}")


def _group(params: list[Tensor], bits: int, per_channel: bool) -> dict[str, Any]:
    return {
        "params": params,
        "levels": [k - (2**bits - 1) / 2 for k in range(2**bits)],
        "scale": "mean" if bits == 1 else "max",
        "per_channel": per_channel,
    }

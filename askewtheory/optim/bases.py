"""What a wrapper has to know of a base optimizer: what it holds, and how to step it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.settings import WORKING, working_dtype

LENT = "_has_latents"
"""What a base has for as long as a wrapper lends it latents."""


def in_precision(parameter: Any, kept: dict[str, Any]) -> dict[str, Any]:
    """Return a base's state of a parameter in the precision of the latents that it goes on with."""
    if not isinstance(parameter, Tensor) or parameter.dtype not in WORKING:
        return kept
    kind = working_dtype(parameter)
    return {
        key: value.to(kind)
        if isinstance(value, Tensor) and value.dtype == parameter.dtype and key != "step"
        else value
        for key, value in kept.items()
    }


def holders(thing: Any, parameters: set[Tensor], depth: int = 3) -> Iterator[str]:
    """Yield the attributes, but for groups and state, in which a base holds parameters."""
    for name, value in vars(thing).items():
        standard = ("param_groups", "state", "defaults", "_zero_grad_profile_name")
        if name not in standard and _mentions(value, parameters, depth):
            yield name


def _mentions(value: Any, parameters: set[Tensor], depth: int) -> bool:
    if isinstance(value, Tensor):
        return value in parameters
    if isinstance(value, Optimizer):
        return any(_mentions(group["params"], parameters, depth) for group in value.param_groups)
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if depth and isinstance(value, list | tuple | set):
        return any(_mentions(item, parameters, depth - 1) for item in value)
    return False


def optimizers_in(thing: Any) -> Iterator[str]:
    """Yield the attributes in which a base holds another optimizer, as Lookahead or SAM do."""
    for name, value in vars(thing).items():
        if isinstance(value, Optimizer):
            yield name


def settings_of(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group without its parameters."""
    return {key: value for key, value in group.items() if key != "params"}


def same(one: Any, other: Any) -> bool:
    """Tell whether two settings are the same; what is not plain, as tensors, is only itself."""
    plain = (bool, int, float, str, tuple)
    return one is other or (type(one) is type(other) and isinstance(one, plain) and one == other)


def unhooked_step(optimizer: Optimizer, *arguments: Any) -> Any:
    """Take an optimizer's step without its hooks, which the wrapper's own step runs."""
    step = type(optimizer).step
    plain = getattr(step, "__wrapped__", step) if getattr(step, "hooked", False) else step
    return plain(optimizer, *arguments)


def refuse_alone(optimizer: Optimizer, *_: Any) -> None:
    """Refuse, as a hook that the wrapper shares, a step that the base takes by itself.

    A base may well call the hooked step of its own parent in a step that the wrapper takes.
    """
    if not isinstance(optimizer, Quantizing) and LENT not in vars(optimizer):
        raise InputError(
            f"base {type(optimizer).__name__} must not step by itself any more: step the optimizer"
            " around it"
        )


def versions_of(parameters: Iterable[Tensor]) -> dict[Tensor, int]:
    """Return how often each parameter was written to, as autograd counts it."""
    return {p: p._version for p in parameters if not p.is_inference()}

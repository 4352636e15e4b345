"""What of a model is to be deployed: integers with their levels and scales, and all the rest.

Every format of :func:`askewtheory.optim.export` writes one :class:`Contents`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DataParallel, DistributedDataParallel
from torch.optim.swa_utils import AveragedModel

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.packing import MOST_BITS, bits_for
from askewtheory.optim.scales import spread

_WRAPPERS = (DataParallel, DistributedDataParallel, AveragedModel)
_COMPILED = "_orig_mod"
"""The one submodule of what ``torch.compile`` returns."""


@dataclass(frozen=True, eq=False)
class QuantizedTensor:
    """One quantized tensor: the weight at each place is ``levels[code] * scale``.

    Attributes
    ----------
    codes : Tensor
        Indices of levels, int64, of the weight's shape.
    levels : tuple of float
        Finite and increasing.
    scale : Tensor or None
        One number, or of shape (channels, blocks, 1, ..., 1): one for each block of consecutive
        weights of a channel, or, with 1 as ``blocks``, for each channel.
    dtype : torch.dtype
        The weight's own type.
    working : torch.dtype
        The type in which level times scale is computed before it is rounded to ``dtype``.
    """

    codes: Tensor
    levels: tuple[float, ...]
    scale: Tensor | None
    dtype: torch.dtype
    working: torch.dtype

    @property
    def bits(self) -> int:
        """Bits that tell the levels apart."""
        return bits_for(len(self.levels))

    @property
    def shape(self) -> torch.Size:
        """The weight's shape."""
        return self.codes.shape

    @property
    def block(self) -> int:
        """How many consecutive weights have one scale: all, those of a channel, or of a block."""
        if self.scale is None or not self.scale.dim():
            return self.shape.numel()
        return self.shape[1:].numel() // self.scale.shape[1]

    @property
    def blocked(self) -> bool:
        """Whether a channel has several scales."""
        return self.scale is not None and self.scale.dim() > 1 and self.scale.shape[1] > 1

    def value(self) -> Tensor:
        """Return the weights."""
        value = torch.tensor(self.levels, dtype=self.working, device=self.codes.device)[self.codes]
        return (value if self.scale is None else value * spread(self.scale, value)).to(self.dtype)


@dataclass
class Contents:
    """A model's state, each tensor once.

    Attributes
    ----------
    tensors : dict
        By their names in the model, with levels (:class:`QuantizedTensor`) or without.
    aliases : dict
        Further names of the same tensors.
    extra : dict
        Extra states that are not tensors, as JSON holds them.
    """

    tensors: dict[str, QuantizedTensor | Tensor] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def quantized(self) -> dict[str, QuantizedTensor]:
        """The tensors with levels."""
        found = self.tensors.items()
        return {name: value for name, value in found if isinstance(value, QuantizedTensor)}


@torch.no_grad()
def contents_of(model: nn.Module, optimizer: Quantizing) -> Contents:
    """Collect a model's state, with the optimizer's parameters quantized.

    Raises
    ------
    InputError
        If the model lacks a parameter of the optimizer, a weight is not a number, two entries have
        one name, or an entry is not something that can be written.
    """
    own_module(model)
    groups = dict(optimizer.quantized_parameters())
    trained = {p for group in optimizer.param_groups for p in group["params"]}
    plain_name = naming(model)
    contents, seen, names = Contents(), {}, set()
    for full_name, value in model.state_dict(keep_vars=True).items():
        name = plain_name(full_name)
        if name is None:
            continue
        if name in names:
            raise InputError(f"names must differ without wrappers' prefixes, got {name!r} twice")
        names.add(name)
        _check_name(name)
        if not isinstance(value, Tensor):
            contents.extra[name] = _as_json(name, value)
        elif (first := seen.setdefault(id(value), name)) != name:
            contents.aliases[name] = first
        elif value in groups:
            contents.tensors[name] = _quantized(name, value, optimizer, groups[value])
        else:
            contents.tensors[name] = _whole(name, value, value in trained)
    if missing := len(groups) - len(contents.quantized):
        raise strangers(model, missing)
    return contents


def strangers(model: nn.Module, count: int) -> InputError:
    """Return the error that a model lacks so many of the optimizer's parameters."""
    hint = "; copy the averaged weights into the trained model first"
    return InputError(
        f"model must have the optimizer's parameters, {count} of them are not in it"
        + (hint if any(isinstance(m, AveragedModel) for m in model.modules()) else "")
    )


def naming(model: nn.Module) -> Callable[[str], str | None]:
    """Return a function from a name in the state to the name without wrappers.

    Only the names that data-parallel, compiled and averaging wrappers themselves gave go; an
    attribute of the model's own that is called ``module`` stays. What a wrapper adds to the state
    (the count of averages) has no name: None.
    """
    added, own = set(), set()
    for path, module in model.named_modules(remove_duplicate=False):
        start = f"{path}." if path else ""
        if isinstance(module, _WRAPPERS):
            added.add(f"{start}module")
            own |= {start + name for name, _ in module.named_buffers(recurse=False)}
        elif _is_compiled(module):
            added.add(start + _COMPILED)

    def plain(name: str) -> str | None:
        if name in own:
            return None
        parts = name.split(".")
        paths = (".".join(parts[: end + 1]) for end in range(len(parts)))
        return ".".join(p for p, path in zip(parts, paths, strict=True) if path not in added)

    return plain


def _is_compiled(module: nn.Module) -> bool:
    """Tell whether a module is what ``torch.compile`` returns, not a user's with such a name."""
    loaded = sys.modules.get("torch._dynamo.eval_frame")  # it is slow to import, and was for them
    compiled = getattr(loaded, "OptimizedModule", ())
    return _COMPILED in module._modules and isinstance(module, compiled)


def unwrapped(model: nn.Module) -> nn.Module:
    """Return the model inside data-parallel, compiled and averaging wrappers."""
    while True:
        if isinstance(model, _WRAPPERS):
            model = model.module
        elif _is_compiled(model):
            model = model.get_submodule(_COMPILED)
        else:
            return model


def _quantized(
    name: str, parameter: Tensor, optimizer: Quantizing, group: dict[str, Any]
) -> QuantizedTensor:
    _check_dense(name, parameter)
    levels = tuple(group["levels"])
    if bits_for(len(levels)) > MOST_BITS:
        raise InputError(f"levels must be at most 2**{MOST_BITS} for export, got {len(levels)}")
    latent, scale = gathered(optimizer.latent(parameter)), optimizer.scale(parameter, group)
    for what, tensor in (("weights", latent), ("scale", scale)):
        if tensor is not None and (wrong := int((~gathered(tensor).isfinite()).sum())):
            raise InputError(
                f"{what} must be finite to be exported, got {wrong} of {tensor.numel()} that are"
                f" NaN or infinite in {name!r}: the training has diverged"
            )
    return QuantizedTensor(
        gathered(optimizer.codes(parameter, group)).cpu().long(),
        levels,
        None if scale is None else gathered(scale).cpu().clone(),
        parameter.dtype,
        optimizer.cells(parameter, group).dtype,
    )


_TYPES = {
    *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    *(torch.uint16, torch.uint32, torch.uint64),
    *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64),
    *(torch.float8_e4m3fn, torch.float8_e5m2),
}


def own_module(model: Any) -> None:
    """Refuse what is no module, such as a model's parameters or its state."""
    if not isinstance(model, nn.Module):
        raise InputError(f"model must be a torch.nn.Module, got {type(model).__name__}")


def _check_name(name: str) -> None:
    """Refuse a name that a file cannot have: it would be written, and never be read again."""
    halves = any("\ud800" <= sign <= "\udfff" for sign in name)  # of characters, in no encoding
    if name == "__metadata__" or halves:
        raise InputError(f"names must be ones that a file can have, got {name!r}")


def _check_dense(name: str, value: Tensor) -> None:
    """Refuse what has no values in plain memory."""
    kind = None
    if value.is_meta:
        kind = "meta"
    elif value.layout is not torch.strided:
        kind = str(value.layout).removeprefix("torch.")
    elif value.is_nested:
        kind = "nested"
    elif not hasattr(value, "full_tensor") and _has_values_of_its_own(type(value)):
        kind = type(value).__name__
    if kind is not None:
        raise InputError(f"tensors must be dense to be exported, got a {kind} one in {name!r}")


def _has_values_of_its_own(kind: type[Tensor]) -> bool:
    """Tell whether a class of tensors says itself what operations on its values give."""
    ancestors = kind.mro()
    above = ancestors[: ancestors.index(Tensor)]
    return any("__torch_dispatch__" in vars(ancestor) for ancestor in above)


def _whole(name: str, value: Tensor, trained: bool) -> Tensor:
    """Return a tensor of its own memory: contiguous, whole, and finite if it is trained."""
    _check_dense(name, value)
    if value.dtype not in _TYPES:
        kind = str(value.dtype).removeprefix("torch.")
        raise InputError(f"tensors must have a type of safetensors, got {kind} in {name!r}")
    tensor = gathered(value)
    # A parameter that no optimizer has may be a mask of infinities.
    wrong = ~tensor.isfinite() if trained else tensor.isnan()
    if isinstance(value, nn.Parameter) and bool(wrong.any()):
        raise InputError(
            f"weights must be finite to be exported, got {int(wrong.sum())} of"
            f" {tensor.numel()} that are NaN or infinite in {name!r}: the training has diverged"
        )
    return tensor.cpu().clone(memory_format=torch.contiguous_format)


def _as_json(name: str, value: Any) -> Any:
    """Return an extra state as JSON gives it back; refuse one that would come back changed."""
    try:
        again = json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
        sound = _same(again, value)
    except (TypeError, ValueError, RecursionError):
        sound = False
    if not sound:
        raise InputError(
            "extra state must be a tensor, or None, dictionaries and lists of strings and numbers,"
            f" to be exported, got {type(value).__name__} in {name!r}"
        )
    return again


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in their types too, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


def gathered(tensor: Tensor) -> Tensor:
    """Return the whole of a sharded tensor (DTensor), without history."""
    gather = getattr(tensor, "full_tensor", None)
    return tensor.detach() if gather is None else gather().detach()

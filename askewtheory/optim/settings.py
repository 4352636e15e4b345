"""What a parameter group may say, checked in PyTorch's own words, and the numbers of one step."""

from __future__ import annotations

import math
import numbers
import re
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.parameter import UninitializedParameter

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.grid import kind_code, rule_code
from askewtheory.optim.cells import Cells, as_levels
from askewtheory.optim.scales import SCALES, sawb_coefficients, shape_of_scale

GAP_RULE = "gap/(4*lr)"
"""Clip rule: a step of the force is at most a quarter of the smallest gap."""

_OVER_RATE = re.compile(r"\s*(?P<constant>[0-9.eE+-]+)\s*/\s*lr\s*")
_SMALLEST_RATE = 1e-30
"""Stands in for a learning rate of zero, where the clip's value does not matter."""


class Step(NamedTuple):
    """The numbers of one step of one group."""

    step: Any
    epsilon: Any
    alpha: Any
    clip: Any
    relative: bool
    """Whether the clip counts in units of the scale."""
    kind: int
    rule: int
    displaced: bool = False
    """Whether the update starts from where a base optimizer moved to, not from a gradient."""


def is_quartic(kind: int) -> bool:
    """Tell which remoteness a code names; refuse one that ``optim.formula`` does not have."""
    return _is_second("kind", kind, kernel.QUADRATIC, kernel.QUARTIC)


def is_projected(rule: int) -> bool:
    """Tell which velocity rule a code names; refuse one that ``optim.formula`` does not have."""
    return _is_second("rule", rule, kernel.PRINTED, kernel.PROJECTED)


def _is_second(name: str, code: int, first: int, second: int) -> bool:
    if code != first and code != second:
        raise InputError(f"{name} must have the kernel's code {first} or {second}, got {code!r}")
    return code == second


def plain(value: Any) -> float:
    """Return a number, or the one element of a tensor, as a float."""
    return float(value.item()) if isinstance(value, Tensor) else float(value)


def check_number(name: str, value: Any, low: float, high: float = math.inf) -> None:
    """Refuse a number outside [low, high], in the wording of ``torch.optim``.

    Tensors on an accelerator are taken as they are: looking at them would stop the device.
    """
    if isinstance(value, Tensor):
        if value.numel() != 1:
            raise InputError(f"Tensor {name} must be 1-element")
        if not value.is_floating_point():  # schedules fill it in place, and would be cut off
            kind = str(value.dtype).removeprefix("torch.")
            raise InputError(f"Tensor {name} must be of a floating-point type, got {kind}")
        if value.device.type != "cpu":
            return
    elif isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise InputError(f"Invalid {name} value: {value!r}")
    if not low <= plain(value) <= high:
        label = "learning rate" if name == "lr" else f"{name} value"
        raise InputError(f"Invalid {label}: {value}")


def check_setting(group: dict[str, Any], name: str, low: float, high: float = math.inf) -> None:
    """Check one number of a group; other kinds of numbers, such as NumPy's, become plain ones."""
    check_number(name, group[name], low, high)
    if type(group[name]) not in (int, float) and not isinstance(group[name], Tensor):
        group[name] = float(group[name])


def check_count(name: str, value: Any, low: int = 0) -> None:
    """Refuse what is not a whole number of at least ``low``."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or int(value) < low:
        raise InputError(f"Invalid {name} value: {value!r}, not a whole number of at least {low}")


def check_whole(group: dict[str, Any], name: str, low: int = 0) -> None:
    """Check a whole number of a group; one of another kind, such as NumPy's, becomes plain."""
    check_count(name, group[name], low)
    group[name] = int(group[name])


def check_flag(group: dict[str, Any], name: str, *, unsaid: bool = False) -> None:
    """Refuse what is not True or False (or None): every text is true, ``"no"`` too."""
    if not isinstance(group[name], bool) and not (unsaid and group[name] is None):
        raise InputError(f"Invalid {name} value: {group[name]!r}, not True or False")


def check_rate(value: Any) -> None:
    """Refuse a learning rate that is not a finite number of at least zero."""
    check_number("lr", value, 0.0, 1.7e308)


def checked_levels(group: dict[str, Any]) -> None:
    """Check and normalise ``levels`` and ``scale``, which every quantizing optimizer has."""
    group["levels"] = as_levels(group["levels"])
    check_flag(group, "per_channel")
    scale = group["scale"]
    if isinstance(scale, str):
        if scale not in SCALES:
            raise InputError(f"Invalid scale value: {scale!r}, not one of {', '.join(SCALES)}")
        if scale == "sawb" and group["levels"] is not None:
            sawb_coefficients(len(group["levels"]))
    elif scale is not None:
        check_setting(group, "scale", 5e-324, 1.7e308)
    if group["block"] is not None:
        check_whole(group, "block", 1)
        if group["levels"] is not None and not isinstance(scale, str):
            known = ", ".join(SCALES)
            raise InputError(f"block must come with a scale among {known}, got scale {scale!r}")


def checked_constraint(group: dict[str, Any]) -> None:
    """Check the constraint's settings: epsilon, alpha, clip, kind and rule."""
    check_setting(group, "epsilon", 5e-324, 1.0)
    check_setting(group, "alpha", 0.0, 1.7e308)
    clip = group["clip"]
    if isinstance(clip, str):
        if clip != GAP_RULE and _OVER_RATE.fullmatch(clip) is None:
            raise InputError(f"Invalid clip value: {clip!r}, not a number, '{GAP_RULE}' or 'c/lr'")
        if clip != GAP_RULE:
            _constant(clip)
    else:
        check_setting(group, "clip", 0.0)
    kind_code(group["kind"])
    rule_code(group["rule"])


def clip_of(group: dict[str, Any], cells: Cells) -> tuple[Any, bool]:
    """Return the clip M_c of a group, and whether it counts in units of the scale.

    A number bounds the force as it is; ``"c/lr"`` bounds the force's displacement by c;
    ``"gap/(4*lr)"`` bounds it by a quarter of the smallest gap, which grows with the scale.
    """
    clip = group["clip"]
    if not isinstance(clip, str):
        return clip, False
    rate = group["lr"]
    rate = (
        rate.clamp(min=_SMALLEST_RATE)
        if isinstance(rate, Tensor)
        else max(float(rate), _SMALLEST_RATE)
    )
    if clip == GAP_RULE:
        return cells.smallest_gap / 4 / rate, True
    return _constant(clip) / rate, False


def step_of(group: dict[str, Any], cells: Cells, *, displaced: bool = False) -> Step:
    """Collect the numbers of one step of a group."""
    clip, relative = clip_of(group, cells)
    codes = kind_code(group["kind"]), rule_code(group["rule"])
    is_quartic(codes[0])  # refuses an unknown code here, whichever path takes the step
    is_projected(codes[1])
    # As tensors without dimensions numbers change neither the shapes nor the types of others.
    given = (group["lr"], group["epsilon"], group["alpha"], clip)
    rate, epsilon, alpha, clip = (
        n.reshape(()) if isinstance(n, Tensor) and n.dim() else n for n in given
    )
    return Step(rate, epsilon, alpha, clip, relative, *codes, displaced)


def _constant(clip: str) -> float:
    match = _OVER_RATE.fullmatch(clip)
    try:
        value = float(match["constant"]) if match else math.nan
    except ValueError:
        value = math.nan
    if not value >= 0:
        raise InputError(f"Invalid clip value: {clip!r}, not a number, '{GAP_RULE}' or 'c/lr'")
    return value


WORKING = {
    torch.float32: torch.float32,
    torch.float64: torch.float64,
    torch.bfloat16: torch.float32,
    torch.float16: torch.float32,
}
"""The types of parameters that may have levels, and in which type each is worked on."""


def working_dtype(parameter: Tensor) -> torch.dtype:
    """Return the type that a parameter's latents have: its own, but at least float32.

    Raises
    ------
    InputError
        If parameters of that type cannot have levels.
    """
    if parameter.dtype is torch.float32:  # as most are; a table takes longer
        return torch.float32
    if parameter.dtype not in WORKING:
        known = ", ".join(str(kind).removeprefix("torch.") for kind in WORKING)
        given = str(parameter.dtype).removeprefix("torch.")
        raise InputError(f"a parameter with levels must be of type {known}, got {given}")
    return WORKING[parameter.dtype]


def _listed(levels: tuple[float, ...]) -> str:
    """Return levels as a sentence can hold them."""
    return (
        str(list(levels)) if len(levels) <= 8 else f"{list(levels[:7])} and {len(levels) - 7} more"
    )


def refuse_lazy(parameter: Tensor) -> None:
    """Refuse a parameter that has no shape yet."""
    if isinstance(parameter, UninitializedParameter):
        raise InputError(
            "a parameter with levels must have a shape, got one of a lazy module: run a batch"
            " through the model before its optimizer is made"
        )


def check_representable(group: dict[str, Any]) -> None:
    """Refuse parameters whose type does not have the group's levels: two alike, or infinite.

    Squares of gaps must be neither infinite nor zero, since the remoteness multiplies distances to
    two levels.
    """
    for parameter in group["params"]:
        if parameter.layout is not torch.strided or parameter.is_nested:
            form = str(parameter.layout) if not parameter.is_nested else "nested"
            raise InputError(
                "a parameter with levels must be dense, got one of layout"
                f" {form.removeprefix('torch.')}"
            )
    for kind in dict.fromkeys(p.dtype for p in group["params"]):
        one = next(p for p in group["params"] if p.dtype == kind)
        if working_dtype(one) != kind:
            _check_levels(group, working_dtype(one))
        _check_levels(group, kind)


def check_blocks(group: dict[str, Any]) -> None:
    """Refuse parameters whose channels the group's blocks do not fill."""
    for parameter in group["params"]:
        if not isinstance(parameter, UninitializedParameter):  # looked at once it has a shape
            shape_of_scale(parameter, group["per_channel"], group["block"])


def _check_levels(group: dict[str, Any], kind: torch.dtype) -> None:
    unit = 1.0 if group["scale"] is None or isinstance(group["scale"], str) else group["scale"]
    exact = torch.tensor(group["levels"], dtype=torch.float64, device="cpu")
    name = str(kind).removeprefix("torch.")
    if not (exact * unit).to(kind).diff().gt(0).all():
        raise InputError(f"levels must differ in {name}, got {_listed(group['levels'])}")
    power = 4 if group.get("kind") == "quartic" else 2
    width = (exact[-1] - exact[0]).to(WORKING[kind]) ** power
    if not ((exact * unit).to(kind).isfinite().all() and width.isfinite()):
        raise InputError(
            f"levels must be small enough for {name} and for products of two distances, got"
            f" {_listed(group['levels'])}"
        )
    half_gap = (exact.diff().min() / 2).to(WORKING[kind])
    if half_gap**power < torch.finfo(WORKING[kind]).tiny:
        raise InputError(
            f"levels must be far enough apart for {name} and for products of two distances, got"
            f" {_listed(group['levels'])}; a scale makes them small"
        )


def rests(group: dict[str, Any]) -> bool:
    """Tell whether the learning rate is zero, as far as Python can see without stopping a device.

    A step at learning rate zero changes no weight and counts for no schedule.
    """
    rate = group.get("lr")
    if rate is None or group.get("capturable"):
        return False
    if isinstance(rate, Tensor) and (rate.device.type != "cpu" or torch.compiler.is_compiling()):
        return False
    return plain(rate) == 0

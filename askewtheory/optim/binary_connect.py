"""BinaryConnect and straight-through estimation: gradients at quantized weights, kept latents."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.base import LEVEL_DEFAULTS, where_finite
from askewtheory.optim.cells import as_levels
from askewtheory.optim.settings import check_flag
from askewtheory.optim.truth import local
from askewtheory.optim.update import sharded
from askewtheory.optim.wrapper import Wrapper


class BinaryConnect(Wrapper):
    """Courbariaux et al. (2015): the forward pass uses P(w), the gradient there moves w.

    Parameters
    ----------
    base
        The optimizer that moves the latents w; none that keeps references of its own, as LBFGS.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`; two levels give the original method.
    stochastic
        P rounds to one of the two neighbouring levels, with probabilities that keep the mean (a
        latent outside the levels goes to the end level), instead of to the nearest one. Draws
        come from PyTorch's global generator.
    clip_latents
        Keep latents between the end levels, as the original does; True or False, as ``stochastic``.

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    separate = True

    def __init__(
        self,
        base: Optimizer,
        *,
        levels: Any = (-1.0, 1.0),
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = True,
        stochastic: bool = False,
        clip_latents: bool = True,
    ) -> None:
        given = locals()
        names = (*LEVEL_DEFAULTS, "stochastic", "clip_latents")
        super().__init__(base, {name: given[name] for name in names})

    heeded = (*Wrapper.heeded, "stochastic", "clip_latents")

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check how latents are rounded and kept."""
        super().check_settings(group)
        for name in ("stochastic", "clip_latents"):
            check_flag(group, name)

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the rounded latents."""
        if not group["stochastic"]:
            return self.rounded(parameter, group)
        x, scale = self.points(parameter, group)
        left, right = self.cells(parameter, group).ends(x)
        share = torch.where(right > left, (x - left) / (right - left), 0.0)
        value = torch.where(torch.rand_like(x) < share, right, left)
        return sharded(where_finite(x, value * scale), parameter)

    def after_base(self, before: Any) -> None:
        """Clip the latents."""
        for parameter, group in self.moved_parameters():
            if group["clip_latents"]:
                _x, scale = self.points(parameter, group)
                low, high = (group["levels"][end] * scale for end in (0, -1))
                latent = local(self.latent(parameter))
                inside = torch.minimum(torch.maximum(latent, low), high)
                latent.copy_(where_finite(latent, inside))


class STE(Wrapper):
    """The straight-through estimator with the k-bit weight quantizer of DoReFa (Zhou et al., 2016).

    k = 1: the forward pass uses E|w| sign(w), the gradient passes through. k > 1: it uses
    2 round((2**k - 1) (tanh w / (2 max|tanh w|) + 1/2)) / (2**k - 1) - 1, and the gradient passes
    through the rounding only, times the slope of the tanh (its maximum taken as constant).

    Parameters
    ----------
    base
        The optimizer that moves the latents w.
    bits
        k, from 1 to 8. Groups may have their own; ``levels=None`` leaves a group unquantized.

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    separate = True

    def __init__(self, base: Optimizer, *, bits: int = 1) -> None:
        super().__init__(base, {"bits": bits, "freeze_scale": False})

    def check_group(self, group: dict[str, Any]) -> None:
        """Check the bits, which decide levels and scale."""
        bits = group["bits"]
        if isinstance(bits, bool) or not isinstance(bits, int) or not 1 <= bits <= 8:
            raise InputError(f"Invalid bits value: {bits!r}")
        if group["levels"] is not None:
            known = {tuple(LEVEL_DEFAULTS["levels"]), *map(_dorefa, range(1, 9))}
            if as_levels(group["levels"]) not in known:
                raise InputError(
                    f"levels must be None or left out for STE, whose bits decide them, got"
                    f" {group['levels']!r}"
                )
            group["levels"] = _dorefa(bits)
            group["scale"] = "mean" if bits == 1 else None
        super().check_group(group)

    def _normal(self, parameter: Tensor) -> Tensor:
        bounded = self.latent(parameter).tanh()
        return bounded / _largest(bounded)

    said = (*Wrapper.said, "bits")

    def indices(self, parameter: Tensor, x: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the index of the level of each weight."""
        if group["bits"] == 1:
            return local((self.latent(parameter) >= 0).long())
        most = 2 ** group["bits"] - 1
        number = most * (self._normal(parameter) / 2 + 0.5)
        return local(number.nan_to_num(0.0).round().long())

    def levels_of(self, parameter: Tensor, x: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the level of each weight."""
        return self.cells(parameter, group).value(self.indices(parameter, x, group))

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the quantized weights."""
        return self.rounded(parameter, group)

    def transform_gradient(self, parameter: Tensor, latent: Tensor, group: dict[str, Any]) -> None:
        """Multiply the gradient by the slope of tanh w / max|tanh w|."""
        if group["bits"] > 1 and latent.grad is not None:
            bounded = latent.tanh()
            latent.grad.mul_((1 - bounded * bounded) / _largest(bounded))


def _dorefa(bits: int) -> tuple[float, ...]:
    """Return the levels of DoReFa's weights of so many bits."""
    most = 2**bits - 1
    return tuple(2 * code / most - 1 for code in range(most + 1))


def _largest(values: Tensor) -> Tensor:
    """Return the largest magnitude, at least the smallest normal number."""
    largest = values.abs().max() if values.numel() else values.sum()
    return largest.clamp(min=torch.finfo(values.dtype).tiny)

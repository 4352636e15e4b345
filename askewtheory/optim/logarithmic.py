"""LUQ and SAWB: four-bit gradients without bias, few-bit weights and activations."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.binary_connect import BinaryConnect
from askewtheory.optim.scales import sawb_clip


def logarithmic_unbiased(values: Tensor, bits: int = 4) -> Tensor:
    """Round to signed powers of two at random, with the values as means (Chmiel et al., 2023).

    One bit is the sign; the magnitudes are 0 and max|x| / 2**j for j = 0 ... 2**(bits - 1) - 2.
    Below the smallest one a value becomes 0 or that one.

    Parameters
    ----------
    values
        Any tensor; draws come from PyTorch's global generator.
    bits
        At least 2.
    """
    if isinstance(bits, bool) or not isinstance(bits, int) or bits < 2:
        raise InputError(f"Invalid bits value: {bits!r}")
    size = values.abs()
    largest = size.max() if size.numel() else size.sum()
    smallest = largest / 2.0 ** (2 ** (bits - 1) - 2)
    # An element of a tensor of zeros must not divide by zero; its result is zero all the same.
    unit = torch.where(smallest > 0, smallest, torch.ones_like(smallest))
    exponent = torch.floor(torch.log2((size / unit).clamp(min=1.0)))
    lower = torch.where(size < unit, torch.zeros_like(size), unit * 2.0**exponent)
    upper = torch.where(size < unit, unit.expand_as(size), 2 * lower)
    share = (size - lower) / (upper - lower)
    chosen = torch.where(torch.rand_like(size) < share, upper, lower)
    return values.sign() * torch.minimum(chosen, largest)


class LUQ(BinaryConnect):
    """Few-bit weights by SAWB with a straight-through estimator, weight gradients by LUQ.

    Parameters
    ----------
    base
        The optimizer that moves the latents.
    bits
        Bits of the weights: 2, 3, 4, 5 or 8. Levels are symmetric and equally spaced, their scale
        is SAWB's and follows the weights.
    gradient_bits
        Bits of the gradients; None leaves them as they are (SAWB with a straight-through
        estimator alone).
    """

    def __init__(self, base: Optimizer, *, bits: int = 4, gradient_bits: int | None = 4) -> None:
        if isinstance(bits, bool) or not isinstance(bits, int) or not 2 <= bits <= 8:
            raise InputError(f"Invalid bits value: {bits!r}")
        count = 2**bits
        levels = [2 * k / (count - 1) - 1 for k in range(count)]
        super().__init__(base, levels=levels, scale="sawb", freeze_scale=False, clip_latents=False)
        for group in self.param_groups:
            group.setdefault("gradient_bits", gradient_bits)
        self.defaults["gradient_bits"] = gradient_bits

    def transform_gradient(self, parameter: Tensor, latent: Tensor, group: dict[str, Any]) -> None:
        """Round the gradient without bias."""
        if group["gradient_bits"] is not None and latent.grad is not None:
            latent.grad.copy_(logarithmic_unbiased(latent.grad, group["gradient_bits"]))


class QuantizedActivation(nn.Module):
    """Few-bit activations: SAWB's clip, a straight-through estimator, gradients by LUQ.

    Values are clipped to [0, c] (or [-c, c] if ``signed``), rounded to 2**bits equally spaced
    levels there; the gradient passes where nothing was clipped.

    Parameters
    ----------
    bits
        2, 3, 4, 5 or 8.
    signed
        Whether activations may be negative; after a ReLU they may not.
    gradient_bits
        Bits of the gradient that leaves the module; None leaves it as it is.
    """

    def __init__(
        self, bits: int = 4, *, signed: bool = False, gradient_bits: int | None = None
    ) -> None:
        super().__init__()
        self.bits, self.signed, self.gradient_bits = bits, signed, gradient_bits

    def forward(self, values: Tensor) -> Tensor:
        """Return the quantized activations."""
        return _StraightThrough.apply(values, self.bits, self.signed, self.gradient_bits)

    def extra_repr(self) -> str:
        """Return what the module's description shows."""
        return f"bits={self.bits}, signed={self.signed}, gradient_bits={self.gradient_bits}"


class _StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, values: Tensor, bits: int, signed: bool, gradient_bits: int | None
    ) -> Tensor:
        clip = sawb_clip(values, bits).abs().clamp(min=torch.finfo(values.dtype).tiny ** 0.5)
        low = -clip if signed else torch.zeros_like(clip)
        unit = (clip - low) / (2**bits - 1)
        ctx.save_for_backward((values >= low) & (values <= clip))
        ctx.gradient_bits = gradient_bits
        clipped = torch.minimum(torch.maximum(values, low), clip)
        return low + ((clipped - low) / unit).round() * unit

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:  # type: ignore[override]
        (kept,) = ctx.saved_tensors
        passed = gradients[0] * kept
        if ctx.gradient_bits is not None:
            passed = logarithmic_unbiased(passed, ctx.gradient_bits)
        return passed, None, None, None

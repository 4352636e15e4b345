"""LUQ and SAWB: four-bit gradients without bias, few-bit weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.binary_connect import BinaryConnect
from askewtheory.optim.settings import check_count, check_whole
from askewtheory.optim.wrapper import Wrapper


def logarithmic_unbiased(values: Tensor, bits: int = 4) -> Tensor:
    """Round to signed powers of two at random, with the values as means (Chmiel et al., 2023).

    One bit is the sign; the magnitudes are 0 and max|x| / 2**j for j = 0 ... 2**(bits - 1) - 2.
    Below the smallest one a value becomes 0 or that one.

    Parameters
    ----------
    values
        Any tensor of a floating-point type; draws come from PyTorch's global generator.
    bits
        At least 2.

    Returns
    -------
    Tensor
        Of the shape and type of ``values``.

    Raises
    ------
    InputError
        If ``bits`` is no whole number of at least 2, or values are not of a floating-point type.
    """
    check_count("bits", bits, 2)
    if not values.is_floating_point():
        kind = str(values.dtype).removeprefix("torch.")
        raise InputError(f"values must be of a floating-point type, got {kind}")
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
    """Weights by SAWB with a straight-through estimator (Choi et al., 2018), gradients by LUQ.

    LUQ (Chmiel et al., 2023) rounds the weights' gradients to powers of two without bias.

    Parameters
    ----------
    base
        The optimizer that moves the latents.
    bits
        Bits of the weights: 2, 3, 4, 5 or 8. Levels are symmetric and equally spaced, their scale
        is SAWB's and follows the weights.
    gradient_bits
        Bits of the gradients, at least 2; None leaves them as they are (SAWB with a
        straight-through estimator alone).

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    def __init__(self, base: Optimizer, *, bits: int = 4, gradient_bits: int | None = 4) -> None:
        if isinstance(bits, bool) or not isinstance(bits, int) or not 2 <= bits <= 8:
            raise InputError(f"Invalid bits value: {bits!r}")
        count = 2**bits
        levels = [2 * k / (count - 1) - 1 for k in range(count)]
        settings = {"levels": levels, "scale": "sawb", "freeze_scale": False}
        settings |= {"stochastic": False, "clip_latents": False, "gradient_bits": gradient_bits}
        Wrapper.__init__(self, base, settings)

    heeded = (*BinaryConnect.heeded, "gradient_bits")

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the bits of the gradients too."""
        super().check_settings(group)
        if group["gradient_bits"] is not None:
            check_whole(group, "gradient_bits", 2)

    def transform_gradient(self, parameter: Tensor, latent: Tensor, group: dict[str, Any]) -> None:
        """Round the gradient without bias."""
        if group["gradient_bits"] is not None and latent.grad is not None:
            latent.grad.copy_(logarithmic_unbiased(latent.grad, group["gradient_bits"]))

"""Few-bit activations: a clip that follows the batches, and a straight-through estimator."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.optim.logarithmic import logarithmic_unbiased
from askewtheory.optim.scales import SAWB, sawb_clip
from askewtheory.optim.settings import WORKING, check_count, check_flag, check_number


class UncalibratedWarning(UserWarning):
    """Activations are evaluated before any batch of training has given them a clip."""


class QuantizedActivation(nn.Module):
    """Few-bit activations: SAWB's clip, a straight-through estimator, gradients by LUQ.

    Values are clipped to [0, c] (or [-c, c] if ``signed``), rounded to 2**bits equally spaced
    levels there; the gradient passes where nothing was clipped. As in batch normalization, c is
    the batch's own in training, and their running mean in evaluation, where a sample's result
    does not depend on the batch that it is in. Each place of a network needs a module of its own.

    Parameters
    ----------
    bits
        2, 3, 4, 5 or 8.
    signed
        Whether activations may be negative; after a ReLU they may not.
    gradient_bits
        Bits of the gradient that leaves the module; None leaves it as it is.
    momentum
        Least weight of the newest batch in the running clip, which is the plain mean before; None
        keeps it the plain mean of all batches.

    Attributes
    ----------
    clip : Tensor
        The running clip; part of the model's state.
    batches : Tensor
        How many batches it has seen. Before the first, evaluation uses the batch's own clip and
        warns.
    """

    clip: Tensor
    batches: Tensor

    def __init__(
        self,
        bits: int = 4,
        *,
        signed: bool = False,
        gradient_bits: int | None = None,
        momentum: float | None = 0.1,
    ) -> None:
        super().__init__()
        if isinstance(bits, bool) or bits not in SAWB:
            known = ", ".join(map(str, SAWB))
            raise InputError(f"Invalid bits value: {bits!r}, not one of {known}")
        if momentum is not None:
            check_number("momentum", momentum, 5e-324, 1.0)
        if gradient_bits is not None:
            check_count("gradient_bits", gradient_bits, 2)
        check_flag({"signed": signed}, "signed")
        self.bits, self.signed, self.gradient_bits = bits, signed, gradient_bits
        self.momentum = momentum
        self.register_buffer("clip", torch.ones(()))
        self.register_buffer("batches", torch.zeros((), dtype=torch.int64))
        self._calibrated = False

    def reset_running_stats(self) -> None:
        """Forget all batches, as batch normalization does."""
        self.clip.fill_(1.0)
        self.batches.zero_()
        self._calibrated = False

    def _load_from_state_dict(self, *arguments: Any, **options: Any) -> None:
        super()._load_from_state_dict(*arguments, **options)
        self._calibrated = False  # the loaded one may have seen no batch

    def forward(self, values: Tensor) -> Tensor:
        """Return the quantized activations."""
        if not values.is_floating_point():
            kind = str(values.dtype).removeprefix("torch.")
            raise InputError(f"activations must be of a floating-point type, got {kind}")
        clip = self.clip
        if self.training or self._uncalibrated():
            clip = self._batch_clip(values)
            if not self.training:  # a compiled graph cannot be asked which of the two it will be
                clip = torch.where(self.batches > 0, self.clip, clip)
        low = -clip if self.signed else torch.zeros_like(clip)
        numbers = clip.to(values.dtype), low.to(values.dtype)
        return _StraightThrough.apply(values, *numbers, self.bits, self.gradient_bits)

    @torch.no_grad()
    def _batch_clip(self, values: Tensor) -> Tensor:
        """Return the clip of a batch; in training, the running one follows it."""
        if values.numel() == 0:
            return self.clip
        range_ = torch.finfo(values.dtype)
        wide = values.to(WORKING.get(values.dtype, torch.float32))  # squares overflow in 16 bits
        clip = sawb_clip(wide, self.bits).abs().clamp(range_.tiny**0.5, range_.max / 2)
        clip = clip.to(self.clip.dtype)
        if self.training:
            # A batch that overflowed, whose step a gradient scaler skips, leaves no trace.
            sound = clip.isfinite()
            self.batches.add_(sound)
            share = 1 / self.batches.clamp(min=1).to(clip.dtype)  # the first batch's is taken over
            if self.momentum is not None:
                share = share.clamp(min=self.momentum)
            self.clip.lerp_(torch.where(sound, clip, self.clip), share)
        return clip

    def _uncalibrated(self) -> bool:
        if not self._calibrated and (torch.compiler.is_compiling() or self.batches.is_meta):
            return True
        if not self._calibrated:
            self._calibrated = int(self.batches) > 0
            if not self._calibrated:
                warnings.warn(
                    "activations have no clip before a batch of training; this batch's own is"
                    " used: run some batches in train() mode, without gradients if need be",
                    UncalibratedWarning,
                    stacklevel=3,
                )
                return True
        return False

    def extra_repr(self) -> str:
        """Return what the module's description shows."""
        return f"bits={self.bits}, signed={self.signed}, gradient_bits={self.gradient_bits}"


class _StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, values: Tensor, clip: Tensor, low: Tensor, bits: int, gradient_bits: int | None
    ) -> Tensor:
        ctx.save_for_backward((values >= low) & (values <= clip))
        ctx.gradient_bits = gradient_bits
        unit = (clip - low) / (2**bits - 1)
        clipped = torch.minimum(torch.maximum(values, low), clip)
        return low + ((clipped - low) / unit).round() * unit

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:  # type: ignore[override]
        (kept,) = ctx.saved_tensors
        passed = gradients[0] * kept
        if ctx.gradient_bits is not None:
            passed = logarithmic_unbiased(passed, ctx.gradient_bits)
        return passed, None, None, None, None

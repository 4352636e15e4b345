"""Multi-layer perceptrons with a leading seed axis: all seeds train as one batched program.

Every weight has shape (seeds, in, out). Seeds never mix: each member's loss depends on its own
slice only, and the optimizers act elementwise, so a member's run is the one it would do alone up
to the order of floating-point sums.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 (PyTorch's own customary name)
from torch import Tensor, nn

from askewtheory.errors import InputError

ACTIVATIONS = {"relu": F.relu, "leaky_relu": F.leaky_relu, "tanh": torch.tanh}
QUANTIZE = {"all": slice(None), "hidden": slice(1, -1), "none": slice(0)}
"""Which of a network's layers, in their order, have levels."""

NORM_MOMENTUM, NORM_SMALL = 0.1, 1e-5
"""As in PyTorch's own batch normalization."""


class Network(nn.Module):
    """One perceptron for each seed.

    Parameters
    ----------
    widths
        Numbers of neurons, from the input to the output.
    seeds
        One member is initialised from each; a member does not depend on the others.
    activation
        ``"relu"``, ``"leaky_relu"`` (slope 0.01) or ``"tanh"``, between the layers.
    bias
        Whether layers have biases; they are never quantized.
    batch_norm
        Whether hidden layers are normalized (without trainable parameters) before the activation.
    quantize
        Which weight matrices have levels: ``"all"``, ``"hidden"`` (neither first nor last) or
        ``"none"``.
    init
        ``"torch"`` (uniform on +-1/sqrt(fan in), PyTorch's default), or a number r for uniform
        on [-r, r]; biases likewise.
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        seeds: Sequence[int],
        activation: str = "relu",
        bias: bool = True,
        batch_norm: bool = False,
        quantize: str = "all",
        init: str | float = "torch",
    ) -> None:
        super().__init__()
        if activation not in ACTIVATIONS:
            raise InputError(
                f"activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}."
            )
        self.activation, self.quantize = ACTIVATIONS[activation], check_quantize(quantize)
        generators = [torch.Generator().manual_seed(2 * seed + 1) for seed in seeds]
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for fan_in, fan_out in itertools.pairwise(widths):
            bound = _bound(init, fan_in)
            self.weights.append(_uniform((fan_in, fan_out), bound, generators))
            if bias:
                self.biases.append(_uniform((1, fan_out), bound, generators))
        self.batch_norm = batch_norm
        for number, width in enumerate(widths[1:-1] if batch_norm else ()):
            self.register_buffer(f"mean_{number}", torch.zeros(len(seeds), 1, width))
            self.register_buffer(f"variance_{number}", torch.ones(len(seeds), 1, width))

    def quantized_weights(self) -> list[Tensor]:
        """Return the weight matrices that have levels."""
        return list(self.weights)[QUANTIZE[self.quantize]]

    def begin(self) -> None:
        """Begin a pass over some data; nothing is carried from batch to batch."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs, shape (seeds, n, out), for inputs (n, in) or (seeds, n, in)."""
        h = x if x.dim() == 3 else x.expand(len(self.weights[0]), *x.shape)
        last = len(self.weights) - 1
        for number, weight in enumerate(self.weights):
            if len(self.biases):
                h = torch.baddbmm(self.biases[number], h, weight)
            else:
                h = torch.bmm(h, weight)
            if number < last:
                h = self.activation(self._normalized(h, number) if self.batch_norm else h)
        return h

    def _normalized(self, h: Tensor, number: int) -> Tensor:
        running = getattr(self, f"mean_{number}"), getattr(self, f"variance_{number}")
        if not self.training:
            return (h - running[0]) / (running[1] + NORM_SMALL).sqrt()
        mean, variance = h.mean(1, keepdim=True), h.var(1, keepdim=True, unbiased=False)
        unbiased = variance.detach() * h.shape[1] / max(h.shape[1] - 1, 1)
        running[0].lerp_(mean.detach(), NORM_MOMENTUM)
        running[1].lerp_(unbiased, NORM_MOMENTUM)
        return (h - mean) / (variance + NORM_SMALL).sqrt()


def check_quantize(quantize: str) -> str:
    """Return the name of a choice of layers; an unknown one is an ``InputError``."""
    if quantize not in QUANTIZE:
        raise InputError(f"quantize must be one of {', '.join(QUANTIZE)}, got {quantize!r}.")
    return quantize


def losses(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return each seed's mean loss: logistic for one output, else cross-entropy.

    Parameters
    ----------
    outputs
        Shape (seeds, n, out).
    targets
        Classes 0, 1, ..., shape (n,) or (seeds, n).

    Returns
    -------
    Tensor
        Shape (seeds,).
    """
    wanted = targets.expand(outputs.shape[:2])
    if outputs.shape[2] == 1:
        signed = (2 * wanted - 1) * outputs[..., 0]
        return F.softplus(-signed).mean(1)
    each = F.cross_entropy(outputs.flatten(0, 1), wanted.flatten(), reduction="none")
    return each.view(outputs.shape[:2]).mean(1)


def accuracies(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return each seed's share of right predictions in percent, shape (seeds,)."""
    predicted = outputs[..., 0] > 0 if outputs.shape[2] == 1 else outputs.argmax(2)
    return 100 * (predicted == targets).double().mean(1)


def _bound(init: str | float, fan_in: int) -> float:
    if init == "torch":
        return fan_in**-0.5
    if isinstance(init, bool) or not isinstance(init, int | float) or not init >= 0:
        raise InputError(f"init must be 'torch' or a number of at least 0, got {init!r}.")
    return float(init)


def _uniform(
    shape: tuple[int, int], bound: float, generators: Sequence[torch.Generator]
) -> nn.Parameter:
    drawn = [torch.rand(shape, generator=generator) for generator in generators]
    return nn.Parameter((2 * torch.stack(drawn) - 1) * bound)

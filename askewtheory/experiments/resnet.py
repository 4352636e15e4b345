"""Residual networks as the report trains them: no biases, batch norm without trainable weights.

He et al. (2016): ResNet-18 has four stages of two blocks of widths w, 2w, 4w, 8w, ResNet-20 has
three stages of three blocks of widths w, 2w, 4w. The convolution before them is 3 x 3 without
pooling for small images, 7 x 7 of stride 2 with pooling for large ones.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 (PyTorch's own customary name)
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.experiments.network import QUANTIZE, check_quantize
from askewtheory.optim import QuantizedActivation

BLOCKS = {"resnet18": (2, 2, 2, 2), "resnet20": (3, 3, 3)}
STEMS = ("small", "large")


class Block(nn.Module):
    """Two 3 x 3 convolutions and a shortcut, 1 x 1 where the shape changes."""

    def __init__(self, channels: int, width: int, stride: int, activation_bits: int) -> None:
        super().__init__()
        self.first = _convolution(channels, width, 3, stride)
        self.second = _convolution(width, width, 3, 1)
        self.norms = nn.ModuleList(_norm(width) for _ in range(2))
        self.activations = nn.ModuleList(activation(activation_bits) for _ in range(2))
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels != width:
            self.shortcut = nn.Sequential(_convolution(channels, width, 1, stride), _norm(width))

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output."""
        h = self.activations[0](self.norms[0](self.first(x)))
        return self.activations[1](self.norms[1](self.second(h)) + self.shortcut(x))


class ResNet(nn.Module):
    """A residual network for images.

    Parameters
    ----------
    name
        ``"resnet18"`` or ``"resnet20"``.
    channels
        Of the images.
    classes
        Outputs.
    width
        Channels of the first stage (64 for ResNet-18, 16 for ResNet-20 as published).
    stem
        ``"small"`` or ``"large"``, see this module's docstring.
    quantize
        Which weights have levels: ``"all"``, ``"hidden"`` (neither the first convolution nor the
        last layer) or ``"none"``.
    activation_bits
        32 for plain ReLU, else ReLU and then :class:`~askewtheory.optim.QuantizedActivation`.

    Raises
    ------
    InputError
        If name, stem or quantize is none of these.
    """

    def __init__(
        self,
        name: str,
        channels: int,
        classes: int,
        *,
        width: int = 64,
        stem: str = "small",
        quantize: str = "all",
        activation_bits: int = 32,
    ) -> None:
        super().__init__()
        for entry, value, known in (("name", name, BLOCKS), ("stem", stem, STEMS)):
            if value not in known:
                raise InputError(f"{entry} must be one of {', '.join(known)}, got {value!r}.")
        self.quantize, self.large = check_quantize(quantize), stem == "large"
        size, stride = (7, 2) if self.large else (3, 1)
        self.first = _convolution(channels, width, size, stride)
        self.norm = _norm(width)
        self.activation = activation(activation_bits)
        blocks, before = [], width
        for stage, count in enumerate(BLOCKS[name]):
            after = width * 2**stage
            for number in range(count):
                step = 2 if stage and not number else 1
                blocks.append(Block(before, after, step, activation_bits))
                before = after
        self.blocks = nn.Sequential(*blocks)
        self.last = nn.Linear(before, classes, bias=False)
        # Convolutions are faster with the channels last; with fewer than eight of them
        # PyTorch 2.13 writes beyond its memory on the CPU (free(): invalid next size).
        self.layout = torch.contiguous_format if width % 8 else torch.channels_last
        self.to(memory_format=self.layout)  # pyright: ignore[reportCallIssue]

    def quantized_weights(self) -> list[Tensor]:
        """Return the weights that have levels."""
        return [p for p in self.parameters() if p.dim() > 1][QUANTIZE[self.quantize]]

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs, shape (n, classes), for images (n, channels, height, width)."""
        h = self.activation(self.norm(self.first(x.to(memory_format=self.layout))))
        if self.large:
            h = F.max_pool2d(h, 3, stride=2, padding=1)
        return self.last(self.blocks(h).mean((2, 3)))


def _convolution(channels: int, width: int, size: int, stride: int) -> nn.Conv2d:
    return nn.Conv2d(channels, width, size, stride, padding=size // 2, bias=False)


def activation(bits: int) -> nn.Module:
    """Return ReLU, and the rounding to few bits, whose clip is this place's own."""
    return nn.ReLU() if bits == 32 else nn.Sequential(nn.ReLU(), QuantizedActivation(bits))


def _norm(width: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(width, affine=False)

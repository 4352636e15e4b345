"""Perceptrons of PyTorch's own layers, as the recipe and few-bit activations need them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from torch import Tensor, nn

from askewtheory.experiments.network import QUANTIZE, check_quantize
from askewtheory.experiments.resnet import activation


class Layers(nn.Sequential):
    """Linear layers with ReLU between them.

    Parameters
    ----------
    widths
        Numbers of neurons, from the input to the output.
    bias
        Whether layers have biases; they are never quantized.
    quantize
        Which weight matrices have levels: ``"all"``, ``"hidden"`` (neither first nor last) or
        ``"none"``.
    activation_bits
        32 for plain ReLU, else ReLU and then :class:`~askewtheory.optim.QuantizedActivation`.

    Raises
    ------
    InputError
        If ``quantize`` or ``activation_bits`` is none of these.
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        bias: bool = True,
        quantize: str = "all",
        activation_bits: int = 32,
    ) -> None:
        pairs = list(itertools.pairwise(widths))
        linear = [nn.Linear(*pair, bias=bias) for pair in pairs]
        between = [activation(activation_bits) for _ in pairs[1:]]
        super().__init__(*itertools.chain(*zip(linear, between, strict=False)), linear[-1])
        self.quantize = check_quantize(quantize)

    def quantized_weights(self) -> list[Tensor]:
        """Return the weight matrices that have levels."""
        weights = [layer.weight for layer in self if isinstance(layer, nn.Linear)]
        return weights[QUANTIZE[self.quantize]]

"""A word-level language model: embedding, LSTM, and a linear layer over the vocabulary.

The setting of Xu et al. (2018) and Bai, Wang and Liberty (ProxQuant, 2019): one layer of 300
units, the hidden state carried from window to window within a pass over the text.
"""

from __future__ import annotations

from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.experiments.network import QUANTIZE, check_quantize

START = 0.1
"""Embedding and last layer start uniformly on [-START, START], biases of the latter at zero."""


class LanguageModel(nn.Module):
    """Predicts each next word of several strands of text at once.

    Parameters
    ----------
    words
        Size of the vocabulary.
    units
        Size of the embedding and of the LSTM's state.
    layers
        LSTM layers.
    dropout
        Probability, on the embedding, between layers, and before the last layer.
    quantize
        Which matrices have levels: ``"all"``, ``"hidden"`` (the LSTM's only) or ``"none"``; biases
        never have.

    Raises
    ------
    InputError
        If ``quantize`` is none of these or the dropout no probability.
    """

    def __init__(
        self,
        words: int,
        *,
        units: int = 300,
        layers: int = 1,
        dropout: float = 0.5,
        quantize: str = "all",
    ) -> None:
        super().__init__()
        if not 0 <= dropout < 1:
            raise InputError(f"dropout must be at least 0 and below 1, got {dropout!r}.")
        self.quantize = check_quantize(quantize)
        self.embedding = nn.Embedding(words, units)
        between = dropout if layers > 1 else 0.0  # PyTorch warns of dropout within one layer
        self.recurrent = nn.LSTM(units, units, layers, dropout=between, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Linear(units, words)
        for weight in (self.embedding.weight, self.last.weight):
            nn.init.uniform_(weight, -START, START)
        nn.init.zeros_(self.last.bias)
        self.state: tuple[Tensor, Tensor] | None = None

    def begin(self) -> None:
        """Forget the hidden state: a new pass over a text begins."""
        self.state = None

    def quantized_weights(self) -> list[Tensor]:
        """Return the matrices that have levels."""
        return [p for p in self.parameters() if p.dim() > 1][QUANTIZE[self.quantize]]

    def forward(self, words: Tensor) -> Tensor:
        """Return the next words' logits.

        Parameters
        ----------
        words
            Shape (strands, window); the hidden state goes on from the call before.

        Returns
        -------
        Tensor
            Shape (strands window, words), strand by strand.
        """
        h, state = self.recurrent(self.dropout(self.embedding(words)), self.state)
        self.state = tuple(part.detach() for part in state)  # the gradient ends here
        return self.last(self.dropout(h)).flatten(0, 1)

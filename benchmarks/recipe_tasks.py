"""What ``benchmarks.recipe`` trains: digits, Fashion-MNIST, and a small transformer for text."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn

from askewtheory.experiments.data import load_data
from askewtheory.experiments.text import python_docs

Part = tuple[Tensor, Tensor]
WINDOW = 32
"""Words that a transformer sees."""


class Task(NamedTuple):
    """Training, validation and test part, what makes a network, and the budget of a run."""

    parts: tuple[Part, Part, Part]
    network: Callable[[], nn.Module]
    epochs: int
    batch: int
    choosing: range
    """Seeds of the tries."""

    @property
    def steps(self) -> int:
        """How many steps a run makes."""
        return self.epochs * -(-len(self.parts[0][0]) // self.batch)


def digits() -> Task:
    """Return scikit-learn's digits with 64-128-128-10."""
    images, classes = load_digits(return_X_y=True)
    rest, test, rest_y, test_y = train_test_split(
        images / 16, classes, test_size=360, random_state=0, stratify=classes
    )
    train, valid, train_y, valid_y = train_test_split(
        rest, rest_y, test_size=300, random_state=1, stratify=rest_y
    )
    pairs = (train, train_y), (valid, valid_y), (test, test_y)
    one, two, three = ((torch.tensor(x, dtype=torch.float32), torch.tensor(y)) for x, y in pairs)
    return Task((one, two, three), lambda: normalized([64, 128, 128, 10]), 30, 64, range(2))


def fashion() -> Task:
    """Return Fashion-MNIST with 784-256-256-10; of its training images the last 10,000 validate."""
    data = load_data("fashion-mnist")
    x, y, kept = data.train_x, data.train_y, len(data.train_y) - 10_000
    parts = (x[:kept], y[:kept]), (x[kept:], y[kept:]), (data.test_x, data.test_y)
    return Task(parts, lambda: normalized([784, 256, 256, 10]), 3, 128, range(1))


def text() -> Task:
    """Return Python's own help, of which a transformer of two layers predicts each next word."""
    found = python_docs()
    one, two, three = (_windows(torch.tensor(p)) for p in (found.train, found.valid, found.test))
    return Task((one, two, three), lambda: Transformer(len(found.words)), 10, 32, range(1))


TASKS: dict[str, Callable[[], Task]] = {"digits": digits, "fashion-mnist": fashion, "text": text}


def normalized(widths: list[int]) -> nn.Sequential:
    """Return linear layers without biases, each normalized, with ReLU between them."""
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(widths):
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Attention(nn.Module):
    """Causal self-attention of linear layers, which the recipe quantizes."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.inputs, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Return what each word takes from those before it, shape (n, window, width)."""
        parts = self.inputs(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(*parts, is_causal=True)
        return self.output(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Attention and a perceptron, each on a normalized input and added to it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.Sequential(nn.LayerNorm(width), Attention(width, heads))
        wide = nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        self.perceptron = nn.Sequential(nn.LayerNorm(width), *wide)

    def forward(self, x: Tensor) -> Tensor:
        """Return the words' new vectors."""
        x = x + self.attention(x)
        return x + self.perceptron(x)


class Transformer(nn.Module):
    """Two blocks of width 64 with four heads; embeddings are not quantized."""

    def __init__(self, words: int, width: int = 64, heads: int = 4) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Parameter(0.02 * torch.randn(WINDOW, width))
        self.blocks = nn.Sequential(Block(width, heads), Block(width, heads), nn.LayerNorm(width))
        self.last = nn.Linear(width, words)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits of the next words, shape (n, window, words), for words (n, window)."""
        return self.last(self.blocks(self.words(x) + self.places))


def _windows(words: Tensor) -> Part:
    count = (len(words) - 1) // WINDOW
    here, following = words[: count * WINDOW], words[1 : count * WINDOW + 1]
    return here.view(count, WINDOW), following.view(count, WINDOW)

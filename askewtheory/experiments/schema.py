"""What the entries of an experiment may be, with their bounds and their defaults."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from askewtheory.experiments.choices import Choice
from askewtheory.reading import decimal, integer, several, text

Name = Annotated[str, text(100)]
MOST_EPOCHS, MOST_SEEDS = 100_000, 1000
_LARGE = 1e30
"""Beyond it, squares overflow float32."""
Finite = Annotated[float, decimal(_LARGE, least=-_LARGE)]
Epoch = Annotated[int, integer(1, MOST_EPOCHS)]
Mean = Annotated[list[Finite], several(1, 2, "numbers, a mean and a deviation")]

Decided = Annotated[UnsetType, Meta(description="left to the training")]
"""The experiment decides, or nothing can."""


class File(Struct, forbid_unknown_fields=True):
    """The tables of an experiment's file."""

    data: dict[str, Any]
    model: dict[str, Any]
    training: dict[str, Any]
    methods: dict[str, Any]
    title: Annotated[str, text(300)] = ""
    description: Annotated[str, text(5000)] = ""
    printed: dict[str, Any] = {}
    readings: dict[str, Any] = {}
    choices: Annotated[
        list[str | Choice], several(0, 100, "texts, or tables of a text and what it is about")
    ] = []


class Data(Struct, forbid_unknown_fields=True):
    """A data set and its keywords; which of them it takes, :mod:`.data` says."""

    name: Name
    data_dir: Annotated[str, text(4096)] = ""
    download: bool = False
    evaluate: Literal["test", "train", "valid"] = "test"
    train: Annotated[int, integer(1, 10_000_000)] = 1
    test: Annotated[int, integer(1, 10_000_000)] = 1
    samples: Annotated[int, integer(1, 10_000_000)] = 1
    dimension: Annotated[int, integer(1, 100_000)] = 1
    noise: Annotated[float, decimal(1e6)] = 0.0
    seed: Annotated[int, integer(0, 2**31 - 1)] = 0
    size: Annotated[int, integer(1, 4096)] = 1
    resize: Annotated[int, integer(1, 8192)] = 1
    workers: Annotated[int, integer(0, 256)] = 0


Quantize = Literal["all", "hidden", "none"]
Widths = Annotated[
    list[Annotated[int, integer(1, 100_000)]], several(2, 100, "integers from 1 to 100,000")
]


class Perceptron(Struct, forbid_unknown_fields=True, tag_field="name", tag="perceptron"):
    """A perceptron; it must say its widths."""

    widths: Widths
    activation: Literal["relu", "leaky_relu", "tanh"] = "relu"
    bias: bool = True
    batch_norm: bool = False
    quantize: Quantize = "all"
    init: Literal["torch"] | Annotated[float, decimal(1e6)] = "torch"


class Layers(Struct, forbid_unknown_fields=True, tag_field="name", tag="layers"):
    """A perceptron of PyTorch's own layers, one for each seed; it must say its widths."""

    widths: Widths
    bias: bool = True
    quantize: Quantize = "all"
    activation_bits: Annotated[int, integer(1, 32)] = 32


class ResNet18(Struct, forbid_unknown_fields=True, tag_field="name", tag="resnet18"):
    """A residual network of 18 layers, of which the first block has ``width`` channels."""

    width: Annotated[int, integer(1, 1024)] = 64
    stem: Literal["small", "large"] = "small"
    quantize: Quantize = "all"
    activation_bits: Annotated[int, integer(1, 32)] = 32


class ResNet20(ResNet18, tag="resnet20"):
    """One of 20 layers, for small images."""

    width: Annotated[int, integer(1, 1024)] = 16


class Lstm(Struct, forbid_unknown_fields=True, tag_field="name", tag="lstm"):
    """A language model."""

    units: Annotated[int, integer(1, 10_000)] = 300
    layers: Annotated[int, integer(1, 20)] = 1
    dropout: Annotated[float, decimal(0.999)] = 0.5
    quantize: Quantize = "all"


MODELS: dict[str, type[Struct]] = {
    "perceptron": Perceptron, "layers": Layers,
    "resnet18": ResNet18, "resnet20": ResNet20, "lstm": Lstm,
}  # fmt: skip
"""A perceptron is the default."""


class Training(Struct, forbid_unknown_fields=True):
    """How is trained.

    Learning rates are multiplied by ``factor`` at ``milestones`` (epochs). ``telemetry``: measure
    the skewing force every so many steps; ``double``: compute in float64; ``together``: all seeds
    of a perceptron as one batched program, else each in a process of its own (other models never
    train together); ``augment``: ``"crop-flip"`` for images (moved by up to 4 pixels, of those in
    folders a random part; mirrored half the time) or ``"none"``; ``bfloat16``: products in
    bfloat16 (autocast); ``clip_norm``: the largest norm of a gradient, 0 for any (not for seeds
    that train together); ``window``: steps in time between which a language model's gradient is
    cut; ``recalibrate``: batches on which batch norm's statistics are estimated anew before
    quantized weights are measured (0: the running statistics, which are those of the weights that
    the method trains with).
    """

    epochs: Epoch
    seeds: Annotated[int, integer(1, MOST_SEEDS)]
    batch: Annotated[int, integer(1, 1_000_000)] = 50
    levels: Annotated[list[Finite], several(2, 65_536, "numbers")] = field(
        default_factory=lambda: [-1, 1]
    )
    milestones: Annotated[list[Epoch], several(0, 1000, "positive integers")] = []
    factor: Annotated[float, decimal(1e6, above=0)] = 0.5
    telemetry: Annotated[int, integer(0, 10**9)] = 10
    double: bool = False
    together: bool = True
    augment: Literal["none", "crop-flip"] = "none"
    bfloat16: bool = False
    clip_norm: Annotated[float, decimal(_LARGE)] = 0
    window: Annotated[int, integer(1, 100_000)] = 35
    recalibrate: Annotated[int, integer(0, 1_000_000)] = 0


class Method(Struct):
    """Of a method's entries those that its optimizer does not check in every case."""

    algorithm: Name
    lr: Annotated[float, decimal(1e6, above=0)]
    base: Name = ""
    label: Name = ""
    kind: Name = ""
    rule: Name = ""
    lr_decay: Annotated[float, decimal(100)] = 0
    momentum: Annotated[float, decimal(1e6)] = 0
    anneal_from: Epoch = 1
    anneal_rate: Annotated[float, decimal(1, above=0)] = 1
    start: Annotated[int, integer(0, 10**9)] = 0
    per_channel: bool = False
    freeze_scale: bool = False
    clip_latents: bool = False
    stochastic: bool = False
    nesterov: bool = False
    maximize: bool = False
    foreach: bool = False
    fused: bool = False
    compile: bool = False
    levels: Decided = UNSET
    differentiable: Decided = UNSET
    telemetry: Decided = UNSET


Keyword = Annotated[str, text(200)] | bool | Finite | list[Finite]
"""What any other keyword of an optimizer may be."""


class Printed(Struct, forbid_unknown_fields=True):
    """What the report prints for a method."""

    loss: Mean = []
    accuracy: Mean = []
    quantized_loss: Mean = []
    quantized_accuracy: Mean = []
    perplexity: Mean = []
    quantized_perplexity: Mean = []


class Experiments(Struct, forbid_unknown_fields=True):
    """Of how many experiments the report prints means."""

    n: Annotated[int, integer(1, 1_000_000)] = 1

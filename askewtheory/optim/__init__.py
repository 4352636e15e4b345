"""PyTorch optimizers for quantized weights: the skewed-gradient method and its rivals.

Needs the extra ``torch``. Every optimizer here has levels and a scale per parameter group, takes
``step()``, and gives its quantized weights by ``quantized()``; the function of the same name lets a
model carry them, and ``export`` writes them.
"""

# ruff: noqa: E402  (the requirement comes before what needs it)
from askewtheory.errors import require

require("torch", extra="torch")
require("msgspec", extra="torch")

from askewtheory.optim.activations import QuantizedActivation, UncalibratedWarning
from askewtheory.optim.admissible import GroupCheck, check_optimizer, watch_gradients
from askewtheory.optim.askewsgd import ASkewSGD
from askewtheory.optim.base import Quantizing, SilentForceWarning
from askewtheory.optim.binary_connect import STE, BinaryConnect
from askewtheory.optim.contents import QuantizedTensor
from askewtheory.optim.context import latents, quantized, quantized_copy
from askewtheory.optim.epsilon import EpsilonSchedule
from askewtheory.optim.export import export, load_quantized
from askewtheory.optim.logarithmic import LUQ, logarithmic_unbiased
from askewtheory.optim.plain import FullPrecision
from askewtheory.optim.proximal import BinaryRelax, ProjectedGradient, ProxConnect, ProxQuant
from askewtheory.optim.sizes import SizeTable
from askewtheory.optim.skewed import Skewed
from askewtheory.optim.telemetry import Telemetry

__all__ = [
    "GroupCheck",
    "check_optimizer",
    "watch_gradients",
    "ASkewSGD",
    "Skewed",
    "BinaryConnect",
    "STE",
    "ProxQuant",
    "ProxConnect",
    "BinaryRelax",
    "ProjectedGradient",
    "LUQ",
    "FullPrecision",
    "QuantizedActivation",
    "UncalibratedWarning",
    "EpsilonSchedule",
    "quantized",
    "quantized_copy",
    "latents",
    "export",
    "load_quantized",
    "QuantizedTensor",
    "logarithmic_unbiased",
    "SizeTable",
    "Telemetry",
    "Quantizing",
    "SilentForceWarning",
]

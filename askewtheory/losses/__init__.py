"""Synthetic losses with declared constants: see ``base`` for what is declared and how.

Separable losses apply one scalar formula (``formulas``) to each coordinate and add up; each
parameter may be a number or one number for each coordinate. The others are in ``joint``.
"""

from askewtheory.losses.base import LoopParts, Loss
from askewtheory.losses.joint import Logistic, UserLoss
from askewtheory.losses.registry import LOSSES, parse_loss
from askewtheory.losses.separable import (
    Cosine,
    DoubleWell,
    Huber,
    Linear,
    Power,
    Quadratic,
    Saturating,
    Separable,
)

__all__ = [
    "Loss",
    "LoopParts",
    "Separable",
    "Quadratic",
    "Huber",
    "Linear",
    "Power",
    "Cosine",
    "Saturating",
    "DoubleWell",
    "Logistic",
    "UserLoss",
    "LOSSES",
    "parse_loss",
]

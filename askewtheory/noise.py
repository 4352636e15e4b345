"""Noise oracles: unbiased gradients with declared variance, drawn by counter.

An oracle returns g-hat with E[g-hat | w] = gradient(w). Its variance is E|g-hat - gradient|^2 over
the *whole vector*: d sigma^2 where each coordinate has standard deviation sigma. Draw number k of
a seed does not depend on anything else (see ``askewtheory.streams``).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import number
from askewtheory.losses.base import Loss
from askewtheory.losses.registry import parse_named

NONE, GAUSSIAN, TWO_POINT, MINI_BATCH = range(4)
"""Codes of the oracles in compiled loops."""


class Noise(ABC):
    """An unbiased gradient oracle."""

    name: ClassVar[str]
    code: ClassVar[int]

    @abstractmethod
    def variance(self, loss: Loss, w: Any) -> float:
        """Return E|g-hat - gradient(w)|^2 at one point ``w`` of shape (d,)."""

    @abstractmethod
    def variance_bound(self, loss: Loss, dimension: int) -> float:
        """Return a bound on the variance over all points."""

    def check(self, loss: Loss) -> None:  # noqa: B027 (most oracles serve every loss)
        """Refuse a loss that the oracle cannot serve."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return name and parameters."""


@dataclass(frozen=True)
class Additive(Noise):
    """Independent noise of standard deviation ``sigma`` (exact or float) on each coordinate.

    Parameters
    ----------
    sigma
        Finite and at least 0, in units of the gradient; the variance of d coordinates is d sigma^2.

    Raises
    ------
    InputError
        If ``sigma`` is out of range.
    """

    sigma: Any

    def __init__(self, sigma: Any = 1) -> None:
        value = number(sigma, "sigma")
        if value < 0 or not math.isfinite(value):
            raise InputError(f"sigma must be finite and at least 0, got {sigma}")
        object.__setattr__(self, "sigma", value)

    def variance(self, loss: Loss, w: Any) -> float:
        """Return d sigma^2."""
        return self.variance_bound(loss, np.size(w))

    def variance_bound(self, loss: Loss, dimension: int) -> float:
        """Return d sigma^2."""
        return dimension * float(self.sigma) ** 2

    def to_dict(self) -> dict[str, Any]:
        """Return name and parameters."""
        return {"name": self.name, "sigma": self.sigma}


class Gaussian(Additive):
    """Normal noise of standard deviation ``sigma`` on each coordinate.

    Parameters
    ----------
    sigma
        Finite, at least 0; exact or float.

    Raises
    ------
    InputError
        If ``sigma`` is negative or not finite.
    """

    name, code = "gaussian", GAUSSIAN


class TwoPoint(Additive):
    """+sigma or -sigma on each coordinate, each with probability 1/2: bounded, and rational.

    Parameters
    ----------
    sigma
        Finite, at least 0; exact or float.

    Raises
    ------
    InputError
        If ``sigma`` is negative or not finite.
    """

    name, code = "two-point", TWO_POINT


@dataclass(frozen=True)
class MiniBatch(Noise):
    """The mean gradient of ``size`` terms of a finite sum, drawn uniformly with replacement.

    Parameters
    ----------
    size
        How many terms, at least 1.

    Raises
    ------
    InputError
        If ``size`` is not a whole number of at least 1.
    """

    size: int
    name: ClassVar[str] = "mini-batch"
    code: ClassVar[int] = MINI_BATCH

    def __init__(self, size: Any = 1) -> None:
        whole = int(size) if isinstance(size, Fraction) and size.denominator == 1 else size
        if isinstance(whole, bool) or not isinstance(whole, int) or whole < 1:
            raise InputError(f"size must be an integer of at least 1, got {size!r}")
        object.__setattr__(self, "size", whole)

    def check(self, loss: Loss) -> None:
        """Refuse a loss that is not a finite sum."""
        if loss.samples is None:
            raise InputError(f"noise mini-batch needs a finite sum such as logistic, got {loss!r}")

    def variance(self, loss: Any, w: Any) -> float:
        """Return (mean of the terms' squared gradients - |gradient|^2) / size."""
        self.check(loss)
        terms = loss.term_gradients(w)
        centered = terms - terms.mean(axis=0)
        return float((centered**2).sum(axis=1).mean() / self.size)

    def variance_bound(self, loss: Any, dimension: int) -> float:
        """Return the largest squared gradient of a term, over the size."""
        self.check(loss)
        return loss.term_norm_bound() ** 2 / self.size

    def to_dict(self) -> dict[str, Any]:
        """Return name and parameters."""
        return {"name": self.name, "size": self.size}


ORACLES: dict[str, type[Noise]] = {
    oracle.name: oracle for oracle in (Gaussian, TwoPoint, MiniBatch)
}
"""Every oracle by its name on the command line; ``none`` is the absence of one."""


def parse_noise(text: str) -> Noise | None:
    """Read a noise oracle.

    Parameters
    ----------
    text : str
        ``"none"``, or a name and after a colon its keyword: ``"gaussian:sigma=1/10"``.

    Returns
    -------
    Noise or None

    Raises
    ------
    InputError
        If the name, a keyword or a number is unknown.
    """
    return None if text.strip() == "none" else parse_named(text, ORACLES, "noise")

"""Fitting a rate: the slope of the median on log axes, with a bootstrap over the runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 200
STRAIGHT = 0.1
"""A decay is a power where its slopes over both halves of the logarithmic range differ from the
whole one's by at most this share of it."""
ROUNDING = 1e-12
"""Rounding errors of values of order one stay below this, those of their squares below its
square."""


@dataclass(frozen=True)
class Slope:
    """A fitted power law.

    Parameters
    ----------
    value, low, high
        The slope of log(median) over log(horizon) and its 95 % interval; None where fewer than
        four points are left to fit, or where the decay is no power.
    region
        Where it was fitted: ``"above the floor"``; ``"no floor"``; ``"too few points above the
        floor"``, and then over all that was observed; ``"too few points above rounding
        errors"`` or ``"no power of the horizon"``, and then nowhere.
    points
        How many horizons entered.
    """

    value: float | None
    low: float | None
    high: float | None
    region: str
    points: int

    def to_dict(self) -> dict[str, Any]:
        """Return the record."""
        return {
            "value": self.value, "low": self.low, "high": self.high,
            "region": self.region, "points": self.points,
        }  # fmt: skip


def fit(
    horizons: np.ndarray,
    values: np.ndarray,
    floor: float,
    *,
    resolution: float = ROUNDING**2,
    seed: int = 0,
) -> Slope:
    """Fit the slope of the median over the runs.

    Parameters
    ----------
    horizons
        Shape (n,), positive.
    values
        Shape (m, n): one row for each run.
    floor
        What the bound does not go below; points above twice the floor are fitted, or all of them
        where fewer than four are.
    resolution
        Medians up to this are rounding errors, which no slope is fitted through.
    seed
        Of the bootstrap, which draws the runs with replacement.
    """
    median = np.median(values, axis=0)
    above = median > max(2 * floor, resolution)
    region = "above the floor" if floor > 0 else "no floor"
    if above.sum() < 4:
        above, region = median > resolution, "too few points above the floor"
    if above.sum() < 4:
        region = "too few points above rounding errors"
        return Slope(None, None, None, region, int(above.sum()))
    x = np.log(horizons[above])
    random = np.random.default_rng(seed)
    rows = random.integers(len(values), size=(RESAMPLES, len(values)))
    medians = np.median(values[:, above][rows], axis=1)
    slopes = _slopes(x, np.log(np.maximum(medians, resolution)))
    low, high = np.quantile(slopes, (0.025, 0.975))
    value = _slopes(x, np.log(median[above])[None])[0]
    if not _straight(x, np.log(median[above]), value):
        return Slope(None, None, None, "no power of the horizon", int(above.sum()))
    return Slope(float(value), float(low), float(high), region, int(above.sum()))


def _straight(x: np.ndarray, y: np.ndarray, slope: float) -> bool:
    """Return whether both halves of a curve fall as the whole does."""
    half = (x[0] + x[-1]) / 2
    parts = [part for part in (x <= half, x >= half) if part.sum() > 1]
    found = [_slopes(x[part], y[part][None])[0] for part in parts]
    return all(abs(one - slope) <= STRAIGHT * abs(slope) for one in found)


def _slopes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the least-squares slope of each row of y over x."""
    centered = x - x.mean()
    return (y * centered).sum(axis=1) / (centered**2).sum()

"""Proximal maps that pull weights towards their nearest levels, and how hard over time.

Each map takes the points x, the cells of the levels and a strength, and returns the pulled points;
q is the level nearest to x. Strength 0 changes nothing; each map tends to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from askewtheory.errors import InputError
from askewtheory.optim.cells import Cells
from askewtheory.optim.settings import check_setting


def soft_threshold(x: Tensor, cells: Cells, strength: Any) -> Tensor:
    """Return the prox of strength * min |x - q|, the W-shaped regularizer of ProxQuant.

    Bai, Wang, Liberty (2019): move towards q by ``strength``, at most onto q.
    """
    q = cells.rounded(x)
    away = x - q
    return q + away.sign() * (away.abs() - strength).clamp(min=0)


def shrink(x: Tensor, cells: Cells, strength: Any) -> Tensor:
    """Return (x + strength q) / (1 + strength), the prox of strength/2 * min (x - q)**2.

    The squared regularizer of ProxQuant, and the relaxation of BinaryRelax (Yin et al., 2018).
    """
    return (x + strength * cells.rounded(x)) / (1 + strength)


def piecewise_linear(x: Tensor, cells: Cells, strength: Any) -> Tensor:
    """Return the continuous piecewise linear quantizer of ProxConnect (Dockhorn et al., 2021).

    Flat on the share ``strength`` (at most 1) of each half gap next to a level, linear between
    (there it passes through the midpoint); at 1 it is rounding.
    """
    flat = min(float(strength), 1.0)
    if flat in (0.0, 1.0):
        return cells.rounded(x) if flat else x
    left, right = cells.ends(x)
    middle = (left + right) / 2
    steep = middle + (x - middle) / (1 - flat)
    return torch.minimum(torch.maximum(steep, left), right)


MAPS: dict[str, Callable[..., Tensor]] = {
    "l1": soft_threshold,
    "squared_l2": shrink,
    "piecewise_linear": piecewise_linear,
}

LARGEST = 60.0
"""Logarithm of the largest growth: e**60 rounds completely and overflows nothing."""

SCHEDULE_DEFAULTS: dict[str, Any] = {
    "strength": 0.0,
    "strength_rate": 0.0,
    "strength_growth": 1.0,
    "start": 0,
    "iteration": 0,
}


def check_schedule(group: dict[str, Any]) -> None:
    """Check a group's prox and schedule."""
    if group["prox"] not in MAPS:
        raise InputError(f"Invalid prox value: {group['prox']!r}, not one of {', '.join(MAPS)}")
    for name in ("strength", "strength_rate", "start", "iteration"):
        check_setting(group, name, 0.0)
    check_setting(group, "strength_growth", 1.0)


def strength_of(group: dict[str, Any]) -> float:
    """Return lambda at the group's iteration: (strength + rate k) growth**k, k = it - start.

    Zero before ``start``.
    """
    k = group["iteration"] - group["start"]
    if k < 0:
        return 0.0
    growth = group["strength_growth"]
    grown = growth ** min(k, LARGEST / math.log(growth)) if growth > 1 else 1.0
    return (group["strength"] + group["strength_rate"] * k) * grown

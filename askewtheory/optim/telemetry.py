"""What a step did, per group: how many weights are feasible, which branch acted, what flipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from askewtheory.optim.cells import Cells, constant
from askewtheory.optim.formula import choose, remoteness_and_slope, skewed
from askewtheory.optim.scales import spread
from askewtheory.optim.settings import Step, is_projected, is_quartic
from askewtheory.optim.update import clip_in


@dataclass(frozen=True)
class Telemetry:
    """Measurements of one step of one group.

    Attributes
    ----------
    step, group : int
        Which step (from 0) and which group (from 0).
    weights : int
        How many weights the group has.
    feasible : float
        Share, from 0 to 1, of weights with psi >= 0 before the step (Definition 3 of the report).
    skewed_along, skewed_against : float
        Shares where the skewing force acted: where the gradient step points inward too, but too
        weakly (S+ of Definition 4), and where it points outward (S-).
    distance : float
        Mean distance to the nearest (scaled) level after the step, in the weights' own units.
    flips : float
        Share of weights whose nearest level changed in the step.
    clipped : float
        Share of weights on which the force acted and was as large as the clip allows.
    not_finite : float
        Share of gradients that were NaN or infinite; such a weight follows its gradient, as
        ``torch.optim.SGD`` would have it, and is lost.
    """

    step: int
    group: int
    weights: int
    feasible: float
    skewed_along: float
    skewed_against: float
    distance: float
    flips: float
    clipped: float
    not_finite: float

    def to_dict(self) -> dict[str, Any]:
        """Return the measurements by name."""
        return asdict(self)


@torch.no_grad()
def measured(
    number: int,
    group: int,
    before: Sequence[Tensor],
    after: Sequence[Tensor],
    gradients: Sequence[Tensor],
    scales: Sequence[Tensor | None],
    cells: Cells,
    step: Step,
) -> Telemetry:
    """Return the measurements of a step that led from ``before`` to ``after``."""
    sums = [
        _sums(*tensors, cells, step)
        for tensors in zip(before, after, gradients, scales, strict=True)
    ]
    weights = sum(w.numel() for w in before)
    shares = [sum(column) / max(weights, 1) for column in zip(*sums, strict=True)]
    return Telemetry(number, group, weights, *shares)


def _sums(
    w: Tensor, after: Tensor, gradient: Tensor, scale: Tensor | None, cells: Cells, step: Step
) -> tuple[float, ...]:
    zero = constant(0.0, cells.dtype, w.device)
    one = constant(1.0, cells.dtype, w.device)
    if step.displaced:
        gradient = (w - gradient) / step.step
    unit = one if scale is None else spread(scale, w)
    x, y, pull = w / unit, after / unit, gradient / unit
    psi, slope = remoteness_and_slope(x, *cells.cell(x), one, step.epsilon, is_quartic(step.kind))
    clip = clip_in(unit, step, cells.dtype, w.device)
    projected = is_projected(step.rule)
    follows, force = skewed(psi, slope, pull, step.alpha, clip, zero, projected)
    along = ~follows & (choose(slope == zero, zero, -pull * slope) >= zero)
    nearest = cells.nearest(y)
    away = (y - cells.value(nearest)).abs() * unit
    flips = nearest != cells.nearest(x)
    feasible = psi >= zero
    clipped = ~follows & (force.abs() >= clip)
    counted = (feasible, along, ~follows & ~along, away, flips, clipped, ~pull.isfinite())
    return tuple(float(each.sum(dtype=torch.float64)) for each in counted)

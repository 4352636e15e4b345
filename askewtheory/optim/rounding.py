"""The level nearest to each point, as machine code over CPU memory.

Tensor operations pass over all points once for each level, and of these comparisons are the slow
ones on a CPU; here a block of points stays in the innermost cache for all levels.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from askewtheory.compiled import compiled
from askewtheory.optim.threads import in_shares

BLOCK = 2048
"""Points of one block."""


@compiled
def _round(points: Any, found: Any, levels: Any, thresholds: Any) -> None:
    """Write the level of each point: one more than the thresholds that it has reached."""
    for start in range(0, points.size, BLOCK):
        x, value = points[start : start + BLOCK], found[start : start + BLOCK]
        value[:] = levels[0]
        for j in range(thresholds.size):
            threshold, level = thresholds[j], levels[j + 1]
            for i in range(x.size):
                value[i] = level if x[i] >= threshold else value[i]


def round_to(levels: Tensor, thresholds: Tensor, x: Tensor) -> Tensor:
    """Return the level of each point: one more than the thresholds that it has reached.

    Parameters
    ----------
    levels, thresholds
        Increasing, of the points' type; one threshold between each two levels.
    x
        Points in CPU memory, of float32 or float64.

    Returns
    -------
    Tensor
        Contiguous. Points that are no numbers reach no threshold.
    """
    found = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    points, result = x.detach().contiguous().view(-1).numpy(), found.view(-1).numpy()
    table = levels.numpy(), thresholds.numpy()

    def share(start: int, stop: int) -> None:
        _round(points[start:stop], result[start:stop], *table)

    in_shares(share, points.size)
    return found

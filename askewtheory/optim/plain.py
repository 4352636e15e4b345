"""The yardstick: full precision, quantized only when asked."""

from __future__ import annotations

from typing import Any

from torch.optim import Optimizer

from askewtheory.optim.base import LEVEL_DEFAULTS
from askewtheory.optim.wrapper import Wrapper


class FullPrecision(Wrapper):
    """A base optimizer that ignores the levels; ``quantized()`` rounds to them all the same.

    Parameters
    ----------
    base
        The optimizer.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`, used for rounding only. By default a scale by
        statistics is that of the present weights.

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    def __init__(
        self,
        base: Optimizer,
        *,
        levels: Any = (-1.0, 1.0),
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = False,
    ) -> None:
        given = locals()
        super().__init__(base, {name: given[name] for name in LEVEL_DEFAULTS})

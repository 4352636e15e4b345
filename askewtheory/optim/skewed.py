"""Skewed: the constraint of the report on the displacement of any base optimizer."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from askewtheory.optim.base import LEVEL_DEFAULTS, local_scale
from askewtheory.optim.forced import Forced
from askewtheory.optim.settings import rests, step_of
from askewtheory.optim.truth import local
from askewtheory.optim.update import advance, fusible, tensor_path
from askewtheory.optim.wrapper import Wrapper


class Skewed(Forced, Wrapper):
    """Constrain the displacement of a base optimizer: section 3 of the report over any base.

    The base moves w to w'. Its velocity is (w' - w) / lr, momentum and preconditioner included;
    where that velocity satisfies the constraint, the base's step is kept bit for bit, elsewhere
    w moves by lr times the skewing force. The constraint is coordinate-wise, so with
    ``rule="projected"`` and a diagonal preconditioner the result is also the projection in the
    preconditioner's own metric. Over ``torch.optim.SGD`` it is :class:`ASkewSGD`, up to rounding.

    Parameters
    ----------
    base
        An optimizer whose groups have a learning rate ``lr``, at least 0 and finite.
    levels, epsilon, alpha, clip, kind, rule, scale, per_channel, block, freeze_scale, telemetry
        As for :class:`askewtheory.optim.ASkewSGD`; groups of the base may have their own.

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
        epsilon: float | Tensor = 1.0,
        alpha: float | Tensor = 0.2,
        clip: float | str = 1.0,
        kind: str = "quadratic",
        rule: str = "printed",
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = True,
        telemetry: int = 0,
    ) -> None:
        names = (*LEVEL_DEFAULTS, "epsilon", "alpha", "clip", "kind", "rule", "telemetry")
        given = locals()
        super().__init__(base, {name: given[name] for name in names})

    def before_base(self) -> dict[Tensor, tuple[Tensor, Tensor | None]]:
        """Keep the points from which the base moves, and their scales."""
        return {
            parameter: (self.latent(parameter).clone(), self.scale(parameter, group))
            for parameter, group in self.quantized_parameters()
            if not rests(group)
        }

    def after_base(self, before: dict[Tensor, tuple[Tensor, Tensor | None]]) -> None:
        """Replace the base's steps that violate the constraint."""
        for index, group in enumerate(self.param_groups):
            params = [p for p in group["params"] if p in before and p.grad is not None]
            kinds = [(before[p][0].dtype, p.device) for p in params]
            for kind in dict.fromkeys(kinds):
                chosen = [p for p, other in zip(params, kinds, strict=True) if other == kind]
                self._skew(index, group, chosen, before)
        self._watch.stepped()

    def _skew(
        self, index: int, group: dict[str, Any], params: list[Tensor], before: dict[Tensor, Any]
    ) -> None:
        cells = self.cells(params[0], group)
        step = step_of(group, cells, displaced=True)
        points = [local(before[p][0]) for p in params]
        others = [local(self.latent(p)) for p in params]
        scales = [local_scale(before[p][1]) for p in params]
        moved = [other.clone() for other in others] if self.measuring(group) else None
        path = "fused" if fusible(points, others, cells) else tensor_path(points)
        fired = advance(points, others, scales, cells, step, path)
        measurable = moved and (points, others, moved, scales, cells, step)
        self.note(index, group, fired, measurable)

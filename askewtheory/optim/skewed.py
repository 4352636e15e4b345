"""Skewed: the constraint of the report on the displacement of any base optimizer."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.optim.base import ForceWatch, local_scale
from askewtheory.optim.settings import check_rate, checked_constraint, plain, step_of
from askewtheory.optim.telemetry import Telemetry, measured
from askewtheory.optim.update import advance, fusible, local, tensor_path
from askewtheory.optim.wrapper import Wrapper


class Skewed(Wrapper):
    """Constrain the displacement of a base optimizer.

    The base moves w to w'. Its velocity is (w' - w) / lr, momentum and preconditioner included;
    where that velocity satisfies the constraint, the base's step is kept bit for bit, elsewhere
    w moves by lr times the skewing force. The constraint is coordinate-wise, so with
    ``rule="projected"`` and a diagonal preconditioner the result is also the projection in the
    preconditioner's own metric.

    Parameters
    ----------
    base
        An optimizer whose groups have a learning rate ``lr``.
    levels, epsilon, alpha, clip, kind, rule, scale, per_channel, freeze_scale, telemetry
        As for :class:`askewtheory.optim.ASkewSGD`; groups of the base may have their own.
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
        freeze_scale: bool = True,
        telemetry: int = 0,
    ) -> None:
        names = ("levels", "epsilon", "alpha", "clip", "kind", "rule", "scale", "per_channel")
        given = locals()
        settings = {name: given[name] for name in (*names, "freeze_scale", "telemetry")}
        self._watch = ForceWatch()
        self._telemetry: list[Telemetry] = []
        super().__init__(base, settings)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.__dict__.setdefault("_watch", ForceWatch())
        self.__dict__.setdefault("_telemetry", [])

    def check_group(self, group: dict[str, Any]) -> None:
        """Check one group's settings."""
        super().check_group(group)
        if group["levels"] is not None:
            check_rate(group.get("lr"))
            checked_constraint(group)

    def before_base(self) -> dict[Tensor, Tensor]:
        """Keep the points from which the base moves, and take the scales there."""
        before = {}
        for parameter, group in self.quantized_parameters():
            before[parameter] = self.latent(parameter).clone()
            self.scale(parameter, group)
        return before

    def after_base(self, before: dict[Tensor, Tensor]) -> None:
        """Replace the base's steps that violate the constraint."""
        for index, group in enumerate(self.param_groups):
            params = [p for p in group["params"] if p in before and p.grad is not None]
            if group["levels"] is None or not params or _zero(group["lr"]):
                continue
            kinds = [(before[p].dtype, p.device) for p in params]
            for kind in dict.fromkeys(kinds):
                chosen = [p for p, other in zip(params, kinds, strict=True) if other == kind]
                self._skew(index, group, chosen, before)
        if not torch.compiler.is_compiling():
            self._watch.stepped()

    def _skew(
        self, index: int, group: dict[str, Any], params: list[Tensor], before: dict[Tensor, Tensor]
    ) -> None:
        cells = self.cells(params[0], group)
        step = step_of(group, cells, displaced=True)
        points = [local(before[p]) for p in params]
        others = [local(self.latent(p)) for p in params]
        scales = [local_scale(self.scale(p, group)) for p in params]
        watching = not torch.compiler.is_compiling()
        measuring = watching and group["telemetry"] and self._watch.steps % group["telemetry"] == 0
        moved = [other.clone() for other in others] if measuring else []
        path = "fused" if fusible(points, others, cells) else tensor_path(points)
        fired = advance(points, others, scales, cells, step, path)
        if watching:
            self._watch.saw(fired)
        if measuring:
            number = self._watch.steps
            report = measured(number, index, points, others, moved, scales, cells, step)
            self._telemetry = [t for t in self._telemetry if t.group != index] + [report]

    @property
    def telemetry(self) -> list[Telemetry]:
        """The last measurements, one for each group, if ``telemetry`` is on."""
        return list(self._telemetry)

    def warn_if_silent(self) -> None:
        """Warn, once, if steps were taken and the skewing force never acted."""
        self._watch.complain()


def _zero(rate: Any) -> bool:
    """Tell whether no step is taken, as far as Python can see without stopping a device."""
    if isinstance(rate, Tensor) and (rate.device.type != "cpu" or torch.compiler.is_compiling()):
        return False
    return plain(rate) == 0

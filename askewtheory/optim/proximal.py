"""Proximal rivals: ProxQuant, ProxConnect, BinaryRelax; and projected gradient."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.feasible import feasible_intervals
from askewtheory.grid import kind_code
from askewtheory.optim.base import LEVEL_DEFAULTS, where_finite
from askewtheory.optim.prox import MAPS, SCHEDULE_DEFAULTS, check_schedule, strength_of
from askewtheory.optim.settings import check_setting, check_whole, plain, rests
from askewtheory.optim.update import sharded
from askewtheory.optim.wrapper import Wrapper


class _Proximal(Wrapper):
    """A wrapper with a proximal map and a schedule of its strength."""

    arrives = True

    heeded = (
        *Wrapper.heeded,
        *("prox", "strength", "strength_rate", "strength_growth", "start"),
    )

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the schedule of the pull."""
        super().check_settings(group)
        check_schedule(group)

    def pulled(self, parameter: Tensor, group: dict[str, Any], strength: float) -> Tensor:
        """Return the proximal map of a parameter's latents."""
        x, scale = self.points(parameter, group)
        result = MAPS[group["prox"]](x, self.cells(parameter, group), strength)
        return sharded(where_finite(x, result * scale), parameter)

    def count(self) -> None:
        """Count one iteration of each group that has gradients."""
        for group in self.param_groups:
            grads = any(parameter.grad is not None for parameter in group["params"])
            if grads and not rests(group):
                group["iteration"] += 1


class ProxQuant(_Proximal):
    """Bai, Wang, Liberty (2019): a base step, then the proximal map of the distance to the levels.

    Parameters
    ----------
    base
        The optimizer that takes the gradient step.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`.
    prox
        ``"l1"`` (W-shaped), ``"squared_l2"`` or ``"piecewise_linear"``.
    strength, strength_rate, start
        lambda_it = strength + strength_rate * (it - start) from iteration ``start`` on, as the
        report has it; the first step has it = 1. Each at least 0.
    strength_growth
        A factor per iteration, for exponential schedules; at least 1.

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
        freeze_scale: bool = True,
        prox: str = "l1",
        strength: float = 0.0,
        strength_rate: float = 1e-4,
        strength_growth: float = 1.0,
        start: int = 0,
    ) -> None:
        settings = _given(locals())
        super().__init__(base, settings)

    def after_base(self, before: Any) -> None:
        """Apply the proximal map."""
        self.count()
        for parameter, group in self.moved_parameters():
            strength = strength_of(group)
            if strength > 0:
                self.latent(parameter).copy_(self.pulled(parameter, group, strength))


class ProxConnect(_Proximal):
    """Dockhorn et al. (2021): gradients at the proximal map of latents that are kept.

    With a strength that rounds it is BinaryConnect. The default map is the continuous piecewise
    linear quantizer, flat on a share ``strength`` of each half gap.

    Parameters
    ----------
    base
        The optimizer that moves the latents.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`.
    prox, strength, strength_rate, strength_growth, start
        As for :class:`ProxQuant`.

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    separate = True

    def __init__(
        self,
        base: Optimizer,
        *,
        levels: Any = (-1.0, 1.0),
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = True,
        prox: str = "piecewise_linear",
        strength: float = 0.0,
        strength_rate: float = 1e-4,
        strength_growth: float = 1.0,
        start: int = 0,
    ) -> None:
        super().__init__(base, _given(locals()))

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the proximal map of the latents."""
        return self.pulled(parameter, group, strength_of(group))

    def after_base(self, before: Any) -> None:
        """Count the iteration; the map is applied where the weights are shown."""
        self.count()


class BinaryRelax(ProxConnect):
    """Yin et al. (2018): the forward pass uses (w + lambda P(w)) / (1 + lambda), lambda growing.

    Parameters
    ----------
    base
        The optimizer that moves the latents.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`.
    strength, strength_growth
        lambda at the first step, at least 0, and its factor per step, at least 1.
    rounding_from
        From this step on, a whole number of at least 0, the forward pass uses P(w) itself (the
        second phase); None: never.

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
        freeze_scale: bool = True,
        strength: float = 1.0,
        strength_growth: float = 1.02,
        rounding_from: int | None = None,
    ) -> None:
        settings = {**_given(locals()), "prox": "squared_l2", "rounding_from": rounding_from}
        Wrapper.__init__(self, base, settings)

    heeded = (*ProxConnect.heeded, "rounding_from")

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the schedule of the pull, and of the second phase."""
        super().check_settings(group)
        if group["rounding_from"] is not None:
            check_whole(group, "rounding_from")

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the relaxed weights, or in the second phase the rounded ones."""
        rounding = group["rounding_from"]
        if rounding is not None and group["iteration"] >= rounding:
            return self.rounded(parameter, group)
        return super().forward_weights(parameter, group)


class ProjectedGradient(Wrapper):
    """A base step, then the projection onto C_epsilon, or onto the levels for ``epsilon=0``.

    A weight goes to the nearest point of the feasible interval of its nearest level.

    Parameters
    ----------
    base
        The optimizer that takes the gradient step.
    levels, scale, per_channel, block, freeze_scale
        As for :class:`askewtheory.optim.ASkewSGD`.
    epsilon, kind
        As there, but epsilon in [0, 1], with 0 for rounding at every step.

    Raises
    ------
    InputError
        If ``base`` cannot serve, as for every wrapper, or a setting is out of range.
    """

    arrives = True

    def __init__(
        self,
        base: Optimizer,
        *,
        levels: Any = (-1.0, 1.0),
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = True,
        epsilon: float = 0.1,
        kind: str = "quadratic",
    ) -> None:
        settings = {**_given(locals(), LEVEL_DEFAULTS), "epsilon": epsilon, "kind": kind}
        super().__init__(base, settings)

    heeded = (*Wrapper.heeded, "epsilon", "kind")

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the settings of the feasible set."""
        super().check_settings(group)
        check_setting(group, "epsilon", 0.0, 1.0)
        kind_code(group["kind"])

    def after_base(self, before: Any) -> None:
        """Project."""
        for parameter, group in self.moved_parameters():
            self.latent(parameter).copy_(self._projected(parameter, group))

    def _projected(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        epsilon = plain(group["epsilon"])
        x, scale = self.points(parameter, group)
        cells = self.cells(parameter, group)
        lower, upper = _bounds(cells.levels, epsilon, group["kind"])
        index = self.indices(parameter, x, group)
        ends = [torch.tensor(end, dtype=x.dtype, device=x.device)[index] for end in (lower, upper)]
        result = torch.minimum(torch.maximum(x, ends[0]), ends[1])
        return sharded(where_finite(x, result * scale), parameter)


def _bounds(levels: tuple[float, ...], epsilon: float, kind: str) -> tuple[list[float], ...]:
    """Return, for each level, the ends of the feasible interval that holds it."""
    if epsilon == 0:
        return list(levels), list(levels)
    import warnings

    from askewtheory.feasible import SeparationWarning
    from askewtheory.grid import Grid

    with warnings.catch_warnings():  # merged intervals are no surprise while epsilon anneals
        warnings.simplefilter("ignore", SeparationWarning)
        intervals = feasible_intervals(Grid(levels), epsilon=epsilon, kind=kind)
    held = [next(pair for pair in intervals if pair[0] <= q <= pair[1]) for q in levels]
    return [low for low, _ in held], [high for _, high in held]


def _given(values: dict[str, Any], names: Any = (*LEVEL_DEFAULTS, "prox")) -> dict[str, Any]:
    """Return the settings among a constructor's arguments, schedules completed."""
    schedule = {} if names is LEVEL_DEFAULTS else SCHEDULE_DEFAULTS
    chosen = {name: values[name] for name in (*names, *schedule) if name in values}
    return {**schedule, **chosen}

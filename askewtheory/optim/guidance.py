"""No silent failure: what makes a quantized network bad without an error is a warning.

Each names its remedy, and is said once per optimizer and group. Nothing here changes a weight.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor

from askewtheory.optim.scales import smallest_scale
from askewtheory.optim.settings import plain
from askewtheory.optim.truth import local

if TYPE_CHECKING:
    from askewtheory.optim.base import Quantizing

CROWDED = 0.95
"""Share of a group's weights at one level from which the levels do not suit them."""

FEW = 20
"""Groups of fewer weights are not judged."""

ARRIVED = 0.05
"""Mean distance to the levels, in gaps, up to which rounding changes little (at random: 0.25)."""


class QuantizationWarning(UserWarning):
    """Quantized weights will be bad, and no error says so."""


class SilentForceWarning(QuantizationWarning):
    """The skewing force has never acted, so the run was plain training."""


@dataclass(frozen=True)
class Usage:
    """How a group's weights lie among its levels.

    Attributes
    ----------
    weights
        How many there are.
    shares
        For each level the share of weights that round to it.
    distance
        Mean distance of the latents to the nearest level, in mean gaps.
    not_finite
        Share of weights that are NaN or infinite.
    unscaled
        How many scales are statistics of weights that are all zero, or that SAWB has none for.
    parts
        The same of each tensor, where the group has several.
    """

    weights: int
    shares: tuple[float, ...]
    distance: float
    not_finite: float
    unscaled: int = 0
    parts: tuple[Usage, ...] = field(default=(), repr=False)

    @property
    def crowded(self) -> bool:
        """Whether nearly all weights round to one level."""
        return self.weights >= FEW and max(self.shares) >= CROWDED

    @property
    def far(self) -> bool:
        """Whether the weights are farther from their levels than these are from each other."""
        return self.weights >= FEW and self.distance > 1.0


@torch.no_grad()
def usage(optimizer: Quantizing, group: dict[str, Any]) -> Usage:
    """Return how a quantized group's weights lie among its levels; shards count their own part."""
    counted = [_counted(optimizer, parameter, group) for parameter in group["params"]]
    whole = _Counts(*map(sum, zip(*counted, strict=True))) if counted else _nothing(group)
    parts = tuple(_as_usage(one, group) for one in counted) if len(counted) > 1 else ()
    return replace(_as_usage(whole, group), parts=parts)


class _Counts(NamedTuple):
    """Sums over weights: how many, how many of them finite, at each level, how far, and scales."""

    weights: int
    finite: int
    levels: Any
    away: float
    unscaled: int


def _nothing(group: dict[str, Any]) -> _Counts:
    return _Counts(0, 0, torch.zeros(len(group["levels"]), device="cpu"), 0.0, 0)


def _counted(optimizer: Quantizing, parameter: Tensor, group: dict[str, Any]) -> _Counts:
    """Count one tensor's weights."""
    x, _unit = optimizer.points(parameter, group)
    weights = x.numel()
    sound = x.isfinite()
    index = optimizer.indices(parameter, x, group)[sound]
    x = x[sound]
    levels = torch.bincount(index.cpu(), minlength=len(group["levels"])).to(torch.float64)
    nearest = optimizer.cells(parameter, group).value(index)
    away = float((x - nearest).abs().sum(dtype=torch.float64))
    scale = optimizer.scale(parameter, group)  # one number for each block, not for each weight
    unscaled = 0 if scale is None else int(_is_lost(local(scale), group).sum())
    return _Counts(weights, x.numel(), levels, away, unscaled)


def _is_lost(scale: Tensor, group: dict[str, Any]) -> Tensor:
    """Tell which scales are statistics that have nothing to go by."""
    return (scale <= smallest_scale(scale.dtype)) & isinstance(group["scale"], str)


def _as_usage(counts: _Counts, group: dict[str, Any]) -> Usage:
    levels, finite = group["levels"], max(counts.finite, 1)
    gap = (levels[-1] - levels[0]) / (len(levels) - 1)
    shares = tuple((counts.levels / finite).tolist())
    lost = (counts.weights - counts.finite) / max(counts.weights, 1)
    return Usage(counts.weights, shares, counts.away / finite / gap, lost, counts.unscaled)


def largest_product(group: dict[str, Any]) -> float:
    """Return the largest value that the remoteness subtracts from epsilon between the levels."""
    levels = group["levels"]
    gap = max(right - left for left, right in itertools.pairwise(levels))
    return (gap / 2) ** (4 if group.get("kind") == "quartic" else 2)


class Guide:
    """Looks at an optimizer at its first step, when quantized weights are taken, and at export."""

    def __init__(self) -> None:
        self._said: set[tuple[str, int]] = set()
        self._started = False

    def say(self, kind: str, index: int, text: str) -> None:
        """Warn, once for each kind and group."""
        if (kind, index) not in self._said:
            self._said.add((kind, index))
            warnings.warn(f"group {index}: {text}", QuantizationWarning, stacklevel=4)

    def started(self, optimizer: Quantizing) -> None:
        """Look at the groups before the first step that moves anything."""
        if not self._started and not torch.compiler.is_compiling():
            self._started = True
            self.look_at_levels(optimizer)
            self._look_at_settings(optimizer)

    def look_at_levels(self, optimizer: Quantizing) -> None:
        """Warn where nearly all weights round to one level, or lie far from every level."""
        for index, group in _groups(optimizer):
            if ("levels", index) in self._said:
                continue
            found = usage(optimizer, group)
            for text in level_notes(found, group):
                self.say("levels", index, text)

    def _look_at_settings(self, optimizer: Quantizing) -> None:
        for index, group in _groups(optimizer):
            for kind, notes in (
                ("scale", scale_notes),
                ("epsilon", epsilon_notes),
                ("frozen", frozen_notes),
            ):
                for text in notes(group):
                    self.say(kind, index, text)

    def look_at_all(self, optimizer: Quantizing) -> None:
        """Look at everything before an export."""
        self.look_at_levels(optimizer)
        for index, group in _groups(optimizer):
            for text in arrival_notes(optimizer, group):
                self.say("arrival", index, text)

    def look_at_clip(self, reports: list[Any]) -> None:
        """Warn where the clip bounds the force nearly everywhere that it acts."""
        for report in reports:
            for text in clip_notes(report):
                self.say("clip", report.group, text)


def level_notes(found: Usage, group: dict[str, Any]) -> list[str]:
    """Say that the levels do not suit the weights."""
    scale = group["scale"]
    remedy = (
        'a scale fits levels to weights: scale="max" or "mean" in the group'
        if scale is None
        else "another scale, or scale per channel or block, spreads them"
    )
    if found.not_finite:
        return [f"{_share(found)} of the weights are NaN or infinite: training has diverged"]
    if found.unscaled:
        return [
            f"{found.unscaled} of the scales have nothing to go by, since the weights are all zero"
            " (or, for sawb, all of one size); give a number as scale, or other weights to start"
            " from"
        ]
    if found.crowded:
        share = max(found.shares)
        level = group["levels"][found.shares.index(share)]
        return [f"{share:.0%} of the weights round to the one level {level:g}; {remedy}"]
    if found.far:
        return [
            f"weights are on average {found.distance:.2g} gaps away from their levels; {remedy}"
        ]
    if bad := [k for k, part in enumerate(found.parts) if part.crowded or part.far]:
        shape = tuple(group["params"][bad[0]].shape)
        return [
            f"in {len(bad)} of {len(found.parts)} tensors, the first of shape {shape}, nearly all"
            f" weights round to one level or lie far from every level; {remedy}"
        ]
    return []


def _share(found: Usage) -> str:
    """Return the share of weights that are no numbers, which is not zero."""
    exact = f"{found.not_finite:.0%}"
    return exact if exact != "0%" else f"{max(1, round(found.not_finite * found.weights))}"


def scale_notes(group: dict[str, Any]) -> list[str]:
    """Say that a scale per channel was asked for where there is none to take."""
    if not group["per_channel"] or isinstance(group["scale"], str):
        return []
    return [
        f"per_channel=True says nothing beside scale={group['scale']}, one for all weights; a"
        ' statistic is taken per channel: scale="max" or "mean" in the group'
    ]


def frozen_notes(group: dict[str, Any]) -> list[str]:
    """Say that weights are to be rounded that no step will lead to the levels."""
    frozen = [p for p in group["params"] if not p.requires_grad]
    if not frozen:
        return []
    return [
        f"{len(frozen)} of {len(group['params'])} tensors do not require a gradient: they are"
        " rounded without being trained; a group with levels=None keeps them as they are"
    ]


def epsilon_notes(group: dict[str, Any]) -> list[str]:
    """Say that epsilon constrains nothing between the levels, and that nothing anneals it."""
    epsilon = group.get("epsilon")
    if epsilon is None or "initial_epsilon" in group:
        return []
    if isinstance(epsilon, Tensor) and epsilon.device.type != "cpu":
        return []  # looking at it would wait for the device
    most = largest_product(group)
    if plain(epsilon) <= most:
        return []
    return [
        f"epsilon {plain(epsilon):g} leaves every weight between the levels free, since it is above"
        f" {most:g}, and no schedule anneals it; start below that, or add an EpsilonSchedule"
    ]


def arrival_notes(optimizer: Quantizing, group: dict[str, Any]) -> list[str]:
    """Say that the weights have not arrived at the levels, for methods that lead them there."""
    if not optimizer.arrives:
        return []
    found = forward_distance(optimizer, group)
    if not found > ARRIVED:
        return []
    if "epsilon" in group:
        remedy = f"anneal epsilon further, it is {plain(group['epsilon']):.3g}"
        if optimizer.moves_by_force:
            remedy += ", and leave some steps after it"
    else:
        remedy = "let the strength of the pull grow further"
    return [
        f"weights are on average {found:.2g} gaps away from their levels, so that rounding changes"
        f" the network; {remedy}"
    ]


@torch.no_grad()
def forward_distance(optimizer: Quantizing, group: dict[str, Any]) -> float:
    """Return how far the weights of the forward pass are from the levels, in mean gaps.

    Weights whose scale has nothing to go by are left out: what is wrong with them is the scale.
    """
    away, count = 0.0, 0
    gap = (group["levels"][-1] - group["levels"][0]) / (len(group["levels"]) - 1)
    for parameter in group["params"]:
        _x, scale = optimizer.points(parameter, group)
        shown, target = local(optimizer.own(parameter)), local(optimizer.rounded(parameter, group))
        part = ((shown - target) / scale).abs()
        part = part[~_is_lost(scale, group).expand_as(part)]
        away += float(part.sum(dtype=torch.float64))
        count += part.numel()
    return away / max(count, 1) / gap


def clip_notes(report: Any) -> list[str]:
    """Say that the clip decides how strong the force is, wherever it acts."""
    acted = report.skewed_along + report.skewed_against
    if acted < 0.01 or report.clipped < 0.99 * acted:
        return []
    return [
        f"the clip bounds the force on {report.clipped / acted:.0%} of the weights on which it"
        " acts, so that alpha has no effect; raise clip or lower alpha"
    ]


def _groups(optimizer: Quantizing) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the groups with levels whose values may be looked at."""
    for index, group in enumerate(optimizer.param_groups):
        hidden = group.get("capturable") or any(p.is_meta for p in group["params"])
        if group["levels"] is not None and not hidden:
            yield index, group


class ForceWatch:
    """Warn once if the skewing force has not acted in the first ``patience`` steps."""

    patience = 1000

    def __init__(self) -> None:
        self.steps = 0
        self.acted: Any = False
        self.warned = False

    def saw(self, fired: Any) -> None:
        """Take note of one step of one group."""
        if self.acted is not True:
            acted = self.acted | (fired > 0) if isinstance(fired, Tensor) else fired > 0
            self.acted = bool(self.acted) or acted if not isinstance(acted, Tensor) else acted

    def stepped(self) -> None:
        """Count a step, and look at the patience."""
        self.steps += 1
        if self.steps == self.patience:
            self.complain()

    def complain(self) -> None:
        """Warn if steps were taken and the force has not acted in any."""
        if self.acted is not True:
            self.acted = bool(self.acted)
        for note in () if self.warned else self.notes():
            self.warned = True
            warnings.warn(note, SilentForceWarning, stacklevel=2)

    def notes(self) -> list[str]:
        """Say that the force has not acted, where steps were taken."""
        if not self.steps or bool(self.acted):
            return []
        return [
            f"the skewing force has not acted in {self.steps} steps: every weight was feasible or"
            " moved inward by itself; a smaller epsilon makes it act"
        ]

"""A readable summary of an optimizer's groups: what the levels, the force and the rate do there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import torch

from askewtheory.errors import InputError
from askewtheory.grid import kind_code
from askewtheory.optim.admissible import check_optimizer
from askewtheory.optim.cells import constant
from askewtheory.optim.formula import remoteness_and_slope
from askewtheory.optim.guidance import (
    Usage,
    arrival_notes,
    clip_notes,
    epsilon_notes,
    frozen_notes,
    level_notes,
    scale_notes,
    usage,
)
from askewtheory.optim.settings import plain

if TYPE_CHECKING:
    from askewtheory.optim.base import Quantizing


@dataclass(frozen=True)
class GroupReport:
    """What is said of one group.

    Attributes
    ----------
    group
        Its index.
    levels
        The levels, or None.
    scale
        The smallest and the largest scale of its parameters, (1, 1) without one.
    usage
        How many weights there are, how they share the levels, and how far from them they are.
    epsilon, feasible
        Epsilon, and the share of weights with psi >= 0; None for methods without one.
    force
        Where the force acted when it was measured last, in words; None for methods without one.
    learning_rate
        Whether it is admissible, and why, in a sentence; None where that is no question.
    notes
        What is wrong, each with its remedy.
    """

    group: int
    levels: tuple[float, ...] | None
    scale: tuple[float, float] | None = None
    usage: Usage | None = None
    epsilon: float | None = None
    feasible: float | None = None
    force: str | None = None
    learning_rate: str | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON would write it."""
        return asdict(self)

    def __str__(self) -> str:
        """Return a few lines for a person."""
        if self.levels is None or self.usage is None or self.scale is None:
            return f"group {self.group}: not quantized"
        shares = ", ".join(
            f"{level:.4g}: {share:.1%}"
            for level, share in zip(self.levels, self.usage.shares, strict=True)
        )
        low, high = (f"{end:.3g}" for end in self.scale)
        lines = [
            f"group {self.group}: {self.usage.weights} weights on {len(self.levels)} levels"
            + (f", scale {low}" + (f" to {high}" if high != low else "")),
            f"  levels        {shares if len(self.levels) <= 8 else _ends(self)}",
            f"  distance      {self.usage.distance:.3f} gaps from the nearest level, on average",
        ]
        if self.epsilon is not None:
            lines.append(f"  epsilon       {self.epsilon:.3g}; feasible: {self.feasible:.1%}")
        if self.force is not None:
            lines.append(f"  force         {self.force}")
        if self.learning_rate is not None:
            lines.append(f"  learning rate {self.learning_rate}")
        lines += [f"  note          {note}" for note in self.notes]
        return "\n".join(fill(line, 100, subsequent_indent=16 * " ") for line in lines)


class Report(tuple[GroupReport, ...]):
    """The reports of all groups; ``str()`` gives a text, and so does printing it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self))

    __repr__ = __str__


@torch.no_grad()
def report(optimizer: Quantizing) -> Report:
    """Return the summary of every group of an optimizer of this package."""
    rates = _learning_rates(optimizer)
    return Report(
        _of_group(optimizer, index, group, rates.get(index))
        for index, group in enumerate(optimizer.param_groups)
    )


def _of_group(
    optimizer: Quantizing, index: int, group: dict[str, Any], rate: str | None
) -> GroupReport:
    if group["levels"] is None or not group["params"]:
        return GroupReport(index, None)
    found = usage(optimizer, group)
    units = [optimizer.points(p, group)[1] for p in group["params"]]
    scale = min(float(u.min()) for u in units), max(float(u.max()) for u in units)
    notes = level_notes(found, group) + scale_notes(group) + epsilon_notes(group)
    notes += frozen_notes(group)
    notes += arrival_notes(optimizer, group)
    measured = [t for t in getattr(optimizer, "looks", []) if t.group == index]
    for one in measured:
        notes += clip_notes(one)
    epsilon = feasible = None
    if "epsilon" in group:
        epsilon, feasible = plain(group["epsilon"]), _feasible(optimizer, group)
    force = None
    if optimizer.moves_by_force:
        force = _force(optimizer, measured)
    notes += optimizer.force_notes()
    return GroupReport(
        index, tuple(group["levels"]), scale, found, epsilon, feasible, force, rate, tuple(notes)
    )


def _feasible(optimizer: Quantizing, group: dict[str, Any]) -> float:
    """Return the share of weights with psi >= 0."""
    inside, count = 0, 0
    for parameter in group["params"]:
        x, _scale = optimizer.points(parameter, group)
        one = constant(1.0, x.dtype, x.device)
        cell = optimizer.cells(parameter, group).cell(x)
        quartic = bool(kind_code(group["kind"]))
        psi, _slope = remoteness_and_slope(x, *cell, one, plain(group["epsilon"]), quartic)
        inside += int((psi >= 0).sum())
        count += x.numel()
    return inside / max(count, 1)


def _force(optimizer: Any, measured: list[Any]) -> str:
    watch = optimizer._watch
    if not measured:
        acted = "has acted" if bool(watch.acted) else "has not acted"
        return f"{acted} in {watch.steps} steps (telemetry=k measures every k-th step)"
    (last,) = measured
    acted = last.skewed_along + last.skewed_against
    return f"acted on {acted:.1%} of the weights in step {last.step}, {last.clipped:.1%} clipped"


def _learning_rates(optimizer: Quantizing) -> dict[int, str]:
    try:
        checks = check_optimizer(optimizer)
    except InputError:  # a method that the theorems are not about
        return {}
    return {check.group: check.sentence for check in checks}


def _ends(report: GroupReport) -> str:
    assert report.levels is not None
    assert report.usage is not None
    most = max(range(len(report.levels)), key=report.usage.shares.__getitem__)
    return (
        f"{report.levels[0]:.4g} to {report.levels[-1]:.4g}; most at {report.levels[most]:.4g}"
        f" ({report.usage.shares[most]:.1%})"
    )

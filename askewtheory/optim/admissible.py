"""Whether an optimizer's learning rate is admissible, for each parameter group.

The theorems need a bound on the gradient, which a network does not declare. What is used instead is
the largest entry seen: an estimate, which a later batch may exceed.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.grid import Grid
from askewtheory.optim.settings import clip_of, plain
from askewtheory.optim.truth import local
from askewtheory.stepsize.admissibility import Admissibility, check

if TYPE_CHECKING:
    from askewtheory.optim.base import Quantizing

_SEEN: WeakKeyDictionary[Optimizer, list[float]] = WeakKeyDictionary()


@dataclass(frozen=True, repr=False)
class GroupCheck:
    """What :func:`check_optimizer` says of one parameter group.

    Parameters
    ----------
    group
        Its index.
    gradient_bound
        The estimate: the largest |entry| of a gradient seen, in units of the scale.
    result
        The check at the group's learning rate, in units of the scale; ``None`` where nothing can
        be checked.
    note
        Where the bound comes from, which is an estimate; or why there is no check.
    beyond
        Parts of the group's step that the theorems do not cover, such as momentum.
    """

    group: int
    gradient_bound: float | None
    result: Admissibility | None
    note: str
    beyond: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON would write it."""
        return {
            "group": self.group,
            "gradient_bound": self.gradient_bound,
            "result": self.result and self.result.to_dict(),
            "note": self.note,
            "beyond": list(self.beyond),
        }

    @property
    def sentence(self) -> str:
        """What is to be known of the learning rate, in one sentence."""
        if self.result is None:
            return f"not checked ({self.note})"
        by = self.result.admissible_by
        word = f"admissible by {by}" if by else "NOT admissible"
        if self.beyond:
            word += f" without {' and '.join(self.beyond)}, and with that no theorem says anything"
        top = self.result.max_stepsize
        return (
            f"lr {float(self.result.stepsize):.4g} is {word}; the largest that any condition admits"
            f" is {float(self.result.max_admissible):.4g}, by Corollary 1' {float(top.value):.4g}"
            f" ({top.binding_condition}); {self.note}"
        )

    def __str__(self) -> str:
        """Return one sentence for a person."""
        return fill(f"group {self.group}: {self.sentence}", 100, subsequent_indent="  ")

    __repr__ = __str__


class Checks(list[GroupCheck]):
    """The checks of all groups; printed, one sentence for each."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))

    __repr__ = __str__


def watch_gradients(optimizer: Optimizer) -> None:
    """From now on remember the largest gradient entry of each group, before every step.

    :func:`check_optimizer` takes it for the gradient bound. A second call changes nothing.

    Parameters
    ----------
    optimizer
        ``ASkewSGD`` or ``Skewed``.

    Raises
    ------
    InputError
        If the optimizer has no levels.
    """
    _refuse_without_levels(optimizer)
    if optimizer in _SEEN:
        return
    _SEEN[optimizer] = []
    optimizer.register_step_pre_hook(lambda opt, *_: _remember(opt))


def check_optimizer(optimizer: Optimizer) -> Checks:
    """Check every parameter group's learning rate: Corollary 1', 1'', or the 1/(2 alpha) one.

    The gradient bound is the largest entry seen: since :func:`watch_gradients` was called on the
    optimizer, and of the gradients that the parameters have now. Of one batch alone that is far too
    small, so call that function before training.

    Parameters
    ----------
    optimizer
        ``ASkewSGD`` or ``Skewed``.

    Returns
    -------
    list of GroupCheck
        It prints as one line for each group.

    Raises
    ------
    InputError
        If the optimizer has no levels.
    """
    _refuse_without_levels(optimizer)
    bounds = _largest(optimizer)
    return Checks(
        _check_group(cast("Quantizing", optimizer), index, group, bound)
        for index, (group, bound) in enumerate(zip(optimizer.param_groups, bounds, strict=True))
    )


def _refuse_without_levels(optimizer: Any) -> None:
    if not {"alpha", "levels"} <= getattr(optimizer, "defaults", {}).keys():
        raise InputError(f"optimizer must be ASkewSGD or Skewed, got {type(optimizer).__name__}")


def _check_group(
    optimizer: Quantizing, index: int, group: dict[str, Any], bound: float
) -> GroupCheck:
    if group["levels"] is None:
        return GroupCheck(index, None, None, "its levels are None: plain training")
    if not group["params"]:
        return GroupCheck(index, None, None, "it has no parameters")
    if bound == 0:
        return GroupCheck(index, None, None, "no gradient seen yet; call backward first")
    cells = optimizer.cells(group["params"][0], group)
    clip, relative = clip_of(group, cells)
    unit = min(float(optimizer.points(p, group)[1].min()) for p in group["params"])
    bound /= unit
    try:
        result = check(
            Grid(group["levels"]),
            plain(group["epsilon"]),
            plain(group["alpha"]),
            plain(clip) if relative else plain(clip) / unit,
            bound,
            stepsize=plain(group["lr"]),
            kind=group["kind"],
        )
    except InputError as error:
        return GroupCheck(index, bound, None, str(error))
    seen = "seen so far" if optimizer in _SEEN else "of the present batch: call watch_gradients"
    note = f"with |gradient| at most {bound:.3g}, an estimate (largest {seen})"
    return GroupCheck(index, bound, result, note, _beyond(group))


def _beyond(group: dict[str, Any]) -> tuple[str, ...]:
    """Return the parts of a group's step that the theorems do not cover."""
    found = [name for name in ("momentum", "weight_decay") if group.get(name)]
    if "momentum" not in group or "betas" in group:
        found.append("the base optimizer's own step")
    return tuple(found)


def _remember(optimizer: Optimizer) -> None:
    _SEEN[optimizer] = _largest(optimizer)


def _largest(optimizer: Optimizer) -> list[float]:
    """Return each group's largest |gradient entry|: seen before, or present."""
    before = _SEEN.get(optimizer, [])
    found = []
    for index, group in enumerate(optimizer.param_groups):
        params = group["params"] if group.get("levels", ()) is not None else ()
        entries = [local(p.grad.detach()).abs() for p in params if p.grad is not None]
        finite = [g[g.isfinite()] for g in entries]
        largest = max((float(g.max()) for g in finite if g.numel()), default=0.0)
        found.append(max(largest, before[index] if index < len(before) else 0.0))
    return found


__all__ = ["GroupCheck", "check_optimizer", "watch_gradients"]

"""Annealing: epsilon over the epochs, beside any learning-rate scheduler."""

from __future__ import annotations

import math
import numbers
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.guidance import QuantizationWarning
from askewtheory.optim.settings import check_count, check_number, plain

SMALLEST = 1e-12
"""Where annealing stops unless told otherwise: epsilon must stay positive."""


class EpsilonSchedule:
    """Sets epsilon in the groups of an optimizer, each relative to its epsilon at the start.

    Made by :meth:`exponential`, :meth:`steps` or :meth:`on_plateau`; :meth:`step` is called once
    per epoch (or per iteration), after the optimizer's steps, as for a learning-rate scheduler.
    Tensors are filled in place, so a compiled or captured step sees the new value.

    Parameters
    ----------
    optimizer
        An optimizer whose groups have ``epsilon``: ``ASkewSGD``, ``Skewed``, ``ProjectedGradient``.
    factor
        What multiplies the first epsilon, from the number of calls so far; None for a plateau.
    smallest
        Epsilon does not go below this, a number in (0, 1].
    plateau
        What :meth:`on_plateau` makes of its arguments.
    planned
        How many calls there are to be: a further one warns, and epsilon stays what it was; None:
        any number.

    Attributes
    ----------
    count : int
        How many times :meth:`step` was called.

    Raises
    ------
    InputError
        If an argument is out of range, or no group has levels and an epsilon; at a step, if a
        factor makes epsilon larger than 1, or a plateau is not told its loss.
    """

    planned: int | None = None  # of pickles that do not say it

    def __init__(
        self,
        optimizer: Optimizer,
        factor: Callable[[int], float] | None,
        *,
        smallest: float = SMALLEST,
        plateau: dict[str, float] | None = None,
        planned: int | None = None,
    ) -> None:
        check_number("smallest", smallest, 5e-324, 1.0)
        if planned is not None:
            check_count("planned", planned, 1)
        if not isinstance(optimizer, Optimizer) and not hasattr(optimizer, "param_groups"):
            raise InputError(f"optimizer must have groups, got {type(optimizer).__name__}")
        if factor is not None and not callable(factor):
            raise InputError(f"factor must be a function of the number of calls, got {factor!r}")
        self.optimizer = optimizer
        self.count = 0
        self.smallest = smallest
        self.planned = planned
        self._factor = factor
        self._plateau = plateau or {}
        self._best, self._stalled, self._reduction = math.inf, 0, 1.0
        if not self._groups():
            raise InputError("optimizer has no group with levels and an epsilon to anneal")
        self._note_initial()

    @classmethod
    def exponential(
        cls, optimizer: Optimizer, rate: float = 0.88, *, start: int = 0, **options: Any
    ) -> EpsilonSchedule:
        """Anneal by epsilon_t = epsilon_0 * rate**max(0, t - start), t counted in calls.

        The report's experiments anneal so, once per epoch.

        Parameters
        ----------
        optimizer
            As for the class.
        rate
            In (0, 1].
        start
            Calls, at least 0, before epsilon falls.
        **options
            ``smallest`` and ``planned``, as for the class.
        """
        check_number("rate", rate, 5e-324, 1.0)
        check_number("start", start, 0)
        return cls(optimizer, partial(_exponential, rate, start), **options)

    @classmethod
    def steps(
        cls,
        optimizer: Optimizer,
        milestones: Sequence[int],
        factor: float = 0.1,
        **options: Any,
    ) -> EpsilonSchedule:
        """Multiply epsilon by ``factor`` at each milestone.

        Parameters
        ----------
        optimizer
            As for the class.
        milestones
            Numbers of calls, each at least 0.
        factor
            In (0, 1].
        **options
            ``smallest`` and ``planned``, as for the class.
        """
        check_number("factor", factor, 5e-324, 1.0)
        if isinstance(milestones, str) or not isinstance(milestones, Iterable):
            raise InputError(f"milestones must be numbers of calls, got {milestones!r}")
        milestones = tuple(milestones)
        for milestone in milestones:
            check_number("milestone", milestone, 0)
        return cls(optimizer, partial(_stepwise, factor, milestones), **options)

    @classmethod
    def on_plateau(
        cls,
        optimizer: Optimizer,
        factor: float = 0.5,
        *,
        patience: int = 3,
        threshold: float = 1e-4,
        **options: Any,
    ) -> EpsilonSchedule:
        """Multiply epsilon by ``factor`` when the loss stalls.

        It stalls when it has not fallen below (1 - threshold) times its best (for a positive
        best) in more than ``patience`` calls of ``step(loss)``.

        Parameters
        ----------
        optimizer
            As for the class.
        factor
            In (0, 1].
        patience
            Calls, at least 0.
        threshold
            In [0, 1].
        **options
            ``smallest`` and ``planned``, as for the class.
        """
        check_number("factor", factor, 5e-324, 1.0)
        check_number("patience", patience, 0)
        check_number("threshold", threshold, 0.0, 1.0)
        plateau = {"factor": factor, "patience": patience, "threshold": threshold}
        return cls(optimizer, None, plateau=plateau, **options)

    def step(self, loss: float | Tensor | None = None) -> None:
        """Count a call and set epsilon.

        Parameters
        ----------
        loss
            The loss of the epoch, needed by :meth:`on_plateau` only.
        """
        self.count += 1
        if self._factor is None:
            self._watch(loss)
            factor = self._reduction
        else:
            factor = self._factor(min(self.count, self.planned or self.count))
            _check_factor(factor)
        if self.planned is not None and self.count == self.planned + 1:
            warnings.warn(
                f"annealing was made for {self.planned} steps, and this is one more: weights hardly"
                " change their level any more; give steps= the number of all batches together",
                QuantizationWarning,
                stacklevel=2,
            )
        self._note_initial()
        for group in self._groups():
            value = max(group["initial_epsilon"] * factor, self.smallest)
            if not value <= 1.0:
                raise InputError(f"epsilon must stay at most 1, the schedule's factor is {factor}")
            if isinstance(group["epsilon"], Tensor):
                group["epsilon"].fill_(value)
            else:
                group["epsilon"] = value

    def _watch(self, loss: float | Tensor | None) -> None:
        if loss is None:
            raise InputError("loss must be given to a schedule that waits for a plateau")
        try:
            value = plain(loss)
        except (TypeError, ValueError, RuntimeError) as error:
            raise InputError(f"loss must be a number, got {loss!r}") from error
        margin = self._plateau["threshold"] * abs(self._best) if self._best < math.inf else 0.0
        if value < self._best - margin:
            self._best, self._stalled = value, 0
            return
        self._stalled += 1
        if self._stalled > self._plateau["patience"]:
            self._reduction *= self._plateau["factor"]
            self._stalled = 0

    def _note_initial(self) -> None:
        """Note the epsilon that each group's schedule is relative to, at first use.

        Groups may be added later, or come from a checkpoint that was not annealed. Groups that
        share a tensor share what it was.
        """
        shared: dict[int, float] = {}
        for group in self._groups():
            known = shared.get(id(group["epsilon"]), plain(group["epsilon"]))
            initial = group.setdefault("initial_epsilon", known)
            if isinstance(group["epsilon"], Tensor):
                shared.setdefault(id(group["epsilon"]), initial)

    def _groups(self) -> list[dict[str, Any]]:
        groups = self.optimizer.param_groups
        return [g for g in groups if g.get("levels") is not None and "epsilon" in g]

    def get_last_epsilon(self) -> list[float]:
        """Return the present epsilon of each annealed group."""
        return [plain(group["epsilon"]) for group in self._groups()]

    def state_dict(self) -> dict[str, Any]:
        """Return the counters, and what epsilons are relative to; they are the optimizer's."""
        return {
            "initial": [group["initial_epsilon"] for group in self._groups()],
            "count": self.count,
            "best": self._best,
            "stalled": self._stalled,
            "reduction": self._reduction,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load what :meth:`state_dict` returned, before or after the optimizer loads its state."""
        names = ("count", "best", "stalled", "reduction")
        if not isinstance(state_dict, dict):
            kind = type(state_dict).__name__
            raise InputError(f"state_dict must be an EpsilonSchedule's, got a {kind}")
        if missing := [name for name in names if name not in state_dict]:
            raise InputError(f"state_dict must be an EpsilonSchedule's, it lacks {missing[0]!r}")
        self.count, self._best, self._stalled, self._reduction = (state_dict[n] for n in names)
        # A checkpoint may have epsilon as it was, without what it was annealed from.
        for group, initial in zip(self._groups(), state_dict.get("initial", ()), strict=False):
            group["initial_epsilon"] = initial


def _check_factor(factor: Any) -> None:
    if not isinstance(factor, numbers.Real | Tensor) or not plain(factor) >= 0:
        raise InputError(f"the schedule's factor must be a number of at least 0, got {factor!r}")


def _exponential(rate: float, start: int, count: int) -> float:
    return rate ** max(0, count - start)


def _stepwise(factor: float, milestones: tuple[int, ...], count: int) -> float:
    return factor ** sum(milestone <= count for milestone in milestones)

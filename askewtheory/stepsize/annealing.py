"""The largest admissible stepsize while epsilon shrinks, under the clip rules used in practice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import is_exact, number, simplified
from askewtheory.grid import Grid, as_grids
from askewtheory.stepsize import maximum, settling
from askewtheory.stepsize.cells import Cell, cells_in_scope, distance_to, start_points
from askewtheory.stepsize.order import least, shown, sign

CLIP_RULES = ("fixed", "gap/(4*stepsize)", "c/stepsize")
"""How M_c is chosen: a number, or so that one clipped step has length gap/4, or length c."""


@dataclass(frozen=True)
class Stage:
    """One value of epsilon on the way.

    Parameters
    ----------
    t, epsilon
        The time and its epsilon.
    width
        The narrowest feasible interval.
    max_stepsize, max_stepsize_annealing, max_stepsize_sharper
        Corollary 1', its 1/(2 alpha) alternative and Corollary 1''; ``None`` where it admits none.
    tau, settling_step
        At the fixed stepsize, or half of Corollary 1' without one; k_1 of the start, if given and
        if Lemma 5' applies.
    admissible, admissible_by
        Whether some condition that is proved admits the fixed stepsize, and which one.
    """

    t: int
    epsilon: Any
    width: Any
    max_stepsize: Any
    max_stepsize_annealing: Any
    max_stepsize_sharper: Any
    tau: Any
    settling_step: int | None
    admissible: bool | None
    admissible_by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        exact = (
            "epsilon", "width", "max_stepsize", "max_stepsize_annealing", "max_stepsize_sharper",
            "tau",
        )  # fmt: skip
        return {
            "t": self.t,
            **{name: shown(getattr(self, name)) for name in exact},
            "settling_step": self.settling_step,
            "admissible": self.admissible,
            "admissible_by": self.admissible_by,
        }


def anneal(
    grid: Any,
    epsilons: Callable[[int], Any],
    times: int,
    *,
    alpha: Any,
    gradient_bound: Any,
    clip: Any = 1,
    clip_rule: str = "fixed",
    stepsize: Any = None,
    start: Any = None,
    dimension: int = 1,
    kind: str = "quadratic",
) -> list[Stage]:
    """Follow the largest admissible stepsize over epsilon_0, epsilon_1, ...

    Times at which epsilon does not separate the levels yet admit no stepsize.

    Parameters
    ----------
    grid, alpha, gradient_bound, start, dimension, kind
        As for :func:`askewtheory.stepsize.check`.
    epsilons
        Maps t to epsilon_t in (0, 1].
    times
        How many, at least 0.
    clip, clip_rule
        M_c for ``"fixed"``; c for ``"c/stepsize"`` (M_c = c/γ); unused for
        ``"gap/(4*stepsize)"`` (M_c = Δ/(4γ), Δ the smallest gap).
    stepsize
        A fixed stepsize γ > 0 to follow, or None.

    Returns
    -------
    list of Stage
        One for each time t from 0 to times - 1.

    Raises
    ------
    InputError
        If a number is out of range, an epsilon is not in (0, 1], or there is no such ``clip_rule``.
    """
    if clip_rule not in CLIP_RULES:
        raise InputError(f"clip_rule must be one of {', '.join(CLIP_RULES)}, got {clip_rule!r}")
    grids = as_grids(grid, dimension)
    points = start_points(start, dimension)
    setting = _Setting(
        grids, points, number(alpha, "alpha"), number(gradient_bound, "gradient_bound"),
        number(clip, "clip"), clip_rule, None if stepsize is None else number(stepsize, "stepsize"),
        dimension, kind,
    )  # fmt: skip
    return [setting.stage(t, number(epsilons(t), "epsilon")) for t in range(times)]


def geometric(c: Any, r: Any) -> Callable[[int], Any]:
    """Return t -> c r^t, exact for exact c and r with 0 < r < 1."""
    first, ratio = number(c, "c"), number(r, "r")
    if not 0 < ratio < 1:
        raise InputError(f"r must lie in (0, 1), got {r}")
    return lambda t: first * ratio**t


@dataclass(frozen=True)
class _Setting:
    grids: tuple[Grid, ...]
    points: list[Any] | None
    alpha: Any
    gradient_bound: Any
    clip: Any
    clip_rule: str
    stepsize: Any
    dimension: int
    kind: str

    def stage(self, t: int, epsilon: Any) -> Stage:
        limit = min(g.separating_epsilon(self.kind) for g in self.grids)
        if epsilon >= limit:
            return Stage(t, epsilon, None, None, None, None, None, None,
                         None if self.stepsize is None else False)  # fmt: skip
        grids = self.grids if is_exact(epsilon) else tuple(g.to_float() for g in self.grids)
        scope = cells_in_scope(grids, epsilon, self.kind, self.points, self.dimension)
        tops = self._maxima(scope)
        gamma, admitted = self.stepsize, None
        if gamma is not None:
            admitted = maximum.admitted_by(gamma, self._proved(scope, self._clip_at(gamma)))
        elif tops[maximum.PLAIN] is not None:
            gamma = tops[maximum.PLAIN] / 2
        return Stage(
            t=t,
            epsilon=epsilon,
            width=least(cell.width for cell in scope),
            max_stepsize=tops[maximum.PLAIN],
            max_stepsize_annealing=tops[maximum.ALTERNATIVE],
            max_stepsize_sharper=tops[maximum.SHARPER],
            tau=None if gamma is None else self._tau(gamma),
            settling_step=None if gamma is None else self._settling(grids, scope, epsilon, gamma),
            admissible=None if self.stepsize is None else admitted is not None,
            admissible_by=admitted,
        )

    def _product(self) -> Any:
        """Return the length gamma M_c of one clipped step, where a rule fixes it."""
        if self.clip_rule == "gap/(4*stepsize)":
            return min(min(g.gaps) for g in self.grids) / 4
        return self.clip if self.clip_rule == "c/stepsize" else None

    def _clip_at(self, gamma: Any) -> Any:
        product = self._product()
        return self.clip if product is None else product / gamma

    def _proved(self, scope: list[Cell], clip: Any) -> dict[str, maximum.Maximum]:
        return maximum.proved(
            scope, gradient_bound=self.gradient_bound, clip=clip, alpha=self.alpha
        )

    def _maxima(self, scope: list[Cell]) -> dict[str, Any]:
        """Return each condition's largest stepsize, ``None`` where it admits none."""
        product = self._product()
        if product is None:
            return {name: top.value for name, top in self._proved(scope, self.clip).items()}
        # gamma M_c = product whatever gamma is: it fits or not, and G alone bounds gamma
        tops = {k: top.value for k, top in self._proved(scope, self.gradient_bound).items()}
        reach = tops[maximum.SHARPER] * self.gradient_bound
        for cell in scope:
            half = least(cell.halves)
            rooms = {
                maximum.PLAIN: least([cell.width, half]),
                maximum.ALTERNATIVE: half,
                maximum.SHARPER: simplified(cell.width + reach),
            }
            for name, room in rooms.items():
                if sign(product, room) > 0:
                    tops[name] = None
        return tops

    def _tau(self, gamma: Any) -> Any:
        return settling.tau(self.alpha, self._clip_at(gamma), self.gradient_bound, gamma, self.kind)

    def _settling(
        self, grids: tuple[Grid, ...], scope: list[Cell], epsilon: Any, gamma: Any
    ) -> int | None:
        if self.points is None:
            return None
        force = {
            "alpha": self.alpha, "clip": self._clip_at(gamma),
            "gradient_bound": self.gradient_bound, "stepsize": gamma,
        }  # fmt: skip
        if settling.refusal(scope, **force) is not None:
            return None
        distances = []
        for i, point in enumerate(self.points):
            (cell,) = cells_in_scope(grids[i % len(grids)], epsilon, self.kind, [point], 1)
            distances.append(distance_to(cell, point))
        return settling.settling_steps(distances, **force, kind=self.kind)["coordinate"]


def first_failure(stages: list[Stage]) -> int | None:
    """Return the first t, after an admissible one, where the fixed stepsize is not admissible."""
    seen = False
    for stage in stages:
        if stage.admissible:
            seen = True
        elif seen:
            return stage.t
    return None

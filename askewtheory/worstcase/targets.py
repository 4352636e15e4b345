"""What is searched: for each bound the family of problems, and measured value and bound of one.

A family (see ``families``) maps numbers in [0, 1] to an :class:`Instance`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from askewtheory import bounds
from askewtheory.errors import InputError, near
from askewtheory.worstcase.families import (
    BASE,
    both_constants,
    general,
    horizon_set,
    lipschitz_only,
    max_stepsize,
    neighbourhood,
    neighbouring,
    outward,
    settled,
)
from askewtheory.worstcase.instance import Instance

Evaluation = tuple[Any, Any]
"""Measured value and bound."""


@dataclass(frozen=True)
class Target:
    """A bound to be attacked.

    Parameters
    ----------
    theorem, version
        Which bound.
    make
        ``(cube, steps, linear)`` to an instance that meets the hypotheses, or None.
    evaluate
        Instance to measured value and bound, exact for exact instances.
    horizons
        Numbers of steps to try.
    families
        Which losses: linear (True), Huber (False).
    size
        Dimension of the cube.
    tight
        Whether the bound is known to be attained: then the search must reach ratio 1.
    note
        What the ratio means.
    """

    theorem: str
    version: str
    make: Callable[[list[Any], int, bool], Instance | None]
    evaluate: Callable[[Instance], Evaluation]
    horizons: tuple[int, ...] = (1, 2, 4)
    families: tuple[bool, ...] = (True, False)
    size: int = len(BASE)
    tight: bool = False
    note: str = ""


def _constants(case: Instance, gap: Any, *, literal: bool = False) -> bounds.Constants:
    return bounds.Constants(
        alpha=case.alpha, clip=case.clip, dimension=1, gradient_bound=case.bound, loss_gap=gap,
        smoothness=None if literal else case.smoothness, max_stepsize=max_stepsize(case),
    )  # fmt: skip


def _minimum(rule: Callable[..., bounds.Bound], version: str, literal: bool) -> Callable:
    def evaluate(case: Instance) -> Evaluation:
        points, velocities = case.path()
        constants = _constants(
            case, case.value(points[0]) - case.value(points[-1]), literal=literal
        )
        options = {} if rule is bounds.corollary_2 else {"stepsize": case.stepsize}
        bound = rule(constants, horizon=case.steps - 1, version=version, **options)
        return min(v * v for v in velocities), bound.total

    return evaluate


def _average(version: str) -> Callable[[Instance], Evaluation]:
    def evaluate(case: Instance) -> Evaluation:
        points, velocities = case.path()
        total = case.steps * case.stepsize
        bound = bounds.theorem_4(
            _constants(case, case.value(points[0]) - case.value(points[-1])),
            total_stepsize=total, total_square=total * case.stepsize, version=version,
            distances=[case.distance(case.start)], neighbourhood=neighbourhood(case),
            largest_stepsize=case.stepsize,
        )  # fmt: skip
        return sum(v * v for v in velocities) / (2 * case.steps), bound.total

    return evaluate


def _expected(case: Instance, observe: Callable[[Any], Any]) -> Any:
    """Return the mean over steps and all sequences of noise signs of ``observe(w_k)``."""
    noises = list(itertools.product((-1, 1), repeat=case.steps)) if case.sigma else [()]
    total = sum(observe(w) for signs in noises for w in case.path(signs)[0][:-1])
    return total / (len(noises) * case.steps)


def _kappa(case: Instance) -> Any:
    return _setting(case).kappa


def _setting(case: Instance) -> bounds.Stationarity:
    unset = bounds.Stationarity(
        smoothness=case.smoothness, alpha=case.alpha, lyapunov_gap=0, dimension=1,
        second_moment=case.bound**2 + case.sigma**2, neighbourhood=neighbourhood(case),
    )  # fmt: skip
    gap = lyapunov(case, case.start, unset.kappa) - case.least_in_box(case.start)
    return replace(unset, lyapunov_gap=gap)


def lyapunov(case: Instance, w: Any, kappa: Any) -> Any:
    """Return Psi(w) = phi(w) + kappa d^2."""
    p, best = case.prox(w)
    return case.value(best) + case.smoothness * (w - best) ** 2 + kappa * (w - p) ** 2


def _stationarity(case: Instance) -> Evaluation:
    def squared(w: Any) -> Any:
        p, best = case.prox(w)
        return (p - best) ** 2

    total = case.steps * case.stepsize
    bound = bounds.theorem_5(
        _setting(case), total_stepsize=total, total_square=total * case.stepsize
    )
    return _expected(case, squared), bound.total


def _distance(case: Instance) -> Evaluation:
    total = case.steps * case.stepsize
    bound = bounds.theorem_5_distance(
        squared_distance=case.distance(case.start) ** 2, alpha=case.alpha,
        second_moment=case.bound**2 + case.sigma**2, total_stepsize=total,
        total_square=total * case.stepsize,
    )  # fmt: skip
    return _expected(case, lambda w: case.distance(w) ** 2), bound.total


def _drift(case: Instance) -> Evaluation:
    """Return Psi(w+) - Psi(w) + 2M^2 gamma S^2 + 2M gamma (g-hat - g) z, and what bounds it."""
    kappa, m, gamma = _kappa(case), case.smoothness, case.stepsize
    w = case.start
    noisy = case.gradient(w) + case.sigma
    after = w + gamma * case.velocity(w, noisy)
    p, best = case.prox(w)
    z = p - best
    change = lyapunov(case, after, kappa) - lyapunov(case, w, kappa)
    measured = change + 2 * m**2 * gamma * z * z + 2 * m * gamma * case.sigma * z
    force = 4 * m * case.alpha**2 * (w - p) ** 2
    return measured, gamma**2 * ((m + kappa) * noisy**2 + force)


ATTAINED = "attained: equality"
LITERAL = "A3 alone, L = |grad l|: unbounded as α and M_c shrink"

TARGETS = (
    Target("theorem-2", "repaired", general, _minimum(bounds.theorem_2, "repaired", False),
           tight=True, note=ATTAINED),
    Target("theorem-2", "printed", lipschitz_only, _minimum(bounds.theorem_2, "printed", True),
           horizons=(4,), families=(False,), note=LITERAL),
    Target("theorem-3", "repaired", settled, _minimum(bounds.theorem_3, "repaired", False),
           horizons=(1, 2), tight=True, note=ATTAINED),
    Target("theorem-3", "printed", lipschitz_only, _minimum(bounds.theorem_3, "printed", True),
           horizons=(4,), families=(False,), note=LITERAL),
    Target("theorem-3", "printed", both_constants, _minimum(bounds.theorem_3, "printed", False),
           horizons=(1,), families=(True,), note="L above both constants, small G"),
    Target("corollary-2", "repaired", horizon_set, _minimum(bounds.corollary_2, "repaired", False),
           horizons=(1, 4), tight=True, note=ATTAINED),
    Target("theorem-4", "repaired", neighbouring, _average("repaired")),
    Target("theorem-4", "printed", outward, _average("printed"),
           note="the inequality displayed in the proof"),
    Target("theorem-5", "repaired, E S²", neighbouring, _stationarity, horizons=(1, 3), size=11),
    Target("theorem-5", "repaired, E d²", neighbouring, _distance, horizons=(1, 3), size=11),
    Target("theorem-6", "repaired, drift", neighbouring, _drift, horizons=(1,), size=11,
           note="one step of the Lyapunov function Ψ"),
)  # fmt: skip
"""Every bound that is searched."""


def targets_of(theorems: tuple[str, ...]) -> list[Target]:
    """Return the targets of some theorems, or all of them.

    Parameters
    ----------
    theorems : tuple of str
        ``"theorem-2"`` and so on; none for all.

    Returns
    -------
    list of Target

    Raises
    ------
    InputError
        If there is no target of a theorem.
    """
    known = list(dict.fromkeys(target.theorem for target in TARGETS))
    for name in theorems:
        if name not in known:
            raise InputError(
                f"THEOREM must be one of {', '.join(known)}, got {name!r}{near(name, known)}"
            )
    return [target for target in TARGETS if not theorems or target.theorem in theorems]

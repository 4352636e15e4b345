"""What is searched: for each bound the family of problems, and measured value and bound of one.

A family maps numbers in [0, 1] to an :class:`Instance`; small fractions give small fractions, and
the faces of the cube are the borders of the hypotheses, where the worst cases lie.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory import bounds
from askewtheory.errors import InputError
from askewtheory.stepsize.cells import Cell
from askewtheory.stepsize.maximum import largest
from askewtheory.worstcase.instance import Instance

Evaluation = tuple[Any, Any]
"""Measured value and bound."""

LONGEST = 2
"""The longest stepsize tried where the hypotheses set no limit."""

BASE = ("inner", "middle", "alpha", "clip", "slope", "width", "center", "start", "share")
"""The coordinates of the cube; targets with noise or a free M have one more."""


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


def _between(low: Any, high: Any, share: Any) -> Any:
    """Return low + share (high - low), exact for an exact share."""
    if not isinstance(share, float):
        return Fraction(low) + share * (Fraction(high) - Fraction(low))
    low, high = float(Fraction(low)), float(Fraction(high))
    return low + share * (high - low)


def _base(cube: list[Any], linear: bool, least: Any = Fraction(1, 20)) -> dict[str, Any] | None:
    """Return the numbers that all families share; None where epsilon would exceed 1."""
    inner, middle = _between("1/20", "1/2", cube[0]), _between("1/10", 2, cube[1])
    if inner * (inner + middle) > 1:
        return None
    given = {
        "inner": inner, "middle": middle, "alpha": _between(least, 2, cube[2]) ** 2,
        "clip": _between(least, 4, cube[3] ** 3),
        "slope": _between("1/10", 4, cube[4] ** 3) * (-1 if linear and cube[6] > 0.5 else 1),
        "width": None if linear else _between("1/10", 4, cube[5]),
        "center": None if linear else _between(-4, 4, cube[6]),
    }  # fmt: skip
    zero = given["slope"] - given["slope"]
    given["smoothness"] = zero if linear else given["slope"] / given["width"]
    return given


def _limited(*limits: Any) -> Any:
    """Return the least of the limits that are not None."""
    return min(limit for limit in limits if limit is not None)


def _inverse(value: Any) -> Any:
    return None if value == 0 else 1 / value


def general(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorem 2': any start, gamma <= 1/M_s."""
    given = _base(cube, linear)
    if given is None:
        return None
    start = _between(-3, 5, cube[7])
    stepsize = _limited(LONGEST, _inverse(given["smoothness"])) * _between("1/100", 1, cube[8])
    return Instance(start=start, stepsize=stepsize, steps=steps, **given)


def settled(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorem 3': gamma <= 1/M_s and gamma_max; the start within gamma G of C, so that k_1 = 0."""
    given = _base(cube, linear)
    if given is None:
        return None
    probe = Instance(start=None, stepsize=None, steps=steps, **given)
    stepsize = _limited(max_stepsize(probe), _inverse(given["smoothness"]))
    stepsize *= _between("1/100", 1, cube[8])
    return Instance(start=_near(probe, stepsize * probe.bound, cube[7]), stepsize=stepsize,
                    steps=steps, **given)  # fmt: skip


def horizon_set(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Corollary 2: gamma = 1/sqrt(T + 1) (squares only), admissible."""
    given = _base(cube, linear)
    if given is None:
        return None
    root = {1: 1, 4: 2, 9: 3, 16: 4}[steps]
    stepsize = _between(Fraction(1, root), Fraction(1, root), cube[8])
    most = given["middle"] / (3 * stepsize)  # of G: else the stepsize is not admissible
    given["slope"] *= _between("1/100", 1, cube[8]) * most / abs(given["slope"])
    if not linear:
        given["smoothness"] = given["slope"] / given["width"]
    probe = Instance(start=None, stepsize=None, steps=steps, **given)
    if stepsize > _limited(max_stepsize(probe), _inverse(given["smoothness"])):
        return None
    return Instance(start=_near(probe, stepsize * probe.bound, cube[7]), stepsize=stepsize,
                    steps=steps, **given)  # fmt: skip


def neighbouring(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorems 4* to 6*: a start in N, gamma <= min(1/(2 alpha), 1/M, delta*/B_inf), M > 0."""
    given = _base(cube, linear)
    if given is None:
        return None
    sigma = _between(0, 2, cube[9]) if len(cube) > 9 else 0
    if linear and len(cube) > 10:  # any M > 0 serves a linear loss
        given["smoothness"] = _between("1/10", 4, cube[10])
    probe = Instance(start=None, stepsize=None, steps=steps, **given)
    near = neighbourhood(probe)
    stepsize = _limited(
        1 / (2 * given["alpha"]), _inverse(given["smoothness"]), near / (probe.bound + sigma)
    )
    stepsize *= _between("1/100", 1, cube[8])
    return Instance(start=_near(probe, near, cube[7]), stepsize=stepsize, steps=steps, sigma=sigma,
                    **given)  # fmt: skip


def lipschitz_only(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorems 2 and 3 as printed, A3 alone: gamma < 1/L, L the Lipschitz constant of the loss.

    Starts half a step beside a kink that lies inside a feasible interval are within reach.
    """
    given = _base(cube, linear, least=Fraction(1, 1000))
    if given is None:
        return None
    given["width"] = given["width"] / 1000
    given["smoothness"] = given["slope"] / given["width"]
    given["center"] = given["inner"] * cube[6]
    probe = Instance(start=None, stepsize=None, steps=steps, **given)
    stepsize = _limited(max_stepsize(probe), 1 / probe.bound) / 2
    stepsize *= _between("1/100", 1, cube[8])
    start = given["center"] + stepsize * given["slope"] * _between(0, 1, cube[7])
    return Instance(start=start, stepsize=stepsize, steps=steps, **given)


def both_constants(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorem 3 as printed with L above both constants: strictly inside all its conditions.

    The printed terms fall behind the repaired ones where gamma > 2, which admissible stepsizes
    reach only for small G and M_c; the family looks there.
    """
    given = _base([*cube[:4], cube[4] - cube[4], *cube[5:]], linear)
    if given is None:
        return None
    given["clip"] = abs(given["slope"]) * _between("1/10", "3/2", cube[3])
    given["alpha"] = _between("1/100", 1, cube[2])
    probe = Instance(start=None, stepsize=None, steps=steps, **given)
    stepsize = _limited(max_stepsize(probe), 1 / max(probe.bound, given["smoothness"]))
    stepsize *= _between("1/100", "99/100", cube[8])
    start = _near(probe, stepsize * probe.bound, cube[7])
    return Instance(start=start, stepsize=stepsize, steps=steps, **given)


def outward(cube: list[Any], steps: int, linear: bool) -> Instance | None:
    """Theorem 4 as printed: any start, gamma < 1/M."""
    return general([*cube[:8], cube[8] / 2], steps, linear)


def _near(probe: Instance, reach: Any, share: Any) -> Any:
    """Return a start within ``reach`` of the feasible interval of the lower level."""
    low, high = probe.intervals[0]
    return low - reach + share * (high - low + 2 * reach)


def max_stepsize(probe: Instance) -> Any:
    """Return Corollary 1' for the two cells."""
    low, high = probe.levels
    middle = (low + high) / 2
    first, second = probe.intervals
    scope = [Cell(low, *first, None, middle), Cell(high, *second, middle, None)]
    return largest(scope, gradient_bound=probe.bound, clip=probe.clip).value


def neighbourhood(probe: Instance) -> Any:
    """Return delta* = min(D/3, M_c/(2 alpha))."""
    return min(probe.middle / 3, probe.clip / (2 * probe.alpha))


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
    return bounds.Stationarity(**{**unset.__dict__, "lyapunov_gap": gap})


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
    """Return the targets of some theorems, or all of them."""
    known = list(dict.fromkeys(target.theorem for target in TARGETS))
    for name in theorems:
        if name not in known:
            raise InputError(f"THEOREM must be one of {', '.join(known)}, got {name!r}")
    return [target for target in TARGETS if not theorems or target.theorem in theorems]

"""Families of one-coordinate problems: from the unit cube to an instance that a theorem admits.

Small fractions give small fractions, and the faces of the cube are the borders of the hypotheses,
where the worst cases lie.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from askewtheory.stepsize.cells import Cell
from askewtheory.stepsize.maximum import largest
from askewtheory.worstcase.instance import Instance

LONGEST = 2
"""The longest stepsize tried where the hypotheses set no limit."""

BASE = ("inner", "middle", "alpha", "clip", "slope", "width", "center", "start", "share")
"""The coordinates of the cube; targets with noise or a free M have one more."""


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

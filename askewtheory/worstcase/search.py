"""The search: differential evolution with restarts, then fractions, then an exact replay."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.worstcase.instance import Instance
from askewtheory.worstcase.targets import Target

DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 100, 1000)
"""Denominators that the coordinates of a point are rounded to, simplest first."""
LATTICE, LATTICE_POINTS, POPULATION = (0.0, 0.25, 0.5, 1.0), 1500, 80
"""Values and number of the points on faces, and the size of a generation."""
IMPOSSIBLE = -10.0
UNBOUNDED = 10.0
"""Logarithm of a ratio whose bound is not positive."""


@dataclass(frozen=True)
class Worst:
    """The worst case found for a bound.

    Parameters
    ----------
    target
        The bound.
    instance
        In fractions.
    measured, bound
        Exact: fractions, or SymPy numbers where the bound has a square root.
    evaluations, seed
        How many problems the search tried, and its seed.
    """

    target: Target
    instance: Instance
    measured: Any
    bound: Any
    evaluations: int
    seed: int

    @property
    def ratio(self) -> Any:
        """Measured over bound, exact; infinite where the bound is not positive."""
        if self.bound <= 0:
            return math.inf
        return self.measured / self.bound

    @property
    def verdict(self) -> str:
        """What the ratio says of the bound."""
        if self.bound <= 0 or self.measured > self.bound:
            return "violated"
        return "attained" if self.measured == self.bound else "holds"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "theorem": self.target.theorem,
            "version": self.target.version,
            "verdict": self.verdict,
            "ratio": self.ratio,
            "ratio_value": float(self.ratio),
            "measured": self.measured,
            "bound": self.bound,
            "tight": self.target.tight,
            "note": self.target.note,
            "instance": self.instance,
            "exact": self.instance.exact,
            "evaluations": self.evaluations,
            "seed": self.seed,
        }


def search(target: Target, *, seed: int = 0, restarts: int = 2, iterations: int = 40) -> Worst:
    """Look for the problem with the largest measured / bound, and replay it exactly.

    Parameters
    ----------
    target
        The bound, one of ``TARGETS``.
    seed
        Of the optimiser, at least 0; equal seeds give equal results.
    restarts
        Independent runs for each loss family and number of steps, at least 1.
    iterations
        Generations of each run, at least 1.

    Returns
    -------
    Worst
        In exact fractions: no float enters its verdict.

    Raises
    ------
    InputError
        If the search meets no problem that the bound's hypotheses admit.
    """
    best: tuple[float, Any] = (-math.inf, None)
    evaluations = 0
    choices = itertools.product(target.horizons, target.families)
    for number, (steps, linear) in enumerate(choices):
        for restart in range(restarts):
            found = _evolve(target, steps, linear, iterations, seed + 1000 * restart + number)
            if found is None:
                continue
            evaluations += found.nfev
            worst = _rationalised(target, steps, linear, found.x)
            if worst is not None and worst[0] > best[0]:
                best = worst
    if best[1] is None:
        raise InputError(f"{target.theorem} has no admissible problem in the family searched")
    instance, measured, bound = best[1]
    return Worst(target, instance, measured, bound, evaluations, seed)


def _evolve(target: Target, steps: int, linear: bool, iterations: int, seed: int) -> Any:
    """Run differential evolution; half of its first generation lies on faces of the cube.

    Worst cases lie on needles along the faces, which a population from the inside never meets.
    """
    from scipy.optimize import differential_evolution

    random = np.random.default_rng(seed)

    def loss(cube: Any) -> float:
        return -score(target, [float(x) for x in cube], steps, linear)

    lattice = random.choice(LATTICE, (LATTICE_POINTS, target.size))
    order = np.argsort([loss(point) for point in lattice], kind="stable")
    inside = random.uniform(0, 1, (POPULATION // 2, target.size))
    first: Any = np.concatenate([lattice[order[: POPULATION // 2]], inside])
    found = differential_evolution(
        loss, [(0.0, 1.0)] * target.size, maxiter=iterations, init=first, tol=1e-10, polish=False,
        rng=random,
    )  # fmt: skip
    found.nfev += LATTICE_POINTS
    return found


def score(target: Target, cube: list[Any], steps: int, linear: bool) -> float:
    """Return log(measured / bound) of a point of the cube, for the optimiser."""
    found = evaluated(target, cube, steps, linear)
    if found is None:
        return IMPOSSIBLE
    measured, bound = float(found[1]), float(found[2])
    if measured <= 0:
        return IMPOSSIBLE
    return UNBOUNDED if bound <= 0 else min(math.log(measured / bound), UNBOUNDED)


def evaluated(target: Target, cube: list[Any], steps: int, linear: bool) -> Any:
    """Return instance, measured value and bound; None where the hypotheses do not hold."""
    try:
        instance = target.make(cube, steps, linear)
        if instance is None:
            return None
        return (instance, *target.evaluate(instance))
    except (InputError, ZeroDivisionError):
        return None


def _rationalised(target: Target, steps: int, linear: bool, cube: np.ndarray) -> Any:
    """Return score and exact evaluation of the best point with small denominators.

    The whole point is rounded to each denominator; from the best of these, single coordinates are
    then moved to simpler fractions or to the faces while the exact ratio does not fall.
    """
    best: Any = None
    for limit in DENOMINATORS:
        point = [Fraction(x).limit_denominator(limit) for x in cube.tolist()]
        best = _better(target, steps, linear, point, best)
    if best is None:
        return None
    for _ in range(2):
        for place in range(target.size):
            for value in (Fraction(0), Fraction(1), Fraction(1, 2)):
                point = [*best[2][:place], value, *best[2][place + 1 :]]
                best = _better(target, steps, linear, point, best)
    return best[0], best[1]


def _better(target: Target, steps: int, linear: bool, point: list[Any], best: Any) -> Any:
    found = evaluated(target, point, steps, linear)
    if found is None or not found[1] > 0:
        return best
    value = UNBOUNDED if found[2] <= 0 else math.log(float(found[1]) / float(found[2]))
    if best is None or value > best[0] or (value == best[0] and _size(point) < _size(best[2])):
        return value, found, point
    return best


def _size(point: list[Fraction]) -> int:
    return sum(x.denominator for x in point)

"""One case of a rate study: which problem, which constants, which stepsizes.

A :class:`Case` is plain data (numbers and words), so that a sweep can send it to another machine
and name its result; :func:`build` makes the loss, the starts and the constants that bounds need.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from askewtheory.bounds import Constants
from askewtheory.errors import InputError, shown
from askewtheory.feasible import feasible_intervals
from askewtheory.grid import Grid, parse_levels
from askewtheory.losses import Huber, Linear, Logistic, Loss, Quadratic, Saturating
from askewtheory.method import Method
from askewtheory.noise import Noise, parse_noise
from askewtheory.stepsize.cells import Cell, cells
from askewtheory.stepsize.maximum import largest

DELAY = 10
"""k_0 of the decaying stepsizes gamma_k = top (k_0 / (k + k_0))^p."""

THEOREMS = ("theorem-2", "theorem-3", "corollary-2", "theorem-4", "theorem-5", "theorem-6")

NOISELESS = ("theorem-2", "theorem-3", "corollary-2", "theorem-4")
"""Statements about the exact gradient: noise would measure something they do not speak of."""
LARGEST_INTEGER = 2**62
"""Integers of a case stay below what a dataset's columns hold."""

MOST_NUMBERS = 10**8
"""Of one array: 0.8 GB."""


@dataclass(frozen=True)
class Case:
    """One configuration: a problem, a stepsize rule and how many runs.

    Parameters
    ----------
    theorem
        Which statement is measured; see ``THEOREMS``.
    loss
        A family: ``huber``, ``saturating``, ``logistic``, ``quadratic``, ``linear`` or ``kinked``
        (a Huber loss so narrow that its gradient has no useful Lipschitz constant).
    dimension
        d, at least 1.
    kind
        ``"quadratic"`` or ``"quartic"``.
    share
        The largest stepsize as a share of what the theorem allows.
    exponent
        p of gamma_k = top (k_0 / (k + k_0))^p, at least 0; 0 for a constant stepsize.
    levels, epsilon, alpha, clip
        Of the method.
    steps, members
        T and the number of runs: seeds where there is noise, starts where there is none.
    noise
        As :func:`askewtheory.noise.parse_noise` reads it; none where ``NOISELESS`` names the
        theorem.
    seed
        Of starts, loss parameters and noise.
    """

    theorem: str
    loss: str = "huber"
    dimension: int = 1
    kind: str = "quadratic"
    share: float = 1.0
    exponent: float = 0.0
    levels: str = "binary"
    epsilon: float = 0.2
    alpha: float = 1.0
    clip: float = 1.0
    steps: int = 4000
    members: int = 100
    noise: str = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what no study can run; whole numbers become floats where fractions may stand."""
        for name in ("theorem", "loss", "kind", "levels", "noise"):
            if not isinstance(getattr(self, name), str):
                raise InputError(f"{name} must be text, got {shown(getattr(self, name))}")
        for name, known in (("theorem", THEOREMS), ("loss", tuple(FAMILIES))):
            if getattr(self, name) not in known:
                given = getattr(self, name)
                raise InputError(f"{name} must be one of {', '.join(known)}, got {shown(given)}")
        for name, least in (("dimension", 1), ("steps", 10), ("members", 2), ("seed", 0)):
            _check_integer(name, getattr(self, name), least)
        for name in ("dimension", "steps"):
            size = getattr(self, name) * self.members
            if size > MOST_NUMBERS:
                raise InputError(f"{name} * members must be at most {MOST_NUMBERS:,}, got {size:,}")
        for name in ("share", "epsilon", "alpha", "clip", "exponent"):
            value = _finite(name, getattr(self, name), zero_allowed=name == "exponent")
            object.__setattr__(self, name, value)
        noise, _ = parse_noise(self.noise), self.method  # each refuses what it cannot be
        if noise is not None and self.theorem in NOISELESS:
            raise InputError(
                f"noise must be none for {self.theorem}, which speaks of the exact gradient, "
                f"got {shown(self.noise)}"
            )

    @cached_property
    def method(self) -> Method:
        """The method in floats."""
        grid = parse_levels(self.levels)
        return Method(grid, self.epsilon, self.alpha, self.clip, self.kind).to_float()

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Case:
        """Return the case of a dictionary; refuse unknown names."""
        known = {item.name for item in fields(cls)}
        unknown = sorted(set(given) - known)
        if unknown:
            others = shown(", ".join(unknown))
            raise InputError(f"a case takes {', '.join(sorted(known))}, got {others}")
        if "theorem" not in given:
            raise InputError("a case needs a theorem, got none")
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """Return the case as a dictionary that :meth:`from_dict` reads."""
        return asdict(self)


def _check_integer(name: str, value: Any, least: int) -> None:
    """Refuse what is not an integer from ``least`` on that a dataset's column holds."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InputError(f"{name} must be an integer of at least {least}, got {shown(value)}")
    if value > LARGEST_INTEGER:
        raise InputError(f"{name} must be at most {LARGEST_INTEGER}, got {shown(value)}")


def _finite(name: str, value: Any, *, zero_allowed: bool) -> float:
    """Return a finite positive number as a float (or zero, where that is allowed)."""
    kind = "at least 0" if zero_allowed else "positive"
    good = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        good = good and math.isfinite(value) and (value > 0 or (zero_allowed and value == 0))
    except OverflowError:  # an integer beyond all floats
        good = False
    if not good:
        raise InputError(f"{name} must be a finite number, {kind}, got {shown(value)}")
    return float(value)


@dataclass(frozen=True)
class Problem:
    """A case made real.

    Parameters
    ----------
    loss, method, starts, noise
        The loss, the method in floats, the starts of shape (members, d), and the oracle or None.
    gradient_bound
        G, a Euclidean bound on the gradient, or None.
    scope
        The cells of the grid.
    max_stepsize
        Corollary 1' (None without a gradient bound).
    neighbourhood
        delta* = min(A/3, M_c/(2 alpha)) of the repairs.
    second_moment, noise_bound
        B_2^2 >= E|g-hat|^2 and B_inf >= |g-hat_i|; None if unbounded.
    """

    loss: Loss
    method: Method
    starts: np.ndarray
    noise: Noise | None
    gradient_bound: float | None
    scope: tuple[Cell, ...]
    max_stepsize: float | None
    neighbourhood: float
    second_moment: float | None
    noise_bound: float | None

    @property
    def grid(self) -> Grid:
        """The levels that all coordinates share."""
        return self.method.grids[0]

    def constants(self, case: Case, *, literal: bool = False, gap: float | None = 1.0) -> Constants:
        """Return the constants of a bound.

        ``literal`` leaves the smoothness out, as A3 of the report declares none; ``gap`` is the
        decrease of the loss.
        """
        smooth = self.loss.smoothness
        return Constants(
            alpha=self.method.alpha, clip=self.method.clip, dimension=case.dimension, loss_gap=gap,
            gradient_bound=self.gradient_bound, max_stepsize=self.max_stepsize,
            smoothness=None if literal or smooth is None else float(smooth),
        )  # fmt: skip


def build(case: Case) -> Problem:
    """Return the problem of a case; equal cases give equal problems.

    Parameters
    ----------
    case
        What is to be measured.

    Returns
    -------
    Problem
        Loss, starts of shape (members, d), noise and constants.

    Raises
    ------
    InputError
        If the case has no admissible problem.
    """
    random = np.random.default_rng(case.seed)
    loss = FAMILIES[case.loss](case, random)
    (grid,) = case.method.grids
    scope = cells(grid, case.epsilon, case.kind)
    noise = parse_noise(case.noise)
    bound = loss.gradient_norm_bound(case.dimension)
    top = None
    if bound is not None:
        top = float(largest(list(scope), gradient_bound=bound, clip=case.clip).value)
    middle = 2 * min(min(cell.halves) for cell in scope)
    near = min(middle / 3, case.clip / (2 * case.alpha))
    variance = noise.variance_bound(loss, case.dimension) if noise else 0.0
    sigma = float(getattr(noise, "sigma", 0.0))
    bounded = bound is not None and (noise is None or noise.name == "two-point")
    return Problem(
        loss=loss, method=case.method, noise=noise, gradient_bound=bound, scope=scope,
        max_stepsize=top, starts=_starts(case, grid, near, random), neighbourhood=near,
        second_moment=None if bound is None else bound**2 + variance,
        noise_bound=float(loss.gradient_bound) + sigma if bounded else None,
    )  # fmt: skip


def _starts(case: Case, grid: Grid, near: float, random: np.random.Generator) -> np.ndarray:
    """Return starts: anywhere around the levels, or in one neighbourhood N (Theorems 4* and 5*)."""
    shape = (case.members, case.dimension)
    if case.loss == "linear":  # so far outside that the clipped force pulls back all the time
        return grid.array[-1] + 10 + random.uniform(0, 1, shape)
    if case.loss == "kinked":
        return 1 + _hop(case) / 2 * (1 + random.uniform(-0.02, 0.02, shape))
    if case.theorem in ("theorem-4", "theorem-5"):
        intervals = feasible_intervals(grid, epsilon=case.epsilon, kind=case.kind)
        ends = np.array(intervals, dtype=float)[random.integers(len(intervals), size=shape)]
        wide = ends[..., 1] - ends[..., 0] + 2 * near
        return ends[..., 0] - near + wide * random.uniform(0, 1, shape)
    low, high = grid.array[0] - 1, grid.array[-1] + 1
    return random.uniform(low, high, shape)


def _centers(case: Case, random: np.random.Generator) -> list[float]:
    """Return minimisers outside C_epsilon, so that the force has to act."""
    middles = [float(middle) for middle in parse_levels(case.levels).midpoints]
    inside = random.choice(middles, case.dimension) + random.uniform(-0.3, 0.3, case.dimension)
    return inside.tolist()


def _huber(case: Case, random: np.random.Generator) -> Loss:
    slope = case.dimension**-0.5  # the Euclidean gradient bound is 1 in every dimension
    return Huber(width=0.5, center=_centers(case, random), slope=slope)


def _saturating(case: Case, random: np.random.Generator) -> Loss:
    height = 20 / 13 * case.dimension**-0.5
    return Saturating(height=height, center=_centers(case, random), width=1.0)


def _logistic(case: Case, random: np.random.Generator) -> Loss:
    return Logistic(samples=20, dimension=case.dimension, seed=case.seed)


def _quadratic(case: Case, random: np.random.Generator) -> Loss:
    return Quadratic(curvature=1.0, center=_centers(case, random))


def _linear(case: Case, random: np.random.Generator) -> Loss:
    """Return a loss that decreases outwards, a little steeper than the clip."""
    return Linear(slope=[-1.25 * case.clip] * case.dimension)


def _kinked(case: Case, random: np.random.Generator) -> Loss:
    """Return a loss whose first half of coordinates hops over a kink inside C_epsilon for ever.

    The other half is pushed out of C_epsilon, so that the force acts too.
    """
    centers = [1.0 if 2 * i < case.dimension else 0.0 for i in range(case.dimension)]
    return Huber(width=1e-4, center=centers, slope=case.dimension**-0.5)


def _hop(case: Case) -> float:
    """Return the length of a gradient step of the kinked loss, G = 1 and gamma = 0.99 share."""
    return 0.99 * case.share * case.dimension**-0.5


FAMILIES = {
    "huber": _huber,
    "saturating": _saturating,
    "logistic": _logistic,
    "quadratic": _quadratic,
    "linear": _linear,
    "kinked": _kinked,
}
"""Family name to the function that builds its loss; minimisers lie outside C_epsilon."""

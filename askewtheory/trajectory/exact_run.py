"""A short run in exact arithmetic: the kernel itself, on fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.exact import is_exact, number, square_root
from askewtheory.feasible import distance
from askewtheory.losses.base import Loss
from askewtheory.method import users_method
from askewtheory.noise import Noise, TwoPoint
from askewtheory.trajectory.record import Run
from askewtheory.trajectory.setup import Setup, checked_seed, oracle_of
from askewtheory.trajectory.stepsizes import Stepsizes


def simulate_exact(
    loss: Loss,
    start: Any,
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    stepsize: Any,
    steps: int,
    kind: str = "quadratic",
    rule: str = "printed",
    noise: Noise | None = None,
    seed: int | None = None,
    every: int = 1,
    minimum_from: int = 0,
    keep_iterates: bool = False,
) -> Run:
    """Do the run of :func:`simulate` in fractions.

    Numbers grow: a step on which the force acts doubles the digits of an iterate (quadratic ψ) or
    multiplies them by four (quartic), any other adds some. A run whose numbers would have more than
    4,300 digits, which is what Python writes as text, is refused at that step: after some ten steps
    of the force, or hundreds without it.

    Parameters
    ----------
    loss
        One of ``askewtheory.losses`` whose values are rational.
    start
        w_0: exact numbers (integers, ``Fraction`` or strings), shape (d,).
    grid, epsilon, alpha, clip, kind, rule
        As for :func:`askewtheory.velocity`, all exact.
    stepsize, steps, every, minimum_from, keep_iterates
        As for :func:`simulate`, all exact.
    noise, seed
        None, or two-point noise, which draws the signs that :func:`simulate` draws.

    Returns
    -------
    Run
        The same records as object arrays of ``Fraction``; a distance may be a SymPy radical.

    Raises
    ------
    InputError
        If an argument is out of range or not exact, or the numbers grow too long.

    Examples
    --------
    >>> from askewtheory import Grid, losses, simulate_exact
    >>> run = simulate_exact(
    ...     losses.Linear(slope=-1), ["1/2"], Grid([-1, 1]),
    ...     epsilon="1/5", alpha=1, clip=1, stepsize="1/4", steps=2,
    ... )
    >>> run.last
    array([Fraction(1, 1)], dtype=object)
    """
    w = _exact_start(start)
    setup = Setup(
        loss, users_method(grid, epsilon, alpha, clip, kind, rule), len(w), steps, noise, every,
        minimum_from, keep_iterates,
    )  # fmt: skip
    _check_exact(setup)
    stepsizes = Stepsizes(stepsize, setup.steps)
    seed = checked_seed(seed, noise)
    configuration = setup.configuration(w, stepsizes, seed if noise else None)
    run = _ExactRun(setup, w, stepsizes, seed)
    for step in range(setup.steps + 1):
        run.do(step)
    return run.record(configuration)


DIGITS = 4300
"""Of the longest numbers; Python refuses to write longer ones."""

BITS = math.floor(DIGITS * math.log2(10))


class _ExactRun:
    """The state and the records of a run in fractions."""

    def __init__(self, setup: Setup, w: list[Any], stepsizes: Stepsizes, seed: int) -> None:
        self.setup, self.w, self.stepsizes, self.seed = setup, w, stepsizes, seed
        self.minimum: Any = math.inf
        self.weighted, self.total = Fraction(0), Fraction(0)
        self.counts = [0, 0, 0]
        self.rows: dict[str, list[Any]] = {}

    def do(self, step: int) -> None:
        """Record step ``step`` where it is recorded, and take it unless it is the last."""
        setup = self.setup
        recording = step % setup.every == 0 or step == setup.steps
        true_gradient = list(setup.loss.gradient(np.array(self.w, dtype=object)))
        gradient = self._noisy(true_gradient, step)
        velocity = self._velocity(gradient, count=True)
        squared = _squared(velocity)
        gamma = self._gamma(step)
        if step >= setup.minimum_from:
            self.minimum = min(self.minimum, squared)
        self.weighted += gamma * squared
        self.total += gamma
        if recording:
            self._check_length(step, [squared, self.weighted])
            self._observe(squared, true_gradient)
        self.w = [w + gamma * v for w, v in zip(self.w, velocity, strict=True)]
        self._check_length(step, self.w)

    def _check_length(self, step: int, numbers: list[Any]) -> None:
        """Refuse to go on with numbers that nobody could write down, and soon nobody compute."""
        if max(max(n.numerator.bit_length(), n.denominator.bit_length()) for n in numbers) > BITS:
            raise InputError(
                f"steps of this exact run must be fewer than {step}, where its numbers pass "
                f"{DIGITS:,} digits, got {self.setup.steps}; simulate does it in floats."
            )

    def _gamma(self, step: int) -> Any:
        if step == self.setup.steps:
            return Fraction(0)
        gamma = self.stepsizes.exact(step)
        if not isinstance(gamma, Fraction) or gamma <= 0:
            raise InputError(f"stepsize must be exact and positive in an exact run, got {gamma!r}")
        return gamma

    def _noisy(self, gradient: list[Any], step: int) -> list[Any]:
        if self.setup.noise is None:
            return gradient
        from askewtheory.trajectory.compiled_run import add_noise

        signs = np.zeros(len(gradient))
        add_noise(signs, step, oracle_of(TwoPoint(1), self.seed))
        sigma = self.setup.noise.to_dict()["sigma"]
        return [g + sigma * int(sign) for g, sign in zip(gradient, signs, strict=True)]

    def _velocity(self, gradient: list[Any], *, count: bool) -> list[Any]:
        """Return the kernel's velocity; count its branches where the step is the run's own."""
        velocity = []
        for i, (w, g) in enumerate(zip(self.w, gradient, strict=True)):
            arguments = (w, g, *self.setup.method.arguments(i))
            velocity.append(kernel.velocity(*arguments))
            if count:
                self.counts[kernel.branch(*arguments)] += 1
        return velocity

    def _observe(self, squared: Any, true_gradient: list[Any]) -> None:
        point = np.array(self.w, dtype=object)
        method = self.setup.method
        gaps = distance(point, method.grids, epsilon=method.epsilon, kind=method.kind)
        true_squared = squared
        if self.setup.noise is not None:
            true_squared = _squared(self._velocity(true_gradient, count=False))
        values = {
            "squared_velocity": squared,
            "true_squared_velocity": true_squared,
            "running_minimum": self.minimum,
            "weighted_average": self.weighted / self.total if self.total else math.nan,
            "loss": self.setup.loss.value(point),
            "distance": square_root(_squared(gaps)),
            "branch_counts": self.counts,
            "iterates": list(self.w),
        }
        for name, value in values.items():
            self.rows.setdefault(name, []).append(value)
        self.counts = [0, 0, 0]

    def record(self, configuration: dict[str, Any]) -> Run:
        """Return the records as arrays."""
        arrays = {name: np.array(rows, dtype=object) for name, rows in self.rows.items()}
        arrays["branch_counts"] = arrays["branch_counts"].astype(np.int64)
        iterates = arrays.pop("iterates")
        return Run(
            steps=self.setup.recorded(),
            last=np.array(self.w, dtype=object),
            iterates=iterates if self.setup.keep_iterates else None,
            configuration=configuration,
            **arrays,
        )


def _exact_start(start: Any) -> list[Any]:
    items = [start] if isinstance(start, str) or np.ndim(start) == 0 else list(start)
    values = [number(item, "start") for item in items]
    if not values or not all(isinstance(value, Fraction) for value in values):
        raise InputError(f"start must be a vector of exact numbers, got {start!r}")
    return values


def _check_exact(setup: Setup) -> None:
    """Refuse what would turn fractions into floats."""
    if not setup.loss.rational:
        raise InputError(f"loss must be rational in an exact run, got {setup.loss!r}")
    method = setup.method
    if not all(grid.exact for grid in method.grids):
        raise InputError("levels must be exact in an exact run, got floats")
    for name, value in zip(("epsilon", "alpha", "clip"), method.numbers, strict=True):
        if not is_exact(value):
            raise InputError(f"{name} must be exact in an exact run, got {value!r}")
    noise = setup.noise
    if noise is not None and not (isinstance(noise, TwoPoint) and is_exact(noise.sigma)):
        raise InputError(f"noise must be none or two-point, exact, in an exact run, got {noise!r}")


def _squared(values: Any) -> Any:
    return sum((value * value for value in values), Fraction(0))

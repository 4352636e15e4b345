"""Is my stepsize admissible? Every condition, the largest stepsize, and what follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory import bounds
from askewtheory.bounds.terms import steps_of
from askewtheory.errors import InputError
from askewtheory.exact import is_exact, number
from askewtheory.grid import as_grids
from askewtheory.method import Method
from askewtheory.stepsize import maximum, settling
from askewtheory.stepsize.cells import (
    Cell,
    cells,
    cells_at,
    cells_in_scope,
    distance_to,
    start_points,
)
from askewtheory.stepsize.conditions import Condition, Setting, conditions
from askewtheory.stepsize.order import greatest, shown


@dataclass(frozen=True)
class Admissibility:
    """What :func:`check` found.

    Parameters
    ----------
    admissible
        Whether some condition that is proved admits the stepsize: Corollary 1', Corollary 1'' or
        the alternative with 1/(2 alpha).
    admissible_by
        The first of them that does, by name; ``None`` if none does.
    stepsize
        The stepsize that the rows, tau and k_1 speak of: the given one, or half the maximum.
    given
        Whether it was given.
    feasible_intervals
        For each different grid, the intervals [q_-, q_+].
    max_stepsize, max_stepsize_annealing, max_stepsize_sharper
        Corollary 1', its alternative that does not vanish with epsilon, and Corollary 1''.
    variants
        Name to largest stepsize: the sharper, the conservative and the printed one (``None``: no
        stepsize).
    tau, settling_step
        tau of Lemma 5', and k_1 in three counts; ``None`` without a start, and where Lemma 5' does
        not apply.
    settling_refused
        Which hypothesis of Lemma 5' fails, if there is a start and one fails.
    conditions
        The rows.
    bounds
        Theorem to version to bound, or the sentence that refuses it.
    configuration
        The arguments.
    """

    admissible: bool
    admissible_by: str | None
    stepsize: Any
    given: bool
    feasible_intervals: tuple[tuple[tuple[Any, Any], ...], ...]
    max_stepsize: maximum.Maximum
    max_stepsize_annealing: maximum.Maximum
    max_stepsize_sharper: maximum.Maximum
    variants: dict[str, Any]
    tau: Any
    settling_step: dict[str, int | None] | None
    settling_refused: str | None
    conditions: tuple[Condition, ...]
    bounds: dict[str, dict[str, bounds.Bound | str]]
    configuration: dict[str, Any]

    @property
    def max_admissible(self) -> Any:
        """The largest stepsize that some proved condition admits."""
        tops = (self.max_stepsize, self.max_stepsize_annealing, self.max_stepsize_sharper)
        return greatest([top.value for top in tops])

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        found = {
            theorem: {
                version: {"refused": value} if isinstance(value, str) else value.to_dict()
                for version, value in versions.items()
            }
            for theorem, versions in self.bounds.items()
        }
        return {
            "admissible": self.admissible,
            "admissible_by": self.admissible_by,
            "stepsize": {**shown(self.stepsize), "given": self.given},
            "feasible_intervals": [
                [[shown(lower), shown(upper)] for lower, upper in intervals]
                for intervals in self.feasible_intervals
            ][0 if len(self.feasible_intervals) == 1 else slice(None)],
            "max_stepsize": self.max_stepsize.to_dict(),
            "max_stepsize_annealing": self.max_stepsize_annealing.to_dict(),
            "max_stepsize_sharper": self.max_stepsize_sharper.to_dict(),
            "variants": {name: shown(value) for name, value in self.variants.items()},
            "tau": shown(self.tau),
            "settling_step": self.settling_step,
            "settling_refused": self.settling_refused,
            "conditions": [row.to_dict() for row in self.conditions],
            "bounds": found,
            "configuration": self.configuration,
        }


def check(
    grid: Any,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    gradient_bound: Any,
    smoothness: Any = None,
    dimension: int = 1,
    stepsize: Any = None,
    start: Any = None,
    kind: str = "quadratic",
    horizon: int | None = None,
    loss_gap: Any = None,
) -> Admissibility:
    """Decide every condition of Lemmas 3 to 5, Corollary 1 and Theorems 2 and 3 for a stepsize.

    Parameters
    ----------
    grid
        A ``Grid`` or levels for all coordinates, or one grid for each.
    epsilon
        In (0, 1] and below what separates the levels.
    alpha, clip
        Above 0; clip (M_c) finite.
    gradient_bound
        G, a bound on |grad l|; above 0.
    smoothness
        The Lipschitz constant of grad l, or None if there is none.
    dimension
        d; it enters the bounds only.
    stepsize
        Above 0; by default half the largest admissible one.
    start
        The start, one number or one for each coordinate: conditions are then those of the cells
        that hold it, and k_1 is given.
    kind
        ``"quadratic"`` or ``"quartic"``.
    horizon, loss_gap
        T and l(first) - l(last) for the bounds; without them the bounds are their limits.

    Returns
    -------
    Admissibility
        Exact throughout if every number given is exact.

    Raises
    ------
    InputError
        If an argument is out of range.

    Examples
    --------
    >>> from askewtheory import Grid, stepsize
    >>> found = stepsize.check(
    ...     Grid([-1, 1]), "1/5", alpha=1, clip=1, gradient_bound=1, stepsize="1/4"
    ... )
    >>> found.admissible, found.max_stepsize.value
    (True, 6/5 - 2*sqrt(5)/5)
    """
    steps_of(horizon)
    dimension = _dimension(grid, dimension, start)
    numbers = _numbers(
        epsilon=epsilon, alpha=alpha, clip=clip, gradient_bound=gradient_bound,
        smoothness=smoothness, stepsize=stepsize, loss_gap=loss_gap,
    )  # fmt: skip
    first, second, third = (numbers.pop(name) for name in ("epsilon", "alpha", "clip"))
    method = Method(as_grids(grid, dimension), first, second, third, kind)
    points = start_points(start, dimension)
    others = [*numbers.values(), *(points or [])]
    if not (method.exact and all(is_exact(x) for x in others if x is not None)):
        numbers = {k: None if v is None else float(v) for k, v in numbers.items()}
        method = method.to_float()
        points = None if points is None else [float(p) for p in points]
    return _assess(method, points, numbers, dimension, horizon)


def _assess(
    method: Method,
    points: list[Any] | None,
    n: dict[str, Any],
    dimension: int,
    horizon: int | None,
) -> Admissibility:
    grids, epsilon, kind = method.grids, method.epsilon, method.kind
    scope = cells_in_scope(grids, epsilon, kind, points, dimension)
    speeds = {"gradient_bound": n["gradient_bound"], "clip": method.clip}
    maxima = maximum.proved(scope, **speeds, alpha=method.alpha)
    top = maxima[maximum.PLAIN]
    gamma = top.value / 2 if n["stepsize"] is None else n["stepsize"]
    force = {"alpha": method.alpha, "stepsize": gamma, **speeds}
    setting = Setting(scope, method, n["gradient_bound"], n["smoothness"], gamma)
    intervals = tuple(
        tuple((cell.lower, cell.upper) for cell in cells(g, epsilon, kind))
        for g in dict.fromkeys(grids)
    )
    admitted = maximum.admitted_by(gamma, maxima)
    steps, refused = _settling(method, points, scope, force)
    return Admissibility(
        admissible=admitted is not None,
        admissible_by=admitted,
        stepsize=gamma,
        given=n["stepsize"] is not None,
        feasible_intervals=intervals,
        max_stepsize=top,
        max_stepsize_annealing=maxima[maximum.ALTERNATIVE],
        max_stepsize_sharper=maxima[maximum.SHARPER],
        variants={
            "sharper (Corollary 1'')": maxima[maximum.SHARPER].value,
            "conservative (Corollary 1 with its slips mended, d enters)": maximum.conservative(
                scope, **speeds, dimension=dimension
            ),
            "printed (Corollary 1 as it stands)": maximum.printed(scope, **speeds),
        },
        tau=settling.tau(**force, kind=kind),
        settling_step=steps,
        settling_refused=refused,
        conditions=tuple(conditions(setting)),
        bounds=_bounds(method, n, gamma, top.value, dimension, horizon),
        configuration=_configuration(method, points, n, dimension, horizon),
    )


def _settling(
    method: Method, points: list[Any] | None, scope: list[Cell], force: dict[str, Any]
) -> tuple[dict[str, int | None] | None, str | None]:
    """Return k_1 and no refusal, no k_1 and the refusal, or neither without a start."""
    if points is None:
        return None, None
    refused = settling.refusal(scope, **force)
    if refused is not None:
        return None, refused
    own = cells_at(method.grids, method.epsilon, method.kind, points)
    pairs = list(zip(own, points, strict=True))
    known = {pair: distance_to(*pair) for pair in dict.fromkeys(pairs)}
    distances = [known[pair] for pair in pairs]
    return settling.settling_steps(distances, **force, kind=method.kind), None


def _bounds(
    method: Method, n: dict[str, Any], gamma: Any, largest: Any, dimension: int, horizon: int | None
) -> dict[str, dict[str, bounds.Bound | str]]:
    constants = bounds.Constants(
        alpha=method.alpha, clip=method.clip, dimension=dimension, smoothness=n["smoothness"],
        gradient_bound=n["gradient_bound"], loss_gap=n["loss_gap"], max_stepsize=largest,
    )  # fmt: skip
    found: dict[str, dict[str, bounds.Bound | str]] = {}
    for name, function, options in (
        ("theorem-2", bounds.theorem_2, {"stepsize": gamma, "horizon": horizon}),
        ("theorem-3", bounds.theorem_3, {"stepsize": gamma, "horizon": horizon}),
        ("corollary-2", bounds.corollary_2, {"horizon": horizon}),
    ):
        if name == "corollary-2" and horizon is None:
            continue
        found[name] = {}
        for version in ("printed", "repaired"):
            try:
                found[name][version] = function(constants, version=version, **options)
            except InputError as error:
                found[name][version] = str(error)
    return found


def _numbers(**given: Any) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    for name, value in given.items():
        converted = None if value is None else number(value, name)
        numbers[name] = converted
        if converted is None or name in ("epsilon", "loss_gap"):
            continue
        if not 0 < converted < math.inf:
            raise InputError(f"{name} must be positive and finite, got {value}")
    return numbers


def _dimension(grid: Any, dimension: int, start: Any) -> int:
    if isinstance(dimension, bool) or not isinstance(dimension, int) or dimension < 1:
        raise InputError(f"dimension must be an integer of at least 1, got {dimension!r}")
    listed = hasattr(start, "__len__") and not isinstance(start, str)
    if dimension == 1 and listed and len(start) > 1:
        return len(start)  # the start says how many coordinates there are
    count = len(as_grids(grid))
    return count if dimension == 1 and count > 1 else dimension


def _configuration(
    method: Method,
    points: list[Any] | None,
    n: dict[str, Any],
    dimension: int,
    horizon: int | None,
) -> dict[str, Any]:
    def text(value: Any) -> Any:
        return str(value) if isinstance(value, Fraction) else value

    return {
        "levels": [g.to_dict()["levels"] for g in method.grids],
        "epsilon": text(method.epsilon),
        "alpha": text(method.alpha),
        "clip": text(method.clip),
        **{name: text(value) for name, value in n.items()},
        "start": points and [text(p) for p in points],
        "dimension": dimension,
        "kind": method.kind,
        "horizon": horizon,
    }


__all__ = ["Admissibility", "check"]

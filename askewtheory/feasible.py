"""The kernel on numbers and arrays, and the feasible set: intervals, distance, projection.

Each function takes the point first, then the gradient where it needs one, then the grid. Exact
input gives exact output (``Fraction``, or a SymPy radical where a square root is irrational);
float arrays run through compiled loops of the kernel, bit for bit its results.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.exact import simplified, square_root
from askewtheory.grid import Grid, as_grids, is_quartic, kind_code
from askewtheory.mapping import (
    apply,
    assembled,
    columns_of,
    dimension_of,
    exact_array,
    points_of,
)
from askewtheory.method import SeparationWarning as SeparationWarning
from askewtheory.method import checked_epsilon, users_method, warn_unless_separated


def remoteness(w: Any, grid: Any, *, epsilon: Any, kind: str = "quadratic") -> Any:
    """Return psi(w; epsilon), coordinate by coordinate.

    psi = epsilon - (distance to the end level) outside the levels and
    epsilon - (w - left)(right - w) between two levels; for ``kind="quartic"`` the subtracted
    term is squared.

    Parameters
    ----------
    w
        A number or an array of shape (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon
        In (0, 1].
    kind
        ``"quadratic"`` (Definition 3 of the report) or ``"quartic"`` (Definition 2).

    Returns
    -------
    number or array
        Like ``w``.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, remoteness
    >>> remoteness("1/2", Grid([-1, 1]), epsilon="1/5")
    Fraction(-11, 20)
    >>> remoteness([0.9, 0.5], Grid([-1, 1]), epsilon=0.2).round(3)
    array([ 0.01, -0.55])
    """
    epsilon, grids = checked_epsilon(epsilon), as_grids(grid)
    warn_unless_separated(grids, epsilon, kind)
    return apply(kernel.remoteness, (w,), grids, (epsilon,), (kind_code(kind),))


def slope(w: Any, grid: Any, *, kind: str = "quadratic") -> Any:
    """Return psi'(w), from the right at a level (Lemma 2 of the report).

    Parameters
    ----------
    w
        A number or an array of shape (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    number or array
        Like ``w``.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, slope
    >>> slope("1/2", Grid([-1, 1]))
    Fraction(1, 1)
    """
    return apply(kernel.slope, (w,), grid, (), (kind_code(kind),))


def skewing_force(
    w: Any, grid: Any, *, epsilon: Any, alpha: Any, clip: Any, kind: str = "quadratic"
) -> Any:
    """Return the skewing force u = clip(-alpha psi / psi', M_c) where psi <= 0, else zero.

    At a midpoint with psi <= 0 it is +clip (the convention of section 3 of the report).

    Parameters
    ----------
    w
        A number or an array of shape (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon, alpha, clip
        epsilon in (0, 1]; alpha and clip at least 0; clip may be infinite.
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    number or array
        Like ``w``.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, skewing_force
    >>> skewing_force("1/2", Grid([-1, 1]), epsilon="1/5", alpha=1, clip=1)
    Fraction(11, 20)
    """
    return users_method(grid, epsilon, alpha, clip, kind).skewing_force(w)


def velocity(
    w: Any,
    gradient: Any,
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    kind: str = "quadratic",
    rule: str = "printed",
) -> Any:
    """Return the velocity s(g, w) of Algorithm 2, coordinate by coordinate.

    Parameters
    ----------
    w, gradient
        Numbers, or arrays of shapes that broadcast to (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon, alpha, clip
        epsilon in (0, 1]; alpha and clip (M_c) at least 0; clip may be infinite.
    kind
        ``"quadratic"`` or ``"quartic"``.
    rule
        ``"printed"``: the report's cases. ``"projected"``: the projection of -g on
        {v : v psi' >= min(-alpha psi, M_c |psi'|)} where psi <= 0.

    Returns
    -------
    number or array
        Of the shape that ``w`` and ``gradient`` broadcast to.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, velocity
    >>> velocity("1/2", 1, Grid([-1, 1]), epsilon="1/5", alpha=1, clip=1)
    Fraction(11, 20)
    >>> velocity([0.9, 0.5], [1.0, 1.0], Grid([-1, 1]), epsilon=0.2, alpha=1, clip=1).round(3)
    array([-1.  ,  0.55])
    """
    return users_method(grid, epsilon, alpha, clip, kind, rule).velocity(w, gradient)


def branch(
    w: Any,
    gradient: Any,
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    kind: str = "quadratic",
    rule: str = "printed",
) -> Any:
    """Return the branch of each coordinate: 0 gradient, 1 skew along, 2 skew against.

    ``SKEW_ALONG`` is S+ and ``SKEW_AGAINST`` is S- of Definition 4 of the report.

    Parameters
    ----------
    w, gradient
        Numbers, or arrays of shapes that broadcast to (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon, alpha, clip
        epsilon in (0, 1]; alpha and clip (M_c) at least 0; clip may be infinite.
    kind, rule
        As for :func:`velocity`.

    Returns
    -------
    int or array of int
        0 gradient, 1 skew along, 2 skew against.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, branch
    >>> branch([0.9, 0.5], [1.0, 1.0], Grid([-1, 1]), epsilon=0.2, alpha=1, clip=1)
    array([0, 2])
    """
    return users_method(grid, epsilon, alpha, clip, kind, rule).branch(w, gradient)


def feasible_intervals(
    grid: Any, *, epsilon: Any, kind: str = "quadratic"
) -> list[tuple[Any, Any]]:
    """Return the intervals of C_epsilon for one coordinate, left to right, merged where they touch.

    The outer sides end at distance r from the end levels; the inner sides of a gap Delta at
    distance (Delta - sqrt(Delta**2 - 4 r)) / 2 from its levels, with r = epsilon (quadratic) or
    sqrt(epsilon) (quartic). A gap with Delta**2 <= 4 r is feasible throughout.

    Parameters
    ----------
    grid
        One ``Grid``.
    epsilon
        In (0, 1]; exact input gives exact ends.
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    list of (q_minus, q_plus)

    Raises
    ------
    InputError
        If ``epsilon`` is out of range, or there are several grids.

    Examples
    --------
    >>> from askewtheory import Grid, feasible_intervals
    >>> feasible_intervals(Grid([-1, 1]), epsilon="1/5")
    [(Fraction(-6, 5), -2*sqrt(5)/5), (2*sqrt(5)/5, Fraction(6, 5))]
    """
    (levels_grid,) = _single(grid)
    epsilon = checked_epsilon(epsilon)
    warn_unless_separated((levels_grid,), epsilon, kind)
    return intervals_of(levels_grid, epsilon, kind)


def intervals_of(levels_grid: Grid, epsilon: Any, kind: str) -> list[tuple[Any, Any]]:
    """Return :func:`feasible_intervals` of checked arguments, without its warning."""
    if isinstance(epsilon, float):
        levels_grid = levels_grid.to_float()
    elif not levels_grid.exact:
        epsilon = float(epsilon)
    reach = square_root(epsilon) if is_quartic(kind) else epsilon
    levels = levels_grid.levels
    intervals, lower = [], simplified(levels[0] - reach)
    for left, right in itertools.pairwise(levels):
        discriminant = (right - left) ** 2 - 4 * reach
        if discriminant <= 0:
            continue
        root = square_root(discriminant)
        if isinstance(root, float):  # the same number without cancellation
            inner = 2 * reach / (right - left + root)
        else:
            inner = (right - left - root) / 2
        intervals.append((lower, simplified(left + inner)))
        lower = simplified(right - inner)
    return [*intervals, (lower, simplified(levels[-1] + reach))]


def project(w: Any, grid: Any, *, epsilon: Any, kind: str = "quadratic") -> Any:
    """Return the nearest point of C_epsilon, coordinate by coordinate; ties go right.

    Parameters
    ----------
    w
        A number or an array of shape (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon
        In (0, 1].
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    number or array
        Like ``w``.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, project
    >>> project(["-3/2", "1/2"], Grid([-1, 1]), epsilon="1/5")
    array([Fraction(-6, 5), 2*sqrt(5)/5], dtype=object)
    """
    points = points_of((w,))[0]
    grids = as_grids(grid, dimension_of(points))
    epsilon = checked_epsilon(epsilon)
    warn_unless_separated(grids, epsilon, kind)
    columns = [
        _project_column(column, levels, epsilon, kind)
        for column, levels in columns_of(points, grids)
    ]
    return assembled(columns, points, grids)


def distance(w: Any, grid: Any, *, epsilon: Any, kind: str = "quadratic") -> Any:
    """Return the distance of each coordinate to C_epsilon.

    The Euclidean distance d(w, C_epsilon) is the norm of the result over its last axis.

    Parameters
    ----------
    w
        A number or an array of shape (..., d).
    grid
        A ``Grid`` for all coordinates, or a sequence of d grids.
    epsilon
        In (0, 1].
    kind
        ``"quadratic"`` (Definition 3 of the report) or ``"quartic"`` (Definition 2).

    Returns
    -------
    number or array
        Like ``w``.

    Raises
    ------
    InputError
        If a number is not finite or out of range.

    Examples
    --------
    >>> from askewtheory import Grid, distance
    >>> distance(["-3/2", 1], Grid([-1, 1]), epsilon="1/5")
    array([Fraction(3, 10), Fraction(0, 1)], dtype=object)
    """
    points = points_of((w,))[0]
    nearest = project(w, grid, epsilon=epsilon, kind=kind)
    difference = np.asarray(np.abs(np.asarray(points) - np.asarray(nearest)))
    if difference.dtype == object:
        difference = exact_array(difference.ravel().tolist()).reshape(difference.shape)
    return difference.item() if np.ndim(difference) == 0 else difference


def _project_column(points: np.ndarray, levels: Grid, epsilon: Any, kind: str) -> np.ndarray:
    if points.dtype != object:
        epsilon = float(epsilon)
    intervals = intervals_of(levels, epsilon, kind)
    lowers, uppers = zip(*intervals, strict=True)
    if points.dtype != object or isinstance(lowers[0], float):
        ends = np.array(lowers, dtype=np.float64), np.array(uppers, dtype=np.float64)
        from askewtheory.array_loops import project_loop

        out = np.empty(points.size)
        project_loop(points.astype(np.float64).ravel(), out, *ends)
        return out.reshape(points.shape)
    nearest = [kernel.nearest_feasible(w, lowers, uppers) for w in points.ravel()]
    return exact_array(nearest).reshape(points.shape)


def _single(grid: Any) -> tuple[Grid]:
    grids = as_grids(grid)
    if len(grids) != 1:
        raise InputError(f"grid must be one grid, got {len(grids)}; ask for each coordinate")
    return grids

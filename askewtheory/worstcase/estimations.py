"""The performance-estimation problems: gradient branch, step on a convex set, skewed step.

Function values are compared through the interpolation inequalities of M-smooth functions (Taylor,
Hendrickx and Glineur, Theorem 3.10), which are necessary and sufficient.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

from askewtheory.worstcase.certificate import (
    Estimation,
    Form,
    Inequality,
    Vector,
    add,
    combine,
    inner,
    leaf,
    values,
)


def _square(vector: Vector) -> Form:
    return inner(vector, vector)


def interpolation(points: list[Vector], gradients: list[Vector], smooth: Fraction) -> list:
    """Return f_j - f_i + <...> <= 0 for all ordered pairs: f is M-smooth through the data.

    f_i >= f_j - M/4 |x_i - x_j|^2 + <g_i + g_j, x_i - x_j>/2 + |g_i - g_j|^2/(4M)
    """
    rows = []
    for i, j in itertools.permutations(range(len(points)), 2):
        step = combine((1, points[i]), (-1, points[j]))
        total = combine((1, gradients[i]), (1, gradients[j]))
        change = combine((1, gradients[i]), (-1, gradients[j]))
        form = add(
            (1, values(**{f"f{j}": 1, f"f{i}": -1})),
            (-smooth / 4, _square(step)),
            (Fraction(1, 2), inner(total, step)),
            (1 / (4 * smooth), _square(change)),
        )
        rows.append(Inequality(f"smooth {i},{j}", form))
    return rows


def _decrease(steps: int) -> Inequality:
    return Inequality("decrease", values(-1, **{"f0": 1, f"f{steps}": -1}))


def gradient_branch(steps: int, stepsize: Fraction, smooth: Fraction) -> Estimation:
    """Return min_{k <= N} |g_k|^2 over N gradient steps with l(w_0) - l(w_N) <= 1."""
    gradients = [leaf(f"g{k}") for k in range(steps + 1)]
    points: list[Vector] = [{}]
    for gradient in gradients[:-1]:
        points.append(combine((1, points[-1]), (-stepsize, gradient)))
    rows = [*interpolation(points, gradients, smooth), _decrease(steps)]
    return Estimation("gradient branch", tuple(_square(g) for g in gradients), tuple(rows))


def convex_step(steps: int, stepsize: Fraction, smooth: Fraction, alpha: Fraction) -> Estimation:
    """Return min_{k < N} |v_k|^2 of the Muehlebach-Jordan step, all constraints affine.

    There {v : a.v <= alpha (b - a.w)} says w + v/alpha in C, so v = alpha (P_C(w - g/alpha) - w):
    with y_k that projection, w_k - g_k/alpha - y_k is normal to C at y_k. The start is feasible.
    """
    gradients = [leaf(f"g{k}") for k in range(steps + 1)]
    projections = [leaf(f"y{k}") for k in range(steps)]
    points: list[Vector] = [{}]
    velocities = []
    for y in projections:
        velocities.append(combine((alpha, y), (-alpha, points[-1])))
        points.append(combine((1, points[-1]), (stepsize, velocities[-1])))
    rows = [*interpolation(points, gradients, smooth), _decrease(steps)]
    for k, y in enumerate(projections):
        normal = combine((1, points[k]), (-1 / alpha, gradients[k]), (-1, y))
        others = [("start", points[0])] + [
            (f"y{j}", other) for j, other in enumerate(projections) if j != k
        ]
        rows += [
            Inequality(f"normal {k},{name}", inner(normal, combine((1, other), (-1, y))))
            for name, other in others
        ]
    return Estimation("convex set", tuple(_square(v) for v in velocities), tuple(rows))


def skewed_step(
    steps: int, stepsize: Fraction, smooth: Fraction, bound: Fraction, force: Fraction
) -> Estimation:
    """Return min_{k < N} |v_k|^2 of skewed steps, |g_k| <= G and |u_k| <= U.

    g = a + b splits the gradient into the coordinates that follow it and those that are forced, so
    v = -a + u with a, b orthogonal and a, u orthogonal. Which coordinates are forced may change
    arbitrarily, so the value bounds Theorem 3's step from above.
    """
    free = [leaf(f"a{k}") for k in range(steps)]
    forced = [leaf(f"b{k}") for k in range(steps)]
    forces = [leaf(f"u{k}") for k in range(steps)]
    gradients = [combine((1, a), (1, b)) for a, b in zip(free, forced, strict=True)]
    gradients.append(leaf(f"g{steps}"))
    velocities = [combine((-1, a), (1, u)) for a, u in zip(free, forces, strict=True)]
    points: list[Vector] = [{}]
    for v in velocities:
        points.append(combine((1, points[-1]), (stepsize, v)))
    rows = [*interpolation(points, gradients, smooth), _decrease(steps)]
    for k in range(steps):
        rows += [
            Inequality(f"orthogonal a,b {k}", inner(free[k], forced[k]), equality=True),
            Inequality(f"orthogonal a,u {k}", inner(free[k], forces[k]), equality=True),
            Inequality(f"force {k}", add((1, _square(forces[k])), (1, values(-(force**2))))),
        ]
    rows += [
        Inequality(f"gradient {k}", add((1, _square(g)), (1, values(-(bound**2)))))
        for k, g in enumerate(gradients)
    ]
    return Estimation("skewed step", tuple(_square(v) for v in velocities), tuple(rows))

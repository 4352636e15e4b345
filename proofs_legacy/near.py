"""What the stochastic results share: the velocity beside a feasible interval, for either psi.

``s`` is the sign of psi' and points to the interval. U = |alpha psi/psi'| is the force before the
clip. Everything here follows from the kernel's cases, whatever the function psi is; the bounds of U
by the distance delta are those of Lemma 2' (quadratic), or of :func:`quartic_bounds`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import (
    PRINTED,
    QUADRATIC,
    QUARTIC,
    product_in_cell,
    remoteness_in_cell,
    slope_in_cell,
    velocity_of,
)
from askewtheory.provers import Twin, certify_identity, conjunction, paths, prove
from proofs_legacy import lemma_2_repaired
from proofs_legacy.common import equal, every, on_every_path, reals

PSI, SLOPE, GRADIENT, ALPHA, CLIP, FORCE = reals("psi slope ghat alpha M_c U")
INFEASIBLE = [PSI <= 0, ALPHA > 0, CLIP > 0]
OUTSIDE = [PSI < 0, ALPHA > 0, CLIP > 0]


def velocity_paths() -> list[Any]:
    """Return the kernel's ways to a velocity, in psi, psi', gradient, alpha and clip."""

    def speed(psi: Any, slope: Any, gradient: Any, alpha: Any, clip: Any) -> Any:
        return velocity_of(psi, slope, gradient, alpha, clip, PRINTED)

    return paths(speed, PSI, SLOPE, GRADIENT, ALPHA, CLIP)


def both_signs(
    statement: Callable[[Any, int], Any], given: list[Any], weakened: str, twin: Callable
) -> Outcome:
    """Prove ``statement(velocity, s)`` for psi' > 0 and psi' < 0; ``twin`` must be refuted."""
    found = []
    for sign in (1, -1):
        direction = [sign * SLOPE > 0, equal(FORCE * sign * SLOPE, -ALPHA * PSI)]
        found.append(
            prove(
                on_every_path(velocity_paths(), lambda v, s=sign: statement(v, s)),
                given=[*given, *direction],
                control=Twin(
                    weakened, on_every_path(velocity_paths(), lambda v, s=sign: twin(v, s))
                ),
            )
        )
    return conjunction(*found, reason="psi' > 0 and psi' < 0")


@cache
def structure() -> Outcome:
    """Where psi <= 0 and the clip does not act, s v = max(-s ghat, U)."""
    return both_signs(
        lambda v, s: equal(s * v, sympy.Max(-s * GRADIENT, FORCE)),
        [*INFEASIBLE, FORCE <= CLIP],
        "s v = -s ghat",
        lambda v, s: equal(v, -GRADIENT),
    )


@cache
def push() -> Outcome:
    """Where psi < 0, s v >= min(U, M_c) > 0: the step goes towards the interval."""
    return both_signs(
        lambda v, s: every(s * v >= sympy.Min(FORCE, CLIP), s * v > 0),
        OUTSIDE,
        "s v >= U",
        lambda v, s: s * v >= FORCE,
    )


@cache
def size() -> Outcome:
    """Where psi <= 0, |v| <= max(|ghat|, M_c)."""
    return both_signs(
        lambda v, s: sympy.Abs(v) <= sympy.Max(sympy.Abs(GRADIENT), CLIP),
        INFEASIBLE,
        "|v| <= |ghat|",
        lambda v, s: sympy.Abs(v) <= sympy.Abs(GRADIENT),
    )


@cache
def outside_bounds() -> Outcome:
    """The quadratic force: alpha delta <= U, and U <= 2 alpha delta up to a third of the middle."""
    return conjunction(
        lemma_2_repaired.lower_bound(),
        lemma_2_repaired.upper_bound(),
        lemma_2_repaired.outer(),
        reason="alpha delta <= U <= 2 alpha delta (inner sides), U = alpha delta (outer sides)",
    )


@cache
def quartic_force() -> Outcome:
    """The quartic |psi/psi'| is between 1/2 and 1 times the quadratic one for sqrt(epsilon)."""
    w, a, b, root, product = reals("w a b r P")
    found = []
    for index in (0, 1, 2):
        ratios = [
            remoteness_in_cell(w, index, (a, b), epsilon, kind)
            / slope_in_cell(w, index, (a, b), kind)
            for epsilon, kind in ((root**2, QUARTIC), (root, QUADRATIC))
        ]
        distance = product_in_cell(w, index, (a, b))
        factor = (root + distance) / (2 * distance)
        found.append(certify_identity(ratios[0], ratios[1] * factor, control=ratios[1]))
    factor = (root + product) / (2 * product)
    bounds = prove(
        every(2 * factor >= 1, factor <= 1),
        given=[root > 0, product >= root],
        control=Twin("at most 99/100", 100 * factor <= 99),
    )
    return conjunction(*found, bounds, reason="half to once the quadratic force, in every cell")


@cache
def quartic_bounds() -> Outcome:
    """The quartic force is ratio U: (alpha/2) delta <= ratio U <= 2 alpha delta."""
    share, delta = reals("ratio delta")
    between = prove(
        every(ALPHA * delta / 2 <= share * FORCE, share * FORCE <= 2 * ALPHA * delta),
        given=[ALPHA > 0, delta >= 0, ALPHA * delta <= FORCE, FORCE <= 2 * ALPHA * delta,
               2 * share >= 1, share <= 1],
        control=Twin("at least alpha delta, as for the quadratic psi",
                     ALPHA * delta <= share * FORCE),
    )  # fmt: skip
    return conjunction(
        between, outside_bounds(), quartic_force(), reason="the quadratic bounds times 1/2 to 1"
    )

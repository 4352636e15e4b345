"""What a step of the kernel is, for either psi, from the kernel's own branches.

``s`` is the sign of psi' and points to the interval. U = |alpha psi/psi'| is the force before the
clip. Everything here follows from the kernel's cases, whatever the function psi is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import Path, on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, eq, every, maximum, minimum, ne, reals
from askewtheory.kernel import PRINTED, velocity_of

PSI, SLOPE, GRADIENT, ALPHA, CLIP, FORCE = reals("psi slope ghat alpha M_c U")
POSITIVE = {"alpha is positive": ALPHA > 0, "the clip is positive": CLIP > 0}
INFEASIBLE = {"psi is not positive": PSI <= 0, **POSITIVE}
OUTSIDE = {"psi is negative": PSI < 0, **POSITIVE}


@cache
def velocity_paths(flat: bool = False) -> list[Path]:
    """Return the kernel's ways to a velocity, in psi, psi', gradient, alpha and clip.

    ``flat``: at a midpoint, where psi' = 0.
    """
    if flat:
        return paths(lambda psi, g, a, c: velocity_of(psi, 0, g, a, c, PRINTED),
                     PSI, GRADIENT, ALPHA, CLIP)  # fmt: skip
    return paths(lambda psi, slope, g, a, c: velocity_of(psi, slope, g, a, c, PRINTED),
                 PSI, SLOPE, GRADIENT, ALPHA, CLIP)  # fmt: skip


def both_signs(says: Callable[[Term, int], Any], given: dict[str, Any]) -> list[Statement]:
    """Return ``says(velocity, s)`` for psi' > 0 and for psi' < 0."""
    return [
        states(
            on_every_path(velocity_paths(), lambda v, s=sign: says(v, s)),
            {**given, f"psi' has sign {sign}": sign * SLOPE > 0,
             "U is the force before the clip": eq(FORCE * sign * SLOPE, -ALPHA * PSI)},
        )
        for sign in (1, -1)
    ]  # fmt: skip


@fact(parts=lambda: both_signs(
    lambda v, s: eq(s * v, maximum(-s * GRADIENT, FORCE)), {**INFEASIBLE, "U <= M_c": FORCE <= CLIP}
))  # fmt: skip
def structure(this):
    """Where psi <= 0 and the clip does not act, s v = max(-s ghat, U)."""
    return this.conjunction()


@fact(parts=lambda: both_signs(
    lambda v, s: every(s * v >= minimum(FORCE, CLIP), s * v > 0), OUTSIDE
))  # fmt: skip
def push(this):
    """Where psi < 0, s v >= min(U, M_c) > 0: the step goes towards the interval."""
    return this.conjunction()


@fact(parts=lambda: both_signs(
    lambda v, s: abs(v) <= maximum(abs(GRADIENT), CLIP), INFEASIBLE
))  # fmt: skip
def size(this):
    """Where psi <= 0, |v| <= max(|ghat|, M_c)."""
    return this.conjunction()


@fact(
    given={**POSITIVE, "psi is positive": PSI > 0},
    concludes=lambda: on_every_path(velocity_paths(), lambda v: eq(v, -GRADIENT)),
)
def inside(this):
    """Where psi > 0 the velocity is -ghat."""
    return this.solvers()


@fact(
    given={**POSITIVE, "psi is zero": eq(PSI, 0), "no midpoint": ne(SLOPE, 0)},
    concludes=lambda: on_every_path(
        velocity_paths(), lambda v: every(v * SLOPE >= 0, abs(v) <= abs(GRADIENT))
    ),
)
def at_end(this):
    """At an end of an interval the velocity points inward or is zero, and is no longer than ghat."""
    return this.solvers()


@fact(
    given={**POSITIVE, "psi is not positive": PSI <= 0},
    concludes=lambda: on_every_path(velocity_paths(flat=True), lambda v: eq(v, CLIP)),
)
def middle(this):
    """At an infeasible midpoint the convention gives v = M_c."""
    return this.solvers()


@fact(parts=[inside, at_end, middle, push, size])
def five_cases(this):
    """A step is -ghat inside, inward or 0 at an end, inward outside, M_c at a midpoint."""
    return this.conjunction()

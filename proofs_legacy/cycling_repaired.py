"""When exactly the cycle w, -w exists, and that it repels unless the clip acts.

Setting
    Q = {-1, 1}, epsilon in (0, 1], |w| > 1 + epsilon, a gradient that points outward at w and -w.
Valid for
    Both the unclipped and the clipped force, which is min(alpha (|w| - 1 - epsilon), M_c).
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, velocity
from askewtheory.provers import Twin, conjunction, paths, prove
from proofs_legacy.common import equal, every, on_every_path, ratio, reals

X, Y, G, EPSILON, ALPHA, CLIP, GAMMA = reals("x y g epsilon alpha M_c gamma")
LEVELS = (sympy.S(-1), sympy.S(1))
# x = |w|; left at -x the gradient is >= 0, right at x it is <= 0
OUTSIDE = [EPSILON > 0, EPSILON <= 1, ALPHA > 0, CLIP > 0, GAMMA > 0, X > 1 + EPSILON]
FREE_FORCE = ALPHA * (X - 1 - EPSILON)
FORCE = sympy.Min(FREE_FORCE, CLIP)


def _branches(side: int):
    """Return the kernel's cases at w = side * x."""

    def function(x, g, epsilon, alpha, clip):
        return velocity(side * x, g, LEVELS, epsilon, alpha, clip, QUADRATIC, PRINTED)

    return paths(function, X, G, EPSILON, ALPHA, CLIP)


@cache
def force() -> Outcome:
    """The velocity at -x and x is min(alpha (x - 1 - epsilon), M_c), inward."""
    return conjunction(
        *(
            prove(
                on_every_path(_branches(side), lambda v, s=side: equal(v, -s * FORCE)),
                given=[*OUTSIDE, -side * G >= 0],
                control=Twin("gradient of either sign", given=OUTSIDE),
            )
            for side in (-1, 1)
        ),
        reason="both sides",
    )


@cache
def condition() -> Outcome:
    """-x + gamma force = x if and only if gamma min(...) = 2x."""
    cycle = equal(-X + GAMMA * FORCE, X)
    return prove(
        sympy.Equivalent(cycle, equal(GAMMA * FORCE, 2 * X)),
        given=OUTSIDE,
        control=Twin("gamma min(...) = x", sympy.Equivalent(cycle, equal(GAMMA * FORCE, X))),
    )


@cache
def stepsize_limit() -> Outcome:
    """Such a gamma has gamma alpha > 2."""
    cycle = [*OUTSIDE, equal(GAMMA * FORCE, 2 * X)]
    return prove(
        GAMMA * ALPHA > 2,
        given=cycle,
        control=Twin("gamma alpha > 201/100", 100 * GAMMA * ALPHA > 201),
    )


def repelling() -> Outcome:
    """Without the clip, one step multiplies the distance to the cycle by gamma alpha - 1 > 1."""
    cycle = [*OUTSIDE, GAMMA * ALPHA > 2, equal(GAMMA * FREE_FORCE, 2 * X)]
    nearby = [*cycle, Y > 1 + EPSILON, sympy.Ne(X, Y)]
    after = -Y - GAMMA * ratio(-Y, 0, LEVELS, EPSILON, ALPHA) * -1  # one step from w = -y
    grown = sympy.Abs(after - X)
    return prove(
        every(
            equal(grown, (GAMMA * ALPHA - 1) * sympy.Abs(Y - X)),
            grown > sympy.Abs(Y - X),
        ),
        given=nearby,
        control=Twin("by a factor of 2", grown > 2 * sympy.Abs(Y - X)),
    )


def continuum() -> Outcome:
    """With the clip at both points, every pair -x, y with x + y = gamma M_c is a cycle."""
    clipped = [ALPHA * (X - 1 - EPSILON) >= CLIP, ALPHA * (Y - 1 - EPSILON) >= CLIP]
    given = [*OUTSIDE, Y > 1 + EPSILON, *clipped, equal(X + Y, GAMMA * CLIP)]
    force_y = sympy.Min(ALPHA * (Y - 1 - EPSILON), CLIP)
    there, back = equal(-X + GAMMA * FORCE, Y), equal(Y - GAMMA * force_y, -X)
    return prove(
        every(there, back),
        given=given,
        control=Twin("without the clip at x", given=[*OUTSIDE, equal(X + Y, GAMMA * CLIP)]),
    )


def whole() -> Outcome:
    """The force, the condition and the limit on the stepsize."""
    return conjunction(
        force(), condition(), stepsize_limit(), reason="the condition, and gamma alpha > 2"
    )


REPAIRED = Claim(
    id="cycling/repaired",
    title="When the symmetric cycle exists",
    source="In place of the report's cycling example",
    statement=(
        "For |w| > 1 + epsilon and gradients pointing outward, w and -w form a cycle if and only "
        "if gamma min(alpha (|w| - 1 - epsilon), M_c) = 2|w|; then gamma alpha > 2. Unclipped it "
        "repels; with the clip active there are continua of cycles."
    ),
    formula=r"\gamma\,\min(\alpha(|w| - 1 - \varepsilon), M_c) = 2|w|",
    assumptions=("Q = {-1, 1}", "0 < epsilon <= 1", "-g points away from the interval"),
    expected="proved",
    check=whole,
    steps=(
        Step("cycling/repaired/force", "The force, with its clip.", "proved", force),
        Step("cycling/repaired/condition", "The condition.", "proved", condition),
        Step(
            "cycling/repaired/limit",
            "gamma alpha <= 2 excludes the cycle.",
            "proved",
            stepsize_limit,
            r"\gamma\alpha > 2",
        ),
        Step(
            "cycling/repaired/repelling",
            "Unclipped, a step multiplies the distance to the cycle by gamma alpha - 1 > 1.",
            "proved",
            repelling,
        ),
        Step(
            "cycling/repaired/continuum",
            "With the clip active at both points, cycles come in continua.",
            "proved",
            continuum,
            r"x + y = \gamma M_c",
        ),
    ),
)

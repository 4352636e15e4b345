r"""Notes, the explicit formula of section 2.2: its strict inequality loses the boundary.

Setting
    The formula for argmin over V of |v + g|^2/2: -g if psi > 0 or -psi' g >= -alpha psi > 0, else
    clip(-alpha psi/psi', M); w at no midpoint. V as in Definition 2; M bounds the clip.
Assumptions
    epsilon in [0, 1], alpha > 0, quartic psi (Definition 1) or quadratic psi (Definition 3).
Claim
    The formula is the minimiser.
Valid for
    psi > 0, or psi < 0 with the clip inactive. At psi = 0 with the gradient step pointing inside,
    the formula stops the coordinate; the report's "-alpha psi >= 0" does not.
Source
    Early notes, section 2.2.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, force_of
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    ill_posed,
    paths,
    prove,
    replay,
)
from proofs_legacy import velocity_formula
from proofs_legacy.common import Coordinate, on_every_path, reals

PSI, SLOPE, G, ALPHA, CLIP, V = reals("psi slope g alpha M v")


def printed(psi: Any, slope: Any, gradient: Any, alpha: Any, clip: Any) -> Any:
    """Return the velocity of the notes' formula, strict inequality included."""
    if psi > 0:
        return -gradient
    needed = -alpha * psi
    if -slope * gradient >= needed and needed > 0:
        return -gradient
    return force_of(psi, slope, alpha, clip)


def _of(coordinate: Coordinate, w: Any, gradient: Any) -> Any:
    psi, slope = coordinate.psi(w), coordinate.slope(w)
    return printed(psi, slope, gradient, coordinate.alpha, coordinate.clip)


def boundary(kind: int) -> Outcome:
    """Q = {-1, 1}, w = 3/2, g = 1: psi = 0, psi' = -1; the formula gives 0, the minimiser -1."""
    epsilon = "1/4" if kind == QUARTIC else "1/2"
    coordinate, w, g = Coordinate((-1, 1), epsilon, kind=kind), "3/2", 1
    slope, chosen = coordinate.slope(w), _of(coordinate, w, g)
    best = coordinate.velocity(w, g)
    return replay(
        Instance(
            coordinate.setting(w=w, g=g),
            [
                Check("epsilon in [0, 1]", coordinate.epsilon, "<=", 1),
                Check("psi(w) = 0: V = {v : psi' v >= 0}", coordinate.psi(w), "==", 0),
                Check("v = -g is in V", -g * slope, ">=", 0),
            ],
            Check("|s + g|^2 <= |v + g|^2 at v = -g", (chosen + g) ** 2, "<=", (-g + g) ** 2),
            header=("w", "psi", "psi'", "g", "s"),
            rows=[(w, coordinate.psi(w), slope, g, chosen)],
        ),
        control=Instance(
            coordinate.setting(w=w, g=g),
            [],
            Check("with >= 0 in place of > 0", (best + g) ** 2, "<=", 0),
        ),
    )


def clip_outside() -> Outcome:
    """Q = {-1, 1}, epsilon = 1, quartic, w = 4, M = 1: V asks for v <= -4/3, the clip gives -1."""
    coordinate = Coordinate((-1, 1), 1, 1, 1, kind=QUARTIC)
    free = Coordinate((-1, 1), 1, 1, 2, kind=QUARTIC)
    w, needed = 4, -coordinate.alpha * coordinate.psi(4)
    chosen = _of(coordinate, w, 0)
    return replay(
        Instance(
            coordinate.setting(w=w, g=0),
            [
                Check("psi(4) < 0", coordinate.psi(w), "<", 0),
                Check("M > 0", coordinate.clip, ">", 0),
            ],
            Check("s is in V: psi' s >= -alpha psi", coordinate.slope(w) * chosen, ">=", needed),
            header=("w", "psi", "psi'", "-alpha psi", "s"),
            rows=[(w, coordinate.psi(w), coordinate.slope(w), needed, chosen)],
        ),
        control=Instance(
            free.setting(w=w, g=0),
            [],
            Check("with M = 2", free.slope(w) * _of(free, w, 0), ">=", needed),
        ),
    )


def undefined_quotient() -> Outcome:
    """epsilon = 0, quartic, w at a level: psi = psi' = 0."""
    return ill_posed(
        "for epsilon = 0 and the quartic psi the formula asks for 0/0 at a level (and Q^i(w^i), "
        "'the unique index', does not exist left of the first or right of the last level)",
        ["notes/explicit-formula/off-the-boundary"],
    )


@cache
def off_the_boundary() -> Outcome:
    """psi > 0, or psi < 0 with the clip inactive: in V, and (s + g)(v - s) >= 0 on V."""
    branches = paths(printed, PSI, SLOPE, G, ALPHA, CLIP)
    base = [ALPHA > 0, CLIP > 0]
    outside = [
        *base,
        PSI < 0,
        sympy.Ne(SLOPE, 0),
        CLIP * sympy.Abs(SLOPE) >= -ALPHA * PSI,
    ]
    at_zero = [*outside[:2], PSI <= 0, *outside[3:]]
    within = V * SLOPE >= -ALPHA * PSI
    found = (
        prove(
            on_every_path(branches, lambda s: sympy.Eq(s, -G)),
            given=[*base, PSI > 0],
            control=Twin("psi = 0 too", given=[*base, PSI >= 0]),
        ),
        prove(
            on_every_path(branches, lambda s: s * SLOPE >= -ALPHA * PSI),
            given=outside,
            control=Twin("the clip may act", given=outside[:-1]),
        ),
        prove(
            on_every_path(branches, lambda s: (s + G) * (V - s) >= 0),
            given=[*outside, within],
            control=Twin("psi = 0 too", given=[*at_zero, within]),
        ),
    )
    joined = conjunction(*found, reason="in V, and the variational inequality")
    return by_hand(joined, "several coordinates: V and the objective separate")


CLAIM = Claim(
    id="notes/explicit-formula",
    title="The explicit velocity with a strict inequality",
    source="Early notes, section 2.2",
    statement=(
        "For w at no midpoint, the minimiser of |v + g|^2/2 over V is -g where psi > 0 or "
        "-psi' g >= -alpha psi > 0, and clip(-alpha psi/psi', M) otherwise."
    ),
    formula=r"s = -g \text{ if } \psi > 0 \text{ or } -\psi' g \ge -\alpha\psi > 0",
    assumptions=("epsilon in [0, 1]", "alpha > 0, M > 0", "w at no midpoint"),
    expected="refuted",
    check=partial(boundary, QUARTIC),
    steps=(
        Step(
            "notes/explicit-formula/boundary-quadratic",
            "At psi = 0 the formula is the minimiser (quadratic psi).",
            "refuted",
            partial(boundary, QUADRATIC),
        ),
        Step(
            "notes/explicit-formula/clip",
            "Where the clip acts, s is in V.",
            "refuted",
            clip_outside,
        ),
        Step(
            "notes/explicit-formula/zero-epsilon",
            "The formula is defined for every epsilon in [0, 1] off the midpoints.",
            "ill-posed",
            undefined_quotient,
        ),
        Step(
            "notes/explicit-formula/off-the-boundary",
            "Where psi > 0, and where psi < 0 and the clip is inactive, s is the minimiser.",
            "proved",
            off_the_boundary,
        ),
    ),
    repair=Claim(
        id="notes/explicit-formula/repaired",
        title="The explicit velocity with >= 0",
        source="In place of the notes' formula",
        statement=(
            "With -psi' g >= -alpha psi >= 0, off the midpoints with psi <= 0 and where the clip "
            "is inactive, the formula is the minimiser, also at psi = 0."
        ),
        formula=r"-\psi' g \ge -\alpha\psi \ge 0",
        expected="proved",
        check=velocity_formula.unclipped,
    ),
)

CLAIMS = (CLAIM,)

r"""The explicit velocity as the solution of the projection problem.

Setting
    V = {v : v_i psi'_i >= -alpha psi_i for every i with psi_i <= 0}; the printed s is claimed to
    minimise |v + g|^2 over V.
Assumptions
    epsilon in (0, 1], alpha > 0, a clip M_c > 0, and the convention s_i = M_c at a midpoint.
Claim
    s is the minimiser, for all w and g.
Valid for
    Points that are no midpoint, and forces that the clip leaves alone. With the clip, s may lie
    outside V; at an infeasible midpoint V is empty; at a feasible one the convention contradicts
    the minimiser -g.
Source
    Report, section 3, after Algorithm 2.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, velocity_of
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, paths, prove, replay
from proofs_legacy.common import Coordinate, on_every_path, reals
from proofs_legacy.velocity_repaired import REPAIRED

PSI, SLOPE, G, ALPHA, CLIP, V = reals("psi slope g alpha M_c v")


def clip_outside_v() -> Outcome:
    """Q = {-1, 1}, epsilon = 1, w = -4: V asks for v >= 2, the clip gives v = 1."""
    coordinate, free = Coordinate((-1, 1), 1, 1, 1), Coordinate((-1, 1), 1, 1, 2)
    w, g = -4, 0
    speed, needed = coordinate.velocity(w, g), -coordinate.alpha * coordinate.psi(w)
    return replay(
        Instance(
            coordinate.setting(w=w, g=g),
            [
                Check("epsilon in (0, 1]", coordinate.epsilon, "<=", 1),
                Check("M_c > 0", coordinate.clip, ">", 0),
                Check("psi(w) <= 0: the constraint is active", coordinate.psi(w), "<=", 0),
            ],
            Check("s is in V: s psi' >= -alpha psi", speed * coordinate.slope(w), ">=", needed),
            header=("w", "psi", "psi'", "-alpha psi", "s"),
            rows=[(w, coordinate.psi(w), coordinate.slope(w), needed, speed)],
        ),
        control=Instance(
            free.setting(w=w, g=g),
            [],
            Check("the same with M_c = 2", free.velocity(w, g) * free.slope(w), ">=", needed),
        ),
    )


def empty_at_midpoint() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, w = 0: psi = -1/2 and psi' = 0, so V is empty."""
    coordinate = Coordinate((-1, 1), "1/2")
    v = sympy.Symbol("v", real=True)  # any velocity: v * 0 is 0
    rows = [
        (0, coordinate.psi(0), coordinate.slope(0), -coordinate.psi(0), coordinate.velocity(0, 0))
    ]
    return replay(
        Instance(
            coordinate.setting(w=0, v="any"),
            [Check("psi(0) < 0", coordinate.psi(0), "<", 0)],
            Check(
                "some v is in V: v psi' >= -alpha psi",
                v * sympy.Rational(str(coordinate.slope(0))),
                ">=",
                sympy.Rational(str(-coordinate.psi(0))),
            ),
            header=("w", "psi", "psi'", "-alpha psi", "s"),
            rows=rows,
        ),
        control=Instance(
            coordinate.setting(w="1/10", v="12/5"),
            [],
            Check(
                "near the midpoint V is not empty: v = 49/20 at w = 1/10",
                coordinate.slope("1/10") * sympy.Rational(49, 20),
                ">=",
                -coordinate.psi("1/10"),
            ),
        ),
    )


def convention_at_zero() -> Outcome:
    """Q = {-1, 1}, epsilon = 1, w = 0: psi = 0 = psi', V is everything, -g = -1, s = M_c = 1."""
    coordinate = Coordinate((-1, 1), 1)
    g = 1
    chosen = coordinate.velocity(0, g)
    return replay(
        Instance(
            coordinate.setting(w=0, g=g),
            [
                Check("psi(0) = 0", coordinate.psi(0), "==", 0),
                Check("psi'(0) = 0: every v is in V", coordinate.slope(0), "==", 0),
            ],
            Check("|s + g|^2 <= |v + g|^2 for v = -g in V", (chosen + g) ** 2, "<=", 0),
            header=("w", "psi", "psi'", "g", "s"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0), g, chosen)],
        ),
        control=Instance(
            coordinate.setting(w="1/2", g=g),
            [],
            Check(
                "off the midpoint, at w = 1/2", (coordinate.velocity("1/2", g) + g) ** 2, "<=", 0
            ),
        ),
    )


def _cases(statement: Callable[..., sympy.Basic], given: list, twin: Twin) -> Outcome:
    """Prove a statement about the printed velocity on every branch of the kernel."""
    branches = paths(
        lambda psi, slope, g, alpha, clip: velocity_of(psi, slope, g, alpha, clip, PRINTED),
        PSI,
        SLOPE,
        G,
        ALPHA,
        CLIP,
    )
    return prove(on_every_path(branches, statement), given=given, control=twin)


# psi <= 0, psi' != 0, and the clip does not act: |psi'| M_c >= -alpha psi
UNCLIPPED = [
    PSI <= 0,
    sympy.Ne(SLOPE, 0),
    ALPHA > 0,
    CLIP > 0,
    CLIP * sympy.Abs(SLOPE) >= -ALPHA * PSI,
]


@cache
def feasible() -> Outcome:
    """psi > 0: nothing constrains the coordinate, and s = -g, also where psi' = 0."""
    given = [PSI > 0, ALPHA > 0, CLIP > 0]
    twin = Twin("psi <= 0", given=[PSI <= 0, ALPHA > 0, CLIP > 0])
    flat = paths(
        lambda psi, g, alpha, clip: velocity_of(psi, 0 * psi, g, alpha, clip, PRINTED),
        PSI,
        G,
        ALPHA,
        CLIP,
    )
    return conjunction(
        _cases(lambda v: sympy.Eq(v, -G), given, twin),
        prove(on_every_path(flat, lambda v: sympy.Eq(v, -G)), given=given, control=twin),
        reason="s = -g",
    )


def belongs() -> Outcome:
    """Unclipped and off the midpoints, s is in V."""
    given = [*UNCLIPPED]
    clipped = [PSI <= 0, sympy.Ne(SLOPE, 0), ALPHA > 0, CLIP > 0]
    return _cases(
        lambda v: v * SLOPE >= -ALPHA * PSI, given, Twin("the clip may act", given=clipped)
    )


def closest() -> Outcome:
    """Unclipped and off the midpoints, (s + g)(v - s) >= 0 for every v in V."""
    given = [*UNCLIPPED, V * SLOPE >= -ALPHA * PSI]
    return _cases(lambda v: (v + G) * (V - v) >= 0, given, Twin("for every v", given=[*UNCLIPPED]))


def unclipped() -> Outcome:
    """Feasibility and the variational inequality, coordinate by coordinate."""
    joined = conjunction(
        feasible(), belongs(), closest(), reason="in V, and the variational inequality"
    )
    return by_hand(
        joined,
        "several coordinates: V and |v + g|^2 separate into coordinates, and the variational "
        "inequality characterises the projection on a convex set",
    )


CLAIM = Claim(
    id="velocity-formula",
    title="The explicit velocity solves the projection problem",
    source="Report, section 3",
    statement=(
        "The printed velocity s, with its clip and its convention at midpoints, minimises "
        "|v + g|^2 over V_{epsilon,alpha}(w), for all w and g."
    ),
    formula=r"s_{\varepsilon,\alpha}(g, w) = \arg\min_{v \in V_{\varepsilon,\alpha}(w)}"
    r" \tfrac12\|v + g\|^2",
    assumptions=("epsilon in (0, 1]", "alpha > 0, M_c > 0", "s_i = M_c at a midpoint"),
    expected="refuted",
    check=clip_outside_v,
    steps=(
        Step(
            "velocity-formula/clip",
            "Where the clip acts, s still lies in V.",
            "refuted",
            clip_outside_v,
            r"s\psi' \ge -\alpha\psi",
        ),
        Step(
            "velocity-formula/infeasible-midpoint",
            "At an infeasible midpoint the problem has a solution, so V is not empty.",
            "refuted",
            empty_at_midpoint,
            r"0 \ge -\alpha\psi > 0",
        ),
        Step(
            "velocity-formula/zero-midpoint",
            "At a midpoint with psi = 0 (epsilon = gap^2/4) the convention gives the minimiser.",
            "refuted",
            convention_at_zero,
        ),
        Step(
            "velocity-formula/feasible",
            "Where psi > 0, s = -g (read without the convention at a feasible midpoint).",
            "proved",
            feasible,
        ),
        Step(
            "velocity-formula/unclipped",
            "Off the midpoints and where the clip does not act, s is the minimiser.",
            "proved",
            unclipped,
            r"(s + g)(v - s) \ge 0 \text{ for all } v \in V",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

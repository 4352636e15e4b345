"""The velocity as a projection on a set that is never empty: the rule ``projected``.

Setting
    U = {v : v psi' >= min(-alpha psi, M_c |psi'|)} where psi <= 0, and the whole line where
    psi > 0; one coordinate, any values of psi and psi'.
Valid for
    Every w, midpoints included, without a convention.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PROJECTED, velocity_of
from askewtheory.provers import Twin, conjunction, paths, prove
from proofs_legacy.common import equal, on_every_path, reals

PSI, SLOPE, G, H, ALPHA, CLIP, V = reals("psi slope g h alpha M_c v")
NUMBERS = [ALPHA > 0, CLIP > 0]
NEEDED = sympy.Min(-ALPHA * PSI, CLIP * sympy.Abs(SLOPE))


def _inside(v: sympy.Expr) -> sympy.Basic:
    """Return the formula that v is in U."""
    return sympy.Or(PSI > 0, v * SLOPE >= NEEDED)


def _branches(gradient: sympy.Symbol):
    return paths(
        lambda psi, slope, g, alpha, clip: velocity_of(psi, slope, g, alpha, clip, PROJECTED),
        PSI,
        SLOPE,
        gradient,
        ALPHA,
        CLIP,
    )


@cache
def never_empty() -> Outcome:
    """U holds v = M_c sign(psi'), whatever psi and psi' are."""
    sign = sympy.Piecewise((CLIP, SLOPE > 0), (-CLIP, SLOPE < 0), (0, True))
    return prove(
        _inside(sign),
        given=NUMBERS,
        control=Twin("half of that", _inside(sign / 2)),
    )


@cache
def belongs() -> Outcome:
    """The velocity is in U."""
    return prove(
        on_every_path(_branches(G), _inside),
        given=NUMBERS,
        control=Twin(
            "V, without the clip",
            on_every_path(_branches(G), lambda v: sympy.Or(PSI > 0, v * SLOPE >= -ALPHA * PSI)),
        ),
    )


@cache
def closest() -> Outcome:
    """(s + g)(v - s) >= 0 for every v in U."""
    return prove(
        on_every_path(_branches(G), lambda s: (s + G) * (V - s) >= 0),
        given=[*NUMBERS, _inside(V)],
        control=Twin("for every v", given=NUMBERS),
    )


@cache
def bounded() -> Outcome:
    """|s| <= max(|g|, M_c)."""
    size = sympy.Max(sympy.Abs(G), CLIP)
    return prove(
        on_every_path(_branches(G), lambda s: sympy.Abs(s) <= size),
        given=NUMBERS,
        control=Twin(
            "|s| <= |g|", on_every_path(_branches(G), lambda s: sympy.Abs(s) <= sympy.Abs(G))
        ),
    )


def continuous() -> Outcome:
    """|s(g) - s(h)| <= |g - h|, from the two variational inequalities."""
    first, second = reals("s t")
    given = [(first + G) * (second - first) >= 0, (second + H) * (first - second) >= 0]
    return prove(
        (first - second) ** 2 <= (G - H) ** 2,
        given=given,
        control=Twin("with factor 1/2", 2 * (first - second) ** 2 <= (G - H) ** 2),
    )


@cache
def no_slope() -> Outcome:
    """At a midpoint (psi' = 0) U is the whole line and the velocity is -g."""
    branches = paths(
        lambda psi, g, alpha, clip: velocity_of(psi, 0 * psi, g, alpha, clip, PROJECTED),
        PSI,
        G,
        ALPHA,
        CLIP,
    )
    flat = NEEDED.subs(SLOPE, 0)
    return conjunction(
        prove(flat <= V * 0, given=[*NUMBERS, PSI <= 0], control=Twin("v > 0", flat < V)),
        prove(
            on_every_path(branches, lambda s: equal(s, -G)),
            given=NUMBERS,
            control=Twin("the clip", on_every_path(branches, lambda s: equal(s, CLIP))),
        ),
        reason="no constraint, and the velocity is -g",
    )


@cache
def gradient_or_force() -> Outcome:
    """On every way the velocity is -g or the clipped force: only the test between them differs."""
    ratio = -ALPHA * PSI / SLOPE
    force = sympy.Max(-CLIP, sympy.Min(CLIP, ratio))

    def printed(s: sympy.Expr) -> sympy.Basic:
        return sympy.Or(equal(s, -G), equal(s, force))

    return prove(
        on_every_path(_branches(G), printed),
        given=[*NUMBERS, sympy.Ne(SLOPE, 0)],
        control=Twin(
            "the force without the clip",
            on_every_path(_branches(G), lambda s: sympy.Or(equal(s, -G), equal(s, ratio))),
        ),
    )


def projection() -> Outcome:
    """U is never empty, s lies in it, and the variational inequality holds."""
    return conjunction(
        never_empty(),
        belongs(),
        closest(),
        bounded(),
        no_slope(),
        gradient_or_force(),
        continuous(),
        reason="s is the projection of -g on U",
    )


REPAIRED = Claim(
    id="velocity-formula/repaired",
    title="The velocity as a projection, clip and midpoints included",
    source="In place of the report's explicit solution",
    statement=(
        "The projection of -g on {v : v psi' >= min(-alpha psi, M_c |psi'|)} where psi <= 0 (and "
        "-g where psi > 0) is the printed velocity up to the branch test, exists everywhere, is "
        "1-Lipschitz in g, and is at most max(|g|, M_c)."
    ),
    formula=r"v\psi' \ge \min(-\alpha\psi, M_c|\psi'|)",
    assumptions=("alpha > 0", "M_c > 0"),
    expected="proved",
    check=projection,
    steps=(
        Step("velocity-formula/repaired/set", "The set is never empty.", "proved", never_empty),
        Step("velocity-formula/repaired/inside", "The velocity is in it.", "proved", belongs),
        Step(
            "velocity-formula/repaired/closest",
            "The variational inequality of the projection.",
            "proved",
            closest,
            r"(s + g)(v - s) \ge 0",
        ),
        Step(
            "velocity-formula/repaired/bounded",
            "The size of the velocity.",
            "proved",
            bounded,
            r"|s| \le \max(|g|, M_c)",
        ),
        Step(
            "velocity-formula/repaired/midpoint",
            "Where psi' = 0 nothing is constrained (the steps above divide by psi').",
            "proved",
            no_slope,
        ),
        Step(
            "velocity-formula/repaired/two-values",
            "Where psi' is not 0 the velocity is -g or the clipped force, as printed.",
            "proved",
            gradient_or_force,
            r"s \in \{-g,\ \mathrm{clip}(-\alpha\psi/\psi', M_c)\}",
        ),
        Step(
            "velocity-formula/repaired/continuous",
            "Continuity in the gradient.",
            "proved",
            continuous,
            r"|s(g) - s(h)| \le |g - h|",
        ),
    ),
)

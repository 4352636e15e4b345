r"""Definition 4: S+, S- and their complement as a partition of the coordinates.

Setting
    One coordinate with values psi, psi' and a gradient g; alpha > 0.
Assumptions
    None beyond alpha > 0.
Claim
    Exactly one of the three printed conditions holds.
Valid for
    All values, equality and midpoints included. As a description of the update it fails at a
    midpoint with psi = 0, where the convention overrides the third case.
Source
    Report, Definition 4.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import GRADIENT, PRINTED, SKEW_AGAINST, SKEW_ALONG, branch_of
from askewtheory.provers import Check, Instance, Twin, conjunction, paths, prove, replay
from proofs_legacy.common import Coordinate, every, on_every_path, reals

PSI, SLOPE, G, ALPHA, CLIP = reals("psi slope g alpha M_c")
ALONG, NEEDED = -G * SLOPE, -ALPHA * PSI
PLUS = every(PSI <= 0, NEEDED > ALONG, ALONG >= 0)
MINUS = every(PSI <= 0, NEEDED >= 0, ALONG < 0)
OUTSIDE = sympy.Or(PSI > 0, every(ALONG >= NEEDED, NEEDED >= 0))
POSITIVE = [ALPHA > 0]


@cache
def exclusive() -> Outcome:
    """No two of the three conditions hold together."""
    pairs = ((PLUS, MINUS), (PLUS, OUTSIDE), (MINUS, OUTSIDE))
    closed = every(PSI <= 0, NEEDED >= ALONG, ALONG >= 0)
    return prove(
        every(*(sympy.Not(every(*pair)) for pair in pairs)),
        given=POSITIVE,
        control=Twin("S+ with equality", sympy.Not(every(closed, OUTSIDE))),
    )


@cache
def exhaustive() -> Outcome:
    """One of the three conditions holds."""
    return prove(
        sympy.Or(PLUS, MINUS, OUTSIDE),
        given=POSITIVE,
        control=Twin("without S-", sympy.Or(PLUS, OUTSIDE)),
    )


@cache
def complement() -> Outcome:
    """The third condition holds exactly outside S+ and S-, as its printed equivalence says."""
    return prove(
        sympy.Equivalent(sympy.Not(sympy.Or(PLUS, MINUS)), OUTSIDE),
        given=POSITIVE,
        control=Twin(
            "without psi > 0",
            sympy.Equivalent(sympy.Not(sympy.Or(PLUS, MINUS)), every(ALONG >= NEEDED, NEEDED >= 0)),
        ),
    )


def partition() -> Outcome:
    """Exclusive, exhaustive, and the printed complement."""
    return conjunction(exclusive(), exhaustive(), complement(), reason="a partition")


def kernel_agrees() -> Outcome:
    """Off the midpoints the library's branches are S+, S- and the rest."""
    branches = paths(
        lambda psi, slope, g, alpha, clip: branch_of(psi, slope, g, alpha, clip, PRINTED),
        PSI,
        SLOPE,
        G,
        ALPHA,
        CLIP,
    )
    sets = {SKEW_ALONG: PLUS, SKEW_AGAINST: MINUS, GRADIENT: OUTSIDE}
    given = [*POSITIVE, CLIP > 0, sympy.Ne(SLOPE, 0)]
    return prove(
        on_every_path(branches, lambda code: sets[int(code)]),
        given=given,
        control=Twin("at midpoints too", given=[*POSITIVE, CLIP > 0]),
    )


def update_at_a_midpoint() -> Outcome:
    """Q = {-1, 1}, epsilon = 1, w = 0, g = 1: i is not in S, yet the update is M_c, not -g."""
    coordinate = Coordinate((-1, 1), 1)
    w, g = 0, 1
    psi, slope = coordinate.psi(w), coordinate.slope(w)
    speed = coordinate.velocity(w, g)
    inside = coordinate.velocity("1/2", g)
    return replay(
        Instance(
            coordinate.setting(w=w, g=g),
            [
                Check("epsilon <= gap^2/4", coordinate.epsilon, "<=", 1),
                Check("-g psi' >= -alpha psi: i is not in S", -g * slope, ">=", -psi),
                Check("-alpha psi >= 0", -psi, ">=", 0),
                Check("w is the midpoint: by convention s = M_c", speed, "==", coordinate.clip),
            ],
            Check("i not in S, so the update is -g", speed, "==", -g),
            header=("w", "psi", "psi'", "g", "s"),
            rows=[(w, psi, slope, g, speed)],
        ),
        control=Instance(
            coordinate.setting(w="1/2", g=g), [], Check("off the midpoint", inside, "==", -g)
        ),
    )


CLAIM = Claim(
    id="definition-4",
    title="The categorisation of coordinates is a partition",
    source="Report, Definition 4",
    statement="Every coordinate is in exactly one of S+, S- and the complement of S.",
    formula=r"[d] = S_\varepsilon^+ \sqcup S_\varepsilon^- \sqcup S_\varepsilon^c",
    assumptions=("alpha > 0",),
    expected="proved",
    check=partition,
    steps=(
        Step("definition-4/exclusive", "No two conditions hold together.", "proved", exclusive),
        Step("definition-4/exhaustive", "One condition holds.", "proved", exhaustive),
        Step(
            "definition-4/complement",
            "The third condition is equivalent to not being in S+ or S-.",
            "proved",
            complement,
        ),
        Step(
            "definition-4/branches",
            "Off the midpoints the sets are the library's branches.",
            "proved",
            kernel_agrees,
        ),
        Step(
            "definition-4/update",
            "Outside S the update is -g, at a midpoint with psi = 0 too.",
            "refuted",
            update_at_a_midpoint,
            r"i \notin S_\varepsilon \Rightarrow s_i = -g_i",
        ),
    ),
)

CLAIMS = (CLAIM,)

r"""Definition 5: four types of stochastic update, sorted by the values of two velocities.

Setting
    v-hat is the velocity for the stochastic gradient ghat, v the one for the true gradient g, both
    at the same point; u = u-hat is the force there (it does not depend on the gradient).
Assumptions
    None beyond the update rule.
Claim
    Each coordinate belongs to one of: 1 (v-hat = -ghat, v = -g), 2 (v-hat = -ghat, v = u),
    3 (v-hat = v = u), 4 (v-hat = u, v = -g); read as a partition, to exactly one.
Valid for
    The union: every coordinate belongs to at least one. Types overlap where -ghat = u or -g = u,
    also where the clip acts, so sums over types may count a coordinate twice. Sorted by the
    *branch* instead of the value they are a partition (the repair).
Source
    Report, section 5.2, Definition 5 and the remarks around it.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from typing import Any

import sympy

from askewtheory import kernel
from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, conjunction, paths, prove, replay
from proofs_legacy.common import Coordinate, equal, reals

PSI, SLOPE, GRADIENT, ALPHA, CLIP, FORCE = reals("psi slope g alpha M_c u")
EXAMPLE = Coordinate((-1, 1), "3/4", 1, "1/8")
"""Feasible: [-7/4, -1/2] and [1/2, 7/4]; the clip acts beyond distance 1/8."""


def types(coordinate: Coordinate, w: Any, estimate: Any, true: Any) -> list[int]:
    """Return every type of Definition 5 that the coordinate satisfies, as printed."""
    force = Fraction(kernel.force_of(coordinate.psi(w), coordinate.slope(w), 1, coordinate.clip))
    hat, exact = coordinate.velocity(w, estimate), coordinate.velocity(w, true)
    conditions = (
        hat == -Fraction(estimate) and exact == -Fraction(true),
        hat == -Fraction(estimate) and exact == force,
        hat == force and exact == force,
        hat == force and exact == -Fraction(true),
    )
    return [number for number, holds in enumerate(conditions, 1) if holds]


def _everywhere(statement, slope: sympy.Expr) -> sympy.Basic:
    """Return that ``statement(branch, velocity)`` holds on every path of the kernel."""

    def called(function):
        def traced(psi, gradient, alpha, clip, *more):
            return function(psi, *(more or (slope,)), gradient, alpha, clip, kernel.PRINTED)

        more = () if slope == 0 else (slope,)
        return paths(traced, PSI, GRADIENT, ALPHA, CLIP, *more)

    pairs = itertools.product(called(kernel.branch_of), called(kernel.velocity_of))
    return sympy.And(
        *(
            sympy.Implies(sympy.And(one.condition, two.condition), statement(one.value, two.value))
            for one, two in pairs
        )
    )


def _with_force(statement, weakened: str, twin) -> Outcome:
    """Prove a statement about branch and velocity, where u is the kernel's force."""
    cases = [
        (path.value, path.condition, SLOPE)
        for path in paths(kernel.force_of, PSI, SLOPE, ALPHA, CLIP)
        if path.value.has(SLOPE) or path.condition.has(PSI)
    ]
    cases.append((CLIP, sympy.true, sympy.S.Zero))  # at midpoints psi' = 0 and nothing is divided
    found = []
    for force, condition, slope in cases:
        found.append(
            prove(
                _everywhere(statement, slope),
                given=[ALPHA > 0, CLIP > 0, condition, equal(FORCE, force)],
                control=Twin(weakened, _everywhere(twin, slope)),
            )
        )
    return conjunction(*found, reason="unclipped, clipped on either side, and at midpoints")


def covers() -> Outcome:
    """A velocity is minus its gradient or the force; both v-hat and v, so a type applies."""
    return _with_force(
        lambda branch, v: sympy.Or(equal(v, -GRADIENT), equal(v, FORCE)),
        "always minus the gradient (type 1 only)",
        lambda branch, v: equal(v, -GRADIENT),
    )


def overlap(estimate: str, true: str) -> Outcome:
    """Left of the set by 1/4 the clipped force is 1/8, which -ghat equals as well."""
    w = Fraction(-2)
    found = types(EXAMPLE, w, estimate, true)
    other = types(EXAMPLE, w, "-1", "1")
    hypotheses = [
        Check("psi(w) < 0", EXAMPLE.psi(w), "<", 0),
        Check("|alpha psi/psi'| > M_c: the clip acts", EXAMPLE.ratio(w), ">", EXAMPLE.clip),
        Check(
            "-ghat psi' < -alpha psi: the branch of the force",
            -Fraction(estimate) * EXAMPLE.slope(w),
            "<",
            -EXAMPLE.alpha * EXAMPLE.psi(w),
        ),
        Check("v-hat = -ghat", EXAMPLE.velocity(w, estimate), "==", -Fraction(estimate)),
    ]
    header = ("w", "psi", "psi'", "ghat", "g", "u", "v-hat", "v", "types")
    values = (EXAMPLE.velocity(w, estimate), EXAMPLE.velocity(w, true))
    row = (w, EXAMPLE.psi(w), EXAMPLE.slope(w), estimate, true, EXAMPLE.clip, *values)
    return replay(
        Instance(
            EXAMPLE.setting(w=w, ghat=estimate, g=true),
            hypotheses,
            Check("how many types apply", len(found), "==", 1),
            header=header,
            rows=[(*row, " and ".join(map(str, found)))],
        ),
        control=Instance(
            EXAMPLE.setting(w=w, ghat=-1, g=1),
            [],
            Check("with ghat = -1, g = 1: how many types apply", len(other), "==", 1),
        ),
    )


def boundary() -> Outcome:
    """On the boundary with g = ghat = 0 all four types apply, without any clip."""
    w = Fraction(7, 4)
    found, other = types(EXAMPLE, w, 0, 0), types(EXAMPLE, w, 1, -1)
    rows = [(w, EXAMPLE.psi(w), 0, 0, 0, " and ".join(map(str, found)))]
    return replay(
        Instance(
            EXAMPLE.setting(w=w, ghat=0, g=0),
            [Check("psi(w) = 0", EXAMPLE.psi(w), "==", 0)],
            Check("how many types apply", len(found), "==", 1),
            header=("w", "psi", "g = ghat", "v-hat", "v", "types"),
            rows=rows,
        ),
        control=Instance(EXAMPLE.setting(w=w), [], Check("ghat = 1, g = -1", len(other), "==", 1)),
    )


def type_three_gradient() -> Outcome:
    """At a stationary boundary point with g = -1 the update has type 3, and only that."""
    w, true = Fraction(7, 4), Fraction(-1)
    found = types(EXAMPLE, w, true, true)
    inward = types(EXAMPLE, w, -1, 1)
    hypotheses = [
        Check("psi(w) = 0", EXAMPLE.psi(w), "==", 0),
        Check("sign g = sign psi': w is stationary", true * EXAMPLE.slope(w), ">", 0),
        Check("v = 0: the iterate rests", EXAMPLE.velocity(w, true), "==", 0),
        Check("types other than 4 that apply: 3", found[0], "==", 3),
    ]
    return replay(
        Instance(
            EXAMPLE.setting(w=w, g=true, ghat=true),
            hypotheses,
            Check("g = 0, as the type is not 4", true, "==", 0),
            header=("w", "psi", "psi'", "g", "v", "type"),
            rows=[(w, 0, EXAMPLE.slope(w), true, EXAMPLE.velocity(w, true), found[0])],
        ),
        control=Instance(
            EXAMPLE.setting(w=w, g=1, ghat=-1),
            [Check("type 4 applies for g = 1, ghat = -1", inward[-1], "==", 4)],
            Check("there g psi' < 0: not stationary", EXAMPLE.slope(w), "<", 0),
        ),
    )


@cache
def by_branch() -> Outcome:
    """Each gradient takes exactly one branch, and the branch gives the printed value."""
    return _with_force(
        lambda branch, v: sympy.Or(
            sympy.And(equal(branch, kernel.GRADIENT), equal(v, -GRADIENT)),
            sympy.And(branch > kernel.GRADIENT, equal(v, FORCE), PSI <= 0),
        ),
        "the branch of the gradient only",
        lambda branch, v: equal(branch, kernel.GRADIENT),
    )


REPAIRED = Claim(
    id="definition-5/repaired",
    title="Four types of update, by branch",
    source="In place of Definition 5",
    statement=(
        "Sorted by the branch that ghat takes and the branch that g takes, each coordinate has "
        "exactly one of the four types; the printed values follow, and the branch of the force "
        "needs psi <= 0."
    ),
    formula=r"\hat S_1 \sqcup \hat S_2 \sqcup \hat S_3 \sqcup \hat S_4 = [d]",
    assumptions=("alpha > 0, M_c > 0",),
    expected="proved",
    check=by_branch,
)

CLAIM = Claim(
    id="definition-5",
    title="Four types of stochastic update as a partition",
    source="Report, Definition 5",
    statement=(
        "Each coordinate of a stochastic update belongs to exactly one of four types, told apart "
        "by which of -ghat, u equals v-hat and which of -g, u equals v. The definition prints the "
        "union only; that no type meets another is a reading, after the word categorization and "
        "the proof of Theorem 5, which splits a sum by types."
    ),
    formula=r"\hat S_1 \cup \hat S_2 \cup \hat S_3 \cup \hat S_4 = [d],\quad "
    r"\hat S_a \cap \hat S_b = \emptyset",
    assumptions=("the update rule of section 5.2",),
    expected="refuted",
    check=lambda: overlap("-1/8", "0"),
    steps=(
        Step(
            "definition-5/covers",
            "The union of the four sets is everything.",
            "proved",
            covers,
            r"\hat S_1 \cup \hat S_2 \cup \hat S_3 \cup \hat S_4 = [d]",
        ),
        Step(
            "definition-5/disjoint",
            "The sets are disjoint (here types 2 and 3 apply, in the branch of the force).",
            "refuted",
            lambda: overlap("-1/8", "0"),
            r"\hat S_2 \cap \hat S_3 = \emptyset",
        ),
        Step(
            "definition-5/disjoint-boundary",
            "The sets are disjoint where psi = 0 and g = ghat = 0 (all four apply).",
            "refuted",
            boundary,
            r"\hat S_1 \cap \hat S_2 \cap \hat S_3 \cap \hat S_4 = \emptyset",
        ),
        Step(
            "definition-5/force-without-gradient",
            "Remark before it: the force does not depend on the gradient.",
            "proved",
            by_branch,
            r"\hat u_i = u_i",
        ),
        Step(
            "definition-5/only-type-4",
            "Remark after it: only on coordinates of type 4 may a gradient stay non-zero. A "
            "stationary boundary point with g != 0 has type 3.",
            "refuted",
            type_three_gradient,
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

r"""Notes, Lemma 2, first part: strong duality of the velocity problem.

Setting
    (1): minimise |v + f|^2/2 over V = {v : a_i . v + alpha g_i >= 0, i in I}, with f the gradient
    of the loss and a_i those of the constraints with g_i <= 0.
Assumptions
    V is not empty; alpha >= 0.
Claim
    Strong duality holds for (1).
Valid for
    Every non-empty V: the constraints are affine, so no Slater point is needed. The proof asks for
    one, which MFCQ at x gives and which may be missing without it (psi = psi' = 0), and builds it
    from a v that solves all constraints with equality, which may be missing too. Its Lagrangian
    form lacks lambda >= 0.
Source
    Early notes, Lemma 2 and its proof, (3) and (4).
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    ill_posed,
    prove,
    replay,
)
from proofs_legacy import notes_lemma_2_lines as lines
from proofs_legacy.common import Coordinate, equal, every, reals
from proofs_legacy.notes_lemma_2_lines import ALPHA, FORCE, PRIMAL, A, G, V

WEIGHT = reals("lambda")[0]

DUAL = -((WEIGHT * A - FORCE) ** 2) / 2 - ALPHA * WEIGHT * G + FORCE**2 / 2
"""min over v of the Lagrangian: (2) of the notes with f the gradient, and the constant."""


@cache
def weak() -> Outcome:
    """dual(lambda) <= primal(v) for v in V and lambda >= 0."""
    return prove(
        DUAL <= PRIMAL,
        given=[V * A + ALPHA * G >= 0, WEIGHT >= 0],
        control=Twin("lambda of either sign", given=[V * A + ALPHA * G >= 0]),
    )


@cache
def attained() -> Outcome:
    """With a != 0 the multiplier max(0, (a f - alpha g)/a^2) closes the gap; with a = 0, zero."""
    best = sympy.Max(0, (A * FORCE - ALPHA * G) / A**2)
    at_best = [sympy.Eq(WEIGHT, best), sympy.Eq(V, WEIGHT * A - FORCE)]
    given = [sympy.Ne(A, 0), G <= 0, ALPHA >= 0, *at_best]
    inside = V * A + ALPHA * G >= 0
    closed = prove(
        every(inside, equal(DUAL, PRIMAL)),
        given=given,
        control=Twin(
            "half the multiplier",
            given=[*given[:3], sympy.Eq(WEIGHT, best / 2), at_best[1]],
        ),
    )
    flat = prove(
        every(inside, equal(DUAL, PRIMAL)),
        given=[sympy.Eq(A, 0), sympy.Eq(ALPHA * G, 0), sympy.Eq(WEIGHT, 0), at_best[1]],
        control=Twin(
            "alpha g < 0: V is empty",
            given=[sympy.Eq(A, 0), G < 0, ALPHA > 0, sympy.Eq(WEIGHT, 0), at_best[1]],
        ),
    )
    return conjunction(closed, flat, reason="a multiplier that closes the gap")


@cache
def duality() -> Outcome:
    """One constraint for all reals; many constraints by hand."""
    joined = conjunction(weak(), attained(), reason="no gap for one constraint (each coordinate)")
    return by_hand(
        joined,
        "many constraints: the projection of -f on the polyhedron V exists, and by Farkas v + f is "
        "a non-negative combination of the a_i with a_i . v + alpha g_i = 0; affine constraints "
        "need no Slater point",
    )


def sign_free_lagrangian() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, w = 3/2, f = 1: (1) has value 0, (3) as printed 1/2."""
    coordinate, w, f = Coordinate((-1, 1), "1/2"), "3/2", F(1)
    slope, psi = coordinate.slope(w), coordinate.psi(w)
    free, forced = -f, -coordinate.alpha * psi / slope
    values = [(v + f) ** 2 / 2 for v in (free, forced)]
    against = F(-1)
    table = {
        "header": ("problem", "v", "value"),
        "rows": [("(1)", free, values[0]), ("(3)", forced, values[1])],
    }
    return replay(
        Instance(
            coordinate.setting(w=w, f=f),
            [
                Check("psi(3/2) = 0: the constraint is in I", psi, "==", 0),
                Check("(1): v = -f is in V", slope * free, ">=", -coordinate.alpha * psi),
                Check(
                    "(3): lambda of either sign is free, so sup is finite only where "
                    "psi' v + alpha psi = 0, at v = 0",
                    slope * forced + coordinate.alpha * psi,
                    "==",
                    0,
                ),
            ],
            Check("value of (3) = value of (1)", values[1], "==", values[0]),
            **table,
        ),
        control=Instance(
            coordinate.setting(w=w, f=against),
            [Check("with f = -1: v = 1 is not in V", slope * 1, "<", 0)],
            Check("both problems have v = 0", (forced + against) ** 2, "==", (0 + against) ** 2),
        ),
    )


def minimiser() -> Outcome:
    """Lagrangian(v) - Lagrangian(lambda a - f) = (v - lambda a + f)^2/2."""
    lagrangian = PRIMAL - WEIGHT * (A * V + ALPHA * G)
    best = WEIGHT * A - FORCE
    found = certify_identity(
        lagrangian - lagrangian.subs(V, best), (V - best) ** 2 / 2, control=(V - best) ** 2
    )
    return by_hand(found, "vectors: the same completion of the square for |v + f|^2")


def constant() -> Outcome:
    """min over v of the Lagrangian, minus f^2/2, is -(lambda a - f)^2/2 - alpha lambda g."""
    lagrangian = PRIMAL - WEIGHT * (A * V + ALPHA * G)
    least = lagrangian.subs(V, WEIGHT * A - FORCE) - FORCE**2 / 2
    stated = -((WEIGHT * A - FORCE) ** 2) / 2 - ALPHA * WEIGHT * G
    return certify_identity(least, stated, control=stated - FORCE**2 / 2)


def unfinished() -> Outcome:
    """The sentence stops."""
    return ill_posed(
        "the proof's last sentence, 'by the fact that (1) is convex,', has no conclusion",
        ["notes/lemma-2-duality/convex", "notes/lemma-2-duality"],
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"notes/lemma-2-duality/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="notes/lemma-2-duality",
    title="Strong duality of the velocity problem",
    source="Early notes, Lemma 2",
    statement="Strong duality holds for (1) at every x where V is not empty.",
    formula=r"\min_{v \in V}\tfrac12|v + \nabla f|^2 = \max_{\lambda \ge 0} \min_v \mathcal{L}",
    assumptions=("V is not empty", "alpha >= 0"),
    expected="proved",
    check=duality,
    steps=(
        _step(
            "line-3",
            "(1) is the min-max over v and lambda in D_x, whose multipliers have no sign.",
            "refuted",
            sign_free_lagrangian,
            r"\min_v \max_{\lambda \in D_x} \tfrac12|v + \nabla f|^2 - \lambda^\top(\nabla g^\top "
            r"v + \alpha g)",
        ),
        _step(
            "line-4",
            "The inner minimum of (4) is at v = lambda . grad g - grad f.",
            "proved",
            minimiser,
            r"v^* = \lambda^\top\nabla g - \nabla f",
        ),
        _step(
            "constant",
            "Adding -|grad f|^2/2 to it gives -|lambda grad g - grad f|^2/2 - alpha lambda g.",
            "proved",
            constant,
        ),
        _step(
            "slater",
            "Slater's condition holds where V is not empty (MFCQ fails at the point below).",
            "refuted",
            lines.no_slater,
            r"\exists v:\ \nabla g_i^\top v + \alpha g_i > 0",
        ),
        _step(
            "slater-mfcq",
            "Under MFCQ at x it holds: a large multiple of MFCQ's direction is a Slater point.",
            "proved",
            lines.slater,
            r"\exists v:\ \nabla g_i^\top v + \alpha g_i > 0",
        ),
        _step(
            "equality",
            "Some v solves all active constraints with equality (general g, MFCQ everywhere).",
            "refuted",
            lines.no_equality,
            r"\nabla g_i \bar v + \alpha g_i = 0\ \forall i",
        ),
        _step(
            "equality-on-levels",
            "The same for the constraints of C_epsilon where V is not empty.",
            "proved",
            lines.equality_on_the_levels,
        ),
        _step(
            "strict",
            "v + xi w is a Slater point, given both.",
            "proved",
            lines.strict,
            r"v = \bar v + \xi w",
        ),
        _step("convex", "(1) is a convex problem.", "proved", lines.convex),
        _step("last-line", "The conclusion of the proof.", "ill-posed", unfinished),
    ),
)

CLAIMS = (CLAIM,)

r"""Notes, Theorem 2: three forms of the constrained gradient flow, one with a wrong sign.

Setting
    x absolutely continuous with piecewise continuous derivative, x(0) in C, f continuously
    differentiable. (i) x' = -grad f + R, -R in N_C(x), almost everywhere. (ii) the right derivative
    is -grad f + R with -R in the normal cone of V(x) at it. (iii) the right derivative is *minus*
    the minimiser of |v + grad f|^2/2 over V(x).
Assumptions
    MFCQ (the notes' Assumption 2), alpha > 0.
Claim
    (i), (ii) and (iii) are equivalent.
Valid for
    (i), (ii), and (iii) without its minus sign.
Source
    Early notes, Theorem 2, and (1) of section 2.1.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, velocity_of
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import equal, reals

V, Y, FORCE, SLOPE, WEIGHT, D, T = reals("v y f slope lambda d t")


def wrong_sign() -> Outcome:
    """f = x, C = [1/2, inf): x(t) = max(1 - t, 1/2) solves (i) and (ii); (iii) asks for +1 at 0."""
    gradient, end = F(1), F(1, 2)

    def constraint(x: F) -> F:
        return x - end

    def minimiser(x: F) -> F:
        return F(velocity_of(constraint(x), F(1), gradient, F(1), F(1), PRINTED))

    inside, at_end = minimiser(F(1)), minimiser(end)
    rows = [(F(0), F(1), F(-1), inside, -inside), (end, end, F(0), at_end, -at_end)]
    setting = {"f": "x", "g": "x - 1/2", "C": "[1/2, inf)", "alpha": 1, "x": "max(1 - t, 1/2)"}
    return replay(
        Instance(
            setting,
            [
                Check("MFCQ at every x, with w = 1: g' w", 1, ">", 0),
                Check("x(0) = 1 in C, no constraint acts: g(1)", constraint(F(1)), ">", 0),
                Check("the end of C: g(1/2)", constraint(end), "==", 0),
                Check("t < 1/2: x' = -1 = -grad f + 0", -gradient, "==", -1),
                Check("t > 1/2: R = x' + grad f = 1, so -R = -lambda g' with lambda", 1, ">=", 0),
                Check("V(1/2) = {v >= 0}, and x' = 0 minimises over it", at_end, "==", 0),
            ],
            Check("(iii) at t = 0: x' = -argmin", F(-1), "==", -inside),
            header=("t", "x", "right derivative", "argmin", "-argmin"),
            rows=rows,
        ),
        control=Instance(setting, [], Check("without the minus", F(-1), "==", inside)),
    )


@cache
def first_and_second() -> Outcome:
    """At an active psi = 0: from (i), psi' x' = 0 where R != 0, which is (ii); and back."""
    velocity = equal(V, -FORCE + WEIGHT * SLOPE)
    given = [velocity, WEIGHT >= 0, equal(SLOPE * V, 0), SLOPE * Y >= 0]
    forward = prove(
        (V + FORCE) * (Y - V) >= 0,
        given=given,
        control=Twin("lambda of either sign", given=[velocity, *given[2:]]),
    )
    free = prove(
        (V + FORCE) * (Y - V) >= 0,
        given=[equal(V, -FORCE), SLOPE * Y >= 0],
        control=Twin("another v", given=[SLOPE * Y >= 0]),
    )
    cone = prove(
        SLOPE * (V + D) >= 0,
        given=[SLOPE * V >= 0, SLOPE * D >= 0],
        control=Twin("any d", given=[SLOPE * V >= 0]),
    )
    joined = conjunction(forward, free, cone, reason="one active constraint")
    return by_hand(
        joined,
        "time: under (i) x stays in C, and where x' exists with x in C before and after, psi' x' = "
        "0 for each active constraint; right limits of x' (piecewise continuous) carry (ii) to "
        "every t. Under (ii) d/dt g_i >= -alpha g_i where g_i <= 0 keeps x in C, and V = T_C there "
        "(Lemma 3, MFCQ), so y = v + d gives -R in N_C",
    )


@cache
def second_and_third() -> Outcome:
    """(v + f)(y - v) >= 0 for all y in V exactly if v is the minimiser over V."""
    product, square = (V + FORCE) * (Y - V), (Y - V) ** 2
    enough = prove(
        (V + FORCE) ** 2 <= (Y + FORCE) ** 2,
        given=[product >= 0],
        control=Twin("without it", given=[sympy.Ne(V, Y)]),
    )
    moved = V + T * (Y - V)
    needed = prove(
        (moved + FORCE) ** 2 < (V + FORCE) ** 2,
        given=[product < 0, T > 0, T * square < -2 * product],
        control=Twin("any t > 0", given=[product < 0, T > 0]),
    )
    joined = conjunction(enough, needed, reason="the variational inequality")
    return by_hand(
        joined,
        "vectors: the same two lines with inner products; V is convex, closed, and not empty by "
        "MFCQ; -R in the normal cone of V at v is the inequality with R = v + grad f",
    )


def repaired() -> Outcome:
    """All three without the minus."""
    return conjunction(
        first_and_second(), second_and_third(), reason="(i) = (ii) = (iii) without the minus"
    )


CLAIM = Claim(
    id="notes/theorem-2",
    title="Three forms of the constrained gradient flow",
    source="Early notes, Theorem 2",
    statement="For x(0) in C, the dynamics (i), (ii) and (iii) are equivalent.",
    formula=r"\dot x^+ = -\arg\min_{v \in V_\alpha(x)} \tfrac12|v + \nabla f(x)|^2",
    assumptions=(
        "x absolutely continuous, x' piecewise continuous",
        "MFCQ at every x (Assumption 2), alpha > 0",
        "x(0) in C",
    ),
    expected="refuted",
    check=wrong_sign,
    steps=(
        Step(
            "notes/theorem-2/first-second",
            "(i) and (ii) are equivalent.",
            "proved",
            first_and_second,
            r"-R \in N_C(x) \iff -R \in \partial\psi_{V_\alpha(x)}(\dot x^+)",
        ),
        Step(
            "notes/theorem-2/second-third",
            "(ii) and (iii), with the printed minus sign, are equivalent.",
            "refuted",
            wrong_sign,
        ),
        Step(
            "notes/theorem-2/equation-1",
            "-grad f + R with -R in the normal cone of V at it is the minimiser of (1).",
            "proved",
            second_and_third,
            r"-\nabla f + R = \arg\min_{v \in V_\alpha} \tfrac12|v + \nabla f|^2",
        ),
    ),
    repair=Claim(
        id="notes/theorem-2/repaired",
        title="Three forms of the constrained gradient flow, without the minus",
        source="In place of the notes' Theorem 2",
        statement="(i), (ii) and: the right derivative is the minimiser, are equivalent.",
        formula=r"\dot x^+ = \arg\min_{v \in V_\alpha(x)} \tfrac12|v + \nabla f(x)|^2",
        expected="proved",
        check=repaired,
    ),
)

CLAIMS = (CLAIM,)

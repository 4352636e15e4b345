r"""Psi as a Lipschitz-smooth function, and whether any Lipschitz-smooth one would do.

Setting
    The remarks around Theorem 6: the constraint function may be generalised, given that psi is
    Lipschitz-smooth.
Assumptions
    psi is that of Definition 3 (the report's own), or Definition 2, or any Lipschitz-smooth one.
Claim
    The slope psi' is Lipschitz continuous on the real line.
Valid for
    The quartic psi. The quadratic one has kinks at the levels, where it is positive and its slope
    is never used.
Source
    Report, section 5.2.2, "Significance" of Theorem 6.
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from askewtheory import kernel
from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import Coordinate, equal, every, reals
from proofs_legacy.definition_2 import flat_at_levels

A, B, X, Y, EPSILON = reals("a b x y epsilon")


def kink() -> Outcome:
    """Q = {-1, 1}: across the level 1 the slope falls from 2 - 2h to -1 over a distance 2h."""
    coordinate = Coordinate((-1, 1), "1/5")
    constant = sympy.Symbol("M", positive=True)
    step = 1 / (constant + 1)
    before = slope_in_cell(1 - step, 1, coordinate.levels, QUADRATIC)
    after = slope_in_cell(1 + step, 2, coordinate.levels, QUADRATIC)
    quotient = sympy.cancel((before - after) / (2 * step))
    rows = []
    for value in (1, 10, 100):
        h = Fraction(1, value + 1)
        left, right = coordinate.slope(1 - h), coordinate.slope(1 + h)
        rows.append((value, h, left, right, (left - right) / (2 * h)))
    inside = (coordinate.slope("1/2") - coordinate.slope("1/4")) / Fraction(1, 4)
    table = {"header": ("M", "h", "psi'(1-h)", "psi'(1+h)", "quotient"), "rows": rows}
    return replay(
        Instance(
            coordinate.setting(h="1/(M + 1)", M="any constant > 0"),
            [Check("M > 0", constant, ">", 0), Check("1 - h is in the gap", step, "<", 2)],
            Check("|psi'(1-h) - psi'(1+h)| / (2h) <= M", quotient, "<=", constant),
            **table,
        ),
        control=Instance(
            coordinate.setting(x="1/4", y="1/2"),
            [],
            Check("the quotient inside the gap", abs(inside), "<=", 2),
        ),
    )


def quartic() -> Outcome:
    """Between levels |psi''| <= 2 gap^2, outside it is 2, and psi' is continuous at the levels."""
    inside = slope_in_cell(X, 1, (A, B), QUARTIC)
    second = sympy.expand(sympy.diff(inside, X))
    bound = 2 * (B - A) ** 2
    found = prove(
        every(second <= bound, second >= -bound),
        given=[A < B, A <= X, X <= B],
        control=Twin("a constant smaller by 1%", second >= -sympy.Rational(99, 100) * bound),
    )
    outer = (
        certify_identity(
            sympy.diff(slope_in_cell(X, index, (A, B), QUARTIC), X),
            sympy.S(-2),
            control=sympy.S(2),
        )
        for index in (0, 2)
    )
    joined = conjunction(found, *outer, flat_at_levels(), reason="|psi''| <= max(2, 2 gap^2)")
    return by_hand(
        joined,
        "from psi'' to psi': a continuous function with bounded derivative between finitely many "
        "points is Lipschitz",
    )


def trap() -> Outcome:
    """A Lipschitz-smooth psi with an infeasible maximum attracts the iterates."""
    w, rows, used = Fraction(1, 2), [], []
    for k in range(4):
        # psi = -1 - w^2 for |w| <= 1, continued by (|w| - 2)^2 - 3: psi' is 2-Lipschitz
        psi, slope = -1 - w * w, -2 * w
        speed = kernel.velocity_of(psi, slope, 0, 1, 1, kernel.PRINTED)
        stepsize = Fraction(1, k + 2) + Fraction(1, k + 3)
        rows.append((k, w, psi, -psi / slope, speed, stepsize))
        used.append((w, Fraction((-1) ** k, k + 2)))
        w += stepsize * speed
    # the whole orbit in closed form: |w_k| = 1/(k+2) moves by gamma_k towards and past zero
    n = sympy.Symbol("n", positive=True)
    landing = sympy.cancel(1 / n - (1 / n + 1 / (n + 1)))
    hypotheses = [
        Check("psi is C^1 at |w| = 1: values", -1 - 1, "==", (1 - 2) ** 2 - 3),
        Check("psi is C^1 at |w| = 1: slopes", -2, "==", 2 * (1 - 2)),
        Check("psi(4) >= 0: C is not empty", (4 - 2) ** 2 - 3, ">=", 0),
        Check(
            "1 + w^2 - 2|w| is a square, so |psi/psi'| >= 1 = M_c: the clip acts (n = 1/|w|)",
            1 + n**-2 - 2 / n,
            "==",
            (1 - 1 / n) ** 2,
        ),
        *(Check(f"w_{k} = (-1)^k/(k+2)", one, "==", two) for k, (one, two) in enumerate(used)),
        Check("1/n - gamma = -1/(n+1) for every n = k + 2", landing + 1 / (n + 1), "==", 0),
        Check("gamma_k < 2/(k+2): square-summable", 1 / n + 1 / (n + 1), "<", 2 / n),
        Check("gamma_k > 1/(k+2): not summable", 1 / n + 1 / (n + 1), ">", 1 / n),
    ]
    setting = {
        "psi": "-1 - w^2 for |w| <= 1, (|w| - 2)^2 - 3 beyond",
        "C": "|w| >= 2 + sqrt(3)",
        "loss": "max(0, |w| - 1)^2/2: coercive, 1-smooth, gradient 0 on [-1, 1]",
        "alpha": 1,
        "clip": 1,
        "start": "1/2",
        "stepsizes": "1/(k+2) + 1/(k+3)",
    }
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("limit of |w_k| is in C, so at least 3", 0, ">=", 3),
            header=("k", "w", "psi", "-psi/psi'", "velocity", "stepsize"),
            rows=rows,
        ),
        control=Instance(
            setting,
            hypotheses[:3],
            Check("a point of C itself", 4, ">=", 3),
        ),
    )


def inside_a_cell() -> Outcome:
    """The quadratic slope is 2-Lipschitz within a cell, and psi > 0 at its ends."""
    at_x, at_y = (slope_in_cell(point, 1, (A, B), QUADRATIC) for point in (X, Y))
    return conjunction(
        prove(
            equal(sympy.Abs(at_x - at_y), 2 * sympy.Abs(X - Y)),
            control=Twin("1-Lipschitz", sympy.Abs(at_x - at_y) <= sympy.Abs(X - Y)),
        ),
        certify_identity(
            remoteness_in_cell(A, 1, (A, B), EPSILON, QUADRATIC), EPSILON, control=2 * EPSILON
        ),
        reason="2-Lipschitz in a cell, and psi = epsilon at the kinks",
    )


REPAIRED = Claim(
    id="psi-smooth/repaired",
    title="Smooth where it is used",
    source="In place of the condition in section 5.2.2",
    statement=(
        "The quadratic slope is 2-Lipschitz within every cell, and its jumps lie at the levels, "
        "where psi = epsilon > 0 and the slope is not used."
    ),
    formula=r"|\psi'(x) - \psi'(y)| = 2|x-y| \text{ within a cell}",
    assumptions=("quadratic psi", "epsilon > 0"),
    expected="proved",
    check=inside_a_cell,
)

CLAIM = Claim(
    id="psi-smooth",
    title="The remoteness is Lipschitz-smooth",
    source="Report, section 5.2.2, implied by the condition on psi after Theorem 6",
    statement="The constraint function psi of Definition 3 has a Lipschitz continuous slope.",
    formula=r"|\psi'(x) - \psi'(y)| \le M|x-y|",
    assumptions=("psi of Definition 3, the report's modified version",),
    expected="refuted",
    check=kink,
    steps=(
        Step(
            "psi-smooth/quartic",
            "The psi of Definition 2 is Lipschitz-smooth.",
            "proved",
            quartic,
            r"|\psi''| \le \max(2, 2\Delta^2)",
        ),
        Step(
            "psi-smooth/generalization",
            "Any Lipschitz-smooth constraint function may take the place of psi.",
            "refuted",
            trap,
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

r"""Notes, two signs: the step of Algorithm 2, and the stationary set.

Setting
    Algorithm 2 computes the velocity s nearest to -gradient in V and steps to x - gamma s.
    Z = {w in C : 0 in -grad l(w) + N_C(w)}, with the polar cone N_C of the notes' Definition 5.
Assumptions
    Those of sections 2.2 and 4; any loss.
Claim
    The step follows the velocity (downhill where feasible, towards C where not). Z captures the
    KKT points.
Valid for
    x + gamma s, and 0 in grad l + N_C; as printed both signs are reversed. (With section 4's
    C = {g <= 0} and N = {-sum lambda_i grad g_i} the printed set is right.)
Source
    Early notes, Algorithm 2 line 7, and the display after Theorem 3.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy import lemma_1, stationarity_signs, velocity_formula
from proofs_legacy.common import Coordinate, equal, every, reals

HALF = Coordinate((-1, 1), "1/2")
GAMMA = F(1, 4)


def uphill() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, loss w, w = 1 (feasible), gamma = 1/4: the step goes to 5/4."""
    w, speed = F(1), HALF.velocity(1, 1)
    after = w - GAMMA * speed
    return replay(
        Instance(
            HALF.setting(loss="w", w=w, stepsize=GAMMA),
            [
                Check("psi(1) > 0: v = -gradient", speed, "==", -1),
                Check("gamma > 0", GAMMA, ">", 0),
            ],
            Check("loss after <= loss before", after, "<=", w),
            header=("w", "psi", "v", "w - gamma v"),
            rows=[(w, HALF.psi(w), speed, after)],
        ),
        control=Instance(
            HALF.setting(), [], Check("with w + gamma v = 3/4", w + GAMMA * speed, "<=", w)
        ),
    )


def outward() -> Outcome:
    """The same at w = 2 (infeasible, gradient 0): v = -1/2, the step goes to 17/8."""
    w, speed = F(2), HALF.velocity(2, 0)
    end, after = HALF.levels[1] + HALF.epsilon, w - GAMMA * speed
    return replay(
        Instance(
            HALF.setting(loss="0", w=w, stepsize=GAMMA),
            [
                Check("psi(2) < 0", HALF.psi(w), "<", 0),
                Check("psi(3/2) = 0: nearest feasible point", HALF.psi(end), "==", 0),
            ],
            Check("distance to C after <= before", after - end, "<=", w - end),
            header=("w", "psi", "v", "w - gamma v"),
            rows=[(w, HALF.psi(w), speed, after)],
        ),
        control=Instance(
            HALF.setting(),
            [],
            Check("with w + gamma v = 15/8", w + GAMMA * speed - end, "<=", w - end),
        ),
    )


def followed() -> Outcome:
    """v = -g where psi > 0, so g v <= 0; where psi < 0, psi' v > 0: psi grows along +v."""
    g = reals("g")[0]
    downhill = prove(-g * g <= 0, control=Twin("strictly", -g * g < 0))
    return conjunction(
        velocity_formula.feasible(),
        downhill,
        lemma_1.inward(),
        reason="downhill where feasible, towards C where not",
    )


ALGORITHM = Claim(
    id="notes/algorithm-2-sign",
    title="The sign of the step in Algorithm 2",
    source="Early notes, Algorithm 2, line 7",
    statement=(
        "With v the velocity nearest to -gradient, the step x - gamma v decreases the loss to "
        "first order where x is feasible, and approaches C where it is not."
    ),
    formula=r"x^{(k+1)} = x^{(k)} - \gamma_k v_k",
    assumptions=("gamma_k > 0", "v_k = s(gradient, x_k)"),
    expected="refuted",
    check=uphill,
    steps=(
        Step(
            "notes/algorithm-2-sign/feasible",
            "Where x is feasible the step is a gradient descent step.",
            "refuted",
            uphill,
        ),
        Step(
            "notes/algorithm-2-sign/infeasible",
            "Where x is infeasible the step approaches C.",
            "refuted",
            outward,
        ),
    ),
    repair=Claim(
        id="notes/algorithm-2-sign/repaired",
        title="The step x + gamma v",
        source="In place of line 7; the report's Algorithm 2",
        statement=(
            "Along +v the loss does not increase to first order where psi > 0, and psi increases "
            "where psi < 0 (off the midpoints)."
        ),
        formula=r"x^{(k+1)} = x^{(k)} + \gamma_k v_k",
        expected="proved",
        check=followed,
    ),
)


def minimiser_is_missing() -> Outcome:
    """Loss w: its minimiser over C is -3/2, where N = (-inf, 0] does not hold the gradient 1."""
    w = F(-3, 2)
    slope, inward = HALF.slope(w), F(1)  # C lies right of w: the tangent cone is [0, inf)
    return replay(
        Instance(
            HALF.setting(loss="w", w=w),
            [
                Check("psi(-3/2) = 0", HALF.psi(w), "==", 0),
                Check("psi' > 0: T = [0, inf), N = (-inf, 0]", slope, ">", 0),
                Check("KKT: grad = lambda psi' with lambda = 1 >= 0", F(1) / slope, ">=", 0),
                Check("nothing feasible is lower: psi(-3/2 - 1/10)", HALF.psi("-8/5"), "<", 0),
            ],
            Check("grad in N: grad . 1 <= 0 for the tangent 1", 1 * inward, "<=", 0),
            header=("w", "gradient", "psi'"),
            rows=[(w, 1, slope)],
        ),
        control=Instance(HALF.setting(), [], Check("-grad in N", -1 * inward, "<=", 0)),
    )


def maximiser_is_there() -> Outcome:
    """Loss w: its maximiser 3/2 is in the printed Z, but no multiplier >= 0 exists there."""
    w = F(3, 2)
    slope = HALF.slope(w)
    return replay(
        Instance(
            HALF.setting(loss="w", w=w),
            [
                Check("psi(3/2) = 0", HALF.psi(w), "==", 0),
                Check("psi' < 0: T = (-inf, 0]", slope, "<", 0),
                Check("grad in N: grad . (-1) <= 0, so w is in the printed Z", -1, "<=", 0),
            ],
            Check("KKT: grad = lambda psi' with lambda = grad/psi' >= 0", F(1) / slope, ">=", 0),
            header=("w", "gradient", "psi'"),
            rows=[(w, 1, slope)],
        ),
        control=Instance(
            HALF.setting(loss="-w"), [], Check("for the loss -w: lambda", F(-1) / slope, ">=", 0)
        ),
    )


def section_4() -> Outcome:
    """C = {g <= 0}, N = {-sum lambda_i grad g_i}: grad = -lambda a exactly if it is first-order.

    a is the slope of the active constraint; dw with a dw <= 0 must not lower the loss.
    """
    g, a, weight, normal, step = reals("g a lambda nu dw")
    cone = [equal(normal, -weight * a), weight >= 0]
    printed = equal(-g + normal, 0)
    stationary = prove(
        equal(g + weight * a, 0),
        given=[printed, *cone],
        control=Twin("N = {sum lambda grad g}", given=[printed, equal(normal, weight * a)]),
    )
    first_order = prove(
        g * step >= 0,
        given=[printed, *cone, a * step <= 0],
        control=Twin("for g >= 0", given=[printed, *cone, a * step >= 0]),
    )
    back = prove(
        every(equal(-g - (-g / a) * a, 0), -g / a >= 0),
        given=[sympy.Ne(a, 0), g * a <= 0],  # dw = -a is allowed
        control=Twin("gradients of either sign", given=[sympy.Ne(a, 0)]),
    )
    joined = conjunction(
        stationary, first_order, back, reason="0 in -grad + N is grad + lambda a = 0"
    )
    return by_hand(
        joined,
        "several constraints: the sum over the active ones, whose multipliers are those of Theorem "
        "3 (complementarity: the others are zero); this N is minus the polar cone of {g <= 0}",
    )


def kkt() -> Outcome:
    """grad = lambda psi', lambda >= 0, exactly if -grad is in N = {-lambda psi'}; signs by hand."""
    joined = conjunction(
        stationarity_signs.kkt_sign(),
        stationarity_signs.product_sign(),
        stationarity_signs.normal_cone(),
        reason="-grad in N is the first-order condition",
    )
    return by_hand(joined, "polar cone: N is {-sum lambda_i grad psi_i} as in the notes' Lemma 3")


SET = Claim(
    id="notes/stationary-set-sign",
    title="The sign in the stationary set",
    source="Early notes, after Theorem 3",
    statement="The KKT points of min l over C are those w in C with 0 in -grad l(w) + N_C(w).",
    formula=r"\mathcal{Z}_\varepsilon = \{w \in C_\varepsilon : 0 \in -\nabla\ell(w) + N(w)\}",
    assumptions=("C = {g >= 0}, and N_C(w) is the polar of the tangent cone (Definition 5)",),
    expected="refuted",
    check=minimiser_is_missing,
    steps=(
        Step(
            "notes/stationary-set-sign/only-if",
            "Every KKT point is in the printed set.",
            "refuted",
            minimiser_is_missing,
        ),
        Step(
            "notes/stationary-set-sign/if",
            "Every point of the printed set is a KKT point.",
            "refuted",
            maximiser_is_there,
        ),
        Step(
            "notes/stationary-set-sign/section-4",
            "Reading: C = {g <= 0} as in section 4, and N = {-sum lambda_i grad g_i} by the "
            "formula of sections 2.2 and 3. The printed set is the KKT points.",
            "proved",
            section_4,
            r"\nabla\ell + \sum_i \lambda_i \nabla g_i = 0,\ \lambda \ge 0",
        ),
    ),
    repair=Claim(
        id="notes/stationary-set-sign/repaired",
        title="0 in grad + N",
        source="In place of the notes' display",
        statement="The KKT points are those w in C with 0 in grad l(w) + N_C(w).",
        formula=r"0 \in \nabla\ell(w) + N_{C_\varepsilon}(w)",
        expected="proved",
        check=kkt,
    ),
)

CLAIMS = (ALGORITHM, SET)

r"""Notes, Theorem 3: multipliers exist, and form a compact set, under MFCQ.

Setting
    minimise f over C = {x : g(x) <= 0}; x* a local minimiser; f and g continuously differentiable
    (the notes' Assumption 1); MFCQ at x*, which section 2.1 writes for g >= 0: grad g_i.u > 0 for
    all i with g_i <= 0. The direction -u serves here.
Valid for
    As stated.
Source
    Early notes, section 4 and Theorem 3.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, probe
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, ne, reals
from proofs_checks.formal import proved

SLOPE, F_SLOPE, U, L1, L2, A1, A2 = reals("s f u lambda_1 lambda_2 a_1 a_2")
ONE = states(
    every(-F_SLOPE / SLOPE >= 0, eq(F_SLOPE + (-F_SLOPE / SLOPE) * SLOPE, 0)),
    {"the constraint has a slope": ne(SLOPE, 0), "no descent along -g'": F_SLOPE * -SLOPE >= 0},
)
BOUNDED = states(L1 + L2 <= F_SLOPE, {
    "multipliers are >= 0": every(L1 >= 0, L2 >= 0), "d decreases the first": A1 <= -1,
    "and the second": A2 <= -1, "KKT along d": eq(F_SLOPE + L1 * A1 + L2 * A2, 0)})  # fmt: skip
TURNED = states(SLOPE * -U < 0, {"u serves for g >= 0": SLOPE * U > 0})


@claim(
    "notes/theorem-3", PROVED, title="Multipliers under MFCQ", source="Early notes, Theorem 3",
    parts=lambda: [TURNED, *proved("notes/theorem-3")],
    latex=r"\nabla f(x^*) + \sum_i \lambda_i^* \nabla g_i(x^*) = 0,\ \lambda^* \ge 0,\ "
    r"\lambda_i^* g_i(x^*) = 0",
)  # fmt: skip
def as_printed(this):
    """At a local minimiser x* of f over {g <= 0} satisfying MFCQ, Lagrange multipliers exist.

    They need not be unique, and form a compact set; f and g are continuously differentiable.
    """
    return this.conjunction()


@line(
    "notes/theorem-3",
    PROVED,
    latex=r"\inf_x \sup_{\lambda \ge 0} f(x) + \sum_i \lambda_i g_i(x)",
    parts=lambda: proved("notes/theorem-3/primal"),
)
def primal(this):
    """The problem is the inf over x of the sup over lambda >= 0 of the Lagrangian.

    That sup is f where every g_i <= 0, and infinite elsewhere.
    """
    return this.conjunction()


@probe("notes/theorem-3", PROVED, parts=[TURNED])
def sign(this):
    """MFCQ as written for g >= 0 serves for g <= 0, with the direction reversed."""
    return this.conjunction()


@part("notes/theorem-3", PROVED, parts=[ONE])
def exists(this):
    """One active constraint."""
    return this.conjunction()


@part("notes/theorem-3", PROVED, parts=[BOUNDED], latex=r"\sum_i \lambda_i \le \nabla f \cdot d")
def compact(this):
    """The multipliers are bounded."""
    return this.conjunction()


@probe("notes/theorem-3", REFUTED,
      given={"x* is feasible": "g(0) <= 0", "no other point is": "h != 0 and g(h) > 0",
             "g has the slope s at x*: g(h) = s h + h^2": "g(h) == s*h + h^2",
             "the multiplier is >= 0": "multiplier >= 0"},
      concludes="1 + multiplier*s == 0",
      severity="hypothesis",
      why="Without the qualification a minimiser may have no multiplier.",
      meant="notes/theorem-3")  # fmt: skip
def without_mfcq(this):
    """Multipliers exist without MFCQ: for f = x and g = x^2 no multiplier serves at x* = 0."""
    return this.refuted(g=lambda x: x**2, s=0, h="h", multiplier="multiplier",
                        instead="1 + multiplier*s == 1",
                        parameters=["h != 0", "multiplier >= 0"])  # fmt: skip

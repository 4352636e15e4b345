r"""Section 7: which network architectures the assumptions cover.

Valid for
    Nothing with two layers or a rectifier: the loss of such a network satisfies neither A2 nor A3
    on the whole space.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, probe, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import derivative, eq, reals, substitute, term

A, B, X = reals("a b x")
TWO_LAYERS = (A * B - 1) ** 2 / 2
"""Squared error of x -> a b x at x = 1, where 1 is right: two linear layers of one neuron."""
RECTIFIED = (X * B - 1) ** 2 / 2
"""Squared error of one rectified neuron with weight b >= 0; for b < 0 it is the constant 1/2."""
IN_A, IN_B = B * (A * B - 1), X * (X * B - 1)


@claim("section-7/architectures", REFUTED,
       severity="wrong",
       why="Two linear layers already have a gradient that is not Lipschitz.",
       title="The assumptions cover neural networks",
       source="Report, section 7; remark after Theorem 1",
       latex=r"\ell(a, b) = \tfrac12 (ab - 1)^2, \ |\ell_a(1,b) - \ell_a(0,b)| \le M",
       given={"M is positive": "M > 0",
              "slope in a, at (1, b)": eq(term("s_1"), substitute(IN_A, {"a": 1})),
              "slope in a, at (0, b)": eq(term("s_0"), substitute(IN_A, {"a": 0}))},
       concludes="abs(s_1 - s_0) <= M or (s_1 - s_0)^2 <= M",
       uses=["theorem-2", "theorem-3", "theorem-4", "theorem-5", "theorem-6"])  # fmt: skip
def architectures(this):
    """The weaker A2, in one reading or the other, covers networks: here two linear layers.

    The gradients at two points with distance 1 differ by b^2, for any b.
    """
    return this.refuted(b="M + 1", M="M", s_1="(M + 1)*M", s_0="-(M + 1)", parameters=["M > 0"],
                        instead="s_1 - s_0 == b^2")  # fmt: skip


@reading("section-7/architectures", REFUTED,
      given={"L is positive": "L > 0",
             "slope in a, at (0, b)": eq(term("s_0"), substitute(IN_A, {"a": 0}))},
      concludes="abs(s_0) <= L or s_0^2 <= L",
      severity="wrong",
      why="The gradient of two linear layers is not bounded.")  # fmt: skip
def architectures_a3(this):
    """A3, in one reading or the other, covers them: the gradient is bounded."""
    return this.refuted(b="L + 1", L="L", s_0="-(L + 1)", parameters=["L > 0"],
                        instead="s_0 == -b")  # fmt: skip


@probe("section-7/architectures", REFUTED,
      latex=r"\tfrac{d}{db}\tfrac12(\max(0, xb) - 1)^2",
      given={"the input is positive": X > 0,
             "slope in b, from the right at 0": eq(term("right"), substitute(IN_B, {"b": 0})),
             "from the left, where the loss is constant": "left == 0"},
      concludes="left == right",
      severity="wrong",
      why="The loss of a rectified neuron has a kink.")  # fmt: skip
def architectures_rectifier(this):
    """A rectified neuron, as in section 6, has a continuously differentiable loss (A2, A3, A4)."""
    return this.refuted(x=1, right=-1, left=0, instead="right == -x")


@probe("section-7/architectures", PROVED,
      parts=[states(eq(derivative(TWO_LAYERS, "a"), IN_A)),
             states(eq(derivative(RECTIFIED, "b"), IN_B))])  # fmt: skip
def architectures_slopes(this):
    """The slopes are the derivatives of these losses."""
    return this.conjunction()


ONE_NEURON = (X * A - 1) ** 2 / 2
"""Squared error of one linear neuron with weight a at x, where 1 is right."""


@probe("section-7/architectures", PROVED,
      latex=r"\ell(a) = \tfrac12(xa - 1)^2,\ |\ell'(a) - \ell'(b)| = x^2|a - b|",
      parts=[states(eq(derivative(ONE_NEURON, "a"), X * (X * A - 1))),
             states(eq(abs(X * (X * A - 1) - X * (X * B - 1)), X**2 * abs(A - B))),
             states("((a - 1)^2/2)^2 > L * (a - 1)^2", ["L > 0", "a == 2*L + 3"])])  # fmt: skip
def architectures_one_neuron(this):
    """What A2 covers and A3 does not: one linear neuron with squared error.

    Its gradient is Lipschitz; at x = 1 the loss is not, from the weight 1 to 2L + 3.
    """
    return this.conjunction()

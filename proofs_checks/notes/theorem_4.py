r"""Notes, Theorem 4: gradient descent and strict saddles, with hypotheses left out.

Setting
    Gradient descent x - gamma grad f(x), random start (any law with a positive density); f twice
    continuously differentiable with the strict saddle property; gamma sufficiently small.
Valid for
    With an L-Lipschitz gradient, gamma < 1/L and a law of the start with a density: if the run
    converges, its limit is almost surely no strict saddle. Without the Lipschitz gradient it may
    run away upwards; with it, it may still neither converge nor go to minus infinity.
Source
    Early notes, Theorem 4 (cited from Lee et al., 2016).
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, reading, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import every, prose, reals

X, H, GAMMA, L = reals("x h gamma L")
NO_LIMIT = {
    "given": {
        "f is bounded below": "f_below <= -1 and f_below > -2",
        "f = -arctan: its derivative": "derivative(x) == -1/(1 + x^2)",
        "x is the limit, where f is least or which no start leaves": "1 + x^2 > 0",
    },
    "concludes": "derivative(x) == 0",
}  # fmt: skip
SLOPE = {"derivative": lambda x: -1 / (1 + x**2), "f_below": "-11/7", "x": "x"}
"""-pi/2 > -11/7 > -2 bounds -arctan from below."""


@claim(
    "notes/theorem-4",
    REFUTED,
    severity="hypothesis",
    meant="notes/theorem-4/repaired",
    why="A run may go to infinity along a loss that is bounded below.",
    changes=[
        "the gradient is L-Lipschitz, and gamma < 1/L",
        "the run converges, and the law of the start has a density",
    ],
    title="Gradient descent avoids strict saddles",
    source="Early notes, Theorem 4 (cited)",
    latex=r"x_{k+1} = x_k - \gamma\nabla f(x_k)",
    **NO_LIMIT,
)
def as_printed(this):
    """Gradient descent from a random start converges to a local minimiser or to minus infinity.

    That is claimed almost surely, for f in C^2 with strict saddles only and small constant steps.
    -arctan is bounded below, and its derivative vanishes at no limit x.
    """
    return this.refuted(SLOPE, instead="derivative(x) < 0")


@reading("notes/theorem-4", REFUTED,
      given={"c = 1/gamma is any positive number": "c > 0", "the start is not close to 0":
             "x^2 > c", "one step on x^4": "y == x - 4*x^3/c"},
      concludes="abs(y) <= abs(x)",
      severity="hypothesis",
      why=("The gradient must be Lipschitz: on x^4 far starts run away at every "
           "stepsize."),
      meant="notes/theorem-4/repaired")  # fmt: skip
def lipschitz(this):
    """No Lipschitz condition on the gradient is needed (unbounded support of the start).

    For f = x^4 and every gamma = 1/c, starts with x^2 > c, which are no null set, more than triple
    |x| at each step, and so for ever: here all c > 0 with x = 2 c + 1.
    """
    return this.refuted(c="c", x="2*c + 1", y="(2*c + 1) - 4*(2*c + 1)^3/c",
                        instead="abs(y) > 3*abs(x) - 1", parameters=["c > 0"])  # fmt: skip


@reading(
    "notes/theorem-4",
    REFUTED,
    **NO_LIMIT,
    severity="hypothesis",
    why="That the run converges must be assumed.",
    meant="notes/theorem-4/repaired",
)
def negative_infinity(this):
    """With a Lipschitz gradient the run converges or f goes to minus infinity."""
    return this.refuted(SLOPE, instead="derivative(x) < 0")


@probe("notes/theorem-4", PROVED,
      concludes=every(2 * X <= (1 + X**2) ** 2, -2 * X <= (1 + X**2) ** 2))  # fmt: skip
def arctan_smooth(this):
    """The gradient of -arctan is 1-Lipschitz: |f''| = 2|x|/(1 + x^2)^2 <= 1."""
    return this.solvers()


STEP = {"gamma > 0": GAMMA > 0, "L > 0": L > 0, "gamma L < 1": GAMMA * L < 1,
        "the curvature is at most L": every(H <= L, H >= -L)}  # fmt: skip


@line("notes/theorem-4/repaired", PROVED, latex=r"1 - \gamma\lambda > 0", parts=[
    states(1 - GAMMA * H > 0, STEP),
    states(1 - GAMMA * H > 1, {**STEP, "a saddle": H < 0}),
])  # fmt: skip
def repaired_multipliers(this):
    """The step's derivative has positive eigenvalues, and one above 1 at a strict saddle."""
    return this.conjunction()


@repair(
    "notes/theorem-4", title="Limits of gradient descent are no strict saddles",
    source="In place of the notes' Theorem 4; Panageas and Piliouras", latex=r"0 < \gamma < 1/L",
    given=[prose("f is twice continuously differentiable"), prose("grad f is L-Lipschitz"),
           {"0 < gamma < 1/L": "0 < gamma and gamma*L < 1"}],
    concludes=prose("the starts from which gradient descent converges to a strict saddle have "
                    "measure zero"),
)  # fmt: skip
def repaired(this):
    """If grad f is L-Lipschitz and gamma < 1/L, the starts that end in strict saddles are null.

    So if the law of the start has a density, the run converges and f has the strict saddle
    property, its limit is almost surely a local minimiser.
    """
    return this.textbook("strict saddles")

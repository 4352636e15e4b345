r"""Notes, Lemma 2, first part: strong duality of the velocity problem.

Setting
    (1): minimise |v + f|^2/2 over V = {v : a_i.v + alpha g_i >= 0, i in I}, with f the gradient of
    the loss and a_i those of the constraints with g_i <= 0; alpha >= 0.
Valid for
    Every non-empty V: the constraints are affine, so no Slater point is needed. The proof asks for
    one, which MFCQ at x gives and which may be missing without it (psi = psi' = 0), and builds it
    from a v that solves all constraints with equality, which may be missing too. Its Lagrangian
    form lacks lambda >= 0.
Source
    Early notes, Lemma 2 and its proof, (3) and (4).
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, ne, prose, reals, substitute
from proofs_checks.facts import duality
from proofs_checks.facts.duality import ALPHA, FORCE, LAGRANGIAN, PRIMAL, WEIGHT, A, G, T, U, V
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED, Run

H = reals("h")[0]
LEAST = WEIGHT * A - FORCE


@claim(
    "notes/lemma-2-duality",
    PROVED,
    title="Strong duality of the velocity problem",
    source="Early notes, Lemma 2",
    parts=lambda: [duality.one_constraint, *proved("notes/lemma-2-duality")],
    latex=r"\min_{v \in V}\tfrac12|v + \nabla f|^2 = \max_{\lambda \ge 0} \min_v \mathcal{L}",
    uses=["notes/condition-a", "notes/mfcq-on-c"],
)
def as_printed(this):
    """Strong duality holds for (1) at every x where V is not empty."""
    return this.conjunction()


@line(
    "notes/lemma-2-duality", REFUTED, about="run",
    latex=r"\min_v \max_{\lambda \in D_x} \tfrac12|v + \nabla f|^2 - \lambda^\top(\nabla g^\top "
    r"v + \alpha g)",
    given={"the constraint acts": "psi(x) <= 0", "y, a velocity, is in V": "y*slope(x) >= "
           "-alpha*psi(x)", "z is where the maximum over all multipliers is finite":
           "z*slope(x) + alpha*psi(x) == 0"},
    concludes="(z + f)^2/2 <= (y + f)^2/2",
    severity="misprint",
    why="That the multipliers are >= 0 is left out.",
    meant="notes/lemma-2-duality",
)  # fmt: skip
def line_3(this):
    """(1) is the min-max over v and lambda in D_x, whose multipliers have no sign.

    With multipliers of either sign the maximum over lambda is finite only where the constraint is
    an equality, which gives a larger value than (1).
    """
    run = Run((-1, 1), "1/2", steps=0, constants={"x": "3/2", "f": 1, "y": -1, "z": 0})
    return this.refuted(run, instead="(z + f)^2/2 == (y + f)^2/2 + f^2/2")


@line(
    "notes/lemma-2-duality", PROVED, latex=r"v^* = \lambda^\top\nabla g - \nabla f",
    concludes=eq(LAGRANGIAN - substitute(LAGRANGIAN, {"v": LEAST}), (V - LEAST) ** 2 / 2),
)  # fmt: skip
def line_4(this):
    """The inner minimum of (4) is at v = lambda.grad g - grad f: completing the square."""
    return this.certificate()


@line(
    "notes/lemma-2-duality", PROVED,
    concludes=eq(substitute(LAGRANGIAN, {"v": LEAST}) - FORCE**2 / 2,
                 -(LEAST**2) / 2 - ALPHA * WEIGHT * G),
)  # fmt: skip
def constant(this):
    """Adding -|grad f|^2/2 to it gives -|lambda grad g - grad f|^2/2 - alpha lambda g."""
    return this.certificate()


@line("notes/lemma-2-duality", REFUTED, about="run",
      latex=r"\exists v:\ \nabla g_i^\top v + \alpha g_i > 0",
      given=[CLOSED, {"the constraint acts": "psi(x) <= 0",
                      "V is not empty: z is in it": "z*slope(x) + alpha*psi(x) >= 0"}],
      concludes="u*slope(x) + alpha*psi(x) > 0",
      severity="hypothesis",
      why="Slater's condition needs the qualification at x.",
      meant="notes/lemma-2-duality/slater-mfcq")  # fmt: skip
def slater(this):
    """Slater's condition holds where V is not empty (MFCQ fails at that point): no u serves."""
    run = Run((-1, 1), 1, steps=0, constants={"x": 0, "z": 0, "u": "u"})
    return this.refuted(run, instead="u*slope(x) + alpha*psi(x) == 0")


@reading(
    "notes/lemma-2-duality", PROVED, latex=r"\exists v:\ \nabla g_i^\top v + \alpha g_i > 0",
    parts=lambda: proved("notes/condition-a/scaling"),
)  # fmt: skip
def slater_mfcq(this):
    """Under MFCQ at x it holds: a large multiple of MFCQ's direction is a Slater point."""
    return this.conjunction()


@line(
    "notes/lemma-2-duality", REFUTED, latex=r"\nabla g_i \bar v + \alpha g_i = 0\ \forall i",
    given={"alpha > 0": "alpha > 0", "both constraints act": "g_1(x) <= 0 and g_2(x) <= 0",
           "their slopes are 1, so MFCQ holds everywhere": "a_1 == 1 and a_2 == 1",
           "V is not empty": "a_1*z + alpha*g_1(x) >= 0 and a_2*z + alpha*g_2(x) >= 0"},
    concludes="a_1*u + alpha*g_1(x) == 0 and a_2*u + alpha*g_2(x) == 0",
    severity="hypothesis",
    why="It needs one constraint a coordinate, as C_epsilon has.",
    meant="notes/lemma-2-duality/equality-on-levels",
)  # fmt: skip
def equality(this):
    """Some v solves all active constraints with equality (general g, MFCQ everywhere).

    g = (x, x + 1) at x = -2: equality asks for 2 alpha and for alpha, so that no u serves.
    """
    return this.refuted(
        x=-2,
        g_1=lambda x: x,
        g_2=lambda x: x + 1,
        a_1=1,
        a_2=1,
        alpha=1,
        z=2,
        u="u",
        instead="a_1*u + alpha*g_1(x) != 0 or a_2*u + alpha*g_2(x) != 0",
    )


@reading(
    "notes/lemma-2-duality",
    PROVED,
    parts=[
        states(eq((-ALPHA * G / A) * A + ALPHA * G, 0), {"the constraint has a slope": ne(A, 0)}),
        states(
            eq(U * A + ALPHA * G, 0),
            {
                "no slope": eq(A, 0),
                "it acts": G <= 0,
                "alpha > 0": ALPHA > 0,
                "V is not empty": V * A + ALPHA * G >= 0,
            },
        ),
    ],
)
def equality_on_levels(this):
    """The same for the constraints of C_epsilon where V is not empty.

    There is one constraint a coordinate: v = -alpha psi/psi' solves it, any v if psi = psi' = 0.
    """
    return this.conjunction()


@line("notes/lemma-2-duality", PROVED, latex=r"v = \bar v + \xi w",
      given={"given the line before, v solves it": eq(A * V + ALPHA * G, 0),
             "given the qualification, u goes inward": A * U > 0, "t > 0": T > 0},
      concludes=A * (V + T * U) + ALPHA * G > 0)  # fmt: skip
def strict(this):
    """v + xi w is a Slater point, given both."""
    return this.solvers()


MIXED = T * V + (1 - T) * U


@line("notes/lemma-2-duality", PROVED, parts=[
    states((MIXED + FORCE) ** 2 / 2 <= T * PRIMAL + (1 - T) * (U + FORCE) ** 2 / 2,
           {"t >= 0": T >= 0, "t <= 1": T <= 1}),
    states(MIXED * A >= H, {"v is in V": V * A >= H, "u is in V": U * A >= H, "t >= 0": T >= 0,
                            "t <= 1": T <= 1}),
])  # fmt: skip
def convex(this):
    """(1) is a convex problem: the objective lies below its chords, and half-spaces are convex."""
    return this.conjunction()


@line(
    "notes/lemma-2-duality",
    ILL_POSED,
    concludes=prose("the proof ends"),
    severity="misprint",
    why="The sentence breaks off before its conclusion, strong duality.",
    meant="notes/lemma-2-duality",
)
def last_line(this):
    """The conclusion of the proof."""
    return this.ill_posed(
        "the proof's last sentence, 'by the fact that (1) is convex,', has no conclusion",
        "notes/lemma-2-duality/convex", "notes/lemma-2-duality",
    )  # fmt: skip

r"""Notes, the stationary set: the sign in front of the gradient.

Setting
    Z = {w in C : 0 in -grad l(w) + N_C(w)}, with the polar cone N_C of the notes' Definition 5.
Valid for
    0 in grad l + N_C. With section 4's C = {g <= 0} and N = {-sum lambda_i grad g_i} the printed
    set is right.
Source
    Early notes, the display after Theorem 3.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, reading, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, ne, reals
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

G, A, LAMBDA, NU, DW = reals("g a lambda nu dw")
END = Run((-1, 1), "1/2", loss=linear(1), steps=0)
CORNER = {"x is an end of C": "psi(x) == 0 and slope(x) != 0"}
KKT = "grad(x)/slope(x) >= 0"
"""grad = lambda psi' with lambda = grad/psi' >= 0."""
PRINTED = "grad(x)*slope(x) <= 0"
"""grad is in N, the polar of the half-line of dw with psi' dw >= 0: grad dw <= 0 for dw = psi'."""
ONLY_IF = {"about": "run", "given": [CORNER, {"x is a KKT point": KKT}], "concludes": PRINTED}


@claim(
    "notes/stationary-set-sign", REFUTED,
    severity="misprint", meant="notes/stationary-set-sign/repaired",
    why="The sign of the gradient is wrong.",
    changes=["0 in grad l(w) + N_C(w)"],
    title="The sign in the stationary set",
    source="Early notes, after Theorem 3",
    latex=r"\mathcal{Z}_\varepsilon = \{w \in C_\varepsilon : 0 \in -\nabla\ell(w) + N(w)\}",
    **ONLY_IF,
    uses=["notes/theorem-3"],
)  # fmt: skip
def as_printed(this):
    """The KKT points of min l over C are those w in C with 0 in -grad l(w) + N_C(w)."""
    return this.refuted(END.but(x="-3/2"), instead=KKT)


@part(
    "notes/stationary-set-sign",
    REFUTED,
    **ONLY_IF,
    severity="misprint",
    why="The sign of the gradient is wrong.",
    meant="notes/stationary-set-sign/repaired",
)
def only_if(this):
    """Every KKT point is in the printed set: the minimiser -3/2 of the loss w is not."""
    return this.refuted(END.but(x="-3/2"), instead=KKT)


@part("notes/stationary-set-sign", REFUTED, about="run",
      given=[CORNER, {"x is in the printed set": PRINTED}], concludes=KKT,
      severity="misprint",
      why="The sign of the gradient is wrong.",
      meant="notes/stationary-set-sign/repaired")  # fmt: skip
def if_(this):
    """Every point of the printed set is a KKT point: the maximiser 3/2 of the loss w is not."""
    return this.refuted(END.but(x="3/2"), instead=PRINTED)


PRINTED_SET = {"0 in -grad + N": eq(-G + NU, 0), "N, with the slope a": eq(NU, -LAMBDA * A),
               "the multiplier is >= 0": LAMBDA >= 0}  # fmt: skip


@reading(
    "notes/stationary-set-sign", PROVED,
    latex=r"\nabla\ell + \sum_i \lambda_i \nabla g_i = 0,\ \lambda \ge 0",
    parts=lambda: [
        *proved("notes/stationary-set-sign/section-4"),
        states(eq(G + LAMBDA * A, 0), PRINTED_SET),
        states(G * DW >= 0, {**PRINTED_SET, "dw is allowed": A * DW <= 0}),
        states(every(eq(-G - (-G / A) * A, 0), -G / A >= 0),
               {"the constraint has a slope": ne(A, 0), "-a is allowed": G * A <= 0}),
    ],
)  # fmt: skip
def section_4(this):
    """Reading: C = {g <= 0} as in section 4, and N = {-sum lambda_i grad g_i} as in 2.2 and 3."""
    return this.conjunction()


@repair(
    "notes/stationary-set-sign", title="The gradient plus the normal cone contains 0",
    source="In place of the notes' display",
    latex=r"0 \in \nabla\ell(w) + N_{C_\varepsilon}(w)",
    parts=lambda: proved("stationarity-signs/normal-cone"),
)  # fmt: skip
def repaired(this):
    """The KKT points are those w in C with 0 in grad l(w) + N_C(w).

    So -grad l is in N_C(w), the tangent cone's polar, exactly if grad l = sum lambda_i grad psi_i
    with lambda_i >= 0, and 0 where psi_i > 0.
    """
    return this.conjunction()

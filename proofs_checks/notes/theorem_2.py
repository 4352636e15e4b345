r"""Notes, Theorem 2: three forms of the constrained gradient flow, one with a wrong sign.

Setting
    x absolutely continuous with piecewise continuous derivative, x(0) in C, f continuously
    differentiable, MFCQ at every x (the notes' Assumption 2), alpha > 0.
    (i) x' = -grad f + R, -R in N_C(x), almost everywhere. (ii) the right derivative is -grad f + R
    with -R in the normal cone of V(x) at it. (iii) the right derivative is *minus* the minimiser of
    |v + grad f|^2/2 over V(x).
Valid for
    (i), (ii), and (iii) without its minus sign.
Source
    Early notes, Theorem 2, and (1) of section 2.1.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, repair
from proofs_checks.formal import proved

REPAIRED = "notes/theorem-2/repaired"
FLOW = {
    "MFCQ: the constraint g = x - c has slope 1": "slope == 1",
    "the start is feasible": "start - c > 0",
    "(i) before the end is reached: x' = -grad f": "before == -f",
    "(i) at the end: x' = 0 = -grad f + R, R = multiplier*slope >= 0":
    "after == -f + multiplier*slope and multiplier >= 0 and after == 0",
    "least is the minimiser over V at the start, where nothing acts": "least == -f",
}  # fmt: skip


@claim(
    "notes/theorem-2", REFUTED,
    severity="misprint", meant="notes/theorem-2/repaired",
    why="The right derivative is the minimiser itself, without the minus.",
    changes=["(iii) has no minus sign"],
    title="Three forms of the constrained gradient flow",
    source="Early notes, Theorem 2", given=FLOW, concludes="before == -least",
    latex=r"\dot x^+ = -\arg\min_{v \in V_\alpha(x)} \tfrac12|v + \nabla f(x)|^2",
    uses=["notes/definition-6", "notes/lemma-3"],
)  # fmt: skip
def as_printed(this):
    """For x(0) in C, the dynamics (i), (ii) and (iii) are equivalent.

    f = x, C = [1/2, oo): x(t) = max(1 - t, 1/2) solves (i) and (ii); (iii) asks for x' = +1 at 0.
    """
    return this.refuted(slope=1, start=1, c="1/2", f=1, before=-1, after=0, multiplier=1, least=-1,
                        instead="before == least")  # fmt: skip


@part("notes/theorem-2", PROVED, parts=lambda: proved(REPAIRED)[:2],
      latex=r"-R \in N_C(x) \iff -R \in \partial\psi_{V_\alpha(x)}(\dot x^+)")  # fmt: skip
def first_second(this):
    """(i) and (ii) are equivalent."""
    return this.conjunction()


@part(
    "notes/theorem-2",
    REFUTED,
    given=FLOW,
    concludes="before == -least",
    severity="misprint",
    why="The minus sign in (iii) is wrong.",
    meant="notes/theorem-2/repaired",
)
def second_third(this):
    """(ii) and (iii), with the printed minus sign, are equivalent."""
    return this.refuted(slope=1, start=1, c="1/2", f=1, before=-1, after=0, multiplier=1, least=-1,
                        instead="before == least")  # fmt: skip


@line("notes/theorem-2", PROVED, parts=lambda: proved(REPAIRED)[2:],
      latex=r"-\nabla f + R = \arg\min_{v \in V_\alpha} \tfrac12|v + \nabla f|^2")  # fmt: skip
def equation_1(this):
    """-grad f + R with -R in the normal cone of V at it is the minimiser of (1)."""
    return this.conjunction()


@repair(
    "notes/theorem-2", source="In place of the notes' Theorem 2",
    title="Three forms of the constrained gradient flow, without the minus",
    latex=r"\dot x^+ = \arg\min_{v \in V_\alpha(x)} \tfrac12|v + \nabla f(x)|^2",
    parts=lambda: proved(REPAIRED),
)  # fmt: skip
def repaired(this):
    """(i), (ii) and: the right derivative is the minimiser, are equivalent."""
    return this.conjunction()

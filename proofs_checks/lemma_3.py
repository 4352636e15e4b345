r"""Lemma 3: with a small stepsize a coordinate never leaves the cell of an inner level.

Valid for
    Nothing as printed: m_l - q_+ < 0. With m_r - q_+ in its place, and L_l a bound on the gradient,
    it is true. The lines of the proof are judged under that reading, since none can be otherwise.
"""

from __future__ import annotations

from askewtheory.audit.claim import (
    ILL_POSED,
    PROVED,
    REFUTED,
    VACUOUS,
    claim,
    line,
    reading,
    repair,
)
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, maximum, minimum, reals
from askewtheory.kernel import QUADRATIC
from proofs_checks.facts import cells, distance, velocity
from proofs_checks.facts.cells import (
    BOUNDED,
    LEFT,
    MOST,
    ON_LEFT,
    ON_RIGHT,
    RIGHT,
    STEP,
    C,
    P,
    S,
    W,
    X,
)
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import (
    A3_CONTRADICTS,
    A3_DISPLAYED,
    A3_LIPSCHITZ,
    A3_PRINTED,
    Run,
)

MEANT = cells.all_steps("inner, as meant")
LENGTH = reals("L")[0]
GIVEN = {
    "the interval is in the cell, by its definition": "m_l <= q_minus and q_minus <= q_plus",
    "gamma max{L, M_c} is positive": "gamma * max(L, M_c) > 0",
    "it is below q_plus - q_minus": "gamma * max(L, M_c) < q_plus - q_minus",
    "it is below q_minus - m_l": "gamma * max(L, M_c) < q_minus - m_l",
}
RIGHT_TERM = "gamma * max(L, M_c) < m_r - q_plus"
SMALL = {**GIVEN, "it is below m_r - q_plus, as meant": RIGHT_TERM}
REST = Run((-2, 0, 2), "3/4", 1, 1, start="-3/4", gamma="1/4", constants={"L": 0})
"""A constant loss; feasible around 0: [-1/2, 1/2]; midpoints -1 and 1; D = 1."""


@claim(
    "lemma-3", VACUOUS,
    severity="misprint", meant="lemma-3/reading",
    why="m_l - q_+ is negative, so that no stepsize meets the printed condition.",
    changes=["m_r - q_+ in place of m_l - q_+", "L_l bounds the gradient"],
    title="Confinement to the cell of an inner level",
    source="Report, Lemma 3", about="run",
    latex=r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m_l, m_l - q_+\} \Rightarrow "
    r"w_i^{(k)} \in (m_l, m_r)",
    given=[A3_LIPSCHITZ, GIVEN,
           {"it is below m_l - q_plus": "gamma * max(L, M_c) < m_l - q_plus"}],
    concludes="implies(m_l < w[0] and w[0] < m_r, all(m_l < w[k] and w[k] < m_r for k in N))",
    uses=["definition-3", "intervals", "velocity-formula"],
)  # fmt: skip
def as_printed(this):
    """With a small gamma max{L_l, M_c} a coordinate in (m_l, m_r) stays there.

    Small is, as printed: positive and below q_+ - q_-, q_- - m_l and m_l - q_+. The last number is
    negative, whatever A3 means.
    """
    return this.vacuous(instead=["G <= L", *GIVEN.values(), RIGHT_TERM])


@reading("lemma-3", PROVED, given=MEANT.hypotheses, concludes=MEANT.conclusion,
      latex=r"\gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m_l, m_r - q_+\}")  # fmt: skip
def reading_(this):
    """With m_r - q_+ as the last term and L_l a bound on the gradient, no step leaves the cell."""
    return cells.kept("inner, as meant")


@line("lemma-3", ILL_POSED, latex=r"\|\nabla\ell(w^{(k)})\| \le L_\ell", about="run",
      given=[A3_PRINTED], concludes="abs(g[0]) <= L",
      severity="misprint",
      why=("A3 contradicts itself: its words bound the gradient by L_l, its display "
           "by sqrt(L_l)."),
      meant="lemma-3/line-1-lipschitz")  # fmt: skip
def line_1(this):
    """The gradient is bounded by L_l."""
    return this.ill_posed(A3_CONTRADICTS, "lemma-3/line-1-displayed", "lemma-3/line-1-lipschitz")


@reading(
    "lemma-3",
    REFUTED,
    about="run",
    given=[A3_DISPLAYED],
    concludes="abs(g[0]) <= L",
    severity="misprint",
    why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
    meant="lemma-3/line-1-lipschitz",
)
def line_1_displayed(this):
    """With A3 as displayed, which gives the square root."""
    push = Run((-1, 1), "1/2", loss=linear("-1/4"), start=5, constants={"L": "1/16"})
    return this.refuted(push, instead="abs(g[0]) <= G")


@reading("lemma-3", PROVED, about="run", concludes="abs(g[0]) <= L",
      given=[A3_LIPSCHITZ, {"G bounds the slope": "abs(g[0]) <= G"}])  # fmt: skip
def line_1_lipschitz(this):
    """With L_l a Lipschitz constant, which bounds the slope."""
    return this.solvers()


def speed() -> list[Statement]:
    """Return: on every branch, the convention included, |v| <= max{L, M_c} if |ghat| <= L."""
    given = {**velocity.POSITIVE, "given line 1": abs(velocity.GRADIENT) <= LENGTH}
    most = maximum(LENGTH, velocity.CLIP)
    return [states(on_every_path(velocity.velocity_paths(flat), lambda v: abs(v) <= most), given)
            for flat in (False, True)]  # fmt: skip


@line("lemma-3", PROVED, latex=r"|v_i^{(k)}| \le \max\{L_\ell, M_c\}", parts=speed)
def line_2(this):
    """The velocity, given line 1."""
    return this.conjunction()


@line("lemma-3", PROVED, latex=r"m_l \le w < q_- \Rightarrow v > 0",
      parts=lambda: [distance.pushed(distance.INNER[1], QUADRATIC), velocity.middle])  # fmt: skip
def line_3(this):
    """From [m_l, q_-) the coordinate is pushed to the right; at m_l the convention says +M_c."""
    return this.conjunction()


@line("lemma-3", REFUTED, latex=r"w_i^{(k_0+1)} := w_i^{(k_0)} + \gamma\max\{L_\ell, M_c\}",
      about="run", given=[SMALL, {"it starts in [m_l, q_minus)": "m_l <= w[0] and w[0] < q_minus"}],
      concludes="w[1] == w[0] + gamma * max(L, M_c)",
      severity="misprint",
      why="The step is set equal to its bound, where at most is meant.",
      meant="lemma-3/line-4-meant")  # fmt: skip
def line_4(this):
    """The step is set equal to its bound."""
    return this.refuted(REST, instead="w[1] <= w[0] + gamma * max(L, M_c)")


@reading("lemma-3", PROVED, latex=r"w_i^{(k_0)} \le w_i^{(k_0+1)} < q_+",
      given=[STEP, BOUNDED, {"left of the interval": X < 0}],
      concludes=every(X <= X + S, X + S <= X + MOST, X + MOST < W))  # fmt: skip
def line_4_meant(this):
    """The step is at most its bound."""
    return this.solvers()


@line("lemma-3", PROVED, latex=r"q_+ < w < m_r \Rightarrow v < 0",
      parts=lambda: [distance.pushed(distance.INNER[0], QUADRATIC)])  # fmt: skip
def line_5(this):
    """From (q_+, m_r) it is pushed to the left."""
    return this.conjunction()


@line("lemma-3", REFUTED, latex=r"w_i^{(k_0)} - \gamma\max\{M_\ell, M_c\} \le q_-", about="run",
      given=[SMALL, {"it starts in (q_plus, m_r)": "q_plus < w[0] and w[0] < m_r",
                     "M is L and the smoothness": "M == L and M == M_s"}],
      concludes="w[0] - gamma * max(M, M_c) <= q_minus",
      severity="misprint",
      why="M_l is printed for L_l, and <= q_- for >= q_-.")  # fmt: skip
def line_6(this):
    """The mirrored line: M_l for L_l, and <= q_- for >= q_-.

    Wrong with M_l = L_l and with M_l the smoothness; only a large M_l would make it true.
    """
    instead = "w[0] - gamma * max(M, M_c) >= q_minus"
    return this.refuted(REST.but(start="3/4", M=0), instead=instead)


@line("lemma-3", PROVED, latex=r"m_l < w - \gamma L_\ell \le w^+ \le w + \gamma L_\ell < m_r",
      given=[STEP, ON_LEFT, ON_RIGHT, {"feasible": X >= 0, "feasible too": X <= W,
                                       "given line 1: R bounds gamma |g|": P <= MOST}],
      concludes=every(-LEFT < X - MOST, X - MOST <= X + S, X + S <= X + MOST,
                      X + MOST < W + RIGHT))  # fmt: skip
def line_7(this):
    """From [q_-, q_+], given line 1."""
    return this.solvers()


@line("lemma-3", PROVED, given=MEANT.hypotheses, concludes=MEANT.conclusion)
def line_8(this):
    """Induction over k (under the reading)."""
    return cells.kept("inner, as meant")


@repair(
    "lemma-3", title="Confinement to the cell of an inner level",
    source="In place of the report's Lemma 3",
    latex=r"\gamma G \le \tfrac12\min(D_l, D_r),\quad \gamma M_c \le \min(m_r - q_-, q_+ - m_l)",
    parts=lambda: [cells.INNER_KEPT, *proved("lemma-3/repaired")],
)  # fmt: skip
def repaired(this):
    """The cell [m_l, m_r) is mapped to itself by every step, for both psi, so it is never left."""
    return this.conjunction()


@line("lemma-3/repaired", PROVED, parts=[velocity.five_cases])
def repaired_velocity(this):
    """What a step of the kernel is."""
    return this.conjunction()


@line("lemma-3/repaired", PROVED, parts=[distance.quadratic, distance.quartic])
def repaired_geometry(this):
    """The force points to the interval, both psi."""
    return this.conjunction()


@line("lemma-3/repaired", PROVED, given=lambda: cells.one_step("inner").hypotheses,
      concludes=lambda: cells.one_step("inner").conclusion)  # fmt: skip
def repaired_cell(this):
    """One step; with 1% more gamma G the cell can be left."""
    return this.solvers()


def leaving() -> list[Statement]:
    """Return: with a larger C a step of it, from just outside the interval, leaves the cell."""
    sizes = {
        "the interval has a width": W > 0,
        **{
            n: m > 0
            for n, m in (
                ("there is a middle on the left", LEFT),
                ("there is a middle on the right", RIGHT),
            )
        },
    }
    over_right, over_left = C - W - RIGHT, C - W - LEFT
    return [
        states(every(-LEFT <= X, X < 0, X + C > W + RIGHT),
               {**sizes, "gamma M_c exceeds m_r - q_minus": over_right > 0,
                "just left of it": eq(X, -minimum(LEFT, over_right) / 2)}),
        states(every(W < X, X < W + RIGHT, X - C < -LEFT),
               {**sizes, "gamma M_c exceeds q_plus - m_l": over_left > 0,
                "just right of it": eq(X, W + minimum(RIGHT, over_left) / 2)}),
    ]  # fmt: skip


@line("lemma-3/repaired", PROVED, parts=leaving)
def repaired_force(this):
    """With any larger gamma M_c the cell can be left, by a step of the clipped force."""
    return this.conjunction()

r"""The cycling example: a stepsize with which w and -w follow each other.

Setting
    Q = {-1, 1}; the loss decreases away from (-1, 1); {psi >= 0} = [q_-, q_+]; w < q_-.
Valid for
    Forces that the clip leaves alone: as printed it is left out. With it, gamma must be 2|w|/M_c.
    {psi >= 0} is one interval only at epsilon = 1. Every such gamma has gamma alpha > 2, so that
    gamma alpha <= 2 excludes the cycle; it repels unless clipped.
Source
    Report, section 5.1.1, "Why is an extra upper bound on gamma necessary?".
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, fact, line, part, probe, reading, repair
from askewtheory.audit.provers.trace import on_every_path, paths, traced
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, eq, every, iff, implies, minimum, ne, reals
from askewtheory.kernel import PRINTED, QUADRATIC, remoteness_in_cell, slope_in_cell, velocity
from askewtheory.losses.formulas import huber, huber_slope
from proofs_checks.facts.losses import Loss
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, Run, named

X, Y, W, G, EPSILON, ALPHA, CLIP, GAMMA, L = reals("x y w g epsilon alpha M_c gamma L")
STEEP = reals("steep")[0]
LEVELS = (-1, 1)
SIZES: Any = {"0 < epsilon <= 1": every(EPSILON > 0, EPSILON <= 1)}
OUTSIDE: Any = {**SIZES, "alpha is positive": ALPHA > 0, "w < q_minus": W < -1 - EPSILON}
FORCE = -ALPHA * (EPSILON + W + 1)
"""The force at w before the clip, as printed."""
STEPSIZE = 2 * W / (ALPHA * (EPSILON + W + 1))


def psi(w: Any, index: int, epsilon: Any = EPSILON) -> Term:
    """Return psi by the formula of one cell."""
    return remoteness_in_cell(w, index, LEVELS, epsilon, QUADRATIC)


def ratio(w: Any, index: int) -> Term:
    """Return -alpha psi/psi' by the formulas of one cell."""
    return -ALPHA * psi(w, index) / slope_in_cell(w, index, LEVELS, QUADRATIC)


def falling(w: Any, steep: Any) -> Any:
    """Return the slope of a loss that is 0 on [-1, 1] and falls outside of it."""
    if w > 1:
        return -huber_slope(w, 1, 1, steep)
    if w < -1:
        return -huber_slope(w, 1, -1, steep)
    return steep - steep


@fact(
    given={"steep >= 0": STEEP >= 0, "x <= y": X <= Y},
    concludes=lambda: every(
        abs(traced(falling, X, STEEP)) <= STEEP,
        abs(traced(falling, X, STEEP) - traced(falling, Y, STEEP)) <= STEEP * (Y - X),
    ),
)
def falling_constants(this):
    """Its slope is at most ``steep``, and Lipschitz with the same constant."""
    return this.solvers()


EIGHTH = Fraction(1, 8)
LOSS = Loss(
    "0 on [-1, 1]; -(|w| - 1)^2/16 up to |w| = 2; -(|w| - 3/2)/8 beyond",
    lambda w: -huber(max(abs(w), 1), 1, 1, EIGHTH), lambda w: falling(w, EIGHTH), EIGHTH, EIGHTH,
    (falling_constants,),
)  # fmt: skip
CLIPPED = Run(LEVELS, 1, 1, "7/8", loss=LOSS, start=-4, gamma=4, steps=2, constants={"L": EIGHTH})
BINARY = named("Q = {-1, 1}", "K == 2 and q[1] == -1 and q[2] == 1")
BEYOND = [BINARY, named("0 < epsilon <= 1", "0 < epsilon and epsilon <= 1"),
          named("w < q_minus, where {psi >= 0} = [q_minus, q_plus]", "w[0] < q_minus")]  # fmt: skip
AWAY = named("the loss decreases away from (-1, 1)", "grad(w[0]) > 0 and grad(-w[0]) < 0")
BOUNDS = (A3_LIPSCHITZ, A3_DISPLAYED, named("M_s <= L", "M_s <= L"),
          named("gamma < 1/L", "gamma < 1/L"))  # fmt: skip
PRINTED_GAMMA = named("the printed stepsize", "gamma == 2*w[0]/(alpha*(epsilon + w[0] + 1))")


@claim(
    "cycling", REFUTED,
    severity="hypothesis", meant="cycling/unclipped",
    why="With the clip of section 5.1 a far start lands in the feasible set, and rests.",
    changes=["the clip does not act"],
    title="A stepsize that makes the iterates cycle", about="run",
    source="Report, section 5.1.1, after Theorem 2",
    latex=r"\gamma = \frac{2w}{\alpha(\varepsilon + w + 1)} \Rightarrow w' = -w,\ w'' = w",
    given=[BEYOND, AWAY, PRINTED_GAMMA, BOUNDS], concludes="w[1] == -w[0] and w[2] == w[0]",
    uses=["definition-3", "velocity-formula"],
)  # fmt: skip
def as_printed(this):
    """With Q = {-1, 1} and any w < q_- the printed stepsize makes the iterates alternate, w, -w.

    With the clip of section 5.1, M_c = 7/8 < 2, w = -4 goes to -1/2, which is feasible, and rests;
    gamma < 1/L for every reading of L.
    """
    clipped = "w[1] == w[0] + gamma*min(alpha*(-w[0] - 1 - epsilon), M_c)"
    return this.refuted(CLIPPED, instead=clipped)


@line("cycling", REFUTED, latex=r"[q_-, q_+] = \{w : \psi(w; \varepsilon) \ge 0\}", about="run",
      given=[BEYOND[:2], {"x and y are feasible, z between them": "psi(x) >= 0 and psi(y) >= 0 "
                          "and x <= z and z <= y"}], concludes="psi(z) >= 0",
      severity="misprint",
      why=("Below epsilon = 1 the set is two intervals, of which only the outer ends"
           " are used."),
      meant="cycling/interval-ends")  # fmt: skip
def interval(this):
    """{psi >= 0} is one interval [q_-, q_+] for every epsilon: not below epsilon = 1."""
    run = Run(LEVELS, "3/4", constants={"x": -1, "y": 1, "z": 0})
    return this.refuted(run, instead="psi(z) >= epsilon - 1")


CELLS = ((0, W < -1), (1, every(W >= -1, W < 1)), (2, W >= 1))


def _ends() -> list[Statement]:
    end = 1 + EPSILON
    within = [implies(every(place, psi(W, index) >= 0), abs(W) <= end) for index, place in CELLS]
    filled = [implies(every(place, abs(W) <= 2), psi(W, index, 1) >= 0) for index, place in CELLS]
    ends = every(eq(psi(-end, 0), 0), eq(psi(end, 2), 0))
    return [states(every(*within), SIZES), states(ends, SIZES), states(every(*filled))]


@reading("cycling", PROVED, latex=r"q_\mp = \mp(1 + \varepsilon)", parts=_ends)
def interval_ends(this):
    """Its ends are -1 - epsilon and 1 + epsilon; at epsilon = 1 it is all of [-2, 2]."""
    return this.conjunction()


@line("cycling", PROVED, latex=r"\psi(w) = \varepsilon - (-1-w) < 0", given=OUTSIDE,
      concludes=every(eq(psi(W, 0), EPSILON - (-1 - W)), psi(W, 0) < 0))  # fmt: skip
def line_1(this):
    """psi left of -1, and its sign."""
    return this.solvers()


@line("cycling", REFUTED, latex=r"u = -\alpha\psi(w)/\psi'(w)", about="run", given=BEYOND,
      concludes="force(w[0]) == -alpha*psi_at[0]/slope_at[0]",
      severity="hypothesis",
      why="It holds where the clip does not act.",
      meant="cycling/unclipped")  # fmt: skip
def line_2_force(this):
    """The force is the ratio: the clip is forgotten."""
    return this.refuted(CLIPPED, instead="force(w[0]) == min(-alpha*psi_at[0]/slope_at[0], M_c)")


@line("cycling", PROVED, latex=r"-\alpha\psi(w)/\psi'(w) = -\alpha(\varepsilon + w + 1)",
      given=OUTSIDE, concludes=eq(ratio(W, 0), FORCE))  # fmt: skip
def line_2(this):
    """The ratio's value."""
    return this.solvers()


@part("cycling", PROVED, latex=r"\gamma = 2w/(\alpha(\varepsilon + w + 1)) > 0", given=OUTSIDE,
      concludes=STEPSIZE > 0)  # fmt: skip
def stepsize(this):
    """The printed stepsize is positive."""
    return this.solvers()


@line("cycling", PROVED, given=OUTSIDE,
      latex=r"w' = w + \gamma u = w - \gamma\alpha(\varepsilon + w + 1) = w - 2w = -w",
      concludes=every(eq(W + STEPSIZE * FORCE, W - 2 * W), eq(W - 2 * W, -W)))  # fmt: skip
def line_3(this):
    """The first step, with line 2's value for the force."""
    return this.solvers()


@line("cycling", PROVED, latex=r"w'' = -w' = w", given=OUTSIDE,
      concludes=eq(-W + STEPSIZE * ratio(-W, 2), W))  # fmt: skip
def line_4(this):
    """The step back."""
    return this.solvers()


def step(w: Term, says: Any) -> Any:
    """Return ``says(v)`` for the kernel's velocity v at w, on each of its paths."""
    found = paths(lambda w, g, e, a, c: velocity(w, g, LEVELS, e, a, c, QUADRATIC, PRINTED),
                  w, G, EPSILON, ALPHA, CLIP)  # fmt: skip
    return on_every_path(found, says)


def _unclipped() -> list[Statement]:
    free = {**OUTSIDE, "the clip does not act": CLIP >= FORCE}
    return [
        states(step(start, lambda v, w=start: eq(w + STEPSIZE * v, -w)),
               {**free, "the gradient points outward": outward})
        for start, outward in ((W, G >= 0), (-W, G <= 0))
    ]  # fmt: skip


@reading("cycling", PROVED, parts=_unclipped)
def unclipped(this):
    """The algorithm cycles with the printed stepsize where the clip does not act."""
    return this.conjunction()


@line("cycling", PROVED, latex=r"\gamma\alpha > 2", parts=[
    unclipped,
    states(every(STEPSIZE > 0, STEPSIZE * L < 1), {
        "L is positive": L > 0, "alpha is large": ALPHA > 4 * L, "epsilon = 1": eq(EPSILON, 1),
        "w = -4": eq(W, -4)}),
    states(implies(eq(GAMMA * FORCE, -2 * W), GAMMA * ALPHA > 2), OUTSIDE),
])  # fmt: skip
def necessary(this):
    """gamma < 1/L does not exclude the cycle, so a further bound is needed.

    For every L there is an alpha with gamma = 4/alpha < 1/L, at epsilon = 1 and w = -4; each such
    cycle has gamma alpha > 2.
    """
    return this.conjunction()


@probe("cycling", REFUTED, about="run", given=[BEYOND, AWAY, BOUNDS],
      concludes="w[2] != w[0] or w[1] == w[0]",
      severity="hypothesis",
      why="It takes gamma alpha <= 2 to exclude the cycle.",
      meant="cycling/repaired/limit")  # fmt: skip
def excluded(this):
    """gamma < 1/L would exclude the cycle: gamma = 4 < 8 = 1/L does not."""
    return this.refuted(CLIPPED.but(clip=2), instead="w[1] == -w[0] and gamma*alpha > 2")


# --- when exactly the cycle exists; x = |w| -----------------------------------------------------

FREE = ALPHA * (X - 1 - EPSILON)
CLIPPED_FORCE = minimum(FREE, CLIP)
AROUND: Any = {**SIZES, "alpha is positive": ALPHA > 0, "the clip is positive": CLIP > 0,
               "gamma is positive": GAMMA > 0, "x is outside": X > 1 + EPSILON}  # fmt: skip
CYCLE: Any = {**AROUND, "x is on a cycle": eq(GAMMA * CLIPPED_FORCE, 2 * X)}


def _force() -> list[Statement]:
    return [
        states(step(side * X, lambda v, s=side: eq(v, -s * CLIPPED_FORCE)),
               {**AROUND, "the gradient points outward": -side * G >= 0})
        for side in (-1, 1)
    ]  # fmt: skip


@line("cycling/repaired", PROVED, parts=_force)
def repaired_force(this):
    """The force, with its clip."""
    return this.conjunction()


@line("cycling/repaired", PROVED, given=AROUND,
      concludes=iff(eq(-X + GAMMA * CLIPPED_FORCE, X), eq(GAMMA * CLIPPED_FORCE, 2 * X))
)  # fmt: skip
def repaired_condition(this):
    """The condition."""
    return this.solvers()


@line("cycling/repaired", PROVED, latex=r"\gamma\alpha > 2", given=CYCLE,
      concludes=GAMMA * ALPHA > 2)  # fmt: skip
def repaired_limit(this):
    """gamma alpha <= 2 excludes the cycle."""
    return this.solvers()


AFTER = -Y + GAMMA * ratio(-Y, 0)


@line("cycling/repaired", PROVED,
      given={**AROUND, "gamma alpha > 2": GAMMA * ALPHA > 2,
             "x is on an unclipped cycle": eq(GAMMA * FREE, 2 * X),
             "y is outside": Y > 1 + EPSILON, "y is elsewhere": ne(X, Y)},
      concludes=every(eq(abs(AFTER - X), (GAMMA * ALPHA - 1) * abs(Y - X)),
                      abs(AFTER - X) > abs(Y - X)))  # fmt: skip
def repaired_repelling(this):
    """Unclipped, a step multiplies the distance to the cycle by gamma alpha - 1 > 1."""
    return this.solvers()


@line("cycling/repaired", PROVED, latex=r"x + y = \gamma M_c",
      given={**AROUND, "y is outside": Y > 1 + EPSILON,
             "the clip acts at x and y": every(FREE >= CLIP, ALPHA * (Y - 1 - EPSILON) >= CLIP),
             "they are one step apart": eq(X + Y, GAMMA * CLIP)},
      concludes=every(eq(-X + GAMMA * CLIPPED_FORCE, Y),
                      eq(Y - GAMMA * minimum(ALPHA * (Y - 1 - EPSILON), CLIP), -X)))  # fmt: skip
def repaired_continuum(this):
    """With the clip active at both points, cycles come in continua."""
    return this.solvers()


@repair(
    "cycling", title="When the symmetric cycle exists",
    source="In place of the report's cycling example",
    latex=r"\gamma\,\min(\alpha(|w| - 1 - \varepsilon), M_c) = 2|w|",
    parts=lambda: [repaired_force, repaired_condition, repaired_limit, repaired_repelling,
                   repaired_continuum, *proved("cycling/repaired")],
)  # fmt: skip
def repaired(this):
    """w and -w form a cycle if and only if gamma min(alpha (|w| - 1 - epsilon), M_c) = 2|w|.

    This is for |w| > 1 + epsilon and gradients pointing outward; then gamma alpha > 2. Unclipped it
    repels; with the clip active there are continua of cycles.
    """
    return this.conjunction()

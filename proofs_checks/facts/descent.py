"""Theorems 2' and 3': a step in two parts, summed, and what a bounded run makes of the first term.

l[k] is the loss at w^(k); on one step n = |g_N|^2 and U = |u_S| (N: the coordinates on the
gradient's branch, S: the others), x and y the loss before and after it, z between the two parts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from askewtheory.audit import rules, summing
from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    for_all,
    implies,
    reals,
    substitute,
)
from askewtheory.audit.theorem import Judgement
from proofs_checks.facts import admissible, branches
from proofs_checks.facts.sums import (
    DIM,
    FALL,
    GAMMA,
    INDEX,
    LOSS,
    POSITIVE,
    K,
    T,
    least,
    summed,
    total,
)
from proofs_checks.formal import FOLDER, theorem

CLIP, R, X, Y, Z, N, U = reals("M_c r x y z n U")
STEP_K = {"x": LOSS[K], "y": LOSS[K + 1], **{one: reals(one)[0][K] for one in ("n", "U", "z")}}


def at_step(one: Any) -> Any:
    """Return a term or formula about one step as one about step k."""
    return substitute(one, STEP_K)


def at_every_step(given: dict[str, Formula]) -> dict[str, Formula]:
    """Return hypotheses about one step as hypotheses about every step; others as they are."""
    found = {}
    for name, one in given.items():
        found[name] = one if at_step(one) == one else for_all("k", 0, at_step(one))
    return found


def prove_least(statement: Statement, body: Term, rise: Term, step: Entry) -> Judgement:
    """Prove a bound on min body from a fact about one step: its sum, then the average."""
    given = summed(body, rise)
    (each,) = (one for one in given.formulas if one.op == "forall")
    known = [one.args[3] if one.op == "forall" else one for one in statement.formulas]
    member = rules.instance(states(each.args[3], known), step.judgement, STEP_K)
    return summing.summed(statement, [member])


V, A, B = reals("v a b")


@fact(
    given={
        "there are d coordinates": DIM >= 1, "the clip is positive": CLIP > 0,
        "each is on one of two branches, 0 beyond d": for_all("i", 1, every(
            eq(V[INDEX], A[INDEX] + B[INDEX]), eq(A[INDEX] * B[INDEX], 0),
            B[INDEX] ** 2 <= CLIP**2)),
    },
    concludes=every(
        eq(total(V[INDEX] ** 2, "i", 1, DIM),
           total(A[INDEX] ** 2, "i", 1, DIM) + total(B[INDEX] ** 2, "i", 1, DIM)),
        total(B[INDEX] ** 2, "i", 1, DIM) <= DIM * CLIP**2,
    ),
)  # fmt: skip
def coordinates(this):
    """|v|^2 = |g_N|^2 + |u_S|^2 and |u_S|^2 <= d M_c^2: a_i = -g_i in N, b_i = u_i in S, else 0."""
    each = this.statement.formulas[2].args[3]
    square = eq(V[INDEX] ** 2, A[INDEX] ** 2 + B[INDEX] ** 2)
    return this.summed(states(square, [each]), states(B[INDEX] ** 2 <= CLIP**2, [each]))


@fact(concludes=lambda: theorem("smooth.lipschitz"))
def mean_value(this):
    """A loss with |grad l| <= G varies by at most G times the distance."""
    return this.formal(FOLDER)


@fact(concludes=lambda: theorem("smooth.descent"))
def descent_lemma(this):
    """What M-smoothness gives: z <= x - gamma n + gamma^2 M n/2 along y - x = -gamma g_N."""
    return this.formal(FOLDER)


# --- one step in two parts ------------------------------------------------------------------------

G, SMOOTH, ALPHA = reals("G M_s alpha")
SIZES: Any = {
    "gamma is positive": GAMMA > 0, "|grad l| <= G": G >= 0, "M_s is a smoothness": SMOOTH >= 0,
    "the clip is positive": CLIP > 0, "r is the root of d": R >= 1,
    "n is |g_N|^2": N >= 0, "U is |u_S|": U >= 0,
}  # fmt: skip
PUSH: Any = {"gamma is positive": GAMMA > 0}
SMALL: Any = {"gamma <= 1/M_s": GAMMA * SMOOTH <= 1}
DESCENT: Any = {"descent lemma along -gamma g_N": Z <= X - GAMMA * N + GAMMA**2 * SMOOTH / 2 * N}
LIPSCHITZ: Any = {"l is G-Lipschitz along the forced part": Y <= Z + GAMMA * G * U}
ONE_STEP: Any = {**SIZES, **SMALL, **DESCENT, **LIPSCHITZ, "|u_S| <= M_c sqrt(d)": U <= CLIP * R}
FLOOR = 2 * G * CLIP * R + (CLIP * R) ** 2
"""The bound of Theorem 2' without its first term, r = sqrt(d)."""


@fact(given={**PUSH, "n is |g_N|^2": N >= 0, **SMALL, **DESCENT},
      concludes=Z <= X - GAMMA / 2 * N)  # fmt: skip
def gradient_part(this):
    """The loss falls by at least (gamma/2) |g_N|^2 along the gradient part."""
    return this.solvers()


@fact(given=ONE_STEP, concludes=Y <= X - GAMMA / 2 * (N + U**2) + GAMMA / 2 * FLOOR)
def one_step(this):
    """Both parts of a step: what the loss changes by."""
    gamma, bound, _, _, _, n, u, small, descends, lipschitz, short = range(11)
    half = Fraction(1, 2)
    return this.certificate(
        (1, [descends]), (1, [lipschitz]), (half, [gamma, n, small]), (1, [gamma, bound, short]),
        (1, [gamma, short, u]), (half, [gamma, short, short]),
    )  # fmt: skip


@fact(
    given=at_every_step(ONE_STEP) | POSITIVE,
    concludes=least(at_step(N + U**2)) <= 2 * FALL / (GAMMA * (T + 1)) + FLOOR,
)
def finite_time(this):
    """min |v|^2 <= 2 (l(w_0) - l(w_(T+1)))/(gamma (T+1)) + 2 G M_c sqrt(d) + M_c^2 d."""
    return prove_least(this.statement, at_step(N + U**2), GAMMA / 2 * FLOOR, one_step)


THEOREM_2 = (descent_lemma, mean_value, coordinates, finite_time)
"""Theorem 2': what smoothness and the bound on the gradient give, |v|^2, and the sum over k."""

SMALL_FORCE = 2 * ALPHA * GAMMA * G
SMALL_FLOOR = 4 * ALPHA * R * GAMMA * G**2 + 4 * ALPHA**2 * R**2 * GAMMA**2 * G**2
"""The bound of Theorem 3' without its first term; ``askewtheory.bounds`` is tested against it."""


def _with_small_forces() -> Statement:
    return cast(Statement, finite_time.statement).at({"M_c": SMALL_FORCE})


@fact(
    given=lambda: _with_small_forces().hypotheses,
    concludes=least(at_step(N + U**2)) <= 2 * FALL / (GAMMA * (T + 1)) + SMALL_FLOOR,
)
def small_forces(this):
    """Theorem 2' with 2 alpha gamma G in place of M_c, steps counted from k_1."""
    bound = _with_small_forces()
    put = rules.instance(bound, finite_time.judgement, {"M_c": SMALL_FORCE})
    expanded = states(this.statement.conclusion, [*POSITIVE.values(), bound.conclusion])
    return this.chain(put, rules.certificate(expanded, [(1, [2])]))


THEOREM_3 = (*admissible.COROLLARY_1, *THEOREM_2, small_forces)
"""Theorem 3': Corollary 1' bounds every force, and Theorem 2' uses only such a bound."""

FORCE, SPEED, MODULUS = reals("c V omega")
CONTINUOUS: Any = {
    "gamma is positive": GAMMA > 0,
    "G, V and omega are sizes": every(G >= 0, SPEED >= 0, MODULUS >= 0),
    "n is |g_N|^2": N >= 0, "U is |u_S|": U >= 0, "forces are at most c": U <= FORCE,
    "along v the gradient changes by at most omega":
        Y <= X - GAMMA * N + GAMMA * G * U + GAMMA * SPEED * MODULUS,
}  # fmt: skip
WITHOUT = G * FORCE + SPEED * MODULUS + FORCE**2


@fact(given=CONTINUOUS, concludes=Y <= X - GAMMA / 2 * (2 * (N + U**2)) + GAMMA * WITHOUT)
def one_modulus(this):
    """A step where the gradient is only continuous."""
    return this.solvers()


@fact(
    given=at_every_step(CONTINUOUS) | POSITIVE,
    concludes=least(at_step(2 * (N + U**2))) <= 2 * FALL / (GAMMA * (T + 1)) + 2 * WITHOUT,
)
def mean_modulus(this):
    """2 min |v|^2 <= 2 (l(w_0) - l(w_(T+1)))/(gamma (T+1)) + 2 (G c + V omega + c^2)."""
    return prove_least(this.statement, at_step(2 * (N + U**2)), GAMMA * WITHOUT, one_modulus)


# --- a bounded run ----------------------------------------------------------------------------

W, STEP = reals("w step")
LOW, HIGH, FIRST, LAST, LONGEST, WIDE = reals("w_low w_high e_low e_high longest D")
BOX: Any = {
    "the end intervals are in order": FIRST < LAST, "a step has a length": LONGEST >= 0,
    "the box is wide enough": every(LOW <= FIRST - LONGEST, LAST + LONGEST <= HIGH),
    "it starts in the box": every(LOW <= W[0], W[0] <= HIGH),
    "w moves by the step": for_all("k", 0, eq(W[K + 1], W[K] + STEP[K])),
    "steps are short, and inward beyond the end intervals": for_all("k", 0, every(
        abs(STEP[K]) <= LONGEST, implies(W[K] > LAST, STEP[K] <= 0),
        implies(W[K] < FIRST, STEP[K] >= 0))),
}  # fmt: skip
INSIDE = every(LOW <= W[K], W[K] <= HIGH)


@fact(given=BOX, concludes=for_all("k", 0, INSIDE))
def box(this):
    """A coordinate stays in the box of its start and of one step around the end intervals."""
    start, fixed = this.statement.formulas[3], this.statement.formulas[:3]
    base = states(substitute(INSIDE, {"k": 0}), [start])
    moves = [one.args[3] for one in this.statement.formulas[4:]]
    step = states(substitute(INSIDE, {"k": K + 1}), [*fixed, *moves, INSIDE])
    return this.induction(base, step)


@fact(
    given={**POSITIVE, "the loss varies by G times the diameter D at most": X - Y <= G * WIDE},
    concludes=2 * (X - Y) / (GAMMA * (T + 1)) <= 2 * G * WIDE / GAMMA / (T + 1),
)  # fmt: skip
def first_term(this):
    """The first term of the bound is then at most a constant over T + 1."""
    return this.solvers()


TRANSIENT = (box, mean_value, first_term)
BRACKET = (branches.kernel_agrees, branches.updates, coordinates)
"""|v|^2 is the bracket of the proofs: off the midpoints S and the rest are the branches."""

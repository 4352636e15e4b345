"""The descent: its sums over coordinates and steps, and what a bounded run makes of its first term.

l[k] is the loss at w^(k); on one step n = |g_N|^2 and U = |u_S| (N: the coordinates on the
gradient's branch, S: the others), x and y the loss before and after it, z between the two parts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    for_all,
    implies,
    over,
    prose,
    reals,
    substitute,
    term,
)
from askewtheory.audit.theorem import Judgement
from proofs_checks.facts import branches

GAMMA, T, K, I, DIM, CLIP, R = reals("gamma T k i d M_c r")
LOSS = reals("l")[0]
X, Y, Z, N, U = reals("x y z n U")
FALL = LOSS[0] - LOSS[T + 1]
POSITIVE: Any = {"gamma is positive": GAMMA > 0, "there is a step": T >= 0}
_NOT_EMPTY = states(T >= term(0) - 1, [T >= 0])


def total(body: Any, index: str = "k", low: Any = 0, high: Any = T) -> Term:
    """Return the sum of ``body``, over k = 0 ... T if nothing else is said."""
    return over("sum", index, low, high, body)


def least(body: Any) -> Term:
    """Return the minimum of ``body`` over k = 0 ... T."""
    return over("least", "k", 0, T, body)


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


def summed(body: Term, rise: Term) -> Statement:
    """Return: l(w+) <= l(w) - (gamma/2) body + rise at each step gives the sum over k = 0 ... T."""
    each = for_all("k", 0, LOSS[K + 1] <= LOSS[K] - GAMMA / 2 * body + rise)
    return states(GAMMA / 2 * total(body) <= FALL + (T + 1) * rise,
                  {**POSITIVE, "one step": each})  # fmt: skip


def prove_summed(statement: Statement) -> Judgement:
    """Prove what :func:`summed` states: termwise order, linearity, and the losses telescope."""
    (each,) = (one for one in statement.formulas if one.op == "forall")
    rise = each.args[3].args[1].args[1]
    body = each.args[3].args[1].args[0].args[1].args[1]
    change = LOSS[K + 1] - LOSS[K]
    left, right = GAMMA / 2 * body + 0, term(-1) * change + rise
    member = rules.solvers(states(left <= right, [each.args[3]]))
    facts = [
        rules.solvers(_NOT_EMPTY),
        rules.sum_order(states(total(left) <= total(right), [each]), member),
        rules.sum_fact("linear", "k", 0, T, GAMMA / 2, body, 0),
        rules.sum_fact("constant", "k", 0, T, 0),
        rules.sum_fact("linear", "k", 0, T, -1, change, rise),
        rules.sum_fact("telescoping", "k", 0, T, LOSS[K]),
        rules.sum_fact("constant", "k", 0, T, rise),
    ]
    known = [one.statement.conclusion for one in facts[1:] if isinstance(one.statement, Statement)]
    return rules.chain(statement, [*facts, rules.solvers(states(statement.conclusion, known))])


M, S, MOST = reals("m sum most")


@fact(
    given={**POSITIVE, "the minimum is at most the average": (T - 0 + 1) * M <= S,
           "the sum is bounded": GAMMA / 2 * S <= MOST},
    concludes=M <= 2 * MOST / (GAMMA * (T + 1)),
)  # fmt: skip
def divided(this):
    """A bound on the sum, divided by gamma (T + 1)/2, bounds the minimum."""
    return this.solvers()


def averaged(body: Term, right: Term, bound: Term) -> Statement:
    """Return: (gamma/2) sum of body <= right gives min body <= bound, the quotient expanded."""
    return states(least(body) <= bound,
                  {**POSITIVE, "the sum is bounded": GAMMA / 2 * total(body) <= right})  # fmt: skip


def prove_averaged(statement: Statement, body: Term) -> Judgement:
    """Prove what :func:`averaged` states: minimum at most average, and an identity."""
    right = statement.formulas[-1].args[1]
    smallest = rules.sum_fact("minimum", "k", 0, T, body)
    values = {"m": least(body), "sum": total(body), "most": right}
    quotient = divided.statement.at(values)  # type: ignore[union-attr]
    expanded = states(statement.conclusion, [*POSITIVE.values(), quotient.conclusion])
    return rules.chain(statement, [
        smallest,
        rules.instance(quotient, divided.judgement, values),
        rules.certificate(expanded, [(1, [2])]),
    ])  # fmt: skip


def prove_least(statement: Statement, body: Term, rise: Term, step: Entry) -> Judgement:
    """Prove a bound on min body from a fact about one step: its sum, then the average."""
    whole = summed(body, rise)
    (each,) = (one for one in whole.formulas if one.op == "forall")
    known = [one.args[3] if one.op == "forall" else one for one in statement.formulas]
    member = rules.instance(states(each.args[3], known), step.judgement, STEP_K)
    bound = averaged(body, FALL + (T + 1) * rise, statement.conclusion.args[1])
    return rules.chain(statement, [
        rules.generalisation(statement.concluding(each), member),
        prove_summed(whole),
        prove_averaged(bound, body),
    ])  # fmt: skip


def prove_bounded(statement: Statement) -> Judgement:
    """Prove that s >= 0 terms, each at most c, have a sum of at most c s."""
    left, right = statement.conclusion.args
    index, low, high, body = left.args
    bound = right.args[0]
    known = [one.args[3] if one.op == "forall" else one for one in statement.formulas]
    plain = [one for one in statement.formulas if one.op != "forall"]
    member = rules.solvers(states(body <= bound, known))
    sums = statement.concluding(left <= total(bound, index, low, high))
    constant = rules.sum_fact("constant", index, low, high, bound)
    both = [sums.conclusion, constant.statement.conclusion]  # type: ignore[union-attr]
    return rules.chain(statement, [
        rules.solvers(states(high >= low - 1, plain)), rules.sum_order(sums, member),
        constant, rules.solvers(states(statement.conclusion, both)),
    ])  # fmt: skip


V, A, B = reals("v a b")


@fact(
    given={
        "there are d coordinates": DIM >= 1, "the clip is positive": CLIP > 0,
        "each is on one of two branches, 0 beyond d": for_all("i", 1, every(
            eq(V[I], A[I] + B[I]), eq(A[I] * B[I], 0), B[I] ** 2 <= CLIP**2)),
    },
    concludes=every(
        eq(total(V[I] ** 2, "i", 1, DIM),
           total(A[I] ** 2, "i", 1, DIM) + total(B[I] ** 2, "i", 1, DIM)),
        total(B[I] ** 2, "i", 1, DIM) <= DIM * CLIP**2,
    ),
)  # fmt: skip
def coordinates(this):
    """|v|^2 = |g_N|^2 + |u_S|^2 and |u_S|^2 <= d M_c^2: a_i = -g_i in N, b_i = u_i in S, else 0."""
    each = this.statement.formulas[2]
    square, split = V[I] ** 2, 1 * A[I] ** 2 + B[I] ** 2

    def order(left: Term, right: Term) -> Judgement:
        member = rules.solvers(states(left <= right, [each.args[3]]))
        sums = total(left, "i", 1, DIM) <= total(right, "i", 1, DIM)
        return rules.sum_order(states(sums, [each]), member)

    facts = [
        rules.solvers(states(DIM >= term(1) - 1, [DIM >= 1])),
        order(square, split), order(split, square), order(B[I] ** 2, CLIP**2),
        rules.sum_fact("linear", "i", 1, DIM, 1, A[I] ** 2, B[I] ** 2),
        rules.sum_fact("constant", "i", 1, DIM, CLIP**2),
    ]  # fmt: skip
    known = [one.statement.conclusion for one in facts[1:]]
    return this.chain(*facts, rules.solvers(states(this.statement.conclusion, known)))


@fact(
    given=[prose("f is differentiable and |grad f| <= G on the segment from x to y")],
    concludes=prose("|f(y) - f(x)| <= G |y - x|"),
)
def mean_value(this):
    """A loss with |grad l| <= G varies by at most G times the distance."""
    return this.textbook("mean value inequality")


@fact(
    given=[prose("the gradient of f is M-Lipschitz on the segment from x to y")],
    concludes=prose("f(y) <= f(x) + <grad f(x), y - x> + (M/2) |y - x|^2"),
)
def descent_lemma(this):
    """What M-smoothness gives: with y - x = -gamma g_N, that is z <= x - gamma n + gamma^2 M n/2."""
    return this.textbook("descent lemma")


# --- one step in two parts ------------------------------------------------------------------------

G, SMOOTH = reals("G M_s")
SIZES: Any = {
    "gamma is positive": GAMMA > 0, "|grad l| <= G": G >= 0, "M_s is a smoothness": SMOOTH >= 0,
    "the clip is positive": CLIP > 0, "r is the root of d": R >= 1,
    "n is |g_N|^2": N >= 0, "U is |u_S|": U >= 0,
}  # fmt: skip
SMALL: Any = {"gamma <= 1/M_s": GAMMA * SMOOTH <= 1}
DESCENT: Any = {"descent lemma along -gamma g_N": Z <= X - GAMMA * N + GAMMA**2 * SMOOTH / 2 * N}
LIPSCHITZ: Any = {"l is G-Lipschitz along the forced part": Y <= Z + GAMMA * G * U}
ONE_STEP: Any = {**SIZES, **SMALL, **DESCENT, **LIPSCHITZ, "|u_S| <= M_c sqrt(d)": U <= CLIP * R}
FLOOR = 2 * G * CLIP * R + (CLIP * R) ** 2
"""The bound of Theorem 2' without its first term, r = sqrt(d)."""


@fact(given={**SIZES, **SMALL, **DESCENT}, concludes=Z <= X - GAMMA / 2 * N)
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

r"""Theorem 5, second and third part of the proof: types 3 and 4, and the last display.

The prose of these parts is checked like a displayed line, since the conclusion rests on it. [c_-,
c_+] is read as the feasible interval to which the tail of the coordinate belongs.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, line, reading
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    eq,
    every,
    for_all,
    maximum,
    minimum,
    ne,
    reals,
    some,
)
from askewtheory.kernel import QUADRATIC
from proofs_checks.facts import distance, force, velocity
from proofs_checks.facts.distance import FORCED
from proofs_checks.facts.losses import huber_loss, linear
from proofs_checks.facts.stochastic import NoisyStep, mean
from proofs_checks.facts.sums import DIM, INDEX, total
from proofs_checks.facts.types import TYPE, by_branch
from proofs_checks.formal import proved
from proofs_checks.theorem_5.almost_surely import GIVEN
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, CLOSED, Run, named

W, NEXT, LOW, HIGH, MOST, CLIP = reals("w w_next c_minus c_plus delta_max M_c")
LAMBDA, G, SLOPE = reals("lambda g slope")
AT_LIMIT = Run((-1, 1), 1, loss=linear(1), start=0, family=["0", "1/(n + 1)"],
               gamma=["1/(n + 1)", "1/(n + 1)"], constants={"L": 1})  # fmt: skip
"""epsilon = gap^2/4: 0, 1, 0, 1/2, ...: up by the convention, down by the gradient; Z = {-2}."""


def _forces() -> list[Statement]:
    """Return: |u| <= 2 alpha delta at a distance of at most delta, up to a third of the middle."""
    given: Any = {**FORCED, "the clip is positive": CLIP > 0, "the distance is at most delta_max":
                  every(distance.DELTA >= 0, distance.DELTA <= MOST)}  # fmt: skip
    return [
        one.says(abs(one.sign * minimum(one.force(QUADRATIC), CLIP)) <= 2 * distance.ALPHA * MOST,
                 given | (force.AT_MOST_THIRD if one in distance.INNER else {}))
        for one in (*distance.INNER, *distance.OUTER)
    ]  # fmt: skip


@line("theorem-5", PROVED, latex=r"v_i = u_i \le 2\alpha\delta", parts=_forces)
def type_3(this):
    """Type 3: the update is the force, at most 2 alpha delta (within a third of the middle)."""
    return this.conjunction()


@line("theorem-5", PROVED, latex=r"\psi_i \le 0", parts=[by_branch])
def type_4_infeasible(this):
    """Type 4 needs psi <= 0 (u is the direction of the other branch)."""
    return this.conjunction()


@line("theorem-5", PROVED, parts=lambda: proved("theorem-5/three-cases"))
def three_cases(this):
    """Eventually the coordinate stays left, stays right, or visits the interval for ever.

    Almost surely, as by A3, A5, A6 and A7 the steps tend to zero.
    """
    return this.conjunction()


DISTANCE = maximum(0, LOW - W, W - HIGH)


@line("theorem-5", PROVED, parts=lambda: [
    states(some(eq(abs(W - LOW), DISTANCE), eq(abs(W - HIGH), DISTANCE)),
           {"an interval": LOW < HIGH, "outside (c_-, c_+)": some(W <= LOW, W >= HIGH)}),
    *proved("theorem-5/subsequence"),
])  # fmt: skip
def subsequence(this):
    """If it is not eventually inside, an end is a limit point, and the limit if there is one.

    Whether there is one is left open.
    """
    return this.conjunction()


@line("theorem-5", PROVED, latex=r"\hat S_4 = \emptyset", parts=[by_branch])
def otherwise_empty(this):
    """If it is eventually inside, psi > 0 and type 4 does not occur."""
    return this.conjunction()


NO_MIDPOINT: Any = {"psi' is not 0": ne(SLOPE, 0)}


@line("theorem-5", PROVED, latex=r"-g_i\psi'_i(c_-) > 0", parts=[
    states(every(eq(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0),
           {**NO_MIDPOINT, "not violated": -G * SLOPE <= 0}),
    states(-G * SLOPE <= 0, {**NO_MIDPOINT, "lambda >= 0": LAMBDA >= 0,
                             "stationary": eq(G, LAMBDA * SLOPE)}),
])  # fmt: skip
def violation(this):
    """Below the limit, c_- is not stationary exactly if -g psi' > 0."""
    return this.conjunction()


@reading("theorem-5", REFUTED, latex=r"-g_i\psi'_i(c_-) > 0", about="run",
      given=[CLOSED, {"an end": "psi(w[0]) == 0", "not stationary": "dist_Z(w[0]) > 0"}],
      concludes="-g[0]*slope_at[0] > 0",
      severity="boundary",
      why="At epsilon = gap^2/4 the slope is 0 at the common end of two intervals.",
      meant="theorem-5/violation")  # fmt: skip
def violation_limit_case(this):
    """The same at epsilon = gap^2/4: psi' = 0 at the common end of two intervals."""
    return this.refuted(Run((-1, 1), 1, loss=linear(1)), instead="-g[0]*slope_at[0] >= 0")


UNBIASED = (
    named("A6: the stochastic gradient is unbiased", f"{mean('ghat[j]')} == g"),
    named("A7: its variance is at most sigma^2", f"{mean('(ghat[j] - g)^2')} <= sigma2"),
)


@line("theorem-5", REFUTED, latex=r"\hat v_i = -g_i \ne 0", about="a stochastic step",
      given=[UNBIASED, {"an end": "psi == 0", "the condition is violated": "-g*slope > 0"}],
      concludes="all(v[j] == -g and v[j] != 0 for j in range(1, J + 1))",
      severity="gap",
      why=("With noise a step may rest there; that the limit is excluded follows "
           "otherwise."),
      meant="theorem-5/no-convergence")  # fmt: skip
def update_taken(this):
    """At such a point the algorithm takes an update -g != 0: with noise it may rest."""
    run = Run((-1, 1), "3/4", loss=linear(-1), start="1/2")
    return this.refuted(NoisyStep(run, (2, -2), {"sigma2": 4}),
                        instead="all(v[j]*slope >= 0 for j in range(1, J + 1))")  # fmt: skip


@line("theorem-5", PROVED, parts=lambda: [
    *velocity.both_signs(lambda v, s: s * v >= -s * velocity.GRADIENT,
                         {**velocity.INFEASIBLE, "U <= M_c": velocity.FORCE <= velocity.CLIP}),
    *proved("theorem-5/no-convergence")])  # fmt: skip
def no_convergence(this):
    """Almost surely the run does not converge to a point with a coordinate at such an end.

    Under A5, A6 and A7, with a continuous gradient; not for the printed reason.
    """
    return this.conjunction()


@line("theorem-5", REFUTED, about="a stochastic step",
      given=[named("A3 for the loss and both samples, in both readings",
                   "G^2 <= L and G <= L and all(ghat[j]^2 <= L and abs(ghat[j]) <= L "
                   "for j in range(1, J + 1))"),
             UNBIASED, {"within delta of its projection": "d <= delta and abs(w - w_bar) <= delta "
                        "and dist(w_bar) == 0",
                        "of type 4, for one sample": "v[2] == u and velocity(w, g) == -g"}],
      latex=r"\|\nabla\ell(w) - \nabla\ell(\bar w)\| \le L\delta",
      concludes="abs(grad(w) - grad(w_bar)) <= L*delta",
      severity="hypothesis",
      why="It needs a Lipschitz gradient, and A3 makes the loss Lipschitz.")  # fmt: skip
def smoothness(this):
    """Lipschitz continuity of the loss used as smoothness."""
    run = Run((-1, 1), "3/4", loss=huber_loss("1/16", "7/4"), start="29/16")
    step = NoisyStep(run, (1, -1), {"L": 4, "delta": "1/16", "w_bar": "7/4", "sigma2": 1})
    return this.refuted(step, instead="abs(grad(w) - grad(w_bar)) <= M_s*delta")


X, Y, C = reals("x y c")
LENGTHS: Any = {"lengths": every(X >= 0, Y >= 0, C >= 0)}


@line("theorem-5", PROVED, latex=r"\|\nabla\ell(w)\|^2 \le \|\nabla\ell(\bar w)\|^2 + "
      r"2L\delta\|\nabla\ell(\bar w)\| + L^2\delta^2", parts=[
    states(X <= Y + C, {**LENGTHS, "given the line before": X - Y <= C}),
    states(X**2 <= Y**2 + 2 * C * Y + C**2, {**LENGTHS, "the triangle": X <= Y + C}),
])  # fmt: skip
def display_triangle(this):
    """To the squared norm, given the line before."""
    return this.conjunction()


G_I, MEAN_I, CHANGE_I, SIZE_I = (reals(name)[0][INDEX] for name in ("g", "gbar", "e", "m"))


@line("theorem-5", PROVED, given={"there is a coordinate": DIM >= 1},
      concludes=eq(total(G_I * G_I, "i", 1, DIM), total(G_I**2, "i", 1, DIM)))  # fmt: skip
def display_1(this):
    """The squared norm, <g, g>, as a sum of squares ([n] is printed for [d])."""
    return this.summed()


NEAR = named("from k_0 on", "d[0] <= delta and abs(force(w[0])) <= 2*alpha*delta")
COUNTED = (f"if_({TYPE[1]} or {TYPE[2]}, g[0]^2, 0) + if_({TYPE[3]}, g[0]^2, 0) "
           f"+ if_({TYPE[4]}, g[0]^2, 0)")  # fmt: skip


@line("theorem-5", REFUTED, about="run", given=[A3_DISPLAYED, A3_LIPSCHITZ, NEAR],
      concludes=f"g[0]^2 == {COUNTED}",
      latex=r"\mathbb E\|g\|^2 = \mathbb E\sum_{\hat S_1\cup\hat S_2} + \mathbb E\sum_{\hat S_3} + "
      r"\mathbb E\sum_{\hat S_4}",
      severity="boundary",
      why="Where types coincide a square is counted several times.")  # fmt: skip
def display_2(this):
    """The sum split by types, which may overlap: the square is counted three times."""
    run = Run((-1, 1), "3/4", 1, "1/8", loss=linear("-1/8"), start=-2,
              constants={"L": 1, "delta": "1/4"})  # fmt: skip
    return this.refuted(run, instead=f"g[0]^2 <= {COUNTED}")


@line("theorem-5", REFUTED, about="run", given=[*GIVEN, CLOSED, NEAR, {"type 3": TYPE[3]}],
      latex=r"\mathbb E\sum_{\hat S_3} g_i^2 \le (2\alpha\delta)^2",
      concludes="g[0]^2 <= (2*alpha*delta)^2",
      severity="wrong",
      why="The force bounds the update on these coordinates, and not the gradient.")  # fmt: skip
def display_3_type_3(this):
    """On type 3 the squared gradient is at most (2 alpha delta)^2: that bounds the update, not it.

    l = -w rests at the stationary end 7/4 for ever.
    """
    run = Run((-1, 1), "3/4", loss=linear(-1), start="7/4", family=["7/4"], gamma=["1/(n + 1)"],
              constants={"L": 1, "delta": "1/10"})  # fmt: skip
    return this.refuted(run, instead="v[0]^2 <= (2*alpha*delta)^2", parameters=["n >= 0"])


@line("theorem-5", PROVED, given={
    "there is a coordinate": DIM >= 1, "c = L delta": C >= 0,
    "each, with m_i = |gbar_i| and e = g - gbar": for_all("i", 1, every(
        eq(SIZE_I, abs(MEAN_I)), abs(CHANGE_I) <= C)),
    "given the line above, for the whole gradients": total(CHANGE_I**2, "i", 1, DIM) <= C**2,
}, concludes=total((MEAN_I + CHANGE_I) ** 2, "i", 1, DIM) <= total(MEAN_I**2, "i", 1, DIM)
    + 2 * C * total(SIZE_I, "i", 1, DIM) + C**2,
    latex=r"\mathbb E\sum_{\hat S_4} g_i^2 \le L^2\delta^2 + 2L\delta\,\mathbb E\sum_{\hat S_4} "
    r"|\bar g_i| + \mathbb E\sum_{\hat S_4} \bar g_i^2")  # fmt: skip
def display_3_type_4(this):
    """On type 4 the squared gradient at w by that at the projection, given the line above.

    Pathwise, over the d' coordinates of type 4; the expectation keeps the order.
    """
    _, length, each, _ = this.statement.formulas
    one = MEAN_I**2 + 2 * C * SIZE_I + CHANGE_I**2 >= (MEAN_I + CHANGE_I) ** 2
    return this.summed(states(one, [length, *each.args[3].args]))


@line("theorem-5", REFUTED, latex=r"2a\delta \le 2\alpha\delta",
      given={"alpha, delta, L > 0": "alpha > 0 and delta > 0 and L > 0", "d >= 1": "d >= 1",
             "a": "a >= 2*d*L*alpha + 2*d*alpha^2*delta"},
      concludes="2*a*delta <= 2*alpha*delta",
      severity="misprint",
      why="alpha is printed for the constant a.")  # fmt: skip
def display_3_letter(this):
    """2 a delta becomes 2 alpha delta."""
    return this.refuted(alpha=1, delta="1/10", L=1, d=1, a="11/5",
                        instead="2*a*delta >= 4*d*L*alpha*delta")  # fmt: skip


@line("theorem-5", REFUTED, latex=r"K \to \infty \Rightarrow \delta \to 0", about="run",
      given={"delta bounds the distance from k_0 on, so it does not depend on K":
             "d[0] <= delta"}, concludes="delta <= 0",
      severity="wrong",
      why="delta is the same for all K, and does not tend to 0.")  # fmt: skip
def display_4(this):
    """delta -> 0 as K -> infinity: it is the same for all K, so that it would have to be 0."""
    run = Run((-1, 1), "3/4", loss=linear(1), start=2, constants={"delta": "1/4"})
    return this.refuted(run, instead="delta <= d[0]")


@line("theorem-5", REFUTED, about="run", given=[*GIVEN, CLOSED],
      concludes="liminf(d_Z[k] for k in N) == 0",
      severity="boundary",
      why="At epsilon = gap^2/4 the run stays away from the stationary set.",
      meant="theorem-5/repaired")  # fmt: skip
def arbitrarily_close(this):
    """Hence the iterates come arbitrarily close to stationary points: not at epsilon = gap^2/4."""
    return this.refuted(AT_LIMIT, instead="limsup(d[k] for k in N) == 0", parameters=["n >= 0"])

r"""Stability of the stationary set: false as soon as it holds an unstable point.

Setting
    The differential equation w' = h(w) in one coordinate; Z_epsilon as a set.
Valid for
    Below the limit, trajectories (in Filippov's sense: h jumps) do converge to Z from every start
    with no coordinate at an infeasible midpoint. Midpoints repel, so no such trajectory reaches
    one; but one that starts there may stay. Stable is the set of minimisers of the loss over one
    box, not Z.
Source
    Report, proof of Theorem 6, from "Thus, L(w(t))" on. x is a point; names such as y and z stand
    for every value in their range: the instances leave them open.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, fact, line, probe, reading, repair
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import states
from askewtheory.audit.terms import (
    eq,
    every,
    for_all,
    implies,
    reals,
    substitute,
)
from askewtheory.kernel import QUADRATIC, slope_in_cell
from askewtheory.losses.formulas import huber, huber_slope, quadratic, quadratic_slope
from proofs_checks.facts import proximal, velocity, zeros
from proofs_checks.facts.losses import Loss, quadratic_loss
from proofs_checks.facts.mean_field import Field
from proofs_checks.formal import proved
from proofs_checks.theorem_6.penalty_c1 import radially_unbounded
from proofs_checks.vocabulary import CLOSED, STRICT, Fraction

OF = "theorem-6/stable"
X, Y, WIDTH, CENTER = reals("x y width center")


def valley_slope(w: Any, width: Any, center: Any) -> Any:
    """Return the slope of (w - center)^2/2 - 2 Huber(width, slope width): -1 near the center."""
    return quadratic_slope(w, 1, center) - 2 * huber_slope(w, width, center, width)


@fact(given=["width > 0", "x <= y"], concludes=lambda: every(
    traced(valley_slope, Y, WIDTH, CENTER) - traced(valley_slope, X, WIDTH, CENTER) <= Y - X,
    traced(valley_slope, Y, WIDTH, CENTER) - traced(valley_slope, X, WIDTH, CENTER) >= X - Y,
))  # fmt: skip
def valley_smooth(this):
    """That slope is 1-Lipschitz."""
    return this.solvers()


def valley(width: str, center: Any) -> Loss:
    """Return the coercive, 1-smooth loss with a local maximum at ``center``."""
    a, c = Fraction(width), Fraction(center)
    return Loss(
        f"y^2/2 - 2 Huber(y; width {a}, slope {a}) with y = w - {c}",
        lambda w: quadratic(w, 1, c) - 2 * huber(w, a, c, a), lambda w: valley_slope(w, a, c),
        None, Fraction(1), (valley_smooth,),
    )  # fmt: skip


HILL = Field((-1, 1), "3/4", loss=valley("1/8", 1))
"""A local maximum at 1 and minima at 3/4 and 5/4; the flow leaves 1 with speed |w - 1|."""
RISING = Field((-1, 1), "3/4", loss=quadratic_loss(1, 3), constants={"x": 2})
"""(w - 3)^2/2 at 2, infeasible, where the gradient points outward."""
A2 = {"A2: the loss is smooth": "M_s >= 0", "A7: the variance is finite": "sigma^2 >= 0"}
QUIET = {"no noise": "sigma == 0"}


def in_z(x: str) -> str:
    """Return that a point is stationary, as text."""
    return (f"((psi({x}) > 0 and grad({x}) == 0) or (psi({x}) == 0 and grad({x})*slope({x}) >= 0 "
            f"and (slope({x}) != 0 or grad({x}) == 0)))")  # fmt: skip


LEAVES: dict[str, Any] = {
    "about": "mean field",
    "given": [A2, CLOSED, {
        "it starts within xi of a point x of Z": f"xi > 0 and begin - x <= xi and x <= begin and "
        f"{in_z('x')}",
        "it passes each y up to the end with a speed of at least xi, and so reaches the end":
            "implies(begin <= y and y <= end, h(y) >= xi)",
    }],
    "concludes": f"abs(end - z) <= r and {in_z('z')}",
}  # fmt: skip
"""To stay within r of Z every point that is reached has a point z of Z as close: here no z is."""
HILL_RUN = HILL.but(x=1, xi="xi", begin="1 + xi", end="9/8", y="y", z="z", r="1/16")
OPEN = ["xi > 0", "16*xi <= 1"]


@claim(OF, REFUTED,
       severity="wrong",
       why="Z may hold a maximiser, which trajectories leave however close to it they start.",
       title="The stationary set is globally asymptotically stable",
       source="Report, proof of Theorem 6, after the Claim", **LEAVES,
       latex=r"w(0) \in B_\xi(\mathcal Z_\varepsilon) \Rightarrow w(t) \in "
       r"B_\epsilon(\mathcal Z_\varepsilon)\ \forall t \ge 0",
       uses=["theorem-6/lyapunov", "theorem-6/mean-field-zero"])  # fmt: skip
def as_printed(this):
    """The flow of the mean field converges to Z, and stays near Z from close to Z.

    For every neighbourhood of Z trajectories that start close enough to Z stay in it (A1, A2, A6,
    A7, 0 < epsilon <= min gap^2/4). From 1 + xi, however small xi is, the flow reaches 9/8, at the
    distance 1/8 from Z.
    """
    return this.refuted(HILL_RUN, instead="h(end) == end - x", parameters=OPEN)


FALLS = "rise(x)*h(x) <= 0"
GIVEN = [A2, CLOSED, QUIET]


@line(OF, REFUTED, latex=r"L(w(t)) \text{ non-increasing}", about="mean field", given=GIVEN,
      concludes=FALLS,
      severity="wrong",
      why="Just outside the set L increases along the flow.")  # fmt: skip
def non_increasing(this):
    """L does not increase along trajectories: its derivative at 2 is 3/16."""
    return this.refuted(RISING, instead="h(x) == -alpha*dist(x)")


@line(OF, REFUTED, latex=r"\{\tfrac{d}{dt}L = 0\} = \{h = 0\}", about="mean field",
      given=[GIVEN, {"dL/dt vanishes": "rise(x)*h(x) == 0"}], concludes="h(x) == 0",
      severity="wrong",
      why="dL/dt also vanishes where the loss balances the penalty and h is not 0.")  # fmt: skip
def equilibrium_set(this):
    """dL/dt vanishes only where h does: a loss of slope -delta balances the penalty."""
    run = Field((-1, 1), "3/4", loss=valley("1/4", "7/4"), constants={"x": "15/8"})
    return this.refuted(run, instead="rise(x) == 0 and h(x) == -alpha*dist(x)")


NOISY = Field((-1, 1), "3/4", loss=quadratic_loss(1, "11/4"), sigma=3, constants={"x": "7/4"})
"""A stationary end where the gradient is -1: ghat is 2 or -4."""


@line(OF, REFUTED, latex=r"\{h = 0\} = \mathcal Z_\varepsilon", about="mean field",
      given=[A2, CLOSED, {"x is in Z": in_z("x")}], concludes="h(x) == 0",
      severity="hypothesis",
      why="Without noise and below the limit on epsilon, h vanishes exactly on Z.")  # fmt: skip
def zeros_(this):
    """h vanishes exactly on Z."""
    return this.refuted(NOISY, instead="velocity(x, grad(x)) == 0 and h(x) == -1")


@probe(OF, REFUTED, about="mean field",
      given=[A2, CLOSED, {"x is in Z": in_z("x"), "x - y is any point a little left of x":
                          "y > 0 and y <= 1/8"}],
      concludes="h(x) >= 0 or h(x - y) < 0",
      severity="hypothesis",
      why="Where h jumps, solutions have to be Filippov's.",
      meant="theorem-6/stable/attraction")  # fmt: skip
def trajectories(this):
    """The flow of h through a point of Z exists (classically).

    With h(x) < 0 a differentiable solution goes left, where its slope has to tend to h(x); but
    h > 0 at every point there.
    """
    return this.refuted(NOISY.but(y="y"), instead="h(x) == -1 and h(x - y) == 1 + y",
                        parameters=["y > 0", "8*y <= 1"])  # fmt: skip


K, GAMMA = reals("k gamma")
W_K, H_K, W_NEXT = reals("w")[0][K], reals("H")[0][K], reals("w")[0][K + 1]


@fact(given={
    "it starts at x": eq(reals("w")[0][0], X),
    "each step, with a velocity that vanishes at x": for_all("k", 0, every(
        eq(W_NEXT, W_K + GAMMA * H_K), implies(eq(W_K, X), eq(H_K, 0)))),
}, concludes=for_all("k", 0, eq(W_K, X)))  # fmt: skip
def polygon(this):
    """Euler's polygon from a rest point stays there, whatever the stepsize is."""
    start, each = this.statement.formulas
    body = this.statement.conclusion.args[3]
    base = states(substitute(body, {"k": 0}), [start])
    return this.induction(base, states(substitute(body, {"k": K + 1}), [*each.args[3].args, body]))


@line(OF, PROVED, parts=lambda: [polygon, zeros.without_noise, *proved(f"{OF}/rest-points")])
def rest_points(this):
    """h(w) = 0 makes the constant a solution; without noise such points are those of Z.

    It is not said to be the only one. Off feasible midpoints the rest points are the points of Z.
    """
    return this.conjunction()


@line(
    OF,
    REFUTED,
    about="mean field",
    given=GIVEN,
    concludes=FALLS,
    severity="gap",
    why="LaSalle's condition dL/dt <= 0 fails; that the flow tends to Z follows otherwise.",
    meant="theorem-6/stable/attraction",
)
def lasalle(this):
    """LaSalle's principle applies: its condition dL/dt <= 0 fails."""
    return this.refuted(RISING, instead="h(x) == -alpha*dist(x)")


@line(OF, PROVED, parts=lambda: [radially_unbounded, *proved(f"{OF}/limit-of-l")])
def limit_of_l(this):
    """If L did not increase then it would converge: it is bounded below (A1)."""
    return this.conjunction()


A, B, W, V = reals("a b w v")
REPELS = states(V * (W - (A + B) / 2) > 0, {
    "in the gap": every(A < B, A <= W, W < B), "the velocity is along psi'":
    V * slope_in_cell(W, 1, (A, B), QUADRATIC) > 0})  # fmt: skip
"""Where psi < 0 the velocity is along psi' (``velocity.push``), and so away from the midpoint."""


@repair(
    OF, title="What the flow does converge to, and what is stable",
    source="In place of the stability claim in the proof of Theorem 6",
    latex=r"\frac{d}{dt}\Psi(w(t)) \le -2M^2S(w(t))^2",
    parts=lambda: [proximal.exists, proximal.distance, proximal.drift, proximal.stationary,
                   velocity.push, REPELS, *proved(f"{OF}/repaired")],
)  # fmt: skip
def repaired(this):
    """Psi decreases in N, trajectories off the midpoints converge to Z, and minimisers are stable.

    Without noise and below the limit on epsilon, with a gradient that is continuous everywhere and
    Lipschitz near each box; trajectories on [0, infinity) in Filippov's sense, from a start with no
    coordinate at an infeasible midpoint. Stable is the set of minimisers over one box. The
    derivative of Psi is the upper right one.
    """
    return this.conjunction()


@reading(OF, PROVED, latex=r"d(w(t), \mathcal Z_\varepsilon) \to 0", parts=lambda: [
    proximal.stationary, velocity.push, REPELS, *proved(f"{OF}/repaired")])  # fmt: skip
def attraction(this):
    """Reading: Filippov's solutions below the limit on epsilon, no noise. They converge to Z.

    From starts with no coordinate at an infeasible midpoint (and not by LaSalle's principle).
    """
    return this.conjunction()


@reading(OF, REFUTED, latex=r"0 \in [h(0^-), h(0^+)]", about="mean field",
      given=[A2, STRICT, QUIET, {
          "x is an infeasible midpoint": "psi(x) < 0 and slope(x) == 0",
          "0 is between the limits of h at x, so that w(t) = x is a solution":
              "implies(y > 0 and y <= 1/16, h(x - y) < 0 and h(x + y) > 0)"}],
      concludes="dist_Z(x) == 0",
      severity="boundary",
      why="From an infeasible midpoint the flow need not move.",
      meant="theorem-6/stable/attraction")  # fmt: skip
def attraction_midpoint(this):
    """The same from every start: w(t) = 0 solves, for l = w^2/2, whose Z is {-1/2, 1/2}."""
    run = Field((-1, 1), "3/4", loss=quadratic_loss(1), constants={"x": 0, "y": "y"})
    return this.refuted(run, instead="dist_Z(x) == 1/2")


@line(OF, REFUTED, latex=r"L(w(0)) < \min_{\partial B_\epsilon(\mathcal Z_\varepsilon)} L",
      about="mean field",
      given=[A2, CLOSED, {
          "x is in Z, so in every B_xi(Z)": in_z("x"),
          "y is on the boundary of the ball: at the distance r from x, and no z of Z is nearer":
              f"abs(y - x) == r and implies({in_z('z')}, abs(y - z) >= r)"}],
      concludes="lyapunov(x) < lyapunov(y)",
      severity="wrong",
      why="At a maximiser in Z the value of L is above that on the ball around Z.")  # fmt: skip
def choice_of_xi(this):
    """A xi with L below its minimum on the boundary of the ball exists: L(1) is above L(17/16)."""
    run = HILL.but(x=1, y="17/16", z="z", r="1/16")
    return this.refuted(run, instead="lyapunov(x) > lyapunov(y)")


@line(
    OF,
    REFUTED,
    **LEAVES,
    severity="wrong",
    why="Z may hold a maximiser, which trajectories leave however close to it they start.",
)
def stays(this):
    """Trajectories from close to Z stay close to Z."""
    return this.refuted(HILL_RUN, instead="h(end) == end - x", parameters=OPEN)

r"""Stability of the stationary set: false as soon as it holds an unstable point.

Setting
    The differential equation w' = h(w); Z_epsilon as a set.
Assumptions
    A1, A2, A6, A7, 0 < epsilon <= min gap^2/4.
Claim
    L decreases along trajectories, {dL/dt = 0} = {h = 0} = Z_epsilon, trajectories converge to
    Z_epsilon, and Z_epsilon is globally asymptotically stable.
Valid for
    Below the limit, trajectories (in Filippov's sense: h jumps) do converge to Z from every start
    with no coordinate at an infeasible midpoint. Midpoints repel, so no such trajectory reaches
    one; but one that starts there may stay. Stable is the set of minimisers of the loss over one
    box, not Z.
Source
    Report, proof of Theorem 6, from "Thus, L(w(t))" on.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, slope_in_cell
from askewtheory.losses.formulas import huber_slope, quadratic, quadratic_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy import drift, near
from proofs_legacy import theorem_6_hill as hill
from proofs_legacy.common import Coordinate, equal, reals
from proofs_legacy.theorem_6_lyapunov import slope_of_l
from proofs_legacy.theorem_6_mean_field import mean_velocity, noisy_boundary
from proofs_legacy.theorem_6_penalty import unbounded

CELL = Coordinate((-1, 1), "3/4", 1, 1)
END = F(7, 4)


def not_decreasing() -> Outcome:
    """w(t) = 7/4 + e^-t/4 from w = 2 with l = (w - 3)^2/2: L rises from 17/32 to 41/64."""

    def lyapunov(w: F) -> F:
        return quadratic(w, F(1), F(3)) + CELL.psi(w) ** 2 / 2

    before, after = F(2), F(15, 8)
    slopes = [quadratic_slope(w, F(1), F(3)) for w in (before, after)]
    hypotheses = [
        Check("h = -(w - 7/4) at 2", CELL.velocity(before, slopes[0]), "==", -(before - END)),
        Check("h = -(w - 7/4) at 15/8", CELL.velocity(after, slopes[1]), "==", -(after - END)),
        Check("between them g <= -1 < 0: outward", slopes[0], "<=", -1),
        Check("e^-t = 1/2 at t = ln 2: w", END + F(1, 8), "==", after),
    ]
    setting = CELL.setting(loss="(w - 3)^2/2", start=2, noise="none")
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("L(w(ln 2)) <= L(w(0))", lyapunov(after), "<=", lyapunov(before)),
            header=("t", "w", "L"),
            rows=[(0, before, lyapunov(before)), ("ln 2", after, lyapunov(after))],
            plot={
                "orbit": [lyapunov(END + F(1, 4 * 2**k)) for k in range(6)],
                "bound": lyapunov(before),
                "label": "L(w(t)) at t = 0, ln 2, 2 ln 2, ...; the claim: never above L(w(0))",
            },
        ),
        control=Instance(
            setting, [], Check("the distance does fall", after - END, "<=", before - END)
        ),
    )


def equilibrium_set() -> Outcome:
    """A loss of slope -delta on (7/4, 2]: grad L = 0 on that interval, while h = -delta there."""

    def slope(w: F) -> F:
        return quadratic_slope(w, F(1), END) - 2 * huber_slope(w, F(1, 4), END, F(1, 4))

    delta, rows = sympy.Symbol("delta", positive=True), []
    for w in (F(15, 8), F(2)):
        gradient = slope(w)
        rows.append((w, gradient, slope_of_l(CELL, w, gradient), CELL.velocity(w, gradient)))
    hypotheses = [
        Check("psi(15/8) < 0: not in C, so not in Z", CELL.psi(F(15, 8)), "<", 0),
        Check("psi = -delta, psi' = -1, g = -delta: grad L", -delta + (-delta) * (-1), "==", 0),
        *(Check(f"grad L at {row[0]}", row[2], "==", 0) for row in rows),
        Check("-g psi' = -delta < delta: the branch of the force", -delta, "<", delta),
    ]
    setting = CELL.setting(
        loss="y^2/2 - 2 Huber(y; width 1/4, slope 1/4), y = w - 7/4", noise="none"
    )
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("h = 0 where dL/dt = 0, on an interval", rows[0][3], "==", 0),
            header=("w", "g", "grad L", "h"),
            rows=rows,
        ),
        control=Instance(
            setting, [], Check("at 7/4 both vanish: h", CELL.velocity(END, slope(END)), "==", 0)
        ),
    )


def no_solution() -> Outcome:
    """l = (w - 11/4)^2/2, noise +-3: h > 0 just inside 7/4 and h = -1 at it: no classical flow."""
    n, rest = sympy.Symbol("n", positive=True), sympy.Symbol("m", nonnegative=True)
    gradient = quadratic_slope(END, F(1), F(11, 4))
    there = mean_velocity(CELL, END, gradient, F(3))
    inside = END - F(1, 8)
    beside = mean_velocity(CELL, inside, quadratic_slope(inside, F(1), F(11, 4)), F(3))
    hypotheses = [
        Check("7/4 is in Z: g psi' > 0", gradient * CELL.slope(END), ">", 0),
        Check("h(7/4)", there, "==", -1),
        Check("inside, h = -g = 11/4 - w: at 7/4 - 1/8", beside, "==", F(9, 8)),
        Check("h(7/4 - 1/n) = 1 + 1/n > 0 for n = 4 + m", (1 + 1 / n).subs(n, rest + 4), ">", 0),
    ]
    setting = CELL.setting(loss="(w - 11/4)^2/2", w=END, noise="+-3")
    return replay(
        Instance(
            setting,
            hypotheses,
            Check(
                "h(7/4) = lim h(7/4 - 1/n) = 1, or h(7/4) = 0 to rest", there * (there - 1), "==", 0
            ),
        ),
        control=Instance(
            setting, [], Check("without noise it rests", CELL.velocity(END, gradient), "==", 0)
        ),
    )


def rest_points() -> Outcome:
    """h(w) = 0: the constant solves w' = h(w), since its derivative is 0."""
    h, t, w = reals("h t w")
    return prove(
        equal(w + t * h, w),
        given=[equal(h, 0)],
        control=Twin("h of any value", given=[]),
    )


def stays_at_midpoint() -> Outcome:
    """l = w^2/2 from 0: h(0-) = -1 and h(0+) = 1, with noise +-1 as well, so w(t) = 0 solves."""
    n, rest = sympy.Symbol("n", positive=True), sympy.Symbol("m", nonnegative=True)
    # At 1/n: psi' = 2/n, -psi = 1/4 - 1/n^2, and -ghat < 1 for ghat = 1/n +- 1; times n^2.
    # At -1/n all of psi', ghat and h change their signs.
    force = sympy.expand((n**2 / 4 - 1 - 2 * n).subs(n, 16 + rest))
    beside, ends = F(1, 16), (F(-1, 2), F(1, 2))
    speeds = {
        (sign, noise): mean_velocity(CELL, sign * beside, sign * beside, F(noise))
        for sign in (-1, 1)
        for noise in (0, 1)
    }
    hypotheses = [
        Check("epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("psi(0) < 0", CELL.psi(0), "<", 0),
        Check("psi'(0) = 0: an infeasible midpoint", CELL.slope(0), "==", 0),
        Check("at +-1/n, n = 16 + m: h = +-1, as |psi/psi'| > 1", force, ">", 0),
        *(
            Check(f"h({sign * beside}), noise +-{noise}", speed, "==", sign)
            for (sign, noise), speed in speeds.items()
        ),
        Check("0 is in [h(0-), h(0+)]: the sum of both", speeds[-1, 0] + speeds[1, 0], "==", 0),
        *(Check(f"psi({end}) = 0, and psi < 0 between", CELL.psi(end), "==", 0) for end in ends),
        *(Check(f"{end} in Z: g psi'", end * CELL.slope(end), ">=", 0) for end in ends),
    ]
    setting = CELL.setting(loss="w^2/2", start=0, noise="none, or +-1", solution="w(t) = 0")
    moves = mean_velocity(CELL, beside, beside, F(0))
    return replay(
        Instance(setting, hypotheses, Check("d(w(t), Z) -> 0: d(0, Z)", F(1, 2), "<=", 0)),
        control=Instance(
            setting | {"start": beside},
            [],
            Check("from 1/16 it leaves for 1/2: 1/2 - w - h", F(1, 2) - beside - moves, "<=", 0),
        ),
    )


@cache
def midpoints_repel() -> Outcome:
    """psi' points away from the midpoint on both sides, and the velocity along psi'."""
    a, b, w, v = reals("a b w v")
    slope, middle = slope_in_cell(w, 1, (a, b), QUADRATIC), (a + b) / 2
    given = [a < b, a <= w, w < b, v * slope > 0]
    away = prove(
        v * (w - middle) > 0,
        given=given,
        control=Twin("for v psi' >= 0", given=[*given[:3], v * slope >= 0]),
    )
    return conjunction(near.push(), away, reason="v points away from the midpoint")


@cache
def descent_of_psi() -> Outcome:
    """The drift divided by gamma, gamma -> 0: dPsi/dt <= -2 M^2 S^2."""
    return by_hand(
        drift.drift(),
        "gamma -> 0: Psi is continuously differentiable (phi has the slope 2M(w - x^)), so the "
        "drift without noise divided by gamma gives <grad Psi, h> <= -2 M^2 S^2; with noise the "
        "term -2M<ghat - g, z> has mean zero",
    )


def limit_of_l() -> Outcome:
    """L >= l, which a coercive continuous loss bounds from below."""
    return by_hand(
        unbounded(),
        "a bound below: continuous and coercive functions attain their minimum, and "
        "monotone bounded functions converge",
    )


def repaired() -> Outcome:
    """Convergence to Z off the midpoints, stability of the minimisers over a box."""
    joined = conjunction(
        descent_of_psi(),
        drift.distance(),
        midpoints_repel(),
        reason="Psi and the distance decrease, and midpoints repel",
    )
    return by_hand(
        joined,
        "limits of the flow: solutions are Filippov's; the inequalities are linear in the "
        "velocity and continuous in w, so they hold for every mean of limits of h. |w_i - m| does "
        "not fall while psi_i < 0, so the push leads a start off the infeasible midpoints to one "
        "box, there Psi decreases until S = 0 and d = 0, that is x^ = w, which is stationarity; "
        "Psi >= min over the box of l with equality exactly at the minimisers, so sublevel sets of "
        "Psi + d^2 keep trajectories near them",
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/stable/{name}", statement, expected, check, formula)


REPAIRED = Claim(
    id="theorem-6/stable/repaired",
    title="What the flow does converge to, and what is stable",
    source="In place of the stability claim in the proof of Theorem 6",
    statement=(
        "Without noise and below the limit on epsilon, Psi decreases along the flow in N, every "
        "trajectory (in Filippov's sense) from a start with no coordinate at an infeasible "
        "midpoint converges to Z, and the set of minimisers of the loss over one box is stable."
    ),
    formula=r"\frac{d}{dt}\Psi(w(t)) \le -2M^2S(w(t))^2",
    assumptions=(
        "0 < epsilon < min gap^2/4",
        "no noise",
        "gradient M-Lipschitz on N",
        "for convergence: no coordinate of the start at an infeasible midpoint",
    ),
    expected="proved",
    check=repaired,
)

CLAIM = Claim(
    id="theorem-6/stable",
    title="The stationary set is globally asymptotically stable",
    source="Report, proof of Theorem 6, after the Claim",
    statement=(
        "The flow of the mean field converges to Z, and for every neighbourhood of Z trajectories "
        "that start close enough to Z stay in it."
    ),
    formula=r"w(0) \in B_\xi(\mathcal Z_\varepsilon) \Rightarrow w(t) \in "
    r"B_\epsilon(\mathcal Z_\varepsilon)\ \forall t \ge 0",
    assumptions=("A1, A2, A6, A7", "0 < epsilon <= min gap^2/4"),
    expected="refuted",
    check=hill.unstable_point,
    steps=(
        _step("non-increasing", "L does not increase along trajectories.", "refuted",
              not_decreasing, r"L(w(t)) \text{ non-increasing}"),
        _step("equilibrium-set", "dL/dt vanishes only where h does.", "refuted", equilibrium_set,
              r"\{\tfrac{d}{dt}L = 0\} = \{h = 0\}"),
        _step("zeros", "h vanishes exactly on Z.", "refuted", noisy_boundary,
              r"\{h = 0\} = \mathcal Z_\varepsilon"),
        _step("trajectories", "The flow of h through a point of Z exists (classically).", "refuted",
              no_solution),
        _step("rest-points", "h(w) = 0 makes the constant a solution.", "proved", rest_points),
        _step("lasalle", "LaSalle's principle applies: its condition dL/dt <= 0 fails.", "refuted",
              not_decreasing),
        _step("limit-of-l", "If L did not increase then it would converge: it is bounded below.",
              "proved", limit_of_l),
        _step("attraction", "Reading: generalised (Filippov's) solutions, epsilon strictly below "
              "the limit, starts with no coordinate at an infeasible midpoint. Trajectories "
              "converge to Z (not by LaSalle's principle).", "proved", repaired,
              r"d(w(t), \mathcal Z_\varepsilon) \to 0"),
        _step("attraction-midpoint", "The same from every start.", "refuted", stays_at_midpoint,
              r"0 \in [h(0^-), h(0^+)]"),
        _step("choice-of-xi", "A xi with L below its minimum on the boundary of the ball exists.",
              "refuted", hill.choice_of_xi,
              r"L(w(0)) < \min_{\partial B_\epsilon(\mathcal Z_\varepsilon)} L"),
        _step("stays", "Trajectories from close to Z stay close to Z.", "refuted",
              hill.unstable_point),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)

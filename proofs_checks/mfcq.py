r"""Definition 1, the constraint qualification, "for all w", and the set V_alpha.

The text quantifies w over R^d and the direction over R^n; d = n is meant. I(w) holds the
coordinates with psi_i <= 0.

Valid for
    Points without a coordinate at an infeasible (or just feasible) midpoint; in particular for all
    of C_epsilon if epsilon < min gap^2/4.
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
from askewtheory.audit.terms import eq, implies, ne, prose, reals
from proofs_checks.facts import velocity_set
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED, POSITIVE, UP_TO_ONE, Run

GROWS = "implies(psi(w[0]) <= 0, slope(w[0]) * x > 0)"
OFF = "implies(psi(w[0]) <= 0, slope(w[0])^2 > 0 or 2 * w[0] == q[1] + q[2])"
IN_V = "implies(psi(w[0]) <= 0, {0} * slope(w[0]) >= -alpha * psi(w[0]))"
MIDPOINT = Run((-1, 1), "1/2", start=0, constants={"x": "x"})
"""psi < 0 and psi' = 0 there: psi' x = 0 for every direction x."""
PSI, SLOPE, ALPHA, V = reals("psi slope alpha v")


@claim(
    "mfcq", REFUTED,
    severity="boundary", meant="mfcq/repaired",
    why="It fails only at midpoints with psi <= 0, where psi' is 0.",
    changes=["no coordinate is at a midpoint with psi <= 0"],
    title="The constraint qualification holds for all w",
    source="Report, Definition 1 and section 3", about="run",
    latex=r"\forall w\ \exists v:\ \psi'_i(w_i)\,v_i > 0 \text{ for all } i \in I(w)",
    given=[UP_TO_ONE], concludes=GROWS,
    uses=["definition-2"],
)  # fmt: skip
def as_printed(this):
    """For every w along some direction x each constraint with psi_i <= 0 grows to first order.

    At the midpoint it does so along no x.
    """
    return this.refuted(MIDPOINT, instead=OFF)


@reading(
    "mfcq",
    REFUTED,
    about="run",
    given=[UP_TO_ONE],
    concludes=GROWS,
    severity="boundary",
    why="At an infeasible midpoint the slope of the quartic psi is 0 too.",
    meant="mfcq/repaired",
)
def quartic(this):
    """The same for the quartic psi of Definition 2."""
    return this.refuted(MIDPOINT.but(kind="quartic"), instead=OFF)


@reading("mfcq", REFUTED, latex=r"\varepsilon = \Delta^2/4", about="run",
      given=[UP_TO_ONE, CLOSED, {"w is in C_epsilon": "psi(w[0]) >= 0"}],
      concludes=GROWS,
      severity="boundary",
      why="At epsilon = gap^2/4 the midpoint is feasible, and its slope is 0.",
      meant="mfcq/repaired")  # fmt: skip
def feasible_set(this):
    """At least on C_epsilon, under epsilon <= gap^2/4: with equality the midpoint is feasible."""
    return this.refuted(MIDPOINT.but(epsilon=1), instead=OFF)


@line("mfcq", PROVED, parts=lambda: proved("mfcq/polyhedron"))
def polyhedron(this):
    """V_alpha(w) is always a convex polyhedron: the solutions of finitely many linear inequalities.

    No constraint qualification is used.
    """
    return this.conjunction()


@line("mfcq", REFUTED, about="run",
      given=[POSITIVE, {"x is in V": IN_V.format("x"), "y is in V": IN_V.format("y"),
                        "the qualification fails": "psi(w[0]) <= 0 and slope(w[0]) == 0"}],
      concludes=f"not {IN_V.format('((x + y) / 2)')}",
      severity="gap",
      why="V is convex whether the qualification holds or not.",
      meant="mfcq/polyhedron")  # fmt: skip
def inherited(this):
    """That V is convex is inherited from the qualification: where it fails V is not convex."""
    touching = Run((-1, 1), 1, start=0, constants={"x": -1, "y": 1})
    return this.refuted(touching, instead=IN_V.format("((x + y) / 2)"))


@reading("mfcq", PROVED, latex=r"V_\alpha(w) \ne \emptyset",
      given={"no midpoint": ne(SLOPE, 0)},
      concludes=(-ALPHA * PSI / SLOPE) * SLOPE >= -ALPHA * PSI)  # fmt: skip
def inherited_nonempty(this):
    """What the qualification does give: V is not empty, as v_i = -alpha psi_i/psi'_i is in it."""
    return this.solvers()


@line("mfcq", PROVED, latex=r"V_\alpha(w) = T_C(w) \text{ for } w \in C",
      parts=[velocity_set.tangent_cone])  # fmt: skip
def tangent_cone(this):
    """V_alpha extends the tangent cone: at points of C it is the tangent cone, for i in I(w)."""
    return this.conjunction()


G_M, G_X = reals("g_m g_x")
LEAST = {"the slope vanishes at an extremum m": eq(SLOPE, 0),
         "MFCQ at m, with direction v": implies(G_M <= 0, SLOPE * V > 0),
         "x is not in the interior of C": G_X <= 0}  # fmt: skip


@line("mfcq", VACUOUS, given={"strongly convex g are least at some m": G_X >= G_M, **LEAST},
      concludes=prose("the iterates tend to the set of stationary points"),
      severity="misprint",
      why="Strongly convex g is printed where concave g is meant.")  # fmt: skip
def strong_convexity(this):
    """Cited for Algorithm 1: convergence "under convexity of l and strong convexity of g".

    With the qualification such a g is positive and constrains nothing; concave g are meant.
    """
    return this.vacuous(instead=[G_X <= G_M, *LEAST.values()])


@line("mfcq", ILL_POSED,
      latex=r"V_\alpha(w) = \{v : \nabla g_i(w)^\top v \ge -\alpha g_i(w)\}",
      concludes=prose("V_alpha(w) holds the v with psi'_i v >= -alpha psi_i(w), for i in an "
                      "index set that is not printed"),
      severity="misprint",
      why="The display leaves out that i is in I(w).",
      meant="mfcq/index-set-active")  # fmt: skip
def index_set(this):
    """V_alpha of Algorithm 1 is printed without "for i in I(w)"."""
    return this.ill_posed("the display does not say for which i", "mfcq/index-set-all",
                          "mfcq/index-set-active")  # fmt: skip


@reading("mfcq", REFUTED, about="run",
      given=[POSITIVE, {"x is in V of Algorithm 2": IN_V.format("x")}],
      concludes="x * slope(w[0]) >= -alpha * psi(w[0])",
      severity="misprint",
      why="Read for all i, V constrains feasible coordinates too.",
      meant="mfcq/index-set-active")  # fmt: skip
def index_set_all(this):
    """Read for all i, V_alpha is the set V_(epsilon, alpha) of Algorithm 2."""
    within = Run((-1, 1), "1/5", start="11/10", constants={"x": 1})
    return this.refuted(within, instead="psi(w[0]) > 0")


@reading("mfcq", PROVED, about="run", given={"x is in V, for i in I(w)": IN_V.format("x")},
      concludes="psi(w[0]) > 0 or x * slope(w[0]) >= -alpha * psi(w[0])")  # fmt: skip
def index_set_active(this):
    """Read for i in I(w), it is that set: a feasible coordinate with psi_i > 0 is free."""
    return this.solvers()


@line("mfcq", ILL_POSED, latex=r"g_{\varepsilon,i} : \mathbb{R}^d \to \mathbb{R}^n",
      concludes=prose("for all w in R^d some v in R^n has grad g_i(w) . v > 0 for all i in I(w), a "
                      "subset of [d], where the n constraints g_i map R^d to R^n"),
      severity="misprint",
      why="d and n are mixed up, and each g_i has one value.")  # fmt: skip
def dimensions(this):
    """w is in R^d and v in R^n, i runs to n and to d, and each g_i has n values."""
    return this.ill_posed("the dimensions do not match; d = n and real g_i are meant", "mfcq")


@repair(
    "mfcq", title="The constraint qualification off the midpoints",
    source="In place of the report's Definition 1, applied to psi",
    latex=r"\psi'_i v_i = \psi_i'^2 > 0",
    parts=lambda: proved("mfcq/repaired"),
)  # fmt: skip
def repaired(this):
    """At every w without a coordinate at a midpoint with psi <= 0 the direction psi'_i serves.

    That is, v_i = psi'_i has psi'_i v_i > 0 for all i in I(w). If epsilon < min gap^2/4 (quartic:
    gap^4/16) this covers all of C_epsilon.
    """
    return this.conjunction()


@line("mfcq/repaired", PROVED, parts=lambda: proved("mfcq/repaired/slope-quadratic"))
def repaired_slope_quadratic(this):
    """psi' vanishes at midpoints only, where psi <= 0, quadratic psi."""
    return this.conjunction()


@line("mfcq/repaired", PROVED, parts=lambda: proved("mfcq/repaired/feasible-quadratic"))
def repaired_feasible_quadratic(this):
    """Below the limit no midpoint is feasible, quadratic psi."""
    return this.conjunction()


@line("mfcq/repaired", PROVED, parts=lambda: proved("mfcq/repaired/slope-quadratic"))
def repaired_slope_quartic(this):
    """psi' vanishes at midpoints only, where psi <= 0, quartic psi."""
    return this.conjunction()


@line("mfcq/repaired", PROVED, parts=lambda: proved("mfcq/repaired/feasible-quadratic"))
def repaired_feasible_quartic(this):
    """Below the limit no midpoint is feasible, quartic psi."""
    return this.conjunction()

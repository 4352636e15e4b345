r"""The explicit velocity as the solution of the projection problem.

V = {v : v_i psi'_i >= -alpha psi_i for every i with psi_i <= 0}; the printed s is claimed to
minimise |v + g|^2 over V. The repair, the rule ``projected``, projects on the line where psi > 0,
and on U = {v : v psi' >= min(-alpha psi, M_c |psi'|)} where psi <= 0.

Valid for
    Points that are no midpoint, and forces that the clip leaves alone. With the clip, s may lie
    outside V; at an infeasible midpoint V is empty; at a feasible one the convention contradicts
    the minimiser -g. The repair is valid for every w, midpoints included, without a convention.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, fact, line, part, probe, reading, repair
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    choose,
    eq,
    every,
    for_all,
    maximum,
    minimum,
    ne,
    over,
    reals,
    some,
)
from askewtheory.kernel import PRINTED, PROJECTED, velocity_of
from proofs_checks.facts import velocity
from proofs_checks.facts.velocity import ALPHA, CLIP, PSI, SLOPE
from proofs_checks.facts.velocity import POSITIVE as NUMBERS
from proofs_checks.formal import proved
from proofs_checks.vocabulary import POSITIVE, UP_TO_ONE, Run

G, H, V, S, T, INDEX, DIMENSION = reals("ghat h v s t i d")
IN_V = "implies(psi(w[0]) <= 0, {0} * slope(w[0]) >= -alpha * psi(w[0]))"
IN_U = ("implies(psi(w[0]) <= 0, {0} * slope(w[0]) >= "
        "min(-alpha * psi(w[0]), M_c * abs(slope(w[0]))))")  # fmt: skip
SPEED = "velocity(w[0], h)"
CLOSEST = f"({SPEED} + h)^2 <= (x + h)^2"
FAR = Run((-1, 1), 1, start=-4, constants={"h": 0, "x": 2})
"""At w = -4 V asks for v >= 2, the clip gives 1."""


@claim(
    "velocity-formula", REFUTED,
    severity="hypothesis", meant="velocity-formula/unclipped",
    why="Where the clip acts or a midpoint is infeasible the printed velocity is not in V.",
    changes=["off the midpoints with psi <= 0", "the clip does not act"],
    title="The explicit velocity solves the projection problem",
    source="Report, section 3", about="run",
    latex=r"s_{\varepsilon,\alpha}(g, w) = \arg\min_{v \in V_{\varepsilon,\alpha}(w)}"
    r" \tfrac12\|v + g\|^2",
    given=[UP_TO_ONE, POSITIVE, {"x is in V": IN_V.format("x")}],
    concludes=f"{IN_V.format(SPEED)} and {CLOSEST}",
    uses=["definition-2", "mfcq"],
)  # fmt: skip
def as_printed(this):
    """The printed velocity s, clip and convention included, minimises |v + g|^2 over V."""
    return this.refuted(FAR, instead=IN_U.format(SPEED))


@part("velocity-formula", REFUTED, latex=r"s\psi' \ge -\alpha\psi", about="run",
      given=[UP_TO_ONE, POSITIVE], concludes=IN_V.format(SPEED),
      severity="hypothesis",
      why="A clipped force is too short to be in V.",
      meant="velocity-formula/unclipped")  # fmt: skip
def clip(this):
    """Where the clip acts, s still lies in V."""
    return this.refuted(FAR, instead=IN_U.format(SPEED))


@part("velocity-formula", REFUTED, latex=r"0 \ge -\alpha\psi > 0", about="run",
      given=[UP_TO_ONE, POSITIVE, {"an infeasible midpoint": "psi(w[0]) < 0 and slope(w[0]) == 0"}],
      concludes=IN_V.format("x"),
      severity="boundary",
      why="At an infeasible midpoint V is empty.",
      meant="velocity-formula/unclipped")  # fmt: skip
def infeasible_midpoint(this):
    """At an infeasible midpoint the problem has a solution: some x is in V (here none is)."""
    midpoint = Run((-1, 1), "1/2", start=0, constants={"x": "x"})
    return this.refuted(midpoint, instead=IN_U.format("x"))


@part("velocity-formula", REFUTED, about="run",
      given=[UP_TO_ONE, POSITIVE, {"a midpoint with psi = 0": "psi(w[0]) == 0 and slope(w[0]) == 0",
                                   "x is in V": IN_V.format("x")}],
      concludes=CLOSEST,
      severity="boundary",
      why="At a midpoint with psi = 0 the convention replaces the minimiser.",
      meant="velocity-formula/unclipped")  # fmt: skip
def zero_midpoint(this):
    """At a midpoint with psi = 0 (epsilon = gap^2/4) the convention gives the minimiser."""
    touching = Run((-1, 1), 1, start=0, constants={"h": 1, "x": -1})
    return this.refuted(touching, instead=f"{SPEED} == M_c")


def inside() -> list[Statement]:
    """Return: where psi > 0 the velocity is -g, whatever psi' is."""
    given = {**NUMBERS, "psi is positive": PSI > 0}
    return [states(on_every_path(velocity.velocity_paths(flat), lambda v: eq(v, -G)), given)
            for flat in (False, True)]  # fmt: skip


@part("velocity-formula", PROVED, parts=inside)
def feasible(this):
    """Where psi > 0, s = -g (read without the convention at a feasible midpoint)."""
    return this.conjunction()


UNCLIPPED = {"psi is not positive": PSI <= 0, "no midpoint": ne(SLOPE, 0), **NUMBERS,
             "the clip does not act": CLIP * abs(SLOPE) >= -ALPHA * PSI}  # fmt: skip
V_HAS = {"v is in V": V * SLOPE >= -ALPHA * PSI}


def minimiser() -> list[Statement]:
    """Return: s is in V, and the only nearest point to -g there."""
    ways = velocity.velocity_paths()
    return [
        states(on_every_path(ways, lambda s: s * SLOPE >= -ALPHA * PSI), UNCLIPPED),
        states(on_every_path(ways, lambda s: (s + G) * (V - s) >= 0), {**UNCLIPPED, **V_HAS}),
        states(on_every_path(ways, lambda s: (s + G) ** 2 < (V + G) ** 2),
               {**UNCLIPPED, **V_HAS, "v is another": on_every_path(ways, lambda s: ne(V, s))}),
    ]  # fmt: skip


def _each() -> tuple[Formula, dict[str, Any]]:
    """Return what is said of coordinate i: a term's order, and hypotheses at i."""
    psi, slope, g, s, v = (reals(name)[0][INDEX] for name in ("psi", "slope", "g", "s", "v"))
    ways = paths(lambda p, q, h, a, c: velocity_of(p, q, h, a, c, PRINTED),
                 psi, slope, g, ALPHA, CLIP)  # fmt: skip
    given = {
        "s is the velocity": on_every_path(ways, lambda one: eq(s, one)),
        "v is in V": some(psi > 0, v * slope >= -ALPHA * psi),
        "no midpoint and no clip": some(psi > 0, every(ne(slope, 0),
                                                       CLIP * abs(slope) >= -ALPHA * psi)),
    }  # fmt: skip
    return (s + g) ** 2 <= (v + g) ** 2, given


def whole_sum() -> Statement:
    """Return: |s + g|^2 <= |v + g|^2 for every v in V, in any number d of coordinates."""
    one, given = _each()
    left, right = (over("sum", "i", 0, DIMENSION - 1, side) for side in one.args)
    return states(left <= right, {**NUMBERS, **{f"{name}, for every i": for_all("i", 0, part)
                                                for name, part in given.items()}})  # fmt: skip


@fact(given=lambda: whole_sum().hypotheses, concludes=lambda: whole_sum().conclusion)
def nearest(this):
    """In any number of coordinates, no v in V is nearer to -g than s."""
    one, given = _each()
    return this.sum_order(rules.solvers(states(one, {**NUMBERS, **given})))


@reading("velocity-formula", PROVED, latex=r"(s + g)(v - s) \ge 0 \text{ for all } v \in V",
      parts=lambda: [*inside(), *minimiser(), nearest])  # fmt: skip
def unclipped(this):
    """Off the midpoints and where the clip does not act, s is the minimiser."""
    return this.conjunction()


@reading("velocity-formula", REFUTED, latex=r"\mathrm{clip}(x, M_c) = \min(x, M_c)", about="run",
      given=[UP_TO_ONE, POSITIVE, {"psi is negative": "psi(w[0]) < 0",
                                   "no midpoint": "slope(w[0]) != 0"}],
      concludes="abs(min(-alpha * psi(w[0]) / slope(w[0]), M_c)) <= M_c",
      severity="misprint",
      why="The clip has both bounds, -M_c and M_c.",
      meant="velocity-formula/repaired/bounded")  # fmt: skip
def clip_one_sided(this):
    """Read as min(x, M_c), the printed clip with one bound limits the force to M_c."""
    two_sided = "abs(max(-M_c, min(-alpha * psi(w[0]) / slope(w[0]), M_c))) <= M_c"
    return this.refuted(Run((-1, 1), "1/2", start=5), instead=two_sided)


@probe("velocity-formula", REFUTED, latex=r"|s(g, w) - s(h, w)| \le C|g - h|", about="run",
      given=[UP_TO_ONE, POSITIVE, {"no midpoint": "slope(w[0]) != 0",
                                   "eta is positive": "eta > 0"}],
      concludes="abs(velocity(w[0], h) - velocity(w[0], h + eta)) <= C * eta",
      severity="hypothesis",
      why="It is continuous where the clip does not act.")  # fmt: skip
def jump(this):
    """s is continuous in g, with some constant C: it jumps where the clip acts, by U - M_c.

    At -g = U the velocity is U, and it is M_c as soon as -g is smaller.
    """
    jumping = FAR.but(h=-2, eta="1/(2 * (C + 1))", C="C")
    return this.refuted(
        jumping, parameters=["C > 0"],
        instead="velocity(w[0], h) == 2 and velocity(w[0], h + eta) == M_c",
    )  # fmt: skip


NEEDED = minimum(-ALPHA * PSI, CLIP * abs(SLOPE))


def in_u(v: Term) -> Formula:
    """Return the formula that v is in U."""
    return some(PSI > 0, v * SLOPE >= NEEDED)


PROJECTION = paths(lambda psi, slope, g, a, c: velocity_of(psi, slope, g, a, c, PROJECTED),
                   PSI, SLOPE, G, ALPHA, CLIP)  # fmt: skip
FLAT = paths(lambda psi, g, a, c: velocity_of(psi, 0, g, a, c, PROJECTED), PSI, G, ALPHA, CLIP)
RATIO = -ALPHA * PSI / SLOPE


@line("velocity-formula/repaired", PROVED, given=NUMBERS,
      concludes=in_u(choose(SLOPE > 0, CLIP, choose(SLOPE < 0, -CLIP, 0))))  # fmt: skip
def repaired_set(this):
    """The set is never empty: it holds M_c sign(psi')."""
    return this.solvers()


@line("velocity-formula/repaired", PROVED, given=NUMBERS,
      concludes=on_every_path(PROJECTION, in_u))  # fmt: skip
def repaired_inside(this):
    """The velocity is in it."""
    return this.solvers()


@line("velocity-formula/repaired", PROVED, latex=r"(s + g)(v - s) \ge 0",
      given={**NUMBERS, "v is in U": in_u(V)},
      concludes=on_every_path(PROJECTION, lambda s: (s + G) * (V - s) >= 0))  # fmt: skip
def repaired_closest(this):
    """The variational inequality of the projection."""
    return this.solvers()


@line("velocity-formula/repaired", PROVED, latex=r"|s| \le \max(|g|, M_c)", given=NUMBERS,
      concludes=on_every_path(PROJECTION, lambda s: abs(s) <= maximum(abs(G), CLIP)))  # fmt: skip
def repaired_bounded(this):
    """The size of the velocity."""
    return this.solvers()


@line("velocity-formula/repaired", PROVED, parts=[
    states(V * SLOPE >= NEEDED, {**NUMBERS, "psi is not positive": PSI <= 0, "flat": eq(SLOPE, 0)}),
    states(on_every_path(FLAT, lambda s: eq(s, -G)), NUMBERS),
])  # fmt: skip
def repaired_midpoint(this):
    """Where psi' = 0 nothing is constrained, and the velocity is -g."""
    return this.conjunction()


@line("velocity-formula/repaired", PROVED,
      latex=r"s \in \{-g,\ \mathrm{clip}(-\alpha\psi/\psi', M_c)\}",
      given={**NUMBERS, "no midpoint": ne(SLOPE, 0)},
      concludes=on_every_path(PROJECTION, lambda s: some(
          eq(s, -G), eq(s, maximum(-CLIP, minimum(CLIP, RATIO))))))  # fmt: skip
def repaired_two_values(this):
    """Where psi' is not 0 the velocity is -g or the clipped force, as printed."""
    return this.solvers()


@line("velocity-formula/repaired", PROVED, latex=r"|s(g) - s(h)| \le |g - h|",
      given={"s is nearest to -g": (S + G) * (T - S) >= 0,
             "t is nearest to -h": (T + H) * (S - T) >= 0},
      concludes=(S - T) ** 2 <= (G - H) ** 2)  # fmt: skip
def repaired_continuous(this):
    """Continuity in the gradient, from the two variational inequalities."""
    return this.solvers()


@repair(
    "velocity-formula", title="The velocity as a projection, clip and midpoints included",
    source="In place of the report's explicit solution",
    latex=r"v\psi' \ge \min(-\alpha\psi, M_c|\psi'|)",
    parts=lambda: [repaired_set, repaired_inside, repaired_closest, repaired_bounded,
                   repaired_midpoint, repaired_two_values, repaired_continuous,
                   *proved("velocity-formula/repaired")],
)  # fmt: skip
def repaired(this):
    """The velocity as the projection of -g on a set that the clip enlarges.

    The set is {v : v psi' >= min(-alpha psi, M_c |psi'|)} where psi <= 0, and the line where
    psi > 0. The projection is the printed velocity up to the branch test, exists everywhere, is
    1-Lipschitz in g, and is at most max(|g|, M_c).
    """
    return this.conjunction()

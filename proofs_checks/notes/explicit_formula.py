r"""Notes, the explicit formula of section 2.2: its strict inequality loses the boundary.

Setting
    The formula for argmin over V of |v + g|^2/2: -g if psi > 0 or -psi' g >= -alpha psi > 0, else
    clip(-alpha psi/psi', M); w at no midpoint. V as in Definition 2; M bounds the clip.
Valid for
    psi > 0, or psi < 0 with the clip inactive. At psi = 0 with the gradient step pointing inside,
    the formula stops the coordinate; the report's "-alpha psi >= 0" does not.
Source
    Early notes, section 2.2.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, part, reading, repair
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, eq, ne, prose, reals
from askewtheory.kernel import force_of
from proofs_checks.facts import velocity
from proofs_checks.facts.velocity import ALPHA, CLIP, POSITIVE, PSI, SLOPE
from proofs_checks.vocabulary import Run

GHAT = velocity.GRADIENT
(V,) = reals("v")


def notes_velocity(psi: Any, slope: Any, gradient: Any, alpha: Any, clip: Any) -> Any:
    """Return the velocity of the notes' formula, strict inequality included."""
    if psi > 0:
        return -gradient
    needed = -alpha * psi
    if -slope * gradient >= needed and needed > 0:
        return -gradient
    return force_of(psi, slope, alpha, clip)


def notes_paths(says: Any) -> Formula:
    """Return what ``says`` of the notes' velocity on every path."""
    found = paths(notes_velocity, PSI, SLOPE, GHAT, ALPHA, CLIP)
    return on_every_path(found, says)


class Formulas(Run):
    """A point x of one coordinate with gradient y: s is the notes' velocity there."""

    about = "point"

    def names(self) -> dict[str, Any]:
        """Return the run's names, and s."""
        known = super().names()
        x, y = known["x"], known["y"]
        s = notes_velocity(self.psi(x), self.slope(x), y, self.alpha, self.clip)
        return known | {"s": s}


def point(**choices: Any) -> Formulas:
    """Return a point of the levels -1 and 1."""
    x, y = choices.pop("x"), choices.pop("y")
    return Formulas((-1, 1), steps=0, constants={"x": x, "y": y}, **choices)


SMALL = {"epsilon in [0, 1]": "0 <= epsilon and epsilon <= 1", "alpha > 0": "alpha > 0",
         "M > 0": "M_c > 0", "x is no midpoint": "slope(x) != 0"}  # fmt: skip
BOUNDARY = {
    "about": "point",
    "given": [SMALL, {"the constraint acts": "psi(x) <= 0",
                      "-g is in V": "-y*slope(x) >= -alpha*psi(x)"}],
    "concludes": "(s + y)^2 <= (-y + y)^2",
}  # fmt: skip
BEST = "(velocity(x, y) + y)^2 <= 0"


@claim(
    "notes/explicit-formula", REFUTED,
    severity="hypothesis", meant="notes/explicit-formula/repaired",
    why="At psi = 0 the strict inequality blocks a velocity of V, and the clip leaves V.",
    changes=["-alpha psi >= 0 in place of > 0", "the clip does not act"],
    title="The explicit velocity with a strict inequality",
    source="Early notes, section 2.2",
    latex=r"s = -g \text{ if } \psi > 0 \text{ or } -\psi' g \ge -\alpha\psi > 0", **BOUNDARY,
    uses=["notes/condition-a"],
)  # fmt: skip
def as_printed(this):
    """For w at no midpoint, the minimiser of |v + g|^2/2 over V is the formula's velocity s.

    s is -g where psi > 0 or -psi' g >= -alpha psi > 0, and clip(-alpha psi/psi', M) otherwise. So
    where -g is in V, the value at s is at most the value at -g.
    """
    return this.refuted(point(epsilon="1/4", kind="quartic", x="3/2", y=1), instead=BEST)


@part(
    "notes/explicit-formula",
    REFUTED,
    **BOUNDARY,
    severity="boundary",
    why="At psi = 0 the strict inequality rejects a gradient step that is in V.",
    meant="notes/explicit-formula/repaired",
)
def boundary_quadratic(this):
    """At psi = 0 the formula is the minimiser (quadratic psi)."""
    return this.refuted(point(epsilon="1/2", x="3/2", y=1), instead=BEST)


@part("notes/explicit-formula", REFUTED, about="point",
      given=[SMALL, {"the constraint acts": "psi(x) <= 0"}],
      concludes="s*slope(x) >= -alpha*psi(x)",
      severity="hypothesis",
      why="A clipped force is too short to be in V.",
      meant="notes/explicit-formula/repaired")  # fmt: skip
def clip(this):
    """Where the clip acts, s is in V."""
    far = point(epsilon=1, kind="quartic", x=4, y=0)
    return this.refuted(far, instead="abs(s) == M_c")


@part(
    "notes/explicit-formula",
    ILL_POSED,
    concludes=prose("the formula is defined for every epsilon in [0, 1] off the midpoints"),
    severity="boundary",
    why="At epsilon = 0 the formula asks for 0/0 at a level.",
    meant="notes/explicit-formula/off-the-boundary",
)
def zero_epsilon(this):
    """The formula is defined for every epsilon in [0, 1] off the midpoints."""
    return this.ill_posed(
        "for epsilon = 0 and the quartic psi the formula asks for 0/0 at a level (and Q^i(w^i), "
        "'the unique index', does not exist left of the first or right of the last level)",
        "notes/explicit-formula/off-the-boundary",
    )


FREE: Any = {**POSITIVE, "no midpoint": ne(SLOPE, 0),
             "the clip does not act": CLIP * abs(SLOPE) >= -ALPHA * PSI}  # fmt: skip
WITHIN = {"v is in V": V * SLOPE >= -ALPHA * PSI}


def minimiser(says: Any, psi: dict[str, Formula]) -> list[Statement]:
    """Return: s is in V, and (s + g)(v - s) >= 0 for every v in V."""
    return [
        states(says(lambda s: s * SLOPE >= -ALPHA * PSI), {**FREE, **psi}),
        states(says(lambda s: (s + GHAT) * (V - s) >= 0), {**FREE, **psi, **WITHIN}),
    ]


@reading("notes/explicit-formula", PROVED, parts=lambda: [
    states(notes_paths(lambda s: eq(s, -GHAT)), {**POSITIVE, "psi is positive": PSI > 0}),
    *minimiser(notes_paths, {"psi is negative": PSI < 0}),
])  # fmt: skip
def off_the_boundary(this):
    """Where psi > 0, and where psi < 0 and the clip is inactive, s is the minimiser.

    It is in V and satisfies the variational inequality, coordinate by coordinate.
    """
    return this.conjunction()


def report_paths(says: Any) -> Formula:
    """Return what ``says`` of the kernel's velocity on every path."""
    return on_every_path(velocity.velocity_paths(), says)


@repair(
    "notes/explicit-formula", title="The explicit velocity with >= 0",
    source="In place of the notes' formula", latex=r"-\psi' g \ge -\alpha\psi \ge 0",
    parts=lambda: [velocity.inside, *minimiser(report_paths, {"psi is not positive": PSI <= 0})],
)  # fmt: skip
def repaired(this):
    """With -psi' g >= -alpha psi >= 0 the formula is the minimiser, also at psi = 0.

    Off the midpoints with psi <= 0, and where the clip is inactive; coordinate by coordinate.
    """
    return this.conjunction()

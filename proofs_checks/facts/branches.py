"""Definition 4's sets for one coordinate: off the midpoints they are the kernel's branches."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import on_every_path, paths, traced
from askewtheory.audit.terms import Formula, Term, eq, every, implies, ne, negation, some
from askewtheory.kernel import (
    GRADIENT,
    PRINTED,
    SKEW_AGAINST,
    SKEW_ALONG,
    branch_of,
    force_of,
)
from proofs_checks.facts import velocity
from proofs_checks.facts.velocity import ALPHA, CLIP, POSITIVE, PSI, SLOPE

GHAT = velocity.GRADIENT
ALONG, NEEDED = -GHAT * SLOPE, -ALPHA * PSI
PLUS = every(PSI <= 0, NEEDED > ALONG, ALONG >= 0)
MINUS = every(PSI <= 0, NEEDED >= 0, ALONG < 0)
OUTSIDE = some(PSI > 0, every(ALONG >= NEEDED, NEEDED >= 0))
SETS = {SKEW_ALONG: PLUS, SKEW_AGAINST: MINUS, GRADIENT: OUTSIDE}
OFF_MIDPOINTS: Any = {**POSITIVE, "no midpoint": ne(SLOPE, 0)}


def on_branch(says: Any) -> Formula:
    """Return ``says(code)`` for the kernel's branch code on every path."""
    found = paths(lambda psi, slope, g, a, c: branch_of(psi, slope, g, a, c, PRINTED),
                  PSI, SLOPE, GHAT, ALPHA, CLIP)  # fmt: skip
    return on_every_path(found, lambda code: says(int(code.args[0])))


@fact(given=OFF_MIDPOINTS, concludes=lambda: on_branch(lambda code: SETS[code]))
def kernel_agrees(this):
    """Off the midpoints the kernel's branches are S+, S- and the rest."""
    return this.solvers()


def clipped_force() -> Term:
    """Return the kernel's force, clipped, in psi, psi', alpha and M_c."""
    return traced(force_of, PSI, SLOPE, ALPHA, CLIP)


@fact(
    given=OFF_MIDPOINTS,
    concludes=lambda: on_every_path(
        velocity.velocity_paths(),
        lambda v: every(implies(OUTSIDE, eq(v, -GHAT)),
                        implies(negation(OUTSIDE), eq(v, clipped_force()))),
    ),
)  # fmt: skip
def updates(this):
    """Off the midpoints the velocity is -g outside S and the clipped force in S."""
    return this.solvers()


def on_gradient(says: Formula) -> Formula:
    """Return that ``says`` holds wherever the kernel takes the gradient's branch."""
    found = paths(lambda psi, slope, g, a, c: branch_of(psi, slope, g, a, c, PRINTED),
                  PSI, SLOPE, GHAT, ALPHA, CLIP)  # fmt: skip
    taken = [path for path in found if int(path.value.args[0]) == GRADIENT]
    return on_every_path(taken, lambda _: says)

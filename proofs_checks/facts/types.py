"""Definition 5's four types of a stochastic update, by values and by branches.

v is the velocity for ghat and velocity(w, g) the one for the gradient g, both at w; u = force(w).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, every, reals, some
from askewtheory.kernel import GRADIENT, PRINTED, branch_of
from proofs_checks.facts import branches
from proofs_checks.facts.velocity import ALPHA, CLIP, POSITIVE, PSI, velocity_paths

GHAT = branches.GHAT
_HAT = {"-ghat": "v[0] == -ghat[0]", "u": "v[0] == force(w[0])"}
_TRUE = {"-g": "velocity(w[0], g[0]) == -g[0]", "u": "velocity(w[0], g[0]) == force(w[0])"}
TYPE = {
    1: f"({_HAT['-ghat']} and {_TRUE['-g']})", 2: f"({_HAT['-ghat']} and {_TRUE['u']})",
    3: f"({_HAT['u']} and {_TRUE['u']})", 4: f"({_HAT['u']} and {_TRUE['-g']})",
}  # fmt: skip
"""When a coordinate of a run has each type at its first step, as printed."""
UNION = " or ".join(TYPE.values())
FLAT: Any = {**POSITIVE, "a midpoint": PSI <= 0}


def everywhere(says: Callable[[int, Term, Term], Formula]) -> list[Statement]:
    """Return ``says(branch, velocity, force)`` on every path of the kernel, midpoints too."""

    def both(codes: Any, speeds: Any, force: Term) -> Formula:
        return on_every_path(codes, lambda code: on_every_path(
            speeds, lambda v: says(int(code.args[0]), v, force)))  # fmt: skip

    flat = paths(lambda psi, g, a, c: branch_of(psi, 0, g, a, c, PRINTED), PSI, GHAT, ALPHA, CLIP)
    force = branches.clipped_force()
    return [
        states(branches.on_branch(lambda code: on_every_path(
            velocity_paths(), lambda v: says(code, v, force))), branches.OFF_MIDPOINTS),
        states(both(flat, velocity_paths(flat=True), CLIP), POSITIVE),
    ]  # fmt: skip


def _by_branch(branch: int, v: Term, force: Term) -> Formula:
    return eq(v, -GHAT) if branch == GRADIENT else every(eq(v, force), PSI <= 0)


@fact(parts=lambda: everywhere(_by_branch))
def by_branch(this):
    """Each gradient takes one branch: v = -ghat, or v = u where psi <= 0; u has no gradient."""
    return this.conjunction()


HAT, G, V, VHAT, U = reals("ghat g v v_hat u")


@fact(parts=lambda: [
    *everywhere(lambda _, v, force: some(eq(v, -GHAT), eq(v, force))),
    states(some(every(eq(VHAT, -HAT), eq(V, -G)), every(eq(VHAT, -HAT), eq(V, U)),
                every(eq(VHAT, U), eq(V, U)), every(eq(VHAT, U), eq(V, -G))),
           {"for ghat": some(eq(VHAT, -HAT), eq(VHAT, U)), "for g": some(eq(V, -G), eq(V, U))}),
])  # fmt: skip
def covers(this):
    """A velocity is minus its gradient or the force; both are, so some type applies."""
    return this.conjunction()

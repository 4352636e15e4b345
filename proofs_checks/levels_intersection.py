r"""The feasible sets shrink to the levels: the intersection of C_epsilon over epsilon is Q.

Valid for
    Both remoteness functions, any increasing levels; one constraint for each coordinate (the text
    counts both d and n).
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, claim, part
from askewtheory.audit.statement import Statement
from askewtheory.kernel import QUADRATIC, QUARTIC
from proofs_checks.facts.remoteness import excluded
from proofs_checks.formal import proved


def leave() -> list[Statement]:
    """Return: off the levels psi < 0 for some epsilon in (0, 1), for both kinds."""
    return [*excluded(QUADRATIC), *excluded(QUARTIC)]


@claim(
    "levels-intersection", PROVED,
    title="The intersection of the feasible sets is the set of levels",
    source="Report, section 3", parts=lambda: proved("levels-intersection"),
    latex=r"\bigcap_{\varepsilon \in (0,1)} C_\varepsilon = \mathcal{Q}",
    uses=["definition-2"],
)  # fmt: skip
def as_printed(this):
    """The points that are feasible for every epsilon in (0, 1) are exactly the levels.

    For one coordinate; the sets of several are products.
    """
    return this.conjunction()


@part("levels-intersection", PROVED, latex=r"\mathcal{Q} \subseteq \bigcap C_\varepsilon",
      parts=lambda: proved("levels-intersection"))  # fmt: skip
def levels_stay(this):
    """Every level is feasible for every epsilon in (0, 1)."""
    return this.conjunction()


@part("levels-intersection", PROVED, latex=r"\bigcap C_\varepsilon \subseteq \mathcal{Q}",
      parts=leave)  # fmt: skip
def others_leave(this):
    """Any other point is infeasible for some epsilon: for half the product, or 1/2."""
    return this.conjunction()

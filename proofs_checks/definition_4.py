r"""Definition 4: S+, S- and their complement as a partition of the coordinates.

Valid for
    All values of psi, psi' and the gradient, equality and midpoints included. As a description of
    the update it fails at a midpoint with psi = 0, where the convention overrides the third case.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, probe
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.terms import every, iff, ne, negation, reals, some
from askewtheory.kernel import GRADIENT, PRINTED, SKEW_AGAINST, SKEW_ALONG, branch_of
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import CLOSED, POSITIVE, Run

PSI, SLOPE, G, ALPHA, CLIP = reals("psi slope g alpha M_c")
ALONG, NEEDED = -G * SLOPE, -ALPHA * PSI
PLUS = every(PSI <= 0, NEEDED > ALONG, ALONG >= 0)
MINUS = every(PSI <= 0, NEEDED >= 0, ALONG < 0)
OUTSIDE = some(PSI > 0, every(ALONG >= NEEDED, NEEDED >= 0))
ALPHA_POSITIVE = {"alpha is positive": ALPHA > 0}


@part("definition-4", PROVED, given=ALPHA_POSITIVE,
      concludes=every(*(negation(every(*pair)) for pair in
                        ((PLUS, MINUS), (PLUS, OUTSIDE), (MINUS, OUTSIDE)))))  # fmt: skip
def exclusive(this):
    """No two conditions hold together."""
    return this.solvers()


@part("definition-4", PROVED, given=ALPHA_POSITIVE, concludes=some(PLUS, MINUS, OUTSIDE))
def exhaustive(this):
    """One condition holds."""
    return this.solvers()


@part("definition-4", PROVED, given=ALPHA_POSITIVE,
      concludes=iff(negation(some(PLUS, MINUS)), OUTSIDE))  # fmt: skip
def complement(this):
    """The third condition is equivalent to not being in S^+ or S^-."""
    return this.solvers()


@claim(
    "definition-4", PROVED, title="The categorisation of coordinates is a partition",
    source="Report, Definition 4", parts=[exclusive, exhaustive, complement],
    latex=r"[d] = S_\varepsilon^+ \sqcup S_\varepsilon^- \sqcup S_\varepsilon^c",
    uses=["velocity-formula"],
)  # fmt: skip
def as_printed(this):
    """Every coordinate is in exactly one of S^+, S^- and the complement of S."""
    return this.conjunction()


BRANCHES = paths(lambda psi, slope, g, a, c: branch_of(psi, slope, g, a, c, PRINTED),
                 PSI, SLOPE, G, ALPHA, CLIP)  # fmt: skip
SETS = {SKEW_ALONG: PLUS, SKEW_AGAINST: MINUS, GRADIENT: OUTSIDE}


@probe("definition-4", PROVED,
      given={**ALPHA_POSITIVE, "the clip is positive": CLIP > 0, "no midpoint": ne(SLOPE, 0)},
      concludes=on_every_path(BRANCHES, lambda code: SETS[int(code.args[0])]))  # fmt: skip
def branches(this):
    """Off the midpoints the sets are the library's branches."""
    return this.solvers()


@probe("definition-4", REFUTED, latex=r"i \notin S_\varepsilon \Rightarrow s_i = -g_i", about="run",
      given=[CLOSED, POSITIVE, {"i is not in S": (
          "psi(w[0]) > 0 or "
          "(-g[0] * slope(w[0]) >= -alpha * psi(w[0]) and -alpha * psi(w[0]) >= 0)")}],
      concludes="v[0] == -g[0]",
      severity="boundary",
      why="At a midpoint with psi = 0 the convention sets the update to M_c.",
      meant="definition-4/branches")  # fmt: skip
def update(this):
    """Outside S the update is -g, at a midpoint with psi = 0 too."""
    return this.refuted(Run((-1, 1), 1, loss=linear(1), start=0), instead="v[0] == M_c")

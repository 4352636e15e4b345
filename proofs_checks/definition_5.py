r"""Definition 5: four types of stochastic update, sorted by the values of two velocities.

Valid for
    The union: every coordinate belongs to at least one. Types overlap where -ghat = u or -g = u,
    also where the clip acts, so sums over types may count a coordinate twice. Sorted by the
    *branch* instead of the value they are a partition (the repair).
Source
    Report, section 5.2, Definition 5 and the remarks around it.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, reading, repair
from proofs_checks.facts.losses import linear
from proofs_checks.facts.types import TYPE, UNION, by_branch, covers
from proofs_checks.vocabulary import Run, named

DISJOINT = " and ".join(f"not ({TYPE[a]} and {TYPE[b]})" for a in TYPE for b in TYPE if a < b)
CLIPPED = Run((-1, 1), "3/4", 1, "1/8", start=-2, noise=["-1/8"])
"""At distance 1/4 the clipped force is 1/8, which -ghat equals as well; g = 0."""
ON_FORCE = named("ghat takes the branch of the force", "branch_at[0] > 0")


@claim(
    "definition-5", REFUTED,
    severity="boundary", meant="definition-5/repaired",
    why="Where two of the vectors coincide a coordinate has two types.",
    changes=["types are told apart by the branch taken, not by equal values"],
    title="Four types of stochastic update as a partition",
    source="Report, Definition 5", about="run",
    latex=r"\hat S_1 \cup \hat S_2 \cup \hat S_3 \cup \hat S_4 = [d],\quad "
    r"\hat S_a \cap \hat S_b = \emptyset",
    concludes=f"({UNION}) and {DISJOINT}",
    uses=["velocity-formula"],
)  # fmt: skip
def as_printed(this):
    """Each coordinate of a stochastic update belongs to exactly one of four types.

    They are told apart by which of -ghat, u equals v-hat and which of -g, u equals v. The
    definition prints the union only; that no type meets another is a reading, after the word
    categorization and the proof of Theorem 5, which splits a sum by types.
    """
    return this.refuted(CLIPPED, instead=UNION)


@part("definition-5", PROVED, latex=r"\hat S_1 \cup \hat S_2 \cup \hat S_3 \cup \hat S_4 = [d]",
      parts=[covers])  # fmt: skip
def covers_(this):
    """The union of the four sets is everything."""
    return this.conjunction()


@reading("definition-5", REFUTED, latex=r"\hat S_2 \cap \hat S_3 = \emptyset", about="run",
      given=[ON_FORCE], concludes=f"not ({TYPE[2]} and {TYPE[3]})",
      severity="boundary",
      why=("Where the noisy gradient happens to be minus the force, types 2 and 3 "
           "coincide."),
      meant="definition-5/repaired")  # fmt: skip
def disjoint(this):
    """The sets are disjoint (here types 2 and 3 apply, in the branch of the force)."""
    return this.refuted(CLIPPED, instead=f"not ({TYPE[1]} and {TYPE[4]})")


@reading("definition-5", REFUTED, about="run", given={"psi = 0, unclipped": "psi(w[0]) == 0"},
      latex=r"\hat S_1 \cap \hat S_2 \cap \hat S_3 \cap \hat S_4 = \emptyset",
      concludes=f"not ({' and '.join(TYPE.values())})",
      severity="boundary",
      why="Where psi and both gradients are 0, all four types apply.",
      meant="definition-5/repaired")  # fmt: skip
def disjoint_boundary(this):
    """The sets are disjoint where psi = 0 and g = ghat = 0 (all four apply)."""
    return this.refuted(Run((-1, 1), "3/4", start="7/4"), instead=UNION)


@line("definition-5", PROVED, latex=r"\hat u_i = u_i", parts=[by_branch])
def force_without_gradient(this):
    """Remark before it: the force does not depend on the gradient."""
    return this.conjunction()


@line("definition-5", REFUTED, about="run",
      given={"w is stationary": "dist_Z(w[0]) == 0", "it is not of type 4": f"not {TYPE[4]}"},
      concludes="g[0] == 0",
      severity="wrong",
      why="A coordinate at rest on the boundary has type 3 and may keep its gradient.")  # fmt: skip
def only_type_4(this):
    """Remark after it: only on coordinates of type 4 may a gradient stay non-zero.

    A stationary boundary point with g != 0 has type 3: it rests, v = 0.
    """
    return this.refuted(Run((-1, 1), "3/4", loss=linear(-1), start="7/4"),
                        instead="velocity(w[0], g[0]) == 0")  # fmt: skip


@repair(
    "definition-5", title="Four types of update, by branch", source="In place of Definition 5",
    latex=r"\hat S_1 \sqcup \hat S_2 \sqcup \hat S_3 \sqcup \hat S_4 = [d]", parts=[by_branch],
)  # fmt: skip
def repaired(this):
    """Sorted by the branches that ghat and g take, each coordinate has exactly one of four types.

    The printed values follow, and the branch of the force needs psi <= 0.
    """
    return this.conjunction()

r"""Notes, Lemma 4: convergence without any condition on the loss.

Setting
    ASkewSGD (mini-batches, N terms) with the step x + gamma v; sum gamma_k = infinity and sum
    gamma_k^2 < infinity. Nothing is assumed of the loss, nothing of how the mini-batch is drawn.
Valid for
    The distance, with bounded gradients, or with a Lipschitz gradient for every l_j, and a finite
    clip. The iterates need not converge even then if the mini-batches may be chosen; whether they
    converge for drawn ones is not decided here.
Source
    Early notes, Lemma 4.
"""

from __future__ import annotations

from fractions import Fraction

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, probe, reading, repair
from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, reals
from askewtheory.kernel import PRINTED, QUADRATIC, velocity
from proofs_checks.facts.losses import Loss
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

W, N, Z = reals("w n z")
FOURTH = Loss("w^4", lambda w: w**4, lambda w: 4 * w**3)
ALPHA_CLIP = {"alpha > 0": "alpha > 0", "the clip is finite and positive": "M_c > 0"}


def _steepest() -> list:
    """Return: beside the levels +-1 with epsilon = 1/2 the velocity on w^4 is -4 w^3, |w| >= 3."""
    found = paths(lambda w: velocity(w, 4 * w * w * w, (-1, 1), Fraction(1, 2), 1, 1, QUADRATIC,
                                     PRINTED), W)  # fmt: skip
    return [states(on_every_path(found, lambda v: eq(v, -4 * W**3)), {"|w| >= 3": W**2 >= 9})]


TRIPLES = states(
    every(Z * (1 - 4 * Z / N) ** 2 >= 9 * Z, 9 * Z >= N + 1),
    {"n = k + 1": N >= 1, "z = w^2 is large": Z >= N},
)
"""With w' = w - 4 w^3/n: w^2 >= n gives w'^2 >= 9 w^2 >= n + 1."""
RUN_AWAY = {
    "the loss is w^4": "grad(w[k]) == 4*w[k]^3",
    "gamma_k = 1/(k + 1): the sum diverges, that of squares does not": "gamma[k] == 1/(k + 1)",
    "k steps have tripled |w|": "abs(w[k]) >= 3^1 and w[k]^2 >= k + 1",
}


def away() -> Run:
    """Return the run on w^4 from 3 with gamma_k = 1/(k + 1): |w_k| >= 3^(k + 1)."""
    return Run((-1, 1), "1/2", loss=FOURTH, start=3, steps=3,
               gamma=["1", "1/2", "1/3"], constants={"k": 2})  # fmt: skip


@claim(
    "notes/lemma-4", REFUTED,
    severity="wrong",
    why="The iterates need not converge, and without bounded gradients nor does the distance.",
    title="Convergence of the iterates and of the distance", about="run",
    source="Early notes, Lemma 4", given=[RUN_AWAY, ALPHA_CLIP], concludes="d[k + 1] <= d[k]",
    latex=r"w_k \to w_\infty, \quad \lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
    uses=["notes/algorithm-2-sign"],
)  # fmt: skip
def as_printed(this):
    """The iterates of ASkewSGD converge, and d(w_k, C_epsilon) -> 0.

    With Assumption 1 (a Lipschitz gradient) for every l_j see the reading. On w^4 the distance
    grows from step to step: that it does so at every step is the line run-away.
    """
    return this.refuted(away(), instead="d[k + 1] >= 2*d[k]")


@part("notes/lemma-4", REFUTED, about="run", given=[RUN_AWAY, ALPHA_CLIP],
      concludes="d[k + 1] <= d[k]",
      severity="hypothesis",
      why="It needs a Lipschitz gradient of every l_j, and a finite clip.",
      meant="notes/lemma-4/distance-smooth")  # fmt: skip
def distance(this):
    """d(w_k, C) -> 0 for every loss (w^4 has no Lipschitz gradient)."""
    return this.refuted(away(), instead="d[k + 1] >= 2*d[k]")


@reading(
    "notes/lemma-4", PROVED, latex=r"\lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
    parts=lambda: proved("notes/lemma-4/distance-smooth"),
)  # fmt: skip
def distance_smooth(this):
    """Reading: Assumption 1 for every l_j, and a finite clip. For both psi and any mini-batches.

    Lipschitz gradients grow at most linearly, which is what is used, for every epsilon > 0.
    """
    return this.conjunction()


@probe(
    "notes/lemma-4", PROVED, latex=r"|w_{k+1}| \ge 3|w_k|", parts=lambda: [*_steepest(), TRIPLES]
)
def run_away(this):
    """In that run |w_k| >= 3^(k+1) for every k: the branch, and that |w| triples at every step."""
    return this.conjunction()


@part(
    "notes/lemma-4",
    REFUTED,
    about="run",
    given=[
        ALPHA_CLIP,
        {
            "the samples' slopes are 1 and -1": "abs(ghat[0]) == 1 and abs(ghat[1]) == 1 and "
            "abs(ghat[2]) == 1",
            "every iterate is feasible": "all(d[k] == 0 for k in range(0, 4))",
            "each block of 2^n steps of 2^-n/2 moves by 1/2": "2^0*gamma[0] == 1/2 and "
            "2*gamma[1] == 1/2 "
            "and gamma[1] == gamma[2]",
            "after two blocks the run is back": "w[3] == w[0]",
        },
    ],
    concludes="w[1] == w[3]",
    severity="wrong",
    why="A run may commute between two feasible points for ever.",
)
def iterates(this):
    """The iterates converge for any choice of the mini-batches (here chosen, not drawn).

    l_1 = w, l_2 = -w, blocks of 2^n steps of 2^-n/2, n = 0, 1, ..., whose samples alternate: each
    block adds 1/2 to the sum of gamma and 2^-n/4 to that of gamma^2, and the run commutes between
    3/4 and 5/4, both feasible, for ever. Convergence would make the ends of blocks agree.
    """
    run = Run((-1, 1), "3/4", start="3/4", steps=3, gamma=["1/2", "1/4", "1/4"], noise=(-1, 1, 1))
    return this.refuted(run, instead="abs(w[1] - w[3]) == 1/2")


@repair(
    "notes/lemma-4", title="The distance tends to zero if gradients are bounded",
    source="In place of the notes' Lemma 4; the report's Lemma 1",
    latex=r"\lim_{k\to\infty} d(w_k, C_\varepsilon) = 0",
    parts=lambda: proved("lemma-1"),
)  # fmt: skip
def repaired(this):
    """If gradients are bounded, 0 < M_c < infinity and epsilon is below the limit, d -> 0."""
    return this.conjunction()


@line("notes/lemma-4/repaired", PROVED, parts=lambda: proved("lemma-1/clipped"))
def repaired_any_epsilon(this):
    """The same for every epsilon > 0."""
    return this.conjunction()

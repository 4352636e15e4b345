r"""Section 5, between its results: two captions, "Implications", and the remark on type 4.

The other remarks of section 5 have claims beside their results: ``definition-3/lower-order``,
``lemma-2/remark``, ``cycling``, ``definition-5/force-without-gradient`` and ``only-type-4``,
``psi-smooth``.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, reading
from askewtheory.grid import Grid
from proofs_checks.facts import admissible, velocity
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, POSITIVE, STRICT, Run, named


def captioned(levels: tuple[int, ...]) -> dict[str, str]:
    """Return what a caption says: epsilon and the levels."""
    return {
        "epsilon of the caption": "epsilon == 0.2",
        "levels of the caption": " and ".join(f"q_{k} == {q}" for k, q in enumerate(levels, 1)),
    }


def apart(count: int) -> str:
    """Return that epsilon is below gap^2/4, for every gap."""
    return " and ".join(f"4 * epsilon < (q_{k + 1} - q_{k})^2" for k in range(1, count))


@claim("section-5/figure-1", PROVED, title="Figure 1 has one interval for each level",
       source="Report, caption of Figure 1", given=captioned((1, 3, 7, 8, 11)),
       latex=r"\varepsilon = 0.2 < \min_j (q^{(j+1)} - q^{(j)})^2/4 = 1/4",
       concludes=apart(5),
       uses=["definition-3", "intervals"])  # fmt: skip
def figure_1(this):
    """With levels 1, 3, 7, 8, 11, epsilon = 0.2 is below every gap^2/4: five intervals."""
    return this.solvers()


INT3 = Grid.integer(3).levels
EVEN = " and ".join(f"q_{k + 1} - q_{k} == 1" for k in range(1, 8))


@claim("section-5/figure-2", PROVED, title="Figure 2 shows the INT3 levels",
       source="Report, caption of Figure 2", given=captioned((-4, -3, -2, -1, 0, 1, 2, 3)),
       latex=r"\mathcal{Q}_i = \{-2^{2}, \dots, 2^{2}-1\}",
       concludes=f"{EVEN} and {apart(8)} and "
       + " and ".join(f"q_{k} == {q}" for k, q in enumerate(INT3, 1)),
       uses=["definition-3", "intervals"])  # fmt: skip
def figure_2(this):
    """The caption's levels are those of section 6 for 3 bits, uniform, with eight intervals."""
    return this.solvers()


# --- Implications ---------------------------------------------------------------------------------


SMALL = named("a stepsize for Theorem 3, as small as wished",
              "0 < gamma and gamma <= 1/C and gamma * L < 1 and "
              "gamma * max(L, M_c) < min(q_plus - q_minus, m - q_plus)")  # fmt: skip
NEAREST = "min(abs(w[{0}] - q[1]), abs(w[{0}] - q[2]))"
"""The distance to the set Q, for two levels."""


@claim("section-5/implications", REFUTED,
       severity="misprint", meant="section-5/implications/feasible-set",
       why="The iterates reach a neighbourhood of C_epsilon, and may rest there far from a level.",
       changes=["the feasible set C_epsilon in place of the levels"],
       title="A small stepsize leads to the levels",
       source="Report, section 5.1.1, Implications", about="run",
       latex=r"\limsup_k d(w^{(k)}, \mathcal{Q}) \le C\gamma",
       given=[STRICT, POSITIVE, A3_DISPLAYED, A3_LIPSCHITZ, SMALL, {"C is positive": "C > 0"}],
       concludes=f"limsup({NEAREST.format('k')} for k in N) <= C * gamma",
       uses=["theorem-2", "theorem-3", "corollary-2"])  # fmt: skip
def implications(this):
    """With gamma small enough the parameter tends to the gamma-neighbourhood of the levels.

    It tends to that of C_epsilon; in C_epsilon a point rests wherever the gradient is zero.
    """
    at_rest = Run((-1, 1), "9/25", start="-59/50", family=["-59/50"], gamma="1/(20*C + 20)",
                  constants={"C": "C", "L": 1})  # fmt: skip
    return this.refuted(at_rest, parameters=["n >= 0", "C > 0"],
                        instead="limsup(d[k] for k in N) <= C * gamma")  # fmt: skip


@reading("section-5/implications", PROVED, parts=admissible.COROLLARY_1,
         latex=r"d(w^{(k)}, C_\varepsilon) \le \gamma G\sqrt{d},\ k \ge k_1")  # fmt: skip
def implications_feasible_set(this):
    """Read with C_epsilon for the levels: its gamma-neighbourhood is reached, and kept.

    That is Corollary 1, for epsilon < min gap^2/4, with G a bound on the gradient.
    """
    return this.conjunction()


@line("section-5/implications", PROVED, latex=r"|v| \le \max(|g|, M_c)",
      parts=[velocity.inside, velocity.size])  # fmt: skip
def implications_bounded(this):
    """Gradients and the clip bound the update; gamma < 1/L is not needed for it."""
    return this.conjunction()


# --- the remark on type 4 -------------------------------------------------------------------------

TYPE_4 = {"ghat takes the force, g does not": "psi(w[0]) <= 0 and v[0] == force(w[0]) and "
          "velocity(w[0], g[0]) == -g[0] and velocity(w[0], g[0]) != force(w[0])",
          "w is within delta of C_epsilon": "d[0] <= delta"}  # fmt: skip
OUT = Run((-1, 1), "1/5", loss=linear(-1), noise=[2], start="-61/50", constants={"delta": "1/50"})
"""The loss -w at -61/50, left of the interval [-6/5, ...]: g = -1 points into it, ghat = 1 out."""


@claim("section-5/type-4", REFUTED,
       severity="wrong",
       why="The end of the interval is near, the level itself need not be.",
       title="What projecting a coordinate of type 4 gives",
       source="Report, section 5.2, remark after Definition 5", about="run",
       latex=r"\min_j |w - q^{(j)}| \le \delta",
       given=[STRICT, POSITIVE, TYPE_4],
       concludes=f"{NEAREST.format(0)} <= delta",
       uses=["definition-5", "stationarity-signs"])  # fmt: skip
def type_4(this):
    """The distance to the quantization value is at most delta, where that to C_epsilon is."""
    return this.refuted(OUT, instead=f"{NEAREST.format(0)} <= delta + epsilon")


@line("section-5/type-4", REFUTED, about="run", given=[STRICT, POSITIVE, TYPE_4],
      concludes="grad(q[1]) == 0",
      severity="wrong",
      why="At a level the gradient need not be 0.")  # fmt: skip
def type_4_stationary_level(this):
    """Projected onto the quantization set, it is stationary: at a level psi > 0, so g = 0."""
    return this.refuted(OUT, instead="grad(q[1]) == -1 and psi(q[1]) > 0")


@reading("section-5/type-4", REFUTED, about="run", given=[STRICT, POSITIVE, TYPE_4],
      concludes="grad(q_minus) * slope(q_minus) >= 0",
      severity="wrong",
      why="At the end of the interval the gradient may point inward.")  # fmt: skip
def type_4_stationary_end(this):
    """Projected onto C_epsilon, here its end q_-, it is stationary: g psi' >= 0."""
    return this.refuted(OUT, instead="w[0] < q_minus and grad(q_minus) * slope(q_minus) < 0")

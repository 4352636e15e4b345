r"""BinaryConnect's update: dual averaging, the clip, eager and lazy rounding, fixed points.

Setting
    One weight with levels -1 and 1. BinaryConnect evaluates the gradient at the sign of a latent
    weight and moves the latent weight; ProxQuant moves the weight and maps it, step for step.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import choose, eq, every, for_all, reals, term

K, W, Z, GAMMA, G = reals("k w z gamma g")


def sign(of):
    """The sign, 1 at 0."""
    return choose(of >= 0, 1, -1)


STEPS = {
    "a step of BinaryConnect": for_all("k", 0, eq(W[K + 1], W[K] - GAMMA * G[K])),
    "a step of dual averaging": for_all("k", 0, eq(Z[K + 1], Z[K] + GAMMA * G[K])),
}


@claim(
    "dual-averaging", PROVED, title="BinaryConnect is dual averaging, step for step",
    source="ProxQuant (2019), straight-through gradient; ProxConnect (2021)",
    given={**STEPS, "the dual variable starts at 0": eq(Z[0], 0)},
    latex=r"w_k = w_0 - z_k,\quad z_k = \gamma\sum_{j<k} g_j",
    concludes=for_all("k", 0, eq(W[K], W[0] - Z[K])),
)  # fmt: skip
def dual_averaging(this):
    """The latent weight is w_0 minus the sum of all scaled gradients, whichever they are."""
    one_step = [one.args[3] for one in STEPS.values()]
    base = states(eq(W[0], W[0] - Z[0]), [eq(Z[0], 0)])
    step = states(eq(W[K + 1], W[0] - Z[K + 1]), [*one_step, eq(W[K], W[0] - Z[K])])
    return this.induction(base, step)


CLIPPED = {
    "both start alike": "w_0 == z_0 and abs(w_0) <= 1",
    "BinaryConnect clips the latent weight":
        "w_1 == max(-1, min(1, w_0 - g_0)) and w_2 == max(-1, min(1, w_1 - g_1))",
    "dual averaging does not": "z_1 == z_0 - g_0 and z_2 == z_1 - g_1",
}  # fmt: skip


@claim(
    "clipped", REFUTED, severity="hypothesis", meant="clipped/repaired",
    why="The clip to [-1, 1] forgets the part of a gradient that points out of it.",
    changes=["no step leaves [-1, 1]"],
    title="BinaryConnect as its authors run it, with the clip, is dual averaging",
    source="BinaryConnect (2015), clipping, with ProxQuant's observation", given=CLIPPED,
    latex=r"\operatorname{sign}(w_k) = \operatorname{sign}(z_k)",
    concludes=eq(sign(term("w_2")), sign(term("z_2"))),
)  # fmt: skip
def clipped(this):
    """Clipped to [-1, 1] after each step, the latent weights still round as those of the sum do."""
    return this.refuted(w_0=1, z_0=1, g_0=-1, g_1="3/2", w_1=1, z_1=2, w_2="-1/2", z_2="1/2",
                        instead="w_2 <= z_2")  # fmt: skip


@repair(
    "clipped", title="The clip changes nothing while no step leaves [-1, 1]",
    source="In place of clipped",
    given=[CLIPPED, {"no step leaves [-1, 1]": "abs(w_0 - g_0) <= 1 and abs(w_1 - g_1) <= 1"}],
    latex=r"w_k = z_k", concludes="w_2 == z_2",
)  # fmt: skip
def clipped_repaired(this):
    """Then the clipped latent weight is that of dual averaging."""
    return this.solvers()


START = {"the weight is a level": "w^2 == 1", "the step is short": "abs(gamma*g) < 1"}


@line("eager", PROVED, given=START, latex=r"|\gamma g| < 1 \implies "
      r"\operatorname{sign}(w - \gamma g) = w", concludes=eq(sign(W - GAMMA * G), W))  # fmt: skip
def stuck(this):
    """A rounded weight never leaves its level by steps shorter than 1."""
    return this.solvers()


@line("eager", PROVED,
      given={**START, "the gradient points to the other level": "g*w > 0",
             "so many steps were taken": "k*gamma*g*w > 1"},
      latex=r"k\gamma|g| > 1 \implies w\,(w - k\gamma g) < 0",
      concludes="w*(w - k*gamma*g) < 0")  # fmt: skip
def moves(this):
    """A latent weight changes its sign after more than 1/(gamma |g|) such steps."""
    return this.solvers()


@claim(
    "eager", PROVED, title="Rounding after every step, and rounding a latent weight, differ",
    source="ProxQuant (2019), eager and lazy projection",
    latex=r"\operatorname{sign}(w - \gamma g) = w \text{ for ever, but } "
    r"\operatorname{sign}(w - k\gamma g) \ne w \text{ for large } k",
    parts=lambda: [stuck, moves],
)  # fmt: skip
def eager(this):
    """Under a constant gradient and short steps the first stays where it is, the second moves."""
    return this.conjunction()


@probe(
    "eager", REFUTED, severity="wrong",
    why="The rounded weight forgets each step; the latent weight remembers them.",
    given={
        "both start at the level w": "z_0 == w",
        "one is rounded after each step":
            every(eq("w_1", sign(W - GAMMA * G)), eq("w_2", sign(term("w_1") - GAMMA * G))),
        "the other is not": "z_2 == z_0 - 2*gamma*g",
        **START,
    },
    concludes=eq("w_2", sign(term("z_2"))),
)  # fmt: skip
def alike(this):
    """After two steps with one gradient both are at the same level."""
    return this.refuted(w=-1, gamma=1, g="-3/4", w_1=-1, w_2=-1, z_0=-1, z_2="1/2",
                        instead="w_2 == w")  # fmt: skip


DYNAMICS = {"the stepsize is positive": "gamma > 0", "the weight is positive": "w > 0"}
"""The gradient ``g`` at the level 1 stays the same as long as the sign does."""


@line("fixed-points", PROVED, given={**DYNAMICS, "the gradient does not point down": "g <= 0",
                                     "k counts steps": "k >= 0"},
      latex=r"g \le 0 \implies w - k\gamma g > 0", concludes="w - k*gamma*g > 0")  # fmt: skip
def stays(this):
    """Where the gradient at the level points outwards or vanishes, the sign stays for all k."""
    return this.solvers()


@line("fixed-points", PROVED,
      given={**DYNAMICS, "the gradient points down": "g > 0",
             "so many steps were taken": "k*gamma*g > w"},
      latex=r"g > 0,\ k > \frac{w}{\gamma g} \implies w - k\gamma g < 0",
      concludes="w - k*gamma*g < 0")  # fmt: skip
def leaves(this):
    """Where it does not, more than w/(gamma g) steps change the sign."""
    return this.solvers()


@claim(
    "fixed-points", PROVED, title="Which levels BinaryConnect can stay at",
    source="ProxQuant (2019), fixed points of BinaryConnect",
    latex=r"\text{the level } s \text{ is kept for ever} \iff g(s) = 0 \text{ or } "
    r"\operatorname{sign}(g(s)) = -s",
    parts=lambda: [stays, leaves],
)  # fmt: skip
def fixed_points(this):
    """The level 1 is kept for ever if and only if the gradient at it is not positive.

    The same holds at -1 with signs reversed, up to the sign of 0, which is 1.
    """
    return this.conjunction()

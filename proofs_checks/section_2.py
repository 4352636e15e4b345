r"""Section 2: BinaryConnect, dual averaging, the k-bit quantizer, and ProxQuant's proximal map.

Valid for
    One coordinate and, where nothing else is said, any levels. The quantizer of section 2, the
    levels of section 6 and {-1, +1} are three different sets (see ``k-bit/levels``, ``one-bit``),
    and the printed proximal map is not the one that acts on each coordinate alone.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, probe, reading, repair
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import states
from askewtheory.audit.terms import (
    Term,
    choose,
    eq,
    every,
    for_all,
    iff,
    maximum,
    minimum,
    over,
    reals,
    term,
)
from askewtheory.grid import Grid
from askewtheory.kernel import cell
from proofs_checks.formal import proved

W, X, Y, Q, P, LAMBDA, H, R = reals("w x y q p lam h r")
T, J, LATENT, GAMMA, GRADIENT = reals("T j w gamma ghat")
BINARY = Grid.binary()
SIGN = choose(W >= 0, 1, -1)
"""BinaryConnect's P, as printed."""


@claim(
    "section-2/binary-connect", PROVED, title="BinaryConnect rounds to the nearest level",
    source="Report, section 2.1",
    latex=r"[P(w)]_i = +1 \text{ if } w_i \ge 0, -1 \text{ otherwise}",
    concludes=lambda: every(
        eq(SIGN, traced(lambda w: BINARY.levels[cell(w, BINARY.midpoints)], W)),
        *(abs(W - SIGN) <= abs(W - level) for level in BINARY.levels)),
)  # fmt: skip
def binary_connect(this):
    """The printed P maps w to the nearest of the levels -1 and 1, and 0 to 1, as rounding does."""
    return this.solvers()


SIGMA = maximum(0, minimum(1, (W + 1) / 2))


@claim(
    "section-2/stochastic", PROVED, title="Stochastic quantization",
    source="Report, section 2.1", latex=r"\sigma(x) = \text{clip}((x+1)/2, 0, 1)",
    concludes=every(SIGMA >= 0, SIGMA <= 1,
                    eq(SIGMA - (1 - SIGMA), maximum(-1, minimum(1, W))),
                    iff(eq(SIGMA - (1 - SIGMA), W), every(W >= -1, W <= 1))),
)  # fmt: skip
def stochastic(this):
    """sigma(w) is a probability; the mean of P(w) is w clipped to [-1, 1], and w only there."""
    return this.solvers()


# --- the k-bit quantizer --------------------------------------------------------------------------

UNIT = {"h is 2^(k-1)": H >= 1, "w is in [0, 1]": every(W >= 0, W <= 1),
        "r is (2^k - 1) w, rounded": abs(R - (2 * H - 1) * W) <= term("1/2")}  # fmt: skip
PRINTED = R - (H - 1)


@claim(
    "section-2/k-bit", PROVED, title="The quantizer has k bits", source="Report, section 2.1",
    latex=r"w_q = \text{round}((2^k-1)w) - (2^{k-1}-1)",
    parts=lambda: proved("section-2/k-bit"),
)  # fmt: skip
def k_bit(this):
    """A real w in [0, 1] is mapped to a number of k bits.

    w_q takes exactly the whole numbers from -(2^(k-1) - 1) to 2^(k-1), whichever way ties round.
    """
    return this.conjunction()


@probe("section-2/k-bit", REFUTED, given=UNIT,
      latex=r"w_q \in \{-2^{k-1}, \dots, 2^{k-1}-1\}",
      concludes=every(PRINTED >= -H, PRINTED <= H - 1),
      severity="constant",
      why="The offset is 2^(k-1) - 1, and section 6 needs 2^(k-1).",
      meant="section-2/k-bit/repaired")  # fmt: skip
def k_bit_levels(this):
    """These are the levels of section 6, from -2^(k-1) to 2^(k-1) - 1: w = 1 gives 2^(k-1)."""
    return this.refuted(h="h", w=1, r="2*h - 1", parameters=["h >= 1"], instead=eq(PRINTED, H))


@probe("section-2/k-bit", REFUTED, given={**UNIT, "k is 1": eq(H, 1)},
      concludes=eq(PRINTED**2, 1),
      severity="wrong",
      why="For one bit the levels are 0 and 1.")  # fmt: skip
def k_bit_one_bit(this):
    """With k = 1 these are BinaryConnect's levels -1 and 1: they are 0 and 1."""
    return this.refuted(h=1, w=0, r=0, instead=eq(PRINTED, 0))


@probe("section-2/k-bit", REFUTED, latex=r"w^{(k)} \in [0,1]",
      given={"w is in [0, 1]": every(W >= 0, W <= 1), "the stepsize is positive": "gamma > 0",
             "a step of BinaryConnect": "w_next == w - gamma * ghat"},
      concludes="0 <= w_next and w_next <= 1",
      severity="hypothesis",
      why="Weights must first be brought to [0, 1].",
      meant="section-2/k-bit")  # fmt: skip
def k_bit_domain(this):
    """BinaryConnect's weights are inputs of the quantizer: they stay in [0, 1]."""
    return this.refuted(w=0, gamma="1/10", ghat=1, w_next="-1/10",
                        instead="-1 <= w_next and w_next <= 1")  # fmt: skip


@repair(
    "section-2/k-bit", title="The quantizer for the levels of section 6",
    source="In place of the quantizer of section 2.1",
    latex=r"w_q = \text{round}((2^k-1)w) - 2^{k-1}",
    parts=lambda: proved("section-2/k-bit/repaired"),
)  # fmt: skip
def k_bit_repaired(this):
    """With 2^(k-1) subtracted, w_q takes exactly the levels -2^(k-1), ..., 2^(k-1) - 1."""
    return this.conjunction()


# --- dual averaging -------------------------------------------------------------------------------

MOVED = GAMMA[J] * GRADIENT[J]
STEP = for_all("j", 0, eq(LATENT[J + 1], LATENT[J] - MOVED))
CHANGE = LATENT[J + 1] - LATENT[J]


@part("section-2/dual-averaging", PROVED, latex=r"w^{(T+1)} = w^{(0)} - \sum_j \gamma_j g_j",
      given={"T >= 0": T >= 0, "the steps of BinaryConnect": STEP},
      concludes=eq(LATENT[T + 1], LATENT[0] - over("sum", "j", 0, T, MOVED)))  # fmt: skip
def dual_averaging_latents(this):
    """The latent weights are w^(0) minus the sum of all gradients times their stepsizes."""
    return this.summed()


@part("section-2/dual-averaging", PROVED,
      latex=r"|w-p| \le |w-q| \iff \tfrac12p^2 - wp \le \tfrac12q^2 - wq",
      concludes=iff((W - P) ** 2 <= (W - Q) ** 2,
                    P**2 / 2 - W * P <= Q**2 / 2 - W * Q))  # fmt: skip
def dual_averaging_choice(this):
    """The level nearest to w is the one that minimises q^2/2 - w q over the levels."""
    return this.solvers()


@claim(
    "section-2/dual-averaging", PROVED, title="BinaryConnect is dual averaging",
    source="Report, section 2.1 (cited)",
    latex=r"P(w^{(T+1)}) = \arg\min_{q \in \mathcal Q}"
    r" \langle \textstyle\sum_j \gamma_j g_j - w^{(0)}, q\rangle + \tfrac12\|q\|^2",
    parts=lambda: [dual_averaging_latents, dual_averaging_choice,
                   *proved("section-2/dual-averaging")],
    uses=["section-2/binary-connect"],
)  # fmt: skip
def dual_averaging(this):
    """P(w_(T+1)) minimises <sum of gamma_j g_j - w_0, q> + |q|^2/2 over the levels q.

    For any gradients g_j, so for those at P(w_j), and any levels in each coordinate, to a nearest
    of which P rounds.
    """
    return this.conjunction()


# --- the proximal map -----------------------------------------------------------------------------

A, B = reals("a b")


def objective(x: Term, w: Term = W, low: Any = A, high: Any = B) -> Term:
    """Return |w - x|^2/2 + lambda R(x) on the line, for two levels."""
    return (w - x) ** 2 / 2 + LAMBDA * minimum(abs(x - low), abs(x - high))


def pulled(w: Term, q: Term) -> Term:
    """Return w moved towards q by lambda, at most onto q (the library's ``soft_threshold``)."""
    return choose(w >= q, q + maximum(w - q - LAMBDA, 0), q - maximum(q - w - LAMBDA, 0))


LEAST = {"w is the midpoint of -1 and 1": eq(W, 0),
         "lambda is small": every(LAMBDA > 0, LAMBDA <= 1)}  # fmt: skip


@claim(
    "section-2/proximal-map", REFUTED,
    severity="boundary", meant="section-2/proximal-map/formula",
    why="Between two levels, at equal distance, the arg min has two points.",
    changes=["at a tie either nearest level may be chosen"],
    title="The proximal map is one map",
    source="Report, section 2.2",
    latex=r"P(w) = \arg\min_{\bar w} \tfrac12\|w-\bar w\|^2 + \lambda R(\bar w)",
    given={**LEAST, "x attains the least value": eq(objective(X, low=-1, high=1),
                                                    LAMBDA - LAMBDA**2 / 2),
           "so does y": eq(objective(Y, low=-1, high=1), LAMBDA - LAMBDA**2 / 2)},
    concludes=eq(X, Y),
)  # fmt: skip
def proximal_map(this):
    """The arg min is one point for every w: between two levels, at equal distance, it is two."""
    return this.refuted({"w": 0, "lam": "1/4", "x": "1/4", "y": "-1/4"},
                        instead=eq(X**2, Y**2))  # fmt: skip


@probe("section-2/proximal-map", PROVED, given=LEAST,
      concludes=objective(X, low=-1, high=1) >= LAMBDA - LAMBDA**2 / 2)  # fmt: skip
def proximal_map_least(this):
    """At w = 0, between -1 and 1, the least value is lambda - lambda^2/2."""
    return this.solvers()


@reading("section-2/proximal-map", PROVED,
      latex=r"P(w) = q + \text{sign}(w-q)\max(|w-q|-\lambda, 0)",
      parts=lambda: proved("section-2/proximal-map/formula"))  # fmt: skip
def proximal_map_formula(this):
    """On the line P moves w towards a nearest level by lambda, at most onto it, for any levels."""
    return this.conjunction()


@probe("section-2/proximal-map", PROVED,
      given={"lambda is at least the distance": LAMBDA >= abs(W - Q)},
      concludes=eq(pulled(W, Q), Q))  # fmt: skip
def proximal_map_rounds(this):
    """Where lambda is at least the distance it is BinaryConnect's P: it rounds."""
    return this.solvers()


@probe("section-2/proximal-map", REFUTED,
      latex=r"R(\bar w) = \inf_{\hat w \in \mathcal Q} \|\hat w - \bar w\|_2",
      given={"lambda is positive": LAMBDA > 0,
             "x is w pulled towards (1, 1), each coordinate by itself":
             every(eq("x_1", pulled(term("w_1"), term(1))),
                   eq("x_2", pulled(term("w_2"), term(1)))),
             "(1, 1) is nearest": "w_1 >= 1 and w_2 >= 1 and y_1 >= 0 and y_2 >= 0",
             "r is R(x)": "r >= 0 and r^2 == (x_1 - 1)^2 + (x_2 - 1)^2",
             "s is R(y)": "s >= 0 and s^2 == (y_1 - 1)^2 + (y_2 - 1)^2"},
      concludes="((w_1 - x_1)^2 + (w_2 - x_2)^2)/2 + lam * r "
                "<= ((w_1 - y_1)^2 + (w_2 - y_2)^2)/2 + lam * s",
      severity="wrong",
      why="R is a Euclidean distance, and no sum of distances in the coordinates.")  # fmt: skip
def proximal_map_coordinatewise(this):
    """For Q = {-1, 1}^2 it acts on each coordinate alone: R is no sum of distances."""
    return this.refuted(w_1=9, w_2=16, lam=3, x_1=6, x_2=13, r=13, y_1="129/17",
                        y_2="227/17", s=14, instead=(
        "((w_1 - x_1)^2 + (w_2 - x_2)^2)/2 + lam * r "
        "> ((w_1 - y_1)^2 + (w_2 - y_2)^2)/2 + lam * s"))  # fmt: skip


@probe("section-2/proximal-map", PROVED, latex=r"\|w-p\|^2 \le \|w-q\|^2",
      given={"p_i is nearest to w_i": "all((w[i] - p[i])^2 <= (w[i] - q[i])^2 for i in N)"},
      concludes="sum((w[i] - p[i])^2 for i in range(1, d + 1)) "
                "<= sum((w[i] - q[i])^2 for i in range(1, d + 1))")  # fmt: skip
def proximal_map_nearest(this):
    """Where Q is a product a nearest point is found coordinate by coordinate, however large Q is.

    One search a coordinate suffices: that the map is expensive when Q is large does not follow.
    """
    each = "(w[i] - p[i])^2 <= (w[i] - q[i])^2"
    return this.sum_order(states(each, [each]))

r"""The proximal maps of W-shaped penalties, their limits, and the descent of one step.

Setting
    One weight ``t``, levels -1 and 1; ``s`` is the level on t's side, 1 for t = 0. The map
    minimises (x - t)^2/2 + lam R(x) over x. The absolute penalty is R(x) = min(|x - 1|, |x + 1|),
    the squared one half the square of that distance. That y is no worse than any x is stated for
    the penalty of the nearest level at y and of either level at x: that is what a minimum means.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.statement import Statement, states

STRENGTH = {"the penalty is weighed": "lam >= 0"}
SIDES = (({"t is on the side of 1": "t >= 0"}, "1"), ({"t is on the side of -1": "t < 0"}, "(-1)"))
LEVELS = ("1", "(-1)")


def soft_threshold(side: dict[str, str], s: str) -> list[dict[str, str]]:
    """Return the cases of ProxQuant's closed form: t moved towards s by lam, at most onto it."""
    return [
        {**side, "the penalty outweighs the distance": f"lam >= abs(t - {s})", "y": f"y == {s}"},
        {**side, "t is above": f"t - {s} > lam", "y": "y == t - lam"},
        {**side, "t is below": f"{s} - t > lam", "y": "y == t + lam"},
    ]


def least(penalty: str, cases: list[tuple[dict[str, str], str]]) -> list[Statement]:
    """Return that y is no worse than x, in each case and for either level next to x."""
    return [
        states(
            f"(y - t)^2/2 + lam*{penalty.format(f'y - {s}')}"
            f" <= (x - t)^2/2 + lam*{penalty.format(f'x - {q}')}",
            {**STRENGTH, **given},
        )
        for given, s in cases
        for q in LEVELS
    ]


@claim(
    "prox-l1", PROVED, title="The map of the absolute penalty is a soft threshold",
    source="ProxQuant (2019), closed form of the map, absolute penalty",
    latex=r"\operatorname{prox}_{\lambda R}(\theta) = s + \operatorname{sign}(\theta - s)"
    r"[|\theta - s| - \lambda]_+",
    parts=least("abs({})", [(given, s) for side, s in SIDES for given in soft_threshold(side, s)]),
)  # fmt: skip
def prox_l1(this):
    """No x has a smaller (x - t)^2/2 + lam min(|x - 1|, |x + 1|) than the soft threshold."""
    return this.conjunction()


@claim(
    "prox-l2", PROVED, title="The map of the squared penalty is a weighted mean",
    source="ProxQuant (2019), closed form of the map, squared penalty",
    latex=r"\operatorname{prox}_{\lambda R}(\theta) = \frac{\theta + \lambda s}{1 + \lambda}",
    parts=least("({})^2/2", [({**side, "y": f"y*(1 + lam) == t + lam*{s}"}, s)
                             for side, s in SIDES]),
)  # fmt: skip
def prox_l2(this):
    """No x has a smaller (x - t)^2/2 + lam min((x - 1)^2, (x + 1)^2)/2 than the weighted mean."""
    return this.conjunction()


@claim(
    "prox-l1-limit", PROVED, title="A strong absolute penalty rounds, exactly",
    source="ProxQuant (2019), relation to BinaryConnect",
    latex=r"\lambda \ge |\theta - s| \implies \operatorname{prox}_{\lambda R}(\theta) = s",
    given={"the penalty outweighs the distance": "lam >= abs(t - s)",
           "y is the soft threshold": "y == s + max(t - s - lam, 0) - max(s - t - lam, 0)"},
    concludes="y == s",
)  # fmt: skip
def prox_l1_limit(this):
    """From lam = |t - s| on the map is BinaryConnect's sign."""
    return this.solvers()


SHRUNK = {**STRENGTH, "y is the weighted mean": "y*(1 + lam) == t + lam*s"}


@claim(
    "prox-l2-limit", PROVED, title="A strong squared penalty rounds in the limit",
    source="ProxQuant (2019), relation to BinaryConnect", given=SHRUNK,
    latex=r"|\operatorname{prox}_{\lambda R}(\theta) - s| = \frac{|\theta - s|}{1 + \lambda}",
    concludes="abs(y - s)*(1 + lam) == abs(t - s)",
)  # fmt: skip
def prox_l2_limit(this):
    """The distance to the level that is left is |t - s|/(1 + lam)."""
    return this.solvers()


@probe(
    "prox-l2-limit", REFUTED, severity="wrong",
    why="A weighted mean with a finite weight is no level unless the weight was one.",
    given={**SHRUNK, "the penalty outweighs the distance": "lam >= abs(t - s)"},
    concludes="y == s",
)  # fmt: skip
def finite(this):
    """With the squared penalty, too, some finite lam rounds: it never does."""
    return this.refuted(t=3, s=1, lam=2, y="5/3", instead="(y - s)*(1 + lam) == t - s")


STEP = {
    "the stepsize is positive": "gamma > 0",
    "y is the proximal map of the gradient step": "(y - (t - gamma*g))^2/(2*gamma) + r_y"
    " <= (t - (t - gamma*g))^2/(2*gamma) + r_t",
    "the loss is smooth": "f_y <= f_t + g*(y - t) + M*(y - t)^2/2",
}


@claim(
    "descent", PROVED, title="One proximal gradient step lowers the penalised loss",
    source="ProxQuant (2019), convergence of the method", given=STEP,
    latex=r"F(\theta^+) \le F(\theta) - \left(\frac{1}{2\gamma} - \frac{M}{2}\right)"
    r"(\theta^+ - \theta)^2",
    concludes="f_y + r_y <= f_t + r_t - (1/(2*gamma) - M/2)*(y - t)^2",
)  # fmt: skip
def descent(this):
    """For any penalty, convex or not, of which y attains the proximal minimum.

    ``r_t``, ``r_y`` are the penalties at t and y, weighed; ``f_t``, ``f_y`` the losses.
    """
    return this.solvers()

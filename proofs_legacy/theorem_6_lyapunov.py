r"""The Lyapunov inequality of Theorem 6: false beside the set where the gradient points outward.

Setting
    L(w) = l(w) + (alpha/2) sum of min(0, psi_i)^2, h(w) = E s(ghat, w).
Assumptions
    A1, A2, A6, A7, 0 < epsilon <= min gap^2/4.
Claim
    <grad L(w), h(w)> <= -b |h(w)|^2 for some b > 0 wherever h(w) != 0.
Valid for
    psi > 0, and psi <= 0 in the branch of the gradient without noise. In the branch of the force
    with an outward gradient, L increases near the set: the penalty has slope zero there, like every
    continuously differentiable penalty that vanishes on C.
Source
    Report, proof of Theorem 6, Claim and its cases.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.losses.formulas import quadratic_slope
from askewtheory.provers import Check, Instance, replay
from proofs_legacy import theorem_6_lyapunov_lines as lines
from proofs_legacy.common import Coordinate
from proofs_legacy.exact_penalty import REPAIRED
from proofs_legacy.theorem_6_mean_field import mean_velocity
from proofs_legacy.theorem_6_penalty import gradient as penalty_gradient

CELL = Coordinate((-1, 1), "3/4", 1, 1)
CLIPPED = Coordinate((-1, 1), "3/4", 1, "1/8")
B = sympy.Symbol("b", positive=True)
OUTWARD = "(w - 3)^2/2: coercive, 1-smooth"


def slope_of_l(coordinate: Coordinate, w: F, gradient: F) -> F:
    """Return the derivative of L at an infeasible point."""
    return gradient + coordinate.alpha * coordinate.psi(w) * coordinate.slope(w)


def _instance(coordinate: Coordinate, w: F, gradient: F) -> tuple[list[Check], dict, F, F]:
    """An infeasible point without noise: hypotheses, table, <grad L, h> and h."""
    h, slope = coordinate.velocity(w, gradient), slope_of_l(coordinate, w, gradient)
    hypotheses = [
        Check("0 < epsilon < gap^2/4 = 1", coordinate.epsilon, "<", 1),
        Check("A1, A2: l'' = 1, by l'(4) - l'(3)", quadratic_slope(F(4), F(1), F(3)), "==", 1),
        Check("no noise: sigma^2 = 0", 0, "<=", 0),
        Check("psi(w) < 0", coordinate.psi(w), "<", 0),
        Check("h(w) != 0", h, "!=", 0),
    ]
    table = {
        "header": ("w", "psi", "psi'", "g", "h", "grad L", "grad L times h"),
        "rows": [(w, coordinate.psi(w), coordinate.slope(w), gradient, h, slope, slope * h)],
    }
    return hypotheses, table, slope * h, h


def outward_gradient() -> Outcome:
    """w = 2, g = -1, h = -1/4, grad L = -3/4: the product is 3/16 > 0 for every b."""
    w = F(2)
    gradient = quadratic_slope(w, F(1), F(3))
    hypotheses, table, product, h = _instance(CELL, w, gradient)
    r = sympy.Symbol("r", positive=True)
    delta = sympy.Rational(5, 8) / (1 + r)
    hypotheses.append(
        Check(
            "not a null set: (g + delta)(-delta) with g = delta - 5/4, every delta = (5/8)/(1 + r)",
            sympy.factor((2 * delta - sympy.Rational(5, 4)) * -delta),
            ">",
            0,
        )
    )
    fine = slope_of_l(CELL, w, F(1)) * CELL.velocity(w, 1)
    return replay(
        Instance(
            CELL.setting(loss=OUTWARD, w=w),
            hypotheses,
            Check("<grad L, h> <= -b h^2 for this b > 0", product, "<=", -B * h**2),
            **table,
        ),
        control=Instance(
            CELL.setting(w=w, g=1), [], Check("for g = 1 and b = 1", fine, "<=", -(F(1) ** 2))
        ),
    )


def _mean_is_not(gradient: F, noise: F, claimed: F, text: str) -> Outcome:
    """The mean velocity at w = 2 is not the velocity for the mean gradient."""
    w = F(2)
    rows = [("1/2", one, CELL.velocity(w, one)) for one in (gradient + noise, gradient - noise)]
    hypotheses = [
        Check("A6: E ghat = g", (rows[0][1] + rows[1][1]) / 2, "==", gradient),
        Check("A7: sigma^2", noise**2, "<=", noise**2),
        Check("psi(w) < 0", CELL.psi(w), "<", 0),
        Check("the case, by g: velocity for g", CELL.velocity(w, gradient), "==", claimed),
    ]
    mean = mean_velocity(CELL, w, gradient, noise)
    return replay(
        Instance(
            CELL.setting(w=w, g=gradient, noise=f"+-{noise}"),
            hypotheses,
            Check(text, mean, "==", claimed),
            header=("probability", "ghat", "v-hat"),
            rows=rows,
        ),
        control=Instance(
            CELL.setting(w=w, noise="none"),
            [],
            Check("without noise", mean_velocity(CELL, w, gradient, F(0)), "==", claimed),
        ),
    )


def case_2a_mean() -> Outcome:
    """g = 1, ghat = 3 or -1: h = (-3 - 1/4)/2, not -g = -1."""
    return _mean_is_not(F(1), F(2), F(-1), "h(w) = -g")


def case_2b_mean() -> Outcome:
    """g = -1, ghat = 1 or -3: h = (-1 - 1/4)/2, not u = -1/4."""
    return _mean_is_not(F(-1), F(2), F(-1, 4), "h(w) = clip(-alpha psi/psi', M_c)")


def split_by_clip() -> Outcome:
    """|h| <= M_c always holds: with the clip active h = -1/8, not -alpha psi/psi' = -1/4."""
    w, gradient = F(2), F(-1)
    hypotheses, table, _, h = _instance(CLIPPED, w, gradient)
    hypotheses.append(Check("|h| <= M_c", abs(h), "<=", CLIPPED.clip))
    setting = CLIPPED.setting(loss=OUTWARD, w=w)
    printed = Check("h = -alpha psi/psi'", h, "==", CLIPPED.ratio(w))
    free = Check("with M_c = 1", CELL.velocity(w, gradient), "==", CELL.ratio(w))
    return replay(
        Instance(setting, hypotheses, printed, **table), control=Instance(setting, [], free)
    )


def squares_lost() -> Outcome:
    """Line 2 of (b) prints alpha^2 psi for alpha^2 psi^2: 3/16 against 1/2."""
    w, gradient = F(2), F(-1)
    hypotheses, _, product, _ = _instance(CELL, w, gradient)
    psi, slope = CELL.psi(w), CELL.slope(w)
    first = -psi * gradient / slope
    setting = CELL.setting(loss=OUTWARD, w=w)
    printed = Check("line 1 = -alpha psi g/psi' - alpha^2 psi", product, "==", first - psi)
    repaired = Check("with alpha^2 psi^2", product, "==", first - psi**2)
    return replay(
        Instance(setting, hypotheses, printed), control=Instance(setting, hypotheses, repaired)
    )


def wrong_direction() -> Outcome:
    """Line 3 of (b): the condition gives the opposite inequality, from either form of line 2."""
    w, gradient = F(2), F(-1)
    hypotheses, table, _, _ = _instance(CELL, w, gradient)
    psi, slope = CELL.psi(w), CELL.slope(w)
    first = -psi * gradient / slope
    bound = -(psi**2) * (F(1) / slope**2 + 1)
    hypotheses.append(
        Check("the condition fails: -g psi' < -alpha psi", -gradient * slope, "<", -psi)
    )
    setting = CELL.setting(loss=OUTWARD, w=w)
    least = min(first - psi, first - psi**2)
    return replay(
        Instance(
            setting,
            hypotheses,
            Check(
                "line 2 (as printed, or corrected) < -alpha^2 psi^2 (1/psi'^2 + 1)",
                least,
                "<",
                bound,
            ),
            **table,
        ),
        control=Instance(
            setting,
            hypotheses,
            Check("the other direction, corrected", first - psi**2, ">", bound),
        ),
    )


def clipped_line() -> Outcome:
    """Line 2 of the clipped case: 3/32 is not below -1/32."""
    w, gradient = F(2), F(-1)
    hypotheses, table, product, h = _instance(CLIPPED, w, gradient)
    force = CLIPPED.ratio(w)
    hypotheses.append(Check("the clip acts", abs(force), ">", CLIPPED.clip))
    setting = CLIPPED.setting(loss=OUTWARD, w=w)
    bound = -(force**2) * h / force
    fine = slope_of_l(CLIPPED, w, F(0)) * CLIPPED.velocity(w, 0)
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("<= -(alpha psi/psi')^2 times s M_c/(-alpha psi/psi')", product, "<=", bound),
            **table,
        ),
        control=Instance(setting, [], Check("for g = 0", fine, "<=", bound)),
    )


def measure_zero() -> Outcome:
    """l = (w + 1/2)^2, gamma_0 = 1: w_0 = -1 moves to the midpoint 0 surely; there g = 1, h = 1."""
    start = F(-1)
    first = quadratic_slope(start, F(2), F(-1, 2))
    reached = start + CELL.velocity(start, first)
    gradient = quadratic_slope(reached, F(2), F(-1, 2))
    speed = CELL.velocity(reached, gradient)
    hypotheses = [
        Check("A1, A2: l is coercive, its slope 2-Lipschitz; g(-1)", first, "==", -1),
        Check("psi(-1) > 0: v = -g", CELL.psi(start), ">", 0),
        Check("w_1 = -1 + 1 = 0, with probability 1", reached, "==", 0),
        Check("psi'(0) = 0", CELL.slope(0), "==", 0),
        Check("psi(0) < 0", CELL.psi(0), "<", 0),
        Check("h(0) = M_c", speed, "==", CELL.clip),
    ]
    setting = CELL.setting(loss="(w + 1/2)^2", start=start, gamma_0=1, noise="none")
    product = slope_of_l(CELL, reached, gradient) * speed
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("at w_1, <grad L, h> <= -b h^2 for this b > 0", product, "<=", -B * speed**2),
        ),
        control=Instance(setting, [], Check("for g = -1, b = 1", -speed, "<=", -(speed**2))),
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/lyapunov/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="theorem-6/lyapunov",
    title="The penalised loss decreases along the mean field",
    source="Report, proof of Theorem 6, Claim",
    statement=(
        "Wherever h(w) is not zero, the derivative of L along h is at most -b times the square of "
        "h, for some b > 0."
    ),
    formula=r"\langle\nabla L(w), h(w)\rangle \le -b\|h(w)\|^2",
    assumptions=("A1, A2, A6, A7", "0 < epsilon <= min gap^2/4", "h(w) != 0"),
    expected="refuted",
    check=outward_gradient,
    steps=(
        _step("case-1", "psi > 0: h = -g, so the product is -h^2.", "proved", lines.case_1,
              r"[\nabla L]_i h_i = -g_i^2 = -h_i^2"),
        _step("case-2-gradient", "psi <= 0: the gradient of L.", "proved", penalty_gradient,
              r"[\nabla L]_i = g_i + \alpha\psi_i\psi'_i"),
        _step("2a-mean", "(a) The gradient condition holds for g, hence h = -g (it need not hold "
              "for every ghat).", "refuted", case_2a_mean, r"h_i = -g_i"),
        _step("2a-line-1", "(a) The product for h = -g.", "proved", lines.a_product,
              r"-g_i^2 - \alpha\psi_i\psi'_ig_i"),
        _step("2a-where", "(a) The bound on the second term.", "proved", lines.a_where,
              r"-\alpha\psi_i\psi'_ig_i \le -\alpha^2\psi_i^2"),
        _step("2a-line-2", "(a) Hence at most -h^2.", "proved", lines.a_bound,
              r"\le -g_i^2 - \alpha^2\psi_i^2 \le -h_i^2"),
        _step("2b-mean", "(b) The condition fails for g, hence h is the clipped force.", "refuted",
              case_2b_mean, r"h_i = \mathrm{clip}(-\alpha\psi_i/\psi'_i, M_c)"),
        _step("2b-split", "(b) |h| <= M_c means that the clip does not act (it always holds; "
              "|alpha psi/psi'| <= M_c is meant).", "refuted", split_by_clip, r"|h_i| \le M_c"),
        _step("2b-line-1", "(b) Without noise and off the midpoints: the product for the unclipped "
              "force.", "proved", lines.b_force,
              r"(g_i + \alpha\psi_i\psi'_i)(-\alpha\psi_i/\psi'_i)"),
        _step("2b-line-2", "(b) Expanded, with psi for psi^2.", "refuted", squares_lost,
              r"= -\alpha\psi_ig_i/\psi'_i - \alpha^2\psi_i"),
        _step("2b-line-2-corrected", "(b) Expanded, with the square.", "proved", lines.b_product,
              r"= -\alpha\psi_ig_i/\psi'_i - \alpha^2\psi_i^2"),
        _step("2b-line-3", "(b) The failed condition put in: the inequality points the other way.",
              "refuted", wrong_direction, r"< -\alpha^2\psi_i^2(1/\psi_i'^2 + 1)"),
        _step("2b-line-3-reversed", "(b) What the failed condition does give.", "proved",
              lines.b_reversed, r"\ge -\alpha^2\psi_i^2(1/\psi_i'^2 + 1)"),
        _step("2b-line-4", "(b) From there to -h^2.", "proved", lines.b_last,
              r"\le -(\alpha\psi_i/\psi'_i)^2 = -h_i^2"),
        _step("measure-zero", "Reading: the case psi' = 0 does not occur along a run, almost "
              "surely.", "refuted", measure_zero, r"\psi'_i(w_i) = 0"),
        _step("measure-zero-lebesgue", "Reading: the points w with psi'_i = 0 >= psi_i for some i "
              "(case 2) have Lebesgue measure zero.", "proved", lines.null_set,
              r"\{w : \exists i\ \psi'_i(w_i) = 0,\ \psi_i(w_i) \le 0\}"),
        _step("clip-line-1", "Clipped: the factor taken out.", "proved", lines.clip_factor),
        _step("clip-line-2", "Clipped: case (b) put in.", "refuted", clipped_line,
              r"\le -(\alpha\psi_i/\psi'_i)^2 \cdot \varsigma M_c/(-\alpha\psi_i/\psi'_i)"),
        _step("clip-line-3", "Clipped: simplified.", "proved", lines.clip_simplified,
              r"= (\alpha\psi_i/\psi'_i)\varsigma M_c"),
        _step("clip-line-4", "Clipped: the force is at least M_c.", "proved", lines.clip_bound,
              r"\le -\varsigma^2M_c^2"),
        _step("clip-line-5", "Clipped: the square of a sign is 1.", "proved", lines.clip_sign,
              r"= -M_c^2"),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)

r"""The cycling example: a stepsize with which w and -w follow each other.

Setting
    Q = {-1, 1}; the loss decreases away from (-1, 1); {psi >= 0} = [q_-, q_+]; w < q_-.
Assumptions
    As printed, the clip is left out. {psi >= 0} is one interval only at epsilon = 1.
Claim
    With gamma = 2w/(alpha (epsilon + w + 1)) the iterates are w, -w, w, ...; hence a further upper
    bound on gamma, beyond gamma < 1/L, is necessary.
Valid for
    Forces that the clip leaves alone. With the clip, gamma must be 2|w|/M_c. Every such gamma has
    gamma alpha > 2, so that gamma alpha <= 2 excludes the cycle; it repels unless clipped.
Source
    Report, section 5.1.1, "Why is an extra upper bound on gamma necessary?".
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, remoteness_in_cell, velocity
from askewtheory.losses.formulas import huber_slope
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    certify_identity,
    conjunction,
    paths,
    prove,
    replay,
)
from proofs_legacy import cycling_lines as lines
from proofs_legacy.common import Coordinate, equal, on_every_path, ratio, reals
from proofs_legacy.cycling_repaired import REPAIRED

W, G, EPSILON, ALPHA, CLIP = reals("w g epsilon alpha M_c")
LEVELS = (sympy.S(-1), sympy.S(1))
GAMMA = 2 * W / (ALPHA * (EPSILON + W + 1))  # as printed
OUTSIDE = [EPSILON > 0, EPSILON <= 1, ALPHA > 0, W < -1 - EPSILON]
PRINTED_FORCE = -ALPHA * (EPSILON + W + 1)


def slope_of_the_loss(w: Fraction) -> Fraction:
    """A loss that is 0 on [-1, 1] and falls outside: slope and smoothness at most 1/8."""
    center = Fraction(-1) if w < 0 else Fraction(1)
    return -huber_slope(w, 1, center, Fraction(1, 8)) if abs(w) > 1 else Fraction(0)


def _run(clip: str) -> tuple[Coordinate, list]:
    """Two steps from w = -4 with the printed gamma = 4 (epsilon = 1, alpha = 1)."""
    coordinate = Coordinate((-1, 1), 1, 1, clip)
    stepsize = 2 * Fraction(-4) / (coordinate.alpha * (coordinate.epsilon - 4 + 1))
    return coordinate, coordinate.orbit(-4, slope_of_the_loss, [stepsize] * 2)


def clipped_run() -> Outcome:
    """With M_c = 7/8 < |alpha psi/psi'| = 2, w = -4 goes to -1/2, which is feasible, and rests."""
    coordinate, rows = _run("7/8")
    free, cycle = _run("2")
    stepsize = (rows[1][1] - rows[0][1]) / rows[0][3]
    hypotheses = [
        Check("w < q_- = -1 - epsilon", rows[0][1], "<", -2),
        Check("psi(q_-) = 0", coordinate.psi(-2), "==", 0),
        Check("psi(0) = 0: {psi >= 0} is the interval [-2, 2]", coordinate.psi(0), "==", 0),
        Check(
            "the loss decreases to the left of -1: slope at -4", rows[0][2], "==", Fraction(1, 8)
        ),
        Check("gamma = 2w/(alpha (epsilon + w + 1))", stepsize, "==", 4),
        Check("gamma < 1/L with L = 1/8 (gradient bound and smoothness)", stepsize, "<", 8),
    ]
    table = {"header": ("k", "w", "gradient", "velocity"), "rows": rows}
    setting = coordinate.setting(
        loss="0 on [-1, 1]; -(|w|-1)^2/16 up to |w| = 2; slope -1/8 beyond", start=-4, stepsize=4
    )
    return replay(
        Instance(setting, hypotheses, Check("w'' = w", rows[2][1], "==", -4), **table),
        control=Instance(
            free.setting(start=-4, stepsize=4),
            [Check("M_c >= alpha (|w| - 1 - epsilon)", free.clip, ">=", 2)],
            Check("w'' = w without the clip's action", cycle[2][1], "==", -4),
        ),
    )


def remoteness_line() -> Outcome:
    """psi(w) = epsilon - (-1 - w) < 0."""
    psi = remoteness_in_cell(W, 0, LEVELS, EPSILON, QUADRATIC)
    printed = EPSILON - (-1 - W)
    return conjunction(
        certify_identity(psi, printed, control=printed + 1),
        prove(printed < 0, given=OUTSIDE, control=Twin("w <= q_-", given=[W <= -1 - EPSILON])),
        reason="the formula of the left side, negative left of q_-",
    )


def ratio_line() -> Outcome:
    """-alpha psi/psi' = -alpha (epsilon + w + 1)."""
    return certify_identity(
        ratio(W, 0, LEVELS, EPSILON, ALPHA), PRINTED_FORCE, control=-PRINTED_FORCE
    )


def force_line() -> Outcome:
    """The force is that ratio only where the clip does not act."""
    coordinate, rows = _run("7/8")
    free, cycle = _run("2")
    value = coordinate.ratio(-4)
    hypotheses = [Check("w < q_-", -4, "<", -2), Check("M_c > 0", coordinate.clip, ">", 0)]
    return replay(
        Instance(
            coordinate.setting(w=-4),
            hypotheses,
            Check("u = -alpha psi/psi'", rows[0][3], "==", value),
            header=("w", "psi", "psi'", "-alpha psi/psi'", "u"),
            rows=[(-4, coordinate.psi(-4), coordinate.slope(-4), value, rows[0][3])],
        ),
        control=Instance(free.setting(w=-4), [], Check("with M_c = 2", cycle[0][3], "==", value)),
    )


def positive_stepsize() -> Outcome:
    """The printed gamma is positive: numerator and denominator are negative."""
    return prove(
        GAMMA > 0,
        given=OUTSIDE,
        control=Twin("w > q_-", given=[EPSILON > 0, ALPHA > 0, W > -1 - EPSILON], hint={ALPHA: 1}),
    )


def first_step() -> Outcome:
    """w + gamma u = w - 2w = -w."""
    return conjunction(
        certify_identity(W + GAMMA * PRINTED_FORCE, W - 2 * W, control=W + 2 * W),
        certify_identity(W - 2 * W, -W, control=W),
        reason="the factor epsilon + w + 1 cancels",
    )


def second_step() -> Outcome:
    """The force at -w is minus the force at w, so the next step returns."""
    back = ratio(-W, 2, LEVELS, EPSILON, ALPHA)
    return certify_identity(-W + GAMMA * back, W, control=-W)


@cache
def unclipped() -> Outcome:
    """With M_c >= alpha (|w| - 1 - epsilon) the algorithm itself maps w to -w and back."""

    def left(w, g, epsilon, alpha, clip):
        return velocity(w, g, LEVELS, epsilon, alpha, clip, QUADRATIC, PRINTED)

    def right(w, g, epsilon, alpha, clip):
        return velocity(-w, g, LEVELS, epsilon, alpha, clip, QUADRATIC, PRINTED)

    free = [*OUTSIDE, CLIP >= PRINTED_FORCE]
    found = []
    for function, start, outward in ((left, W, G >= 0), (right, -W, G <= 0)):
        branches = paths(function, W, G, EPSILON, ALPHA, CLIP)
        twin = Twin("gradient of either sign", given=free)
        found.append(
            prove(
                on_every_path(branches, lambda v, w=start: equal(w + GAMMA * v, -w)),
                given=[*free, outward],
                control=twin,
            )
        )
    return conjunction(*found, reason="w goes to -w and -w to w")


def necessary() -> Outcome:
    """gamma < 1/L does not exclude the cycle: gamma = 4 < 8 = 1/L, and v = 2, -2, 2, ...."""
    coordinate, rows = _run("2")
    steps = [row[1:] for row in rows]
    stepsize = Fraction(4)
    wanted = [equal(sympy.Rational(str(row[0])), -4 * (-1) ** k) for k, row in enumerate(steps)] + [
        sympy.Rational(str(stepsize)) < 8,
        sympy.Rational(str(abs(steps[0][2]))) > 0,
    ]
    gamma = reals("gamma")[0]
    general = prove(
        sympy.Implies(equal(gamma * PRINTED_FORCE, -2 * W), gamma * ALPHA > 2),
        given=OUTSIDE,
        control=Twin("gamma alpha > 201/100", gamma * ALPHA > sympy.Rational(201, 100)),
    )
    assert all(wanted), f"the cycle of {coordinate} was not reproduced"
    return conjunction(
        unclipped(), general, reason="a cycle with gamma < 1/L exists; each has gamma alpha > 2"
    )


CLAIM = Claim(
    id="cycling",
    title="A stepsize that makes the iterates cycle",
    source="Report, section 5.1.1, after Theorem 2",
    statement=(
        "For Q = {-1, 1}, a loss that decreases away from (-1, 1), and any w < q_-, the stepsize "
        "gamma = 2w/(alpha (epsilon + w + 1)) makes the iterates alternate between w and -w."
    ),
    formula=r"\gamma = \frac{2w}{\alpha(\varepsilon + w + 1)} \Rightarrow w' = -w,\ w'' = w",
    assumptions=(
        "Q = {-1, 1}, [q_-, q_+] = {psi >= 0}, w < q_-",
        "the loss decreases away from (-1, 1)",
        "the update of section 5.1, with its clip",
    ),
    expected="refuted",
    check=clipped_run,
    steps=(
        Step(
            "cycling/interval",
            "{psi >= 0} is one interval [q_-, q_+] for every epsilon: not below epsilon = 1.",
            "refuted",
            lines.one_interval,
            r"[q_-, q_+] = \{w : \psi(w; \varepsilon) \ge 0\}",
        ),
        Step(
            "cycling/interval-ends",
            "Its ends are -1 - epsilon and 1 + epsilon for every epsilon in (0, 1]; at epsilon = 1 "
            "it is all of [-2, 2].",
            "proved",
            lines.interval_ends,
            r"q_\mp = \mp(1 + \varepsilon)",
        ),
        Step(
            "cycling/line-1",
            "psi left of -1, and its sign.",
            "proved",
            remoteness_line,
            r"\psi(w) = \varepsilon - (-1-w) < 0",
        ),
        Step(
            "cycling/line-2-force",
            "The force is the ratio: the clip is forgotten.",
            "refuted",
            force_line,
            r"u = -\alpha\psi(w)/\psi'(w)",
        ),
        Step(
            "cycling/line-2",
            "The ratio's value.",
            "proved",
            ratio_line,
            r"-\alpha\psi(w)/\psi'(w) = -\alpha(\varepsilon + w + 1)",
        ),
        Step(
            "cycling/stepsize",
            "The printed stepsize is positive.",
            "proved",
            positive_stepsize,
            r"\gamma = 2w/(\alpha(\varepsilon + w + 1)) > 0",
        ),
        Step(
            "cycling/line-3",
            "The first step, given line 2.",
            "proved",
            first_step,
            r"w' = w + \gamma u = w - \gamma\alpha(\varepsilon + w + 1) = w - 2w = -w",
        ),
        Step("cycling/line-4", "The step back.", "proved", second_step, r"w'' = -w' = w"),
        Step(
            "cycling/unclipped",
            "The algorithm cycles with the printed stepsize where the clip does not act.",
            "proved",
            unclipped,
        ),
        Step(
            "cycling/necessary",
            "gamma < 1/L does not exclude the cycle (gamma = 4 < 8 = 1/L at epsilon = 1, w = -4), "
            "so a further bound is needed; each such cycle has gamma alpha > 2.",
            "proved",
            necessary,
            r"\gamma\alpha > 2",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

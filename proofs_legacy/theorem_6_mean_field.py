r"""The mean field of Theorem 6 and its zeros.

Setting
    h(w) = E[s(ghat, w)], with unbiased ghat.
Assumptions
    A6, A7, 0 < epsilon <= min gap^2/4; Z_epsilon by its definition, 0 in -grad l - N_C, which is
    the condition of Karush, Kuhn and Tucker (the signs printed after it are readings).
Claim
    h(w) = 0 if and only if w is in Z_epsilon.
Valid for
    "Only if", always. "If" fails at a boundary point as soon as some ghat points inward, and at a
    feasible midpoint (epsilon = gap^2/4) even without noise.
Source
    Report, proof of Theorem 6.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, velocity_of
from askewtheory.losses.formulas import quadratic_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, paths, prove, replay
from proofs_legacy import near
from proofs_legacy import theorem_6_mean_field_lines as lines
from proofs_legacy.common import Coordinate, equal, on_every_path, reals
from proofs_legacy.midpoint_orbit import CELL as TOUCHING
from proofs_legacy.near import ALPHA, CLIP, GRADIENT, PSI, SLOPE
from proofs_legacy.theorem_6_mean_field_lines import CELL, END, STATIONARY

NUMBERS = [ALPHA > 0, CLIP > 0]


def mean_velocity(coordinate: Coordinate, w: F, gradient: F, noise: F) -> F:
    """Return h(w) for ghat = gradient +- noise, each with probability 1/2."""
    return sum(coordinate.velocity(w, gradient + sign * noise) for sign in (1, -1)) / F(2)


def noisy_boundary() -> Outcome:
    """w = 7/4 is stationary (g = -1 points outward); ghat = 2 or -4 gives h = (-2 + 0)/2."""
    gradient = quadratic_slope(END, F(1), F(11, 4))
    mean = mean_velocity(CELL, END, gradient, F(3))
    rows = [("1/2", one, CELL.velocity(END, one)) for one in (gradient + 3, gradient - 3)]
    hypotheses = [
        Check("A2: l = (w - 11/4)^2/2 is 1-smooth, A1: coercive; g", gradient, "==", -1),
        Check("epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("A6: E ghat = g", (rows[0][1] + rows[1][1]) / 2, "==", gradient),
        Check("A7: sigma^2 = 9", F(3) ** 2, "<=", 9),
        Check("psi(w) = 0", CELL.psi(END), "==", 0),
        Check("g psi' > 0: w is in Z", gradient * CELL.slope(END), ">", 0),
    ]
    setting = CELL.setting(loss="(w - 11/4)^2/2", w=END, ghat="2 or -4")
    table = {"header": ("probability", "ghat", "v-hat"), "rows": rows}
    return replay(
        Instance(setting, hypotheses, Check("h(w) = 0", mean, "==", 0), **table),
        control=Instance(
            setting, [], Check("without noise", CELL.velocity(END, gradient), "==", 0)
        ),
    )


def feasible_midpoint() -> Outcome:
    """epsilon = 1, w = 0, g = 0, no noise: w is in Z, and h = M_c by the convention."""
    hypotheses = [
        Check("epsilon <= gap^2/4 = 1", TOUCHING.epsilon, "<=", 1),
        Check("l = w^2/2: coercive, 1-smooth, g(0)", quadratic_slope(F(0), F(1), F(0)), "==", 0),
        Check("psi(0) >= 0: feasible, and g = 0: w is in Z", TOUCHING.psi(0), ">=", 0),
    ]
    return replay(
        Instance(
            TOUCHING.setting(loss="w^2/2", w=0, noise="none"),
            hypotheses,
            Check("h(0) = 0", TOUCHING.velocity(0, 0), "==", 0),
        ),
        control=Instance(
            TOUCHING.setting(w="1/2"),
            [],
            Check("h(1/2) for g = 0", TOUCHING.velocity("1/2", 0), "==", 0),
        ),
    )


def _middle() -> list:
    """The kernel's ways to a velocity with psi' = 0 put in."""
    return paths(
        lambda psi, g, alpha, clip: velocity_of(psi, 0, g, alpha, clip, PRINTED),
        PSI,
        GRADIENT,
        ALPHA,
        CLIP,
    )


def _at_midpoint(given: list, statement, twin: Twin) -> Outcome:
    """Prove something of the velocity where psi' = 0."""
    return prove(on_every_path(_middle(), statement), given=[*NUMBERS, *given], control=twin)


def never_zero_outside() -> Outcome:
    """Where psi < 0, s v > 0 for every ghat (v = M_c where psi <= 0 = psi'), so h != 0."""
    middle = _at_midpoint(
        [PSI <= 0],
        lambda v: v > 0,
        Twin("v >= 2 M_c", on_every_path(_middle(), lambda v: v >= 2 * CLIP)),
    )
    joined = conjunction(near.push(), middle, reason="the push has one sign for every ghat")
    return by_hand(joined, "expectation: the mean of a positive variable is positive")


def zero_at_the_boundary() -> Outcome:
    """psi = 0: s v = max(-s ghat, 0); a mean of zero needs every -s ghat <= 0, hence -s g <= 0."""
    one, two = reals("t1 t2")
    scalar = prove(
        one + two <= 0,
        given=[equal(sympy.Max(one, 0) + sympy.Max(two, 0), 0)],
        control=Twin("without it", given=[]),
    )
    joined = conjunction(near.structure(), scalar, reason="s v = max(-s ghat, 0)")
    return by_hand(joined, "expectation: a non-negative variable of mean zero is zero")


@cache
def inside() -> Outcome:
    """Where psi > 0, v = -ghat for every ghat, at feasible midpoints too."""
    slanted = prove(
        on_every_path(near.velocity_paths(), lambda v: equal(v, -GRADIENT)),
        given=[*NUMBERS, PSI > 0, sympy.Ne(SLOPE, 0)],
        control=Twin("psi >= 0", given=[*NUMBERS, PSI >= 0, sympy.Ne(SLOPE, 0)]),
    )
    middle = _at_midpoint(
        [PSI > 0],
        lambda v: equal(v, -GRADIENT),
        Twin("psi >= 0", given=[*NUMBERS, PSI >= 0]),
    )
    return conjunction(slanted, middle, reason="v = -ghat where psi > 0")


def only_if() -> Outcome:
    """h = 0 implies w in Z, with any noise."""
    return conjunction(
        inside(),
        never_zero_outside(),
        zero_at_the_boundary(),
        reason="interior (h = -E ghat = -g), outside and boundary; by hand: expectations",
    )


def interior() -> Outcome:
    """Where psi > 0, v = -ghat, and its mean over two points g + s, g - s is -g."""
    noise = reals("s")[0]
    mean = -(GRADIENT + noise + GRADIENT - noise) / 2
    two = prove(
        equal(mean, -GRADIENT),
        control=Twin("one outcome alone", equal(-GRADIENT - noise, -GRADIENT)),
    )
    joined = conjunction(inside(), two, reason="v = -ghat for every ghat, so h = -g")
    return by_hand(joined, "expectation: E(-ghat) = -E ghat = -g for any law (A6)")


def without_noise() -> Outcome:
    """s(g, w) = 0 exactly on Z, where psi and psi' do not vanish together."""
    slanted = prove(
        on_every_path(near.velocity_paths(), lambda v: sympy.Equivalent(equal(v, 0), STATIONARY)),
        given=[*NUMBERS, sympy.Ne(SLOPE, 0)],
        control=Twin(
            "with psi >= 0 and g = 0 as Z",
            on_every_path(
                near.velocity_paths(),
                lambda v: sympy.Equivalent(equal(v, 0), sympy.And(PSI >= 0, equal(GRADIENT, 0))),
            ),
        ),
    )
    flat = sympy.Or(sympy.And(PSI > 0, equal(GRADIENT, 0)))
    middle = _at_midpoint(
        [sympy.Ne(PSI, 0)],
        lambda v: sympy.Equivalent(equal(v, 0), flat),
        Twin(
            "psi = 0 as well (epsilon = gap^2/4)",
            on_every_path(_middle(), lambda v: sympy.Equivalent(equal(v, 0), equal(GRADIENT, 0))),
        ),
    )
    return conjunction(slanted, middle, reason="psi' != 0, and midpoints with psi != 0")


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/mean-field-zero/{name}", statement, expected, check, formula)


REPAIRED = Claim(
    id="theorem-6/mean-field-zero/repaired",
    title="Zeros of the velocity, and of its mean",
    source="In place of a step in the proof of Theorem 6",
    statement=(
        "Below the limit on epsilon the velocity without noise vanishes exactly on Z. With noise, "
        "h(w) = 0 implies w in Z; the converse fails where some ghat points inward."
    ),
    formula=r"s(\nabla\ell(w), w) = 0 \iff w \in \mathcal Z_\varepsilon",
    assumptions=(
        "0 < epsilon < min gap^2/4, so psi and psi' have no common zero",
        "Z = {w in C : 0 in -grad l(w) - N_C(w)}",
    ),
    expected="proved",
    check=lambda: conjunction(without_noise(), only_if(), reason="no noise: iff; noise: only if"),
)

CLAIM = Claim(
    id="theorem-6/mean-field-zero",
    title="The mean field vanishes exactly on the stationary set",
    source="Report, proof of Theorem 6",
    statement="h(w) = E s(ghat, w) is zero if and only if w is stationary.",
    formula=r"h(w) = 0 \iff w \in \mathcal Z_\varepsilon",
    assumptions=(
        "A6, A7",
        "0 < epsilon <= min gap^2/4",
        "Z = {w in C : 0 in -grad l(w) - N_C(w)} (by the printed signs: the two readings)",
    ),
    expected="refuted",
    check=noisy_boundary,
    steps=(
        _step("if", "w in Z implies h(w) = 0.", "refuted", noisy_boundary),
        _step("if-limit-case", "The same without noise at epsilon = gap^2/4.", "refuted",
              feasible_midpoint),
        _step("if-interior", "psi > 0: g = 0, and h = -g.", "proved", interior, r"h_i = -g_i"),
        _step("if-impossible", "At psi = 0 the case -g psi' >= 0 is impossible on Z (it occurs for "
              "g = 0; and the case that matters is that of ghat).", "refuted",
              lines.impossible_case,
              r"-g_i\psi'_i \ge 0"),
        _step("if-impossible-signs", "Reading: Z by the printed signs, epsilon strictly below the "
              "limit (psi' != 0 where psi = 0): then -g psi' >= 0 is impossible at psi = 0.",
              "proved", lines.impossible_by_signs, r"-g_i\psi'_i < 0"),
        _step("only-if", "h(w) = 0 implies w in Z.", "proved", only_if),
        _step("only-if-signs", "Reading: Z by the printed signs. h(w) = 0 implies w in Z.",
              "refuted", lines.signs_missed,
              r"\psi_i = 0 \Rightarrow \mathrm{sign}(g_i) = \mathrm{sign}(\psi'_i)"),
        _step("only-if-outside", "psi < 0 and -g psi' <= alpha psi: h != 0.", "proved",
              never_zero_outside),
        _step("only-if-range", "This implies h = -g: the range alpha psi < -g psi' < -alpha psi is "
              "left out (a sign is missing).", "refuted", lines.skipped_range,
              r"0 = -g_i\psi'_i \ge \alpha\psi_i"),
        _step("only-if-sign", "alpha psi > 0 for psi < 0.", "refuted", lines.wrong_sign,
              r"\alpha\psi_i > 0"),
        _step("only-if-boundary", "psi = 0 and -g psi' <= 0 imply equal signs.", "refuted",
              lines.sign_rule, r"\mathrm{sign}(g_i) = \mathrm{sign}(\psi'_i)"),
        _step("only-if-rest", "g = 0 and psi >= 0 is stationary.", "proved", lines.satisfactory),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)

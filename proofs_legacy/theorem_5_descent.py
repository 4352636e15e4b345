r"""The stochastic descent inequality in the proof of Theorem 5, line by line.

Setting
    One step from w = w^(k), k >= k_0; ghat is unbiased with variance at most sigma^2; the index
    sets of Definition 5 depend on ghat, hence are random.
Assumptions
    A3, A5, A6, A7; gamma_k <= min(1, 1/L); d(w, C_epsilon) <= delta, |u| <= 2 alpha delta.
Claim
    E l(w^+) <= l(w) - gamma/2 sum over types 1, 2 of g_i^2 + L gamma^2 sigma^2/2
    + 2 d L gamma alpha delta + 2 d L gamma^2 alpha^2 delta^2.
Valid for
    Smooth losses without noise. With noise, membership in types 1 and 2 depends on ghat, and where
    ghat points inward while g points outward (type 2) the loss grows at first order in gamma.
Source
    Report, section 5.2.1, proof of Theorem 5, first display.
"""

from __future__ import annotations

from fractions import Fraction as F

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, replay
from proofs_legacy import theorem_5_lines as lines
from proofs_legacy.drift import REPAIRED
from proofs_legacy.one_step import OneStep
from proofs_legacy.theorem_5_display import CELL, END

OUTWARD = OneStep(CELL, END, F(-1, 2), F(3, 2), F(1, 64), F(4), F(1, 96))
"""l = -w/2, the mean of w and -2w, at the end 7/4: ghat = 1 points inward, g outward (type 2)."""
INWARD = OneStep(CELL, END, F(3), F(4), F(1, 64), F(49), F(1, 100))
"""l = 3w, the mean of 7w and -w, at the end 7/4: only ghat = 7, above its mean, is used."""


def _assumptions(step: OneStep, slope: F) -> list[Check]:
    mean = step.mean(step.estimates)
    variance = step.mean((one - step.gradient) ** 2 for one in step.estimates)
    distance = max(F(0), abs(step.w) - END)
    return [
        Check("0 < epsilon <= gap^2/4", step.coordinate.epsilon, "<=", 1),
        Check("A3: |l(x) - l(y)|^2 <= L |x - y|^2 for this slope", slope**2, "<=", step.lipschitz),
        Check("|grad l| <= L too", abs(slope), "<=", step.lipschitz),
        Check(
            "A3 for each sample l_j = ghat w as well",
            max(one**2 for one in step.estimates),
            "<=",
            step.lipschitz,
        ),
        Check("A6: E ghat = g", mean, "==", step.gradient),
        Check("A7: E(ghat - g)^2 <= sigma^2", variance, "<=", step.noise**2),
        Check("A5: gamma_k = gamma/(k + 1), and gamma <= 1", step.gamma, "<=", 1),
        Check("gamma <= 1/L", step.gamma * step.lipschitz, "<=", 1),
        Check("d(w, C) <= delta", distance, "<=", step.delta),
        Check("psi(w) = 0, so u = 0", step.coordinate.psi(step.w), "==", 0),
    ]


def printed_bound() -> Outcome:
    """Type 2 with probability 1/2: the loss grows by gamma/4, the bound allows less."""
    quiet = OneStep(CELL, END, F(1, 2), F(0), F(1, 64), F(4), F(1, 96))
    hypotheses = [
        *_assumptions(OUTWARD, F(-1, 2)),
        Check(
            "later overshoots are at most 2 gamma_2 <= delta",
            2 * OUTWARD.gamma / 3,
            "<=",
            OUTWARD.delta,
        ),
    ]
    growth = OUTWARD.gamma * OUTWARD.mean(OUTWARD.velocities) * OUTWARD.gradient
    calm = quiet.gamma * quiet.mean(quiet.velocities) * quiet.gradient
    return replay(
        Instance(
            OUTWARD.setting(loss="-w/2, mean of w and -2w (0-smooth)"),
            hypotheses,
            Check("E l(w^+) - l(w) <= printed bound", growth, "<=", OUTWARD.line_4()),
            header=OneStep.HEADER,
            rows=OUTWARD.rows(),
        ),
        control=Instance(
            quiet.setting(loss="w/2, no noise"),
            _assumptions(quiet, F(1, 2)),
            Check("without noise: l(w^+) - l(w) <= printed bound", calm, "<=", quiet.line_4()),
        ),
    )


def line_2() -> Outcome:
    """E[v-hat g] over types 1, 2 is not -g^2: the selected ghat is biased; for every reading."""
    readings = [OUTWARD.line_2(), OUTWARD.line_2(0), OUTWARD.line_2(1)]
    nearest = min(abs(OUTWARD.line_1() - value) for value in readings)
    quiet = OneStep(CELL, END, F(1, 2), F(0), F(1, 64), F(4), F(1, 96))
    rows = [*OUTWARD.rows(), ("line 1", OUTWARD.line_1(), "", "", "")]
    rows += [
        (name, value, "", "", "")
        for name, value in zip(
            ("line 2, sets inside E", "line 2, sets of ghat = 1", "line 2, sets of ghat = -2"),
            readings,
            strict=True,
        )
    ]
    return replay(
        Instance(
            OUTWARD.setting(loss="-w/2, mean of w and -2w"),
            _assumptions(OUTWARD, F(-1, 2)),
            Check("|line 1 - line 2| for the nearest reading", nearest, "==", 0),
            header=OneStep.HEADER,
            rows=rows,
        ),
        control=Instance(
            quiet.setting(loss="w/2"),
            [],
            Check("without noise: line 1 = line 2", quiet.line_1(), "==", quiet.line_2()),
        ),
    )


def line_3_variance() -> Outcome:
    """E[ghat^2; types 1, 2] <= E[g^2; types 1, 2] + sigma^2 fails under selection: 49/2 > 41/2."""
    kept = INWARD.free
    squares = INWARD.mean(
        one**2 if free else 0 for one, free in zip(INWARD.estimates, kept, strict=True)
    )
    share = INWARD.mean(int(free) for free in kept)
    bound = share * INWARD.gradient**2 + INWARD.noise**2
    everything = INWARD.mean(one**2 for one in INWARD.estimates)
    return replay(
        Instance(
            INWARD.setting(loss="3w, mean of 7w and -w"),
            _assumptions(INWARD, F(3)),
            Check("E[ghat^2; 1, 2] <= E[g^2; 1, 2] + sigma^2", squares, "<=", bound),
            header=OneStep.HEADER,
            rows=INWARD.rows(),
        ),
        control=Instance(
            INWARD.setting(loss="3w, mean of 7w and -w"),
            [],
            Check(
                "without selection: E ghat^2 <= g^2 + sigma^2",
                everything,
                "<=",
                INWARD.gradient**2 + INWARD.noise**2,
            ),
        ),
    )


def line_3() -> Outcome:
    """The whole right side of line 3 is below that of line 2, inside E and for ghat = -1."""
    inside, first, second = (INWARD.line_2(which) - INWARD.line_3(which) for which in (None, 0, 1))
    quiet = OneStep(CELL, END, F(3), F(0), F(1, 64), F(49), F(1, 100))
    names = ("sets inside E", "sets of ghat = 7", "sets of ghat = -1")
    rows = [
        (name, INWARD.line_2(which), INWARD.line_3(which))
        for name, which in zip(names, (None, 0, 1), strict=True)
    ]
    return replay(
        Instance(
            INWARD.setting(loss="3w, mean of 7w and -w"),
            _assumptions(INWARD, F(3)),
            Check(
                "line 2 - line 3, inside E or for the worst outcome",
                min(inside, max(first, second)),
                "<=",
                0,
            ),
            header=("reading", "line 2 - l(w)", "line 3 - l(w)"),
            rows=rows,
        ),
        control=Instance(
            quiet.setting(loss="3w, mean of 7w and -w"),
            [],
            Check("without noise", quiet.line_2(), "<=", quiet.line_3()),
        ),
    )


def _line(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-5/descent/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="theorem-5/descent",
    title="A descent inequality for stochastic updates",
    source="Report, proof of Theorem 5, first display",
    statement=(
        "In expectation over the stochastic gradient the loss decreases by gamma/2 times the "
        "squared gradient over types 1 and 2, up to terms in sigma^2 and delta."
    ),
    formula=(
        r"\mathbb E\,\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \frac{\gamma_k}{2}"
        r"\sum_{i\in\hat S_1\cup\hat S_2} g_i^2 + \frac{L\gamma_k^2\sigma^2}{2} + "
        r"2dL\gamma_k\alpha\delta + 2dL\gamma_k^2\alpha^2\delta^2"
    ),
    assumptions=(
        "A3, A5, A6, A7 and epsilon <= gap^2/4",
        "gamma_k <= min(1, 1/L), d(w, C) <= delta, |u| <= 2 alpha delta",
        "index sets inside the expectation (outside it they are random while the left is not)",
    ),
    expected="refuted",
    check=printed_bound,
    steps=(
        _line(
            "line-1",
            "The descent lemma, with the Lipschitz constant of the loss as its smoothness.",
            "refuted",
            lines.line_1,
            r"\mathbb E\,\ell(w^+) \le \ell(w) + \gamma\,\mathbb E[\hat v]^\top g + "
            r"\tfrac{\gamma^2 L}{2}\mathbb E\|\hat v\|^2",
        ),
        _line(
            "line-2",
            "Split by types with E[v-hat_i] g_i replaced by -g_i^2: the index sets depend on ghat, "
            "so the selected ghat is biased (and in type 2 it may even raise the loss).",
            "refuted",
            line_2,
            r"= \ell(w) - \gamma\sum_{\hat S_1\cup\hat S_2} g_i^2 + \dots",
        ),
        _line(
            "line-3-variance",
            "The second moment over the selected coordinates is at most g^2 + sigma^2.",
            "refuted",
            line_3_variance,
            r"\mathbb E\sum_{\hat S_1\cup\hat S_2}\hat g_i^2 \le "
            r"\sum_{\hat S_1\cup\hat S_2} g_i^2 + \sigma^2",
        ),
        _line(
            "line-3-force",
            "The force term, with L for |g|: by A3 as printed |g| <= sqrt(L) only.",
            "refuted",
            lines.force_term,
            r"u_i g_i \le 2\alpha\delta L",
        ),
        _line("line-3", "The whole third line.", "refuted", line_3),
        _line(
            "line-4",
            "The last line, for gamma_k <= 1/L (statement (i) says so for k_0 only).",
            "proved",
            lines.line_4,
            r"-\gamma(1-\gamma L/2) \le -\gamma/2",
        ),
        _line(
            "line-4-strict",
            "Its stated reason, strictly: fails at gamma_{k_0} = 1/L; >= would do.",
            "refuted",
            lines.strict_half,
            r"1 - \gamma_{k_0}L/2 > 1/2",
        ),
        _line(
            "line-4-only-k0",
            "The same with what is printed, a bound on gamma_{k_0} only: A5 lets a later step be "
            "larger.",
            "refuted",
            lines.later_step,
            r"\gamma_{k_0} \le \min\{1, 1/L\}",
        ),
        _line(
            "constant-a",
            "The constant a dominates, for gamma_k <= 1/L.",
            "proved",
            lines.constant_a,
            r"2dL\alpha + 2d\alpha^2\delta \ge 2dL(\alpha + \gamma_k\alpha^2\delta)",
        ),
        _line(
            "line-5",
            "Full expectation, rearranged, given line 4 (k_0 must not be random).",
            "proved",
            lines.line_5,
            r"\tfrac{\gamma_k}{2}\mathbb E\sum g_i^2 \le \mathbb E\ell(w^{(k)}) - "
            r"\mathbb E\ell(w^{(k+1)}) + \tfrac{L\gamma_k^2\sigma^2}{2} + a\gamma_k\delta",
        ),
        _line("line-6", "Summed from k_0 to K, given line 5.", "proved", lines.line_6),
        _line(
            "line-7",
            "The expectation over tau_K, drawn independently of the run.",
            "proved",
            lines.line_7,
            r"\mathbb E[g_i(w^{(\tau_K)})^2] = \tfrac{2}{H_K}\sum_k\tfrac{\gamma_k}{2}"
            r"\mathbb E[g_i(w^{(k)})^2]",
        ),
        _line(
            "line-8",
            "The bound over tau_K and its limit, given line 6.",
            "proved",
            lines.line_8,
            r"\longrightarrow 2a\delta",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)

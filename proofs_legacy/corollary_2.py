r"""Corollary 2: the stepsize 1/sqrt(T+1) for a given horizon T.

Setting
    Theorem 3 with gamma = 1/sqrt(T + 1).
Assumptions
    A3; T sufficiently long that gamma < 1/L_l and Corollary 1's conditions hold.
Claim
    Such gamma and k_1 exist; min |v^(k)|^2 is at most the printed sum; the rate is O(1/sqrt(T)),
    and the minimum tends to 0.
Valid for
    The limit alone survives under A3, where k_1 has Corollary 1's property (it exists for
    epsilon < min gap^2/4), by uniform continuity of the gradient; bound and rate need smoothness.
    k_1 depends on gamma, hence on T.
Source
    Report, Corollary 2 ("immediate from Theorem 3").
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy import stepsize_limit, theorem_2_lines, theorem_3
from proofs_legacy.common import equal, reals
from proofs_legacy.corollary_1 import (
    MIDPOINT_CELL,
    case_c,
    midpoint_checks,
    return_to_the_midpoint,
    up_and_down,
)
from proofs_legacy.theorem_3_lines import (
    COORDINATE,
    FLOOR,
    POWER_LOSS,
    power_cycle,
    power_hypotheses,
)

GAMMA, ALPHA, L, DIM, ROOT, GAIN, MOST = reals("gamma alpha L d R gain gamma_max")
"""R = sqrt(T + 1)."""


def _table() -> dict:
    return {"header": ("k", "w", "g", "v"), "rows": power_cycle(2)}


def _setting(horizon: str) -> dict:
    return COORDINATE.setting(loss=POWER_LOSS, L=1, T=horizon, stepsize="1/sqrt(T+1)")


def one_horizon() -> Outcome:
    """T = 15, gamma = 1/4: v^2 = 1/4 for ever, against 161/1024."""
    rows, root, alpha = power_cycle(2), F(4), COORDINATE.alpha
    right = 4 * alpha / root + 4 * alpha**2 / root**3 + 8 * alpha**2 / root
    return replay(
        Instance(
            _setting("15") | {"start": F(-15, 16), "k_1": 0},
            [
                *power_hypotheses(2),
                Check("gamma = 1/sqrt(16) < 1/L", F(1, 4), "<", 1),
                Check("Corollary 1 (a): gamma max{L, M_c} < m - q_+", F(1, 4), "<", F(1, 2)),
                Check("k_1 = 0: d(w_k, C) = 0 <= gamma L", 0, "<=", F(1, 4)),
            ],
            Check("min |v_k|^2 <= 0 + 1/8 + 1/1024 + 1/32", rows[0][3] ** 2, "<=", right),
            plot={"orbit": [row[3] ** 2 for row in rows], "bound": right, "label": "|v|^2"},
            **_table(),
        ),
        control=Instance({}, [], Check("with T = 0", rows[0][3] ** 2, "<=", 4 * alpha)),
    )


def every_horizon() -> Outcome:
    """T + 1 = 16 m^6: v^2/gamma = m, and the printed sum is (5/8 + gamma^2/16) gamma."""
    m = 1 + sympy.Symbol("s", nonnegative=True)
    left, right = sympy.expand(256 * m**7), sympy.expand(160 * m**6 + 1)
    alpha = sympy.Rational(1, 8)
    identity = sympy.expand(256 * m**6 * (4 * alpha + 8 * alpha**2)) + 1024 * alpha**2 / 16
    return replay(
        Instance(
            _setting("16 m^6 - 1, m = 1, 2, ... (table: m = 1)") | {"start": "-1 + (2m)^-4"},
            [
                *power_hypotheses(2),
                Check("printed sum / gamma = 4a + 8a^2 + 4a^2/(16 m^6), times 256 m^6", identity,
                      "==", right),
            ],
            Check("v^2/gamma = m <= 5/8 + 1/(256 m^6), times 256 m^6", left, "<=", right),
            **_table(),
        ),
        control=Instance({}, [], Check("with 256 in place of 160", 256, "<=", 256 + 1)),
    )  # fmt: skip


def rate() -> Outcome:
    """v^2 sqrt(T + 1) = m is not bounded, for one loss; v^2 (T + 1)^(1/3) is, in this run."""
    constant = sympy.Symbol("C", positive=True)
    m = constant + 1  # T + 1 = 1/gamma^2 = 16 m^6, and v = 1/n with n = 2m
    steps, square = 16 * m**6, 1 / (2 * m) ** 2
    instance = Instance(
        _setting("16 m^6 - 1, m = C + 1") | {"start": "-1 + (2m)^-4", "C": "any whole number"},
        power_hypotheses(2),
        Check(
            "sqrt(T + 1) min |v|^2 = m <= C",
            sympy.cancel(sympy.sqrt(steps) * square),
            "<=",
            constant,
        ),
        **_table(),
    )
    slower = Check(
        "(T + 1) (min |v|^2)^3 <= 1/4", sympy.cancel(steps * square**3), "<=", sympy.Rational(1, 4)
    )
    return replay(instance, control=Instance(instance.setting, power_hypotheses(2), slower))


def substitution() -> Outcome:
    """Theorem 3's sum at gamma = 1/R is the printed one."""
    theorem = (2 * GAIN / (GAMMA * ROOT**2) + FLOOR).subs(GAMMA, 1 / ROOT)
    squares = ALPHA**2 * DIM
    printed = (
        2 * GAIN / ROOT
        + 4 * ALPHA * DIM * L**2 / ROOT
        + 4 * squares * L**3 / ROOT**3
        + 8 * squares * L**2 / ROOT
    )
    return certify_identity(theorem, printed, control=printed + squares / ROOT)


def exists_standard() -> Outcome:
    """For epsilon < min gap^2/4 and |grad l| <= L_l: T + 1 >= 1/gamma_max^2 is long enough."""
    scalar = prove(
        GAMMA <= MOST,
        given=[MOST > 0, ROOT > 0, equal(GAMMA * ROOT, 1), ROOT * MOST >= 1],
        control=Twin("half as long", given=[
            MOST > 0, ROOT > 0, equal(GAMMA * ROOT, 1), 2 * ROOT * MOST >= 1]),
    )  # fmt: skip
    return conjunction(scalar, stepsize_limit.corollary(), reason="gamma_max > 0, Corollary 1'")


def limit_at_any_index() -> Outcome:
    """epsilon = gap^2/4, loss w/2: 0, gamma/2, 0, ... with |v| = 1/2 for every T, from k_1 = 0."""
    hypotheses, rows = midpoint_checks(F(1, 4))
    level = MIDPOINT_CELL.orbit(-1, lambda _: F(0), [F(1, 4)])
    instance = replay(
        Instance(
            MIDPOINT_CELL.setting(loss="w/2", L="1/4", start=0, k_1=0,
                                  stepsize="1/sqrt(T+1), any T; table: T = 15"),
            [*hypotheses, Check("|v_0| = |v_1|", abs(rows[0][3]), "==", abs(rows[1][3]))],
            Check("lim min |v|^2 <= 0", rows[0][3] ** 2, "<=", 0),
            header=("k", "w", "g", "v"), rows=rows,
        ),
        control=Instance({}, [], Check("zero loss at a level: |v|", abs(level[0][3]), "<=", 0)),
    )  # fmt: skip
    return conjunction(up_and_down(), instance, reason="for every horizon")


def limit() -> Outcome:
    """For one loss and start the minimum tends to 0: the gradient is uniformly continuous."""
    n, u, x, y, force, bound, speed, modulus = reals("n U x y c G V omega")
    given = [GAMMA > 0, n >= 0, u >= 0, force >= 0, bound >= 0, speed >= 0, modulus >= 0]
    step = y <= x - GAMMA * n + GAMMA * bound * u + GAMMA * speed * modulus
    scalar = prove(
        n + u**2 <= (x - y) / GAMMA + bound * force + speed * modulus + force**2,
        given=[*given, u <= force, step],
        control=Twin(
            "without the modulus",
            n + u**2 <= (x - y) / GAMMA + bound * force + force**2,
        ),
    )
    return by_hand(
        conjunction(scalar, theorem_2_lines.transient(), reason="every term of the average tends "
                    "to 0"),
        "limit: every component of v is -g_i or a force with |u_i| <= 2 alpha delta; iterates stay "
        "in one bounded box for all gamma <= 1, where |grad l(x) - grad l(y)| <= omega(|x - y|) "
        "with omega(t) -> 0; c = 2 alpha gamma L_l d, V = B sqrt(d), omega at gamma V; the losses "
        "telescope and gamma (T + 1) = sqrt(T + 1)",
    )  # fmt: skip


def limit_standard() -> Outcome:
    """The same where gamma and k_1 exist for every large T: epsilon < min gap^2/4."""
    return conjunction(limit(), exists_standard(), reason="gamma and k_1 exist, the limit is 0")


def repaired() -> Outcome:
    """Theorem 3' at gamma = 1/sqrt(T + 1)."""
    bound, root = reals("G r")
    force = 4 * ALPHA * root * GAMMA * bound**2 + 4 * ALPHA**2 * root**2 * GAMMA**2 * bound**2
    theorem = 2 * GAIN / (GAMMA * ROOT**2) + force
    printed = (
        2 * GAIN / ROOT
        + 4 * ALPHA * root * bound**2 / ROOT
        + 4 * ALPHA**2 * root**2 * bound**2 / ROOT**2
    )
    identity = certify_identity(theorem.subs(GAMMA, 1 / ROOT), printed, control=printed + GAIN)
    return conjunction(theorem_3.theorem(), exists_standard(), identity, reason="Theorem 3'")


REPAIRED = Claim(
    id="corollary-2/repaired",
    title="Bound for a given horizon, two constants",
    source="In place of the report's Corollary 2",
    statement=(
        "If |grad l| <= G and grad l is M_s-Lipschitz, then for T + 1 >= max(1/gamma_max^2, M_s^2) "
        "and gamma = 1/sqrt(T + 1) the bound below holds; k_1 - k_0 is Lemma 5's count, which "
        "grows with T."
    ),
    formula=(
        r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
        r"\ell(w^{(k_1+T+1)})) + 4\alpha\sqrt{d}\,G^2}{\sqrt{T+1}} + "
        r"\frac{4\alpha^2 dG^2}{T+1}"
    ),
    assumptions=(
        "|grad l| <= G, grad l is M_s-Lipschitz",
        "0 < epsilon < min gap^2/4",
        "T + 1 >= max(1/gamma_max^2, M_s^2), gamma = 1/sqrt(T + 1)",
    ),
    expected="proved",
    check=repaired,
    steps=(
        Step("corollary-2/repaired/horizon", "How long T must be.", "proved", exists_standard,
             r"T + 1 \ge 1/\gamma_{\max}^2"),
        Step("corollary-2/repaired/theorem", "Theorem 3'.", "proved", theorem_3.theorem),
    ),
)  # fmt: skip


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"corollary-2/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="corollary-2",
    title="Convergence for a given horizon",
    source="Report, Corollary 2",
    statement=(
        "For T sufficiently long, gamma = 1/sqrt(T + 1) and some k_1 satisfy Corollary 1, and "
        "under A3 the smallest squared velocity is at most the printed sum, of order 1/sqrt(T)."
    ),
    formula=(
        r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
        r"\ell(w^{(k_1+T+1)})) + 4\alpha dL_\ell^2 + 8\alpha^2dL_\ell^2}{\sqrt{T+1}} + "
        r"\frac{4\alpha^2dL_\ell^3}{\sqrt{(T+1)^3}}"
    ),
    assumptions=("A3", "gamma = 1/sqrt(T + 1) < 1/L_l and k_1 as in Corollary 1"),
    expected="refuted",
    check=one_horizon,
    steps=(
        _step("every-horizon", "Arbitrarily long horizons, one loss.", "refuted", every_horizon),
        _step("existence", "gamma = 1/sqrt(T + 1) and k_1 with Corollary 1's conclusion exist: "
              "not at epsilon = gap^2/4.", "refuted", return_to_the_midpoint),
        _step("existence-interior", "They exist by the conditions that Corollary 1 prints for an "
              "inner level, which no stepsize meets.", "vacuous", case_c),
        _step("existence-standard", "They exist for epsilon < min gap^2/4 and |grad l| <= L_l.",
              "proved", exists_standard),
        _step("substitution", "The display is Theorem 3's at gamma = 1/sqrt(T + 1).", "proved",
              substitution),
        _step("rate", "The rate O(1/sqrt(T)), the constant free to depend on the loss.",
              "refuted", rate, r"\mathcal{O}(1/\sqrt{T})"),
        _step("limit", "The minimum over k = k_1 ... k_1 + T tends to 0, for each loss and start "
              "and every epsilon, if for all large T some k_1 has Corollary 1's property (the "
              "force at a midpoint included). No smoothness is needed.", "proved", limit,
              r"\min_k\|v^{(k)}\|^2 \to 0"),
        _step("limit-any-index", "The same without k_1's property: not at epsilon = gap^2/4.",
              "refuted", limit_at_any_index),
        _step("limit-standard", "For epsilon < min gap^2/4 and |grad l| <= L_l such k_1 exist, and "
              "it does tend to 0.", "proved", limit_standard),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)

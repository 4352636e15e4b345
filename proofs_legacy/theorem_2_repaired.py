"""Theorem 2': bounded gradient and smoothness, two constants; sharper than the printed form.

The step is taken in two parts. The gradient part -g_i (i outside S) descends by smoothness; the
forced part of length |u_S| <= M_c sqrt(d) raises the loss by at most G times its length, by
Lipschitz continuity. So no term gamma M_s M_c^2 d is needed.
"""

from __future__ import annotations

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Twin, by_hand, conjunction, prove
from proofs_legacy.common import equal, reals

GAMMA, G, SMOOTH, CLIP, ROOT, X, Y, Z, N, U = reals("gamma G M_s M_c r x y z n U")
# r = sqrt(d), n = |g_N|^2, U = |u_S|; x, z, y: the loss at w, after the gradient part, at w^+
BASIC = [GAMMA > 0, G >= 0, SMOOTH >= 0, CLIP > 0, ROOT >= 1, N >= 0, U >= 0]
DESCENT = [GAMMA * SMOOTH <= 1, Z <= X - GAMMA * N + GAMMA**2 * SMOOTH / 2 * N]
FORCED = [Y <= Z + GAMMA * G * U, U <= CLIP * ROOT]
BOUND = 2 * (X - Y) / GAMMA + 2 * G * CLIP * ROOT + CLIP**2 * ROOT**2
"""The right-hand side for one step; ``askewtheory.bounds`` is tested against it."""


def gradient_part() -> Outcome:
    """The loss falls by at least (gamma/2)|g_N|^2 along the gradient part."""
    scalar = prove(
        Z <= X - GAMMA / 2 * N,
        given=[*BASIC, *DESCENT],
        control=Twin("gamma M_s <= 2", given=[*BASIC, GAMMA * SMOOTH <= 2, DESCENT[1]]),
    )
    return by_hand(scalar, "descent lemma: for an M_s-Lipschitz gradient, along -gamma g_N")


def one_step() -> Outcome:
    """|v|^2 <= 2 (x - y)/gamma + 2 G M_c sqrt(d) + M_c^2 d."""
    hint = {GAMMA: 1, G: 1, CLIP: 1, ROOT: 1, N: 0, U: 1, SMOOTH: 0, X: 0, Z: 0, Y: 1}
    return prove(
        N + U**2 <= BOUND,
        given=[*BASIC, *DESCENT, *FORCED],
        control=Twin(
            "a term M_c^2 d smaller by 1%",
            N + U**2 <= BOUND - CLIP**2 * ROOT**2 / 100,
            hint=hint,
        ),
    )


def theorem() -> Outcome:
    """One step, averaged."""
    return by_hand(
        conjunction(gradient_part(), one_step(), reason="each step, then the average"),
        "sums: |u_S| <= M_c sqrt(d) and |g| <= G (Euclidean) give l(w^+) <= z + gamma G |u_S|; the "
        "minimum over k is at most the average, where the losses telescope. A coordinate that the "
        "convention forces at a midpoint counts in S",
    )


def attained() -> Outcome:
    """Equality: all coordinates forced by M_c straight uphill on a linear loss (G/sqrt(d) each)."""
    rise = GAMMA * CLIP * G * ROOT
    bound = BOUND.subs(X, Y - rise)
    return prove(
        equal(CLIP**2 * ROOT**2, bound),
        given=BASIC,
        control=Twin("2 G M_c sqrt(d) smaller by 1%", CLIP**2 * ROOT**2
                     <= bound - G * CLIP * ROOT / 50),
    )  # fmt: skip


def implies_weaker() -> Outcome:
    """It implies the form with the further term gamma M_s M_c^2 d."""
    return prove(
        sympy.Implies(N <= BOUND, N <= BOUND + GAMMA * SMOOTH * CLIP**2 * ROOT**2),
        given=BASIC,
        control=Twin("subtracted", sympy.Implies(
            N <= BOUND, N <= BOUND - GAMMA * SMOOTH * CLIP**2 * ROOT**2)),
    )  # fmt: skip


def printed_follows() -> Outcome:
    """With L_l = G and gamma <= 1/M_s the printed bound is weaker, since sqrt(d) <= d."""
    alpha = reals("alpha")[0]
    dimension = ROOT**2
    printed = (
        2 * (X - Y) / GAMMA
        + 4 * alpha * dimension * GAMMA * G**2
        + 2 * CLIP * G * dimension
        + GAMMA * G * CLIP**2 * dimension
        + CLIP**2 * dimension
    )
    weaker = prove(
        BOUND <= printed,
        given=[*BASIC, alpha > 0],
        control=Twin("d >= 1/4 only", given=[*(c for c in BASIC if c != (ROOT >= 1)), ROOT > 0,
                                             alpha > 0]),
    )  # fmt: skip
    return conjunction(theorem(), weaker, reason="the repaired bound is at most the printed one")


def _step(name: str, statement: str, check, formula: str = "") -> Step:
    return Step(f"theorem-2/repaired/{name}", statement, "proved", check, formula)


REPAIRED = Claim(
    id="theorem-2/repaired",
    title="Finite-time bound with two constants",
    source="In place of the report's Theorem 2",
    statement=(
        "If |grad l| <= G and grad l is M_s-Lipschitz, then gamma <= 1/M_s gives the bound below; "
        "equality is attained for every d. It is sharper than the form with a further term "
        "gamma M_s M_c^2 d."
    ),
    formula=(
        r"\min_{k \le T} \|v^{(k)}\|^2 \le \frac{2(\ell(w^{(0)}) - \ell(w^{(T+1)}))}"
        r"{\gamma(T+1)} + 2 M_c G \sqrt{d} + M_c^2 d"
    ),
    assumptions=("|grad l| <= G", "grad l is M_s-Lipschitz", "0 < gamma <= 1/M_s, M_c > 0"),
    expected="proved",
    check=theorem,
    steps=(
        _step(
            "gradient-part",
            "Descent along the gradient part of the step.",
            gradient_part,
            r"\ell(w - \gamma g_N) \le \ell(w) - \tfrac{\gamma}{2}|g_N|^2",
        ),
        _step(
            "one-step",
            "One step.",
            one_step,
            r"\|v\|^2 \le 2(\ell(w) - \ell(w^+))/\gamma + 2GM_c\sqrt{d} + M_c^2 d",
        ),
        _step("sharp", "Equality for linear losses, every d.", attained),
        _step(
            "weaker",
            "It implies the form with gamma M_s M_c^2 d.",
            implies_weaker,
            r"\dots + \gamma M_s M_c^2 d",
        ),
    ),
)

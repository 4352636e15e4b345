"""Theorem 2': bounded gradient and smoothness, two constants; sharper than the printed form.

The step is taken in two parts. The gradient part -g_i (i outside S) descends by smoothness; the
forced part of length |u_S| <= M_c sqrt(d) raises the loss by at most G times its length, by
Lipschitz continuity. So no term gamma M_s M_c^2 d is needed.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, line, repair
from askewtheory.audit.terms import eq, implies
from proofs_checks.facts import descent
from proofs_checks.facts.descent import CLIP, GAMMA, PUSH, SMOOTH, G, N, R, U, X, Y


@repair(
    "theorem-2", title="Finite-time bound with two constants",
    source="In place of the report's Theorem 2",
    latex=r"\min_{k \le T} \|v^{(k)}\|^2 \le \frac{2(\ell(w^{(0)}) - \ell(w^{(T+1)}))}"
    r"{\gamma(T+1)} + 2 M_c G \sqrt{d} + M_c^2 d",
    parts=descent.THEOREM_2,
)  # fmt: skip
def theorem(this):
    """With |grad l| <= G, an M_s-Lipschitz gradient and gamma <= 1/M_s the bound below holds.

    Equality is attained for every d. It is sharper than the form with a further term
    gamma M_s M_c^2 d. A coordinate that the convention forces at a midpoint counts in S.
    """
    return this.conjunction()


@line("theorem-2/repaired", PROVED,
      latex=r"\ell(w - \gamma g_N) \le \ell(w) - \tfrac{\gamma}{2}|g_N|^2",
      parts=[descent.descent_lemma, descent.gradient_part])  # fmt: skip
def gradient_part(this):
    """Descent along the gradient part of the step."""
    return this.conjunction()


@line("theorem-2/repaired", PROVED,
      latex=r"\|v\|^2 \le 2(\ell(w) - \ell(w^+))/\gamma + 2GM_c\sqrt{d} + M_c^2 d",
      given=descent.ONE_STEP, concludes=N + U**2 <= 2 * (X - Y) / GAMMA + descent.FLOOR
)  # fmt: skip
def one_step(this):
    """One step."""
    return this.solvers()


@line("theorem-2/repaired", PROVED,
      given={**PUSH, "all forced by M_c, straight uphill": eq(Y, X + GAMMA * CLIP * G * R)},
      concludes=eq((CLIP * R) ** 2, 2 * (X - Y) / GAMMA + descent.FLOOR))  # fmt: skip
def sharp(this):
    """Equality for linear losses, every d: each coordinate has slope G/sqrt(d)."""
    return this.solvers()


@line("theorem-2/repaired", PROVED, latex=r"\dots + \gamma M_s M_c^2 d",
      given={**PUSH, "M_s is a smoothness": SMOOTH >= 0},
      concludes=implies(N <= 2 * (X - Y) / GAMMA + descent.FLOOR,
                        N <= 2 * (X - Y) / GAMMA + descent.FLOOR + GAMMA * SMOOTH * (CLIP * R) ** 2)
)  # fmt: skip
def weaker(this):
    """It implies the form with gamma M_s M_c^2 d."""
    return this.solvers()

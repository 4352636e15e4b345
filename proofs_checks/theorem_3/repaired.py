"""Theorem 3': Theorem 2' with the forces of Corollary 1', at most 2 alpha gamma G from k_1 on."""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, line, repair
from askewtheory.audit.terms import eq, implies
from proofs_checks.facts import admissible, descent
from proofs_checks.facts.descent import (
    ALPHA,
    GAMMA,
    PUSH,
    SMALL_FLOOR,
    SMALL_FORCE,
    SMOOTH,
    G,
    N,
    R,
    X,
    Y,
)


@repair(
    "theorem-3", title="Finite-time bound with two constants, small stepsize",
    source="In place of the report's Theorem 3",
    latex=r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
    r"\ell(w^{(k_1+T+1)}))}{\gamma(T+1)} + 4\alpha\sqrt{d}\,\gamma G^2 + "
    r"4\alpha^2 d\gamma^2 G^2",
    parts=descent.THEOREM_3,
)  # fmt: skip
def theorem(this):
    """The bound below holds from Lemma 5's k_1 on, for both psi; equality is attained for every d.

    |grad l| <= G, grad l is M_s-Lipschitz and gamma <= min(gamma_max, 1/M_s). It is sharper than
    the form with a factor 1 + gamma M_s in the last term. Steps are counted from k_1; epsilon < min
    gap^2/4.
    """
    return this.conjunction()


@line("theorem-3/repaired", PROVED, parts=admissible.COROLLARY_1)
def force(this):
    """Every force is at most 2 alpha gamma G from k_1 on."""
    return this.conjunction()


@line("theorem-3/repaired", PROVED, parts=[descent.one_step, descent.small_forces])
def one_step(this):
    """One step, forces bounded by any number M_c; then with 2 alpha gamma G in its place."""
    return this.conjunction()


@line("theorem-3/repaired", PROVED,
      given={**PUSH, "all pushed uphill by the largest force":
             eq(Y, X + GAMMA * SMALL_FORCE * G * R)},
      concludes=eq((SMALL_FORCE * R) ** 2, 2 * (X - Y) / GAMMA + SMALL_FLOOR))  # fmt: skip
def sharp(this):
    """Equality for linear losses: T = 0, each coordinate at distance gamma G = D/3."""
    return this.solvers()


SQUARES = 4 * ALPHA**2 * R**2 * GAMMA**2 * G**2


@line("theorem-3/repaired", PROVED, given={**PUSH, "M_s is a smoothness": SMOOTH >= 0},
      concludes=implies(N <= X - Y + SQUARES, N <= X - Y + SQUARES * (1 + GAMMA * SMOOTH))
)  # fmt: skip
def weaker(this):
    """It implies the form with 1 + gamma M_s."""
    return this.solvers()

"""Why stochastic iterates stay bounded when the noise grows like the iterate (Theorem 6)."""

from __future__ import annotations

from askewtheory.audit.claim import fact
from askewtheory.audit.terms import prose
from proofs_checks.facts import approach, velocity

GIVEN = {
    "the gradient grows linearly": prose("|grad l(w)| grows at most linearly"),
    "the clip is finite and positive": prose("M_c is finite and positive"),
    "A5": prose("gamma_k > 0, the sum of gamma_k diverges and that of gamma_k^2 is finite"),
    "the noise is a martingale difference": prose("E[xi | past] = 0"),
    "its variance": prose("E[|xi|^2 | past] <= sigma^2 (1 + |w|^2)"),
}


@fact(given=GIVEN, concludes=prose("w_k is bounded almost surely"),
      parts=[approach.OVERSHOOT, approach.GROWTH, velocity.size])  # fmt: skip
def almost_surely(this):
    """D stays below its first value or the sup of 2 gamma(c + b eta), which is finite."""
    return this.hand(
        "boundedness: with xi = ghat - grad l and 1 + |w|^2 <= n(b + D)^2 put |xi| = (b + D) eta, "
        "so E[eta^2|past] <= n sigma^2 and |v_i| <= max(|ghat|, M_c) <= c + M D + (b + D) eta (a "
        "coordinate inside the hull leaves it by gamma |v_i| at most); the sum of gamma^2 eta^2 "
        "has a finite mean (A5), so gamma eta -> 0 almost surely, hence from some k on "
        "gamma(M + eta) <= 1/2, and the sup of 2 gamma(c + b eta) is finite"
    )

r"""Lemma 5': each coordinate settles within gamma G of its interval. Symbols as in ``settling``."""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, line, repair
from proofs_checks.facts import settled, settling, velocity
from proofs_checks.formal import proved


@repair(
    "lemma-5", title="Each coordinate settles within gamma G of its interval",
    source="In place of the report's Lemma 5",
    latex=r"k_1 = k_0 + \left\lceil\frac{\max(0, d_i(k_0) - \gamma G)}{\gamma\tau}\right\rceil",
    parts=lambda: [
        velocity.five_cases, settling.interval_step, settling.contraction_step,
        settling.contraction_outer, settling.least_step, settling.feasible_step,
        *settled.SETTLES.values(), settled.count, settled.euclidean, *proved("lemma-5/repaired"),
    ],
)  # fmt: skip
def lemma(this):
    """Each coordinate has d_i <= gamma G from k_1 on.

    On inner sides, with D the width of the infeasible middle, gamma G <= D/2 and
    gamma M_c <= q_+ - q_- + D/2, so that the cell is kept (Lemmas 3' and 4'). And either
    gamma M_c <= q_+ - q_- + gamma G (in particular gamma B <= q_+ - q_-, B = max(G, M_c)), or
    gamma alpha <= 1/2. tau = min(alpha gamma G, M_c); for the quartic psi, put alpha/2 in place of
    alpha. The Euclidean distance is at most gamma G sqrt(d).
    """
    return this.conjunction()


@line("lemma-5/repaired", PROVED, parts=[settling.interval_step],
      latex=r"\delta^+ \le \max(\delta - \gamma\tau, \gamma G)")  # fmt: skip
def interval(this):
    """One step, first alternative."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED, latex=r"\gamma\alpha \le 1/2", parts=[settling.contraction_step])
def contraction(this):
    """One step, second alternative, inner side (its midpoint too)."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED, parts=[settling.contraction_outer])
def contraction_outer(this):
    """One step, second alternative, outer side."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED, latex=r"t \ge \gamma\min(\alpha\gamma G, M_c)",
      parts=[settling.least_step])  # fmt: skip
def least_step(this):
    """Steps from delta >= gamma G on are at least gamma tau."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED, parts=[settling.feasible_step])
def feasible(this):
    """From inside a coordinate leaves by at most gamma G."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED, parts=[settled.count])
def count(this):
    """How many steps."""
    return this.conjunction()


@line("lemma-5/repaired", PROVED,
      latex=r"\left\lceil\frac{(d_0 - M_c/\alpha)^+}{\gamma M_c}\right\rceil + \left\lceil"
      r"\frac{\ln(\min(d_0, M_c/\alpha)/(\gamma G))^+}{-\ln(1-\gamma\alpha)}\right\rceil",
      parts=lambda: [settling.sharper_step, settled.count, settled.geometric,
                     *proved("lemma-5/repaired")])  # fmt: skip
def geometric(this):
    """Sharper for gamma alpha < 1, under either alternative.

    Constant decrements gamma M_c down to M_c/alpha, then a factor 1 - gamma alpha (both counts are
    0 where they would be negative; alpha/2 for the quartic psi).
    """
    return this.conjunction()

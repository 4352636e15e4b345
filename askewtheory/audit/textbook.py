"""Theorems that every textbook proves, stated in full: what the rule ``textbook`` may cite.

They are cited word for word, in the names that they have here, whose meaning their text gives;
hypotheses and conclusion may be prose. Each hypothesis has to be discharged by a judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import prose


@dataclass(frozen=True)
class Textbook:
    """A named theorem: where it is proved, and what it says."""

    name: str
    reference: str
    statement: Statement


def _theorem(name: str, reference: str, given: list[str], then: str) -> Textbook:
    return Textbook(name, reference, states(_said(then), [_said(one) for one in given]))


def _said(text: str):
    try:
        return prose(text)
    except ValueError:
        from askewtheory.audit.terms import formula

        return formula(text)


TABLE = {
    one.name: one
    for one in (
        _theorem(
            "mean value inequality",
            "Rudin, Principles of Mathematical Analysis (1976), Theorem 9.19",
            ["f is differentiable and |grad f| <= G on the segment from x to y"],
            "|f(y) - f(x)| <= G |y - x|",
        ),
        _theorem(
            "almost sure convergence",
            "Billingsley, Probability and Measure (1995), Theorem 20.5",
            ["X_k converges to X almost surely"],
            "X_k converges to X in probability",
        ),
        _theorem(
            "Beppo Levi",
            "Williams, Probability with Martingales (1991), section 6.5",
            [],
            "for random variables f_k >= 0 with a finite sum of means, the sum of f_k converges "
            "almost surely",
        ),
        _theorem(
            "Doob, martingales bounded in L^2",
            "Williams, Probability with Martingales (1991), section 12.1",
            [],
            "for square-integrable D_k that are known at k + 1, where what is known only grows, "
            "that have mean 0 given what is known at k, and whose variances have a finite sum, the "
            "sum of D_k converges almost surely",
        ),
        _theorem(
            "strict saddles",
            "Panageas and Piliouras, Gradient Descent Only Converges to Minimizers: Non-Isolated "
            "Critical Points and Invariant Regions (2017), the theorem on all strict saddles",
            [
                "f is twice continuously differentiable",
                "grad f is L-Lipschitz",
                "0 < gamma and gamma*L < 1",
            ],
            "the starts from which gradient descent converges to a strict saddle have measure zero",
        ),
    )
}

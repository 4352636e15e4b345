"""Worst cases of methods over classes of functions, as exact statements with exact proofs."""

from askewtheory.audit.pep.classes import (
    cocoercive,
    convex,
    indicator,
    lipschitz_convex,
    lipschitz_operator,
    monotone,
    smooth,
    smooth_convex,
    smooth_strongly_convex,
    strongly_convex,
    strongly_monotone,
)
from askewtheory.audit.pep.problem import Performance, inner, norm, norm2, sqrt

__all__ = [
    "Performance",
    "cocoercive",
    "convex",
    "indicator",
    "inner",
    "lipschitz_convex",
    "lipschitz_operator",
    "monotone",
    "norm",
    "norm2",
    "smooth",
    "smooth_convex",
    "smooth_strongly_convex",
    "sqrt",
    "strongly_convex",
    "strongly_monotone",
]

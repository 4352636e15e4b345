"""What the theorems promise: right-hand sides term by term, as printed and as repaired.

Each function evaluates one theorem and returns a :class:`Bound`. A repaired bound refuses a
problem that does not meet its hypotheses and names the one that is missing; a printed bound is the
printed expression, with the report's letter L read as ``gradient_bound`` where it bounds a
gradient and as ``smoothness`` where it multiplies a squared step (A2 and A3 print squared norms, so
their constants are the squares of these).
"""

from askewtheory.bounds.constant import corollary_2, theorem_2, theorem_3
from askewtheory.bounds.decaying import (
    Stationarity,
    require_theorem_5,
    theorem_4,
    theorem_5,
    theorem_5_distance,
    theorem_5_printed,
)
from askewtheory.bounds.terms import Bound, Constants, Term

__all__ = [
    "Bound",
    "Constants",
    "Stationarity",
    "Term",
    "corollary_2",
    "require_theorem_5",
    "theorem_2",
    "theorem_3",
    "theorem_4",
    "theorem_5",
    "theorem_5_distance",
    "theorem_5_printed",
]

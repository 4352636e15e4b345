"""Terms, bounds, a problem's constants, and the checks that all theorems share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import compare, number, simplified, square_root


@dataclass(frozen=True)
class Term:
    """One term of a bound.

    Parameters
    ----------
    name, formula
        What it accounts for, and how it is computed.
    value
        Its value.
    vanishes
        Whether it tends to zero as the horizon grows.
    """

    name: str
    formula: str
    value: Any
    vanishes: bool


@dataclass(frozen=True)
class Bound:
    """A right-hand side: what it bounds, from where, and its terms.

    Attributes
    ----------
    theorem : str
        ``"theorem-2"`` and so on.
    version : str
        ``"printed"`` or ``"repaired"``.
    quantity : str
        What is bounded.
    terms : tuple of Term
        The sum.
    reading : str
        How a letter of the printed sum was read; empty where there is one way.
    """

    theorem: str
    version: str
    quantity: str
    terms: tuple[Term, ...]
    reading: str = ""

    @property
    def total(self) -> Any:
        """The sum of all terms."""
        return simplified(sum((term.value for term in self.terms), Fraction(0)))

    @property
    def floor(self) -> Any:
        """The sum of the terms that do not vanish as the horizon grows."""
        return simplified(
            sum((term.value for term in self.terms if not term.vanishes), Fraction(0))
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "theorem": self.theorem,
            "version": self.version,
            "quantity": self.quantity,
            "reading": self.reading,
            "total": float(self.total),
            "floor": float(self.floor),
            "terms": [
                {
                    "name": term.name,
                    "formula": term.formula,
                    "value": float(term.value),
                    "vanishes": term.vanishes,
                }
                for term in self.terms
            ],
        }


@dataclass(frozen=True)
class Constants:
    """The constants of a problem that a bound may ask for; ``None`` is not known.

    Parameters
    ----------
    alpha, clip
        Of the method; at least 0.
    dimension
        d, at least 1.
    gradient_bound
        G >= |grad l| (Euclidean norm), the Lipschitz constant of the loss.
    smoothness
        M_s, the Lipschitz constant of the gradient.
    loss_gap
        The decrease l(first) - l(last), or an upper bound on it.
    max_stepsize
        Corollary 1' of the repairs, where a bound needs an admissible stepsize.
    """

    alpha: Any
    clip: Any
    dimension: int
    gradient_bound: Any = None
    smoothness: Any = None
    loss_gap: Any = None
    max_stepsize: Any = None

    def __post_init__(self) -> None:
        """Bring all numbers to one kind: exact if all are, else floats."""
        for name in ("alpha", "clip", "gradient_bound", "smoothness", "loss_gap"):
            value = getattr(self, name)
            if value is None:
                continue
            value = number(value, name)
            if value < 0 and name != "loss_gap":
                raise InputError(f"{name} must be at least 0, got {value}")
            object.__setattr__(self, name, value)
        if isinstance(self.dimension, bool) or self.dimension < 1:
            raise InputError(f"dimension must be an integer of at least 1, got {self.dimension}")

    def need(self, theorem: str, *names: str) -> list[Any]:
        """Return constants, or refuse the problem by the name of the first missing one."""
        for name in names:
            value = getattr(self, name)
            if value is None:
                raise InputError(f"{theorem} needs {name}, which the problem does not declare")
            if isinstance(value, float) and math.isinf(value):
                raise InputError(f"{theorem} needs a finite {name}, got inf")
        return [getattr(self, name) for name in names]


def steps_of(horizon: Any) -> Any:
    """Return T + 1, infinity allowed."""
    if horizon is None or (isinstance(horizon, float) and math.isinf(horizon)):
        return None
    if isinstance(horizon, bool) or int(horizon) != horizon or horizon < 0:
        raise InputError(f"horizon must be a non-negative integer, got {horizon}")
    return int(horizon) + 1


def descent(c: Constants, stepsize: Any, steps: Any) -> Term:
    """Return the term 2 (l_0 - l_{T+1}) / (gamma (T + 1)); zero for an infinite horizon."""
    value = Fraction(0) if steps is None else 2 * c.loss_gap / (stepsize * steps)
    return Term("descent", "2 Δℓ / (γ (T+1))", value, True)


def positive(stepsize: Any) -> Any:
    """Return a stepsize as a number, or refuse one that is not positive and finite."""
    value = number(stepsize, "stepsize")
    if not 0 < value < math.inf:
        raise InputError(f"stepsize must be positive and finite, got {stepsize}")
    return value


def letter_l(c: Constants) -> Any:
    """Return the report's L where it stands for a smoothness constant; the other one if unknown."""
    return c.gradient_bound if c.smoothness is None else c.smoothness


def reading_of_l(c: Constants) -> str:
    """Return how a printed bound reads L, where :func:`letter_l` differs from its other terms."""
    return "" if c.smoothness is None else "L of the squared step read as M_s, elsewhere as G"


def root(value: Any) -> Any:
    """Return the square root, exact for an integer or a fraction."""
    return square_root(Fraction(value)) if isinstance(value, int) else square_root(value)


def require_at_most(theorem: str, left: Any, right: Any, name: str) -> None:
    """Refuse a problem whose ``left`` exceeds ``right``; exact numbers are compared exactly."""
    if isinstance(left, float) or isinstance(right, float):
        holds = float(left) <= float(right)
    else:
        holds = compare(left, right) <= 0
    if not holds:
        shown = f"{float(left):.6g} > {float(right):.6g}"
        raise InputError(f"{theorem} needs {name} at most {float(right):.6g}, got {shown}")

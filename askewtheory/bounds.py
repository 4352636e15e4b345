"""What the theorems promise: right-hand sides term by term, as printed and as repaired.

Each function evaluates one theorem and returns a :class:`Bound`. A repaired bound refuses a
problem that does not meet its hypotheses and names the one that is missing; a printed bound is the
printed expression, with the report's letter L read as ``gradient_bound`` where it bounds a
gradient and as ``smoothness`` where it multiplies a squared step (A2 and A3 print squared norms, so
their constants are the squares of these).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import number, simplified, square_root
from askewtheory.grid import kind_code
from askewtheory.kernel import QUARTIC
from askewtheory.provers.replay import compare


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
    """A right-hand side: what it bounds, from where, and its terms."""

    theorem: str
    version: str
    quantity: str
    terms: tuple[Term, ...]

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


def _steps(horizon: Any) -> Any:
    """Return T + 1, infinity allowed."""
    if horizon is None or (isinstance(horizon, float) and math.isinf(horizon)):
        return None
    if isinstance(horizon, bool) or int(horizon) != horizon or horizon < 0:
        raise InputError(f"horizon must be a non-negative integer, got {horizon}")
    return int(horizon) + 1


def _descent(c: Constants, stepsize: Any, steps: Any) -> Term:
    """Return the term 2 (l_0 - l_{T+1}) / (gamma (T + 1)); zero for an infinite horizon."""
    value = Fraction(0) if steps is None else 2 * c.loss_gap / (stepsize * steps)
    return Term("descent", "2 Δℓ / (γ (T+1))", value, True)


def _positive(stepsize: Any) -> Any:
    value = number(stepsize, "stepsize")
    if not 0 < value < math.inf:
        raise InputError(f"stepsize must be positive and finite, got {stepsize}")
    return value


def theorem_2(
    c: Constants, *, stepsize: Any, horizon: Any = None, version: str = "repaired"
) -> Bound:
    """Return Theorem 2's bound on min |v_k|^2 over k = 0 ... T.

    printed:  2Δℓ/(γ(T+1)) + 4αdγL² + 2M_cLd + γLM_c²d + M_c²d
    repaired: 2Δℓ/(γ(T+1)) + 2M_cG√d + γM_sM_c²d + M_c²d, for γ <= 1/M_s

    Parameters
    ----------
    c
        The problem's constants.
    stepsize
        γ > 0.
    horizon
        T; ``None`` for the limit.
    version
        ``"printed"`` or ``"repaired"``.
    """
    gamma, steps = _positive(stepsize), _steps(horizon)
    bound, clip = c.need("Theorem 2", "gradient_bound", "clip")
    if steps is not None:
        c.need("Theorem 2", "loss_gap")
    d, alpha = c.dimension, c.alpha
    terms = [_descent(c, gamma, steps)]
    if version == "printed":
        terms += [
            Term("unexplained", "4 α d γ L²", 4 * alpha * d * gamma * bound**2, False),
            Term("force × gradient", "2 M_c L d", 2 * clip * bound * d, False),
            Term("squared step", "γ L M_c² d", gamma * _letter_l(c) * clip**2 * d, False),
        ]
    else:
        (smooth,) = c.need("Theorem 2'", "smoothness")
        _at_most("Theorem 2'", gamma * smooth, 1, "stepsize * smoothness")
        terms += [
            Term("force × gradient", "2 M_c G √d", 2 * clip * bound * _root(d), False),
            Term("squared step", "γ M_s M_c² d", gamma * smooth * clip**2 * d, False),
        ]
    terms.append(Term("force", "M_c² d", clip**2 * d, False))
    return Bound("theorem-2", version, "min |v_k|^2, k = 0..T", tuple(terms))


def theorem_3(
    c: Constants, *, stepsize: Any, horizon: Any = None, version: str = "repaired"
) -> Bound:
    """Return Theorem 3's bound on min |v_k|^2 over k = k_1 ... k_1 + T.

    printed:  2Δℓ/(γ(T+1)) + 4αdγL² + 4α²dγ³L³ + 8α²dγL²
    repaired: 2Δℓ/(γ(T+1)) + 4α√d γG² + 4α²dγ²G²(1 + γM_s), for γ <= 1/M_s and γ <= γ_max

    Parameters are those of :func:`theorem_2`.
    """
    gamma, steps = _positive(stepsize), _steps(horizon)
    (bound,) = c.need("Theorem 3", "gradient_bound")
    if steps is not None:
        c.need("Theorem 3", "loss_gap")
    d, alpha = c.dimension, c.alpha
    terms = [_descent(c, gamma, steps)]
    if version == "printed":
        cubed = bound**2 * _letter_l(c)
        terms += [
            Term("force × gradient", "4 α d γ L²", 4 * alpha * d * gamma * bound**2, False),
            Term("squared step", "4 α² d γ³ L³", 4 * alpha**2 * d * gamma**3 * cubed, False),
            Term("force", "8 α² d γ L²", 8 * alpha**2 * d * gamma * bound**2, False),
        ]
        return Bound("theorem-3", version, "min |v_k|^2, k = k1..k1+T", tuple(terms))
    smooth, largest = c.need("Theorem 3'", "smoothness", "max_stepsize")
    _at_most("Theorem 3'", gamma * smooth, 1, "stepsize * smoothness")
    _at_most("Theorem 3'", gamma, largest, "stepsize")
    force = 4 * alpha**2 * d * gamma**2 * bound**2
    terms += [
        Term("force × gradient", "4 α √d γ G²", 4 * alpha * _root(d) * gamma * bound**2, False),
        Term("force", "4 α² d γ² G²", force, False),
        Term("squared step", "4 α² d γ³ G² M_s", force * gamma * smooth, False),
    ]
    return Bound("theorem-3", version, "min |v_k|^2, k = k1..k1+T", tuple(terms))


def corollary_2(c: Constants, *, horizon: Any, version: str = "repaired") -> Bound:
    """Return Theorem 3's bound at γ = 1/√(T+1), whose terms all vanish as T grows.

    Parameters are those of :func:`theorem_2`; the horizon T is finite.
    """
    steps = _steps(horizon)
    if steps is None:
        raise InputError("horizon must be a finite integer for Corollary 2, got infinity")
    inner = theorem_3(c, stepsize=1 / _root(steps), horizon=horizon, version=version)
    terms = tuple(Term(t.name, f"{t.formula}, γ = 1/√(T+1)", t.value, True) for t in inner.terms)
    return Bound("corollary-2", version, inner.quantity, terms)


def theorem_4(
    c: Constants,
    *,
    total_stepsize: Any,
    total_square: Any,
    distances: Sequence[Any] = (),
    neighbourhood: Any = None,
    largest_stepsize: Any = None,
    version: str = "repaired",
    kind: str = "quadratic",
) -> Bound:
    """Return Theorem 4's bound on (1/H) Σ (γ_k/2) |v_k|^2, H = Σγ_k.

    printed:  Δℓ/H + 3dM_c²/2 + M M_c² d Σγ²/(2H)
    repaired: Δℓ/H + 2√α G Σ_i √(C_i/H) + 4α Σ_i C_i/H with C_i = δ_i² + G²Σγ², for starts in the
    neighbourhood N and γ_k <= min(1/(2α), 1/M, δ*/G)

    Parameters
    ----------
    c
        The problem's constants.
    total_stepsize, total_square
        H = Σγ_k and Σγ_k² over the steps taken.
    distances
        δ_i of the start, one for each coordinate (repaired only).
    neighbourhood
        δ* = min(A/3, M_c/(2α)) (repaired only).
    largest_stepsize
        The largest γ_k (repaired only).
    version
        ``"printed"`` or ``"repaired"``.
    kind
        Of psi. The repaired proof uses |u| >= αδ only to sum δ², and |u| <= 2αδ; the quartic force
        is at least αδ/2, so there C_i counts twice.
    """
    gap, smooth, clip = c.need("Theorem 4", "loss_gap", "smoothness", "clip")
    d, alpha, h = c.dimension, c.alpha, total_stepsize
    terms = [Term("descent", "Δℓ / H", gap / h, True)]
    quantity = "weighted average of |v_k|^2 / 2"
    if version == "printed":
        terms += [
            Term("force", "3 d M_c² / 2", Fraction(3, 2) * d * clip**2, False),
            Term("squared step", "M M_c² d Σγ² / (2 H)",
                 smooth * clip**2 * d * total_square / (2 * h), True),
        ]  # fmt: skip
        return Bound("theorem-4", version, quantity, tuple(terms))
    (bound,) = c.need("Theorem 4*", "gradient_bound")
    _explicit_hypotheses(c, distances, neighbourhood, largest_stepsize)
    twice = 2 if kind_code(kind) == QUARTIC else 1
    widths = [twice * (delta**2 + bound**2 * total_square) for delta in distances]
    cross = sum((square_root(width / h) for width in widths), Fraction(0))
    terms += [
        Term("force × gradient", "2 √α G Σ √(C_i/H)", 2 * square_root(alpha) * bound * cross, True),
        Term("force", "4 α Σ C_i / H", 4 * alpha * sum(widths) / h, True),
    ]
    return Bound("theorem-4", version, quantity, tuple(terms))


def _explicit_hypotheses(
    c: Constants, distances: Sequence[Any], neighbourhood: Any, largest: Any
) -> None:
    if len(distances) != c.dimension:
        raise InputError(
            f"distances must have one entry for each of {c.dimension} coordinates, "
            f"got {len(distances)}"
        )
    if neighbourhood is None or largest is None:
        raise InputError("Theorem 4* needs neighbourhood and largest_stepsize")
    for delta in distances:
        _at_most("Theorem 4*", delta, neighbourhood, "distance of the start")
    _at_most("Theorem 4*", largest * 2 * c.alpha, 1, "2 * alpha * largest_stepsize")
    _at_most("Theorem 4*", largest * c.smoothness, 1, "smoothness * largest_stepsize")
    _at_most("Theorem 4*", largest * c.gradient_bound, neighbourhood, "gradient_bound * stepsize")


def theorem_5_printed(
    c: Constants, *, variance: Any, total_stepsize: Any, total_square: Any, delta: Any
) -> Bound:
    """Return the printed bound on E Σ_{S1 ∪ S2} [grad l]_i^2 at a random index.

    2Δℓ/H + L σ² Σγ²/H + 2 a δ with a = 2dLα + 2dα²δ (section 5.2.1 of the report)

    Parameters
    ----------
    c
        The problem's constants.
    variance
        σ².
    total_stepsize, total_square
        H = Σγ_k and Σγ_k².
    delta
        The bound δ on the distance to the feasible set.
    """
    gap, bound = c.need("Theorem 5", "loss_gap", "gradient_bound")
    d, alpha, h = c.dimension, c.alpha, total_stepsize
    weight = 2 * d * bound * alpha + 2 * d * alpha**2 * delta
    terms = (
        Term("descent", "2 Δℓ / H", 2 * gap / h, True),
        Term("noise", "L σ² Σγ² / H", _letter_l(c) * variance * total_square / h, True),
        Term("force", "2 a δ", 2 * weight * delta, False),
    )
    return Bound("theorem-5", "printed", "E of squared gradients, types 1 and 2", terms)


@dataclass(frozen=True)
class Stationarity:
    """The constants of Theorem 5*: Ψ at the start, its infimum, κ, δ* and the second moment."""

    smoothness: Any
    alpha: Any
    lyapunov_gap: Any
    second_moment: Any
    neighbourhood: Any
    dimension: int

    @property
    def kappa(self) -> Any:
        """κ = (M/α) (M - 2α)⁺."""
        return self.smoothness / self.alpha * max(self.smoothness - 2 * self.alpha, 0)


def theorem_5(s: Stationarity, *, total_stepsize: Any, total_square: Any) -> Bound:
    """Return Theorem 5*: E S_τ² <= {Ψ_0 - min ℓ + Γ₂[(M + κ)B₂² + 4Mα²nδ*²]} / (2M²H).

    Parameters
    ----------
    s
        The constants; ``lyapunov_gap`` is Ψ(w_{k0}) - min over C of ℓ.
    total_stepsize, total_square
        H = Σγ_k and Γ₂ = Σγ_k².
    """
    m, h = s.smoothness, total_stepsize
    if m <= 0 or s.alpha <= 0:
        raise InputError("Theorem 5* needs smoothness and alpha above 0")
    scale = 2 * m**2 * h
    force = 4 * m * s.alpha**2 * s.dimension * s.neighbourhood**2
    terms = (
        Term("descent", "(Ψ₀ − min ℓ) / (2M²H)", s.lyapunov_gap / scale, True),
        Term("noise", "Γ₂ (M + κ) B₂² / (2M²H)",
             total_square * (m + s.kappa) * s.second_moment / scale, True),
        Term("force", "4 Γ₂ M α² n δ*² / (2M²H)", total_square * force / scale, True),
    )  # fmt: skip
    return Bound("theorem-5", "repaired", "E S^2 at a random index", terms)


def theorem_5_distance(
    *, squared_distance: Any, alpha: Any, second_moment: Any, total_stepsize: Any, total_square: Any
) -> Bound:
    """Return Theorem 5*'s bound E d_τ² <= (d_{k0}² + Γ₂ B₂²) / (αH); arguments as above."""
    h = alpha * total_stepsize
    terms = (
        Term("start", "d₀² / (αH)", squared_distance / h, True),
        Term("noise", "Γ₂ B₂² / (αH)", total_square * second_moment / h, True),
    )
    return Bound("theorem-5", "repaired", "E d^2 at a random index", terms)


def _letter_l(c: Constants) -> Any:
    """Return the report's L where it stands for a smoothness constant; the other one if unknown."""
    return c.gradient_bound if c.smoothness is None else c.smoothness


def _root(value: Any) -> Any:
    return square_root(Fraction(value)) if isinstance(value, int) else square_root(value)


def _at_most(theorem: str, left: Any, right: Any, name: str) -> None:
    if isinstance(left, float) or isinstance(right, float):
        holds = float(left) <= float(right)
    else:
        holds = compare(left, right) <= 0
    if not holds:
        shown = f"{float(left):.6g} > {float(right):.6g}"
        raise InputError(f"{theorem} needs {name} at most {float(right):.6g}, got {shown}")


__all__ = [
    "Bound",
    "Constants",
    "Stationarity",
    "Term",
    "corollary_2",
    "theorem_2",
    "theorem_3",
    "theorem_4",
    "theorem_5",
    "theorem_5_distance",
    "theorem_5_printed",
]

"""Decaying stepsizes: Theorem 4 without noise, Theorem 5 with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.bounds.terms import Bound, Constants, Term, letter_l, require_at_most
from askewtheory.errors import InputError
from askewtheory.exact import square_root
from askewtheory.grid import is_quartic, kind_code
from askewtheory.method import effective_alpha


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

    Returns
    -------
    Bound

    Raises
    ------
    InputError
        If a constant that is needed is None, or (repaired) a hypothesis fails.
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
    twice = 2 if is_quartic(kind) else 1
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
        require_at_most("Theorem 4*", delta, neighbourhood, "distance of the start")
    require_at_most("Theorem 4*", largest * 2 * c.alpha, 1, "2 * alpha * largest_stepsize")
    require_at_most("Theorem 4*", largest * c.smoothness, 1, "smoothness * largest_stepsize")
    require_at_most(
        "Theorem 4*", largest * c.gradient_bound, neighbourhood, "gradient_bound * stepsize"
    )


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
        Term("noise", "L σ² Σγ² / H", letter_l(c) * variance * total_square / h, True),
        Term("force", "2 a δ", 2 * weight * delta, False),
    )
    return Bound("theorem-5", "printed", "E of squared gradients, types 1 and 2", terms)


@dataclass(frozen=True)
class Stationarity:
    """The constants of Theorem 5*.

    Parameters
    ----------
    smoothness
        M > 0, the Lipschitz constant of the gradient.
    alpha
        Of the method, above 0.
    lyapunov_gap
        Ψ(w_{k0}) - min over C of ℓ.
    second_moment
        B₂² >= E|g|² of the noisy gradient.
    neighbourhood
        δ* = min(A/3, M_c/(2α)).
    dimension
        n, at least 1.
    kind
        Of ψ: ``"quadratic"`` or ``"quartic"``.

    Raises
    ------
    InputError
        If there is no such kind.
    """

    smoothness: Any
    alpha: Any
    lyapunov_gap: Any
    second_moment: Any
    neighbourhood: Any
    dimension: int
    kind: str = "quadratic"

    def __post_init__(self) -> None:
        kind_code(self.kind)

    @property
    def kappa(self) -> Any:
        """κ = (M/a) (M - 2a)⁺ with a = α (quadratic ψ) or α/2 (quartic ψ)."""
        low = effective_alpha(self.alpha, self.kind)
        return self.smoothness / low * max(self.smoothness - 2 * low, 0)


def require_theorem_5(
    s: Stationarity, *, noise_bound: Any, largest_stepsize: Any, distance: Any
) -> None:
    """Refuse what Theorem 5*'s hypotheses exclude: γ_k <= min(1/(2α), δ*/B∞), a start in N.

    Parameters
    ----------
    s
        The constants.
    noise_bound
        B∞ >= |ĝ_i|.
    largest_stepsize
        The largest γ_k.
    distance
        The largest distance of a coordinate of the start to its feasible interval.

    Raises
    ------
    InputError
        That names the hypothesis.
    """
    theorem = "Theorem 5*"
    require_at_most(theorem, distance, s.neighbourhood, "distance of the start")
    require_at_most(theorem, largest_stepsize, 1 / (2 * s.alpha), "largest_stepsize")
    if noise_bound > 0:
        limit = s.neighbourhood / noise_bound
        require_at_most(theorem, largest_stepsize, limit, "largest_stepsize")


def theorem_5(s: Stationarity, *, total_stepsize: Any, total_square: Any) -> Bound:
    """Return Theorem 5*: E S_τ² <= {Ψ_0 - min ℓ + Γ₂[(M + κ)B₂² + 4Mα²nδ*²]} / (2M²H).

    For the quartic ψ only κ differs, in Ψ_0 too: its force is αδ/2 at least and 2αδ at most.

    Parameters
    ----------
    s
        The constants; ``lyapunov_gap`` is Ψ(w_{k0}) - min over C of ℓ.
    total_stepsize, total_square
        H = Σγ_k and Γ₂ = Σγ_k² of stepsizes that :func:`require_theorem_5` accepts.

    Returns
    -------
    Bound

    Raises
    ------
    InputError
        If smoothness or alpha is not above 0.
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
    *,
    squared_distance: Any,
    alpha: Any,
    second_moment: Any,
    total_stepsize: Any,
    total_square: Any,
    kind: str = "quadratic",
) -> Bound:
    """Return Theorem 5*'s bound E d_τ² <= (d_{k0}² + Γ₂ B₂²) / (aH).

    a = α, or α/2 for the quartic ψ, where the bound doubles.

    Parameters
    ----------
    squared_distance
        d_{k0}² of the start.
    alpha, second_moment, kind
        α, B₂² and the kind of ψ, as in :class:`Stationarity`.
    total_stepsize, total_square
        H = Σγ_k and Γ₂ = Σγ_k².

    Raises
    ------
    InputError
        For any other kind.
    """
    h = effective_alpha(alpha, kind) * total_stepsize
    terms = (
        Term("start", "d₀² / (aH)", squared_distance / h, True),
        Term("noise", "Γ₂ B₂² / (aH)", total_square * second_moment / h, True),
    )
    return Bound("theorem-5", "repaired", "E d^2 at a random index", terms)

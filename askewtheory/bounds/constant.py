"""Constant stepsizes: Theorems 2 and 3, and Corollary 2."""

from __future__ import annotations

from typing import Any

from askewtheory.bounds.terms import (
    Bound,
    Constants,
    Term,
    descent,
    letter_l,
    positive,
    reading_of_l,
    require_at_most,
    root,
    steps_of,
)
from askewtheory.errors import InputError


def theorem_2(
    c: Constants, *, stepsize: Any, horizon: Any = None, version: str = "repaired"
) -> Bound:
    """Return Theorem 2's bound on min |v_k|^2 over k = 0 ... T.

    printed:  2Δℓ/(γ(T+1)) + 4αdγL² + 2M_cLd + γLM_c²d + M_c²d
    repaired: 2Δℓ/(γ(T+1)) + 2M_cG√d + M_c²d, for γ <= 1/M_s

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

    Returns
    -------
    Bound

    Raises
    ------
    InputError
        If a constant that is needed is None, or ``stepsize`` is not positive or (repaired) above
        1/M_s.

    Notes
    -----
    The descent lemma, applied to the whole step, gives a further term γM_sM_c²d. Applied to the
    gradient's part only, with Lipschitz continuity for the forced part, it does not, and the bound
    is attained: claim ``theorem-2/repaired``.

    The printed sum has one letter, L_l. With ``smoothness`` declared its squared-step term takes
    that constant, and ``reading`` of the bound says so; without, every L is ``gradient_bound``.
    """
    gamma, steps = positive(stepsize), steps_of(horizon)
    bound, clip = c.need("Theorem 2", "gradient_bound", "clip")
    if steps is not None:
        c.need("Theorem 2", "loss_gap")
    d, alpha = c.dimension, c.alpha
    terms = [descent(c, gamma, steps)]
    if version == "printed":
        letter = "L" if c.smoothness is None else "M_s"
        terms += [
            Term("unexplained", "4 α d γ L²", 4 * alpha * d * gamma * bound**2, False),
            Term("force × gradient", "2 M_c L d", 2 * clip * bound * d, False),
            Term("squared step", f"γ {letter} M_c² d", gamma * letter_l(c) * clip**2 * d, False),
        ]
    else:
        (smooth,) = c.need("Theorem 2'", "smoothness")
        require_at_most("Theorem 2'", gamma * smooth, 1, "stepsize * smoothness")
        terms.append(Term("force × gradient", "2 M_c G √d", 2 * clip * bound * root(d), False))
    terms.append(Term("force", "M_c² d", clip**2 * d, False))
    reading = reading_of_l(c) if version == "printed" else ""
    return Bound("theorem-2", version, "min |v_k|^2, k = 0..T", tuple(terms), reading)


def theorem_3(
    c: Constants, *, stepsize: Any, horizon: Any = None, version: str = "repaired"
) -> Bound:
    """Return Theorem 3's bound on min |v_k|^2 over k = k_1 ... k_1 + T.

    printed:  2Δℓ/(γ(T+1)) + 4αdγL² + 4α²dγ³L³ + 8α²dγL²
    repaired: 2Δℓ/(γ(T+1)) + 4α√d γG² + 4α²dγ²G², for γ <= 1/M_s and γ <= γ_max

    A factor 1 + γM_s on the last term is not needed, as for :func:`theorem_2` (claim
    ``theorem-3/repaired``).

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

    Returns
    -------
    Bound

    Raises
    ------
    InputError
        If a constant that is needed is None, or ``stepsize`` is not positive or (repaired) above
        1/M_s or γ_max.
    """
    gamma, steps = positive(stepsize), steps_of(horizon)
    (bound,) = c.need("Theorem 3", "gradient_bound")
    if steps is not None:
        c.need("Theorem 3", "loss_gap")
    d, alpha = c.dimension, c.alpha
    terms = [descent(c, gamma, steps)]
    if version == "printed":
        cubed = bound**2 * letter_l(c)
        letter = "L³" if c.smoothness is None else "L² M_s"
        terms += [
            Term("force × gradient", "4 α d γ L²", 4 * alpha * d * gamma * bound**2, False),
            Term("squared step", f"4 α² d γ³ {letter}", 4 * alpha**2 * d * gamma**3 * cubed, False),
            Term("force", "8 α² d γ L²", 8 * alpha**2 * d * gamma * bound**2, False),
        ]
        return Bound(
            "theorem-3", version, "min |v_k|^2, k = k1..k1+T", tuple(terms), reading_of_l(c)
        )
    smooth, largest = c.need("Theorem 3'", "smoothness", "max_stepsize")
    require_at_most("Theorem 3'", gamma * smooth, 1, "stepsize * smoothness")
    require_at_most("Theorem 3'", gamma, largest, "stepsize")
    terms += [
        Term("force × gradient", "4 α √d γ G²", 4 * alpha * root(d) * gamma * bound**2, False),
        Term("force", "4 α² d γ² G²", 4 * alpha**2 * d * gamma**2 * bound**2, False),
    ]
    return Bound("theorem-3", version, "min |v_k|^2, k = k1..k1+T", tuple(terms))


def corollary_2(c: Constants, *, horizon: Any, version: str = "repaired") -> Bound:
    """Return Theorem 3's bound at γ = 1/√(T+1), whose terms all vanish as T grows.

    Parameters
    ----------
    c
        The problem's constants.
    horizon
        T, finite and at least 0.
    version
        ``"printed"`` or ``"repaired"``.

    Returns
    -------
    Bound

    Raises
    ------
    InputError
        As for :func:`theorem_3`, or if ``horizon`` is infinite.
    """
    steps = steps_of(horizon)
    if steps is None:
        raise InputError("horizon must be a finite integer for Corollary 2, got infinity")
    inner = theorem_3(c, stepsize=1 / root(steps), horizon=horizon, version=version)
    terms = tuple(Term(t.name, f"{t.formula}, γ = 1/√(T+1)", t.value, True) for t in inner.terms)
    return Bound("corollary-2", version, inner.quantity, terms, inner.reading)

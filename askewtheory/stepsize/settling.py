"""How strong the force is outside a neighbourhood (tau), and when the iterates settle (k_1)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import simplified, square_root
from askewtheory.method import effective_alpha
from askewtheory.stepsize.cells import Cell
from askewtheory.stepsize.order import greatest, least, quotient, sign


def tau(alpha: Any, clip: Any, gradient_bound: Any, stepsize: Any, kind: str) -> Any:
    """Return tau = min(alpha gamma G, M_c) of Lemma 5' (alpha/2 for the quartic psi)."""
    return least([simplified(effective_alpha(alpha, kind) * stepsize * gradient_bound), clip])


def refusal(
    scope: Sequence[Cell], *, alpha: Any, clip: Any, gradient_bound: Any, stepsize: Any
) -> str | None:
    """Return which hypothesis of Lemma 5' fails at this stepsize; ``None`` if k_1 is proved.

    The cells are kept (Lemmas 3' and 4': gamma G <= D/2 and gamma M_c <= q_+ - q_- + D/2), and the
    force does not throw a coordinate across its interval (gamma M_c <= q_+ - q_- + gamma G, or
    gamma alpha <= 1/2). Every admissible stepsize meets them; all three counts need them.
    """
    reach, throw = stepsize * gradient_bound, stepsize * clip
    gentle = sign(2 * stepsize * alpha, 1) <= 0
    for cell in scope:
        half = least(cell.halves)
        if sign(reach, half) > 0:
            failing = "γG ≤ D/2 fails"
        elif sign(throw, simplified(cell.width + half)) > 0:
            failing = "γM_c ≤ q₊ − q₋ + D/2 fails"
        elif not gentle and sign(throw, simplified(cell.width + reach)) > 0:
            failing = "γM_c ≤ q₊ − q₋ + γG and γα ≤ 1/2 both fail"
        else:
            continue
        return f"{failing} at level {cell.level}"
    return None


def settling_steps(
    distances: Sequence[Any],
    *,
    alpha: Any,
    clip: Any,
    gradient_bound: Any,
    stepsize: Any,
    kind: str,
) -> dict[str, int | None]:
    """Return k_1: for each coordinate, Euclidean as in Lemma 5, and the sharper count.

    The counts are proved where :func:`refusal` of the distances' cells returns None, and speak of
    nothing elsewhere.

    Parameters
    ----------
    distances
        delta_i of the start, one for each coordinate.
    alpha, clip, gradient_bound, stepsize
        Of the problem; a tau of zero never settles (``None``).
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    dict
        ``coordinate``: ceil(max(0, d_i - gamma G) / (gamma tau)), the largest over coordinates.
        ``euclidean``: the same with |d| in place of d_i: Lemma 5's count with its eta read as tau,
        and max(0, .), which is not printed.
        ``sharp``: ceil((d - M_c/a)^+ / (gamma M_c)) +
        ceil(ln(min(d, M_c/a) / (gamma G)) / (-ln(1 - gamma a))), for gamma a < 1.
    """
    strength = tau(alpha, clip, gradient_bound, stepsize, kind)
    reach, pace = stepsize * gradient_bound, stepsize * strength
    different = list(dict.fromkeys(distances))
    euclidean = square_root(simplified(sum((d**2 for d in distances), Fraction(0))))
    return {
        "coordinate": _largest(_ratio(_above(d, reach), pace) for d in different),
        "euclidean": _ratio(_above(euclidean, reach), pace),
        "sharp": _largest(
            _sharp(d, effective_alpha(alpha, kind), clip, reach, stepsize) for d in different
        ),
    }


def _sharp(distance: Any, alpha: Any, clip: Any, reach: Any, stepsize: Any) -> int | None:
    if sign(distance, reach) <= 0:
        return 0
    if sign(reach, 0) == 0 or sign(alpha, 0) == 0 or sign(clip, 0) == 0:
        return None
    if sign(stepsize * alpha, 1) >= 0:
        return None
    threshold = quotient(clip, alpha)
    first = _ratio(_above(distance, threshold), stepsize * clip)
    second = _logarithmic(quotient(least([distance, threshold]), reach), 1 - stepsize * alpha)
    return None if first is None else first + second


def _logarithmic(ratio: Any, factor: Any) -> int:
    """Return ceil(ln(ratio) / -ln(factor)), at least 0, to 40 digits so that ties are seen."""
    import sympy

    if sign(ratio, 1) <= 0:
        return 0
    value = sympy.N(sympy.log(sympy.sympify(ratio)) / -sympy.log(sympy.sympify(factor)), 50)
    return int(sympy.ceiling(value - sympy.Float("1e-40", 50)))


def _above(distance: Any, threshold: Any) -> Any:
    if isinstance(threshold, float) and threshold == float("inf"):
        return Fraction(0)
    return greatest([Fraction(0), simplified(distance - threshold)])


def _ratio(length: Any, pace: Any) -> int | None:
    if sign(length, 0) == 0:
        return 0
    if sign(pace, 0) == 0:
        return None
    if isinstance(pace, float) and pace == float("inf"):
        return 1
    ratio = simplified(length / pace)
    if isinstance(ratio, float | Fraction):
        return -int(-ratio // 1)
    import sympy

    try:
        return int(sympy.ceiling(ratio))
    except ArithmeticError:
        raise InputError(
            f"start must be so near that its steps can be counted, got one {float(ratio):.3g} away"
        ) from None


def _largest(counts: Any) -> int | None:
    listed = list(counts)
    return None if any(count is None for count in listed) else max(listed, default=0)

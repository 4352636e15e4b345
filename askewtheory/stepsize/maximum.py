"""The largest admissible stepsizes that are proved, and printed and conservative variants.

Three conditions on gamma are proved: Corollary 1', the same with 1/(2 alpha) in place of the
interval, and Corollary 1''. A stepsize is admissible if it is at most the maximum of one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from askewtheory.exact import simplified
from askewtheory.stepsize.cells import Cell
from askewtheory.stepsize.order import greatest, least, quotient, shown, sign

INTERVAL = "Lemma 5', interval: (q+ - q-) / B"
OVERSHOOT = "Lemma 5', contraction: 1 / (2 alpha)"
MIDDLE = "Lemmas 3' and 4', half the middle: D / (2 B)"
FORCE = "Lemma 2', a third of the middle: D / (3 G)"
PLAIN, SHARPER = "Corollary 1'", "Corollary 1''"
ALTERNATIVE = "Corollary 1' with the 1/(2α) alternative"


@dataclass(frozen=True)
class Maximum:
    """A largest stepsize: its value, and which condition binds at which level.

    Parameters
    ----------
    value
        Exact or float; infinite if nothing binds.
    binding_condition
        The condition's name, or ``"none"``.
    level
        The level where it binds, or ``None``.
    """

    value: Any
    binding_condition: str
    level: Any

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        level = None if self.level is None else shown(self.level)
        return {
            **shown(self.value),
            "binding_condition": self.binding_condition,
            "level": level and (level["exact"] or level["value"]),
        }


def largest(
    scope: list[Cell],
    *,
    gradient_bound: Any,
    clip: Any,
    alpha: Any = None,
    annealing: bool = False,
) -> Maximum:
    """Return Corollary 1': min over cells of {(q+ - q-)/B, D/(2B), D/(3G)}, B = max(G, M_c).

    D is the smaller of the cell's infeasible middles. With ``annealing`` the first term is
    replaced by 1/(2 alpha), which does not vanish with epsilon.

    Parameters
    ----------
    scope
        The cells that matter.
    gradient_bound, clip, alpha
        G, M_c and alpha.
    annealing
        Which of the two alternatives of Lemma 5'.
    """
    speed = greatest([gradient_bound, clip])
    best = Maximum(float("inf"), "none", None)
    for cell in scope:
        first = quotient(1, 2 * alpha) if annealing else quotient(cell.width, speed)
        terms = [(first, OVERSHOOT if annealing else INTERVAL)]
        half = least(cell.halves)
        terms.append((quotient(half, speed), MIDDLE))
        terms.append((quotient(2 * half, 3 * gradient_bound), FORCE))
        for value, name in terms:
            if sign(value, best.value) < 0:
                best = Maximum(simplified(value), name, None if name == OVERSHOOT else cell.level)
    return best


SHARP_OVERSHOOT = "Lemma 5'', no overshoot by the force: (q+ - q-) / (M_c - G)"


def sharp(scope: list[Cell], *, gradient_bound: Any, clip: Any) -> Maximum:
    """Return Corollary 1'': the minimum over cells of {D/(3G), (q+ - q-)/(M_c - G)^+}.

    It is at least Corollary 1'. A gradient step that crosses the whole interval still lands within
    gamma G of it, and so does a clipped force whose step exceeds the interval by at most gamma G;
    hence M_c - G in place of B. The two together keep every step inside its basin, so D/(2B) is not
    needed. Sharp for the quadratic kind: for each stepsize above it
    :func:`askewtheory.stepsize.sharpness.witness` constructs a problem with these levels, epsilon,
    clip and gradient bound that breaks the conclusion. For the quartic kind the first term is
    sufficient only.
    """
    best = Maximum(float("inf"), "none", None)
    zero = gradient_bound - gradient_bound
    for cell in scope:
        excess = greatest([zero, clip - gradient_bound])
        for value, name in (
            (quotient(2 * least(cell.halves), 3 * gradient_bound), FORCE),
            (quotient(cell.width, excess), SHARP_OVERSHOOT),
        ):
            if sign(value, best.value) < 0:
                best = Maximum(simplified(value), name, cell.level)
    return best


def proved(scope: list[Cell], *, gradient_bound: Any, clip: Any, alpha: Any) -> dict[str, Maximum]:
    """Return the maximum of each condition that is proved to make a stepsize admissible."""
    speeds = {"gradient_bound": gradient_bound, "clip": clip}
    return {
        PLAIN: largest(scope, **speeds),
        SHARPER: sharp(scope, **speeds),
        ALTERNATIVE: largest(scope, **speeds, alpha=alpha, annealing=True),
    }


def admitted_by(stepsize: Any, maxima: Mapping[str, Maximum]) -> str | None:
    """Return the first condition whose maximum ``stepsize`` does not exceed; None if there is none.

    Each condition suffices alone: the cells are kept, and from Lemma 5's k_1 on d_i <= gamma G and
    |u_i| <= 2 alpha gamma G.
    """
    for name, top in maxima.items():
        if sign(stepsize, top.value) <= 0:
            return name
    return None


def conservative(scope: list[Cell], *, gradient_bound: Any, clip: Any, dimension: int) -> Any:
    """Return the largest stepsize of the report's proof once its slips are mended.

    The Euclidean distance gamma G sqrt(d) takes the place of gamma G in Lemma 2's condition, and
    the faster of the two speeds confines: min{(q+ - q-)/B, D/(2B), D/(3 G sqrt(d))}.
    """
    from askewtheory.exact import square_root

    speed = greatest([gradient_bound, clip])
    root = square_root(type(gradient_bound)(dimension))
    values = []
    for cell in scope:
        half = least(cell.halves)
        values.append(quotient(cell.width, speed))
        values.append(quotient(half, speed))
        values.append(quotient(2 * half, 3 * gradient_bound * root))
    return least(values)


def printed(scope: list[Cell], *, gradient_bound: Any, clip: Any) -> Any:
    """Return the supremum of the stepsizes that Corollary 1 admits as printed; ``None`` if none.

    An inner level asks gamma max(L, M_c) < (m_left - q_+), which is negative, and compares lengths
    with gamma itself: (m_right - q_+) 2/3 and (q_- - m_left) 2/3.
    """
    speed = greatest([gradient_bound, clip])
    values = []
    for cell in scope:
        values.append(quotient(cell.width, speed))
        if cell.left is not None and cell.right is not None:
            return None  # m_left - q_+ < 0 <= gamma max(L, M_c)
        values += [quotient(half, speed) for half in cell.halves]
    return least(values)

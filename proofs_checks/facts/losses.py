"""Losses of one coordinate whose constants are proved, for all parameters, from their formulas.

``gradient_bound`` bounds the derivative (A3 speaks of it), ``smoothness`` is a Lipschitz constant
of the derivative (A2 speaks of it). An instance refers to these; it states no constant of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.terms import eq, every, reals
from askewtheory.losses.formulas import huber, huber_slope, quadratic, quadratic_slope

X, Y, WIDTH, CENTER, SLOPE, CURVATURE = reals("x y width center slope curvature")


@dataclass(frozen=True)
class Loss:
    """A loss of one coordinate.

    Parameters
    ----------
    words
        What it is, for readers.
    value, slope
        The loss and its derivative, of an exact number.
    gradient_bound, smoothness
        The smallest constants known; None where there is none.
    proofs
        The facts that establish these constants.
    minimizer
        Where a convex loss is least: a number, or an infinity; None for a loss that is not convex.
    written
        The call that makes it.
    """

    words: str
    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    gradient_bound: Any = None
    smoothness: Any = None
    proofs: tuple[Entry, ...] = ()
    minimizer: Any = None
    written: str = ""

    def __repr__(self) -> str:
        """Return the call that makes it, where there is one."""
        return self.written or self.words


@fact(concludes="slope * x - slope * y == slope * (x - y)")
def linear_constants(this):
    """A linear loss has the constant slope, so its bound is |slope| and its smoothness 0."""
    return this.certificate()


@fact(
    given=["width > 0", "slope >= 0"],
    concludes=lambda: every(
        traced(huber_slope, X, WIDTH, CENTER, SLOPE) <= SLOPE,
        traced(huber_slope, X, WIDTH, CENTER, SLOPE) >= -SLOPE,
    ),
)
def huber_bound(this):
    """The slope of a Huber loss is at most its largest slope."""
    return this.solvers()


@fact(
    given=["width > 0", "slope >= 0", "x <= y"],
    concludes=lambda: every(
        traced(huber_slope, X, WIDTH, CENTER, SLOPE)
        <= traced(huber_slope, Y, WIDTH, CENTER, SLOPE),
        WIDTH * traced(huber_slope, Y, WIDTH, CENTER, SLOPE)
        - WIDTH * traced(huber_slope, X, WIDTH, CENTER, SLOPE)
        <= SLOPE * (Y - X),
    ),
)
def huber_smooth(this):
    """It increases, by at most slope/width times the distance: it is convex and smooth."""
    return this.solvers()


@fact(
    concludes=lambda: eq(
        quadratic_slope(X, CURVATURE, CENTER) - quadratic_slope(Y, CURVATURE, CENTER),
        CURVATURE * (X - Y),
    )
)
def quadratic_smooth(this):
    """The slope of a quadratic loss is Lipschitz with its curvature, and not bounded."""
    return this.certificate()


def linear(slope: Any) -> Loss:
    """Return the loss slope * w."""
    s = Fraction(slope)
    end = None if s == 0 else float("-inf") if s > 0 else float("inf")
    words = {"0": "0", "1": "w", "-1": "-w"}.get(str(s), f"{s} w")
    return Loss(words, lambda w: s * w, lambda w: s, abs(s), Fraction(0), (linear_constants,),
                end, f'linear("{s}")')  # fmt: skip


def huber_loss(width: Any, center: Any = 0, slope: Any = 1) -> Loss:
    """Return the Huber loss: quadratic within ``width`` of ``center``, slope ``slope`` beyond."""
    a, c, s = Fraction(width), Fraction(center), Fraction(slope)
    return Loss(
        f"Huber: slope {s}, width {a}, centre {c}", lambda w: huber(w, a, c, s),
        lambda w: huber_slope(w, a, c, s), s, s / a, (huber_bound, huber_smooth), c,
        f'huber_loss("{a}", "{c}", "{s}")',
    )  # fmt: skip


def quadratic_loss(curvature: Any, center: Any = 0) -> Loss:
    """Return the loss (curvature/2) (w - center)^2 with curvature >= 0."""
    m, c = Fraction(curvature), Fraction(center)
    return Loss(
        f"({m}/2) (w - {c})^2", lambda w: quadratic(w, m, c), lambda w: quadratic_slope(w, m, c),
        None, m, (quadratic_smooth,), c,
        f'quadratic_loss("{m}", "{c}")',
    )  # fmt: skip


ZERO = linear(0)

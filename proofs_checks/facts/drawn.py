"""Runs drawn at random, for ``askewtheory fuzz``: exact numbers, and periodic where they return."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from proofs_checks.facts.losses import ZERO, Loss, huber_loss, linear, quadratic_loss

LONGEST, LARGEST = 12, 10**12
"""Steps until a state has to return, and the largest numerator and denominator followed."""
FACTORS = [Fraction(one) for one in ("1/8", "1/4", "1/2", "1", "2", "3", "4", "8", "20")]
"""Values of alpha, of the clip and of stepsizes (the first six)."""


def runs(make: Callable[..., Any], draw: random.Random) -> Iterator[Any]:
    """Yield runs of random methods on random losses; ``make`` makes one from its choices.

    A run that returns to its start within a few steps goes on for ever, any other ends after them.
    ``L`` and ``M`` are given as bounds on the gradient and on its slope, at least as large as the
    loss has them; ``k_0`` is among the first steps.
    """
    while True:
        run = make(**_choices(draw))
        steps = _steps(run)
        yield run.but(forever=True) if steps is None else run.but(steps=steps)


def _choices(draw: random.Random) -> dict[str, Any]:
    gap = Fraction(draw.choice((1, 2, 2)))
    levels = tuple(gap * k - 1 for k in range(draw.choice((2, 2, 3))))
    # the feasible intervals of equal gaps then have rational ends, with which computing is fast
    epsilon = gap**2 / 4 * (1 - Fraction(draw.randint(0, 7), 8) ** 2)
    loss = _loss(draw)
    constants = {"k_0": Fraction(draw.choice((0, 0, 1))), "T": Fraction(draw.randint(1, LONGEST))}
    for name, least in (("L", loss.gradient_bound), ("M", loss.smoothness)):
        constants[name] = (least or Fraction(1)) * draw.choice((1, 1, 2))
    return {
        "levels": levels, "epsilon": epsilon, "loss": loss, "constants": constants,
        "alpha": draw.choice(FACTORS), "clip": draw.choice(FACTORS),
        "gamma": draw.choice(FACTORS[:6]),
        "start": Fraction(draw.randint(-24, 24 + 8 * int(levels[-1])), 8), "steps": LONGEST,
    }  # fmt: skip


def _loss(draw: random.Random) -> Loss:
    kind, size = draw.randint(0, 3), draw.choice(FACTORS[:5])
    center = Fraction(draw.randint(-8, 8), 4)
    if kind == 0:
        return ZERO
    if kind == 1:
        return linear(size * draw.choice((-1, 1)))
    return quadratic_loss(size, center) if kind == 2 else huber_loss(1, center, size)


def _steps(run: Any) -> int | None:
    """Return None if the iterates return, or else the steps before their numbers are long."""
    seen, w = set(), run.start
    for k in range(LONGEST):
        if w in seen:
            return None
        if max(abs(w.numerator), w.denominator) > LARGEST:
            return max(k - 1, 1)
        seen.add(w)
        w = run.after(w, k)
    return None if w in seen else LONGEST

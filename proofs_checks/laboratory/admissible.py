"""The stepsizes that the repaired Corollary 1 admits in one cell, as terms in the names of a run.

Each condition asks gamma to be at most every quotient whose denominator is positive; one condition
is enough. A test holds them equal to :mod:`askewtheory.stepsize.maximum`, which the command line
uses for all cells of a grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askewtheory.audit.evaluate import value
from askewtheory.audit.terms import Term, term
from askewtheory.stepsize.maximum import ALTERNATIVE, PLAIN, SHARPER

SPEED = "max(G, M_c)"
CONDITIONS: Mapping[str, tuple[tuple[Term, Term], ...]] = {
    name: tuple((term(above), term(below)) for above, below in quotients)
    for name, quotients in {
        PLAIN: (("W", SPEED), ("D", f"2*{SPEED}"), ("D", "3*G")),
        SHARPER: (("D", "3*G"), ("W", "M_c - G")),
        ALTERNATIVE: (("1", "2*alpha"), ("D", f"2*{SPEED}"), ("D", "3*G")),
    }.items()
}
"""Numerators and denominators by condition."""


def largest(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the largest stepsize of each condition; infinite where none of it limits gamma."""
    found = {}
    for name, quotients in CONDITIONS.items():
        pairs = [(value(above, names), value(below, names)) for above, below in quotients]
        found[name] = min((a / b for a, b in pairs if b > 0), default=float("inf"))
    return found

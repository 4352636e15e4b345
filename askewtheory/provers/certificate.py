"""Certificates that a person can check: identities, and expressions of visibly no sign change."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from askewtheory.evidence import Evidence, Outcome, Verdict


def certify(
    expression: Any,
    *,
    nonnegative: Sequence[sympy.Symbol],
    control: tuple[Any, Mapping[sympy.Symbol, Any]],
) -> Outcome:
    """Prove ``expression >= 0`` for all non-negative values of its symbols.

    The certificate is the expanded fraction: no coefficient is negative, and the denominator is
    not zero for positive symbols.

    Parameters
    ----------
    expression
        A rational expression; substitute the hypotheses first (``D = 2*delta + t``).
    nonnegative
        All its free symbols, each known to be non-negative.
    control
        A weakened expression and a point (non-negative rationals) where it is negative.

    Returns
    -------
    Outcome
        ``proved`` with the certificate, or ``undecided``.
    """
    start = time.perf_counter()
    free = sympy.sympify(expression).free_symbols
    if not free <= set(nonnegative):
        return Outcome(Verdict.UNDECIDED, f"symbols without a sign: {free - set(nonnegative)}")
    above, below, signs = _fraction(expression, nonnegative)
    weakened, point = control
    refuted = _negative_at(weakened, point) and not _fraction(weakened, nonnegative)[2]
    if not signs:
        return Outcome(Verdict.UNDECIDED, f"a coefficient is negative in ({above})/({below})")
    if not refuted:
        return Outcome(Verdict.UNDECIDED, f"the negative control was not refuted: {weakened} >= 0")
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    evidence = Evidence(
        "symbolic",
        "SymPy",
        sympy.__version__,
        time.perf_counter() - start,
        f"({above}) / ({below}) has no negative coefficient",
        f"{weakened} >= 0 refuted at {where}",
    )
    return Outcome(Verdict.PROVED, "no coefficient is negative", (evidence,))


def certify_identity(left: Any, right: Any, *, control: Any) -> Outcome:
    """Prove ``left == right`` wherever both are defined; ``control`` is a wrong right side."""
    start = time.perf_counter()
    if sympy.cancel(sympy.together(left - right)) != 0:
        return Outcome(Verdict.UNDECIDED, f"not identical: {sympy.factor(left - right)} remains")
    rest = sympy.cancel(sympy.together(left - control))
    if rest == 0:
        return Outcome(Verdict.UNDECIDED, f"the negative control is identical too: {control}")
    evidence = Evidence(
        "symbolic",
        "SymPy",
        sympy.__version__,
        time.perf_counter() - start,
        f"{left} = {right}",
        f"{left} = {control} refuted: the difference is {rest}",
    )
    return Outcome(Verdict.PROVED, "an identity of rational functions", (evidence,))


def _fraction(expression: Any, symbols: Sequence[sympy.Symbol]) -> tuple[Any, Any, bool]:
    """Return numerator, denominator, and whether no coefficient of either is negative."""
    above, below = sympy.fraction(sympy.cancel(sympy.together(sympy.sympify(expression))))
    polynomials = [sympy.Poly(part, *symbols, domain="QQ") for part in (above, below)]
    coefficients = [polynomial.coeffs() for polynomial in polynomials]
    if all(value <= 0 for value in coefficients[1]):
        above, below = -above, -below
        coefficients = [[-value for value in part] for part in coefficients]
    signs = all(value >= 0 for part in coefficients for value in part)
    return sympy.expand(above), sympy.expand(below), signs and below != 0


def _negative_at(expression: Any, point: Mapping[sympy.Symbol, Any]) -> bool:
    values = {name: sympy.Rational(str(value)) for name, value in point.items()}
    if any(value < 0 for value in values.values()):
        return False
    return bool(sympy.sympify(expression).subs(values) < 0)

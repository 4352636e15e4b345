"""Z3 and cvc5 on the same SMT-LIB script, under a time limit, with exact rational models."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import sympy


@dataclass(frozen=True)
class Answer:
    """What a solver said: ``sat``, ``unsat`` or ``unknown`` (a time-out is unknown)."""

    solver: str
    version: str
    status: str
    seconds: float
    model: dict[str, Any] | None = None


def ask_z3(script: str, *, timeout: float, model: bool = False) -> Answer:
    """Run Z3 on a script; ``timeout`` in seconds; a model's irrational values are left out."""
    import z3

    # Z3 would take a Ctrl-C for itself, answer "unknown", and the run would go on.
    z3.set_param("ctrl_c", False)
    start = time.perf_counter()
    solver = z3.Solver()
    solver.set("timeout", max(1, round(1000 * timeout)))
    solver.from_string(script)
    status = str(solver.check())
    values = None
    if model and status == "sat":
        found = solver.model()
        values = {}
        for symbol in found.decls():
            value: Any = found[symbol]
            if z3.is_rational_value(value):
                values[str(symbol.name())] = sympy.Rational(str(value.as_fraction()))
    seconds = time.perf_counter() - start
    return Answer("Z3", z3.get_version_string(), status, seconds, values)


def ask_cvc5(script: str, *, timeout: float) -> Answer:
    """Run cvc5 on a script in a process of its own; ``timeout`` in seconds."""
    from askewtheory.provers.worker import WORKER

    start = time.perf_counter()
    status = WORKER.ask(script, timeout)
    return Answer("cvc5", WORKER.version, status, time.perf_counter() - start)

"""Running cases: one, or many on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from askewtheory.rates.measure import Measured, constant_stepsize
from askewtheory.rates.problem import Case

MEASURES: dict[str, Callable[[Case], Measured]] = {
    "theorem-2": constant_stepsize,
    "theorem-3": constant_stepsize,
}


def run(case: Case) -> Measured:
    """Measure one case.

    Raises
    ------
    InputError
        If the case cannot be run, for example because the settling step lies beyond its steps.
    """
    return MEASURES[case.theorem](case)


def run_all(cases: Iterable[Case], *, workers: int | None = None) -> list[Measured]:
    """Measure cases on all cores, in the order given; the result does not depend on ``workers``.

    Compiled loops run without the interpreter's lock, so threads serve.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return list(pool.map(run, cases))

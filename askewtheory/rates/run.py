"""Running cases: one, or many on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from askewtheory.rates import decaying
from askewtheory.rates.measure import Measured, constant_stepsize
from askewtheory.rates.problem import Case

MEASURES: dict[str, Callable[[Case], Measured]] = {
    "theorem-2": constant_stepsize,
    "theorem-3": constant_stepsize,
    "corollary-2": decaying.corollary_2,
    "theorem-4": decaying.theorem_4,
    "theorem-5": decaying.theorem_5,
    "theorem-6": decaying.theorem_6,
}


def run(case: Case) -> Measured:
    """Measure one case.

    Raises
    ------
    InputError
        If the case cannot be run, for example because the settling step lies beyond its steps.
    """
    return MEASURES[case.theorem](case)


def run_all(
    cases: Iterable[Case],
    *,
    workers: int | None = None,
    done: Callable[..., None] = lambda: None,
) -> list[Measured]:
    """Measure cases on all cores, in the order given; the result does not depend on ``workers``.

    Compiled loops run without the interpreter's lock, so threads serve. ``done`` is called after
    each case.
    """
    from concurrent.futures import ThreadPoolExecutor

    found = []
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for measured in pool.map(run, cases):
            found.append(measured)
            done()
    return found

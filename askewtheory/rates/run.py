"""Running cases: one, or many on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from multiprocessing import parent_process
from typing import Any

from askewtheory.rates import decaying
from askewtheory.rates.case import Case
from askewtheory.rates.measure import Measured, constant_stepsize

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


def run_each(cases: Iterable[Case], *, workers: int | None = None) -> Iterator[Measured]:
    """Measure cases on all cores and yield them in the order given, as they finish.

    Parameters
    ----------
    cases
        What to measure.
    workers
        How many processes, which go on while the caller uses what was yielded; with 1 this one
        does the work. If None all cores, or 1 in a process that another one started: that one
        keeps the other cores busy. The result does not depend on it.
    """
    import joblib

    count = workers or (-1 if parent_process() is None else 1)
    pool: Any = joblib.Parallel(n_jobs=count, return_as="generator")
    yield from pool(joblib.delayed(run)(case) for case in cases)


def run_all(cases: Iterable[Case], *, workers: int | None = None) -> list[Measured]:
    """Return what :func:`run_each` yields."""
    return list(run_each(cases, workers=workers))

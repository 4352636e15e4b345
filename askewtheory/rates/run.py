"""Running cases: one, or many on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from askewtheory.errors import IncompleteError
from askewtheory.pool import Lost, run_items
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

    Parameters
    ----------
    case
        What to measure.

    Returns
    -------
    Measured

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

    Raises
    ------
    IncompleteError
        At a case whose process was killed, twice.
    """
    for case, found in each_or_lost(cases, workers=workers):
        if isinstance(found, Lost):
            raise IncompleteError(f"case {case} was not measured: {found.reason}.")
        yield found


def each_or_lost(
    cases: Iterable[Case], *, workers: int | None = None
) -> Iterator[tuple[Case, Measured | Lost]]:
    """Yield every case, in the order given, with what :func:`run_each` yields or why it does not.

    See there for the parameters.
    """
    ordered = list(cases)
    done: dict[int, Measured | Lost] = {}
    following = 0
    for (number, _), found in run_items(_numbered, list(enumerate(ordered)), workers):
        done[number] = found
        while following in done:
            yield ordered[following], done.pop(following)
            following += 1


def _numbered(item: tuple[int, Case]) -> Measured:
    """Measure a case that may be given twice, so that its number tells it apart."""
    return run(item[1])


def run_all(cases: Iterable[Case], *, workers: int | None = None) -> list[Measured]:
    """Return what :func:`run_each` yields.

    Parameters
    ----------
    cases, workers
        As for :func:`run_each`.

    Returns
    -------
    list of Measured

    Raises
    ------
    IncompleteError
        At a case whose process was killed, twice.
    """
    return list(run_each(cases, workers=workers))

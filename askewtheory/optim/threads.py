"""The threads of a compiled loop, which holds no interpreter lock.

After an operation PyTorch's own threads go on looking for work for some milliseconds, and other
threads would compete with them for the cores right after a backward pass. So the loops run on
PyTorch's threads where these are GNU OpenMP's, as in its builds for Linux, else on Python's.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch

SHARE = 1 << 17
"""Elements that are worth a thread of their own."""

_REGION = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _OpenMP(NamedTuple):
    parallel: Callable[..., None]  # runs a region on a team of threads, without the lock
    number: Callable[[], int]  # of this thread in its team
    size: Callable[[], int]  # of the team


def in_shares(task: Callable[[int, int], Any], total: int) -> list[Any]:
    """Return ``task(start, stop)`` of equal shares of ``range(total)``, one for each thread.

    As many threads as PyTorch has, and fewer where elements are few.
    """
    threads = max(1, min(torch.get_num_threads(), total // SHARE))
    ends = [total * t // threads for t in range(threads + 1)]
    return in_parallel(lambda t: task(ends[t], ends[t + 1]), threads)


def in_parallel(task: Callable[[int], Any], count: int) -> list[Any]:
    """Return ``task(0)`` to ``task(count - 1)``, computed at once by up to ``count`` threads.

    Parameters
    ----------
    task
        Does its work without the interpreter's lock, or there is nothing to gain.
    count
        At least 1.
    """
    if count == 1:
        return [task(0)]
    if (openmp := _openmp()) is not None:
        return _in_team(openmp, task, count)
    rest = [_pool(count - 1).submit(task, index) for index in range(1, count)]
    return [task(0), *(future.result() for future in rest)]


def _in_team(openmp: _OpenMP, task: Callable[[int], Any], count: int) -> list[Any]:
    results: list[Any] = [None] * count
    errors: list[BaseException] = []

    def region(_nothing: Any) -> None:
        try:  # the team is smaller than asked for where threads are limited, or within another's
            for index in range(openmp.number(), count, openmp.size()):
                results[index] = task(index)
        except BaseException as error:  # raised below: C knows none
            errors.append(error)

    # A team of PyTorch's size: of a smaller one OpenMP would end the threads that it does not need.
    openmp.parallel(_REGION(region), None, torch.get_num_threads(), 0)
    if errors:
        raise errors[0]
    return results


@cache
def _openmp() -> _OpenMP | None:
    """Return the OpenMP library that PyTorch has loaded, if it is GNU's."""
    loaded_only = getattr(os, "RTLD_NOLOAD", None)
    if loaded_only is None:
        return None
    for path in sorted((Path(str(torch.__file__)).parent / "lib").glob("libgomp*.so*")):
        try:
            library = ctypes.CDLL(str(path), mode=loaded_only)
            asking = ctypes.PyDLL(str(path), mode=loaded_only)  # keeps the lock: it is short
            return _OpenMP(
                library.GOMP_parallel, asking.omp_get_thread_num, asking.omp_get_num_threads
            )
        except (OSError, AttributeError):
            continue
    return None


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="askewtheory")


def _after_fork() -> None:
    """Leave the parent's threads, which a forked child does not have."""
    global _openmp
    _pool.cache_clear()
    _openmp = cache(lambda: None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

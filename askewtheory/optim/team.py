"""The threads of a compiled loop: PyTorch's own team where it can be reached, else Python threads.

After an operation PyTorch's OpenMP threads go on looking for work for some milliseconds. A second
pool that starts right after a backward pass competes with them for the cores and loses; a loop in
the same team does not. GNU's OpenMP, which PyTorch's Linux builds bring along, offers the function
that compilers call for a parallel region, and Python can call it as well.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import torch

_Body = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def in_parallel(task: Callable[[int], Any], count: int) -> list[Any]:
    """Return ``task(0)`` to ``task(count - 1)``, computed at once; ``count`` threads at most.

    Parameters
    ----------
    task
        Does its work without the interpreter's lock, or there is nothing to gain.
    count
        At most ``torch.get_num_threads()``.
    """
    library = _team()
    if count == 1:
        return [task(0)]
    if library is None:
        rest = [_pool(count - 1).submit(task, index) for index in range(1, count)]
        return [task(0), *(future.result() for future in rest)]
    results: list[Any] = [None] * count
    errors: list[BaseException] = []

    def body(_: Any) -> None:
        # The team may be smaller than asked for (OMP_DYNAMIC, OMP_THREAD_LIMIT).
        try:
            size = library.omp_get_num_threads()
            for index in range(library.omp_get_thread_num(), count, size):
                results[index] = task(index)
        except BaseException as error:
            errors.append(error)

    # As many as PyTorch has: for a smaller team the library would send the others away.
    library.GOMP_parallel(_Body(body), None, torch.get_num_threads(), 0)
    if errors:
        raise errors[0]
    return results


@cache
def _team() -> Any:
    """Return PyTorch's OpenMP library if it is GNU's, which it has loaded; else None."""
    if not torch.backends.openmp.is_available() or not hasattr(os, "RTLD_NOLOAD"):
        return None
    root = Path(torch.__file__).parent
    for path in sorted([*root.glob("lib/libgomp*"), *root.parent.glob("torch.libs/libgomp*")]):
        try:
            library = ctypes.CDLL(str(path), mode=os.RTLD_NOLOAD | os.RTLD_NOW)
            start = library.GOMP_parallel
        except (OSError, AttributeError):
            continue
        start.argtypes = [_Body, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint]
        start.restype = None
        return library
    return None


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="askewtheory")


def _forked() -> None:
    """Start threads of its own in a forked child, which has none of its parent's."""
    global _team
    _pool.cache_clear()
    _team = cache(lambda: None)  # GNU's team does not survive a fork


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)

"""The threads of a compiled loop: Python threads, which it leaves free to run.

A loop holds no interpreter lock. PyTorch's own threads go on looking for work for some milliseconds
after an operation, and compete with these for the cores right after a backward pass.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any


def in_parallel(task: Callable[[int], Any], count: int) -> list[Any]:
    """Return ``task(0)`` to ``task(count - 1)``, computed at once by ``count`` threads.

    Parameters
    ----------
    task
        Does its work without the interpreter's lock, or there is nothing to gain.
    count
        At least 1.
    """
    if count == 1:
        return [task(0)]
    rest = [_pool(count - 1).submit(task, index) for index in range(1, count)]
    return [task(0), *(future.result() for future in rest)]


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="askewtheory")


if hasattr(os, "register_at_fork"):
    # A forked child has none of its parent's threads; it starts its own when it needs them.
    os.register_at_fork(after_in_child=_pool.cache_clear)

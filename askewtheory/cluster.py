"""Tasks on a Dask cluster, none of which depends on another."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, TypeVar

from askewtheory.errors import IncompleteError, InputError, require, words_of

ANSWER = 10.0
"""Seconds in which a scheduler must answer."""

PATIENCE = 120.0
"""Seconds for which a cluster may be without workers."""

_PAUSE = 0.1
Item = TypeVar("Item")


def run_on_cluster(
    function: Callable[[Item], Any], tasks: Mapping[str, Item], scheduler: str, kept: str
) -> Iterator[tuple[Item, Any]]:
    """Call a function for every item; yield each with its result, or its error, as it is done.

    Parameters
    ----------
    function
        Importable by name on every worker.
    tasks
        What it is called with, by a key that says what the result depends on: a cluster remembers
        what it did under a key.
    scheduler
        The address of the cluster's scheduler.
    kept
        What is said of the items that are done where the cluster is lost.

    Raises
    ------
    InputError
        If no scheduler answers.
    IncompleteError
        If the cluster loses its scheduler, or has no workers for ``PATIENCE`` seconds.
    """
    distributed = require("distributed", "scale")
    with _client(scheduler) as client:
        futures = {client.submit(function, item, key=key): item for key, item in tasks.items()}
        finished, unheard = distributed.as_completed(list(futures)), 0.0
        while not finished.is_empty():
            batch = finished.next_batch(block=False)
            for future in batch:
                yield futures[future], _result(future, kept)
            if batch or (client.status == "running" and client.scheduler_info()["workers"]):
                unheard = 0.0
            elif client.status == "closed" or unheard > PATIENCE:
                raise IncompleteError(
                    f"the cluster at {scheduler} has no workers any more; {kept}."
                )
            if not batch:
                time.sleep(_PAUSE)
                unheard += _PAUSE


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    distributed = require("distributed", "scale")
    client, reason = None, ""
    try:
        client = distributed.Client(scheduler, timeout=ANSWER)
    except Exception as error:  # of an address of any kind Dask raises any
        reason = (words_of(error) or type(error).__name__).rstrip(".")
    if client is None:
        # A client that was only half made closes itself when it is collected. In the middle of
        # another one's start that would wait for ever.
        gc.collect()
        raise InputError(
            f"--scheduler must be the address of a Dask scheduler that answers, got {scheduler!r} "
            f"({reason:.200})."
        )
    try:
        yield client
    finally:
        client.close(timeout=2)


def _result(future: Any, kept: str) -> Any:
    """Return a task's result, or its error: that of a function, or of workers that keep dying."""
    try:
        error = future.exception(timeout=10)
        return future.result() if error is None else error
    except (CancelledError, TimeoutError) as lost:  # with the scheduler that knew of it
        raise IncompleteError(f"the cluster lost its scheduler; {kept}.") from lost

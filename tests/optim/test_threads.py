"""Tests of the threads of compiled loops."""

import os
import threading

import pytest

pytest.importorskip("torch")

from askewtheory.optim.threads import in_parallel


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_task_runs_once_and_in_its_place(count):
    """The results are in the order of the tasks, however many threads there are."""
    assert in_parallel(lambda index: index**2, count) == [k**2 for k in range(count)]


def test_an_error_in_a_thread_is_the_callers():
    """An error in any task is raised, as it would be without threads."""

    def task(index: int) -> int:
        return 1 // (1 - index)

    with pytest.raises(ZeroDivisionError):
        in_parallel(task, 2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forking beside threads
def test_a_forked_child_has_threads_of_its_own():
    """A child of a process that has used its threads does its work and ends."""
    in_parallel(lambda index: index, 2)
    if (child := os.fork()) == 0:
        done = in_parallel(lambda index: index, 2) == [0, 1]
        os._exit(0 if done else 1)
    timer = threading.Timer(60, os.kill, (child, 9))  # instead of waiting for ever
    timer.start()
    status = os.waitpid(child, 0)[1]
    timer.cancel()
    assert status == 0

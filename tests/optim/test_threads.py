"""Tests of the threads of compiled loops."""

import os
import subprocess
import sys
import threading

import pytest

torch = pytest.importorskip("torch")

from askewtheory.optim import threads  # noqa: E402
from askewtheory.optim.threads import in_parallel  # noqa: E402

GNU = threads._openmp() is not None


@pytest.fixture(params=["PyTorch's", "Python's"], autouse=True)
def which(request, monkeypatch):
    """Try everything on both kinds of threads, where PyTorch's can be used at all."""
    if request.param == "Python's":
        monkeypatch.setattr(threads, "_openmp", lambda: None)
    elif not GNU:
        pytest.skip("this PyTorch's threads are not GNU OpenMP's")
    return request.param


def test_pytorchs_threads_are_used(which):
    """Work that is shared out runs on threads of which Python's pool knows nothing."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        names = in_parallel(lambda index: threading.current_thread().name, 2)
    finally:
        torch.set_num_threads(before)
    assert names[0] == threading.current_thread().name
    assert names[1].startswith("askewtheory") == (which == "Python's")


def test_a_limited_team_does_all_tasks():
    """Where OpenMP gives fewer threads than asked for, they share the tasks."""
    code = (
        "import torch; torch.set_num_threads(3);"
        "from askewtheory.optim.threads import in_parallel;"
        "print(in_parallel(lambda index: index**2, 5))"
    )
    given = {**os.environ, "OMP_THREAD_LIMIT": "2"}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True)
    assert done.stdout.split("\n")[0] == "[0, 1, 4, 9, 16]", done.stderr


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

"""Tests of running items on processes: nothing lost, nothing left behind."""

import functools
import os
import signal
import subprocess
import sys
import time

import pytest

from askewtheory import pool
from tests import pool_work

psutil = pytest.importorskip("psutil")


def _run(function, items, jobs=2, **options):
    return dict(pool.run_items(function, items, jobs, **options))


@pytest.mark.parametrize("jobs", [1, 2, 3, 100])
def test_every_item_gets_its_result(jobs):
    """Whatever the number of processes, and whatever the function prints."""
    found = _run(pool_work.square, range(5), jobs)
    assert found == {x: x * x for x in range(5)}
    assert _run(pool_work.square, [], jobs) == {}


@pytest.fixture
def left():
    """Return a function that gives the processes started since; other tests' solvers stay."""
    before = {one.pid for one in psutil.Process().children()}
    return lambda: [one for one in psutil.Process().children() if one.pid not in before]


def test_an_error_is_the_functions_own_and_what_came_before_is_kept(left):
    """The exception arrives with its type, its text, and where it was raised."""
    kept = []
    with pytest.raises(ValueError, match="three is not wanted") as caught:
        kept.extend(pool.run_items(pool_work.fail_on_three, range(6), 2))
    assert all(item == result for item, result in kept)
    assert "fail_on_three" in caught.value.__notes__[0]
    assert not left()


def test_a_killed_process_costs_its_own_item_alone(tmp_path):
    """Killed once, an item is done again; killed twice, it is named as lost; others are done."""
    once = str(tmp_path / "once")
    found = _run(pool_work.die, ["a", "always", "b", once, "exit", "c", "d"])
    assert found.pop("always") == pool.Lost("its process ended 2 times (signal SIGKILL)")
    assert found.pop("exit") == pool.Lost("its process ended 2 times (exit code 7)")
    assert found == {task: task for task in ("a", "b", "c", "d", once)}
    assert (tmp_path / "once").read_text() == "xx"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no copies of a process here")
@pytest.mark.parametrize("apart", [False, True])
def test_nothing_waits_for_a_copy_of_a_worker(apart):
    """It has the pipe that the worker answered on, and need not end."""
    began = time.monotonic()
    assert _run(pool_work.copied, [100, 100.5], apart=apart) == {100: 100, 100.5: 100.5}
    assert time.monotonic() - began < 60


def test_another_form_of_an_item_is_tried_again(tmp_path):
    """The second try may go on where the first stopped; the item keeps its name."""
    found = _run(pool_work.die, ["always", "a"], again=lambda item: "b")
    assert found == {"always": "b", "a": "a"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_are_prepared_and_tell(jobs):
    """What a worker tells is heard here; it knows that it is one, and takes no further cores."""
    messages = []
    found = _run(pool_work.told, range(3), jobs, heard=messages.append)
    assert sorted(messages) == [("told", x) for x in range(3)]
    if jobs > 1:
        assert {answer[1:] for answer in found.values()} == {(True, 1)}  # type: ignore[index]
        assert _run(pool_work.prepared, range(3), begin=pool_work.begin) == dict.fromkeys(
            range(3), True
        )


def test_what_cannot_begin_or_be_sent_is_an_error():
    """A worker that fails before its first item, or with its answer, does not hang the run."""
    with pytest.raises(RuntimeError, match="cannot begin"):
        _run(pool_work.square, range(3), begin=pool_work.broken)
    with pytest.raises(Exception, match=r"pickle|local object"):
        _run(pool_work.unpicklable, range(3))
    assert _run(functools.partial(pow, 2), range(3)) == {0: 1, 1: 2, 2: 4}


def test_leaving_early_ends_the_processes(tmp_path, left):
    """Items that nobody waits for are not computed."""
    places = [str(tmp_path / name) for name in ("x", "y")]
    running = pool.run_items(pool_work.hang, places, 2, heard=None)
    with pytest.raises(_EnoughError):
        _until_all_hang(running, places)
    assert not left()


class _EnoughError(Exception):
    pass


def _until_all_hang(running, places):
    def enough(signum, frame):
        raise _EnoughError

    before = signal.signal(signal.SIGALRM, enough)
    signal.setitimer(signal.ITIMER_REAL, 4)
    try:
        next(running)
    finally:
        signal.signal(signal.SIGALRM, before)
        assert all(os.path.exists(place) for place in places)


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_no_worker_outlives_its_parent(tmp_path, number):
    """However the parent ends, and though a worker computes and holds the interpreter."""
    places = [tmp_path / name for name in ("sleeping", "holding")]
    program = (
        "from askewtheory.pool import run_items\nfrom tests.pool_work import hang\n"
        f"list(run_items(hang, {[str(place) for place in places]}, 2))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not all(place.exists() and place.read_text() for place in places):
        assert time.monotonic() < until
        time.sleep(0.05)
    workers = [psutil.Process(int(place.read_text())) for place in places]
    parent.send_signal(getattr(signal, number))
    parent.wait(30)
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive


def test_an_iterator_left_to_the_interpreters_end_does_no_harm():
    """A program that ends with items still to come ends with its own code and in silence."""
    program = (
        "from askewtheory import pool\nfrom tests import pool_work\n"
        "kept = pool.run_items(pool_work.square, range(50), 2)\nnext(kept)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=100
    )
    assert (done.returncode, done.stderr) == (0, "")

"""What the tests of the pool let its workers do."""

import os
import signal
import sys
import time
from pathlib import Path

from askewtheory import pool


def square(x):
    """Return a square, and print something, which must not harm."""
    print("noise")
    os.write(1, b"noise")
    return x * x


def copied(seconds):
    """Leave a copy of this process behind, in a session of its own."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(seconds)
        os._exit(0)
    return seconds


def fail_on_three(x):
    """Raise for one item."""
    if x == 3:
        raise ValueError("three is not wanted")
    return x


def die(task):
    """Kill this process: always for "always", the first time only for a path."""
    if task == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.startswith("/"):
        with open(task, "a") as seen:
            seen.write("x")
        if Path(task).stat().st_size < 2:
            os.kill(os.getpid(), signal.SIGKILL)
    if task == "exit":
        os._exit(7)
    if task == "foreign":
        os.write(max(int(name) for name in os.listdir("/proc/self/fd") if name.isdigit()), b"x")
    return task


def told(x):
    """Tell the parent and say who works."""
    pool.tell(("told", x))
    return os.getpid(), pool.in_worker(), pool.cores()


def unpicklable(x):
    """Return what cannot be sent."""
    return lambda: x


def hang(place):
    """Say that it began, then compute for ever, first holding the interpreter."""
    Path(place).write_text(str(os.getpid()))
    if place.endswith("holding"):
        sum(iter(int, 1))
    while True:
        time.sleep(100)


def begin():
    """Prepare a worker."""
    sys.prepared = True  # type: ignore[attr-defined]


def prepared(x):
    """Tell whether it was prepared."""
    return getattr(sys, "prepared", False)


def broken():
    """Fail to prepare."""
    raise RuntimeError("cannot begin")

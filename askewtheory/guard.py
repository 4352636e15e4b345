"""A process in which somebody else's code runs ends with all that the code has started.

A group or a session can be left, and a process whose parent has ended belongs to nobody. On Linux
it belongs to the next process above it that asks for such: a guard, which runs nothing itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from os import _exit  # the system's own, whatever a package makes of it

GUARDS = sys.platform.startswith("linux") and hasattr(os, "fork")
"""Whether the system has what a guard needs."""

PATIENCE = 1.0
"""Seconds that what is killed has to end."""


def guarded() -> None:
    """Go on in a copy of this process; this one is its guard, and ends as the copy does.

    The guard ends the copy, and all that was started below it, when the copy ends or stops, when
    the process that started the guard ends, and by SIGTERM. Its exit code is the copy's, or 128
    more than the signal that ended or stopped it. Where there are no guards nothing is done.
    """
    if not GUARDS:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _EXPECTED)
    ask(_ADOPT, 1)
    end_with_parent(signal.SIGTERM)
    copy = os.fork()
    if not copy:
        os.setsid()  # its own, which it may signal
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    for number in (0, 1):  # or whoever reads would wait for the guard
        os.close(number)
    code = None
    while code is None and signal.sigwait(_EXPECTED) != signal.SIGTERM:
        code = _ending(copy)
    _end_all()
    _exit(code or 0)


_EXPECTED = (signal.SIGTERM, getattr(signal, "SIGCHLD", signal.SIGTERM))
_END_WITH_PARENT, _ADOPT = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER


def end_with_parent(number: int) -> None:
    """Ask the system to send this process a signal when the one that started it ends (Linux)."""
    parent = os.getppid()
    ask(_END_WITH_PARENT, number)
    if os.getppid() != parent:  # it ended before it was asked
        _exit(1)


def ask(request: int, value: int) -> None:
    """Ask the system for something about this process, which it may refuse."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(request, value, 0, 0, 0)


def _ending(copy: int) -> int | None:
    """Return the exit code of a copy that has ended or stopped; bury the others that ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            number, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
            if not number:
                return None
            if number == copy and os.WIFSTOPPED(status):
                return 128 + os.WSTOPSIG(status)
            if number == copy:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
    return 0


def _end_all() -> None:
    """End all that was started below this process; what a process leaves comes to this one."""
    until = time.monotonic() + PATIENCE
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:
            for number in _below(os.getpid()):
                with contextlib.suppress(OSError):
                    os.kill(number, signal.SIGKILL)
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            time.sleep(0.002)


def _below(top: int) -> list[int]:
    """Return the processes that were started below one, those above first."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError), open(f"/proc/{name}/stat", "rb") as stat:
                parent = int(stat.read().rpartition(b")")[2].split()[1])
                children.setdefault(parent, []).append(int(name))
    found = [top]
    for one in found:
        found += children.get(one, [])
    return found[1:]

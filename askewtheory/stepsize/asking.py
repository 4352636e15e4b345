"""Questions to SymPy that may fail, or take for ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

SECONDS = 5
"""Of processor time, so that the answer is the same where other programs use the processor: after
them SymPy is stopped, and its answer is that it has none."""
Answer = TypeVar("Answer")


class _TooSlow(BaseException):
    """Not an ``Exception``: SymPy catches these where one of its methods fails."""


def asked(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """Return SymPy's answer; ``otherwise`` where it fails, which it does in many ways, or is slow.

    Parameters
    ----------
    question
        Calls SymPy; it is stopped after :data:`SECONDS` where it runs in the main thread of a
        system that has alarms, and can be interrupted by hand elsewhere.
    otherwise
        Says that nothing is known.
    """
    try:
        with _alarm(SECONDS):
            return question()
    except (Exception, _TooSlow):
        return otherwise


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGPROF"):
        yield
        return

    def ring(*_: Any) -> None:
        raise _TooSlow

    handler = signal.signal(signal.SIGPROF, ring)
    before, interval = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:  # an alarm that was set around this one goes on
        signal.setitimer(signal.ITIMER_PROF, before, interval)
        signal.signal(signal.SIGPROF, handler)

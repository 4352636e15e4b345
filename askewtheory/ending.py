"""What ends the program, told apart from what the code that it runs only raises.

A check, a figure or a package is somebody's code: it may itself raise ``SystemExit``,
``KeyboardInterrupt`` or ``MemoryError``. That costs its own result. A signal ends the program,
whatever code it passes through.
"""

from __future__ import annotations


class EndedError(BaseException):
    """A signal that asks the program to end; passing through, it lets everything be tidied up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class StoppedError(KeyboardInterrupt):
    """Ctrl-C, where the command line or a worker handles it itself."""


_handled = False


def signals_are_handled(handled: bool) -> None:
    """Say whether Ctrl-C arrives as :class:`StoppedError`, so that any other is the code's own."""
    global _handled
    _handled = handled


def is_end(error: BaseException) -> bool:
    """Tell whether an error ends the program, and is no fault of the code that it passed through.

    Parameters
    ----------
    error
        What was raised. A plain ``KeyboardInterrupt`` ends the program where nobody has said that
        signals are handled, as in a notebook.
    """
    if isinstance(error, KeyboardInterrupt):
        return isinstance(error, StoppedError) or not _handled
    return isinstance(error, EndedError)

"""What other people's code does to a program: it warns, and it may not load.

An environment variable or a file in the current folder can keep a library from loading, or make it
warn: ``MPLBACKEND=x``, ``NUMBA_NUM_THREADS=0``, a ``matplotlibrc``. Neither is this program's
error, and a warning is not an answer.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from askewtheory.errors import InputError, words_of

_OURS = __name__.partition(".")[0]


@contextmanager
def warnings_told(tell: Callable[[str], Any]) -> Iterator[None]:
    """Tell this package's own warnings in a sentence, and nobody else's.

    They are what it gives to :mod:`warnings` and to its log. Whoever asks Python for warnings, by
    ``-W`` or ``PYTHONWARNINGS``, gets all of them as Python shows them.
    """
    log, handler = logging.getLogger(_OURS), logging.Handler(logging.WARNING)
    handler.emit = lambda record: tell(f"Warning: {record.getMessage()}")  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        with _warnings_shown(tell):
            yield
    finally:
        log.removeHandler(handler)


@contextmanager
def _warnings_shown(tell: Callable[[str], Any]) -> Iterator[None]:
    if sys.warnoptions:
        yield
        return

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if category.__module__.partition(".")[0] == _OURS:
            tell(f"Warning: {message}")

    before, warnings.showwarning = warnings.showwarning, show
    try:
        yield
    finally:
        warnings.showwarning = before


def check_settings() -> None:
    """Refuse a device or pipe where a library reads its settings: it would wait for their end.

    Raises
    ------
    InputError
        If there is one, where Matplotlib looks.
    """
    given = os.environ.get("MATPLOTLIBRC", "")
    folder = os.environ.get("MPLCONFIGDIR", "")
    name = "matplotlibrc"
    for path in (name, given, os.path.join(given, name), os.path.join(folder, name)):
        if path and os.path.exists(path) and not _ends(path):
            raise InputError(f"{name} must be a regular file, got {path!r}.")


def _ends(path: str) -> bool:
    """Tell whether what a path leads to can be read to its end."""
    return (
        os.path.isfile(path)
        or os.path.isdir(path)
        or os.path.samefile(path, os.devnull)  # no settings, which some people want
    )


def unloaded(error: BaseException) -> str:
    """Return a sentence about the library that raised an error while it was loaded.

    Returns
    -------
    str
        Empty where the error came from anything else.
    """
    trace = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if trace.tb_frame.f_code.co_name == "<module>" and name not in ("__main__", _OURS):
            reason = f"{type(error).__name__}: {words_of(error)}"
            return f"{name} must be a library that can be loaded, got an error ({reason:.300})."
        trace = trace.tb_next
    return ""

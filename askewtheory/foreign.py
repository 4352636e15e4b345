"""A package that is somebody else's is imported in another process first.

Importing runs it, and it may end the program, even with the code of a success, or take away what
every program needs. What it does to that other process costs one sentence.
"""

from __future__ import annotations

import builtins
import contextlib
import math
import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from os import _exit  # the system's own, whatever a package makes of it
from typing import Any

from askewtheory.errors import InputError
from askewtheory.pool import Lost, run_items
from askewtheory.report_packages import is_own

MOST_SECONDS = 300.0
"""That an import may take."""


@cache
def try_first(look: Callable[[str], Any], package: str) -> None:
    """Look into a package in another process.

    What ``look`` raises there it raises here too, and says it better; nothing is made of it.

    Parameters
    ----------
    look
        What imports the package, a function that is importable by its name.
    package
        The package; nothing is done for the report's own.

    Raises
    ------
    InputError
        If the process ended or takes too long, or lacks something afterwards.
    """
    if is_own(package):
        return
    ((_, found),) = run_items(partial(_harm_of, look), [package], 1, apart=True, limit=MOST_SECONDS)
    if isinstance(found, Lost):
        found = found.reason
    if found:
        raise InputError(f"package {package} must be one that can be imported, got: {found}.")


def _harm_of(look: Callable[[str], Any], package: str) -> str:
    """Look into a package; return what it did to this process, or nothing."""
    own, copies = os.getpid(), []
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_parent=lambda: copies.append(1))
    before = _needed()
    with contextlib.suppress(BaseException):  # no signal raises here
        look(package)
    if os.getpid() != own:
        _exit(0)
    if copies:
        return "it copies the process by os.fork"
    after = _needed()
    harmed = [name for name, had in before.items() if not had <= after[name]]
    return f"it takes away or replaces what was in {harmed[0]}" if harmed else ""


def _needed() -> Mapping[str, set[Any]]:
    """Return what a program needs of its interpreter and its process: more of each is no harm."""
    return {
        "sys.path": _items("path"),
        "sys.meta_path": _items("meta_path"),
        "sys.path_hooks": _items("path_hooks"),
        "sys.modules": _items("modules"),
        "the recursion limit": set(range(sys.getrecursionlimit())),
        "the trace and profile functions": {(id(sys.gettrace()), id(sys.getprofile()))},
        "builtins": {(name, id(value)) for name, value in vars(builtins).items() if name != "_"},
        "the standard streams": _streams(),
        "the current folder": {_folder()},
        "the signals": _signals(),
        "the limits of the process": {
            name for name, limit in _limits().items() if limit >= _AT_FIRST[name]
        },
    }


def _items(name: str) -> set[Any]:
    """Return what a list or table of :mod:`sys` holds; nothing where it is none any more."""
    held = getattr(sys, name, None)
    if not isinstance(held, list | dict):
        return set()
    return {one if isinstance(one, str) else id(one) for one in held}


def _streams() -> set[str]:
    """Return the names of the streams that take what is written, or are known to be closed."""
    streams = {name: getattr(sys, name, 0) for name in ("stdout", "stderr")}
    return {
        name
        for name, stream in streams.items()
        if stream is None or callable(getattr(stream, "write", None))
    }


def _limits() -> dict[str, float]:
    """Return how much of each the system lets this process have."""
    try:
        import resource
    except ImportError:  # Windows has none
        return {}
    names = [name for name in vars(resource) if name.startswith("RLIMIT_")]
    found = {name: resource.getrlimit(getattr(resource, name))[0] for name in names}
    endless = resource.RLIM_INFINITY
    return {name: math.inf if limit == endless else limit for name, limit in found.items()}


_AT_FIRST = _limits()


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return ""


def _signals() -> set[Any]:
    """Return who handles which signal, which of them are blocked, and which alarm is set."""
    found: set[Any] = {(number, id(signal.getsignal(number))) for number in signal.valid_signals()}
    if hasattr(signal, "pthread_sigmask"):
        found.add(("blocked", *sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))))
    if hasattr(signal, "getitimer"):
        found |= {("alarm", which) for which in range(3) if signal.getitimer(which) == (0, 0)}
    return found

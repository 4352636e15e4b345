"""What other people's code does to a program: it warns, and it may not load.

An environment variable or a file in the current folder can keep a library from loading, or make it
warn: ``MPLBACKEND=x``, ``NUMBA_NUM_THREADS=0``, a ``matplotlibrc``. Neither is this program's
error, and a warning is not an answer.
"""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from askewtheory.errors import InputError, shown, words_of

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


def unusable_left_out() -> list[str]:
    """Take away variables of OpenMP and Arrow that are no settings; return a sentence about each.

    Their libraries leave them out too, but not without lines of their own, and one such value has
    OpenMP search without end. An empty value is no setting, and nothing is said of it.
    """
    found = []
    for name, form in _FORMS.items():
        value = os.environ.get(name)
        if value is None or re.fullmatch(form, value.strip(), re.IGNORECASE):
            continue
        del os.environ[name]
        if value.strip():
            library = "Arrow" if name.startswith("ARROW") else "OpenMP"
            found.append(f"Warning: {name} must be a setting of {library}, got {shown(value)}.")
    return found


_NUMBER = "[1-9][0-9]{0,8}"
_FORMS = {
    "OMP_NUM_THREADS": rf"{_NUMBER}(\s*,\s*{_NUMBER})*",
    "OMP_THREAD_LIMIT": _NUMBER,
    "OMP_MAX_ACTIVE_LEVELS": "[0-9]{1,9}",
    "OMP_DEFAULT_DEVICE": "[0-9]{1,9}",
    "OMP_DYNAMIC": "true|false",
    "OMP_NESTED": "true|false",
    "OMP_CANCELLATION": "true|false",
    "OMP_WAIT_POLICY": "active|passive",
    "OMP_PROC_BIND": r"true|false|((master|primary|close|spread)(\s*,\s*|$))+",
    "OMP_PLACES": r"(threads|cores|sockets|ll_caches|numa_domains)\s*(\([0-9]+\))?|[0-9{}!:,\s-]+",
    "OMP_SCHEDULE": r"((non)?monotonic\s*:\s*)?(static|dynamic|guided|auto)(\s*,\s*[0-9]+)?",
    "OMP_STACKSIZE": r"[0-9]+\s*[bkmg]?",
    "GOMP_STACKSIZE": r"[0-9]+\s*[bkmg]?",
    "GOMP_SPINCOUNT": r"[0-9]+\s*[kmgt]?|infinite|infinity",
    "GOMP_CPU_AFFINITY": r"[0-9][0-9\s,:-]*",
    "ARROW_IO_THREADS": _NUMBER,
    "ARROW_DEFAULT_MEMORY_POOL": "jemalloc|mimalloc|system",
    "ARROW_USER_SIMD_LEVEL": "none|sse4_2|avx|avx2|avx512|max",
}
"""What their variables are like; more general than they take them."""


def threads_fitted() -> None:
    """Let libraries have one thread each where the system gives no more, or little memory.

    OpenBLAS would write lines of its own and interrupt the program where it gets no thread, and
    ask for memory without end where it gets none.
    """
    if _memory() < LITTLE_MEMORY or not _gives_threads(2 * (os.cpu_count() or 1)):
        os.environ.update(dict.fromkeys(_THREADS, "1"))
        os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others have threads of their own


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def _gives_threads(count: int) -> bool:
    """Tell whether so many threads can run at once: some for each of the libraries."""
    end, begun = threading.Event(), []
    try:
        for _ in range(count):
            one = threading.Thread(target=end.wait)
            one.start()
            begun.append(one)
    except RuntimeError:
        return False
    finally:
        end.set()
        for one in begun:
            one.join()
    return True


def _memory() -> float:
    """Return how many bytes of memory the system lets this process address."""
    try:
        import resource
    except ImportError:  # Windows has none
        return math.inf
    found = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if found == resource.RLIM_INFINITY else found


LITTLE_MEMORY, LEAST_MEMORY = 2**33, 2**30
"""Bytes to address: below that LLVM, which compiles the loops, ends the program."""


def check_room() -> None:
    """Refuse to run without a current folder, or in too little memory.

    Raises
    ------
    InputError
        Where a library would end the program in words of its own, or never.
    """
    try:
        os.getcwd()
    except OSError:
        raise InputError("the current folder must be one that is there, got none.") from None
    if _memory() < LEAST_MEMORY:
        raise InputError(
            f"the process must be allowed {LEAST_MEMORY >> 20} MiB of memory (ulimit -v), got "
            f"{int(_memory()) >> 20}."
        )


def check_settings() -> None:
    """Refuse a device or pipe where a library reads its settings: it would wait for their end.

    Raises
    ------
    InputError
        If there is one, where Matplotlib or Dask looks.
    """
    name = "matplotlibrc"
    chosen, folder = (os.environ.get(one, "") for one in ("MATPLOTLIBRC", "MPLCONFIGDIR"))
    places = [(name, path) for path in (name, chosen, f"{chosen}/{name}", f"{folder}/{name}")]
    for what, path in (*places, ("DASK_CONFIG", os.environ.get("DASK_CONFIG", ""))):
        if path and os.path.exists(path) and not _ends(path):
            raise InputError(f"{what} must be a regular file, got {path!r}.")


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

"""Machine code from the kernel: Numba loops whose disk cache follows the library's sources.

Numba's own cache looks at the file of the compiled function only. A loop that calls the kernel
would keep running yesterday's kernel after an edit; so the cache folder is named after a digest of
every source file of the library.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import config
from numba.extending import register_jitable

from askewtheory import kernel

for _function in kernel.JITABLE:
    register_jitable(_function)

_SETTING = threading.Lock()


def _sources() -> str:
    """Return a digest of the library's source files and of Numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# Taken when the library is loaded: a file that is edited while a process runs must not give the
# process's older code the name of the newer.
_SOURCES = _sources()


@cache
def cache_directory() -> str:
    """Return the folder of compiled loops for exactly these sources and this Numba."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(root) / "askewtheory" / _SOURCES
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compiled loops still work, cached for this process's user
        folder = Path(tempfile.gettempdir()) / f"askewtheory-{os.getuid()}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def variant(function: Callable[..., Any], *key: Any) -> Callable[..., Any]:
    """Give a function that is made inside another one a name of its own for each ``key``.

    Numba names machine code after the function's qualified name, its argument types and a count
    that starts anew in each process. Code that is loaded from disk under a name that is there
    already is dropped: of two closures that processes compiled with the same count, the one loaded
    first would serve for both. So whatever such a function closes over has to be in its name, also
    for the inner functions of a compiled loop.
    """
    words = [function.__name__, *(str(int(k) if isinstance(k, bool) else k) for k in key)]
    function.__qualname__ = "_".join(words).replace(".<locals>.", "_")
    return function


def compiled(function: Callable[..., Any], *, allocates: bool = True) -> Callable[..., Any]:
    """Compile a loop with Numba: IEEE arithmetic (no fast-math), cached, without the GIL.

    A loop that allocates nothing can be compiled without Numba's memory management, which counts
    references to arrays, atomically, at every access to a field of a named tuple.
    """
    if function.__closure__ and "<locals>" in function.__qualname__:
        raise TypeError(f"{function.__qualname__} needs a name of its own: see variant")
    options: dict[str, Any] = {} if allocates else {"_nrt": False}
    with _SETTING:  # Numba reads its folder from a global; threads compile too
        previous = getattr(config, "CACHE_DIR")  # noqa: B009 (set dynamically by Numba)
        setattr(config, "CACHE_DIR", cache_directory())  # noqa: B010
        try:
            loop = numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)
        finally:
            setattr(config, "CACHE_DIR", previous)  # noqa: B010
    _take_turns(getattr(loop, "_cache"))  # noqa: B009 (unknown to type checkers)
    return loop


def _take_turns(cache: Any) -> None:
    """Let processes take turns at the compiled loops in the shared folder.

    Numba writes a list of what is there and then the code, under a free name. Of two processes that
    do so at once, each for another type or closure, one could later load the other's code; and one
    that reads between the two writes could load what had that name before.
    """

    def in_turn(method: Callable[..., Any], kind: int) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            with open(Path(cache_directory()) / "lock", "a") as lock:
                fcntl.flock(lock, kind)  # closing the file unlocks it
                return method(*arguments)

        return called

    cache.save_overload = in_turn(cache.save_overload, fcntl.LOCK_EX)
    cache.load_overload = in_turn(cache.load_overload, fcntl.LOCK_SH)

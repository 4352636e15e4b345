"""Machine code from the kernel: Numba loops whose disk cache follows the library's sources.

Numba's own cache looks at the file of the compiled function only. A loop that calls the kernel
would keep running yesterday's kernel after an edit; so the cache folder is named after a digest of
every source file of the library. A cache is never needed: where there is none, or a damaged one,
loops are compiled.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import binding
from numba.core import caching, compiler, config, serialize
from numba.extending import register_jitable

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.files import slug, write_bytes
from askewtheory.private import private_folder
from askewtheory.reading import content_of


def _check_processor() -> None:
    """Refuse a processor that LLVM does not know: it would say so at every loop, and ignore it."""
    names = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")
    given = {name: getattr(config, name.removeprefix("NUMBA_")) or "" for name in names}
    processor, features = given.values()
    if not processor and not features:
        return
    binding.initialize_native_target()
    target = binding.Target.from_default_triple()
    if said := _said(lambda: target.create_target_machine(processor, features)):
        found = " and ".join(f"{name}={value}" for name, value in given.items() if value)
        raise InputError(f"Numba's processor must be one that LLVM knows, got {found} ({said}).")


def _said(work: Callable[[], Any]) -> str:
    """Return the first line that a library writes to standard error itself."""
    reading, writing = os.pipe()
    kept = os.dup(2)
    os.dup2(writing, 2)
    try:
        work()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(writing)
        with open(reading, "rb") as stream:
            written = stream.read().decode("utf-8", "replace")
    return written.strip().partition("\n")[0]


_check_processor()
for _function in kernel.JITABLE:
    register_jitable(_function)


def _sources() -> str:
    """Return a digest of the library's source files and of the versions of Numba and Python."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.implementation.cache_tag}".encode())
    library = Path(__file__).parent
    for path in sorted(library.rglob("*.py")):
        if path.relative_to(library).parts[0] != "_report":  # where the wheel has the claims
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# Taken when the library is loaded: a file that is edited while a process runs must not give the
# process's older code the name of the newer.
_SOURCES = _sources()


@cache
def cache_directory() -> Path | None:
    """Return the folder of compiled loops for exactly these sources and this Numba.

    Its files are executed, so it must be one that nobody but this user can write to or replace.
    None where there is no such folder: loops are then compiled anew in every process.
    """
    return private_folder(_SOURCES)


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

    With ``NUMBA_DISABLE_JIT=1`` the loop stays what it is, a hundred times slower.
    """
    if function.__closure__ and "<locals>" in function.__qualname__:
        raise TypeError(f"{function.__qualname__} needs a name of its own: see variant")
    if getattr(config, "DISABLE_JIT"):  # noqa: B009 (set by Numba as it loads)
        # Machine code warns of no overflow either.
        return np.errstate(all="ignore")(function)
    options: dict[str, Any] = {} if allocates else {"_nrt": False}
    loop: Any = numba.njit(nogil=True, error_model="numpy", **options)(function)
    if (folder := cache_directory()) is not None:
        loop._cache = _OnDisk(function, folder)
    return loop


class _OnDisk(caching.NullCache):
    """The compiled forms of one function, each in a file that is whole or is not taken.

    Numba keeps a list of what there is beside the code, and believes both. Here every form has a
    file of its own, written in one step, with a digest of its content and the types that it is for.
    Processes need not take turns, and a file that was cut, changed or made for other types is the
    same as none: the loop is compiled, and the file replaced.
    """

    def __init__(self, function: Callable[..., Any], folder: Path) -> None:
        self.function, self.folder = function, folder

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(self.folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the form for some types; None where there is none that is whole."""
        target_context.refresh()
        try:
            key = self._key(sig, target_context.codegen())
            content = content_of(self._file(key), "compiled loop", None)
            digest, payload = content[:_DIGEST], content[_DIGEST:]
            if hashlib.sha256(payload).digest() != digest:
                return None
            known, reduced = pickle.loads(payload)
            if known != key:
                return None
            return compiler.CompileResult._rebuild(target_context, *reduced)
        except Exception:  # whatever is wrong with it, compiling is the answer
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a form, if it can be used by another process and there is room."""
        if any(not part.can_cache for part in data.lifted) or data.library.has_dynamic_globals:
            return
        key = self._key(sig, data.codegen)
        payload = serialize.dumps((key, data._reduce()))
        with contextlib.suppress(InputError):
            write_bytes(self._file(key), hashlib.sha256(payload).digest() + payload)

    def _key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        cells = [cell.cell_contents for cell in self.function.__closure__ or ()]
        code = hashlib.sha256(self.function.__code__.co_code + serialize.dumps(cells)).hexdigest()
        return sig, codegen.magic_tuple(), code

    def _file(self, key: tuple[Any, ...]) -> Path:
        name = f"{self.function.__module__}.{self.function.__qualname__}"
        line = self.function.__code__.co_firstlineno
        digest = hashlib.sha256(f"{name} {line} {key}".encode()).hexdigest()
        return self.folder / f"{slug(self.function.__name__)}-{digest[:32]}"


_DIGEST = hashlib.sha256().digest_size

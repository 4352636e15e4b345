"""One writer for a folder: a second one is refused, and told who the first is."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from askewtheory.errors import InputError
from askewtheory.files import check_folder
from askewtheory.kept import check_kept, kept

LOCK = ".askewtheory.lock"


@contextlib.contextmanager
def held(path: str | os.PathLike[str], name: str = "out") -> Iterator[Path]:
    """Make a folder where it is missing and keep other writers out of it.

    The system gives the folder free when this process ends, however it ends.

    Parameters
    ----------
    path : str or PathLike
        The folder.
    name : str
        What it is called in the error.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    InputError
        If another process writes into the folder, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    folder = check_folder(path, name)
    file = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _ours(file)
        lock = FileLock(file, timeout=0)
        lock.acquire()
    except Timeout:
        raise InputError(
            f"{name} must be a folder that no other process writes into, got {str(folder)!r}, "
            f"which {_holder(file)} does."
        ) from None
    except OSError as error:
        raise InputError(
            f"{name} must be a folder that can be written, got {str(folder)!r} ({error.strerror})."
        ) from error
    with kept(folder):
        try:
            with contextlib.suppress(OSError):  # the lock holds without it
                file.write_text(_self(), "utf-8", "replace")
            yield folder
        finally:
            # Before it is free: whoever waits for the removed file notices, and makes a new one.
            with contextlib.suppress(OSError, InputError):
                check_kept(folder)
                file.unlink()
            lock.release()


def _ours(file: Path) -> None:
    """Refuse a lock that is a link, another name of some file, or no file: it is written to."""
    with contextlib.suppress(FileNotFoundError):
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise OSError(errno.EEXIST, f"its {LOCK} is no file of its own")


def _self() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    return f"process {os.getpid()} on {socket.gethostname()} ({command}, since {since})"


def _holder(file: Path) -> str:
    """Return who has the lock, as far as the file says."""
    from askewtheory.reading import content_of

    try:
        text = " ".join(content_of(file, "lock").decode("utf-8", "replace").split())
    except InputError:
        text = ""
    return text or "another one"

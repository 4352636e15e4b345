"""Folders that are this user's alone, for what is kept between runs."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def private_folder(name: str) -> Path | None:
    """Return a folder below the user's cache into which nobody else can write, made if need be.

    Parameters
    ----------
    name
        The folder's own name.

    Returns
    -------
    Path or None
        None where there is no such folder: whoever asks does without.
    """
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(root) / "askewtheory" / name
    try:
        if not folder.is_absolute():  # there is no home
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder.resolve(strict=True)) else None
    except (OSError, RuntimeError):
        return None


def is_own(path: Path) -> bool:
    """Tell whether a file or folder is no link, is this user's, and can be written by nobody else.

    Raises
    ------
    OSError
        If there is none.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return False
    others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not others)


def _is_private(folder: Path) -> bool:
    """Tell whether only this user can write into a folder or put another one in its place."""
    if not hasattr(os, "getuid"):
        return True
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return False
    for above in map(Path.stat, folder.parents):
        others = stat.S_IWOTH if above.st_gid == os.getgid() else stat.S_IWGRP | stat.S_IWOTH
        if above.st_uid not in (0, os.getuid()):
            return False
        if above.st_mode & others and not above.st_mode & stat.S_ISVTX:
            return False
    return True

"""One way to write a file, and one to name it after a user's words.

A file appears under its name only when it is complete: the content goes to a temporary file in the
same folder, which then takes the name in one step. A reader, or a run that is interrupted, never
sees half a result. What is not an ordinary file is never written to or replaced: no folder, device
or pipe, and no symbolic link that leads to another folder. :func:`check_path` says all this before
the work that a file is to hold begins. A name made of a user's words is a :func:`slug` of them.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import itertools
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from askewtheory.errors import InputError
from askewtheory.kept import check_kept

STANDARD_OUTPUT = "-"


def check_path(
    path: str | os.PathLike[str], name: str = "path", *, suffixes: Sequence[str] = ()
) -> Path:
    """Make sure that a file can be written, before the work that it is to hold.

    Parameters
    ----------
    path : str or PathLike
        The file; its folder is made where that is missing.
    name : str
        What the file is called in the error, such as ``"plot"``.
    suffixes : sequence of str
        The endings that the name may have, such as ``("pdf", "png")``; any if there are none.

    Returns
    -------
    Path
        The file that a write replaces: where ``path`` is a link inside its folder, what it leads
        to.

    Raises
    ------
    InputError
        If the ending is another one, or the file cannot be written.
    """
    if suffixes and Path(path).suffix.lower().removeprefix(".") not in suffixes:
        raise InputError(
            f"{name} must be a path ending in {_listed(suffixes)}, got {os.fspath(path)!r}."
        )
    with _refused(path, name):
        target = _ordinary(path, name)
        _try(target)
    return target


def check_folder(path: str | os.PathLike[str], name: str = "out") -> Path:
    """Make sure that a folder is there, or can be made, and takes files; see :func:`check_path`."""
    folder = Path(path)
    if not os.fspath(path):  # a variable of the shell that is not set, and no name of a folder
        raise InputError(f"{name} must be a folder that can be written, got ''.")
    try:
        _try(folder / "file")
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{name} must be a folder that can be written, got {os.fspath(path)!r} ({reason})."
        ) from None
    return folder


def inside(folder: str | os.PathLike[str], *parts: str, name: str = "out") -> Path:
    """Return the place of a folder or file inside another one; it may not be there yet.

    Raises
    ------
    InputError
        If a link on the way leads out of the outer folder.
    """
    place = Path(folder).joinpath(*parts)
    check_kept(folder)
    target = os.path.realpath(place)
    if not Path(target).is_relative_to(os.path.realpath(folder)):
        raise InputError(
            f"{name} must hold no link to another folder, got {str(place)!r} -> {target!r}."
        )
    return place


def _try(target: Path) -> None:
    """Write something beside a file; leave neither that nor a new folder behind."""
    missing = list(itertools.takewhile(lambda folder: not folder.exists(), target.parents))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        probe = _beside(target)
        os.close(_created(probe))
        probe.unlink()
    finally:
        for folder in missing:
            with suppress(OSError):  # another process may have begun to use it
                folder.rmdir()


def check_apart(paths: Mapping[str, str | os.PathLike[str] | None]) -> None:
    """Refuse two files at one path.

    Parameters
    ----------
    paths : mapping
        What each file is called, and the file; None, ``"-"`` and a path that no file can have are
        no files. One that is read counts too, where writing would replace it.
    """
    taken: dict[str, str] = {}
    for name, path in paths.items():
        if path is None or os.fspath(path) == STANDARD_OUTPUT or "\0" in os.fspath(path):
            continue
        # Some file systems take letters of either case for the same.
        place = os.path.realpath(path).casefold()
        if place in taken:
            raise InputError(f"{name} and {taken[place]} must be two files, got {str(path)!r}.")
        taken[place] = name


def slug(words: str) -> str:
    """Return a name for a file or folder that stands for a user's words; it is never a path.

    Short plain names stay as they are. In others every character but ASCII letters and digits
    becomes ``-``, and a digest of the words follows, so that no two texts share a name.

    Examples
    --------
    >>> slug("binary-connect")
    'binary-connect'
    >>> slug("../a b")
    'a-b-2c2c791a'
    """
    if _PLAIN.fullmatch(words) and not _RESERVED.fullmatch(words):
        return words
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40]
    return f"{plain}-{digest}" if plain else digest


# Lower case only: on some file systems "A" and "a" are one file. No dot: what follows one is ours.
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")  # devices, to Windows


def write_bytes(path: str | os.PathLike[str], content: bytes, name: str = "path") -> Path:
    """Write a file atomically, making its folder where that is missing.

    Parameters
    ----------
    path : str or PathLike
        The file to write or replace; one that is replaced hands on its permissions.
    content : bytes
        Its whole content.
    name : str
        What the file is called in the error.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    InputError
        If the path cannot be written.
    """
    with _refused(path, name):
        target = _ordinary(path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _opened(target.parent) as folder:
            _replace(target, content, folder)
    return Path(path)


def _replace(target: Path, content: bytes, folder: int | None) -> None:
    """Write a file in an open folder, whatever has taken the folder's place meanwhile."""
    temporary = _beside(target)
    names = [str(one if folder is None else one.name) for one in (temporary, target)]
    try:
        with os.fdopen(_created(names[0], folder), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            with suppress(FileNotFoundError):
                mode = os.stat(names[1], dir_fd=folder).st_mode
                os.chmod(names[0], stat.S_IMODE(mode), dir_fd=folder)
        os.replace(*names, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(names[0], dir_fd=folder)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """Open a folder, to reach what is in it, if it is where files may be written."""
    if os.open not in os.supports_dir_fd:
        check_kept(folder)
        yield None
        return
    opened = os.open(folder, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        check_kept(folder, opened)
        yield opened
    finally:
        os.close(opened)


def append_text(path: str | os.PathLike[str], content: str) -> None:
    """Add to a file, which is made where it is missing; all is on disk when this returns.

    Raises
    ------
    InputError
        If the file cannot be written, or is not where it was.
    """
    with _refused(path, "path"):
        target = _ordinary(path, "path")
        with _opened(target.parent) as folder:
            place = target if folder is None else target.name
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            number = os.open(place, flags, 0o666, dir_fd=folder)
        with open(number, "a", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def leftovers(path: str | os.PathLike[str]) -> list[Path]:
    """Return the temporary files of writes to this path that were killed."""
    target = Path(path)
    found = target.parent.glob(f"{glob.escape(_stem(target))}*{_PART}")
    return sorted(file for file in found if file.is_file() and not file.is_symlink())


_PART = ".part"


def _stem(target: Path) -> str:
    """Return how the names of a file's temporary files begin: short, whatever the file's name."""
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return f".askewtheory-{digest}-"


def _beside(target: Path) -> Path:
    """Return a new name in the target's folder."""
    if len(os.fsencode(target.name)) > _LONGEST:  # the temporary file's shorter name would do
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    return target.with_name(f"{_stem(target)}{secrets.token_hex(6)}{_PART}")


_LONGEST = 255


def _created(path: str | Path, folder: int | None = None) -> int:
    """Create a file that was not there and return its descriptor; the system applies the mask."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666, dir_fd=folder)


def _ordinary(given: str | os.PathLike[str], name: str) -> Path:
    """Return the file that a path means; refuse what is no ordinary file."""
    path = Path(given)
    if not path.name or os.fspath(given).endswith(("/", os.sep)):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    check_kept(path.parent)
    target = path
    if path.is_symlink():
        target = path.resolve()
        if target.parent != path.parent.resolve():
            raise InputError(
                f"{name} must be no link to another folder, got {str(path)!r} -> {str(target)!r}."
            )
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISREG(mode) and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    if not stat.S_ISREG(mode):
        kind = "folder" if stat.S_ISDIR(mode) else "device or pipe"
        raise InputError(
            f"{name} must be a file that can be written, got the {kind} {str(path)!r}."
        )
    return target


@contextmanager
def _refused(path: str | os.PathLike[str], name: str) -> Iterator[None]:
    """Turn the system's errors into a sentence about the path."""
    try:
        yield
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links; a name with a null
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{name} must be a file that can be written, got {os.fspath(path)!r} ({reason})."
        ) from error


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def write_text(path: str | os.PathLike[str], content: str, name: str = "path") -> Path:
    """Write a text file atomically as UTF-8; see :func:`write_bytes`."""
    return write_bytes(path, content.encode("utf-8", "backslashreplace"), name)

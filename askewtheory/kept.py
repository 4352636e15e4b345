"""The folder of the outputs stays the one that it was when the command began.

Whoever puts a link or another folder in its place meanwhile gets nothing written there: a path is
looked up at every write, and leads to where it leads then. Child processes know the folder too.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator

from askewtheory.errors import InputError

_VARIABLE = "ASKEWTHEORY_OUT"


@contextlib.contextmanager
def kept(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Let nothing be written into another folder that takes the place of this one."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = json.dumps(_known() | {os.path.abspath(folder): _identity(folder)})
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before


def check_kept(folder: str | os.PathLike[str], opened: int | None = None) -> None:
    """Refuse a folder that is not any more where it was, or that is reached by a link from there.

    Parameters
    ----------
    folder
        In which something is to be written; it is refused only inside of one that is kept.
    opened
        Its descriptor, where it is open: then this is what must be there.

    Raises
    ------
    InputError
        If another folder, or nothing, is in the place.
    """
    place = os.path.abspath(folder)
    for outer, identity in _known().items():
        if not _is_within(place, outer):
            continue
        try:
            same = _identity(outer) == identity
            inside = _is_within(os.path.realpath(place), os.path.realpath(outer))
            if opened is not None:
                inside = inside and os.path.samestat(os.fstat(opened), os.stat(place))
        except OSError:
            same = inside = False
        if not same or not inside:
            raise InputError(
                f"out must stay the folder that it was when the command began, got another one or "
                f"none in the place of {outer!r}."
            )


def _is_within(place: str, outer: str) -> bool:
    try:
        return os.path.commonpath([outer, place]) == outer
    except ValueError:  # of two drives
        return False


def _known() -> dict[str, list[int]]:
    try:
        found = json.loads(os.environ.get(_VARIABLE, "{}"))
    except (ValueError, RecursionError):  # somebody else's
        return {}
    return found if isinstance(found, dict) else {}


def _identity(folder: str | os.PathLike[str]) -> list[int]:
    found = os.stat(folder)
    return [found.st_dev, found.st_ino]

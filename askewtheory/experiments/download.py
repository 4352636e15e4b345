"""Where data sets can be had: in a folder, in a cache, or from their public homes.

A download goes on where an earlier one was cut off, and a file appears under its name only once
its hash is the known one. No more than :data:`MOST` bytes are taken from anyone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from askewtheory.errors import InputError, MissingExtraError, require
from askewtheory.experiments.homes import INSTALLED, REMOTES, Remote

TIMEOUT = 30
"""Seconds without an answer after which a home is given up."""

CHUNK = 1 << 16
MOST = 1 << 28
"""Bytes of the largest file that is downloaded or read; those there are have up to 171 million."""


def folder_of(name: str, data_dir: str | None = None, download: bool | None = None) -> Path:
    """Return the folder that holds a data set's files, downloaded first where they are missing.

    Parameters
    ----------
    name
        One of :data:`~.homes.REMOTES`.
    data_dir
        The folder. By default the one where a Debian package puts them, else the user's cache.
    download
        Whether files may be downloaded; by default into an existing ``data_dir`` only.

    Raises
    ------
    InputError
        If a file is neither there nor downloadable.
    """
    if data_dir is not None:
        folder = Path(data_dir)
        if not folder.is_dir() and not download:
            raise InputError(f"data-dir must be an existing folder, got {data_dir!r}.")
    else:
        places = [place for place in (INSTALLED.get(name), _cache(name)) if place is not None]
        for place in places:
            if not missing(name, place):
                return place
        if not download:
            raise InputError(
                f"data {name} must be in the folder given by --data-dir, got none; "
                "--data digits and --data python-docs need no files."
            )
        require("pooch", extra="experiments")
        folder = places[-1]
    for remote in missing(name, folder):
        if download is False:
            raise InputError(f"data-dir must hold {remote.file}, got {str(folder)!r}.")
        fetch(remote, folder)
    return folder


def missing(name: str, folder: Path) -> list[Remote]:
    """Return which files of a data set a folder lacks."""
    return [
        remote
        for remote in REMOTES[name]
        if not any((folder / file).exists() for file in (remote.file, *remote.others))
    ]


def check_hash(content: bytes, known: str, path: str | os.PathLike[str]) -> None:
    """Refuse content that has not the known hash.

    Parameters
    ----------
    content
        What was read.
    known
        ``"sha256:..."`` or ``"md5:..."``.
    path
        Where it was read, for the message.

    Raises
    ------
    InputError
        With the expected and the actual hash.
    """
    algorithm, expected = known.split(":")
    actual = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    if actual != expected:
        label = {"md5": "MD5", "sha256": "SHA-256"}[algorithm]
        raise InputError(f"{path} must have content of {label} {expected}, got {actual}.")


def fetch(remote: Remote, folder: Path) -> Path:
    """Download a file from the first of its homes that has it whole, and return its path.

    What a download cut off had received stays in ``FILE.part``; the next one, from whichever home,
    asks for the rest only.

    Raises
    ------
    InputError
        If no home gave the file; the sentence says what each did.
    """
    pooch = require("pooch", extra="experiments")
    part = folder / f"{remote.file}.part"
    if part.is_symlink() or (part.exists() and not part.is_file()):
        raise InputError(f"{part} must be a regular file or absent, got a link, folder or device.")
    failures = []
    for home in remote.homes:
        try:
            with _quiet(pooch):
                pooch.retrieve(
                    home + remote.file,
                    known_hash=remote.hash,
                    fname=remote.file,
                    path=folder,
                    downloader=_resuming(part),
                )
        except (OSError, ValueError) as error:
            failures.append(f"{urlsplit(home).netloc}: {_reason(error)}")
        else:
            return folder / remote.file
    kept = f"; the next try goes on from byte {part.stat().st_size}" if part.exists() else ""
    raise InputError(
        f"{remote.file} must be in {str(folder)!r} or downloadable, got no whole copy of it "
        f"({'; '.join(failures)}){kept}."
    )


def _resuming(part: Path) -> Callable[..., None]:
    """Return a downloader for pooch that goes on from what ``part`` holds."""

    def download(url: str, output_file: str, _pooch: Any, check_only: bool = False) -> None:
        requests = require("requests", extra="experiments")
        have = part.stat().st_size if part.exists() else 0
        # A packed file is wanted as it is: nothing on the way may unpack it.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
            # "Range not satisfiable": the part has all there is.
            if not have or answer.status_code != requests.codes.requested_range_not_satisfiable:
                answer.raise_for_status()
                goes_on = answer.status_code == requests.codes.partial_content
                _receive(answer, part, have if goes_on else 0)
        os.replace(part, output_file)  # pooch looks at its hash before the file gets its name

    return download


def _receive(answer: Any, part: Path, have: int) -> None:
    length = _length(answer.headers.get("Content-Length", ""))
    size, total = have, None if length is None else have + length
    with _opened(part, have) as stream, _bar(part.stem, total, have) as advance:
        for chunk in answer.iter_content(CHUNK):
            size += len(chunk)
            if max(size, total or 0) > MOST:
                break
            stream.write(chunk)
            advance(len(chunk))
    if max(size, total or 0) > MOST:
        part.unlink()
        raise ValueError(f"more than {MOST:,} bytes")


def _length(text: str) -> int | None:
    """Return how much is said to come; None where that is no number."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _opened(part: Path, have: int) -> BinaryIO:
    """Open a part at its end, or anew; a link that has taken its place is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if have else os.O_TRUNC)
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(part, flags | extra, 0o666), "ab" if have else "wb")


@contextmanager
def _bar(name: str, total: int | None, have: int) -> Iterator[Callable[[int], None]]:
    """Show how much has been received, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total, completed=have)
        yield lambda size: bar.update(task, advance=size)


@contextmanager
def _quiet(pooch: Any) -> Iterator[None]:
    """Keep pooch from announcing each file."""
    logger = pooch.get_logger()
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def _reason(error: Any) -> str:
    """Return in a few words why a home gave no file."""
    requests = require("requests", extra="experiments")
    if isinstance(error, requests.HTTPError):
        return f"answer {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT} s"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "cut off"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return str(error).split(". ")[0]  # pooch's own sentence has both hashes


def _cache(name: str) -> Path | None:
    """Return the user's cache folder for a data set; None where pooch is not installed."""
    try:
        pooch = require("pooch", extra="experiments")
    except MissingExtraError:
        return None
    return Path(pooch.os_cache("askewtheory")) / name

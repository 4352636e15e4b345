"""Where a result came from: configuration, seed, versions, revision, machine and time.

Every file that askewtheory writes carries this record, so that a number can be traced to the code
and the libraries that made it. Versions are read from the installed packages' metadata; nothing
heavy is imported for them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

PACKAGES = ("askewtheory", "numpy", "scipy", "sympy", "numba", "z3-solver", "cvc5", "torch")
_ROOT = Path(__file__).resolve().parent.parent
SHOWING = ("_report", "audit", "cli", "provers", "report", "claims.py", "evidence.py",
           "figures_runner.py", "plotting.py", "mapping.py", "report_packages.py")  # fmt: skip
"""Parts of the package that show or prove and change no number of a run."""


def provenance(
    config: Mapping[str, Any] | None = None, seed: int | Sequence[int] | None = None
) -> dict[str, Any]:
    """Return the record that a written result carries.

    Parameters
    ----------
    config : mapping, optional
        The options that the result was computed with.
    seed : int or sequence of int, optional
        The seed of its random numbers, where it uses any; an ensemble has one for each member.

    Returns
    -------
    dict
        ``configuration``, ``seed``, ``versions`` (a dictionary; packages that are not installed
        are left out), ``revision`` (``{"commit": str, "dirty": bool}``, or None outside a
        checkout), ``platform`` (``{"system", "machine", "processors"}``) and ``time`` (UTC,
        ISO 8601, to the second).
    """
    return {
        "configuration": dict(config or {}),
        "seed": seed,
        "versions": versions(),
        "revision": revision(),
        "platform": {
            "system": platform.platform(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
        },
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }


@cache
def _installed_versions() -> tuple[tuple[str, str], ...]:
    found = [("python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            continue
    return tuple(found)


def versions() -> dict[str, str]:
    """Return the versions of Python and of each library that a result may depend on."""
    return dict(_installed_versions())


@cache
def code_digest(*packages: str) -> str:
    """Return a digest of the code that decides the numbers of a run.

    Parameters
    ----------
    packages
        Libraries whose versions take part.

    Returns
    -------
    str
        Sixteen hexadecimal digits, of the sources of this package without :data:`SHOWING`, of
        Python's version and of those libraries'.
    """
    root = Path(__file__).resolve().parent
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if place.parts[0] not in SHOWING:
            found.update(f"{place.as_posix()}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    known = versions()
    for name in ("python", *packages):
        found.update(f"{name} {known.get(name)}\0".encode())
    return found.hexdigest()[:16]


def revision(root: Path = _ROOT) -> dict[str, Any] | None:
    """Return the commit of the project's own checkout, and whether it has uncommitted changes.

    Parameters
    ----------
    root : Path
        The folder that holds the package; only a repository whose top is this very folder
        counts, so that an installed copy inside someone else's repository reports None.

    Returns
    -------
    dict or None
        ``{"commit": str, "dirty": bool}``, or None where there is no checkout, no commit or
        no git.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or os.path.realpath(top) != os.path.realpath(root):
        return None
    commit = _git(root, "rev-parse", "HEAD")
    status = _git(root, "status", "--porcelain", "--untracked-files=no")
    if commit is None or status is None or not _COMMIT.fullmatch(commit):
        return None
    return {"commit": commit, "dirty": bool(status)}


_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def _git(root: Path, *arguments: str) -> str | None:
    """Run git in a folder; its output without the last line's end, or None if it fails.

    Variables of a git that runs this program, as a hook does, would point to another repository;
    and looking on must not take the lock of somebody who commits. A program of that name which
    answers without end, or with what is no text, is no git.
    """
    program = shutil.which("git")
    if program is None or program in _silent:
        return None
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        with subprocess.Popen(
            [program, "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"GIT_OPTIONAL_LOCKS": "0"},
            start_new_session=True,
        ) as process:
            found = _answer(process)
            if found is None:
                _silent.add(program)
            elif process.returncode == 0 and b"\0" not in found:
                return found.decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        pass
    return None


def _answer(process: subprocess.Popen[bytes]) -> bytes | None:
    """Return what a process prints; None, and its end, where that is too much or takes too long."""
    assert process.stdout is not None
    late = threading.Timer(_PATIENCE, _end, [process])
    try:
        late.start()
    except RuntimeError:  # there is no thread to be had
        _end(process)
        return None
    try:
        found = process.stdout.read(_MOST + 1)
        if len(found) <= _MOST:
            process.wait()  # it may have closed its output and go on
            return found if late.is_alive() else None
        _end(process)
        return None
    except BaseException:
        _end(process)
        raise
    finally:
        late.cancel()
        late.join()


_PATIENCE = 10.0
"""Seconds that git has for an answer."""
_MOST = 1 << 24
"""Bytes of an answer: the names of all files of a large checkout are fewer."""
_silent: set[str] = set()
"""Programs that gave none: a report asks for each of its claims, and waits once."""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started, which would outlive it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
